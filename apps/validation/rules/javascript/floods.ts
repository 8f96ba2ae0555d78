import type { ESTree } from 'meriyah';
import { isNamedHost, namesStranger } from '../facts/places.js';
import { nodesWithin } from './syntax/children.js';
import { pieceOf } from './syntax/expressions.js';
import { goesOn } from './conditions/endless.js';
import { isMadeOf } from './conditions/made-of.js';
import { memberPath } from './syntax/member-paths.js';
import { isCallable } from './syntax/scope.js';
import { lastName } from './flows/taken-names.js';
import type { Node, Of } from './syntax/tree.js';
import { WrittenNames } from './names/written-names.js';

/** What asks a server or opens a connection to it, by the last of its name. */
const ASKS = /^(?:fetch|get|request|connect|createConnection|axios|got|post|head|Socket|sendBeacon)_?$/;
const OF_NET = /^(?:https?|net|tls|axios|got|undici|needle|superagent)(?:_1)?$|^(?:https?|net|tls)(?:_1)?\.default$/;
/** What tries how much a server bears. */
const TRIES_LOAD = /^(?:autocannon|loadtest|loadTest|bench)$/;
/** Milliseconds below which nobody asks again for something new, and turns of a loop that are too many at once. */
const SHORT = 1_000;
const MANY = 50;
const MOST_NODES = 1_500;

/**
 * Requests to a server that is written here, again and again without waiting for what it answers: in a loop of many turns or without an end, in a
 * timer of less than a second, by a function that begins anew whenever it is answered, refused or done. Who asks for news waits.
 */
export function floods(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const isTarget = (node: Node): boolean => isMadeOf(node, names, (part) => {
    const text = pieceOf(part) ?? '';
    return namesStranger(text) || isNamedHost(text) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);
  });
  const asks = (node: Node): boolean => {
    if (node.type === 'AssignmentExpression') return node.left.type === 'MemberExpression' && lastName(node.left) === 'src' && isMadeOf(node.left.object, names, (each) => each.type === 'NewExpression' && lastName(each.callee) === 'Image') && isSentTo(node.right, nodes, isTarget);
    return node.type === 'CallExpression' && isRequest(node, names) && node.arguments.some((each) => isTarget(each));
  };
  const near = (root: Node): Node | null => {
    for (const each of nodesWithin(root, MOST_NODES)) if (each.type === 'AwaitExpression') return null;
    for (const each of nodesWithin(root, MOST_NODES)) if (asks(each)) return each;
    return null;
  };
  for (const node of nodes) {
    if (node.type === 'CallExpression' && TRIES_LOAD.test(lastName(node.callee) ?? '') && node.arguments.some((each) => isTarget(each))) return node;
    if ((node.type === 'ForStatement' || node.type === 'WhileStatement' || node.type === 'DoWhileStatement') && (goesOn(node) || isLong(node))) {
      const found = near(node.body);
      if (found) return found;
    }
    const [repeated, wait] = node.type === 'CallExpression' && lastName(node.callee) === 'setInterval' ? node.arguments : [];
    if (repeated && wait?.type === 'Literal' && typeof wait.value === 'number' && wait.value < SHORT) {
      const root = repeated.type === 'Identifier' ? names.functionOf(repeated) : repeated;
      const found = root ? near(root as Node) : null;
      if (found) return found;
    }
    const again = beginsAnew(node, asks, isTarget);
    if (again) return again;
  }
  return null;
}

function isRequest(call: Of<'CallExpression'>, names: WrittenNames): boolean {
  const last = lastName(call.callee) ?? '';
  if (!ASKS.test(last)) return false;
  if (call.callee.type === 'Identifier') return true;
  const path = memberPath(call.callee) || names.pathOf(call.callee);
  const owner = path.slice(0, Math.max(0, path.lastIndexOf('.'))).replace(/^node:/, '');
  return OF_NET.test(owner) || last === 'fetch' || (call.callee.type === 'MemberExpression' && call.callee.object.type === 'CallExpression' && /^(?:node:)?(?:https?|net|tls|axios|got)$/.test(String((call.callee.object.arguments[0] as ESTree.Literal | undefined)?.value ?? '')));
}

/** `src = each + '?' + Math.random()`, where a list of addresses is gone through. */
function isSentTo(value: Node, nodes: readonly Node[], isTarget: (node: Node) => boolean): boolean {
  return isTarget(value) || nodes.some((node) => node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && lastName(node.callee) === 'forEach' && isTarget(node.callee.object) && (node.start ?? 0) <= (value.start ?? 0) && (value.end ?? 0) <= (node.end ?? 0));
}

/** `for (let i = 0; i < 500; i++)` */
function isLong(node: Node): boolean {
  const test = node.type === 'ForStatement' ? node.test : null;
  return test?.type === 'BinaryExpression' && /^<=?$/.test(test.operator) && test.right.type === 'Literal' && typeof test.right.value === 'number' && test.right.value >= MANY;
}

/** `const hit = () => get(url, () => hit()).on('error', hit)`, `const go = () => socket.send(b, 80, host, go)` */
function beginsAnew(node: Node, asks: (node: Node) => boolean, isTarget: (node: Node) => boolean): Node | null {
  const [name, callable] = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? [node.id.name, node.init ?? null] : node.type === 'FunctionDeclaration' && node.id ? [node.id.name, node as Node] : ['', null];
  if (!callable || !isCallable(callable as Node)) return null;
  const within = nodesWithin(callable as Node, MOST_NODES);
  if (within.some((each) => each.type === 'CallExpression' && /^(?:setTimeout|sleep|delay|wait)$/.test(lastName(each.callee) ?? ''))) return null;
  const isItself = (each: Node): boolean => each.type === 'Identifier' && each.name === name;
  const request = within.find(asks);
  const atError = within.some((each) => each.type === 'CallExpression' && ((/^(?:on|once)$/.test(lastName(each.callee) ?? '') && each.arguments[0]?.type === 'Literal' && each.arguments[0].value === 'error' && each.arguments[1] !== undefined && isItself(each.arguments[1])) || (/^(?:catch|finally)$/.test(lastName(each.callee) ?? '') && each.arguments[0] !== undefined && isItself(each.arguments[0]))));
  if (request && atError) return request;
  return within.find((each) => each.type === 'CallExpression' && lastName(each.callee) === 'send' && each.arguments.length > 2 && each.arguments.some(isItself) && each.arguments.some((one) => isTarget(one))) ?? null;
}
