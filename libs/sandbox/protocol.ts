import type { SandboxLimits } from './limits.js';

/** What the two processes say to each other; what a child may say stands in child-message.ts. Without a library, so that a child starts fast. */

/** A part of the host that extensions may call: methods are paths below the host object, such as `cells.getValue`. */
export interface ApiRow {
  /** The scope that guards these methods; null when everybody has them. */
  scope: string | null;
  methods: readonly string[];
}

/** The host as an extension sees it. */
export interface HostApi {
  /** A path that begins with `$` is beside the host object: modules and globals lead there, and no member does. */
  rows: readonly ApiRow[];
  /** Names that an extension imports or requires → the part of the host object behind them; `''` is all of it. */
  modules?: Readonly<Record<string, string>>;
  /** Names of globals → the part of the host object behind them. */
  globals?: Readonly<Record<string, string>>;
  /** An entry is the body of an async function that has `require`; else a module. */
  bodies?: boolean;
  /** What a recording hands out. */
  canaries?: Canaries;
}

/**
 * What a recording hands out so that it is known again where it turns up: kinds of data, each of which a text stands for
 * that is in nothing else. Methods are paths as in the rows; what lies below a path belongs to it.
 */
export interface Canaries {
  /** Method → the kind of what it answers. */
  gives: Readonly<Record<string, string>>;
  /** Method → the kind of what the functions are told that it is given. */
  tells: Readonly<Record<string, string>>;
  /** A member of something of the second kind is of the third. */
  parts: readonly (readonly [name: string, from: string, to: string])[];
  /** What a method answers that is given something of the second kind is of the third. */
  leads: readonly (readonly [method: string, from: string, to: string])[];
  /** Methods whose answer is said something later: that counts as said to them. */
  opens: readonly string[];
  /** Members that are `false` wherever nobody knows better, because code asks them first whether to go on. */
  falsy: readonly string[];
  /** Methods that ask whether something is there, or for what was kept, by the ends of their paths. */
  asks: readonly string[];
  /** Method → values, one of which each answer is in turn, or which the functions are told as well that it is given. */
  samples: Readonly<Record<string, readonly unknown[]>>;
}

/** The same for a child: the texts in the place of the kinds. */
export interface CanaryTexts extends Pick<Canaries, 'parts' | 'leads' | 'opens' | 'falsy' | 'asks'> {
  gives: readonly (readonly [string, string])[];
  tells: readonly (readonly [string, string])[];
  samples: readonly (readonly [string, readonly unknown[]])[];
}

export interface GuestMethod {
  path: string;
  scope: string | null;
  granted: boolean;
}

/** What an extension starts with. */
export interface Entry {
  path: string;
  /** The body of an async function; else a module. */
  isBody: boolean;
}

/** In the other one it is later, numbers that are drawn are small, and nothing that is looked for is there. */
export type World = 'usual' | 'other';

/** What a child needs to know of an extension. */
export interface Loading {
  /** Path and text. */
  files: readonly (readonly [string, string])[];
  entry: Entry;
  methods: readonly GuestMethod[];
  modules: readonly (readonly [string, string])[];
  globals: readonly (readonly [string, string])[];
  /** Every host function answers at once with something that can be used as anything; nothing waits for the host. */
  recording: boolean;
  world: World;
  canaries: CanaryTexts;
  limits: SandboxLimits;
}

/** What is called: the first of these functions that the entry has, or one that was handed over. Or one of those is given back: it answers whether it was there. */
export type Target = { exports: readonly string[]; withHost: boolean } | { callback: number } | { released: number };

/** Throws TypeError, with a text for the host, when a target names nothing. */
export function checkTarget(target: Target): void {
  if ('exports' in target && target.exports.some((name) => typeof name !== 'string')) throw new TypeError('the name of a function is a string');
  if (!('exports' in target) && !Number.isSafeInteger('callback' in target ? target.callback : target.released)) throw new TypeError('the number of a function is a whole number');
}

export type ParentMessage =
  /** Forget the extension; answered by `ready`. */
  | { type: 'reset' }
  | { type: 'load'; loading: Loading }
  | { type: 'invoke'; id: number; target: Target; args: string }
  | { type: 'answer'; call: number; ok: boolean; json: string };

/** Code units of what a child says of an extension. */
export const LONGEST = { name: 200, path: 1_000, error: 2_000, stack: 8_000 } as const;

/** An error of the extension, as text. */
export interface GuestError {
  name: string;
  message: string;
  stack: string;
}

/** Cuts an error of the extension to what may be said about it. */
export function cutError({ name, message, stack }: { name: unknown; message: unknown; stack: unknown }): GuestError {
  return { name: String(name).slice(0, LONGEST.name), message: String(message).slice(0, LONGEST.error), stack: String(stack).slice(0, LONGEST.stack) };
}

export const ATTEMPTS = ['scope', 'method', 'module'] as const;
/** Something that was refused: a method without its scope, a method that the host does not have, a module that is not there. */
export interface Attempt {
  kind: (typeof ATTEMPTS)[number];
  name: string;
}

/** Cuts a refused name to what may be said about it. */
export function attemptOf(kind: Attempt['kind'], name: string): Attempt {
  return { kind, name: name.slice(0, LONGEST.name) };
}

export const CONSOLE_LEVELS = ['debug', 'log', 'info', 'warn', 'error'] as const;
export interface ConsoleLine {
  level: (typeof CONSOLE_LEVELS)[number];
  text: string;
}

/** The id of the load, which is the first thing that ends. */
export const LOAD = 0;
