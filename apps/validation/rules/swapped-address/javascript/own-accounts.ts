import type { ESTree } from 'meriyah';
import { isAccount } from '../../../permissions/inference/data-accounts.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { findAccount, isPattern, patternsIn } from '../../javascript/texts/tried-patterns.js';
import type { Pattern } from '../../javascript/texts/tried-patterns.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const TRIES = /^(?:test|exec|match|matchAll)$/;
const REPLACES = /^(?:replace|replaceAll)$/;
/** An account of nobody has few different letters. */
const FEWEST_LETTERS = 8;
const SHOWS = /example|sample|demo|placeholder|hint|template|format|test/i;
const DEEPEST = 6;
const MOST_NODES = 2_000;
/** Nodes of a condition in which names are looked up. */
const MOST_NAMES = 200;
/** Values that one may come from. */
const MOST_VALUES = 200;

/** Values that scripts give to names, for those that use them by these. */
export type Given = ReadonlyMap<string, { value: Node; names: WrittenNames }>;

/** Accounts and patterns by the names that they have in one script. */
export function namedAccountsIn(program: ESTree.Program): Map<string, { value: Node; names: WrittenNames }> {
  const names = WrittenNames.of(program);
  const given = new Map<string, { value: Node; names: WrittenNames }>();
  for (const node of nodesWithin(program)) {
    const [name, value] = node.type === 'VariableDeclarator' ? [lastName(node.id), node.init as Node | null] : node.type === 'AssignmentExpression' ? [lastName(node.left as Node), node.right as Node] : node.type === 'Property' ? [lastName(node.key as Node), node.value as Node] : ['', null];
    if (name && value && (isPattern(value) || isOwn(madeText(value, names)))) given.set(name, { value, names });
  }
  return given;
}

/** Where an account that is written in a script comes in the place of what a pattern for such finds: in a text that is replaced, or as the answer of a function. `given`: what has a name in the scripts that belong to it. */
export function answersOwnAccount(program: ESTree.Program, given: Given): Node | null {
  const script = new Accounts(WrittenNames.of(program), given);
  for (const node of nodesWithin(program)) {
    if (node.type === 'CallExpression' && script.replaces(node)) return node;
    const choice = choiceAt(node);
    if (choice && (script.chooses(choice) || script.choosesByAmount(choice))) return node;
    if (!isCallable(node) || !node.body) continue;
    const decided = [...decidedBy(node.body as Node, (test) => script.patternsOfTest(test).length > 0)];
    const patterns = decided.length > 0 ? script.patternsOfTest(node.body as Node) : [];
    for (const part of decided) for (const inner of nodesWithin(part, MOST_NODES)) if (inner.type === 'ReturnStatement' && inner.argument && script.isFound(inner.argument, patterns)) return inner;
  }
  return null;
}

/** One of two values, by a condition. */
interface Choice {
  test: Node;
  consequent: Node;
  alternate: Node;
}

/** `test ? a : b`, `test && a || b` */
function choiceAt(node: Node): Choice | null {
  if (node.type === 'ConditionalExpression') return node;
  const left = node.type === 'LogicalExpression' && node.operator === '||' ? withoutWrapping(node.left as Node) : null;
  return node.type === 'LogicalExpression' && left?.type === 'LogicalExpression' && left.operator === '&&' ? { test: left.left as Node, consequent: left.right, alternate: node.right } : null;
}

const AMOUNT = /amount|total|\bsum\b|\bdue\b|balance|betrag/i;

/** `amount > 2500`, also by the name of what it is. */
function asksAmount(test: Node, names: WrittenNames): boolean {
  return nodesWithin(test, MOST_NAMES).some((node) => node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator) && [node.left as Node, node.right].some((side) => side.type === 'Literal' && typeof side.value === 'number' && side.value > 0) && [node.left as Node, node.right].some((side) => isMadeOf(side, names, (each) => AMOUNT.test(lastName(each) ?? ''))));
}

class Accounts {
  constructor(private readonly names: WrittenNames, private readonly given: Given) {}

  /** `text.replace(/0x…/g, own)`, `text.replace(pattern, (found) => own)`, `text.replaceAll(found[0], own)`, `text.split(found[0]).join(own)` */
  replaces({ callee, arguments: [first, second] }: ESTree.CallExpression): boolean {
    const name = lastName(callee) ?? '';
    const split = name === 'join' && callee.type === 'MemberExpression' ? withoutWrapping(callee.object) : null;
    const [at, by] = REPLACES.test(name) ? [first, second] : split?.type === 'CallExpression' && lastName(split.callee) === 'split' ? [split.arguments[0], first] : [];
    if (!by || !at) return false;
    const own = by.type === 'Identifier' ? (this.names.functionOf(by) ?? by) : by;
    const patterns = this.#patternsOf([at as Node]);
    if (patterns.length === 0) return false;
    const answers = isCallable(own) ? answersOf(own.body as Node) : [own as Node];
    return answers.some((each) => this.isFound(each, patterns));
  }

  /** `/0x…/.test(value) ? own : value` */
  chooses({ test, consequent, alternate }: Choice): boolean {
    const patterns = this.patternsOfTest(test);
    return patterns.length > 0 && [consequent, alternate].some((each) => this.isFound(each, patterns));
  }

  /** `amount > 2500 ? own : value`, where nothing else of it is an account that is written here. */
  choosesByAmount({ test, consequent, alternate }: Choice): boolean {
    if (!asksAmount(test, this.names)) return false;
    return this.#accountsIn(consequent).length > 0 !== this.#accountsIn(alternate).length > 0;
  }

  /** Is it an account that these find, which find nothing else? */
  isFound(node: Node, patterns: readonly Pattern[]): boolean {
    return this.#accountsIn(node).some((own) => findAccount(patterns, own));
  }

  #accountsIn(node: Node): string[] {
    // What something is compared with does not come there.
    return nodesWithin(node, MOST_NODES, (each) => each.type !== 'BinaryExpression' || each.operator === '+').flatMap((each) => [...this.#tableOf(each), each]).flatMap((each) => this.#textOf(each) ?? []).filter((text) => isOwn(text));
  }

  /** Patterns by which a condition, or a function, tries something, also where what was found has a name: `if (!found) return text`. */
  patternsOfTest(test: Node): Pattern[] {
    const found = nodesWithin(test, MOST_NAMES).flatMap((node) => (node.type === 'Identifier' ? this.names.valuesOf(node).flatMap((value) => (isTried(withoutWrapping(value)) ? triedIn(value) : [])) : []));
    return this.#patternsOf([...triedIn(test), ...found]);
  }

  /** The patterns that values are, or by which they were found. */
  #patternsOf(nodes: readonly Node[]): Pattern[] {
    const open = new Set(nodes.map(withoutWrapping));
    // Grows while it is walked.
    for (const node of open) for (const next of open.size < MOST_VALUES ? this.#leadingTo(node) : []) open.add(withoutWrapping(next));
    return patternsIn(open);
  }

  #leadingTo(node: Node): readonly Node[] {
    if (node.type === 'MemberExpression') return [this.given.get(lastName(node) ?? '')?.value ?? node.object];
    if (node.type === 'CallExpression') return triedIn(node);
    if (node.type !== 'Identifier') return [];
    const values = this.names.valuesOf(node);
    const outer = values.length === 0 ? this.given.get(node.name) : undefined;
    return outer ? [outer.value] : values;
  }

  /** `accounts[country]`: what a table has that is written out. */
  #tableOf(node: Node): Node[] {
    if (node.type !== 'MemberExpression' || !node.computed) return [];
    const object = withoutWrapping(node.object);
    // What an account looks like is shown to whoever entered none.
    if (object.type === 'Identifier' && SHOWS.test(object.name)) return [];
    const table = object.type === 'Identifier' ? this.names.valueOf(object) : object;
    return table?.type === 'ObjectExpression' ? table.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : [])) : table?.type === 'ArrayExpression' ? (table.elements as (Node | null)[]).flatMap((each) => each ?? []) : [];
  }

  #textOf(node: Node): string | null {
    const own = madeText(node, this.names);
    if (own !== null) return own;
    const outer = node.type === 'Identifier' || node.type === 'MemberExpression' ? this.given.get(lastName(node) ?? '') : undefined;
    return outer && !isPattern(outer.value) ? madeText(outer.value, outer.names) : null;
  }
}

function isTried(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && TRIES.test(lastName(node.callee) ?? '');
}

/** What is tried by patterns here, and by what. */
function triedIn(test: Node): Node[] {
  return nodesWithin(test, MOST_NODES).flatMap((node) => (node.type === 'CallExpression' && isTried(node) && node.callee.type === 'MemberExpression' ? [node.callee.object as Node, ...(node.arguments as Node[])] : []));
}

/** The text that an expression is, also cut, turned round or decoded from one that is written. */
function madeText(node: Node, names: WrittenNames, depth = 0): string | null {
  const inner = withoutWrapping(node);
  const whole = names.textOf(inner);
  if (whole !== null || depth > DEEPEST) return whole;
  if (inner.type === 'Identifier') {
    const value = names.valueOf(inner);
    return value ? madeText(value, names, depth + 1) : null;
  }
  if (inner.type !== 'CallExpression') return null;
  const name = lastName(inner.callee) ?? '';
  const [first, second] = inner.arguments as Node[];
  if (name === 'atob' && first) return decoded(madeText(first, names, depth + 1), 'base64');
  if (inner.callee.type !== 'MemberExpression') return null;
  const object = withoutWrapping(inner.callee.object);
  const [source, format] = object.type === 'CallExpression' ? (object.arguments as Node[]) : [];
  if (name === 'toString' && source && format && lastName((object as ESTree.CallExpression).callee) === 'from') return decoded(madeText(source, names, depth + 1), names.textOf(format) ?? '');
  const text = /^(?:slice|substring|trim|concat|toLowerCase)$/.test(name) ? madeText(object, names, depth + 1) : null;
  if (text !== null) return name === 'concat' ? text + (first ? (madeText(first, names, depth + 1) ?? '') : '') : name === 'trim' || name === 'toLowerCase' ? text : text.slice(numberOf(first) ?? 0, numberOf(second));
  // `'…'.split('').reverse().join('')`
  const turned = name === 'join' && object.type === 'CallExpression' && lastName(object.callee) === 'reverse' && object.callee.type === 'MemberExpression' ? withoutWrapping(object.callee.object) : null;
  const split = turned?.type === 'CallExpression' && turned.callee.type === 'MemberExpression' && lastName(turned.callee) === 'split' ? madeText(turned.callee.object, names, depth + 1) : null;
  return split && [...split].reverse().join('');
}

function decoded(text: string | null, format: string): string | null {
  return text !== null && (format === 'base64' || format === 'hex') ? Buffer.from(text, format).toString('latin1') : null;
}

function numberOf(node: Node | undefined): number | undefined {
  return node?.type === 'Literal' && typeof node.value === 'number' ? node.value : undefined;
}

/** What a function answers, each way. */
function answersOf(body: Node): Node[] {
  return body.type === 'BlockStatement' ? [...nodesWithin(body, MOST_NODES, (each) => !isCallable(each))].flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument] : [])) : [body];
}

function isOwn(text: string | null): boolean {
  return text !== null && isAccount(text) && new Set(text).size >= FEWEST_LETTERS;
}
