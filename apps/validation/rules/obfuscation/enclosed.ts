import type { ESTree } from 'meriyah';
import { parseScript } from '../javascript/syntax/tree.js';
import type { Region } from './regions.js';

/** A script that stands in a text of another one, in base64 or as it is. */
export interface Enclosed {
  tree: ESTree.Program;
  text: string;
  /** UTF-16 offset of the text that holds it. */
  start: number;
  /** It stands nowhere as one, and is put together first. */
  made?: true;
}

/** Without blanks; the rest is for the decoder to say. A group in it would take too much of the stack for millions of letters. */
const BASE64 = /^[A-Za-z\d+/]*={0,2}$/;
/** Anything else does not stand in a script that is meant to be read. */
const WRITTEN = /^[\t\n\r\x20-\x7E\u00A0-\uFFFF]+$/;

/** The script that a text decodes to; null when it is none. Bundlers ship the code of a worker so. */
export function enclosedIn(text: string, start: number): Enclosed | null {
  if (!BASE64.test(text)) return null;
  const decoded = decodeBase64(text);
  if (decoded === null || !WRITTEN.test(decoded)) return null;
  const tree = parseScript('enclosed.mjs', decoded, true);
  return 'reason' in tree ? null : { tree, text: decoded, start };
}

/** The script that a text is; null when it is none, or is not meant to be read. */
export function enclosedSource(text: string, start: number): Enclosed | null {
  if (!WRITTEN.test(text)) return null;
  const tree = parseScript('enclosed.js', text, false);
  return 'reason' in tree ? null : { tree, text, start };
}

/** The scripts among texts that are put together and run, each once, together no longer than what they stand in. */
export function madeScripts(made: readonly { text: string; start: number }[], longest: number): Enclosed[] {
  let left = longest;
  const seen = new Set<string>();
  return made.flatMap(({ text, start }) => {
    if (seen.has(text) || text.length >= left) return [];
    seen.add(text);
    left -= text.length;
    const enclosed = enclosedSource(text, start);
    return enclosed ? [{ ...enclosed, made: true as const }] : [];
  });
}

function decodeBase64(text: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** The source without those of its texts that are no scripts: pictures made of letters, tables, alphabets. */
export function withoutPictures(source: string, texts: readonly Region[]): string {
  let rest = '';
  let at = 0;
  for (const { start, end } of texts.toSorted((a, b) => a.start - b.start)) {
    if (!('reason' in parseScript('enclosed.mjs', source.slice(start, end).replace(/^[`"']|[`"']$/g, ''), true))) continue;
    rest += source.slice(at, start);
    at = end;
  }
  return rest + source.slice(at);
}
