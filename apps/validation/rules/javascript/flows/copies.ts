import { nodesWithin } from '../syntax/children.js';
import { onlySource } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Binding, Scope } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';

/**
 * True for `new x.constructor(x.size)` and `new x.constructor(copyOf(x.buffer))` of a parameter, to which calls pass functions
 * as well as other things: it makes another of the same kind, also where the constructor has a name of its own. Code for a
 * function would be a text.
 */
export function looksLikeCopy(node: Of<'CallExpression'> | Of<'NewExpression'>, scope: Scope, resolver: Resolver): boolean {
  if (node.type !== 'NewExpression') return false;
  const copied = constructorOf(node.callee, scope, resolver);
  if (!copied || scope.find(copied.name) !== copied.of || !copied.of.sources.every(({ how }) => how === 'passed')) return false;
  return node.arguments.every((argument) => resolver.constantOf(argument, scope) === null) && node.arguments.some((argument) => isMadeOf(argument, copied.name));
}

/** Whose constructor this is: of `x.constructor`, or of a name that is only ever that. */
function constructorOf(callee: Node, scope: Scope, resolver: Resolver): { name: string; of: Binding } | null {
  if (callee.type === 'Identifier') {
    const only = onlySource(scope.find(callee.name));
    if (!only || only.keys.length > 1) return null;
    const [key] = only.keys;
    if (!key) return only.node.type === 'MemberExpression' ? constructorOf(only.node, only.scope, resolver) : null;
    return only.node.type === 'Identifier' && resolver.keyOf(key, only.scope) === 'constructor' ? named(only.node.name, only.scope) : null;
  }
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || resolver.nameOf(callee, scope) !== 'constructor') return null;
  return named(callee.object.name, scope);
}

function named(name: string, scope: Scope): { name: string; of: Binding } | null {
  const of = scope.find(name);
  return of && { name, of };
}

/** `x.size`, `f(x.size)`, `[x]`: of `x`, and without a text. */
function isMadeOf(node: Node, name: string): boolean {
  let isSeen = false;
  for (const next of nodesWithin(node)) {
    if (next.type === 'TemplateLiteral' || (next.type === 'Literal' && typeof next.value === 'string')) return false;
    isSeen ||= next.type === 'Identifier' && next.name === name;
  }
  return isSeen;
}
