import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { memberPath } from './member-paths.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';

const DATE = /(?:^|\.)get(?:UTC)?(?:Month|Date|Day|FullYear)$/;
const PLACE = /(?:^|\.)(?:navigator\.(?:language|languages|userLanguage)|resolvedOptions|timeZone|env\.(?:language|LANG|LC_ALL)|getTimezoneOffset|getLocale|getSystemLocale)$/;
const COMPARES = new Set(['==', '===', '!=', '!==', '<', '>', '<=', '>=']);
const DAY = /^20\d\d-\d\d/;
/** Milliseconds; of a later time, the number is a day. */
const SOME_YEARS = 1e12;
/** Names and members that lead to each other. */
const DEEPEST = 4;
const MOST_NODES = 400;

type Names = ReadonlyMap<string, readonly Node[]>;

/**
 * A condition that holds only on certain days and only where certain languages are spoken or clocks are set to: `isDue && isThere`, each in
 * itself or by names, getters and functions of the script. By syntax alone; null in all other scripts.
 */
export function datedPlace(program: ESTree.Program): Node | null {
  const nodes = [...nodesWithin(program)];
  const names = namesIn(nodes);
  for (const node of nodes) {
    const parts = node.type === 'LogicalExpression' && node.operator === '&&' ? [node.left, node.right] : node.type === 'IfStatement' ? [node.test, node.consequent] : [];
    if (parts.length === 0) continue;
    const [asked, then] = parts as [Node, Node];
    const more = node.type === 'IfStatement' ? testsIn(then) : [then];
    if (more.some((each) => (asksDate(asked, names) && asksPlace(each, names)) || (asksPlace(asked, names) && asksDate(each, names)))) return node;
  }
  return null;
}

function testsIn(block: Node): Node[] {
  return [...nodesWithin(block, MOST_NODES)].flatMap((node) => (node.type === 'IfStatement' ? [node.test] : []));
}

/** A part of the date beside a number that is written, or the time beside a day that is. */
function asksDate(root: Node, names: Names, depth = 0): boolean {
  return someWithin(root, names, depth, asksDate, (node) => {
    if (node.type !== 'BinaryExpression' || !COMPARES.has(node.operator)) return false;
    const isNumber = [node.left, node.right].some((side) => side.type === 'Literal' && typeof side.value === 'number');
    return (isNumber && tellsDate(node, names, depth)) || ([...nodesWithin(node, MOST_NODES)].some(isDay) && tellsTime(node, names, depth));
  });
}

function isDay(node: Node): boolean {
  return node.type === 'Literal' && (typeof node.value === 'string' ? DAY.test(node.value) : typeof node.value === 'number' && node.value > SOME_YEARS);
}

function tellsTime(root: Node, names: Names, depth = 0): boolean {
  return someWithin(root, names, depth, tellsTime, (node) => (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) || (node.type === 'CallExpression' && memberPath(node.callee) === 'Date.now'));
}

function tellsDate(root: Node, names: Names, depth = 0): boolean {
  return someWithin(root, names, depth, tellsDate, (node) => node.type === 'CallExpression' && DATE.test(memberPath(node.callee)) || (node.type === 'MemberExpression' && DATE.test(nameOf(node))));
}

/** A language or the place of the clock, and somewhere a text or a pattern that is written. */
function asksPlace(root: Node, names: Names, depth = 0): boolean {
  return tellsPlace(root, names, depth) && holdsWritten(root, names, depth);
}

function holdsWritten(root: Node, names: Names, depth = 0): boolean {
  return someWithin(root, names, depth, holdsWritten, (node) => node.type === 'Literal' && ('regex' in node || typeof node.value === 'string'));
}

function tellsPlace(root: Node, names: Names, depth = 0): boolean {
  return someWithin(root, names, depth, tellsPlace, (node) => node.type === 'MemberExpression' && (PLACE.test(memberPath(node)) || /^(?:resolvedOptions|timeZone|languages)$/.test(nameOf(node))));
}

type Asks = (root: Node, names: Names, depth?: number) => boolean;

/** Is it so of a node within, or of what a name stands for that is in it? */
function someWithin(root: Node, names: Names, depth: number, asks: Asks, isSo: (node: Node) => boolean): boolean {
  for (const node of nodesWithin(root, MOST_NODES)) {
    if (isSo(node)) return true;
    const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' && !node.computed ? nameOf(node) : null;
    if (name !== null && depth < DEEPEST && (names.get(name) ?? []).some((given) => asks(given, names, depth + 1))) return true;
  }
  return false;
}

/** What each name is given: variables, functions, getters and methods. */
function namesIn(nodes: readonly Node[]): Names {
  const names = new Map<string, Node[]>();
  const note = (name: string, given: Node): void => void names.set(name, [...(names.get(name) ?? []), given]);
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) note(node.id.name, bodyOf(node.init));
    else if (node.type === 'FunctionDeclaration' && node.id && node.body) note(node.id.name, node.body);
    else if ((node.type === 'MethodDefinition' || node.type === 'Property') && node.key?.type === 'Identifier' && isCallable(node.value as Node)) note(node.key.name, bodyOf(node.value as Node));
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && isCallable(node.right)) note(nameOf(node.left), bodyOf(node.right));
  }
  return names;
}

function bodyOf(node: Node): Node {
  return isCallable(node) && node.body ? node.body : node;
}

function nameOf({ property }: ESTree.MemberExpression): string {
  return property.type === 'Identifier' ? property.name : '';
}
