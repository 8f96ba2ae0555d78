import type { ESTree } from 'meriyah';
import { childrenOf, nodesWithin } from '../../rules/javascript/syntax/children.js';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { Body } from './javascript.js';
import type { Callable } from './javascript-functions.js';
import type { Names } from './module.js';
import { INERT, type Cell, type Thing } from './values.js';

/**
 * Compilers and bundlers write a function into scripts that makes one object of another, member by member:
 * `to[key] = from[key]`, `defineProperty(to, key, getOwnPropertyDescriptor(from, key))`, `defineProperty(to, key, { get: () => from[key] })`.
 * Nobody knows the keys, but each member keeps its name, and so the whole can be followed, if nothing can change the key in between.
 */

/** What tells of one member: a call with an object and a key, or an object with a getter of it. */
interface Keyed {
  key: Cell;
  from: Cell;
  made: () => Thing;
}

/** Members that one call copies. */
export interface Copied {
  key: Cell;
  /** Descriptor → the object whose member it stands for. */
  from: ReadonlyMap<Thing, Cell>;
  /** Keys that the call gets from elsewhere. */
  others: Cell;
  /** The key as it stands in the call: a bound function may get another one. */
  written: Cell;
}

type ComputedMember = ESTree.MemberExpression & { object: ESTree.Identifier; property: ESTree.Identifier };

/** UTF-16 units of a function in which copies are looked for: those of compilers are short, and each call in them is compared with the rest. */
export const LARGEST_COPIER = 5_000;

const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);

/** What one function assigns, by the names of its variables; those of functions inside count as well. */
interface Assigned {
  names: Map<string, Node[]>;
  /** Values that declarations give. */
  declared: Map<string, (Node | null)[]>;
  /** Declared with `var`, so that there is one of it for all rounds of a loop. */
  vars: Set<string>;
}

/** A parameter that is another one unless somebody gives it: `if (to === undefined) to = key`. */
interface Alias {
  of: Cell;
  /** What it is given. */
  given: Cell;
}

/** Finds members that are copied under their own name; one for each script. */
export class Copies {
  readonly #keyed = new Map<Node, Keyed>();
  readonly #keys = new Set<Cell>();
  readonly #aliases = new Map<Cell, Alias>();
  readonly #assigned = new Map<Callable, Assigned>();

  /** Is it a function in which copies are looked for? */
  mayCopy({ node }: Body): boolean {
    return node !== null && size(node) <= LARGEST_COPIER;
  }

  /** A call or an object that may stand for the member `key` of `from`. */
  note(node: Node, keyed: Keyed): void {
    this.#keyed.set(node, keyed);
    this.#keys.add(keyed.key);
  }

  /** Of two keys that always hold the same name, what the first may hold besides; null for all others. */
  sameAs(key: Cell, other: Cell): Cell | null {
    if (key === other) return INERT;
    const alias = this.#aliases.get(key);
    return alias?.of === other ? alias.given : null;
  }

  /** Remembers a parameter that gets the value of another one where nobody gives it one. */
  noteAlias(node: Node, { node: within, code }: Body, names: Names): void {
    const assignment = within && defaultOf(node);
    if (!assignment || size(within) > LARGEST_COPIER) return;
    const { name, other } = assignment;
    const [key, of] = [names.find(name), names.find(other)];
    const index = parameterAt(name, within);
    const { names: assigned, declared } = this.#assignedIn(within);
    if (!key || !of || index < 0 || parameterAt(other, within) < 0 || assigned.get(name)?.length !== 1 || assigned.has(other) || declared.has(name) || declared.has(other)) return;
    this.#aliases.set(key, { of, given: code?.params[index] ?? INERT });
  }

  /** What a call `define(to, key, descriptor)` copies; null where a descriptor may be of another name, or of another round. */
  copiedBy(node: ESTree.CallExpression | ESTree.NewExpression, key: Cell, { node: within }: Body): Copied | null {
    const [, name, third] = node.arguments;
    if (name?.type !== 'Identifier' || !third || !within || size(within) > LARGEST_COPIER) return null;
    const of = this.#keys.has(key) ? key : this.#aliases.get(key)?.of;
    const others = of && this.sameAs(key, of);
    if (!of || !others || !this.#keys.has(of)) return null;
    const assigned = this.#assignedIn(within);
    const nodes = valuesOf(third, (variable) => freshValues(variable, node, within, assigned));
    const from = new Map<Thing, Cell>();
    for (const each of nodes ?? []) {
      const keyed = this.#keyed.get(each);
      if (keyed?.key !== of || !isSteady(each, assigned)) return null;
      from.set(keyed.made(), keyed.from);
    }
    return from.size > 0 ? { key: of, from, others, written: key } : null;
  }

  #assignedIn(within: Callable): Assigned {
    const known = this.#assigned.get(within) ?? assignedIn(within);
    this.#assigned.set(within, known);
    return known;
  }
}

/** The member that an object with a getter stands for: `{ get: () => from[key] }`. */
export function gotBy({ properties }: ESTree.ObjectExpression): ComputedMember | null {
  for (const property of properties) {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier' || property.key.name === 'value') return null;
  }
  const getter = properties.find((property) => property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'get');
  const got = getter?.type === 'Property' && isFunction(getter.value) && getter.value.params.length === 0 ? givenBack(getter.value.body as Node) : null;
  return got && isElement(got) ? got : null;
}

/** `from[key]`, `from[keys[index]]` */
export function isKeyed(node: Node): node is ESTree.MemberExpression & { object: ESTree.Identifier } {
  return node.type === 'MemberExpression' && node.computed === true && node.object.type === 'Identifier' && (node.property.type === 'Identifier' || isElement(node.property));
}

/** `keys[index]` twice. */
export function isSameElement(one: Node, other: Node): boolean {
  return isElement(one) && isElement(other) && one.object.name === other.object.name && one.property.name === other.property.name;
}

function isElement(node: Node): node is ComputedMember {
  return node.type === 'MemberExpression' && node.computed === true && node.object.type === 'Identifier' && node.property.type === 'Identifier';
}

function givenBack(body: Node): Node | null {
  if (body.type !== 'BlockStatement') return body;
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && !more ? (only.argument ?? null) : null;
}

/** `if (to === undefined) to = key`, `to === void 0 && (to = key)` */
function defaultOf(node: Node): { name: string; other: string } | null {
  const test = node.type === 'IfStatement' && !node.alternate ? node.test : node.type === 'LogicalExpression' && node.operator === '&&' ? node.left : null;
  const assignment = node.type === 'IfStatement' ? (node.consequent.type === 'ExpressionStatement' ? node.consequent.expression : null) : node.type === 'LogicalExpression' ? node.right : null;
  if (test?.type !== 'BinaryExpression' || test.operator !== '===' || assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=') return null;
  const { left, right } = assignment;
  const asked = [test.left, test.right].some((side) => side.type === 'Identifier' && left.type === 'Identifier' && side.name === left.name);
  const isMissing = [test.left, test.right].some((side) => (side.type === 'Identifier' && side.name === 'undefined') || (side.type === 'UnaryExpression' && side.operator === 'void'));
  return asked && isMissing && left.type === 'Identifier' && right.type === 'Identifier' ? { name: left.name, other: right.name } : null;
}

function parameterAt(name: string, { params }: Callable): number {
  return (params as Node[]).findIndex((param) => param.type === 'Identifier' && param.name === name);
}

function size({ start = 0, end = 0 }: Node): number {
  return end - start;
}

/** Nothing changes the key between one look at it and the next; a getter looks whenever it is called. */
function isSteady(node: Node, { names, declared, vars }: Assigned): boolean {
  const isLater = node.type === 'ObjectExpression';
  const key = isLater ? gotBy(node)?.property : node.type === 'CallExpression' ? node.arguments[1] : null;
  if (key?.type !== 'Identifier' || names.has(key.name)) return false;
  return !vars.has(key.name) || (!isLater && (declared.get(key.name) ?? []).every((init) => init === null));
}

/** The objects and calls that an expression may give, besides nothing; null when it may give anything else. `named` answers for variables. */
function valuesOf(node: Node, named: (name: string) => Node[] | null = () => null): Node[] | null {
  switch (node.type) {
    case 'ObjectExpression':
    case 'CallExpression':
      return [node];
    case 'AssignmentExpression':
      return node.operator === '=' ? valuesOf(node.right, named) : null;
    case 'ConditionalExpression':
      return both(node.consequent, node.alternate, named);
    case 'LogicalExpression':
      // What stands before `&&` is only given when it is nothing.
      return node.operator === '&&' ? valuesOf(node.right, named) : both(node.left, node.right, named);
    case 'Identifier':
      return named(node.name);
    case 'Literal':
      return node.value === null || node.value === false ? [] : null;
    default:
      return null;
  }
}

function both(one: Node, other: Node, named: (name: string) => Node[] | null): Node[] | null {
  const [some, others] = [valuesOf(one, named), valuesOf(other, named)];
  return some && others ? [...some, ...others] : null;
}

/** What a variable of this function may hold at a call, all of it made in the same round; null when that cannot be told. */
function freshValues(name: string, call: Node, within: Callable, { names, declared }: Assigned): Node[] | null {
  const body = within.body as Node;
  const path = pathTo(call, body);
  const inits = declared.get(name);
  if (!path || !inits || parameterAt(name, within) >= 0 || !isMadeBefore(name, path)) return null;
  const found: Node[] = [];
  for (const value of [...inits, ...(names.get(name) ?? [])]) {
    // Whoever sets it from a function inside does so at any time.
    const isOwn = value?.type !== 'AssignmentExpression' || (value.left.type === 'Identifier' && pathTo(value, body) !== null);
    const values = value === null ? [] : isOwn ? valuesOf(value) : null;
    if (!values) return null;
    found.push(...values);
  }
  return found;
}

/** On the way to a call, within the innermost loop, something gives the variable a value in any case. */
function isMadeBefore(name: string, path: readonly Node[]): boolean {
  const loop = path.findLastIndex(({ type }) => LOOPS.has(type));
  return path.some((node, index) => {
    const next = path[index + 1];
    if (index < loop || !next) return false;
    if (node.type === 'BlockStatement') return node.body.slice(0, node.body.indexOf(next as ESTree.Statement)).some((statement) => givesFirst(statement, name));
    if (node.type === 'SequenceExpression') return node.expressions.slice(0, node.expressions.indexOf(next as ESTree.Expression)).some((each) => givesFirst(each, name));
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') return next !== node.test && givesFirst(node.test, name);
    return node.type === 'LogicalExpression' && next === node.right && givesFirst(node.left, name);
  });
}

/** Whatever else happens, the variable gets a value there. */
function givesFirst(node: Node, name: string): boolean {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.some(({ id, init }) => init !== null && id.type === 'Identifier' && id.name === name);
    case 'ExpressionStatement':
      return givesFirst(node.expression, name);
    case 'AssignmentExpression':
      return node.operator === '=' && node.left.type === 'Identifier' && node.left.name === name;
    case 'LogicalExpression':
      return givesFirst(node.left, name);
    case 'ConditionalExpression':
      return givesFirst(node.test, name);
    case 'SequenceExpression':
      return node.expressions.some((each) => givesFirst(each, name));
    default:
      return false;
  }
}

/** The nodes that lead to one, from a function's body, outside of functions inside of it; null when it is not there. */
function pathTo(target: Node, from: Node): Node[] | null {
  if (from === target) return [from];
  if (isFunction(from)) return null;
  for (const child of childrenIn(from)) {
    if ((child.start ?? 0) > (target.start ?? 0) || (child.end ?? 0) < (target.end ?? 0)) continue;
    const path = pathTo(target, child);
    if (path) return [from, ...path];
  }
  return null;
}

function assignedIn(within: Callable): Assigned {
  const found: Assigned = { names: new Map(), declared: new Map(), vars: new Set() };
  const assign = (name: string, node: Node): void => void found.names.set(name, [...(found.names.get(name) ?? []), node]);
  const declare = (name: string, init: Node | null): void => void found.declared.set(name, [...(found.declared.get(name) ?? []), init]);
  for (const node of nodesWithin(within.body as Node)) {
    if (node.type === 'AssignmentExpression') for (const name of namesBelow(node.left as Node)) assign(name, node);
    else if (node.type === 'UpdateExpression') for (const name of namesBelow(node.argument)) assign(name, node);
    // One of each round, like a `var` that is declared there.
    else if ((node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type !== 'VariableDeclaration') for (const name of namesBelow(node.left as Node)) found.vars.add(name);
    else if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations) for (const name of namesBelow(id)) {
        declare(name, id.type === 'Identifier' ? init : id);
        if (node.kind === 'var') found.vars.add(name);
      }
    } else if (isFunction(node) && 'id' in node && node.id) assign(node.id.name, node);
  }
  return found;
}

/** Every name in a pattern, those of keys and defaults too: more rather than fewer. */
function namesBelow(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'MemberExpression') return [];
  return childrenIn(pattern).flatMap(namesBelow);
}

function childrenIn(node: Node): Node[] {
  const children: Node[] = [];
  childrenOf(node, children);
  return children;
}

function isFunction(node: Node): node is Callable {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}
