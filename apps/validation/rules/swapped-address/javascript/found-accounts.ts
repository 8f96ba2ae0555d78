import type { ESTree } from 'meriyah';
import { isAccount } from '../../../permissions/inference/data-accounts.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { nameOf } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { findAccount, isPattern, patternsIn } from '../../javascript/texts/tried-patterns.js';
import type { Pattern } from '../../javascript/texts/tried-patterns.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What puts a text where somebody entered or copied one. */
const WRITES = /^(?:setCells?|setRange|setValues?|writeText|write|replace)$/;
const TRIES = /^(?:test|exec|match)$/;

/** Where an account that is written in the script is put into a cell, or copied, wherever a pattern finds one of that kind. */
export function replacesFound(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const callable of nodesWithin(program)) {
    if (!isCallable(callable) || !callable.body) continue;
    for (const part of decidedBy(callable.body as Node, (test) => nodesWithin(test).some((node) => finds(node, names)))) {
      for (const node of nodesWithin(part)) {
        if (node.type !== 'CallExpression' || !WRITES.test(nameOf(node.callee))) continue;
        const own = node.arguments.flatMap((each) => nodesWithin(each).flatMap((inner) => names.textOf(inner) ?? [])).find(isAccount);
        if (own !== undefined && findAccount(patternsUnder(callable.body as Node, names), own)) return node;
      }
    }
  }
  return null;
}

/** Is something tried by a pattern? */
function finds(node: Node, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && TRIES.test(nameOf(node.callee)) && isMadeOf(node, names, isPattern);
}

/** The patterns of a function, and of its names. */
function patternsUnder(root: Node, names: WrittenNames): Pattern[] {
  const nodes: Node[] = [];
  isMadeOf(root, names, (node) => isPattern(node) && nodes.push(node) < 0);
  return patternsIn(nodes);
}
