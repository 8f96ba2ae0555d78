import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { isCallable } from './scope.js';
import { lastName } from './taken-names.js';
import { WrittenNames } from './written-names.js';

const REGISTERS = /^register(?:TextEditor)?(?:Command)?$/;

/** Does a place stand in a function that a command runs, which somebody starts? Also in one that the command has by its name. */
export function standsInCommand(program: ESTree.Program, start: number): boolean {
  const names = new WrittenNames(program);
  for (const node of nodesWithin(program)) {
    if (node.type !== 'CallExpression' || !REGISTERS.test(lastName(node.callee) ?? '')) continue;
    for (const given of node.arguments) {
      const callable = given.type === 'Identifier' ? names.functionOf(given) : isCallable(given) ? given : null;
      if (callable && (callable.start ?? 0) <= start && start < (callable.end ?? 0)) return true;
    }
  }
  return false;
}
