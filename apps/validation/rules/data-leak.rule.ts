import { SEVERITIES } from '#libs/contracts/severity.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeAnsweredCookies } from './data-leak/answered-cookies.js';
import { isSender } from './calls.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { judgeChat } from './chat-harm.js';
import { opensChats } from './data-leak/chat-sessions.js';
import { judgeSentData } from './followed-data.js';
import { judgeAskedPasswords } from './data-leak/asked-passwords.js';
import { judgeGathered } from './data-leak/gathered-files.js';
import { judgeGivenKeys } from './data-leak/given-keys.js';
import { judgeHandedData } from './data-leak/handed-data.js';
import { judgeLoginsElsewhere } from './data-leak/logins-elsewhere.js';
import { takenLogin } from './data-leak/javascript/taken-logins.js';
import { judgeLookAlikes } from './data-leak/look-alike-logins.js';
import { LookedUp } from './data-leak/looked-up.js';
import { pushesElsewhere } from './javascript/editors/deeds.js';
import { asksByStyle } from './javascript/pages/built-pages.js';
import { addsRecipient } from './data-leak/javascript/added-recipients.js';
import { LOCAL_SOCKET } from './javascript/texts/addressed.js';
import type { Flow } from './javascript/flows/flow-sets.js';
import { passedOn } from './data-leak/javascript/passing-by.js';
import { sentCard } from './data-leak/javascript/sent-cards.js';
import { copiedCard } from './data-leak/javascript/copied-cards.js';
import { copiedHeaders } from './data-leak/javascript/copied-senders.js';
import { isPage } from './javascript/syntax/sources.js';
import { judgeInjected } from './data-leak/injected-secrets.js';
import { judgePicked } from './picked-secrets.js';
import type { Script } from './javascript/syntax/scripts.js';
import { keysFoundBy } from './facts/key-patterns.js';
import { hostIn, isNamedHost, namesStranger, reachOf } from './facts/places.js';
import { AT_INSTALLATION, isStartedAtInstallation } from './reach/npm-scripts.js';
import { judgePosingDialogs } from './data-leak/posing-dialogs.js';
import { besideIdentity } from './data-leak/scattered-machine.js';
import { judgePageCode } from './page-code-texts.js';
import { judgeTypedPasswords } from './data-leak/sent-passwords.js';
import { judgeQuietCells } from './data-leak/quiet-cells.js';
import { judgeQuietSecrets } from './data-leak/quiet-secrets.js';
import { judgeSecrets, ScatteredSecrets } from './data-leak/sent-secrets.js';
import { TOLD_TO_TOOLS } from './outer-deeds.js';
import { findUnasked } from './unasked-deeds.js';
import { findInSmall } from './small-scripts.js';
import { judgeTaken } from './data-leak/taken-data.js';
import { judgeTextPages } from './text-pages.js';
import { largeFiles } from './together.js';
import { judgeWorkflows } from './data-leak/workflow-secrets.js';
import { judgeLentModels } from './data-leak/lent-models.js';
import { judgeLentSessions } from './data-leak/lent-sessions.js';
import { judgeSessionDeeds } from './data-leak/session-deeds.js';
import { judgeFormula, judgeKeptFormulas, judgeRowedFormulas } from './data-leak/written-formulas.js';

/** The name of this computer is looked up to learn its address: nobody is told more than its network knows. */
const LOOK_UP = /^module:dns(?:\/promises)?\.lookup$/;
/** Programs send what they are started with. */
const STARTS = /^(?:module:child_process|host:system)\./;
/** What automations give their nodes for requests. */
const OF_HOST = 'helpers.httpRequest';
/** Of a library for pages, or of the host of a table. */
const OF_OTHERS = 'other.request';
/** Where somebody is, and goes next: a server that gets the address in its own. */
const OF_TAB = 'tabs.update';
const PRIVATE = new Map<Flow, string>([
  ['environment', 'all environment variables'],
  ['credentials', 'a file with credentials'],
  ['host secrets', 'all secrets that the host keeps'],
  ['clipboard', 'the clipboard'],
  ['keyboard', 'pressed keys or passwords'],
  ['cookies', 'cookies'],
  ['settings', 'a file with settings of a project'],
  ['visits', 'the addresses that somebody opens'],
  ['typed', 'what somebody types in an editor'],
  ['documents', 'what somebody opens in an editor'],
  ['sheet', 'all that is in a sheet, whenever something in it is changed'],
  ['fields', 'what stands in every field of a page'],
  ['storage', 'all that a page keeps'],
  ['entered', 'all that visitors of a server enter'],
  ['archive', 'all files, mails or contacts that somebody has'],
  ['history', 'all messages of a channel or a server'],
  ['wallet key', 'a private key, or the words that make it'],
  ['login', 'a password, or the key that somebody else’s request has'],
  ['terminal', 'what stands in every terminal, from the start on'],
  ['copied', 'everything that is copied, from the start on'],
  ['neighbours', 'what an editor keeps for itself and for other extensions'],
  ['chat session', 'what a library of chats logs in with'],
  ['sealed', 'something that only the owner of a key can read, the half of which is written here'],
  ['webhooks', 'the keys of webhooks'],
  ['configuration', 'all that whoever runs it has configured'],
  ['machine', 'the names of the computer and its user'],
  ['told', 'what a program tells of whoever uses the computer'],
]);
/** Those that a server may have asked for with good reason; a maintainer has to tell. */
const MAY_BE_MEANT: ReadonlySet<Flow> = new Set<Flow>(['cookies', 'settings', 'visits', 'typed', 'documents', 'sheet', 'fields', 'storage', 'entered', 'wallet key', 'archive', 'login', 'host secrets', 'terminal', 'copied', 'history', 'neighbours', 'chat session', 'sealed', 'webhooks', 'configuration']);
/** Those that count only where the server is named, which is no setting then. */
const FOR_STRANGERS = ['settings', 'typed', 'documents', 'sheet', 'fields', 'storage', 'entered', 'wallet key', 'archive', 'login', 'host secrets', 'terminal', 'copied', 'history', 'neighbours', 'chat session', 'sealed', 'webhooks', 'configuration'] as const;
/** Those that count only where a host tells them from the start on, and not because somebody asked for a command. */
const LISTENED = ['terminal', 'copied'] as const;

/**
 * Credentials, the environment, the clipboard or keys flow into a request: this is what stealing looks like. One variable of the
 * environment is a setting, but not the key of a registry or cloud on its way to a stranger (see sent-secrets.ts). Cookies may be
 * those of the server that gets them, which a maintainer has to tell. Who and where is what packages of researchers and
 * attackers send home when they are installed; other clients introduce themselves by the name of the computer.
 */
export const rule: Rule = {
  id: 'data-leak',
  code: 'DAT-05',
  version: 57,
  title: 'Private data that is sent away',
  why: 'Whoever gets this data can use it against the people who trusted the extension: this is what stealing looks like.',
  sections: true,
  run(pkg) {
    const installs = runsAtInstallation(pkg);
    const scattered = new ScatteredSecrets(pkg);
    const large = largeFiles(pkg.files);
    const lookedUp = new LookedUp(pkg);
    const sends = codeOf(pkg).some(({ uses }) => uses.some(isSender));
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => judgeInjected(use) ?? (use.what === 'copied request' && !large.has(code.path) ? COPIED : null) ?? judgeMessage(use, sends) ?? judgeMail(use, code, pkg) ?? judge(use, code, { lookedUp, installs, isStarted: isStartedAtInstallation(code.path, pkg) }) ?? judgeLoginsElsewhere(use, code) ?? judgeBeside(use, code, pkg) ?? judgePosted(use, code, pkg) ?? judgeUpload(use) ?? judgeGathered(use, code, pkg) ?? (large.has(code.path) ? null : judgeSearch(use, code)) ?? scattered.judge(use, code), text: (text, code) => judgeFormula(text, code, pkg, large) ?? (large.has(code.path) || isPage(code.path) ? null : judgePageCode(text.shape, code, judgeInPage)) });
    const found = [...findings, ...judgeHandedData(pkg, rule.id), ...judgeWorkflows(pkg, rule.id), ...judgeTextPages(pkg, rule.id), ...judgePosingDialogs(pkg, rule.id, large), ...judgePicked(pkg, rule.id), ...judgeAnsweredCookies(pkg, rule.id, large), ...judgeGivenKeys(pkg, rule.id, large), ...judgeTypedPasswords(pkg, rule.id, large), ...judgeLentSessions(pkg, rule.id, large), ...judgeSessionDeeds(pkg, rule.id, large), ...judgeKeptFormulas(pkg, rule.id, large), ...judgeRowedFormulas(pkg, rule.id, large), ...findInSmall(pkg, rule.id, COPIED_CARD), ...findUnasked(pkg, rule.id, TOLD_TO_TOOLS), ...findInSmall(pkg, rule.id, ADDED_RECIPIENT), ...findInSmall(pkg, rule.id, PUSHED), ...findInSmall(pkg, rule.id, PASSED_ON), ...findInSmall(pkg, rule.id, TAKEN_LOGIN), ...findInSmall(pkg, rule.id, SENT_CARD), ...judgeLookAlikes(pkg, rule.id, large), ...findInSmall(pkg, rule.id, COPIED_HEADERS), ...judgeAskedPasswords(pkg, rule.id), ...judgeLentModels(pkg, rule.id, large), ...findInSmall(pkg, rule.id, ASKING_STYLE), ...judgeQuietSecrets(pkg, rule.id)];
    const followed = [...found, ...judgeSentData(pkg, found), ...judgeTaken(pkg, rule.id, found)];
    // The same line is told once.
    const told = judgeChat(pkg, rule.id, ['told stranger', 'lent key']).filter(({ file, line }) => !followed.some((each) => each.file === file && each.line === line && each.severity === 'high'));
    return [...followed, ...told, ...judgeQuietCells(pkg, rule.id, followed)].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  },
};

function runsAtInstallation({ manifest }: Package): boolean {
  const { scripts } = manifest.original as { scripts?: unknown };
  return typeof scripts === 'object' && scripts !== null && AT_INSTALLATION.some((name) => name in scripts);
}

/** When something runs: a part of the package when it is installed, and then this script. */
interface When {
  /** Null for a script in a text, which loads none. */
  lookedUp: LookedUp | null;
  installs: boolean;
  isStarted: boolean;
}

function judge(seen: Use, code: Code, when: When): Judgement {
  const starts = STARTS.test(seen.what);
  const use = starts ? seen : (when.lookedUp?.again(code.path, seen) ?? seen);
  if (use.what === 'request body') return judgeBody(use, code);
  if (use.how !== 'call' || !(isSender(use) || starts || use.what === OF_HOST || use.what === OF_OTHERS || (use.what === OF_TAB && isToStranger(use)))) return null;
  if (OPENS.test(use.what) && isOnThisComputer(use)) return null;
  const flows = new Set(use.arguments.flatMap(({ flows: each }) => each));
  if (flows.delete('hostname') && !LOOK_UP.test(use.what)) flows.add('machine');
  if (flows.has('lost') && readsEnvironment(code)) return { severity: 'high', message: 'this script is too large to tell what it sends, and it reads all environment variables, or keys among them', help: 'Split the script, and read only the variables that it needs, by their names.' };
  if (!when.isStarted) flows.delete('told');
  if (!opensChats(code)) flows.delete('chat session');
  if (!hearsChanges(code)) flows.delete('sheet');
  if (!asksForKeys(code)) flows.delete('webhooks');
  for (const flow of LISTENED) if (isAskedFor(flow, code)) flows.delete(flow);
  // A program that is started has the environment anyway.
  if (starts) for (const flow of ['environment', 'machine', 'told'] as const) if (!isHandedToSender(use, flow)) flows.delete(flow);
  if (starts || !isToStranger(use, code)) for (const flow of FOR_STRANGERS) if (!(starts && flow === 'wallet key' && isHandedToSender(use, flow))) flows.delete(flow);
  const flow = [...PRIVATE.keys()].find((each) => flows.has(each));
  if (!flow) return judgeSecrets(use, code, starts);
  const severity = severityOf(flow, when);
  const keys = severity === 'low' ? judgeSecrets(use, code, starts) : null;
  return keys ?? { severity: asksOwnAddress(code, use) ? 'high' : severity, message: `what ${use.what === OF_OTHERS ? 'a request' : `\`${use.what.replace(/^(?:module|py):/, '')}\``} sends is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}

/** What code in a page sends to a server that it names: what stands and is typed there, and what other requests are made with. */
function judgeInPage(use: Use, code: Code): Judgement {
  if (use.what === 'copied request') return COPIED;
  const isOfPage = use.arguments.some(({ flows }) => flows.some((flow) => OF_PAGE.has(flow)));
  return isOfPage && isToStranger(use, code) ? judge(use, code, { lookedUp: null, installs: false, isStarted: false }) : null;
}

const OF_PAGE: ReadonlySet<Flow> = new Set<Flow>(['cookies', 'fields', 'storage', 'keyboard', 'clipboard', 'login', 'wallet key']);
const COPIED: Judgement = { severity: 'high', message: 'what requests of a page send goes to another server as well, which is named here', help: 'Send nothing that users did not enter for that purpose.' };

/** A connection to what listens on this computer, by a path, a pipe or its own name: no server elsewhere gets what it is opened with. */
function isOnThisComputer({ arguments: [first, second] }: Use): boolean {
  if (first === undefined) return false;
  const place = hostIn(first.address ?? '');
  if (place !== null) return reachOf(place.host) === 'local';
  return first.address === LOCAL_SOCKET || LOCAL_PATH.test(first.shape) || (second !== undefined && /^localhost$|^127\.0\.0\.1$|^::1$/.test(second.constant ?? ''));
}

const OPENS = /^module:net\.(?:connect|createConnection)$/;
const LOCAL_PATH = /^(?:\/(?!\/)|\\\\[.?]\\pipe\\)/;

/** Who and where this is, told to a server at installation by way of another script. */
function judgeBeside(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || !isSender(use) || !isToStranger(use) || !besideIdentity(pkg).has(code.path)) return null;
  return { severity: 'high', message: 'a script that runs at installation sends something, beside another one that asks for the names of the computer and its user', help: 'Send nothing that users did not enter for that purpose.' };
}

/** Whoever installs a package asks for files, and has nothing to hand in. */
function judgePosted(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || !isSender(use) || !isStartedAtInstallation(code.path, pkg) || !(POSTS.test(use.what) || posts(code)) || !isToStranger(use, code)) return null;
  return { severity: 'high', message: 'something is handed to a server that is named here when the package is installed', help: 'Ask servers for files alone while a package is installed; whoever wants to tell something does so when it is used.' };
}

/** What clients for services, FTP and SSH are told to keep there: all of the environment, or a folder that is somebody's, and no project's. */
function judgeUpload({ what, how, arguments: given }: Use): Judgement {
  if (what !== 'upload' || how !== 'call') return null;
  const kept = given.flatMap(({ flows }) => flows).find((flow) => flow === 'environment' || flow === 'credentials');
  if (kept) return { severity: 'critical', message: `what is written to a service is made of ${PRIVATE.get(kept)}`, help: 'Send nothing that users did not enter for that purpose.' };
  if (!given.some(({ shape, flows }) => PERSONAL.test(shape) || flows.includes('everything'))) return null;
  return { severity: 'high', message: 'a folder of whoever uses the computer is copied to a server', help: 'Copy what users chose, to a place that they chose.' };
}

const PERSONAL = /^(?:~|\0)[\\/](?:Documents|Desktop|Downloads|Pictures|Movies|Music|Videos|OneDrive|Dropbox|AppData|Library|\.[a-z][\w-]*)(?:[\\/]|$)/;

const POSTS = /\.(?:post|put|patch|sendBeacon)$/;
const posts = once((code) => ['POST', 'PUT', 'PATCH'].some((method) => (code as Partial<Script>).mentions?.texts.has(method)));

/** Kinds of keys that a script looks for which means to find whatever there is. */
const MANY_KEYS = 3;
const LISTS = ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync'];
const READS = ['readFile', 'readFileSync', 'createReadStream'];
const looksForKeys = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  const kinds = new Set(code.uses.flatMap(({ what, arguments: [pattern] }) => (what === 'regex' ? keysFoundBy(pattern?.constant ?? '') : [])));
  return names !== undefined && kinds.size >= MANY_KEYS && LISTS.some((name) => names.has(name)) && READS.some((name) => names.has(name));
});

/** Files of a folder are searched for keys of several services, in a small script that sends something to a server that is named. */
function judgeSearch(use: Use, code: Code): Judgement {
  if (use.how !== 'call' || !isSender(use) || !isToStranger(use, code) || !looksForKeys(code)) return null;
  return { severity: 'high', message: 'something is sent to a server that is named here, in a script that searches files for keys of several services', help: 'Send nothing that users did not enter for that purpose.' };
}

/** What is written into a request that was opened before: whatever counts wherever it goes is told of the call itself. */
function judgeBody(use: Use, code: Code): Judgement {
  const flow = isToStranger(use) ? FOR_STRANGERS.find((each) => use.arguments[0]?.flows.includes(each) && !isAskedFor(each, code) && (each !== 'chat session' || opensChats(code))) : undefined;
  return flow === undefined ? null : { severity: 'high', message: `what a request sends is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}

/** Names by which a table tells of each change; a script without one sends when somebody asks for it. */
const CHANGES = ['onChanged', 'onCellChanged', 'onSelectionChanged', 'onCalculated', 'onEdit', 'addHandlerAsync'];
const hearsChanges = once((code) => CHANGES.some((name) => (code as Partial<Script>).mentions?.names.has(name)));

/** Without the member that has it, no key of a webhook goes anywhere. */
const asksForKeys = once((code) => (code as Partial<Script>).mentions?.names.has('token') === true);

/** Of what a host tells listeners: does this script listen only when somebody asked for a command? */
function isAskedFor(flow: Flow, { uses }: Code): boolean {
  return LISTENED.some((each) => each === flow) && !uses.some(({ what }) => what === `from the start: ${flow}`);
}

const readsEnvironment = once(({ uses }) => uses.some(({ what, how }) => how === 'value' && (what === 'process.env' || what.startsWith('secret '))));

function severityOf(flow: Flow, { installs, isStarted }: When): Severity {
  if (flow === 'machine') return installs || isStarted ? 'high' : 'low';
  if (flow === 'told') return 'high';
  return MAY_BE_MEANT.has(flow) ? 'high' : 'critical';
}

/** Servers that tell whoever asks which address that has. */
const TELLS_ADDRESS = /^(?:(?:www\.)?(?:ipinfo\.io|ifconfig\.(?:me|co|io)|icanhazip\.com|ip-api\.com|ipapi\.co|ipwho\.is|ident\.me|wtfismyip\.com|myexternalip\.com|checkip\.amazonaws\.com|geolocation-db\.com|freeipapi\.com)|(?:api|api64|api4|api6)\.(?:ipify\.org|ip\.sb|my-ip\.io|db-ip\.com))$/i;
const asksAddress = once(({ texts }) => texts.some(({ shape }) => TELLS_ADDRESS.test(hostIn(shape)?.host ?? '')));

/** Whoever tells a server the names of a computer, and asks another one for its address as well, means to find it again. */
function asksOwnAddress(code: Code, use: Use): boolean {
  return asksAddress(code) && isToStranger(use, code) && !use.arguments.some(({ shape }) => TELLS_ADDRESS.test(hostIn(shape)?.host ?? ''));
}

/** All variables, or whose computer this is, as arguments of a program that sends them, not as its environment. */
function isHandedToSender(use: Use, flow: Flow): boolean {
  const own = use.arguments.slice(0, /\.exec(?:Sync)?$/.test(use.what) ? 1 : 2);
  if (!own.some(({ flows }) => flows.includes(flow) || (flow === 'machine' && flows.includes('hostname')))) return false;
  const command = own.map(({ shape }) => shape).join(' ');
  return SENDING_PROGRAM.test(command) ? flow === 'environment' || namesStranger(command) : RUNS_TEXT.test(command) && namesStranger(command);
}

const SENDING_PROGRAM = /^\s*(?:curl|wget|nc|ncat)(?:\.exe)?(?:\s|$)/;
/** An interpreter that runs a text which stands among its arguments. */
const RUNS_TEXT = /^(?:\0|\s*(?:[\w./\\-]{0,200}[\\/])?(?:node|deno|bun|python[\d.]*|ruby|perl|php|(?:ba|z|da)?sh|powershell|pwsh)(?:\.exe)?)\s(?:\S{1,40}\s){0,5}?(?:-e|--eval|-p|--print|-c|-r|-Command|eval)\s/i;

/** Does a call name a server, which is no setting then, and not this computer? */
function isToStranger({ what, arguments: given }: Use, { uses }: Pick<Code, 'uses'> = { uses: [] }): boolean {
  // Where a request of this kind goes is said by another call.
  if (what === 'new XMLHttpRequest.send') return uses.some((use) => use.what === 'new XMLHttpRequest.open') && uses.every((use) => use.what !== 'new XMLHttpRequest.open' || isToStranger(use));
  if (OF_CONNECTION.test(what)) return uses.some((use) => CONNECTS.test(use.what) && isNamedHost((use.arguments[0]?.shape ?? '').split(' ')[0]!));
  // A mail goes to whoever is written in it.
  return what === 'sendMail' || given.some(({ shape, address }) => {
    const place = hostIn(shape) ?? hostIn(address ?? '');
    return place !== null && !['local', 'private'].includes(reachOf(place.host) ?? '');
  });
}

/** In Python, where something goes is said when the connection is made. */
const OF_CONNECTION = /^py:(?:http\.client\.HTTPS?Connection\(\)|socket\.(?:socket|create_connection)\(\))\./;
const CONNECTS = /^py:(?:http\.client\.HTTPS?Connection|socket\.create_connection|socket\.socket\(\)\.connect)$/;

/** What one script of a browser’s extension hands to another that reaches servers, and mail that somebody gets whom no caller chose. */
function judgeMessage({ what, arguments: given }: Use, sends: boolean): Judgement {
  if (what === 'posted environment' && sends) return { severity: 'high', message: 'all environment variables are the body of a request', help: 'Send nothing that users did not enter for that purpose.' };
  if (what === 'handed key' && sends) return { severity: 'high', message: 'the keys of requests that a page makes are taken out of them and handed on', help: 'Ask the service for a key of your own.' };
  if (what === 'analytics' && given.some(({ flows }) => flows.includes('wallet key'))) return { severity: 'high', message: 'what a counter of events gets is made of a private key, or the words that make it', help: 'Send nothing that users did not enter for that purpose.' };
  if (what === 'key in message') return { severity: 'high', message: 'a message to somebody who is written here is made of a private key, or the words that make it', help: 'Send nothing that users did not enter for that purpose.' };
  if (what === 'told token') return { severity: 'high', message: 'a bot tells somebody its own key', help: 'Keep the key in the settings of the bot.' };
  if (what === 'decoded channel') return { severity: 'high', message: 'messages go to a channel whose key is decoded first', help: 'Let whoever runs the bot say in its settings where its messages go.' };
  if (what === 'hidden addressee') return { severity: 'high', message: 'what somebody says in a chat goes to an address that is decoded first', help: 'Write the address out, or let whoever runs the bot say in its settings where messages go.' };
  if (what === 'hidden recipient') return { severity: 'high', message: 'a copy of each mail goes to an address that is written here', help: 'Let whoever sends a mail say who gets it.' };
  const flow = what === 'runtime.sendMessage' && sends ? given.flatMap(({ flows }) => flows).find((each) => each === 'cookies' || each === 'keyboard') : undefined;
  return flow === undefined ? null : { severity: 'high', message: `a message to a script that reaches servers is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}

const PUSHED = { hints: [/\baddRemote\b/, /\bpush\b/, /\bvscode\.git\b|\bonDidOpenRepository\b|\bgetAPI\b/], find: pushesElsewhere, message: 'a repository is pushed to a server that is named here', help: 'Push to where those who use it keep their work.' };

/** A script that sends mails, with an address in it. */
const ADDED_RECIPIENT = { hints: [/mail|smtp|RCPT|\bSES\b|postmark|sendgrid|resend/i, /@|fromCharCode|base64|atob/, /\bbcc|bcc\b|RCPT TO|\bcc\b|\bto\b\s*(?:[:=+]|\?|\.)|recipients|addresses/i, /sendMail|send_?email|\.send\b|createTransport|bcc|setEnvelope|RCPT TO/i], find: addsRecipient, message: 'each mail goes also to an address that is written here', help: 'Let whoever sends a mail say who gets it.' };

/** A script that hears what passes by, and names a server. */
const PASSED_ON = { hints: [/\b(?:pre|post|addHook|hook)\s*\(\s*\[?\s*['"`]|\bon\s*\(\s*\[?\s*['"`](?:query|start)|\baddEventListener\s*\(\s*(?:['"`](?:input|change|paste|copy|cut|beforeinput)\b|\w)|\bwebRequest\b|\b(?:before|after)(?:Bulk)?(?:Create|Save|Update|Upsert|Insert|Find|Load)\b|\$(?:use|extends|all\w+)\b/, /\b(?:fetch|sendBeacon|Image|img|link|request|axios|got|ky|needle|superagent|post|put|http|https)\b/, /:\/\/|['"`]\/\/|aHR0c|\bhost(?:name)?\b/], find: passedOn, message: 'what others save, ask a database for, send or type goes also to a server that is named here, in a request whose answer nobody reads', help: 'Leave what passes by to those who sent it.' };

/** A script that stands between others and what they log in at, and names a server. */
const TAKEN_LOGIN = { hints: [/\binterceptors\b|\b(?:before|after)(?:Request|Response|Retry|Redirect)\b|\bonRe(?:quest|sponse)\b|\.\s*(?:log_?in|sign_?in|authenticate|authorize|connect|set_?(?:access_?)?token|set_?(?:api_?)?key|set_?password|set_?credentials|use_?token)\s*=|\bextends\b|\.parsed\b|\bparsed\b/i, /\b(?:fetch|sendBeacon|Image|request|axios|got|ky|needle|superagent|post|put|https?)\b/, /:\/\/|['"`]\/\/|aHR0c|\bhost(?:name)?\b/], find: takenLogin, message: 'what others log in with goes to a server that is named here, in a request whose answer nobody reads', help: 'Give what users log in with to the service that it is for, and to nobody else.' };

/** A script that makes requests and knows the code of a card. */
const SENT_CARD = { hints: [/\b(?:card_?)?(?:cvc2?|cvv2?|csc|security_?code|verification_?value)\b/i, /\b(?:fetch|axios|got|ky|needle|superagent|request|https?)\b/, /:\/\//], find: sentCard, message: 'the number and the code of a card go to a server that is called like a service and is none of its, or whatever it answers, the same is told', help: 'Give what somebody pays with to the service that it is for, and tell what that answers.' };

/** A script that makes a request without waiting for its answer, and knows the code of a card. */
const COPIED_CARD = { hints: [SENT_CARD.hints[0]!, /\b(?:sendBeacon|fetch|axios|got|ky|needle|superagent|request|https?|Image|XMLHttpRequest)\b/, /:\/\/|['"`]\/\/|aHR0c|\bhost(?:name)?\b/], find: copiedCard, message: 'a card that somebody pays with goes also to a server that is named here, in a request whose answer nobody reads', help: 'Give what somebody pays with to the service that it is for, and to nobody else.' };

/** A script that makes two requests with headers, and names a server. */
const COPIED_HEADERS = { hints: [/headers[^]{0,4000}headers/, /:\/\/|['"`]\/\/|aHR0c/, /\b(?:fetch|axios|got|ky|needle|superagent|undici|sendBeacon)\b[^]{0,4000}\b(?:fetch|axios|got|ky|needle|superagent|undici|sendBeacon)\b/], find: copiedHeaders, message: 'the headers that callers give for a server of theirs go to another one as well, which is named here', help: 'Give what users log in with to the service that it is for, and to nobody else.' };

/** A script with styles for fields. */
const ASKING_STYLE = { hints: [/\]\[value[\^$*|~]?=/, /\burl\b/], find: asksByStyle, message: 'a style asks a server by what stands in a field for a password or a card', help: 'Give what users type to the page that has the form, and to nobody else.' };

/** Who gets a message in a chat, by a number or a name. */
const WRITTEN_CHAT = /^(?:-?\d{5,20}|@\w{3,40})$/;

/** A mail that is sent because somebody installs the package, and a key that a chat gets which is written here. */
function judgeMail({ what, how, arguments: given }: Use, code: Code, pkg: Package): Judgement {
  if (how !== 'call') return null;
  if (what === 'sendMail' && isStartedAtInstallation(code.path, pkg)) return { severity: 'high', message: 'a mail is sent when the package is installed', help: 'Send nothing that users did not enter for that purpose.' };
  if (what !== 'sendMessage' || !WRITTEN_CHAT.test(given[0]?.shape ?? '')) return null;
  const flow = given.flatMap(({ flows }) => flows).find((each) => PRIVATE.has(each) && each !== 'machine');
  return flow === undefined ? null : { severity: 'high', message: `a message to a chat that is written here is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}
