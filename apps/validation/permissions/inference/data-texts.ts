import type { Call } from './calls.js';
import type { Carried } from './carried.js';
import { textsIn } from './data-cells.js';
import { INERT, type Builtin, type Cell, type Thing, type Value } from './values.js';

/**
 * Texts that a package puts together of pieces which are all written out, or makes of others, by a method or with numbers in between:
 * `['wss:/', 'a.example'].join('/')`, `'LT' + [60, 1010].join('')`, `''.concat('https://', name)`, `atob('…')`. The values of cells do not know them.
 */

/** Rounds until pieces of pieces are together, texts of one cell, characters of one, cells to which one goes, pieces of one. */
const MOST_ROUNDS = 6;
const MOST_TEXTS = 4;
const LONGEST = 100;
const MOST_REACHED = 60;
const MOST_PIECES = 100;
/** Characters of which a list of numbers is a text. */
const FEWEST_CHARACTERS = 8;

/** Tells of a text that a cell holds; `isWhole` unless something unknown stands behind it. */
type Found = (cell: Cell, text: string, isWhole: boolean) => void;
type Pieces = readonly (string | undefined)[];

/** Methods that put texts together, take them apart, or make one of another; and functions of the language that do. */
const METHODS = new Set(['join', 'concat', 'reduce', 'toString', 'toUpperCase', 'toLowerCase', 'trim', 'fromCharCode', 'fromCodePoint', 'split', 'reverse', 'reversed', 'format', 'toReversed', 'values', 'replace', 'replaceAll', 'from', 'decode', 'b64decode', 'unhexlify']);
const MAKERS = new Set(['String', 'atob', 'decodeURIComponent']);
/** Of these, those that make something of their first argument. */
const OF_FIRST = new Set([...MAKERS, 'from', 'b64decode', 'unhexlify']);
/** Between the pieces of a list, as a function that is called with two of them has it. */
const BETWEEN = ['', '/', '.', ' '];

/** Finds the texts that are put together in a package whose values are settled. */
export function findTexts({ calls, joins, digits }: Carried, found: Found): void {
  const making = calls.filter(({ callee, method, self, arguments: given }) => (method ? METHODS.has(method) : callee.values.some(isMaker)) || self.values.some(isLong) || given.some(({ values }) => values.some(isLong)));
  new Texts(digits, found).find(joins, making);
}

/** Where something comes into a text of Python. */
const GAP = /\{\w{0,40}\}/;

/** An address that ends before the name of its server does. */
function isBegun(text: string): boolean {
  return /^(?:https?|wss?):\/\/[^/?#]*$/i.test(text) || text.includes('%s');
}

class Texts {
  readonly #made = new Map<Cell, string[]>();
  readonly #numbers = new Map<Cell, string[]>();
  /** Lists that methods make: their pieces with zeros between them. */
  readonly #lists = new Map<Cell, string[]>();
  #isNew = false;

  constructor(digits: ReadonlyMap<Cell, string>, private readonly found: Found) {
    for (const [cell, digit] of digits) this.#spread(this.#numbers, cell, digit);
  }

  find(joins: readonly (readonly [Cell, Cell, Cell])[], calls: readonly Call[]): void {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#isNew = false;
      for (const [left, right, to] of joins) if (this.#isOurs(left) || this.#isOurs(right) || textsIn(left).some(isBegun)) this.#join(left, right, to);
      for (const call of calls) this.#call(call);
      if (!this.#isNew) return;
    }
  }

  #isOurs(cell: Cell): boolean {
    return this.#made.has(cell) || this.#numbers.has(cell);
  }

  /** The texts of a cell; numbers are texts where they are put behind others. */
  #textsOf(cell: Cell): readonly string[] {
    const [made, numbers] = [this.#made.get(cell), this.#numbers.get(cell)];
    return made || numbers ? [...textsIn(cell), ...(made ?? []), ...(numbers ?? [])] : textsIn(cell);
  }

  #join(left: Cell, right: Cell, to: Cell): void {
    // Python: `'https://%s/in' % host`
    for (const text of textsIn(left).filter((each) => each.includes('%s')).slice(0, 1)) for (const given of [...this.#listsOf(right), this.#textsOf(right).slice(0, 1)]) this.#fill(to, text.split('%s'), given);
    if (![left, right].some((each) => this.#made.has(each) || textsIn(each).length > 0)) return;
    for (const begin of this.#textsOf(left).slice(0, MOST_TEXTS)) for (const end of this.#textsOf(right).slice(0, MOST_TEXTS)) this.#add(to, begin + end);
  }

  #call(call: Call): void {
    const { method, self, arguments: given, result } = call;
    const [first = INERT] = given;
    for (const { values } of [self, ...given]) for (const list of values) if (isLong(list)) this.#add(result, this.#characters(cellsOf(list)));
    const [of] = this.#textsOf(first);
    switch (method ?? '') {
      case 'fromCharCode':
      case 'fromCodePoint':
        return this.#add(result, this.#characters(given));
      case 'concat':
        return this.#textsOf(self).slice(0, 1).forEach((text) => this.#put(result, [text, ...given.map((each) => this.#textsOf(each)[0])], ''));
      case 'reduce':
        return this.#listsOf(self).forEach((pieces) => BETWEEN.forEach((between) => this.#put(result, pieces, between)));
      case 'join':
        this.#listsOf(self).forEach((pieces) => this.#put(result, pieces, of ?? ','));
        // Python: `'/'.join(list)`
        return textsIn(self).slice(0, 1).forEach((between) => this.#listsOf(first).forEach((pieces) => this.#put(result, pieces, between)));
      case 'split':
        return this.#textsOf(self).slice(0, MOST_TEXTS).forEach((text) => of !== undefined && this.#addList(result, text.split(of)));
      case 'reverse':
      case 'toReversed':
        return this.#listsOf(self).forEach((pieces) => this.#addList(result, pieces.toReversed()));
      case 'format':
        return textsIn(self).slice(0, 1).forEach((text) => this.#fill(result, text.split(GAP), [...given, ...(call.keywords?.values() ?? [])].map((each) => this.#textsOf(each)[0])));
      case 'reversed':
        // Python: `''.join(reversed('moc.elpmaxe'))`
        return this.#textsOf(first).slice(0, MOST_TEXTS).forEach((text) => this.#addList(result, [...text].reverse()));
      case 'values':
        return first.values.forEach((value) => value.kind === 'thing' && this.#addList(result, [...(value.fields?.values() ?? [])].map((each) => this.#textsOf(each)[0])));
      default:
        return this.#change(call, given.slice(0, 2).map((each) => this.#textsOf(each)[0]));
    }
  }

  #change({ callee, method, self, arguments: [first = INERT], result }: Call, given: Pieces): void {
    const name = method ?? callee.values.flatMap((value) => (isMaker(value) ? value.name : []))[0] ?? '';
    for (const text of this.#textsOf(OF_FIRST.has(name) ? first : self).slice(0, MOST_TEXTS)) this.#add(result, changed(text, name, given));
  }

  /** A text with what stands in its gaps, as far as that is known. */
  #fill(to: Cell, parts: readonly string[], given: Pieces): void {
    if (given.length > 0) this.#put(to, parts.flatMap((part, at) => (at < parts.length - 1 ? [part, given[at]] : [part])), '');
  }

  /** Pieces one behind the other, as far as they are known. */
  #put(to: Cell, pieces: Pieces, between: string): void {
    const unknown = pieces.indexOf(undefined);
    const text = pieces.slice(0, unknown < 0 ? pieces.length : unknown).join(between);
    if (unknown > 0) this.found(to, text + between, false);
    else if (unknown < 0 && pieces.length > 1) this.#add(to, text);
  }

  /** The lists of a cell whose elements are written out. */
  #listsOf(cell: Cell): Pieces[] {
    const written = cell.values.filter(isList).map((list) => [...cellsOf(list), ...(list.rest.values.length === 1 ? [list.rest] : [])].map((each) => this.#textsOf(each)[0]));
    return [...written, ...(this.#lists.get(cell) ?? []).map((pieces) => pieces.split('\0'))];
  }

  #addList(to: Cell, pieces: Pieces): void {
    if (pieces.length > 1 && pieces.length <= MOST_PIECES && !pieces.includes(undefined) && this.#spread(this.#lists, to, pieces.join('\0')).length > 0) this.#isNew = true;
  }

  /** The text of which these are the numbers of its characters. */
  #characters(cells: readonly Cell[]): string {
    const codes = cells.map((cell) => Number(this.#numbers.get(cell)?.[0] ?? NaN));
    return codes.length > 0 && codes.every((code) => code >= 0x20 && code < 0x7f) ? String.fromCharCode(...codes) : '';
  }

  #add(cell: Cell, text: string): void {
    if (text === '' || text.length > LONGEST || textsIn(cell).includes(text)) return;
    for (const each of this.#spread(this.#made, cell, text)) {
      this.#isNew = true;
      this.found(each, text, true);
    }
  }

  /** Notes a text for a cell and for those that get what it holds; gives those for which it is new. */
  #spread(known: Map<Cell, string[]>, from: Cell, text: string): Cell[] {
    const reached: Cell[] = [];
    const open = [from];
    // Grows while it is walked.
    for (const cell of open) {
      const texts = known.get(cell) ?? [];
      if (cell === INERT || texts.includes(text) || texts.length >= MOST_TEXTS || reached.length >= MOST_REACHED) continue;
      known.set(cell, [...texts, text]);
      reached.push(cell);
      open.push(...(cell.targets ?? []).slice(0, MOST_REACHED));
    }
    return reached;
  }
}

/** What a method or function makes of a text; nothing for others. */
function changed(text: string, method: string, [first, second]: Pieces): string {
  switch (method) {
    case 'toUpperCase':
      return text.toUpperCase();
    case 'toLowerCase':
      return text.toLowerCase();
    case 'replace':
    case 'replaceAll':
      return first && second !== undefined ? text.replaceAll(first, second) : '';
    case 'from':
      return second === 'base64' || second === 'hex' ? printable(Buffer.from(text, second)) : '';
    case 'atob':
    case 'b64decode':
      return printable(Buffer.from(text, 'base64'));
    case 'unhexlify':
      return printable(Buffer.from(text, 'hex'));
    case 'String':
    case 'decode':
    case 'toString':
    case 'trim':
      return text.trim();
    default:
      return '';
  }
}

function printable(bytes: Buffer): string {
  return bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? bytes.toString('latin1') : '';
}

function isMaker(value: Value): value is Builtin {
  return value.kind === 'builtin' && MAKERS.has(value.name);
}

function isList(value: Value): value is Thing {
  return value.kind === 'thing' && value.code === null && value.fields?.has('0') === true;
}

function isLong(value: Value): value is Thing {
  return isList(value) && value.fields!.has(String(FEWEST_CHARACTERS - 1));
}

/** The elements of a list that is written out. */
function cellsOf({ fields }: Thing): Cell[] {
  const cells: Cell[] = [];
  for (let cell = fields?.get('0'); cell && cells.length < MOST_PIECES; cell = fields?.get(String(cells.length))) cells.push(cell);
  return cells;
}
