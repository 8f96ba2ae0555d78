import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import type { Node } from './tree.js';

/** The names in a script, whatever they mean: what it can reach at most. */
export interface Mentions {
  /** Identifiers, names of members, and texts that are as short as a name. */
  names: Set<string>;
  /** The texts alone. */
  texts: Set<string>;
  /** Those that stand on the left of an assignment. */
  assigned: Set<string>;
  /** Names of modules that it loads. */
  specifiers: Set<string>;
  /** Identifiers that stand for what they name, and may hand it on: not looked into, as in `document.title`, nor only asked for their type. */
  handedOn: Set<string>;
  /** It loads a module whose name is only known at run time. */
  choosesModule: boolean;
}

/** UTF-16 units of a text that may be the name of a member, or a part of one. */
const LONGEST_NAME = 40;

/** Reads the names off a tree. */
export function mentionsIn(program: ESTree.Program): Mentions {
  const found: Mentions = { names: new Set(), texts: new Set(), assigned: new Set(), specifiers: new Set(), handedOn: new Set(), choosesModule: false };
  const open: Node[] = [program];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'Identifier') found.handedOn.add(node.name);
    look(node, open, found);
  }
  return found;
}

/** Notes what a node says by itself, and puts what is below it on the list. */
function look(node: Node, open: Node[], found: Mentions): void {
  switch (node.type) {
    case 'MemberExpression':
      if (node.computed || node.property.type !== 'Identifier') break;
      found.names.add(node.property.name);
      return lookInto(node.object, open, found);
    case 'Property':
      if (!node.computed && node.key.type === 'Identifier') found.names.add(node.key.name);
      else open.push(node.key);
      open.push(node.value);
      return;
    case 'UnaryExpression':
      if (node.operator === 'typeof' && node.argument.type === 'Identifier') return void found.names.add(node.argument.name);
      break;
    case 'CallExpression':
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'require' || node.arguments.length !== 1) break;
      return specify(node.arguments[0]!, open, found);
    case 'ImportExpression':
      return specify(node.source, open, found);
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (node.source) specify(node.source, open, found);
      break;
    case 'AssignmentExpression':
    case 'ForInStatement':
    case 'ForOfStatement':
      assigned(node.left as Node, found);
      break;
    default:
      name(node, found);
  }
  childrenOf(node, open);
}

/** `document.title` hands on nothing of `document` but what the names say; `require.cache` is more than its name. */
function lookInto(object: Node, open: Node[], found: Mentions): void {
  if (object.type === 'Identifier' && object.name !== 'require' && object.name !== 'eval') found.names.add(object.name);
  else open.push(object);
}

/** A module by a text; by anything else, nobody knows which. */
function specify(source: Node, open: Node[], found: Mentions): void {
  if (source.type === 'Literal' && typeof source.value === 'string') found.specifiers.add(source.value);
  else {
    found.choosesModule = true;
    open.push(source);
  }
}

function assigned(left: Node, found: Mentions): void {
  const names: Mentions = { ...found, names: found.assigned };
  const open: Node[] = [left];
  for (let node = open.pop(); node; node = open.pop()) {
    name(node, names);
    childrenOf(node, open);
  }
}

/** Identifiers, also those of JSX, and short texts. */
function name(node: Node, { names, texts }: Mentions): void {
  if (node.type === 'Literal' || node.type === 'TemplateElement') {
    const text = node.type === 'Literal' ? node.value : node.value.cooked;
    if (typeof text !== 'string' || text.length > LONGEST_NAME) return;
    names.add(text);
    texts.add(text);
  } else if ('name' in node && typeof node.name === 'string') names.add(node.name);
}
