import type { Package } from '#libs/manifest/manifest.js';
import { nodesWithin } from './javascript/syntax/children.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { isPage } from './javascript/syntax/sources.js';
import { readAgain } from './javascript/syntax/trees.js';
import type { Node } from './javascript/syntax/tree.js';
import { jsonObject } from './json-object.js';
import { hostIn, namesStranger } from './facts/places.js';
import { decode, extensionOf } from './text.js';

/** A page may be in pieces: its words stand in a file of data, its script in a file of its own, and the server that it is for in the manifest. */

/** UTF-16 units of a file of data that are read, and objects in it, one in the other. */
const MOST_READ = 64 * 1024;
const DEEPEST = 4;

/** Does a script that this one names, as the script of its page, hand something that it was told to a frame? */
export function postsByScript(pkg: Package, { mentions }: Script, large: ReadonlySet<string>): boolean {
  const isNamed = (path: string): boolean => [...(mentions?.texts ?? [])].some((text) => text !== '' && (path === text || path.endsWith(`/${text.replace(/^\.?\//, '')}`)));
  return scriptsOf(pkg).some((each) => !large.has(each.path) && !isPage(each.path) && each.mentions?.names.has('postMessage') === true && ['contentWindow', 'frames'].some((name) => each.mentions!.names.has(name)) && isNamed(each.path) && nodesWithin(readAgain(pkg, each.path) ?? EMPTY).some(posts));
}

const EMPTY: Node = { type: 'EmptyStatement' };

/** `frame.contentWindow.postMessage(message, origin)`: what is only known when it runs, to whoever has that origin. */
function posts(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier' || node.callee.property.name !== 'postMessage') return false;
  const [message, origin] = node.arguments;
  return message !== undefined && origin !== undefined && nodesWithin(message).some((each) => each.type === 'Identifier' || each.type === 'ThisExpression') && !(message.type === 'ObjectExpression' && message.properties.every((each) => each.type === 'Property' && (each.value as Node).type === 'Literal'));
}

/** Texts for the gaps of a page that scripts of its package load from files of data, by the names that the script of the page has for them. */
export function wordsOf(pkg: Package, { mentions }: Script, text: string, group: readonly Script[]): string {
  if (!text.includes(UNKNOWN) || !mentions) return '';
  const named = new Set(group.flatMap((each) => [...(each.mentions?.specifiers ?? []), ...(each.mentions?.texts ?? [])]).filter((each) => each.endsWith('.json')).map((each) => each.slice(each.lastIndexOf('/') + 1)));
  const data = pkg.files.filter(({ path }) => extensionOf(path) === '.json' && path !== 'package.json' && named.has(path.slice(path.lastIndexOf('/') + 1)));
  return data.flatMap(({ bytes }) => textsUnder(Object.fromEntries(jsonObject(decode(bytes).slice(0, MOST_READ))), mentions.names)).join('\n');
}

function textsUnder(value: unknown, names: ReadonlySet<string>, depth = 0): string[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([name, each]) => (typeof each === 'string' ? (names.has(name) ? [each] : []) : textsUnder(each, names, depth + 1)));
}

/** Hosts of addresses in the manifest of an extension, where its scripts ask for them by their names: `context.extension.packageJSON.homepage`. */
export function hostsInManifest(pkg: Package, group: readonly Script[]): string[] {
  if (!group.some(({ mentions }) => mentions?.names.has('packageJSON') || [...(mentions?.specifiers ?? [])].some((each) => /(?:^|\/)package\.json$/.test(each)))) return [];
  const isAsked = (name: string): boolean => group.some(({ mentions }) => mentions?.names.has(name));
  return Object.entries(pkg.manifest.original).flatMap(([name, value]) => (typeof value === 'string' && isAsked(name) && namesStranger(value) ? [hostIn(value)!.host] : []));
}
