import type { Builtins } from './guest-builtins.js';
import type { CanaryTexts } from './protocol.js';

type Callable = (...args: unknown[]) => unknown;
type Kinds = readonly string[];

/** What a stand-in is. */
interface Standing {
  /** A part of the host that is not there, so that calling it is an attempt. */
  missing?: string | null;
  thenable?: boolean;
  kinds?: Kinds;
  /** A call that counts again when something is said to this. */
  said?: string | null;
  /** Texts that it was made of. */
  words?: readonly string[];
  /** What it is a member of. */
  owner?: { kinds: Kinds };
  /** Is told once that something was asked of it, or of what waits for it. */
  asked?: (() => void) | null;
  /** One of several: it may be taken apart itself, as entries are. */
  isElement?: boolean;
  /** A module of Node whose functions tell first whether something went wrong. */
  isErrorFirst?: boolean;
}

interface Surroundings {
  canaries: CanaryTexts;
  /** Members and answers that may be asked for. */
  uses: number;
  /** Tells that such a part was called, and with what: functions in it are called as those that the host has. */
  attempt: (name: string, args: unknown[]) => unknown;
  ran: (text: string) => unknown;
  threw: (error: unknown) => void;
  /** Is there something of what code counts before it goes on? */
  hasSome: () => boolean;
  call: (method: string, args: unknown[]) => unknown;
}

/**
 * Values of a recording that can be used as anything, in the realm of an extension, and the kinds of data that they carry
 * (see `Canaries`). Its text is sent to the realm with that of guest.ts: it may use nothing from outside of itself.
 */
/* oxlint-disable max-lines-per-function -- its text is sent to the realm whole */
export function standIns(builtins: Builtins, { canaries, uses: mostUses, attempt, ran, threw, hasSome, call }: Surroundings) {
  const { RangeError, apply, asyncIterator, create, defineProperty, distinct, elementsOf, iterator, list, newWeakMap, past, proxied, text: textual, toPrimitive, values, max } = builtins;
  const NONE: Kinds = list([]);
  /** As a number, a stand-in is one that there is something of. */
  const NUMBER = 100;
  /** Levels and members of a value in which data is looked for, and code units of a text that may be a piece of a path. */
  const DEEPEST = 4;
  const MOST_MEMBERS = 30;
  const LONGEST_PIECE = 200;
  /** How often in one invocation there is something to go through, of data and of what nobody knows: code takes one after the other until there is none. */
  const MOST_FOUND = 100;
  /** Modules of Node whose functions tell those that they are given first what went wrong. */
  const ERROR_FIRST = list(['child_process', 'crypto', 'dns', 'fs', 'stream', 'zlib']);
  /** Events that tell with which code something ended. */
  const ENDS = list(['close', 'exit']);
  const texts = distinct(list([...canaries.gives, ...canaries.tells, ...canaries.parts, ...canaries.leads].flatMap((row) => row.slice(1))));
  const [partRows, falsy] = [list(canaries.parts), list(canaries.falsy)];
  /** What a stand-in keeps: grows with what its methods are given. */
  const carried = newWeakMap<object, { kinds: Kinds }>();
  /** The kinds of several lists, each once. */
  const all = (lists: Kinds[]): Kinds => (list(lists).every(({ length }) => length === 0) ? NONE : distinct(list(lists).flat()));
  /** The row of a path, or of what it lies below. */
  const rowIn = <T>(rows: readonly (readonly [string, T])[], path: string): T | undefined => {
    for (let way = path; way !== ''; way = textual.slice(way, 0, max(textual.lastIndexOf(way, '.'), 0))) {
      for (let at = 0; at < rows.length; at++) if (rows[at]![0] === way) return rows[at]![1];
    }
    return undefined;
  };
  const kindsAt = (rows: readonly (readonly [string, string])[], path: string): Kinds => {
    const kind = rowIn(rows, path);
    return kind === undefined ? NONE : list([kind]);
  };
  /** Kinds of data that a value carries, looked for a few members deep. */
  const kindsIn = (value: unknown, deep = DEEPEST): Kinds => {
    if (texts.length === 0 || value === null || deep === 0) return NONE;
    if (typeof value === 'string') {
      const lower = value.length < texts[0]!.length ? null : textual.toLowerCase(value);
      return lower === null ? NONE : texts.filter((text) => textual.includes(lower, text));
    }
    if (typeof value !== 'object' && typeof value !== 'function') return NONE;
    const known = carried.get(value);
    if (known !== undefined || typeof value === 'function') return known?.kinds ?? NONE;
    return all(list(values(value)).slice(0, MOST_MEMBERS).map((each) => kindsIn(each, deep - 1)));
  };
  const NO_WORDS: string[] = list([]);
  /** Texts among what is given: paths are put together of them. */
  const wordsIn = (args: unknown[]): string[] => (texts.length === 0 ? NO_WORDS : list(args).filter((each): each is string => typeof each === 'string' && each.length <= LONGEST_PIECE));
  const partOf = (kinds: Kinds, name: string): Kinds => (kinds.length === 0 ? NONE : distinct(list(kinds).map((kind) => partRows.find((row) => row[0] === name && row[1] === kind)?.[2] ?? kind)));
  texts.forEach((text) => defineProperty(globalThis, text, { get: () => void ran(text), configurable: true }));

  let uses = 0;
  /** Code that waits for something which nothing can become would never end. */
  const used = (): void => {
    if (++uses > mostUses) throw new RangeError('it asked ' + mostUses + ' times for what is not there');
  };
  /** What comes of a value that is waited for. */
  const waited = async (reaction: unknown, value: unknown): Promise<unknown> => {
    await past;
    return typeof reaction === 'function' ? (reaction as Callable)(value) : value;
  };
  /** What a function is told: what stands for anything. */
  const heard = (kinds: Kinds): unknown[] => list([anything({ kinds, isElement: true }), anything({ kinds })]);
  /** What it is told after a first word by which it knows that nothing went wrong. */
  const withoutFault = (kinds: Kinds, first: 0 | null = null): unknown[] => list([first, anything({ kinds }), anything({ kinds })]);
  /** Calls a function that was handed to a stand-in, as its host might. */
  const later = async (callback: Callable, given: unknown[]): Promise<void> => {
    try {
      await past;
      await apply(callback, undefined, given);
    } catch (error) {
      threw(error);
    }
  };
  /** Calls it once where it learns that nothing went wrong, if it may be one that learns that, and once with what stands for anything. */
  const callLater = (callback: Callable, args: unknown[], { kinds, isErrorFirst }: { kinds: Kinds; isErrorFirst: boolean }): void => {
    const isEnd = ENDS.includes(args[0] as string);
    if (isEnd || isErrorFirst || callback.length > 1) void later(callback, withoutFault(kinds, isEnd ? 0 : null));
    void later(callback, heard(kinds));
  };
  const isErrorFirstModule = (name: string): boolean => ERROR_FIRST.includes(textual.startsWith(name, 'node:') ? textual.slice(name, 'node:'.length) : name);
  /** Members that the language asks for by itself: whoever has them is something else. */
  const isNobodys = (key: string | symbol): key is symbol => typeof key === 'symbol' || key === 'then' || key === 'toJSON' || key === '__esModule';
  const found = { data: 0, others: 0 };
  /** What there is of something, one after the other: one of each, so that it is looked at, and the parts of that. */
  const elements = (kinds: Kinds, isElement = false): unknown[] => {
    if (kinds.length > 0 ? ++found.data > MOST_FOUND : sizeOf(kinds) === 0) return [];
    const each = { kinds, isElement: !isElement };
    return isElement ? [anything(each), anything(each), anything(each)] : [anything(each)];
  };
  const eachOf = async function* (items: unknown[]): AsyncGenerator<unknown> {
    for (let at = 0; at < items.length; at++) yield items[at];
  };
  /** How much there is of something: one of what is known, and of the rest in one of the two worlds. */
  const sizeOf = (kinds: Kinds): number => (kinds.length > 0 || (hasSome() && ++found.others <= MOST_FOUND) ? 1 : 0);
  /** Bundlers copy the members that a module has, and let the copy inherit what the module inherits. */
  const inheritable = (get: (_: unknown, key: string | symbol, of: unknown) => unknown): object => proxied({ __proto__: null } as object, { get });
  /** An instance of a class of the extension that inherits from something of ours: it has its own methods, and keeps what it is given. */
  const instanceOf = (made: { prototype?: unknown }, ours: unknown): object | null => (made === ours || typeof made.prototype !== 'object' ? null : (create(made.prototype) as object));
  /** Stands for any value. What is made of something with data is of the same kinds. */
  function anything(standing: Standing | null = null): unknown {
    const { missing = null, thenable = false, kinds = NONE, said = null, words = NO_WORDS, owner = { kinds: NONE }, asked = null, isElement = false, isErrorFirst = false } = { __proto__: null, ...standing } as Standing;
    const own = { kinds };
    let listener = asked;
    const isData = (): boolean => own.kinds.length > 0;
    const get = (_: unknown, key: string | symbol, of: unknown): unknown => {
      used();
      if (key === 'then') return thenable ? (reaction: unknown) => waited(reaction, anything({ kinds: own.kinds, said, words, asked })) : undefined;
      const isWaiting = key === 'catch' || key === 'finally';
      if (!isWaiting) {
        listener?.();
        listener = null;
      }
      if (key === iterator) return () => elementsOf(elements(own.kinds, isElement));
      if (key === asyncIterator) return () => eachOf(elements(own.kinds, isElement));
      if (key === toPrimitive) return (hint: string) => (hint === 'number' ? NUMBER : list(own.kinds).join(' '));
      // An instance of a class that inherits from this says itself what it is.
      if (key === 'toJSON') return of !== standIn ? undefined : () => (isData() ? list(own.kinds).join(' ') : words.length > 0 ? list(words).join('/') : null);
      if (key === 'length' || key === 'size') return sizeOf(own.kinds);
      if (typeof key === 'symbol' || key === '__esModule') return undefined;
      if (falsy.includes(key)) return false;
      return anything({ missing: missing === null ? null : missing + '.' + key, thenable: isWaiting, kinds: partOf(own.kinds, key), said, owner: own, asked: isWaiting ? asked : null, isErrorFirst });
    };
    const inherited = inheritable(get);
    const keep = (to: { kinds: Kinds }, more: Kinds): void => void (to.kinds = all([to.kinds, more]));
    const standIn: object = proxied<object>(function () {}, {
      get,
      getPrototypeOf: () => inherited,
      apply(_, __, args) {
        used();
        const functions = list(args as unknown[]).filter((each): each is Callable => typeof each === 'function' && !carried.has(each));
        if (missing !== null) attempt(missing, args);
        const given = kindsIn(args);
        keep(owner, given);
        if (said !== null && given.length > 0) call(said, args);
        const made = all([own.kinds, given]);
        if (missing === null) functions.forEach((each) => callLater(each, args, { kinds: made, isErrorFirst }));
        return anything({ thenable: true, kinds: made, said, words: wordsIn(args), asked });
      },
      construct: (_, args, made) => instanceOf(made, standIn) ?? (anything({ kinds: all([own.kinds, kindsIn(args)]) }) as object),
      has: () => true,
      set: (_, key, value, to: object) => (to === standIn ? (keep(own, kindsIn(value)), true) : defineProperty(to, key, { __proto__: null, value: value as unknown, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)),
    });
    carried.set(standIn, own);
    return standIn;
  }
  const isStandIn = (value: unknown): boolean => typeof value === 'function' && carried.has(value);
  return { anything, isStandIn, isNobodys, isErrorFirstModule, elements, instanceOf, inheritable, heard, withoutFault, renew: (): void => void (found.data = found.others = 0), kinds: { in: kindsIn, at: kindsAt, all } };
}
