import { fileNameOf, isBareRoot, isInPackage, reachOfPath, stepsUp } from '../../facts/folders.js';
import { STARTED_FILE } from '../../facts/places.js';
import { ownerOfVariable } from '../../facts/secrets.js';
import { UNKNOWN } from '../syntax/shape.js';

/**
 * Where a value may come from: hidden text, numbers of characters or bytes that were made with a key, a server (`asked`: one whose address
 * callers from elsewhere give; `memory`: by way of the memory of a WebAssembly module that it answered; `origin`: a connection to the one that the page itself is from), all environment variables, files with
 * credentials, the clipboard, keys and fields for passwords, cookies, the names of the computer and its user (`hostname`:
 * nothing but the name of the computer, as it is; `told`: what a program tells of them), the folder for temporary files, a file of settings (`.env`), the addresses that somebody opens (`visits`), what somebody opens in an editor (`documents`) and types there (`typed`), all that is in a sheet (`sheet`),
 * what is in every field of a page (`fields`), all that a page keeps (`storage`), a private key by its name (`wallet key`), all files, mails or contacts of somebody (`archive`), a password in an address, or what another request is made with (`login`);
 * a variable of the environment with a key, and whose (`secret npm`), or only its name (`named npm`).
 * Where it leads as a path: `everything` of somebody or of the computer, all `contents` of that, the whole `project` that it was started in, a file by its name (`file a.node`).
 * What whoever sends a request to a server writes into it (`requested`; `entered`: all of it, of each request), what stands in a picture, a sound, a plain text or the map of a script (`unread`).
 * What an extension of a browser keeps from one start to the next (`kept`); what an editor keeps for itself and for other extensions, where a path leaves the folder of one (`neighbours`).
 * What a host keeps secret for all its extensions (`host secrets`), what stands in its terminals (`terminal`), each thing that is copied (`copied`).
 * As a path: what a shell, a desktop or git runs by itself (`starts`), a file of an installed package (`installed`), and how many names of the path of the script itself are left (`up 2`).
 * What somebody says or does in a chat (`said`), all that was said there before (`history`), what whoever runs a bot chose, or it kept (`configured`).
 * What a library of chats logs in with (`chat session`); a key made for this, under a public key that is written in the script (`sealed`): only one who is not here can read what it is for.
 * As a path: where Python keeps the packages of all programs (`libraries`), and the source of one of them (`module`).
 * The keys by which anybody writes into channels (`webhooks`), and all that whoever runs a bot chose, whatever it is (`configuration`).
 * What a module gets to log in or pay with, and where it is used (`login at pg db.example`).
 * `opaque` beside `decoded`: nobody can read it as it was, which is not so of the escapes of addresses.
 * `lost`: it takes too long to tell.
 */
export type Flow =
  | 'decoded' | 'opaque' | 'characters' | 'network' | 'asked' | 'memory' | 'origin' | 'environment' | 'credentials' | 'clipboard' | 'keyboard' | 'cookies' | 'machine' | 'hostname' | 'told' | 'temporary' | 'settings' | 'visits' | 'documents' | 'typed' | 'sheet' | 'fields' | 'storage' | 'wallet key' | 'archive' | 'login' | 'requested' | 'entered' | 'unread' | 'kept' | 'host secrets' | 'terminal' | 'copied' | 'starts' | 'said' | 'history' | 'configured' | 'neighbours' | 'chat session' | 'sealed' | 'libraries' | 'module' | 'webhooks' | 'configuration' | 'lost'
  | `secret ${string}` | `login at ${string}` | `named ${string}` | 'everything' | 'contents' | 'project' | `file ${string}` | 'installed' | `up ${number}`;

export type Flows = ReadonlySet<Flow>;

export const NO_FLOWS: Flows = new Set();
/** How variables of the environment are written. */
const VARIABLE = /^[A-Z][A-Z\d_]*$/;
/** Names of files that one value is told to lead to. */
const MOST_FILES = 5;

/** What a value that is made of all parts may come from. */
export function joinedFlows(parts: readonly Flows[]): Flows {
  const filled = parts.filter((part) => part.size > 0);
  if (filled.length < 2) return filled[0] ?? NO_FLOWS;
  return new Set(filled.flatMap((part) => [...part]));
}

/** The same for a value that is one of the parts: of several secrets there is one, in the part that has most of them. */
export function eitherFlows(parts: readonly Flows[]): Flows {
  const joined = joinedFlows(parts);
  if (parts.length < 2 || secretsIn(joined).length < 2) return joined;
  const most = parts.map(secretsIn).reduce((best, each) => (each.length > best.length ? each : best));
  return new Set<Flow>([...[...joined].filter((flow) => !isSecret(flow)), ...most]);
}

/** What something is that has these in it: the name of the computer with anything around it says more than the name. */
export function madeOf(flows: Flows): Flows {
  return flows.has('hostname') ? new Set([...flows].map((flow) => (flow === 'hostname' ? 'machine' : flow))) : flows;
}

/** What stands in the memory of a module of WebAssembly that is made of this. */
export function inMemory(flows: Flows): Flows {
  return flows.has('network') ? new Set([...flows].map((flow) => (flow === 'network' ? 'memory' : flow))) : flows;
}

/** What one element of a list may come from. */
export function elementFlows(list: Flows): Flows {
  const [first, ...more] = secretsIn(list);
  return first !== undefined && more.length > 0 ? new Set<Flow>([...[...list].filter((flow) => !isSecret(flow)), first]) : list;
}

/** A variable by its name; null for those that are settings. */
export function variableFlow(name: string): Flow | null {
  const owner = ownerOfVariable(name);
  return owner === null ? null : `secret ${owner}`;
}

/** What stands under these names in what is made of this: of the settings of a project, one that is asked for by its name is a setting or the key of somebody. */
export function namedOf(flows: Flows, names: readonly string[]): Flows {
  const name = flows.has('settings') ? names.find((each) => VARIABLE.test(each)) : undefined;
  if (name === undefined) return flows;
  const flow = variableFlow(name);
  return new Set<Flow>([...[...flows].filter((each) => each !== 'settings'), ...(flow ? [flow] : [])]);
}

/** A text that is the name of such a variable. */
export function nameFlows(text: string): Flows {
  const owner = ownerOfVariable(text);
  return owner === null ? NO_FLOWS : new Set<Flow>([`named ${owner}`]);
}

/** Of a variable whose name is computed, what the name is made of. */
export function variablesNamedBy(names: Flows): Flows {
  return [...names].some((flow) => flow.startsWith('named ')) ? new Set([...names].map((flow) => flow.replace(/^named /, 'secret ') as Flow)) : names;
}

/** Where paths lead. */
export function pathFlows(paths: readonly string[]): Flow[] {
  // The root beside what is not known is where a path begins, or what is answered for none.
  const isUnknown = paths.some((path) => path.includes(UNKNOWN) && reachOfPath(path) === null);
  const flows = new Set<Flow>(paths.flatMap((path) => (isUnknown && isBareRoot(path) ? [] : (reachOfPath(path) ?? []))));
  if (paths.some((path) => STARTED_FILE.test(path))) flows.add('starts');
  for (const path of paths) {
    const name = fileNameOf(path);
    if (name !== null && flows.size < MOST_FILES) flows.add(`file ${name}`);
  }
  if (paths.some(isInPackage)) flows.add('installed');
  const up = Math.max(...paths.map(stepsUp));
  if (up > 0) flows.add(`up ${up}`);
  return [...flows];
}

/** What these are made of, without where they lead as paths. */
export function withoutPaths(flows: readonly Flow[]): Flow[] {
  return flows.filter((flow) => flow !== 'everything' && flow !== 'contents' && flow !== 'starts' && flow !== 'installed' && !flow.startsWith(UP) && !flow.startsWith(FILE));
}

/** Whose keys are among these, each once. */
export function ownersIn(flows: Iterable<Flow>): string[] {
  return [...new Set(secretsIn(flows))].map((flow) => flow.slice(SECRET.length));
}

/** How many names of the path of a script are left on the way to these. */
export function stepsIn(flows: readonly Flow[]): number {
  return Math.max(0, ...flows.filter((flow) => flow.startsWith(UP)).map((flow) => Number(flow.slice(UP.length))));
}

/** Names of the files that these lead to. */
export function filesIn(flows: readonly Flow[]): string[] {
  return flows.flatMap((flow) => (flow.startsWith(FILE) ? [flow.slice(FILE.length)] : []));
}

const SECRET = 'secret ';
const FILE = 'file ';
const UP = 'up ';

function secretsIn(flows: Iterable<Flow>): Flow[] {
  return [...flows].filter(isSecret);
}

function isSecret(flow: Flow): boolean {
  return flow.startsWith(SECRET);
}
