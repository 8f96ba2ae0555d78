import type { Scope } from '../javascript/syntax/scope.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { constantNumber, isFunction, nameOf, propertyName } from './shapes.js';

/** A list of fewer different texts hides nothing. */
const FEWEST_TEXTS = 3;
/** How often one member of an array counts: what says so little so often is a parameter of tests, and no text that was moved. */
const MOST_OF_ONE = 4;
/** Different members of an array that are fetched by number, from which it may hold what a script says. */
const FEWEST_PLACES = 6;
/** UTF-16 units from which a text that is taken apart may hold others. */
const FEWEST_UNITS = 20;
/** Names and calls between a loop and the texts that it rotates: obfuscators need three. */
const FARTHEST = 8;

export interface Found {
  feature: 'stringArray' | 'arrayLookup' | 'arrayRotation' | 'arrayDecoder';
  start: number;
  count: number;
}

/**
 * Finds the machinery of scripts whose texts were moved into an array: the array, the loop that rotates it until a
 * checksum fits, and the function that takes a number, subtracts an offset and answers the text. Names are compared
 * without scopes, because what must fit together is so much that a chance is small; but for the loop, which queues, rounds and
 * rows of pictures have as well: what it rotates is followed to the texts.
 */
export class StringArrays {
  /** Variables and functions that hold an array of texts. */
  readonly #holders = new Map<string, number>();
  /** Variable → the function whose answer it is. */
  readonly #answers = new Map<string, string>();
  readonly #lookups = new Map<string, { start: number; count: number; each: Map<number, number> }>();
  readonly #decoders: { array: string; start: number }[] = [];
  readonly #shifted = new Map<Node, Set<string>>();
  readonly #indexed: { within: Node; array: string; parameter: string; start: number }[] = [];
  readonly #rotations: { array: Node; scope: Scope; start: number }[] = [];
  /** Arrays of texts, and functions that have one. */
  readonly #pools = new Set<Node>();
  #longest = 0;
  #start = 0;

  /** What was found, once the whole script was seen. */
  found(): Found[] {
    const found: Found[] = [];
    if (this.#longest > 0) found.push({ feature: 'stringArray', start: this.#start, count: this.#longest });
    const [lookup] = [...this.#lookups].filter(([array, { each }]) => each.size >= FEWEST_PLACES && this.#holds(array)).map(([, each]) => each).sort((a, b) => b.count - a.count);
    if (lookup) found.push({ feature: 'arrayLookup', start: lookup.start, count: lookup.count });
    const shifted = this.#indexed.filter(({ within, parameter }) => this.#shifted.get(within)?.has(parameter));
    for (const { array, start } of [...this.#decoders, ...shifted]) if (this.#holds(array)) found.push({ feature: 'arrayDecoder', start, count: 1 });
    for (const { array, scope, start } of this.#rotations) if (this.#givesTexts(array, scope)) found.push({ feature: 'arrayRotation', start, count: 1 });
    return found;
  }

  #holds(name: string): boolean {
    return this.#holders.has(name) || this.#holders.has(this.#answers.get(name) ?? '');
  }

  /** Is it an array of texts, by all that the name is ever given? */
  #givesTexts(node: Node, scope: Scope, left = FARTHEST): boolean {
    if (left === 0) return false;
    if (this.#pools.has(node)) return true;
    if (node.type === 'Identifier') return scope.find(node.name)?.sources.some((source) => source.keys.length === 0 && this.#givesTexts(source.node, source.scope, left - 1)) ?? false;
    return (node.type === 'CallExpression' && isSpelled(node)) || madeOf(node).some((each) => this.#givesTexts(each, scope, left - 1));
  }

  array(node: Of<'ArrayExpression'>, parent: Node | null, within: Node | null): void {
    if (node.elements.length < FEWEST_TEXTS || !isPool(node.elements as (Node | null)[])) return;
    this.#pools.add(node);
    if (within) this.#pools.add(within);
    const names = [parent?.type === 'VariableDeclarator' ? nameOf(parent.id) : null, parent?.type === 'AssignmentExpression' ? nameOf(parent.left) : null];
    if (within?.type === 'FunctionDeclaration' && within.params.length === 0) names.push(nameOf(within.id));
    for (const name of names) if (name !== null) this.#holders.set(name, node.elements.length);
    this.#pool(node.elements.length, node.start!);
  }

  #pool(length: number, start: number): void {
    if (length <= this.#longest) return;
    this.#longest = length;
    this.#start = start;
  }

  variable({ id, init }: Of<'VariableDeclarator'>): void {
    const name = nameOf(id);
    if (name === null || !init) return;
    if (init.type !== 'CallExpression') return;
    if (init.arguments.length === 0) this.#answers.set(name, nameOf(init.callee) ?? '');
    // A function that is called once, where it stands, with a text: what it answers may be the texts that it made of it.
    if (!isFunction(init.callee as Node) || !isSpelled(init)) return;
    this.#holders.set(name, FEWEST_TEXTS);
    this.#pool(FEWEST_TEXTS, init.start!);
  }

  /** To be called with members that are computed. */
  index(node: Of<'MemberExpression'>, within: Node | null): void {
    const array = nameOf(node.object);
    const { property, start } = node as { property: Node; start: number };
    if (array === null) return;
    if (property.type === 'Literal' && typeof property.value === 'number') {
      const lookup = this.#lookups.get(array) ?? { start, count: 0, each: new Map<number, number>() };
      const same = (lookup.each.get(property.value) ?? 0) + 1;
      lookup.each.set(property.value, same);
      if (same <= MOST_OF_ONE) lookup.count++;
      this.#lookups.set(array, lookup);
    }
    const parameter = nameOf(property);
    if (within && parameter !== null && parameters(within).includes(parameter)) this.#indexed.push({ within, array, parameter, start });
    const shifted = shiftedName(property);
    if (within && shifted !== null && parameters(within).includes(shifted)) this.#decoders.push({ array, start });
  }

  assignment(node: Of<'AssignmentExpression'>, within: Node | null): void {
    const name = nameOf(node.left);
    if (!within || name === null || !parameters(within).includes(name)) return;
    if (shiftedName(node) !== name && shiftedName(node.right) !== name) return;
    const names = this.#shifted.get(within) ?? new Set();
    names.add(name);
    this.#shifted.set(within, names);
  }

  /** To be called with calls in loops: `a.push(a.shift())` */
  call(node: Of<'CallExpression'>, scope: Scope): void {
    const [taken] = node.arguments;
    if (node.arguments.length !== 1 || node.callee.type !== 'MemberExpression' || taken?.type !== 'CallExpression' || taken.callee.type !== 'MemberExpression') return;
    const array = nameOf(node.callee.object);
    if (array === null || array !== nameOf(taken.callee.object)) return;
    if (propertyName(node.callee) === 'push' && propertyName(taken.callee) === 'shift') this.#rotations.push({ array: node.callee.object as Node, scope, start: node.start! });
  }
}

const CONSTANTS: ReadonlySet<string> = new Set(['Literal', 'UnaryExpression', 'BinaryExpression', 'TemplateLiteral', 'Identifier']);

/** Constants only, some of them texts: what a script would otherwise say where it is used. */
function isPool(elements: readonly (Node | null)[]): boolean {
  if (!elements.every((each) => each && CONSTANTS.has(each.type))) return false;
  return new Set(elements.flatMap((each) => (each?.type === 'Literal' && typeof each.value === 'string' ? [each.value] : []))).size >= FEWEST_TEXTS;
}

/** The nodes that a value comes from: the function of a call, or the object of a method of it; what is assigned, or spread. */
function madeOf(node: Node): Node[] {
  if (node.type === 'CallExpression') return [node.callee.type === 'MemberExpression' ? (node.callee.object as Node) : (node.callee as Node)];
  if (node.type === 'AssignmentExpression') return [node.right];
  if (node.type === 'LogicalExpression') return [node.left as Node, node.right];
  if (node.type === 'SequenceExpression') return (node.expressions as Node[]).slice(-1);
  return node.type === 'ArrayExpression' ? (node.elements as (Node | null)[]).flatMap((each) => (each?.type === 'SpreadElement' ? [each.argument] : [])) : [];
}

/** `"a|b|c".split("|")`, `JSON.parse("…")` */
function isSpelled({ callee, arguments: given }: Of<'CallExpression'>): boolean {
  const texts = [callee.type === 'MemberExpression' ? (callee.object as Node) : null, given[0] as Node | undefined];
  return texts.some((each) => each?.type === 'Literal' && typeof each.value === 'string' && each.value.length >= FEWEST_UNITS);
}

/** `x` of `x - 5`, `x + -5` and `x -= 5`. */
function shiftedName(node: Node): string | null {
  if (node.type === 'AssignmentExpression') return ['-=', '+='].includes(node.operator) && constantNumber(node.right) !== null ? nameOf(node.left) : null;
  if (node.type !== 'BinaryExpression' || !['-', '+'].includes(node.operator)) return null;
  return constantNumber(node.right) === null ? null : nameOf(node.left);
}

function parameters(node: Node): string[] {
  return isFunction(node) ? (node.params as Node[]).map(nameOf).filter((name) => name !== null) : [];
}
