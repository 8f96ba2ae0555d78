import type { ESTree } from 'meriyah';
import { SELF_PUBLISH } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isAlways } from '../../javascript/conditions/endless.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** How a script publishes packages. */
export interface Publishing {
  /** Again and again, in a loop that nothing leaves. */
  endless: boolean;
  /** Under names that it makes of what is random. */
  madeUp: boolean;
}

/** Nodes that are looked at for one question. */
const MOST_NODES = 5_000;
/** What gives something else each time, by the names of its libraries. */
const RANDOM = /^(?:random\w*|nanoid|uuid(?:v4)?|faker|uniqueNamesGenerator)$/i;
const LEAVES = new Set(['BreakStatement', 'ReturnStatement', 'ThrowStatement']);

/** Functions, and values of constants, by their names. */
type Named = ReadonlyMap<string, Node>;

/** Reads off a tree how it publishes packages, by syntax alone; null where it publishes none. */
export function publishingIn(program: ESTree.Program): Publishing | null {
  const nodes = nodesWithin(program);
  if (!nodes.some(publishes)) return null;
  const named = namedIn(nodes);
  return {
    endless: nodes.some((node) => bodiesOf(node).some((body) => leadsTo(body, publishes, named))),
    madeUp: nodes.some((node) => namesPackage(node).some((name) => leadsTo(name, isRandom, named))),
  };
}

function namedIn(nodes: readonly Node[]): Named {
  const named = new Map<string, Node>();
  for (const node of nodes) {
    if (node.type === 'FunctionDeclaration' && node.id) named.set(node.id.name, node);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) named.set(node.id.name, node.init);
  }
  return named;
}

/** Is there such a node in an expression or a function, or in what that names, by way of other names as well? */
function leadsTo(root: Node, isWanted: (node: Node) => boolean, named: Named): boolean {
  const open = new Set([root]);
  let left = MOST_NODES;
  // Grows while it is walked: each is looked at once, however many lead to it.
  for (const each of open) for (const node of nodesWithin(each, left)) {
    if (isWanted(node)) return true;
    left--;
    const next = node.type === 'Identifier' ? named.get(node.name) : undefined;
    if (next) open.add(next);
  }
  return false;
}

/** A call with a command among its arguments that publishes. */
function publishes(node: Node): boolean {
  return node.type === 'CallExpression' && SELF_PUBLISH.test(node.arguments.map(textOf).join(' '));
}

/** The text of an argument, or those of a list with blanks. */
function textOf(node: Node): string {
  if (node.type === 'Literal') return String(node.value);
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join(' ');
  return node.type === 'ArrayExpression' ? node.elements.map((each) => (each ? textOf(each) : '')).join(' ') : '';
}

/** What runs again and again: the body of a loop without an end, and what `setInterval` gets. */
function bodiesOf(node: Node): Node[] {
  if (node.type === 'WhileStatement' || node.type === 'DoWhileStatement' || node.type === 'ForStatement') return (node.test ? isAlways(node.test) : node.type === 'ForStatement') && !mayLeave(node.body) ? [node.body] : [];
  const [repeated] = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'setInterval' ? node.arguments : [];
  return repeated ? [repeated] : [];
}

function mayLeave(body: Node): boolean {
  for (const node of nodesWithin(body, MOST_NODES, (each) => !isCallable(each))) if (LEAVES.has(node.type)) return true;
  return false;
}

/** `manifest.name = value`, `{ ...manifest, name: value }` */
function namesPackage(node: Node): Node[] {
  if (node.type === 'AssignmentExpression') return node.left.type === 'MemberExpression' && nameOf(node.left) === 'name' ? [node.right] : [];
  return node.type === 'Property' && !node.computed && node.key.type === 'Identifier' && node.key.name === 'name' ? [node.value] : [];
}

function isRandom(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = withoutWrapping(node.callee);
  return RANDOM.test((callee.type === 'MemberExpression' ? nameOf(callee) : callee.type === 'Identifier' ? callee.name : null) ?? '');
}

function nameOf({ property, computed }: ESTree.MemberExpression): string | null {
  return !computed && property.type === 'Identifier' ? property.name : null;
}
