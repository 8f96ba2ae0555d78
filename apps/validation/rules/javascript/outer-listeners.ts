import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { withoutWrapping } from './expressions.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

/** Events that tell what somebody types or copies. */
const TYPED = /^(?:on)?(?:key(?:down|press|up)|(?:before)?input|compositionend|paste|copy|cut)$/;
/** The window of a frame, and those around it. */
const OWN = new Set(['window', 'self', 'globalThis']);
const OUTER = new Set(['parent', 'top']);
/** Names that lead to each other. */
const DEEPEST = 6;

/** Where a script listens to what is typed or copied in the document around its frame: by syntax, with names for what is written under them. */
export function listensAround(program: ESTree.Program): Node | null {
  const names = new WrittenNames(program);
  const nodes = [...nodesWithin(program)];
  const namesEvent = nodes.some((node) => node.type === 'Literal' && isTyped(node.value));
  for (const node of nodes) {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && isTyped(nameOf(node.left)) && isOuter(node.left.object, names)) return node;
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || nameOf(node.callee) !== 'addEventListener') continue;
    const event = withoutWrapping((node.arguments[0] ?? node.callee) as Node);
    // Of a name that goes through a list, the list is somewhere in the script.
    if ((event.type === 'Literal' ? isTyped(event.value) : namesEvent) && isOuter(node.callee.object, names)) return node;
  }
  return null;
}

function isTyped(name: unknown): boolean {
  return typeof name === 'string' && TYPED.test(name);
}

function nameOf({ property, computed }: ESTree.MemberExpression): string {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' ? String(property.value) : '';
}

/** `window.parent.document.body`, also where the beginning has a name in the script; what the script itself calls `parent` is none. */
function isOuter(node: Node, names: WrittenNames, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  const [root, ...members] = chainOf(node);
  if (root?.type === 'LogicalExpression') return isOuter(root.left as Node, names, depth + 1) || isOuter(root.right, names, depth + 1);
  if (root?.type !== 'Identifier') return false;
  if (names.isDeclared(root)) return names.valuesOf(root).some((value) => isOuter(value, names, depth + 1));
  const first = OWN.has(root.name) ? members.find((member) => !OWN.has(nameOf(member))) : root;
  return first !== undefined && OUTER.has(first.type === 'Identifier' ? first.name : nameOf(first));
}

/** What an expression begins with, and the members that lead from there to it, the first one first; what a call answers is taken for a member. */
function chainOf(node: Node): [Node, ...ESTree.MemberExpression[]] {
  const members: ESTree.MemberExpression[] = [];
  let root = withoutWrapping(node);
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') {
    if (root.type === 'MemberExpression') members.unshift(root);
    root = withoutWrapping((root.type === 'MemberExpression' ? root.object : root.callee) as Node);
  }
  return [root, ...members];
}
