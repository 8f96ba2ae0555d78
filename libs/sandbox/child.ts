import { EngineFailure, GuestThrew } from './engines/engine.js';
import type { EmptyRealm, Realm } from './engines/engine.js';
import { ENGINES } from './engines/engines.js';
import type { EngineId } from './engines/engines.js';
import { GUEST_SOURCE } from './guest.js';
import type { GuestPlace } from './guest-places.js';
import type { GuestNews, GuestQuestion, GuestSettings } from './guest-protocol.js';
import { isBeside } from './host-api.js';
import { Meter } from './meter.js';
import type { SandboxLimits } from './limits.js';
import { Modules } from './modules.js';
import type { ChildMessage } from './child-message.js';
import { CONSOLE_LEVELS, LOAD, LONGEST, attemptOf, cutError } from './protocol.js';
import type { Attempt, CanaryTexts, GuestError, Loading, ParentMessage } from './protocol.js';
import { HastyTimers, WaitingTimers } from './timers.js';
import type { Timers } from './timers.js';

/**
 * The program of the disposable child process: one engine, one realm, one extension of one tenant. It stands between
 * the realm, which says text only, and the parent. It may be killed at any time.
 */

/** Milliseconds beyond the deadline of the parent, which is the one that counts. */
const GRACE_MS = 1_000;
const LONGEST_DETAIL = 2_000;
/** Functions that one refused method was given, of which it is told that it was that method. */
const MOST_HANDED = 20;
/** Timers that run after everybody has a result, before the next function is called. */
const IDLE_RUNS = 20;
/** Canaries that are told to have been run; there are fewer kinds of them. */
const MOST_RAN = 20;
const NO_CANARIES: CanaryTexts = { gives: [], tells: [], parts: [], leads: [], opens: [], falsy: [], asks: [], samples: [] };
/** What engines throw that refuse a block without a look at what is left. */
const OUT_OF_MEMORY = /^(ArrayBuffer\.prototype\.resize: )?out of memory$|^Array buffer allocation failed$/i;

const [engineId, memoryMb] = process.argv.slice(2);
const engine = await ENGINES[engineId as EngineId].load();
await warmUp();
/** For the next extension: made while nobody waits. */
let empty = prepare();
let realm: Realm | null = null;
let limits: SandboxLimits;
let meter: Meter;
let modules: Modules;
let timers: Timers;
/** Invocations without a result. */
const open = new Set<number>();
/** What a recording holds back until nothing is left to do; null where nothing is recorded. */
let recorded: Recorded | null = null;

// The service decides when a run ends: a Ctrl-C in its terminal reaches this process too, and must not look like a crash.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ParentMessage) => {
  if (message.type === 'load') void load(message.loading);
  else if (message.type === 'reset') reset();
  else tell(message);
});
await ready();

/** The first extension in a process pays for all that engines compile when it is first used: this one is empty, and nobody waits for it yet. */
async function warmUp(): Promise<void> {
  const settings: GuestSettings = { methods: [], globals: [], recording: false, world: 'usual', canaries: NO_CANARIES, load: LOAD, modules: [], callbacks: 0, standInUses: 0, paddedLines: 0 };
  const realm = (await prepare()).open({ longestTurnMs: GRACE_MS, modules: new Modules(new Map([['main.js', 'export {};']]), new Map(), { path: 'main.js', isBody: false }, { refused: () => {}, standIns: false }), settings: JSON.stringify(settings), ask: () => '{}' });
  realm.start();
}

interface Recorded {
  timers: HastyTimers;
  /** Their results, in order. */
  held: ChildMessage[];
  /** Timers that ran since everybody has a result. */
  idleRuns: number;
  /** Canaries that were run as code and told. */
  ran: Set<string>;
}

/** Fails where it is used. */
function prepare(): Promise<EmptyRealm> {
  const prepared = engine.prepare(Number(memoryMb), GUEST_SOURCE);
  prepared.catch(() => {});
  return prepared;
}

async function ready(): Promise<void> {
  await empty.catch(() => {});
  say({ type: 'ready', engine: engine.version });
}

function say(message: ChildMessage): void {
  process.send?.(message);
}

/** Drops the realm with all that it waits for: what it kept is garbage, and nothing calls it any more. */
function reset(): void {
  timers?.clear();
  realm = null;
  recorded = null;
  open.clear();
  empty = prepare();
  void ready();
}

async function load(loading: Loading): Promise<void> {
  const { methods, globals, recording, world, canaries } = loading;
  limits = loading.limits;
  const hasty = new HastyTimers(limits.timerRuns);
  timers = recording ? hasty : new WaitingTimers(fire);
  open.add(LOAD);
  recorded = recording ? { timers: hasty, held: [], idleRuns: 0, ran: new Set() } : null;
  meter = new Meter(limits);
  modules = new Modules(new Map(loading.files), hostModules(loading), loading.entry, { refused: (name) => attempted('module', name), standIns: recording });
  const settings: GuestSettings = { methods, globals, recording, world, canaries, load: LOAD, modules: loading.modules, callbacks: limits.callbacks, standInUses: limits.standInUses, paddedLines: limits.paddedLines };
  await turn(LOAD, async () => {
    realm = (await empty).open({ longestTurnMs: limits.deadlineMs + GRACE_MS, modules, settings: JSON.stringify(settings), ask });
    realm.start();
  });
}

/** The names that each virtual module exports: the first segments of what lies below its part of the host. */
function hostModules({ methods, modules }: Loading): Map<string, string[]> {
  const below = (part: string): string[] => {
    const start = part === '' ? '' : `${part}.`;
    const names = methods.filter(({ path }) => path.startsWith(start) && !(part === '' && isBeside(path))).map(({ path }) => path.slice(start.length).split('.')[0] ?? '');
    return [...new Set(names)];
  };
  return new Map(modules.map(([name, part]) => [name, below(part)]));
}

function tell(news: GuestNews): void {
  if (news.type === 'invoke') {
    open.add(news.id);
    if (recorded) recorded.idleRuns = 0;
    else meter.begin();
  }
  void turn(null, () => realm?.tell(JSON.stringify(news)));
}

/** Lets the realm run. What it throws while it loads is the outcome, later it is a line on the console; what breaks the engine ends this process. */
async function turn(id: number | null, run: () => void | Promise<void>): Promise<void> {
  const before = open.size === 0 && !recorded ? process.cpuUsage() : null;
  try {
    await run();
  } catch (error) {
    if (!(error instanceof GuestThrew)) return fail(error);
    if (id === LOAD || OUT_OF_MEMORY.test(error.message)) threw(LOAD, [], cutError({ name: error.name, message: error.message, stack: error.guestStack }));
    else wrote('error', `uncaught ${error.name}: ${error.message}`);
  }
  if (before) account(process.cpuUsage(before));
  if (recorded) proceed(recorded);
}

/** Ends an extension that takes too much of the processor while nobody waits for it: no deadline does. */
function account({ user, system }: NodeJS.CpuUsage): void {
  const { deadlineMs, backgroundShare } = meter.limits;
  if (!meter.background((user + system) / 1_000)) fail(new EngineFailure('timed-out', `while nobody called it, it took ${deadlineMs} ms of the processor beyond ${backgroundShare * 100} % of a core`));
}

/** The engine is beyond repair: nothing may use it any more. */
function fail(error: unknown): void {
  realm = null;
  recorded = null;
  say({ type: 'failed', reason: error instanceof EngineFailure ? error.reason : 'crashed', detail: (error instanceof EngineFailure ? error.message : String(error)).slice(0, LONGEST_DETAIL) });
}

/** Lets the next timer of a recording run; when there is none, its results are told, and whoever has none by then never will. */
function proceed(recording: Recorded): void {
  const isRested = open.size === 0 && recording.idleRuns++ >= IDLE_RUNS;
  const next = isRested ? null : recording.timers.take();
  if (next !== null) return void setImmediate(fire, next);
  for (const message of recording.held.splice(0)) say(message);
  const ids = [...open];
  open.clear();
  if (ids.length > 0) tell({ type: 'idle', ids });
}

/** Tells how an invocation ended; in a recording, when its timers ran. */
function ended(id: number, message: ChildMessage): void {
  open.delete(id);
  if (!recorded) return say(message);
  recorded.held.push(message);
}

function threw(id: number, callbacks: readonly number[], error: GuestError): void {
  if (OUT_OF_MEMORY.test(error.message)) say({ type: 'failed', reason: 'memory', detail: `${error.name}: ${error.message}` });
  else ended(id, { type: 'threw', id, callbacks, error });
}

function wrote(level: string, text: string): void {
  const written = meter.line(text);
  if (written !== null) say({ type: 'wrote', line: { level: CONSOLE_LEVELS.find((each) => each === level) ?? 'log', text: written } });
}

/** Answers the realm. Its question is text of a stranger; nothing in it is trusted further than the limits go. */
function ask(question: string): string {
  try {
    return JSON.stringify(answer(JSON.parse(question) as GuestQuestion) ?? {});
  } catch (error) {
    if (error instanceof EngineFailure) fail(error);
    if (error instanceof RangeError && !recorded && meter.refusal(error.message)) wrote('warn', error.message);
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error), code: 'sandbox' });
  }
}

function answer(question: GuestQuestion): object | void {
  switch (question.type) {
    case 'call':
      meter.call(question.args);
      return say({ type: 'called', call: question.call, method: question.method, args: question.args, place: placeOf(question.place) });
    case 'attempt':
      return attempted(question.kind, String(question.name), question.callbacks);
    case 'used':
      return say({ type: 'used', call: question.call });
    case 'wavered':
      return say({ type: 'wavered' });
    case 'ran':
      return ran(String(question.text), placeOf(question.place));
    case 'console':
      return wrote(question.level, String(question.text));
    case 'timer':
      meter.timer(timers.size);
      return timers.start(question.timer, question.ms);
    case 'no-timer':
      return timers.stop(question.timer);
    case 'require':
      return modules.require(question.specifier, question.referrer);
    case 'began':
      return say({ type: 'began' });
    case 'loaded':
      return ended(LOAD, { type: 'loaded' });
    case 'absent':
      return ended(question.id, { type: 'absent', id: question.id, callbacks: idsOf(question.callbacks), isBare: question.isBare });
    case 'returned':
      meter.result(question.json);
      return ended(question.id, { type: 'returned', id: question.id, callbacks: idsOf(question.callbacks), json: question.json });
    case 'threw':
      return threw(question.id, idsOf(question.callbacks), cutError(question));
  }
}

/** Functions that it handed over, by their ids. A realm that says more than it was let is not ours any more: throws EngineFailure. */
function idsOf(callbacks: readonly number[]): readonly number[] {
  if (callbacks.length > limits.callbacks) throw new EngineFailure('crashed', `it says that it handed over ${callbacks.length} functions, ${limits.callbacks} are the most`);
  return callbacks;
}

function attempted(kind: Attempt['kind'], name: string, callbacks: readonly number[] = []): void {
  if (meter.attempt()) say({ type: 'attempted', attempt: attemptOf(kind, name), callbacks: callbacks.slice(0, MOST_HANDED) });
}

/** Text of a stranger, as far as it may be a place. */
function placeOf(place: GuestPlace | null | undefined): GuestPlace | null {
  if (typeof place?.file !== 'string' || ![place.line, place.column].every((each) => Number.isInteger(each) && each > 0)) return null;
  return { file: place.file.slice(0, LONGEST.path), line: place.line, column: place.column };
}

function ran(text: string, place: GuestPlace | null): void {
  if (!recorded || recorded.ran.has(text) || recorded.ran.size >= MOST_RAN) return;
  recorded.ran.add(text);
  say({ type: 'ran', text: text.slice(0, LONGEST.name), place });
}

function fire(timer: number): void {
  tell({ type: 'timer', timer });
}
