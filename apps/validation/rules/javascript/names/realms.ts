import type { ESTree } from 'meriyah';
import { onlyFunction } from './asked.js';
import { withoutWrapping, writtenAt } from '../syntax/expressions.js';
import type { Scope } from '../syntax/scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';

const GLOBAL_OBJECT = /^\s*return\s+this\s*;?\s*$/;

/**
 * The call in `x instanceof (f("return this")()).Error` that makes a function of this text, or null: what it finds is only asked
 * for one of its classes, and that only whether `x` is of it, as tests do with errors of another realm.
 */
export function askedForClass({ operator, right }: ESTree.BinaryExpression): Node | null {
  if (operator !== 'instanceof') return null;
  const member = withoutWrapping(right);
  if (member.type !== 'MemberExpression' || member.computed || member.property.type !== 'Identifier') return null;
  const found = withoutWrapping(member.object);
  if (found.type !== 'CallExpression' || found.arguments.length > 0) return null;
  const made = withoutWrapping(found.callee);
  const [text, more] = made.type === 'CallExpression' ? made.arguments : [];
  return text?.type === 'Literal' && !more && GLOBAL_OBJECT.test(String(text.value)) ? made : null;
}

/** `function () {}.constructor`, of a function that the script writes, under a name as well, that gets nothing but `return this`: `Function` itself, in the realm of whoever asks, as counters of covered lines and what runs in old engines find their global object. */
export function isOwnRealm({ callee, arguments: [text, more] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, stored: StoredValues): boolean {
  if (text?.type !== 'Literal' || more || !GLOBAL_OBJECT.test(String(text.value))) return false;
  const { node } = writtenAt(callee, scope);
  if (node.type !== 'MemberExpression' || !isNamed(node, 'constructor')) return false;
  const object = withoutWrapping(node.object);
  const own = object.type === 'FunctionExpression' ? object : onlyFunction(object, scope);
  const binding = object.type === 'Identifier' ? scope.find(object.name) : null;
  // It may have been given the constructor of another one.
  return own !== null && !own.async && !own.generator && !(binding && stored.into(binding, 'constructor').length > 0);
}

/** `Function.prototype.toString.call(Function)`, under a name as well: the text of a function is asked for, and nothing is run. */
export function isWrittenOut({ callee }: { callee: Node }, scope: Scope): boolean {
  const called = withoutWrapping(callee);
  if (called.type !== 'MemberExpression' || !isNamed(called, 'call', 'apply')) return false;
  const method = writtenAt(called.object, scope);
  if (method.node.type !== 'MemberExpression' || !isNamed(method.node, 'toString')) return false;
  const prototype = withoutWrapping(method.node.object);
  if (prototype.type !== 'MemberExpression' || !isNamed(prototype, 'prototype')) return false;
  const { object: owner } = prototype;
  return owner.type === 'Identifier' && (owner.name === 'Function' || owner.name === 'Object') && method.scope.find(owner.name) === null;
}

function isNamed({ property, computed }: ESTree.MemberExpression, ...names: readonly string[]): boolean {
  return !computed && property.type === 'Identifier' && names.includes(property.name);
}
