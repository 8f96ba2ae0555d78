import type { ESTree } from 'meriyah';
import { nameOf, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenNames } from '../names/written-names.js';

/** Statements of a function that says one thing. */
const MOST_STATEMENTS = 4;
const SAYS = /^(?:BinaryExpression|LogicalExpression|CallExpression)$/;

/** What a condition stands for: what a function or method of the script that is called answers as its last, or what its name is given; null where it is written out, or more than that. */
export function answerOf(condition: Node, names: () => WrittenNames, nodes: readonly Node[]): Node | null {
  const inner = withoutWrapping(condition);
  if (inner.type === 'AwaitExpression') return answerOf(inner.argument, names, nodes);
  if (inner.type === 'Identifier') {
    const value = names().valueOf(inner);
    return value && SAYS.test(withoutWrapping(value).type) ? value : null;
  }
  if (inner.type !== 'CallExpression') return null;
  const body = calledIn(inner, names, nodes)?.body as Node | null | undefined;
  if (body?.type !== 'BlockStatement') return body ?? null;
  const last = (body.body as Node[]).at(-1);
  return last?.type === 'ReturnStatement' && body.body.length <= MOST_STATEMENTS ? (last.argument ?? null) : null;
}

/** The function of the script that is called by its name, or the only method of that name. */
export function calledIn(call: ESTree.CallExpression, names: () => WrittenNames, nodes: readonly Node[]): Callable | null {
  const callee = withoutWrapping(call.callee);
  if (callee.type === 'Identifier') return names().functionOf(callee);
  return callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression' ? methodIn(nodes, nameOf(callee)) : null;
}

/** The only method of this name. */
function methodIn(nodes: readonly Node[], name: string): Callable | null {
  const [only, more] = name === '' ? [] : nodes.flatMap((node) => ((node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') && nameOf(node.key as Node) === name && node.value ? [node.value as Node] : []));
  return only && !more && isCallable(only) ? only : null;
}
