import { nodesWithin } from '../syntax/children.js';
import { isChance, isDay } from '../conditions/dated-ends.js';
import type { Everybody } from './everybody.js';
import { memberName, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { holdsFor, isMadeOf } from '../conditions/made-of.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';
import { isChosen } from './ended-for-all.js';
import { isLoop } from '../conditions/ways.js';
import type { Way } from '../conditions/ways.js';
import type { WrittenNames } from '../names/written-names.js';

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
const DEMOTES = /^(?:removeRole|setRoles|demote|timeout)$/;
const PEOPLE = /(?:^|\.)(?:member|author|user|guild|server|bans?)$/;
const MESSAGES = /(?:^|\.)(?:message|channel)$/;
const JOINED = /(?:^|\.)(?:guild|server|bot)\.(?:joinedAt|joinedTimestamp)$/;
/** What writes, and what makes something that stays. */
const MAKES_MORE = /^(?:send|sendEmbed|reply|create|createChannel|createRole|createWebhook|createInvite|createThread)$/;
const MODERATORS = /^(?:mods?|moderat\w*|admin\w*|staff|owners?)\b/i;
const MANY = 50;
const LEAVES = /^(?:ReturnStatement|ThrowStatement)$/;
const MOST_NODES = 500;

interface Reading {
  everybody: Everybody;
  names: WrittenNames;
  isAsked: boolean;
}

/** Does everybody get all rights, or whoever comes by, where nobody asked, nothing asks who may, and no setting chooses? */
export function givesAllRights(node: Node, { everybody, names, isAsked }: Reading): boolean {
  const called = node.type === 'CallExpression' ? names.memberCalled(node) : null;
  if (node.type !== 'CallExpression' || !called) return false;
  const path = names.pathOf(called);
  if (MAKES.test(path) && node.arguments.some((each) => hasAllRights(each, names) && isNameless(each, names))) return true;
  if ((MAKES.test(path) || CHANGES.test(memberName(called))) && node.arguments.some((each) => hasAllRights(each, names))) return isOfAll(node, { everybody, names });
  if (!(GIVES.test(path) || GIVES.test(memberName(called))) || !node.arguments.some((each) => isMadeOf(each, names, (part) => makesAllRights(part, names) || isHighest(part)))) return false;
  return everybody.kindOf(called.object) === 'member' ? everybody.isFree(node) : !isAsked && !isChosen(node, everybody, names);
}

/** `roles.create({ permissions: ['ADMINISTRATOR'] })` */
function makesAllRights(node: Node, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && MAKES.test(names.pathOf(node.callee)) && node.arguments.some((each) => hasAllRights(each, names));
}

/** `roles.find((role) => role.permissions.includes('ADMINISTRATOR'))`, `roles.sort((a, b) => b.position - a.position)` */
function isHighest(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !/^(?:find|filter|sort|toSorted|reduce)$/.test(memberName(node.callee))) return false;
  return node.arguments.some((each) => nodesWithin(each, MOST_NODES).some((part) => (part.type === 'Literal' && /^administrator$/i.test(String(part.value))) || (part.type === 'MemberExpression' && /^(?:position|rawPosition)$/.test(memberName(part)))));
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
function isOfAll(call: Of<'CallExpression'>, { everybody, names }: Pick<Reading, 'everybody' | 'names'>): boolean {
  const called = names.memberCalled(call);
  const of = [...call.arguments.filter((each) => withoutWrapping(each).type !== 'ObjectExpression'), ...(called ? [called.object] : [])];
  return of.some((each) => everybody.kindOf(each) === 'role' || names.pathOf(each) === 'guild.id' || names.pathOf(each).endsWith('.everyone') || isMadeOf(each, names, (part) => part.type === 'Literal' && OF_ALL.test(String(part.value))));
}

/** Is somebody banned, or a message deleted, where nobody asked and chance, a written day or how long the extension has been there decides? */
export function harmsByChance(node: Node, { everybody, names, isAsked }: Reading): boolean {
  const called = !isAsked && node.type === 'CallExpression' ? names.memberCalled(node) : null;
  if (!called) return false;
  const [name, owner] = [memberName(called), names.pathOf(called.object)];
  if (!(REMOVES.test(name) && PEOPLE.test(owner)) && !(DELETES.test(name) && MESSAGES.test(owner))) return false;
  const isOdd = (each: Node): boolean => isChance(each) || isDay(each) || (each.type === 'MemberExpression' && JOINED.test(names.pathOf(each)));
  return everybody.ways.to(node).some(({ decisions }) => decisions.some(({ test }) => isMadeOf(test, names, isOdd))) && !isChosen(node, everybody, names);
}

/** Are those who moderate banned, or is their role taken, where nobody asked? Whoever is long away may lose a role. */
export function turnsOnModerators(node: Node, { everybody, names, isAsked }: Reading): boolean {
  if (isAsked || node.type !== 'CallExpression' || !(REMOVES.test(names.nameCalled(node)) || DEMOTES.test(names.nameCalled(node)))) return false;
  const isOfModerators = (each: Node): boolean => each.type === 'CallExpression' && names.nameCalled(each) === 'hasRole' && everybody.kindOf(names.memberCalled(each)!.object) === 'member' && each.arguments.some((argument) => MODERATORS.test(names.textOf(argument) ?? ''));
  const isMeasured = (each: Node): boolean => each.type === 'BinaryExpression' && /^[<>]=?$/.test(each.operator) && nodesWithin(each, MOST_NODES).some((part) => part.type === 'MemberExpression' && !/^(?:id|userId)$/.test(memberName(part)) && everybody.kindOf(part.object) === 'member');
  const isSpared = (test: Node): boolean => DEMOTES.test(names.nameCalled(node)) && isMadeOf(test, names, isMeasured);
  return everybody.ways.to(node).some(({ decisions, isRepeated }) => isRepeated && decisions.some(({ test, leaves }) => holdsFor(test, names, isOfModerators, leaves)) && !decisions.some(({ test }) => isSpared(test)));
}

/** Does a loop that nothing ends, or that runs as often as is written, write or make something each time? */
export function floods(node: Node, { everybody, names }: Reading): boolean {
  if (node.type !== 'CallExpression' || !MAKES_MORE.test(names.nameCalled(node))) return false;
  return everybody.ways.loopsAround(node).some((loop) => isOften(loop, names));
}

function isOften(loop: Node, names: WrittenNames): boolean {
  if (loop.type === 'CallExpression') {
    // `Array.from({ length: 200 }, make)`, `[...Array(200)].map(make)`
    return [...nodesWithin(loop.callee, MOST_NODES), ...loop.arguments.slice(0, 1)].some((each) => (each.type === 'ObjectExpression' && isMany(propertyOf(each, 'length'), names)) || ((each.type === 'CallExpression' || each.type === 'NewExpression') && memberPath(each.callee) === 'Array' && isMany(each.arguments[0], names)));
  }
  if (loop.type === 'ForStatement' && loop.test?.type === 'BinaryExpression') return [loop.test.left as Node, loop.test.right].some((side) => isMany(side, names)) && !ends(loop, names);
  const test = loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement' ? loop.test : undefined;
  const isEndless = (loop.type === 'ForStatement' && !test) || (test?.type === 'Literal' && Boolean(test.value));
  return isEndless && !ends(loop, names);
}

/** Does anything lead out of a loop? Not what leaves a function or a loop within it, and not that nothing more can be written. */
function ends(loop: Node, names: WrittenNames): boolean {
  const body = 'body' in loop ? (loop.body as Node) : loop;
  const within = new Set<Node>();
  for (const node of nodesWithin(body, MOST_NODES, (each) => !isCallable(each) && !(each.type === 'TryStatement' && onlyWrites(each, names)))) {
    if (isLoop(node) || node.type === 'SwitchStatement') for (const each of nodesWithin(node, MOST_NODES)) within.add(each);
    if (LEAVES.test(node.type) || (node.type === 'BreakStatement' && (node.label !== null || !within.has(node)))) return true;
  }
  return false;
}

/** `try { await channel.send(text); } catch { break; }` */
function onlyWrites({ block }: Of<'TryStatement'>, names: WrittenNames): boolean {
  const nodes = nodesWithin(block, MOST_NODES);
  return !nodes.some(({ type }) => LEAVES.test(type) || type === 'BreakStatement') && nodes.every((each) => each.type !== 'CallExpression' || MAKES_MORE.test(names.nameCalled(each)));
}

function isMany(node: Node | null | undefined, names: WrittenNames): boolean {
  const inner = node?.type === 'Identifier' ? names.valueOf(node) : node;
  return inner?.type === 'Literal' && typeof inner.value === 'number' && inner.value >= MANY;
}

/** Is a server given away, opened to everybody, or called by a written name because of a day, chance, an account or its size, and nobody asked? */
export function spoilsServer(node: Node, { everybody, names, isAsked }: Reading, isHidden: (ways: readonly Way[]) => boolean): boolean {
  const called = !isAsked && node.type === 'CallExpression' ? names.memberCalled(node) : null;
  if (node.type !== 'CallExpression' || !called) return false;
  const path = names.pathOf(called);
  const options = node.arguments[0] ? withoutWrapping(node.arguments[0]) : null;
  if (isChosen(node, everybody, names)) return false;
  if (/(?:^|\.)guild\.edit$/.test(path) && options?.type === 'ObjectExpression' && (propertyOf(options, 'ownerId') || ['verificationLevel', 'mfaLevel', 'explicitContentFilter'].some((name) => isZero(propertyOf(options, name))))) return true;
  const isFixed = /(?:^|\.)guild\.(?:setName|setIcon)$/.test(path) && options !== null && names.textOf(options) !== null;
  return (isFixed || /(?:^|\.)guild\.(?:delete|leave|setOwner|transferOwnership)$/.test(path)) && isHidden(everybody.ways.to(node));
}

function isZero(node: Node | undefined): boolean {
  return node?.type === 'Literal' && (node.value === 0 || node.value === 'NONE');
}
