import { isShallowJson } from './limits.js';
import type { SandboxLimits } from './limits.js';

/**
 * Counts what an extension takes, and refuses what is more than it may. Throws RangeError, with a text for its author.
 * Counts start anew with each invocation, and `deadlineMs` later, when no invocation can last: an extension that stays
 * active may go on.
 */
export class Meter {
  #calls = 0;
  #argumentChars = 0;
  #attempts = 0;
  #lines = 0;
  #chars = 0;
  #beyondMs = 0;
  #lookedAt: number;
  readonly #refusals = new Set<string>();
  #since: number;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(
    readonly limits: SandboxLimits,
    private readonly now = () => performance.now(),
  ) {
    this.#since = this.#lookedAt = now();
  }

  /** A new invocation begins. */
  begin(): void {
    this.#calls = this.#argumentChars = this.#attempts = this.#lines = this.#chars = 0;
    this.#refusals.clear();
    this.#since = this.now();
  }

  /** One more call of a host function, with these arguments. */
  call(args: string): void {
    this.#goOn();
    const { hostCalls, argumentChars, deadlineMs } = this.limits;
    if (++this.#calls > hostCalls) throw new RangeError(`more than ${hostCalls} calls of host functions within ${deadlineMs} ms: ask for more at once, and less often`);
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
    this.#goOn();
    return ++this.#attempts <= this.limits.attempts;
  }

  /** The part of a line that is still written; null when the console is full. The first line too many says so. */
  line(text: string): string | null {
    this.#goOn();
    const { consoleChars, consoleLines } = this.limits;
    const room = consoleChars - this.#chars;
    if (this.#lines > consoleLines || room < 0) return null;
    this.#lines++;
    this.#chars += text.length;
    if (this.#lines <= consoleLines && text.length <= room) return text;
    this.#chars = consoleChars + 1;
    return this.#lines > consoleLines ? '… the rest is left out' : `${text.slice(0, room)} … the rest is left out`;
  }

  /** Whether this text of a refusal is told: each once. */
  refusal(text: string): boolean {
    this.#goOn();
    return this.#refusals.size < this.#refusals.add(text).size;
  }

  /** Whether code that nobody called may have taken these milliseconds of the processor too. What is beyond its share wears off while it rests. */
  background(ms: number): boolean {
    const { backgroundShare, deadlineMs } = this.limits;
    const now = this.now();
    this.#beyondMs = Math.max(this.#beyondMs - (now - this.#lookedAt) * backgroundShare, 0) + ms;
    this.#lookedAt = now;
    return this.#beyondMs <= deadlineMs;
  }

  #goOn(): void {
    if (this.now() - this.#since >= this.limits.deadlineMs) this.begin();
  }

  #json(text: string, room: number, what: string, most: number): void {
    if (typeof text !== 'string' || text.length > room) throw new RangeError(`${what}: more than ${most} characters of JSON`);
    if (!isShallowJson(text, this.limits.jsonDepth)) throw new RangeError(`${what}: JSON with more than ${this.limits.jsonDepth} levels`);
  }
}
