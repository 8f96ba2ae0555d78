import type { ESTree } from 'meriyah';
import { isAccount } from '../../permissions/inference/data-accounts.js';
import { nodesWithin } from './children.js';
import { decidedBy } from './decided.js';
import { nameOf } from './expressions.js';
import { isMadeOf } from './made-of.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';
import { triedPattern } from './tried-patterns.js';
import { WrittenNames } from './written-names.js';

/** What puts a text where somebody entered or copied one. */
const WRITES = /^(?:setCells?|setRange|setValues?|writeText|write|replace)$/;
const TRIES = /^(?:test|exec|match)$/;
/** What a pattern for accounts does not find. */
const ORDINARY = ['invoice', '2027-01-31', '1,234.50', 'maria@side.example', '', 'A12'];

/** Where an account that is written in the script is put into a cell, or copied, wherever a pattern finds one of that kind. */
export function replacesFound(program: ESTree.Program): Node | null {
  const names = new WrittenNames(program);
  for (const callable of nodesWithin(program)) {
    if (!isCallable(callable) || !callable.body) continue;
    for (const part of decidedBy(callable.body as Node, (test) => [...nodesWithin(test)].some((node) => finds(node, names)))) {
      for (const node of nodesWithin(part)) {
        if (node.type !== 'CallExpression' || !WRITES.test(nameOf(node.callee))) continue;
        const own = node.arguments.flatMap((each) => [...nodesWithin(each)].flatMap((inner) => names.textOf(inner) ?? [])).find(isAccount);
        if (own !== undefined && patternsIn(callable.body as Node, names).some((pattern) => pattern(own.replaceAll(' ', '')) && !ORDINARY.some(pattern))) return node;
      }
    }
  }
  return null;
}

type Pattern = (text: string) => boolean;

/** Is something tried by a pattern? */
function finds(node: Node, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && TRIES.test(nameOf(node.callee)) && isMadeOf(node, names, isPattern);
}

function isPattern(node: Node): boolean {
  return node.type === 'Literal' && 'regex' in node;
}

function patternsIn(root: Node, names: WrittenNames): Pattern[] {
  const patterns: Pattern[] = [];
  isMadeOf(root, names, (node) => {
    const pattern = node.type === 'Literal' && 'regex' in node ? triedPattern(node.regex.pattern, node.regex.flags) : null;
    if (pattern) patterns.push(pattern);
    return false;
  });
  return patterns;
}
