import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

type Call = ESTree.CallExpression | ESTree.NewExpression;

/** How somebody is told something in a chat. */
const TELLS = new Set(['send', 'reply', 'followUp', 'editReply', 'sendMessage', 'createMessage']);
/** The key of a bot, by the names that bots are given. */
const OWN_KEY = /(?:^|\.)(?:client|bot|discordClient)\.token$/i;
/** Of what is told, where texts that people read stand. */
const TEXTS = new Set(['content', 'embeds', 'description', 'text', 'files', 'value', 'fields']);
/** Who wrote a message. */
export const PERSON = /(?:^|\.)(?:author|user|from|sender|member|owner)\.(?:id|username|tag)$/i;
/** Nodes of one argument that are looked at. */
const MOST_NODES = 500;

/**
 * What a bot does that no owner wants it to: its own key in a text that it tells somebody (`told token`), a channel whose key is
 * decoded first (`decoded channel`), and somebody who is only known by a hash (`hashed person`). Null for all others.
 */
export function oddOfBot(node: Call, method: string | null, isDecoded: (node: Node) => boolean): string | null {
  if (method !== null && TELLS.has(method) && node.arguments.some(holdsOwnKey)) return 'told token';
  if (method === 'digest' && hashesPerson(node.callee)) return 'hashed person';
  return node.type === 'NewExpression' && memberPath(node.callee).endsWith('WebhookClient') && node.arguments.some(isDecoded) ? 'decoded channel' : null;
}

/** In a text that is put together, or under the name of one: a protocol has it in JSON, and a header has it in an object. */
function holdsOwnKey(argument: Node): boolean {
  const inner = withoutWrapping(argument);
  if (inner.type === 'TemplateLiteral' || inner.type === 'BinaryExpression') return mentionsKey(inner);
  if (inner.type === 'MemberExpression') return OWN_KEY.test(memberPath(inner));
  return inner.type === 'ObjectExpression' && inner.properties.some((each) => each.type === 'Property' && !each.computed && each.key.type === 'Identifier' && TEXTS.has(each.key.name) && mentionsKey(each.value));
}

function mentionsKey(root: Node): boolean {
  for (const node of nodesWithin(root, MOST_NODES, (each) => !isCallable(each))) if (node.type === 'MemberExpression' && OWN_KEY.test(memberPath(node))) return true;
  return false;
}

/** `createHash('sha256').update(message.author.id).digest` */
function hashesPerson(callee: Node): boolean {
  const update = callee.type === 'MemberExpression' ? withoutWrapping(callee.object) : null;
  if (update?.type !== 'CallExpression' || update.callee.type !== 'MemberExpression' || update.callee.property.type !== 'Identifier' || update.callee.property.name !== 'update') return false;
  const made = withoutWrapping(update.callee.object);
  const [person] = update.arguments;
  const hashed = person?.type === 'CallExpression' && person.callee.type === 'Identifier' ? person.arguments[0] : person;
  return made.type === 'CallExpression' && /(?:^|\.)createHash$/.test(memberPath(made.callee)) && hashed !== undefined && PERSON.test(memberPath(withoutWrapping(hashed)));
}
