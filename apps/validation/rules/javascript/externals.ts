import type { ESTree } from 'meriyah';
import type { Node } from './tree.js';

/** In a bundle, the modules that stay outside of it: number or name → what is required (`113: (e) => { e.exports = require('https') }`). */
export type Externals = Map<string, string>;

/** Notes a module of a bundle that is nothing but another one from outside. */
export function noteExternal(externals: Externals, { key, value, computed }: ESTree.Property): void {
  if (computed || (value.type !== 'ArrowFunctionExpression' && value.type !== 'FunctionExpression')) return;
  const name = key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' ? key.name : null;
  const module = value.params[0];
  const body = bodyOf(value.body as Node | null);
  if (name === null || module?.type !== 'Identifier' || body?.type !== 'AssignmentExpression') return;
  const { left, right } = body;
  const isExports = left.type === 'MemberExpression' && left.object.type === 'Identifier' && left.object.name === module.name && left.property.type === 'Identifier' && left.property.name === 'exports';
  if (!isExports || right.type !== 'CallExpression' || right.callee.type !== 'Identifier' || right.callee.name !== 'require') return;
  const [specifier] = right.arguments;
  if (specifier?.type === 'Literal' && typeof specifier.value === 'string') externals.set(name, specifier.value);
}

/** The only expression of a function, behind its directives. */
function bodyOf(body: Node | null): Node | null {
  if (body?.type !== 'BlockStatement') return body;
  const [only, more] = body.body.filter((statement) => !(statement.type === 'ExpressionStatement' && statement.expression.type === 'Literal'));
  return only?.type === 'ExpressionStatement' && !more ? only.expression : null;
}
