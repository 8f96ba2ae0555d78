import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../../javascript/syntax/children.js';
import { nameOf } from '../../../javascript/syntax/expressions.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { drains } from '../../../javascript/flows/unread-answers.js';
import { hostIn, isNamedHost, namesStranger, reachOf } from '../../../facts/places.js';
import type { Carried, Looks, Thing, Whole } from './carried.js';
import { reachesServer, STARTS } from './outer-paths.js';
import type { OuterCall } from './heap.js';

/** Something that goes to a server which the scripts name. */
export interface Sent {
  file: string;
  node: Node;
  bits: number;
  hosts: readonly string[];
  /** A function is there for what comes back. */
  isHeard: boolean;
  /** It gives no promise of an answer: only a function gets that. */
  isByFunction: boolean;
  /** What is sent is sent with a key that somebody else gave. */
  hasKey: boolean;
}

const SENDING_COMMAND = /(?:^|[\s;&|"'/\\])(?:curl|wget|nc|ncat|nslookup|dig|host|ping|Invoke-WebRequest|Invoke-RestMethod|iwr|irm|Resolve-DnsName|certutil|git (?:\S+ )*push)(?:\.exe)?(?=[\s"']|$)/i;
const PIPES = /(?:^|\.)(?:pipe|pipeline)$/;
/** Under which names the host of a server stands; where it stands as it is. */
const NAMES_HOST = /^(?:host(?:name)?|servername|endpoint|server|domain|address)$/i;
const BY_HOST = /^(?:net|tls|dgram|dns)\b/;
const BY_FUNCTION = /^(?:https?|http2|net|tls|dgram|dns(?!\/|\.promises)|ws|WebSocket)\b/;
const KEY = /^(?:x-)?(?:(?:access|api|auth|write|license|client|project|public|ingest|upload)[_-]?(?:token|key|id)|authorization|dsn|token|license)$/i;
const SETS_UP = /\.(?:init|setup|configure|setConfig|setDefaults)$/;
/** Options by which a program is started, and nothing that it is told. */
const OPTIONS = ['env', 'stdio', 'cwd', 'encoding', 'detached', 'windowsHide', 'shell', 'timeout'];

/** By the names of libraries, the servers that they are told once. */
export type Told = Map<string, readonly string[]>;

/** What a call sends, and to whom; null where it sends nothing private, or nobody can tell to whom. */
export function sentBy({ path, node, file, given, self }: OuterCall, of: Thing | null, told: Told, looks: Looks): Sent | null {
  const isCommand = STARTS.test(path);
  const values = isCommand ? commandIn(path, given) : [...given, ...(of ? [of.given] : [])];
  const isPiped = PIPES.test(path);
  if ((!isCommand && !isPiped && !reachesServer(path)) || (of && given.length === 0)) return null;
  const { bits } = looks.wholeOf(isPiped && self ? [...given, self] : isCommand ? values : given);
  const setsUp = SETS_UP.test(path);
  if (bits === 0 && !setsUp) return null;
  const root = path.split(/[.(]/)[0]!;
  const whole = looks.wholeOf(isPiped && self ? [...values, self] : values);
  if (setsUp) told.set(root, hostsIn(whole, false));
  if (bits === 0 || (isPiped && ![...whole.things].some(({ outer }) => outer !== null && reachesServer(outer)))) return null;
  if (isCommand && !isSendingCommand(whole)) return null;
  const own = hostsIn(whole, isCommand || BY_HOST.test(path));
  const hosts = own.length > 0 ? own : (told.get(root) ?? []);
  if (hosts.length === 0) return null;
  return { file, node, bits, hosts, isHeard: isHeard([...values, ...[...whole.things].flatMap((thing) => (thing.outer !== null && reachesServer(thing.outer) ? [thing.given] : []))]), isByFunction: isCommand || isPiped || BY_FUNCTION.test(path), hasKey: [...whole.names].some((name) => KEY.test(name)) };
}

/** What a program is told: the command, and its list of arguments. */
function commandIn(path: string, given: readonly Carried[]): Carried[] {
  const own = given.slice(0, /\.exec(?:Sync)?$/.test(path) ? 1 : 2);
  return own.filter(({ things }) => !things.some(({ fields }) => OPTIONS.some((name) => fields.has(name))));
}

function isSendingCommand({ texts }: Whole): boolean {
  return texts.some(({ text }) => SENDING_COMMAND.test(text));
}

/** A name of a server at the end of a text: `made.of.this.host.example`. */
const LAST_HOST = /(?:^|[\s.@\0])((?:[a-z\d-]+\.)+[a-z]{2,20})(?::\d+)?['"]?$/i;
const FILE_NAME = /\.(?:[cm]?[jt]sx?|json|txt|md|html?|css|png|log|ya?ml|toml|lock|sh|exe|zip|gz)$/i;

function hostsIn({ texts }: Whole, isByHost: boolean): string[] {
  return texts.flatMap(({ name, text }) => {
    const host = hostIn(text)?.host;
    if (host !== undefined) return namesStranger(text) && reachOf(host) !== 'metadata' ? [host] : [];
    if (NAMES_HOST.test(name) && isNamedHost(text)) return reachOf(text) === 'metadata' ? [] : [text];
    const last = isByHost ? LAST_HOST.exec(text)?.[1] : undefined;
    return last !== undefined && !FILE_NAME.test(last) && namesStranger(`tcp://${last}`) ? [last] : [];
  });
}

/** Does a function of the script read what comes back? Who only lets it flow away does not. */
function isHeard(values: readonly Carried[]): boolean {
  return values.flatMap(({ functions }) => functions.filter((each) => !drains(each))).some((callable) => {
    const [param] = callable.params;
    if (param?.type !== 'Identifier' || !callable.body) return callable.params.length > 0 && param?.type !== 'Identifier';
    if (/^(?:e|err|error|_\w*)$/.test(param.name) && callable.params.length === 1) return false;
    return readsMember(callable.body as Node, param.name);
  });
}

function readsMember(body: Node, name: string): boolean {
  for (const node of nodesWithin(body)) {
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.object.type === 'Identifier' && node.callee.object.name === name && nameOf(node.callee as Node) === 'resume') continue;
    if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === name && nameOf(node as Node) !== 'resume') return true;
    if (node.type === 'CallExpression' && (node.arguments as ESTree.Node[]).some((each) => each.type === 'Identifier' && each.name === name)) return true;
  }
  return false;
}
