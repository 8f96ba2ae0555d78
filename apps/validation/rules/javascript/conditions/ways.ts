import type { ESTree } from 'meriyah';
import { childrenOf, nodesWithin } from '../syntax/children.js';
import { memberName, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenNames } from '../names/written-names.js';

/** Something that decides whether a place is reached; `leaves`: whoever it holds for does not get there. */
export interface Decision {
  test: Node;
  leaves: boolean;
  /** What is done where it says the opposite. */
  otherwise?: Node | null | undefined;
}

/** One way to a place: what decides on it, and whether it is gone again and again. */
export interface Way {
  decisions: readonly Decision[];
  isRepeated: boolean;
}

/** Ways to one place, and functions that call each other on one. */
const MOST_WAYS = 20;
const DEEPEST = 6;
/** Of what has the same name all over a script, nobody knows which is meant. */
const MOST_OF_NAME = 20;
const MOST_NODES = 2_000;
/** Questions that are asked of one script: what is larger is no extension of a chat. */
const MOST_ASKED = 20_000;

/** How the places of one small script are reached: through conditions, loops and the calls of its functions, methods and classes, whatever their form. */
export class Ways {
  readonly #parents = new Map<Node, Node>();
  /** Calls, and names that are handed on, by the name. */
  readonly #uses = new Map<string, Node[]>();
  /** What is given to names and members by classes and patterns: of a class, what it is made with. */
  readonly #given = new Map<string, Node[]>();

  readonly #added = new Map<Node, Node>();
  #left = MOST_ASKED;
  readonly #filled = new Map<string, Node[]>();

  constructor(tree: ESTree.Program, private readonly names: WrittenNames) {
    const children: Node[] = [];
    for (const node of nodesWithin(tree)) {
      childrenOf(node, children);
      for (let child = children.pop(); child; child = children.pop()) this.#parents.set(child, node);
    }
    for (const node of this.#parents.keys()) this.#noteUse(node);
    for (const node of this.#parents.keys()) this.#noteGiven(node);
  }

  /** All ways to a place from where the script begins; none to a function that nobody calls. */
  to(node: Node, depth = 0, through: readonly Node[] = []): Way[] {
    if (this.#left-- < 0) return [];
    const decisions: Decision[] = [];
    const handed = this.#visitsOf(node);
    let isRepeated = handed !== null;
    if (handed && handed.length > 0 && depth < DEEPEST) return handed.filter((use) => !through.includes(use)).flatMap((use) => this.to(use, depth + 1, [...through, use])).slice(0, MOST_WAYS);
    let inner = node;
    for (let outer = this.#parents.get(inner); outer; inner = outer, outer = this.#parents.get(inner)) {
      decisions.push(...decisionsAt(outer, inner));
      isRepeated ||= isLoop(outer) && inner === outer.body;
      if (!isCallable(outer)) continue;
      const around = this.#parents.get(outer);
      // A function that stands in a call is called there, or where the function of the script calls it that gets it.
      const visits = depth < DEEPEST ? (this.#visitsOf(outer) ?? []).filter((use) => !through.includes(use)) : [];
      if (visits.length > 0) return visits.flatMap((use) => this.to(use, depth + 1, [...through, use])).slice(0, MOST_WAYS).map((way) => ({ decisions: [...decisions, ...way.decisions], isRepeated: isRepeated || way.isRepeated }));
      if (around?.type === 'CallExpression' || around?.type === 'NewExpression') {
        isRepeated ||= around.type === 'CallExpression' && around.callee !== outer;
        continue;
      }
      if (isCalledBySelf(around, outer, this.#parents)) continue;
      const uses = depth < DEEPEST ? this.#usesOf(outer, around) : [];
      // Of a function in a table or a list, nobody knows who calls it.
      if (uses.length === 0 && (nameGiven(outer, around) === '' || around?.type === 'Property' || around?.type === 'MethodDefinition')) return [{ decisions, isRepeated }];
      const isOwn = (use: Node): boolean => (use.start ?? 0) >= (outer.start ?? 0) && (use.end ?? 0) <= (outer.end ?? 0);
      isRepeated ||= uses.some(isOwn);
      const ways = uses.filter((use) => !isOwn(use) && !through.includes(use)).flatMap((use) => this.to(use, depth + 1, [...through, use]));
      return ways.slice(0, MOST_WAYS).map((way) => ({ decisions: [...decisions, ...way.decisions], isRepeated: isRepeated || way.isRepeated }));
    }
    return [{ decisions, isRepeated }];
  }

  /** What a name or a member of an object of the script is given. */
  givenTo(node: Node): readonly Node[] {
    const inner = withoutWrapping(node);
    if (inner.type === 'MemberExpression') return this.#given.get(memberName(inner)) ?? [];
    if (inner.type !== 'Identifier') return [];
    const values = this.names.valuesOf(inner);
    const more = this.#given.get(inner.name) ?? [];
    return more.length > 0 ? [...values, ...more] : values;
  }

  /** The call by which something is put into a list, where it is: `list.push(value)`. */
  putBy(value: Node): Node | null {
    return this.#added.get(value) ?? null;
  }

  /** What an object is filled with, by a name that is written or by any other: `address.searchParams.set('q', text)`, `all[key] = value`. */
  filledInto({ name }: ESTree.Identifier): readonly Node[] {
    return this.#filled.get(name) ?? [];
  }

  /** What a function of the script that is called here gives back, and what it yields. */
  answersOf({ callee }: ESTree.CallExpression): readonly Node[] {
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : '';
    const own = callee.type === 'Identifier' ? [this.names.functionOf(callee)] : (this.#given.get(name) ?? []);
    return own.flatMap((each) => (each && isCallable(each) && each.body ? answersIn(each) : []));
  }

  /** Loops around a place in its function, and calls that call the function in which it stands, from the inside to the outside. */
  loopsAround(node: Node): Node[] {
    const loops: Node[] = [];
    for (let inner = node, outer = this.#parents.get(inner); outer; inner = outer, outer = this.#parents.get(inner)) {
      if (isLoop(outer) && inner === outer.body) loops.push(outer);
      if (outer.type === 'CallExpression' && isCallable(inner) && outer.callee !== inner) loops.push(outer);
    }
    return loops;
  }

  /** Is this a statement of its own, of whose value nothing comes? */
  isStatement(node: Node, through = new Set<Node>()): boolean {
    let outer = this.#parents.get(node);
    for (let inner = node; outer && passesOn(outer, inner); outer = this.#parents.get(outer)) inner = outer;
    // What a function gives back is dropped where those drop it who call that.
    if (outer?.type === 'ReturnStatement') while (outer && !isCallable(outer)) outer = this.#parents.get(outer);
    if (!outer || !isCallable(outer) || through.has(outer)) return outer?.type === 'ExpressionStatement';
    through.add(outer);
    const callable = outer;
    return this.#usesOf(callable, this.#parents.get(callable)).some((use) => this.isStatement(use, through));
  }

  /** Does nobody hear of it when this fails: `sync().catch(() => {})`, `try { … } catch {}`? */
  isSilenced(node: Node, depth = 0): boolean {
    for (let inner = node, outer = this.#parents.get(inner); outer; inner = outer, outer = this.#parents.get(inner)) {
      if (outer.type === 'TryStatement' && outer.block === inner) return isEmptyBody(outer.handler?.body ?? null);
      if (outer.type === 'CallExpression' && outer.callee === inner && inner.type === 'MemberExpression' && memberName(inner) === 'catch') return outer.arguments.some((each) => isCallable(each) && isEmptyBody(each.body as Node | null));
      if (isCallable(outer)) return depth < DEEPEST && this.#usesOf(outer, this.#parents.get(outer)).some((use) => this.isSilenced(use, depth + 1));
    }
    return false;
  }

  /** Where a function of the script calls what it gets at this place of a call; null for what is handed to nobody. */
  #visitsOf(handed: Node): readonly Node[] | null {
    const call = this.#parents.get(handed);
    const at = call?.type === 'CallExpression' ? call.arguments.indexOf(handed as ESTree.Expression) : -1;
    if (call?.type !== 'CallExpression' || at < 0) return null;
    const own = call.callee.type === 'Identifier' ? this.names.functionOf(call.callee) : null;
    const parameter = own?.params[at];
    if (!own || parameter?.type !== 'Identifier') return [];
    return (this.#uses.get(parameter.name) ?? []).filter((use) => (use.start ?? 0) >= (own.start ?? 0) && (use.end ?? 0) <= (own.end ?? 0));
  }

  #usesOf(callable: Callable, around: Node | undefined): readonly Node[] {
    const name = nameGiven(callable, around);
    return name === 'constructor' ? (this.#uses.get(classNameOf(callable, this.#parents)) ?? []) : (this.#uses.get(name) ?? []);
  }

  #noteUse(node: Node): void {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const { callee } = node;
    const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : '';
    if (name !== '') add(this.#uses, name, node);
    for (const argument of node.arguments) if (argument.type === 'Identifier' && this.names.functionOf(argument)) add(this.#uses, argument.name, argument);
  }

  #noteGiven(node: Node): void {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') add(this.#given, memberName(node.left), node.right);
    else if ((node.type === 'PropertyDefinition' || node.type === 'Property' || node.type === 'MethodDefinition') && node.value) add(this.#given, memberName(node), node.value as Node);
    else if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /^(?:push|add|unshift)$/.test(memberName(node.callee))) this.#noteAdded(node, node.callee.object);
    else if (node.type === 'VariableDeclarator' && node.id.type === 'ArrayPattern' && node.init) this.#notePattern(node.id, node.init);
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /^(?:set|append)$/.test(memberName(node.callee))) for (const value of node.arguments) addTo(this.#filled, node.callee.object, value);
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') addTo(this.#filled, node.left.object, node.right);
    if (!isCallable(node)) return;
    const uses = this.#usesOf(node, this.#parents.get(node));
    node.params.forEach((parameter, index) => {
      for (const use of uses) {
        const argument = use.type === 'CallExpression' || use.type === 'NewExpression' ? use.arguments[index] : this.#parents.get(use);
        if (argument && (parameter.type === 'ArrayPattern' || (parameter.type === 'Identifier' && this.names.valuesOf(parameter).length === 0))) this.#notePattern(parameter, argument);
      }
    });
  }

  #noteAdded(call: ESTree.CallExpression, object: Node): void {
    const inner = withoutWrapping(object);
    const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? memberName(inner) : '';
    for (const value of call.arguments) if (name !== '') {
      add(this.#given, name, value);
      this.#added.set(value, call);
    }
  }

  #notePattern(pattern: Node, value: Node): void {
    const parts = pattern.type === 'ArrayPattern' ? (pattern.elements as (Node | null)[]) : [pattern];
    for (const part of parts) {
      const name = part?.type === 'RestElement' ? part.argument : part;
      if (name?.type === 'Identifier') add(this.#given, name.name, value);
    }
  }
}

/** Notes what is put into an object, or into a part of it. */
function addTo(map: Map<string, Node[]>, object: Node, value: Node): void {
  let owner = withoutWrapping(object);
  while (owner.type === 'MemberExpression') owner = withoutWrapping(owner.object);
  if (owner.type === 'Identifier') add(map, owner.name, value);
}

/** A node and those below it, without names that only tell which member is meant. */
export function* valuesWithin(root: Node, most: number, enters: (node: Node) => boolean = () => true): Generator<Node> {
  const keys = new Set<Node>();
  for (const node of nodesWithin(root, most, enters)) {
    if ((node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') && !node.computed && node.key) keys.add(node.key as Node);
    else if (node.type === 'MemberExpression' && !node.computed) keys.add(node.property);
    if (!keys.has(node)) yield node;
  }
}

function add(map: Map<string, Node[]>, name: string, node: Node): void {
  const known = map.get(name);
  if (known && known.length >= MOST_OF_NAME) return;
  if (known) known.push(node);
  else map.set(name, [node]);
}

/** By what name a function is called; of one that is private to its class, with the sign before it. */
export function nameGiven(callable: Callable, around: Node | undefined): string {
  if (callable.type !== 'ArrowFunctionExpression' && callable.id) return callable.id.name;
  if (around?.type === 'VariableDeclarator') return around.id.type === 'Identifier' ? around.id.name : '';
  if (around?.type === 'MethodDefinition' || around?.type === 'Property' || around?.type === 'PropertyDefinition') return memberName(around);
  if (around?.type !== 'AssignmentExpression') return '';
  return around.left.type === 'Identifier' ? around.left.name : around.left.type === 'MemberExpression' ? memberName(around.left) : '';
}

function classNameOf(node: Node, parents: ReadonlyMap<Node, Node>): string {
  for (let outer = parents.get(node); outer; outer = parents.get(outer)) {
    if (outer.type === 'ClassDeclaration' && outer.id) return outer.id.name;
    const around = outer.type === 'ClassExpression' ? parents.get(outer) : undefined;
    if (around?.type === 'VariableDeclarator' && around.id.type === 'Identifier') return around.id.name;
  }
  return '';
}

/** `(function () { … }).call(this)` */
function isCalledBySelf(around: Node | undefined, callable: Callable, parents: ReadonlyMap<Node, Node>): boolean {
  return around?.type === 'MemberExpression' && around.object === callable && parents.get(around)?.type === 'CallExpression';
}

/** Is it a statement that does something again and again? */
export function isLoop(node: Node): node is Extract<Node, { type: 'ForOfStatement' | 'ForInStatement' | 'ForStatement' | 'WhileStatement' | 'DoWhileStatement' }> {
  return node.type === 'ForOfStatement' || node.type === 'ForInStatement' || node.type === 'ForStatement' || node.type === 'WhileStatement' || node.type === 'DoWhileStatement';
}

/** What decides in a node about a part of it: conditions around that part, and those before it that lead away. */
function decisionsAt(outer: Node, inner: Node): Decision[] {
  switch (outer.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return inner === outer.test ? [] : [{ test: outer.test, leaves: inner === outer.alternate, otherwise: inner === outer.alternate ? outer.consequent : outer.alternate }];
    case 'LogicalExpression':
      return inner === outer.right && outer.operator !== '??' ? [{ test: outer.left as Node, leaves: outer.operator === '||' }] : [];
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
      return inner === outer.body && outer.test ? [{ test: outer.test, leaves: false }] : [];
    case 'SwitchCase':
      return outer.test ? [{ test: outer.test, leaves: false }, ...exitsBefore(outer.consequent as Node[], inner)] : exitsBefore(outer.consequent as Node[], inner);
    case 'SwitchStatement':
      return inner === outer.discriminant ? [] : [{ test: outer.discriminant, leaves: false }];
    case 'BlockStatement':
    case 'Program':
      return exitsBefore(outer.body as Node[], inner);
    default:
      return [];
  }
}

/** `if (…) return;` before a statement. */
function exitsBefore(statements: readonly Node[], inner: Node): Decision[] {
  return statements.slice(0, Math.max(0, statements.indexOf(inner))).flatMap((each) => (each.type === 'IfStatement' && leads(each.consequent) ? [{ test: each.test, leaves: true, otherwise: each.consequent }] : []));
}

function leads(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? (branch.body as Node[]).at(-1) : branch;
  return last?.type === 'ContinueStatement' || last?.type === 'ReturnStatement' || last?.type === 'BreakStatement' || last?.type === 'ThrowStatement';
}

/** `await …`, `void …`, `….catch(() => {})`: nothing comes of the value there. */
function passesOn(outer: Node, inner: Node): boolean {
  if (outer.type === 'MemberExpression') return outer.object === inner && /^(?:catch|finally)$/.test(memberName(outer));
  if (outer.type === 'CallExpression') return outer.callee === inner && inner.type === 'MemberExpression';
  return outer.type === 'AwaitExpression' || outer.type === 'ChainExpression' || (outer.type === 'UnaryExpression' && outer.operator === 'void');
}

/** `{}`, `null`, `undefined` */
function isEmptyBody(body: Node | null): boolean {
  if (body?.type === 'BlockStatement') return body.body.length === 0;
  return body?.type === 'Literal' || (body?.type === 'Identifier' && body.name === 'undefined') || (body?.type === 'UnaryExpression' && body.operator === 'void');
}

/** What a function gives back, and what it yields. */
export function answersIn(callable: Callable | null): Node[] {
  const body = callable?.body;
  if (!body) return [];
  if (body.type !== 'BlockStatement') return [body];
  return [...nodesWithin(body, MOST_NODES, (each) => !isCallable(each))].flatMap((node) => ((node.type === 'ReturnStatement' || node.type === 'YieldExpression') && node.argument ? [node.argument] : []));
}
