import type { Node } from '../javascript/syntax/tree.js';
import { constantNumber, nameOf, propertyName } from './shapes.js';

/** What every engine has under these names. */
const OF_LANGUAGE: ReadonlySet<string> = new Set([
  'Array', 'BigInt', 'Boolean', 'Date', 'Error', 'Function', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Promise', 'Proxy', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol', 'WeakMap', 'WeakSet',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'unescape',
]);
/** Members of members that are followed. */
const DEEPEST = 5;

/** `(typeof [])[4]`, `(!1 + "")[0]`, `[].concat.name[3]`, `/ /.source[0]`: a letter of a text that nobody wrote, because the language has it. */
export function isLetterOfLanguage(node: Node): boolean {
  if (node.type !== 'MemberExpression' || !node.computed || constantNumber(node.property as Node) === null) return false;
  const text = node.object as Node;
  if (text.type === 'UnaryExpression') return text.operator === 'typeof' && isWritten(text.argument);
  if (text.type === 'BinaryExpression') return text.operator === '+' && ((isEmpty(text.right) && isWritten(text.left as Node)) || (isEmpty(text.left as Node) && isWritten(text.right)));
  if (text.type !== 'MemberExpression') return false;
  const name = propertyName(text);
  return (name === 'name' && isOfLanguage(text.object as Node)) || (name === 'source' && text.object.type === 'Literal');
}

function isEmpty(node: Node): boolean {
  return node.type === 'Literal' && node.value === '';
}

/** A value that says everything about itself: `[]`, `{}`, `!1`, `void 0`, `1 / 0`. */
function isWritten(node: Node): boolean {
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  if (node.type === 'ObjectExpression') return node.properties.length === 0;
  if (node.type === 'UnaryExpression') return node.argument.type === 'Literal' || (node.argument.type === 'ArrayExpression' && node.argument.elements.length === 0);
  if (node.type === 'BinaryExpression') return node.left.type === 'Literal' && node.right.type === 'Literal';
  return node.type === 'Literal';
}

/** `Map.prototype.has`, `"".link` */
function isOfLanguage(node: Node, left = DEEPEST): boolean {
  if (node.type === 'MemberExpression') return left > 0 && isOfLanguage(node.object as Node, left - 1);
  return isWritten(node) || OF_LANGUAGE.has(nameOf(node) ?? '');
}
