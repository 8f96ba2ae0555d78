import { nodesWithin } from '../syntax/children.js';
import { operands, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from '../syntax/scope.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** An address up to the name of its host, and what follows the first part of that name. */
const BEFORE_HOST = /^(?:https?|wss?):\/\/$/i;
const WITHIN_HOST = /^\.[\w-]/;
/** `.{1,60}`: as many letters as the part of a name may have. */
const PIECES = /\{(?:\d+,)?\d+\}/;
const CUTS = new Set(['slice', 'substring', 'substr']);
/** Names that are followed, and nodes that are looked at. */
const DEEPEST = 6;
const MOST_NODES = 200;

/** Do the arguments of a request name a host whose first part is cut, piece by piece, out of a longer text? */
export function asksForPieces(given: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  return given.slice(0, 2).some((argument) => {
    const label = labelOf(withoutWrapping(argument), scope, resolver);
    return label !== null && isPiece(label.node, label.scope, { left: MOST_NODES });
  });
}

/** What stands for the first part of the host of an address, or of the options of a request. */
function labelOf(node: Node, scope: Scope, resolver: Resolver, depth = 0): Part | null {
  if (node.type === 'NewExpression' && node.arguments[0]) return labelOf(withoutWrapping(node.arguments[0]), scope, resolver, depth);
  if (node.type === 'ObjectExpression') {
    const host = propertyOf(node, 'hostname') ?? propertyOf(node, 'host') ?? propertyOf(node, 'url');
    const label = host ? labelOf(withoutWrapping(host), scope, resolver, depth) : null;
    return label ?? (host ? firstOf(partsOf(withoutWrapping(host)), 0, scope, resolver) : null);
  }
  if (node.type === 'Identifier') {
    const [only, more] = scope.find(node.name)?.sources ?? [];
    return only?.how === 'value' && only.keys.length === 0 && !more && depth < DEEPEST ? labelOf(withoutWrapping(only.node), only.scope, resolver, depth + 1) : null;
  }
  const parts = partsOf(node);
  const [first] = parts;
  return first && BEFORE_HOST.test(textOf(first, scope, resolver) ?? '') ? firstOf(parts, 1, scope, resolver) : null;
}

function firstOf(parts: readonly (Node | string)[], at: number, scope: Scope, resolver: Resolver): Part | null {
  const label = parts[at];
  const next = parts[at + 1];
  return label !== undefined && typeof label !== 'string' && next !== undefined && WITHIN_HOST.test(textOf(next, scope, resolver) ?? '') ? { node: label, scope } : null;
}

function partsOf(node: Node): (Node | string)[] {
  if (node.type === 'TemplateLiteral') return node.quasis.flatMap(({ value }, at) => [...(value.cooked ? [value.cooked] : []), ...(node.expressions[at] ? [node.expressions[at] as Node] : [])]);
  return node.type === 'BinaryExpression' ? [...operands(node)] : [];
}

function textOf(part: Node | string, scope: Scope, resolver: Resolver): string | null {
  return typeof part === 'string' ? part : resolver.constantOf(part, scope);
}

/** Is this made by cutting a text where a loop stands, or into parts of one length? */
function isPiece(root: Node, scope: Scope, steps: { left: number }, depth = 0): boolean {
  for (const node of nodesWithin(root, MOST_NODES, (each) => !isCallable(each))) {
    if (steps.left-- <= 0) return false;
    if (node.type === 'CallExpression' && cuts(node)) return true;
    if (node.type !== 'Identifier' || depth >= DEEPEST) continue;
    for (const source of scope.find(node.name)?.sources ?? []) if (source.how !== 'function' && source.how !== 'import' && isPiece(source.node, source.scope, steps, depth + 1)) return true;
  }
  return false;
}

function cuts({ callee, arguments: [first, second] }: Extract<Node, { type: 'CallExpression' }>): boolean {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || !first) return false;
  const { name } = callee.property;
  if ((name === 'match' || name === 'matchAll') && first.type === 'Literal' && 'regex' in first) return first.regex.flags.includes('g') && PIECES.test(first.regex.pattern);
  if (!CUTS.has(name) || !second || first.type !== 'Identifier') return false;
  return name === 'substr' || (second.type === 'BinaryExpression' && second.operator === '+' && [second.left, second.right].some((each) => each.type === 'Identifier' && each.name === first.name));
}
