import type { Node, Of } from '../javascript/tree.js';
import { calledOn, constantNumber, nameOf, propertyName } from './shapes.js';

/** Letters and digits that are written as `\x41` or `\u0041`: every printer of code writes them as they are. */
const ESCAPED_LETTERS = /\\(?:x[2-7]|u00[2-7])[\da-f]/i;
const LETTER = /\\(?:x|u00)(?:3\d|[46][1-9a-f]|[57][\da])/gi;
const FEWEST_ESCAPES = 2;

export function isEscaped(raw: string): boolean {
  return raw.length > 5 && ESCAPED_LETTERS.test(raw) && (raw.match(LETTER)?.length ?? 0) >= FEWEST_ESCAPES;
}

/** Characters; shorter texts are not looked at. */
export const LONG_TEXT = 400;
/** Of texts in JSON, in which a long one would stand in pieces. */
const LONG_IN_JSON = 100;
const OPAQUE = /^[\w+/=\-$%!#&*@^~|.,;:?<>(){}[\]"'`\\]+$/;
/** Beginnings of base64 and of addresses that hold images, fonts, WebAssembly and archives of the web. */
const KNOWN_CONTENT = /^(?:data:|iVBOR|R0lGOD|\/9j\/|PHN2Zy|PD94|AGFzbQ|d09G|T1RUTy|AAEAAAA|UklGR|SUQz|GkXfo|Qk[0-9A-Za-z])/;
/** Bits per character: text has about 4.2, hexadecimal 4, base64 of compressed bytes 5.9. */
const OPAQUE_ENTROPY = 4.8;
/** Of a list of names, or of data as JSON, so much is letters in rows as words have them; of random base64 it is 8 %. */
const WORDY = 0.4;

/**
 * The length of a text of at least 400 characters without blanks in which nothing repeats (encrypted, packed or encoded), else 0.
 * Of JSON, as grammars and schemas come, that of the texts in it which are such.
 */
export function opaqueLength(text: string): number {
  if (text.length < LONG_TEXT || KNOWN_CONTENT.test(text) || !isOpaque(text)) return 0;
  return opaqueInJson(text) ?? text.length;
}

function isOpaque(text: string): boolean {
  const sample = text.slice(0, 4_000);
  return /^[\da-f]+$/i.test(sample) || (OPAQUE.test(sample) && entropy(sample) >= OPAQUE_ENTROPY && !isWordy(sample));
}

/** Characters of the opaque texts and keys in JSON; null for what is none. */
function opaqueInJson(text: string): number | null {
  if (!/^[[{]/.test(text)) return null;
  let sum = 0;
  try {
    JSON.parse(text, (key, value: unknown) => {
      for (const each of [key, value]) if (typeof each === 'string' && each.length >= LONG_IN_JSON && isOpaque(each)) sum += each.length;
      return null;
    });
    return sum;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

function isWordy(text: string): boolean {
  return (text.match(/[a-z]{4,}/g) ?? []).join('').length >= WORDY * text.length;
}

/** Shannon's, of single characters, in bits. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

const DECODERS: ReadonlySet<string> = new Set(['atob', 'unescape', 'decodeURIComponent', 'decodeURI']);

/** `atob("…")`, `Buffer.from("…", "base64")` */
export function decodesText(node: Of<'CallExpression'>): boolean {
  const [text, encoding] = node.arguments as Node[];
  if (text?.type !== 'Literal' || typeof text.value !== 'string') return false;
  if (text.value.length < 4) return false;
  const name = nameOf(node.callee) ?? (node.callee.type === 'MemberExpression' ? propertyName(node.callee) : null);
  if (name === 'from') return encoding?.type === 'Literal' && /^(?:base64(?:url)?|hex)$/.test(String(encoding.value));
  return DECODERS.has(name ?? '') && (name === 'atob' || text.value.includes('%'));
}

const EVALUATORS: ReadonlySet<string> = new Set(['eval', 'Function', '_compile', 'constructor', 'runInThisContext', 'runInNewContext']);

/** Runs a text as code, by the name of what is called. */
export function evaluates({ callee }: Of<'CallExpression'> | Of<'NewExpression'>): boolean {
  const called = callee.type === 'SequenceExpression' ? (callee.expressions.at(-1) as Node | undefined) : (callee as Node);
  const name = called?.type === 'MemberExpression' ? propertyName(called) : nameOf(called);
  return name !== null && EVALUATORS.has(name);
}

const CODE_IN_TEXT = 200;

/** The long text that is evaluated, where it stands in the script itself; null where it does not. */
export function codeInText(node: Of<'CallExpression'> | Of<'NewExpression'>): { value: string; start: number } | null {
  const text = (node.arguments as Node[]).at(-1);
  return text?.type === 'Literal' && typeof text.value === 'string' && text.value.length >= CODE_IN_TEXT ? { value: text.value, start: text.start! } : null;
}

/** Bundlers that evaluate texts for debugging name the source of each. */
export function isOfBundler(text: string): boolean {
  if (text.includes('//# sourceURL=webpack')) return true;
  const map = SOURCE_MAP.exec(text)?.[1];
  return map !== undefined && /"sources":\["webpack:/.test(atob(map));
}

/** The beginning of a map of sources at the end of a text, in groups of four letters. */
const SOURCE_MAP = /\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,((?:[A-Za-z\d+/]{4}){1,60})[A-Za-z\d+/]*={0,2}\s*$/;

/** What every module gets, under the names by which its code is read. */
const OF_MODULES: ReadonlySet<unknown> = new Set(['', 'require', 'module', 'exports', '__dirname', '__filename', 'process', 'global']);

/** Is it code of `Function` that gets nothing but what modules get? Its body sees no variables around it, as that of `eval` does. */
export function seesNoNames({ callee, arguments: given }: Of<'CallExpression'> | Of<'NewExpression'>): boolean {
  const name = callee.type === 'MemberExpression' ? propertyName(callee) : nameOf(callee as Node);
  const names = (given as Node[]).slice(0, -1).flatMap((each) => (each.type === 'ArrayExpression' ? (each.elements as (Node | null)[]) : [each]));
  return name === 'Function' && names.every((each) => each?.type === 'Literal' && OF_MODULES.has(each.value));
}

/** `"lave".split("").reverse().join("")` */
export function reversesText(node: Of<'CallExpression'>): boolean {
  const reversed = calledOn(node, 'join');
  const split = reversed && calledOn(reversed, 'reverse');
  const text = split && calledOn(split, 'split');
  return text?.type === 'Literal' && typeof text.value === 'string';
}

const FEWEST_CODES = 5;

/** Characters of a text that is written as their numbers, else 0. */
export function charCodes(node: Of<'CallExpression'>): number {
  if (node.callee.type !== 'MemberExpression' || node.arguments.length < FEWEST_CODES) return 0;
  const name = propertyName(node.callee);
  const spelled = (name === 'fromCharCode' || name === 'fromCodePoint') && (node.arguments as Node[]).every((each) => constantNumber(each) !== null);
  return spelled ? node.arguments.length : 0;
}

const FEWEST_LISTED = 60;

/** The length of the source of a list of nothing but the codes of characters that are written on a keyboard, else 0. */
export function codeListLength({ elements, start, end }: Of<'ArrayExpression'>): number {
  if (elements.length < FEWEST_LISTED) return 0;
  const codes = (elements as (Node | null)[]).map((each) => (each?.type === 'Literal' && typeof each.value === 'number' ? each.value : -1));
  if (!codes.every((code) => code >= 0 && code < 256) || new Set(codes).size < 10) return 0;
  return codes.filter((code) => (code >= 32 && code < 127) || code === 10 || code === 9 || code === 13).length >= codes.length * 0.95 ? end! - start! : 0;
}

/** `eval(function (p, a, c, k, e, d) { … }("…".split("|")))` */
export function isPacker(node: Of<'CallExpression'>): boolean {
  if (node.callee.type !== 'FunctionExpression' || node.callee.params.length < 4) return false;
  return (node.arguments as Node[]).some((each) => {
    const text = calledOn(each, 'split');
    return text?.type === 'Literal' && typeof text.value === 'string';
  });
}

const LONGEST_PIECE = 10;

/** A text that is cut into short pieces in the middle of words; printers of code join them. */
export function isSplitText(node: Of<'BinaryExpression'>): boolean {
  const [left, right] = [lastText(node.left as Node), node.right];
  if (node.operator !== '+' || left === null || right.type !== 'Literal' || typeof right.value !== 'string') return false;
  if (Math.min(left.length, right.value.length) === 0 || Math.max(left.length, right.value.length) > LONGEST_PIECE) return false;
  // A path that is put together at its strokes can be read as well.
  return /[\w:.]$/.test(left) && /^[\w:.]/.test(right.value);
}

function lastText(node: Node): string | null {
  const last = node.type === 'BinaryExpression' && node.operator === '+' ? node.right : node;
  return last.type === 'Literal' && typeof last.value === 'string' ? last.value : null;
}

/** `String.fromCharCode(a.charCodeAt(i) ^ k)` */
export function isTextCipher(node: Of<'CallExpression'>): boolean {
  const [code] = node.arguments as Node[];
  if (calledOn(node, 'fromCharCode') === null || code?.type !== 'BinaryExpression' || code.operator !== '^') return false;
  return [code.left as Node, code.right].some((side) => calledOn(side, 'charCodeAt') !== null);
}
