import type { ESTree } from 'meriyah';
import { declare } from './patterns.js';
import { Scope } from './scope.js';
import type { Node } from './tree.js';
import type { Around } from './walk.js';

/** What surrounds the parts of a block, which may declare names of its own. */
export function insideBlock(node: Block, around: Around): Around {
  return declaresItself(node) ? { ...around, scope: blockIn(around.scope) } : around;
}

/** What surrounds the parts of a loop. */
export function insideLoop(node: Loop, around: Around): Around {
  return { ...insideBlock(node, around), loop: true };
}

/** What surrounds the parts of a handler of errors. */
export function insideCatch({ param }: ESTree.CatchClause, around: Around): Around {
  const scope = blockIn(around.scope);
  if (param) declare(param, null, scope);
  return { ...around, scope };
}

function blockIn(scope: Scope): Scope {
  return new Scope(scope, null, scope.topLevel);
}

type Block = ESTree.BlockStatement | ESTree.StaticBlock | ESTree.SwitchStatement | Loop;
type Loop = ESTree.ForStatement | ESTree.ForInStatement | ESTree.ForOfStatement;

/** Most blocks declare no name of their own: they need no scope, and looking a name up is so much shorter. */
function declaresItself(node: Block): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.some(isOfBlock);
    case 'ForStatement':
      return node.init ? isOfBlock(node.init) : false;
    case 'SwitchStatement':
      return node.cases.some(({ consequent }) => consequent.some(isOfBlock));
    default:
      return isOfBlock(node.left);
  }
}

function isOfBlock(node: Node): boolean {
  return node.type === 'VariableDeclaration' ? node.kind !== 'var' : node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' || node.type === 'LabeledStatement';
}
