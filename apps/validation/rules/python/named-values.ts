import type { SyntaxNode } from '@lezer/common';

/** What names of a Python file stand for, as it is written. */

/** Names that are followed from one expression, and characters of what they stand for. */
const MOST_NAMES = 20;
const LONGEST = 1_000;

/** A text, with what its names stand for. */
export function withNamed(written: string, values: ReadonlyMap<string, string>): string {
  const found = new Set([written]);
  const asked = new Set<string>();
  // Grows while it is walked.
  for (const each of found) for (const name of namedIn(each)) {
    const value = values.get(name);
    if (value === undefined || asked.has(name) || asked.size >= MOST_NAMES) continue;
    asked.add(name);
    found.add(value);
  }
  return [...found].join('\n');
}

/** The names in a text. */
export function namedIn(written: string): string[] {
  return [...written.matchAll(/\b[A-Za-z_]\w*\b/g)].map(([name]) => name);
}

/** By their names, what variables are given once, and what loops go through. */
export function valuesIn(root: SyntaxNode, text: string): Map<string, string> {
  const values = new Map<string, string>();
  root.cursor().iterate(({ node }) => {
    const isLoop = node.name === 'ForStatement';
    if (!isLoop && node.name !== 'AssignStatement') return;
    const target = node.getChild('VariableName');
    const mark = node.getChild(isLoop ? 'in' : 'AssignOp');
    const value = mark?.nextSibling;
    if (target && mark && value && target.from < mark.from) values.set(text.slice(target.from, target.to), text.slice(value.from, value.to).slice(0, LONGEST));
  });
  return values;
}
