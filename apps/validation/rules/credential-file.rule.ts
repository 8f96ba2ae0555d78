import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { isSender } from './calls.js';
import { isClientOfCloud } from './facts/cloud-clients.js';
import { codeOf, judgeCode, once } from './code.js';
import type { Code, CodeText, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { isOnlyIdentity, withoutIdentity } from './credential-file/handed-identity.js';
import { linkedWith } from './javascript/flows/linked.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { judgePickedFiles } from './credential-file/picked-files.js';
import { CLOUD_SIGNATURE, namesStranger } from './facts/places.js';
import { CREDENTIAL_PATH, STORE_PIECE, TRADE_PATH } from './facts/private-paths.js';
import { sendTogether } from './python/linked.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';
import { largeFiles } from './together.js';

const URL = /\w+:\/\/[^\s'"]*/g;
/** A name without a folder is that of a file in a project: what is left out of a package, what is configured there. */
const BARE = /^\.\w+$/;
const SENDING_COMMAND = /\b(?:curl|wget|scp|nc|ncat|ftp|rsync|Invoke-WebRequest|iwr)\b/;
const HELP = 'Ask users for the credentials that the extension needs, through the settings of the host.';

/**
 * Keys, tokens, cookies and wallets of whoever runs the host are not an extension’s to read. Clients of registries,
 * databases and clouds read the file of their trade (`~/.npmrc`, `~/.pgpass`), so that its name is grave only where the
 * same script sends something; a server that only answers on this computer and reads nothing does not. The bare name of a key is
 * low where nothing in the package could open a file, so are the settings of npm in a folder that is no home, in a script that sends nothing, and so is the file of Amazon's cloud in a large script that signs requests to it.
 * Low is the file of a cloud in a client of it, which knows its settings and names no server but its own.
 * A key of SSH is low that a script only tells SSH to log in with (`-i`), in one that reaches no server otherwise: who reads it, copies it or sends it names it once more.
 * Modules of Python that import each other are one: what one of them finds, another one sends. The names of folders in a list are a path.
 * A pattern for names of such files counts as they do where files that it finds are picked, read and sent.
 * A command that writes rights (`/etc/sudoers`) is medium in a script that starts no programs.
 */
export const rule: Rule = {
  id: 'credential-file',
  code: 'DAT-02',
  version: 25,
  title: 'Files with credentials',
  why: 'Such files open accounts, servers and wallets of whoever runs the host; they are not an extension\'s to read.',
  sections: true,
  run(pkg) {
    const large = largeFiles(pkg.files);
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => judgeStored(use, code, large) ?? judgeShown(use, code, pkg), text: (text, code) => judgeIdentity(text, code, pkg) ?? judgeName(text.shape, pkg) ?? judgeClient(text.shape, code, pkg) ?? judge(text.shape, code, () => isTogether(code, pkg)) ?? judgePiece(text.shape, () => !large.has(code.path) && (sends(code) || writes(code) || isReadForLinked(code, pkg) || sendTogether(pkg, code))) });
    return [...findings, ...judgePickedFiles(pkg, rule.id)];
  },
};

/** `git credential fill`: what git keeps for a server, in a script that sends something to one which is named. */
function judgeStored(use: Use, code: Code, large: ReadonlySet<string>): Judgement {
  const isAsked = use.how === 'call' && isShell(use) && STORED.test(use.arguments.slice(0, 2).map(({ shape }) => shape).join(' '));
  if (!isAsked || large.has(code.path) || !sends(code) || !code.texts.some(({ shape }) => namesStranger(shape))) return null;
  return { severity: 'high', message: 'git is asked for the password or token that it keeps for a server, in a script that sends something', help: HELP };
}

const STORED = /\bgit(?:\.exe)?\s+(?:-\S+\s+){0,4}credential(?:-\w{1,20})?\s+(?:fill|get)\b/;

/** Programs of a system that show what it keeps for whoever uses it, where modules that belong together send something. */
function judgeShown(use: Use, code: Code, pkg: Package): Judgement {
  const isAsked = use.how === 'call' && isShell(use) && SHOWN.test(use.arguments.slice(0, 2).map(({ shape }) => shape).join(' '));
  return isAsked && sendTogether(pkg, code) ? { severity: 'high', message: 'a program is asked for passwords that the system keeps, beside what sends something to a server that is named', help: HELP } : null;
}

const SHOWN = /\bnetsh(?:\.exe)?\s[^\n]{0,80}\bkey=clear\b|\bsecurity\s+(?:find-(?:generic|internet)-password\s[^\n]{0,200}-\w{0,4}[wg]\w{0,4}\b|dump-keychain\b)|\bsecret-tool\s+(?:lookup|search)\b|\bvaultcmd(?:\.exe)?\s+\/listcreds/i;

/** A key that a script only tells SSH to log in with, where nothing else takes it anywhere. */
function judgeIdentity(text: CodeText, code: Code, pkg: Package): Judgement {
  if (!CREDENTIAL_PATH.test(text.shape)) return null;
  const rest = withoutIdentity(text.shape);
  if (rest === text.shape ? !isOnlyIdentity(text, code, pkg) : CREDENTIAL_PATH.test(rest)) return null;
  return [code, ...linkedWith(pkg, code.path)].some(sends) ? null : { severity: 'low', message: 'a key is handed to SSH, which logs in with it', help: HELP };
}

/** The name of a key without a folder, where nothing could open it: tables of the kinds of files have it. */
function judgeName(text: string, pkg: Package): Judgement {
  return KEY_NAME.test(text) && opensNothing(pkg) ? { severity: 'low', message: 'files of this name are keys, and no script of the package opens any', help: HELP } : null;
}

/** A bundled client of a cloud reads the file with the keys by which it signs its requests; where that goes is told by what flows (DAT-05). */
function judgeClient(text: string, code: Code, pkg: Package): Judgement {
  const isLarge = largeFiles(pkg.files).has(code.path);
  const isBundled = isLarge && CLOUD_FILE.test(text) && (code as Partial<Script>).mentions?.texts.has(CLOUD_SIGNATURE) === true;
  if (!isBundled && !(TRADE_PATH.test(text) && isClientOfCloud(text, code, pkg, { metadata: isTogether(code, pkg) }))) return null;
  return { severity: 'low', message: 'a client of a cloud names the file with its keys', help: HELP };
}

const CLOUD_FILE = /^(?:\0|~)?[\\/]?\.aws[\\/](?:config|credentials)$/;
const KEY_NAME = /^id_(?:rsa|ed25519|ecdsa)$/i;
/** What a script may do that opens no file and asks nobody else to. */
const OPENS_NOTHING = /^(?:regex|deep-merge|module:(?:path|url|util|assert|events|querystring)(?:[./(].*)?)$/;
const opening = new WeakMap<Package, boolean>();

function opensNothing(pkg: Package): boolean {
  const answer = opening.get(pkg) ?? (codeOf(pkg).length === scriptsOf(pkg).length && scriptsOf(pkg).every(({ failure, uses }) => failure === null && uses.every(({ what }) => OPENS_NOTHING.test(what))));
  opening.set(pkg, answer);
  return answer;
}

function judge(text: string, code: Code, together: () => boolean): Judgement {
  const shape = text.replace(URL, ' ');
  const isCommand = SENDING_COMMAND.test(shape);
  if (!CREDENTIAL_PATH.test(shape) || (text.includes('://') && !isCommand)) return null;
  if (!isCommand && !startsPrograms(code) && !CREDENTIAL_PATH.test(shape.replace(GIVES_RIGHTS, ' '))) return { severity: 'medium', message: 'this command changes who may do what on a computer, in a script that starts no programs', help: HELP };
  const message = 'this path leads to credentials of whoever runs the host';
  if (!TRADE_PATH.test(shape) || isCommand) return { severity: 'high', message, help: HELP };
  if (BARE.test(shape)) return { severity: together() ? 'medium' : 'low', message: 'files of this name often hold credentials', help: HELP };
  return together() ? { severity: 'high', message: `${message}, and what is read there can be sent`, help: HELP } : { severity: isOfProject(shape, code) ? 'low' : 'medium', message, help: HELP };
}

/** What a command writes there is no credential; whoever describes the image of a computer writes such commands down and starts none. */
const GIVES_RIGHTS = /(?<=\becho\s[^\n]{1,200}>{1,2}\s?)\/etc\/sudoers\b/;
const startsPrograms = once(({ uses }) => uses.some(isShell));

/** The settings of npm lie in the folder of each project as well, also in one that a tool makes and names, where its tools read them; a script that means those of a person names their home. */
function isOfProject(shape: string, code: Code): boolean {
  const names = (code as Partial<Script>).mentions?.names;
  return PROJECT_SETTINGS.test(shape) && names !== undefined && ![...names].some((name) => HOME.test(name));
}

const PROJECT_SETTINGS = /^(?:\0[\\/]|(?:\0[\\/])?(?!root|home|users)[a-z][\w-]{0,40}[\\/])\.npmrc$/i;
const HOME = /home|profile|~/i;

function judgePiece(text: string, together: () => boolean): Judgement {
  if (!STORE_PIECE.test(text)) return null;
  return together() ? { severity: 'high', message: 'this is a piece of the path to a store of a browser, wallet, chat or game, which a script reads beside one that sends or writes something', help: HELP } : { severity: 'low', message: 'stores of browsers, wallets, chats or games have such paths', help: HELP };
}

/** What is read in a small script may be sent by it, or by those that belong to it. */
function isTogether(code: Code, pkg: Package): boolean {
  return !largeFiles(pkg.files).has(code.path) && (sends(code) || isSentByLinked(code, pkg) || isGathered(code, pkg));
}

/** When it is installed, small scripts that load each other are one: what one of them reads, another one sends. */
function isSentByLinked({ path }: Code, pkg: Package): boolean {
  const linked = linkedWith(pkg, path);
  const large = largeFiles(pkg.files);
  return linked.length > 1 && linked.length <= MOST_LINKED && linked.some((each) => isStartedAtInstallation(each.path, pkg)) && linked.some((each) => !large.has(each.path) && sends(each));
}

/** Clients read the file of one trade, or of two: whoever reads those of more wants whatever there is. */
const MOST_TRADES = 2;
const READS = ['readFile', 'readFileSync', 'createReadStream', 'readdir', 'readdirSync', 'copyFile', 'copyFileSync'];

function isGathered(code: Code, pkg: Package): boolean {
  const trades = new Set(code.texts.flatMap(({ shape }) => TRADE_PATH.exec(shape)?.[0].replace(/^[^.]*/, '').toLowerCase() ?? []));
  return trades.size > MOST_TRADES && isReadForLinked(code, pkg);
}

/** A script that opens files, beside another small one that sends something to a server which is named there. */
function isReadForLinked(code: Code, pkg: Package): boolean {
  const names = (code as Partial<Script>).mentions?.names;
  if (!names || !READS.some((name) => names.has(name))) return false;
  const linked = linkedWith(pkg, code.path);
  const large = largeFiles(pkg.files);
  return linked.length <= MOST_LINKED && linked.some((each) => each.path !== code.path && !large.has(each.path) && sends(each) && each.texts.some(({ shape }) => namesStranger(shape)));
}

/** Scripts of one installation; of more of them, nobody can tell what is one deed. */
const MOST_LINKED = 10;
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|createWriteStream|copyFile)(?:Sync)?$/;
const sends = once((code) => code.uses.some(isSender) && !onlyAnswers(code));

/** Servers on this computer bring `http` as well, and hand out what they read. */
const ANSWERS = /^module:https?(?:\.createServer)?$/;
/** What reads, connects, or takes from `http` what connects. */
const NOT_ONLY = ['request', 'get', 'ClientRequest', 'Agent', 'globalAgent', 'connect', 'readFile', 'readFileSync', 'createReadStream', 'open', 'openSync', 'read', 'readSync', 'promises', 'copyFile', 'copyFileSync', 'cp', 'cpSync', 'spawn', 'exec'];

function onlyAnswers(code: Code): boolean {
  const names = (code as Partial<Script>).mentions?.names;
  return names?.has('createServer') === true && !NOT_ONLY.some((name) => names.has(name)) && code.uses.filter(isSender).every(({ what }) => ANSWERS.test(what));
}
const writes = once(({ uses }) => uses.some(({ what, how }) => how === 'call' && WRITES.test(what)));
