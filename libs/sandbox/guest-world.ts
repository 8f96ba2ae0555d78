import type { Builtins } from './guest-builtins.js';

/**
 * What a realm is told of time, of chance and of what is there. A recording is made in two worlds: in the usual one, and,
 * where something depends on it, in another one, where nothing of what is looked for is there, years have gone by and
 * numbers that are drawn are small. Its text is sent to the realm with that of guest.ts: it may use nothing from outside of itself.
 */
export function worldOf({ proxied, construct, get, list, text, resolved }: Builtins, { isOther, asks, asked }: { isOther: boolean; asks: readonly string[]; asked: () => void }) {
  const LATER_MS = 3 * 366 * 86_400_000;
  const SMALL = 0.1;
  const { Date } = globalThis;
  const { now, prototype } = Date;
  const asking = list(asks);
  const { random } = Math;
  let isAsked = false;
  const ask = (): void => {
    if (!isAsked) asked();
    isAsked = true;
  };
  const time = (): number => {
    ask();
    return now() + (isOther ? LATER_MS : 0);
  };
  const clock = proxied(Date, {
    construct: (target, args, by) => construct(target, args.length > 0 ? args : [time()], by) as object,
    apply: () => new Date(time()).toString(),
    get: (target, key) => (key === 'now' ? time : (get(target, key) as unknown)),
  });
  Object.defineProperty(prototype, 'constructor', { value: clock, writable: true, configurable: true });
  globalThis.Date = clock;
  Math.random = () => {
    ask();
    return random() * (isOther ? SMALL : 1);
  };
  /** The answer of a method that asks for something where that is not there: `false` of whether it is, and what it would be otherwise; null for other methods, and where it is there. */
  const denied = (method: string, args: unknown[]): { answer: unknown } | null => {
    if (!asking.some((each) => method === each || text.endsWith(method, '.' + each))) return null;
    ask();
    if (!isOther) return null;
    if (text.endsWith(method, 'Sync')) return { answer: false };
    return { answer: text.endsWith(method, 'get') ? args[1] : resolved(false) };
  };
  /** Is there something of what code counts before it goes on? */
  const hasSome = (): boolean => {
    ask();
    return !isOther;
  };
  return { denied, hasSome };
}
