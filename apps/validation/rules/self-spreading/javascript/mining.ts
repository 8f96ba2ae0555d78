import type { ESTree } from 'meriyah';
import { nameOf, propertyName, textOf } from '../../obfuscation/shapes.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { propertyOf } from '../../javascript/syntax/expressions.js';
import type { Mentions } from '../../javascript/syntax/mentions.js';
import { parseScript } from '../../javascript/syntax/tree.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What a pool asks back: which work it was, and the number that was found for it. */
const WORK = /^(?:job|job_?id|work_?id)$/i;
const NUMBER = 'nonce';
const WORK_AND_NUMBER = /\bnonce=[^]*\b(?:job|work)(?:_?id)?=|\b(?:job|work)(?:_?id)?=[^]*\bnonce=/i;
/** Whom the coins are for. */
const PAID = /(?:login|wallet|worker|\brig|payout)/i;
/** The words of a protocol, which carry all of that without names. */
const PROTOCOL = ['mining.submit', 'mining.authorize', 'mining.subscribe', 'mining.notify'];
const FEWEST_OF_PROTOCOL = 2;
const MOST_OF_PARAMS = 200;
/** What a text has that is the script of a worker, and UTF-16 units of one that is read. */
const OF_WORKER = /\b(?:onmessage|postMessage|parentPort|addEventListener)\b/;
const LOOPS_IN_TEXT = /\b(?:for|while|do)\b/;
const LONGEST = 64 * 1024;
const LOOPS: ReadonlySet<string> = new Set(['ForStatement', 'WhileStatement', 'DoWhileStatement']);

/** May a script hand in work, by the words in it? Asked before its tree is read. */
export function mayHandIn(text: string): boolean {
  return (text.includes(NUMBER) && PAID.test(text)) || text.includes('mining.');
}

/** Does it hand in a number that was found for the work of a pool, with whom that is for? */
export function handsInWork(tree: ESTree.Program, { texts }: Mentions): boolean {
  if (PROTOCOL.filter((word) => texts.has(word)).length >= FEWEST_OF_PROTOCOL || logsInAndSubmits(tree, texts)) return true;
  return nodesWithin(tree).some((node) => namesWork(node) || inWorker(node).some(namesWork) || (node.type === 'TemplateLiteral' ? WORK_AND_NUMBER.test(node.quasis.map(({ value }) => value.cooked ?? '').join('')) : WORK_AND_NUMBER.test(textOf(node) ?? '')));
}

/** `{ method: 'login', … }` and `{ method: 'submit', params: { id, nonce } }`: the protocol of a pool whose words are those of others. */
function logsInAndSubmits(tree: ESTree.Program, texts: ReadonlySet<string>): boolean {
  if (!texts.has('login') || !texts.has('submit')) return false;
  return nodesWithin(tree).some((node) => {
    if (node.type !== 'ObjectExpression') return false;
    const [method, params] = [propertyOf(node, 'method'), propertyOf(node, 'params')];
    return method?.type === 'Literal' && method.value === 'submit' && params !== undefined && params !== null && nodesWithin(params, MOST_OF_PARAMS).some((each) => each.type === 'Property' && memberNameOf(each) === NUMBER);
  });
}

function memberNameOf({ key, computed }: ESTree.Property): string {
  return computed ? '' : (nameOf(key as Node) ?? textOf(key as Node) ?? '');
}

/** `{ job_id: …, nonce: … }` */
function namesWork(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const names = (node.properties as Node[]).flatMap((each) => (each.type === 'Property' ? [memberNameOf(each)] : []));
  return names.includes(NUMBER) && names.some((name) => WORK.test(name));
}

/** Does it try one number after another: a loop counts what a call in it gets, and compares with `<` what comes of that, here or in the script of a worker that stands in a text? */
export function triesNumbers(tree: ESTree.Program): boolean {
  return nodesWithin(tree).some((node) => [node, ...inWorker(node)].some((each) => LOOPS.has(each.type) && isSearch(each)));
}

/** The text of a node, where that may be the script of a worker in which numbers are tried: names for what is not known of it. */
function codeOfWorker(node: Node): string | null {
  const code = node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked ?? '').join('_') : node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
  return code.length <= LONGEST && OF_WORKER.test(code) && LOOPS_IN_TEXT.test(code) ? code : null;
}

/** Does the script of a worker that stands in a text reach a server itself? */
export function sendsInWorker(tree: ESTree.Program): boolean {
  return nodesWithin(tree).some((node) => inWorker(node).some((each) => (each.type === 'NewExpression' || each.type === 'CallExpression') && /^(?:WebSocket|fetch|XMLHttpRequest|EventSource)$/.test(nameOf(each.callee as Node) ?? '')));
}

/** The nodes of the script of a worker that a text is; none for another text. */
function inWorker(node: Node): readonly Node[] {
  const code = codeOfWorker(node);
  const tree = code === null ? null : parseScript('worker.js', code, false);
  return tree !== null && !('reason' in tree) ? nodesWithin(tree) : [];
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
  return nodesWithin(test).some((each) => (each.type === 'BinaryExpression' && (/^[<>]=?$/.test(each.operator) || isZeroBefore(each))) || (each.type === 'CallExpression' && /^(?:compare|lessThan|lt|lte)$/.test(each.callee.type === 'MemberExpression' ? (propertyName(each.callee) ?? '') : '')));
}

/** `hash[0] === 0`: a byte of what comes of it is zero. */
function isZeroBefore({ operator, left, right }: ESTree.BinaryExpression): boolean {
  return /^===?$/.test(operator) && left.type === 'MemberExpression' && left.computed && left.property.type === 'Literal' && typeof left.property.value === 'number' && right.type === 'Literal' && right.value === 0;
}
