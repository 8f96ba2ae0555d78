import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import type { Node } from './tree.js';

/** The names in a script, whatever they mean: what it can reach at most. */
export interface Mentions {
  /** Identifiers, names of members, and texts that are as short as a name. */
  readonly names: ReadonlySet<string>;
  /** The texts alone. */
  readonly texts: ReadonlySet<string>;
  /** Those that stand on the left of an assignment. */
  readonly assigned: ReadonlySet<string>;
  /** Names of modules that it loads. */
  readonly specifiers: ReadonlySet<string>;
  /** Identifiers that stand for what they name, and may hand it on: not looked into, as in `document.title`, nor only asked for their type. */
  readonly handedOn: ReadonlySet<string>;
  /** It has a loop whose condition is always true. */
  readonly goesOn: boolean;
  /** It loads a module whose name is only known at run time. */
  readonly choosesModule: boolean;
  /** It has nothing but data, and gives it to who loads it. */
  readonly isData: boolean;
}

/** UTF-16 units of a text that may be the name of a member, or a part of one. */
const LONGEST_NAME = 40;

/** Collects the names of a script while its tree is walked. */
export class MentionReader implements Mentions {
  readonly names = new Set<string>();
  readonly texts = new Set<string>();
  readonly assigned = new Set<string>();
  readonly specifiers = new Set<string>();
  readonly handedOn = new Set<string>();
  goesOn = false;
  choosesModule = false;
  readonly isData: boolean;

  constructor(program: ESTree.Program) {
    this.isData = isData(program);
  }

  /** An identifier that is no name of a member behind a dot. */
  identifier(node: ESTree.Identifier, parent: Node): void {
    const { name } = node;
    if (name === 'require' && isLoading(parent) && parent.callee === node) return;
    this.names.add(name);
    if (!isOnlyNamed(node, parent)) this.handedOn.add(name);
  }

  /** The name of a member, or another that stands for nothing by itself. */
  name(name: string): void {
    this.names.add(name);
  }

  literal(node: ESTree.Literal, parent: Node): void {
    if (typeof node.value === 'string' && !isSource(node, parent)) this.text(node.value);
  }

  text(text: string | null | undefined): void {
    if (typeof text !== 'string' || text.length > LONGEST_NAME) return;
    this.names.add(text);
    this.texts.add(text);
  }

  call(node: ESTree.CallExpression): void {
    if (isLoading(node)) this.load(node.arguments[0]!);
  }

  /** Loads a module: one by a text; by anything else, nobody knows which. */
  load(source: Node): void {
    if (source.type === 'Literal' && typeof source.value === 'string') this.specifiers.add(source.value);
    else this.choosesModule = true;
  }

  /** The left side of an assignment. */
  assign(left: Node): void {
    if (left.type === 'Identifier') return void this.assigned.add(left.name);
    const open: Node[] = [left];
    for (let node = open.pop(); node; node = open.pop()) {
      const name = nameOf(node);
      if (name !== null) this.assigned.add(name);
      childrenOf(node, open);
    }
  }
}

const OF_DATA: ReadonlySet<string> = new Set(['Program', 'ExportDefaultDeclaration', 'ExportNamedDeclaration', 'ExportSpecifier', 'VariableDeclaration', 'VariableDeclarator', 'ExpressionStatement', 'EmptyStatement', 'AssignmentExpression', 'MemberExpression', 'ArrayExpression', 'ObjectExpression', 'Property', 'Literal', 'TemplateLiteral', 'TemplateElement', 'UnaryExpression', 'Identifier']);

/** Does a script call, load and make nothing, and name only what is its own? */
function isData(program: ESTree.Program): boolean {
  const own = new Set(['module', 'exports', 'undefined']);
  const named = new Set<string>();
  const open: Node[] = [program];
  for (let node = open.pop(); node; node = open.pop()) {
    if (!OF_DATA.has(node.type) || ('computed' in node && node.computed === true) || ('source' in node && node.source !== null)) return false;
    if (node.type === 'Identifier') named.add(node.name);
    else if (node.type === 'MemberExpression') open.push(node.object as Node);
    else if (node.type === 'Property') open.push(node.value as Node);
    else if (node.type === 'ExportSpecifier') open.push(node.local as Node);
    else childrenOf(node, open);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') own.add(node.id.name);
  }
  return [...named].every((name) => own.has(name));
}

function isLoading(node: Node): node is ESTree.CallExpression {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require' && node.arguments.length === 1;
}

/** Does a text name the module that is loaded by a call? */
function isSource(node: ESTree.Literal, parent: Node): boolean {
  return parent.type === 'ImportExpression' || (isLoading(parent) && parent.arguments[0] === node);
}

/** `document.title` hands on nothing of `document` but what the names say; `require.cache` is more than its name. */
function isOnlyNamed(node: ESTree.Identifier, parent: Node): boolean {
  switch (parent.type) {
    case 'MemberExpression':
      return !parent.computed && parent.property.type === 'Identifier' && node.name !== 'require' && node.name !== 'eval';
    case 'Property':
      return !parent.computed && parent.key === node && parent.value !== node;
    case 'UnaryExpression':
      return parent.operator === 'typeof';
    default:
      return false;
  }
}

/** Identifiers, also those of JSX, and short texts. */
function nameOf(node: Node): string | null {
  if (node.type === 'Literal' || node.type === 'TemplateElement') {
    const text = node.type === 'Literal' ? node.value : node.value.cooked;
    return typeof text === 'string' && text.length <= LONGEST_NAME ? text : null;
  }
  return 'name' in node && typeof node.name === 'string' ? node.name : null;
}
