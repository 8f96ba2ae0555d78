import type { ESTree } from 'meriyah';
import { DECODERS, decodeConstant } from './decoding.js';
import { joined, onlySource, operands, withoutWrapping } from './expressions.js';
import { answeredBy, globalNamed, isFunctionConstructor, madeBy, membersOf, moduleNamed, union } from './meaning.js';
import type { Meaning } from './meaning.js';
import type { Returns } from './declarations.js';
import type { Binding, Key, Scope, Source } from './scope.js';
import type { Node } from './tree.js';

const DEEPEST = 200;
const LONGEST_CONSTANT = 4_096;
/** Functions that one name may stand for, to be followed. */
const MOST_FUNCTIONS = 5;
const NOTHING: readonly Meaning[] = [];
/** Members that only one kind of thing has, so that they tell what the thing is where that cannot be seen. */
const TELLING_NAMES: ReadonlyMap<string, readonly Meaning[]> = new Map([
  ['constructor', ['?.constructor']],
  ['contentWindow', ['globalThis']],
  ['defaultView', ['globalThis']],
  ['_linkedBinding', ['process._linkedBinding']],
  ['dlopen', ['process.dlopen']],
  ['getBuiltinModule', ['process.getBuiltinModule']],
  ['mainModule', ['process.mainModule']],
]);
const RETURNS_GLOBAL = /^\s*(?:return\s+)?(?:this|globalThis)\s*;?\s*$/;

/** Answers what expressions of one script mean. Follows names through every assignment, in no order. */
export class Resolver {
  readonly #meanings = new Map<Binding, readonly Meaning[]>();
  readonly #constants = new Map<Binding, string | null>();
  readonly #answers = new Map<Node, readonly Meaning[]>();
  #depth = 0;

  constructor(private readonly returns: Returns) {}

  meaningsOf(node: Node, scope: Scope): readonly Meaning[] {
    if (this.#depth > DEEPEST) return NOTHING;
    this.#depth++;
    try {
      return this.#meaningsOf(withoutWrapping(node), scope);
    } finally {
      this.#depth--;
    }
  }

  /** The string that an expression always is, or null. */
  constantOf(node: Node, scope: Scope): string | null {
    if (this.#depth > DEEPEST) return null;
    this.#depth++;
    try {
      const constant = this.#constantOf(withoutWrapping(node), scope);
      return constant !== null && constant.length <= LONGEST_CONSTANT ? constant : null;
    } finally {
      this.#depth--;
    }
  }

  /** The name of a member, or null when it is computed at run time. */
  keyOf(key: Key, scope: Scope): string | null {
    if (key.computed) return this.constantOf(key.node, scope);
    if (key.node.type === 'Identifier') return key.node.name;
    return this.constantOf(key.node, scope);
  }

  #meaningsOf(node: Node, scope: Scope): readonly Meaning[] {
    switch (node.type) {
      case 'Identifier':
        return this.#ofName(node.name, scope);
      case 'MemberExpression':
        return this.#ofMember(node, scope);
      case 'CallExpression':
        return this.#ofCall(node, scope);
      case 'NewExpression':
        return madeBy(this.meaningsOf(node.callee, scope));
      case 'ImportExpression':
        return moduleNamed(this.constantOf(node.source, scope));
      case 'LogicalExpression':
        return union([this.meaningsOf(node.left, scope), this.meaningsOf(node.right, scope)]);
      case 'ConditionalExpression':
        return union([this.meaningsOf(node.consequent, scope), this.meaningsOf(node.alternate, scope)]);
      case 'AssignmentExpression':
        return this.meaningsOf(node.right, scope);
      case 'ThisExpression':
        return scope.topLevel ? ['globalThis'] : NOTHING;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
      case 'ClassExpression':
        return ['function'];
      case 'TemplateLiteral':
        return ['text'];
      case 'Literal':
        return typeof node.value === 'string' ? ['text'] : ['instance'];
      case 'ArrayExpression':
        return ['instance'];
      case 'ObjectExpression':
        return ['object'];
      case 'BinaryExpression':
        return node.operator === '+' && this.#joinsText(node, scope) ? ['text'] : NOTHING;
      default:
        return NOTHING;
    }
  }

  #ofName(name: string, scope: Scope): readonly Meaning[] {
    const binding = scope.find(name);
    if (!binding) return globalNamed(name);
    const known = this.#meanings.get(binding);
    if (known) return known;
    this.#meanings.set(binding, NOTHING);
    const sources = binding.sources.map((source) => this.#ofSource(source));
    const meanings = union(binding.implicit ? [...sources, globalNamed(name)] : sources);
    this.#meanings.set(binding, meanings);
    return meanings;
  }

  #ofSource(source: Source): readonly Meaning[] {
    if (source.how === 'function') return ['function'];
    if (source.how === 'callback') return NOTHING;
    let meanings = source.how === 'import' ? moduleNamed(this.constantOf(source.node, source.scope)) : this.meaningsOf(source.node, source.scope);
    for (const key of source.keys) {
      const name = this.keyOf(key, source.scope);
      meanings = name === null ? NOTHING : membersOf(meanings, name);
    }
    return meanings;
  }

  #ofMember(node: ESTree.MemberExpression, scope: Scope): readonly Meaning[] {
    const name = this.keyOf({ node: node.property, computed: node.computed ?? false }, scope);
    if (name === null) return NOTHING;
    const own = this.#propertyOf(node.object, name, scope);
    if (own) return own;
    const meanings = membersOf(this.meaningsOf(node.object, scope), name);
    return meanings.length === 0 ? (TELLING_NAMES.get(name) ?? NOTHING) : meanings;
  }

  /** The value of a property of an object that is written in this script. */
  #propertyOf(node: Node, name: string, scope: Scope): readonly Meaning[] | null {
    const source = node.type === 'Identifier' ? onlySource(scope.find(node.name)) : null;
    const object = source?.keys.length === 0 ? source.node : node;
    if (object.type === 'ArrayExpression' && /^\d{1,4}$/.test(name)) {
      const element = object.elements[Number(name)];
      return element && element.type !== 'SpreadElement' ? this.meaningsOf(element, source?.scope ?? scope) : null;
    }
    if (object.type !== 'ObjectExpression') return null;
    for (const property of object.properties) {
      if (property.type !== 'Property' || property.computed) continue;
      if (this.keyOf({ node: property.key, computed: false }, scope) === name) return this.meaningsOf(property.value, source?.scope ?? scope);
    }
    return null;
  }

  #ofCall(node: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
    const known = this.#answers.get(node);
    if (known) return known;
    this.#answers.set(node, NOTHING);
    const meanings = this.#answersOf(node, scope);
    this.#answers.set(node, meanings);
    return meanings;
  }

  #answersOf(node: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
    const [first, second] = node.arguments;
    const callees = this.meaningsOf(node.callee, scope);
    const results = callees.map((callee) => {
      if (callee === 'require' || callee === 'process.getBuiltinModule') return first ? moduleNamed(this.constantOf(first, scope)) : NOTHING;
      if (callee === 'module:module.createRequire') return ['require'];
      if (callee === 'document.createElement') return first && this.constantOf(first, scope)?.toLowerCase() === 'script' ? ['script-element'] : NOTHING;
      if (callee === 'document.createElementNS') return second && this.constantOf(second, scope)?.toLowerCase() === 'script' ? ['script-element'] : NOTHING;
      if (callee === 'String') return ['text'];
      if (callee === 'Reflect.get' && first && second) {
        const name = this.constantOf(second, scope);
        return name === null ? NOTHING : membersOf(this.meaningsOf(first, scope), name);
      }
      return NOTHING;
    });
    return union([...results, answeredBy(callees), this.#ofMethodCall(node, scope), ...this.returnsOf(node.callee, scope).map((source) => this.#ofSource(source))]);
  }

  /** What a function that is written in this script may give back to this call. */
  returnsOf(callee: Node, scope: Scope): readonly Source[] {
    const inner = withoutWrapping(callee);
    const written = inner.type === 'Identifier' ? (scope.find(inner.name)?.sources ?? []).map(({ node }) => node) : [inner];
    return written.length > MOST_FUNCTIONS ? [] : written.flatMap((node) => this.returns.get(node) ?? []);
  }

  #ofMethodCall(node: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
    if (this.#givesGlobal(node, scope)) return ['globalThis'];
    const callee = withoutWrapping(node.callee);
    if (callee.type !== 'MemberExpression') return NOTHING;
    const name = this.keyOf({ node: callee.property, computed: callee.computed ?? false }, scope);
    if (name === 'bind') return this.meaningsOf(callee.object, scope);
    const [first, second] = node.arguments;
    if (name === 'getOwnPropertyDescriptor' && first && second) {
      const member = this.constantOf(second, scope);
      return member === null ? NOTHING : membersOf(this.meaningsOf(first, scope), member).map((meaning) => `descriptor ${meaning}`);
    }
    if (name === 'getPrototypeOf' && first && this.meaningsOf(first, scope).includes('function')) return ['builtin'];
    return NOTHING;
  }

  /** `(function () { return this })()`, `Function('return this')()`, `(0, eval)('this')`. */
  #givesGlobal(node: ESTree.CallExpression, scope: Scope): boolean {
    const callee = withoutWrapping(node.callee);
    if (callee.type === 'FunctionExpression') {
      const [only, more] = callee.body?.body ?? [];
      return more === undefined && only?.type === 'ReturnStatement' && only.argument?.type === 'ThisExpression';
    }
    const [code] = callee.type === 'CallExpression' || callee.type === 'NewExpression' ? callee.arguments : node.arguments;
    const text = code ? (this.constantOf(code, scope) ?? '') : '';
    if (!RETURNS_GLOBAL.test(text)) return false;
    if (callee.type !== 'CallExpression' && callee.type !== 'NewExpression') return this.meaningsOf(callee, scope).includes('eval');
    return this.meaningsOf(callee.callee, scope).some(isFunctionConstructor);
  }

  #constantOf(node: Node, scope: Scope): string | null {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : null;
      case 'TemplateLiteral':
        return joined(node.quasis.flatMap((quasi, i) => {
          const expression = node.expressions[i];
          return expression ? [quasi.value.cooked, this.constantOf(expression, scope)] : [quasi.value.cooked];
        }));
      case 'BinaryExpression':
        return node.operator === '+' ? joined(operands(node).map((operand) => this.constantOf(operand, scope))) : null;
      case 'Identifier':
        return this.#constantNamed(node.name, scope);
      case 'CallExpression':
        return this.#constantCall(node, scope);
      default:
        return null;
    }
  }

  #constantNamed(name: string, scope: Scope): string | null {
    const binding = scope.find(name);
    if (!binding) return null;
    const known = this.#constants.get(binding);
    if (known !== undefined) return known;
    this.#constants.set(binding, null);
    const source = onlySource(binding);
    const constant = source?.keys.length === 0 ? this.constantOf(source.node, source.scope) : null;
    this.#constants.set(binding, constant);
    return constant;
  }

  /** `['e', 'val'].join('')`, `'lave'.split('').reverse().join('')`, `String.fromCharCode(101, …)`, `atob('…')`. */
  #constantCall(node: ESTree.CallExpression, scope: Scope): string | null {
    const callee = withoutWrapping(node.callee);
    const given = node.arguments.map((argument) => this.constantOf(argument, scope));
    if (callee.type === 'MemberExpression') {
      const name = this.keyOf({ node: callee.property, computed: callee.computed ?? false }, scope);
      if (name === 'join') return joined(this.#elementsOf(callee.object, scope) ?? [null], given[0] ?? ',');
      if (name === 'concat') return joined([this.constantOf(callee.object, scope), ...given]);
      if (name === 'toString' || name === 'trim') return this.constantOf(callee.object, scope);
    }
    const meanings = this.meaningsOf(callee, scope);
    const decoder = meanings.find((meaning) => DECODERS.has(meaning));
    return decoder === undefined ? null : decodeConstant(decoder, given);
  }

  /** The elements of an array, as far as each is a known text. */
  #elementsOf(node: Node, scope: Scope): (string | null)[] | null {
    const array = withoutWrapping(node);
    if (array.type === 'ArrayExpression') return array.elements.map((element) => (element ? this.constantOf(element, scope) : ''));
    if (array.type !== 'CallExpression' || array.callee.type !== 'MemberExpression') return null;
    const { object, property } = array.callee;
    const name = property.type === 'Identifier' ? property.name : null;
    if (name === 'reverse') return this.#elementsOf(object, scope)?.reverse() ?? null;
    const separator = array.arguments[0] && this.constantOf(array.arguments[0], scope);
    return name === 'split' && typeof separator === 'string' ? (this.constantOf(object, scope)?.split(separator) ?? null) : null;
  }

  #joinsText(node: ESTree.BinaryExpression, scope: Scope): boolean {
    return operands(node).some((operand) => operand.type === 'TemplateLiteral' || this.constantOf(operand, scope) !== null);
  }
}
