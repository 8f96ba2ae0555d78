import type { Package } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { isAnnounced, isAskedFor } from './announced.js';
import { isSender } from './calls.js';
import { judgeCode, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { linkedWith, togetherWith } from './javascript/flows/linked.js';
import { handsInWork, mayHandIn, sendsInWorker, triesNumbers } from './self-spreading/javascript/mining.js';
import { publishingIn } from './self-spreading/javascript/publishing.js';
import { spreadsToOthers } from './self-spreading/javascript/spread-copies.js';
import { parsePython } from '../permissions/inference/python-tree.js';
import { minesCoins } from './self-spreading/python/mining.js';
import { spreadsToOthers as spreadsInPython } from './self-spreading/python/spread-copies.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { readAgain } from './javascript/syntax/trees.js';
import { AGAINST_OTHERS } from './outer-deeds.js';
import { findUnasked } from './unasked-deeds.js';
import { hostIn, MINER, reachOf, SELF_PUBLISH } from './facts/places.js';
import { asideOf } from './reach/aside.js';
import { weighed } from './reach.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';
import { Report } from './report.js';
import { findInSmall } from './small-scripts.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

const RUNS = /^(?:module:child_process\..*|py:(?:os\.(?:system|popen)|subprocess\.\w+))$/;
const HELP = 'Leave it out: an extension does neither.';
const MINES = 'numbers are tried for a pool that mines coins, and handed in';

/** Clients of a registry name these addresses too; what a worm does next is told of where it does it. */
const OWNER = /\/-\/(?:whoami|npm\/v1\/tokens)/;

/**
 * A miner uses the computers of others, also one that is written by hand: it tries numbers for work that it hands in with a name; a worm publishes itself under the name of whoever runs it, or goes on into the repositories
 * that it finds when it is installed, or into the other extensions that lie beside it. Who publishes without end, or under names that are made up, fills a registry, whoever starts that.
 */
export const rule: Rule = {
  id: 'self-spreading',
  code: 'JSQ-04',
  version: 16,
  title: 'Coin miners and programs that publish themselves',
  why: 'It uses the computers and accounts of others for what they never agreed to, and may spread from there.',
  sections: true,
  run(pkg) {
    const large = largeFiles(pkg.files);
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => judge(use, code, pkg) ?? (large.has(code.path) ? null : judgeRepositories(use, code, pkg)), text: ({ shape }, code) => judgeText(shape, code) });
    return [...judgePublishing(pkg, large), ...judgeMining(pkg, large), ...findInSmall(pkg, rule.id, TO_OTHERS), ...findUnasked(pkg, rule.id, AGAINST_OTHERS), ...judgePython(pkg, large), ...findings];
  },
};

const TO_OTHERS_SAID = 'each of the other extensions that are installed is changed in what it begins with, or gets a copy of this one';
const HELP_OTHERS = 'Leave other extensions to their authors.';
const TO_OTHERS = { hints: [/\b(?:readdir|opendir|glob)/, /\b(?:writeFile|appendFile|outputFile|writeJson|outputJson|cp|copy)/i, /extensions|\.\.|root/, /\bmain\b|__dirname|__filename|import\.meta/], find: spreadsToOthers, message: TO_OTHERS_SAID, help: HELP_OTHERS };

/** The same in modules of Python, which know where they lie; and work of a pool that they do. */
function judgePython(pkg: Package, large: ReadonlySet<string>): Finding[] {
  const report = new Report(rule.id);
  for (const { path, bytes } of pkg.files) {
    if (!/\.pyw?$/.test(path) || large.has(path)) continue;
    const text = decode(bytes);
    const tell = (at: { from: number } | null, message: string, help: string): void => {
      if (at) report.add({ ...weighed(pkg, path, { severity: 'high', message }), help, file: path, ...new Places(text).at(at.from), evidence: evidence(text, at.from) });
    };
    if (/__file__/.test(text)) tell(spreadsInPython(parsePython(text), text, path), TO_OTHERS_SAID, HELP_OTHERS);
    if (/\bnonce\b|mining\./.test(text)) tell(minesCoins(parsePython(text), text), MINES, HELP);
  }
  return report.findings();
}

function judge(use: Use, code: Code, pkg: Package): Judgement {
  if (!publishes(use)) return null;
  return isRelease(use, code, pkg) ? { severity: 'low', message: 'a program is started that publishes what somebody asks to be published', help: HELP } : { severity: 'critical', message: 'a program is started that publishes packages', help: HELP };
}

const RELEASES = /\b(?:releas\w*|publish\w*|version\w*|semver|bump\w*|changelogs?|deploy\w*|monorepos?|workspaces?|lerna|packages?|ship)\b/i;
const ONLY_PUBLISHES = /\b(?:token\s+create|adduser)\b|\/-\//i;
/** What finds out whose packages there are, or whose token lies in the home folder. */
const FINDS = /\/-\/(?:v1\/search|user\/|whoami|org\/)|\bmaintainer:|_authToken\s?=\s?\(|^access\s+list|^whoami$/;

/**
 * Does somebody publish by this what he has himself? He starts it at a terminal, or the package says that it is for releases; it is not started at installation, looks for
 * nobody's token or packages, and puts no copy of itself anywhere.
 */
function isRelease(use: Use, code: Code, pkg: Package): boolean {
  const { mentions } = code as Partial<Script>;
  if (!mentions || ONLY_PUBLISHES.test(use.arguments.map(({ shape }) => shape).join(' ')) || isStartedAtInstallation(code.path, pkg)) return false;
  if (linkedWith(pkg, code.path).some(({ path }) => isStartedAtInstallation(path, pkg)) || !(isAskedFor(code, pkg) || isAnnounced(pkg, RELEASES))) return false;
  const looksAtHome = HOMES.some((name) => mentions.names.has(name)) && [...mentions.texts].some((text) => text.endsWith('.npmrc'));
  return !looksAtHome && !mentions.names.has('_authToken') && ![...mentions.texts, ...code.texts.map(({ shape }) => shape)].some((text) => FINDS.test(text)) && !['__filename', 'copyFileSync', 'copyFile', 'postinstall', 'preinstall'].some((name) => mentions.names.has(name));
}

function publishes({ what, how, arguments: given }: Use): boolean {
  return how === 'call' && RUNS.test(what) && SELF_PUBLISH.test(given.map(({ shape }) => shape).join(' '));
}

function judgeText(shape: string, { uses }: Code): Judgement {
  if (MINER.test(shape)) return { severity: /stratum\+/i.test(shape) ? 'critical' : 'high', message: 'this names a program or server that mines coins', help: HELP };
  return OWNER.test(shape) ? { severity: uses.some(isSender) ? 'medium' : 'low', message: 'this address of a registry tells whose token is used, which is how worms begin', help: HELP } : null;
}

/** By syntax, in small scripts that publish something somewhere else than on this computer. */
function judgePublishing(pkg: Package, large: ReadonlySet<string>): Finding[] {
  const report = new Report(rule.id);
  for (const { path, uses } of scriptsOf(pkg)) {
    const use = large.has(path) || asideOf(path) !== null ? undefined : uses.find((each) => publishes(each) && !isNear(each));
    const tree = use ? readAgain(pkg, path) : null;
    const publishing = tree && publishingIn(tree);
    if (!use || !publishing || !(publishing.endless || publishing.madeUp)) continue;
    report.add({ severity: 'high', message: `packages are published ${publishing.endless ? 'again and again, without an end' : 'under names that are made up'}`, help: HELP, file: path, line: use.line, column: use.column, evidence: use.evidence });
  }
  return report.findings();
}

/** In small scripts that belong together and reach a server: work of a pool is done, and handed in for somebody. */
function judgeMining(pkg: Package, large: ReadonlySet<string>): Finding[] {
  const report = new Report(rule.id);
  for (const { path, mentions } of scriptsOf(pkg)) {
    const text = large.has(path) || !mentions ? '' : decode(pkg.files.find((file) => file.path === path)!.bytes);
    const tree = mayHandIn(text) ? readAgain(pkg, path) : null;
    const group = tree && handsInWork(tree, mentions!) ? togetherWith(pkg, path, large) : [];
    if (!tree || !(sendsInWorker(tree) || group.some(({ uses }) => uses.some(isSender))) || !group.some((each) => searches(pkg, each.path))) continue;
    const start = Math.max(0, text.search(/nonce|mining\./));
    report.add({ ...weighed(pkg, path, { severity: 'high', message: MINES }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function searches(pkg: Package, path: string): boolean {
  const tree = readAgain(pkg, path);
  return tree !== null && triesNumbers(tree);
}

/** A registry of tests, on this computer or in its network. */
function isNear({ arguments: given }: Use): boolean {
  const host = hostIn(given.map(({ shape }) => shape).join(' '))?.host;
  return host !== undefined && ['local', 'private'].includes(reachOf(host) ?? '');
}

/** A command of git that takes what is in a repository elsewhere, or keeps its own checks from running. */
const PUSHES = /\bgit(?:\.exe)?["']?\s(?:[^;&|\n]{0,200}\s)?(?:push\s|push$|commit\s(?:[^;&|\n]{0,200}\s)?(?:--no-verify|-n)(?:\s|$))/;
const LISTS = ['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync'];
const HOMES = ['homedir', 'HOME', 'USERPROFILE'];
/** Scripts of one installation; of more of them, nobody can tell what is one deed. */
const MOST_LINKED = 10;
const HOOKS = /\.git[\\/]+hooks(?:[\\/]|$)/;
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile|copyFile|createWriteStream)(?:Sync)?$/;

/** When it is installed, a small script commits and pushes, or writes what git runs by itself into repositories that it looks for. */
function judgeRepositories(use: Use, code: Code, pkg: Package): Judgement {
  const does = isShell(use) && (PUSHES.test(use.arguments.map(({ shape }) => shape).join(' ')) || pushesByWords(code)) ? 'commits or pushes to a repository' : WRITES.test(use.what) && hooksFound(code) ? 'writes what git runs by itself into repositories that it looks for' : null;
  const linked = does === null ? [] : linkedWith(pkg, code.path);
  if (linked.length > MOST_LINKED || !linked.some(({ path }) => isStartedAtInstallation(path, pkg))) return null;
  return { severity: 'high', message: `when it is installed, this ${does}`, help: 'Leave the repositories of whoever installs it as they are.' };
}

/** The words of both commands, which a function of the script puts behind the program. */
const pushesByWords = once((code) => {
  const texts = (code as Partial<Script>).mentions?.texts;
  return texts !== undefined && ['git', 'commit', 'push'].every((word) => texts.has(word));
});

const hooksFound = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  return names !== undefined && LISTS.some((name) => names.has(name)) && HOMES.some((name) => names.has(name)) && code.texts.some(({ shape }) => HOOKS.test(shape));
});
