import type { Node } from '../javascript/syntax/tree.js';
import type { Scope } from '../javascript/syntax/scope.js';
import { nameOf } from './shapes.js';

/** What gives a module, also in a bundle. */
const LOADS: ReadonlySet<string> = new Set(['require', '__webpack_require__']);

/** A name that stands for a module and nothing else: its members are what the module gives, and none of the language, whatever they are called. Bundlers put them into quotation marks. */
export function isOfModule(object: Node, scope: Scope): boolean {
  const [only, more] = object.type === 'Identifier' ? (scope.find(object.name)?.sources ?? []) : [];
  if (!only || more || only.keys.length > 0) return false;
  return only.how === 'import' || (only.how === 'value' && only.node.type === 'CallExpression' && LOADS.has(nameOf(only.node.callee) ?? '') && only.node.arguments.length === 1);
}
