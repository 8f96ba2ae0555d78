import type { ESTree } from 'meriyah';
import { nameOf, propertyName, textOf } from '../obfuscation/shapes.js';
import { nodesWithin } from './children.js';
import type { Mentions } from './mentions.js';
import type { Node } from './tree.js';

/** What a pool asks back: which work it was, and the number that was found for it. */
const WORK = /^(?:job|job_?id|work_?id)$/i;
const NUMBER = 'nonce';
const WORK_AND_NUMBER = /\bnonce=[^]*\b(?:job|work)(?:_?id)?=|\b(?:job|work)(?:_?id)?=[^]*\bnonce=/i;
/** Whom the coins are for. */
const PAID = /(?:login|wallet|worker|\brig|payout)/i;
/** The words of a protocol, which carry all of that without names. */
const PROTOCOL = ['mining.submit', 'mining.authorize', 'mining.subscribe', 'mining.notify'];
const FEWEST_OF_PROTOCOL = 2;
const LOOPS: ReadonlySet<string> = new Set(['ForStatement', 'WhileStatement', 'DoWhileStatement']);

/** May a script hand in work, by the words in it? Asked before its tree is read. */
export function mayHandIn(text: string): boolean {
  return (text.includes(NUMBER) && PAID.test(text)) || text.includes('mining.');
}

/** Does it hand in a number that was found for the work of a pool, with whom that is for? */
export function handsInWork(tree: ESTree.Program, { texts }: Mentions): boolean {
  if (PROTOCOL.filter((word) => texts.has(word)).length >= FEWEST_OF_PROTOCOL) return true;
  return nodesWithin(tree).some((node) => namesWork(node) || (node.type === 'TemplateLiteral' ? WORK_AND_NUMBER.test(node.quasis.map(({ value }) => value.cooked ?? '').join('')) : WORK_AND_NUMBER.test(textOf(node) ?? '')));
}

/** `{ job_id: …, nonce: … }` */
function namesWork(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const names = (node.properties as Node[]).flatMap((each) => (each.type === 'Property' && !each.computed ? [nameOf(each.key as Node) ?? textOf(each.key as Node) ?? ''] : []));
  return names.includes(NUMBER) && names.some((name) => WORK.test(name));
}

/** Does it try one number after another: a loop counts what a call in it gets, and compares with `<` what comes of that? */
export function triesNumbers(tree: ESTree.Program): boolean {
  return nodesWithin(tree).some((node) => LOOPS.has(node.type) && isSearch(node));
}

function isSearch(loop: Node): boolean {
  const body = [...nodesWithin((loop as { body: Node }).body)];
  const counted = new Set(body.flatMap((node) => countedBy(node) ?? []));
  if (loop.type === 'ForStatement' && loop.update) for (const node of nodesWithin(loop.update)) counted.add(countedBy(node) ?? '');
  const gets = (node: Node): boolean => node.type === 'CallExpression' && (node.arguments as Node[]).some((each) => nodesWithin(each).some((part) => counted.has(nameOf(part) ?? '')));
  return body.some(gets) && body.some(isGoal);
}

/** `nonce++`, `nonce += 1`, `nonce = (nonce + 1) >>> 0` */
function countedBy(node: Node): string | null {
  if (node.type === 'UpdateExpression') return nameOf(node.argument as Node);
  const name = node.type === 'AssignmentExpression' ? nameOf(node.left as Node) : null;
  if (node.type !== 'AssignmentExpression' || name === null) return null;
  return node.operator === '+=' || (node.operator === '=' && nodesWithin(node.right).some((each) => nameOf(each) === name)) ? name : null;
}

/** A condition that tells whether a number is one of those that are wanted: less than a goal, or with zeros before it. */
function isGoal(node: Node): boolean {
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && propertyName(node.callee) === 'startsWith';
  if (node.type !== 'IfStatement' && node.type !== 'ConditionalExpression' && node.type !== 'LogicalExpression') return false;
  const test = node.type === 'LogicalExpression' ? node.left : node.test;
  return nodesWithin(test).some((each) => (each.type === 'BinaryExpression' && /^[<>]=?$/.test(each.operator)) || (each.type === 'CallExpression' && /^(?:compare|lessThan|lt|lte)$/.test(each.callee.type === 'MemberExpression' ? (propertyName(each.callee) ?? '') : '')));
}
