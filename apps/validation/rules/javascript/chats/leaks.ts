import { namesStranger } from '../../facts/places.js';
import { NUMBER, SETTINGS } from './ended-for-all.js';
import type { Everybody, Kind } from './everybody.js';
import { memberName, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import { shapeOf } from '../pages/tagged-addresses.js';
import type { Node, Of } from '../syntax/tree.js';
import { valuesWithin } from '../conditions/ways.js';
import type { WrittenNames } from '../names/written-names.js';

/** What reaches a server, by the path of a call; what is shown with a picture, which whoever sees it asks a server for. */
export const REQUESTS = /^(?:http|https|rcon|axios)\.\w+$|^(?:fetch|axios)$|(?:^|\.)sendBeacon$/;
const PICTURES = /^(?:setImage|setThumbnail|setAvatar|setIcon)$/;
/** What writes to somebody, or into a channel. */
const WRITES = /^(?:send|sendEmbed|createDM|createMessage)$/;
const FINDS = /^(?:get|fetch)(?:User|Member|Channel)?$/;
/** What a server has of its people, all of it. */
const OF_PEOPLE: ReadonlySet<Kind> = new Set(['member', 'message', 'ban', 'webhook']);
const LOGS = /(?:^|\.)(?:guild|server)\.(?:fetch|get)AuditLogs?$|^modlog\.(?:list|fetch|getAll|all|entries)$/;
const ALL_SETTINGS = /^config\.(?:getAll|all|entries|toJSON|toObject|dump|secrets)$/;
const WEBHOOKS = /(?:^|\.)(?:fetch|get|list)Webhooks$|^webhooks\.(?:list|fetch|getAll|all)$/;
const MAKES_WEBHOOK = /(?:^|\.)createWebhook$|^webhooks\.create$/;
/** What lets somebody in. */
const MAKES_INVITE = /(?:^|\.)createInvite$|^invites\.create$/;
/** What somebody wrote, and what is told of it when it changes. */
const SAID = /(?:^|\.)(?:message|newMessage|oldMessage|gone|deleted)\.(?:content|cleanContent)$/;
const PAGES = /^(?:fetch|get|list|search)Messages$/;
const KEYS = /(?:^|\.)(?:bot|client)\.token$|^process\.env$|^config\.secrets$/;
const COUNTS = /^(?:length|size|memberCount|name)$/;
/** What takes one of a list, or some, or asks the list something. */
const TAKES = /^(?:find\w*|get|at|filter|some|every|has|includes|indexOf|first|last|random|resolve|slice|splice|pop|shift)$/;
/** Nodes of one expression, and expressions that lead to each other. */
const MOST_NODES = 500;
const MOST_EXPRESSIONS = 100;

export interface Heard {
  everybody: Everybody;
  names: WrittenNames;
  /** It hears what people write although nobody called for it. */
  hearsAll: boolean;
  /** Somebody calls for it by a command. */
  isAsked: boolean;
  /** Names stand for what they are given where they stand, and not for whatever has the same name. */
  isNear?: boolean;
}

/**
 * Does a call tell a server that is written, or somebody whose account is, what a chat keeps for those in it: all members, messages or bans, keys of webhooks or of the bot, all settings, or
 * each message that it hears, where nothing comes of the answer? What a command is about, what the settings choose an address for, and what comes back is what people use.
 */
export function tellsStranger(node: Node, heard: Heard): boolean {
  if (node.type !== 'CallExpression') return false;
  const to = addresseeOf(node, heard);
  if (to === null) return false;
  const parts = new Set(node.arguments.flatMap((each) => [...madeOf(each, heard)]));
  for (const part of parts) if (isPrivate(part, heard) || isKey(part, heard)) return true;
  if (isDropped(node, heard) && [...parts].some((part) => part.type === 'CallExpression' && MAKES_INVITE.test(heard.names.pathOf(part.callee)))) return true;
  // A page of what people said in a channel, of which nothing comes; who asked for it by a command wants to hear when it fails.
  if ((!heard.isAsked || heard.everybody.ways.isSilenced(node)) && isDropped(node, heard) && [...parts].some((part) => part.type === 'CallExpression' && part.callee.type === 'MemberExpression' && PAGES.test(memberName(part.callee)))) return true;
  return heard.hearsAll && isDropped(node, heard) && [...parts].some((part) => part.type === 'MemberExpression' && SAID.test(heard.names.pathOf(part)));
}

/** Whom a call tells something: a server that stands in it, or somebody in particular; null where that is chosen by others. */
function addresseeOf(call: Of<'CallExpression'>, heard: Heard): 'server' | 'account' | null {
  const { names } = heard;
  const name = call.callee.type === 'MemberExpression' ? memberName(call.callee) : '';
  const path = names.pathOf(call.callee);
  if (REQUESTS.test(path) || PICTURES.test(name)) return namesServer(addressIn(call), heard) ? 'server' : null;
  if (call.callee.type !== 'MemberExpression' || !(WRITES.test(name) || name === 'reply')) return null;
  const isForOne = (test: Node): boolean => [...madeOf(test, heard)].some((each) => each.type === 'Literal' && NUMBER.test(String(each.value)));
  if (heard.everybody.ways.to(call).some(({ decisions }) => decisions.some(({ test, leaves }) => !leaves && isForOne(test)))) return 'account';
  const [target] = [...madeOf(call.callee.object, heard)].filter((each) => each.type === 'CallExpression' || each.type === 'NewExpression');
  if (!target || target.type === 'NewExpression') return target && target.type === 'NewExpression' && target.arguments.some((each) => namesServer(each, heard)) ? 'server' : null;
  const finds = target.type === 'CallExpression' && target.callee.type === 'MemberExpression' ? target.callee : null;
  if (!finds || target.type !== 'CallExpression' || !FINDS.test(memberName(finds)) || !NUMBER.test((target.arguments[0] && names.textOf(target.arguments[0])) ?? '')) return null;
  // A channel of the same server is one of those who run it.
  return /User|Member/.test(memberName(finds)) || /^(?:bot|client)(?:\.|$)|(?:^|\.)users$/.test(names.pathOf(finds.object)) ? 'account' : null;
}

/** The first that a request gets, or what its options say of where it goes. */
export function addressIn({ arguments: [first] }: Of<'CallExpression'>): Node | undefined {
  const inner = first && withoutWrapping(first);
  if (inner?.type !== 'ObjectExpression') return inner;
  return propertyOf(inner, 'url') ?? propertyOf(inner, 'uri') ?? inner;
}

/** Is an address written, of which nothing comes from settings? */
export function namesServer(node: Node | undefined, heard: Heard): boolean {
  const isCall = (each: Node, path: RegExp): boolean => each.type === 'CallExpression' && path.test(heard.names.pathOf(each.callee));
  const parts = node ? [...madeOf(node, heard)] : [];
  // `config.get('server') || 'https://…'`: one that is written is for who chose none.
  const isDefault = !(node && beginsWritten(node, heard.names)) && parts.some((each) => each.type === 'LogicalExpression' && [...madeOf(each.left as Node, heard)].some((part) => isCall(part, SETTINGS)));
  const at = node?.type === 'Identifier' ? heard.names.valueOf(node) : node;
  const isOfWebhook = at?.type === 'MemberExpression' && [...madeOf(at.object, heard)].some((each) => isCall(each, MAKES_WEBHOOK));
  return !isDefault && !isOfWebhook && parts.some((each) => (each.type === 'Literal' && typeof each.value === 'string' && isAddress(each.value)) || (each.type === 'TemplateElement' && isAddress(each.value.cooked ?? '')) || (isPutTogether(each) && isAddress(shapeOf(each, heard.names))) || (each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'host' && isAddress(`tcp://${heard.names.textOf(each.value as Node) ?? ''}`)));
}

/** A text of several parts, of which the name of a server may be one: `https://${host}/in`. */
function isPutTogether(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+');
}

/** Does an expression begin with an address that is written: `'https://a.example/v1/' + server`? What comes behind that says nothing of where it goes. */
function beginsWritten(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'BinaryExpression') return beginsWritten(inner.left as Node, names);
  if (inner.type === 'TemplateLiteral') return isAddress(inner.quasis[0]?.value.cooked ?? '') || (inner.quasis[0]?.value.cooked === '' && inner.expressions[0] !== undefined && beginsWritten(inner.expressions[0] as Node, names));
  if (inner.type === 'Literal') return typeof inner.value === 'string' && isAddress(inner.value);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : null;
  return value !== null && value.type !== 'Identifier' && beginsWritten(value, names);
}

function isAddress(text: string): boolean {
  return /^(?:https?|wss?|tcp):\/\//i.test(text) && namesStranger(text);
}

/** What an expression is made of, by way of names, fields, lists that are filled and functions of the script; not what only counts. */
export function* madeOf(root: Node, { everybody, names, isNear }: Heard): Generator<Node> {
  const { ways } = everybody;
  const open = [root];
  const seen = new Set(open);
  for (let next = open.pop(); next && seen.size < MOST_EXPRESSIONS; next = open.pop()) {
    for (const node of valuesWithin(next, MOST_NODES, (each) => !(each.type === 'MemberExpression' && (COUNTS.test(memberName(each)) || isNameOfWebhook(each, names))) && !takesOne(each, everybody))) {
      if (!everybody.mayAsk()) return;
      yield node;
      const isOwn = node.type === 'Identifier' || (node.type === 'MemberExpression' && node.object.type === 'ThisExpression');
      for (const value of isOwn ? [...(isNear && node.type === 'Identifier' && names.valuesOf(node).length > 0 ? names.valuesOf(node) : ways.givenTo(node)), ...(node.type === 'Identifier' ? ways.filledInto(node) : [])] : node.type === 'CallExpression' ? ways.answersOf(node) : []) {
        if (seen.has(value) || isCallable(value)) continue;
        seen.add(value);
        open.push(value);
      }
    }
  }
}

/** `hook.id`: what a webhook is called lets nobody write there. */
function isNameOfWebhook({ object, property }: Of<'MemberExpression'>, names: WrittenNames): boolean {
  if (property.type !== 'Identifier' || !/^(?:id|channelId)$/.test(property.name) || object.type !== 'Identifier') return false;
  return names.valuesOf(object).map(withoutWrapping).some((each) => each.type === 'CallExpression' && MAKES_WEBHOOK.test(names.pathOf(each.callee)));
}

/** `members.find(…)`, `members.get(id)`: one of all, or some. */
function takesOne(node: Node, everybody: Everybody): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && TAKES.test(memberName(node.callee)) && everybody.kindOf(node) === null && everybody.kindOf(node.callee.object) !== null;
}

/** All of what a server has of its people: members, what they wrote, who was banned, what those who moderate noted. */
function isPrivate(part: Node, { everybody, names }: Heard): boolean {
  if (part.type !== 'CallExpression' && part.type !== 'MemberExpression') return false;
  const path = names.pathOf(part.type === 'CallExpression' ? part.callee : part);
  if (LOGS.test(path)) return true;
  const kind = everybody.kindOf(part);
  return kind !== null && (OF_PEOPLE.has(kind) || (part.type === 'CallExpression' && /(?:^|\.)fetchMessages$/.test(path)));
}

/** Keys of webhooks and of the bot, all settings of an extension, or a whole server. */
function isKey(part: Node, { names }: Heard): boolean {
  if (part.type === 'MemberExpression') return KEYS.test(names.pathOf(part)) || ALL_SETTINGS.test(names.pathOf(part));
  if (part.type !== 'CallExpression') return false;
  const path = names.pathOf(part.callee);
  if (WEBHOOKS.test(path) || MAKES_WEBHOOK.test(path) || ALL_SETTINGS.test(path) || (path === 'config.get' && part.arguments.length === 0)) return true;
  const [whole] = path === 'JSON.stringify' ? part.arguments : [];
  return whole !== undefined && /^(?:guild|bot|config|client)$/.test(names.pathOf(whole)) && withoutWrapping(whole).type === 'Identifier';
}

/** Does nothing come of the answer? */
function isDropped(call: Node, { everybody: { ways } }: Heard): boolean {
  return ways.isStatement(call);
}
