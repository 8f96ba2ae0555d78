import { spread, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from './resolve.js';
import type { Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** The places of the arguments that are of interest, where this function of another script of the package is called; null for all others. `name` is `default` for what that script exports as a whole. */
export type OfInterest = (specifier: string, name: string) => ReadonlySet<number> | null;

/** What calls a function that it is given, by its path, and how many of its arguments stand before those of the function. */
const CALL_LATER = new Map([['process.nextTick', 1], ['setImmediate', 1], ['setTimeout', 2], ['setInterval', 2], ['Reflect.apply', 2]]);
const CALLS_ITSELF = new Set(['call', 'apply', 'bind']);

/** What a call calls, and what that gets: itself, what it calls later, and what `call`, `apply` and `bind` stand behind. */
export function callsIn(callee: Node, given: readonly Node[]): readonly { callee: Node; given: readonly Node[] }[] {
  const calls = [{ callee, given }];
  const path = memberPath(callee);
  const before = CALL_LATER.get(path.replace(/^(?:globalThis|global|window|self)\./, ''));
  const [first] = given;
  if (before !== undefined && first) calls.push({ callee: first, given: path === 'Reflect.apply' ? spread(given[2]) : given.slice(before) });
  if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && CALLS_ITSELF.has(callee.property.name)) calls.push({ callee: callee.object, given: callee.property.name === 'apply' ? spread(given[1]) : given.slice(1) });
  return calls;
}

/** Stands among the places for a function that answers what a server said. */
export const ANSWER = -1;

/** Stands among the places for an argument of which a function only looks up single variables. */
export function lookedUp(index: number): number {
  return ANSWER - 1 - index;
}

/** Of a call of something that another script of the package exports, does it only look up single variables in this argument? */
export function isLookedUpByOwn(callee: Node, index: number, asking: Asking): boolean {
  return placesOf(callee, asking)?.has(lookedUp(index)) ?? false;
}

interface Asking {
  scope: Scope;
  resolver: Resolver;
  ask: OfInterest;
}

/** Does this call something that another script of the package exports, and that answers what a server said? */
export function answersOfOwn(callee: Node, asking: Asking): boolean {
  return placesOf(callee, asking)?.has(ANSWER) ?? false;
}

/** Of a call of something that another script of the package exports, the arguments that are of interest. */
export function handedToOwn(callee: Node, given: readonly Node[], asking: Asking): readonly Node[] {
  const places = placesOf(callee, asking);
  return places ? given.filter((_, at) => places.has(at)) : [];
}

/** Stands behind the name of a function for what it gives back. */
export const GIVEN_BACK = '()';

/** Is this a function that another script of the package exports, or that such a function gives back, of which the first argument is of interest? */
export function isOfOwn(handler: Node, asking: Asking): boolean {
  const inner = withoutWrapping(handler);
  const places = inner.type === 'CallExpression' ? placesOf(inner.callee, asking, GIVEN_BACK) : placesOf(inner, asking);
  return places?.has(0) ?? false;
}

function placesOf(callee: Node, { scope, resolver, ask }: Asking, behind = ''): ReadonlySet<number> | null {
  const inner = withoutWrapping(callee);
  const isMember = inner.type === 'MemberExpression';
  const member = isMember ? resolver.nameOf(inner, scope) : null;
  const own = isMember && member === null ? null : exportedBy(isMember ? inner.object : inner, scope, resolver);
  return own ? ask(own.specifier, `${[own.name, member].filter((name) => name !== null).join('.') || 'default'}${behind}`) : null;
}

/** What another script exports under a name, or (null) as a whole; also where something is made of it. */
function exportedBy(node: Node, scope: Scope, resolver: Resolver): { specifier: string; name: string | null } | null {
  const source = sourceOf(withoutWrapping(node), scope);
  const made = source?.keys.length === 0 ? withoutWrapping(source.node) : null;
  if (source && made?.type === 'NewExpression') {
    const parent = sourceOf(withoutWrapping(made.callee), source.scope);
    const own = parent && loadedBy(parent, resolver);
    return own && { ...own, name: own.name ?? 'default' };
  }
  return source && loadedBy(source, resolver);
}

function loadedBy(source: Source, resolver: Resolver): { specifier: string; name: string | null } | null {
  const specifier = specifierOf(source, resolver);
  const [key, more] = source.keys;
  const name = key ? resolver.keyOf(key, source.scope) : null;
  return !specifier || more || (key && name === null) ? null : { specifier, name };
}

/** The one thing that a name stands for, or what is called where it is loaded. */
function sourceOf(node: Node, scope: Scope): Source | null {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return { how: 'value', node, keys: [], scope };
  const [only, more] = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  return only && !more ? only : null;
}

function specifierOf({ how, node, scope }: Source, resolver: Resolver): string | null {
  const inner = withoutWrapping(node);
  const isLoad = inner.type === 'CallExpression' && resolver.meaningsOf(inner.callee, scope).includes('require');
  const [first] = isLoad ? inner.arguments : [];
  return how === 'import' ? resolver.constantOf(node, scope) : first ? resolver.constantOf(first, scope) : null;
}
