import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { onlySource, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Flow } from '../flows/flow-sets.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from '../syntax/scope.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Modules by which the host of a chat gives what somebody says or does there, and (`configured`) what whoever runs it chose or the extension kept. */
const GIVEN_BY_MODULE = new Map<string, Flow>([
  ...['message', 'event', 'author', 'member', 'user', 'interaction', 'keyword', 'command'].map((name) => [name, 'said'] as const),
  ['config', 'configured'],
  ['extension', 'configured'],
]);
/** Calls that give messages: of a channel, a page of them; of a server or of all that a bot sees, whatever there is. */
const PAGES = /^(?:(?:message\.)?channel\.fetchMessages|(?:\w+\.)*messages\.fetch)$/;
const EVERYTHING = /^(?:guild\.(?:fetchMessages|searchMessages)|bot\.fetchMessages)$/;
const GIVING = new Set(['fetchMessages', 'searchMessages', 'fetch']);
/** Where a page begins. */
const CURSORS = ['before', 'after'];
/** What gives people more than others have, or takes it from them. */
export const EMPOWERS: readonly string[] = ['addRole', 'setRoles', 'addPoints', 'setPoints', 'removePoints', 'ban', 'unban', 'kick'];
/** Of the host, what reaches a server. */
export const REQUESTS: ReadonlySet<string> = new Set(['request', 'get', 'post', 'put', 'patch', 'delete']);

/** Calls that give the webhooks of a channel or a server, with their keys. */
export const LIST_WEBHOOKS: readonly string[] = ['fetchWebhooks', 'getWebhooks', 'listWebhooks'];
/** Of the settings of an extension, what gives all of them or their names. */
const ALL_SETTINGS = new Set(['keys', 'all', 'getAll', 'entries', 'list', 'toObject', 'toJSON', 'dump']);

const DEEPEST = 4;
const MOST_NODES = 100;

/** What a module of the host gives by `require`. */
export function givenByModule(name: string | null): Flow | null {
  return GIVEN_BY_MODULE.get(name ?? '') ?? null;
}

/** Does a call give all messages of a channel, page by page, or those of a whole server? */
export function givesHistory(callee: Node, given: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  const path = pathInHost(callee, scope, resolver);
  if (path === null) return false;
  if (EVERYTHING.test(path)) return true;
  const options = given.map((each) => withoutWrapping(each)).find((each) => each.type === 'ObjectExpression');
  if (!PAGES.test(path) || options?.type !== 'ObjectExpression') return false;
  return CURSORS.some((name) => {
    const cursor = propertyOf(options, name);
    return cursor !== undefined && isOfPage(cursor, scope);
  });
}

/** `require('config').keys()` */
export function listsConfiguration(callee: Node, scope: Scope, resolver: Resolver): boolean {
  const name = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : null;
  return callee.type === 'MemberExpression' && name !== null && ALL_SETTINGS.has(name) && moduleOf(callee.object, scope, resolver) === 'config';
}

/** `channel.fetchMessages` of `require('channel').fetchMessages`, under whatever names; null where it cannot be one of those that give messages. */
function pathInHost(callee: Node, scope: Scope, resolver: Resolver): string | null {
  if (callee.type === 'MemberExpression') {
    const name = callee.property.type === 'Identifier' ? callee.property.name : null;
    if (name === null || callee.computed || !GIVING.has(name)) return null;
    const path = memberPath(callee);
    const module = moduleOf(callee.object, scope, resolver);
    return module === null ? path : `${module}.${name}`;
  }
  const source = callee.type === 'Identifier' ? onlySource(scope.find(callee.name)) : null;
  const [key, more] = source?.keys ?? [];
  const name = source && key && !more ? resolver.keyOf(key, source.scope) : null;
  const module = source && name !== null && GIVING.has(name) ? moduleOf(source.node, source.scope, resolver) : null;
  return module === null ? null : `${module}.${name}`;
}

function moduleOf(object: Node, scope: Scope, resolver: Resolver): string | null {
  return resolver.meaningsOf(withoutWrapping(object), scope).find((meaning) => meaning.startsWith('module:'))?.slice('module:'.length) ?? null;
}

/** Is something made of what another page answered? Then pages are asked for one after the other. */
function isOfPage(node: Node, scope: Scope, depth = 0, answers = new Answers()): boolean {
  return depth <= DEEPEST && !isCallable(node) && answers.ask(node, () => holdsPage(node, scope, depth, answers), depth);
}

function holdsPage(node: Node, scope: Scope, depth: number, answers: Answers): boolean {
  for (const inner of nodesWithin(node, MOST_NODES, (each) => !isCallable(each))) {
    if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && inner.callee.property.type === 'Identifier' && GIVING.has(inner.callee.property.name)) return true;
    if (inner.type === 'Identifier' && scope.find(inner.name)?.sources.some((source) => isOfPage(source.node, source.scope, depth + 1, answers))) return true;
  }
  return false;
}
