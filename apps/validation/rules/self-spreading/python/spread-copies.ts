import type { SyntaxNode } from '@lezer/common';
import { valuesIn, withNamed } from '../../python/named-values.js';

/** Folders above a file: `.parent`, `.parents[2]`, `dirname(…)`. */
const ABOVE = /\.parent\b(?!s)|\bdirname\s*\(/g;
const ABOVE_BY_NUMBER = /\.parents\s*\[\s*(\d)\s*\]/g;
/** What an extension of a host begins with. */
const BEGINS = /\.pyw?\b|\.[cm]?js\b|\bmanifest\.json\b|\bextension\.json\b/;
const WRITES = /\.(?:write_text|write_bytes)$/;
const OPENS = /^(?:io\.)?open$/;
const COPIES = /^(?:shutil\.)?(?:copytree|copy|copy2|copyfile|move)$/;
const FOR_WRITING = /^["'][wax]/;
/** Characters of an expression. */
const LONGEST = 1_000;

/**
 * Where a module writes into what other extensions begin with, beside its own folder, or copies itself there; null for nowhere. `path` is where the
 * module lies in its package: so many folders above it are its own.
 */
export function spreadsToOthers(root: SyntaxNode, text: string, path: string): SyntaxNode | null {
  const own = path.split('/').length;
  const values = valuesIn(root, text);
  const meant = (node: SyntaxNode): string => withNamed(text.slice(node.from, node.to).slice(0, LONGEST), values);
  const isOther = (written: string): boolean => written.includes('__file__') && foldersAbove(written) > own;
  let found: SyntaxNode | null = null;
  root.cursor().iterate(({ node }) => {
    if (found || node.name !== 'CallExpression' || !node.firstChild) return !found;
    const callee = text.slice(node.firstChild.from, node.firstChild.to);
    const given = argumentsOf(node);
    const [first, second] = given;
    const object = WRITES.test(callee) ? node.firstChild.firstChild : OPENS.test(callee) && second && FOR_WRITING.test(text.slice(second.from, second.to)) ? first : undefined;
    if (object && isOther(meant(object)) && BEGINS.test(meant(object))) found = node;
    if (COPIES.test(callee) && first && second && meant(first).includes('__file__') && isOther(meant(second))) found = node;
    return !found;
  });
  return found;
}

function foldersAbove(written: string): number {
  const byNumber = [...written.matchAll(ABOVE_BY_NUMBER)].reduce((sum, [, number]) => sum + Number(number) + 1, 0);
  return (written.match(ABOVE)?.length ?? 0) + byNumber;
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = call.getChild('ArgList');
  const given: SyntaxNode[] = [];
  for (let child = list?.firstChild ?? null; child; child = child.nextSibling) if (!/^[(),]$/.test(child.name)) given.push(child);
  return given;
}
