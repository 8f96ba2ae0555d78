import { ENGINES } from './engines/engines.js';
import type { EngineId } from './engines/engines.js';
import type { GuestPlace } from './guest-places.js';
import { CanaryKinds } from './canaries.js';
import { argumentsOf, isShallowJson } from './limits.js';
import type { SandboxLimits } from './limits.js';
import { methodsOf, modulesOf, partsOf, rowOf } from './host-api.js';
import type { Methods } from './host-api.js';
import { answerOf, tellHost } from './host-functions.js';
import type { HostFunction } from './host-functions.js';
import { DisposableProcess, startTimeoutMs, WATCH_IDLE_MS } from './process.js';
import type { Death } from './process.js';
import { ChildMessage } from './child-message.js';
import { checkTarget, cutError, LOAD } from './protocol.js';
import type { Attempt, ConsoleLine, GuestError, HostApi, ParentMessage, Target, World } from './protocol.js';

/** An extension and what it is given. */
export interface Extension {
  /** Path → text of every file that it may load. */
  files: ReadonlyMap<string, string>;
  entry: string;
  api: HostApi;
  /** Scopes. The methods of every other scope are refused, by name. */
  granted: readonly string[];
  /** Method → what answers it. Null records the calls and answers with values that can be used as anything. */
  functions: Readonly<Record<string, HostFunction>> | null;
  /** Hears each line of its console as it is written. */
  wrote?: (line: ConsoleLine) => void;
  /** Of a recording; the usual one when it says nothing. */
  world?: World;
}

export interface RecordedCall {
  method: string;
  scope: string | null;
  args: unknown[];
  /** Milliseconds since the extension was loaded. */
  at: number;
  /** The method to which the function was handed that runs, empty where that is not known; null when nothing but the entry and its exports ran. */
  by: string | null;
  /** Kinds of data that stand in the arguments, as far as it was handed out by the recording; sorted. */
  canaries: string[];
  /** Where the package calls it; null when nobody knows. Told by the extension’s own stack: a hint, which it may make up. */
  place: GuestPlace | null;
  /** Something was asked of the answer; only where the arguments have such data. */
  isAnswerUsed: boolean;
}

/** How an invocation ended. After the last three the session is over. */
export type Outcome = { outcome: 'returned'; value: unknown } | { outcome: 'threw'; error: GuestError } | Ended;

/** The entry has none of the functions that were to be called. */
export interface Absent {
  outcome: 'absent';
  /** It exports nothing at all. */
  isBare: boolean;
}

/** How a session ended. */
export interface Ended {
  outcome: Death['reason'];
  detail: string;
}

/** Data that a recording handed out was run as code. */
export interface Ran {
  kind: string;
  place: GuestPlace | null;
}

export interface SessionLaunch {
  engine: EngineId;
  limits: SandboxLimits;
  wrapper: readonly string[];
  niceness?: number | undefined;
}

interface Waiting {
  settle(outcome: Outcome | Absent): void;
}

/** MB of heap for the child's own part. */
const HEAP_MB = 128;
/** What belongs to the invocation before, or to the time before counts start anew, may still arrive. */
const INVOCATIONS_AT_ONCE = 2;
/** Words that every invocation needs. */
const FEW_WORDS = 10;

/** A function among the arguments of a call. */
const HANDED = /\{"\$callback":(\d+)\}/g;

/** One child process with one extension of one tenant in it. */
export class Session {
  /** What happened first: see `reportEntries` and `reportChars`. */
  calls: RecordedCall[] = [];
  attempts: Attempt[] = [];
  console: ConsoleLine[] = [];
  /** Kinds of data that were run as code, and where. */
  ran: Ran[] = [];
  /** What it did depended on the time, on chance, or on what is there: only in a recording. */
  wavers = false;
  /** A line of it ran; until then its files are read. */
  hasBegun = false;
  /** Ids of functions that the extension handed to the host. */
  callbacks: readonly number[] = [];
  engineVersion = '';
  #methods: Methods = new Map();
  #extension: Extension | null = null;
  #startedAt = 0;
  #count: number = LOAD;
  #words = 0;
  #wordsSince = 0;
  #kept = 0;
  #death: Ended | null = null;
  #ready: (engine: string | null) => void = () => {};
  #canaries = new CanaryKinds(null);
  /** Function → the method that it was handed to. */
  readonly #handedTo = new Map<number, string>();
  /** Calls whose arguments have data that was handed out. */
  readonly #carrying = new Map<number, RecordedCall>();
  #by: string | null = null;
  readonly #waiting = new Map<number, Waiting>();
  readonly #process: DisposableProcess;
  #end: (ended: Ended) => void = () => {};
  /** Settles as soon as it ends, and tells how. */
  readonly ended = new Promise<Ended>((resolve) => (this.#end = resolve));

  private constructor(private readonly launch: SessionLaunch) {
    const { flags, ownMb, dataLimit } = ENGINES[launch.engine];
    const rssMb = launch.limits.memoryMb + ownMb;
    const walls = launch.wrapper.length > 0 && dataLimit ? [...launch.wrapper, '/usr/bin/prlimit', `--data=${rssMb * 1024 * 1024}`, '--'] : launch.wrapper;
    const process = { program: new URL('./child.js', import.meta.url), arguments: [launch.engine, String(launch.limits.memoryMb)], wrapper: walls, flags, memoryMb: HEAP_MB, rssMb, niceness: launch.niceness };
    this.#process = new DisposableProcess(process, { heard: (message) => this.#hear(message), died: (death) => this.#died(death) });
    this.#process.watchMemory(WATCH_IDLE_MS);
  }

  /** Starts a child that waits for an extension. Rejects, with what it wrote, when it does not come up. */
  static async start(launch: SessionLaunch): Promise<Session> {
    const session = new Session(launch);
    const engine = await session.#getsReady();
    if (engine === null) throw new Error(`the sandbox's child process does not start: ${session.#death?.detail}`);
    session.engineVersion = engine;
    return session;
  }

  get alive(): boolean {
    return this.#death === null;
  }

  /** How it ended; null as long as it lives. */
  get death(): Ended | null {
    return this.#death;
  }

  /** The most memory that the child was seen to occupy, kB. */
  get peakRssKb(): number {
    return this.#process.peakRssKb;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /**
   * Makes the child forget its extension, so that it can load another one of the same tenant. False when it is of no
   * use for that: it is gone, or took more than half of what an extension may have.
   */
  async reset(): Promise<boolean> {
    if (!this.alive) return false;
    await this.#process.measure();
    const { ownMb } = ENGINES[this.launch.engine];
    if (this.peakRssKb > (ownMb + this.launch.limits.memoryMb / 2) * 1024) return false;
    this.#extension = null;
    this.#waiting.clear();
    this.#process.send({ type: 'reset' } satisfies ParentMessage);
    if ((await this.#getsReady()) === null) return false;
    this.#process.watchMemory(WATCH_IDLE_MS);
    [this.calls, this.attempts, this.console, this.ran, this.callbacks] = [[], [], [], [], []];
    this.#handedTo.clear();
    this.#carrying.clear();
    this.#by = null;
    [this.#words, this.#kept, this.wavers, this.hasBegun] = [0, 0, false, false];
    return true;
  }

  async #getsReady(): Promise<string | null> {
    const timeoutMs = startTimeoutMs(this.launch);
    const timer = setTimeout(() => this.#process.end('timed-out', `not ready within ${timeoutMs} ms`), timeoutMs);
    const engine = await new Promise<string | null>((resolve) => (this.#ready = resolve));
    clearTimeout(timer);
    return engine;
  }

  /** Evaluates the entry. Rejects with TypeError when the extension is not described well, before anything runs. */
  async load(extension: Extension, deadlineMs: number): Promise<Outcome> {
    checkExtension(extension);
    const { files, entry, api, functions, granted, world = 'usual' } = extension;
    const { limits } = this.launch;
    this.#extension = extension;
    this.#methods = methodsOf(api, granted);
    this.#canaries = new CanaryKinds(functions === null ? (api.canaries ?? null) : null);
    this.#startedAt = this.#wordsSince = performance.now();
    this.#process.watchMemory();
    const chars = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    if (chars > limits.sourceChars) {
      this.#process.end('memory', `the files have ${chars} characters, ${limits.sourceChars} are the most`);
    }
    const loading = { files: [...files], entry: { path: entry, isBody: api.bodies ?? false }, limits, methods: [...this.#methods.values()], modules: modulesOf(api), globals: partsOf(api.globals), recording: functions === null, world, canaries: this.#canaries.texts };
    return thereOrThrew(await this.#send(LOAD, { type: 'load', loading }, deadlineMs), () => 'it was not loaded');
  }

  /** Calls the first of these functions of the entry, or one that the extension handed over; where the entry has none of them, that is an error. Whatever happens, this settles in time; what cannot be said to an extension threw, and was not sent. */
  async invoke(target: Target, args: readonly unknown[], deadlineMs: number): Promise<Outcome> {
    const outcome = await this.invokeIfThere(target, args, deadlineMs);
    return thereOrThrew(outcome, () => `the entry does not export a function ${'exports' in target ? target.exports.join(' or ') : ''}`);
  }

  /** The same, where there need not be any: `absent` is no error. */
  async invokeIfThere(target: Target, args: readonly unknown[], deadlineMs: number): Promise<Outcome | Absent> {
    const id = ++this.#count;
    this.#by = 'callback' in target ? (this.#handedTo.get(target.callback) ?? '') : null;
    try {
      checkTarget(target);
      const message: ParentMessage = { type: 'invoke', id, target, args: argumentsOf(args, this.launch.limits) };
      if (this.#extension?.functions) this.#countAnew();
      return await this.#send(id, message, deadlineMs);
    } catch (error) {
      const { name, message } = error as Error;
      return { outcome: 'threw', error: cutError({ name, message: `${message}: it was not called`, stack: '' }) };
    }
  }

  /** Calls a function that the extension handed over, as a recording does: with what stands for anything, then with each sample of what it hears. */
  async callBack(id: number, left: () => number): Promise<Outcome> {
    const outcome = await this.invoke({ callback: id }, [], left());
    for (const sample of this.#canaries.samplesOf(this.#handedTo.get(id) ?? '')) if (this.alive) await this.invoke({ callback: id }, [sample], left());
    return outcome;
  }

  /** Ends the child. Settles when it is gone. */
  async close(): Promise<void> {
    if (this.alive) await this.#process.measure();
    this.#process.end('crashed', 'it was closed');
    await this.#process.exited;
  }

  #send(id: number, message: ParentMessage, deadlineMs: number): Promise<Outcome | Absent> {
    const { limits } = this.launch;
    if (this.#death) return Promise.resolve(this.#death);
    return new Promise((resolve) => {
      const late = (): unknown => this.#process.end('timed-out', this.hasBegun ? `no result within ${limits.deadlineMs} ms` : `its files could not be read within ${limits.deadlineMs} ms, and none of it ran`);
      const timer = setTimeout(late, Math.max(deadlineMs, 0));
      const settle = (outcome: Outcome | Absent): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(outcome);
      };
      this.#waiting.set(id, { settle });
      this.#process.send(message);
    });
  }

  #died({ reason, detail }: Death): void {
    this.#death = { outcome: reason, detail };
    this.#end(this.#death);
    this.#ready(null);
    for (const { settle } of this.#waiting.values()) settle(this.#death);
  }

  /** As the child's meter does. */
  #countAnew(): void {
    [this.#words, this.#wordsSince] = [0, performance.now()];
  }

  #hear(message: unknown): void {
    const parsed = ChildMessage.safeParse(message);
    const { hostCalls, consoleLines, attempts, callbacks, deadlineMs } = this.launch.limits;
    if (performance.now() - this.#wordsSince >= deadlineMs) this.#countAnew();
    const most = INVOCATIONS_AT_ONCE * (hostCalls + consoleLines + attempts + callbacks + FEW_WORDS);
    if (!parsed.success) this.#process.end('crashed', 'it said something that is not a report');
    else if (++this.#words > most) this.#process.end('crashed', 'it said more than it may');
    else this.#take(parsed.data);
  }

  #take(message: ChildMessage): void {
    switch (message.type) {
      case 'ready':
        return this.#ready(message.engine);
      case 'loaded':
        return this.#waiting.get(LOAD)?.settle({ outcome: 'returned', value: null });
      case 'began':
        return void (this.hasBegun = true);
      case 'called':
        return void this.#answer(message);
      case 'attempted':
        for (const each of message.callbacks) this.#hand(each, message.attempt.name);
        return this.#keep(this.attempts, { ...message.attempt, name: this.#canaries.shown(message.attempt.name) }, message.attempt.name.length);
      case 'ran':
        return void this.ran.push(...this.#canaries.in(message.text).map((kind) => ({ kind, place: this.#known(message.place) })));
      case 'wavered':
        return void (this.wavers = true);
      case 'used':
        return this.#usedAnswerOf(message.call);
      case 'wrote':
        return this.#wrote(message.line);
      case 'failed':
        return void this.#process.end(message.reason, message.detail);
      default:
        if (message.callbacks.length > this.launch.limits.callbacks) return void this.#process.end('crashed', `it says that it handed over ${message.callbacks.length} functions, ${this.launch.limits.callbacks} are the most`);
        this.callbacks = message.callbacks;
        return this.#ended(message);
    }
  }

  #wrote(line: ConsoleLine): void {
    const shown = { ...line, text: this.#canaries.shown(line.text) };
    this.#keep(this.console, shown, line.text.length);
    void tellHost('wrote', () => this.#extension?.wrote?.(shown));
  }

  #ended(message: Extract<ChildMessage, { type: 'returned' | 'threw' | 'absent' }>): void {
    const waiting = this.#waiting.get(message.id);
    if (message.type === 'absent') return waiting?.settle({ outcome: 'absent', isBare: message.isBare });
    if (message.type === 'threw') return waiting?.settle({ outcome: 'threw', error: message.error });
    const value = this.#parse(message.json, this.launch.limits.resultChars);
    if (value !== undefined) waiting?.settle({ outcome: 'returned', value });
  }

  /** Adds to what is reported, of which there is an end however long the session lasts. */
  #keep<T>(list: T[], each: T, chars: number): void {
    const { reportEntries, reportChars } = this.launch.limits;
    this.#kept += chars;
    if (list.length < reportEntries && this.#kept <= reportChars) list.push(each);
  }

  /** JSON of the child; undefined, and the child is ended, when it is none or too much. */
  #parse(json: string, chars: number): unknown {
    try {
      if (json.length <= chars && isShallowJson(json, this.launch.limits.jsonDepth)) return JSON.parse(json);
    } catch {
      // Ends like too much of it.
    }
    this.#process.end('crashed', 'it said something that is not JSON within the limits');
    return undefined;
  }

  /** A place in a file that there is. */
  #known(place: GuestPlace | null): GuestPlace | null {
    return place && this.#extension?.files.has(place.file) ? place : null;
  }

  #usedAnswerOf(id: number): void {
    const call = this.#carrying.get(id);
    if (call) call.isAnswerUsed = true;
  }

  #hand(callback: number, method: string): void {
    if (this.#handedTo.size < this.launch.limits.callbacks && !this.#handedTo.has(callback)) this.#handedTo.set(callback, method);
  }

  /** Carries out a call of a host function: the scope is looked at here, whatever the child says. */
  async #answer({ call, method, args: json, place }: Extract<ChildMessage, { type: 'called' }>): Promise<void> {
    const functions = this.#extension?.functions ?? null;
    const row = rowOf(this.#methods, method, functions === null);
    const args = this.#parse(json, this.launch.limits.argumentChars);
    if (!row?.granted || !Array.isArray(args)) return void this.#process.end('crashed', `it called ${method}, which it was not given`);
    const canaries = this.#canaries.in(json);
    const shown = canaries.length > 0 ? (JSON.parse(this.#canaries.shown(json)) as unknown[]) : args;
    const recorded: RecordedCall = { method, scope: row.scope, args: shown, at: performance.now() - this.#startedAt, by: this.#by, canaries, place: this.#known(place), isAnswerUsed: false };
    this.#keep(this.calls, recorded, json.length);
    if (canaries.length > 0) this.#carrying.set(call, recorded);
    if (functions === null) {
      for (const [, callback] of json.matchAll(HANDED)) this.#hand(Number(callback), method);
      return;
    }
    const answer = await answerOf(functions, method, args, this.launch.limits);
    if (this.alive) this.#process.send({ type: 'answer', call, ...answer } satisfies ParentMessage);
  }
}

function thereOrThrew(outcome: Outcome | Absent, message: () => string): Outcome {
  return outcome.outcome === 'absent' ? { outcome: 'threw', error: { name: 'TypeError', message: message(), stack: '' } } : outcome;
}

/** Throws TypeError, with a text for the host, of what is no extension: not every host has a compiler that would. */
function checkExtension({ files, entry, granted }: Extension): void {
  for (const [path, text] of files) if (typeof path !== 'string' || typeof text !== 'string') throw new TypeError(`the file ${String(path)}: its text is not a string`);
  if (typeof entry !== 'string') throw new TypeError('the entry is the path of a file');
  if (!Array.isArray(granted) || granted.some((scope) => typeof scope !== 'string')) throw new TypeError('granted is an array of scopes');
}
