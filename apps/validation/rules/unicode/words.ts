import type { Severity } from '#libs/contracts/severity.js';
import { isCallable } from '../javascript/syntax/scope.js';
import type { Node } from '../javascript/syntax/tree.js';
import type { Places } from '../text.js';
import { evidence, visible } from '../text.js';
import { holdsInvisible } from './characters.js';
import { plainNameOf } from './code-words.js';
import { AsciiWords, imitationsIn } from './look-alikes.js';
import type { Imitation } from './look-alikes.js';
import { isKeyOfData, isOfAllLanguages, kindOf, slipIn, useOf } from './slips.js';
import type { Script, Use } from './slips.js';
import { isPacked } from './tables.js';

/** A name, text or blank of a script that is taken for another one. */
export interface Word {
  kind: 'imitation' | 'blank';
  severity: Severity;
  message: string;
  /** It is a name, or names a member. */
  isName: boolean;
  /** The script of its letters, if it may be a slip of somebody who writes that script; else null. */
  slip: Script | null;
  line: number;
  column: number;
  evidence: string;
}

/** A name, or a text that is no code. */
export interface Part {
  start: number;
  end: number;
  isName: boolean;
}

const NOT_ASCII = /[^\0-\x7F]/;
/** Blanks that look like the one of the space bar. */
const BLANK = /[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
/** Engines end a line there, and with it a comment; most editors do not. */
const SEPARATOR = /[\u2028\u2029]/;
const NO_CODE = /^\s*(?:\/\/.*|\*.*|)$/;
const ESCAPE_IN_NAME = /\\u(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{4}))/g;
const NAME = /^(?:[$\p{ID_Continue}]|\\u(?:\{[\da-fA-F]{1,6}\}|[\da-fA-F]{4}))+/u;
const SHOWS_NOTHING = /^[\s\u2800]+$/;
const LETTERS_OF_NOTHING = /^[\u115F\u1160\u200B-\u200F\u2060-\u2064\u2800\u3164\uFEFF\uFFA0]+$/;
/** Letters of a name that is compared with others. */
const SHORTEST_NAME = 3;
/** Words that are kept of one script; the first ones say enough. */
const MOST_WORDS = 100;
/** Reads the words off a tree while it is walked; a script in ASCII has none, at no cost. Comments are not read. */
export class WordReader {
  readonly #isAscii: ((start: number, end: number) => boolean) | null;
  readonly #hasEscapes: boolean;
  readonly #escaped: { start: number; name: string; isAscii: boolean }[] = [];
  readonly #places: (Part & { use: Use; isEntry: boolean; isDeed: boolean; isMember: boolean })[] = [];

  /** `text` is what was parsed. */
  constructor(private readonly text: string) {
    this.#isAscii = NOT_ASCII.test(text) ? asciiRangesOf(text) : null;
    this.#hasEscapes = text.includes('\\u');
  }

  /** To be called with every name and literal. The tree has the value of a text; what counts is what is seen in the source. */
  word(node: Node, parent: Node | null, isName: boolean): void {
    const { start, end } = node;
    if (isName && this.#hasEscapes && node.type === 'Identifier' && end! - start! > node.name.length) this.#noteEscapes(start!, end!);
    if (this.#isAscii === null || this.#isAscii(start!, end!)) return;
    this.#places.push({ start: start!, end: end!, isName, use: useOf(node, parent, isName), isEntry: parent?.type === 'Property' && isKeyOfData(node, parent), isDeed: parent?.type === 'Property' && parent.key === node && isCallable(parent.value as Node), isMember: parent?.type === 'MemberExpression' && parent.property === node });
  }

  /** A name with letters that are written as escapes. */
  #noteEscapes(start: number, end: number): void {
    // Behind a parameter may stand its type.
    const [source] = NAME.exec(this.text.slice(start, end)) ?? [''];
    const letters = [...source.matchAll(ESCAPE_IN_NAME)].map(([, long, short]) => parseInt(long ?? short!, 16));
    if (letters.length === 0 || letters.some((code) => code > 0x10ffff) || this.#escaped.length >= MOST_WORDS) return;
    const name = source.replace(ESCAPE_IN_NAME, (_, long: string | undefined, short: string) => String.fromCodePoint(parseInt(long ?? short, 16)));
    this.#escaped.push({ start, name, isAscii: letters.some((code) => code <= 0x7f) });
  }

  /** Names that hide what they are by escapes: nobody has to write a letter of the keyboard so, and a foreign one that looks like it seems to be spelled out. */
  #escapedNames(places: Places, ascii: AsciiWords): Word[] {
    return this.#escaped.flatMap(({ start, name, isAscii }) => {
      const [imitation] = imitationsIn(name, 'name', ascii);
      if (!isAscii && !imitation) return [];
      const message = isAscii ? `the name \`${visible(name).slice(0, 60)}\` is written with escapes for letters that every keyboard has` : describe(imitation!);
      return [{ kind: 'imitation', severity: 'high', message, isName: true, slip: null, ...places.at(start), evidence: evidence(this.text, start) }];
    });
  }

  /** A name that looks the same as another one of the script, but for what shows as nothing or how its accents are written. */
  #sameNames(places: Places, ascii: AsciiWords): Word[] {
    const known = new Map<string, string>();
    return this.#places.flatMap(({ start, end, isName, isEntry, isDeed, isMember }) => {
      const name = this.text.slice(start, end).replace(/^(["'])(.*)\1$/s, '$2');
      if (isMember && LETTERS_OF_NOTHING.test(name)) return [{ kind: 'imitation', severity: 'high', message: `a member is asked for by a name that shows as nothing (${visible(name).slice(0, 60)})`, isName: true, slip: null, ...places.at(start), evidence: evidence(this.text, start) }];
      if (isDeed && SHOWS_NOTHING.test(name)) return [{ kind: 'imitation', severity: 'high', message: `a function has a name that shows as nothing (${visible(name).slice(0, 60)})`, isName: true, slip: null, ...places.at(start), evidence: evidence(this.text, start) }];
      const plain = isName || isEntry || isDeed || isMember ? plainNameOf(name) : '';
      if (plain.replace(/[^A-Za-z]/g, '').length < SHORTEST_NAME) return [];
      const other = known.get(plain);
      known.set(plain, other ?? name);
      if (!(other !== undefined ? other !== name : plain !== name && ascii.has(plain))) return [];
      return [{ kind: 'imitation', severity: 'high', message: `the name \`${visible(name).slice(0, 60)}\` looks the same as another one that is written otherwise`, isName: true, slip: null, ...places.at(start), evidence: evidence(this.text, start) }];
    });
  }

  /** Names and texts with characters that cannot be seen, in the order of the text. */
  parts(): Part[] {
    const parts = this.#places.filter(({ start, end }) => holdsInvisible(this.text.slice(start, end)));
    return parts.sort((a, b) => a.start - b.start).map(({ start, end, isName }) => ({ start, end, isName }));
  }

  /** What was found, in the order of the text. `blanks`: where the code has blanks that are not the ordinary one. */
  words(places: Places, blanks: readonly number[]): Word[] {
    const ascii = new AsciiWords(this.text);
    const words = this.#escapedNames(places, ascii);
    if (this.#isAscii === null) return words;
    const seen = new Set<string>();
    const names = this.#places.flatMap(({ start, end, isEntry }) => (isEntry ? [this.text.slice(start, end)] : [])).join(' ');
    const isTable = isPacked(names) || isOfAllLanguages(names);
    for (const { start: from, end, use, isEntry } of this.#places.sort((a, b) => a.start - b.start)) {
      const source = this.text.slice(from, end);
      if (words.length >= MOST_WORDS) break;
      const same = `${use} ${source}`;
      if (seen.has(same)) continue;
      seen.add(same);
      for (const imitation of imitationsIn(source, kindOf(use, source), ascii)) {
        const start = from + imitation.start;
        words.push({ kind: 'imitation', severity: severityOf(imitation, use, { source, isOfTable: isEntry && isTable }), message: describe(imitation), isName: use === 'name' || use === 'key', slip: slipIn(source, imitation, use), ...places.at(start), evidence: evidence(this.text, start) });
      }
    }
    return [...words, ...this.#sameNames(places, ascii), ...blanks.slice(0, MOST_WORDS).map((start) => blankAt(this.text, start, places))];
  }
}

/** A table from letter to letter has names of one letter in it, whatever they look like, and one of pieces of all languages has any; what reads them by such a name is told by itself. */
function severityOf({ word, chance }: Imitation, use: Use, { source, isOfTable }: { source: string; isOfTable: boolean }): Severity {
  if (isOfTable || (use === 'key' && [...word].length === 1)) return 'low';
  if (use !== 'name' && use !== 'key' && isPacked(source)) return 'low';
  return chance ? 'medium' : 'high';
}

/** UTF-16 units that are looked at together. */
const BLOCK = 64;

/** Answers whether a part of the text is all ASCII. */
function asciiRangesOf(text: string): (start: number, end: number) => boolean {
  const blocks = new Uint8Array(Math.ceil(text.length / BLOCK));
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) blocks[Math.floor(at / BLOCK)] = 1;
  return (start, end) => {
    for (let block = Math.floor(start / BLOCK); block * BLOCK < end; block++) if (blocks[block] === 1) return !NOT_ASCII.test(text.slice(start, end));
    return true;
  };
}

/** What is wrong with a word, for people. */
export function describe({ word, latin }: Imitation): string {
  const letters = [...new Set(word.match(/[^\0-\x7F]/gu))].map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(', ');
  const alike = latin === null ? 'letters of scripts that no language mixes, or that look like operators' : `letters that look like those of \`${latin}\``;
  return `the word \`${visible(word).slice(0, 60)}\` has ${alike} (${letters})`;
}

/** Where blanks are that look like the one of the space bar, in code or not. */
export function oddBlanksOf(text: string): number[] {
  return [...text.matchAll(BLANK)].map(({ index }) => index);
}

function blankAt(text: string, start: number, places: Places): Word {
  if (SEPARATOR.test(text.charAt(start))) {
    const severity = NO_CODE.test(text.slice(start + 1).split(/[\n\r\u2028\u2029]/, 1)[0]!) ? 'low' : 'high';
    const message = `a line of code ends here by a character at which most editors end none (${visible(text.charAt(start))})`;
    return { kind: 'blank', severity, message, isName: false, slip: null, ...places.at(start), evidence: evidence(text, start) };
  }
  const message = `a blank between words of the code is not the ordinary one (${visible(text.charAt(start))})`;
  return { kind: 'blank', severity: 'low', message, isName: false, slip: null, ...places.at(start), evidence: evidence(text, start) };
}
