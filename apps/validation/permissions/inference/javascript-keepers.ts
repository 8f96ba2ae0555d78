import { nodesWithin } from '../../rules/javascript/syntax/children.js';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import { namesIn } from './javascript-names.js';
import type { Callable } from './javascript-functions.js';

/** UTF-16 units of a function that is read once more for each call because it only hands on what it gets. */
const LARGEST_KEEPER = 400;

/** What such a function is not made of: others that live on, what goes on for longer, and what is not written in it. */
const MORE = new Set(['FunctionExpression', 'FunctionDeclaration', 'ArrowFunctionExpression', 'ClassExpression', 'ClassDeclaration', 'ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement', 'TryStatement', 'SwitchStatement', 'NewExpression', 'TaggedTemplateExpression', 'ImportExpression', 'JSXElement', 'JSXFragment']);

/** Does a short function or constructor only store or give back what it gets, or hand it on by a name? What one caller gives it, another does not get. */
export function mayKeep(node: Callable): boolean {
  if ((node.end ?? 0) - (node.start ?? 0) > LARGEST_KEEPER || node.generator || node.async || node.params.length === 0) return false;
  const given = new Set((node.params as Node[]).flatMap((param) => namesIn(param)));
  return nodesWithin(node.body as Node).every((each) => !MORE.has(each.type) && (each.type !== 'CallExpression' || isByName(each.callee as Node, given)));
}

/** `super(…)`, `helper(…)`, `Object.freeze(…)`, `given.get(…)` */
function isByName(callee: Node, given: ReadonlySet<string>): boolean {
  if (callee.type === 'MemberExpression') return callee.object.type === 'Identifier' && (callee.object.name === 'Object' || given.has(callee.object.name));
  return callee.type === 'Super' || callee.type === 'Identifier';
}
