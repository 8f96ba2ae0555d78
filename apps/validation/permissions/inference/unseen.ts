import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import type { Cell, Host, Place, Value } from './values.js';

/** A member that is read by a key. */
interface Chosen {
  object: Cell;
  key: Cell;
  to: Cell;
  place: Place;
}

/**
 * What nothing is known of, although it is used: a key by which a part of the host is chosen, or a function that gets one, whose cells are
 * still empty in the end. Somewhere the language did what the inference does not know; that is doubt, not silence.
 */
export class Unseen {
  #members: Chosen[] = [];
  #calls: Call[] = [];
  /** Parameters that some call leaves out. */
  readonly #leftOut = new Set<Cell>();

  constructor(private readonly machine: Machine) {}

  chosen(member: Chosen): void {
    this.#members.push(member);
  }

  called(call: Call): void {
    this.#calls.push(call);
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
    const members = this.#members.filter(({ object, key }) => key.values.length === 0 && object.values.some(isOfHost));
    for (const { object, to, place } of members) for (const value of object.values) if (isOfHost(value)) this.machine.readAny(value, to, place, false);
    if (members.length > 0) this.#members = this.#members.filter((each) => !members.includes(each));
    const calls = this.#calls.filter((call) => !call.callee.values.some(isSeen) && call.arguments.some(({ values }) => values.some(isOfHost)) && !this.#isNever(call));
    for (const { arguments: given, place } of calls) for (const value of given.flatMap(({ values }) => values.filter(isOfHost))) this.machine.exits.escape(value, place, 'it is given to a function that is not seen');
    if (calls.length > 0) this.#calls = this.#calls.filter((each) => !calls.includes(each));
    return members.length + calls.length > 0;
  }
}

/** Is it the host or a part of it, and not only of the global object? */
function isOfHost(value: Value): value is Host {
  return value.kind === 'host' && !value.path.startsWith('@');
}

/** Does something come of calling it that is known, or known to be in doubt? */
function isSeen(value: Value): boolean {
  return value.kind !== 'text' && value.kind !== 'number' && (value.kind !== 'thing' || value.code !== null);
}
