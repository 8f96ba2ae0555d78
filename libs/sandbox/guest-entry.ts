import type { Builtins } from './guest-builtins.js';

type Callable = (...args: unknown[]) => unknown;

/** A function that an entry exports, and what it is a member of. */
export interface EntryFunction {
  owner: object;
  called: Callable;
}

/**
 * The functions of an entry, found as hosts find them: by asking for a name, so that it counts whether somebody may list
 * it, where it is inherited from, and whether a function has it. Its text is sent to the realm with that of guest.ts: it
 * may use nothing from outside of itself.
 */
export function entryFunctions(builtins: Builtins, isStandIn: (value: unknown) => boolean) {
  const { getOwnPropertyNames, getPrototypeOf, inborn, list, shared } = builtins;
  /** All that the entry exports; what a CommonJS module exports is its default. */
  let entry: object = {};
  /** Of a class that it exports. */
  let instance: object | null = null;
  const ownerIn = (value: unknown): object | null => ((typeof value === 'object' && value !== null) || typeof value === 'function' ? value : null);
  const defaultOf = (owner: object | null): object | null => (owner === null ? null : ownerIn((owner as { default?: unknown }).default));
  /** Where a function may be: in the entry, in its default, in the default that compilers make a member of a CommonJS module, and in an instance that was made. */
  const owners = (): object[] => {
    const inner = defaultOf(entry);
    return list([entry, inner, defaultOf(inner), instance]).filter((each) => each !== null);
  };
  /** The function of this name, if it is the extension's: not what the language gives to everything, nor what stands in for something else. */
  const memberIn = (owner: unknown, name: string): Callable | null => {
    if (ownerIn(owner) === null || name === 'constructor' || name === '__proto__') return null;
    const called = (owner as Record<string, unknown>)[name];
    return typeof called === 'function' && !inborn.includes(called) && !isStandIn(called) ? (called as Callable) : null;
  };
  return {
    exports: (exported: object): void => void (entry = exported),
    /** The first of these that an instance of a class has which the entry exports; it is looked at from then on. */
    firstOf: (made: object, names: readonly string[]): Callable | null => {
      instance = made;
      for (let at = 0; at < names.length; at++) {
        const called = memberIn(made, names[at]!);
        if (called !== null) return called;
      }
      return null;
    },
    /** The first of these that the entry has. */
    first: (names: readonly string[]): EntryFunction | null => {
      const all = owners();
      for (let at = 0; at < names.length; at++) {
        for (let of = 0; of < all.length; of++) {
          const called = memberIn(all[of]!, names[at]!);
          if (called !== null) return { owner: all[of]!, called };
        }
      }
      return null;
    },
    /** Does it export nothing, so that nobody has anything to call? */
    isBare: (): boolean => {
      const all = owners();
      const isPlain = (owner: object): boolean => owner === entry || (typeof owner === 'object' && shared.includes(getPrototypeOf(owner) as object));
      return all.every((owner) => isPlain(owner) && list(getOwnPropertyNames(owner)).every((name) => name === 'default' || name === '__esModule'));
    },
  };
}
