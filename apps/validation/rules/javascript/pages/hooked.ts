import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Node } from '../syntax/tree.js';

/** What a page makes requests with. */
const HOOKS = new Set(['fetch', 'open', 'send', 'setRequestHeader']);
const KEY = /^(?:authorization|cookie)$/i;
/** What hands something to another script, or to a server. */
const HANDS_ON = /(?:^|\.)(?:postMessage|sendMessage|dispatchEvent|sendBeacon)$/;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/**
 * `window.fetch = function (…) { … }` that takes the key of whoever is asked out of the requests of a page, and hands it on: to put one
 * in is what clients do, to hand one on is none of a page's own.
 */
export function handsOnKeys({ left, right }: ESTree.AssignmentExpression): boolean {
  if (left.type !== 'MemberExpression' || left.property.type !== 'Identifier' || !HOOKS.has(left.property.name)) return false;
  const nodes = nodesWithin(right, MOST_NODES);
  const names = new Set(nodes.flatMap(namesOfKey));
  const header = left.property.name === 'setRequestHeader' && 'params' in right ? right.params[1] : undefined;
  if (header?.type === 'Identifier' && nodes.some((node) => node.type === 'Literal' && KEY.test(String(node.value)))) names.add(header.name);
  const isKey = (node: Node): boolean => readsKey(node) || (node.type === 'Identifier' && names.has(node.name));
  return nodes.some((node) => node.type === 'CallExpression' && handsOn(node) && node.arguments.some((each) => nodesWithin(each, MOST_NODES).some(isKey)));
}

function handsOn({ callee, arguments: [first] }: ESTree.CallExpression): boolean {
  return HANDS_ON.test(memberPath(callee)) || (first?.type === 'Literal' && /^https?:\/\//.test(String(first.value)));
}

/** The name that gets the key, where this is what gives it one. */
function namesOfKey(node: Node): string[] {
  const [name, value] = node.type === 'VariableDeclarator' ? [node.id, node.init] : node.type === 'AssignmentExpression' ? [node.left as Node, node.right] : [];
  return name?.type === 'Identifier' && value && nodesWithin(value, MOST_NODES).some(readsKey) ? [name.name] : [];
}

/** `headers.get('authorization')`, `headers.Authorization`. */
function readsKey(node: Node): boolean {
  if (node.type === 'CallExpression') return /(?:^|\.)get$/.test(memberPath(node.callee)) && node.arguments[0]?.type === 'Literal' && KEY.test(String(node.arguments[0].value));
  if (node.type !== 'MemberExpression') return false;
  const { property } = node;
  return property.type === 'Identifier' ? !node.computed && KEY.test(property.name) : property.type === 'Literal' && KEY.test(String(property.value));
}
