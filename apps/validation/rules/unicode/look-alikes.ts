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
const LATIN = /[A-Za-z]/;
const ASCII = /^[\0-\x7F]+$/;
const NOT_ASCII = /[^\0-\x7F]/;
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

/**
 * Words of `text` that look like others. `names`: they are names of variables, for which a word wholly of other
 * letters counts when its Latin twin stands in `source`, and letters count that engines of other languages fold.
 */
export function imitationsIn(text: string, names: boolean, source: string): Imitation[] {
  const found: Imitation[] = [];
  for (const { 0: word, index: start } of text.matchAll(WORD)) {
    if (!NOT_ASCII.test(word)) continue;
    const latin = LATIN.test(word) ? skeleton(word, STRONG) : null;
    if (latin !== null || (LATIN.test(word) && NEVER_MIXED.test(word))) found.push({ word, start, latin, chance: false });
    else if (names) found.push(...imitationsOfName(word, source).map((each) => ({ ...each, start })));
  }
  return found;
}

function imitationsOfName(word: string, source: string): Omit<Imitation, 'start'>[] {
  if (LATIN.test(word) && LIKE_PUNCTUATION.test(word)) return [{ word, latin: null, chance: false }];
  const folded = word.normalize('NFKC');
  // Ligatures and long s are letters of tables; whole words of such letters are not.
  if (ASCII.test(folded)) return folded.length < SHORTEST ? [] : [{ word, latin: folded, chance: false }];
  const chance = word.length < SHORTEST;
  const latin = skeleton(word, chance ? STRONG : WEAK);
  return latin !== null && stands(latin, source) ? [{ word, latin, chance }] : [];
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

function stands(word: string, source: string): boolean {
  return new RegExp(`(?<![\\w$])${word.replaceAll("$", "\\$")}(?![\\w$])`).test(source);
}
