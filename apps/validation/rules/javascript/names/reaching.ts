import { nodesWithin } from '../syntax/children.js';
import { both } from './meaning.js';
import type { Meaning } from './meaning.js';
import type { Resolver } from './resolve.js';
import type { Binding, Callable, Scope, Source } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';

type Name = Of<'Identifier'>;

const NOTHING: readonly Meaning[] = [];
/** Places of names that are looked at for one call. */
const MOST_NAMES = 200;
/** What runs its parts several times, or not in the order in which they are written: loops, and patterns with values of their own. */
const OUT_OF_ORDER = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement', 'ArrayPattern', 'ObjectPattern', 'AssignmentPattern']);

/**
 * What a name that is called means there: without what the same function gives it only later, as minified scripts do, which
 * use the letter of a parameter again (`r && r(a, b); …; r = x.constructor`). Each call of a function has names of its own.
 */
export function meaningsAtCall(node: Of<'CallExpression'> | Of<'NewExpression'>, scope: Scope, resolver: Resolver): readonly Meaning[] {
  const { callee } = node;
  const meanings = resolver.meaningsOf(callee, scope);
  if (callee.type !== 'Identifier' || !meanings.includes('constructor')) return meanings;
  const sources = sourcesAt(callee, scope);
  return sources === null ? meanings : sources.reduce((all, source) => both(all, resolver.meaningsOfSource(source)), NOTHING);
}

/** What a name may have got where it stands, also by way of other names; null when that is everything that it ever gets, or too much. */
function sourcesAt(name: Name, scope: Scope): readonly Source[] | null {
  const found = new Set<Source>();
  const asked = new Set<Node>();
  let isLess = false;
  const open: { name: Name; scope: Scope }[] = [{ name, scope }];
  for (let next = open.pop(); next; next = open.pop()) {
    if (asked.size > MOST_NAMES) return null;
    if (asked.has(next.name)) continue;
    asked.add(next.name);
    const { binding, owner } = declared(next.name.name, next.scope);
    if (!binding) return null;
    for (const source of binding.sources) {
      const { node, keys } = source;
      if (owner && isLater(source, next.name, owner)) isLess = true;
      else if (source.how !== 'function' && node.type === 'Identifier' && keys.length === 0 && source.scope.find(node.name)) open.push({ name: node, scope: source.scope });
      else found.add(source);
    }
  }
  return isLess ? [...found] : null;
}

/** What a name stands for, and the function that it is a name of where it stands in this very one, so that nothing is left from another call. */
function declared(name: string, scope: Scope): { binding: Binding | null; owner: Callable | null } {
  const { owner } = scope;
  const binding = scope.find(name);
  for (let next: Scope | null = scope; next; next = next.owner === owner ? next.parent : null) {
    if (owner && next.owner === owner && binding && next.own(name) === binding) return { binding, owner };
  }
  return { binding: binding?.implicit ? null : binding, owner: null };
}

/** A value that the function itself gives the name behind this place, where nothing leads back to it. */
function isLater({ how, node, scope }: Source, name: Node, owner: Callable): boolean {
  if (how !== 'value' || scope.owner !== owner || node.start === undefined || name.end === undefined || node.start < name.end) return false;
  return !repeatedIn(owner).some(({ start, end }) => start! <= name.start! && node.start! < end!);
}

const repeated = new WeakMap<Callable, readonly Node[]>();

/** Loops and patterns of a function. */
function repeatedIn(owner: Callable): readonly Node[] {
  const found = repeated.get(owner) ?? nodesWithin(owner).filter((each) => OUT_OF_ORDER.has(each.type) || isTaken(each));
  repeated.set(owner, found);
  return found;
}

/** `[x = f()] = list`: what is on the right comes first. */
function isTaken(node: Node): boolean {
  if (node.type === 'AssignmentExpression') return node.left.type !== 'Identifier';
  return node.type === 'VariableDeclarator' && node.id.type !== 'Identifier';
}
