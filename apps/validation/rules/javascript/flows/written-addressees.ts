import type { ESTree } from 'meriyah';
import { withoutWrapping, writtenAt } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Under which names options of a mail or a message say who gets it. */
const ADDRESSEES: ReadonlySet<string> = new Set(['to', 'channel', 'channelId', 'chat_id', 'chatId']);
/** An address of mail, the number or the name of a chat, a channel of a workspace. */
const WRITTEN = /^(?:[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}|-?\d{5,20}|[@#][\w-]{3,40}|[CDGU][A-Z\d]{7,12})$/;
/** The number of a channel or an account, by which a client finds it. */
const NUMBER = /^\d{17,20}$/;
const FINDS: ReadonlySet<string> = new Set(['get', 'fetch']);
const TELLS: ReadonlySet<string> = new Set(['send', 'reply', 'createMessage']);

/** The first says who gets it. */
const CHATS: ReadonlySet<string> = new Set(['sendMessage', 'sendDocument', 'sendPhoto']);

/** What a call tells somebody who is written there: `mails.send({ to: 'somebody@…', text })`, `(await client.channels.fetch('1234…')).send(text)`. */
export function toldToWritten({ callee, arguments: given }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, resolver: Resolver): readonly Node[] {
  const [addressee, ...told] = given;
  if (addressee && CHATS.has(nameOf(callee)) && isNumber(addressee, scope)) return told;
  const isFound = callee.type === 'MemberExpression' && TELLS.has(nameOf(callee)) && isFoundByNumber(callee.object, scope, resolver);
  return isFound ? given : given.filter((each) => each.type === 'ObjectExpression' && each.properties.some((option) => option.type === 'Property' && !option.computed && option.key.type === 'Identifier' && ADDRESSEES.has(option.key.name) && WRITTEN.test(resolver.constantOf(option.value, scope) ?? '')));
}

/** `-1001234567890`, also under a name; as a text it is told elsewhere. */
function isNumber(node: Node, scope: Scope): boolean {
  const written = writtenAt(node, scope).node;
  const number = written.type === 'UnaryExpression' && written.operator === '-' ? written.argument : written;
  return number.type === 'Literal' && typeof number.value === 'number' && WRITTEN.test(String(number.value));
}

function isFoundByNumber(object: Node, scope: Scope, resolver: Resolver): boolean {
  const { node, scope: around } = writtenAt(object, scope);
  if (node.type !== 'CallExpression' || !FINDS.has(nameOf(withoutWrapping(node.callee)))) return false;
  return node.arguments[0] !== undefined && NUMBER.test(resolver.constantOf(node.arguments[0], around) ?? '');
}

function nameOf(callee: Node): string {
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : '';
}
