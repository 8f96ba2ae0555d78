import { nodesWithin } from '../javascript/syntax/children.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { calledOn, constantNumber, isFunction, nameOf, propertyName, textOf } from './shapes.js';

/** Letters and digits that are written as `\x41` or `\u0041`: every printer of code writes them as they are. */
const ESCAPED_LETTERS = /\\(?:x[2-7]|u00[2-7])[\da-f]/i;
const LETTER = /\\(?:x|u00)(?:3\d|[46][1-9a-f]|[57][\da])/gi;
const ESCAPE = /\\[xu]/gi;
const FEWEST_ESCAPES = 2;
/** Of bytes that are written out, a quarter is such by chance. */
const LETTER_SHARE = 0.5;

/** Are most escapes of a text, as it is written, those of letters and digits? */
export function isEscaped(raw: string): boolean {
  if (raw.length <= 5 || !ESCAPED_LETTERS.test(raw)) return false;
  const letters = raw.match(LETTER)?.length ?? 0;
  return letters >= FEWEST_ESCAPES && letters >= LETTER_SHARE * (raw.match(ESCAPE)?.length ?? 0);
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
  const lengthOf = (each: unknown): number => (typeof each === 'string' && each.length >= LONG_IN_JSON && isOpaque(each) ? each.length : 0);
  return sumInJson(text, (key, value) => lengthOf(key) + lengthOf(value));
}

/** Characters of the texts and numbers in JSON, of which code could be made, with each key once; null for what is none. */
export function contentOfJson(text: string): number | null {
  const keys = new Set<string>();
  return sumInJson(text, (key, value, isInList) => {
    const size = typeof value === 'string' ? value.length : typeof value === 'number' ? String(value).length + 1 : 0;
    if (isInList || keys.has(key)) return size;
    keys.add(key);
    return size + key.length;
  });
}

function sumInJson(text: string, lengthOf: (key: string, value: unknown, isInList: boolean) => number): number | null {
  if (!/^[[{]/.test(text)) return null;
  let sum = 0;
  try {
    JSON.parse(text, function (this: unknown, key, value: unknown) {
      sum += lengthOf(key, value, Array.isArray(this));
      return null;
    });
    return sum;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** UTF-16 units of the pieces of a text that was cut by a program. */
const FEWEST_OF_PIECE = 40;

/** A text that stands in pieces of one length, with a rest, in a list; null for other lists. */
export function cutText({ elements }: Of<'ArrayExpression'>): string | null {
  const length = textOf(elements[0] as Node | null)?.length ?? 0;
  if (elements.length < 3 || length < FEWEST_OF_PIECE) return null;
  const pieces = (elements as (Node | null)[]).map(textOf);
  const isCut = pieces.every((piece, index) => piece !== null && (index === pieces.length - 1 ? piece.length < length : piece.length === length));
  return isCut ? pieces.join('') : null;
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

/** UTF-16 units of a text of which it is seen what they decode to; a multiple of four. */
const MOST_DECODED = 4_096;

/** What `atob("…")`, `Buffer.from("…", "base64")` and their like make of the beginning of a text that is written there; null for every other call. */
export function decodedText(node: Of<'CallExpression'>): string | null {
  const [text, encoding] = node.arguments as Node[];
  const value = textOf(text)?.slice(0, MOST_DECODED) ?? '';
  if (value.length < 4) return null;
  const name = nameOf(node.callee) ?? (node.callee.type === 'MemberExpression' ? propertyName(node.callee) : null);
  if (name === 'from') return encoding?.type === 'Literal' && /^(?:base64(?:url)?|hex)$/.test(String(encoding.value)) ? Buffer.from(value, encoding.value as BufferEncoding).toString('latin1') : null;
  if (name === 'atob') return Buffer.from(value, 'base64').toString('latin1');
  return DECODERS.has(name ?? '') && value.includes('%') ? value.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))) : null;
}

/** Words that could as well be written as they are. */
export function isReadable(text: string): boolean {
  return /^[\x20-\x7e\n\t]+$/.test(text) && /[a-z]{2}/i.test(text);
}

const EVALUATORS: ReadonlySet<string> = new Set(['eval', 'Function', '_compile', 'constructor', 'runInThisContext', 'runInNewContext']);

/** Runs a text as code, by the name of what is called. */
export function evaluates({ callee }: Of<'CallExpression'> | Of<'NewExpression'>): boolean {
  const called = callee.type === 'SequenceExpression' ? (callee.expressions.at(-1) as Node | undefined) : (callee as Node);
  const name = called?.type === 'MemberExpression' ? propertyName(called) : nameOf(called);
  return name !== null && EVALUATORS.has(name);
}

/** `document.write(…)` and `new Worker(…, { eval: true })`, with what is not written there. */
function writesCode({ type, callee, arguments: given }: Of<'CallExpression'> | Of<'NewExpression'>): boolean {
  const [first, second] = given as Node[];
  if (callee.type === 'MemberExpression' && nameOf(callee.object) === 'document' && ['write', 'writeln'].includes(propertyName(callee) ?? '')) return first !== undefined && first.type !== 'Literal';
  // Nothing else is made with that option, whatever it is called.
  return type === 'NewExpression' && first?.type !== 'Literal' && second?.type === 'ObjectExpression' && (second.properties as Node[]).some((each) => each.type === 'Property' && nameOf(each.key as Node) === 'eval');
}

/** `import("data:text/javascript," + text)`, however the address is put together. */
export function importsText({ source }: Of<'ImportExpression'>): boolean {
  if (source.type === 'Literal') return false;
  for (const node of nodesWithin(source as Node, MOST_OF_ADDRESS)) if (node.type === 'Literal' ? /^data(?::|$)/.test(String(node.value)) : node.type === 'TemplateElement' && node.value.raw.startsWith('data:')) return true;
  return false;
}

/** Nodes of an address that are looked at. */
const MOST_OF_ADDRESS = 100;

/** The text of `element.setAttribute("onerror", text)`, which a page runs; null for other calls. */
export function handlerOf({ callee, arguments: given }: Of<'CallExpression'>): Node | null {
  if (callee.type !== 'MemberExpression' || propertyName(callee) !== 'setAttribute' || given.length !== 2) return null;
  return /^on[a-z]+$/i.test(textOf(given[0] as Node) ?? '') ? (given[1] as Node) : null;
}

/** `new Blob([text], { type: "text/javascript" })`: what is made of a text may run as a script or a worker. */
export function makesScript({ callee, arguments: given }: Of<'NewExpression'>): boolean {
  const [, options] = given as Node[];
  if (nameOf(callee as Node) !== 'Blob' || options?.type !== 'ObjectExpression') return false;
  return (options.properties as Node[]).some((each) => each.type === 'Property' && nameOf(each.key as Node) === 'type' && /^(?:text|application)\/(?:java|ecma)script\b/i.test(textOf(each.value as Node) ?? ''));
}

/** `new Worker(…)`, with what is not the name of a file. */
export function startsWorker({ callee, arguments: [script] }: Of<'NewExpression'>): boolean {
  return /^(?:Shared)?Worker$/.test(nameOf(callee as Node) ?? '') && script !== undefined && script.type !== 'Literal';
}

/** Runs what is not written there: neither a text nor `return this`. */
export function runsOther(node: Of<'CallExpression'> | Of<'NewExpression'>): boolean {
  const text = (node.arguments as Node[]).at(-1);
  return text !== undefined && text.type !== 'Literal' && text.type !== 'TemplateLiteral' && (evaluates(node) || writesCode(node));
}

/** UTF-16 units of a text from which code in it is read. */
export const CODE_IN_TEXT = 200;

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

/** `"lave".split("").reverse().join("")`, `[..."lave"].reverse().join("")` */
export function reversesText(node: Of<'CallExpression'>): boolean {
  const reversed = calledOn(node, 'join');
  const list = reversed && calledOn(reversed, 'reverse');
  const split = list && calledOn(list, 'split');
  return isText(split) || (list?.type === 'ArrayExpression' && list.elements.length === 1 && list.elements[0]!.type === 'SpreadElement' && isText(list.elements[0].argument));
}

/** An address backwards: `gro.elpmaxe//:sptth` */
export function isReversedAddress(text: string): boolean {
  return REVERSED_ADDRESS.test(text.slice(-LONGEST_BEGINNING));
}

/** UTF-16 units of `x//:sptth`. */
const LONGEST_BEGINNING = 9;
const REVERSED_ADDRESS = /[\w\]]\/\/:(?:s?ptth|s?sw)$/i;

function isText(node: Node | null | undefined): boolean {
  return textOf(node) !== null;
}

/** A base of numbers that has letters for digits, beyond those of hexadecimal numbers. */
const LETTERED = 17;

/** A text backwards, as the codes of its characters or as a number: `[101, 118].map((c) => String.fromCharCode(c)).join("")`, `String.fromCharCode(...[69, 75].map((c) => c ^ 42))`, `26178..toString(36)` */
export function isSpelledOut(node: Of<'CallExpression'>): boolean {
  const name = node.callee.type === 'MemberExpression' ? propertyName(node.callee) : null;
  if (name === 'toString') return constantNumber(calledOn(node, name)) !== null && (constantNumber(node.arguments[0] as Node) ?? 0) >= LETTERED;
  if (name === 'join') return reversesText(node) || isOfCodes(calledOn(node, name)!, true);
  const [codes, ...more] = node.arguments as Node[];
  return (name === 'fromCharCode' || name === 'fromCodePoint') && more.length === 0 && codes?.type === 'SpreadElement' && isOfCodes(codes.argument, false);
}

/** A word that is written as the numbers of its characters: `String.fromCharCode(99, 108, 105, 99, 107)`. */
export function isWordInCodes(node: Of<'CallExpression'>): boolean {
  return charCodes(node) > 0 && isReadable((node.arguments as Node[]).map((each) => String.fromCharCode(constantNumber(each)!)).join(''));
}

/** A list of two or more numbers; `mapped`: by a function that makes characters of them. */
function isOfCodes(node: Node, mapped: boolean): boolean {
  const list = calledOn(node, 'map') ?? (mapped ? null : node);
  if (list?.type !== 'ArrayExpression' || list.elements.length < 2 || !list.elements.every((each) => constantNumber(each as Node | null) !== null)) return false;
  return !mapped || (node.type === 'CallExpression' && makesCharacter(node.arguments[0] as Node));
}

function makesCharacter(node: Node | undefined): boolean {
  if (node === undefined || !isFunction(node)) return false;
  const [first] = node.body?.type === 'BlockStatement' ? (node.body.body as Node[]) : [node.body as Node];
  const value = first?.type === 'ReturnStatement' ? (first.argument as Node | null) : first;
  return value !== null && value !== undefined && (calledOn(value, 'fromCharCode') ?? calledOn(value, 'fromCodePoint')) !== null;
}

const FEWEST_CODES = 5;

/** Characters of a text that is written as their numbers, else 0. */
export function charCodes(node: Of<'CallExpression'>): number {
  if (node.callee.type !== 'MemberExpression' || node.arguments.length < FEWEST_CODES) return 0;
  const name = propertyName(node.callee);
  const spelled = (name === 'fromCharCode' || name === 'fromCodePoint') && (node.arguments as Node[]).every((each) => constantNumber(each) !== null);
  return spelled ? node.arguments.length : 0;
}

/** Characters of a text of nothing but different ones, from which it is an alphabet to write with. */
const FEWEST_LETTERS = 58;
const MOST_LETTERS = 95;
/** Part of the letters that come after the one before them, in their order: half do by chance, nearly all in alphabets that somebody else can use. */
const IN_ORDER = 0.7;

/** Characters of a keyboard, each once and in no order, as whoever shuffles an alphabet gets them. Tables of characters have others. */
export function isShuffledAlphabet(text: string): boolean {
  if (text.length < FEWEST_LETTERS || text.length > MOST_LETTERS || new Set(text).size !== text.length || !/^[\x20-\x7e]+$/.test(text)) return false;
  const ordered = [...text].filter((letter, index) => index > 0 && letter > text[index - 1]!).length;
  return ordered < IN_ORDER * text.length;
}

/** Digits of a number that is no quantity. */
const LONGEST_NUMBER = 300;

/** The length of a number of hundreds of digits, else 0. */
export function carriedByNumber({ start, end, bigint }: Of<'Literal'> & { bigint?: string | null }): number {
  return typeof bigint === 'string' && end! - start! >= LONGEST_NUMBER ? end! - start! : 0;
}

const FEWEST_LISTED = 60;

/** Eight bytes of anything, read as a number, are larger or smaller than what anybody counts or measures. */
function isWild(value: number): boolean {
  const size = Math.abs(value);
  return size > 1e40 || (size > 0 && size < 1e-40);
}

const WILD_SHARE = 0.5;

/** The length of the source of a list of nothing but the codes of characters that are written on a keyboard, or of bytes as fractions, else 0. */
export function codeListLength({ elements, start, end }: Of<'ArrayExpression'>): number {
  if (elements.length < FEWEST_LISTED) return 0;
  const codes = (elements as (Node | null)[]).map((each) => (each?.type === 'Literal' && typeof each.value === 'number' ? each.value : -1));
  if (codes.filter(isWild).length >= codes.length * WILD_SHARE) return end! - start!;
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

/** Two texts side by side that are short pieces of one word; printers of code join them. */
export function cutsWord(before: Node | string, after: Node | string): boolean {
  const [left, right] = [before, after].map((each) => (typeof each === 'string' ? each : textOf(each))) as [string | null, string | null];
  if (left === null || right === null || Math.min(left.length, right.length) === 0 || Math.max(left.length, right.length) > LONGEST_PIECE) return false;
  // A path that is put together at its strokes can be read as well.
  return /[\w:.]$/.test(left) && /^[\w:.]/.test(right);
}

/** In a sum, whether it cuts a word at its last sign. */
export function isSplitText({ operator, left, right }: Of<'BinaryExpression'>): boolean {
  const before = left as Node;
  return operator === '+' && cutsWord(before.type === 'BinaryExpression' && before.operator === '+' ? before.right : before, right);
}

/** How often words are cut in `"".concat("ex", "po", "rt")` or `["exp", "ort"].join("")`. */
export function cutsInCall(node: Of<'CallExpression'>): number {
  const begin = calledOn(node, 'concat');
  if (begin && isText(begin)) return cutsIn([begin, ...(node.arguments as Node[])]);
  const list = calledOn(node, 'join');
  const [between] = node.arguments as Node[];
  return list?.type === 'ArrayExpression' && textOf(between) === '' && !isDump(list.elements as (Node | null)[]) ? cutsIn(list.elements as (Node | null)[]) : 0;
}

/** `['00010058', '2112a442']`: bytes in hexadecimal digits, as many in each line; words of code have other letters. */
function isDump(elements: readonly (Node | null)[]): boolean {
  const lines = elements.map(textOf);
  const { length = 0 } = lines[0] ?? '';
  return length >= 4 && lines.every((line) => line?.length === length && /^[\da-f]+$/i.test(line)) && lines.some((line) => /\d/.test(line!));
}

/** How often words are cut by the holes of a template, as in `s${'e'}p`. */
export function cutsInTemplate({ quasis, expressions }: Of<'TemplateLiteral'>): number {
  return cutsIn((expressions as Node[]).flatMap((each, index) => [quasis[index]!.value.cooked ?? '', each, ...(index === expressions.length - 1 ? [quasis[index + 1]!.value.cooked ?? ''] : [])]));
}

function cutsIn(pieces: readonly (Node | string | null)[]): number {
  return pieces.filter((each, index) => index > 0 && each !== null && pieces[index - 1] !== null && cutsWord(pieces[index - 1]!, each)).length;
}

/** `String.fromCharCode(a.charCodeAt(i) ^ k)` */
export function isTextCipher(node: Of<'CallExpression'>): boolean {
  const [code] = node.arguments as Node[];
  if (calledOn(node, 'fromCharCode') === null || code?.type !== 'BinaryExpression' || code.operator !== '^') return false;
  return [code.left as Node, code.right].some((side) => calledOn(side, 'charCodeAt') !== null);
}
