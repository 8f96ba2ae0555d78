import { z } from 'zod';
import { ATTEMPTS, CONSOLE_LEVELS, LONGEST } from './protocol.js';

const id = z.int().nonnegative();
const cut = (length: number) => z.string().max(length);

const GuestError = z.strictObject({ name: cut(LONGEST.name), message: cut(LONGEST.error), stack: cut(LONGEST.stack) });
const Place = z.strictObject({ file: cut(LONGEST.path), line: z.int().positive(), column: z.int().positive() }).nullable();
const Attempt = z.strictObject({ kind: z.enum(ATTEMPTS), name: cut(LONGEST.name) });
const ConsoleLine = z.strictObject({ level: z.enum(CONSOLE_LEVELS), text: z.string() });
/** Looked at without a parser for each: there may be any number of them until that is looked at. */
const Ids = z.custom<readonly number[]>((value) => Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0));
const ENDED = { id, callbacks: Ids };

/**
 * What a child may say: it is checked, because code of a stranger ran in it. Lengths that depend on the limits are
 * checked where these are known. The child itself needs the type only.
 */
export const ChildMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), engine: cut(LONGEST.name) }),
  z.strictObject({ type: z.literal('loaded') }),
  z.strictObject({ type: z.literal('began') }),
  z.strictObject({ type: z.literal('absent'), ...ENDED, isBare: z.boolean() }),
  z.strictObject({ type: z.literal('called'), call: id, method: cut(LONGEST.name), args: z.string(), place: Place }),
  z.strictObject({ type: z.literal('attempted'), attempt: Attempt, callbacks: Ids }),
  z.strictObject({ type: z.literal('used'), call: id }),
  z.strictObject({ type: z.literal('wavered') }),
  z.strictObject({ type: z.literal('ran'), text: cut(LONGEST.name), place: Place }),
  z.strictObject({ type: z.literal('wrote'), line: ConsoleLine }),
  z.strictObject({ type: z.literal('returned'), ...ENDED, json: z.string() }),
  z.strictObject({ type: z.literal('threw'), ...ENDED, error: GuestError }),
  z.strictObject({ type: z.literal('failed'), reason: z.enum(['timed-out', 'memory', 'crashed']), detail: cut(LONGEST.error) }),
]);
export type ChildMessage = z.output<typeof ChildMessage>;
