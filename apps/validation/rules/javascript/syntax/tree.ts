import { isParseError, parse } from 'meriyah';
import type { ESTree, Options } from 'meriyah';
import { extensionOf } from '../../text.js';
import { childrenOf } from './children.js';
import { TooManyLooks } from './counted-text.js';
import { LARGEST_TYPED, parseTyped } from './typed.js';

export type Node = ESTree.Node;
/** Nodes of one type. */
export type Of<T extends Node['type']> = Extract<Node, { type: T }>;

/** Why a script has no tree. `line` and `column` from 1 where the parser knows them. */
export interface Failure {
  reason: 'syntax' | 'too-deep';
  message: string;
  line: number | null;
  column: number | null;
}

const OPTIONS: Options = { next: true, webcompat: true, validateRegex: false, ranges: { start: true, end: true, range: false } };

/** Comments of old pages, `<!--` and at the beginning of a line `-->`: a module reads code there. */
const MAY_HAVE_OLD_COMMENT = /<!--|(?:^|[\n\r\u2028\u2029]|\*\/)[^\S\n\r\u2028\u2029]*-->/;
/** Most texts have neither: that is found out much faster than where they stand. */
function mayHaveOldComment(text: string): boolean {
  return text.includes('<!--') || (text.includes('-->') && MAY_HAVE_OLD_COMMENT.test(text));
}

/** A script divides there, in a module a regular expression begins. */
const AWAIT_BEFORE_SLASH = /\bawait\s*\//;
/** Scripts in which there were some. */
const withOldComments = new WeakSet<ESTree.Program>();

type Parse = (text: string) => ESTree.Program;
const MODULE: Parse = (text) => parse(text, { ...OPTIONS, sourceType: 'module' });
/** `import a from './a.json' assert { type: 'json' }`: how it was written before `with`, which has the same place here. */
const ASSERTION = /((?:\bfrom|\bimport)\s{0,20}(?:"[^"\n]{1,500}"|'[^'\n]{1,500}')\s{0,20})assert(?=\s{0,20}\{)/g;
const ASSERTING: Parse = (text) => MODULE(text.replace(ASSERTION, '$1with  '));
const COMMONJS: Parse = (text) => {
  const options: Options = { ...OPTIONS, sourceType: 'commonjs' };
  if (!mayHaveOldComment(text)) return parse(text, options);
  let seen = false;
  const tree = parse(text, { ...options, onComment: (type) => void (seen ||= type.startsWith('HTML')) });
  if (seen) withOldComments.add(tree);
  return tree;
};
const JSX: Parse = (text) => parse(text, { ...OPTIONS, sourceType: 'module', jsx: true });
/** Scripts that no engine reads before a compiler took out of them what this names. */
const uncompiled = new WeakMap<ESTree.Program, Uncompiled>();
type Uncompiled = 'JSX' | 'types of Flow';
/** Under a name that only engines know: bundlers and React Native compile it all the same. */
const JSX_OF_ENGINES: Parse = (text) => {
  const tree = JSX(text);
  uncompiled.set(tree, 'JSX');
  return tree;
};
/** As the body of an async function, which is how some hosts run a script: both `await` and `return` at the top. */
const BODY: Parse = (text) => {
  const before = '(async()=>{';
  const tree = parse(`${before}${text}\n})`, { ...OPTIONS, sourceType: 'script' });
  const [only] = tree.body;
  const run = tree.body.length === 1 && only?.type === 'ExpressionStatement' && only.expression.type === 'ArrowFunctionExpression' ? only.expression.body : null;
  if (run?.type !== 'BlockStatement') throw new SyntaxError('a brace closes more than was opened');
  moveBack(run, before.length);
  return { ...tree, body: run.body, start: 0, end: text.length };
};

function moveBack(root: Node, by: number): void {
  const moved = new Set<Node>();
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (moved.has(node)) continue;
    moved.add(node);
    node.start! -= by;
    node.end! -= by;
    childrenOf(node, open);
  }
}

const TYPESCRIPT: Parse = (text) => parseTyped(text, 'typescript', false);
const TSX: Parse = (text) => parseTyped(text, 'typescript', true);
const FLOW: Parse = (text) => {
  const tree = parseTyped(text, 'flow', true);
  uncompiled.set(tree, 'types of Flow');
  return tree;
};

/** What a compiler has to take out before an engine reads it; null for plain scripts. */
export function uncompiledIn(tree: ESTree.Program): Uncompiled | null {
  return uncompiled.get(tree) ?? null;
}

/** True for the extensions that only TypeScript has. */
export function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/i.test(path);
}

/** Parses a script as its host may: by extension first, then any way that works. Answers a tree of ESTree nodes without types, or the first failure. */
export function parseScript(path: string, text: string, packageIsModule: boolean): ESTree.Program | Failure {
  const source = withoutMark(text);
  let failure: Failure | null = null;
  for (const way of waysOf(path, source, packageIsModule)) {
    try {
      return way(source);
    } catch (error) {
      if (error instanceof RangeError) return { reason: 'too-deep', message: error instanceof TooManyLooks ? error.message : 'expressions or blocks are nested too deeply', line: null, column: null };
      failure ??= failureOf(error);
    }
  }
  if (!failure) throw new Error(`no way to parse ${path}`);
  return failure;
}

/** The tree of the same text as the other of script and module, where it is valid as both and not the same; else null. */
export function otherTreeOf(tree: ESTree.Program, text: string): ESTree.Program | null {
  const awaits = AWAIT_BEFORE_SLASH.test(text);
  if (tree.sourceType !== 'module') return awaits || withOldComments.has(tree) ? attempt(MODULE, text) : null;
  const script = awaits || mayHaveOldComment(text) ? attempt(COMMONJS, text) : null;
  return script && (awaits || withOldComments.has(script)) ? script : null;
}

function attempt(way: Parse, text: string): ESTree.Program | null {
  try {
    return way(withoutMark(text));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || isParseError(error)) return null;
    throw error;
  }
}

/** A byte order mark is a blank to engines, and nothing that a parser knows. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

/** Throws what is no complaint of a parser about the text. */
function failureOf(error: unknown): Failure {
  if (isParseError(error)) return { reason: 'syntax', message: error.description, line: error.loc.start.line, column: error.loc.start.column + 1 };
  if (!(error instanceof SyntaxError)) throw error;
  if (!('loc' in error)) return { reason: 'syntax', message: error.message, line: null, column: null };
  const { line, column } = error.loc as { line: number; column: number };
  // The parser would name a setting of its own, which is nothing to who writes the script.
  const message = 'missingPlugin' in error ? 'this is no syntax of JavaScript or TypeScript that is read here' : error.message.replace(/ \(\d+:\d+\)$/, '');
  return { reason: 'syntax', message, line, column: column + 1 };
}

function waysOf(path: string, text: string, packageIsModule: boolean): Parse[] {
  const extension = extensionOf(path);
  if (extension === '.tsx') return [TSX];
  if (isTypeScript(extension)) return [TYPESCRIPT];
  const head = headOf(text);
  return [...plainWaysOf(extension, packageIsModule || beginsAsModule(text, head)), ...(text.includes('assert') && text.search(ASSERTION) >= 0 ? [ASSERTING] : []), ...(saysFlow(text, head) ? [FLOW] : [])];
}

function plainWaysOf(extension: string, isModule: boolean): Parse[] {
  if (extension === '.mjs') return [MODULE, JSX_OF_ENGINES];
  // Bundlers take modules under this name; Node.js starts none of them.
  if (extension === '.cjs') return [COMMONJS, MODULE, JSX_OF_ENGINES];
  return isModule ? [MODULE, COMMONJS, JSX, BODY] : [COMMONJS, MODULE, JSX, BODY];
}

const BEFORE = /\s+|#!.*|\/\/.*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|'use strict';?|"use strict";?/y;
const ONLY_IN_MODULES = /import\s*[{*'"]|import\s+[\w$]|export\s*[{*]|export\s+[a-z]/y;

/** Where the first statement begins that is no directive. One piece at a time: no way back. */
function headOf(text: string): number {
  BEFORE.lastIndex = 0;
  let end = 0;
  while (BEFORE.test(text)) end = BEFORE.lastIndex;
  return end;
}

/** True when the first statement is an import or export, which nothing but a module may have. */
function beginsAsModule(text: string, head: number): boolean {
  ONLY_IN_MODULES.lastIndex = head;
  return ONLY_IN_MODULES.test(text);
}

/** Flow and its compilers leave a script alone whose comments at the beginning do not name it. */
function saysFlow(text: string, head: number): boolean {
  return text.length <= LARGEST_TYPED && /@flow\b/.test(text.slice(0, head));
}
