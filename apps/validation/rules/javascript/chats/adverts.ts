import { strangersIn } from '../../facts/lures.js';
import { nodesWithin } from '../syntax/children.js';
import type { Everybody } from './everybody.js';
import { memberName } from '../syntax/expressions.js';
import { holdsFor } from '../conditions/made-of.js';
import type { Node, Of } from '../syntax/tree.js';
import type { WrittenNames } from '../names/written-names.js';

/** Methods that write into a chat. */
const WRITES = /^(?:send|post|say|write|createMessage|reply|sendDM|dm)(?:Message|Embed|Text)?$/;
const CALLS_ALL = /@(?:everyone|here)\b/;
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
  if (!writesText(node, names)) return false;
  const kind = everybody.kindOf(names.memberCalled(node)!.object) ?? node.arguments.map((each) => everybody.kindOf(each)).find((each) => each !== null) ?? null;
  if (kind === null) return false;
  const text = textGiven(node, names, textOf);
  return (kind === 'member' || callsEverybody(text)) && strangersIn(text).length > 0 && everybody.isFree(node);
}

/** Does a call write into a chat? */
export function writesText(node: Node, names: WrittenNames): node is Of<'CallExpression'> {
  return node.type === 'CallExpression' && WRITES.test(names.nameCalled(node));
}

/** The texts that a call is given, also by their names. */
export function textGiven({ arguments: given }: Of<'CallExpression'>, names: WrittenNames, textOf: (node: Node) => string): string {
  return given.flatMap((each) => [each, ...(each.type === 'Identifier' ? names.valuesOf(each) : [])]).map(textOf).join('\n');
}

export function callsEverybody(text: string): boolean {
  return CALLS_ALL.test(text);
}

/** `one.type === 'text'`; which one it is, or whether it is for news, is another question. */
export function asksForKind(test: Node, everybody: Everybody): boolean {
  const nodes = nodesWithin(test, MOST_NODES);
  const isNews = nodes.some((node) => node.type === 'Literal' && typeof node.value === 'string' && NEWS.test(node.value));
  const members = nodes.flatMap((node) => (node.type === 'MemberExpression' && !(node.object.type === 'MemberExpression' && KINDS.test(memberName(node.object))) && everybody.kindOf(node.object) !== null ? [memberName(node)] : []));
  return !isNews && members.length > 0 && members.every((member) => KINDS.test(member));
}

/** `if (/scam|fake|fraud/i.test(content)) await message.delete()`: who warns of a fraud is silenced, by a list or a pattern of nothing but such words, also under a name or in a function. Lists of other words are what people moderate by. */
export function silencesWarnings(node: Node, { ways }: Everybody, names: WrittenNames): boolean {
  if (node.type !== 'CallExpression' || !SILENCES.test(names.nameCalled(node))) return false;
  const isOfWarnings = (each: Node): boolean => {
    if (each.type === 'ArrayExpression') return areWarnings(each.elements.map((word) => (word ? (names.textOf(word) ?? '') : '')));
    return each.type === 'Literal' && 'regex' in each && areWarnings(alternativesIn(each.regex.pattern));
  };
  return ways.to(node).some(({ decisions }) => decisions.some(({ test, leaves }) => holdsFor(test, names, isOfWarnings, leaves)));
}

function areWarnings(words: readonly string[]): boolean {
  return words.length >= LEAST_WORDS && words.every((word) => WARNING.test(word.trim()));
}

/** Of `\b(?:scam|don'?t click)\b`, the words. */
function alternativesIn(pattern: string): string[] {
  return pattern.slice(0, LONGEST).replace(/\\s[+*]?/g, ' ').replace(/\\[bB]|\(\?:|[()^$?+*]/g, '').split('|');
}
