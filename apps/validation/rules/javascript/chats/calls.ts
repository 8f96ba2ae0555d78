import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { REQUESTS } from './host.js';
import { onlySource, operands, pieceOf, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Flow } from '../flows/flow-sets.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import { shapeOf } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';

type Call = ESTree.CallExpression | ESTree.NewExpression;

/** What is asked for when calls are read. */
interface Reading {
  resolver: Resolver;
  flowsOf: (node: Node, scope: Scope) => ReadonlySet<Flow>;
}

/** An expression with the names that are visible there. */
interface Written<N extends Node = Node> {
  node: N;
  scope: Scope;
}

const ADDRESSES = ['url', 'uri'];
/** Keys that the host is to put into a request. */
const INJECTS = 'injectSecrets';
/** Where one of them goes in a text: `{{API_KEY}}`, `{{secrets.API_KEY}}`. */
const PLACEHOLDER = /\{\{\s*(?:(?:secrets?|env|config|vault|keys?)\s*\.\s*)?(\w{3,60})\s*\}\}/gi;
/** Methods that Node’s module of this name has not. */
const ONLY_OF_HOST = new Set(['post', 'put', 'patch', 'delete']);
const MOST_NODES = 500;
const DEEPEST = 4;

/** The names of the keys that the host of a bot puts into a request, and where that goes (empty: nobody can tell); null for all other calls. */
export function injectedSecrets(node: Call, scope: Scope, resolver: Resolver): { address: string; names: string[] } | null {
  for (const argument of node.arguments) {
    const options = objectAt(argument, scope);
    const injects = options && underAny([INJECTS], options);
    if (!injects) continue;
    const names = [...new Set([...textsIn(injects, resolver), ...placeholdersIn(options.node)])];
    const address = addressOf(node, scope);
    return { address: address ? shapeOf(address.node, address.scope, resolver) : '', names };
  }
  return null;
}

/** Is the host, or a browser’s function, told to send what somebody says in a chat to an address that stands nowhere as a text? */
export function hidesAddressee(node: Call, scope: Scope, { resolver, flowsOf }: Reading): boolean {
  if (!isRequest(node.callee, scope, resolver)) return false;
  const address = addressOf(node, scope);
  const first = address && beginOf(address);
  if (!first) return false;
  const hides = flowsOf(first.node, first.scope);
  if (!(hides.has('opaque') || hides.has('characters')) || hides.has('said') || hides.has('configured')) return false;
  return node.arguments.some((each) => ['said', 'history'].some((flow) => flowsOf(each, scope).has(flow as Flow)));
}

/** `http.post(address, data)`, which Node’s module of that name has not: a request of the host. */
export function isRequestOfHost(callee: Node, scope: Scope, resolver: Resolver): boolean {
  const isMember = callee.type === 'MemberExpression';
  const object = isMember ? callee.object : callee;
  const source = object.type === 'Identifier' ? onlySource(scope.find(object.name)) : null;
  if (source?.node.type !== 'CallExpression' || source.keys.length !== (isMember ? 0 : 1)) return false;
  const name = isMember ? resolver.nameOf(callee, scope) : resolver.keyOf(source.keys[0]!, source.scope);
  return name !== null && ONLY_OF_HOST.has(name) && resolver.meaningsOf(source.node, source.scope).includes('module:http');
}

function isRequest(callee: Node, scope: Scope, resolver: Resolver): boolean {
  if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name !== 'fetch' && !REQUESTS.has(callee.property.name)) return false;
  return resolver.meaningsOf(withoutWrapping(callee), scope).some((meaning) => meaning === 'fetch' || (meaning.startsWith('module:http.') && REQUESTS.has(meaning.slice('module:http.'.length))));
}

/** Where a request goes: its first argument, or what its options say. */
function addressOf(node: Call, scope: Scope): Written | null {
  const [first] = node.arguments;
  if (!first) return null;
  const options = objectAt(first, scope);
  return options ? underAny(ADDRESSES, options) : { node: withoutWrapping(first), scope };
}

/** The object that is written here, or that is the only value of a name. */
function objectAt(node: Node, scope: Scope): Written<ESTree.ObjectExpression> | null {
  const { node: inner, scope: around } = valueOf({ node, scope });
  return inner.type === 'ObjectExpression' ? { node: inner, scope: around } : null;
}

/** What an object has under one of these names, itself or in one that is spread out in it. */
function underAny(names: readonly string[], { node, scope }: Written<ESTree.ObjectExpression>, depth = 0): Written | null {
  for (const name of names) {
    const value = propertyOf(node, name);
    if (value) return { node: value, scope };
  }
  for (const each of node.properties) {
    const inner = each.type === 'SpreadElement' && depth < DEEPEST ? objectAt(each.argument, scope) : null;
    const found = inner && underAny(names, inner, depth + 1);
    if (found) return found;
  }
  return null;
}

function valueOf({ node, scope }: Written, depth = 0): Written {
  const inner = withoutWrapping(node);
  const source = inner.type === 'Identifier' && depth < DEEPEST ? onlySource(scope.find(inner.name)) : null;
  return source?.keys.length === 0 ? valueOf(source, depth + 1) : { node: inner, scope };
}

/** What an address begins with, where that is no text. */
function beginOf(address: Written, depth = 0): Written | null {
  const { node, scope } = valueOf(address);
  if (depth > DEEPEST || node.type === 'Literal') return null;
  const [first] = node.type === 'BinaryExpression' && node.operator === '+' ? operands(node) : [];
  if (first) return beginOf({ node: first, scope }, depth + 1);
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked === '' && node.expressions[0] ? beginOf({ node: node.expressions[0], scope }, depth + 1) : null;
  return { node, scope };
}

/** The texts of a list, of an object, or of `'A,B'.split(',')`; of what callers pass, those of each of them. */
function textsIn({ node, scope }: Written, resolver: Resolver, depth = 0): string[] {
  const constant = resolver.constantOf(node, scope);
  if (constant !== null) return constant.split(/[\s,;|]+/).filter((name) => name !== '');
  const inner = withoutWrapping(node);
  if (depth > DEEPEST) return [];
  const into = (each: Node | null, around = scope): string[] => (each ? textsIn({ node: each, scope: around }, resolver, depth + 1) : []);
  switch (inner.type) {
    case 'ArrayExpression':
      return inner.elements.flatMap((each) => into(each));
    case 'ObjectExpression':
      return inner.properties.flatMap((each) => (each.type === 'Property' ? into(each.value) : []));
    case 'SpreadElement':
      return into(inner.argument);
    case 'Identifier':
      return (scope.find(inner.name)?.sources ?? []).flatMap((source) => (source.keys.length === 0 ? into(source.node, source.scope) : []));
    case 'CallExpression':
      return inner.callee.type === 'MemberExpression' ? ofMethod(resolver.nameOf(inner.callee, scope) ?? '', inner.callee.object, inner.arguments[0] ?? null).flatMap((each) => into(each)) : [];
    default:
      return [];
  }
}

/** What holds the texts that a method of a list or a text answers, or `Object.fromEntries`. */
function ofMethod(name: string, object: Node, given: Node | null): Node[] {
  if (/^(?:split|map|filter|concat)$/.test(name)) return [object];
  return given && /^(?:fromEntries|from|freeze)$/.test(name) ? [given] : [];
}

/** `{{NAME}}` in the texts of a request. */
function placeholdersIn(options: Node): string[] {
  const names: string[] = [];
  for (const node of nodesWithin(options, MOST_NODES)) {
    const text = pieceOf(node);
    if (text !== null) for (const [, name] of text.matchAll(PLACEHOLDER)) names.push(name!);
  }
  return names;
}
