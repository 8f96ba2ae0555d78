import type { CanaryTexts, GuestMethod, World } from './protocol.js';
import { places } from './guest-places.js';
import type { GuestPlace } from './guest-places.js';
import { standIns } from './guest-stand-ins.js';
import { worldOf } from './guest-world.js';

/**
 * The only code of ours that runs beside an extension, in its own realm. Its source text is what counts, so it may
 * use nothing from outside of itself but `standIns`, `places` and `worldOf`, whose texts come with it. It is convenience, not a wall: an extension that breaks it only breaks its own
 * view, because everything that leaves the realm is text, checked by the child and again by the parent.
 */

/** What the realm is told about the host, as JSON. */
export interface GuestSettings {
  methods: readonly GuestMethod[];
  modules: readonly (readonly [string, string])[];
  globals: readonly (readonly [string, string])[];
  recording: boolean;
  world: World;
  canaries: CanaryTexts;
  /** The id of the load. */
  load: number;
  callbacks: number;
  /** Members and answers of what stands in for something else that a recording may ask for. */
  standInUses: number;
  /** Lines that a recording may put in front of modules, so that it can tell where something is done. */
  paddedLines: number;
}

/** What the realm asks of the child. The answer comes at once, as JSON: `{ error }`, or what the kind of question has. */
export type GuestQuestion =
  | { type: 'call'; call: number; method: string; args: string; place: GuestPlace | null }
  | { type: 'attempt'; kind: 'scope' | 'method'; name: string; callbacks?: number[] }
  | { type: 'used'; call: number }
  /** What it does depends on the time, on chance, or on what is there. */
  | { type: 'wavered' }
  | { type: 'ran'; text: string; place: GuestPlace | null }
  | { type: 'console'; level: string; text: string }
  | { type: 'timer'; timer: number; ms: number }
  | { type: 'no-timer'; timer: number }
  | { type: 'require'; specifier: string; referrer: string | null }
  | { type: 'loaded'; exports: string[] }
  | { type: 'returned'; id: number; callbacks: number[]; json: string }
  | { type: 'threw'; id: number; callbacks: number[]; name: string; message: string; stack: string };

/** What the child tells the realm. */
export type GuestNews =
  | { type: 'answer'; call: number; ok: boolean; json: string }
  | { type: 'timer'; timer: number }
  /** Nothing is left to do, and these invocations have no result. */
  | { type: 'idle'; ids: readonly number[] }
  | { type: 'invoke'; id: number; target: { export: string; withHost: boolean } | { callback: number }; args: string };

/* oxlint-disable max-lines-per-function -- its text is sent to the realm whole */
function prepareRealm(ask: (text: string) => string, settingsText: string): (news: string) => void {
  type Callable = (...args: unknown[]) => unknown;
  const realm = globalThis as Record<string, unknown>;
  const { parse, stringify } = JSON;
  const settings = parse(settingsText) as GuestSettings;
  const { canaries } = settings;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const timers = new Map<number, { run: () => void; every: number | null }>();
  const callbacks = new Map<number, Callable>();
  const required = new Map<string, { exports: unknown }>();
  let entry: Record<string, unknown> = {};
  /** Of calls, timers and functions. A host may keep the number of a function longer than its version runs: the next one counts on from a later time. */
  let count = settings.recording ? 0 : Date.now() * 1_000;
  /** Given back when something was thrown, so that there is memory left to tell it. */
  let reserve: ArrayBuffer | null = new ArrayBuffer(262_144);

  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly']) delete realm[name];

  const question = (asked: GuestQuestion): Record<string, unknown> => {
    // Without a prototype no toJSON of the extension has a say in it.
    const answer = parse(ask(stringify({ __proto__: null, ...asked }))) as Record<string, unknown>;
    if (typeof answer.error === 'string') throw Object.assign(new Error(answer.error), { code: answer.code });
    return answer;
  };

  // ---- values that leave ----

  const register = (callback: Callable): { $callback: number } => {
    for (const [id, known] of callbacks) if (known === callback) return { $callback: id };
    if (callbacks.size >= settings.callbacks) throw new RangeError(`no more than ${settings.callbacks} functions may be handed to the host`);
    callbacks.set(++count, callback);
    told.set(count, hearing);
    return { $callback: count };
  };
  const toJson = (value: unknown): string => {
    const replace = function (this: unknown, _: string, each: unknown): unknown {
      if (typeof each === 'function') return register(settings.recording ? ofOwner(each as Callable, this) : (each as Callable));
      return typeof each === 'bigint' ? String(each) : settings.recording ? withMethods(each) : each;
    };
    return stringify(value, replace) ?? 'null';
  };
  const describe = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack?.includes(value.message) ? value.stack : `${value.name}: ${value.message}`;
    try {
      return (typeof value === 'object' ? stringify(value) : undefined) ?? String(value);
    } catch {
      return '[not printable]';
    }
  };
  const threw = (id: number, error: unknown): void => {
    if (reserve) reserve = null;
    const parts = { name: 'Error', message: '', stack: '' };
    try {
      if (error instanceof Error) Object.assign(parts, { name: String(error.name), message: String(error.message), stack: String(error.stack) });
      else parts.message = describe(error);
    } catch {
      parts.message = 'an error that cannot be read';
    }
    question({ type: 'threw', id, callbacks: [...callbacks.keys()], ...parts });
  };
  const write = (level: string, values: unknown[]): void => void ask(stringify({ type: 'console', level, text: values.map(describe).join(' ') }));

  // ---- the recording's answer to everything ----

  /** What functions are told that were handed to the host, by their ids, and what those are that are handed over now. */
  const told = new Map<number, readonly string[]>();
  let hearing: readonly string[] = [];
  const { moved, here } = places(settings.recording ? settings.paddedLines : 0);
  const { anything, isStandIn, isNobodys, noElements, inheritable, kinds } = standIns({
    canaries, uses: settings.standInUses, attempt: (name, args) => question({ type: 'attempt', kind: 'method', name, callbacks: handedIn(args, name) }), ran: (text) => question({ type: 'ran', text, place: here() }),
    threw: (error) => write('debug', ['a callback threw', error]), call: (method, args) => question({ type: 'call', call: ++count, method, args: toJson(args), place: here() }),
  });

  const world = settings.recording ? worldOf({ isOther: settings.world === 'other', asks: canaries.asks, asked: () => question({ type: 'wavered' }) }) : null;

  // ---- functions that are handed to the host as members of something ----

  const owned = new WeakMap<Callable, Callable>();
  /** A method as whoever has its owner calls it; always the same one. */
  const ofOwner = (method: Callable, owner: unknown): Callable => {
    if (typeof owner !== 'object' || owner === null || Array.isArray(owner) || isStandIn(method)) return method;
    const known = owned.get(method) ?? (method.bind(owner) as Callable);
    owned.set(method, known);
    return known;
  };
  const isNative = (called: unknown): boolean => typeof called !== 'function' || Function.prototype.toString.call(called).includes('[native code]');
  /** An instance of a class of the extension, with the methods of the class. */
  const withMethods = (value: unknown): unknown => {
    const prototype = typeof value === 'object' && value !== null ? (Object.getPrototypeOf(value) as object | null) : null;
    if (prototype === null || prototype === Object.prototype || isNative(prototype.constructor)) return value;
    const methods = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([name, { value: each }]) => name !== 'constructor' && typeof each === 'function');
    return { ...(value as object), ...Object.fromEntries(methods.map(([name, { value: each }]) => [name, ofOwner(each as Callable, value)])) };
  };
  /** The functions among what a part of the host is given that is not there, by their ids. */
  const handedIn = (args: unknown[], name: string): number[] => {
    hearing = kinds.at(canaries.tells, name);
    const given = args.filter((each) => !isStandIn(each)).flatMap((each) => (typeof each === 'object' && each !== null ? Object.entries(withMethods(each) as object).map(([, member]) => (typeof member === 'function' ? ofOwner(member as Callable, each) : null)) : [each]));
    const ids = given.filter((each): each is Callable => typeof each === 'function' && !isStandIn(each)).map((each) => register(each).$callback);
    hearing = [];
    return ids;
  };

  // ---- the host object ----

  const samples = new Map(canaries.samples.map(([path, values]) => [path, { values, next: 0 }]));
  const isBelow = (paths: readonly string[], path: string): boolean => paths.some((each) => path === each || path.startsWith(`${each}.`));
  const kindsOfAnswer = ({ path, scope }: GuestMethod, args: unknown[]): readonly string[] => {
    const given = kinds.in(args);
    // What needs no permission makes something of what it is given.
    return kinds.all(kinds.at(canaries.gives, path), scope === null ? given : [], canaries.leads.flatMap(([of, from, to]) => (isBelow([of], path) && given.includes(from) ? [to] : [])));
  };
  const answered = (method: GuestMethod, args: unknown[], call: number): unknown => {
    const denied = world?.denied(method.path, args) ?? null;
    if (denied) return denied.answer;
    const sample = samples.get(method.path);
    if (sample && !args.some((each) => typeof each === 'function')) return Promise.resolve(sample.values[sample.next++ % sample.values.length]);
    const asked = kinds.in(args).length > 0 ? () => void question({ type: 'used', call }) : null;
    return anything({ thenable: true, kinds: kindsOfAnswer(method, args), asked, said: isBelow(canaries.opens, method.path) ? method.path : null });
  };
  const hostFunction = (method: GuestMethod): Callable => {
    const { path, scope, granted } = method;
    const called: Callable = function (...args) {
      if (!granted) {
        question({ type: 'attempt', kind: 'scope', name: path });
        return Promise.reject(Object.assign(new Error(`${path} needs the scope ${scope}, which was not granted`), { code: 'scope-not-granted' }));
      }
      const call = ++count;
      hearing = kinds.at(canaries.tells, path);
      const asked: GuestQuestion = { type: 'call', call, method: path, args: toJson(args), place: settings.recording ? here() : null };
      hearing = [];
      if (settings.recording) return question(asked) && answered(method, args, call);
      return new Promise((resolve, reject) => {
        question(asked);
        waiting.set(call, { resolve, reject });
      });
    };
    if (!settings.recording) return called;
    // A row of the catalogue may name an object: what is called below it belongs to the row.
    return new Proxy(called, {
      construct: (target, args) => (void (target(...args) as Promise<unknown>).then(undefined, () => {}), anything({ kinds: kindsOfAnswer(method, args), said: isBelow(canaries.opens, path) ? path : null }) as object),
      get(target, key) {
        if (key === Symbol.iterator) return noElements;
        // What is no method, but a value of the host: nobody knows its text.
        if (key === Symbol.toPrimitive) return () => '';
        if (typeof key === 'string' && canaries.falsy.includes(key)) return false;
        const isOwn = Object.hasOwn(target, key) || key in Function.prototype;
        if (isOwn) return Reflect.get(target, key);
        return isNobodys(key) ? undefined : hostFunction({ path: `${path}.${key}`, scope, granted });
      },
    });
  };
  type Part = Record<string, unknown>;
  const shown = (part: Part, path: string): Part => {
    if (!settings.recording) return part;
    const missing = (_: unknown, key: string | symbol): unknown => (isNobodys(key) ? undefined : anything({ missing: path ? `${path}.${key}` : key, kinds: kinds.at(canaries.gives, path ? `${path}.${key}` : key) }));
    return Object.setPrototypeOf(part, inheritable(missing)) as Part;
  };
  const parts = new Map<string, unknown>();
  const partAt = (path: string): Part => {
    const known = parts.get(path);
    if (known !== undefined) return known as Part;
    const part: Part = Object.create(null);
    const cut = path.lastIndexOf('.');
    const made = shown(part, path);
    parts.set(path, made);
    if (path !== '') partAt(path.slice(0, Math.max(cut, 0)))[path.slice(cut + 1)] = made;
    return made;
  };
  partAt('');
  for (const method of settings.methods) {
    const cut = method.path.lastIndexOf('.');
    const made = hostFunction(method);
    parts.set(method.path, made);
    partAt(method.path.slice(0, Math.max(cut, 0)))[method.path.slice(cut + 1)] = made;
  }
  /** Gives a part of a recorded host members of these names, for those who copy them. */
  const withMembers = (part: unknown, names: readonly string[]): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    const inherited = Object.getPrototypeOf(part) as Part;
    for (const name of names) if (!Object.hasOwn(part, name)) Object.defineProperty(part, name, { get: () => inherited[name], set(value: unknown) { Object.defineProperty(part, name, { value, writable: true, configurable: true }); }, enumerable: true, configurable: true });
    return part;
  };
  const host = (name: string): unknown => parts.get(settings.modules.find(([module]) => module === name)?.[1] ?? '');
  // What the language itself has, no host guards.
  for (const [name, path] of settings.globals) if (!(name in realm) || !settings.recording) realm[name] = parts.get(path);

  // ---- what every extension may expect of a JavaScript host ----

  // What was made of something that is not there is an empty text.
  const isNothing = (text: unknown): boolean => text === '' || isStandIn(text);
  const parsed: typeof parse = (text, reviver) => {
    const carried = kinds.in(text);
    if (isNothing(text)) return anything({ kinds: carried });
    try {
      return parse(text, reviver) as unknown;
    } catch (error) {
      if (carried.length > 0) return anything({ kinds: carried });
      throw error;
    }
  };
  if (settings.recording) JSON.parse = parsed;
  realm.console = Object.fromEntries(['debug', 'log', 'info', 'warn', 'error'].map((level) => [level, (...values: unknown[]) => write(level, values)]));
  realm.queueMicrotask = (run: () => void) => void Promise.resolve().then(run);
  const startTimer = (run: Callable, ms: unknown, args: unknown[], every: boolean): number => {
    const wait = Math.max(Number(ms) || 0, 1);
    const timer = ++count;
    question({ type: 'timer', timer, ms: wait });
    timers.set(timer, { run: () => run(...args), every: every ? wait : null });
    return timer;
  };
  const stopTimer = (timer: unknown): void => {
    if (timers.delete(timer as number)) question({ type: 'no-timer', timer: timer as number });
  };
  realm.setTimeout = (run: Callable, ms?: unknown, ...args: unknown[]) => startTimer(run, ms, args, false);
  realm.setInterval = (run: Callable, ms?: unknown, ...args: unknown[]) => startTimer(run, ms, args, true);
  realm.clearTimeout = stopTimer;
  realm.clearInterval = stopTimer;
  // Bundles ask Node for its version and the like before they do anything else.
  const ofNode = { global: realm, process: anything(), Buffer: anything(), setImmediate: (run: Callable, ...args: unknown[]) => startTimer(run, 0, args, false), clearImmediate: stopTimer };
  if (settings.recording) for (const [name, value] of Object.entries(ofNode)) realm[name] ??= value;

  const require = (specifier: string, referrer: string | null = null): unknown => {
    const found = question({ type: 'require', specifier: String(specifier), referrer }) as { host?: string; asked?: string[]; standIn?: boolean; path?: string; json?: boolean; source?: string };
    if (found.host !== undefined) return withMembers(host(found.host), found.asked ?? []);
    if (found.standIn) return anything();
    const path = String(found.path);
    const known = required.get(path);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    required.set(path, module);
    if (found.json) module.exports = parse(String(found.source));
    else new Function('exports', 'require', 'module', '__filename', '__dirname', `${moved(path, String(found.source))}\n//# sourceURL=${path}`)(module.exports, (name: string) => require(name, path), module, path, path.replace(/\/?[^/]*$/, ''));
    return module.exports;
  };
  const Body = async function () {}.constructor as new (...texts: string[]) => (...given: unknown[]) => Promise<void>;
  /** Loads an entry that is the body of an async function. What it throws is what loading it throws. */
  const runBody = async (path: string): Promise<void> => {
    try {
      const { source } = question({ type: 'require', specifier: path, referrer: null });
      await new Body('require', `${moved(path, String(source))}\n//# sourceURL=${path}`)((name: string) => require(name, path));
      loaded({});
    } catch (error) {
      threw(settings.load, error);
    }
  };
  const loaded = (exports: Record<string, unknown>): void => {
    entry = exports;
    const inner = exports.default;
    const named = typeof inner === 'object' && inner !== null ? [exports, inner as Record<string, unknown>] : [exports];
    const names = named.flatMap((from) => Object.keys(from).filter((name) => typeof from[name] === 'function'));
    question({ type: 'loaded', exports: [...new Set(names)] });
  };
  Object.defineProperty(realm, 'souk', { value: { loaded, require, runBody, host, standIn: () => anything() }, configurable: true });

  // ---- news from outside ----

  /** Calls a function; of a class that a recording meets, it makes an instance and activates that. */
  const start = async (called: Callable, given: unknown[]): Promise<unknown> => {
    if (!settings.recording || !/^class\b/.test(Function.prototype.toString.call(called))) return called(...given);
    const instance = Reflect.construct(called, given) as { activate?: unknown };
    return typeof instance.activate === 'function' ? instance.activate(...given) : null;
  };
  const invoke = async ({ id, target, args }: Extract<GuestNews, { type: 'invoke' }>): Promise<void> => {
    try {
      const heard = { kinds: 'callback' in target ? (told.get(target.callback) ?? []) : [] };
      const given = settings.recording && args === '[]' ? [anything(heard), anything(heard)] : (parse(args) as unknown[]);
      let value: unknown;
      if ('callback' in target) {
        const callback = callbacks.get(target.callback);
        if (!callback) throw new ReferenceError(`there is no callback ${target.callback}`);
        value = await callback(...given);
      } else {
        const inner = (entry.default ?? {}) as Record<string, unknown>;
        // What a CommonJS module exports as its default is a member of all that it exports.
        const called = [entry[target.export], inner[target.export]].find((each) => typeof each === 'function');
        if (!called) throw new TypeError(`the entry does not export a function ${target.export}`);
        value = await start(called as Callable, [...(target.withHost ? [parts.get('')] : []), ...given]);
      }
      const json = toJson(value);
      question({ type: 'returned', id, callbacks: [...callbacks.keys()], json });
    } catch (error) {
      threw(id, error);
    }
  };
  const fire = (timer: number): void => {
    const found = timers.get(timer);
    if (!found) return;
    if (found.every === null) timers.delete(timer);
    else question({ type: 'timer', timer, ms: found.every });
    try {
      found.run();
    } catch (error) {
      write('error', ['a timer threw', error]);
    }
  };
  const settled = ({ call, ok, json }: Extract<GuestNews, { type: 'answer' }>): void => {
    const caller = waiting.get(call);
    waiting.delete(call);
    if (ok) caller?.resolve(parse(json));
    else caller?.reject(Object.assign(new Error(), parse(json)));
  };
  return (text) => {
    const news = parse(text) as GuestNews;
    if (news.type === 'invoke') void invoke(news);
    else if (news.type === 'timer') fire(news.timer);
    else if (news.type === 'idle') for (const id of news.ids) threw(id, new Error('it waits for something that a recording does not give'));
    else settled(news);
  };
}

/** The text of a function (ask, settings as JSON) that prepares a realm and returns what receives news. */
export const GUEST_SOURCE = `(() => { ${standIns.toString()} ${places.toString()} ${worldOf.toString()} return ${prepareRealm.toString()}; })()`;
