import type { SyntaxNode } from '@lezer/common';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope } from './scope.js';

const LISTS = new Set(['ArrayExpression', 'TupleExpression']);
const MOST_ELEMENTS = 50;
const DEEPEST = 6;

/** The texts of what a list holds, however it is put together: `[a, b]`, `some + more`, `list(some)`, and what is added to it later. Null for what is no list that is written here. */
export function listedIn(node: SyntaxNode, scope: Scope, resolver: PythonResolver): string[] | null {
  return resolver.following.limited(null, () => listed(node, scope, resolver, 0))?.slice(0, MOST_ELEMENTS) ?? null;
}

function listed(node: SyntaxNode, scope: Scope, resolver: PythonResolver, depth: number): string[] | null {
  if (depth > DEEPEST) return null;
  const inner = (each: SyntaxNode, around = scope): string[] | null => listed(each, around, resolver, depth + 1);
  const orItself = (each: SyntaxNode, around = scope): string[] => inner(each, around) ?? [resolver.shapeOf(each, around)];
  if (LISTS.has(node.name)) return partsOf(node).slice(0, MOST_ELEMENTS).flatMap((each) => (each.prevSibling?.name === '*' ? orItself(each) : [resolver.shapeOf(each, scope)]));
  if (node.name === 'ParenthesizedExpression') return partsOf(node).length === 1 ? inner(partsOf(node)[0]!) : null;
  if (node.name === 'BinaryExpression') {
    const [left, operator, right] = partsOf(node);
    if (!left || !right || !operator || resolver.slice(operator) !== '+') return null;
    const [first, second] = [inner(left), inner(right)];
    return first || second ? [...(first ?? [resolver.shapeOf(left, scope)]), ...(second ?? [resolver.shapeOf(right, scope)])] : null;
  }
  const table = tableOf(node, scope, resolver);
  if (table) return inTable(table.node, inner, table.scope);
  if (node.name === 'CallExpression') {
    const [first] = resolver.argumentsOf(node);
    return first && node.firstChild && /^(?:list|tuple)$/.test(resolver.slice(node.firstChild)) ? inner(first) : null;
  }
  if (node.name !== 'VariableName') return null;
  const name = resolver.slice(node);
  const [only, more] = scope.find(name) ?? [];
  const begun = only && !more && 'node' in only && !only.each ? inner(only.node, only.scope) : null;
  return begun && [...begun, ...scope.addedTo(name).slice(0, MOST_ELEMENTS).flatMap((source) => ('node' in source ? orItself(source.node, source.scope) : []))];
}

/** The table that is written out of which an element is taken: `table[key]`, `table.get(key)`. */
function tableOf(node: SyntaxNode, scope: Scope, resolver: PythonResolver): { node: SyntaxNode; scope: Scope } | null {
  const asked = node.name === 'MemberExpression' && !node.getChild('PropertyName') ? node : node.name === 'CallExpression' && node.firstChild?.getChild('PropertyName') && resolver.slice(node.firstChild).endsWith('.get') ? node.firstChild : null;
  const [table] = asked ? partsOf(asked) : [];
  const [only, more] = table?.name === 'VariableName' ? (scope.find(resolver.slice(table)) ?? []) : [];
  return only && !more && 'node' in only && only.node.name === 'DictionaryExpression' ? only : null;
}

/** All that its lists hold: which of them it is, nobody can tell. */
function inTable(table: SyntaxNode, listedBy: (each: SyntaxNode, around: Scope) => string[] | null, scope: Scope): string[] | null {
  const lists = partsOf(table).filter(({ name, prevSibling }) => prevSibling?.name === ':' && LISTS.has(name)).slice(0, MOST_ELEMENTS);
  return lists.length > 0 ? lists.flatMap((each) => listedBy(each, scope) ?? []) : null;
}
