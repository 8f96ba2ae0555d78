import type { ESTree } from 'meriyah';
import { PERSONAL_FOLDERS } from '../../facts/folders.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { removesFiles } from './removals.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Nodes of one expression that are looked at. */
const MOST_NODES = 2_000;
/** Names that one script may give each other, round by round. */
const MOST_ROUNDS = 8;
const VISITS = /^(?:map|flatMap|forEach|reduce)$/;
const JOINS = /(?:^|\.)(?:join|resolve|joinPath|file)$/;
const HOME = /^(?:homedir|homeDir|home|HOME|USERPROFILE|homePath|homeDirectory)$/;
const WORD = /\w/;

/** Names of a script that stand for folders of the person in the home folder, or for what is in them; by syntax alone, for small scripts. `given`: such names of other scripts. */
export function personalNames(program: ESTree.Program, given: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const nodes = nodesWithin(program);
  const lists = new Set(nodes.flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && isPersonalList(node.init) ? [node.id.name] : [])));
  const hasHome = nodes.some((node) => (node.type === 'Identifier' && HOME.test(node.name)) || (node.type === 'Literal' && typeof node.value === 'string' && HOME.test(node.value)));
  const names = new Set(given);
  const isSource = (node: Node): boolean => hasHome && visitsPersonal(node, lists);
  for (let round = 0, size = -1; size < names.size && round < MOST_ROUNDS; round++) {
    size = names.size;
    for (const node of nodes) for (const name of namesGiven(node, (root) => holds(root, names, isSource))) names.add(name);
  }
  return names;
}

/** The first call that removes what one of these names stands for, and nothing below it that has a written name. */
export function removalOf(program: ESTree.Program, names: ReadonlySet<string>): Node | null {
  for (const node of nodesWithin(program)) {
    const [path] = node.type === 'CallExpression' && removesFiles(node) ? node.arguments : [];
    if (path && holds(path, names, () => false)) return node;
  }
  return null;
}

function isPersonalList(node: Node): boolean {
  const inner = withoutWrapping(node);
  const texts = inner.type === 'ArrayExpression' ? inner.elements.flatMap((each) => (each?.type === 'Literal' && typeof each.value === 'string' ? [each.value] : [])) : [];
  return texts.filter((text) => PERSONAL_FOLDERS.test(text)).length > 1;
}

/** `folders.map((folder) => join(home, folder))`, `for (const folder of folders)`: goes through names of such folders, and makes paths of each. */
function visitsPersonal(node: Node, lists: ReadonlySet<string>): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier' || !VISITS.test(node.callee.property.name)) return false;
  const visit = (node.arguments as readonly Node[]).find(isCallable);
  const param = visit?.params.findLast((each) => each.type === 'Identifier');
  return isOne(node.callee.object, lists) && !!visit?.body && param?.type === 'Identifier' && makesPath(visit.body, param.name);
}

function isOne(node: Node, lists: ReadonlySet<string>): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'Identifier' ? lists.has(inner.name) : isPersonalList(inner);
}

function makesPath(body: Node, name: string): boolean {
  for (const node of nodesWithin(body, MOST_NODES)) if (partsOf(node).some((part) => part.type === 'Identifier' && part.name === name)) return true;
  return false;
}

/** What a path is put together of; nothing for anything else. */
function partsOf(node: Node): readonly Node[] {
  if (node.type === 'TemplateLiteral') return node.expressions.length > 0 ? [...node.quasis, ...node.expressions] : [];
  if (node.type === 'BinaryExpression' && node.operator === '+') return operands(node);
  return node.type === 'CallExpression' && JOINS.test(memberPath(node.callee)) ? node.arguments : [];
}

/** Has a path a part that is written? It is one of the package's own then. */
function isOwn(node: Node): boolean {
  return partsOf(node).some((part) => (part.type === 'Literal' ? WORD.test(String(part.value)) : part.type === 'TemplateElement' && WORD.test(part.value.cooked ?? '')));
}

function holds(root: Node, names: ReadonlySet<string>, isSource: (node: Node) => boolean): boolean {
  for (const node of nodesWithin(root, MOST_NODES, (each) => !isOwn(each) && !isCallable(each))) {
    if (isSource(node)) return true;
    if (node.type === 'Identifier' && names.has(node.name)) return true;
  }
  return false;
}

/** What a node gives to names, if something of what matters is in it. */
function namesGiven(node: Node, has: (root: Node) => boolean): string[] {
  if (node.type === 'VariableDeclarator') return node.init && (isCallable(node.init) ? answers(node.init, has) : has(node.init)) ? namesIn(node.id as Node) : [];
  if (node.type === 'AssignmentExpression') return (isCallable(node.right) ? answers(node.right, has) : has(node.right)) ? namesIn(node.left as Node) : [];
  if (node.type === 'FunctionDeclaration') return node.id && answers(node, has) ? [node.id.name] : [];
  if (node.type === 'Property') return isCallable(node.value) && node.key.type === 'Identifier' && answers(node.value, has) ? [node.key.name] : [];
  if (node.type === 'ForOfStatement') return has(node.right) ? (node.left.type === 'VariableDeclaration' ? node.left.declarations.flatMap(({ id }) => namesIn(id as Node)) : namesIn(node.left as Node)) : [];
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  // What is done with each, or with what comes later.
  return has(node.callee.object) ? (node.arguments as readonly Node[]).filter(isCallable).flatMap(({ params }) => params.slice(0, 1).flatMap((each) => namesIn(each as Node))) : [];
}

function answers(callable: Callable, has: (root: Node) => boolean): boolean {
  if (!callable.body) return false;
  if (callable.body.type !== 'BlockStatement') return has(callable.body);
  for (const node of nodesWithin(callable.body, MOST_NODES, (each) => !isCallable(each))) if (node.type === 'ReturnStatement' && node.argument && has(node.argument)) return true;
  return false;
}

function namesIn(pattern: Node): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'MemberExpression') return pattern.property.type === 'Identifier' && !pattern.computed ? [pattern.property.name] : [];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left as Node);
  if (pattern.type === 'ObjectPattern') return pattern.properties.flatMap((each) => (each.type === 'Property' ? namesIn(each.value as Node) : []));
  return pattern.type === 'ArrayPattern' ? pattern.elements.flatMap((each) => (each ? namesIn(each as Node) : [])) : [];
}
