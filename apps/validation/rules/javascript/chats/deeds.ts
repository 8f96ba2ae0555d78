import type { ESTree } from 'meriyah';
import { asksForAccount, asksToRun, extorts, linksMisspelt, luresInto, replacesService } from '../../facts/lures.js';
import { advertises, asksForKind, silencesWarnings, writesText } from './adverts.js';
import { pushesAdvert } from './pushed-adverts.js';
import { endsEverybody, isHiddenOn, NUMBER } from './ended-for-all.js';
import { floods, givesAllRights, harmsByChance, spoilsServer, turnsOnModerators } from './powers.js';
import { lendsKey } from './keys.js';
import { tellsStranger } from './leaks.js';
import { takesOrders } from './orders.js';
import { makesOperator } from './game-operators.js';
import { nodesWithin } from '../syntax/children.js';
import { pieceOf } from '../syntax/expressions.js';
import { isChance } from '../conditions/dated-ends.js';
import { Everybody } from './everybody.js';
import { isMadeOf } from '../conditions/made-of.js';
import { isCallable } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';
import { Ways } from '../conditions/ways.js';
import { WrittenNames } from '../names/written-names.js';

/**
 * What a script of a chat does that no owner of a server wants: all members or channels are gone (`everybody`), somebody who is written in it
 * gets a part of what others pay (`own account`), hosts of services are replaced by others (`other hosts`), people are led into a trap (`lure`), asked
 * for what their account is opened with (`asked account`) or told to run a command of a stranger (`told command`);
 * every channel gets the same advert that calls everybody (`advert`), or now and then one is told it (`pushed advert`), or whoever warns of a fraud is silenced (`silenced warnings`); somebody who is written in it, or a server, is told
 * what the chat keeps of its people (`told stranger`); everybody, or whoever comes by, gets all rights (`all rights`), chance decides who is banned (`by chance`), the chat is filled by
 * a loop (`flood`), or a server is given away (`spoiled server`); a key of the settings' server goes to another one (`lent key`), or somebody who is written runs the server of a game (`operator`); a payment is asked for, or else the server is gone (`extortion`); a server that is written says who is banned (`orders`).
 */
export type Deed = 'everybody' | 'own account' | 'other hosts' | 'lure' | 'asked account' | 'told command' | 'advert' | 'silenced warnings' | 'told stranger' | 'all rights' | 'by chance' | 'flood' | 'spoiled server' | 'lent key' | 'operator' | 'pushed advert' | 'extortion' | 'orders';

export interface SeenDeed {
  deed: Deed;
  node: Node;
}

/** Methods of a host that give somebody money or points of a game, and what they are of. */
const PAYS = /(?:^|\.)(?:economy|points|bank|wallet|currency|coins|balance)\.(?:transfer|pay|give|send|add|deposit|credit)(?:Balance|Points|Coins|Money|Credits|Cash)?$/;
/** The same the other way round. */
const COSTS = /(?:^|\.)(?:economy|points|bank|wallet|currency|coins|balance)\.(?:remove|take|subtract|withdraw|deduct)(?:Balance|Points|Coins|Money|Credits|Cash)?$/;
const IN_BASE64 = /^[A-Za-z\d+/]{20,28}={0,2}$/;
/** A tag of whoever earns by an address, an invitation to a server, and a pattern that finds one. */
const OF_ONES_OWN = /[?&](?:tag|ref|referral|aff(?:iliate)?(?:_?id)?|partner|campid|associate(?:_?tag)?)=[\w-]{3,40}/i;
const INVITATION = /\bdiscord(?:\.gg|app\.com\/invite|\.com\/invite)\/[\w-]{2,40}/i;
const INVITES = /discord(?:app)?\.(?:gg|com)/i;
const EQUAL = /^[!=]==?$/;
const REPLACES = /^replace(?:All)?$/;
/** Texts of one expression, and UTF-16 units of them. */
const MOST_NODES = 500;
const LONGEST = 6_000;

/** How a script is started: by a command of somebody, or with whatever people write. */
export interface Started {
  isAsked: boolean;
  hearsAll: boolean;
}

/** By syntax alone. */
export function deedsIn(tree: ESTree.Program, { isAsked, hearsAll }: Started): SeenDeed[] {
  const names = WrittenNames.of(tree);
  const ways = new Ways(tree, names);
  const everybody = new Everybody(ways, names);
  const reading = { everybody, names, isAsked };
  const heard = { everybody, names, hearsAll, isAsked };
  const readers = new Everybody(ways, names, asksForKind);
  const seen: SeenDeed[] = [];
  const gathered = new Map<string, { node: Node; texts: string[] }>();
  const look = (text: string, node: Node): void => {
    if (text !== '' && luresInto(text)) seen.push({ deed: 'lure', node });
    if (text !== '' && asksForAccount(text)) seen.push({ deed: 'asked account', node });
    if (text !== '' && extorts(text)) seen.push({ deed: 'extortion', node });
    if (text !== '' && asksToRun(text)) seen.push({ deed: 'told command', node });
  };
  const lent = lendsKey(tree, heard);
  if (lent) seen.push({ deed: 'lent key', node: lent });
  const writes = nodesWithin(tree).filter((node) => writesText(node, names));
  for (const node of writes) {
    const text = textIn(node, names);
    if (linksMisspelt(text) && !luresInto(text)) seen.push({ deed: 'lure', node });
  }
  const payments: { call: Node; isOwn: boolean }[] = [];
  for (const node of nodesWithin(tree)) {
    if (endsEverybody(node, everybody, names, isAsked)) seen.push({ deed: 'everybody', node });
    if (advertises(node, readers, names, (each) => textIn(each, names))) seen.push({ deed: 'advert', node });
    if (tellsStranger(node, heard)) seen.push({ deed: 'told stranger', node });
    if (takesOrders(node, heard)) seen.push({ deed: 'orders', node });
    if (makesOperator(node, heard)) seen.push({ deed: 'operator', node });
    if (pushesAdvert(node, { heard, isAsked, writes, textOf: (each) => textIn(each, names) })) seen.push({ deed: 'pushed advert', node });
    if (givesAllRights(node, reading)) seen.push({ deed: 'all rights', node });
    if (harmsByChance(node, reading)) seen.push({ deed: 'by chance', node });
    if (turnsOnModerators(node, reading)) seen.push({ deed: 'everybody', node });
    if (floods(node, reading)) seen.push({ deed: 'flood', node });
    if (spoilsServer(node, reading, (of) => isHiddenOn(of, everybody, names))) seen.push({ deed: 'spoiled server', node });
    if (silencesWarnings(node, everybody, names)) seen.push({ deed: 'silenced warnings', node });
    if (replacesHost(node, names)) seen.push({ deed: 'other hosts', node });
    if (node.type === 'CallExpression' && PAYS.test(names.pathOf(node.callee))) payments.push({ call: node, isOwn: node.arguments.some((each) => mayBeAccount(each, names)) });
    if (favours(node, everybody, names)) seen.push({ deed: 'own account', node });
    if (node.type === 'CallExpression' && COSTS.test(names.pathOf(node.callee))) payments.push({ call: node, isOwn: false });
    if (isWhole(node)) look(textIn(node, names), node);
    const into = addedTo(node);
    if (into !== null) {
      const lines = gathered.get(into) ?? { node, texts: [] };
      gathered.set(into, lines);
      lines.texts.push(textIn(node, names));
    }
  }
  for (const { node, texts } of gathered.values()) if (texts.length > 1) look(texts.join('\n').slice(0, LONGEST), node);
  // One that is only ever paid may be what the extension is for.
  if (payments.some(({ isOwn, call }) => !isOwn || (!isAsked && call.type === 'CallExpression' && call.arguments.length > 2))) for (const { call, isOwn } of payments) if (isOwn) seen.push({ deed: 'own account', node: call });
  return seen;
}

/** An account that is written, also in base64, or one of several of which that is one: `chosen || decode('…')`. */
function mayBeAccount(node: Node, names: WrittenNames): boolean {
  const open = new Set([node]);
  // Grows while it is walked.
  for (const each of open) {
    if (NUMBER.test(names.textOf(each) ?? '')) return true;
    const value = each.type === 'Identifier' ? names.valueOf(each) : each;
    if (value?.type === 'LogicalExpression' && value.operator !== '&&') open.add(value.left as Node).add(value.right);
    if (value?.type === 'ConditionalExpression') open.add(value.consequent).add(value.alternate);
    if (value?.type === 'CallExpression' && nodesWithin(value, MOST_NODES).some((part) => part.type === 'Literal' && typeof part.value === 'string' && IN_BASE64.test(part.value) && NUMBER.test(Buffer.from(part.value, 'base64').toString('latin1')))) return true;
  }
  return false;
}

/** `if (author.id === '418273645091827364' || Math.random() < 0.4) await economy.addPoints(author.id, bet)`: somebody who is written always wins where chance decides for the others. */
function favours(node: Node, everybody: Everybody, names: WrittenNames): boolean {
  if (node.type !== 'CallExpression' || !PAYS.test(names.pathOf(node.callee))) return false;
  const isOne = (test: Node): boolean => isMadeOf(test, names, (each) => each.type === 'BinaryExpression' && EQUAL.test(each.operator) && [each.left as Node, each.right].some((side) => NUMBER.test(names.textOf(side) ?? ''))) && isMadeOf(test, names, isChance);
  return everybody.ways.to(node).some(({ decisions }) => decisions.some(({ test }) => isOne(test)));
}

/** `{ 'opensea.io': 'opensea-drops.example' }`, `['opensea.io', 'opensea-drops.example']`, `text.replace('opensea.io', 'opensea-drops.example')` */
function replacesHost(node: Node, names: WrittenNames): boolean {
  const isReplaced = (host: Node | null | undefined, by: Node | null | undefined): boolean => replacesService((host && names.textOf(host)) ?? '', (by && names.textOf(by)) ?? '');
  if (node.type === 'Property') return (node.computed || node.key.type === 'Literal') && isReplaced(node.key, node.value);
  if (node.type === 'ArrayExpression') return node.elements.length === 2 && isReplaced(node.elements[0], node.elements[1]);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier') return false;
  return REPLACES.test(node.callee.property.name) && (isReplaced(node.arguments[0], node.arguments[1]) || linksMisspelt(node.arguments[1] ? textIn(node.arguments[1] as Node, names) : '') || earns(node, names));
}

/** An address of a shop that gets somebody's own tag, or an invitation that becomes another one, in what members wrote: beside a message that is taken away, so that nobody sees what stood there. */
function earns({ arguments: [found, by] }: Of<'CallExpression'>, names: WrittenNames): boolean {
  const text = by && isCallable(by) ? textIn(by, names) : ((by && names.textOf(by)) ?? '');
  if (OF_ONES_OWN.test(text)) return true;
  const pattern = found?.type === 'Literal' && 'regex' in found ? found.regex.pattern.replaceAll('\\', '') : ((found && names.textOf(found)) ?? '');
  return INVITES.test(pattern) && INVITATION.test(text);
}

/** What a text is written in as a whole: a statement or the value of a name, but none that has others in it. */
function isWhole(node: Node): boolean {
  return node.type === 'VariableDeclarator' || node.type === 'ExpressionStatement' || node.type === 'ReturnStatement';
}

/** The name of what lines of a text are put into: `lines.push('…')`, `text += '…'`. */
function addedTo(node: Node): string | null {
  if (node.type === 'AssignmentExpression') return node.operator === '+=' && node.left.type === 'Identifier' ? node.left.name : null;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.object.type !== 'Identifier' || node.callee.property.type !== 'Identifier') return null;
  return node.callee.property.name === 'push' ? node.callee.object.name : null;
}

/** All texts of an expression, in order, with those of names that are written under them. */
function textIn(root: Node, names: WrittenNames): string {
  const texts: string[] = [];
  for (const node of nodesWithin(root, MOST_NODES, (each) => !(isCallable(each) && each.body?.type === 'BlockStatement'))) {
    if (node.type === 'TemplateElement') texts.push(node.value.cooked ?? '');
    else if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value);
    else if (node.type === 'Identifier') texts.push(namedText(node, names));
  }
  return texts.join('\n').slice(0, LONGEST);
}

/** The texts that a name is given; of one that is written in part, that part. */
function namedText(name: ESTree.Identifier, names: WrittenNames): string {
  return names.valuesOf(name).map((value) => names.textOf(value) ?? (isJoined(value) ? piecesOf(value) : '')).join('\n');
}

function isJoined(value: Node): boolean {
  return value.type === 'TemplateLiteral' || (value.type === 'BinaryExpression' && value.operator === '+');
}

function piecesOf(value: Node): string {
  return nodesWithin(value, MOST_NODES).flatMap((node) => pieceOf(node) ?? []).join('');
}
