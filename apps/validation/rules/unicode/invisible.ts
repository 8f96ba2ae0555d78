import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isAside, weighed } from '../reach.js';
import { Report } from '../report.js';
import { evidence, Places } from '../text.js';
import { reorders } from './bidi.js';
import { EMOJI, INVISIBLE, isInOrder, JOINING_LETTER, RIGHT_TO_LEFT } from './characters.js';
import { codeWordOf } from './code-words.js';
import { isOfCodePage, RowsInOrder } from './code-pages.js';
import { isCodeFile, isDocument, unicodeTextOf } from './files.js';
import { judgeSigns } from './signs.js';
import { Surroundings } from './surroundings.js';
import type { Around } from './surroundings.js';
import { twinKeys } from './twin-keys.js';

const PRIVATE_USE = /[\uE000-\uF8FF\u{F0000}-\u{10FFFD}]/u;
const BIDI_CONTROL = /[\u202A-\u202E\u2066-\u2069]/;
/** Tags, and what stands behind them for nothing as yet. */
const TAG = /[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/u;
const FLAG_OF_A_REGION = /\u{1F3F4}$/u;
const TAGS_OF_A_REGION = /^[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F}/u;
const VARIATION = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;
const JOINER = /^[\u200C\u200D]+$/;
/** What a presentation selector (text or emoji) may follow, besides emoji. */
const PRESENTABLE = /[\p{Extended_Pictographic}\p{So}\p{Sm}\p{Emoji_Modifier}0-9#*]/u;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Mongolian}\p{Script=Myanmar}\p{Sm}]/u;
const HAN = /\p{Script=Han}/u;
const SOFT_HYPHEN = '\u00AD';
const SOFT_HYPHENS = /^\u00AD+$/;
const WORD = /[\p{L}\p{Nd}_$]/u;
const HANGUL = /\p{Script=Hangul}/u;
/** Some editors write the selector more than once. */
const SAME_SELECTOR = /^(?:\uFE0E{1,3}|\uFE0F{1,3})$/;
/** Lists of people, and warnings, repeat it more often beside their emoji: how often is two bits. */
const SAME_BESIDE_EMOJI = /^\uFE0F{4,8}$/;
const SELECTOR_AND_JOINER = /^[\uFE0E\uFE0F]\u200D$/;
/** Maps of sources repeat what is judged elsewhere, and no host runs or shows them. */
const SOURCE_MAP = /\.map$/;
/** This many characters in a row that nobody sees carry something. */
const PAYLOAD = 4;
/** Characters of no width in one text, or that seem harmless in one script, that are too few to carry a payload, as bits; a table of characters has each once or twice. */
const TOO_FEW = 32;
/** Rows in one script of different characters of no width, each of which is a text of its own: their order tells a dozen bits at most, which mails have before their text. */
const MOST_ROWS = 3;
const IN_ROW = 'a row of different characters of no width stands in a text';
/** The same for fillers; a text this long around them is no key and no alphabet of a decoder. */
const TOO_FEW_FILLERS = 4;
const LONG_TEXT = 100;
/** UTF-16 units of a text that is a filler in quotation marks, and those within which a table has its next entry. */
const QUOTED_FILLER = 3;
const NEXT_ENTRY = 24;
/** A text is so many times longer than the characters of private use in it, if it is a table of more than those. */
const OTHERS_OF_A_TABLE = 3;
/** The selectors that a table of the characters that cannot be seen names: the first and the last of both blocks, and those for emoji. */
const END_OF_BLOCK = /[\uFE00\uFE0E\uFE0F\u{E0100}\u{E01EF}]/u;
const ENDS_OF_BLOCKS = 4;
/** All selectors of a block, as a class has them. */
const BLOCKS = ['\uFE00-\uFE0F', '\u{E0100}-\u{E01EF}'];
const IN_TABLE = 'a variation selector stands in a table of characters';
/** One name at most, and the end of a call, and another one that is given what the next lines say: nothing that could be read in another order to anybody's harm. */
const NOTHING_BEHIND = /^`?,?\s{0,20}[\w$.]{0,40}\s{0,20}\)?[;,]?\s{0,4}(?:[\w$]{1,40}\s{0,4}=\s{0,4}[{[(]?)?\s*$/;
/** The end of the name of an entry in a table, and its value, a text or a digit that is too short to say anything. */
const SHORT_ENTRY = /^\s?:\s?(?:"\w{0,4}"|'\w{0,4}'|\d),?\s*$/;
const ONLY_MARK = /^["']?[\u202A-\u202E\u2066-\u2069]["']?$/;
const FILLER = /[\u115F\u1160\u3164\uFFA0]/;
/** Four letters of an alphabet in which a word can be taken for another one, or three and the end of the word. */
const IN_WORD = /^(?:\P{L}?(?:\p{Script=Latin}{3,4}|\p{Script=Cyrillic}{3,4}|\p{Script=Greek}{3,4}|\p{Script=Armenian}{3,4})\P{L}?)$/u;
const ASCII_WORD = /[\w$]/;

/** One run of characters that cannot be seen, with the characters beside it. */
interface Run {
  text: string;
  /** Offset in the file, excluded. */
  end: number;
  before: string;
  after: string;
  /** The two characters on each side. */
  beside: string;
  isCode: boolean;
  isDocument: boolean;
  /** Does it stand in a table: are Korean letters close by on both sides, or the characters before and after it in the order of all of them? */
  isAmongLetters: boolean;
  /** Has the file many different letters of Korean? */
  isKorean: boolean;
  /** Does it begin or end the range of all selectors of a block? */
  isEndOfBlock: boolean;
  around: Around;
}

/** The rules that share this reading. */
export type InvisibleRule = 'bidi-control' | 'hidden-payload' | 'zero-width' | 'invisible-letter';

export type Judgement = { rule: InvisibleRule; severity: Severity; message: string };

const known = new WeakMap<Package, ReadonlyMap<InvisibleRule, Report>>();

/** What one of these rules says about the characters of a package that cannot be seen. The package is read once. */
export function invisible(rule: InvisibleRule, pkg: Package): Finding[] {
  const reports = known.get(pkg) ?? inspectAll(pkg);
  known.set(pkg, reports);
  return reports.get(rule)?.findings() ?? [];
}

function inspectAll(pkg: Package): Map<InvisibleRule, Report> {
  const reports = new Map<InvisibleRule, Report>();
  const report = (rule: InvisibleRule): Report => {
    const known = reports.get(rule) ?? new Report(rule);
    reports.set(rule, known);
    return known;
  };
  for (const file of pkg.files) {
    const judgement = judgePath(file.path);
    if (judgement) report(judgement.rule).add({ help: HELP, file: file.path, ...judgement });
    inspect(pkg, file, report);
  }
  return reports;
}

const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const NOTHING_IN_NAME = /[\u00AD\u115F\u1160\u200B\u2060-\u2064\u3164\uFEFF\uFFA0]/;

/** The name of a file is shown otherwise than it is: `holiday_gpj.js` as `holiday_sj.jpg`. */
function judgePath(path: string): Judgement | null {
  if (DIRECTION.test(path) && !RIGHT_TO_LEFT.test(path)) return { rule: 'bidi-control', severity: 'critical', message: 'the name of this file is shown in another order than it has' };
  return NOTHING_IN_NAME.test(path) ? { rule: 'zero-width', severity: 'high', message: 'the name of this file has characters in it that show as nothing' } : null;
}

function inspect(pkg: Package, file: PackageFile, reportOf: (rule: InvisibleRule) => Report): void {
  const text = SOURCE_MAP.test(file.path) ? null : unicodeTextOf(file);
  if (text === null) return;
  const signs = judgeSigns(text, file.path);
  if (signs) reportOf(signs.rule).add({ help: HELP, file: file.path, ...signs });
  const places = new Places(text);
  for (const { start, ...twin } of file.path.endsWith('.json') ? twinKeys(text) : []) reportOf(twin.rule).add({ help: HELP, file: file.path, ...twin, ...places.at(start), evidence: evidence(text, start) });
  const surroundings = new Surroundings(pkg, file, text);
  let excused = 0;
  let rows = 0;
  const inOrder = new RowsInOrder();
  for (const match of text.matchAll(INVISIBLE)) {
    if (match.index === 0 && match[0] === '\uFEFF') continue;
    const judgement = judgeHyphen(text, match.index, match[0], file) ?? judge(runAt(text, match.index, match[0], file, surroundings.at(match.index)));
    if (!judgement) continue;
    const { rule, ...seen } = judgement;
    // A payload may lie in many short texts.
    if (isCodeFile(file.path) && rule !== 'bidi-control' && seen.severity === 'low' && (seen.message === IN_TABLE || !VARIATION.test(match[0])) && !(PRIVATE_USE.test(match[0]) && inOrder.goesOn(match[0])) && ++excused > TOO_FEW) seen.severity = 'high';
    if (seen.message === IN_ROW && ++rows > MOST_ROWS) seen.severity = 'high';
    // Data of tests: it runs nowhere, and nobody reads it as code; what tests show as a text is no word that anything asks for.
    if (rule === 'bidi-control' && seen.severity === 'critical' && file.path.endsWith('.json') && isAside(pkg, file.path)) seen.severity = 'medium';
    if (rule === 'zero-width' && seen.severity === 'high' && surroundings.at(match.index).kind === 'text' && isAside(pkg, file.path)) seen.severity = 'low';
    const weight = rule === 'bidi-control' && isCodeFile(file.path) ? weighed(pkg, file.path, seen) : seen;
    reportOf(rule).add({ ...weight, help: HELP, file: file.path, ...places.at(match.index), evidence: evidence(text, match.index) });
  }
}

const HELP = 'Delete the character, or write it as an escape (`\\u{…}`) where the program needs it.';

/** Characters that a script writes as escapes, at the end of a text and at its beginning. */
const ESCAPED_BEFORE = /(?<!\\)(?:\\u[dD][89aAbB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\u\{[\da-fA-F]{1,6}\}|\\x[\da-fA-F]{2})$/;
const ESCAPED_AFTER = /^(?:\\u[dD][89aAbB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\u\{[\da-fA-F]{1,6}\}|\\x[\da-fA-F]{2})/;
/** UTF-16 units of the longest of them. */
const LONGEST_ESCAPE = 12;

/** Letters of a text that are no letters: of escapes for blanks, and in patterns of those for many characters; and the `$` before what a template fills in. */
const SIGN_BEFORE = { text: /(?<!\\)(?:\\\\)*\\[nrtbfv]$/, pattern: /(?<!\\)(?:\\\\)*\\[nrtbfvdDwWsSB]$/ };
const FILLED_IN = /^\$\{/;

/** The character that an escape of a script stands for; null where there is no escape. */
function unescaped(text: string, pattern: RegExp): string | null {
  const codes = pattern.exec(text)?.[0].match(/[\da-fA-F]+/g)?.map((code) => parseInt(code, 16));
  return codes === undefined || codes.some((code) => code > 0x10ffff) ? null : codes.length === 2 ? String.fromCharCode(...codes) : String.fromCodePoint(...codes);
}

/** Different Korean letters of a file that is about them, or written by somebody who reads them. */
const LETTERS_OF_KOREAN = 12;
const HANGUL_LETTERS = /[\u3131-\u3163\uAC00-\uD7A3\uFFA1-\uFFDC]/g;

function runAt(text: string, start: number, run: string, { path }: PackageFile, around: Around): Run {
  const end = start + run.length;
  const isEscaped = isCodeFile(path) && around.kind === 'text';
  const before = isEscaped ? unescaped(text.slice(Math.max(0, start - LONGEST_ESCAPE - 1), start), ESCAPED_BEFORE) : null;
  const after = isEscaped ? unescaped(text.slice(end, end + LONGEST_ESCAPE), ESCAPED_AFTER) : null;
  return {
    text: run,
    end,
    before: before ?? (isEscaped && SIGN_BEFORE[around.isPattern ? 'pattern' : 'text'].test(text.slice(Math.max(0, start - LONGEST_ESCAPE), start)) ? '' : null) ?? Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '',
    after: after ?? (isEscaped && FILLED_IN.test(text.slice(end, end + 2)) ? '' : null) ?? Array.from(text.slice(end, end + 2))[0] ?? '',
    beside: [...Array.from(text.slice(Math.max(0, start - 4), start)).slice(-2), ...Array.from(text.slice(end, end + 4)).slice(0, 2)].join(''),
    isCode: isCodeFile(path),
    isDocument: isDocument(path),
    isEndOfBlock: BLOCKS.some((block) => text.startsWith(block, start) || text.endsWith(block, end)),
    isAmongLetters: areNeighbours(text.slice(Math.max(0, start - NEXT_ENTRY), start), text.slice(start, end), text.slice(end, end + NEXT_ENTRY)),
    isKorean: FILLER.test(run) && new Set(text.match(HANGUL_LETTERS)).size >= LETTERS_OF_KOREAN,
    around,
  };
}

/** Longer words than this are none of code. */
const LONGEST_WORD = 40;

/** A word of code that is only one without the hyphens that show at the ends of lines alone. */
function judgeHyphen(text: string, at: number, run: string, { path }: PackageFile): Judgement | null {
  if (run !== SOFT_HYPHEN) return null;
  const before = /[\w\u00AD]*$/.exec(text.slice(Math.max(0, at - LONGEST_WORD), at))![0];
  const after = /^[\w\u00AD]*/.exec(text.slice(at + 1, at + LONGEST_WORD))![0];
  const word = codeWordOf(before + SOFT_HYPHEN + after);
  return word === null ? null : { rule: 'zero-width', severity: isCodeFile(path) ? 'high' : 'medium', message: `\`${word}\` is written with hyphens in it that are not shown` };
}

const ANNOTATION = /[\uFFF9-\uFFFB]/;

function judge(run: Run): Judgement | null {
  if (ANNOTATION.test(run.text) && !isListed(run)) return { rule: 'hidden-payload', severity: WORD.test(run.before) || WORD.test(run.after) || run.after === ' ' ? 'high' : 'medium', message: 'characters of annotation set text apart that is shown as if it belonged to what stands around it' };
  if (PRIVATE_USE.test(run.text)) return judgePrivateUse(run);
  if (BIDI_CONTROL.test(run.text)) return judgeBidi(run);
  if (TAG.test(run.text)) return judgeTags(run);
  if (VARIATION.test(run.text)) return judgeVariation(run);
  return judgeZeroWidth(run);
}

/** In order they say nothing but where they begin: code pages and classes of fonts have them so, among other characters. */
function judgePrivateUse({ text, isCode, around: { counts } }: Run): Judgement {
  const inTable = counts !== null && ((isInOrder(text) && counts.length >= OTHERS_OF_A_TABLE * counts.privateUse) || isOfCodePage(text, counts.length));
  const severity = inTable ? 'low' : isCode ? 'high' : 'medium';
  return { rule: 'invisible-letter', severity, message: 'many characters of private use in a row: no font says what they are, and a script can decode them' };
}

/** Of `gbeng`, as tags, and their end: patterns for emoji have them in parts. */
const LETTERS_OF_A_FLAG = 6;
/** What stands behind such a part in a pattern that is written as a text. */
const SIGN_OF_PATTERN = /^[(|)\\\uD800-\uDFFF]$/;

function judgeTags(run: Run): Judgement | null {
  const rest = FLAG_OF_A_REGION.test(run.before) ? run.text.replace(TAGS_OF_A_REGION, '') : run.text;
  const isInPattern = run.around.isPattern || (run.around.kind === 'text' && SIGN_OF_PATTERN.test(run.after));
  if (TAG.test(rest) && isInPattern && Array.from(rest).length <= LETTERS_OF_A_FLAG) return { rule: 'hidden-payload', severity: run.around.isPattern ? 'low' : 'medium', message: 'a pattern finds the flags of regions' };
  if (TAG.test(rest)) return { rule: 'hidden-payload', severity: run.around.kind === 'text' && isEndOfRange(run) ? 'medium' : 'critical', message: 'tag characters hide text that only a machine reads' };
  const after = { ...run, text: rest };
  if (rest === '') return null;
  return VARIATION.test(rest) ? judgeVariation(after) : judgeZeroWidth(after);
}

function judgeBidi({ end, isCode, isDocument: isRead, around: { line, inBareClass } }: Run): Judgement {
  if (line !== null && (!reorders(line) || (ONLY_MARK.test(line.text) && SHORT_ENTRY.test(line.rest)) || ((line.minified || NOTHING_BEHIND.test(line.rest)) && inBareClass(end)))) return { rule: 'bidi-control', severity: 'low', message: 'control characters set the direction of text' };
  return { rule: 'bidi-control', severity: isCode || isRead || line === null ? 'critical' : 'medium', message: 'a control character changes the order in which text is shown' };
}

function judgeVariation(run: Run): Judgement | null {
  const [selector = '', ...rest] = Array.from(run.text);
  const follows = selector === '\uFE0E' || selector === '\uFE0F' ? PRESENTABLE : IDEOGRAPH;
  if (VARIATION.test(selector) && follows.test(run.before)) {
    const left = rest.join('');
    if (left === '' || SAME_SELECTOR.test(run.text)) return null;
    if (!VARIATION.test(left)) return judgeZeroWidth({ ...run, text: left });
  }
  if (isEndOfRange(run)) return null;
  if ((SAME_SELECTOR.test(run.text) || SELECTOR_AND_JOINER.test(run.text)) && !WORD.test(run.before)) return { rule: 'hidden-payload', severity: 'low', message: 'a variation selector stands where it changes nothing that can be seen' };
  if (run.text === '\uFE0F' && HAN.test(run.before) && EMOJI.test(run.after)) return { rule: 'hidden-payload', severity: 'low', message: 'a variation selector stands before an emoji instead of behind it' };
  if ((!run.isCode || (run.around.counts !== null && run.around.counts.selectors < TOO_FEW)) && SAME_BESIDE_EMOJI.test(run.text) && (EMOJI.test(run.before) || EMOJI.test(run.after))) return { rule: 'hidden-payload', severity: 'low', message: 'a variation selector is repeated beside an emoji' };
  const hidden = Array.from(run.text).filter((character) => VARIATION.test(character)).length;
  const { around: { counts, isPattern, inClass }, end } = run;
  if (hidden === 1 && counts !== null && (counts.sorted || (isPattern && inClass(end))) && counts.selectors <= ENDS_OF_BLOCKS && END_OF_BLOCK.test(run.text)) return { rule: 'hidden-payload', severity: 'low', message: IN_TABLE };
  return hidden > 1
    ? { rule: 'hidden-payload', severity: 'critical', message: 'variation selectors in a row hide data' }
    : { rule: 'hidden-payload', severity: 'high', message: 'a variation selector stands where it changes nothing that can be seen' };
}

/**
 * `x-y` of a class; where two ranges meet, their ends stand in a row. How many of them a text has tells nothing where the range is a
 * whole block, which everybody writes in the same way: a script that stands in a text has such classes beside other selectors.
 */
function isEndOfRange({ text, before, after, around, isEndOfBlock }: Run): boolean {
  const { length } = Array.from(text);
  if (isEndOfBlock && around.kind === 'text') return true;
  if (around.counts !== null && around.counts.selectors >= TOO_FEW) return false;
  if (length === 1) return before === '-' || after === '-';
  return length === 2 && before === '-' && after === '-' && around.kind === 'text';
}

function areNeighbours(before: string, text: string, after: string): boolean {
  const code = text.codePointAt(0)!;
  return (HANGUL.test(before) && HANGUL.test(after)) || (before.includes(String.fromCodePoint(code - 1)) && after.includes(String.fromCodePoint(code + 1)));
}

function judgeZeroWidth(run: Run): Judgement | null {
  const { text, before, after, isCode, around } = run;
  const tooFew = around.counts !== null && around.counts.widthless < TOO_FEW;
  const { length } = Array.from(text);
  if (length >= PAYLOAD) {
    const kinds = new Set(text).size;
    if (kinds === length && around.kind === 'text' && around.counts?.widthless === length && !isListed(run)) return { rule: 'hidden-payload', severity: 'low', message: IN_ROW };
    const isKnown = kinds === 1 || (kinds === length && isListed(run));
    return { rule: 'hidden-payload', severity: tooFew && isKnown ? 'low' : 'high', message: 'many characters of no width in a row hide data' };
  }
  if (FILLER.test(text)) {
    if (HANGUL.test(before) || HANGUL.test(after)) return null;
    const { counts } = around;
    const isEntry = counts !== null && counts.fillers <= TOO_FEW_FILLERS && (counts.length >= LONG_TEXT || counts.sorted || (counts.length === QUOTED_FILLER && run.isAmongLetters) || (around.isPattern && around.inClass(run.end)));
    return { rule: 'invisible-letter', severity: isEntry || (counts?.length === QUOTED_FILLER && (run.isKorean || !isCode)) ? 'low' : isCode ? 'high' : 'medium', message: 'a filler that shows as nothing counts as a letter, even as the name of a variable' };
  }
  if (text === SOFT_HYPHEN || (SOFT_HYPHENS.test(text) && around.counts?.bytes) || [before, after].some((beside) => JOINING_LETTER.test(beside) || RIGHT_TO_LEFT.test(beside))) return null;
  if (EMOJI.test(before) && EMOJI.test(after)) return null;
  const inWord = WORD.test(before) && WORD.test(after);
  const endsName = isCode && JOINER.test(text) && (WORD.test(before) || WORD.test(after)) && !(around.kind === 'text' && SIGN_OF_NUMBER.test(before + after));
  return inWord || endsName ? { rule: 'zero-width', severity: tooFew && isListed(run) ? 'low' : severityInWord(run, tooFew), message: 'a character of no width stands inside a word' } : null;
}

/** `10−`: what keeps the sign of a number with it. */
const SIGN_OF_NUMBER = /^(?:\d[\p{Sm}\p{Pd}]|[\p{Sm}\p{Pd}]\d)$/u;

/** A member of a class of a regular expression, of a table of characters in order, or of packed data. */
function isListed({ end, around }: Run): boolean {
  return around.counts !== null && (around.counts.packed || around.counts.sorted || around.inClass(end));
}

/** Comments run nowhere. In a text, a character between others than letters of one alphabet stands in a table, or breaks lines of Chinese. */
function severityInWord({ before, after, beside, isCode, around: { kind } }: Run, tooFew: boolean): Severity {
  const isAscii = ASCII_WORD.test(before) || ASCII_WORD.test(after);
  if (kind === 'comment') return isAscii ? 'medium' : 'low';
  if (!isAscii && tooFew) return IN_WORD.test(beside) ? 'medium' : 'low';
  return isCode ? 'high' : 'medium';
}
