import type { ESTree } from 'meriyah';
import { nodesAround, nodesWithin } from '../../javascript/syntax/children.js';
import { isChance } from '../../javascript/conditions/dated-ends.js';
import { nameOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What opens a sheet by its name, and what gives one, which is meant where something is done with it. */
const OPENS_SHEET = /^(?:activateSheet|createSheet|addSheet)$/;
const GIVES_SHEET = /^getSheet$/;
/** What tells how far a sheet is used. */
const WHOLE = /^getUsedRange$/;
const LOOPS = /^For(?:Of|In)?Statement$/;
const GOES_THROUGH = /^(?:forEach|map)$/;
/** Cells of a grid that nobody fills by hand. */
const FEWEST_CELLS = 10_000;

/** Functions, and whether a sheet of their own is opened in them. */
const opening = new WeakMap<Node, boolean>();

/** Is the sheet that is open meant, whichever it is, and not one of the package's own by its name? */
export function wipesSheet(program: ESTree.Program, start: number): boolean {
  const around = nodesAround(program, start).filter(isCallable)[0] ?? program;
  const names = WrittenNames.of(program);
  const isOwn = (node: Node, gives: RegExp): boolean => node.type === 'CallExpression' && gives.test(nameOf(node.callee)) && node.arguments.every((each) => each.type === 'Literal' || each.type === 'TemplateLiteral' || (each.type === 'Identifier' && names.valuesOf(each).some((value) => value.type === 'Literal' || isMadeOf(value, names, isSetting))));
  const call = nodesAround(program, start).findLast((node) => node.type === 'CallExpression' && node.start === start);
  const opens = opening.get(around) ?? nodesWithin(around).some((node) => isOwn(node, OPENS_SHEET));
  opening.set(around, opens);
  return !opens && !(call && isMadeOf(call, names, (node) => isOwn(node, GIVES_SHEET) && (node as ESTree.CallExpression).arguments.length > 0));
}

/** Does the call at `start` write the same into each cell of what it read, or into each that has a number? */
export function wipesBlank(program: ESTree.Program, start: number): boolean {
  const call = nodesAround(program, start).findLast((node) => node.type === 'CallExpression' && node.start === start);
  const [, content] = call?.type === 'CallExpression' ? (call.arguments as Node[]) : [];
  let inner = content ? withoutWrapping(content) : undefined;
  for (let depth = 0; depth < 2; depth++) {
    const [each] = inner?.type === 'CallExpression' && nameOf(inner.callee) === 'map' ? (inner.arguments as Node[]) : [];
    inner = each && isCallable(each) && each.body?.type !== 'BlockStatement' ? withoutWrapping(each.body as Node) : undefined;
  }
  if (inner?.type === 'ConditionalExpression' && nodesWithin(inner.test).some((node) => node.type === 'UnaryExpression' && node.operator === 'typeof')) inner = inner.consequent;
  return inner !== undefined && inner.type === 'Literal' && wipesSheet(program, start);
}

/** Does the call at `start` write nothing, or what chance says, into each cell of a sheet, by loops for rows and columns? */
export function wipesEach(program: ESTree.Program, start: number): boolean {
  const ways = nodesAround(program, start);
  const call = ways.findLast((node) => node.type === 'CallExpression' && node.start === start);
  const [row, column, value] = call?.type === 'CallExpression' ? (call.arguments as Node[]) : [];
  if (!row || !column || !value || ![row, column].every((each) => each.type === 'Identifier')) return false;
  const loops = ways.filter((node) => LOOPS.test(node.type) || (node.type === 'CallExpression' && node.start !== start && GOES_THROUGH.test(nameOf(node.callee))));
  if (loops.length < 2 || !(isNothing(value) || isMadeOf(value, WrittenNames.of(program), isChance)) || !wipesSheet(program, start)) return false;
  const bounds = loops.map(boundOf);
  const body = ways.filter(isCallable)[0] ?? program;
  return bounds.every((bound) => bound !== null) ? bounds.reduce<number>((all, bound) => all * (bound ?? 1), 1) >= FEWEST_CELLS : nodesWithin(body).some((node) => node.type === 'CallExpression' && WHOLE.test(nameOf(node.callee)));
}

/** `config.get('report.sheet')` */
function isSetting(node: Node): boolean {
  return node.type === 'CallExpression' && /(?:^|\.)(?:config|settings|storage)\.get$/.test(memberPath(node.callee));
}

/** `''`, `null`, `undefined`, `0` */
function isNothing(value: Node): boolean {
  const inner = withoutWrapping(value);
  return (inner.type === 'Literal' && !('regex' in inner) && (inner.value === '' || inner.value === null || inner.value === 0)) || (inner.type === 'Identifier' && inner.name === 'undefined');
}

/** How often a loop goes on, where that is written: `row < 1000`. */
function boundOf(loop: Node): number | null {
  const test = loop.type === 'ForStatement' ? (loop.test as Node | null | undefined) : null;
  const last = test?.type === 'BinaryExpression' ? test.right : null;
  return last?.type === 'Literal' && typeof last.value === 'number' ? last.value : null;
}
