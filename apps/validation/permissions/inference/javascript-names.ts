import type { ESTree } from 'meriyah';
import type { Node } from '../../rules/javascript/syntax/tree.js';

/** Do these statements of a script or a function begin with the directive? */
export function saysStrict([first]: readonly Node[]): boolean {
  return first?.type === 'ExpressionStatement' && first.directive === 'use strict';
}

/** The identifiers that a pattern declares. */
export function namesIn(pattern: Node, found: string[] = []): string[] {
  switch (pattern.type) {
    case 'Identifier':
      found.push(pattern.name);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties as Node[]) namesIn(property.type === 'Property' ? property.value : property, found);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) namesIn(element, found);
      break;
    case 'AssignmentPattern':
      namesIn(pattern.left, found);
      break;
    case 'RestElement':
      namesIn(pattern.argument, found);
      break;
    default:
  }
  return found;
}

/** What a statement declares in its block: `let`, `const`, classes, functions, imports. */
export function declaredBy(statement: Node): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.kind === 'var' ? [] : statement.declarations.flatMap(({ id }) => namesIn(id));
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    case 'ImportDeclaration':
      return statement.specifiers.map(({ local }) => local.name);
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return statement.declaration ? declaredBy(statement.declaration) : [];
    default:
      return [];
  }
}

/** The `var` names of a function's body, however deep in its blocks, but not in functions inside of it. Outside of strict code, functions that are declared in blocks are among them. */
export function varsIn(statements: readonly Node[], isStrict = true): string[] {
  const found: string[] = [];
  const open: (Node | null | undefined)[] = [...statements];
  for (let next = open.pop(); open.length > 0 || next; next = open.pop()) {
    if (!next) continue;
    if (next.type === 'VariableDeclaration') {
      if (next.kind === 'var') for (const { id } of next.declarations) namesIn(id, found);
    } else if (next.type === 'FunctionDeclaration' && !isStrict) found.push(...declaredBy(next));
    else open.push(...statementsIn(next));
  }
  return found;
}

function statementsIn(node: Node): readonly (Node | null | undefined)[] {
  switch (node.type) {
    case 'BlockStatement':
      return node.body;
    case 'IfStatement':
      return [node.consequent, node.alternate];
    case 'ForStatement':
      return [node.init, node.body];
    case 'ForInStatement':
    case 'ForOfStatement':
      return [node.left, node.body];
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      return [node.body];
    case 'TryStatement':
      return [node.block, node.handler?.body, node.finalizer];
    case 'SwitchStatement':
      return node.cases.flatMap((each: ESTree.SwitchCase) => each.consequent);
    case 'ExportNamedDeclaration':
      return [node.declaration];
    default:
      return [];
  }
}
