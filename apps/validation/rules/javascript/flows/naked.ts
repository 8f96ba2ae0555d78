import type { Flow } from './flow-sets.js';
import { onlySource, operands, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import type { Logins } from './logins.js';
import { isOnTheWay } from './middleware.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import { fieldName, lastName } from './taken-names.js';
import type { Node, Of } from '../syntax/tree.js';
import { givesKey, isCountedPhrase, isPairOfKeys } from '../wallets/keys.js';
import type { WalletKeys } from '../wallets/keys.js';

/** Names that only a key to somebody's money or identity has. */
const KEY = /^[_#]?(?:private_?key|priv_?key|mnemonic|(?:seed|recovery|secret)_?phrase)$/i;
/** In a script that handles pairs of keys, this too; elsewhere it is what a service gives its clients. */
const OF_PAIR = /^[_#]?secret_?key$/i;
const PUBLIC = /^[_#]?public_?key$/i;
const PAIRS = ['bs58', 'Keypair', 'nacl', 'ed25519', 'secp256k1', 'bip39', 'PublicKey'];
/** The same in the selector or name of a field. */
const OF_FIELD = /(?:^|[#.\s"'=[_-])(?:mnemonic|priv(?:ate)?[_-]?key|(?:seed|recovery|secret)[_-]?(?:phrase|words?))/i;
const CONTENT = /^(?:value|textContent|innerText|val|text)$/;
/** What somebody else’s request is made with. */
const OF_REQUEST = /(?:^|\.)headers\.(?:authorization|cookie)$/i;
const HEADERS = /(?:^|\.)headers$/i;
const LOGIN = /^(?:authorization|cookie)$/i;
/** What a server was asked with, in the words of its frameworks. */
const OF_CALLER = /^(?:(?:ctx|context)\.)?(?:req|request)\.(?:body|query|params)$/;
/** What libraries of chats keep a login in. */
const OF_SESSION = /(?:^|\.)(?:(?:auth|authState|state)\.creds|authState)$/;
const PASSWORD = /^pass(?:word|wd)?$/i;
/** Functions by whose names a key is written as text. */
const WRITES_KEY = /^(?:to|encode|bytes_?to)?_?(?:base_?(?:58|64)|bs_?58|hex)(?:_?encode)?$/i;
/** Names of algorithms by which tokens are signed (RFC 7518, RFC 8037). */
const SIGNS = /^(?:(?:HS|RS|ES|PS)(?:256|384|512)|EdDSA)$/;
/** Calls and methods that write the same thing in another form. */
const FORMS = new Set(['stringify', 'from', 'btoa', 'encode', 'encodeURIComponent', 'escape', 'String', 'toString', 'toJSON', 'trim', 'join', 'slice', 'substring', 'split', 'splice', 'concat', 'match', 'map', 'reverse']);
/** Those that keys are written in beside: padded, as bytes, and as what a contract gets. */
const FORMS_OF_KEY = /^(?:hexlify|(?:utf8|string|convertStringTo|ascii)(?:To)?(?:Hex|Bytes)|fromUtf8|toUtf8Bytes|toBytes|hexToBytes|arrayify|getBytes|pad(?:Start|End)|zeroPad\w{0,10}|replace|replaceAll|to(?:Lower|Upper)Case|normalize|subarray|decode|encode\w{1,30})$/;
/** What is made of all that it is made with. */
const HOLDS = /^(?:Blob|Uint8Array|String|URL|URLSearchParams|Request|PublicKey)$/;
/** Of the bytes of such a key, those from here on are the public half. */
const PUBLIC_FROM = 32;
/** Characters by which somebody knows a card or a key again. */
const MOST_OF_PIECE = 8;
/** Parts of one value that are looked at, so that time stays linear. */
const MOST_PARTS = 500;

/** Calls one on the other that lead to a field. */
const MOST_CALLS = 6;

/** Is a name, a member or a property what is looked for, or (null) nothing to be looked into? */
type Wanted = (node: Node, scope: Scope) => boolean | null;

/**
 * What a value holds by its name, as it is or in another form: a private key or its words, in an address a password, outside of
 * headers those of another request, and all that a host keeps of somebody’s credentials. What is signed or encrypted with them is not: clients of everything send that.
 */
export function nakedFlows(node: Node, scope: Scope, { isAddress, stored, keys, logins }: { isAddress: boolean; stored: StoredValues; keys: WalletKeys; logins: Logins }): Flow[] {
  const flows: Flow[] = holdsWalletKey({ node, scope }, stored, keys) ? ['wallet key'] : [];
  if (holds({ node, scope }, stored, isSession)) flows.push('chat session');
  for (const place of logins.places) {
    const ofPlace = (parts: boolean): boolean => holds({ node, scope }, stored, (each, around) => (isPiece(each) || (parts && isHeader(each)) ? null : logins.has(place, each, around, parts)), 'holders');
    if (ofPlace(false) || ofPlace(true)) flows.push(`login at ${place}`);
  }
  if (holds({ node, scope }, stored, isLogin) || (isAddress && holds({ node, scope }, stored, isPassword))) flows.push('login');
  if (holds({ node, scope }, stored, isVisitors)) flows.push('entered');
  if (holds({ node, scope }, stored, isAllSettings)) flows.push('settings');
  if (isRequested(withoutWrapping(node), scope)) flows.push('requested');
  return flows;
}

/** Is this a private key, or the words that make it, or made of one? */
export function holdsWalletKey(whole: Part, stored: StoredValues, keys: WalletKeys): boolean {
  return holds(whole, stored, (each, around) => (isPublicHalf(each) ? null : isKey(each, around, stored) || givesKey(each) || isCountedPhrase(each, around) || keys.has(each, around) || isWholePair(each, around, stored)), 'pieces');
}

/** `{ Authorization: … }`: one of several options may be for another service, which is asked with it. */
function isHeader(node: Node): boolean {
  return node.type === 'Property' && /^(?:authorization|x-api-key|api-key)$/i.test(node.key.type === 'Literal' ? String(node.key.value) : (lastName(node.key) ?? ''));
}

/** `number.slice(-4)`, `number.slice(0, 6)`: what is said about a secret so that its owner knows which one is meant. */
function isPiece(node: Node): boolean {
  if (node.type !== 'CallExpression' || !/^(?:slice|substring|substr)$/.test(lastName(node.callee) ?? '')) return false;
  const [from, to] = node.arguments;
  return from?.type === 'UnaryExpression' ? to === undefined : to?.type === 'Literal' && Number(to.value) <= MOST_OF_PIECE;
}

/** `secretKey.slice(32)` */
function isPublicHalf(node: Node): boolean {
  return node.type === 'CallExpression' && /^(?:slice|subarray)$/.test(nameOf(node.callee) ?? '') && node.arguments[0]?.type === 'Literal' && node.arguments[0].value === PUBLIC_FROM;
}

/** `holders`: also what is put into a query or a form; `pieces`: a piece of what is wanted is as good as all of it; a piece of what a request was made with may be anything. */
function holds(whole: Part, stored: StoredValues, isWanted: Wanted, also: 'holders' | 'pieces' | null = null): boolean {
  const pieces = also === 'pieces';
  const open = [whole];
  const seen = new Set<Node>();
  for (let next = open.pop(); next && seen.size < MOST_PARTS; next = open.pop()) {
    const inner = withoutWrapping(next.node);
    if (seen.has(inner)) continue;
    seen.add(inner);
    const answer = isWanted(inner, next.scope);
    if (answer) return true;
    if (answer === null) continue;
    if (pieces && inner.type === 'MemberExpression' && inner.computed) open.push({ node: inner.object, scope: next.scope });
    else {
      // A list may have more elements than a call takes arguments.
      for (const part of partsOf(inner, next.scope, stored)) open.push(part);
      if (pieces || (also && inner.type === 'NewExpression')) for (const node of writtenOf(inner)) open.push({ node, scope: next.scope });
    }
  }
  return false;
}

/** What a call or `new` that writes keys in another form has got. */
function writtenOf(node: Node): readonly Node[] {
  if (node.type === 'NewExpression') return HOLDS.test(nameOf(node.callee) ?? '') ? node.arguments : [];
  if (node.type !== 'CallExpression' || !FORMS_OF_KEY.test(nameOf(node.callee) ?? '') || isSigned(node)) return [];
  return [...(node.callee.type === 'MemberExpression' ? [node.callee.object] : []), ...node.arguments];
}

/** The same values are asked for many things. */
const known = new WeakMap<StoredValues, Map<Node, readonly Part[]>>();

function partsOf(node: Node, scope: Scope, stored: StoredValues): readonly Part[] {
  const ofScript = known.get(stored) ?? new Map<Node, readonly Part[]>();
  known.set(stored, ofScript);
  const parts = ofScript.get(node) ?? partsIn(node, scope, stored);
  ofScript.set(node, parts);
  return parts;
}

function partsIn(node: Node, scope: Scope, stored: StoredValues): Part[] {
  if (node.type === 'MemberExpression') return fieldOf(node, scope, stored);
  if (node.type !== 'Identifier') return expressionsIn(node).flatMap((part) => (part ? { node: part, scope } : []));
  const binding = scope.find(node.name);
  if (!binding) return [];
  return [...binding.sources, ...stored.into(binding, null).map(({ source }) => source)].flatMap((source) => (source.how === 'value' || source.how === 'passed' ? (partIn(source) ?? []) : []));
}

/** Of `o.name` and `this.name`, what was put there. */
function fieldOf(member: Of<'MemberExpression'>, scope: Scope, stored: StoredValues): Part[] {
  const name = fieldName(member);
  if (name === null) return [];
  const { object } = member;
  const binding = object.type === 'Identifier' ? scope.find(object.name) : null;
  const put = binding ? stored.into(binding, name) : object.type === 'ThisExpression' ? stored.field(name) : [];
  return put.flatMap(({ source }) => partIn(source) ?? []);
}

/** What a name is given; of an object that is written out, `{ key: value }`, the member that it takes. */
function partIn({ node, keys: [key, more], scope }: Source): Part | null {
  if (!key) return { node, scope };
  const part = node.type === 'ObjectExpression' && !more && key.node.type === 'Identifier' && !key.computed ? propertyOf(node, key.node.name) : undefined;
  return part ? { node: part, scope } : null;
}

/** The parts of an expression that its value has in it. */
function expressionsIn(node: Node): readonly (Node | null)[] {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions;
    case 'BinaryExpression':
      return node.operator === '+' ? operands(node) : [];
    case 'ObjectExpression':
      return node.properties.map((property) => (property.type === 'Property' ? property : property.type === 'SpreadElement' ? property.argument : null));
    case 'Property':
      return [node.value];
    case 'SpreadElement':
      return [node.argument];
    case 'ArrayExpression':
      return node.elements;
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'CallExpression':
      return FORMS.has(nameOf(node.callee) ?? '') || WRITES_KEY.test(nameOf(node.callee) ?? '') ? [...(node.callee.type === 'MemberExpression' ? [node.callee.object] : []), ...(isSigned(node) ? node.arguments.slice(0, 1) : node.arguments)] : [];
    default:
      return [];
  }
}

/** `tokens.encode(claims, key, 'RS256')`: of what is signed in this way, only what is said by it can be read. */
function isSigned({ arguments: [, key, algorithm] }: Of<'CallExpression'>): boolean {
  return key !== undefined && algorithm?.type === 'Literal' && SIGNS.test(String(algorithm.value));
}

function isKey(node: Node, scope: Scope, stored: StoredValues): boolean {
  if (node.type === 'Property') return node.value.type !== 'Literal' && !node.computed && node.key.type === 'Identifier' && KEY.test(node.key.name);
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && nameOf(node.callee) === 'map') return isFoundByKey(node.callee.object, scope);
  const name = nameOf(node);
  // `wallet.mnemonic.phrase`
  if (name === 'phrase' && node.type === 'MemberExpression' && KEY.test(nameOf(node.object) ?? '')) return true;
  return isFieldOfKey(node, scope) || (name !== null && (KEY.test(name) || (OF_PAIR.test(name) && (PAIRS.some((each) => scope.find(each) !== null) || (node.type === 'MemberExpression' && isPairOfKeys(node.object, scope, stored))))));
}

/** An object that was given both halves of a pair of keys, as a whole: `pair.secretKey = …; pair.publicKey = …`, also of a class that keeps them, and what a library gives. */
function isWholePair(node: Node, scope: Scope, stored: StoredValues): boolean {
  if (node.type === 'Identifier' && isPairOfKeys(node, scope, stored)) return true;
  if ((node.type !== 'Identifier' && node.type !== 'ThisExpression') || !PAIRS.some((each) => scope.find(each) !== null)) return false;
  const binding = node.type === 'Identifier' ? scope.find(node.name) : null;
  const has = (half: RegExp, names: readonly string[]): boolean => (binding ? stored.into(binding, null).some(({ name, isWhole }) => isWhole && name !== null && half.test(name)) : node.type === 'ThisExpression' && names.some((name) => stored.field(name).length > 0));
  return (has(OF_PAIR, ['secretKey', '_secretKey']) || has(KEY, ['privateKey', '_privateKey'])) && has(PUBLIC, ['publicKey', '_publicKey']);
}

/** `document.getElementById('mnemonic').value`, `$('#private-key').val()`: what stands in a field that asks for a key. */
function isFieldOfKey(node: Node, scope: Scope): boolean {
  const member = node.type === 'CallExpression' && node.arguments.length === 0 ? node.callee : node;
  if (member.type !== 'MemberExpression' || !CONTENT.test(nameOf(member) ?? '')) return false;
  const object = withoutWrapping(member.object);
  return asksForKey(object, scope) || (object.type === 'MemberExpression' && asksForKey(object.object, scope));
}

/** Is this a field that is found by such a name, or given to a function by what is called on such fields: `fields.map((field) => …)`, `field.addEventListener('input', (event) => …)`? */
function asksForKey(field: Node, scope: Scope): boolean {
  if (field.type === 'Identifier') return (scope.find(field.name)?.sources ?? []).some(({ node, how }) => (how === 'value' || how === 'callback') && isFoundByKey(node, scope));
  return isFoundByKey(field, scope);
}

function isFoundByKey(found: Node, scope: Scope): boolean {
  let node: Node = withoutWrapping(found);
  for (let depth = 0; depth < MOST_CALLS; depth++) {
    if (node.type === 'ArrayExpression' && node.elements.length === 1 && node.elements[0]?.type === 'SpreadElement') node = node.elements[0].argument;
    else if (node.type === 'Identifier') node = onlySource(scope.find(node.name))?.node ?? node;
    else if (node.type !== 'CallExpression') return false;
    else if (node.arguments[0]?.type === 'Literal' && OF_FIELD.test(String(node.arguments[0].value))) return true;
    else if (node.callee.type === 'MemberExpression') node = memberPath(node.callee) === 'Array.from' && node.arguments[0] ? node.arguments[0] : node.callee.object;
    else return false;
  }
  return false;
}

function isLogin(node: Node, scope: Scope): boolean | null {
  if (node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === 'headers') return null;
  if (node.type === 'CallExpression') return node.callee.type === 'MemberExpression' && nameOf(node.callee) === 'getCredentials';
  if (node.type === 'Identifier') return (scope.find(node.name)?.sources ?? []).some(({ keys: [key, more], node: from }) => key !== undefined && !more && key.node.type === 'Identifier' && LOGIN.test(key.node.name) && HEADERS.test(memberPath(from)));
  if (node.type !== 'MemberExpression') return false;
  const { object, property } = node;
  return property.type === 'Literal' ? LOGIN.test(String(property.value)) && HEADERS.test(memberPath(object)) : OF_REQUEST.test(memberPath(node));
}

/** `req.body.command`, `const { command } = req.body`, one of these or something else: as it is, and no part of a command. */
function isRequested(value: Node, scope: Scope): boolean {
  let node = value;
  while (node.type === 'LogicalExpression') node = withoutWrapping(node.left);
  if (node.type === 'MemberExpression') return OF_CALLER.test(memberPath(node.object));
  const sources = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  return sources.some(({ how, keys, node: given, scope: around }) => how === 'value' && (keys.length === 0 ? given.type === 'MemberExpression' && isRequested(given, around) : keys.length === 1 && OF_CALLER.test(memberPath(given))));
}

/** Of a function that servers call on their way to the one that answers, what visitors enter. */
function isVisitors(node: Node, scope: Scope): boolean {
  return node.type === 'MemberExpression' && /^(?:req|request)\.body$/.test(memberPath(node)) && isOnTheWay(scope);
}

/** `require('dotenv').config().parsed`: all that a project keeps. */
function isAllSettings(node: Node, scope: Scope): boolean {
  if (node.type === 'Identifier') return (scope.find(node.name)?.sources ?? []).some(({ keys: [key, more], node: from }) => !more && key?.node.type === 'Identifier' && key.node.name === 'parsed' && readsSettings(from));
  if (node.type !== 'MemberExpression' || nameOf(node) !== 'parsed') return false;
  const object = withoutWrapping(node.object);
  return readsSettings(object.type === 'Identifier' ? (onlySource(scope.find(object.name))?.node ?? object) : object);
}

function readsSettings(node: Node): boolean {
  if (node.type !== 'CallExpression' || nameOf(node.callee) !== 'config' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  return object.type === 'Identifier' ? object.name === 'dotenv' : object.type === 'CallExpression' && object.arguments[0]?.type === 'Literal' && object.arguments[0].value === 'dotenv';
}

function isSession(node: Node, scope: Scope): boolean {
  if (node.type !== 'CallExpression') return node.type === 'MemberExpression' && OF_SESSION.test(memberPath(node));
  if (node.callee.type !== 'MemberExpression' || lastName(node.callee) !== 'save' || node.arguments.length > 0) return false;
  const object = withoutWrapping(node.callee.object);
  const made = object.type === 'Identifier' ? onlySource(scope.find(object.name))?.node : null;
  return lastName(object) === 'session' || (made?.type === 'NewExpression' && lastName(made.callee) === 'StringSession');
}

function isPassword(node: Node): boolean {
  return PASSWORD.test(nameOf(node) ?? '');
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed ? node.property.name : null;
}
