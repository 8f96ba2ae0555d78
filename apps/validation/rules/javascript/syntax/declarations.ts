import type { ESTree } from 'meriyah';
import { withoutWrapping } from './expressions.js';
import { Handings } from '../names/handed.js';
import { Methods } from '../names/methods.js';
import { bind, declare, sourceOf } from './patterns.js';
import { insideLoop } from './blocks.js';
import { isCallable, NO_KEYS, Scope } from './scope.js';
import type { Binding, Callable, Source } from './scope.js';
import { ADDERS, ownerOf } from '../names/stored.js';
import type { Stored } from '../names/stored.js';
import type { Node } from './tree.js';
import { mayLogIn } from '../flows/logins.js';
import type { LoginCall } from '../flows/logins.js';
import { isSecretHalf, mayTakeKey, writesPair } from '../wallets/keys.js';
import type { MayTakeKey } from '../wallets/keys.js';
import type { Around } from './walk.js';

/** Methods that change the list that they are called on, and put nothing in that was not there. */
const CHANGES_LIST: ReadonlySet<string> = new Set(['shift', 'pop', 'splice', 'reverse', 'sort', 'fill', 'copyWithin']);

/** A place of interest in a tree, with the names that are visible there. */
export interface Site {
  node: Node;
  scope: Scope;
}

/** What functions give back, by their nodes. */
export type Returns = ReadonlyMap<Node, readonly Source[]>;

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
  readonly #handings = new Handings();
  readonly #assignments: { pattern: Node; source: Source }[] = [];
  /** Generators that are handed to a call, which steps through them: `__awaiter(this, void 0, void 0, function* () { … })`. */
  readonly #waiting = new Set<Node>();
  /** Functions that make a promise; what their first parameter is called with, or given to a call for, is what the promise gives. */
  readonly #executors = new Set<Node>();
  readonly #fulfils = new Map<Binding, Node>();
  /** Functions that are given to a member. */
  readonly #events = new Map<Node, Source>();
  readonly stored: Stored[] = [];
  /** Functions of bundles that do nothing but to hand out a module, `{ 896: (module) => { module.exports = require('fs') } }`, by the names that bundles call them by. */
  readonly packed = new Map<string, Source>();

  /** What may tell that something is a key of a wallet. */
  readonly keysTaken: MayTakeKey[] = [];
  /** What may log in somewhere. */
  readonly logins: LoginCall[] = [];

  /** What classes of the script answer to `this.name` and `this.name()`. */
  readonly methods = new Methods();
  /** Names that stand anywhere but where they are declared, or before a member that changes nothing. */
  readonly moved = new Set<string>();

  name({ name }: ESTree.Identifier, parent: Node): void {
    if (parent.type !== 'MemberExpression' && parent.type !== 'VariableDeclarator' && parent.type !== 'SpreadElement') this.moved.add(name);
  }

  assignment(node: ESTree.AssignmentExpression, { scope }: Around): void {
    const { operator, left, right } = node;
    // What is added may be a part of the value, not the whole of it.
    const partly: Pick<Source, 'how' | 'added'> = operator === '+=' ? { how: 'passed', added: true } : { how: 'value' };
    if (left.type === 'MemberExpression') {
      if (isCallable(right)) this.#events.set(right, { how: 'event', node: left, keys: NO_KEYS, scope });
      // What it becomes is made of what it was, with a key.
      return this.#store(left, operator === '^=' ? node : right, { scope, ...partly });
    }
    this.#assignments.push({ pattern: left, source: { ...partly, node: right, keys: NO_KEYS, scope } });
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
    for (const { id, init } of declarations) {
      declare(id, init ? sourceOf(init, scope) : null, scope, target);
      if (init?.type === 'Identifier') this.moved.add(init.name);
    }
  }

  /** A field of a class. */
  field({ key, value, computed }: ESTree.PropertyDefinition, { scope }: Around): void {
    const name = computed ? null : nameIn(key);
    if (value && name !== null) this.stored.push({ into: null, scope, name, isWhole: true, part: null, isCopied: false, source: sourceOf(value, scope) });
  }

  property({ key, value, computed }: ESTree.Property, parent: Node | null, { scope }: Around): void {
    if (parent?.type === 'ObjectExpression' && value.type !== 'Literal' && isSecretHalf(key) && writesPair(parent)) this.keysTaken.push({ node: parent, scope });
    if (computed || !isCallable(value) || value.params.length === 0 || value.body?.type !== 'BlockStatement') return;
    const module = exportedBy(value, value.body.body);
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : null;
    if (module && name !== null) this.packed.set(name, sourceOf(module, scope));
  }

  /** Notes what a class is made with. */
  made(node: ESTree.NewExpression, { scope }: Around): void {
    if (mayTakeKey(node)) this.keysTaken.push({ node, scope });
    if (mayLogIn(node)) this.logins.push({ node, scope });
    if (node.callee.type !== 'Identifier') return;
    this.#handings.call(node, node.callee, 0, scope);
    const [executor] = node.arguments;
    if (node.callee.name === 'Promise' && executor && isCallable(executor)) this.#executors.add(executor);
  }

  class(node: ESTree.ClassDeclaration | ESTree.ClassExpression, { scope }: Around): void {
    this.#handings.class(node);
    this.methods.add(node);
    if (node.type === 'ClassDeclaration' && node.id) scope.declare(node.id.name, { how: 'function', node, keys: NO_KEYS, scope });
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
    const callee = withoutWrapping(node.callee);
    if (mayTakeKey(node)) this.keysTaken.push({ node, scope });
    if (mayLogIn(node)) this.logins.push({ node, scope });
    for (const argument of node.arguments) if (isCallable(argument)) this.#arguments.set(argument, { call: node, first: null, scope });
    if (this.#fulfils.size > 0) this.#noteFulfilled(node, callee, scope);
    if (isCallable(callee)) this.#arguments.set(callee, { call: node, first: 0, scope });
    else this.#handings.call(node, callee, 0, scope);
    if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
    const { object, property: { name } } = callee;
    if (name === 'addEventListener') this.#handings.listens(node, scope);
    if (name === 'call' || (name === 'bind' && isCallable(object))) this.#arguments.set(object, { call: node, first: 1, scope });
    else if (name === 'bind' && object.type === 'Identifier') this.#handings.call(node, object, 1, scope);
    if (CHANGES_LIST.has(name) && object.type === 'Identifier') this.moved.add(object.name);
    if (!ADDERS.has(name)) return;
    for (const argument of node.arguments) this.#store(callee, argument, { scope, how: 'value' });
  }

  /** `resolve(value)`, and `answer.then(resolve)`, where the call gives the value: a promise gives back what it is told, as a function does. */
  #noteFulfilled(node: ESTree.CallExpression, callee: Node, scope: Scope): void {
    const executorOf = (name: Node): Node | undefined => {
      const binding = name.type === 'Identifier' ? scope.find(name.name) : null;
      return binding ? this.#fulfils.get(binding) : undefined;
    };
    const told = executorOf(callee);
    const [value] = node.arguments;
    if (told && value) this.#noteReturn(told, value, scope);
    for (const argument of node.arguments) {
      const executor = executorOf(argument);
      if (executor) this.#noteReturn(executor, node, scope);
    }
  }

  /** Notes a value that goes into the object of a member. */
  #store(member: ESTree.MemberExpression, value: Node, { scope, ...how }: Pick<Source, 'scope' | 'how' | 'added'>): void {
    const owner = ownerOf(member);
    if (!owner) return;
    const { first, second } = owner;
    const [name, inner] = [first, second].map((each) => (each?.type === 'MemberExpression' ? storedName(each) : null)) as [string | null, string | null];
    const isNamed = name !== null && !(first === member && ADDERS.has(name));
    this.stored.push({ into: owner.into, scope, name: isNamed ? name : null, isWhole: isNamed && first === member, part: inner !== null && ADDERS.has(inner) ? null : inner, isCopied: first === member && hasSameName(member, value), source: { ...sourceOf(value, scope), ...how } });
  }

  /** Declares a function and its parameters; answers what surrounds its parts. */
  function(node: Callable, { scope }: Around): Around {
    const itself: Source = { how: 'function', node, keys: NO_KEYS, scope };
    if (node.type === 'FunctionDeclaration' && node.id) scope.declare(node.id.name, itself);
    const inner = new Scope(scope, node, scope.topLevel && node.type === 'ArrowFunctionExpression');
    this.#handings.function(node, inner);
    if (node.type === 'FunctionExpression' && node.id) inner.declare(node.id.name, itself);
    if (node.body && node.body.type !== 'BlockStatement') this.#noteReturn(node, node.body, inner);
    const given = this.#arguments.get(node);
    if (given) this.#arguments.delete(node);
    if (given?.first === null) this.#waiting.add(node);
    const event = this.#events.get(node) ?? null;
    node.params.forEach((parameter, index) => declare(parameter, given ? argumentOf(given, index) : event, inner));
    const [fulfil] = node.params;
    const binding = this.#executors.delete(node) && fulfil?.type === 'Identifier' ? inner.own(fulfil.name) : null;
    if (binding) this.#fulfils.set(binding, node);
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
    this.#handings.pass();
    return this.#returns;
  }

  #noteReturn(owner: Node, node: Node, scope: Scope): void {
    const source = sourceOf(node, scope);
    const returned = this.#returns.get(owner);
    if (returned) returned.push(source);
    else this.#returns.set(owner, [source]);
  }
}

/** The name of a member; of one that is private to its class, with the sign before it. */
function nameIn(key: Node | null | undefined): string | null {
  return key?.type === 'PrivateIdentifier' ? `#${key.name}` : key?.type === 'Identifier' ? key.name : null;
}

/** The name under which something is stored, where that is written; numbers are those of lists. */
function storedName({ property, computed }: ESTree.MemberExpression): string | null {
  if (!computed) return nameIn(property);
  return property.type === 'Literal' && typeof property.value === 'string' && !/^\d+$/.test(property.value) ? property.value : null;
}

/** `a[name] = b[name]`, as in a loop over the names of `b`. */
function hasSameName(member: ESTree.MemberExpression, value: Node): boolean {
  const { property, computed } = member;
  return computed && property.type === 'Identifier' && value.type === 'MemberExpression' && value.computed && value.property.type === 'Identifier' && value.property.name === property.name;
}

function argumentOf({ call, first, scope }: Given, index: number): Source | null {
  if (first === null) return { how: 'callback', node: call, keys: NO_KEYS, scope };
  const argument = call.arguments[first + index];
  return argument ? sourceOf(argument, scope) : null;
}

/** `module.exports = require('fs')` as the only or last statement of a function that gets `module`: the right side. */
function exportedBy({ params: [module] }: Callable, body: readonly Node[]): Node | null {
  const last = body.at(-1);
  if (body.length > 2 || module?.type !== 'Identifier' || last?.type !== 'ExpressionStatement' || last.expression.type !== 'AssignmentExpression') return null;
  const { left, right } = last.expression;
  const isExports = left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === module.name && left.property.type === 'Identifier' && left.property.name === 'exports';
  return isExports && right.type === 'CallExpression' ? right : null;
}
