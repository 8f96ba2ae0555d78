import type { Rule } from '../check.js';
import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from './calls.js';
import { asksOwnCloud } from './facts/cloud-clients.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Code, CodeText, Judgement, Use } from './code.js';
import type { Script } from './javascript/syntax/scripts.js';
import { CLOUD_SIGNATURE, hostIn, isRawAddress, reachOf } from './facts/places.js';

const REACHES = {
  metadata: ['low', 'medium', 'is where clouds give out the keys of a machine'],
  private: ['low', 'high', 'is an address inside of the network of whoever runs this'],
  public: ['medium', 'high', 'is a server without a name'],
  local: ['low', 'low', 'is the computer of whoever runs this'],
} as const;
/** Servers of names that everybody may ask. */
const RESOLVERS = new Set(['1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9']);
/** Groups of a network, by which devices in it find each other: whoever listens there hears it, and no router lets it out. */
const GROUP = /^(?:224\.0\.0|239\.\d{1,3}\.\d{1,3})\.\d{1,3}$|^255\.255\.255\.255$/;
/** What loads from an address, and programs that get one. */
const LOADS = /^(?:importScripts|import|module:child_process(?:[.(].*)?|py:(?:subprocess|os)(?:\..+)?)$/;
const STARTS = /^module:child_process(?:[.(]|$)/;
/** What loads a module, which is one that nobody knows where its name is not. */
const MODULES = /^(?:require|import|importScripts)$/;
/** Bytes; in a larger script, being together says nothing. */
const LARGEST_TOGETHER = 50_000;
/** Clients that take the host apart from the rest of an address. */
const CLIENT = /^(?:module:|py:)/;
const HELP = 'Use the name of a server, or let users enter the address in the settings.';

/**
 * An address without a name says nothing about who is behind it; those of a private network are nobody else’s business.
 * It is grave where something connects to it, and a hint in other texts (tests, examples, parsers). Clients of clouds ask the
 * metadata service for the keys that they then use, so that it is grave only where its answer is sent to another server.
 * Groups by which devices of one network find each other are low. A `host` or `hostname` of an object is a hint in a package in which no client is seen that takes one, where the script writes
 * it within an address, too, as tests of parsers do, where a large script names a host of a private network, or where the package could tell such a host only to programs that it starts. The same for the
 * metadata service in a large script that signs requests to the cloud with its keys: a bundled client; and in a small one that knows the settings of the cloud and names no other server.
 */
export const rule: Rule = {
  id: 'raw-address',
  code: 'NET-04',
  version: 13,
  title: 'Addresses written as numbers',
  why: 'An address without a name says nothing about who is behind it, and those of private networks are nobody else\'s business.',
  sections: true,
  run: (pkg) => judgeCode(rule.id, pkg, { use: judgeUse, text: (text, code) => judge(text.shape, isOption(text) && (hasClient(pkg) || !isParsed(text, code, pkg)) && !isOfClient(text, code, pkg) && !isOfProgram(text, pkg), () => asksOwnCloud(code, pkg)) }),
};

/** A host in the options of a request is kept as an address of no protocol. */
function isOption({ shape }: CodeText): boolean {
  return shape.startsWith('tcp://');
}

const known = new WeakMap<Package, boolean>();

/** Is code seen in the package that takes options with a host, or that loads nobody knows what? */
function hasClient(pkg: Package): boolean {
  const answer = known.get(pkg) ?? codeOf(pkg).some(({ uses }) => uses.some((use) => CLIENT.test(use.what) && (isSender(use) || LOADS.test(use.what))));
  known.set(pkg, answer);
  return answer;
}

/** Is the host of these options part of an address in the same script, or one of a private network in a script in which much is together? */
function isParsed({ shape }: CodeText, code: Code, pkg: Package): boolean {
  const host = hostIn(shape)?.host ?? '';
  if (code.texts.some((other) => !isOption(other) && other.shape.includes('://') && ['/', '@'].some((before) => other.shape.toLowerCase().includes(before + host)))) return true;
  return reachOf(host) === 'private' && (pkg.files.find(({ path }) => path === code.path)?.size ?? 0) > LARGEST_TOGETHER;
}

/** Is it a host of a private network in a package that has no client and loads nothing but what it has itself, so that only programs which it starts may be told of it? What those get is told of the call. */
function isOfProgram(text: CodeText, pkg: Package): boolean {
  if (!isOption(text) || reachOf(hostIn(text.shape)?.host ?? '') !== 'private' || Object.keys(pkg.manifest.dependencies).length > 0) return false;
  const uses = codeOf(pkg).flatMap((code) => code.uses);
  return uses.some(({ what }) => STARTS.test(what)) && !uses.some((use) => (CLIENT.test(use.what) && isSender(use)) || (MODULES.test(use.what) && (use.arguments[0]?.constant ?? null) === null));
}

/** The setting by which a container is told where its keys are. */
const KEYS_OF_CONTAINER = /^AWS_CONTAINER_CREDENTIALS_(?:RELATIVE|FULL)_URI$/;

/** Is it the metadata service in a bundle that has a whole client of the cloud in it? What becomes of the answer is told by what is sent. */
function isOfClient({ shape }: CodeText, code: Code, pkg: Package): boolean {
  if (reachOf(hostIn(shape)?.host ?? '') !== 'metadata' || (pkg.files.find(({ path }) => path === code.path)?.size ?? 0) <= LARGEST_TOGETHER) return false;
  const mentions = (code as Partial<Script>).mentions;
  return mentions?.texts.has(CLOUD_SIGNATURE) === true && [...mentions.names].some((name) => KEYS_OF_CONTAINER.test(name));
}

function judge(shape: string, connects: boolean, isClient = () => false): Judgement {
  const host = hostIn(shape)?.host;
  const reach = host ? reachOf(host) : null;
  if (!host || !reach) return null;
  if (GROUP.test(host)) return { severity: 'low', message: `\`${host}\` is everybody who listens in the network of whoever runs this`, help: HELP };
  const [named, reached, does] = REACHES[reach];
  const severity = RESOLVERS.has(host) || (reach === 'metadata' && connects && isClient()) ? 'low' : connects ? reached : named;
  return { severity, message: `\`${host}\` ${does}`, help: HELP };
}

function judgeUse(use: Use, code: Code): Judgement {
  if (use.how !== 'call' || !(isSender(use) || LOADS.test(use.what))) return null;
  const shapes = use.arguments.map(({ shape }) => (shape.includes('.') && isRawAddress(shape) ? `tcp://${shape}` : shape));
  const hosts = shapes.flatMap((shape) => hostIn(shape)?.host ?? []);
  if (use.arguments.some(({ flows }) => flows.includes('network') || flows.includes('asked')) && hosts.some((host) => reachOf(host) === null) && namesMetadata(code)) {
    return { severity: 'high', message: 'an answer goes to a server, in a script that asks a cloud for the keys of a machine', help: 'Send nothing that users did not enter for that purpose.' };
  }
  const judgements = shapes.flatMap((shape) => judge(shape, true) ?? []);
  return judgements.find(({ severity }) => severity === 'high') ?? judgements[0] ?? null;
}

const namesMetadata = once(({ texts }) => texts.some(({ shape }) => reachOf(hostIn(shape)?.host ?? '') === 'metadata'));
