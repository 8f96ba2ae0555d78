import { onlySource, withoutWrapping } from './syntax/expressions.js';
import type { Flow } from './flows/flow-sets.js';
import type { Meaning } from './names/meaning.js';
import type { Scope } from './syntax/scope.js';
import type { Node } from './syntax/tree.js';

/**
 * What hosts offer their extensions, and what of it rules ask about, by the last two names of its path from the host object. One table
 * for all hosts: a method of a new one goes here. Which permission each needs is another question, that of the catalogues.
 */

/** What does the same as something that every engine or Node.js has, or starts a program (`host:`). */
const DOES = new Map<string, Meaning>([
  // Orchestra and Formula
  ['network.fetch', 'fetch'],
  ['network.openWebSocket', 'WebSocket'],
  // Orchestra
  ['network.request', 'fetch'],
  ['network.download', 'fetch'],
  ['system.exec', 'host:system.exec'],
  ['system.spawn', 'host:system.spawn'],
  ['terminal.send', 'host:terminal.send'],
  ['filesystem.read', 'module:fs.readFile'],
  ['filesystem.readText', 'module:fs.readFile'],
  ['filesystem.list', 'module:fs.readdir'],
  ['filesystem.readDirectory', 'module:fs.readdir'],
  ['filesystem.write', 'module:fs.writeFile'],
  ['filesystem.writeText', 'module:fs.writeFile'],
  ['filesystem.append', 'module:fs.appendFile'],
  ['filesystem.remove', 'module:fs.rm'],
  ['filesystem.rename', 'module:fs.rename'],
  ['filesystem.copy', 'module:fs.copyFile'],
]);

/** What is private in an answer, or in what a listener is told. */
const GIVES = new Map<string, Flow>([
  // Orchestra
  ['secrets.list', 'host secrets'],
  ['terminal.onData', 'terminal'],
  ['clipboard.onDidChange', 'copied'],
]);

/** Names behind which a member of one of the tables may stand: the last name → the names before it. */
const OWNERS = new Map<string, Set<string>>();
for (const path of [...DOES.keys(), ...GIVES.keys()]) {
  const [owner, name] = path.split('.') as [string, string];
  OWNERS.set(name, (OWNERS.get(name) ?? new Set<string>()).add(owner));
}
/** Names that stand for each other. */
const DEEPEST = 3;

/** The path of the member `name` of something, where a host may offer it: `network.fetch` for `net.fetch`, if `net` is `context.network`. */
function offered(object: Node, name: string, scope: Scope): string | null {
  const owners = OWNERS.get(name);
  const owner = owners ? lastName(object, scope) : null;
  return owner !== null && owners!.has(owner) ? `${owner}.${name}` : null;
}

function lastName(node: Node, scope: Scope, depth = 0): string | null {
  const inner = withoutWrapping(node);
  if (inner.type === 'MemberExpression') {
    const { property, computed } = inner;
    if (property.type === 'PrivateIdentifier' || (property.type === 'Identifier' && !computed)) return property.name;
    return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
  }
  if (inner.type !== 'Identifier') return null;
  const source = onlySource(scope.find(inner.name));
  if (!source || depth >= DEEPEST) return inner.name;
  const key = source.keys.at(-1)?.node;
  if (key) return key.type === 'Identifier' ? key.name : inner.name;
  const given = withoutWrapping(source.node);
  if (given.type === 'ObjectExpression' || given.type === 'NewExpression') return null;
  return given.type === 'MemberExpression' || given.type === 'Identifier' ? lastName(given, source.scope, depth + 1) : inner.name;
}

const NOTHING: readonly Meaning[] = [];
const MEANT = new Map([...DOES].map(([path, meaning]) => [path, [meaning] as const]));

/** What the member `name` of something means that only a host can have. */
export function offeredAs(object: Node, name: string, scope: Scope): readonly Meaning[] {
  const path = offered(object, name, scope);
  return path === null ? NOTHING : (MEANT.get(path) ?? NOTHING);
}

/** What is private in what a host answers to this call, or tells whoever listens by it. */
export function givenByHost(callee: Node, scope: Scope): Flow | null {
  const member = memberOf(withoutWrapping(callee), scope);
  const path = member ? offered(member.object, member.name, member.scope) : null;
  return path === null ? null : (GIVES.get(path) ?? null);
}

/** `object.name`, also where it was taken out of the object: `const { name } = object`. */
function memberOf(node: Node, scope: Scope): { object: Node; name: string; scope: Scope } | null {
  if (node.type === 'MemberExpression') return node.property.type === 'Identifier' && !node.computed ? { object: node.object, name: node.property.name, scope } : null;
  const source = node.type === 'Identifier' ? onlySource(scope.find(node.name)) : null;
  const [key, more] = source?.how === 'value' ? source.keys : [];
  return source && key && !more && !key.computed && key.node.type === 'Identifier' ? { object: source.node, name: key.node.name, scope: source.scope } : null;
}
