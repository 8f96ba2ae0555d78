import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { Report } from '../report.js';
import { evidence, Places } from '../text.js';
import { isCodeFile, unicodeTextOf } from './files.js';

/** Characters that have no shape of their own: bidi controls, zero width, fillers, variation selectors, tags, annotations, private use. */
const INVISIBLE = /[\u00AD\u034F\u061C\u115F\u1160\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}]+|[\uE000-\uF8FF\u{F0000}-\u{FFFFD}\u{100000}-\u{10FFFD}]{16,}/gu;
const PRIVATE_USE = /[\uE000-\uF8FF\u{F0000}-\u{10FFFD}]/u;
const BIDI_CONTROL = /[\u202A-\u202E\u2066-\u2069]/;
const BIDI_OPEN = /[\u202A\u202B\u202D\u202E\u2066-\u2068]/g;
const BIDI_CLOSE = /[\u202C\u2069]/g;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const TAG = /[\u{E0000}-\u{E007F}]/u;
const FLAG_OF_A_REGION = /\u{1F3F4}$/u;
const TAGS_OF_A_REGION = /^[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F}/u;
const VARIATION = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;
const FILLER = /[\u115F\u1160\u3164\uFFA0]/;
const JOINER = /^[\u200C\u200D]+$/;
/** Scripts whose letters are written with joiners and soft breaks between them. */
const JOINING_LETTER = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}]/u;
const EMOJI = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u20E3]/u;
/** What a presentation selector (text or emoji) may follow, besides emoji. */
const PRESENTABLE = /[\p{Extended_Pictographic}\p{So}\p{Sm}\p{Emoji_Modifier}0-9#*]/u;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Mongolian}\p{Script=Myanmar}\p{Sm}]/u;
const SOFT_HYPHEN = '\u00AD';
const WORD = /[\p{L}\p{Nd}_$]/u;
const HANGUL = /\p{Script=Hangul}/u;
/** Some editors write the selector more than once. */
const SAME_SELECTOR = /^\uFE0F{1,3}$/;
/** Maps of sources repeat what is judged elsewhere, and no host runs or shows them. */
const SOURCE_MAP = /\.map$/;
/** This many characters in a row that nobody sees carry something. */
const PAYLOAD = 4;
const LINE_MARGIN = 500;

/** One run of characters that cannot be seen, with the characters beside it. */
interface Run {
  text: string;
  before: string;
  after: string;
  line: string;
  isCode: boolean;
  atStart: boolean;
}

/** The rules that share this reading. */
export type InvisibleRule = 'bidi-control' | 'hidden-payload' | 'zero-width' | 'invisible-letter';

type Judgement = { rule: InvisibleRule; severity: Severity; message: string };

const known = new WeakMap<Package, ReadonlyMap<InvisibleRule, Report>>();

/** What one of these rules says about the characters of a package that cannot be seen. The package is read once. */
export function invisible(rule: InvisibleRule, pkg: Package): Finding[] {
  const reports = known.get(pkg) ?? inspectAll(pkg);
  known.set(pkg, reports);
  return reports.get(rule)?.findings() ?? [];
}

function inspectAll(pkg: Package): Map<InvisibleRule, Report> {
  const reports = new Map<InvisibleRule, Report>();
  for (const file of pkg.files) inspect(file, reports);
  return reports;
}

function inspect(file: PackageFile, reports: Map<InvisibleRule, Report>): void {
  const text = SOURCE_MAP.test(file.path) ? null : unicodeTextOf(file);
  if (text === null) return;
  const places = new Places(text);
  const isCode = isCodeFile(file.path);
  for (const match of text.matchAll(INVISIBLE)) {
    const judgement = judge(runAt(text, match.index, match[0], isCode));
    if (!judgement) continue;
    const { rule, ...seen } = judgement;
    const report = reports.get(rule) ?? new Report(rule);
    reports.set(rule, report);
    report.add({ ...seen, help: HELP, file: file.path, ...places.at(match.index), evidence: evidence(text, match.index) });
  }
}

const HELP = 'Delete the character, or write it as an escape (`\\u{…}`) where the program needs it.';

function runAt(text: string, start: number, run: string, isCode: boolean): Run {
  const end = start + run.length;
  return {
    text: run,
    before: Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '',
    after: Array.from(text.slice(end, end + 2))[0] ?? '',
    line: lineAround(text, start, end),
    isCode,
    atStart: start === 0,
  };
}

function lineAround(text: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - LINE_MARGIN), start);
  const after = text.slice(end, end + LINE_MARGIN);
  const stop = after.indexOf('\n');
  return before.slice(before.lastIndexOf('\n') + 1) + text.slice(start, end) + (stop === -1 ? after : after.slice(0, stop));
}

function judge(run: Run): Judgement | null {
  if (run.atStart && run.text === '\uFEFF') return null;
  if (PRIVATE_USE.test(run.text)) return { rule: 'invisible-letter', severity: run.isCode ? 'high' : 'medium', message: 'many characters of private use in a row: no font says what they are, and a script can decode them' };
  if (BIDI_CONTROL.test(run.text)) return judgeBidi(run);
  if (TAG.test(run.text)) return judgeTags(run);
  if (VARIATION.test(run.text)) return judgeVariation(run);
  return judgeZeroWidth(run);
}

function judgeTags(run: Run): Judgement | null {
  const rest = FLAG_OF_A_REGION.test(run.before) ? run.text.replace(TAGS_OF_A_REGION, '') : run.text;
  if (TAG.test(rest)) return { rule: 'hidden-payload', severity: 'critical', message: 'tag characters hide text that only a machine reads' };
  const after = { ...run, text: rest };
  if (rest === '') return null;
  return VARIATION.test(rest) ? judgeVariation(after) : judgeZeroWidth(after);
}

function judgeBidi({ line, isCode }: Run): Judgement | null {
  const balanced = (line.match(BIDI_OPEN) ?? []).length === (line.match(BIDI_CLOSE) ?? []).length;
  if (!isCode && balanced && RIGHT_TO_LEFT.test(line)) return { rule: 'bidi-control', severity: 'low', message: 'control characters set the direction of text' };
  return { rule: 'bidi-control', severity: 'critical', message: 'a control character changes the order in which text is shown' };
}

function judgeVariation(run: Run): Judgement | null {
  const [selector = '', ...rest] = Array.from(run.text);
  const follows = selector === '\uFE0E' || selector === '\uFE0F' ? PRESENTABLE : IDEOGRAPH;
  if (VARIATION.test(selector) && follows.test(run.before)) {
    const left = rest.join('');
    if (left === '' || SAME_SELECTOR.test(run.text)) return null;
    if (!VARIATION.test(left)) return judgeZeroWidth({ ...run, text: left });
  }
  if (Array.from(run.text).length === 1 && (run.before === '-' || run.after === '-')) return null;
  if (SAME_SELECTOR.test(run.text) && !WORD.test(run.before)) return { rule: 'hidden-payload', severity: 'low', message: 'a variation selector stands where it changes nothing that can be seen' };
  const hidden = Array.from(run.text).filter((character) => VARIATION.test(character)).length;
  return hidden > 1
    ? { rule: 'hidden-payload', severity: 'critical', message: 'variation selectors in a row hide data' }
    : { rule: 'hidden-payload', severity: 'high', message: 'a variation selector stands where it changes nothing that can be seen' };
}

function judgeZeroWidth({ text, before, after, isCode }: Run): Judgement | null {
  if (Array.from(text).length >= PAYLOAD) return { rule: 'hidden-payload', severity: 'high', message: 'many characters of no width in a row hide data' };
  if (FILLER.test(text)) {
    if (HANGUL.test(before) || HANGUL.test(after)) return null;
    return { rule: 'invisible-letter', severity: isCode ? 'high' : 'medium', message: 'a filler that shows as nothing counts as a letter, even as the name of a variable' };
  }
  if (text === SOFT_HYPHEN || [before, after].some((beside) => JOINING_LETTER.test(beside) || RIGHT_TO_LEFT.test(beside))) return null;
  if (EMOJI.test(before) && EMOJI.test(after)) return null;
  const inWord = WORD.test(before) && WORD.test(after);
  const endsName = isCode && JOINER.test(text) && (WORD.test(before) || WORD.test(after));
  return inWord || endsName ? { rule: 'zero-width', severity: isCode ? 'high' : 'medium', message: 'a character of no width stands inside a word' } : null;
}
