import { isShallowJson } from './limits.js';
import type { SandboxLimits } from './limits.js';

/** Counts what an extension takes, and refuses what is more than it may. Throws RangeError, with a text for its author. */
export class Meter {
  #calls = 0;
  #argumentChars = 0;
  #attempts = 0;
  #lines = 0;
  #chars = 0;

  constructor(private readonly limits: SandboxLimits) {}

  /** A new invocation begins: its own counts start anew. */
  begin(): void {
    this.#calls = this.#argumentChars = this.#attempts = this.#lines = this.#chars = 0;
  }

  /** One more call of a host function, with these arguments. */
  call(args: string): void {
    const { hostCalls, argumentChars } = this.limits;
    if (++this.#calls > hostCalls) throw new RangeError(`more than ${hostCalls} calls of host functions: ask for more at once, and less often`);
    this.#json(args, argumentChars - this.#argumentChars, 'the arguments of host functions', argumentChars);
    this.#argumentChars += args.length;
  }

  result(json: string): void {
    const { resultChars } = this.limits;
    this.#json(json, resultChars, 'the result', resultChars);
  }

  /** One more timer beside those that run. */
  timer(running: number): void {
    const { timers } = this.limits;
    if (running >= timers) throw new RangeError(`more than ${timers} timers at the same time: clear those that are done`);
  }

  /** Whether one more refused attempt is still reported. */
  attempt(): boolean {
    return ++this.#attempts <= this.limits.attempts;
  }

  /** The part of a line that is still written; null when the console is full. The first line too many says so. */
  line(text: string): string | null {
    const { consoleChars, consoleLines } = this.limits;
    const room = consoleChars - this.#chars;
    if (this.#lines > consoleLines || room < 0) return null;
    this.#lines++;
    this.#chars += text.length;
    if (this.#lines <= consoleLines && text.length <= room) return text;
    this.#chars = consoleChars + 1;
    return this.#lines > consoleLines ? '… the rest is left out' : `${text.slice(0, room)} … the rest is left out`;
  }

  #json(text: string, room: number, what: string, most: number): void {
    if (typeof text !== 'string' || text.length > room) throw new RangeError(`${what}: more than ${most} characters of JSON`);
    if (!isShallowJson(text, this.limits.jsonDepth)) throw new RangeError(`${what}: JSON with more than ${this.limits.jsonDepth} levels`);
  }
}
