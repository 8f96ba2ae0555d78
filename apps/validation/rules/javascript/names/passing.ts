import type { ESTree } from 'meriyah';
import { Circles } from './circles.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import { RETURNS_GIVEN } from './meaning.js';
import { PartReader } from './parts.js';
import type { Resolver } from './resolve.js';
import type { Returns } from '../syntax/declarations.js';
import { isCallable, NO_KEYS } from '../syntax/scope.js';
import type { Binding, Callable, Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';

/** A parameter that a function may give back, as it is or under `default` of an object; `called`: what calling its answer gives. */
export interface Passed {
  index: number;
  called: boolean;
}

/** Where a search stands. */
interface Search {
  callable: Callable;
  called: boolean;
  found: Map<string, Passed>;
  /** What was looked at, called or not: once is enough. */
  seen: readonly [Set<Node>, Set<Node>];
  open: { node: Node; scope: Scope; called: boolean }[];
}

const DEEPEST = 100;
/** Answers that may be dropped because they came from too deep. */
const MOST_DROPPED = 1_000;
/** Functions and values that one name may stand for, to be followed. */
const MOST_OF_ONE = 5;
/** Functions that one expression may stand for. */
const MOST_FUNCTIONS = 20;
const NO_FUNCTIONS: readonly Callable[] = [];
const SETS = { join: <T>(some: readonly T[], others: readonly T[]): readonly T[] => [...new Set([...some, ...others])], size: ({ length }: readonly unknown[]): number => length };
/** What may be given back, each of them once. */
const PASSED = new Map<string, Passed>();

/**
 * Finds the parameters that functions of one script give back. Compilers put such functions around every module that they load
 * (`(mod) => mod.__esModule ? mod : { default: mod }`), each under a name of its own.
 */
export class PassReader {
  readonly #passed = new Map<Callable, readonly Passed[]>();
  readonly #functions = new Map<object, readonly Callable[]>();
  readonly #passedCircles = new Circles<readonly Passed[]>({ ...SETS, empty: [] });
  readonly #functionCircles = new Circles<readonly Callable[]>({ ...SETS, empty: NO_FUNCTIONS });
  readonly #parts: PartReader;
  #depth = 0;
  #dropped = 0;
  #isLost = false;

  constructor(private readonly resolver: Resolver, private readonly returns: Returns, private readonly stored: StoredValues) {
    this.#parts = new PartReader(resolver, stored);
  }

  /** There was no end to it: what is known is not all. */
  get lost(): boolean {
    return this.#isLost || this.#passedCircles.lost || this.#functionCircles.lost;
  }

  /** The functions of this script that an expression may stand for. */
  functionsOf(node: Node, scope: Scope): readonly Callable[] {
    const inner = withoutWrapping(node);
    if (isCallable(inner)) return [inner];
    if (this.#depth > DEEPEST) {
      this.#functionCircles.cut();
      return NO_FUNCTIONS;
    }
    this.#depth++;
    const functions = this.#functionsOf(inner, scope);
    this.#depth--;
    return functions;
  }

  #functionsOf(node: Node, scope: Scope): readonly Callable[] {
    switch (node.type) {
      case 'Identifier':
        return this.#functionsNamed(scope.find(node.name));
      case 'LogicalExpression':
        return [...this.functionsOf(node.left, scope), ...this.functionsOf(node.right, scope)];
      case 'ConditionalExpression':
        return [...this.functionsOf(node.consequent, scope), ...this.functionsOf(node.alternate, scope)];
      case 'AssignmentExpression':
        return this.functionsOf(node.right, scope);
      case 'CallExpression':
        return this.functionsOf(node.callee, scope).flatMap((callable) => this.#functionsBy(callable, () => this.returns.get(callable) ?? []));
      case 'MemberExpression':
        return this.#functionsOfMember(node, scope);
      default:
        return NO_FUNCTIONS;
    }
  }

  #functionsNamed(binding: Binding | null): readonly Callable[] {
    const [first, more] = binding?.sources ?? [];
    if (!binding || !first) return NO_FUNCTIONS;
    if (!more && (first.how === 'function' || first.how === 'import')) return this.#functionsIn(first);
    return this.#functionsBy(binding, () => binding.sources);
  }

  /** Those that a name or member is given, or a function gives back. */
  #functionsBy(key: object, sources: () => readonly Source[]): readonly Callable[] {
    return this.#functions.get(key) ?? this.#functionCircles.ask(key, () => this.#functionsAmong(sources()), (functions, isCut) => {
      if (!isCut || !this.#mayDrop()) this.#functions.set(key, functions);
    });
  }

  /** May an answer that was cut off be forgotten, to be found again? Not without end. */
  #mayDrop(): boolean {
    this.#isLost ||= this.#dropped++ === MOST_DROPPED;
    return !this.#isLost;
  }

  #functionsAmong(sources: readonly Source[]): readonly Callable[] {
    return sources.length > MOST_OF_ONE ? NO_FUNCTIONS : [...new Set(sources.flatMap((source) => this.#functionsIn(source)))].slice(0, MOST_FUNCTIONS);
  }

  /** What a function gives back of what it is given. */
  passedBy(callable: Callable): readonly Passed[] {
    return this.#passed.get(callable) ?? this.#passedCircles.ask(callable, () => this.#passedOf(callable), (passed, isCut) => {
      if (!isCut || !this.#mayDrop()) this.#passed.set(callable, passed);
    });
  }

  #passedOf(callable: Callable): readonly Passed[] {
    if (this.#depth > DEEPEST) {
      this.#passedCircles.cut();
      return [];
    }
    this.#depth++;
    const search: Search = { callable, called: false, found: new Map(), seen: [new Set(), new Set()], open: [] };
    for (const { node, scope } of this.returns.get(callable) ?? []) this.#trace(node, scope, search);
    for (let next = search.open.pop(); next; next = search.open.pop()) this.#look(next.node, next.scope, { ...search, called: next.called });
    this.#depth--;
    return [...search.found.values()];
  }

  #functionsIn({ how, node, keys, scope }: Source): readonly Callable[] {
    if (how === 'function') return isCallable(node) ? [node] : NO_FUNCTIONS;
    if (how !== 'value' && how !== 'passed') return NO_FUNCTIONS;
    const [key, more] = keys;
    if (!key) return this.functionsOf(node, scope);
    const part = more ? null : this.#parts.of(node, this.resolver.keyOf(key, scope), scope);
    return part ? this.#functionsOfPart(part) : NO_FUNCTIONS;
  }

  #functionsOfMember(node: ESTree.MemberExpression, scope: Scope): readonly Callable[] {
    const name = this.resolver.nameOf(node, scope);
    if (name === null) return NO_FUNCTIONS;
    if (name === 'bind') return this.functionsOf(node.object, scope);
    const part = this.#parts.of(node.object, name, scope);
    if (part) return this.#functionsOfPart(part);
    const binding = node.object.type === 'Identifier' ? scope.find(node.object.name) : null;
    if (!binding) return NO_FUNCTIONS;
    const stored = this.stored.into(binding, name);
    return [...this.#functionsBy(stored, () => stored.flatMap((each) => (each.name === name ? [each.source] : [])).slice(0, MOST_OF_ONE)), ...binding.sources.slice(0, MOST_OF_ONE).flatMap((source) => staticMethod(source.node, name))];
  }

  #functionsOfPart({ node, scope }: Part): readonly Callable[] {
    return isCallable(node) ? [node] : this.#functionsBy(node, () => [{ how: 'value', node, keys: NO_KEYS, scope }]);
  }

  /** What this expression gives is what the function gives back. */
  #trace(node: Node, scope: Scope, search: Search): void {
    const inner = withoutWrapping(node);
    const seen = search.seen[search.called ? 1 : 0];
    if (seen.has(inner) || !scopeOf(search.callable, scope)) return;
    seen.add(inner);
    search.open.push({ node: inner, scope, called: search.called });
  }

  #look(inner: Node, scope: Scope, search: Search): void {
    switch (inner.type) {
      case 'Identifier':
        return this.#traceName(inner.name, scope, search);
      case 'LogicalExpression':
        this.#trace(inner.left, scope, search);
        return this.#trace(inner.right, scope, search);
      case 'ConditionalExpression':
        this.#trace(inner.consequent, scope, search);
        return this.#trace(inner.alternate, scope, search);
      case 'AssignmentExpression':
        return this.#trace(inner.right, scope, search);
      case 'ObjectExpression':
        return this.#traceObject(inner, scope, search);
      case 'MemberExpression':
        return this.#traceMember(inner, scope, search);
      case 'CallExpression':
        return this.#traceCall(inner, scope, search);
      case 'NewExpression':
        if (inner.arguments[0] && inner.callee.type === 'Identifier' && inner.callee.name === 'Proxy') this.#trace(inner.arguments[0], scope, search);
        return;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        if (!search.called) for (const source of this.returns.get(inner) ?? []) this.#trace(source.node, source.scope, { ...search, called: true });
        return;
      default:
    }
  }

  #traceName(name: string, scope: Scope, search: Search): void {
    const binding = scope.find(name);
    if (!binding) return;
    const index = indexOf(search.callable, binding, scope);
    if (index >= 0) return note(index, search);
    // What belongs to others is no part of what this function is given.
    if (binding.sources.length > MOST_OF_ONE || binding.implicit) return;
    for (const { how, node, keys, scope: from } of binding.sources) if (keys.length === 0 && (how === 'value' || how === 'function')) this.#trace(node, from, search);
    for (const { name: key, source } of this.stored.into(binding, 'default')) {
      // `copy[key] = given[key]`
      if (key === 'default') this.#trace(source.node, source.scope, search);
      else if (source.node.type === 'MemberExpression' && source.node.computed) this.#trace(source.node.object, source.scope, search);
    }
  }

  /** `{ default: given }`, `{ ...given }`, `{ get default() { return given } }` */
  #traceObject({ properties }: ESTree.ObjectExpression, scope: Scope, search: Search): void {
    for (const property of properties) {
      if (property.type === 'SpreadElement') this.#trace(property.argument, scope, search);
      else if (property.type === 'Property' && this.resolver.keyOf({ node: property.key, computed: property.computed }, scope) === 'default') this.#traceProperty(property, search, scope);
    }
  }

  #traceProperty({ kind, value }: ESTree.Property, search: Search, scope: Scope): void {
    if (kind !== 'get') return this.#trace(value, scope, search);
    for (const source of this.returns.get(value) ?? []) this.#trace(source.node, source.scope, search);
  }

  /** `given.default`, `arguments[0]` */
  #traceMember(node: ESTree.MemberExpression, scope: Scope, search: Search): void {
    const name = this.resolver.nameOf(node, scope);
    if (name === 'default') return this.#trace(node.object, scope, search);
    const isOfArguments = node.object.type === 'Identifier' && node.object.name === 'arguments' && !scope.find('arguments') && name !== null && /^\d$/.test(name);
    if (isOfArguments) note(Number(name), search);
  }

  #traceCall(node: ESTree.CallExpression, scope: Scope, search: Search): void {
    const { callee, given } = calledWith(node);
    for (const callable of this.functionsOf(callee, scope)) {
      for (const { index, called } of this.passedBy(callable)) {
        const argument = given[index];
        if (argument && !(called && search.called)) this.#trace(argument, scope, { ...search, called: search.called || called });
      }
    }
    const meanings = this.resolver.meaningsOf(callee, scope);
    if (!meanings.some((meaning) => RETURNS_GIVEN.has(meaning))) return;
    for (const argument of given.slice(0, MOST_OF_ONE)) this.#trace(argument, scope, search);
    const [, name, descriptor] = given;
    if (!meanings.includes('Object.defineProperty') || !name || descriptor?.type === undefined || this.resolver.constantOf(name, scope) !== 'default') return;
    this.#traceDescriptor(descriptor, scope, search);
  }

  /** `{ value: given }`, also one of two. */
  #traceDescriptor(node: Node, scope: Scope, search: Search): void {
    if (node.type === 'ConditionalExpression') {
      this.#traceDescriptor(node.consequent, scope, search);
      return this.#traceDescriptor(node.alternate, scope, search);
    }
    if (node.type !== 'ObjectExpression') return;
    for (const property of node.properties) if (property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'value') this.#trace(property.value, scope, search);
  }
}

/** What a call calls and with what, without `.call`. */
export function calledWith(node: ESTree.CallExpression): { callee: Node; given: readonly Node[] } {
  const callee = withoutWrapping(node.callee);
  const isBorrowed = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name === 'call';
  return isBorrowed ? { callee: withoutWrapping(callee.object), given: node.arguments.slice(1) } : { callee, given: node.arguments };
}

function note(index: number, { found, called }: Search): void {
  const key = `${index}${called}`;
  const passed = PASSED.get(key) ?? { index, called };
  PASSED.set(key, passed);
  found.set(key, passed);
}

/** The scope of a function, from within; null from elsewhere. */
function scopeOf(callable: Callable, from: Scope): Scope | null {
  let scope: Scope | null = from;
  while (scope && scope.callable !== callable) scope = scope.parent;
  return scope;
}

/** Which parameter of a function this name is; below 0 for none. */
export function indexOf(callable: Callable, binding: Binding, scope: Scope): number {
  const own = scopeOf(callable, scope);
  if (!own) return -1;
  return callable.params.findIndex((parameter) => {
    const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    return name.type === 'Identifier' && own.own(name.name) === binding;
  });
}

function staticMethod(node: Node, name: string): readonly Callable[] {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return NO_FUNCTIONS;
  return node.body.body.flatMap((each) => (each.type === 'MethodDefinition' && each.static && !each.computed && each.key?.type === 'Identifier' && each.key.name === name && isCallable(each.value) ? [each.value] : []));
}
