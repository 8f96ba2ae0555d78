import { memberName, withoutWrapping } from '../syntax/expressions.js';
import { nodesWithin } from '../syntax/children.js';
import { isChance, isDay } from '../conditions/dated-ends.js';
import { isMadeOf } from '../conditions/made-of.js';
import type { Everybody, Kind } from './everybody.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Node, Of } from '../syntax/tree.js';
import type { Way } from '../conditions/ways.js';
import type { WrittenNames } from '../names/written-names.js';

/** What somebody or something is gone after. */
const ENDS = /^(?:ban|kick|delete|destroy|prune)(?:Member|User|Channel|Role)?$/;
/** The same of what a server can do without, or what comes back. */
const ENDS_MORE = /^(?:ban|kick|delete|destroy|prune|remove|revoke|unban|timeout|mute|archive)(?:Member|User|Channel|Role|Emoji|Webhook|Invite|Thread|Message|Messages)?$|^bulkDelete$/;
/** Of whom the host does that to one who is named. */
const OWNERS = /(?:^|\.)(?:guild|server|members?|channels?|roles?|bans?|emojis?|webhooks?|invites?|threads?|message\.channel)$/;
/** What changes how something is called, or what it may do. */
const RENAMES = /^(?:setName|setNickname|setTopic|setIcon|setPermissions|setRoles|edit|update|rename)$/;
/** What is done for a time, and changes nothing that people made. */
const LESSER = /^(?:setNSFW|setSlowmode|setParent|setDeaf|setMute|move|removeRole|setPoints)$/;
/** Numbers of accounts, servers and channels. */
export const NUMBER = /^\d{15,20}$/;
const SIZES = /(?:^|\.)(?:memberCount|joinedAt|joinedTimestamp)$/;
const MOST_NODES = 500;
const DEAR: ReadonlySet<Kind> = new Set(['member', 'channel', 'role']);

/**
 * Is each member banned, each channel or role of a server deleted, or called the same, whatever they are: where nothing decides but who owns the server, or
 * what has nothing to do with the one that it is about? Where nobody asked, the same of what a server has besides, and what can be undone.
 */
export function endsEverybody(node: Node, everybody: Everybody, names: WrittenNames, isAsked: boolean): boolean {
  const called = node.type === 'CallExpression' ? names.memberCalled(node) : null;
  if (node.type !== 'CallExpression' || !called) return false;
  const name = memberName(called);
  if (![ENDS, ENDS_MORE, RENAMES, LESSER].some((names) => names.test(name))) return false;
  const kind = doneWith(node, everybody, names);
  if (kind === null) return false;
  // Whoever is not banned is kicked: that chooses nobody either.
  const endsOthers = (asked: readonly Node[]) => (test: Node, otherwise: Node | null): boolean => {
    if (asked.includes(test)) return true;
    return otherwise !== null && nodesWithin(otherwise, MOST_NODES).some((each) => each.type === 'CallExpression' && ENDS.test(names.nameCalled(each)) && doneWith(each, everybody, names) === kind && everybody.mayAsk() && everybody.isFree(each, endsOthers([...asked, test])));
  };
  if (!everybody.isFree(node, ENDS.test(name) ? endsOthers([]) : undefined)) return false;
  const isWrittenOut = (RENAMES.test(name) || LESSER.test(name)) && isFixed(node.arguments, everybody, names);
  const isGrave = (DEAR.has(kind) && ENDS.test(name)) || (isWrittenOut && (kind === 'channel' || kind === 'role') && (name === 'setName' || givesRights(node.arguments)));
  if (isGrave || !(ENDS_MORE.test(name) || isWrittenOut)) return isGrave;
  return isHidden(node, everybody, names) || !(isAsked || LESSER.test(name) || isChosen(node, everybody, names));
}

/** Does a day that is written, chance, who somebody is or how large or old a server is decide, and nobody whom it is for? */
function isHidden(node: Node, everybody: Everybody, names: WrittenNames): boolean {
  return isHiddenOn(everybody.ways.to(node), everybody, names);
}

/** The same for these ways to a place. */
export function isHiddenOn(ways: readonly Way[], everybody: Everybody, names: WrittenNames): boolean {
  const isOdd = (each: Node): boolean => isChance(each) || isDay(each) || (each.type === 'Literal' && NUMBER.test(String(each.value))) || (each.type === 'MemberExpression' && SIZES.test(memberPath(each)) && everybody.kindOf(each.object) === null);
  return ways.some(({ decisions }) => decisions.some(({ test }) => isMadeOf(test, names, isOdd)));
}

/** What leads from one to itself; anything else of one is a part of it. */
const ITSELF = /^(?:user|member|channel|role|thread|value)$/;
/** What tells who may do something, and what the owner of a server has chosen. */
const RIGHTS = /^(?:hasRole|hasPermissions?|permissions|memberPermissions|ownerId|isOwner|isAdmin\w*|isMod\w*)$/;
export const SETTINGS = /^config(?:\.|$)/;

/** Did somebody ask who may, or did the owner of the server choose it: does a condition on all ways there ask for rights or settings? */
export function isChosen(node: Node, everybody: Everybody, names: WrittenNames): boolean {
  const asks = (test: Node): boolean => isMadeOf(test, names, (each) => (each.type === 'MemberExpression' && RIGHTS.test(memberName(each)) && everybody.kindOf(each.object) === null) || (each.type === 'CallExpression' && SETTINGS.test(names.pathOf(each.callee))));
  return everybody.ways.to(node).every(({ decisions }) => decisions.some(({ test }) => asks(test)));
}

/** `one.ban()`, `guild.ban(one.id)`, `guild.getMember(one.id).ban()`: of what kind is the one? */
function doneWith(call: Of<'CallExpression'>, everybody: Everybody, names: WrittenNames): Kind | null {
  const called = names.memberCalled(call);
  if (!called) return null;
  const object = withoutWrapping(called.object);
  // What is taken out of a table or a set of the script is still there.
  if (object.type === 'Identifier' && names.valuesOf(object).some(({ type }) => type === 'NewExpression')) return null;
  const isPart = object.type === 'MemberExpression' && !object.computed && !ITSELF.test(memberName(object));
  const kind = isPart || OWNERS.test(names.pathOf(object)) ? null : everybody.kindOf(object);
  if (kind !== null) return kind;
  const [first] = call.arguments;
  return first && OWNERS.test(names.pathOf(object)) ? everybody.kindOf(first) : null;
}

/** Is what all of them get written out: a name, no roles? Behind who it is for. */
function isFixed(given: readonly Node[], everybody: Everybody, names: WrittenNames): boolean {
  const values = given.filter((each) => everybody.kindOf(each) === null);
  return values.length > 0 && values.length + 1 >= given.length && values.every((each) => isWritten(each, names));
}

/** Nothing but texts and numbers that are written out; a text of nothing takes a name away. */
function isWritten(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'Literal') return true;
  if (inner.type === 'ArrayExpression') return inner.elements.every((each) => each !== null && isWritten(each, names));
  if (inner.type === 'ObjectExpression') return inner.properties.every((each) => each.type === 'Property' && isWritten(each.value as Node, names));
  return names.textOf(inner) !== null || (inner.type === 'TemplateLiteral' && (inner.expressions as Node[]).every((each) => isCounter(each, names)));
}

/** A number that is only counted on. */
function isCounter(node: Node, names: WrittenNames): boolean {
  const values = node.type === 'Identifier' ? names.valuesOf(node) : [];
  return values.length > 0 && values.every((value) => value.type === 'Literal' && typeof value.value === 'number');
}

function givesRights(given: readonly Node[]): boolean {
  const options = given.map(withoutWrapping).find((each) => each.type === 'ObjectExpression');
  return options?.type === 'ObjectExpression' && options.properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'permissions');
}
