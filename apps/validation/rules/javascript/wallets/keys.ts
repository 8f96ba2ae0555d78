import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { propertyOf, withoutWrapping, writtenAt } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from '../syntax/scope.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import { lastName, TakenNames, wholeOf } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';

/** What may tell that something is a key, and where it stands. */
export interface MayTakeKey {
  node: ESTree.CallExpression | ESTree.NewExpression | ESTree.ObjectExpression;
  scope: Scope;
}

/** What takes a private key, or the words that make it, before anything else: names that only libraries of wallets have. */
const TAKES = /^(?:fromSecretKey|from(?:Raw)?PrivateKey|fromMnemonic|from(?:Seed)?Phrase|fromWIF|fromMasterSeed|privateKeyTo(?:Account|Address)|mnemonicTo(?:Account|Seed|SeedSync|Entropy|PrivateKey|SecretKey|WalletKey|MiniSecret)|validateMnemonic|addFrom(?:Mnemonic|Uri)|keyFromPrivate|keyPairFrom(?:SecretKey|Seed)|deriveKey[pP]air(?:FromSeed)?|createPrivateKey|(?:[A-Z]\w{0,20})?PrivateKey|createKeyPair(?:Signer)?From(?:PrivateKey)?Bytes)$/;
/** The same of names that others have as well, by what they are members of. */
const MAKES = /^(?:from\w{1,20}|getPublicKey(?:Async)?)$/;
const MAKES_OF = /(?:^|\.)(?:(?:\w{0,20}[kK]ey[pP]air|\w{0,24}Wallet|[bB][iI][pP]32|HDKey|HDNode)\.from(?:Secret|Seed|Entropy|Key|String)|\w{0,20}PrivateKey\.from\w{1,20}|(?:ed25519|secp256k1|schnorr)\.getPublicKey(?:Async)?)$/;
/** Names of options by which a private key is given to what is made. */
const OPTIONS = ['privateKey', 'mnemonic'];
/** `importKey('pkcs8', key)`: the format that only private keys have. */
const PRIVATE_FORMAT = 'pkcs8';
/** What makes the words of a wallet, or what its keys are derived from. */
const GIVES_KEY = /^(?:generateMnemonic|entropyToMnemonic|mnemonicToSeed(?:Sync)?|mnemonicToEntropy|generatePrivateKey)$/;
/** The same of classes, whose names others have as well, and the libraries that they are of. */
const CLASSES = /^(?:Wallet|SigningKey|BaseWallet)[\d$_]{0,4}$/;
const LIBRARIES = /^(?:module:)?(?:ethers(?:$|\/)|@ethersproject\/|xrpl$|tronweb$|@coral-xyz\/anchor$|@project-serum\/anchor$|zksync-)/;
/** What gives a pair of keys. */
const GIVES_PAIR = /(?:^|\.)(?:Keypair\.(?:generate|from\w{1,30})|keyPair(?:\.from\w{1,30})?|generateKeyPairSync)$/;
/** Members that halves of a pair of keys are written as. */
const SECRET_HALF = /^(?:secret|private)_?key$/i;
const PUBLIC_HALF = /^(?:public_?key|address)$/i;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;
/** Expressions that may be one pair of keys. */
const MOST_PAIRS = 50;
/** Calls one around the other that make a list of words. */
const DEEPEST = 4;

/** May this be a call of a library of wallets that takes a key, or one that counts the words of a phrase? By names alone. */
export function mayTakeKey({ callee, arguments: [key] }: ESTree.CallExpression | ESTree.NewExpression): boolean {
  const name = key ? lastName(callee) : null;
  return name !== null && (TAKES.test(name) || CLASSES.test(name) || isOfPair(name, callee) || (name === 'importKey' && isPrivateFormat(key)) || (key?.type === 'ObjectExpression' && OPTIONS.some((option) => propertyOf(key, option))) || (name === 'includes' && lastName(key!) === 'length'));
}

/** `Keypair.fromSeed`, `secp256k1.getPublicKey` */
function isOfPair(name: string, callee: Node): boolean {
  return MAKES.test(name) && MAKES_OF.test(memberPath(withoutWrapping(callee)));
}

function isPrivateFormat(format: Node | undefined): boolean {
  return format?.type === 'Literal' && format.value === PRIVATE_FORMAT;
}

/** `generateMnemonic()`: a call that gives the words of a wallet, or what its keys are derived from. */
export function givesKey(call: Node): boolean {
  return call.type === 'CallExpression' && GIVES_KEY.test(lastName(call.callee) ?? '');
}

/** Is this the name of the half of a pair of keys that nobody else may know? */
export function isSecretHalf(key: Node): boolean {
  return SECRET_HALF.test(lastName(key) ?? '');
}

/** `{ publicKey: …, secretKey: … }`: does the public half stand beside the secret one? */
export function writesPair({ properties }: ESTree.ObjectExpression): boolean {
  return properties.some((each) => each.type === 'Property' && PUBLIC_HALF.test(lastName(each.key) ?? ''));
}

/** Names and fields whose values libraries of wallets get as keys, that are written down as the secret half of a pair, or whose words are counted. Found with the first question: most scripts have nothing of that. */
export class WalletKeys {
  #names: TakenNames | null = null;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly taken: readonly MayTakeKey[]) {}

  /** Is this the name, the field or the member of a key or phrase anywhere in the script? */
  has(name: Node, scope: Scope): boolean {
    return this.taken.length > 0 && (this.#names ?? this.#find()).has(name, scope);
  }

  #find(): TakenNames {
    const names = new TakenNames(this.resolver, this.stored);
    this.#names = names;
    for (const { node, scope } of this.taken) for (const key of this.#keysIn(node, scope)) names.add(key, scope);
    return names;
  }

  #keysIn(node: MayTakeKey['node'], scope: Scope): readonly Node[] {
    if (node.type === 'ObjectExpression') return node.properties.flatMap((each) => (each.type === 'Property' && isSecretHalf(each.key) ? [each.value] : []));
    const [given, second] = node.arguments;
    if (!given) return [];
    if (lastName(node.callee) === 'importKey') return second ? [second] : [];
    if (given.type === 'ObjectExpression') return OPTIONS.flatMap((name) => propertyOf(given, name) ?? []);
    if (lastName(node.callee) === 'includes') return given.type === 'MemberExpression' && countsPhrases(node, scope) ? [phraseOf(given.object, scope)] : [];
    return this.#isOfLibrary(node.callee, scope) ? [given] : [];
  }

  /** By a name that only they have, or by where the first name of the path is from. */
  #isOfLibrary(callee: Node, scope: Scope): boolean {
    const name = lastName(callee) ?? '';
    if (TAKES.test(name) || isOfPair(name, callee)) return true;
    let first = withoutWrapping(callee);
    while (first.type === 'MemberExpression') first = withoutWrapping(first.object);
    const [only, more] = first.type === 'Identifier' ? (scope.find(first.name)?.sources ?? []) : [];
    if (!only || more) return false;
    return only.how === 'import' ? LIBRARIES.test(this.resolver.constantOf(only.node, only.scope) ?? '') : this.resolver.meaningsOf(only.node, only.scope).some((meaning) => LIBRARIES.test(meaning));
  }
}

/** `[12, 24].includes(words.length)`, where the list may have a name. */
function countsPhrases({ callee }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): boolean {
  const list = callee.type === 'MemberExpression' ? writtenAt(callee.object, scope).node : callee;
  return list.type === 'ArrayExpression' && areCounts(new Set(list.elements.map(valueOf)));
}

/** What a list of words is made of: `words(phrase)`, `tidy(phrase).split(' ')`, also under a name. */
function phraseOf(list: Node, scope: Scope): Node {
  let whole = writtenAt(list, scope).node;
  for (let depth = 0; depth < DEEPEST && whole.type === 'CallExpression'; depth++) {
    const [first] = whole.arguments;
    const next = whole.callee.type === 'Identifier' && first ? first : wholeOf(whole);
    if (!next) break;
    whole = withoutWrapping(next);
  }
  return whole;
}

/** Is this what gives a pair of keys, by its name, or what the public half is written of as only wallets write it, so that its member is the secret one? */
export function isPairOfKeys(pair: Node, scope: Scope, stored: StoredValues): boolean {
  const inner = withoutWrapping(pair);
  return (inner.type === 'Identifier' && writesPublicHalf(inner.name, scope)) || leadsToPair({ node: inner, scope }, stored);
}

/** May a library have given this: by names, by what calls pass to functions and methods of the script, by what was put into an object, and by what a map gets back? */
function leadsToPair(asked: Pick<Source, 'node' | 'scope'>, stored: StoredValues): boolean {
  const known = pairs.get(stored) ?? new Map<Node, boolean>();
  pairs.set(stored, known);
  const answer = known.get(asked.node) ?? findsPair(asked, stored);
  known.set(asked.node, answer);
  return answer;
}

/** What was asked of each script: every name in it is asked about many times. */
const pairs = new WeakMap<StoredValues, Map<Node, boolean>>();

function findsPair(asked: Pick<Source, 'node' | 'scope'>, stored: StoredValues): boolean {
  const open = [asked];
  const seen = new Set<Node>();
  for (let next = open.pop(); next && seen.size < MOST_PAIRS; next = open.pop()) {
    const inner = withoutWrapping(next.node);
    if (seen.has(inner)) continue;
    seen.add(inner);
    if (inner.type === 'CallExpression' && GIVES_PAIR.test(memberPath(withoutWrapping(inner.callee)))) return true;
    open.push(...sourcesOf(inner, next.scope, stored).filter(({ how, keys }) => keys.length === 0 && (how === 'value' || how === 'passed')));
  }
  return false;
}

/** Of a name, of `o.name` and `this.name`, and of `map.get(name)`, what was put there. */
function sourcesOf(node: Node, scope: Scope, stored: StoredValues): readonly Source[] {
  if (node.type === 'Identifier') return scope.find(node.name)?.sources ?? [];
  const member = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && lastName(node.callee) === 'get' ? withoutWrapping(node.callee.object) : node;
  if (member.type === 'Identifier') return allOf(stored, scope.find(member.name), null);
  if (member.type !== 'MemberExpression') return [];
  const name = lastName(member);
  if (name === null) return [];
  if (member.object.type === 'ThisExpression') return stored.field(name).map(({ source }) => source);
  return member.object.type === 'Identifier' ? allOf(stored, scope.find(member.object.name), name) : [];
}

function allOf(stored: StoredValues, binding: Binding | null, name: string | null): readonly Source[] {
  return binding ? stored.into(binding, name).map(({ source }) => source) : [];
}

/** `pair.publicKey.toBase58()`, in the function that the name stands in. */
function writesPublicHalf(name: string, scope: Scope): boolean {
  let around: Scope | null = scope;
  while (around && !around.callable) around = around.parent;
  const body = around?.callable?.body;
  return body ? ownersOfPublicHalves(body).has(name) : false;
}

/** Body of a function → names of what the public half is written of in it. */
const known = new WeakMap<Node, ReadonlySet<string>>();

/** Asked for each name of a function: it is gone through once. */
function ownersOfPublicHalves(body: Node): ReadonlySet<string> {
  const found = known.get(body);
  if (found) return found;
  const names = new Set<string>();
  for (const node of nodesWithin(body, MOST_NODES)) {
    if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier' || node.property.name !== 'toBase58') continue;
    const path = memberPath(node);
    if (path.endsWith('.publicKey.toBase58')) names.add(path.slice(0, -'.publicKey.toBase58'.length));
  }
  known.set(body, names);
  return names;
}

/** Is this what a function of the script answers that counts whether there are 12 or 24 of something, as there are words in the phrase of a wallet? */
export function isCountedPhrase(list: Node, scope: Scope): boolean {
  if (list.type !== 'Identifier') return false;
  const { node: asked, scope: around } = writtenAt(list, scope);
  if (asked.type !== 'CallExpression' || asked.callee.type !== 'Identifier') return false;
  const [only, more] = around.find(asked.callee.name)?.sources ?? [];
  return only !== undefined && !more && isCallable(only.node) && only.node.body !== null && countsWords(only.node.body as Node);
}

/** `[12, 24].includes(list.length)`, `list.length !== 12 && list.length !== 24` */
function countsWords(body: Node): boolean {
  const counts = new Set<unknown>();
  for (const node of nodesWithin(body, MOST_NODES)) {
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && lastName(node.callee) === 'includes' && node.callee.object.type === 'ArrayExpression' && node.arguments[0] && lastName(node.arguments[0]) === 'length') for (const each of node.callee.object.elements) counts.add(valueOf(each));
    if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator) && lastName(node.left as Node) === 'length' && node.right.type === 'Literal') counts.add(node.right.value);
  }
  return areCounts(counts);
}

function areCounts(counts: ReadonlySet<unknown>): boolean {
  return counts.has(12) && counts.has(24) && [...counts].every((each) => WORDS.has(each));
}

function valueOf(element: Node | null): unknown {
  return element?.type === 'Literal' ? element.value : null;
}

/** How many words a phrase may have; a list of some length may be empty, too. */
const WORDS: ReadonlySet<unknown> = new Set([0, 12, 15, 18, 21, 24]);
