import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { datedEnd } from '../javascript/conditions/dated-ends.js';
import { datedPlace } from '../javascript/conditions/dated-harm.js';
import { deletedByChance, emptiedByDay, mayEmptyTables } from './javascript/emptied-tables.js';
import { endedWork } from './javascript/ended-work.js';
import { harmByPlace } from './javascript/harm-by-place.js';
import { failsByChance } from './javascript/failing-by-chance.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { personalNames, removalOf } from './javascript/personal-folders.js';
import { removesWork } from './javascript/removals.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { zonedRemoval } from './javascript/zoned-removals.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { PERSONAL_FOLDERS } from '../facts/folders.js';
import { namesRansom, tellsOfLoss, tellsOfRansom } from './ransom-notes.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';
import { largeFiles } from '../together.js';
import { currencyOf } from '../facts/wallets.js';

const DATES = ['now', 'Date', 'getMonth', 'getDate', 'getDay', 'getFullYear', 'getUTCMonth', 'getUTCDate', 'getUTCDay', 'getUTCFullYear'];
const ENDS = ['kill', 'abort', 'exit', 'reallyExit'];
const PLACES = ['language', 'languages', 'userLanguage', 'timeZone', 'resolvedOptions', 'getTimezoneOffset', 'LANG', 'LANGUAGE', 'LC_ALL', 'TZ', 'getLocale', 'getSystemLocale'];
const REMOVES = /^(?:rm|unlink|remove|rmdir|delete|destroy|purge|clear|emptyDir|rimraf)(?:Sync|Sheet|All|Many)?$|^delete(?:Sheet|All|Many)$/;
const STARTS = /^(?:exec|spawn|execa)/;
const CHANGES = /^(?:set(?:Range|Values?|Cells?|Formulas?)|writeFile(?:Sync)?|writeText|rename(?:Sync)?|createWriteStream)$/;
/** What a page is shown, used or heard by. */
const OF_PAGE = /^(?:pointerEvents|display|Audio)$/;
const WRITES = /^write(?:Text|File(?:Sync)?)?$/;
/** A loop whose condition always holds: cheap to look for. */
const ENDLESS = /\bInfinity\b|\bwhile\s*\(\s*(?:true|1|!0)\s*\)|\bfor\s*\([^;()]{0,80};\s*;/;
const LISTS = /^(?:getSheets|getUsedRange|readdir(?:Sync)?|readDirectory|list|findFiles|opendir|glob)$/;
/** All of a sheet is read, and written. */
const WHOLE = [['getUsedRange'], ['setRange', 'setValues', 'setCell', 'setCells', 'setValue']];
const HELP = 'Delete and write only what the extension made itself, and what users choose.';

type Say = (path: string, at: Node | number, message: string) => void;

/** What small scripts do together to the work of users: one knows which folders, on which days or where, or what the note says, and another one removes or changes it. */
export function judgeDestroyedWork(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const small = scriptsOf(pkg).filter(({ path, mentions }) => mentions !== null && !large.has(path) && !isPage(path));
  const say: Say = (path, at, message) => {
    const text = textOf(pkg, path);
    const start = typeof at === 'number' ? at : (at.start ?? 0);
    report.add({ ...weighed(pkg, path, { severity: 'high', message }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  };
  for (const { path, mentions } of small) {
    const tree = mentions!.names.has('process') && mentions!.names.has('random') && ENDS.some((name) => mentions!.names.has(name)) ? readAgain(pkg, path) : null;
    const end = tree ? datedEnd(tree) : null;
    if (end) say(path, end, 'from a day on that is written here, the process ends by chance');
    const failure = mentions!.names.has('random') ? failureIn(pkg, path) : null;
    if (failure) say(path, failure, 'once a time is over, this does by chance nothing of what it is asked to, and answers as if it had');
  }
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const script of small) {
    const tree = has(script, (name) => name === 'Date' || name === 'random') && has(script, (name) => REMOVES.test(name) || STARTS.test(name)) ? readAgain(pkg, script.path) : null;
    const end = tree ? endedWork(tree) : null;
    if (end) say(script.path, end, 'from a day on that is written here, or by chance, folders in which people work are removed, or the computer is shut down');
  }
  for (const script of small) {
    const mayHarm = has(script, (name) => REMOVES.test(name) || WRITES.test(name) || OF_PAGE.test(name)) || ENDLESS.test(decode(files.get(script.path)!.bytes));
    const tree = mayHarm && PLACES.some((name) => script.mentions!.names.has(name)) ? readAgain(pkg, script.path) : null;
    const removal = tree && script.mentions!.names.has('resolvedOptions') ? zonedRemoval(tree) : null;
    if (removal) say(script.path, removal, 'files, or what users made, are removed or overwritten only where the clock is set to the time of certain places');
    const harm = tree ? harmByPlace(tree) : null;
    if (harm) say(script.path, harm, 'files are removed, each of a folder gets the same text, a loop never ends, or a page is made useless, only where the clock is set to the time of a place, or a language is spoken, that is written here');
  }
  for (const { path } of small) if (mayEmptyTables(decode(files.get(path)!.bytes))) judgeTables(pkg, path, say);
  if (!small.some((script) => has(script, (name) => REMOVES.test(name) || WHOLE[0]!.includes(name)))) return report.findings();
  const mayHaveNote = small.some((script) => has(script, (name) => LISTS.test(name)));
  for (const path of mayHaveNote ? files.keys() : []) if (extensionOf(path) === '.json' && path !== 'package.json' && !large.has(path)) judgeNote(pkg, { path }, () => small, say);
  for (const script of small) {
    const group = (): readonly Script[] => togetherWith(pkg, script.path, large).filter(({ path }) => !isPage(path));
    if (namesPersonal(script)) judgePersonal(pkg, script, group(), say);
    if (has(script, (name) => DATES.includes(name)) && has(script, (name) => PLACES.includes(name))) judgeDated(pkg, script, group(), say);
    if (mayHaveNote || mayTellOfRansom(script)) judgeNote(pkg, script, group, say);
  }
  return report.findings();
}

function failureIn(pkg: Package, path: string): Node | null {
  const tree = readAgain(pkg, path);
  return tree && failsByChance(tree);
}

function has({ mentions }: Script, isOne: (name: string) => boolean): boolean {
  for (const name of mentions?.names ?? []) if (isOne(name)) return true;
  return false;
}

function namesPersonal({ mentions }: Script): boolean {
  return [...(mentions?.texts ?? [])].filter((text) => PERSONAL_FOLDERS.test(text)).length > 1;
}

function textOf(pkg: Package, path: string): string {
  return decode(pkg.files.find((file) => file.path === path)!.bytes);
}

/** Rows of a database are deleted by chance, or all that it has where a day or chance decides. */
function judgeTables(pkg: Package, path: string, say: Say): void {
  const tree = readAgain(pkg, path);
  const deleted = tree ? deletedByChance(tree) : null;
  if (deleted) return say(path, deleted, 'rows of a database are deleted by chance');
  const emptied = tree ? emptiedByDay(tree) : null;
  if (emptied) say(path, emptied, 'all that a database has is deleted where a day that is written here, or chance, decides');
}

/** Folders of the person stand in a list, and what is in each of them is removed. */
function judgePersonal(pkg: Package, script: Script, group: readonly Script[], say: Say): void {
  const removing = group.filter((each) => has(each, (name) => REMOVES.test(name)));
  const tree = removing.length > 0 ? readAgain(pkg, script.path) : null;
  const names = tree ? personalNames(tree) : new Set<string>();
  for (const each of names.size > 0 ? removing : []) {
    if (each !== script && !each.leads.includes(script.path)) continue;
    const other = each === script ? tree : readAgain(pkg, each.path);
    const removal = other ? removalOf(other, each === script ? names : personalNames(other, names)) : null;
    if (removal) return say(each.path, removal, 'whatever is in several folders of the person who uses the computer is removed');
  }
}

/** On certain days, where certain languages are spoken, something is removed. */
function judgeDated(pkg: Package, { path }: Script, group: readonly Script[], say: Say): void {
  if (!group.some((each) => has(each, (name) => REMOVES.test(name)))) return;
  const tree = readAgain(pkg, path);
  const condition = tree ? datedPlace(tree) : null;
  if (condition && group.some((each) => removesSomething(pkg, each))) say(path, condition, 'a condition asks for certain days and for where the computer is, beside code that removes files or what users made');
}

function removesSomething(pkg: Package, script: Script): boolean {
  const tree = has(script, (name) => REMOVES.test(name)) ? readAgain(pkg, script.path) : null;
  return tree !== null && nodesWithin(tree).some(removesWork);
}

/** A note about what was done to somebody's files, beside what goes through all of them and changes or removes them. */
function judgeNote(pkg: Package, { path }: Pick<Script, 'path'>, group: () => readonly Script[], say: Say): void {
  const note = tellsOfRansom(textOf(pkg, path));
  if (!note || !(note.isSure || group().some((each) => has(each, (name) => LISTS.test(name))))) return;
  const others = group().filter((each) => has(each, (name) => REMOVES.test(name) || CHANGES.test(name)));
  const changesAll = others.some((each) => WHOLE.every((names) => names.some((name) => each.mentions?.names.has(name))));
  if (changesAll || others.some((each) => removesSomething(pkg, each))) say(path, note.start, 'a note says that files of somebody are locked or gone and what to do about it, beside code that goes through them and removes or changes them');
}

/** The address of a wallet, what is paid to one, or that something of somebody is locked or gone. */
function mayTellOfRansom({ mentions, texts }: Script): boolean {
  return texts.some(({ shape }) => currencyOf(shape) !== null) || [...(mentions?.texts ?? [])].some((text) => namesRansom(text) || tellsOfLoss(text));
}
