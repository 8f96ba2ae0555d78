import type { SyntaxNode } from '@lezer/common';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import { knownModule } from './names.js';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope } from './scope.js';

const COLLECTIONS = new Set(['ArrayExpression', 'TupleExpression', 'SetExpression']);
const LISTS = /^py:(?:list|tuple|iter)$/;
const NAME = /^py:(.+)\.__name__$/;
/** What makes an address of one number. */
const NUMERIC_HOST = /^py:(?:ipaddress\.(?:ip_address|IPv4Address)|socket\.inet_ntoa)$/;
/** What gives the bytes of a number, the highest first, or of a list of them. */
const PACKED = /^py:(?:struct\.pack|bytes|bytearray)$/;
const HIGHEST_HOST = 0xffff_ffff;
const MOST_ELEMENTS = 200;
/** Texts among which one may be chosen. */
const MOST_CHOICES = 20;

/** A number as it is written, in digits; null for anything else. */
export function digitsOf(node: SyntaxNode, resolver: PythonResolver): string | null {
  if (node.name !== 'Number') return null;
  const value = Number(resolver.slice(node).replaceAll('_', ''));
  return Number.isSafeInteger(value) ? String(value) : null;
}

/** The text of something that is put into a text: of a number, its digits. */
export function writtenOf(node: SyntaxNode, scope: Scope, resolver: PythonResolver): string {
  if (node.name !== 'VariableName') return digitsOf(node, resolver) ?? resolver.shapeOf(node, scope);
  const found = written(node, scope, resolver);
  return (found.node === node ? null : digitsOf(found.node, resolver)) ?? resolver.shapeOf(node, scope);
}

/**
 * The texts of what `join` gets: of a list that is written out, of `map(str, (203, 0))`, of `str(n) for n in (203, 0)`. Null where
 * nobody can tell how many there are.
 */
export function elementsOf(given: readonly SyntaxNode[], scope: Scope, resolver: PythonResolver): readonly string[] | null {
  return resolver.following.limited(null, () => elements(given, scope, resolver));
}

function elements(given: readonly SyntaxNode[], scope: Scope, resolver: PythonResolver): readonly string[] | null {
  const [first, ...others] = given;
  if (!first) return null;
  // In the brackets of a call, `f(n) for n in list` stands as the arguments `f(n)`, `n` and `list`.
  if (others.length === 2 && first.parent?.name === 'ArgList' && first.parent.getChild('for')) return ofEach(first, others[1]!, scope, resolver);
  const { node, scope: around } = written(first, scope, resolver);
  const parts = partsOf(node);
  if (COLLECTIONS.has(node.name)) return parts.slice(0, MOST_ELEMENTS).map((part) => writtenOf(part, around, resolver));
  if (node.name.endsWith('ComprehensionExpression')) return parts.length === 3 ? ofEach(parts[0]!, parts[2]!, around, resolver) : null;
  const callee = node.name === 'CallExpression' ? node.firstChild : null;
  if (!callee) return null;
  const meanings = resolver.meaningsOf(callee, around);
  const passed = resolver.argumentsOf(node);
  if (meanings.some((meaning) => LISTS.test(meaning))) return passed.length === 1 ? elementsOf(passed, around, resolver) : null;
  const isWritten = passed[0] !== undefined && meanings.includes('py:map') && resolver.meaningsOf(passed[0], around).some((meaning) => meaning === 'py:str' || meaning === 'py:chr');
  return isWritten ? asWritten(resolver.slice(passed[0]!), elementsOf(passed.slice(1), around, resolver)) : null;
}

/** `str(n)`, `chr(n)`, `f"{n}"` or `n` for each of a list. */
function ofEach(made: SyntaxNode, list: SyntaxNode, scope: Scope, resolver: PythonResolver): readonly string[] | null {
  const callee = made.name === 'CallExpression' ? made.firstChild : null;
  const isPlain = made.name === 'VariableName' || made.name === 'FormatString' || (callee !== null && /^(?:str|chr)$/.test(resolver.slice(callee)));
  return isPlain ? asWritten(callee ? resolver.slice(callee) : 'str', elementsOf([list], scope, resolver)) : null;
}

function asWritten(by: string, texts: readonly string[] | null): readonly string[] | null {
  return by === 'chr' && texts ? texts.map((text) => (/^\d{1,6}$/.test(text) ? String.fromCodePoint(Number(text)) : UNKNOWN)) : texts;
}

/** What stands under a name that gets one value, or the expression itself. */
function written(node: SyntaxNode, scope: Scope, resolver: PythonResolver): { node: SyntaxNode; scope: Scope } {
  const [only, more] = node.name === 'VariableName' ? (scope.find(resolver.slice(node)) ?? []) : [];
  return only && !more && 'node' in only && !only.each ? only : { node, scope };
}

/** `203.0.113.41` of `ipaddress.ip_address(3405803817)`, `socket.inet_ntoa(struct.pack('!I', 3405803817))` and the like; null for all others. */
export function numericHostOf(meanings: readonly string[], given: readonly SyntaxNode[], scope: Scope, resolver: PythonResolver): string | null {
  const [first] = given;
  if (!first || !meanings.some((meaning) => NUMERIC_HOST.test(meaning))) return null;
  const callee = first.name === 'CallExpression' ? first.firstChild : null;
  const isPacked = callee !== null && resolver.meaningsOf(callee, scope).some((meaning) => PACKED.test(meaning));
  const packed = isPacked ? resolver.argumentsOf(first) : [first];
  const bytes = isPacked ? elementsOf(packed.slice(0, 1), scope, resolver) : null;
  if (bytes) return bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte)) ? bytes.join('.') : null;
  const digits = packed.length > 0 ? writtenOf(packed.at(-1)!, scope, resolver) : '';
  const number = /^\d{8,10}$/.test(digits) ? Number(digits) : Infinity;
  return number <= HIGHEST_HOST ? [24, 16, 8, 0].map((bits) => (number >>> bits) & 0xff).join('.') : null;
}

/** `os.__name__`, whose text is known; null for all others. */
export function nameOfModule(meanings: readonly string[]): string | null {
  const path = meanings.length === 1 ? NAME.exec(meanings[0]!)?.[1] : undefined;
  if (path === undefined || path.includes('(')) return null;
  return knownModule(path) === path ? path : path.slice(path.lastIndexOf('.') + 1);
}

/** The texts that an expression may make: of `{'nt': 'a', 'posix': 'b'}[os.name]`, whatever stands in it; empty where nobody can tell. */
export function textsOf(node: SyntaxNode, scope: Scope, resolver: PythonResolver): readonly string[] {
  const shape = resolver.shapeOf(node, scope);
  if (!shape.includes(UNKNOWN)) return [shape];
  const inner = written(node, scope, resolver);
  const table = inner.node.name === 'MemberExpression' && !inner.node.getChild('PropertyName') ? partsOf(inner.node)[0] : tableAsked(inner.node, resolver);
  const of = table ? written(table, inner.scope, resolver) : null;
  if (of && (of.node.name === 'DictionaryExpression' || COLLECTIONS.has(of.node.name))) return known(valuesIn(of.node), of.scope, resolver);
  return inner.node.name === 'ConditionalExpression' ? known(partsOf(inner.node).filter((_, at) => at !== 1), inner.scope, resolver) : [];
}

/** `table.get(key)` */
function tableAsked(node: SyntaxNode, resolver: PythonResolver): SyntaxNode | undefined {
  const callee = node.name === 'CallExpression' ? node.firstChild : null;
  const method = callee?.getChild('PropertyName');
  return callee && method && resolver.slice(method) === 'get' ? partsOf(callee)[0] : undefined;
}

function valuesIn(collection: SyntaxNode): SyntaxNode[] {
  const parts = partsOf(collection);
  return collection.name === 'DictionaryExpression' ? parts.filter(({ prevSibling }) => prevSibling?.name === ':') : parts;
}

function known(nodes: readonly SyntaxNode[], scope: Scope, resolver: PythonResolver): string[] {
  const texts = nodes.slice(0, MOST_CHOICES).map((node) => resolver.shapeOf(node, scope));
  return [...new Set(texts)].filter((text) => !text.includes(UNKNOWN));
}
