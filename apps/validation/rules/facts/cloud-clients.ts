import type { Package } from '#libs/manifest/manifest.js';
import type { Code } from '../code.js';
import { linkedWith } from '../javascript/flows/linked.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { hostIn, reachOf } from './places.js';
import { isHostOf } from './secrets.js';
import { decode } from '../text.js';

/** Files that clouds keep keys in, settings by which their clients are told of them, and whose domains are theirs. */
const CLOUDS = [
  { owner: 'AWS', file: /[\\/]?\.aws[\\/]/, setting: /^AWS_[A-Z_]+$/ },
  { owner: 'Google', file: /[\\/]?\.config[\\/]gcloud\b/, setting: /^(?:CLOUDSDK|GOOGLE|GCLOUD|GCE)_[A-Z_]+$/ },
  { owner: 'Azure', file: /[\\/]?\.azure[\\/]/, setting: /^(?:AZURE|IDENTITY|MSI)_[A-Z_]+$/ },
] as const;
/** Settings that a client knows at least. */
const LEAST_SETTINGS = 2;
const BEGINS_AS_ADDRESS = /^\s*(?:[a-z]+:)?\/\//i;
/** Where a sentence sends people who want to know more. */
const EXPLAINS = 'github.com';
const DECODES = ['atob', 'unescape', 'fromCharCode', 'createDecipheriv'];
const ENCODING = /["'`](?:base64(?:url)?|hex)["'`]/;
const OF_HASH = /\.digest\(\s{0,9}["'`]\w{1,9}["'`]\s{0,9}\)/g;
const BARE_IPV6 = /^tcp:\/\/([\da-f]{0,4}(?::[\da-f]{0,4}){2,7})$/i;
/** A host that is filled in where it is asked for. */
const PLACEHOLDER = /[{}]/;

/**
 * Is a script the client of the cloud whose file a text names? It knows its settings, and of the servers that it and what
 * belongs together with it name, none is a stranger's. `metadata`: nor any but those that hand out keys within the cloud, with no
 * text of the script hidden; for a script that sends something, because others have places for their files at clouds as well.
 */
export function isClientOfCloud(text: string, code: Code, pkg: Package, { metadata }: { metadata: boolean }): boolean {
  const cloud = CLOUDS.find(({ file }) => file.test(text));
  return cloud !== undefined && isClient(cloud, code, pkg, metadata);
}

/** The same where a text names the service that hands out keys. */
export function asksOwnCloud(code: Code, pkg: Package): boolean {
  return CLOUDS.some((cloud) => isClient(cloud, code, pkg, true));
}

function isClient({ owner, setting }: (typeof CLOUDS)[number], code: Code, pkg: Package, metadata: boolean): boolean {
  const group = [code, ...linkedWith(pkg, code.path)];
  const settings = new Set(group.flatMap((each) => namedIn(each).filter((name) => setting.test(name))));
  if (settings.size < LEAST_SETTINGS || (metadata && hides(code, pkg))) return false;
  const isOwn = (host: string, begins: boolean): boolean => reachOf(host) === 'metadata' || (!begins && (host === EXPLAINS || isHostOf(owner, host))) || (!metadata && CLOUDS.some((cloud) => isHostOf(cloud.owner, host)));
  let isTold = false;
  for (const { shape } of group.flatMap(({ texts }) => texts)) {
    const host = hostOf(shape);
    if (host === undefined || reachOf(host) === 'local' || (!metadata && PLACEHOLDER.test(host))) continue;
    const begins = BEGINS_AS_ADDRESS.test(shape);
    if (!isOwn(host, begins)) return false;
    isTold ||= begins;
  }
  return isTold;
}

/** Among options, an address of IPv6 stands without its brackets. */
function hostOf(shape: string): string | undefined {
  const bare = BARE_IPV6.exec(shape)?.[1];
  return bare === undefined ? hostIn(shape)?.host : `[${bare.toLowerCase()}]`;
}

function namedIn(code: Code): string[] {
  const mentions = (code as Partial<Script>).mentions;
  return mentions ? [...mentions.names, ...mentions.texts] : [];
}

/** Does it turn texts that nobody can read into others? What a hash is written in is none. */
function hides(code: Code, pkg: Package): boolean {
  const names = (code as Partial<Script>).mentions?.names;
  if (!names || DECODES.some((name) => names.has(name))) return true;
  const source = pkg.files.find(({ path }) => path === code.path);
  return names.has('Buffer') && (source === undefined || ENCODING.test(decode(source.bytes).replace(OF_HASH, '')));
}
