import type { ESTree } from 'meriyah';
import { Answers } from '../names/answers.js';
import { nodesAround, nodesWithin } from '../syntax/children.js';
import { comparesDay, isChance, isDay } from './dated-ends.js';
import { holds, isTime, namesThat } from './dated-harm.js';
import { decidedBy, isLeft } from './decided.js';
import { nameOf, withoutWrapping } from '../syntax/expressions.js';
import { isMadeOf } from './made-of.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { timesHanded } from './handed-times.js';
import { answersIn } from './ways.js';
import { WrittenNames } from '../names/written-names.js';

const COMPARES = /^(?:[<>]=?|[!=]==?)$/;
/** What makes a time of numbers and texts that are written, or says something of one. */
const OF_TIME = /^(?:Date(?:\.(?:now|UTC|parse))?|Math\.\w+|Number|performance\.now|(?:new )?Intl\.\w+)$/;
const TIME_METHOD = /^(?:get(?:UTC)?(?:Day|Date|Month|FullYear|Hours|Minutes|Time)|getTime|valueOf|toISOString|slice)$/;
/** Where a host keeps a number that is counted up. */
const KEPT = /(?:^|\.)(?:storage|globalState|workspaceState|state|store|memento)\.(?:get|getItem)$/;
/** Where, by whom and in which language it runs: who is meant, and nothing of what. */
const WHERE = /(?:^|\.)(?:resolvedOptions|navigator\.languages?|navigator\.userAgent|navigator\.platform|process\.platform|os\.(?:hostname|userInfo|platform)|process\.env\.(?:USER|USERNAME|LANG|LOGNAME|COMPUTERNAME|HOSTNAME))$/;
/** What asks somebody, or what somebody has set. */
const ASKS = /(?:^|\.)(?:confirm|prompt|show\w*(?:Message|Box|Pick|Dialog|Confirm)|(?:config|settings|configuration|storage|workspaceState|globalState|state)\.(?:get|getItem|has|inspect)|getConfiguration\(?\)?\.get)$/;
const SIZE = /^(?:length|size)$/;
const SOME_DAYS = 2 * 24 * 60 * 60 * 1000;
/** Rounds in which names are found that stand for others. */
const DEEPEST = 4;
const MOST_NODES = 2_000;

const known = new WeakMap<ESTree.Program, Gates>();

/**
 * Conditions that say when something is done and nothing of what: whether a day has come, what chance says, how often it was asked for, how much there is.
 * Whoever cleans up asks for something of each thing, or somebody who uses it.
 */
export class Gates {
  /** Names of times, of chance and of numbers that are counted up. */
  readonly #names = new Set<string>();
  readonly #days: ReadonlySet<string>;
  readonly #times: ReadonlySet<string>;
  readonly #chances: ReadonlySet<string>;
  readonly #counted = new Set<string>();
  /** Names that a loop counts, or that begin anew. */
  readonly #looped = new Set<string>();
  /** What functions get, or take from a list that they get. */
  readonly #params = new Set<string>();
  readonly #written: WrittenNames;
  /** What was asked of names and calls: whether they are neutral, of sizes as well, and whether they are uneven, by days and where the time is given. */
  #neutral = [new Answers(), new Answers()];
  readonly #uneven = [new Answers(), new Answers(), new Answers(), new Answers()];
  /** Methods of the script; whether the function whose answer is asked for is given the time. */
  readonly #methods = new Map<string, Callable>();
  #isGivenTime = false;

  /** What is given to names and members, and what is asked where a function is left. */
  readonly #given = new Map<string, Node[]>();
  readonly #leaving = new Set<Node>();
  /** What in the bodies of functions is decided by such conditions, by what somebody said, and by all others. */
  readonly #byGates = new Map<Node, Node[]>();
  readonly #byPersons = new Map<Node, Node[]>();
  readonly #byChoices = new Map<Node, Node[]>();

  /** Whoever asks about several places of a script asks the same. */
  static of(program: ESTree.Program): Gates {
    const gates = known.get(program) ?? new Gates(program);
    known.set(program, gates);
    return gates;
  }

  private constructor(private readonly program: ESTree.Program) {
    this.#written = WrittenNames.of(program);
    const given = this.#given;
    for (const node of nodesWithin(program)) {
      const [name, value] = givenIn(node);
      const known = given.get(name);
      if (name !== '' && value && known) known.push(value);
      else if (name !== '' && value) given.set(name, [value]);
      if (node.type === 'IfStatement' && isLeft(node.consequent)) this.#leaving.add(node.test);
      if (node.type === 'UpdateExpression' || (node.type === 'AssignmentExpression' && node.operator === '+=') || (value && counts(value))) this.#counted.add(name);
      if (node.type === 'ForStatement' && node.init) for (const inner of nodesWithin(node.init as Node)) if (inner.type === 'VariableDeclarator') this.#looped.add(nameOf(inner.id));
      // A number that begins anew with each call counts none of them.
      if (isCallable(node) && node.body) for (const inner of nodesWithin(node.body as Node, MOST_NODES)) if (beginsAnew(inner)) this.#looped.add(givenIn(inner)[0]);
      if ((node.type === 'MethodDefinition' || node.type === 'Property') && node.value && isCallable(node.value as Node)) this.#methods.set(nameOf(node.key as Node), node.value as Callable);
      const [first] = isCallable(node) ? (node.params as Node[]) : [];
      const param = first?.type === 'ArrayPattern' ? (first.elements[0] as Node | null) : first;
      if (param?.type === 'Identifier') this.#params.add(param.name);
    }
    for (const [name, time] of timesHanded(program)) given.set(name, [...(given.get(name) ?? []), time]);
    this.#days = namesThat(given, isDay);
    this.#times = namesThat(given, isTime);
    this.#chances = namesThat(given, isChance);
    for (let round = 0, size = -1; size < this.#names.size && round < DEEPEST; round++) {
      size = this.#names.size;
      for (const [name, values] of given) if (values.every((value) => this.#isNeutral(value, false) || counts(value))) this.#names.add(name);
      this.#neutral = [new Answers(), new Answers()];
    }
  }

  /** Does a condition say nothing but when? `ofSize`: how much there is counts as that. */
  isGate(test: Node, ofSize = false): boolean {
    const inner = withoutWrapping(test);
    if (inner.type === 'UnaryExpression' && inner.operator === '!') return this.isGate(inner.argument as Node, ofSize);
    if (inner.type === 'LogicalExpression') return this.isGate(inner.left as Node, ofSize) && this.isGate(inner.right, ofSize);
    const counted = inner.type === 'Identifier' ? withoutWrapping(this.#written.valueOf(inner) ?? inner) : inner;
    if (counted.type === 'MemberExpression' && SIZE.test(nameOf(counted))) return withoutWrapping(counted.object).type === 'Identifier';
    if (nodesWithin(inner, MOST_NODES).some((node) => (node.type === 'MemberExpression' || node.type === 'Identifier') && WHERE.test(memberPath(node) || nameOf(node)))) return true;
    if (inner.type !== 'BinaryExpression' || !(COMPARES.test(inner.operator) || inner.operator === '%')) return false;
    const sides = [inner.left as Node, inner.right];
    // Is it somebody by the address of a mailbox?
    if (sides.some((side) => side.type === 'Literal' && typeof side.value === 'string' && /^[^@\s]+@[^@\s]+$/.test(side.value))) return true;
    const isEmpty = sides.some((side) => isWritten(side) && ((side as ESTree.Literal).value as number) <= 1);
    if (isEmpty && sides.some((side) => this.#isNeutral(side, true) && SIZE.test(nameOf(side)))) return true;
    return sides.every((side) => this.#isNeutral(side, ofSize)) && !sides.every(isWritten);
  }

  /** `if (!one) return`, `one && …`, of what a function gets: nothing is left. */
  isEnd(test: Node): boolean {
    const inner = test.type === 'UnaryExpression' && test.operator === '!' ? (test.argument as Node) : test;
    return inner.type === 'Identifier' && this.#params.has(inner.name);
  }

  /** Does a condition, or a part of it, ask for a day that is written, for chance or for each nth time? `byDay`: a day alone counts. */
  isUneven(test: Node, byDay = true): boolean {
    const inner = withoutWrapping(test);
    if (inner.type === 'UnaryExpression' && inner.operator === '!') return this.isUneven(inner.argument as Node, byDay);
    if (inner.type === 'LogicalExpression') return this.isUneven(inner.left as Node, byDay) || this.isUneven(inner.right, byDay);
    if (comparesDay(inner, this.#days)) return byDay && this.#ofTime(inner);
    if (inner.type === 'CallExpression' || inner.type === 'Identifier') return this.#isAnswerUneven(inner, byDay);
    if (inner.type !== 'BinaryExpression') return false;
    if (this.#asksAge(inner)) return true;
    if (asksPartOfTime(inner) && this.#ofTime(inner)) return true;
    if (inner.operator === '%') return this.#isNth(inner);
    const sides = [inner.left as Node, inner.right];
    if (!COMPARES.test(inner.operator) || !sides.some((side) => this.#isNeutral(side, false))) return false;
    return sides.some((side) => holds(side, isChance, this.#chances) || (side.type === 'BinaryExpression' && this.#isNth(side)));
  }

  /** Is a day that is written asked for, also under a name? */
  isDated(test: Node): boolean {
    return nodesWithin(test, MOST_NODES).some((node) => comparesDay(node, this.#days));
  }

  /** `Date.now() - since > 30 * 864e5`, where `since` is kept: how many days the extension has been there. */
  #asksAge({ operator, left, right }: ESTree.BinaryExpression): boolean {
    if (!/^[<>]=?$/.test(operator) || !holds(left as Node, isTime, this.#times) === !holds(right, isTime, this.#times)) return false;
    const isKept = (node: Node): boolean => node.type === 'CallExpression' && KEPT.test(memberPath(node.callee));
    return [left as Node, right].some((side) => numberOf(side) >= SOME_DAYS) && isMadeOf(left as Node, this.#written, isKept) !== isMadeOf(right, this.#written, isKept);
  }

  /** Is the time asked for, or what a function of the script gets that is given it? */
  #ofTime(node: Node): boolean {
    return this.#isGivenTime || holds(node, isTime, this.#times);
  }

  /** The same of what a name is given, or what a function or a method of the script answers: `isLate(new Date())`. */
  #isAnswerUneven(asked: ESTree.CallExpression | ESTree.Identifier, byDay: boolean): boolean {
    const before = this.#isGivenTime;
    if (asked.type === 'CallExpression') this.#isGivenTime ||= asked.arguments.some((each) => holds(each, isTime, this.#times));
    const isUneven = this.#uneven[Number(byDay) + 2 * Number(this.#isGivenTime)]!.ask(asked, () => this.#isOneUneven(asked, byDay));
    this.#isGivenTime = before;
    return isUneven;
  }

  #isOneUneven(asked: ESTree.CallExpression | ESTree.Identifier, byDay: boolean): boolean {
    const answers = asked.type === 'Identifier' ? this.#written.valuesOf(asked) : answersIn(asked.callee.type === 'Identifier' ? this.#written.functionOf(asked.callee) : (this.#methods.get(nameOf(asked.callee)) ?? null));
    return answers.some((answer) => this.isUneven(answer, byDay));
  }

  /** `++calls % 40` as a condition of its own, or beside others. */
  isNthTime(test: Node): boolean {
    return nodesWithin(test, MOST_NODES).some((node) => node.type === 'BinaryExpression' && (this.#isNth(node) || (node.operator === '%' && (node.left as Node).type === 'UpdateExpression' && node.right.type === 'Literal' && Number(node.right.value) > 2)));
  }

  /** `calls % 40`; every other one is a pattern. */
  #isNth({ operator, left, right }: ESTree.BinaryExpression): boolean {
    return operator === '%' && this.#isCounter(left as Node) && !(isWritten(right) && ((right as ESTree.Literal).value as number) <= 2);
  }

  /** What is counted over many calls: not the place in a list. */
  #isCounter(node: Node): boolean {
    const inner = withoutWrapping(node);
    const name = inner.type === 'UpdateExpression' ? nameOf(inner.argument as Node) : nameOf(inner);
    return this.#counted.has(name) && !this.#looped.has(name);
  }

  /** Does such a condition decide in a function around whether a place is reached? */
  decides(start: number): boolean {
    return this.#isDecided(start, this.#byGates, (test) => this.isGate(test));
  }

  /** Does such a condition decide in the innermost function around a place, before it or behind? */
  stands(start: number): boolean {
    const body = this.#bodiesAround(start).at(-1);
    return body !== undefined && [...decidedBy(body, (test) => this.isGate(test))].length > 0;
  }

  /** Is a place reached only where somebody said so, now or in the settings? To ask whether it is a certain person asks nobody. */
  asksPerson(start: number): boolean {
    const isAnswer = (node: Node): boolean => (node.type === 'CallExpression' && ASKS.test(memberPath(node.callee))) || (node.type === 'Identifier' && (this.#given.get(node.name) ?? []).some((value) => asksIn(value)));
    const asksIn = (value: Node): boolean => !counts(value) && [...nodesWithin(value, MOST_NODES, (each) => !isCallable(each))].some((node) => node.type === 'CallExpression' && ASKS.test(memberPath(node.callee)));
    const isPerson = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string' && node.value.includes('@');
    // Where nobody said so, that is no answer.
    return this.#isDecided(start, this.#byPersons, (test) => isNegated(test) === this.#leaving.has(test) && !this.isGate(test) && nodesWithin(test, MOST_NODES).some(isAnswer) && !nodesWithin(test, MOST_NODES).some(isPerson));
  }

  /** Does a condition that says more than when decide whether a place is reached? */
  isChosen(start: number): boolean {
    return this.#isDecided(start, this.#byChoices, (test) => !this.isGate(test, true));
  }

  /** `decided`: what is known of bodies of functions already. */
  #isDecided(start: number, decided: Map<Node, Node[]>, isOne: (test: Node) => boolean): boolean {
    return this.#bodiesAround(start).some((body) => {
      const parts = decided.get(body) ?? [...decidedBy(body, isOne)];
      decided.set(body, parts);
      return parts.some((part) => (part.start ?? 0) <= start && start < (part.end ?? 0));
    });
  }

  /** Bodies of the functions around a place, from the outside to the inside. */
  #bodiesAround(start: number): Node[] {
    return nodesAround(this.program, start).flatMap((each) => (isCallable(each) && each.body ? [each.body as Node] : []));
  }

  /** A name by what it is given where it stands: minified scripts call everything by the same letters. */
  #isOnlyNeutral(name: ESTree.Identifier, ofSize: boolean): boolean {
    return this.#neutral[Number(ofSize)]!.ask(name, () => {
      const values = this.#written.valuesOf(name);
      return values.length > 0 && values.every((value) => counts(value) || this.#isNeutral(value, ofSize));
    });
  }

  #isNeutral(node: Node, ofSize: boolean): boolean {
    const inner = withoutWrapping(node);
    const areNeutral = (nodes: readonly Node[]): boolean => nodes.every((each) => this.#isNeutral(each, ofSize));
    switch (inner.type) {
      case 'Literal':
        return typeof inner.value === 'number' || (typeof inner.value === 'string' && /^\d{4}-\d\d/.test(inner.value));
      case 'Identifier':
        return this.#names.has(inner.name) || this.#isOnlyNeutral(inner, ofSize);
      case 'UnaryExpression':
      case 'UpdateExpression':
        return this.#isNeutral(inner.argument as Node, ofSize);
      case 'BinaryExpression':
        return areNeutral([inner.left as Node, inner.right]);
      case 'MemberExpression':
        return (ofSize && SIZE.test(nameOf(inner)) && withoutWrapping(inner.object).type === 'Identifier') || this.#names.has(nameOf(inner));
      case 'NewExpression':
      case 'CallExpression':
        if (isTime(inner) || isChance(inner)) return true;
        if (OF_TIME.test(memberPath(inner.callee))) return areNeutral(inner.arguments);
        return inner.callee.type === 'MemberExpression' && TIME_METHOD.test(nameOf(inner.callee)) && this.#isNeutral(inner.callee.object, ofSize) && areNeutral(inner.arguments);
      default:
        return false;
    }
  }
}

/** What is given to a name, or to a member by its name. */
function givenIn(node: Node): [string, Node | null] {
  if (node.type === 'VariableDeclarator') return [nameOf(node.id), node.init ?? null];
  if (node.type === 'AssignmentExpression') return [nameOf(node.left as Node), node.right];
  if (node.type === 'UpdateExpression') return [nameOf(node.argument as Node), { type: 'Literal', value: 1 } as Node];
  if (node.type === 'AssignmentPattern') return [nameOf(node.left as Node), node.right ?? null];
  return node.type === 'PropertyDefinition' ? [nameOf(node.key as Node), node.value] : ['', null];
}

/** `let n = 0`, `n = 0` in a function; a member of an object stays. */
function beginsAnew(node: Node): boolean {
  if (node.type === 'VariableDeclarator') return node.id.type === 'Identifier' && node.init !== null && node.init !== undefined && !counts(node.init);
  return node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'Identifier' && isWritten(node.right);
}

/** `(await storage.get('uses') || 0) + 1` */
function counts(value: Node): boolean {
  const inner = withoutWrapping(value);
  if (inner.type !== 'BinaryExpression' || inner.operator !== '+' || ![inner.left as Node, inner.right].some(isWritten)) return false;
  return nodesWithin(inner, MOST_NODES).some((node) => node.type === 'CallExpression' && KEPT.test(memberPath(node.callee)));
}

/** `now.getSeconds() % 10 === 3`, `Date.now() % 7`: a part of the time that nobody chooses. */
function asksPartOfTime({ operator, left, right }: ESTree.BinaryExpression): boolean {
  const isPart = (node: Node): boolean => nodesWithin(node, MOST_NODES).some((each) => each.type === 'CallExpression' && /(?:^|\.)get(?:UTC)?(?:Minutes|Seconds|Milliseconds)$/.test(memberPath(each.callee)));
  const isRest = (node: Node): boolean => node.type === 'BinaryExpression' && node.operator === '%' && isWritten(node.right) && (isTime(withoutWrapping(node.left as Node)) || isPart(node.left as Node));
  if (operator === '%') return isWritten(right) && (isTime(withoutWrapping(left as Node)) || isPart(left as Node));
  return COMPARES.test(operator) && [left as Node, right].some(isWritten) && [left as Node, right].some((side) => isPart(side) || isRest(withoutWrapping(side)));
}

/** A number that is written, also as a product. */
function numberOf(node: Node): number {
  const inner = withoutWrapping(node);
  if (inner.type === 'BinaryExpression' && inner.operator === '*') return numberOf(inner.left as Node) * numberOf(inner.right);
  return inner.type === 'Literal' && typeof inner.value === 'number' ? inner.value : NaN;
}

/** `!answer`, `answer !== 'yes'` */
function isNegated(test: Node): boolean {
  const inner = withoutWrapping(test);
  return inner.type === 'UnaryExpression' ? inner.operator === '!' : inner.type === 'BinaryExpression' && inner.operator.startsWith('!');
}

function isWritten(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}
