import type { ESTree } from 'meriyah';
import { DECODERS, decodeConstant } from './decoding.js';
import type { Evaluator } from './evaluated.js';
import { joined, onlySource, operands, withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenElsewhere } from './written-elsewhere.js';

const DEEPEST = 200;
/** UTF-16 units of a text, the longest that a command may be; of longer ones than `SHORT` that are put together, all of them have. */
const LONGEST = 128 * 1024;
const SHORT = 4_096;
const MOST_LONG = 16 * LONGEST;
/** Texts that may be dropped because a part of them lay too deep. */
const MOST_DROPPED = 20_000;

/** Finds the strings that expressions of one script always are. */
export class Constants {
  /** There was no end to it: what is known is not all. */
  lost = false;
  /** Of sums and templates, which may be long. */
  readonly #sums = new Map<Node, string | null | undefined>();
  #depth = 0;
  /** Something lay too deep: what depends on it is not kept. */
  #cut = false;
  #dropped = 0;
  #long = 0;

  /** Of objects that are written out: name → value; null for those with members that nobody knows. */
  readonly #objects = new WeakMap<Node, ReadonlyMap<string, Node> | null>();

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly evaluator: Evaluator, private readonly elsewhere: WrittenElsewhere | null) {}

  /** The string, or null. */
  of(node: Node, scope: Scope): string | null {
    if (this.#depth > DEEPEST) {
      this.#cut = true;
      return null;
    }
    this.#depth++;
    const constant = this.#of(withoutWrapping(node), scope);
    this.#depth--;
    return constant !== null && constant.length <= LONGEST ? constant : null;
  }

  /** The texts of a list that never is another one, or null. */
  listOf(node: Node, scope: Scope): readonly string[] | null {
    return this.evaluator.listOf(node, scope);
  }

  #of(node: Node, scope: Scope): string | null {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : null;
      case 'TemplateLiteral':
      case 'BinaryExpression': {
        const known = this.#sums.get(node);
        return known !== undefined ? known : this.#whole(() => this.#fitting(this.#sum(node, scope)), (sum) => void this.#sums.set(node, sum));
      }
      case 'Identifier':
        return this.#named(node.name, scope);
      case 'CallExpression':
        return this.#fitting(this.#call(node, scope)) ?? this.evaluator.textOf(node, scope);
      case 'MemberExpression':
        return this.#member(node, scope) ?? this.#element(node, scope);
      default:
        return null;
    }
  }

  /** A text that was put together, unless such ones become too long. */
  #fitting(made: string | null): string | null {
    if (made === null || made.length <= SHORT) return made;
    return made.length <= LONGEST && (this.#long += made.length) <= MOST_LONG ? made : null;
  }

  #named(name: string, scope: Scope): string | null {
    const binding = scope.find(name);
    if (!binding) return null;
    if (binding.constant !== undefined) return binding.constant;
    const source = onlySource(binding);
    const [only, more] = binding.sources;
    if (only && !more && only.keys.length === 1) return (binding.constant = this.#elsewhere(only, only.keys[0]!.computed ? null : only.keys[0]!.node));
    if (source?.keys.length !== 0) return null;
    binding.constant = null;
    return this.#whole(() => this.of(source.node, source.scope), (constant) => void (binding.constant = constant));
  }

  /** `names.a` of `const names = { a: 'text' }`, in which nothing else is put. */
  #member(node: ESTree.MemberExpression, scope: Scope): string | null {
    const binding = node.object.type === 'Identifier' ? scope.find(node.object.name) : null;
    const source = onlySource(binding);
    const [only, more] = binding?.sources ?? [];
    if (only && !more && only.keys.length === 0 && !node.computed) {
      if (isClass(only.node)) return this.#ofClass(only.node, node.property, only.scope);
      const text = this.#elsewhere(only, node.property);
      if (text !== null) return text;
    }
    if (!binding || source?.keys.length !== 0) return null;
    const object = withoutWrapping(source.node);
    const name = object.type === 'ObjectExpression' ? this.resolver.nameOf(node, scope) : null;
    if (object.type !== 'ObjectExpression' || name === null || this.stored.into(binding, name).length > 0) return null;
    const members = this.#objects.get(object) === undefined ? membersOf(object) : this.#objects.get(object)!;
    this.#objects.set(object, members);
    const value = members?.get(name);
    // Compilers number members, and a number is no name.
    return value && !(value.type === 'Literal' && typeof value.value === 'number') ? this.of(value, source.scope) : null;
  }

  /** What another file of the package has under a name: `parts.a` of `const parts = require('./parts')`. */
  #elsewhere({ how, node }: Source, name: Node | null): string | null {
    if (!this.elsewhere || name?.type !== 'Identifier') return null;
    if (how === 'import') return node.type === 'Literal' ? this.elsewhere(String(node.value), name.name) : null;
    const call = how === 'value' ? withoutWrapping(node) : null;
    const [link] = call?.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'require' ? call.arguments : [];
    return link?.type === 'Literal' && typeof link.value === 'string' ? this.elsewhere(link.value, name.name) : null;
  }

  /** `Names.a` of `class Names { static a = 'text' }` */
  #ofClass({ body: { body } }: ESTree.ClassDeclaration | ESTree.ClassExpression, name: Node, scope: Scope): string | null {
    const field = (body as Node[]).find((each) => each.type === 'PropertyDefinition' && each.static && each.key?.type === 'Identifier' && name.type === 'Identifier' && each.key.name === name.name);
    return field?.type === 'PropertyDefinition' && field.value ? this.of(field.value as Node, scope) : null;
  }

  /** `list[2]` of a list that is written out. */
  #element(node: ESTree.MemberExpression, scope: Scope): string | null {
    const isOfList = node.computed && node.object.type === 'Identifier' && onlySource(scope.find(node.object.name))?.node.type === 'ArrayExpression';
    return isOfList ? this.evaluator.textOf(node, scope) : null;
  }

  #sum(node: ESTree.TemplateLiteral | ESTree.BinaryExpression, scope: Scope): string | null {
    if (node.type === 'BinaryExpression') return node.operator === '+' ? joined(operands(node).map((operand) => this.of(operand, scope))) : null;
    return joined(node.quasis.flatMap((quasi, i) => {
      const expression = node.expressions[i];
      return expression ? [quasi.value.cooked, this.of(expression, scope)] : [quasi.value.cooked];
    }));
  }

  /** Keeps what `work` finds, unless a part of it lay too deep: who asks from less deep may find more. */
  #whole(work: () => string | null, keep: (constant: string | null | undefined) => void): string | null {
    const outerCut = this.#cut;
    this.#cut = false;
    const constant = work();
    const isDropped = this.#cut && this.#dropped++ < MOST_DROPPED;
    this.lost ||= this.#cut && !isDropped;
    keep(isDropped ? undefined : constant);
    this.#cut ||= outerCut;
    return constant;
  }

  /** `['e', 'val'].join('')`, `'lave'.split('').reverse().join('')`, `String.fromCharCode(101, …)`, `atob('…')`. */
  #call(node: ESTree.CallExpression, scope: Scope): string | null {
    const callee = withoutWrapping(node.callee);
    const given = (): (string | null)[] => node.arguments.map((argument) => this.of(argument, scope));
    if (callee.type === 'MemberExpression') {
      const name = this.resolver.nameOf(callee, scope);
      if (name === 'join') return joined(this.#elementsOf(callee.object, scope) ?? [null], given()[0] ?? ',');
      if (name === 'concat') return joined([this.of(callee.object, scope), ...given()]);
      if (name === 'toString' || name === 'trim') return this.of(callee.object, scope);
    }
    const decoder = this.resolver.meaningsOf(callee, scope).find((meaning) => DECODERS.has(meaning));
    return decoder === undefined ? null : decodeConstant(decoder, given());
  }

  /** The elements of an array, as far as each is a known text. */
  #elementsOf(node: Node, scope: Scope): (string | null)[] | null {
    const array = withoutWrapping(node);
    if (array.type === 'ArrayExpression') return array.elements.map((element) => (element ? this.of(element, scope) : ''));
    if (array.type !== 'CallExpression' || array.callee.type !== 'MemberExpression') return null;
    const { object, property } = array.callee;
    const name = property.type === 'Identifier' ? property.name : null;
    if (name === 'reverse') return this.#elementsOf(object, scope)?.reverse() ?? null;
    const separator = array.arguments[0] && this.of(array.arguments[0], scope);
    return name === 'split' && typeof separator === 'string' ? (this.of(object, scope)?.split(separator) ?? null) : null;
  }
}

function isClass(node: Node): node is ESTree.ClassDeclaration | ESTree.ClassExpression {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/** Null where some are computed, or come from elsewhere. */
function membersOf({ properties }: ESTree.ObjectExpression): ReadonlyMap<string, Node> | null {
  const members = new Map<string, Node>();
  for (const property of properties) {
    if (property.type !== 'Property' || property.computed || property.kind !== 'init') return null;
    members.set(property.key.type === 'Identifier' ? property.key.name : String((property.key as ESTree.Literal).value), property.value);
  }
  return members;
}
