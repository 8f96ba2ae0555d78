import type { ESTree } from 'meriyah';
import { hostIn, namesStranger } from '../../facts/places.js';
import { posesAsPaid } from '../../facts/services.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf } from '../../javascript/syntax/expressions.js';
import { cardIn } from '../../javascript/flows/logins.js';
import { alone, asksServer } from '../../javascript/flows/quiet-requests.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** Methods of clients for requests, whatever they are called. */
const POSTS = /^(?:post|put|patch|request)$/;

/**
 * The call by which the number and the code of a card go to a server that is called like a service where people pay with cards and is none of its, or by which
 * they go somewhere in a function that answers the same whatever the server says. Who charges a card tells whether that was done. In one small script; null where none does.
 */
export function sentCard(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  if (!nodes.some((node) => node.type === 'ObjectExpression' && cardIn(node).length > 0)) return null;
  const texts = nodes.flatMap((node) => (node.type === 'Literal' ? [String(node.value)] : node.type === 'TemplateElement' ? [node.value.cooked ?? ''] : []));
  const hosts = texts.flatMap((text) => (namesStranger(text) ? (hostIn(text)?.host ?? []) : []));
  const told = new ToldValues(program);
  const sending = new Set(nodes.flatMap((node) => namesOfSender(node, told)));
  const sends = (call: Of<'CallExpression'>): boolean => (asksServer(call, told.names) || sending.has(nameOf(call.callee))) && call.arguments.some((each) => told.tells(each, isCard));
  if (hosts.some(posesAsPaid)) {
    const call = nodes.find((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && (sends(node) || (POSTS.test(nameOf(node.callee)) && node.arguments.some((each) => told.tells(each, isCard)))));
    if (call) return call;
  }
  for (const body of hosts.length > 0 ? nodes : []) {
    if (body.type !== 'BlockStatement') continue;
    const at = (body.body as Node[]).findIndex((each) => isSentAlone(each, sends));
    if (at >= 0 && (body.body as Node[]).slice(at + 1).some(tellsSame)) return (body.body as Node[])[at]!;
  }
  return null;
}

function isCard(node: Node): boolean {
  return node.type === 'ObjectExpression' && cardIn(node).length > 0;
}

/** The name of a function or method in which a request is made. */
function namesOfSender(node: Node, { names }: ToldValues): string[] {
  const [name, value] = node.type === 'FunctionDeclaration' ? [node.id?.name ?? '', node] : node.type === 'VariableDeclarator' ? [nameOf(node.id as Node), node.init] : node.type === 'MethodDefinition' || node.type === 'Property' || node.type === 'PropertyDefinition' ? [node.key ? nameOf(node.key as Node) : '', node.value] : ['', null];
  const callable = value && isCallable(value as Node) ? (value as Callable) : null;
  const asks = callable?.body ? nodesWithin(callable.body as Node).some((each) => each.type === 'CallExpression' && asksServer(each, names)) : false;
  return asks && name !== '' ? [name] : [];
}

/** `await this.post('/charges', card);` */
function isSentAlone(statement: Node, sends: (call: Of<'CallExpression'>) => boolean): boolean {
  const call = statement.type === 'ExpressionStatement' ? alone(statement.expression) : null;
  return call !== null && sends(call);
}

/** An answer that is written out, with a text in it: `return { status: 'failed', message: 'declined' }`. */
function tellsSame(statement: Node): boolean {
  const answer = statement.type === 'ReturnStatement' || statement.type === 'ThrowStatement' ? statement.argument : null;
  if (!answer) return false;
  const nodes = nodesWithin(answer);
  return nodes.some((node) => node.type === 'Literal' && typeof node.value === 'string') && nodes.every((node) => /^(?:Literal|ObjectExpression|Property|NewExpression|TemplateLiteral|TemplateElement)$/.test(node.type) || isKeyOf(node, nodes));
}

/** Names of members, and of what is made. */
function isKeyOf(node: Node, nodes: readonly Node[]): boolean {
  return node.type === 'Identifier' && nodes.some((each) => (each.type === 'Property' && each.key === node && each.value !== node) || (each.type === 'NewExpression' && each.callee === node));
}
