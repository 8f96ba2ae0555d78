import { operands, withoutWrapping } from './expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

/** Stands for a part that is only known at run time. */
export const UNKNOWN = '\0';

const MOST_PARTS = 200;
/** UTF-16 units of parts: with names for texts of names, a short script may put together one that fits into no memory. */
const LONGEST = 100_000;
/** Names in texts that are followed to texts of the same kind, one in the other. */
const DEEPEST = 2;

/** The text that an expression makes, with `UNKNOWN` for each part that is not known: `${home}/.ssh` is `\0/.ssh`, a list is its texts and blanks, one that is joined with something its texts and that. */
export function shapeOf(node: Node, scope: Scope, resolver: Resolver, deep = DEEPEST): string {
  const inner = withoutWrapping(node);
  const constant = resolver.constantOf(inner, scope);
  if (constant !== null) return constant;
  let left = LONGEST;
  const part = (each: Node): string => {
    if (left <= 0) return '';
    const text = resolver.constantOf(each, scope) ?? (deep > 0 ? madeUnder(each, scope, resolver, deep - 1) : null) ?? (isPathOfCallers(each, scope) ? `/${UNKNOWN}` : UNKNOWN);
    left -= text.length;
    return text;
  };
  const lineOf = (each: Node): string => {
    if (left <= 0 || deep <= 0 || !isPutTogether(each)) return part(each);
    const text = shapeOf(each, scope, resolver, deep - 1);
    left -= text.length;
    return text;
  };
  if (inner.type === 'TemplateLiteral') {
    return inner.quasis.slice(0, MOST_PARTS).map(({ value }, i) => `${value.cooked ?? UNKNOWN}${inner.expressions[i] ? part(inner.expressions[i]) : ''}`).join('');
  }
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return operands(inner).slice(0, MOST_PARTS).map(part).join('');
  const added = addedTo(inner);
  if (added.length > 0 && resolver.constantOf(added[0]!, scope) !== null) return added.slice(0, MOST_PARTS).map(part).join('');
  if (inner.type === 'CallExpression' && isJoin(inner.callee, scope, resolver)) return inner.arguments.slice(0, MOST_PARTS).flatMap((each) => (each.type === 'SpreadElement' ? (resolver.listOf(each.argument, scope) ?? [UNKNOWN]) : [part(each)])).join('/');
  const list = joinedIn(inner);
  if (list) return list.elements.slice(0, MOST_PARTS).map((each) => (each ? lineOf(each) : '')).join(list.between ? (resolver.constantOf(list.between, scope) ?? UNKNOWN) : ',');
  if (inner.type === 'ArrayExpression') return inner.elements.slice(0, MOST_PARTS).map((each) => (each ? part(each) : '')).join(' ');
  if (inner.type === 'Identifier') {
    // What is added (`text += part`) stands behind what was there first.
    const [first, ...added] = scope.find(inner.name)?.sources ?? [];
    if (first && first.how === 'value' && first.keys.length === 0 && first.node.type !== 'Identifier' && added.every((each) => each.added === true)) {
      const parts = added.slice(0, MOST_PARTS).map(({ node: each, scope: around }) => (each.type === 'Identifier' ? resolver.constantOf(each, around) ?? UNKNOWN : shapeOf(each, around, resolver)));
      return [shapeOf(first.node, first.scope, resolver), ...parts].join('');
    }
  }
  return UNKNOWN;
}

/** Of a name that is given one text and nothing else, which is put together where it stands: that. */
function madeUnder(node: Node, scope: Scope, resolver: Resolver, deep: number): string | null {
  const [only, more] = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  if (!only || more || only.how !== 'value' || only.keys.length > 0) return null;
  const made = withoutWrapping(only.node);
  return isPutTogether(made) ? shapeOf(made, only.scope, resolver, deep) : null;
}

/** A text of several parts. */
function isPutTogether(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+');
}

/** A parameter that gets a path wherever the function is called, so that `host + path` names that host and no longer one: `call('/users')`. */
function isPathOfCallers(node: Node, scope: Scope): boolean {
  const sources = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  return sources.length > 0 && sources.every(({ how, node: given, keys }) => how === 'passed' && keys.length === 0 && startsWithStroke(given));
}

function startsWithStroke(node: Node): boolean {
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked?.startsWith('/') ?? false;
  if (node.type === 'BinaryExpression') return startsWithStroke(node.left as Node);
  return node.type === 'Literal' && typeof node.value === 'string' && node.value.startsWith('/');
}

/** Of `'a'.concat(b, 'c').concat(d)`, as compilers write templates for old engines: the parts, in order; of anything else, nothing. */
function addedTo(node: Node): readonly Node[] {
  const parts: Node[] = [];
  let rest = node;
  while (rest.type === 'CallExpression' && rest.callee.type === 'MemberExpression' && !rest.callee.computed && rest.callee.property.type === 'Identifier' && rest.callee.property.name === 'concat') {
    for (let index = rest.arguments.length - 1; index >= 0; index--) parts.push(rest.arguments[index]!);
    if (parts.length > MOST_PARTS) return [];
    rest = withoutWrapping(rest.callee.object);
  }
  return rest === node ? [] : [rest, ...parts.reverse()];
}

/** `[a, b].join(between)` */
function joinedIn(node: Node): { elements: readonly (Node | null)[]; between: Node | null } | null {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.computed || node.callee.property.type !== 'Identifier' || node.callee.property.name !== 'join') return null;
  const list = withoutWrapping(node.callee.object);
  return list.type === 'ArrayExpression' ? { elements: list.elements, between: node.arguments[0] ?? null } : null;
}

/** `path.join`, `path.resolve`, of the module or of something that is called like it. */
function isJoin(callee: Node, scope: Scope, resolver: Resolver): boolean {
  return resolver.meaningsOf(callee, scope).some((meaning) => meaning === 'module:path.join' || meaning === 'module:path.resolve');
}
