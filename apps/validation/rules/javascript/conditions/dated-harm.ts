import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const DATE = /(?:^|\.)get(?:UTC)?(?:Month|Date|Day|FullYear)$/;
const PLACE = /(?:^|\.)(?:navigator\.(?:language|languages|userLanguage)|resolvedOptions|timeZone|env\.(?:language|LANG|LC_ALL)|getTimezoneOffset|getLocale|getSystemLocale)$/;
const COMPARES = new Set(['==', '===', '!=', '!==', '<', '>', '<=', '>=']);
const DAY = /^20\d\d-\d\d/;
/** Milliseconds; of a later time, the number is a day. */
const SOME_YEARS = 1e12;
/** Names and members that lead to each other. */
const DEEPEST = 4;
const MOST_NODES = 400;

export type Names = ReadonlyMap<string, readonly Node[]>;

/**
 * A condition that holds only on certain days and only where certain languages are spoken or clocks are set to: `isDue && isThere`, or that ends
 * a function everywhere else: `!isDue || !isThere`, each in itself or by names, getters and functions of the script. By syntax alone; null in all
 * other scripts.
 */
export function datedPlace(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const script = new Asked(namesIn(nodes));
  for (const node of nodes) {
    const parts = node.type === 'LogicalExpression' && node.operator !== '??' ? [node.left, node.right] : node.type === 'IfStatement' ? [node.test, node.consequent] : [];
    if (parts.length === 0) continue;
    const [asked, then] = parts as [Node, Node];
    if (asksForNothing(asked) || asksForNothing(then)) continue;
    const more = node.type === 'IfStatement' ? testsIn(then) : [then];
    if (more.some((each) => (script.date(asked) && script.place(each)) || (script.place(asked) && script.date(each)))) return node;
  }
  return null;
}

type IsSo = (node: Node) => boolean;

/** What conditions of one script ask for, in themselves or by names. Which names tell of a date or a place is found out once. */
class Asked {
  readonly #dates: ReadonlySet<string>;
  readonly #times: ReadonlySet<string>;
  readonly #compared: ReadonlySet<string>;
  readonly #places: ReadonlySet<string>;
  readonly #written: ReadonlySet<string>;

  constructor(names: Names) {
    this.#dates = namesThat(names, isDate);
    this.#times = namesThat(names, isTime);
    this.#compared = namesThat(names, (node) => this.#compares(node));
    this.#places = namesThat(names, isPlace);
    this.#written = namesThat(names, isWritten);
  }

  /** A part of the date beside a number that is written, or the time beside a day that is. */
  date(root: Node): boolean {
    return holds(root, (node) => this.#compares(node), this.#compared);
  }

  /** A language or the place of the clock, and somewhere a text or a pattern that is written. */
  place(root: Node): boolean {
    return holds(root, isPlace, this.#places) && holds(root, isWritten, this.#written);
  }

  #compares(node: Node): boolean {
    if (node.type !== 'BinaryExpression' || !COMPARES.has(node.operator)) return false;
    const isNumber = [node.left, node.right].some((side) => side.type === 'Literal' && typeof side.value === 'number');
    return (isNumber && holds(node, isDate, this.#dates)) || (holds(node, isDay, NO_NAMES) && holds(node, isTime, this.#times));
  }
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Names that are given something of which it is so, by way of other names as well. */
export function namesThat(names: Names, isSo: IsSo): ReadonlySet<string> {
  const found = new Set<string>();
  for (let round = 0, size = -1; size < found.size && round < DEEPEST; round++) {
    size = found.size;
    for (const [name, given] of names) if (!found.has(name) && given.some((each) => holds(each, isSo, found))) found.add(name);
  }
  return found;
}

/** Is it so of a node within, or is one of these names in it? */
export function holds(root: Node, isSo: IsSo, names: ReadonlySet<string>): boolean {
  for (const node of nodesWithin(root, MOST_NODES)) {
    if (isSo(node)) return true;
    const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' && !node.computed ? nameOf(node) : null;
    if (name !== null && names.has(name)) return true;
  }
  return false;
}

/** `value !== null`, `value === void 0`: whether there is one, and not which. */
function asksForNothing(node: Node): boolean {
  return node.type === 'BinaryExpression' && COMPARES.has(node.operator) && [node.left, node.right].some((side) => (side.type === 'Literal' && side.value === null && !('regex' in side)) || (side.type === 'UnaryExpression' && side.operator === 'void'));
}

function isDay(node: Node): boolean {
  return node.type === 'Literal' && (typeof node.value === 'string' ? DAY.test(node.value) : typeof node.value === 'number' && node.value > SOME_YEARS);
}

export function isTime(node: Node): boolean {
  return (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) || (node.type === 'CallExpression' && memberPath(node.callee) === 'Date.now');
}

function isDate(node: Node): boolean {
  return (node.type === 'CallExpression' && DATE.test(memberPath(node.callee))) || (node.type === 'MemberExpression' && DATE.test(nameOf(node)));
}

function isPlace(node: Node): boolean {
  return node.type === 'MemberExpression' && (PLACE.test(memberPath(node)) || /^(?:resolvedOptions|timeZone|languages)$/.test(nameOf(node)));
}

function isWritten(node: Node): boolean {
  return node.type === 'Literal' && ('regex' in node || typeof node.value === 'string');
}

function testsIn(block: Node): Node[] {
  return nodesWithin(block, MOST_NODES).flatMap((node) => (node.type === 'IfStatement' ? [node.test] : []));
}

/** What each name is given: variables, functions, getters and methods. */
export function namesIn(nodes: readonly Node[]): Names {
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
