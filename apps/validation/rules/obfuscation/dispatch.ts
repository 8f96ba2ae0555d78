import type { Node, Of } from '../javascript/syntax/tree.js';
import { constantNumber, isFunction, nameOf, textOf } from './shapes.js';

/** Steps that are told apart, or that follow each other: two may be a habit. */
const FEWEST_STEPS = 3;
/** Lists of numbers that one function runs, each with functions for what stands in it. */
const FEWEST_PROGRAMS = 4;
/** Numbers in such a list. */
const SHORTEST_PROGRAM = 2;

/**
 * Control flow that is moved out of sight without a switch over states: steps that are thrown to a `catch` that tells them
 * apart, small functions of a table that each name the next one, and expressions as lists of numbers for an interpreter.
 * Names are compared without scopes, because what must fit together is so much.
 */
export class Dispatch {
  readonly #found: number[] = [];
  /** Names of tables, and of what a loop calls by the answer of the last call. */
  readonly #tables = new Set<string>();
  readonly #loops = new Map<string, number>();
  /** What runs a list that it gets, and what gets lists and functions. */
  readonly #interpreters = new Set<Node>();
  readonly #programs = new Map<string, { count: number; start: number }>();

  /** `names` of functions, which grow while the script is walked. */
  constructor(private readonly names: ReadonlyMap<Node, string>) {}

  /** Where each was found, once the whole script was seen. */
  found(): readonly number[] {
    const run = new Set([...this.#interpreters].flatMap((each) => this.names.get(each) ?? []));
    const programs = [...this.#programs].filter(([name, { count }]) => count >= FEWEST_PROGRAMS && run.has(name)).map(([, { start }]) => start);
    return [...this.#found, ...[...this.#loops].filter(([table]) => this.#tables.has(table)).map(([, start]) => start), ...programs];
  }

  /** To be called in loops. */
  try(node: Of<'TryStatement'>): void {
    if ((isThrownOnly(node) && choices(node) >= FEWEST_STEPS) || throwsSteps(node)) this.#found.push(node.start!);
  }

  variable({ id, init }: Of<'VariableDeclarator'>): void {
    const name = nameOf(id);
    if (name !== null && init && leadsOn(init as Node)) this.#tables.add(name);
  }

  /** To be called in loops: `step = table[step]()` */
  assignment({ left, right, start }: Of<'AssignmentExpression'>): void {
    if (right.type !== 'CallExpression' || right.arguments.length > 0 || right.callee.type !== 'MemberExpression' || !right.callee.computed) return;
    const [table, step] = [nameOf(right.callee.object), nameOf(right.callee.property as Node)];
    if (table !== null && step !== null && step === nameOf(left as Node)) this.#loops.set(table, start!);
  }

  /** To be called in loops: `switch (code[at++])`, where `code` is what the function gets first. */
  switch({ discriminant }: Of<'SwitchStatement'>, within: Node | null): void {
    if (within === null || !isFunction(within) || discriminant.type !== 'MemberExpression' || discriminant.property.type !== 'UpdateExpression') return;
    const code = nameOf(discriminant.object);
    if (code !== null && code === nameOf(within.params[0] as Node | undefined)) this.#interpreters.add(within);
  }

  /** `run([16, 0, 8, 1], () => list, () => key)` */
  call({ callee, arguments: given, start }: Of<'CallExpression'>): void {
    const [list, ...others] = given as Node[];
    const name = nameOf(callee);
    if (name === null || list?.type !== 'ArrayExpression' || list.elements.length < SHORTEST_PROGRAM || others.length === 0) return;
    if (!list.elements.every((each) => Number.isInteger(constantNumber(each as Node | null))) || !others.every((each) => isFunction(each) && each.params.length === 0)) return;
    const programs = this.#programs.get(name) ?? { count: 0, start: start! };
    programs.count++;
    this.#programs.set(name, programs);
  }
}

/** `try { throw { at: step } } catch …`: nothing is tried. Errors that are made are for what they say of where they are. */
function isThrownOnly({ block }: Of<'TryStatement'>): boolean {
  const [only, more] = block.body as Node[];
  return only?.type === 'ThrowStatement' && !more && ['ObjectExpression', 'Literal', 'Identifier', 'ArrayExpression', 'BinaryExpression'].includes(only.argument.type);
}

/** How many constants a `catch` compares what it gets with, or a member of it. */
function choices({ handler }: Of<'TryStatement'>): number {
  const caught = nameOf(handler?.param as Node | null | undefined);
  const [first] = (handler?.body.body ?? []) as Node[];
  if (caught === null || !first) return 0;
  const isCaught = (node: Node): boolean => nameOf(node.type === 'MemberExpression' ? node.object : node) === caught;
  if (first.type === 'SwitchStatement') return isCaught(first.discriminant) ? first.cases.filter(({ test }) => isConstant(test as Node | null)).length : 0;
  let count = 0;
  for (let node: Node | null | undefined = first; node?.type === 'IfStatement'; node = node.alternate as Node | null | undefined) {
    const { test } = node;
    if (test.type === 'BinaryExpression' && ((isCaught(test.left as Node) && isConstant(test.right)) || (isConstant(test.left as Node) && isCaught(test.right)))) count++;
  }
  return count;
}

/** Steps that throw the number of another one, at the least. */
const FEWEST_THROWN = 2;

/** `try { if (step === 3) { …; throw new Next(7); } if (step === 7) … } catch (e) { step = e.to; }`: each step ends with an error that says which one comes next. */
function throwsSteps({ block, handler }: Of<'TryStatement'>): boolean {
  const steps = new Map<number, number | null>();
  const names = new Set<string | null>();
  for (const first of block.body as Node[]) {
    for (let node: Node | null | undefined = first; node?.type === 'IfStatement'; node = node.alternate as Node | null | undefined) {
      const { test, consequent } = node;
      const state = test.type === 'BinaryExpression' ? constantNumber(test.right) : null;
      if (test.type !== 'BinaryExpression' || state === null) return false;
      names.add(nameOf(test.left as Node));
      steps.set(state, thrownNumber(consequent.type === 'BlockStatement' ? (consequent.body as Node[]).at(-1) : (consequent as Node)));
    }
  }
  const [name] = names;
  const thrown = [...steps.values()].filter((each) => each !== null && steps.has(each)).length;
  return name !== null && names.size === 1 && thrown >= FEWEST_THROWN && (handler?.body.body as Node[] | undefined ?? []).some((each) => each.type === 'ExpressionStatement' && each.expression.type === 'AssignmentExpression' && nameOf(each.expression.left as Node) === name);
}

/** `7` of `throw 7`, `throw new Next(7)`, `throw { to: 7 }` */
function thrownNumber(node: Node | undefined): number | null {
  if (node?.type !== 'ThrowStatement') return null;
  const { argument } = node;
  if (argument.type === 'ObjectExpression') return argument.properties.length === 1 && argument.properties[0]!.type === 'Property' ? constantNumber(argument.properties[0]!.value as Node) : null;
  return constantNumber((argument.type === 'NewExpression' || argument.type === 'CallExpression') && argument.arguments.length === 1 ? (argument.arguments[0] as Node) : argument);
}

function isConstant(node: Node | null): boolean {
  return constantNumber(node) !== null || textOf(node) !== null;
}

/** Small functions of which each but one answers the name or the number of another one, whatever happens in it, in another order than they are written. Machines go on by what they meet, and most have no end. */
function leadsOn(node: Node): boolean {
  const steps = stepsOf(node);
  if (steps === null || steps.length < FEWEST_STEPS) return false;
  const names = steps.map(([name]) => name);
  const next = steps.map(([, step]) => (isFunction(step) && step.params.length === 0 ? answerOf(step) : null)).map((name) => (name !== null && names.includes(name) ? name : null));
  const leading = next.filter((name) => name !== null);
  if (leading.length !== steps.length - 1 || new Set(leading).size < leading.length) return false;
  return next.some((name, index) => name !== null && name !== names[index + 1]);
}

/** The functions of a table, each with its name; null where anything else is in it. */
function stepsOf(node: Node): [string, Node][] | null {
  const steps: [string, Node | null][] = [];
  if (node.type === 'ArrayExpression') for (const [index, each] of (node.elements as (Node | null)[]).entries()) steps.push([String(index), each]);
  else if (node.type === 'ObjectExpression') for (const each of node.properties as Node[]) steps.push(each.type === 'Property' && !each.computed ? [nameOf(each.key as Node) ?? String((each.key as Of<'Literal'>).value), each.value as Node] : ['', null]);
  return steps.length > 0 && steps.every((step): step is [string, Node] => step[1] !== null && isFunction(step[1])) ? steps : null;
}

/** The constant that a function answers at its end. */
function answerOf(node: Node): string | null {
  if (!isFunction(node) || !node.body) return null;
  const last = node.body.type === 'BlockStatement' ? (node.body.body as Node[]).at(-1) : (node.body as Node);
  const answer = last?.type === 'ReturnStatement' ? (last.argument as Node | null) : node.body.type === 'BlockStatement' ? null : last;
  const value = textOf(answer) ?? constantNumber(answer);
  return value === null ? null : String(value);
}
