import { withoutWrapping } from './expressions.js';
import { NO_KEYS } from './scope.js';
import type { Scope, Source } from './scope.js';
import type { Node } from './tree.js';

type Assign = (pattern: Node, source: Source | null) => void;

/** The value of an expression. */
export function sourceOf(node: Node, scope: Scope): Source {
  return { how: 'value', node, keys: NO_KEYS, scope };
}

/** Declares the names of a pattern in `target`. */
export function declare(pattern: Node, source: Source | null, scope: Scope, target: Scope = scope): void {
  if (pattern.type === 'Identifier') return target.declare(pattern.name, source);
  bind(pattern, source, scope, (part, value) => {
    if (part.type === 'Identifier') target.declare(part.name, value);
  });
}

/** Takes a pattern apart: calls `assign` for each target in it with the value that it gets, null when that cannot be seen. */
export function bind(pattern: Node, source: Source | null, scope: Scope, assign: Assign): void {
  if (pattern.type === 'Identifier' || pattern.type === 'MemberExpression') return assign(pattern, source);
  const open: { target: Node; value: Source | null }[] = [{ target: pattern, value: source }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { target, value } = next;
    if (target.type === 'ObjectPattern' || target.type === 'ObjectExpression') {
      for (const property of target.properties as Node[]) {
        if (property.type === 'RestElement') open.push({ target: property.argument, value });
        if (property.type !== 'Property') continue;
        const key = { node: property.key, computed: property.computed };
        open.push({ target: property.value, value: value && { ...value, keys: [...value.keys, key] } });
      }
    } else if (target.type === 'ArrayPattern' || target.type === 'ArrayExpression') {
      (target.elements as (Node | null)[]).forEach((element, index) => {
        if (element?.type === 'RestElement') open.push({ target: element.argument, value: value && restOf(value, index) });
        else if (element) open.push({ target: element, value: value && elementOf(value, index) });
      });
    } else if (target.type === 'AssignmentPattern') {
      if (value) open.push({ target: target.left, value });
      open.push({ target: target.left, value: sourceOf(target.right as Node, scope) });
    } else if (target.type === 'RestElement') open.push({ target: target.argument, value: null });
    else assign(target, value);
  }
}

/** Which element of a list it is that nobody sees: its value may come from wherever the list does. */
const ANY = { type: 'Literal', value: 0, raw: '0' } as unknown as Node;

/** The element of a list that is written out, or of the promises that somebody waits for together; of any other, some part of it. */
function elementOf(source: Source, index: number): Source | null {
  if (source.how === 'callback' || (source.keys.length === 0 && isCut(source.node))) return source;
  const list = listOf(source.node);
  if (list?.type !== 'ArrayExpression' || source.keys.length > 0) return source.how === 'value' && withoutWrapping(source.node).type !== 'ArrayExpression' ? { ...source, keys: [...source.keys, { node: ANY, computed: true }] } : null;
  const before = list.elements.slice(0, index + 1);
  const element = before[index];
  return element && before.every((each) => each?.type !== 'SpreadElement') ? { ...source, node: element } : null;
}

/** `text.split('=')`: each element is a piece of the text. */
function isCut(node: Node): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && !inner.callee.computed && inner.callee.property.type === 'Identifier' && inner.callee.property.name === 'split';
}

/** The elements from one on: `[first, ...others]`. */
function restOf(source: Source, index: number): Source | null {
  const list = listOf(source.node);
  const others = list?.type === 'ArrayExpression' && source.keys.length === 0 ? arrayOf(list.elements.slice(index) as Node[]) : undefined;
  return others ? { ...source, node: others } : source.how === 'callback' ? source : null;
}

/** A list of these, as if it were written out; nothing for none. */
export function arrayOf(elements: readonly Node[]): Node | undefined {
  const [first] = elements;
  return first && ({ type: 'ArrayExpression', elements, start: first.start, end: first.end } as unknown as Node);
}

function listOf(node: Node): Node | undefined {
  const inner = withoutWrapping(node);
  if (inner.type !== 'CallExpression') return inner;
  const { callee, arguments: [promises] } = inner;
  const isAll = callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Promise' && callee.property.type === 'Identifier' && callee.property.name.startsWith('all');
  return isAll ? promises : undefined;
}
