import type { Flow } from './flow-sets.js';
import { operands, propertyOf, withoutWrapping } from './expressions.js';
import { memberPath } from './member-paths.js';
import type { Scope, Source } from './scope.js';
import type { Node } from './tree.js';

/** Names that only a key to somebody's money or identity has. */
const KEY = /^[_#]?(?:private_?key|priv_?key|mnemonic|(?:seed|recovery|secret)_?phrase)$/i;
/** In a script that handles pairs of keys, this too; elsewhere it is what a service gives its clients. */
const OF_PAIR = /^[_#]?secret_?key$/i;
/** What somebody else’s request is made with. */
const OF_REQUEST = /(?:^|\.)headers\.(?:authorization|cookie)$/i;
/** What a server was asked with, in the words of its frameworks. */
const OF_CALLER = /^(?:(?:ctx|context)\.)?(?:req|request)\.(?:body|query|params)$/;
const PASSWORD = /^pass(?:word|wd)?$/i;
/** Calls and methods that write the same thing in another form. */
const FORMS = new Set(['stringify', 'from', 'btoa', 'encode', 'encodeURIComponent', 'escape', 'String', 'toString', 'toJSON', 'trim', 'join', 'slice', 'substring', 'split', 'reverse']);
/** Parts of one value that are looked at, so that time stays linear. */
const MOST_PARTS = 500;

/** Is a name, a member or a property what is looked for, or (null) nothing to be looked into? */
type Wanted = (node: Node, scope: Scope) => boolean | null;

/**
 * What a value holds by its name, as it is or in another form: a private key or its words, in an address a password, outside of
 * headers those of another request, and all that a host keeps of somebody’s credentials. What is signed or encrypted with them is not: clients of everything send that.
 */
export function nakedFlows(node: Node, scope: Scope, isAddress: boolean): Flow[] {
  const flows: Flow[] = holds(node, scope, isKey) ? ['wallet key'] : [];
  if (holds(node, scope, isLogin) || (isAddress && holds(node, scope, isPassword))) flows.push('login');
  if (isRequested(withoutWrapping(node), scope)) flows.push('requested');
  return flows;
}

function holds(node: Node, scope: Scope, isWanted: Wanted): boolean {
  const open = [{ node, scope }];
  const seen = new Set<Node>();
  for (let next = open.pop(); next && seen.size < MOST_PARTS; next = open.pop()) {
    const inner = withoutWrapping(next.node);
    if (seen.has(inner)) continue;
    seen.add(inner);
    const answer = isWanted(inner, next.scope);
    if (answer) return true;
    if (answer === false) open.push(...partsOf(inner, next.scope));
  }
  return false;
}

function partsOf(node: Node, scope: Scope): { node: Node; scope: Scope }[] {
  if (node.type === 'Identifier') return (scope.find(node.name)?.sources ?? []).flatMap((source) => (source.how === 'value' || source.how === 'passed' ? (partIn(source) ?? []) : []));
  return expressionsIn(node).flatMap((part) => (part ? { node: part, scope } : []));
}

/** What a name is given; of an object that is written out, `{ key: value }`, the member that it takes. */
function partIn({ node, keys: [key, more], scope }: Source): { node: Node; scope: Scope } | null {
  if (!key) return { node, scope };
  const part = node.type === 'ObjectExpression' && !more && key.node.type === 'Identifier' && !key.computed ? propertyOf(node, key.node.name) : undefined;
  return part ? { node: part, scope } : null;
}

/** The parts of an expression that its value has in it. */
function expressionsIn(node: Node): readonly (Node | null)[] {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions;
    case 'BinaryExpression':
      return node.operator === '+' ? operands(node) : [];
    case 'ObjectExpression':
      return node.properties.map((property) => (property.type === 'Property' ? property : property.type === 'SpreadElement' ? property.argument : null));
    case 'Property':
      return [node.value];
    case 'ArrayExpression':
      return node.elements;
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'CallExpression':
      return FORMS.has(memberPath(node.callee).split('.').at(-1)!) ? [...(node.callee.type === 'MemberExpression' ? [node.callee.object] : []), ...node.arguments] : [];
    default:
      return [];
  }
}

function isKey(node: Node, scope: Scope): boolean {
  if (node.type === 'Property') return node.value.type !== 'Literal' && !node.computed && node.key.type === 'Identifier' && KEY.test(node.key.name);
  const name = nameOf(node);
  return name !== null && (KEY.test(name) || (OF_PAIR.test(name) && (scope.find('bs58') ?? scope.find('Keypair')) !== null));
}

function isLogin(node: Node): boolean | null {
  if (node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === 'headers') return null;
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && nameOf(node.callee) === 'getCredentials';
  return node.type === 'MemberExpression' && OF_REQUEST.test(memberPath(node));
}

/** `req.body.command`, `const { command } = req.body`, one of these or something else: as it is, and no part of a command. */
function isRequested(value: Node, scope: Scope): boolean {
  let node = value;
  while (node.type === 'LogicalExpression') node = withoutWrapping(node.left);
  if (node.type === 'MemberExpression') return OF_CALLER.test(memberPath(node.object));
  const sources = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  return sources.some(({ how, keys, node: given, scope: around }) => how === 'value' && (keys.length === 0 ? given.type === 'MemberExpression' && isRequested(given, around) : keys.length === 1 && OF_CALLER.test(memberPath(given))));
}

function isPassword(node: Node): boolean {
  return PASSWORD.test(nameOf(node) ?? '');
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed ? node.property.name : null;
}
