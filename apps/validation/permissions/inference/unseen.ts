import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import type { Cell, Code, Host, Place, Value } from './values.js';

/** A member that is read by a key. */
interface Chosen {
  object: Cell;
  key: Cell;
  to: Cell;
  place: Place;
}

/** Where something is written. */
interface Around {
  within: Code | null;
}

/**
 * What nothing is known of, although it is used: a key by which a part of the host is chosen, or a function that gets one, whose cells are
 * still empty in the end. Somewhere the language did what the inference does not know; that is doubt, not silence.
 */
export class Unseen {
  #members: (Chosen & Around)[] = [];
  #calls: (Around & { call: Call })[] = [];
  /** The function that is being read. */
  within: Code | null = null;
  /** Parameters that some call leaves out. */
  readonly #leftOut = new Set<Cell>();

  constructor(private readonly machine: Machine) {}

  chosen(member: Chosen): void {
    this.#members.push({ ...member, within: this.within });
  }

  called(call: Call): void {
    this.#calls.push({ call, within: this.within });
  }

  leftOut(parameter: Cell): void {
    this.#leftOut.add(parameter);
  }

  /** Is a function called that nobody ever gives: `f.call(receiver, value)` of helpers for private members, where all of them are plain? */
  #isNever({ callee, self }: Call): boolean {
    return [callee, self].some((cell) => cell.values.length === 0 && [...this.#leftOut].some((parameter) => parameter.values.length === 0 && (parameter === cell || parameter.targets?.includes(cell))));
  }

  /** Puts into doubt what is not seen now; false when there is nothing of the kind. */
  doubt(): boolean {
    const members = this.#members.filter(({ object, key, within }) => key.values.length === 0 && object.values.some(isOfHost) && !isPattern(within));
    for (const { object, to, place } of members) for (const value of object.values) if (isOfHost(value)) this.machine.readAny(value, to, place, false);
    if (members.length > 0) this.#members = this.#members.filter((each) => !members.includes(each));
    const calls = this.#calls.filter(({ call, within }) => !call.callee.values.some(isSeen) && call.arguments.some(({ values }) => values.some(isOfHost)) && !isPattern(within) && !this.#isNever(call));
    for (const { call: { arguments: given, place } } of calls) for (const value of given.flatMap(({ values }) => values.filter(isOfHost))) this.machine.exits.escape(value, place, 'it is given to a function that is not seen');
    if (calls.length > 0) this.#calls = this.#calls.filter((each) => !calls.includes(each));
    return members.length + calls.length > 0;
  }
}

/** Is it what others were read after, and called by nobody itself? */
function isPattern(code: Code | null): boolean {
  return code?.again?.wasRead === true && !code.isCalled;
}

/** Is it the host or a part of it, and not only of the global object? */
function isOfHost(value: Value): value is Host {
  return value.kind === 'host' && !value.path.startsWith('@');
}

/** Does something come of calling it that is known, or known to be in doubt? */
function isSeen(value: Value): boolean {
  return value.kind !== 'text' && value.kind !== 'number' && (value.kind !== 'thing' || value.code !== null);
}
