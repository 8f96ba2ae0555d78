import { joined } from '../syntax/expressions.js';
import type { Meaning } from '../names/meaning.js';

/** Calls that turn text that nobody can read into text that means something. */
export const DECODERS: ReadonlySet<Meaning> = new Set(['atob', 'unescape', 'decodeURIComponent', 'String.fromCharCode', 'String.fromCodePoint', 'Buffer.from', 'new TextDecoder.decode']);

const ENCODINGS = new Set(['base64', 'base64url', 'hex', 'latin1', 'utf8', 'utf-8']);

/** What a decoder makes of constant arguments, or null when that cannot be told. */
export function decodeConstant(decoder: Meaning, given: readonly (string | null)[]): string | null {
  const [first = null, second] = given;
  if (decoder.startsWith('String.')) return joined(given.map((code) => (code === null ? null : character(Number(code)))));
  if (first === null) return null;
  if (decoder === 'atob') return Buffer.from(first, 'base64').toString('latin1');
  if (decoder === 'unescape' || decoder === 'decodeURIComponent') return unescaped(first);
  return decoder === 'Buffer.from' && typeof second === 'string' && ENCODINGS.has(second) ? Buffer.from(first, second as BufferEncoding).toString() : null;
}

/** True for what makes text of numbers: used to hide text, and to read the memory of WebAssembly. */
export function spellsOut(decoder: Meaning): boolean {
  return decoder === 'String.fromCharCode' || decoder === 'String.fromCodePoint';
}

/** True when a call of this decoder with these arguments makes hidden text readable: `Buffer.from(text)` alone hides nothing. */
export function reveals(decoder: Meaning, given: readonly (string | null)[]): boolean {
  if (decoder === 'atob' || decoder === 'unescape' || decoder === 'decodeURIComponent') return true;
  return decoder === 'Buffer.from' && (given[1] === 'base64' || given[1] === 'base64url' || given[1] === 'hex');
}

function character(code: number): string | null {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

function unescaped(text: string): string {
  return text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, long: string | undefined, short: string | undefined) => String.fromCharCode(parseInt(long ?? short ?? '', 16)));
}
