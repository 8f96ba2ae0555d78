import type { Meaning } from '../names/meaning.js';
import type { Node } from './tree.js';

export const FUNCTION: readonly Meaning[] = ['function'];
const ASYNC_FUNCTION: readonly Meaning[] = ['async-function'];

/** What a function means that is written here. */
export function functionOf(node: Node): readonly Meaning[] {
  return ('async' in node && node.async) || ('generator' in node && node.generator) || isLowered(node) ? ASYNC_FUNCTION : FUNCTION;
}

/** An async function without anything in it, as compilers write it for engines that have none: `() => run(this, null, function* () {})`. */
function isLowered(node: Node): boolean {
  if (node.type !== 'ArrowFunctionExpression' || node.params.length > 0) return false;
  const [only, more] = node.body.type === 'BlockStatement' ? node.body.body : [];
  const call = node.body.type !== 'BlockStatement' ? node.body : only?.type === 'ReturnStatement' && !more ? only.argument : null;
  const inner = call?.type === 'CallExpression' ? (call.arguments.at(-1) as Node | undefined) : undefined;
  return inner?.type === 'FunctionExpression' && inner.generator === true && inner.body?.body.length === 0;
}
