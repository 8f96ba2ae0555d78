/** The timers of an extension: whoever fires one hears of it by its number. */
export interface Timers {
  start(timer: number, ms: number): void;
  stop(timer: number): void;
  readonly size: number;
  /** Forgets them all. */
  clear(): void;
}

/** Timers that wait as long as they are told to. */
export class WaitingTimers implements Timers {
  readonly #timers = new Map<number, NodeJS.Timeout>();

  constructor(private readonly fire: (timer: number) => void) {}

  get size(): number {
    return this.#timers.size;
  }

  start(timer: number, ms: number): void {
    const run = (): void => {
      this.#timers.delete(timer);
      this.fire(timer);
    };
    this.#timers.set(timer, setTimeout(run, ms));
  }

  stop(timer: number): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

/** Timers of a recording: they come in their order, but nobody waits for them, however far off they are. */
export class HastyTimers implements Timers {
  readonly #due = new Map<number, number>();
  #now = 0;
  #taken = 0;

  /** `most`: timers that run in one recording; one that starts itself again and again has no end. */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#due.size;
  }

  start(timer: number, ms: number): void {
    this.#due.set(timer, this.#now + ms);
  }

  stop(timer: number): void {
    this.#due.delete(timer);
  }

  clear(): void {
    this.#due.clear();
  }

  /** The timer whose turn it is; null when there is none any more, or when enough of them ran. */
  take(): number | null {
    let next: number | null = null;
    for (const [timer, at] of this.#due) if (next === null || at < (this.#due.get(next) ?? 0)) next = timer;
    if (next === null || this.#taken++ >= this.most) return null;
    this.#now = this.#due.get(next) ?? this.#now;
    this.#due.delete(next);
    return next;
  }
}
