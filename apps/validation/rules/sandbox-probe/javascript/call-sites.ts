import type { ESTree } from 'meriyah';
import { childrenOf } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What hands out more of a caller than its name and place. */
export const HANDS_OUT = /\bget(?:This|Function)\b/;

/**
 * True for a script that takes the functions of callers, or their `this`, through call sites of a stack trace, and does more with
 * them than to ask what they are called: `const it = site.getThis(); log(it && it.name)` is how a library names whose method
 * was called.
 */
export function handsOutCallers(tree: ESTree.Program): boolean {
  let taken = 0;
  let named = 0;
  const open: { node: Node; within: Node }[] = [{ node: tree, within: tree }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next;
    const name = nameOf(node);
    if (name !== null && HANDS_OUT.test(name)) taken++;
    if (node.type === 'VariableDeclarator' && takesThis(node) && isOnlyNamed(node, next.within)) named++;
    const within = 'params' in node ? node : next.within;
    for (const child of below(node)) open.push({ node: child, within });
  }
  return taken > named;
}

/** `context = site.getThis()` */
function takesThis({ id, init }: ESTree.VariableDeclarator): boolean {
  const call = init ? withoutWrapping(init) : null;
  return id.type === 'Identifier' && call?.type === 'CallExpression' && call.callee.type === 'MemberExpression' && !call.callee.computed && nameOf(call.callee.property) === 'getThis';
}

/** Of all places in the function: is it only asked whether there is one, for its type and its name? */
function isOnlyNamed({ id }: ESTree.VariableDeclarator, within: Node): boolean {
  const name = nameOf(id);
  const open: { node: Node; parent: Node; above: Node }[] = below(within).map((node) => ({ node, parent: within, above: within }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent, above } = next;
    if (node.type === 'Identifier' && node.name === name && node !== id && !isAsked(node, parent, above)) return false;
    for (const child of below(node)) open.push({ node: child, parent: node, above: parent });
  }
  return true;
}

function isAsked(node: Node, parent: Node, above: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression':
      // Another thing's member of that name, or the name of this one, which is not looked into any further.
      if (parent.object !== node) return !parent.computed;
      return !parent.computed && nameOf(parent.property) === 'name' && !isLookedInto(parent, above);
    case 'Property':
      return parent.key === node && !parent.computed && !parent.shorthand;
    case 'LogicalExpression':
      return parent.operator === '&&' && parent.left === node;
    case 'UnaryExpression':
      return parent.operator === '!' || parent.operator === 'typeof';
    case 'ConditionalExpression':
    case 'IfStatement':
      return parent.test === node;
    default:
      return false;
  }
}

function isLookedInto(node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression') return parent.object === node;
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression') return parent.callee === node;
  return parent.type === 'TaggedTemplateExpression';
}

function below(node: Node): Node[] {
  const children: Node[] = [];
  childrenOf(node, children);
  return children;
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'TemplateElement') return node.value.cooked ?? null;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
