import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { isMadeOf } from './made-of.js';
import { isCallable } from './scope.js';
import type { Callable } from './scope.js';
import { lastName } from './taken-names.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

/** How a connection hands on what a server says. */
const LISTENS = /^(?:on|once|addEventListener|onMessage|onDidReceiveMessage)$/;
/** How an editor or a host asks the model that its user pays for. */
const ASKS = /^(?:sendRequest|complete|chat|stream|generate)$/;
const ANSWERS = /^(?:send|write|emit)$/;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/** Where what comes by a connection is asked of a model of the host, and the answer goes back by one. */
export function lendsModel(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    const listener = listenerIn(node, names);
    if (!listener?.body) continue;
    // `(message)`, `({ data })`, `(message = {})`
    const heard = new Set(listener.params.slice(0, 1).flatMap((each) => nodesWithin(each as Node).flatMap((name) => (name.type === 'Identifier' ? name.name : []))));
    const calls = nodesWithin(listener.body as Node, MOST_NODES).filter((each) => each.type === 'CallExpression');
    const asked = calls.find((each) => ASKS.test(lastName(each.callee) ?? '') && each.callee.type === 'MemberExpression' && each.arguments.some((given) => isMadeOf(given as Node, names, (part) => part.type === 'Identifier' && heard.has(part.name))));
    if (asked && calls.some((each) => ANSWERS.test(lastName(each.callee) ?? '') && each.arguments.length > 0)) return asked;
  }
  return null;
}

/** `socket.onmessage = (e) => …`, `socket.on('message', (data) => …)`, `socket.onMessage(answer)` */
function listenerIn(node: Node, names: WrittenNames): Callable | null {
  const isSet = node.type === 'AssignmentExpression' && lastName(node.left as Node) === 'onmessage';
  const isGiven = node.type === 'CallExpression' && LISTENS.test(lastName(node.callee) ?? '') && (node.arguments.length === 1 || (node.arguments[0]?.type === 'Literal' && node.arguments[0].value === 'message'));
  const given = isSet ? node.right : isGiven ? (node.arguments.at(-1) as Node | undefined) : undefined;
  return !given ? null : given.type === 'Identifier' ? names.functionOf(given) : isCallable(given) ? given : null;
}
