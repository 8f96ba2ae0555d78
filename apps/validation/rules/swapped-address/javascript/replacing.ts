import type { ESTree } from 'meriyah';
import { currenciesFoundBy, currencyOf } from '../../facts/wallets.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { pairsAddress } from './wallet-pairs.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What a script does by which addresses may be swapped on their way. */
export interface Replacing {
  /** What a pattern finds is replaced by something that is no fixed text, or by an address; or a receiver, or what was copied, by an address of the script. */
  replaces: boolean;
  /** What a pattern finds is replaced by an address of the script. */
  byOwn: boolean;
  /** What pages and programs call to send something is put in another's place: `fetch`, `send`, `ethereum.request`. */
  hooks: boolean;
  /** It reads what is copied, and writes it. */
  copies: boolean;
  /** It does so by programs of the system, or a module that starts them: no page that asks for it stands in front of that. */
  byPrograms: boolean;
  /** One function reads what is copied and copies something else, which is no fixed text. */
  rewrites: boolean;
  /** It decodes texts, as those that nobody is to find in it. */
  decodes: boolean;
  /** An address of the script stands beside the pattern that finds such. */
  pairs: boolean;
  /** Of what wallets are called with, too, something is put in its place. */
  hooksWallet: boolean;
}

const SENDING = /^(?:fetch|send|open|request|sendAsync|sendTransaction|signTransaction|signAndSendTransaction|signAllTransactions|XMLHttpRequest|Response|json|text)$/;
/** Objects whose members these are. */
const SENDER = /^(?:globalThis|window|self|global|prototype|ethereum|solana|phantom|tron\w*|provider\w*|wallet\w*|Response|XMLHttpRequest)$/i;
/** Of these, what wallets are asked by, and they. */
const ASKS_WALLET = /^(?:request|send|sendAsync|sendTransaction|signTransaction|signAndSendTransaction|signAllTransactions)$/;
const WALLET = /^(?:eth|ethereum|solana|phantom|tron\w*|provider\w*|wallet\w*|signer\w*)$/i;
const RECEIVER = /^(?:to|recipient|receiver|destination|address|payTo|toAddress|to_address)$/;
const READS_COPIED = /^(?:readText|readSync|paste|getData|getSelection|clipboard_get)$/;
const WRITES_COPIED = /^(?:writeText|writeSync|copy|setData|clipboard_append)$/;
const DECODES = /^(?:fromCharCode|fromCodePoint|atob|createDecipheriv)$/;
const PROGRAM_READS = /\b(?:pbpaste|wl-paste|xclip\s[^\n]{0,40}-o|xsel|Get-Clipboard)\b/;
/** Programs that read with an option, where it stands in a list. */
const READS_BY_OPTION = /^(?:xclip|xsel)$/;
const READING = /^-(?:o|out|-output)$/;
/** Modules for scripts that run without a page, which stand for such programs. */
const OF_SYSTEM = /^(?:clipboardy|copy-paste|node-clipboardy|@napi-rs\/clipboard|@crosscopy\/clipboard)$/;
const PROGRAM_WRITES = /\b(?:pbcopy|wl-copy|xclip|xsel|clip(?:\.exe)?|Set-Clipboard)\b/;

/** Reads off a tree what it replaces and hooks, by syntax alone. */
export function replacingIn(program: ESTree.Program): Replacing {
  const own = ownNames(program);
  const found = { replaces: false, byOwn: false, hooks: false, reads: false, writes: false, decodes: false, bySystem: false, hooksWallet: false };
  const byPrograms = { reads: false, writes: false };
  const options = { program: false, reading: false };
  for (const node of nodesWithin(program)) {
    if (node.type === 'CallExpression') readCall(node, own, found);
    else if (node.type === 'NewExpression') readMade(node, found);
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') readAssignment(node.left, node.right, own, found);
    else if (node.type === 'Property' && RECEIVER.test(keyOf(node.key) ?? '')) found.replaces ||= holdsOwn(node.value, own);
    else if (node.type === 'Literal' && node.value === 'copy') found.reads = true;
    const text = textOf(node);
    options.program ||= READS_BY_OPTION.test(text);
    options.reading ||= READING.test(text);
    found.bySystem ||= OF_SYSTEM.test(text);
    byPrograms.reads ||= PROGRAM_READS.test(text) || (options.program && options.reading);
    byPrograms.writes ||= writesByProgram(text);
  }
  const copies = (found.reads || byPrograms.reads) && (found.writes || byPrograms.writes);
  return { replaces: found.replaces, byOwn: found.byOwn, hooks: found.hooks, copies, byPrograms: (byPrograms.reads && byPrograms.writes) || (copies && found.bySystem), rewrites: found.reads && found.writes && rewritesCopied(program), decodes: found.decodes, pairs: pairsAddress(program), hooksWallet: found.hooksWallet };
}

/** Nodes of a function in which what is read and what is copied belong together. */
const MOST_NODES = 400;
/** `clipboard.read()` */
const OF_CLIPBOARD = /(?:^|\.)clipboardy?\.(?:read|write)$/i;
const CLIPBOARD = /(?:^|\.)clipboardy?\.\w+$|(?:^|\.)(?:readText|writeText)$/i;

/** `copy(better(await clipboard.readText()))` in one function, or in what goes on with the answer: a button that copies and one that pastes are two. */
function rewritesCopied(program: ESTree.Program): boolean {
  for (const node of nodesWithin(program)) {
    if (isCallable(node) && node.body) {
      const calls = callsIn(node.body, (each) => !isCallable(each));
      if (calls.some(readsClipboard) && calls.some(writesClipboard)) return true;
    }
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || nameOf(node.callee) !== 'then') continue;
    if (callsIn(node.callee.object).some(readsClipboard) && node.arguments.some((each) => callsIn(each).some(writesClipboard))) return true;
  }
  return false;
}

function callsIn(root: Node, enters: (node: Node) => boolean = () => true): ESTree.CallExpression[] {
  const nodes = nodesWithin(root, MOST_NODES + 1, enters);
  return nodes.length > MOST_NODES ? [] : nodes.filter((each) => each.type === 'CallExpression');
}

function readsClipboard({ callee }: ESTree.CallExpression): boolean {
  return CLIPBOARD.test(memberPath(callee)) && READS_COPIED.test(lastOf(callee));
}

function writesClipboard({ callee, arguments: [given] }: ESTree.CallExpression): boolean {
  return given !== undefined && given.type !== 'Literal' && CLIPBOARD.test(memberPath(callee)) && WRITES_COPIED.test(lastOf(callee));
}

function lastOf(callee: Node): string {
  return memberPath(callee).replace(/^.*\./, '');
}

function textOf(node: Node): string {
  if (node.type === 'TemplateElement') return node.value.cooked ?? '';
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}

function writesByProgram(text: string): boolean {
  return text.length < 100 && PROGRAM_WRITES.test(text);
}

/** `exec("echo " + address + " | clip")` */
function tellsProgramToWrite(root: Node): boolean {
  for (const node of nodesWithin(root)) if (writesByProgram(textOf(node))) return true;
  return false;
}

type Found = { replaces: boolean; byOwn: boolean; hooks: boolean; reads: boolean; writes: boolean; decodes: boolean; bySystem: boolean; hooksWallet: boolean };

function readCall({ callee, arguments: given }: ESTree.CallExpression, own: ReadonlySet<string>, found: Found): void {
  const inner = withoutWrapping(callee);
  const name = inner.type === 'MemberExpression' ? nameOf(inner) : null;
  const [first, second, third] = given;
  found.replaces ||= given.some(tellsProgramToWrite) && given.some((each) => holdsOwn(each, own));
  const isOfClipboard = OF_CLIPBOARD.test(memberPath(inner));
  found.reads ||= name !== null && (READS_COPIED.test(name) || (isOfClipboard && name === 'read'));
  found.writes ||= isOfClipboard && name === 'write';
  found.decodes ||= DECODES.test(name ?? (inner.type === 'Identifier' ? inner.name : '')) || (name === 'from' && isDecoding(second));
  if (name === null || !first) return;
  if (WRITES_COPIED.test(name)) {
    found.writes = true;
    found.replaces ||= holdsOwn(second ?? first, own);
  }
  if ((name === 'replace' || name === 'replaceAll') && second && mayFindAddress(first)) noteValue(second, own, found);
  if ((name === 'defineProperty' || name === 'set') && third !== undefined && second?.type === 'Literal') {
    found.hooks ||= SENDING.test(String(second.value)) && isSender(first);
    found.hooksWallet ||= ASKS_WALLET.test(String(second.value)) && isWallet(first);
  }
}

/** `new Proxy(ethereum, …)` */
function readMade({ callee, arguments: [object] }: ESTree.NewExpression, found: Found): void {
  if (callee.type !== 'Identifier' || callee.name !== 'Proxy' || !object) return;
  found.hooks ||= isSender(object);
  found.hooksWallet ||= isWallet(object);
}

/** `Buffer.from(text, 'hex')` */
function isDecoding(encoding: Node | undefined): boolean {
  return encoding?.type === 'Literal' && /^(?:hex|base64(?:url)?)$/.test(String(encoding.value));
}

function readAssignment(left: ESTree.MemberExpression, right: Node, own: ReadonlySet<string>, found: Found): void {
  const name = nameOf(left) ?? '';
  if (right.type !== 'Literal') {
    found.hooks ||= SENDING.test(name) && isSender(left.object);
    found.hooksWallet ||= ASKS_WALLET.test(name) && isWallet(left.object);
  }
  if (RECEIVER.test(name)) found.replaces ||= holdsOwn(right, own);
}

/** A fixed text that is no address hides or marks one; anything else may be another one. */
function noteValue(value: Node, own: ReadonlySet<string>, found: Found): void {
  const isFixed = value.type === 'Literal' && (typeof value.value !== 'string' || currencyOf(value.value) === null);
  if (isFixed) return;
  found.replaces = true;
  found.byOwn ||= holdsOwn(value, own);
}

/** A text, or a pattern of something else, finds no address. */
function mayFindAddress(node: Node): boolean {
  if (node.type !== 'Literal') return true;
  return 'regex' in node && currenciesFoundBy(node.regex.pattern).length > 0;
}

function isSender(object: Node): boolean {
  return isNamed(object, SENDER);
}

function isWallet(object: Node): boolean {
  return isNamed(object, WALLET);
}

function isNamed(object: Node, names: RegExp): boolean {
  const inner = withoutWrapping(object);
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? nameOf(inner) : null;
  return name !== null && names.test(name);
}

/** Names that were given an address, or something with one in it. */
function ownNames(program: ESTree.Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesWithin(program)) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && node.init.type !== 'FunctionExpression' && node.init.type !== 'ArrowFunctionExpression' && holdsOwn(node.init, names)) names.add(node.id.name);
  }
  return names;
}

function holdsOwn(root: Node, own: ReadonlySet<string>): boolean {
  for (const node of nodesWithin(root)) if (node.type === 'Identifier' ? own.has(node.name) : node.type === 'Literal' && typeof node.value === 'string' && currencyOf(node.value) !== null) return true;
  return false;
}

function nameOf({ property }: ESTree.MemberExpression): string | null {
  return keyOf(property);
}

function keyOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
