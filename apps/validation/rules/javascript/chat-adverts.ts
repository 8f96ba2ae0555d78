import { hostIn, namesStranger } from '../places.js';
import { nodesWithin } from './children.js';
import type { Everybody } from './everybody.js';
import { isMadeOf } from './made-of.js';
import type { Node } from './tree.js';
import { memberName } from './ways.js';
import type { WrittenNames } from './written-names.js';

/** Methods that write into a chat. */
const WRITES = /^(?:send|post|say|write|createMessage|reply)(?:Message|Embed|Text)?$/;
const CALLS_ALL = /@(?:everyone|here)\b/;
const ADDRESS = /https?:\/\/[^\s<>"'`)\]]{3,200}/g;
/** What tells whether a channel can be written into, and not which one it is; and those for what everybody is to hear. */
const KINDS = /^(?:type|isText\w*|isTextBased|viewable|sendable|writable|canSend\w*|canWrite\w*|permissions\w*|archived|has|includes)$/;
const NEWS = /news|announce/i;
/** Words by which members warn of a fraud. */
const WARNING = /^(?:(?:it'?s |is |a )?(?:scam\w*|fake|frauds?|fraudulent|phish\w*|ponzi|rug ?pull\w*|rugged|hacked|compromised|virus|malware|honeypot|beware|stolen|stole|steal\w*)|(?:do not|don'?t|never) (?:click|trust|deposit|open|connect|buy|join)\w*|not legit)$/i;
/** What takes a message or a voice from somebody. */
const SILENCES = /^(?:delete|remove|purge|timeout|mute|ban|kick|warn)(?:Message|Member|User|s)*$/;
const MOST_NODES = 500;
/** Words of one list or pattern, and UTF-16 units of it. */
const LEAST_WORDS = 2;
const LONGEST = 500;

/** Does every channel get the same text, which calls everybody and leads to an address that is written, or every member one that leads there? Nothing decides but whether somebody can be written to. */
export function advertises(node: Node, everybody: Everybody, names: WrittenNames, textOf: (node: Node) => string): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !WRITES.test(memberName(node.callee))) return false;
  const kind = everybody.kindOf(node.callee.object) ?? node.arguments.map((each) => everybody.kindOf(each)).find((each) => each !== null) ?? null;
  return kind !== null && isAdvert(node.arguments.flatMap((each) => [each, ...(each.type === 'Identifier' ? names.valuesOf(each) : [])]).map(textOf).join('\n'), kind === 'member') && everybody.isFree(node);
}

/** `isFor`: the text is for somebody whom it calls by itself. */
function isAdvert(text: string, isFor: boolean): boolean {
  return (isFor || CALLS_ALL.test(text)) && [...text.matchAll(ADDRESS)].some(([address]) => namesStranger(address) && hostIn(address) !== null);
}

/** `one.type === 'text'`; which one it is, or whether it is for news, is another question. */
export function asksForKind(test: Node, everybody: Everybody): boolean {
  const nodes = [...nodesWithin(test, MOST_NODES)];
  const isNews = nodes.some((node) => node.type === 'Literal' && typeof node.value === 'string' && NEWS.test(node.value));
  const members = nodes.flatMap((node) => (node.type === 'MemberExpression' && !(node.object.type === 'MemberExpression' && KINDS.test(memberName(node.object))) && everybody.kindOf(node.object) !== null ? [memberName(node)] : []));
  return !isNews && members.length > 0 && members.every((member) => KINDS.test(member));
}

/** `if (/scam|fake|fraud/i.test(content)) …delete…`: who warns of a fraud is silenced. Lists of words that are none of these are what people moderate by. */
export function silencesWarnings(node: Node, names: WrittenNames): boolean {
  if (node.type !== 'IfStatement') return false;
  const silences = [...nodesWithin(node.consequent, MOST_NODES)].some((call) => call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && SILENCES.test(memberName(call.callee)));
  return silences && asksForWarnings(node.test, names);
}

/** A list or a pattern of nothing but such words, also under a name or in a function. */
function asksForWarnings(test: Node, names: WrittenNames): boolean {
  if ([...nodesWithin(test, MOST_NODES)].some((node) => node.type === 'UnaryExpression' && node.operator === '!')) return false;
  return isMadeOf(test, names, (node) => {
    if (node.type === 'ArrayExpression') return areWarnings(node.elements.map((each) => (each ? (names.textOf(each) ?? '') : '')));
    return node.type === 'Literal' && 'regex' in node && areWarnings(alternativesIn(node.regex.pattern));
  });
}

function areWarnings(words: readonly string[]): boolean {
  return words.length >= LEAST_WORDS && words.every((word) => WARNING.test(word.trim()));
}

/** Of `\b(?:scam|don'?t click)\b`, the words. */
function alternativesIn(pattern: string): string[] {
  return pattern.slice(0, LONGEST).replace(/\\s[+*]?/g, ' ').replace(/\\[bB]|\(\?:|[()^$?+*]/g, '').split('|');
}
