import { nodesWithin } from './children.js';
import { isChance, isDay } from './dated-ends.js';
import type { Everybody } from './everybody.js';
import { propertyOf, withoutWrapping } from './expressions.js';
import { isMadeOf } from './made-of.js';
import { memberPath } from './member-paths.js';
import type { Node, Of } from './tree.js';
import { isChosen } from './chat-everybody.js';
import { memberName } from './ways.js';
import type { Way } from './ways.js';
import type { WrittenNames } from './written-names.js';

/** What gives somebody a role, and what makes one or changes it. */
const GIVES = /^(?:addRole|addRoles|setRoles|giveRole)$|^roles\.(?:add|assign|give|grant)$|\.roles\.(?:add|set)$/;
const MAKES = /(?:^|\.)(?:createRole|roles\.(?:create|edit|update)|role\.(?:edit|setPermissions))$/;
const CHANGES = /^(?:edit|update|setPermissions|editRole)$/;
/** The right to everything, by its name and by its bit. */
const ALL_RIGHTS = /^(?:administrator|8|0x8)$/i;
const ADMINISTRATOR = 8;
/** Who is everybody: the role of this name has the number of its server. */
const OF_ALL = /^@everyone$/;
const REMOVES = /^(?:ban|kick)(?:Member|User)?$/;
const DELETES = /^(?:delete|deleteMessage)$/;
const PEOPLE = /(?:^|\.)(?:member|author|user|guild|server|bans?)$/;
const MESSAGES = /(?:^|\.)(?:message|channel)$/;
const JOINED = /(?:^|\.)(?:guild|server|bot)\.(?:joinedAt|joinedTimestamp)$/;
/** What writes, and what makes something that stays. */
const MAKES_MORE = /^(?:send|sendEmbed|reply|create|createChannel|createRole|createWebhook|createInvite|createThread)$/;
const MODERATORS = /^(?:mod|admin|staff|owner)/i;
const MANY = 50;
const LEAVES = /^(?:BreakStatement|ReturnStatement|ThrowStatement)$/;
const MOST_NODES = 500;

interface Reading {
  everybody: Everybody;
  names: WrittenNames;
  isAsked: boolean;
}

/** Does everybody get all rights, or whoever comes by, where nobody asked, nothing asks who may, and no setting chooses? */
export function givesAllRights(node: Node, { everybody, names, isAsked }: Reading): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const path = names.pathOf(node.callee);
  if (MAKES.test(path) && node.arguments.some((each) => hasAllRights(each, names) && isNameless(each, names))) return true;
  if ((MAKES.test(path) || CHANGES.test(memberName(node.callee))) && node.arguments.some((each) => hasAllRights(each, names))) return isOfAll(node, { everybody, names });
  if (!(GIVES.test(path) || GIVES.test(memberName(node.callee))) || !node.arguments.some((each) => isMadeOf(each, names, (part) => makesAllRights(part, names) || isHighest(part)))) return false;
  return everybody.kindOf(node.callee.object) === 'member' ? everybody.isFree(node) : !isAsked && !isChosen(node, everybody, names);
}

/** `roles.create({ permissions: ['ADMINISTRATOR'] })` */
function makesAllRights(node: Node, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && MAKES.test(names.pathOf(node.callee)) && node.arguments.some((each) => hasAllRights(each, names));
}

/** `roles.find((role) => role.permissions.includes('ADMINISTRATOR'))`, `roles.sort((a, b) => b.position - a.position)` */
function isHighest(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !/^(?:find|filter|sort|toSorted|reduce)$/.test(memberName(node.callee))) return false;
  return node.arguments.some((each) => [...nodesWithin(each, MOST_NODES)].some((part) => (part.type === 'Literal' && /^administrator$/i.test(String(part.value))) || (part.type === 'MemberExpression' && /^(?:position|rawPosition)$/.test(memberName(part)))));
}

/** A name of which nobody sees anything. */
function isNameless(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  const options = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  const name = options?.type === 'ObjectExpression' ? propertyOf(options, 'name') : undefined;
  const text = name ? names.textOf(name) : null;
  return text !== null && !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

function hasAllRights(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  const rights = value?.type === 'ObjectExpression' ? propertyOf(value, 'permissions') : undefined;
  return rights !== undefined && isMadeOf(rights, names, (each) => (each.type === 'Literal' && (each.value === ADMINISTRATOR || (typeof each.value === 'string' && ALL_RIGHTS.test(each.value)))) || (each.type === 'MemberExpression' && ALL_RIGHTS.test(memberName(each))));
}

/** Is it the role that everybody has, or every role, that is changed? */
function isOfAll({ callee, arguments: given }: Of<'CallExpression'>, { everybody, names }: Pick<Reading, 'everybody' | 'names'>): boolean {
  const of = [...given.filter((each) => withoutWrapping(each).type !== 'ObjectExpression'), ...(callee.type === 'MemberExpression' ? [callee.object] : [])];
  return of.some((each) => everybody.kindOf(each) === 'role' || names.pathOf(each) === 'guild.id' || names.pathOf(each).endsWith('.everyone') || isMadeOf(each, names, (part) => part.type === 'Literal' && OF_ALL.test(String(part.value))));
}

/** Is somebody banned, or a message deleted, where nobody asked and chance, a written day or how long the extension has been there decides? */
export function harmsByChance(node: Node, { everybody, names, isAsked }: Reading): boolean {
  if (isAsked || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const name = memberName(node.callee);
  const owner = names.pathOf(node.callee.object);
  if (!(REMOVES.test(name) && PEOPLE.test(owner)) && !(DELETES.test(name) && MESSAGES.test(owner))) return false;
  const isOdd = (each: Node): boolean => isChance(each) || isDay(each) || (each.type === 'MemberExpression' && JOINED.test(names.pathOf(each)));
  return everybody.ways.to(node).some(({ decisions }) => decisions.some(({ test }) => isMadeOf(test, names, isOdd))) && !isChosen(node, everybody, names);
}

/** Are those who moderate banned, or is their role taken, where nobody asked? */
export function turnsOnModerators(node: Node, { everybody, names, isAsked }: Reading): boolean {
  if (isAsked || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !(REMOVES.test(memberName(node.callee)) || /^(?:removeRole|setRoles|demote|timeout)$/.test(memberName(node.callee)))) return false;
  const isOfModerators = (test: Node, leaves: boolean): boolean => !leaves && !isNegated(test) && isMadeOf(test, names, (each) => each.type === 'CallExpression' && each.callee.type === 'MemberExpression' && memberName(each.callee) === 'hasRole' && each.arguments.some((argument) => MODERATORS.test(names.textOf(argument) ?? '')));
  return everybody.ways.to(node).some(({ decisions, isRepeated }) => isRepeated && decisions.some(({ test, leaves }) => isOfModerators(test, leaves)));
}

function isNegated(test: Node): boolean {
  return [...nodesWithin(test, MOST_NODES)].some((each) => each.type === 'UnaryExpression' && each.operator === '!');
}

/** Does a loop that nothing ends, or that runs as often as is written, write or make something each time? */
export function floods(node: Node, { everybody, names }: Reading): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !MAKES_MORE.test(memberName(node.callee))) return false;
  return everybody.ways.loopsAround(node).some((loop) => isOften(loop, names));
}

function isOften(loop: Node, names: WrittenNames): boolean {
  if (loop.type === 'CallExpression') {
    // `Array.from({ length: 200 }, make)`, `[...Array(200)].map(make)`
    return [...nodesWithin(loop.callee, MOST_NODES), ...loop.arguments.slice(0, 1)].some((each) => (each.type === 'ObjectExpression' && isMany(propertyOf(each, 'length'), names)) || ((each.type === 'CallExpression' || each.type === 'NewExpression') && memberPath(each.callee) === 'Array' && isMany(each.arguments[0], names)));
  }
  if (loop.type === 'ForStatement' && loop.test?.type === 'BinaryExpression') return [loop.test.left as Node, loop.test.right].some((side) => isMany(side, names)) && !ends(loop);
  const test = loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement' ? loop.test : undefined;
  const isEndless = (loop.type === 'ForStatement' && !test) || (test?.type === 'Literal' && Boolean(test.value));
  return isEndless && !ends(loop);
}

function ends(loop: Node): boolean {
  return [...nodesWithin(loop, MOST_NODES)].some(({ type }) => LEAVES.test(type));
}

function isMany(node: Node | null | undefined, names: WrittenNames): boolean {
  const inner = node?.type === 'Identifier' ? names.valueOf(node) : node;
  return inner?.type === 'Literal' && typeof inner.value === 'number' && inner.value >= MANY;
}

/** Is a server given away, opened to everybody, or called by a written name because of a day, chance, an account or its size, and nobody asked? */
export function spoilsServer(node: Node, { everybody, names, isAsked }: Reading, isHidden: (ways: readonly Way[]) => boolean): boolean {
  if (isAsked || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const path = names.pathOf(node.callee);
  const options = node.arguments[0] ? withoutWrapping(node.arguments[0]) : null;
  if (isChosen(node, everybody, names)) return false;
  if (/(?:^|\.)guild\.edit$/.test(path) && options?.type === 'ObjectExpression' && (propertyOf(options, 'ownerId') || ['verificationLevel', 'mfaLevel', 'explicitContentFilter'].some((name) => isZero(propertyOf(options, name))))) return true;
  const isFixed = /(?:^|\.)guild\.(?:setName|setIcon)$/.test(path) && options !== null && names.textOf(options) !== null;
  return (isFixed || /(?:^|\.)guild\.(?:delete|leave|setOwner|transferOwnership)$/.test(path)) && isHidden(everybody.ways.to(node));
}

function isZero(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (node.value === 0 || node.value === 'NONE');
}
