import { atLeast } from '#libs/contracts/severity.js';
import { declaredHosts } from '#libs/manifest/declared-hosts.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import type { Recording } from '#libs/sandbox/recording.js';
import type { RecordedCall } from '#libs/sandbox/session.js';
import type { Finding } from './check.js';
import { HOST_DATA, PRIVATE_MARKS, type PrivateMark } from './permissions/host-data.js';
import { isAccount } from './permissions/inference/data-accounts.js';
import { isIn, rowOf } from './permissions/inference/data-cells.js';
import { dangerIn, SHELL_PROGRAM } from './rules/commands.js';
import { HELP_HASHED, HELP_RUN, HELP_SENT, HELP_SWAPPED, RUN, SENT } from './rules/followed-data.js';
import { isNamedHost, namesStranger, SCRIPT_PATH, STARTED_FILE } from './rules/facts/places.js';
import { asksForAccount, asksToRun, luresInto } from './rules/facts/lures.js';
import { CREDENTIAL_PATH, SETTINGS_PATH } from './rules/facts/private-paths.js';
import { sendsCells } from './rules/data-leak/written-formulas.js';
import { HELP_DECLARE, undeclaredHostIn } from './rules/undeclared-host.rule.js';
import { ACCOUNTS, dataPath, FILE, HEARD, LOGIN, readsClipboard, readsFile, shownMethod } from './sandbox-api.js';

/**
 * What the entries of a package were seen to do with data when they ran: the kinds that the recording hands out turn up
 * in a request, in code, in a command. However a package hides where data goes, it goes there in the end.
 */

type Told = Pick<Finding, 'rule' | 'message' | 'help' | 'evidence'> & { place: RecordedCall['place'] };
const LONGEST_EVIDENCE = 200;
/** Of the arguments of a call: code units of a text, and of one that may be a path, members of an object, levels. */
const LONGEST_TEXT = 2_000;
const LONGEST_PATH = 500;
const MOST_MEMBERS = 50;
const DEEPEST = 4;
/** As a server's answer stands in the arguments of a call that is told. */
const ANSWER = '<answer>';

/** What one entry of a package with this manifest did; `found` are findings of the rules, which are not told again. */
export function judgeRanData({ report: { calls, ran } }: Pick<Recording, 'report'>, { original }: Pick<Manifest, 'original'>, found: readonly Finding[]): Told[] {
  const declared = declaredHosts(original);
  const done = calls.map((call) => ({ ...call, path: dataPath(call.method), texts: textsIn(call.args), servers: addressesIn(call.args).filter((text) => namesStranger(text) || isNamedHost(text)) }));
  const whole = wholeOf(done);
  const told = done.flatMap((call) => [sentBy(call, whole), lentBy(call, whole), heardBy(call, original), toldBy(call, original), askedBy(call, declared), runBy(call), swappedBy(call, whole), plantedBy(call), favouredBy(call)].filter((each) => each !== null));
  for (const { kind, place } of ran) if (kind === 'answer') told.push({ rule: 'remote-code', message: when(RUN.code), help: HELP_RUN, evidence: null, place });
  const isKnown = (rule: string): boolean => found.some((each) => each.rule === rule && atLeast(each.severity, 'high'));
  const news = told.filter(({ rule }) => !isKnown(rule));
  return news.filter((each, at) => news.findIndex(({ rule, message }) => rule === each.rule && message === each.message) === at);
}

/** A call as it is judged: by the path that tables know, with the texts among its arguments, and the servers that it names. */
interface Done extends RecordedCall {
  path: string;
  texts: readonly string[];
  servers: readonly string[];
}

/** What one call alone does not tell: when what was first done, in milliseconds, and which methods name servers. */
interface Whole {
  readsCredentials: number;
  readsSettings: number;
  readsClipboard: number;
  /** What users log in with goes to a server that nobody wrote down: the one that they say. */
  logsIn: boolean;
  naming: ReadonlySet<string>;
}

function wholeOf(calls: readonly Done[]): Whole {
  const first = (isSo: (call: Done) => boolean): number => calls.find(isSo)?.at ?? Infinity;
  const reads = (path: RegExp) => ({ method, texts }: Done): boolean => readsFile(method) && texts.some((text) => path.test(text.slice(0, LONGEST_PATH)));
  return {
    readsCredentials: first(reads(CREDENTIAL_PATH)), readsSettings: first(reads(SETTINGS_PATH)),
    readsClipboard: first(({ method, by }) => readsClipboard(method) || by === 'clipboard.onDidChange'),
    logsIn: calls.some(({ path, canaries, servers }) => isSend(path) && canaries.includes(LOGIN) && servers.length === 0),
    naming: new Set(calls.flatMap(({ method, servers }) => (servers.length > 0 ? [method] : []))),
  };
}

function sentBy(call: Done, whole: Whole): Told | null {
  if (!isSend(call.path)) return null;
  const what = privateIn(call, whole);
  // What is said to a connection goes to where it was opened.
  if (what === null || !whole.naming.has(call.method)) return null;
  return { rule: 'data-leak', message: when(`what goes to a server that is named here is made of ${SENT[what]}`), help: HELP_SENT, ...seenAt(call) };
}

function privateIn({ canaries, texts, by, at }: Done, whole: Whole): PrivateMark | null {
  const mark = PRIVATE_MARKS.find((each) => canaries.includes(each));
  if (mark !== undefined) return mark;
  if (canaries.includes(FILE) && whole.readsCredentials <= at) return 'credentials';
  if (canaries.includes(FILE) && whole.readsSettings <= at) return 'settings';
  return isUnasked(by) && whole.readsClipboard <= at && texts.some(isSample) ? 'copied' : null;
}

/** What users log in with goes to the server that they say, and to one that the package names. */
function lentBy(call: Done, { logsIn }: Whole): Told | null {
  if (!logsIn || !isSend(call.path) || !call.canaries.includes(LOGIN) || call.servers.length === 0) return null;
  return { rule: 'data-leak', message: when('what users log in with at a server of theirs goes to another one, which is named here'), help: HELP_SENT, ...seenAt(call) };
}

/** A chat's people are told what leads them away from their accounts, or has them run something. */
function toldBy(call: Done, original: unknown): Told | null {
  if (!isOfChat(original) || isSend(call.path)) return null;
  const text = call.texts.join('\n');
  if (!luresInto(text) && !asksForAccount(text) && !asksToRun(text)) return null;
  return { rule: 'input-capture', message: when('people are told to log in, or to run something, where it is not theirs'), help: HELP_LURE, ...seenAt(call) };
}

const HELP_LURE = 'Lead people to pages of services by their own addresses, and ask for nothing that opens an account.';

/** All that people write goes to a server of which nobody wants to know anything. */
function heardBy(call: Done, original: unknown): Told | null {
  if (!call.canaries.includes(HEARD) || call.isAnswerUsed || !hearsAll(original) || !isIn(HOST_DATA.sends, call.path) || call.servers.length === 0) return null;
  return { rule: 'data-leak', message: when('everything that people write goes to a server that is named here, and nothing that it answers is used'), help: HELP_SENT, ...seenAt(call) };
}

/** As manifests of chats say when an extension runs. */
function isOfChat(original: unknown): original is { version: { event?: unknown; keywords?: unknown } } {
  const { version } = original as { version?: unknown };
  return typeof version === 'object' && version !== null;
}

function isSend(path: string): boolean {
  return isIn(HOST_DATA.sends, path) || isIn(HOST_DATA.opens, path);
}

/** Letters of a word that nearly every message has in it. */
const SHORT = 2;

/** Does an extension of a chat run for whatever people write: for the changes of messages, or for words that are everywhere? */
function hearsAll(original: unknown): boolean {
  if (!isOfChat(original)) return false;
  const { version } = original;
  return (typeof version.event === 'string' && version.event.startsWith('message')) || (Array.isArray(version.keywords) && version.keywords.some((word) => typeof word === 'string' && word.trim().length <= SHORT));
}

function askedBy(call: Done, declared: readonly string[]): Told | null {
  if (declared.length === 0 || !isSend(call.path)) return null;
  const [host] = call.servers.flatMap((text) => undeclaredHostIn(text, declared) ?? []);
  return host === undefined ? null : { rule: 'undeclared-host', message: when(`\`${host}\` is asked, which is not among the servers that the manifest declares`), help: HELP_DECLARE, ...seenAt(call) };
}

function runBy(call: Done): Told | null {
  const { path, texts } = call;
  const [first = '', ...others] = texts;
  const isStarted = isIn(HOST_DATA.runs, path) || (isIn(HOST_DATA.writes, path) && STARTED_FILE.test(first.slice(0, LONGEST_PATH)));
  const danger = isStarted ? dangerIn(texts.join(' ')) : null;
  if (danger) return { rule: danger.rule, message: when(`this command ${danger.says}`), help: HELP_RUN, ...seenAt(call) };
  if (!call.canaries.includes('answer')) return null;
  const how = isIn(HOST_DATA.evaluates, path) ? 'code' : isIn(HOST_DATA.runs, path) && isCommand(first, others) ? 'command' : isIn(HOST_DATA.writes, path) && SCRIPT_PATH.test(first.slice(0, LONGEST_PATH)) ? 'script' : null;
  return how && { rule: 'remote-code', message: when(RUN[how]), help: HELP_RUN, ...seenAt(call) };
}

/** Does an answer say which program runs, or what a shell does? */
function isCommand(first: string, others: readonly string[]): boolean {
  return first.trimStart().startsWith(ANSWER) || (SHELL_PROGRAM.test(first) && [first, ...others].some((text) => text.includes(ANSWER)));
}

function swappedBy(call: Done, { readsClipboard: heardAt }: Whole): Told | null {
  const mark = rowOf(HOST_DATA.changes, call.path);
  const isHeard = mark === 'sheet' ? call.by !== null && rowOf(HOST_DATA.tells, dataPath(call.by)) === 'sheet' : mark !== null && heardAt <= call.at;
  if (!isHeard || !call.texts.some((text) => isAccount(text.trim()) && !isSample(text))) return null;
  return { rule: 'swapped-address', message: when('an account or an address that is written in the package comes in the place of what users copied or entered'), help: HELP_SWAPPED, ...seenAt(call) };
}

/** A formula in a sheet sends what stands in others. */
function plantedBy(call: Done): Told | null {
  if (rowOf(HOST_DATA.changes, call.path) !== 'sheet' || !call.texts.some((text) => sendsCells(text) && namesStranger(text))) return null;
  return { rule: 'data-leak', message: when('a formula that asks a server for an address with many cells in it is written into a sheet'), help: HELP_SENT, ...seenAt(call) };
}

/** Somebody gets something of what an extension of a chat gives people, by a number that it has in itself. */
function favouredBy(call: Done): Told | null {
  if (!isIn(COUNTED, call.path) || !call.texts.some((text) => PERSON.test(text))) return null;
  return { rule: 'remote-code', message: when('somebody whose number is written in the package gets points or money'), help: HELP_HASHED, ...seenAt(call) };
}

/** Parts of a chat in which people have something. */
const COUNTED = ['points', 'economy'];
/** As a chat numbers people. */
const PERSON = /^\d{16,20}$/;

/** Nothing but the start of the extension, or an event, is behind it; not a command. */
function isUnasked(by: string | null): boolean {
  return by === null || rowOf(HOST_DATA.tells, dataPath(by)) !== null || /(?:^|\.)on[A-Z]/.test(by);
}

const plain = (text: string): string => text.replace(/[\s-]/g, '').toLowerCase();
const SAMPLES = ACCOUNTS.map(plain);

/** Is one of the accounts that the recording handed out in a text? */
function isSample(text: string): boolean {
  const given = plain(text);
  return SAMPLES.some((sample) => given.includes(sample));
}

/** Texts among the arguments of a call, some members deep: what is looked at of them. */
function textsIn(value: unknown, deep = DEEPEST): string[] {
  if (typeof value === 'string') return [value.slice(0, LONGEST_TEXT)];
  return deep === 0 || typeof value !== 'object' || value === null ? [] : Object.values(value).slice(0, MOST_MEMBERS).flatMap((each) => textsIn(each, deep - 1));
}

/** Members of options by which a request says where it goes. */
const WHERE = /^(?:url|uri|href|host|hostname|baseURL|origin|address|endpoint)$/i;

/** Texts among the arguments of a request that say where it goes: not what it carries. */
function addressesIn(args: readonly unknown[]): string[] {
  const named = args.flatMap((each) => (typeof each === 'object' && each !== null ? Object.entries(each).slice(0, MOST_MEMBERS).flatMap(([name, value]) => (WHERE.test(name) ? [value] : [])) : [each]));
  return named.flatMap((each) => (typeof each === 'string' ? [each.slice(0, LONGEST_TEXT)] : []));
}

function when(said: string): string {
  return `When it ran: ${said}`;
}

/** The call as it was, and where it stands. */
function seenAt({ method, args, place }: RecordedCall): Pick<Told, 'evidence' | 'place'> {
  return { evidence: `${shownMethod(method)}(${JSON.stringify(args).slice(1, -1)})`.slice(0, LONGEST_EVIDENCE), place };
}
