import type { Package } from '#libs/manifest/manifest.js';
import { nameOf } from '../javascript/syntax/expressions.js';
import type { Node } from '../javascript/syntax/tree.js';
import { unicodeTextOf } from './files.js';
import { isUnlike } from './look-alikes.js';
import type { AsciiWords, Imitation, TextKind } from './look-alikes.js';

/**
 * What a name or a text of a script is for. A `key` names plain data in an object; a `deed` is a text that something is done
 * with at once: handed to a call, compared, looked up, loaded. Other texts and patterns only lie there.
 */
export type Use = 'name' | 'key' | 'deed' | 'text' | 'pattern';

/** Different words of a script in one package that show that somebody writes it; fewer where so many other alphabets have words, as in translations of a few texts. */
const WORDS_OF_A_WRITER = 20;
const WORDS_OF_A_TRANSLATOR = 3;
const ALPHABETS_OF_A_TRANSLATOR = 5;
/** Different letters of a table of all languages. */
const LETTERS_OF_ALL = 300;
const OTHER_ALPHABETS = ['Arabic', 'Hebrew', 'Devanagari', 'Bengali', 'Tamil', 'Thai', 'Georgian', 'Khmer', 'Hangul', 'Hiragana', 'Han'].map((script) => new RegExp(String.raw`\p{Script=${script}}{2}`, 'u'));
/** Each with what is wholly in its letters, and the words of at least three letters that count. */
const SCRIPTS = {
  Cyrillic: { letters: /^\p{Script=Cyrillic}+$/u, words: /\p{Script=Cyrillic}{3,}/gu },
  Greek: { letters: /^\p{Script=Greek}+$/u, words: /\p{Script=Greek}{3,}/gu },
  Armenian: { letters: /^\p{Script=Armenian}+$/u, words: /\p{Script=Armenian}{3,}/gu },
  Cherokee: { letters: /^\p{Script=Cherokee}+$/u, words: /\p{Script=Cherokee}{3,}/gu },
  Coptic: { letters: /^\p{Script=Coptic}+$/u, words: /\p{Script=Coptic}{3,}/gu },
  Osage: { letters: /^\p{Script=Osage}+$/u, words: /\p{Script=Osage}{3,}/gu },
} as const;
export type Script = keyof typeof SCRIPTS;
/** No word in these is compared with Latin ones: beside any Latin letter it counts. */
const UNCOMPARED: ReadonlySet<Script | null> = new Set(['Cherokee', 'Coptic', 'Osage'] as const);
const OTHER_LETTERS = /[^\0-\x7F]/gu;
const LATIN = /[A-Za-z]/;
/** What a word stands in when it names something: an address, a file, a member, a mail account. */
const TOKEN_END = /[\s"'`<>()[\]{},;|]/;
const ESCAPED = /(?<!\\)\\(?:[nrt]|x([\da-fA-F]{2})|u([\da-fA-F]{4}))/g;
const NAMES_A_PLACE = /[/\\@]|[\p{L}\d]\.[\p{L}\d]/u;
const PATTERN_OF_A_PLACE = /\\[./]|@/;
const DATA = new Set(['Literal', 'TemplateLiteral', 'ArrayExpression', 'ObjectExpression', 'UnaryExpression']);
const COMPARISON = new Set(['===', '!==', '==', '!=', 'in', '<', '>']);

/** What a node that is a name or a literal is for. */
export function useOf(node: Node, parent: Node | null, isName: boolean): Use {
  if (isFolded(node, parent)) return 'name';
  if (isName) return parent?.type === 'Property' && isKeyOfData(node, parent) ? 'key' : 'name';
  if (parent !== null && isDeed(node, parent)) return 'deed';
  return 'regex' in node ? 'pattern' : 'text';
}

/** `'ｅｖａｌ'.normalize('NFKC')`: a text that is made into plain letters where it stands names something. */
function isFolded(node: Node, parent: Node | null): boolean {
  return parent?.type === 'MemberExpression' && parent.object === node && !parent.computed && nameOf(parent.property as Node) === 'normalize';
}

/** Does it name plain data in an object? */
export function isKeyOfData(node: Node, parent: Extract<Node, { type: 'Property' }>): boolean {
  return parent.key === node && !parent.computed && !parent.shorthand && !parent.method && parent.kind === 'init' && DATA.has(parent.value.type);
}

function isDeed(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee !== node && !isSaying(parent.callee as Node);
    case 'BinaryExpression':
      return COMPARISON.has(parent.operator);
    case 'SwitchCase':
    case 'ImportExpression':
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportSpecifier':
    case 'ExportSpecifier':
      return true;
    case 'MemberExpression':
      return parent.property === node || 'regex' in node;
    default:
      return false;
  }
}

/** Is what it gets only said to people? */
function isSaying(callee: Node): boolean {
  if (callee.type === 'Identifier') return callee.name.endsWith('Error');
  return callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'console';
}

/** How a part of a script, as it is written, is read. */
export function kindOf(use: Use, source: string): TextKind {
  if (use === 'name' || use === 'key') return 'name';
  return source.startsWith('/') ? 'pattern' : 'text';
}

/** Are these the names of a table of pieces of many languages: hundreds of different letters, of most alphabets? */
export function isOfAllLanguages(names: string): boolean {
  return new Set(names.match(OTHER_LETTERS)).size >= LETTERS_OF_ALL && OTHER_ALPHABETS.filter((alphabet) => alphabet.test(names.replace(/\P{L}+/gu, ''))).length >= ALPHABETS_OF_A_TRANSLATOR;
}

/**
 * The script of a word that may be a slip of the keyboard, or a word of that script that looks like another by chance; null
 * when the word names something that is used, or a place.
 */
export function slipIn(text: string, { word, start, latin }: Imitation, use: Use): Script | null {
  const script = scriptOf(word);
  if ((latin === null && !UNCOMPARED.has(script)) || use === 'name' || use === 'deed') return null;
  if (use === 'key' && LATIN.test(word)) return null;
  if ((use === 'pattern' ? PATTERN_OF_A_PLACE : NAMES_A_PLACE).test(tokenAround(withoutBlanks(text), start, word.length))) return null;
  return script;
}

/** The same for a file of which nobody knows what is a name in it: where the Latin word stands in it as well, it is none. */
export function slipInFile(text: string, words: AsciiWords, { word, start, latin }: Imitation): Script | null {
  const script = scriptOf(word);
  if ((latin === null && !UNCOMPARED.has(script)) || (latin !== null && LATIN.test(word) && words.has(latin)) || NAMES_A_PLACE.test(tokenAround(text, start, word.length))) return null;
  return script;
}

/** Letters that look like an apostrophe, as Hawaiian, Tongan, Uzbek and Navajo have, each before another letter. */
const APOSTROPHES = /^(?:\p{Script=Latin}|[\u02B9-\u02BD](?=\p{Script=Latin}))+$/u;
const QUOTED = /'[^'\n]*'|"[^"\n]*"/g;
const ONLY_WORDS = /^.[\p{L}\p{M}\p{N} .,&()/-]*.$/u;

/** In a file without a tree: is it a word of a quoted text of nothing but words, of which no letter can seem to be the end? */
export function isSpelled(text: string, { word, start, latin }: Imitation): boolean {
  if (latin !== null || !APOSTROPHES.test(word)) return false;
  const from = text.lastIndexOf('\n', start) + 1;
  const line = text.slice(from, text.indexOf('\n', start) >>> 0);
  return [...line.matchAll(QUOTED)].some(({ 0: quoted, index }) => from + index < start && from + index + quoted.length > start && ONLY_WORDS.test(quoted));
}

function scriptOf(word: string): Script | null {
  const letters = (word.match(OTHER_LETTERS) ?? []).join('');
  return (Object.keys(SCRIPTS) as Script[]).find((script) => SCRIPTS[script].letters.test(letters)) ?? null;
}

/** The same with blanks for the escapes of what ends a token; whoever escapes another character still names a place. */
function withoutBlanks(text: string): string {
  return text.replace(ESCAPED, (escape, short: string | undefined, long: string | undefined) => {
    const code = short ?? long;
    return code === undefined || TOKEN_END.test(String.fromCharCode(parseInt(code, 16))) ? ' '.repeat(escape.length) : escape;
  });
}

function tokenAround(text: string, start: number, length: number): string {
  let from = start;
  let to = start + length;
  while (from > 0 && !TOKEN_END.test(text.charAt(from - 1))) from--;
  while (to < text.length && !TOKEN_END.test(text.charAt(to))) to++;
  return text.slice(from, to);
}

const known = new WeakMap<Package, Map<Script, boolean>>();

/** Does somebody write this script in the package: are there many words in it that nobody takes for Latin ones? */
export function isAtHome(script: Script, pkg: Package): boolean {
  const scripts = known.get(pkg) ?? new Map<Script, boolean>();
  known.set(pkg, scripts);
  const answer = scripts.get(script) ?? hasWriter(SCRIPTS[script].words, pkg);
  scripts.set(script, answer);
  return answer;
}

function hasWriter(words: RegExp, pkg: Package): boolean {
  const seen = new Set<string>();
  for (const file of pkg.files) {
    for (const [word] of unicodeTextOf(file)?.matchAll(words) ?? []) {
      if (isUnlike(word)) seen.add(word);
      if (seen.size >= WORDS_OF_A_WRITER) return true;
    }
  }
  return seen.size >= WORDS_OF_A_TRANSLATOR && isTranslated(pkg);
}

/** Has it words in the alphabets of many languages? */
function isTranslated({ files }: Package): boolean {
  const left = new Set(OTHER_ALPHABETS);
  for (const file of files) {
    const text = unicodeTextOf(file);
    if (text !== null) for (const alphabet of left) if (alphabet.test(text)) left.delete(alphabet);
    if (left.size <= OTHER_ALPHABETS.length - ALPHABETS_OF_A_TRANSLATOR) return true;
  }
  return false;
}
