import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { memberPath } from '../syntax/member-paths.js';
import { nameOf } from '../texts/picked-names.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** What nobody but its owner is to read, as the name of a cookie: keys of sessions and forms are read by the pages that set them. */
const SECRET = /^(?:[\w-]{0,20}[_-])?(?:pass(?:word|wd|phrase)?|pwd|passwort|card(?:_?number)?|cv[cv]|mnemonic|seed_?phrase|private_?key)$/i;
/** The name in a pattern or in a text that a cookie is looked for by. */
const NAMES = /([\w-]{2,40})=/g;
/** Of a method of a text, what a name is looked for by. */
const LOOKS = new Set(['match', 'split', 'startsWith', 'indexOf', 'includes', 'exec', 'test', 'RegExp', 'search']);

/**
 * The place where a cookie is read whose name is that of a secret: by what `document.cookie` is matched with, or by what a function gets that reads
 * cookies (`cookie('password')`, also backwards). By syntax; null where there is none.
 */
export function pickedCookieIn(tree: ESTree.Program): number | null {
  const readers = readersIn(tree);
  for (const node of readers.size > 0 ? nodesWithin(tree) : []) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    const name = nameOf(node.callee as Node);
    const texts = (node.arguments as Node[]).flatMap((given) => textsIn(given, 2));
    if (readers.has(name) && node.callee.type === 'Identifier' && texts.some(isSecret)) return node.start!;
    if (!LOOKS.has(name)) continue;
    const pattern = node.callee.type === 'MemberExpression' ? textsIn(node.callee.object as Node, 0) : [];
    if (readsCookies(node as Node) && [...texts, ...pattern].some((text) => [...text.matchAll(NAMES)].some(([, word]) => isSecret(word!)))) return node.start!;
  }
  return null;
}

/** Names of functions that read cookies and get the name of one; a name for nothing where cookies are read outside of any. */
function readersIn(tree: ESTree.Program): ReadonlySet<string> {
  const readers = new Set<string>();
  for (const node of nodesWithin(tree)) {
    if (isCookie(node)) readers.add('');
    const callable = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && isCallable(node.init as Node) ? (node.init as Callable) : node.type === 'FunctionDeclaration' ? (node as Callable) : null;
    const name = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? node.id.name : node.type === 'FunctionDeclaration' ? (node.id?.name ?? '') : '';
    if (callable && callable.params.length > 0 && readsCookies(callable as Node)) readers.add(name);
  }
  return readers;
}

function readsCookies(node: Node): boolean {
  for (const each of nodesWithin(node)) if (isCookie(each)) return true;
  return false;
}

function isCookie(node: Node): boolean {
  return node.type === 'MemberExpression' && /(?:^|\.)document\.cookie$/.test(memberPath(node));
}

/** Texts and patterns in an argument; `deep`: calls around it. */
function textsIn(node: Node, deep: number): string[] {
  if (node.type === 'Literal') return 'regex' in node ? [node.regex.pattern] : typeof node.value === 'string' ? [node.value] : [];
  if (node.type === 'CallExpression' && deep > 0) return (node.arguments as Node[]).flatMap((each) => textsIn(each, deep - 1));
  return [];
}

function isSecret(text: string): boolean {
  return SECRET.test(text) || SECRET.test([...text].reverse().join(''));
}
