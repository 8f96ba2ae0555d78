import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { isTime } from './dated-harm.js';
import { nameOf } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Names of parameters to which calls of a script hand the time, with what they hand over: `new Ledger(Date.now())`, `settle(cell, new Date())`. */
export function timesHanded(program: ESTree.Program): [string, Node][] {
  const calls = nodesWithin(program).filter((node): node is ESTree.CallExpression | ESTree.NewExpression => (node.type === 'CallExpression' || node.type === 'NewExpression') && node.arguments.some((each) => isTime(each)));
  if (calls.length === 0) return [];
  const functions = functionsOf(program);
  return calls.flatMap((call) => (functions.get(nameOf(call.callee)) ?? []).flatMap(({ params }) => call.arguments.flatMap((given, at): [string, Node][] => {
    const param = params[at] as Node | undefined;
    return isTime(given) && param?.type === 'Identifier' ? [[param.name, given]] : [];
  })));
}

/** The functions of a script by the names that they are called by; what a class is made with by that of the class. */
export function functionsOf(program: ESTree.Program): Map<string, Callable[]> {
  const functions = new Map<string, Callable[]>();
  const put = (name: string, value: Node | null | undefined): void => {
    if (name !== '' && value && isCallable(value)) functions.set(name, [...(functions.get(name) ?? []), value]);
  };
  for (const node of nodesWithin(program)) {
    if (node.type === 'FunctionDeclaration') put(node.id?.name ?? '', node as Node);
    else if (node.type === 'VariableDeclarator') put(nameOf(node.id), node.init);
    else if (node.type === 'AssignmentExpression') put(nameOf(node.left as Node), node.right);
    else if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') put(nameOf(node.key as Node), node.value as Node | null);
    else if (node.type === 'ClassDeclaration' && node.id) for (const member of node.body.body) if (member.type === 'MethodDefinition' && nameOf(member.key as Node) === 'constructor') put(node.id.name, member.value as Node);
  }
  return functions;
}
