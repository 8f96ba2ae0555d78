import type { ESTree } from 'meriyah';
import { propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const MAKES = /(?:^|\.)(?:window\.)?createTerminal$/;
const ACTIVE = /(?:^|\.)window\.activeTerminal$/;

/** What a method of a terminal of an editor does: `sends` a command to it, to one that users do not see (`hides`), or `shows` it; null for anything else. */
export function usesTerminal({ callee, arguments: given }: ESTree.CallExpression | ESTree.NewExpression, method: string | null, scope: Scope): 'sends' | 'hides' | 'shows' | null {
  if ((method !== 'sendText' && method !== 'show') || callee.type !== 'MemberExpression') return null;
  const made = terminalsOf(callee.object, scope);
  if (made.length === 0) return null;
  if (method === 'show') return 'shows';
  // Without a new line, it is left to whoever sits there.
  if (given[1] && isWritten(given[1], false)) return null;
  return made.some(isHidden) ? 'hides' : 'sends';
}

/** What made the terminals that an expression may be. */
function terminalsOf(node: Node, scope: Scope): Node[] {
  const inner = withoutWrapping(node);
  const sources = inner.type === 'Identifier' ? (scope.find(inner.name)?.sources ?? []).filter(({ keys }) => keys.length === 0).map((source) => source.node) : [inner];
  return sources.flatMap(partsOf).filter((each) => (each.type === 'CallExpression' ? MAKES.test(memberPath(each.callee)) : ACTIVE.test(memberPath(each))));
}

/** `a ?? b`, `a || b` */
function partsOf(node: Node): Node[] {
  const inner = withoutWrapping(node);
  return inner.type === 'LogicalExpression' ? [...partsOf(inner.left), ...partsOf(inner.right)] : inner.type === 'AssignmentExpression' ? partsOf(inner.right) : [inner];
}

function isHidden(made: Node): boolean {
  const [options] = made.type === 'CallExpression' ? made.arguments : [];
  const hides = options?.type === 'ObjectExpression' ? propertyOf(options, 'hideFromUser') : undefined;
  return hides !== undefined && isWritten(hides, true);
}

/** `true`, or as compilers shorten it, `!0`. */
function isWritten(node: Node, value: boolean): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '!' && node.argument.type === 'Literal' && !node.argument.value === value;
  return node.type === 'Literal' && node.value === value;
}
