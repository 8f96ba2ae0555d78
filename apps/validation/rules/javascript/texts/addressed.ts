import type { ESTree } from 'meriyah';
import { hostIn } from '../../facts/places.js';
import { onlySource, propertyOf, withoutWrapping, writtenAt } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Binding, Scope } from '../syntax/scope.js';
import { shapeOf } from '../syntax/shape.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';

const HOSTS = ['hostname', 'host'];
const ADDRESSES = ['url', 'uri'];
/** The address of what listens under a path of this computer (a socket of Unix, a pipe of Windows). */
export const LOCAL_SOCKET = 'unix:';
const PLACES = [...HOSTS, ...ADDRESSES, 'port'];

/** Where a request goes with these options, as they are written or by their only name: `{ hostname: 'a.example' }` and `{ url: 'https://a.example' }`. Empty where they do not say. */
export function addressedBy(options: Node, scope: Scope, resolver: Resolver): { address?: string } {
  const inner = withoutWrapping(options);
  const listed = inner.type === 'Identifier' ? (oneOfList(scope.find(inner.name)) ?? oneOfCalls(scope.find(inner.name))) : null;
  if (listed) return { address: shapeOf(listed.node, listed.scope, resolver) };
  const source = inner.type === 'Identifier' ? onlySource(scope.find(inner.name)) : { node: inner, scope, keys: [] };
  if (!source || source.keys.length > 0) return {};
  const written = withoutWrapping(source.node);
  if (written.type === 'NewExpression') return isAddress(written.callee) && written.arguments[0] ? { address: shapeOf(written.arguments[0], source.scope, resolver) } : {};
  if (written.type !== 'ObjectExpression') return {};
  if (isLocalSocket(written)) return { address: LOCAL_SOCKET };
  const host = textUnder(HOSTS, written, { scope: source.scope, resolver });
  const address = host === null ? textUnder(ADDRESSES, written, { scope: source.scope, resolver }) : `tcp://${host}`;
  return address === null ? {} : { address };
}

const VISITS = /(?:^|\.)(?:map|forEach|flatMap|some|every|find)$/;

/** Of a name that is each of a list of texts, one after the other (`for (const each of MIRRORS)`, `MIRRORS.map((each) => …)`), the first of them. */
function oneOfList(binding: Binding | null): Part | null {
  const [only, more] = binding?.sources ?? [];
  if (!only || more || only.how !== 'callback' || only.keys.length > 0) return null;
  const given = withoutWrapping(only.node);
  const list = given.type === 'CallExpression' && given.callee.type === 'MemberExpression' && VISITS.test(memberPath(given.callee)) ? given.callee.object : given;
  const written = writtenAt(list, only.scope);
  const first = written.node.type === 'ArrayExpression' ? written.node.elements[0] : null;
  return first?.type === 'Literal' && typeof first.value === 'string' ? { node: first, scope: written.scope } : null;
}

/** Of a parameter that every call of this script gives an address which is written there, all of the same server, the first of them. */
function oneOfCalls(binding: Binding | null): Part | null {
  const sources = binding?.sources ?? [];
  const hosts = new Set(sources.map(({ how, keys, node }) => (how === 'passed' && keys.length === 0 && node.type === 'Literal' && typeof node.value === 'string' ? (hostIn(node.value)?.host ?? null) : null)));
  return sources[0] && hosts.size === 1 && !hosts.has(null) ? { node: sources[0].node, scope: sources[0].scope } : null;
}

/** The call that gave what a name is, or that stands here. */
export function openerOf(request: Node, scope: Scope, stored: StoredValues): { call: ESTree.CallExpression | ESTree.NewExpression; scope: Scope } | null {
  const target = withoutWrapping(request);
  const source = target.type === 'Identifier' ? onlySource(scope.find(target.name)) : (fieldOf(target, stored) ?? { node: target, scope });
  let node = source ? withoutWrapping(source.node) : null;
  // What listeners are added to is given back.
  while (node?.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /(?:^|\.)(?:on|once|addListener|setTimeout|setNoDelay|setKeepAlive)$/.test(memberPath(node.callee))) node = withoutWrapping(node.callee.object);
  return source && (node?.type === 'CallExpression' || node?.type === 'NewExpression') ? { call: node, scope: source.scope } : null;
}

/** `net.connect({ path })`: with nothing that says another computer. */
function isLocalSocket(options: ESTree.ObjectExpression): boolean {
  const isPlain = options.properties.every((each) => each.type === 'Property' && !each.computed && each.key.type === 'Identifier' && !PLACES.includes(each.key.name));
  return isPlain && propertyOf(options, 'path') !== undefined;
}

/** Of `this.socket`, the only call that it is given. */
function fieldOf(target: Node, stored: StoredValues): Part | null {
  if (target.type !== 'MemberExpression' || target.object.type !== 'ThisExpression' || (target.property.type !== 'Identifier' && target.property.type !== 'PrivateIdentifier')) return null;
  const [only, more] = stored.field(target.property.name).filter(({ isWhole, source }) => isWhole && ['CallExpression', 'NewExpression'].includes(withoutWrapping(source.node).type));
  return only && !more ? only.source : null;
}

function isAddress(callee: Node): boolean {
  return callee.type === 'Identifier' && callee.name === 'URL';
}

function textUnder(names: readonly string[], object: Parameters<typeof propertyOf>[0], { scope, resolver }: { scope: Scope; resolver: Resolver }): string | null {
  for (const name of names) {
    const value = propertyOf(object, name);
    if (value) return shapeOf(value, scope, resolver);
  }
  return null;
}
