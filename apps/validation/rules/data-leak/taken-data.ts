import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { Carried, fieldOf, Looks } from './javascript/carried/carried.js';
import { union } from './javascript/carried/heap.js';
import { reachesServer } from './javascript/carried/outer-paths.js';
import { foreignOwners, MARKS, namedPrivate, privateCall, privateMember } from './javascript/carried/private.js';
import { CarriedReader } from './javascript/carried/reader.js';
import type { OuterCall } from './javascript/carried/heap.js';
import { sentBy } from './javascript/carried/sent.js';
import type { Sent, Told } from './javascript/carried/sent.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage, resolverOf } from '../javascript/syntax/sources.js';
import type { Files } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { answerAt } from '../javascript/flows/unread-answers.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

const HELP = 'Send nothing that users did not enter for that purpose, and let whoever uses the package say where.';
/** Names without which a script asks for nothing private, and such without which it sends nothing. */
const ASKS = /^(?:hostname|userInfo|networkInterfaces|homedir|env|loadEnv|parsed|readFile(?:Sync)?|createReadStream|openAsBlob|exec(?:File)?(?:Sync)?|spawn(?:Sync)?)$/;
const OF_CLOUD = /^https?:\/\/(?:169\.254\.|metadata\.google)/;
/** Servers of those who give machines their keys: clients log in there by them. */
const OF_CLOUDS = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|googleapis\.com|azure\.(?:com|net)|windows\.net|microsoftonline\.com|aliyuncs\.com|oraclecloud\.com)$/;
const SENDS = /^(?:fetch|sendBeacon|WebSocket|XMLHttpRequest|EventSource)$/;
const UNENDING = 'values lead to each other in more ways than can be followed, beside scripts that ask for something private and send something';
/** Bytes of scripts that are read together; of more, only those that a script loads itself. */
const MOST_TOGETHER = 150_000;
/** Bytes of scripts that are read for one package, each as often as it is. */
const MOST_READ = 400_000;
const LARGEST_JSON = 20_000;
/** Texts and objects that are looked at in what calls get; an ordinary group has some thousands. */
const MOST_LOOKED = 1_000_000;

/**
 * What is private and is carried through names, objects, functions, classes and files of a small package to a server that is named in it: whose keys,
 * files, variables and what was copied; and, where nobody reads the answer, who and where somebody is.
 */
export function judgeTaken(pkg: Package, id: string, found: readonly Finding[]): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const done = new Set<string>();
  let left = MOST_READ;
  const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path) && !isPage(path));
  const sending = new Set(scripts.filter(sends).map(({ path }) => path));
  for (const script of sending.size > 0 ? scripts.filter(asks) : []) {
    if (done.has(script.path)) continue;
    const group = groupOf(pkg, script, large, files);
    for (const path of group) done.add(path);
    if (!group.some((path) => sending.has(path)) || found.some(({ file, severity }) => file !== null && group.includes(file) && (severity === 'high' || severity === 'critical'))) continue;
    left -= sizeOf(group, files);
    if (left < 0) break;
    for (const { file, node, message } of takenIn(pkg, group, files) ?? group.flatMap((path) => takenAlone(pkg, path, files))) {
      const seen = weighed(pkg, file, { severity: 'high', message });
      // What a script sends that nothing loads is told by itself already.
      if (seen.severity !== 'high') continue;
      const text = decode(files.get(file)!.bytes);
      const place = new Places(text).at(node.start!);
      report.add({ ...seen, help: HELP, file, ...place, evidence: evidence(text, node.start!) });
    }
  }
  return report.findings();
}

function groupOf(pkg: Package, script: Script, large: ReadonlySet<string>, files: Files): string[] {
  const readable = (paths: Iterable<string>): string[] => [...paths].filter((path) => !isPage(path) && files.has(path));
  const group = readable(new Set(togetherWith(pkg, script.path, large, (paths) => sizeOf(readable(paths), files) <= MOST_TOGETHER).map(({ path }) => path)));
  if (sizeOf(group, files) <= MOST_TOGETHER) return group;
  const led = [script.path, ...script.leads.filter((path) => group.includes(path))];
  return sizeOf(led, files) <= MOST_TOGETHER ? led : [script.path];
}

function sizeOf(paths: readonly string[], files: Files): number {
  return paths.reduce((sum, path) => sum + files.get(path)!.size, 0);
}

function asks({ mentions, texts }: Script): boolean {
  return [...(mentions?.names ?? [])].some((name) => ASKS.test(name)) || texts.some(({ shape }) => OF_CLOUD.test(shape));
}

function sends({ mentions }: Script): boolean {
  if (!mentions) return false;
  return [...mentions.specifiers].some((name) => name.endsWith('child_process') || reachesServer(name.replace(/^node:/, ''))) || [...mentions.names].some((name) => SENDS.test(name));
}

interface Taken {
  file: string;
  node: Node;
  message: string;
}

/** Of one script of a group that was too much together. */
function takenAlone(pkg: Package, path: string, files: Files): Taken[] {
  const tree = readAgain(pkg, path);
  // Whoever tangles one script that much could hide anything in it.
  return takenIn(pkg, [path], files) ?? (tree ? [{ file: path, node: tree, message: UNENDING }] : []);
}

/** Null where values lead to each other in more ways than can be followed. */
function takenIn(pkg: Package, group: readonly string[], files: Files): Taken[] | null {
  const programs = new Map<string, ESTree.Program>();
  for (const path of group) {
    const tree = readAgain(pkg, path);
    if (tree) programs.set(path, tree);
  }
  const sent = new Map<unknown, Sent>();
  const told: Told = new Map();
  const look = new Looks(MOST_LOOKED);
  const json = new Map<string, Carried>();
  const reader: CarriedReader = new CarriedReader(programs, {
    called: (call: OuterCall) => {
      for (const of of call.of) {
        const each = sentBy(call, of, told, look);
        if (each) sent.set(call.node, each);
      }
      return privateCall(call, look);
    },
    named: namedPrivate,
    member: privateMember,
    load: (specifier, from) => {
      const loaded = resolverOf(pkg).all(specifier, from).map((path) => {
        if (programs.has(path)) return reader.exportsOf(path);
        const data = path.endsWith('.json') && !json.has(path) ? files.get(path) : undefined;
        if (data && data.size <= LARGEST_JSON) json.set(path, written(reader, programs.get(from)!, path, decode(data.bytes)));
        return json.get(path) ?? new Carried();
      });
      // What is known of a library by its name holds for the one that is carried as well.
      return loaded.length === 0 ? null : union(specifier.startsWith('.') ? loaded : [...loaded, Carried.outer(specifier)]);
    },
  });
  if (programs.size === 0) return [];
  if (!reader.read() || look.isSpent()) return null;
  const scripts = [...programs.values()];
  return [...sent.values()].flatMap((each) => {
    const what = toldBy(each) ?? (isQuiet(each, programs.get(each.file)!, scripts) ? whoseIn(each) : null);
    return what === null ? [] : [{ file: each.file, node: each.node, message: `what goes to a server that is named here is made of ${what}` }];
  });
}

/** What nobody sends anywhere but to whom it is for. */
function toldBy({ bits, hosts }: Sent): string | null {
  if (bits & MARKS.environment) return 'all environment variables';
  if (bits & MARKS.secret) return 'a file or a store with keys of whoever uses the computer';
  if (bits & MARKS.machine && !hosts.every((host) => OF_CLOUDS.test(host))) return 'the keys that a cloud gives a machine';
  if (bits & MARKS.clipboard) return 'what was copied';
  const [first, second] = foreignOwners(bits, hosts);
  return first === undefined ? null : `a key of ${first}${second === undefined ? '' : ` and of ${second}`}`;
}

/** Settings of a project; or two things by which somebody is known, one of them the name of the computer or its user, or where it is in its network. */
function whoseIn({ bits, hasKey }: Sent): string | null {
  if (bits & MARKS.settings) return 'a file with settings of a project, and nobody reads the answer';
  const { computer, user, network, place, project } = MARKS;
  const count = [computer, user, network, place, project].filter((mark) => bits & mark).length;
  if (!hasKey && bits & (MARKS.repository | MARKS.source)) return `${bits & MARKS.source ? 'the files of a project' : 'where a project is kept'}, and nobody reads the answer`;
  return !hasKey && bits & (computer | user | network) && count > 1 ? 'the names of the computer, its user or the project, and nobody reads the answer' : null;
}

function isQuiet({ isHeard, isByFunction, node }: Sent, program: ESTree.Program, scripts: readonly ESTree.Program[]): boolean {
  return !isHeard && (isByFunction || answerAt(program, node.start!, scripts) !== 'read');
}

/** What a file of data says, as an object of the script that loads it. */
function written(reader: CarriedReader, at: ESTree.Program, path: string, text: string): Carried {
  let count = 0;
  const of = (value: unknown): Carried => {
    if (typeof value === 'string') return Carried.text(value);
    if (typeof value !== 'object' || value === null) return new Carried();
    const thing = reader.things.at(at, `${path} ${count++}`);
    for (const [name, each] of Object.entries(value)) fieldOf(thing, name).add(of(each));
    return Carried.thing(thing);
  };
  try {
    return of(JSON.parse(text));
  } catch {
    return new Carried();
  }
}
