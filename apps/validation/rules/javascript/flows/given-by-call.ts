import { printedBy } from '../../facts/secrets.js';
import { givenByModule, givesHistory, LIST_WEBHOOKS, listsConfiguration } from '../chats/host.js';
import { makesCiphered } from '../texts/ciphered.js';
import { reveals, spellsOut } from '../texts/decoding.js';
import { leavesOwnFolder } from '../editors/folders.js';
import { sessionOf, tellsState } from '../editors/interface.js';
import { isEveryForm } from '../pages/every-form.js';
import { propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { isCookieJar, isEscaped, isMethod, isWholeStorage } from './flow-shapes.js';
import { variableFlow } from './flow-sets.js';
import type { Flow } from './flow-sets.js';
import { givenByHost } from '../host-interface.js';
import type { Meaning } from '../names/meaning.js';
import { listsArchive, listsVisits, looksForSecrets, memberPath, readsCopied, tellsKept } from '../syntax/member-paths.js';
import { isOwnPlace } from '../texts/own-places.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import { shapeOf } from '../syntax/shape.js';
import { lastName } from './taken-names.js';
import type { Node } from '../syntax/tree.js';

/** What opens text that was encrypted or packed. */
const UNPACKS = /^module:(?:crypto\.createDecipher(?:iv)?|zlib\.(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress)(?:Sync)?)$/;
/** Methods of a library that packs texts into texts, and of none besides. */
const DECOMPRESSES = ['decompressFromBase64', 'decompressFromUTF16', 'decompressFromEncodedURIComponent', 'decompressFromUint8Array'];
const UNESCAPES: ReadonlySet<Meaning> = new Set(['unescape', 'decodeURIComponent']);
const MACHINE = /^module:os\.(?:userInfo|networkInterfaces)$/;
const STARTS = /^module:child_process\.(?:exec|execFile|spawn)(?:Sync)?$/;
/** Programs that tell whose computer this is, and which. */
const TELLS_WHOSE = /^\s*(?:git(?:\.exe)?\s+(?:-\S+\s+){0,4}(?:config\s+(?:-\S+\s+){0,4}(?:user|remote|github)\.|remote\s+(?:-v|get-url|show))|whoami\b|hostname(?:\s|$)|id(?:\s+-\w+)?\s*(?:$|\0)|uname\s+-[an]|ifconfig\b|ipconfig\b|systeminfo\b|scutil\s+--get|npm(?:\.cmd)?\s+whoami)/i;
/** Programs that print what a server answers. */
const PRINTS_ANSWER = /^\s*(?:curl|https?|xh)(?:\.exe)?\s(?!(?:[^|;&]{0,300}\s)?(?:-\w{0,8}[oO]\b|--(?:output|remote-name|version|help)\b))|^\s*wget(?:\.exe)?\s(?:[^|;&]{0,300}\s)?-\w{0,4}O\s?-/;
const SEALS = 'module:crypto.publicEncrypt';
const MAKES_KEY = /^module:crypto\.(?:randomBytes|randomFillSync|generateKeySync)$/;
const PUBLIC_KEY = /^\s*-{5}BEGIN (?:RSA )?PUBLIC KEY-{5}/;
/** What asks for an input of an action. */
const ASKS_INPUT: Meaning = 'module:@actions/core.getInput';
const PASSWORD_FIELD = /type\s*=\s*["']?password/i;
/** Selectors of fields, whichever. */
const EVERY_FIELD = /^(?:form\s+)?(?:input|textarea|select)(?:\s*,|$)/i;

interface Called {
  callee: Node;
  given: readonly Node[];
  meanings: readonly Meaning[];
}

/** What a call gives that is told by what is called, and by what is written out of its arguments. */
export function givenByCall(call: Called, scope: Scope, resolver: Resolver): Set<Flow> {
  const flows = new Set<Flow>();
  const note = (flow: Flow | null): void => void (flow !== null && flows.add(flow));
  addDecoded(call, scope, resolver, note);
  addOfComputer(call, scope, note);
  if (call.meanings.some((meaning) => STARTS.test(meaning))) addPrinted(call.given.slice(0, 2).map((each) => shapeOf(each, scope, resolver)).join(' '), note);
  if (call.meanings.includes(SEALS) && isSealedKey(call.given, scope, resolver)) note('sealed');
  if (loadsAddress(call, scope, resolver)) note('network');
  addOfPage(call, scope, resolver, note);
  addOfHost(call, scope, resolver, note);
  return flows;
}

/** `Jimp.read('https://…')`, whoever it is that does so. */
function loadsAddress({ callee, given: [address], meanings }: Called, scope: Scope, resolver: Resolver): boolean {
  if (!address || meanings.length > 0 || callee.type !== 'MemberExpression') return false;
  return LOADS.test(resolver.nameOf(callee, scope) ?? '') && ADDRESS.test(resolver.constantOf(address, scope) ?? '') && resolver.returnsOf(callee, scope).length === 0;
}

/** Names of what asks an address that it is given. */
const LOADS = /^(?:read|open|get|load|fetch|download|from)(?:Image|Audio|Url|URL|Text|Json|JSON|Data|Buffer|Stream)?$/;
const ADDRESS = /^https?:\/\/[^\s/]+\.[^\s/]+\/./;

function addPrinted(command: string, note: Note): void {
  if (TELLS_WHOSE.test(command)) note('told');
  if (PRINTS_ANSWER.test(command)) note('network');
  const printed = printedBy(command);
  if (printed !== null) note(printed === 'credentials' ? printed : `secret ${printed}`);
}

/** `publicEncrypt('-----BEGIN PUBLIC KEY-----…', randomBytes(32))`: a key that is made here, for whoever has the other half of one that is written. */
function isSealedKey([lock, key]: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  if (!lock || !key) return false;
  const options = withoutWrapping(lock);
  const written = options.type === 'ObjectExpression' ? (propertyOf(options, 'key') ?? options) : options;
  const [only, more] = key.type === 'Identifier' ? (scope.find(key.name)?.sources ?? []) : [{ node: key, scope }];
  const made = only && !more ? withoutWrapping(only.node) : null;
  return made?.type === 'CallExpression' && resolver.meaningsOf(made.callee, only!.scope).some((meaning) => MAKES_KEY.test(meaning)) && PUBLIC_KEY.test(shapeOf(written, scope, resolver));
}

type Note = (flow: Flow | null) => void;

function addDecoded({ callee, given, meanings }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const decoders = meanings.filter((meaning) => UNPACKS.test(meaning) || (reveals(meaning, given.map((each) => resolver.constantOf(each, scope))) && !(UNESCAPES.has(meaning) && (isEscaped(given[0], scope) || isOwnPlace(given[0], scope, resolver)))));
  const isUnpacked = isMethod(callee, ...DECOMPRESSES);
  const isUnreadable = isUnpacked || turnsLetters(callee, given) || decoders.some((meaning) => !UNESCAPES.has(meaning));
  if (decoders.length > 0 || isUnreadable) note('decoded');
  if (isUnreadable) note('opaque');
  if (meanings.some(spellsOut) || makesCiphered(callee, given, scope, resolver)) note('characters');
}

/** `[...text].reverse().join('')`: what can be read afterwards could not before. */
function turnsLetters(callee: Node, [between]: readonly Node[]): boolean {
  const turned = isMethod(callee, 'join') && isEmptyText(between) ? ownerOf(callee) : null;
  const letters = turned?.type === 'CallExpression' && isMethod(turned.callee, 'reverse') ? ownerOf(turned.callee) : null;
  if (letters?.type === 'ArrayExpression') return letters.elements.length === 1 && letters.elements[0]?.type === 'SpreadElement';
  return letters?.type === 'CallExpression' && (memberPath(letters.callee) === 'Array.from' || (isMethod(letters.callee, 'split') && isEmptyText(letters.arguments[0])));
}

function ownerOf(callee: Node): Node | null {
  return callee.type === 'MemberExpression' ? withoutWrapping(callee.object) : null;
}

function isEmptyText(node: Node | undefined): boolean {
  return node?.type === 'Literal' && node.value === '';
}

function addOfComputer({ callee, meanings }: Called, scope: Scope, note: Note): void {
  if (meanings.some((meaning) => meaning.startsWith('navigator.clipboard.read')) || readsCopied(callee)) note('clipboard');
  if (meanings.includes('module:os.hostname')) note('hostname');
  if (meanings.some((meaning) => MACHINE.test(meaning))) note('machine');
  if (meanings.includes('module:os.tmpdir')) note('temporary');
  note(givenByHost(callee, scope));
}

function addOfPage({ callee, given: [first] }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const selector = (): string => (first ? resolver.constantOf(first, scope) : null) ?? '';
  if (isMethod(callee, 'querySelector', 'querySelectorAll') && PASSWORD_FIELD.test(selector())) note('keyboard');
  if (isMethod(callee, 'querySelectorAll', 'getElementsByTagName') && EVERY_FIELD.test(selector())) note('fields');
  if (isMethod(callee, 'serialize', 'serializeArray') && callee.type === 'MemberExpression' && isEveryForm(callee.object)) note('fields');
  if (isWholeStorage(callee, first, scope)) note('storage');
  if (isCookieJar(callee)) note('cookies');
}

/** The input of an action that is a key by its name: `npm-token` is `NPM_TOKEN`. What is called `token` alone may be the key of any service. */
function inputFlow(name: string | null): Flow | null {
  return name === null ? null : variableFlow(name.replace(/[- ]/g, '_').replace(/^repo_token$/i, 'github_token').toUpperCase());
}

/** `getInput`, also by the name that the library is imported under. */
function isInput(callee: Node, scope: Scope): boolean {
  const inner = withoutWrapping(callee);
  const first = inner.type === 'MemberExpression' ? withoutWrapping(inner.object) : inner;
  const [only] = lastName(inner) === 'getInput' && first.type === 'Identifier' ? (scope.find(first.name)?.sources ?? []) : [];
  return only?.how === 'import' && only.node.type === 'Literal' && only.node.value === '@actions/core';
}

function addOfHost({ callee, given, meanings }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const name = (): string | null => (given[0] ? resolver.constantOf(given[0], scope) : null);
  if (meanings.includes(ASKS_INPUT) || isInput(callee, scope)) note(inputFlow(name()));
  if (isMethod(callee, 'findFiles') && looksForSecrets(callee, name())) note('settings');
  if (isMethod(callee, 'getSession')) note(sessionOf(callee, name()));
  if (isMethod(callee, 'getUsedRange', 'getUsedRangeOrNullObject', 'getDataRange')) note('sheet');
  if (isMethod(callee, 'get') && (tellsKept(callee) || tellsState(callee))) note('kept');
  if (isMethod(callee, 'search') && listsVisits(callee)) note('visits');
  if (isMethod(callee, ...LIST_WEBHOOKS)) note('webhooks');
  if (listsConfiguration(callee, scope, resolver)) note('configuration');
  if (leavesOwnFolder(callee, given, scope, resolver)) note('neighbours');
  if (listsArchive(callee)) note('archive');
  if (givesHistory(callee, given, scope, resolver)) note('history');
  if (meanings.includes('require')) note(givenByModule(name()));
}
