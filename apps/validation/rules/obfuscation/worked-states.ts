import { constantNumber, nameOf, statementsOf } from './shapes.js';
import type { Node, Of } from '../javascript/syntax/tree.js';

/** Cases that lead to another one: two may be a habit. */
const FEWEST_LEADING = 3;
/** Operators below each other in what is switched on. */
const DEEPEST = 10;

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '<<': (left, right) => left << right,
  '>>': (left, right) => left >> right,
  '>>>': (left, right) => left >>> right,
};

/**
 * `switch (((s << 3) ^ (s >> 1)) & 0xff) { case 0x4d: …; s = 0x11; break; … }`, inside of a loop: the case is worked out of a state
 * that is nothing but constants, mixed so that nobody reads which one comes next. Machines and readers of formats take the state as it
 * is, or some bits of it, and mix what they read.
 */
export function isWorkedOut({ discriminant, cases }: Of<'SwitchStatement'>): boolean {
  const names = new Set<string>();
  const mixed = mixing(discriminant as Node, names);
  const [name] = names;
  if (mixed === null || names.size !== 1 || mixed < 2) return false;
  const tests = new Set(cases.map(({ test }) => constantNumber(test as Node | null)));
  const set = cases.map(({ consequent }) => statesSet(consequent as Node[], name!));
  if (set.some((states) => states === null)) return false;
  return set.filter((states) => states!.some((state) => tests.has(workOut(discriminant as Node, state)))).length >= FEWEST_LEADING;
}

/** How often it mixes: each time that a name is asked for again, and each `^` or `*`. Null where it is made of anything but names, numbers and operators. */
function mixing(node: Node, names: Set<string>, depth = DEEPEST): number | null {
  const name = nameOf(node);
  if (name !== null) return names.add(name) && 1;
  if (constantNumber(node) !== null) return 0;
  if (depth === 0) return null;
  if (node.type === 'UnaryExpression') return node.operator === '~' || node.operator === '-' ? mixing(node.argument, names, depth - 1) : null;
  if (node.type !== 'BinaryExpression' || !(node.operator in OPERATORS)) return null;
  const [left, right] = [mixing(node.left as Node, names, depth - 1), mixing(node.right, names, depth - 1)];
  return left === null || right === null ? null : left + right + (node.operator === '^' || node.operator === '*' ? 1 : 0);
}

/** The numbers that the state gets in a case; null where it gets anything else. */
function statesSet(consequent: Node[], name: string): number[] | null {
  const states: number[] = [];
  for (const each of statementsOf(consequent)) {
    if (each.type !== 'AssignmentExpression' || nameOf(each.left as Node) !== name) continue;
    const found = each.operator === '=' ? numbersOf(each.right) : null;
    if (found === null) return null;
    states.push(...found);
  }
  return states;
}

/** `17`, `more ? 17 : 51` */
function numbersOf(node: Node): number[] | null {
  if (node.type !== 'ConditionalExpression') return constantNumber(node) === null ? null : [constantNumber(node)!];
  const [yes, no] = [constantNumber(node.consequent), constantNumber(node.alternate)];
  return yes === null || no === null ? null : [yes, no];
}

/** What is switched on, for one state. */
function workOut(node: Node, state: number): number {
  if (node.type === 'BinaryExpression') return OPERATORS[node.operator]!(workOut(node.left as Node, state), workOut(node.right, state));
  if (node.type === 'UnaryExpression') return node.operator === '~' ? ~workOut(node.argument, state) : -workOut(node.argument, state);
  return constantNumber(node) ?? state;
}
