import type { Package } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { isAskedFor } from './announced.js';
import { judgeAssistantOrders } from './destroyed-files/assistant-orders.js';
import { FOR_WRITING } from './brought-files.js';
import { judgeChat } from './chat-harm.js';
import { judgeCode, once } from './code.js';
import type { Argument, Code, Judgement, Use } from './code.js';
import { isShell } from './commands.js';
import { judgeDestroyedWork } from './destroyed-files/destroyed-work.js';
import { findUnasked } from './unasked-deeds.js';
import { judgeRareChanges, judgeUnaskedRemovals } from './destroyed-files/unasked-removals.js';
import { RUINOUS } from './destroyed-files/ruinous-deeds.js';
import { judgeDesktopNote, judgeRemovedProject, judgeRuinousCommand } from './ruinous-commands.js';
import { judgePythonNotes } from './destroyed-files/python-notes.js';
import { judgeUnevenValues } from './destroyed-files/uneven-values.js';
import { hostIn } from './facts/places.js';
import { harmByLanguage } from './destroyed-files/javascript/by-language.js';
import { locksFiles, overwritesEach, overwritesTree } from './destroyed-files/javascript/locking.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

const REMOVES = /^(?:module:(?:fs(?:\/promises)?\.(?:rm|rmdir|unlink|remove|emptyDir|truncate)(?:Sync)?|(?:rimraf|del)(?:\.\w+)?)|py:(?:shutil\.rmtree|os\.(?:remove|unlink|rmdir|removedirs|truncate)|pathlib\..*\.(?:unlink|rmdir)))$/;
const WRITES = /^(?:module:fs(?:\/promises)?\.(?:writeFile|createWriteStream|rename)(?:Sync)?|py:(?:open|io\.open|os\.(?:rename|replace)|shutil\.move|pathlib\..*\.(?:write_bytes|write_text|rename|replace)))$/;
/** Deletes a folder only when nothing is in it; in Node.js, unless options say otherwise. */
const REMOVES_EMPTY = /^(?:module:fs(?:\/promises)?\.rmdir(?:Sync)?|py:(?:os\.(?:rmdir|removedirs)|pathlib\..*\.rmdir))$/;
const CALLED_AS_IT_IS = /\brmdir(?:Sync)?\)?\(\s*(?!\.\.\.)/;
/** Programs that delete or overwrite what they are given. */
const REMOVING_COMMAND = /(?:^|[\s;&|/\\])(?:rm|rmdir|rd|del|erase|shred|srm|wipe|cipher|Remove-Item|mkfs(?:\.\w+)?|format)(?:\.exe)?(?:\s|$)/i;
const HELP = 'Delete and write only what the extension made itself, in the folder that the host gives it.';

/**
 * The home folder, a drive or the whole computer is deleted, or each file in it deleted, renamed or overwritten, as wipers
 * and ransomware do. A folder below it, as a cache of the extension, is its own. What deletes an empty folder destroys nothing.
 * So is what is removed where the language or the time zone of a computer is a certain one, or from a written day on.
 * Several small scripts may do it together, on certain days, in certain places, or beside a note that asks for money.
 * The same is told of what answers by chance, once a time is over, as if it had done its work, of all tables of a database where a day or chance decides, of all members or channels of a chat, of values in a sheet that are changed now and then, and of texts by which a tool of AI is told to do so.
 */
export const rule: Rule = {
  id: 'destroyed-files',
  code: 'JSQ-05',
  version: 41,
  title: 'Files of users that are destroyed',
  why: 'What is deleted or overwritten here belongs to the users, and nobody gives it back to them.',
  sections: true,
  run(pkg) {
    const large = largeFiles(pkg.files);
    const wipes = once(({ path }) => overwritesTree(pkg, path));
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => judge(use, large.has(code.path), () => asksInTerminal(code, pkg)) ?? (large.has(code.path) ? null : judgeRuinousCommand(use, code, pkg) ?? judgeRemovedProject(use, code, pkg) ?? judgeDesktopNote(use, code, pkg) ?? judgePlace(use, code, pkg, wipes) ?? judgeLocked(use, code, pkg)) });
    return [...findings, ...judgeLanguages(pkg), ...findUnasked(pkg, rule.id, RUINOUS), ...judgeDestroyedWork(pkg, rule.id), ...judgePythonNotes(pkg, rule.id, large), ...judgeUnaskedRemovals(pkg, rule.id, findings), ...judgeRareChanges(pkg, rule.id, large), ...judgeUnevenValues(pkg, rule.id), ...judgeAssistantOrders(pkg, rule.id, large), ...judgeChat(pkg, rule.id, ['everybody', 'by chance', 'orders', 'flood', 'spoiled server'])];
  },
};

const LANGUAGES = ['language', 'languages', 'userLanguage', 'timeZone'];
const HARMS = ['pointerEvents', 'visibility', 'display', 'play'];

/** Pages that are made useless for whoever speaks one language, or lives where it is spoken. */
function judgeLanguages(pkg: Package): Finding[] {
  const report = new Report(rule.id);
  const large = largeFiles(pkg.files);
  for (const { path, mentions } of scriptsOf(pkg)) {
    if (large.has(path) || isPage(path) || ![LANGUAGES, HARMS].every((names) => names.some((name) => mentions?.names.has(name)))) continue;
    const harm = harmByLanguage(pkg, path);
    if (!harm) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a page stops answering, or plays something without end, for visitors who speak one language' }), help: 'Treat all visitors alike.', file: path, ...new Places(text).at(harm.start ?? 0), evidence: evidence(text, harm.start ?? 0) });
  }
  return report.findings();
}

/** Overwrites all files below a folder; deletes, overwrites or starts something only where the clock is set to the time of some country, or a server says that the computer is in one. */
function judgePlace({ what, how }: Use, code: Code, pkg: Package, wipes: (code: Code) => boolean): Judgement {
  if (how === 'call' && (REMOVES.test(what) || WRITES.test(what)) && asksCountry(code) && (lists(code) || overwritesEach(pkg, code.path))) return { severity: 'high', message: 'files of folders are deleted or written in a script that asks a server in which country the computer is', help: HELP };
  if (how === 'call' && WRITES.test(what) && lists(code) && wipes(code)) return { severity: 'high', message: 'each file below a folder is overwritten with the same text', help: HELP };
  if (how !== 'call' || !(REMOVES.test(what) || what.startsWith('module:child_process.')) || !asksWhere(code)) return null;
  return { severity: 'high', message: 'something is deleted or started in a script that asks in which country the computer is', help: HELP };
}

/** What ransomware does with each file of a folder: it is encrypted, and its original deleted. */
function judgeLocked({ what, how }: Use, code: Code, pkg: Package): Judgement {
  const names = (code as Partial<Script>).mentions?.names;
  if (how !== 'call' || !REMOVES.test(what) || !names?.has('createCipheriv') || !LISTS.some((name) => names.has(name)) || !locksFiles(pkg, code.path)) return null;
  return { severity: 'high', message: 'files of a folder are encrypted, and the originals deleted', help: HELP };
}

const ZONE = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[A-Z][\w/]+$/;
const asksWhere = once((code) => {
  const { mentions } = code as Partial<Script>;
  return mentions?.names.has('resolvedOptions') === true && mentions.names.has('timeZone') && [...mentions.texts].some((text) => ZONE.test(text));
});

/** Servers that tell where an address is. */
const LOCATOR = /(?:^|[.-])(?:free)?(?:geo)?ip(?:[.-]|api|data|geo|info|stack|who)|(?:^|[.-])geo(?:ip|js|loc|plugin)/;
const COUNTRY = ['country_name', 'country_code', 'countryCode', 'countryName', 'country'];
const LISTS = ['readdirSync', 'readdir', 'opendir'];
const lists = once((code) => LISTS.some((name) => (code as Partial<Script>).mentions?.names.has(name)));
const asksCountry = once((code) => {
  const { mentions } = code as Partial<Script>;
  const names = mentions?.names;
  return names !== undefined && COUNTRY.some((name) => names.has(name)) && code.texts.some(({ shape }) => LOCATOR.test(hostIn(shape)?.host ?? ''));
});

function judge(use: Use, isLarge: boolean, asks: () => boolean): Judgement {
  const [path, second] = use.arguments;
  if (use.what === 'py:harm by place') return { severity: 'high', message: 'files, or what the host keeps, are removed where the language or the time zone of a computer is one that is written here', help: HELP };
  if (use.what === 'py:harm by day') return { severity: 'high', message: 'folders, or one file after the other, are removed from a day on that is written here', help: HELP };
  if (use.how !== 'call' || !path) return null;
  if (isShell(use)) return judgeCommand(use);
  if (REMOVES.test(use.what)) return removesEmpty(use) ? null : judgeRemoval(path, asks);
  const isWritten = WRITES.test(use.what) && (!use.what.endsWith('open') || FOR_WRITING.test(second?.shape ?? ''));
  return isWritten && path.flows.includes('contents') ? { severity: isLarge ? 'medium' : 'high', message: 'files are overwritten or renamed, whatever is in a folder with everything of somebody', help: HELP } : null;
}

function removesEmpty({ what, arguments: { length }, evidence }: Use): boolean {
  return REMOVES_EMPTY.test(what) && (what.startsWith('py:') || (length === 1 && CALLED_AS_IT_IS.test(evidence)));
}

/** Libraries that ask a question at a terminal and wait for the answer. */
const ASKERS = ['inquirer', '@inquirer/prompts', 'prompts', 'enquirer', '@clack/prompts', 'prompt', 'readline', 'node:readline', 'readline/promises', 'node:readline/promises'];

/** Does somebody start a script with words of his own, and does it ask him before it goes on, as what makes new projects does? */
function asksInTerminal(code: Code, pkg: Package): boolean {
  const loaded = (code as Partial<Script>).mentions?.specifiers;
  return ASKERS.some((name) => loaded?.has(name)) && isAskedFor(code, pkg);
}

function judgeRemoval({ flows }: Argument, asks: () => boolean): Judgement {
  if (flows.includes('everything')) return { severity: 'critical', message: 'a folder with everything of somebody, or of the computer, is deleted', help: HELP };
  const removed = 'the folder in which somebody works is deleted as a whole';
  if (flows.includes('project')) return asks() ? { severity: 'low', message: `${removed}, by a program that asks questions`, help: HELP } : { severity: 'high', message: removed, help: HELP };
  return flows.includes('contents') ? { severity: 'high', message: 'whatever is in a folder with everything of somebody is deleted', help: HELP } : null;
}

function judgeCommand({ arguments: given }: Use): Judgement {
  if (!REMOVING_COMMAND.test(given.map(({ shape }) => shape).join(' '))) return null;
  const flows = given.flatMap((each) => each.flows);
  return flows.includes('everything') || flows.includes('contents') ? { severity: 'high', message: 'a program deletes a folder with everything of somebody, or of the computer', help: HELP } : null;
}
