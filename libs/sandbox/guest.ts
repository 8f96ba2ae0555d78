import type { GuestMethod } from './protocol.js';
import { builtins } from './guest-builtins.js';
import { entryFunctions } from './guest-entry.js';
import { handedMembers } from './guest-handed.js';
import { commonJs } from './guest-modules.js';
import { places } from './guest-places.js';
import type { GuestNews, GuestQuestion, GuestSettings } from './guest-protocol.js';
import { standIns } from './guest-stand-ins.js';
import { worldOf } from './guest-world.js';

/**
 * The only code of ours that runs beside an extension, in its own realm. Its source text is what counts, so it may
 * use nothing from outside of itself but `builtins`, `standIns`, `places`, `entryFunctions`,
 * `handedMembers`, `commonJs` and `worldOf`, whose texts come with it. It is convenience, not a wall:
 * everything that leaves the realm is text, checked by the child and again by the parent. But what a recording sees is seen
 * here, so it uses the built-ins as they were before the extension came (guest-builtins.ts).
 */

/* oxlint-disable max-lines-per-function -- its text is sent to the realm whole */
function prepareRealm(ask: (text: string) => string, settingsText: string): (news: string) => void {
  type Callable = (...args: unknown[]) => unknown;
  const realm = globalThis as Record<string, unknown>;
  const own = builtins();
  const { Error, Number, Promise, RangeError, ReferenceError, String, apply, assign, construct, create, defineProperty, elementsOf, functionPrototype, get: memberOf, getPrototypeOf, hasOwn, isError, iterator, list, max, newMap, newWeakMap, parse, past, proxied, rejected, resolved, setPrototypeOf, shared, stringify, text: textual, toPrimitive, unheard } = own;
  const settings = parse(settingsText) as GuestSettings;
  const { canaries } = settings;
  const waiting = newMap<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const timers = newMap<number, { run: () => void; every: number | null }>();
  const callbacks = newMap<number, Callable>();
  const ids = newWeakMap<Callable, number>();
  /** Parts of a recorded host: who gives the host a part of itself hands over none of its functions. */
  const ofHost = newWeakMap<object, true>();
  const isPart = (value: unknown): boolean => typeof value === 'object' && value !== null && ofHost.has(value);
  /** Of calls, timers and functions. A host may keep the number of a function longer than its version runs: the next one counts on from a later time. */
  let count = settings.recording ? 0 : Date.now() * 1_000;
  /** Given back when something was thrown, so that there is memory left to tell it. */
  let reserve: ArrayBuffer | null = new ArrayBuffer(262_144);

  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly']) delete realm[name];

  /** Without a prototype, of it and of what is in it, no toJSON of the extension has a say in it. */
  const send = (asked: GuestQuestion): string => ask(stringify({ __proto__: null, ...asked }));
  const question = (asked: GuestQuestion): Record<string, unknown> => {
    const answer = { __proto__: null, ...(parse(send(asked)) as object) } as Record<string, unknown>;
    if (typeof answer.error === 'string') throw assign(new Error(answer.error), { code: answer.code });
    return answer;
  };

  // ---- values that leave ----

  const register = (callback: Callable): { $callback: number } => {
    const known = ids.get(callback);
    if (known !== undefined) return { $callback: known };
    if (callbacks.size >= settings.callbacks) throw new RangeError('no more than ' + settings.callbacks + ' functions may be handed to the host');
    callbacks.set(++count, callback);
    ids.set(callback, count);
    told.set(count, hearing);
    return { $callback: count };
  };
  /** The host calls it no more; who hands it over again hands over another. */
  const release = (id: number): boolean => {
    const callback = callbacks.get(id);
    if (!callback) return false;
    ids.delete(callback);
    told.delete(id);
    return callbacks.delete(id);
  };
  const callbackIds = (): number[] => {
    const all: number[] = list([]);
    callbacks.forEach((_, id) => all.push(id));
    return all;
  };
  const toJson = (value: unknown): string => {
    // Where everything says something else of itself, nothing else would be seen.
    const isHidden = settings.recording && shared.some((prototype) => hasOwn(prototype, 'toJSON'));
    const copies = newWeakMap<object, unknown>();
    const replace = function (this: unknown, key: string, told: unknown): unknown {
      const raw = settings.recording ? (this as Record<string, unknown>)[key] : told;
      // What an object says of itself is what is told, but its functions are called all the same.
      if (told !== raw && !isStandIn(raw)) handed.functionsOf(raw).forEach(register);
      const plain = isHidden ? raw : told;
      const each = isStandIn(plain) ? told : isPart(plain) ? null : plain;
      if (typeof each === 'function') return register(settings.recording ? handed.ofOwner(each as Callable, this) : (each as Callable));
      return typeof each === 'bigint' ? String(each) : settings.recording ? handed.withMethods(each, copies) : each;
    };
    return stringify(value, replace) ?? 'null';
  };
  /** What the host gets. A recording goes on where it is no JSON: a real host may not even look at that. */
  const leaving = (value: unknown): string => {
    try {
      return toJson(value);
    } catch (error) {
      if (!settings.recording) throw error;
      return 'null';
    }
  };
  /** What a host function is given. */
  const argumentsOf = (args: unknown[]): string => {
    const whole = leaving(args);
    const each = (value: unknown): string => {
      const json = leaving([value]);
      return json === 'null' ? json : textual.slice(json, 1, -1);
    };
    return whole === 'null' ? '[' + args.map(each).join(',') + ']' : whole;
  };
  const describe = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (isError(value)) return textual.includes(String(value.stack), value.message) ? String(value.stack) : value.name + ': ' + value.message;
    try {
      return (typeof value === 'object' ? stringify(value) : undefined) ?? String(value);
    } catch {
      return '[not printable]';
    }
  };
  const threw = (id: number, error: unknown): void => {
    if (reserve) reserve = null;
    const parts = { __proto__: null, name: 'Error', message: '', stack: '' };
    try {
      if (isError(error)) assign(parts, { name: String(error.name), message: String(error.message), stack: String(error.stack) });
      else parts.message = describe(error);
    } catch {
      parts.message = 'an error that cannot be read';
    }
    question({ type: 'threw', id, callbacks: callbackIds(), ...parts });
  };
  const write = (level: string, values: unknown[]): void => void send({ type: 'console', level, text: list(values).map(describe).join(' ') });

  // ---- the recording's answer to everything ----

  /** Whom a function was handed to tells what it hears: data of these kinds, after a word of what went wrong. */
  interface Hearing {
    kinds: readonly string[];
    isErrorFirst: boolean;
  }
  const NOTHING: Hearing = { kinds: list([]), isErrorFirst: false };
  /** What functions are told that were handed to the host, by their ids, and what those are that are handed over now. */
  const told = newMap<number, Hearing>();
  let hearing = NOTHING;
  const { moved, here } = places(own, settings.recording ? settings.paddedLines : 0);
  const world = settings.recording ? worldOf(own, { isOther: settings.world === 'other', asks: canaries.asks, asked: () => question({ type: 'wavered' }) }) : null;
  const { anything, isStandIn, isNobodys, isErrorFirstModule, elements, instanceOf, inheritable, heard, withoutFault, renew, kinds } = standIns(own, {
    canaries, uses: settings.standInUses, hasSome: () => world?.hasSome() ?? true, attempt: (name, args) => question({ type: 'attempt', kind: 'method', name, callbacks: handedIn(args, name) }), ran: (text) => question({ type: 'ran', text, place: here() }),
    threw: (error) => write('debug', ['a callback threw', error]), call: (method, args) => question({ type: 'call', call: ++count, method, args: argumentsOf(list(args)), place: here() }),
  });

  const entry = entryFunctions(own, isStandIn);
  const handed = handedMembers(own, isStandIn);
  const isBelow = (paths: readonly string[], path: string): boolean => list(paths).some((each) => path === each || textual.startsWith(path, each + '.'));
  const errorFirst = list(settings.modules).filter(([name]) => isErrorFirstModule(name)).map(([, path]) => path);
  const hearingOf = (path: string): Hearing => ({ kinds: kinds.at(canaries.tells, path), isErrorFirst: isBelow(errorFirst, path) });
  /** The functions among what a part of the host is given that is not there, by their ids. */
  const handedIn = (args: unknown[], name: string): number[] => {
    hearing = hearingOf(name);
    const given = list(args).filter((each) => !isStandIn(each) && !isPart(each)).flatMap((each) => (typeof each === 'function' ? [each as Callable] : handed.functionsOf(each)));
    const all = given.filter((each) => !isStandIn(each)).map((each) => register(each).$callback);
    hearing = NOTHING;
    return all;
  };

  // ---- the host object ----

  const samples = newMap<string, { values: readonly unknown[]; next: number }>();
  for (const [path, values] of canaries.samples) samples.set(path, { values, next: 0 });
  const kindsOfAnswer = ({ path, scope }: GuestMethod, args: unknown[]): readonly string[] => {
    const given = kinds.in(args);
    // What needs no permission makes something of what it is given.
    return kinds.all([kinds.at(canaries.gives, path), scope === null ? given : [], list(canaries.leads).filter((row) => isBelow([row[0]], path) && list(given).includes(row[1])).map((row) => row[2])]);
  };
  const answered = (method: GuestMethod, args: unknown[], call: number): unknown => {
    const denied = world?.denied(method.path, args) ?? null;
    if (denied) return denied.answer;
    const sample = samples.get(method.path);
    if (sample && !args.some((each) => typeof each === 'function')) return resolved(sample.values[sample.next++ % sample.values.length]);
    const asked = kinds.in(args).length > 0 ? () => void question({ type: 'used', call }) : null;
    return anything({ thenable: true, kinds: kindsOfAnswer(method, args), asked, said: isBelow(canaries.opens, method.path) ? method.path : null });
  };
  const hostFunction = (method: GuestMethod): Callable => {
    const { path, scope, granted } = method;
    const called: Callable = function (...given) {
      const args = list(given);
      if (!granted) {
        question({ type: 'attempt', kind: 'scope', name: path });
        return rejected(assign(new Error(path + ' needs the scope ' + scope + ', which was not granted'), { code: 'scope-not-granted' }));
      }
      const call = ++count;
      hearing = hearingOf(path);
      const asked: GuestQuestion = { type: 'call', call, method: path, args: argumentsOf(args), place: settings.recording ? here() : null };
      hearing = NOTHING;
      if (settings.recording) return question(asked) && answered(method, args, call);
      return new Promise((resolve, reject) => {
        question(asked);
        waiting.set(call, { resolve, reject });
      });
    };
    if (!settings.recording) return called;
    // A row of the catalogue may name an object: what is called below it belongs to the row.
    const shownCalled: Callable = proxied(called, {
      construct: (target, args, by) => {
        void unheard(apply(target, undefined, args));
        return instanceOf(by, shownCalled) ?? (anything({ kinds: kindsOfAnswer(method, args), said: isBelow(canaries.opens, path) ? path : null }) as object);
      },
      get(target, key) {
        if (key === iterator) return () => elementsOf(elements(kinds.at(canaries.gives, path)));
        if (key === 'length' && kinds.at(canaries.gives, path).length > 0) return 1;
        // What a class of the extension inherits from it.
        if (key === 'prototype' && !isStandIn(target.prototype)) target.prototype = anything();
        // What is no method, but a value of the host: nobody knows its text.
        if (key === toPrimitive) return () => '';
        if (typeof key === 'string' && list(canaries.falsy).includes(key)) return false;
        const isOwn = hasOwn(target, key) || key in functionPrototype;
        if (isOwn) return memberOf(target, key) as unknown;
        return isNobodys(key) ? undefined : hostFunction({ path: path + '.' + key, scope, granted });
      },
    });
    return shownCalled;
  };
  type Part = Record<string, unknown>;
  const shown = (part: Part, path: string): Part => {
    if (!settings.recording) return part;
    const missing = (_: unknown, key: string | symbol): unknown => (key === toPrimitive ? () => '' : isNobodys(key) ? undefined : anything({ missing: path ? path + '.' + key : key, kinds: kinds.at(canaries.gives, path ? path + '.' + key : key) }));
    setPrototypeOf(part, inheritable(missing));
    ofHost.set(part, true);
    return part;
  };
  const parts = newMap<string, unknown>();
  const partAt = (path: string): Part => {
    const known = parts.get(path);
    if (known !== undefined) return known as Part;
    const made = shown(create(null) as Part, path);
    parts.set(path, made);
    if (path !== '') attach(path, made);
    return made;
  };
  /** Makes something the member of the part that its path names; beside the host object, nothing is a member of it. */
  const attach = (path: string, made: unknown): void => {
    const cut = textual.lastIndexOf(path, '.');
    if (cut >= 0 || !textual.startsWith(path, '$')) partAt(textual.slice(path, 0, max(cut, 0)))[textual.slice(path, cut + 1)] = made;
  };
  partAt('');
  for (const method of settings.methods) {
    const made = hostFunction(method);
    parts.set(method.path, made);
    attach(method.path, made);
  }
  /** Gives a part of a recorded host members of these names, for those who copy them. */
  const withMembers = (part: unknown, names: readonly string[]): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    const inherited = getPrototypeOf(part) as Part;
    const define = (name: string, descriptor: PropertyDescriptor): void => void defineProperty(part, name, { __proto__: null, ...descriptor, configurable: true } as PropertyDescriptor);
    list(names).filter((name) => !hasOwn(part, name)).forEach((name) => define(name, { get: () => inherited[name], set: (value: unknown) => define(name, { value, writable: true }), enumerable: true }));
    return part;
  };
  const host = (name: string): unknown => parts.get(list(settings.modules).find((row) => row[0] === name)?.[1] ?? '');
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
  realm.queueMicrotask = (run: () => void) => void (async () => {
    await past;
    run();
  })();
  const startTimer = (run: Callable, ms: unknown, args: unknown[], every: boolean): number => {
    const wait = max(Number(ms) || 0, 1);
    const timer = ++count;
    question({ type: 'timer', timer, ms: wait });
    timers.set(timer, { run: () => apply(run, undefined, args), every: every ? wait : null });
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

  const standIn = (name: string | null): unknown => (name === null ? anything() : anything({ isErrorFirst: isErrorFirstModule(name) }));
  const modules = commonJs(own, { question, moved, standIn, hostModule: (name, asked) => withMembers(host(name), asked) });
  /** Loads an entry that is the body of an async function. What it throws is what loading it throws. */
  const runBody = async (path: string): Promise<void> => {
    try {
      await modules.runBody(path);
      loaded({});
    } catch (error) {
      threw(settings.load, error);
    }
  };
  const loaded = (exports: object): void => {
    entry.exports(exports);
    question({ type: 'loaded' });
  };
  Object.defineProperty(realm, 'souk', { value: { begun: modules.begun, loaded, require: modules.require, runBody, host, standIn }, configurable: true });

  // ---- news from outside ----

  // A promise that is waited for needs no method of it, one that is returned does.
  /** Calls the first of these functions that the entry has; of a class that a recording meets, it makes an instance and calls the first of them that this has. Null where nothing was called. */
  const start = async (names: readonly string[], given: unknown[]): Promise<{ value: unknown } | null> => {
    const first = entry.first(names);
    if (first === null) return null;
    if (!settings.recording || !handed.isClass(first.called)) return { value: await (apply(first.called, first.owner, given) as unknown) };
    const instance = construct(first.called, given) as object;
    const method = entry.firstOf(instance, names);
    if (method === null) return handed.isClassText(first.called) ? null : { value: null };
    return { value: await (apply(method, instance, given) as unknown) };
  };
  /** Calls a function that was handed over; of a class, it makes an instance, whose functions are handed over with it. */
  const callBack = (callback: Callable, given: unknown[], { kinds: data, isErrorFirst }: Hearing): unknown => {
    if (settings.recording && handed.isClass(callback)) return construct(callback, given);
    const usual = (): unknown => apply(callback, undefined, given);
    if (!settings.recording || !isErrorFirst) return usual();
    // It is told that nothing went wrong, and anything; what it cannot do with the one it may with the other.
    let value: unknown;
    try {
      value = apply(callback, undefined, withoutFault(data));
    } catch {
      return usual();
    }
    void unheard((async () => await usual())());
    return value;
  };
  const invoke = async ({ id, target, args }: Extract<GuestNews, { type: 'invoke' }>): Promise<void> => {
    try {
      renew();
      const callbackId = hasOwn(target, 'callback') ? (target as { callback: number }).callback : null;
      const hears = (callbackId === null ? null : told.get(callbackId)) ?? NOTHING;
      const given = settings.recording && args === '[]' ? heard(hears.kinds) : (parse(args) as unknown[]);
      let value: unknown;
      if (callbackId !== null) {
        const callback = callbacks.get(callbackId);
        if (!callback) throw new ReferenceError('there is no callback ' + callbackId);
        value = await callBack(callback, given, hears);
      } else if (hasOwn(target, 'released')) {
        value = release((target as { released: number }).released);
      } else if ('exports' in target) {
        const started = await start(target.exports, target.withHost ? list([parts.get('')]).concat(list(given)) : given);
        if (started === null) return void question({ type: 'absent', id, callbacks: callbackIds(), isBare: entry.isBare() });
        value = started.value;
      }
      const json = leaving(value);
      question({ type: 'returned', id, callbacks: callbackIds(), json });
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
    else caller?.reject(assign(new Error(), parse(json)));
  };
  return (text) => {
    const news = parse(text) as GuestNews;
    if (news.type === 'invoke') void invoke(news);
    else if (news.type === 'timer') fire(news.timer);
    else if (news.type === 'idle') list(news.ids).forEach((id) => threw(id, new Error('it waits for something that a recording does not give')));
    else settled(news);
  };
}

/** The text of a function (ask, settings as JSON) that prepares a realm and returns what receives news. */
export const GUEST_SOURCE = `(() => { ${builtins.toString()} ${standIns.toString()} ${places.toString()} ${entryFunctions.toString()} ${handedMembers.toString()} ${commonJs.toString()} ${worldOf.toString()} return ${prepareRealm.toString()}; })()`;
