import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** By what requests are made, where a function of the script may stand in its place. */
const MAKES = /^(?:request|get|fetch|send|end|setHeader|setRequestHeader)$/;
/** What a script gives others, or makes of its own. */
const OWN = /^(?:exports|module|self|this|api|client|router|app)$/;
/** Headers that somebody logs in with. */
const LOGIN = /^(?:(?:proxy-)?authorization|cookie|x-api-key|api-key|x-auth-token|x-access-token)$/i;
const SENDS = /^(?:end|write|send|post|put|fetch|request|sendBeacon)$/;

/**
 * A function in the place of the one by which others make requests reads what they log in with, and it is sent, or put into a list
 * that is sent. By syntax, in one small script; null where none does. Who counts requests asks for their hosts and answers.
 */
export function overheardLogin(program: ESTree.Program): Node | null {
  let told: ToldValues | null = null;
  for (const node of nodesWithin(program)) {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression' || !MAKES.test(nameOf(node.left)) || node.left.object.type !== 'Identifier' || OWN.test(node.left.object.name)) continue;
    told ??= new ToldValues(program);
    const hook = hookOf(node.right, told.names);
    if (hook?.body && tellsLogin(hook.body as Node, told, program)) return node;
  }
  return null;
}

function hookOf(value: Node, names: WrittenNames): Callable | null {
  const inner = withoutWrapping(value);
  return isCallable(inner) ? inner : inner.type === 'Identifier' ? names.functionOf(inner) : null;
}

function tellsLogin(body: Node, told: ToldValues, program: ESTree.Program): boolean {
  for (const node of nodesWithin(body)) {
    if (node.type !== 'CallExpression' || !node.arguments.some((each) => told.tells(each, isLogin))) continue;
    const callee = withoutWrapping(node.callee);
    if (SENDS.test(nameOf(callee))) return true;
    if (nameOf(callee) === 'push' && callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && isSent(callee.object.name, told.names, program)) return true;
  }
  return false;
}

/** Is the list of this name sent anywhere in the script? */
function isSent(list: string, names: WrittenNames, program: ESTree.Program): boolean {
  for (const node of nodesWithin(program)) {
    if (node.type === 'CallExpression' && SENDS.test(nameOf(withoutWrapping(node.callee))) && node.arguments.some((each) => !isCallable(each) && isMadeOf(each, names, (part) => part.type === 'Identifier' && part.name === list))) return true;
  }
  return false;
}

/** `request.getHeader('authorization')`, `headers.get('cookie')`, `options.headers.Authorization` */
function isLogin(node: Node): boolean {
  if (node.type === 'CallExpression') {
    const [name] = node.arguments;
    return /^get(?:Header)?$/.test(nameOf(withoutWrapping(node.callee))) && name?.type === 'Literal' && LOGIN.test(String(name.value));
  }
  if (node.type !== 'MemberExpression' || nameOf(withoutWrapping(node.object)) !== 'headers') return false;
  return LOGIN.test(node.computed && node.property.type === 'Literal' ? String(node.property.value) : nameOf(node));
}
