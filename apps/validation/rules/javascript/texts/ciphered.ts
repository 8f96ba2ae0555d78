import { withoutWrapping } from '../syntax/expressions.js';
import { isMethod } from '../flows/flow-shapes.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const MAKES_LIST = /(?:^|\.)(?:Uint8Array|Array|Buffer)\.from$/;

/** One byte made of another one with a key: `byte ^ key`, `(byte ^ key) & 255`, and `list[at] ^= key`. */
export function isCiphered(value: Node): boolean {
  const inner = withoutWrapping(value);
  if (inner.type === 'AssignmentExpression') return inner.operator === '^=';
  if (inner.type !== 'BinaryExpression') return false;
  const parts = inner.operator === '&' ? [inner.left as Node, inner.right].map(withoutWrapping) : [inner];
  return parts.some((part) => part.type === 'BinaryExpression' && part.operator === '^');
}

/** A list of bytes each of which is made of another one with a key: `bytes.map((byte, at) => byte ^ key[at])`. */
export function makesCiphered(callee: Node, given: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  if (!isMethod(callee, 'map') && !MAKES_LIST.test(memberPath(callee))) return false;
  return given.some((each) => resolver.returnsOf(each, scope).some(({ node }) => isCiphered(node)));
}
