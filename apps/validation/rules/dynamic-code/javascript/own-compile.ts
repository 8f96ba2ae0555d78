import type { ESTree } from 'meriyah';
import { childrenOf } from '../../javascript/syntax/children.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** The method with which Node.js makes a module of text; compilers of other languages have one of this name. */
const COMPILE = '_compile';
/** Names and texts that lead to a module of Node.js itself. */
const LEADS = /^(?:(?:node:)?module|mainModule|createRequire|Module)$/;

/**
 * True for a script with a method `_compile` of its own that has no way to a module of Node.js, so that no other one can be
 * meant: it does not name `module`, but for its exports, uses `require` for nothing but to load what it names, and of `process`
 * only members whose names are written.
 */
export function compilesItself(tree: ESTree.Program): boolean {
  let defines = false;
  const open: Place[] = [{ node: tree, parent: null, inFunction: false }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node } = next;
    if (leadsToModule(next)) return false;
    defines ||= definesCompile(node);
    const inFunction = next.inFunction || node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
    const children: Node[] = [];
    childrenOf(node, children);
    for (const child of children) open.push({ node: child, parent: node, inFunction });
  }
  return defines;
}

interface Place {
  node: Node;
  parent: Node | null;
  /** One with `arguments` of its own: those of the script have the module among them. */
  inFunction: boolean;
}

function definesCompile(node: Node): boolean {
  if (node.type === 'MethodDefinition') return !node.computed && node.key !== null && nameOf(node.key) === COMPILE;
  if (node.type !== 'AssignmentExpression' || node.right.type !== 'FunctionExpression') return false;
  return node.left.type === 'MemberExpression' && !node.left.computed && nameOf(node.left.property) === COMPILE;
}

function leadsToModule({ node, parent, inFunction }: Place): boolean {
  const name = nameOf(node);
  if (name === null || isOnlyAsked(node, parent)) return false;
  if (node.type === 'Identifier' && name === 'arguments') return !inFunction;
  if (node.type === 'Identifier' && name === 'require') return !isLoad(node, parent);
  if (node.type === 'Identifier' && name === 'process') return memberOf(node, parent) === null;
  return LEADS.test(name) && memberOf(node, parent) !== 'exports';
}

/** `typeof module` */
function isOnlyAsked(node: Node, parent: Node | null): boolean {
  return parent?.type === 'UnaryExpression' && parent.operator === 'typeof' && parent.argument === node;
}

/** Of `module.exports`, `exports`; null for any other use. */
function memberOf(node: Node, parent: Node | null): string | null {
  return parent?.type === 'MemberExpression' && parent.object === node && !parent.computed ? nameOf(parent.property) : null;
}

/** `require('x')` */
function isLoad(node: Node, parent: Node | null): boolean {
  return parent?.type === 'CallExpression' && parent.callee === node && parent.arguments[0]?.type === 'Literal';
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
