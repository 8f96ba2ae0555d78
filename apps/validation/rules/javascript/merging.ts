import type { ESTree } from 'meriyah';
import type { Callable } from './syntax/scope.js';
import { nodesWithin } from './syntax/children.js';
import type { Node } from './syntax/tree.js';

const MOST_NODES = 2_000;
/** Names that a function mentions when it takes care of `__proto__`, or copies only what is its own. */
const GUARDS = new Set(['__proto__', 'hasOwnProperty', 'hasOwn', 'prototype', 'constructor', 'propertyIsEnumerable', 'isPrototypeOf', 'defineProperty']);

/**
 * True for a loop over the keys of an object that copies `a[key]` to `b[key]` and goes deeper by calling its own function
 * with a member of that key and something else: a function that gets one object makes a copy of it. With `__proto__` as a key it writes to the prototype of every object (CWE-1321).
 */
export function mergesUnguarded(loop: ESTree.ForInStatement | ESTree.ForOfStatement, owner: Callable): boolean {
  const key = keyName(loop.left);
  const self = owner.type === 'ArrowFunctionExpression' ? null : owner.id?.name;
  if (!key || !self) return false;
  if (loop.type === 'ForOfStatement' && !isKeyList(loop.right)) return false;
  let copies = false;
  let descends = false;
  let seen = 0;
  for (const node of nodesWithin(owner, MOST_NODES + 1)) {
    if (++seen > MOST_NODES || isGuard(node)) return false;
    if (node.type === 'AssignmentExpression' && isMemberOf(node.left, key)) copies = true;
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === self && node.arguments.length > 1 && node.arguments.some((each) => isMemberOf(each, key))) descends = true;
  }
  return copies && descends;
}

function keyName(left: Node): string | null {
  const target = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : left;
  return target?.type === 'Identifier' ? target.name : null;
}

/** `Object.keys(x)`, `Reflect.ownKeys(x)`. */
function isKeyList(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && /^(?:keys|ownKeys|getOwnPropertyNames)$/.test(node.callee.property.name);
}

function isMemberOf(node: Node, key: string): boolean {
  return node.type === 'MemberExpression' && node.computed === true && node.property.type === 'Identifier' && node.property.name === key;
}

function isGuard(node: Node): boolean {
  return (node.type === 'Identifier' && GUARDS.has(node.name)) || (node.type === 'Literal' && typeof node.value === 'string' && GUARDS.has(node.value));
}
