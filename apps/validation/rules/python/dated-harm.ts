import type { SyntaxNode } from '../../permissions/inference/python-tree.js';
import { isDated, nodesIn } from './gates.js';
import { valuesIn, withNamed } from './named-values.js';

/** Cheap to look for: a day that is written, and what asks for the one of today. */
const HINT = /\b(?:today|now|utcnow|time|localtime|gmtime)\s*\(/;
/** What removes a folder with all that is in it. */
const REMOVES_TREE = /(?:^|\.)(?:rmtree|removedirs)$/;
/** What removes a file, which harms where it is done to each of a list, and what removes what a host keeps. */
const REMOVES = /(?:^|\.)(?:remove|unlink)$/;
const OF_FILES = /^(?:os|pathlib|\w*path\w*|p|f|file|entry|asset|assets|api\.assets|\w*\.assets)$/i;
/** What a package throws away that it made itself. */
const OWN = /cache|tempfile|thumb|preview|backup|expired|legacy|deprecated|migrat|obsolete|unused|(?:^|[^a-z])(?:te?mp|logs?|bak|old|stale|build|dist|locks?|trash|out|output|pycache)(?![a-z])/i;
const LOOPS = new Set(['ForStatement', 'WhileStatement']);

/** Where folders, or one file after the other, are removed from a day on that is written in a module; null for nowhere. What a package keeps for a while has a name that says so. */
export function harmByDay(root: SyntaxNode, text: string): SyntaxNode | null {
  if (!HINT.test(text) || !/\b(?:rmtree|removedirs|remove|unlink)\b/.test(text)) return null;
  const values = valuesIn(root, text);
  return nodesIn(root).find((node) => {
    const { name, firstChild: callee } = node;
    if (name !== 'CallExpression' || !callee) return false;
    const called = text.slice(callee.from, callee.to);
    const removesEach = REMOVES.test(called) && OF_FILES.test(called.slice(0, called.lastIndexOf('.'))) && isInLoop(node);
    if (!REMOVES_TREE.test(called) && !removesEach) return false;
    return !OWN.test(withNamed(text.slice(node.from, node.to), values)) && isDated(root, text, node.from);
  }) ?? null;
}

function isInLoop(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer && outer.name !== 'FunctionDefinition'; outer = outer.parent) if (LOOPS.has(outer.name)) return true;
  return false;
}
