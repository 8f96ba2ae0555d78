import { childrenOf, type SyntaxNode } from '../../permissions/inference/python-tree.js';
import { namedIn, valuesIn, withNamed } from './named-values.js';

/** Conditions of Python that say when something is done and nothing of what: a written day, chance, each n-th time, that somebody has not paid. */

const CHANCE = /\b(?:random|randint|randrange|getrandbits|randbelow|urandom)\b/;
/** What keeps a list in an order that nobody knows, or takes some of it like that. */
const BY_CHANCE = /(?:^|\.)(?:shuffle|sample|choices?)$/;
const NOW = /\b(?:today|now|utcnow|time|localtime|gmtime)\s*\(/;
const DAY = /\b(?:date|datetime)\s*\(\s*20\d\d\b|["']20\d\d-?\d\d|\b1[789]\d{8}(?:\d{3})?\b/;
const NTH = /%\s*(?:[3-9]|\d{2,})\b/;
/** What a server says of whoever has not paid, or has no right any more. */
const UNPAID = /^[rbu]*["'](?:expired|revoked|unpaid|overdue|banned|blocked|blacklisted|denied|suspended|cancell?ed|disabled|invalid|pirated|stolen|kill|wipe|destroy|purge)["']$/i;
const IS_OTHER = /!=|\bnot\b/;
const ENCRYPTS = /(?:^|\.)(?:encrypt|encryptor|encrypt_and_digest|AESGCM|Fernet|ARC4|ChaCha20\w*|SecretBox)$|(?:^|\.)(?:AES|DES3?|Blowfish)\.new$/;
const LEAVES = new Set(['ReturnStatement', 'ContinueStatement', 'BreakStatement', 'RaiseStatement']);
/** Places of calls that lead to each other. */
const MOST_CALLS = 30;
const CALLABLES = new Set(['FunctionDefinition', 'LambdaExpression']);

/** Does a written day, chance, or how often it happened before say whether the call of Python at `start` is made? */
export function isRarely(root: SyntaxNode, text: string, start: number): boolean {
  const values = valuesIn(root, text);
  const counted = countedIn(root, text);
  return testsOf(root, start).some((test) => {
    const written = withNamed(text.slice(test.from, test.to), values);
    if (CHANCE.test(written) || comparesDay(written)) return true;
    return NTH.test(written) && namedIn(written).some((name) => counted.has(name));
  });
}

/** Does a written day say whether the call of Python at `start` is made, there or where the function around it is called? */
export function isDated(root: SyntaxNode, text: string, start: number): boolean {
  const values = valuesIn(root, text);
  const open = new Set([start]);
  // Grows while it is walked.
  for (const at of open) {
    if ([...testsOf(root, at), ...testsAtTop(root, at)].some((test) => comparesDay(withNamed(text.slice(test.from, test.to), values)))) return true;
    const around = functionsAround(root, at).at(-1);
    const name = around?.getChild('VariableName');
    if (name && open.size < MOST_CALLS) for (const call of callsOf(root, text, text.slice(name.from, name.to))) open.add(call);
  }
  return false;
}

/** What is asked around a place that stands in no function. */
function testsAtTop(root: SyntaxNode, start: number): SyntaxNode[] {
  const tests: SyntaxNode[] = [];
  for (let node: SyntaxNode | null = functionsAround(root, start).length > 0 ? null : root.resolveInner(start, 1); node; node = node.parent) if (node.name === 'IfStatement') tests.push(...testsOfIf(node));
  return tests;
}

function testsOfIf(node: SyntaxNode): SyntaxNode[] {
  const parts = childrenOf(node);
  return parts.filter((_, at) => parts[at - 1]?.name === 'if' || parts[at - 1]?.name === 'elif');
}

function comparesDay(written: string): boolean {
  return NOW.test(written) && DAY.test(written);
}

/** Where a function or a method of this name is called. */
function callsOf(root: SyntaxNode, text: string, name: string): number[] {
  return nodesIn(root).flatMap((node) => (node.name === 'CallExpression' && node.firstChild && text.slice(node.firstChild.from, node.firstChild.to).split('.').at(-1) === name ? [node.from] : []));
}

/** Does the function around the call of Python at `start` ask chance which ones are meant, or is the call made for whoever has not paid? Nobody asks for that. */
export function isAgainstAsked(root: SyntaxNode, text: string, start: number): boolean {
  if (isRarely(root, text, start) || callsIn(functionsAround(root, start).at(-1) ?? root, text).some((name) => BY_CHANCE.test(name))) return true;
  return testsOf(root, start).some((test) => {
    // Where it is left for whoever has not paid, the others get what they asked for.
    const isForOthers = (test.parent?.to ?? 0) <= start !== IS_OTHER.test(text.slice(test.from, test.to));
    return !isForOthers && nodesIn(test).some(({ name, from, to }) => name === 'String' && UNPAID.test(text.slice(from, to)));
  });
}

/** Is something made unreadable in the function around the call of Python at `start`? */
export function encrypts(root: SyntaxNode, text: string, start: number): boolean {
  const around = functionsAround(root, start).at(-1) ?? root;
  return callsIn(around, text).some((name) => ENCRYPTS.test(name)) || nodesIn(around).some((node) => node.name === 'BinaryExpression' && node.getChild('BitOp') !== null && text.slice(node.getChild('BitOp')!.from, node.getChild('BitOp')!.to) === '^');
}

/** What is asked in the functions around a place and decides whether it is reached: around it, or before it where the function or the loop is left. */
function testsOf(root: SyntaxNode, start: number): SyntaxNode[] {
  return functionsAround(root, start).flatMap((around) => nodesIn(around).flatMap((node) => {
    if (node.name === 'ConditionalExpression' && node.from <= start && start < node.to) return childrenOf(node).slice(2, 3);
    if (node.name !== 'IfStatement') return [];
    const parts = childrenOf(node);
    const isAround = node.from <= start && start < node.to;
    const leaves = node.to <= start && parts.some((part) => part.name === 'Body' && LEAVES.has(part.lastChild?.name ?? ''));
    return isAround || leaves ? testsOfIf(node) : [];
  }));
}

/** From the outside to the inside. */
function functionsAround(root: SyntaxNode, start: number): SyntaxNode[] {
  const around: SyntaxNode[] = [];
  for (let node: SyntaxNode | null = root.resolveInner(start, 1); node; node = node.parent) if (CALLABLES.has(node.name)) around.unshift(node);
  return around;
}

/** What is called in a function, as it is written. */
function callsIn(around: SyntaxNode, text: string): string[] {
  return nodesIn(around).flatMap(({ name, firstChild }) => (name === 'CallExpression' && firstChild ? [text.slice(firstChild.from, firstChild.to)] : []));
}

/** Names that are counted up. */
function countedIn(root: SyntaxNode, text: string): Set<string> {
  return new Set(nodesIn(root).flatMap((node) => (node.name === 'UpdateStatement' && node.firstChild ? namedIn(text.slice(node.firstChild.from, node.firstChild.to)) : [])));
}

/** All nodes of a tree or a part of it. */
export function nodesIn(around: SyntaxNode): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  around.cursor().iterate(({ node }) => {
    nodes.push(node);
  });
  return nodes;
}
