import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { shapeOf } from '../javascript/pages/tagged-addresses.js';
import { isCallable } from '../javascript/syntax/scope.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { hostIn, namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { isHostOf } from '../facts/secrets.js';
import { decode, evidence, Places } from '../text.js';

/** How an editor is asked for the session of somebody, and the key that it has. */
const ASKS = 'getSession';
const KEY = 'accessToken';
/** Whose sessions editors have. */
const PROVIDERS: readonly (readonly [RegExp, string])[] = [[/^github/i, 'GitHub'], [/^microsoft/i, 'Azure']];
/** Nodes of one call that are looked at. */
const MOST_NODES = 300;

/**
 * The key of a session that an editor keeps goes to a server that is named and is not of the service where somebody has logged in: in a small script, whichever
 * one of the package asked for the session.
 */
export function judgeLentSessions(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const owners = scripts.filter(({ mentions }) => mentions?.names.has(ASKS)).flatMap(({ mentions }) => [...(mentions?.texts ?? [])].flatMap(ownerOf));
  const report = new Report(id);
  const givers = owners.length > 0 ? giversOf(pkg, scripts) : NO_GIVERS;
  for (const script of owners.length > 0 ? scripts.filter(({ mentions }) => mentions?.names.has(KEY) || [...givers].some((name) => mentions?.names.has(name))) : []) {
    const call = lends(pkg, script, new Set(owners), givers);
    if (!call) continue;
    const text = decode(pkg.files.find(({ path }) => path === script.path)!.bytes);
    report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'the key of somebody’s session goes to a server that is named here and is not of the service that it is for' }), help: 'Send a key to the service that it is for, and to nobody else.', file: script.path, ...new Places(text).at(call.start ?? 0), evidence: evidence(text, call.start ?? 0) });
  }
  return report.findings();
}

const NO_GIVERS: ReadonlySet<string> = new Set();

/** Names of functions and methods that give the key back, or an object that has it: `headers() { return { authorization: session.accessToken }; }`. One of which there are several is none, since nobody can tell which is called. */
function giversOf(pkg: Package, scripts: readonly Script[]): ReadonlySet<string> {
  const giving = new Set<string>();
  const named = new Map<string, number>();
  const trees = scripts.flatMap((script) => (script.mentions?.names.has(KEY) ? [readAgain(pkg, script.path)] : []));
  for (const node of trees.flatMap((tree) => (tree ? nodesWithin(tree) : []))) {
    const name = nameOfFunction(node);
    const body = name === null ? null : bodyOf(node);
    if (name === null || body === null) continue;
    named.set(name, (named.get(name) ?? 0) + 1);
    if (isGivenBack(body)) giving.add(name);
  }
  return new Set([...giving].filter((name) => named.get(name) === 1));
}

function nameOfFunction(node: Node): string | null {
  if (node.type === 'FunctionDeclaration') return node.id?.name ?? null;
  if (node.type === 'MethodDefinition' || node.type === 'Property') return node.key?.type === 'Identifier' && !node.computed ? node.key.name : null;
  return node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? node.id.name : null;
}

function bodyOf(node: Node): Node | null {
  const callable = node.type === 'VariableDeclarator' ? node.init : node.type === 'MethodDefinition' || node.type === 'Property' ? (node.value as Node) : node;
  return callable && isCallable(callable) ? (callable.body ?? null) : null;
}

/** Does a function give the key back, as its value or in what it returns? */
function isGivenBack(body: Node): boolean {
  if (body.type !== 'BlockStatement') return holdsKey(body, NO_GIVERS);
  return nodesWithin(body, MOST_NODES, (each) => !isCallable(each)).some((each) => each.type === 'ReturnStatement' && each.argument && !callsAny(each.argument) && holdsKey(each.argument, NO_GIVERS));
}

/** What a call gives back is made by whom it calls. */
function callsAny(node: Node): boolean {
  return nodesWithin(node, MOST_NODES).some((each) => each.type === 'CallExpression');
}

function ownerOf(text: string): string[] {
  return PROVIDERS.flatMap(([name, owner]) => (name.test(text) ? [owner] : []));
}

/** A call with an address that is written, of a server of none of these, and the key among what it is given. */
function lends(pkg: Package, { path, texts }: Script, owners: ReadonlySet<string>, givers: ReadonlySet<string>): Node | null {
  const isForeign = (text: string): boolean => {
    const host = /^https?:\/\//i.test(text) && namesStranger(text) ? hostIn(text)?.host : undefined;
    return host !== undefined && ![...owners].some((owner) => isHostOf(owner, host));
  };
  const tree = texts.some(({ shape }) => isForeign(shape)) ? readAgain(pkg, path) : null;
  if (!tree) return null;
  const names = WrittenNames.of(tree);
  for (const node of nodesWithin(tree)) if (node.type === 'CallExpression' && node.arguments[0] && isForeign(shapeOf(node.arguments[0], names)) && node.arguments.some((each) => holdsKey(each, givers))) return node;
  return null;
}

function holdsKey(argument: Node, givers: ReadonlySet<string>): boolean {
  return nodesWithin(argument, MOST_NODES).some((node) => (node.type === 'Identifier' && node.name === KEY) || (node.type === 'CallExpression' && givers.has(calledBy(node))));
}

function calledBy({ callee }: Of<'CallExpression'>): string {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : '';
}
