import type { ESTree } from 'meriyah';
import { asksForAccount, asksToRun, luresInto, replacesService } from '../lures.js';
import { advertises, silencesWarnings } from './chat-adverts.js';
import { endsEverybody } from './chat-everybody.js';
import { nodesWithin } from './children.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

/**
 * What a script of a chat does that no owner of a server wants: all members or channels are gone (`everybody`), somebody who is written in it
 * gets a part of what others pay (`own account`), hosts of services are replaced by others (`other hosts`), people are led into a trap (`lure`), asked
 * for what their account is opened with (`asked account`) or told to run a command of a stranger (`told command`);
 * every channel gets the same advert that calls everybody (`advert`), or whoever warns of a fraud is silenced (`silenced warnings`).
 */
export type Deed = 'everybody' | 'own account' | 'other hosts' | 'lure' | 'asked account' | 'told command' | 'advert' | 'silenced warnings';

export interface SeenDeed {
  deed: Deed;
  node: Node;
}

/** Methods of a host that give somebody money or points of a game, and what they are of. */
const PAYS = /(?:^|\.)(?:economy|points|bank|wallet|currency|coins|balance)\.(?:transfer|pay|give|send|add|deposit|credit)(?:Balance|Points|Coins|Money|Credits|Cash)?$/;
/** Who has an account in the chat, by its number. */
const ACCOUNT = /^\d{15,20}$/;
const IN_BASE64 = /^[A-Za-z\d+/]{20,28}={0,2}$/;
const REPLACES = /^replace(?:All)?$/;
/** Texts of one expression, and UTF-16 units of them. */
const MOST_NODES = 500;
const LONGEST = 6_000;

/** By syntax alone. */
export function deedsIn(tree: ESTree.Program): SeenDeed[] {
  const names = new WrittenNames(tree);
  const seen: SeenDeed[] = [];
  const gathered = new Map<string, { node: Node; texts: string[] }>();
  const look = (text: string, node: Node): void => {
    if (text !== '' && luresInto(text)) seen.push({ deed: 'lure', node });
    if (text !== '' && asksForAccount(text)) seen.push({ deed: 'asked account', node });
    if (text !== '' && asksToRun(text)) seen.push({ deed: 'told command', node });
  };
  const payments: { call: Node; isOwn: boolean }[] = [];
  for (const node of nodesWithin(tree)) {
    if (endsEverybody(node, names)) seen.push({ deed: 'everybody', node });
    if (advertises(node, names, (each) => textIn(each, names))) seen.push({ deed: 'advert', node });
    if (silencesWarnings(node, names)) seen.push({ deed: 'silenced warnings', node });
    if (replacesHost(node, names)) seen.push({ deed: 'other hosts', node });
    if (node.type === 'CallExpression' && PAYS.test(names.pathOf(node.callee))) payments.push({ call: node, isOwn: node.arguments.some((each) => mayBeAccount(each, names)) });
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
  if (payments.some(({ isOwn }) => !isOwn)) for (const { call, isOwn } of payments) if (isOwn) seen.push({ deed: 'own account', node: call });
  return seen;
}

/** An account that is written, also in base64, or one of several of which that is one: `chosen || decode('…')`. */
function mayBeAccount(node: Node, names: WrittenNames): boolean {
  if (ACCOUNT.test(names.textOf(node) ?? '')) return true;
  const value = node.type === 'Identifier' ? names.valueOf(node) : node;
  if (value?.type === 'LogicalExpression' && value.operator !== '&&') return mayBeAccount(value.left as Node, names) || mayBeAccount(value.right, names);
  if (value?.type === 'ConditionalExpression') return mayBeAccount(value.consequent, names) || mayBeAccount(value.alternate, names);
  return value?.type === 'CallExpression' && [...nodesWithin(value, MOST_NODES)].some((each) => each.type === 'Literal' && typeof each.value === 'string' && IN_BASE64.test(each.value) && ACCOUNT.test(Buffer.from(each.value, 'base64').toString('latin1')));
}

/** `{ 'opensea.io': 'opensea-drops.example' }`, `['opensea.io', 'opensea-drops.example']`, `text.replace('opensea.io', 'opensea-drops.example')` */
function replacesHost(node: Node, names: WrittenNames): boolean {
  const isReplaced = (host: Node | null | undefined, by: Node | null | undefined): boolean => replacesService((host && names.textOf(host)) ?? '', (by && names.textOf(by)) ?? '');
  if (node.type === 'Property') return (node.computed || node.key.type === 'Literal') && isReplaced(node.key, node.value);
  if (node.type === 'ArrayExpression') return node.elements.length === 2 && isReplaced(node.elements[0], node.elements[1]);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier') return false;
  return REPLACES.test(node.callee.property.name) && isReplaced(node.arguments[0], node.arguments[1]);
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
  return [...nodesWithin(value, MOST_NODES)].flatMap((node) => (node.type === 'TemplateElement' ? (node.value.cooked ?? '') : node.type === 'Literal' && typeof node.value === 'string' ? node.value : [])).join('');
}
