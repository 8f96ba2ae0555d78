import type { ESTree } from 'meriyah';
import { isCallable, NO_KEYS, Scope } from './scope.js';
import type { Callable, Source } from './scope.js';
import { ADDERS, ownerOf } from './stored.js';
import type { Stored } from './stored.js';
import type { Node } from './tree.js';
import type { Around } from './walk.js';

/** A place of interest in a tree, with the names that are visible there. */
export interface Site {
  node: Node;
  scope: Scope;
}

/** What functions give back, by their nodes. */
export type Returns = ReadonlyMap<Node, readonly Source[]>;

type Assign = (pattern: Node, source: Source | null) => void;

/** Values of a name that are followed; a function that is called from more places tells nothing by one of them. */
const MOST_SOURCES = 40;

/** What a call gives to a function that stands in it: its arguments from `first` on, or (null) what it makes itself. */
interface Given {
  call: ESTree.CallExpression;
  first: number | null;
  scope: Scope;
}

/** Declares every name of a script while its tree is walked. */
export class Declarations {
  readonly root = new Scope(null, null, true);
  readonly #returns = new Map<Node, Source[]>();
  /** Arguments of functions that are called, or handed to a call, where they stand. */
  readonly #arguments = new Map<Node, Given>();
  /** Calls of functions that may be declared later. */
  readonly #calls: { call: ESTree.CallExpression; first: number; name: string; scope: Scope }[] = [];
  readonly #parameters = new Map<Node, Scope>();
  readonly #assignments: { pattern: Node; source: Source }[] = [];
  /** Generators that are handed to a call, which steps through them: `__awaiter(this, void 0, void 0, function* () { … })`. */
  readonly #waiting = new Set<Node>();
  /** Functions that are given to a member. */
  readonly #events = new Map<Node, Source>();
  readonly stored: Stored[] = [];
  /** Functions of bundles that do nothing but to hand out a module, `{ 896: (module) => { module.exports = require('fs') } }`, by the names that bundles call them by. */
  readonly packed = new Map<string, Source>();

  assignment({ operator, left, right }: ESTree.AssignmentExpression, { scope }: Around): void {
    // What is added may be a part of the value, not the whole of it.
    const partly = operator === '+=' ? 'passed' : 'value';
    if (left.type === 'MemberExpression') {
      if (isCallable(right)) this.#events.set(right, { how: 'event', node: left, keys: NO_KEYS, scope });
      return this.#store(left, right, { scope, how: partly });
    }
    this.#assignments.push({ pattern: left, source: { how: partly, node: right, keys: NO_KEYS, scope } });
  }

  returned({ argument }: ESTree.ReturnStatement, { scope, within }: Around): void {
    if (argument && within) this.#noteReturn(within, argument, scope);
  }

  /** A generator gives a list of what it yields; one that is handed to a call waits for it instead. */
  yielded({ argument }: ESTree.YieldExpression, { scope, within }: Around): void {
    if (argument && within && !this.#waiting.has(within)) this.#noteReturn(within, argument, scope);
  }

  variables({ kind, declarations }: ESTree.VariableDeclaration, { scope }: Around): void {
    const target = kind === 'var' ? scope.home() : scope;
    for (const { id, init } of declarations) declare(id, init ? sourceOf(init, scope) : null, scope, target);
  }

  /** A field of a class. */
  field({ key, value, computed }: ESTree.PropertyDefinition, { scope }: Around): void {
    if (value && !computed && key?.type === 'Identifier') this.stored.push({ into: null, scope, name: key.name, isWhole: true, source: sourceOf(value, scope) });
  }

  property({ key, value, computed }: ESTree.Property, { scope }: Around): void {
    if (computed || !isCallable(value) || value.params.length === 0 || value.body?.type !== 'BlockStatement') return;
    const module = exportedBy(value, value.body.body);
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : null;
    if (module && name !== null) this.packed.set(name, sourceOf(module, scope));
  }

  class(node: ESTree.ClassDeclaration, { scope }: Around): void {
    if (node.id) scope.declare(node.id.name, { how: 'function', node, keys: NO_KEYS, scope });
  }

  imports({ specifiers, source }: ESTree.ImportDeclaration, { scope }: Around): void {
    for (const specifier of specifiers) {
      const keys = specifier.type === 'ImportSpecifier' ? [{ node: specifier.imported, computed: false }] : NO_KEYS;
      scope.declare(specifier.local.name, { how: 'import', node: source, keys, scope });
    }
  }

  /** Declares the variable of a loop; what it gets is made of what the loop goes through. Answers what surrounds the parts. */
  loop(node: ESTree.ForInStatement | ESTree.ForOfStatement, around: Around): Around {
    const inner = insideLoop(node, around);
    const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : (node.left as Node);
    if (pattern) this.#assignments.push({ pattern, source: { how: 'callback', node: node.right, keys: NO_KEYS, scope: inner.scope } });
    return inner;
  }

  /** Notes what a call hands to functions. */
  call(node: ESTree.CallExpression, { scope }: Around): void {
    const { callee } = node;
    for (const argument of node.arguments) if (isCallable(argument)) this.#arguments.set(argument, { call: node, first: null, scope });
    if (isCallable(callee)) this.#arguments.set(callee, { call: node, first: 0, scope });
    else if (callee.type === 'Identifier') this.#calls.push({ call: node, first: 0, name: callee.name, scope });
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
    const { object, property: { name } } = callee;
    if (name === 'call' || (name === 'bind' && isCallable(object))) this.#arguments.set(object, { call: node, first: 1, scope });
    else if (name === 'bind' && object.type === 'Identifier') this.#calls.push({ call: node, first: 1, name: object.name, scope });
    if (!ADDERS.has(name)) return;
    for (const argument of node.arguments) this.#store(callee, argument, { scope, how: 'value' });
  }

  /** Notes a value that goes into the object of a member. */
  #store(member: ESTree.MemberExpression, value: Node, { scope, how }: Pick<Source, 'scope' | 'how'>): void {
    const owner = ownerOf(member);
    if (!owner) return;
    const { first } = owner;
    const isNamed = first?.type === 'MemberExpression' && !first.computed && first.property.type === 'Identifier' && !(first === member && ADDERS.has(first.property.name));
    this.stored.push({ into: owner.into, scope, name: isNamed ? (first.property as ESTree.Identifier).name : null, isWhole: isNamed && first === member, source: { ...sourceOf(value, scope), how } });
  }

  /** Declares a function and its parameters; answers what surrounds its parts. */
  function(node: Callable, { scope }: Around): Around {
    const itself: Source = { how: 'function', node, keys: NO_KEYS, scope };
    if (node.type === 'FunctionDeclaration' && node.id) scope.declare(node.id.name, itself);
    const inner = new Scope(scope, node, scope.topLevel && node.type === 'ArrowFunctionExpression');
    this.#parameters.set(node, inner);
    if (node.type === 'FunctionExpression' && node.id) inner.declare(node.id.name, itself);
    if (node.body && node.body.type !== 'BlockStatement') this.#noteReturn(node, node.body, inner);
    const given = this.#arguments.get(node);
    if (given) this.#arguments.delete(node);
    if (given?.first === null) this.#waiting.add(node);
    const event = this.#events.get(node) ?? null;
    node.params.forEach((parameter, index) => declare(parameter, given ? argumentOf(given, index) : event, inner));
    return { scope: inner, within: node, loop: false };
  }

  /** Applies assignments, once every declaration is known; answers what functions give back. */
  finish(): Returns {
    for (const { pattern, source } of this.#assignments) {
      bind(pattern, source, source.scope, (target, value) => {
        if (target.type !== 'Identifier' || !value) return;
        const binding = source.scope.find(target.name);
        if (binding) binding.sources.push(value);
        else this.root.imply(target.name, value);
      });
    }
    for (const { call, first, name, scope } of this.#calls) {
      const sources = scope.find(name)?.sources ?? [];
      if (sources.length <= MOST_SOURCES) for (const source of sources) this.#pass({ call, first, scope }, source.node);
    }
    return this.#returns;
  }

  /** Hands the arguments of a call to the parameters of a function that is written in this script. */
  #pass({ call, first, scope }: Given & { first: number }, callee: Node): void {
    const inner = this.#parameters.get(callee);
    if (!inner || !isCallable(callee)) return;
    callee.params.forEach((parameter, index) => {
      const argument = call.arguments[first + index];
      if (!argument || parameter.type !== 'Identifier') return;
      const binding = inner.own(parameter.name);
      if (binding && binding.sources.length < MOST_SOURCES) binding.sources.push({ how: 'passed', node: argument, keys: NO_KEYS, scope });
    });
  }

  #noteReturn(owner: Node, node: Node, scope: Scope): void {
    const source = sourceOf(node, scope);
    const returned = this.#returns.get(owner);
    if (returned) returned.push(source);
    else this.#returns.set(owner, [source]);
  }
}

/** What surrounds the parts of a block, which may declare names of its own. */
export function insideBlock(node: Block, around: Around): Around {
  return declaresItself(node) ? { ...around, scope: blockIn(around.scope) } : around;
}

/** What surrounds the parts of a loop. */
export function insideLoop(node: Loop, around: Around): Around {
  return { ...insideBlock(node, around), loop: true };
}

/** What surrounds the parts of a handler of errors. */
export function insideCatch({ param }: ESTree.CatchClause, around: Around): Around {
  const scope = blockIn(around.scope);
  if (param) declare(param, null, scope);
  return { ...around, scope };
}

function blockIn(scope: Scope): Scope {
  return new Scope(scope, null, scope.topLevel);
}

function argumentOf({ call, first, scope }: Given, index: number): Source | null {
  if (first === null) return { how: 'callback', node: call, keys: NO_KEYS, scope };
  const argument = call.arguments[first + index];
  return argument ? sourceOf(argument, scope) : null;
}

type Block = ESTree.BlockStatement | ESTree.StaticBlock | ESTree.SwitchStatement | Loop;
type Loop = ESTree.ForStatement | ESTree.ForInStatement | ESTree.ForOfStatement;

/** Most blocks declare no name of their own: they need no scope, and looking a name up is so much shorter. */
function declaresItself(node: Block): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.some(isOfBlock);
    case 'ForStatement':
      return node.init ? isOfBlock(node.init) : false;
    case 'SwitchStatement':
      return node.cases.some(({ consequent }) => consequent.some(isOfBlock));
    default:
      return isOfBlock(node.left);
  }
}

function isOfBlock(node: Node): boolean {
  return node.type === 'VariableDeclaration' ? node.kind !== 'var' : node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' || node.type === 'LabeledStatement';
}

function sourceOf(node: Node, scope: Scope): Source {
  return { how: 'value', node, keys: NO_KEYS, scope };
}

/** `module.exports = require('fs')` as the only or last statement of a function that gets `module`: the right side. */
function exportedBy({ params: [module] }: Callable, body: readonly Node[]): Node | null {
  const last = body.at(-1);
  if (body.length > 2 || module?.type !== 'Identifier' || last?.type !== 'ExpressionStatement' || last.expression.type !== 'AssignmentExpression') return null;
  const { left, right } = last.expression;
  const isExports = left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === module.name && left.property.type === 'Identifier' && left.property.name === 'exports';
  return isExports && right.type === 'CallExpression' ? right : null;
}

/** Declares the names of a pattern in `target`. */
function declare(pattern: Node, source: Source | null, scope: Scope, target: Scope = scope): void {
  if (pattern.type === 'Identifier') return target.declare(pattern.name, source);
  bind(pattern, source, scope, (part, value) => {
    if (part.type === 'Identifier') target.declare(part.name, value);
  });
}

/** Takes a pattern apart: calls `assign` for each target in it with the value that it gets, null when that cannot be seen. */
function bind(pattern: Node, source: Source | null, scope: Scope, assign: Assign): void {
  if (pattern.type === 'Identifier' || pattern.type === 'MemberExpression') return assign(pattern, source);
  const open: { target: Node; value: Source | null }[] = [{ target: pattern, value: source }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { target, value } = next;
    if (target.type === 'ObjectPattern' || target.type === 'ObjectExpression') {
      for (const property of target.properties as Node[]) {
        if (property.type === 'RestElement') open.push({ target: property.argument, value });
        if (property.type !== 'Property') continue;
        const key = { node: property.key, computed: property.computed };
        open.push({ target: property.value, value: value && { ...value, keys: [...value.keys, key] } });
      }
    } else if (target.type === 'ArrayPattern' || target.type === 'ArrayExpression') {
      target.elements.forEach((element, index) => element && open.push({ target: element, value: value && elementOf(value, index) }));
    } else if (target.type === 'AssignmentPattern') {
      if (value) open.push({ target: target.left, value });
      open.push({ target: target.left, value: sourceOf(target.right as Node, scope) });
    } else if (target.type === 'RestElement') open.push({ target: target.argument, value: null });
    else assign(target, value);
  }
}

function elementOf(source: Source, index: number): Source | null {
  if (source.how === 'callback') return source;
  if (source.node.type !== 'ArrayExpression' || source.keys.length > 0) return null;
  const element = source.node.elements[index];
  return element ? sourceOf(element, source.scope) : null;
}
