import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { pieceOf } from '../syntax/expressions.js';
import { isMadeOf } from '../conditions/made-of.js';
import { memberPath } from '../syntax/member-paths.js';
import { lastName } from '../flows/taken-names.js';
import type { Node, Of } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** What sends a message by a library for chats, mails and short messages. */
const SENDS = /^(?:send|sendMessage|sendMail|postMessage|reply|create|createDM|sendText|sendEmail)$/;
/** Whom an account knows: what lists them, and where they are kept. */
const KNOWN = /^(?:getChats|getContacts|getAllContacts|groupFetchAllParticipating|members|guilds|conversations|friends|participants|dialogs|getDialogs|users|contacts|channels|chats|list)$/;
const OF_CONTACTS = /contacts|address[ -]?book|addressbook/i;
const LINK = /https?:\/\/[\w.-]{3,}/i;
/** What makes whoever uses the library follow something that is written here. */
const FOLLOWS = /^(?:newsletterFollow|groupAcceptInvite|newsletterReactMessage|joinChannel|followUser|acceptInvite)$/;
const MOST_NODES = 1_000;

/**
 * A text with a link that is written here goes to everybody whom an account knows, one after the other, or the account is made to follow what is written here. Who
 * sends for others gets the text and the list from them.
 */
export function sendsToAll(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const hasLink = nodes.some(isLink);
  for (const node of nodes) {
    if (node.type === 'CallExpression' && FOLLOWS.test(lastName(node.callee) ?? '') && node.arguments[0] && (names.textOf(node.arguments[0]) ?? '') !== '') return node;
    const [list, body] = node.type === 'ForOfStatement' ? [node.right as Node, node.body as Node] : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /^(?:forEach|map|reduce)$/.test(lastName(node.callee) ?? '') ? [node.callee.object as Node, node.arguments[0] as Node | undefined] : [null, undefined];
    if (!list || !body || !isMadeOf(list, names, isKnown)) continue;
    for (const each of nodesWithin(body, MOST_NODES)) if (each.type === 'CallExpression' && sendsLink(each, names, hasLink)) return each;
  }
  return null;
}

function isKnown(node: Node): boolean {
  if (node.type === 'CallExpression') return KNOWN.test(lastName(node.callee) ?? '') || /(?:conversations|users|messages|members)\.(?:list|fetch)$/.test(memberPath(node.callee));
  if (node.type === 'MemberExpression') return /(?:^|\.)(?:guilds|members|channels|users|chats|contacts)\.cache$/.test(memberPath(node));
  return node.type === 'Literal' && typeof node.value === 'string' && OF_CONTACTS.test(node.value);
}

/** With a link that is written, or a member of the script's own where one is written in it. */
function sendsLink(call: Of<'CallExpression'>, names: WrittenNames, hasLink: boolean): boolean {
  const isOwn = (node: Node): boolean => hasLink && node.type === 'MemberExpression' && node.object.type === 'ThisExpression';
  return SENDS.test(lastName(call.callee) ?? '') && call.arguments.some((each) => isMadeOf(each as Node, names, (one) => isLink(one) || isOwn(one)));
}

function isLink(node: Node): boolean {
  return LINK.test(pieceOf(node) ?? '');
}
