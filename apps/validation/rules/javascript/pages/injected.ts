import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const FUNCTIONS = new Set(['FunctionExpression', 'ArrowFunctionExpression', 'FunctionDeclaration']);
const EVALUATES = new Set(['eval', 'Function', 'setTimeout']);
const TEXT = new Set(['text', 'textContent', 'innerText', 'innerHTML']);

type Callable = ESTree.FunctionExpression | ESTree.ArrowFunctionExpression | ESTree.FunctionDeclaration;

/**
 * `scripting.executeScript({ func, args })` of a browser, where the function makes a script of what it is given, as the
 * extension of a browser gets code past the rule that all of it is in the package.
 */
export function putsTextIntoPages({ arguments: [options] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): boolean {
  if (options?.type !== 'ObjectExpression' || !propertyOf(options, 'args')) return false;
  const given = propertyOf(options, 'func') ?? propertyOf(options, 'function');
  const func = given?.type === 'Identifier' ? scope.find(given.name)?.sources.find(({ node }) => FUNCTIONS.has(node.type))?.node : given;
  if (!func || !FUNCTIONS.has(func.type)) return false;
  const { params, body } = func as Callable;
  const names = new Set(params.flatMap((each) => (each.type === 'Identifier' ? [each.name] : [])));
  return body !== null && body !== undefined && evaluatesOneOf(names, body);
}

/** `answer.url`, where `answer` is what another script of the extension says to `runtime.sendMessage`. */
export function isAnswered(value: Node, scope: Scope): boolean {
  const object = value.type === 'MemberExpression' ? withoutWrapping(value.object) : value;
  const sources = object.type === 'Identifier' ? (scope.find(object.name)?.sources ?? []) : [];
  return sources.some(({ node }) => {
    const call = withoutWrapping(node);
    return call.type === 'CallExpression' && memberPath(call.callee).endsWith('runtime.sendMessage');
  });
}

/** Is one of these run, or the text of an element in a function that makes script elements? */
function evaluatesOneOf(names: ReadonlySet<string>, body: Node): boolean {
  const isOne = (node: Node | null | undefined): boolean => node?.type === 'Identifier' && names.has(node.name);
  let [evaluates, fills, makesScript] = [false, false, false];
  for (const node of nodesWithin(body)) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') evaluates ||= node.callee.type === 'Identifier' && EVALUATES.has(node.callee.name) && isOne(node.arguments[0]);
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') fills ||= node.left.property.type === 'Identifier' && TEXT.has(node.left.property.name) && isOne(node.right);
    makesScript ||= node.type === 'Literal' && node.value === 'script';
  }
  return evaluates || (fills && makesScript);
}
