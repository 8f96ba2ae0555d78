import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from '../calls.js';
import { opensChats } from './chat-sessions.js';
import type { Judgement, Use } from '../code.js';
import { ownersIn } from '../javascript/flows/flow-sets.js';
import type { Flow } from '../javascript/flows/flow-sets.js';
import { isNameOfLogin } from '../javascript/flows/logins.js';
import type { OfInterest } from '../javascript/names/own-functions.js';
import { readProgram } from '../javascript/names/reading.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { sendingFunctions } from '../javascript/flows/sending-functions.js';
import type { CountsHosts } from '../javascript/flows/sending-functions.js';
import { knownOf } from '../javascript/syntax/sources.js';
import type { Files } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { foreignLogin } from './logins-elsewhere.js';
import { hostIn, namesStranger, reachOf } from '../facts/places.js';
import { Report } from '../report.js';
import { isHostOf, nameOfOwner } from '../facts/secrets.js';
import { weighed } from '../reach.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';
import type { Finding } from '../../check.js';

/** What nobody hands to a function that sends it to one server, whatever that function is for. */
const TAKEN = new Map<Flow, string>([
  ['environment', 'all environment variables'],
  ['credentials', 'a file with credentials'],
  ['settings', 'a file with settings of a project'],
  ['wallet key', 'a private key, or the words that make it'],
  ['keyboard', 'pressed keys or passwords'],
  ['clipboard', 'the clipboard'],
  ['typed', 'what somebody types in an editor'],
  ['chat session', 'what a library of chats logs in with'],
  ['host secrets', 'all secrets that the host keeps'],
]);
const HELP = 'Send nothing that users did not enter for that purpose.';
const HEARD: Judgement = { severity: 'high', message: 'a function of another script hears what somebody opens or types in an editor, and sends it to a server that is named there', help: HELP };
/** Modules that make something of a password which does not tell it, and how their functions are called. */
const OF_PASSWORDS = /^(?:@node-rs\/)?(?:bcrypt(?:js|-nodejs)?|argon2|scrypt(?:-kdf|-js)?|pbkdf2(?:-password)?|password-hash)$/;
const WITH_PASSWORD = /^(?:hash|compare|verify|encrypt|check|kdf)(?:Sync|Async|Password)?$/;

type Sending = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * In small scripts: what is private and handed to a function of another script, which sends all of it to a server that is named there; and
 * passwords that somebody gives a library to hash, which sends them.
 */
export function judgeHandedData(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  judgeSessions(pkg, files, report);
  const sending = sendingScripts(pkg, files);
  for (const script of sending.size > 0 ? scriptsOf(pkg) : []) {
    if (hashesPasswords(script, sending.get(script.path))) report.add({ ...weighed(pkg, script.path, { severity: 'high', message: 'a password that is to be hashed is sent to a server that is named here' }), help: HELP, file: script.path });
    if (largeFiles(pkg.files).has(script.path) || !script.leads.some((lead) => sending.has(lead))) continue;
    const strangers = scriptsOf(pkg).filter(({ path }) => script.leads.includes(path) && sending.has(path)).flatMap(hostsIn);
    if (mayTake(script)) judgeGiven({ pkg, script, files, sending }, (seen) => judge(seen, script) ?? judgeKey(seen, strangers) ?? judgeLogin(seen, strangers), report);
  }
  return report.findings();
}

interface Given {
  pkg: Package;
  script: Script;
  files: Files;
  sending: ReadonlyMap<string, Sending>;
}

/** What one script gives to functions of others that send it. */
function judgeGiven({ pkg, script: { path }, files, sending }: Given, ask: (use: Pick<Use, 'arguments'>) => Judgement, report: Report): void {
  const tree = readAgain(pkg, path);
  if (!tree) return;
  const text = decode(files.get(path)!.bytes);
  const places = new Places(text);
  for (const seen of readProgram(tree, text, places, asking(pkg, path, sending)).seen) {
    const judgement = seen.what === 'own listener' ? HEARD : seen.what === 'own function' ? ask(seen) : null;
    if (judgement) report.add({ ...weighed(pkg, path, judgement), file: path, ...places.at(seen.start), evidence: evidence(text, seen.start) });
  }
}

/** Owners of the keys that sessions of an editor are. */
const OF_SESSIONS = ['GitHub', 'Azure'] as const;

/** The session of an editor is handed to a function of another script, which sends it to a server that is named there and is none of its owner. */
function judgeSessions(pkg: Package, files: Files, report: Report): void {
  const large = largeFiles(pkg.files);
  const asked = scriptsOf(pkg).filter((script) => !large.has(script.path) && script.mentions?.names.has('getSession'));
  for (const owner of asked.length > 0 ? OF_SESSIONS : []) {
    const sending = sendingTo((hosts) => hosts.length > 0 && hosts.every((host) => !isHostOf(owner, host) && !isNear(host)), pkg, files);
    const ask = ({ arguments: given }: Pick<Use, 'arguments'>): Judgement => {
      const isHanded = given.some(({ flows }) => flows.includes(`secret ${owner}`));
      return isHanded ? { severity: 'high', message: `a function of another script sends what it gets to a server that is named there, and here it gets a session of the editor that is for ${owner}`, help: 'Use a session for requests to the service that it is for, and nothing else.' } : null;
    };
    for (const script of asked) if (script.leads.some((lead) => sending.has(lead))) judgeGiven({ pkg, script, files, sending }, ask, report);
  }
}

/** Names without which a script has nothing of that: it is not read again. */
const SOURCES = /^(?:env|clipboard|readText|readFile(?:Sync)?|createReadStream|open(?:Sync)?|findFiles|list|key(?:down|press|up)|onDid(?:Open|Change|Save)TextDocument|type)$|private|secret|mnemonic|phrase|seed|passw|wallet|creds|authState|keypair|pkcs8|signingkey|wif$/i;
/** What is counted may be the words of a wallet. */
const COUNTS_WORDS = ['split', 'length'];

function mayTake({ mentions }: Script): boolean {
  return [...(mentions?.names ?? [])].some((name) => SOURCES.test(name) || isNameOfLogin(name)) || COUNTS_WORDS.every((name) => mentions?.names.has(name));
}

function judge({ arguments: given }: Pick<Use, 'arguments'>, script: Script): Judgement {
  const flows = new Set(given.flatMap(({ flows: each }) => each));
  if (!opensChats(script)) flows.delete('chat session');
  const flow = [...TAKEN.keys()].find((each) => flows.has(each));
  return flow === undefined ? null : { severity: 'high', message: `a function of another script sends what it gets to a server that is named there, and here it gets ${TAKEN.get(flow)}`, help: HELP };
}

/** A key that is read by its name, where the scripts that send it name servers, and none of them is its owner's, nor one where people log in with it, as services that build have it with keys of GitHub. */
function judgeKey({ arguments: given }: Pick<Use, 'arguments'>, hosts: readonly string[]): Judgement {
  const owner = hosts.length === 0 || hosts.some(isNear) ? undefined : ownersIn(given.flatMap(({ flows }) => flows)).find((each) => !hosts.some((host) => isHostOf(each, host) || (each === 'GitHub' && isHostOf('CI', host))));
  return owner === undefined ? null : { severity: 'high', message: `a function of another script sends what it gets to a server that is named there, and here it gets a key of ${nameOfOwner(owner)}`, help: HELP };
}

/** What a library gets to log in with, where the scripts that send it name servers, and none of them is of its service. */
function judgeLogin({ arguments: given }: Pick<Use, 'arguments'>, hosts: readonly string[]): Judgement {
  const module = hosts.some(isNear) ? undefined : foreignLogin(given, hosts);
  return module === undefined ? null : { severity: 'high', message: `a function of another script sends what it gets to a server that is named there, and here it gets what \`${module}\` logs in with`, help: HELP };
}

function hashesPasswords({ mentions }: Script, sending: Sending | undefined): boolean {
  return sending !== undefined && [...(mentions?.specifiers ?? [])].some((name) => OF_PASSWORDS.test(name)) && [...sending].some(([name, places]) => WITH_PASSWORD.test(name) && places.has(0));
}

/** Scripts through which something goes on its way to the one that sends it. */
const MOST_BETWEEN = 2;

const known = new WeakMap<Package, ReadonlyMap<string, Sending>>();

/** By their paths, the functions of small scripts that send what they get, where a server is named, or that hand it to such a function. Found once per package. */
export function sendingScripts(pkg: Package, files: Files): ReadonlyMap<string, Sending> {
  const sending = known.get(pkg) ?? sendingTo(null, pkg, files);
  known.set(pkg, sending);
  return sending;
}

/** The same for servers that count. */
function sendingTo(counts: CountsHosts | null, pkg: Package, files: Files): ReadonlyMap<string, Sending> {
  const large = largeFiles(pkg.files);
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const sending = new Map<string, Sending>();
  const read = (script: Script): void => {
    const { path } = script;
    const tree = readAgain(pkg, path);
    const functions = tree ? sendingFunctions(tree, asking(pkg, path, sending), { isSending: sendingCalls(script, files), counts }) : null;
    if (functions && functions.size > 0) sending.set(path, functions);
  };
  for (const script of small) if (script.uses.some(isSender) && script.texts.some(({ shape }) => namesStranger(shape))) read(script);
  for (let between = 0; between < MOST_BETWEEN && sending.size > 0; between++) {
    for (const script of small) if (!sending.has(script.path) && script.leads.some((lead) => sending.has(lead))) read(script);
  }
  return sending;
}

/** The calls of a script that send something, by whatever name. */
function sendingCalls({ path, uses }: Script, files: Files): (call: Node) => boolean {
  const keyOf = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`;
  const sending = new Set(uses.flatMap((use) => (use.how === 'call' && (isSender(use) || use.what === 'request body') ? [keyOf(use)] : [])));
  const places = new Places(decode(files.get(path)!.bytes));
  return ({ start }) => start !== undefined && sending.size > 0 && sending.has(keyOf(places.at(start)));
}

function asking(pkg: Package, from: string, sending: ReadonlyMap<string, Sending>): OfInterest {
  return (specifier, name) => knownOf(pkg, from, specifier, (path) => sending.get(path)?.get(name));
}

function hostsIn({ texts }: Script): string[] {
  return texts.flatMap(({ shape }) => hostIn(shape)?.host ?? []);
}

function isNear(host: string): boolean {
  return ['local', 'private'].includes(reachOf(host) ?? '');
}
