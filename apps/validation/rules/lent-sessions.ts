import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { nodesWithin } from './javascript/children.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { readAgain } from './javascript/trees.js';
import type { Node } from './javascript/tree.js';
import { hostIn, namesStranger } from './places.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { isHostOf } from './secrets.js';
import { decode, evidence, Places } from './text.js';

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
  for (const script of owners.length > 0 ? scripts.filter(({ mentions }) => mentions?.names.has(KEY)) : []) {
    const call = lends(pkg, script, new Set(owners));
    if (!call) continue;
    const text = decode(pkg.files.find(({ path }) => path === script.path)!.bytes);
    report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'the key of somebody’s session goes to a server that is named here and is not of the service that it is for' }), help: 'Send a key to the service that it is for, and to nobody else.', file: script.path, ...new Places(text).at(call.start ?? 0), evidence: evidence(text, call.start ?? 0) });
  }
  return report.findings();
}

function ownerOf(text: string): string[] {
  return PROVIDERS.flatMap(([name, owner]) => (name.test(text) ? [owner] : []));
}

/** A call with an address that is written, of a server of none of these, and the key among what it is given. */
function lends(pkg: Package, { path, texts }: Script, owners: ReadonlySet<string>): Node | null {
  const isForeign = (text: string): boolean => {
    const host = /^https?:\/\//i.test(text) && namesStranger(text) ? hostIn(text)?.host : undefined;
    return host !== undefined && ![...owners].some((owner) => isHostOf(owner, host));
  };
  const tree = texts.some(({ shape }) => isForeign(shape)) ? readAgain(pkg, path) : null;
  if (!tree) return null;
  for (const node of nodesWithin(tree)) if (node.type === 'CallExpression' && isForeign(textOf(node.arguments[0])) && node.arguments.some(holdsKey)) return node;
  return null;
}

function textOf(node: Node | undefined): string {
  if (node?.type === 'Literal') return String(node.value);
  return node?.type === 'TemplateLiteral' ? (node.quasis[0]?.value.cooked ?? '') : '';
}

function holdsKey(argument: Node): boolean {
  for (const node of nodesWithin(argument, MOST_NODES)) if (node.type === 'Identifier' && node.name === KEY) return true;
  return false;
}
