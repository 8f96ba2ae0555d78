import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What puts parts of a path together. */
const JOINS = /(?:^|\.)(?:join|resolve|joinPath)$/;
/** Before a path, what leads nowhere else. */
const NOWHERE = /^(?:\.?\/)?$/;

/** Is the call at `start` one that writes into what its first argument names, and into nothing beside or below it: a text which is the same for each of it? `isFixed`: that is known. */
export function writesSame(program: ESTree.Program, start: number, isFixed: boolean): boolean {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program, Infinity, (each) => (each.start ?? 0) <= start && start < (each.end ?? 0))) {
    const [path, content] = node.type === 'CallExpression' && node.start === start ? node.arguments : [];
    if (path && content) return isItself(path, names) && (isFixed || !isMadeOf(content, names, (each) => isOpen(each, names)));
  }
  return false;
}

/** What is only known when it runs. */
function isOpen(node: Node, names: WrittenNames): boolean {
  if (node.type === 'ThisExpression' || node.type === 'AwaitExpression' || node.type === 'YieldExpression') return true;
  return node.type === 'Identifier' && names.isDeclared(node) && names.valuesOf(node).length === 0;
}

/** A path as it is, also below a folder that nothing here names; not `out/${path}`, `path + '.bak'`, `join(path, 'a.txt')`. */
function isItself(node: Node, names: WrittenNames, asked = new Set<Node>()): boolean {
  const inner = withoutWrapping(node);
  if (asked.has(inner)) return true;
  asked.add(inner);
  const parts = partsOf(inner);
  if (parts) return isItself(parts.at(-1) ?? inner, names, asked) && parts.slice(0, -1).every((part) => NOWHERE.test(names.textOf(part) ?? ''));
  if (inner.type === 'Literal') return false;
  return inner.type !== 'Identifier' || names.valuesOf(inner).every((value) => isItself(value, names, asked));
}

/** What a text or a path is put together of; null where it is not. */
function partsOf(node: Node): Node[] | null {
  if (node.type === 'BinaryExpression') return [node.left as Node, node.right];
  if (node.type === 'TemplateLiteral') return node.quasis.flatMap(({ value }, at) => [...(value.cooked ? [{ type: 'Literal', value: value.cooked } as Node] : []), ...(node.expressions[at] ? [node.expressions[at] as Node] : [])]);
  return node.type === 'CallExpression' && JOINS.test(memberPath(withoutWrapping(node.callee))) ? node.arguments : null;
}
