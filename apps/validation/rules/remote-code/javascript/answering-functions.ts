import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { exportedFunctions } from '../../javascript/flows/sending-functions.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What answers what a server said, by the names that clients have. */
const ASKS = /^(?:(?:globalThis|window|self)\.)?fetch$|(?:^|\.)network\.(?:fetch|request)$|^(?:axios|got|ky|undici)(?:\.(?:get|post|request|fetch))?$/;
/** Of an answer, what says nothing but whether there was one. */
const TELLS = new Set(['ok', 'status', 'statusText', 'length']);
const COMPARES = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof']);
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/** The names of the functions that a script exports (`default`, `Class.method`) and that give back something of what a server answered. By syntax alone, for small scripts. */
export function answeringFunctions(program: ESTree.Program): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, callable] of exportedFunctions(program)) if (answers(callable)) found.add(name);
  return found;
}

function answers(callable: Callable): boolean {
  if (!callable.body) return false;
  const nodes = nodesWithin(callable.body, MOST_NODES);
  const names = new Set<string>();
  for (let size = -1; size < names.size;) {
    size = names.size;
    for (const node of nodes) for (const name of namesGiven(node, names)) names.add(name);
  }
  if (callable.body.type !== 'BlockStatement') return holds(callable.body, names);
  return nodes.some((node) => node.type === 'ReturnStatement' && node.argument !== null && node.argument !== undefined && holds(node.argument, names));
}

function namesGiven(node: Node, names: ReadonlySet<string>): string[] {
  if (node.type === 'VariableDeclarator') return node.init && holds(node.init, names) ? namesIn(node.id as Node) : [];
  return node.type === 'AssignmentExpression' && node.left.type === 'Identifier' && holds(node.right, names) ? [node.left.name] : [];
}

/** What a pattern declares. */
function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left as Node);
  if (pattern.type === 'ObjectPattern') return pattern.properties.flatMap((each) => (each.type === 'Property' ? (each.key.type === 'Identifier' && TELLS.has(each.key.name) ? [] : namesIn(each.value as Node)) : []));
  return pattern.type === 'ArrayPattern' ? pattern.elements.flatMap((each) => (each ? namesIn(each as Node) : [])) : [];
}

/** Is an answer, or something that has one of these names, in an expression, and not only asked about? */
function holds(root: Node, names: ReadonlySet<string>): boolean {
  for (const node of nodesWithin(root, MOST_NODES, (each) => !isAsked(each) && !isCallable(each))) {
    if (node.type === 'CallExpression' && ASKS.test(memberPath(withoutWrapping(node.callee)))) return true;
    if (node.type === 'Identifier' && names.has(node.name)) return true;
  }
  return false;
}

function isAsked(node: Node): boolean {
  if (node.type === 'MemberExpression') return node.property.type === 'Identifier' && !node.computed && TELLS.has(node.property.name);
  if (node.type === 'UnaryExpression') return node.operator === '!' || node.operator === 'typeof';
  return node.type === 'BinaryExpression' && COMPARES.has(node.operator);
}
