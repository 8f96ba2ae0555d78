import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { holds, namesIn, namesThat } from './dated-harm.js';
import { decidedBy } from './decided.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Milliseconds since 1970 that are a day of our years. */
const FIRST_DAY = 1.4e12;
const LAST_DAY = 2.6e12;
/** `Date.UTC(2027, 4)` */
const MAKES_DAY = /^(?:Date|Date\.UTC)$/;
const FIRST_YEAR = 2014;
const LAST_YEAR = 2053;
const DAY = /^20\d\d-\d\d/;
const COMPARES = new Set(['<', '>', '<=', '>=']);
const ENDS = /^(?:(?:globalThis|global)\.)?process\.(?:abort|exit|reallyExit)$/;
const NO_NAMES: ReadonlySet<string> = new Set();
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/**
 * What ends its own process under a condition that asks for chance, in a function that asks as well whether a day has come which is written in the
 * script, each in itself, by names of the script, or by leaving the function before. A trial that ends ends every time; what tries out failures knows no day.
 */
export function datedEnd(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const names = namesIn(nodes);
  const days = namesThat(names, isDay);
  const comparisons = namesThat(names, (node) => comparesDay(node, days));
  const chances = namesThat(names, isChance);
  for (const callable of nodes) {
    if (!isCallable(callable) || !callable.body) continue;
    const tests = [...nodesWithin(callable.body, MOST_NODES, (each) => !isCallable(each))].flatMap((node) => (node.type === 'IfStatement' ? [node.test] : node.type === 'LogicalExpression' ? [node.left as Node] : []));
    if (!tests.some((test) => holds(test, (each) => comparesDay(each, days), comparisons))) continue;
    for (const part of decidedBy(callable.body, (test) => holds(test, isChance, chances))) {
      const end = nodesWithin(part, MOST_NODES).find(endsProcess);
      if (end) return end;
    }
  }
  return null;
}

/** A day of our years that is written. */
export function isDay(node: Node): boolean {
  const [year] = node.type === 'NewExpression' || node.type === 'CallExpression' ? node.arguments : [];
  if (year?.type === 'Literal' && typeof year.value === 'number') return MAKES_DAY.test(memberPath((node as ESTree.CallExpression).callee)) && year.value > FIRST_YEAR && year.value < LAST_YEAR;
  if (node.type !== 'Literal') return false;
  return typeof node.value === 'string' ? DAY.test(node.value) : typeof node.value === 'number' && node.value > FIRST_DAY && node.value < LAST_DAY;
}

/** Is something compared with such a day, also by these names, or the year with one that is written? */
export function comparesDay(node: Node, days: ReadonlySet<string>): boolean {
  if (node.type === 'CallExpression') return /(?:^|\.)is(?:SameOr)?(?:After|Before)$/.test(memberPath(node.callee)) && node.arguments.some((each) => holds(each, isDay, days));
  if (node.type !== 'BinaryExpression') return false;
  const sides = [node.left as Node, node.right];
  if (sides.some(isYear) && /^(?:[<>]=?|===?)$/.test(node.operator) && sides.some((side) => holds(side, asksYear, NO_NAMES))) return true;
  return COMPARES.has(node.operator) && sides.some((side) => holds(side, isDay, days));
}

function isYear(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number' && node.value > FIRST_YEAR && node.value < LAST_YEAR;
}

function asksYear(node: Node): boolean {
  return node.type === 'CallExpression' && /(?:^|\.)get(?:UTC)?FullYear$/.test(memberPath(node.callee));
}

export function isChance(node: Node): boolean {
  return node.type === 'CallExpression' && memberPath(node.callee) === 'Math.random';
}

/** `process.exit()`, `process.kill(process.pid)` */
function endsProcess(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const path = memberPath(node.callee);
  const [first] = node.arguments;
  return ENDS.test(path) || (path === 'process.kill' && first !== undefined && holds(first, (each) => each.type === 'MemberExpression' && memberPath(each) === 'process.pid', NO_NAMES));
}
