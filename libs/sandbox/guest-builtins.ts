/** The built-ins that our code in a realm uses. */
export type Builtins = ReturnType<typeof builtins>;

/**
 * The built-ins of a realm as they are before an extension runs, for our own code in it: an extension may replace each
 * of them, and must not make a recording blind with that. So our code calls no method of what is shared (of texts, of
 * ordinary arrays, of promises), spreads, takes apart and walks through no array in the language's own way, reads
 * no member that might be inherited, and writes no templates, which QuickJS makes with a method of texts; it uses what
 * is here. Its text is sent to the realm with that of guest.ts: it may
 * use nothing from outside of itself.
 */
export function builtins() {
  const { Array, Error, Function, Map, Number, Object, Promise, Proxy, RangeError, ReferenceError, Reflect, RegExp, Set, String, Symbol, WeakMap } = globalThis;
  const { apply, construct, defineProperty, get, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;
  const { assign, create, entries, freeze, getOwnPropertyDescriptors, getOwnPropertyNames, hasOwn, values } = Object;
  const { max } = Math;
  const { parse, stringify } = JSON;
  const { iterator, asyncIterator, toPrimitive, hasInstance, species } = Symbol;
  const uncurried = <A extends unknown[], R>(method: (...args: A) => R) => (self: unknown, ...args: A): R => apply(method, self, args) as R;

  /** A prototype of our own, with the methods that there are now. */
  const copyOf = (prototype: object, changed: PropertyDescriptorMap = {}): object => freeze(create(null, { ...getOwnPropertyDescriptors(prototype), ...changed }) as object);
  const [mapMethods, setMethods, weakMapMethods] = [copyOf(Map.prototype), copyOf(Set.prototype), copyOf(WeakMap.prototype)];
  const newMap = <K, V>(): Map<K, V> => setPrototypeAs(new Map<K, V>(), mapMethods);
  const newWeakMap = <K extends WeakKey, V>(): WeakMap<K, V> => setPrototypeAs(new WeakMap<K, V>(), weakMapMethods);
  // What its methods make is a list as well. It cannot be walked through with an iterator: those have a shared prototype.
  const listMethods = copyOf(Array.prototype, { constructor: { value: { [species]: function () { return list([]); } } }, [iterator]: { value: undefined } });
  /** Makes an array one whose methods nobody replaces. It is for our code alone. */
  const list = <T>(items: readonly T[]): T[] => setPrototypeAs(items as T[], listMethods);
  /** Each value of a list once, in their order. */
  const distinct = <T>(items: T[]): T[] => {
    const seen = setPrototypeAs(new Set<T>(), setMethods);
    return items.filter((item) => {
      const isNew = !seen.has(item);
      seen.add(item);
      return isNew;
    });
  };
  function setPrototypeAs<T extends object>(value: T, prototype: object): T {
    setPrototypeOf(value, prototype);
    return value;
  }

  const text = {
    endsWith: uncurried(String.prototype.endsWith), includes: uncurried(String.prototype.includes), indexOf: uncurried(String.prototype.indexOf), lastIndexOf: uncurried(String.prototype.lastIndexOf), repeat: uncurried(String.prototype.repeat),
    slice: uncurried(String.prototype.slice), startsWith: uncurried(String.prototype.startsWith), toLowerCase: uncurried(String.prototype.toLowerCase), trim: uncurried(String.prototype.trim),
  };
  /** The lines of a text. */
  const linesOf = (whole: string): string[] => {
    const lines: string[] = list([]);
    for (let from = 0; ; ) {
      const end = text.indexOf(whole, '\n', from);
      lines.push(end < 0 ? text.slice(whole, from) : text.slice(whole, from, end));
      if (end < 0) return lines;
      from = end + 1;
    }
  };
  const exec = uncurried(RegExp.prototype.exec) as (expression: RegExp, whole: string) => RegExpExecArray | null;
  const isInstance = uncurried((Function.prototype as unknown as Record<symbol, (value: unknown) => boolean>)[hasInstance]!);
  /** Prototypes of what extensions hand over that is nobody's. */
  const shared: object[] = list([Object, Array, Function, Map, Set, WeakMap, Promise, RegExp, Error].map(({ prototype }) => prototype as object));
  const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
  const membersOf = (owner: object): unknown[] => list(getOwnPropertyNames(owner)).map((name) => getOwnPropertyDescriptor(owner, name)?.value as unknown);
  const named = membersOf(globalThis);
  const makers = named.concat(named.filter(isObject).flatMap(membersOf), [function* () {}, async function* () {}]).filter((each) => typeof each === 'function');
  const iterators = list([[].values(), new Map().values(), new Set().values(), 'x'.matchAll(/x/g)]).map((each) => getPrototypeOf(each));
  const brought = makers.map((each) => getOwnPropertyDescriptor(each, 'prototype')?.value as unknown).concat(iterators).filter(isObject);
  /** Prototypes that the language brings: those above the members of an extension. */
  const above: object[] = distinct(brought.concat(brought.map((each) => getPrototypeOf(each)).filter(isObject)));
  /** The functions of these prototypes: every extension has them, and none of them is its own. */
  const inborn: unknown[] = list(shared.flatMap((prototype) => list(getOwnPropertyNames(prototype)).map((name) => getOwnPropertyDescriptor(prototype, name)?.value as unknown)).filter((each) => typeof each === 'function'));
  /** A proxy that inherits no trap. */
  const proxied = <T extends object>(target: T, handler: ProxyHandler<T>): T => new Proxy(target, { __proto__: null, ...handler } as ProxyHandler<T>);
  const resolved = (value: unknown): Promise<unknown> => new Promise((resolve) => resolve(value));
  const rejected = (error: unknown): Promise<never> => new Promise((_, reject) => reject(error));

  /** Has happened: whoever waits for it goes on once all that runs now has ended, whatever promises inherit by then. */
  const past: Promise<void> = Promise.resolve();
  defineProperty(past, 'constructor', { value: Promise });
  /** Waits for something whose end nobody hears of. */
  const unheard = async (value: unknown): Promise<void> => {
    try {
      await value;
    } catch {
      // Nobody hears of it.
    }
  };

  return {
    Error, Function, Number, Promise, RangeError, ReferenceError, String,
    apply, construct, defineProperty, get, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf,
    assign, create, entries, getOwnPropertyNames, hasOwn, values, max, parse, stringify, iterator, asyncIterator, toPrimitive,
    shared, above, inborn, functionPrototype: Function.prototype, isArray: Array.isArray,
    newMap, newWeakMap, list, distinct, text, linesOf, exec, proxied, resolved, rejected, past, unheard,
    isError: (value: unknown): value is Error => isInstance(Error, value),
    bind: uncurried(Function.prototype.bind) as (method: unknown, self: unknown) => unknown,
    functionText: uncurried(Function.prototype.toString),
    elementsOf: uncurried((Array.prototype as unknown as Record<symbol, () => unknown>)[iterator]!),
  };
}
