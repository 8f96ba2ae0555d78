import { atLeast } from '#libs/contracts/severity.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import type { Recording } from '#libs/sandbox/recording.js';
import type { RecordedCall } from '#libs/sandbox/session.js';
import type { Finding } from './check.js';
import { HOST_DATA, PRIVATE_MARKS, type PrivateMark } from './permissions/host-data.js';
import { isAccount } from './permissions/inference/data-accounts.js';
import { isIn, rowOf } from './permissions/inference/data-cells.js';
import { dangerIn, SHELL_PROGRAM } from './rules/commands.js';
import { declaredHosts, undeclaredHostIn } from './rules/declared-hosts.js';
import { HELP_HASHED, HELP_RUN, HELP_SENT, HELP_SWAPPED, RUN, SENT } from './rules/followed-data.js';
import { CREDENTIAL_PATH, namesStranger, SCRIPT_PATH, SETTINGS_PATH, STARTED_FILE } from './rules/places.js';
import { HELP_DECLARE } from './rules/undeclared-host.rule.js';
import { ACCOUNTS, dataPath, FILE, HEARD, readsClipboard, readsFile, shownMethod } from './sandbox-api.js';

/**
 * What the entries of a package were seen to do with data when they ran: the kinds that the recording hands out turn up
 * in a request, in code, in a command. However a package hides where data goes, it goes there in the end.
 */

type Told = Pick<Finding, 'rule' | 'message' | 'help' | 'evidence'> & { place: RecordedCall['place'] };
const LONGEST_EVIDENCE = 200;
/** Of the arguments of a call: code units of a text, members of an object, levels. */
const LONGEST_TEXT = 2_000;
const MOST_MEMBERS = 50;
const DEEPEST = 4;
/** As a server's answer stands in the arguments of a call that is told. */
const ANSWER = '<answer>';

/** What one entry of a package with this manifest did; `found` are findings of the rules, which are not told again. */
export function judgeRanData({ report: { calls, ran } }: Pick<Recording, 'report'>, { original }: Pick<Manifest, 'original'>, found: readonly Finding[]): Told[] {
  const declared = declaredHosts(original);
  const told = calls.flatMap((call) => [sentBy(call, calls), heardBy(call, original), askedBy(call, declared), runBy(call), swappedBy(call, calls), favouredBy(call)].filter((each) => each !== null));
  for (const { kind, place } of ran) if (kind === 'answer') told.push({ rule: 'remote-code', message: when(RUN.code), help: HELP_RUN, evidence: null, place });
  const isKnown = (rule: string): boolean => found.some((each) => each.rule === rule && atLeast(each.severity, 'high'));
  const news = told.filter(({ rule }) => !isKnown(rule));
  return news.filter((each, at) => news.findIndex(({ rule, message }) => rule === each.rule && message === each.message) === at);
}

function sentBy(call: RecordedCall, calls: readonly RecordedCall[]): Told | null {
  const path = dataPath(call.method);
  if (!isIn(HOST_DATA.sends, path) && !isIn(HOST_DATA.opens, path)) return null;
  const what = privateIn(call, calls);
  // What is said to a connection goes to where it was opened.
  if (what === null || !calls.some((each) => each.method === call.method && textsIn(each.args).some(namesServer))) return null;
  return { rule: 'data-leak', message: when(`what goes to a server that is named here is made of ${SENT[what]}`), help: HELP_SENT, ...seenAt(call) };
}

function privateIn({ canaries, args, by, at }: RecordedCall, calls: readonly RecordedCall[]): PrivateMark | null {
  const before = calls.filter((each) => each.at <= at);
  const mark = PRIVATE_MARKS.find((each) => canaries.includes(each));
  if (mark !== undefined) return mark;
  const paths = canaries.includes(FILE) ? before.flatMap((each) => (readsFile(each.method) ? textsIn(each.args) : [])) : [];
  if (paths.some((text) => CREDENTIAL_PATH.test(text))) return 'credentials';
  if (paths.some((text) => SETTINGS_PATH.test(text))) return 'settings';
  return isUnasked(by) && textsIn(args).some(isSample) && before.some(({ method }) => readsClipboard(method)) ? 'copied' : null;
}

/** All that people write goes to a server of which nobody wants to know anything. */
function heardBy(call: RecordedCall, original: unknown): Told | null {
  if (!call.canaries.includes(HEARD) || call.isAnswerUsed || !hearsAll(original) || !isIn(HOST_DATA.sends, dataPath(call.method)) || !textsIn(call.args).some(namesServer)) return null;
  return { rule: 'data-leak', message: when('everything that people write goes to a server that is named here, and nothing that it answers is used'), help: HELP_SENT, ...seenAt(call) };
}

/** Letters of a word that nearly every message has in it. */
const SHORT = 2;

/** Does an extension of a chat run for whatever people write: for the changes of messages, or for words that are everywhere? */
function hearsAll(original: unknown): boolean {
  const { version } = original as { version?: { event?: unknown; keywords?: unknown } };
  if (typeof version !== 'object' || version === null) return false;
  return (typeof version.event === 'string' && version.event.startsWith('message')) || (Array.isArray(version.keywords) && version.keywords.some((word) => typeof word === 'string' && word.trim().length <= SHORT));
}

function askedBy(call: RecordedCall, declared: readonly string[]): Told | null {
  const path = dataPath(call.method);
  if (declared.length === 0 || (!isIn(HOST_DATA.sends, path) && !isIn(HOST_DATA.opens, path))) return null;
  const [host] = textsIn(call.args).flatMap((text) => undeclaredHostIn(text, declared) ?? []);
  return host === undefined ? null : { rule: 'undeclared-host', message: when(`\`${host}\` is asked, which is not among the servers that the manifest declares`), help: HELP_DECLARE, ...seenAt(call) };
}

function runBy(call: RecordedCall): Told | null {
  const path = dataPath(call.method);
  const [first = '', ...others] = textsIn(call.args);
  const isStarted = isIn(HOST_DATA.runs, path) || (isIn(HOST_DATA.writes, path) && STARTED_FILE.test(first));
  const danger = isStarted ? dangerIn(textsIn(call.args).join(' ')) : null;
  if (danger) return { rule: danger.rule, message: when(`this command ${danger.says}`), help: HELP_RUN, ...seenAt(call) };
  if (!call.canaries.includes('answer')) return null;
  const how = isIn(HOST_DATA.evaluates, path) ? 'code' : isIn(HOST_DATA.runs, path) && isCommand(first, others) ? 'command' : isIn(HOST_DATA.writes, path) && SCRIPT_PATH.test(first) ? 'script' : null;
  return how && { rule: 'remote-code', message: when(RUN[how]), help: HELP_RUN, ...seenAt(call) };
}

/** Does an answer say which program runs, or what a shell does? */
function isCommand(first: string, others: readonly string[]): boolean {
  return first.trimStart().startsWith(ANSWER) || (SHELL_PROGRAM.test(first) && [first, ...others].some((text) => text.includes(ANSWER)));
}

function swappedBy(call: RecordedCall, calls: readonly RecordedCall[]): Told | null {
  const mark = rowOf(HOST_DATA.changes, dataPath(call.method));
  const isHeard = mark === 'sheet' ? call.by !== null && rowOf(HOST_DATA.tells, dataPath(call.by)) === 'sheet' : mark !== null && calls.some((each) => each.at <= call.at && (readsClipboard(each.method) || each.by === 'clipboard.onDidChange'));
  if (!isHeard || !textsIn(call.args).some((text) => isAccount(text.trim()) && !isSample(text))) return null;
  return { rule: 'swapped-address', message: when('an account or an address that is written in the package comes in the place of what users copied or entered'), help: HELP_SWAPPED, ...seenAt(call) };
}

/** Somebody gets something of what an extension of a chat gives people, by a number that it has in itself. */
function favouredBy(call: RecordedCall): Told | null {
  if (!isIn(COUNTED, dataPath(call.method)) || !textsIn(call.args).some((text) => PERSON.test(text))) return null;
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

function namesServer(text: string): boolean {
  return namesStranger(text) || (/^[\w-]+(?:\.[\w-]+)+(?::\d+)?$/.test(text) && namesStranger(`tcp://${text}`));
}

/** Texts among the arguments of a call, some members deep: what is looked at of them. */
function textsIn(value: unknown, deep = DEEPEST): string[] {
  if (typeof value === 'string') return [value.slice(0, LONGEST_TEXT)];
  return deep === 0 || typeof value !== 'object' || value === null ? [] : Object.values(value).slice(0, MOST_MEMBERS).flatMap((each) => textsIn(each, deep - 1));
}

function when(said: string): string {
  return `When it ran: ${said}`;
}

/** The call as it was, and where it stands. */
function seenAt({ method, args, place }: RecordedCall): Pick<Told, 'evidence' | 'place'> {
  return { evidence: `${shownMethod(method)}(${JSON.stringify(args).slice(1, -1)})`.slice(0, LONGEST_EVIDENCE), place };
}
