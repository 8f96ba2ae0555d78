import type { Node, Of } from '../javascript/syntax/tree.js';
import { isInSymbols } from './layout.js';

/** A call of which a part may be another call, so that only the outermost of a chain is looked at. */
const GOES_ON: ReadonlySet<string> = new Set(['CallExpression', 'NewExpression', 'MemberExpression', 'ChainExpression', 'BinaryExpression', 'ArrayExpression', 'Property', 'ConditionalExpression', 'LogicalExpression']);
/** Texts, templates and comments: pictures, tables and rulers are no code. */
const NO_CODE = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;

/** A call whose code has hardly a word in it, in a script that may otherwise be written as any other: encoders write all that they hide as one. */
export function isCallInSymbols(node: Of<'CallExpression'>, parent: Node | null, text: string): boolean {
  if (parent === null || GOES_ON.has(parent.type)) return false;
  const code = text.slice(node.start, node.end);
  return isInSymbols(code) && isInSymbols(code.replace(NO_CODE, '""'));
}
