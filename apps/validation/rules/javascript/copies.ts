import { childrenOf } from './children.js';
import type { Resolver } from './resolve.js';
import type { Scope } from './scope.js';
import type { Node, Of } from './tree.js';

/**
 * True for `new x.constructor(x.size)` and `new x.constructor(copyOf(x.buffer))` of a parameter, to which calls pass functions
 * as well as other things: it makes another of the same kind. Code for a function would be a text.
 */
export function looksLikeCopy(node: Of<'CallExpression'> | Of<'NewExpression'>, scope: Scope, resolver: Resolver): boolean {
  const { type, callee } = node;
  if (type !== 'NewExpression' || callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || resolver.nameOf(callee, scope) !== 'constructor') return false;
  const { name } = callee.object;
  if (!scope.find(name)?.sources.every(({ how }) => how === 'passed') || node.arguments.some((argument) => resolver.constantOf(argument, scope) !== null)) return false;
  return node.arguments.some((argument) => isMadeOf(argument, name));
}

/** `x.size`, `f(x.size)`, `[x]`: of `x`, and without a text. */
function isMadeOf(node: Node, name: string): boolean {
  const open = [node];
  let isSeen = false;
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'TemplateLiteral' || (next.type === 'Literal' && typeof next.value === 'string')) return false;
    isSeen ||= next.type === 'Identifier' && next.name === name;
    childrenOf(next, open);
  }
  return isSeen;
}
