import { z } from 'zod';
import type { SandboxLimits } from './limits.js';

/** What the two processes say to each other. What a child says is checked, because code of a stranger ran in it. */

/** A part of the host that extensions may call: methods are paths below the host object, such as `cells.getValue`. */
export interface ApiRow {
  /** The scope that guards these methods; null when everybody has them. */
  scope: string | null;
  methods: readonly string[];
}

/** The host as an extension sees it. */
export interface HostApi {
  rows: readonly ApiRow[];
  /** Names that an extension imports or requires → the part of the host object behind them; `''` is all of it. */
  modules?: Readonly<Record<string, string>>;
  /** Names of globals → the part of the host object behind them. */
  globals?: Readonly<Record<string, string>>;
}

export interface GuestMethod {
  path: string;
  scope: string | null;
  granted: boolean;
}

/** What a child needs to know of an extension. */
export interface Loading {
  /** Path and text. */
  files: readonly (readonly [string, string])[];
  entry: string;
  methods: readonly GuestMethod[];
  modules: readonly (readonly [string, string])[];
  globals: readonly (readonly [string, string])[];
  /** Every host function answers at once with something that can be used as anything; nothing waits for the host. */
  recording: boolean;
  limits: SandboxLimits;
}

export type Target = { export: string; withHost: boolean } | { callback: number };

export type ParentMessage =
  | { type: 'load'; loading: Loading }
  | { type: 'invoke'; id: number; target: Target; args: string }
  | { type: 'answer'; call: number; ok: boolean; json: string };

const LONGEST_NAME = 200;
const LONGEST_ERROR = 2_000;
const LONGEST_STACK = 8_000;
const id = z.int().nonnegative();
const cut = (length: number) => z.string().max(length);

const GuestError = z.strictObject({ name: cut(LONGEST_NAME), message: cut(LONGEST_ERROR), stack: cut(LONGEST_STACK) });
/** An error of the extension, as text. */
export type GuestError = z.output<typeof GuestError>;

/** Cuts an error of the extension to what may be said about it. */
export function cutError({ name, message, stack }: { name: unknown; message: unknown; stack: unknown }): GuestError {
  return { name: String(name).slice(0, LONGEST_NAME), message: String(message).slice(0, LONGEST_ERROR), stack: String(stack).slice(0, LONGEST_STACK) };
}

const Attempt = z.strictObject({ kind: z.enum(['scope', 'method', 'module']), name: cut(LONGEST_NAME) });
/** Something that was refused: a method without its scope, a method that the host does not have, a module that is not there. */
export type Attempt = z.output<typeof Attempt>;

/** Cuts a refused name to what may be said about it. */
export function attemptOf(kind: Attempt['kind'], name: string): Attempt {
  return { kind, name: name.slice(0, LONGEST_NAME) };
}

export const CONSOLE_LEVELS = ['debug', 'log', 'info', 'warn', 'error'] as const;
const ConsoleLine = z.strictObject({ level: z.enum(CONSOLE_LEVELS), text: z.string() });
export type ConsoleLine = z.output<typeof ConsoleLine>;

const ENDED = { id, callbacks: z.array(id) };

/** What a child may say; lengths that depend on the limits are checked where these are known. */
export const ChildMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), engine: cut(LONGEST_NAME) }),
  z.strictObject({ type: z.literal('loaded'), exports: z.array(cut(LONGEST_NAME)).max(1_000) }),
  z.strictObject({ type: z.literal('called'), call: id, method: cut(LONGEST_NAME), args: z.string() }),
  z.strictObject({ type: z.literal('attempted'), attempt: Attempt }),
  z.strictObject({ type: z.literal('wrote'), line: ConsoleLine }),
  z.strictObject({ type: z.literal('returned'), ...ENDED, json: z.string() }),
  z.strictObject({ type: z.literal('threw'), ...ENDED, error: GuestError }),
  z.strictObject({ type: z.literal('failed'), reason: z.enum(['timed-out', 'memory', 'crashed']), detail: cut(LONGEST_ERROR) }),
]);
export type ChildMessage = z.output<typeof ChildMessage>;
/** The id of the load, which is the first thing that ends. */
export const LOAD = 0;
