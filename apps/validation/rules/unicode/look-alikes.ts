import { codeWordOf } from './code-words.js';

/** Letters of other scripts and the Latin letter that they cannot be told from, two by two. */
const PAIRS =
  // Cyrillic
  'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ӏl ѵv АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT ХX УY ԌG ԚQ ԜW ' +
  // Greek
  'οo ϲc ϳj ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ' +
  // Armenian
  'օo ոn սu հh ցg յj ՕO ՍU ՏS';
/** Letters that also are symbols of mathematics or letters of a Latin alphabet: alike only where the Latin word stands beside them. */
const WEAK_PAIRS = 'αa νv ρp υu ιi κk τt єe кk мm тt нh вb гr ıi ɑa ɡg ɩi ᴄc ᴏo ᴠv ᴡw ᴢz';
/** Scripts of which no language mixes letters with Latin ones. */
const NEVER_MIXED = /[\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}\p{Script=Deseret}\p{Script=Osage}\p{Script=Glagolitic}]/u;
/** Letters that look like an operator or a quotation mark. */
const LIKE_PUNCTUATION = /[\u01C0-\u01C3\u02B9-\u02BD\u02D0\u0559\u07F4\u07F5\uA4F8-\uA4FD\uA78C\u1427\u16EB]/u;
/** Members of a class of a regular expression, in brackets or as two or more wide ranges in a row. */
const CLASS = /\[\^?(?:\\.|[^\]\\\n]){1,500}\]/g;
const RANGE = /[\p{L}\d]-[\p{L}\d]/u;
const RANGES = /(?:[\p{L}\d]-[\p{L}\d]){2,}/gu;
/** Letters of the shortest range that is taken for one outside of brackets. */
const WIDE = 8;
/** What is written with a letter and is none: escapes, and `%d` of formats. */
const ESCAPE = /\\+(?:u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|x[\da-fA-F]{2}|[bBdDfnrsStvwW0])|%[cdfijosO](?![\0-\x7F])/g;
/** One letter of the Latin alphabet and what looks like it, as lists of look-alikes have them; `www` is a word. */
const SAME_LETTER = /^([a-vx-z])\1+\d*$/i;
/** Primes at the end of a name, as formulas have them: no text begins there, and none that began can seem to end. */
const PRIMES = /(?<=[\p{L}\p{N}])[\u02B9\u02BA]+$/u;
const LATIN = /[A-Za-z]/;
const ASCII = /^[\0-\x7F]+$/;
const NOT_ASCII = /[^\0-\x7F]/;
const DIGITS = /^\d+$/;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
/** Shorter names are called alike by chance. */
const SHORTEST = 3;

const STRONG = tableOf(PAIRS);
const WEAK = new Map([...STRONG, ...tableOf(WEAK_PAIRS)]);

function tableOf(pairs: string): Map<string, string> {
  return new Map(pairs.split(' ').map((pair) => [pair.charAt(0), pair.charAt(1)]));
}

export interface Imitation {
  word: string;
  /** Offset in the text that was asked about. */
  start: number;
  /** The ASCII word that it looks like; null when it only looks like an operator, or like no word at all. */
  latin: string | null;
  /** It may be by chance: a name of one or two letters. */
  chance: boolean;
}

/** What a text is: a name, the inside of a literal, a regular expression, or a file of which that is not known. */
export type TextKind = 'name' | 'text' | 'pattern' | 'file';

/**
 * Words of `text` that look like others. In names, and where it is not known what is one, a word wholly of other letters
 * counts when its Latin twin stands in `source`, and letters count that engines of other languages fold.
 */
export function imitationsIn(text: string, kind: TextKind, source: AsciiWords): Imitation[] {
  const ranges = kind === 'pattern' ? wrongRangesIn(text) : [];
  const found = search(text, kind, source);
  return [...ranges, ...(found.length === 0 || kind === 'name' ? found : search(withoutSigns(text, kind), kind, source))];
}

/** `[A-Ζ]` with a Zeta: the range goes on behind all letters of the keyboard and the signs between them. */
function wrongRangesIn(pattern: string): Imitation[] {
  const isInClass = (at: number): boolean => IN_CLASS.test(pattern.slice(Math.max(0, at - LONGEST_CLASS), at));
  return [...pattern.matchAll(FROM_KEYBOARD)].flatMap(({ 0: word, 1: end, index }) => (STRONG.has(end!) && isInClass(index) ? [{ word, start: index, latin: `${word.slice(0, -1)}${STRONG.get(end!)}`, chance: false }] : []));
}

const FROM_KEYBOARD = /[A-Za-z]-([^\0-\x7F])/gu;
/** UTF-16 units of a class that are looked at. */
const LONGEST_CLASS = 200;
const IN_CLASS = /\[(?:\\.|[^\]\\\n])*$/;

function search(text: string, kind: TextKind, source: AsciiWords): Imitation[] {
  const found: Imitation[] = [];
  for (const { 0: written, index: start } of text.matchAll(WORD)) {
    const word = kind === 'name' ? written.replace(PRIMES, '') : written;
    if (!NOT_ASCII.test(word)) continue;
    const latin = LATIN.test(word) ? skeleton(word, STRONG) : null;
    if (latin !== null && kind !== 'name' && SAME_LETTER.test(latin)) continue;
    const code = latin === null && kind !== 'name' ? codeWordOf(word, source.has('NFKC') || source.has('NFKD')) : null;
    if (latin !== null || code !== null || (LATIN.test(word) && NEVER_MIXED.test(word))) found.push({ word, start, latin: latin ?? code, chance: false });
    else if (kind === 'name' || (kind === 'file' && !isEntry(text, start, word))) found.push(...imitationsOfName(word, source).map((each) => ({ ...each, start })));
  }
  return found;
}

/** One ligature that is a whole text and what a name in a table stands for, as in `{"ffilig":"\ufb03"}`: nothing is asked for by it. */
function isEntry(text: string, start: number, word: string): boolean {
  return LIGATURE.test(word) && BEFORE_ENTRY.test(text.slice(Math.max(0, start - LONGEST_KEY), start)) && BEHIND_ENTRY.test(text.slice(start + 1, start + 3));
}

const LIGATURE = /^[\uFB00-\uFB06]$/;
const LONGEST_KEY = 40;
const BEFORE_ENTRY = /[{,]\s*(["']?)[\w;]+\1\s*:\s*["']$/;
const BEHIND_ENTRY = /^["'][,}]/;

/** The same with blanks for the letters that belong to no word: escapes, and what stands in classes of regular expressions. */
function withoutSigns(text: string, kind: TextKind): string {
  const blank = (part: string): string => ' '.repeat(part.length);
  return text
    .replace(CLASS, (part) => (kind === 'pattern' || RANGE.test(part) ? blank(part) : part))
    .replace(RANGES, (part) => (rangesOf(part).every(isWide) ? blank(part) : part))
    .replace(ESCAPE, blank);
}

function rangesOf(text: string): [string, string][] {
  const [...characters] = text;
  return Array.from({ length: characters.length / 3 }, (_, index) => [characters[index * 3]!, characters[index * 3 + 2]!]);
}

function isWide([from, to]: [string, string]): boolean {
  return to.codePointAt(0)! - from.codePointAt(0)! >= WIDE;
}

function imitationsOfName(word: string, source: AsciiWords): Omit<Imitation, 'start'>[] {
  if (LATIN.test(word) && LIKE_PUNCTUATION.test(word)) return [{ word, latin: null, chance: false }];
  // Signs for numbers (`²`) are read as what they are.
  if (ASCII.test(word.replace(/\p{No}/gu, ''))) return [];
  const folded = word.normalize('NFKC');
  // Digits of another kind are no name: none begins with one.
  if (DIGITS.test(folded)) return [];
  // Ligatures and long s are letters of tables; whole words of such letters are not.
  if (ASCII.test(folded)) return folded.length < SHORTEST ? [] : [{ word, latin: folded, chance: false }];
  const chance = word.length < SHORTEST;
  const latin = skeleton(word, chance ? STRONG : WEAK);
  return latin !== null && source.has(latin) ? [{ word, latin, chance }] : [];
}

/** Is it a word in the letters of one other alphabet that nobody takes for a Latin one? */
export function isUnlike(word: string): boolean {
  return skeleton(word, WEAK) === null;
}

/** The word with Latin letters; null when a letter has none that looks the same. */
function skeleton(word: string, table: ReadonlyMap<string, string>): string | null {
  let latin = '';
  for (const letter of word) {
    const same = letter <= '\x7F' ? letter : table.get(letter);
    if (same === undefined) return null;
    latin += same;
  }
  return latin;
}

/** The words of a text that are written in ASCII, all of them found when the first is asked for. */
export class AsciiWords {
  #words: Set<string> | null = null;

  constructor(private readonly text: string) {}

  /** Does it stand somewhere as a whole word? */
  has(word: string): boolean {
    this.#words ??= new Set(this.text.match(/[\w$]+/g));
    return this.#words.has(word);
  }
}
