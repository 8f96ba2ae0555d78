import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { isChance, isDay } from '../../javascript/conditions/dated-ends.js';
import { isTime } from '../../javascript/conditions/dated-harm.js';
import { decidedBy, isLeft } from '../../javascript/conditions/decided.js';
import { nameOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { Gates } from '../../javascript/conditions/gates.js';
import { functionsOf } from '../../javascript/conditions/handed-times.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What puts values into cells; its last argument is what comes there. */
const WRITES = /^(?:setCells?|setRange|setValues?|setFormulas?)$/;
/** What puts a text into a document or a file. */
const WRITES_TEXT = /^(?:writeText|writeFile(?:Sync)?|replace|setText|replaceText|saveText)$/;
const GOES_THROUGH = /^(?:map|replace|replaceAll)$/;
const REPLACES_TEXT = /^(?:replace|replaceAll)$/;
/** Names of files, and colours. */
const LOOKS = /\.\w{2,5}$|^#[\da-f]{3,8}$|https?:/i;
/** Names that lead to each other. */
const DEEPEST = 3;
/** What calls a function without anybody asking for it. */
const UNASKED = /^(?:on[A-Z]\w*|setInterval)$/;
const ASKED = /command|click|press|message/i;
const OF_CELLS = /^(?:values?|formulas?|text)$/;
const CHANGES = /^[-+*/]$/;
const REPLACES = /^(?:replace|replaceAll|slice)$/;
/** Functions that are called for pieces of a document. */
const MOST_CALLABLES = 100;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/** What is known of the scripts that one belongs to. */
export interface Surroundings {
  /** One of them has a day. */
  dated: boolean;
  /** One writes, and not only answers what formulas ask, whose rates may have a day. */
  writes: boolean;
  /** Values of a sheet, and not the text of documents and files. */
  ofSheet: boolean;
  /** Functions of these scripts whose answer says when. */
  gates: ReadonlySet<string>;
}

/**
 * Values of others that are changed now and then: what a function gets is given back, or written into cells, documents or files, as it is, but for a day that is written, chance or each nth time,
 * when it is another one that is worked out from it. What rounds, converts or formats does so every time. Beside texts, numbers are also what a script waits or draws: those of a document stand in what goes through it.
 */
export function changesUnevenly(program: ESTree.Program, around: Surroundings): Node | null {
  const script = new Uneven(program, around);
  for (const node of nodesWithin(program)) {
    if (node.type === 'ConditionalExpression' && script.choosesOther(node)) return node;
    if (node.type === 'BinaryExpression' && script.addsAtTimes(node)) return node;
    if (node.type === 'CallExpression' && script.losesLines(node)) return node;
    if (!isCallable(node) || !node.body) continue;
    const found = script.changeIn(node.body as Node) ?? script.reassignedIn(node.body as Node) ?? script.noiseIn(node.body as Node);
    if (found) return found;
  }
  return null;
}

/** Is a day of our years written in a script? */
export function hasDay(program: ESTree.Program): boolean {
  return nodesWithin(program).some(isDay);
}

/** Functions of a script whose answer says when something is done, by their names. */
export function gatesOf(program: ESTree.Program): string[] {
  const script = new Uneven(program, { dated: false, writes: true, ofSheet: false, gates: new Set() });
  return nodesWithin(program).flatMap((node) => {
    const [name, value] = node.type === 'FunctionDeclaration' ? [node.id?.name ?? '', node as Node] : node.type === 'VariableDeclarator' ? [nameOf(node.id), node.init as Node | null] : node.type === 'AssignmentExpression' ? [nameOf(node.left as Node), node.right as Node] : node.type === 'Property' || node.type === 'MethodDefinition' ? [nameOf(node.key as Node), node.value as Node] : ['', null];
    return name !== '' && value && isCallable(value) && script.answersWhen(value) ? [name] : [];
  });
}

class Uneven {
  readonly #gates: Gates;
  readonly #names: WrittenNames;
  readonly #unasked: ReadonlySet<Node>;
  /** What stands in a function that goes through pieces of a document. */
  readonly #through: ReadonlySet<Node>;
  readonly #writes: RegExp;

  constructor(program: ESTree.Program, private readonly around: Surroundings) {
    this.#gates = Gates.of(program);
    this.#names = WrittenNames.of(program);
    this.#writes = around.ofSheet ? WRITES : WRITES_TEXT;
    this.#through = around.ofSheet ? new Set() : throughPieces(program);
    const isListened = (node: Node): boolean => node.type === 'CallExpression' && UNASKED.test(nameOf(node.callee)) && !ASKED.test(nameOf(node.callee));
    this.#unasked = new Set(nodesWithin(program).filter(isListened).flatMap((node) => (node as ESTree.CallExpression).arguments.flatMap((each) => (each.type === 'Identifier' ? this.#names.valuesOf(each) : [each]))).flatMap((each) => (isCallable(each) && each.body ? [each.body as Node] : [])));
  }

  /** Also by a name, or by a function of these scripts that says so. */
  #isUneven(test: Node, depth = 0): boolean {
    const inner = withoutWrapping(test);
    if (this.#gates.isUneven(inner, this.around.writes)) return true;
    if (depth > DEEPEST) return false;
    if (inner.type === 'UnaryExpression' && inner.operator === '!') return this.#isUneven(inner.argument, depth);
    if (inner.type === 'LogicalExpression') return this.#isUneven(inner.left as Node, depth) || this.#isUneven(inner.right, depth);
    if (inner.type === 'BinaryExpression' && !this.around.ofSheet) return asksHour(inner, this.#names);
    if (inner.type === 'Identifier') {
      const value = this.#names.valueOf(inner);
      return value !== null && !isCallable(value) && this.#isUneven(value, depth + 1);
    }
    if (inner.type !== 'CallExpression') return false;
    const own = inner.callee.type === 'Identifier' ? this.#names.functionOf(inner.callee) : null;
    return own ? this.answersWhen(own, depth + 1) : this.around.gates.has(nameOf(inner.callee));
  }

  /** Does a function answer whether a day has come, what chance says, or whether it is the nth time? */
  answersWhen({ body }: Callable, depth = 0): boolean {
    if (!body) return false;
    if (body.type !== 'BlockStatement') return this.#isUneven(body as Node, depth);
    return body.body.length <= 3 && body.body.some((each) => each.type === 'ReturnStatement' && each.argument && this.#isUneven(each.argument, depth));
  }

  /** Beside texts, a number counts that stands in what goes through a document, or that a day changes. */
  #isChange(value: Node, of: Node, test: Node | null): boolean {
    if (!changes(value, of) && !this.#changesByNames(value, of)) return false;
    if (this.around.ofSheet) return true;
    const replaced = nodesWithin(value, MOST_NODES).filter((node) => node.type === 'CallExpression' && REPLACES_TEXT.test(nameOf(node.callee)));
    if (replaced.length > 0) return replaced.some((call) => !namesLook(call as ESTree.CallExpression, this.#names));
    return this.#through.has(value) || (test !== null && !(value.type === 'CallExpression' && nameOf(value.callee) === 'slice') && this.#gates.isDated(test) && nodesWithin(value, MOST_NODES).some((node) => node.type === 'BinaryExpression' && node.operator === '*'));
  }

  /** `const n = Number(cell); … return (n * 1.01).toFixed(2)` for `cell`. */
  #changesByNames(value: Node, of: Node): boolean {
    const path = memberPath(of);
    const isIt = (node: Node): boolean => (node.type === 'Identifier' || node.type === 'MemberExpression') && memberPath(node) === path;
    const isWorkedOut = (node: Node): boolean => node.type === 'BinaryExpression' && changesSomething(node);
    return path !== '' && isMadeOf(value, this.#names, isWorkedOut) && isMadeOf(value, this.#names, isIt);
  }

  /** `Math.random() < 0.01 ? value * 1.1 : value` */
  choosesOther({ test, consequent, alternate }: ESTree.ConditionalExpression): boolean {
    return this.#isUneven(test) && ((isPlain(consequent) && this.#isChange(alternate, consequent, test)) || (isPlain(alternate) && this.#isChange(consequent, alternate, test)));
  }

  /** `value + (Math.random() < 0.01 ? 0.01 : 0)`, `value * (late ? 1.001 : 1)` */
  addsAtTimes({ operator, left, right }: ESTree.BinaryExpression): boolean {
    if (!this.around.ofSheet && !this.#through.has(right)) return false;
    const [none, sides] = [operator === '*' || operator === '/' ? 1 : 0, [left as Node, right]];
    return CHANGES.test(operator) && sides.some((side) => {
      const inner = withoutWrapping(side);
      return inner.type === 'ConditionalExpression' && this.#isUneven(inner.test) && [inner.consequent, inner.alternate].some((each) => isNumber(each) && each.value === none);
    }) && !sides.every((side) => isNumber(withoutWrapping(side)));
  }

  /** `text.split('\n').filter(() => Math.random() > 0.01)`: pieces of a text are left out by chance. */
  losesLines({ callee, arguments: [by] }: ESTree.CallExpression): boolean {
    if (this.around.ofSheet || !by || nameOf(callee) !== 'filter' || callee.type !== 'MemberExpression') return false;
    const chooses = by.type === 'Identifier' ? this.#names.functionOf(by) : isCallable(by as Node) ? (by as Callable) : null;
    const from = withoutWrapping(callee.object);
    const pieces = from.type === 'Identifier' ? (this.#names.valueOf(from) ?? from) : from;
    return chooses !== null && nodesWithin(pieces, MOST_NODES).some((node) => node.type === 'CallExpression' && nameOf(node.callee) === 'split') && this.answersWhen(chooses);
  }

  /** Behind such a condition, another value is given back than before, or written into a cell. */
  changeIn(body: Node): Node | null {
    const isPassed = (node: Node): boolean => node.type === 'ReturnStatement' && node.argument !== null && node.argument !== undefined && isPlain(node.argument);
    const plain = [...nodesWithin(body, MOST_NODES, (each) => !isCallable(each))].flatMap((node) => (isPassed(node) ? [(node as ESTree.ReturnStatement).argument as Node] : []));
    const isLate = (test: Node): boolean => this.around.dated && nodesWithin(test).some((node) => node.type === 'BinaryExpression' && /^[<>]=?$/.test(node.operator) && isTime(withoutWrapping(node.left as Node)) && isPlain(node.right));
    const ends = endsOfTrials(body);
    for (const part of decidedBy(body, (test) => (!ends.has(test) && this.#isUneven(test)) || (plain.length > 0 && isLate(test)))) {
      for (const node of nodesWithin(part, MOST_NODES)) {
        if (node.type === 'ReturnStatement' && node.argument && plain.some((each) => this.#isChange(node.argument!, each, null))) return node;
        const written = this.#writtenBy(node);
        if (written && this.#isOther(written)) return node;
      }
    }
    return null;
  }

  /** Behind such a condition, a text that is given back or written is put in the place of itself: `text = text.replace(…)`. */
  reassignedIn(body: Node): Node | null {
    if (this.around.ofSheet) return null;
    const passed = new Set(nodesWithin(body, MOST_NODES).flatMap((node) => {
      const value = node.type === 'ReturnStatement' ? (node.argument ?? null) : this.#writtenBy(node);
      return value ? namesWithin(value, MOST_NODES) : [];
    }));
    const ends = endsOfTrials(body);
    for (const part of decidedBy(body, (test) => !ends.has(test) && this.#isUneven(test))) {
      for (const node of nodesWithin(part, MOST_NODES)) if (node.type === 'AssignmentExpression' && node.operator === '=' && node.left.type === 'Identifier' && passed.has(node.left.name) && this.#isChange(node.right, node.left as Node, null)) return node;
    }
    return null;
  }

  /** Without being asked, what stood in cells is written there again, made of chance. */
  noiseIn(body: Node): Node | null {
    if (!this.around.ofSheet || !this.#unasked.has(body)) return null;
    for (const node of nodesWithin(body, MOST_NODES)) {
      const written = this.#writtenBy(node);
      if (written && isMadeOf(written, this.#names, isChance) && isMadeOf(written, this.#names, isOfCells)) return node;
    }
    return null;
  }

  /** A call that puts something into cells, documents or files: what comes there. */
  #writtenBy(node: Node): Node | null {
    if (node.type !== 'CallExpression' || !this.#writes.test(nameOf(node.callee))) return null;
    const [first] = node.arguments as Node[];
    // Pieces of a text are replaced by a pattern or a text; those of a document by their place.
    const isOfText = nameOf(node.callee) === 'replace' && (node.arguments.length < 2 || !first || [first, ...(first.type === 'Identifier' ? this.#names.valuesOf(first) : [])].some((each) => each.type === 'Literal' || each.type === 'TemplateLiteral'));
    const place = /^writeFile|^writeText/.test(nameOf(node.callee)) ? 1 : -1;
    return isOfText ? null : ((node.arguments.at(place) as Node | undefined) ?? null);
  }

  /** Is a value worked out from one that stood in a cell, also by a function of the script or under a name? */
  #isOther(value: Node): boolean {
    const isWorkedOut = (node: Node): boolean => {
      if (node.type === 'CallExpression' && !REPLACES.test(nameOf(node.callee))) return node.arguments.some((each) => isOfCells(each as Node) || isPlain(each as Node)) && node.callee.type === 'MemberExpression' && node.callee.object.type === 'ThisExpression';
      const whole = node.type === 'CallExpression' ? node.callee : node;
      return changesSomething(node) && nodesWithin(whole, MOST_NODES).some((each) => isOfCells(each) || each.type === 'Identifier');
    };
    return isMadeOf(value, this.#names, isWorkedOut) && isMadeOf(value, this.#names, (node) => isOfCells(node) || (node.type === 'Identifier' && (OF_CELLS.test(node.name) || (this.#names.isDeclared(node) && this.#names.valuesOf(node).length === 0))));
  }
}

/** What stands in functions that go through pieces of a document, and in those of the script that are called there. */
function throughPieces(program: ESTree.Program): Set<Node> {
  const functions = functionsOf(program);
  const callables = new Set(nodesWithin(program).flatMap((node) => (node.type === 'CallExpression' && GOES_THROUGH.test(nameOf(node.callee)) ? node.arguments.flatMap((each) => (isCallable(each) ? [each as Callable] : each.type === 'Identifier' ? (functions.get(each.name) ?? []) : [])) : [])));
  const through = new Set<Node>();
  // Grows while it is walked.
  for (const callable of callables) for (const node of nodesWithin(callable as Node, MOST_NODES)) {
    through.add(node);
    if (node.type === 'CallExpression' && callables.size < MOST_CALLABLES) for (const own of functions.get(nameOf(node.callee)) ?? []) callables.add(own);
  }
  return through;
}

/** Is the hour or the day of the week one that is written? Months are for what is drawn. */
function asksHour({ operator, left, right }: ESTree.BinaryExpression, names: WrittenNames): boolean {
  const sides = [left as Node, right].map((side) => withoutWrapping((side.type === 'Identifier' && names.valueOf(side)) || side));
  return /^(?:[<>]=?|===?)$/.test(operator) && sides.some(isNumber) && sides.some((side) => side.type === 'CallExpression' && /^get(?:UTC)?(?:Day|Hours)$/.test(nameOf(side.callee)));
}

/** `icon.replace('.svg', '-snow.svg')`: how something looks, and nothing that somebody wrote. */
function namesLook({ arguments: given }: ESTree.CallExpression, names: WrittenNames): boolean {
  return given.some((each) => LOOKS.test(names.textOf(each as Node) ?? ''));
}

/** `event.value`, `range.values[r][c]` */
function isOfCells(node: Node): boolean {
  return node.type === 'MemberExpression' && (OF_CELLS.test(nameOf(node)) || (node.computed && isOfCells(withoutWrapping(node.object)))) ;
}

/** Is a value made of another one by numbers, or by taking pieces of it out? */
function changes(value: Node, of: Node): boolean {
  const path = memberPath(of);
  const nodes = nodesWithin(value, MOST_NODES);
  return path !== '' && nodes.some(changesSomething) && nodes.some((node) => (node.type === 'Identifier' || node.type === 'MemberExpression') && memberPath(node) === path);
}

function changesSomething(node: Node): boolean {
  if (node.type === 'BinaryExpression') return CHANGES.test(node.operator) && [node.left as Node, node.right].some((side) => nodesWithin(side).some(isNumber));
  return node.type === 'CallExpression' && REPLACES.test(nameOf(node.callee)) && node.callee.type === 'MemberExpression';
}

/** Whoever stops on a day ends a trial: the conditions of that. */
export function endsOfTrials(body: Node): Set<Node> {
  return new Set(nodesWithin(body, MOST_NODES).flatMap((node) => (node.type === 'IfStatement' && isLeft(node.consequent) && isAfter(node.test) && !answersOther(node.consequent) ? [node.test as Node] : [])));
}

/** `return value * 1.01`: nothing ends with that. */
function answersOther(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? (branch.body as Node[]).at(-1) : branch;
  return last?.type === 'ReturnStatement' && last.argument !== null && last.argument !== undefined && nodesWithin(branch, MOST_NODES).some(changesSomething);
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
