import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isChance } from '../../javascript/conditions/dated-ends.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What every script of a program has in common. */
const BUILT_IN = /^(?:(?:globalThis|global|window)\.)?(?:(?:Array|String|Number|Object|Promise|Map|Set|Date|RegExp|Boolean)(?:\.prototype)?\.\w+|(?:JSON|Math)\.\w+)$/;
const CALENDAR = /(?:^|\.)get(?:UTC)?(?:Day|Date|Month|Hours)$/;
const WORD = /^\w{1,20}$/;
const MOST_NODES = 800;

/**
 * A function that the language gives to all scripts is replaced by one that calls it and answers otherwise now and then, by chance, on some days, for each
 * nth time or size, or always a little: `Math.random() * 1.1`, a letter for another. What fills in for a missing function, or watches one, answers the same.
 */
export function changesBuiltIn(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !BUILT_IN.test(memberPath(node.left as Node))) continue;
    const path = memberPath(node.left as Node);
    const value = withoutWrapping(node.right);
    const callable = value.type === 'Identifier' ? names.functionOf(value) : isCallable(value) ? value : null;
    if (!callable?.body) continue;
    const isFormer = (each: Node): boolean => each.type === 'Identifier' && names.valuesOf(each).some((one) => memberPath(withoutWrapping(one)) === path);
    const within = nodesWithin(callable.body as Node, MOST_NODES);
    const calls = within.filter((each) => each.type === 'CallExpression' && isMadeOf(each.callee, names, (one) => isFormer(one)) && (isFormer(withoutWrapping(each.callee)) || /^(?:call|apply)$/.test(lastName(each.callee) ?? '')));
    if (calls.length === 0) continue;
    const isCall = (each: Node): boolean => isMadeOf(each, names, (one) => calls.includes(one));
    const tests = within.flatMap((each) => (each.type === 'IfStatement' || each.type === 'ConditionalExpression' ? [each.test as Node] : []));
    if (path !== 'Math.random' && tests.some(asksRest)) return node;
    if (within.some((each) => isChanged(each, isCall))) return node;
  }
  return null;
}

/** `this.length % 7`, `++calls % 40`, `new Date().getDay() === 0`, `Math.random() < 0.1` */
function asksRest(test: Node): boolean {
  return nodesWithin(test, MOST_NODES).some((each) => (each.type === 'BinaryExpression' && each.operator === '%' && (lastName(each.left as Node) === 'length' || (each.left as Node).type === 'UpdateExpression')) || isChance(each) || (each.type === 'CallExpression' && CALENDAR.test(lastName(each.callee) ?? '')));
}

/** `former() * 1.1`, `former(value).replace(/I/g, 'l')` */
function isChanged(node: Node, isCall: (node: Node) => boolean): boolean {
  if (node.type === 'BinaryExpression' && /^[-+*/]$/.test(node.operator)) {
    const [left, right] = [node.left as Node, node.right];
    return (isCall(left) && isNumber(right)) || (isCall(right) && isNumber(left));
  }
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !/^replace(?:All)?$/.test(lastName(node.callee) ?? '') || !isCall(node.callee.object)) return false;
  const [from, to] = node.arguments.map((each) => (each.type === 'Literal' ? ('regex' in each ? (each.regex as { pattern: string }).pattern : String(each.value)) : ''));
  return WORD.test(from ?? '') && WORD.test(to ?? '');
}

function isNumber(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}
