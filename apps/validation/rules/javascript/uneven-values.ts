import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { isChance, isDay } from './dated-ends.js';
import { isTime } from './dated-harm.js';
import { decidedBy, isLeft } from './decided.js';
import { withoutWrapping } from './expressions.js';
import { Gates } from './gates.js';
import { isMadeOf } from './made-of.js';
import { memberPath } from './member-paths.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

/** What puts values into cells; its last argument is what comes there. */
const WRITES = /^(?:setCells?|setRange|setValues?|setFormulas?)$/;
/** What calls a function without anybody asking for it. */
const UNASKED = /^(?:on[A-Z]\w*|setInterval)$/;
const ASKED = /command|click|press|message/i;
const OF_CELLS = /^(?:values?|formulas?|text)$/;
const CHANGES = /^[-+*/]$/;
const REPLACES = /^(?:replace|replaceAll|slice)$/;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/**
 * Values of others that are changed now and then: what a function gets is given back, or written into cells, as it is, but for a day that is written, chance or each nth time,
 * when it is another one that is worked out from it. What rounds, converts or formats does so every time. `dated`: a script beside it has a day; `writes`: one writes into cells, and not only answers what formulas ask, whose rates may have a day.
 */
export function changesUnevenly(program: ESTree.Program, dated: boolean, writes: boolean): Node | null {
  const script = new Uneven(program, dated, writes);
  for (const node of nodesWithin(program)) {
    if (node.type === 'ConditionalExpression' && script.choosesOther(node)) return node;
    if (node.type === 'BinaryExpression' && script.addsAtTimes(node)) return node;
    if (!isCallable(node) || !node.body) continue;
    const found = script.changeIn(node.body as Node) ?? script.noiseIn(node.body as Node);
    if (found) return found;
  }
  return null;
}

/** Is a day of our years written in a script? */
export function hasDay(program: ESTree.Program): boolean {
  return [...nodesWithin(program)].some(isDay);
}

class Uneven {
  readonly #gates: Gates;
  readonly #names: WrittenNames;
  readonly #unasked: ReadonlySet<Node>;

  constructor(program: ESTree.Program, private readonly dated: boolean, private readonly writes: boolean) {
    this.#gates = new Gates(program);
    this.#names = new WrittenNames(program);
    const isListened = (node: Node): boolean => node.type === 'CallExpression' && UNASKED.test(lastName(node.callee)) && !ASKED.test(lastName(node.callee));
    this.#unasked = new Set([...nodesWithin(program)].filter(isListened).flatMap((node) => (node as ESTree.CallExpression).arguments.flatMap((each) => (each.type === 'Identifier' ? this.#names.valuesOf(each) : [each]))).flatMap((each) => (isCallable(each) && each.body ? [each.body as Node] : [])));
  }

  #isUneven(test: Node): boolean {
    return this.#gates.isUneven(test, this.writes);
  }

  /** `Math.random() < 0.01 ? value * 1.1 : value` */
  choosesOther({ test, consequent, alternate }: ESTree.ConditionalExpression): boolean {
    return this.#isUneven(test) && ((isPlain(consequent) && changes(alternate, consequent)) || (isPlain(alternate) && changes(consequent, alternate)));
  }

  /** `value + (Math.random() < 0.01 ? 0.01 : 0)`, `value * (late ? 1.001 : 1)` */
  addsAtTimes({ operator, left, right }: ESTree.BinaryExpression): boolean {
    const [none, sides] = [operator === '*' || operator === '/' ? 1 : 0, [left as Node, right]];
    return CHANGES.test(operator) && sides.some((side) => {
      const inner = withoutWrapping(side);
      return inner.type === 'ConditionalExpression' && this.#isUneven(inner.test) && [inner.consequent, inner.alternate].some((each) => isNumber(each) && each.value === none);
    }) && !sides.every((side) => isNumber(withoutWrapping(side)));
  }

  /** Behind such a condition, another value is given back than before, or written into a cell. */
  changeIn(body: Node): Node | null {
    const isPassed = (node: Node): boolean => node.type === 'ReturnStatement' && node.argument !== null && node.argument !== undefined && isPlain(node.argument);
    const plain = [...nodesWithin(body, MOST_NODES, (each) => !isCallable(each))].flatMap((node) => (isPassed(node) ? [(node as ESTree.ReturnStatement).argument as Node] : []));
    const isLate = (test: Node): boolean => this.dated && [...nodesWithin(test)].some((node) => node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator) && isTime(withoutWrapping(node.left as Node)) && isPlain(node.right));
    // Whoever stops on a day ends a trial.
    const ends = new Set([...nodesWithin(body, MOST_NODES)].flatMap((node) => (node.type === 'IfStatement' && isLeft(node.consequent) && isAfter(node.test) ? [node.test as Node] : [])));
    for (const part of decidedBy(body, (test) => (!ends.has(test) && this.#isUneven(test)) || (plain.length > 0 && isLate(test)))) {
      for (const node of nodesWithin(part, MOST_NODES)) {
        if (node.type === 'ReturnStatement' && node.argument && plain.some((each) => changes(node.argument!, each))) return node;
        const written = writtenBy(node);
        if (written && this.#isOther(written)) return node;
      }
    }
    return null;
  }

  /** Without being asked, what stood in cells is written there again, made of chance. */
  noiseIn(body: Node): Node | null {
    if (!this.#unasked.has(body)) return null;
    for (const node of nodesWithin(body, MOST_NODES)) {
      const written = writtenBy(node);
      if (written && isMadeOf(written, this.#names, isChance) && isMadeOf(written, this.#names, isOfCells)) return node;
    }
    return null;
  }

  /** Is a value worked out from one that stood in a cell, also by a function of the script or under a name? */
  #isOther(value: Node): boolean {
    const isWorkedOut = (node: Node): boolean => {
      if (node.type === 'CallExpression' && !REPLACES.test(lastName(node.callee))) return node.arguments.some((each) => isOfCells(each as Node) || isPlain(each as Node)) && node.callee.type === 'MemberExpression' && node.callee.object.type === 'ThisExpression';
      const whole = node.type === 'CallExpression' ? node.callee : node;
      return changesSomething(node) && [...nodesWithin(whole, MOST_NODES)].some((each) => isOfCells(each) || each.type === 'Identifier');
    };
    return isMadeOf(value, this.#names, isWorkedOut) && isMadeOf(value, this.#names, (node) => isOfCells(node) || (node.type === 'Identifier' && (OF_CELLS.test(node.name) || (this.#names.isDeclared(node) && this.#names.valuesOf(node).length === 0))));
  }
}

/** A call that puts something into cells: what comes there. */
function writtenBy(node: Node): Node | null {
  return node.type === 'CallExpression' && WRITES.test(lastName(node.callee)) ? ((node.arguments.at(-1) as Node | undefined) ?? null) : null;
}

/** `event.value`, `range.values[r][c]` */
function isOfCells(node: Node): boolean {
  return node.type === 'MemberExpression' && (OF_CELLS.test(lastName(node)) || (node.computed && isOfCells(withoutWrapping(node.object)))) ;
}

/** Is a value made of another one by numbers, or by taking pieces of it out? */
function changes(value: Node, of: Node): boolean {
  const path = memberPath(of);
  const nodes = [...nodesWithin(value, MOST_NODES)];
  return path !== '' && nodes.some(changesSomething) && nodes.some((node) => (node.type === 'Identifier' || node.type === 'MemberExpression') && memberPath(node) === path);
}

function changesSomething(node: Node): boolean {
  if (node.type === 'BinaryExpression') return CHANGES.test(node.operator) && [node.left as Node, node.right].some((side) => [...nodesWithin(side)].some(isNumber));
  return node.type === 'CallExpression' && REPLACES.test(lastName(node.callee)) && node.callee.type === 'MemberExpression';
}

/** `Date.now() > day` */
function isAfter(test: Node): boolean {
  if (test.type !== 'BinaryExpression' || !/^[<>]=?$/.test(test.operator)) return false;
  return [...nodesWithin(test.operator.startsWith('>') ? (test.left as Node) : test.right)].some(isTime);
}

/** A name, or a member by names. */
function isPlain(node: Node): boolean {
  return (node.type === 'Identifier' && node.name !== 'undefined') || (node.type === 'MemberExpression' && !node.computed && memberPath(node) !== '');
}

function isNumber(node: Node): node is ESTree.Literal & { value: number } {
  return node.type === 'Literal' && typeof node.value === 'number';
}

function lastName(node: Node): string {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'MemberExpression' && !node.computed ? lastName(node.property) : '';
}
