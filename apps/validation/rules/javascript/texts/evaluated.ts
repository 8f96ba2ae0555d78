import type { ESTree } from 'meriyah';
import { DECODERS, decodeConstant } from './decoding.js';
import { onlySource, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from '../syntax/scope.js';
import type { Binding, Callable, Scope } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';

/** A text, a number, a list of them, or a function and where it stands. */
type Value = string | number | List | Written;

interface List {
  list: readonly Value[];
}

interface Written {
  callable: Callable;
  around: Frame;
}

/** Where a name is looked up, and what the parameters of the functions around it are given. */
interface Frame {
  scope: Scope;
  given: ReadonlyMap<Binding, Value>;
}

const NOTHING_GIVEN: ReadonlyMap<Binding, Value> = new Map();
/** Functions and expressions one in the other. */
const DEEPEST = 40;
/** Expressions of one text, and of all texts of a script. */
const MOST_OF_ONE = 2_000;
const MOST_STEPS = 500_000;
/** UTF-16 units of a text, elements of a list. */
const LONGEST = 4_096;

/**
 * Works out texts that a script puts together from pieces that are written in it, by functions of its own that do nothing else: `pieces.slice(2, 5).join('')`,
 * `flip('sf')`. Null for whatever could be another value at run time, and where it takes too long.
 */
export class Evaluator {
  #steps = MOST_STEPS;
  #left = 0;
  #depth = 0;
  readonly #known = new Map<Node, string | null>();
  /** Expressions that are being worked out: what leads back to one of them is not known. */
  readonly #open = new Set<Node>();

  /** `moved`: names that stand anywhere but before a member: who else has the list may change it. */
  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly moved: ReadonlySet<string>) {}

  textOf(node: Node, scope: Scope): string | null {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const value = this.#workOut(node, scope);
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : null;
    if (text !== null || this.#depth === 0) this.#known.set(node, text);
    return text;
  }

  /** The texts of a list. */
  listOf(node: Node, scope: Scope): readonly string[] | null {
    const value = this.#workOut(node, scope);
    return isList(value) && value.list.every(isPlain) ? value.list.map(String) : null;
  }

  #workOut(node: Node, scope: Scope): Value | null {
    if (this.#steps <= 0 || this.#open.has(node)) return null;
    if (this.#depth === 0) this.#left = MOST_OF_ONE;
    this.#open.add(node);
    const value = this.#of(node, { scope, given: NOTHING_GIVEN });
    this.#open.delete(node);
    return value;
  }

  #of(node: Node, frame: Frame): Value | null {
    if (this.#steps-- <= 0 || this.#left-- <= 0 || this.#depth > DEEPEST) return null;
    this.#depth++;
    const value = this.#valueOf(withoutWrapping(node), frame);
    this.#depth--;
    return lengthOf(value) > LONGEST ? null : value;
  }

  #valueOf(node: Node, frame: Frame): Value | null {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? node.value : null;
      case 'Identifier':
        return this.#named(node.name, frame);
      case 'ArrayExpression':
        return listOf(this.#all(node.elements, frame));
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return { callable: node, around: frame };
      case 'TemplateLiteral': {
        const parts = this.#texts(node.expressions, frame);
        return parts && node.quasis.map(({ value }, index) => `${value.cooked ?? ''}${parts[index] ?? ''}`).join('');
      }
      case 'BinaryExpression':
        return computed(node.operator, this.#of(node.left as Node, frame), () => this.#of(node.right, frame));
      case 'UnaryExpression': {
        const value = node.operator === '-' || node.operator === '+' ? this.#of(node.argument, frame) : null;
        return typeof value === 'number' ? (node.operator === '-' ? -value : value) : null;
      }
      case 'MemberExpression':
        return this.#member(node, frame);
      case 'CallExpression':
        return this.#call(node, frame);
      default:
        return null;
    }
  }

  #named(name: string, { scope, given }: Frame): Value | null {
    const binding = scope.find(name);
    if (!binding) return null;
    const passed = given.get(binding);
    if (passed !== undefined) return passed;
    const [only, more] = binding.sources;
    if (only && !more && only.how === 'function' && isCallable(only.node)) return { callable: only.node, around: { scope: only.scope, given } };
    const source = onlySource(binding);
    if (source?.keys.length !== 0) return null;
    const value = this.#of(source.node, { scope: source.scope, given });
    return isList(value) && (this.moved.has(name) || this.stored.into(binding, null).length > 0) ? null : value;
  }

  /** Each of them; null as soon as one is not known. */
  #all(nodes: readonly (Node | null)[], frame: Frame): Value[] | null {
    const values: Value[] = [];
    for (const node of nodes) {
      const isSpread = node?.type === 'SpreadElement';
      const value = node ? this.#of(isSpread ? node.argument : node, frame) : '';
      if (value === null || (isSpread && !isList(value))) return null;
      values.push(...(isSpread && isList(value) ? value.list : [value]));
    }
    return values;
  }

  #texts(nodes: readonly Node[], frame: Frame): string[] | null {
    const values = this.#all(nodes, frame);
    return values?.every(isPlain) ? values.map(String) : null;
  }

  #member(node: ESTree.MemberExpression, frame: Frame): Value | null {
    const own = node.computed || node.object.type !== 'Identifier' ? null : this.#ofObject(node.object.name, (node.property as ESTree.Identifier).name, frame);
    if (own) return own;
    const object = this.#of(node.object, frame);
    const parts = typeof object === 'string' ? object : isList(object) ? object.list : null;
    if (parts === null) return null;
    const name = node.computed ? this.#of(node.property, frame) : node.property.type === 'Identifier' ? node.property.name : null;
    if (name === 'length') return parts.length;
    const at = Number(name);
    return name !== null && Number.isInteger(at) ? (parts[at] ?? null) : null;
  }

  /** `pieces.verb` of `const pieces = { verb: ['ev', 'al'] }`, which nobody else has and nothing is put into. */
  #ofObject(object: string, name: string, { scope, given }: Frame): Value | null {
    const binding = scope.find(object);
    const source = onlySource(binding);
    const written = source?.keys.length === 0 ? withoutWrapping(source.node) : null;
    if (!binding || written?.type !== 'ObjectExpression' || this.moved.has(object) || this.stored.into(binding, null).length > 0) return null;
    const part = propertyOf(written, name);
    // Compilers number members, and a number is no name.
    return part && part.type !== 'Literal' ? this.#of(part, { scope: source!.scope, given }) : null;
  }

  #call(node: ESTree.CallExpression, frame: Frame): Value | null {
    const callee = withoutWrapping(node.callee);
    const name = callee.type === 'MemberExpression' ? this.#nameOf(callee, frame) : null;
    if (callee.type === 'MemberExpression' && (name === 'apply' || name === 'call')) {
      // Whose function it is plays no part.
      const [passed, ...more] = this.#all(node.arguments.slice(1), frame) ?? [];
      const given = name === 'call' && passed !== undefined ? [passed, ...more] : passed !== undefined && isList(passed) ? passed.list : null;
      return given && this.#called(callee.object, given, frame);
    }
    const given = this.#all(node.arguments, frame);
    if (!given) return null;
    return callee.type === 'MemberExpression' && name !== null ? this.#method(callee, name, given, frame) : this.#called(callee, given, frame);
  }

  #called(callee: Node, given: readonly Value[], frame: Frame): Value | null {
    const written = this.#of(callee, frame);
    if (isWritten(written)) return this.#run(written, given);
    const decoder = this.resolver.meaningsOf(callee, frame.scope).find((meaning) => DECODERS.has(meaning));
    return decoder !== undefined && given.every(isPlain) ? decodeConstant(decoder, given.map(String)) : null;
  }

  #nameOf({ property, computed }: ESTree.MemberExpression, frame: Frame): string | null {
    const name = computed ? this.#of(property, frame) : property.type === 'Identifier' ? property.name : null;
    return typeof name === 'string' ? name : null;
  }

  #method(callee: ESTree.MemberExpression, name: string, given: readonly Value[], frame: Frame): Value | null {
    const object = this.#of(callee.object, frame);
    if (isList(object)) return this.#ofList(object.list, name, given);
    return object !== null && isPlain(object) ? ofText(String(object), name, given) : this.#called(callee, given, frame);
  }

  #ofList(list: readonly Value[], name: string, given: readonly Value[]): Value | null {
    const [first, second] = given;
    switch (name) {
      case 'join':
        return list.every(isPlain) && (first === undefined || isPlain(first)) ? list.join(first === undefined ? ',' : String(first)) : null;
      case 'reverse':
        return { list: [...list].reverse() };
      case 'concat':
        return { list: list.concat(given.flatMap((each) => (isList(each) ? each.list : [each]))) };
      case 'slice':
        return isRange(given) ? { list: list.slice(first as number, second as number | undefined) } : null;
      case 'map': {
        const values = first !== undefined && isWritten(first) ? list.map((each, index) => this.#run(first, [each, index])) : [null];
        return listOf(values.includes(null) ? null : (values as Value[]));
      }
      default:
        return null;
    }
  }

  /** What a function gives back that does nothing else. */
  #run({ callable, around }: Written, given: readonly Value[]): Value | null {
    const answer = onlyAnswer(callable);
    if (!answer || callable.async || callable.generator || !callable.params.every(isPlainParameter)) return null;
    const inside = this.resolver.returnsOf(callable, around.scope);
    const scope = inside.length === 1 && inside[0]!.node === answer ? inside[0]!.scope : null;
    if (!scope) return null;
    const passed = new Map(around.given);
    callable.params.forEach((parameter, index) => {
      const name = parameter.type === 'RestElement' ? parameter.argument : parameter;
      const binding = name.type === 'Identifier' ? scope.find(name.name) : null;
      const value = parameter.type === 'RestElement' ? { list: given.slice(index) } : given[index];
      if (binding && value !== undefined) passed.set(binding, value);
    });
    return this.#of(answer, { scope, given: passed });
  }
}

/** `name`, `...names` */
function isPlainParameter(parameter: Node): boolean {
  return (parameter.type === 'RestElement' ? parameter.argument : parameter).type === 'Identifier';
}

/** Of a function that is nothing but what it gives back, that. */
function onlyAnswer({ body }: Callable): Node | null {
  if (body?.type !== 'BlockStatement') return body ?? null;
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && !more ? only.argument : null;
}

function computed(operator: string, left: Value | null, right: () => Value | null): Value | null {
  const other = left !== null && isPlain(left) ? right() : null;
  if (left === null || other === null || !isPlain(left) || !isPlain(other)) return null;
  if (operator === '+') return typeof left === 'number' && typeof other === 'number' ? left + other : `${left}${other}`;
  if (typeof left !== 'number' || typeof other !== 'number') return null;
  if (operator === '-') return left - other;
  if (operator === '*') return left * other;
  if (operator === '^') return left ^ other;
  return operator === '%' ? left % other : null;
}

/** Methods of texts that only write them in another way. */
function ofText(text: string, name: string, given: readonly Value[]): Value | null {
  const [first, second] = given;
  switch (name) {
    case 'split':
      return typeof first === 'string' ? { list: text.split(first) } : null;
    case 'slice':
    case 'substring':
      return isRange(given) ? text[name](first as number, second as number | undefined) : null;
    case 'charAt':
    case 'charCodeAt':
      return typeof first === 'number' && first < text.length ? text[name](first) : null;
    case 'concat':
      return given.every(isPlain) ? text.concat(...given.map(String)) : null;
    case 'repeat':
      return typeof first === 'number' && first >= 0 && first * text.length <= LONGEST ? text.repeat(first) : null;
    case 'replace':
    case 'replaceAll':
      return typeof first === 'string' && typeof second === 'string' && first !== '' && second.length <= 1 ? text[name](first, () => second) : null;
    case 'normalize':
      return given.length === 0 || first === 'NFC' || first === 'NFD' || first === 'NFKC' || first === 'NFKD' ? text.normalize(first as string | undefined) : null;
    case 'toLowerCase':
    case 'toUpperCase':
    case 'trim':
    case 'toString':
      return given.length === 0 ? text[name]() : null;
    default:
      return null;
  }
}

function isRange(given: readonly Value[]): boolean {
  return given.length > 0 && given.length < 3 && given.every((each) => typeof each === 'number');
}

function isPlain(value: Value): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isList(value: Value | null): value is List {
  return typeof value === 'object' && value !== null && 'list' in value;
}

function isWritten(value: Value | null): value is Written {
  return typeof value === 'object' && value !== null && 'callable' in value;
}

function listOf(list: readonly Value[] | null): List | null {
  return list && { list };
}

function lengthOf(value: Value | null): number {
  return typeof value === 'string' ? value.length : isList(value) ? value.list.length : 0;
}
