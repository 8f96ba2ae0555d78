import type { GuestMethod } from './protocol.js';

/**
 * The only code of ours that runs beside an extension, in its own realm. Its source text is what counts, so it may
 * use nothing from outside of itself. It is convenience, not a wall: an extension that breaks it only breaks its own
 * view, because everything that leaves the realm is text, checked by the child and again by the parent.
 */

/** What the realm is told about the host, as JSON. */
export interface GuestSettings {
  methods: readonly GuestMethod[];
  modules: readonly (readonly [string, string])[];
  globals: readonly (readonly [string, string])[];
  recording: boolean;
  /** The id of the load. */
  load: number;
  callbacks: number;
  /** Members and answers of what stands in for something else that a recording may ask for. */
  standInUses: number;
}

/** What the realm asks of the child. The answer comes at once, as JSON: `{ error }`, or what the kind of question has. */
export type GuestQuestion =
  | { type: 'call'; call: number; method: string; args: string }
  | { type: 'attempt'; kind: 'scope' | 'method'; name: string }
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
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const timers = new Map<number, { run: () => void; every: number | null }>();
  const callbacks = new Map<number, Callable>();
  const required = new Map<string, { exports: unknown }>();
  let entry: Record<string, unknown> = {};
  let count = 0;
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
    return { $callback: count };
  };
  const toJson = (value: unknown): string => {
    const replace = (_: string, each: unknown): unknown => (typeof each === 'function' ? register(each as Callable) : typeof each === 'bigint' ? String(each) : each);
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

  const standIns = new WeakSet<object>();
  let uses = 0;
  /** Code that waits for something which nothing can become would never end. */
  const used = (): void => {
    if (++uses > settings.standInUses) throw new RangeError(`it asked ${settings.standInUses} times for what is not there`);
  };
  const standIn = (): unknown => anything(null, false);
  /** Calls a function that was handed to a stand-in, as its host might. */
  const later = async (callback: Callable): Promise<void> => {
    if (standIns.has(callback)) return;
    try {
      await Promise.resolve();
      await callback(anything(null, false), anything(null, false));
    } catch (error) {
      write('debug', ['a callback threw', error]);
    }
  };
  /** Members that the language asks for by itself: whoever has them is something else. */
  const isNobodys = (key: string | symbol): key is symbol => typeof key === 'symbol' || key === 'then' || key === 'toJSON' || key === '__esModule';
  const noElements = [][Symbol.iterator].bind([]);
  /** Bundlers copy the members that a module has, and let the copy inherit what the module inherits. */
  const inheritable = (get: (_: unknown, key: string | symbol) => unknown): object => new Proxy({ __proto__: null } as object, { get });
  /** Stands for any value. `path` names a part of the host that is not there, so that calling it is an attempt. */
  function anything(path: string | null, thenable: boolean): unknown {
    const get = (_: unknown, key: string | symbol): unknown => {
      used();
      if (key === 'then') return thenable ? (...reactions: Callable[]) => Promise.resolve(anything(null, false)).then(...reactions) : undefined;
      if (key === Symbol.iterator) return noElements;
      if (key === Symbol.asyncIterator) return async function* () {};
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? 0 : '');
      if (key === 'toJSON') return () => null;
      if (key === 'length' || key === 'size') return 0;
      if (typeof key === 'symbol' || key === '__esModule') return undefined;
      return anything(path === null ? null : `${path}.${key}`, key === 'catch' || key === 'finally');
    };
    const inherited = inheritable(get);
    const standIn = new Proxy(function () {}, {
      get,
      getPrototypeOf: () => inherited,
      apply(_, __, args) {
        used();
        if (path !== null) question({ type: 'attempt', kind: 'method', name: path });
        for (const each of args) if (typeof each === 'function') void later(each as Callable);
        return anything(null, true);
      },
      construct: () => anything(null, false) as object,
      has: () => true,
      set: () => true,
    });
    standIns.add(standIn);
    return standIn;
  }

  // ---- the host object ----

  const hostFunction = (method: GuestMethod): Callable => {
    const { path, scope, granted } = method;
    const called: Callable = function (...args) {
      if (!granted) {
        question({ type: 'attempt', kind: 'scope', name: path });
        return Promise.reject(Object.assign(new Error(`${path} needs the scope ${scope}, which was not granted`), { code: 'scope-not-granted' }));
      }
      const call = ++count;
      const asked: GuestQuestion = { type: 'call', call, method: path, args: toJson(args) };
      if (settings.recording) return question(asked) && anything(null, true);
      return new Promise((resolve, reject) => {
        question(asked);
        waiting.set(call, { resolve, reject });
      });
    };
    if (!settings.recording) return called;
    // A row of the catalogue may name an object: what is called below it belongs to the row.
    return new Proxy(called, {
      construct: (target, args) => (void (target(...args) as Promise<unknown>).then(undefined, () => {}), anything(null, false) as object),
      get(target, key) {
        if (key === Symbol.iterator) return noElements;
        const isOwn = Object.hasOwn(target, key) || key in Function.prototype;
        if (isOwn) return Reflect.get(target, key);
        return isNobodys(key) ? undefined : hostFunction({ path: `${path}.${key}`, scope, granted });
      },
    });
  };
  type Part = Record<string, unknown>;
  const shown = (part: Part, path: string): Part => {
    if (!settings.recording) return part;
    const missing = (_: unknown, key: string | symbol): unknown => (isNobodys(key) ? undefined : anything(path ? `${path}.${key}` : key, false));
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
  const isNothing = (text: unknown): boolean => text === '' || (typeof text === 'function' && standIns.has(text));
  if (settings.recording) JSON.parse = (text, reviver) => (isNothing(text) ? standIn() : parse(text, reviver));
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
  const ofNode = { global: realm, process: standIn(), Buffer: standIn(), setImmediate: (run: Callable, ...args: unknown[]) => startTimer(run, 0, args, false), clearImmediate: stopTimer };
  if (settings.recording) for (const [name, value] of Object.entries(ofNode)) realm[name] ??= value;

  const require = (specifier: string, referrer: string | null = null): unknown => {
    const found = question({ type: 'require', specifier: String(specifier), referrer }) as { host?: string; asked?: string[]; standIn?: boolean; path?: string; json?: boolean; source?: string };
    if (found.host !== undefined) return withMembers(host(found.host), found.asked ?? []);
    if (found.standIn) return standIn();
    const path = String(found.path);
    const known = required.get(path);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    required.set(path, module);
    if (found.json) module.exports = parse(String(found.source));
    else new Function('exports', 'require', 'module', '__filename', '__dirname', `${found.source}\n//# sourceURL=${path}`)(module.exports, (name: string) => require(name, path), module, path, path.replace(/\/?[^/]*$/, ''));
    return module.exports;
  };
  const Body = async function () {}.constructor as new (...texts: string[]) => (...given: unknown[]) => Promise<void>;
  /** Loads an entry that is the body of an async function. What it throws is what loading it throws. */
  const runBody = async (path: string): Promise<void> => {
    try {
      const { source } = question({ type: 'require', specifier: path, referrer: null });
      await new Body('require', `${String(source)}\n//# sourceURL=${path}`)((name: string) => require(name, path));
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
  Object.defineProperty(realm, 'souk', { value: { loaded, require, runBody, host, standIn }, configurable: true });

  // ---- news from outside ----

  /** Calls a function; of a class that a recording meets, it makes an instance and activates that. */
  const start = async (called: Callable, given: unknown[]): Promise<unknown> => {
    if (!settings.recording || !/^class\b/.test(Function.prototype.toString.call(called))) return called(...given);
    const instance = Reflect.construct(called, given) as { activate?: unknown };
    return typeof instance.activate === 'function' ? instance.activate(...given) : null;
  };
  const invoke = async ({ id, target, args }: Extract<GuestNews, { type: 'invoke' }>): Promise<void> => {
    try {
      const given = settings.recording ? [anything(null, false), anything(null, false)] : (parse(args) as unknown[]);
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
  const answered = ({ call, ok, json }: Extract<GuestNews, { type: 'answer' }>): void => {
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
    else answered(news);
  };
}

/** The text of a function (ask, settings as JSON) that prepares a realm and returns what receives news. */
export const GUEST_SOURCE = `(${prepareRealm.toString()})`;
