import type { Builtins } from './guest-builtins.js';

type Callable = (...args: unknown[]) => unknown;

/**
 * Functions that an extension hands to its host as members of something, found as hosts find them: by asking for a name,
 * whatever the object inherits it from and whether somebody may list it. Its text is sent to the realm with that of
 * guest.ts: it may use nothing from outside of itself.
 */
export function handedMembers(builtins: Builtins, isStandIn: (value: unknown) => boolean) {
  const { above, bind, exec, functionText, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf, hasOwn, isArray, list, newWeakMap } = builtins;
  /** Prototypes of an object that are looked at, of which a proxy has as many as it likes, and owners of one method by whom it is called. */
  const MOST_PROTOTYPES = 20;
  const MOST_OWNERS = 5;
  const owned = newWeakMap<Callable, { owner: unknown; bound: Callable }[]>();
  const isClassText = (called: unknown): boolean => typeof called === 'function' && !isStandIn(called) && exec(/^class\b/, functionText(called)) !== null;
  /** A method as whoever has its owner calls it; always the same one. A class has no owner. */
  const ofOwner = (method: Callable, owner: unknown): Callable => {
    if (typeof owner !== 'object' || owner === null || isArray(owner) || isStandIn(method) || isClassText(method)) return method;
    const known = owned.get(method) ?? list([]);
    const same = known.find((each) => each.owner === owner || each.bound === method) ?? known[MOST_OWNERS - 1];
    if (same) return same.bound;
    const bound = bind(method, owner) as Callable;
    known.push({ owner, bound });
    owned.set(method, known);
    owned.set(bound, list([{ owner, bound }]));
    return bound;
  };
  /** A member as whoever asks for it gets it. */
  const read = (owner: object, name: string): unknown => {
    try {
      return (owner as Record<string, unknown>)[name];
    } catch {
      return undefined;
    }
  };
  /** The functions of an object that JSON does not see: what it inherits from what the extension made, and what nobody may list. */
  const unlisted = (value: object): Record<string, unknown> | null => {
    let all: Record<string, unknown> | null = null;
    let from: object | null = value;
    for (let steps = 0; steps < MOST_PROTOTYPES && from !== null && !above.includes(from) && !isStandIn(from); steps++) {
      const names = list(getOwnPropertyNames(from));
      for (let at = 0; at < names.length; at++) {
        const name = names[at]!;
        if (name === 'constructor' || (all !== null && hasOwn(all, name)) || (from === value && getOwnPropertyDescriptor(from, name)?.enumerable === true)) continue;
        const each = read(value, name);
        if (typeof each === 'function') (all ??= { __proto__: null } as Record<string, unknown>)[name] = ofOwner(each as Callable, value);
      }
      from = getPrototypeOf(from);
    }
    return all;
  };
  /** An object with all its functions, these first; a value that JSON sees whole stays what it is. With `copies`, always the same for the same, so that circles are circles. */
  const withMethods = (value: unknown, copies: WeakMap<object, unknown> = newWeakMap()): unknown => {
    if (typeof value !== 'object' || value === null || isArray(value)) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const whole = unlisted(value);
    if (whole === null) return value;
    copies.set(value, whole);
    list(getOwnPropertyNames(value)).forEach((name) => {
      if (getOwnPropertyDescriptor(value, name)?.enumerable !== true) return;
      const each = read(value, name);
      whole[name] = typeof each === 'function' ? ofOwner(each as Callable, value) : each;
    });
    return whole;
  };
  return {
    ofOwner, withMethods, isClassText,
    /** The functions among the members of a value, as whoever has it calls them. */
    functionsOf: (value: unknown): Callable[] => {
      if (typeof value !== 'object' || value === null) return list([]);
      const whole = withMethods(value) as object;
      return list(getOwnPropertyNames(whole)).map((name) => read(whole, name)).filter((each): each is Callable => typeof each === 'function').map((each) => ofOwner(each, value));
    },
    /** Is an instance made of it, rather than that it is called: a class, and a function whose instances have methods? */
    isClass: (called: Callable): boolean => {
      const prototype: unknown = read(called, 'prototype');
      return isClassText(called) || (!isStandIn(called) && typeof prototype === 'object' && prototype !== null && list(getOwnPropertyNames(prototype)).some((name) => name !== 'constructor' && typeof read(prototype, name) === 'function'));
    },
  };
}
