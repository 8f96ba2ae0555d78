import type { GuestPlace } from './guest-places.js';
import type { Loading, Target } from './protocol.js';

/** What a realm and its child say to each other, as JSON. */

/** What the realm is told about the host, as JSON. */
export interface GuestSettings extends Pick<Loading, 'methods' | 'modules' | 'globals' | 'recording' | 'world' | 'canaries'> {
  /** The id of the load. */
  load: number;
  callbacks: number;
  /** Members and answers of what stands in for something else that a recording may ask for. */
  standInUses: number;
  /** Lines that a recording may put in front of modules, so that it can tell where something is done. */
  paddedLines: number;
}

/** What the realm asks of the child. The answer comes at once, as JSON: `{ error }`, or what the kind of question has. */
export type GuestQuestion =
  | { type: 'call'; call: number; method: string; args: string; place: GuestPlace | null }
  | { type: 'attempt'; kind: 'scope' | 'method'; name: string; callbacks?: number[] }
  | { type: 'used'; call: number }
  /** What it does depends on the time, on chance, or on what is there. */
  | { type: 'wavered' }
  | { type: 'ran'; text: string; place: GuestPlace | null }
  | { type: 'console'; level: string; text: string }
  | { type: 'timer'; timer: number; ms: number }
  | { type: 'no-timer'; timer: number }
  | { type: 'require'; specifier: string; referrer: string | null }
  /** All that comes before the first line of it was read. */
  | { type: 'began' }
  | { type: 'loaded' }
  /** The entry has none of the functions that were to be called; `isBare`: it exports nothing at all. */
  | { type: 'absent'; id: number; callbacks: number[]; isBare: boolean }
  | { type: 'returned'; id: number; callbacks: number[]; json: string }
  | { type: 'threw'; id: number; callbacks: number[]; name: string; message: string; stack: string };

/** What the child tells the realm. */
export type GuestNews =
  | { type: 'answer'; call: number; ok: boolean; json: string }
  | { type: 'timer'; timer: number }
  /** Nothing is left to do, and these invocations have no result. */
  | { type: 'idle'; ids: readonly number[] }
  | { type: 'invoke'; id: number; target: Target; args: string };
