import type { SyntaxNode } from '@lezer/common';
import { unquoted } from './literals.js';
import { partsOf } from './scope.js';

/** What starts programs, runs text, loads modules or reaches servers: modules by their full names, and functions of them. */
const POWERFUL = /^(?:subprocess|urllib(?:\.request)?|requests|socket|http\.client|importlib|builtins|__builtins__|ctypes|marshal|pickle|base64|popen|system|exec|eval|compile|__import__|urlopen|urlretrieve|import_module|check_output|getattr|b64decode)$/i;
const SPLIT_WORD = /\w\0\w/;
const BACKWARDS = /\[\s*::\s*-1\s*\]$/;
/** Longer expressions make something else. */
const LONGEST = 120;
const MOST_PIECES = 12;

/**
 * A name that somebody took apart so that nobody finds it: `"sub" + "process"`, `"nepoP"[::-1]`, all of it written there. Null for any
 * other expression; modules whose names stand in pieces between their dots are none.
 */
export function splitName(node: SyntaxNode, text: string): string | null {
  if (node.to - node.from > LONGEST) return null;
  if (node.name === 'MemberExpression') {
    const [object] = partsOf(node);
    if (object?.name !== 'String' || !BACKWARDS.test(text.slice(node.from, node.to))) return null;
    return powerful([...unquoted(text.slice(object.from, object.to))].reverse().join(''));
  }
  if (node.name !== 'BinaryExpression' || node.parent?.name === 'BinaryExpression') return null;
  const pieces = piecesOf(node, text);
  return pieces && SPLIT_WORD.test(pieces.join('\0')) ? powerful(pieces.join('')) : null;
}

function powerful(name: string): string | null {
  return POWERFUL.test(name) ? name : null;
}

/** The texts that are added, in order; null where anything else is. */
function piecesOf(sum: SyntaxNode, text: string): string[] | null {
  const pieces: string[] = [];
  const open = [sum];
  for (let node = open.pop(); node && pieces.length <= MOST_PIECES; node = open.pop()) {
    if (node.name === 'String') pieces.unshift(unquoted(text.slice(node.from, node.to)));
    else if (node.name === 'BinaryExpression' && partsOf(node)[1]?.name === 'ArithOp' && text.slice(partsOf(node)[1]!.from, partsOf(node)[1]!.to) === '+') open.push(partsOf(node)[0]!, partsOf(node)[2]!);
    else return null;
  }
  return pieces;
}
