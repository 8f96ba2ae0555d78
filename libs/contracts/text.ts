import { z } from 'zod';

/** Text that PostgreSQL can hold, also in JSON: without NUL and halves of surrogate pairs, at most `max` UTF-16 units. */
export const text = (max: number, min = 0) => stored(z.string(), max, min);

/** The same of what somebody keeps in a file, without the byte order mark that editors write before it. */
export const fileText = (max: number, min = 0) => stored(z.string().overwrite((content) => content.replace(/^\uFEFF/, '')), max, min);

const stored = (given: z.ZodString, max: number, min: number) => given.min(min).max(max).regex(/^[^\0\p{Surrogate}]*$/u, 'must be Unicode text without NUL');

/** A character that is seen: neither a blank nor one of those that are shown as nothing. */
const SEEN = /[^\p{White_Space}\p{Control}\p{Default_Ignorable_Code_Point}\u2800]/u;
const isSeen = (shown: string): boolean => shown === '' || SEEN.test(shown);

/** A name or a title, as people read it, of at most `max` UTF-16 units: on one line, and not showing something else than it holds. */
export const line = (max: number, min = 0) =>
  z.string().min(min).max(max)
    .regex(/^[^\p{Control}\p{Surrogate}\p{Bidi_Control}\u2028\u2029]*$/u, 'must be one line without control characters and characters that change the direction of text')
    .refine(isSeen, 'must not be blanks alone');

/** The same with several lines: feedback, reasons, descriptions. */
export const prose = (max: number, min = 0) =>
  z.string().min(min).max(max)
    .regex(/^(?:[^\p{Control}\p{Surrogate}\p{Bidi_Control}]|[\t\n\r])*$/u, 'must be text without control characters and characters that change the direction of text')
    .refine(isSeen, 'must not be blanks alone');
