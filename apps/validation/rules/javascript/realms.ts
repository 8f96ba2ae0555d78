import type { ESTree } from 'meriyah';
import { withoutWrapping } from './expressions.js';
import type { Node } from './tree.js';

const GLOBAL_OBJECT = /^\s*return\s+this\s*;?\s*$/;

/**
 * The call in `x instanceof (f("return this")()).Error` that makes a function of this text, or null: what it finds is only asked
 * for one of its classes, and that only whether `x` is of it, as tests do with errors of another realm.
 */
export function askedForClass({ operator, right }: ESTree.BinaryExpression): Node | null {
  if (operator !== 'instanceof') return null;
  const member = withoutWrapping(right);
  if (member.type !== 'MemberExpression' || member.computed || member.property.type !== 'Identifier') return null;
  const found = withoutWrapping(member.object);
  if (found.type !== 'CallExpression' || found.arguments.length > 0) return null;
  const made = withoutWrapping(found.callee);
  const [text, more] = made.type === 'CallExpression' ? made.arguments : [];
  return text?.type === 'Literal' && !more && GLOBAL_OBJECT.test(String(text.value)) ? made : null;
}
