import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import type { Flow } from '../flows/flow-sets.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** A function of the global object whose name was decoded, so that nobody can read which it is. */
export const HIDDEN_GLOBAL = 'hidden global';

/** Names that lead to each other, to be followed. */
const DEEPEST = 4;

/** `globalThis[decode(codes)]`, or a name that stands for it: a member of the global object whose name cannot be told, and is decoded or made of numbers. */
export function isHiddenGlobal(callee: Node, scope: Scope, { resolver, flowsOf }: { resolver: Resolver; flowsOf: (node: Node, scope: Scope) => ReadonlySet<Flow> }, depth = 0): boolean {
  const inner = withoutWrapping(callee);
  const isGlobal = (node: Node, around: Scope): boolean => resolver.meaningsOf(withoutWrapping(node), around).includes('globalThis');
  const isHidden = (name: Node, around: Scope): boolean => resolver.constantOf(name, around) === null && [...flowsOf(name, around)].some((flow) => flow === 'characters' || flow === 'decoded');
  if (inner.type === 'MemberExpression') return inner.computed && isGlobal(inner.object, scope) && isHidden(inner.property, scope);
  const source = inner.type === 'Identifier' && depth < DEEPEST ? onlySource(scope.find(inner.name)) : null;
  const [key, more] = source?.keys ?? [];
  if (!source || more) return false;
  return key ? key.computed && isGlobal(source.node, source.scope) && isHidden(key.node, source.scope) : isHiddenGlobal(source.node, source.scope, { resolver, flowsOf }, depth + 1);
}
