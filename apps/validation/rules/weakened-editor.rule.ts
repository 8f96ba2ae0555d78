import { SEVERITIES } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeAssistantRules } from './weakened-editor/assistant-rules.js';
import { dangerIn } from './commands.js';
import { judgeGitSettings } from './weakened-editor/git-writes.js';
import { judgeOtherExtensions } from './weakened-editor/other-extensions.js';
import { weaknessOfSetting, weaknessOfVariable } from './facts/editor-settings.js';
import type { Weakness, Written } from './facts/editor-settings.js';
import { editorWritesIn } from './javascript/editors/writes.js';
import type { EditorWrite, EditorWrites } from './javascript/editors/writes.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { readAgain } from './javascript/syntax/trees.js';
import { jsonObject } from './json-object.js';
import { Report } from './report.js';
import { weighed } from './reach.js';
import { startedCommandsIn } from './weakened-editor/started-tasks.js';
import { decode, evidence, extensionOf, Places } from './text.js';
import { largeFiles } from './together.js';

/** A task that an editor starts by itself, in the file of tasks of a folder. */
const STARTED_BY_ITSELF = /runOn\\{0,3}["']?\s*:\s*\\{0,3}["']folderOpen\b/;
const COMMAND = /\bcommand\\{0,3}["']?\s*:\s*\\{0,3}["'`]([^\n]{1,500})/g;
const TASK_FILE = /(?:^|\/)(?:tasks\.json|[^/]+\.code-workspace)$/;
const HOOK = /(?:^|[\\/])\.git[\\/]+hooks[\\/]/;
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;
/** Parts of one JSON file that are looked at. */
const MOST_MEMBERS = 5_000;
/** UTF-16 units beside `folderOpen` that belong to the same task. */
const NEAR = 900;
const HELP = 'Leave the settings of the editor to its users; tell them in the documentation what to change, and why.';
const HELP_TASK = 'Let users start tasks themselves, and put what they run into the project.';

/**
 * An extension that switches off what protects an editor, or leads what it does through a server of somebody else, leaves the door
 * open for what comes later; so does a task that starts with a folder, or a hook, that it leaves in projects. Each setting
 * is one that extensions have no reason to write by themselves. The same goes for settings of Git that lead what it gets, or the keys that it is given, elsewhere,
 * and for other extensions that are uninstalled, or installed from a file; and for texts that tell coding assistants to take keys.
 */
export const rule: Rule = {
  id: 'weakened-editor',
  code: 'EXE-11',
  version: 14,
  title: 'Editors, Git and assistants that are made weaker',
  why: 'What protects an editor or a project is switched off or led elsewhere, which leaves the door open for what comes later.',
  sections: true,
  run(pkg) {
    const report = new Report(rule.id);
    const large = largeFiles(pkg.files);
    const files = new Map(pkg.files.map((file) => [file.path, file]));
    const small = pkg.files.filter(({ path }) => !large.has(path));
    const data = small.filter(({ path }) => extensionOf(path) === '.json' && path !== 'package.json');
    judgeDefaults(pkg, report);
    const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path));
    for (const script of scripts) {
      const file = files.get(script.path);
      if (file) judgeScript(pkg, { script, file, data }, report);
    }
    for (const each of data) if (mayHaveTemplates(each) && scripts.some((script) => names(script, each.path))) judgeTemplates(pkg, each, report);
    for (const file of small) if (TASK_FILE.test(file.path)) judgeTasks(file, report);
    return [...report.findings(), ...judgeGitSettings(pkg, rule.id, large), ...judgeOtherExtensions(pkg, rule.id, large), ...judgeAssistantRules(pkg, rule.id, large)].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  },
};

/** Does a script load a file of data, or name it? */
function names({ mentions, leads }: Script, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return leads.includes(path) || mentions?.texts.has(name) === true || [...(mentions?.texts ?? [])].some((text) => text.endsWith(`/${name}`));
}

/** `contributes.configurationDefaults`: what settings are as long as nobody says anything else. */
function judgeDefaults({ manifest: { original } }: Package, report: Report): void {
  const { contributes } = original as { contributes?: { configurationDefaults?: unknown } | null };
  for (const { name, value } of membersOf(contributes?.configurationDefaults)) {
    const weakness = weaknessOfSetting(name, value);
    if (weakness) report.add({ ...seen(name, weakness), help: HELP, file: 'package.json' });
  }
}

interface Judged {
  script: Script;
  file: PackageFile;
  /** Files that it may load. */
  data: readonly PackageFile[];
}

function judgeScript(pkg: Package, { script, file, data }: Judged, report: Report): void {
  const written = script.mentions?.names ?? new Set();
  const mayHaveTask = written.has('folderOpen') || [...written].some((name) => name.includes('hooks'));
  if (!(written.has('getConfiguration') && written.has('update')) && !written.has('environmentVariableCollection') && !mayHaveTask && !STARTED_BY_ITSELF.test(decode(file.bytes))) return;
  const text = decode(file.bytes);
  const tree = readAgain(pkg, file.path);
  if (!tree) return;
  const places = new Places(text);
  const found = editorWritesIn(tree);
  for (const write of found.writes) {
    const weakness = weaknessOf(write, found);
    if (weakness) report.add({ ...weighed(pkg, file.path, seen(write.name, weakness)), help: HELP, file: file.path, ...places.at(write.start), evidence: evidence(text, write.start) });
  }
  judgeTaskText(file, text, report);
  for (const each of data) if (names(script, each.path)) judgeSettings(each, found, report);
}

function weaknessOf({ how, name, value }: EditorWrite, { computed, terminals }: EditorWrites): Weakness | null {
  if (how === 'setting') return weaknessOfSetting(name, value);
  if (how === 'variable') return weaknessOfVariable(name, value);
  return (computed ? weaknessOfSetting(name, value) : null) ?? (terminals ? weaknessOfVariable(name, value) : null);
}

/** Settings and variables in data that a script loads which writes some whose names stand elsewhere. */
function judgeSettings(file: PackageFile, writes: EditorWrites, report: Report): void {
  const text = decode(file.bytes);
  for (const { name, value } of membersOf(Object.fromEntries(jsonObject(text)))) {
    const weakness = weaknessOf({ how: 'member', name, value, start: 0 }, writes);
    if (weakness) report.add({ ...seen(name, weakness), help: HELP, file: file.path, ...placeOf(text, name) });
  }
}

function mayHaveTemplates({ bytes }: PackageFile): boolean {
  return /folderOpen|hooks/.test(decode(bytes));
}

/** Files of projects in data: one with tasks that start with the folder, or a hook, that runs what a server answers or hides something. */
function judgeTemplates(pkg: Package, file: PackageFile, report: Report): void {
  const text = decode(file.bytes);
  for (const { name, value } of membersOf(Object.fromEntries(jsonObject(text)))) {
    if (typeof value !== 'string') continue;
    const danger = HOOK.test(name) ? dangerIn(value) : dangerInTask(value);
    if (danger) report.add({ ...weighed(pkg, file.path, { severity: 'high', message: `${HOOK.test(name) ? 'a hook of Git' : 'a task that starts as soon as a folder is opened'}, which is left in projects, ${danger.says}` }), help: HELP_TASK, file: file.path, ...placeOf(text, name) });
  }
  const start = text.search(STARTED_BY_ITSELF);
  const commands = start < 0 ? [] : startedCommandsIn(Object.fromEntries(jsonObject(text)));
  for (const danger of new Set(commands.map(dangerIn))) {
    if (danger) report.add({ ...weighed(pkg, file.path, { severity: 'high', message: `a task that starts as soon as a folder is opened, which is left in projects, ${danger.says}` }), help: HELP_TASK, file: file.path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
}

function judgeTasks(file: PackageFile, report: Report): void {
  judgeTaskText(file, decode(file.bytes).slice(0, MOST_READ), report);
}

function judgeTaskText(file: PackageFile, text: string, report: Report): void {
  const danger = dangerInTask(text);
  const start = text.search(STARTED_BY_ITSELF);
  if (danger) report.add({ severity: 'high', message: `a task that starts as soon as a folder is opened ${danger.says}`, help: HELP_TASK, file: file.path, ...new Places(text).at(start), evidence: evidence(text, start) });
}

/** What is wrong with the commands beside `folderOpen`, as they are written in a file of tasks or in a script that makes one. */
function dangerInTask(text: string): ReturnType<typeof dangerIn> {
  const at = text.search(STARTED_BY_ITSELF);
  if (at < 0) return null;
  const near = text.slice(Math.max(0, at - NEAR), at + NEAR);
  for (const [, command] of near.matchAll(COMMAND)) {
    const danger = dangerIn(command!);
    if (danger) return danger;
  }
  return null;
}

/** The members of an object and of all that is in it, by their names; of an object in it that is a list of variables too. */
function membersOf(root: unknown): { name: string; value: Written }[] {
  const members: { name: string; value: Written }[] = [];
  const open = [root];
  for (let whole = open.pop(); whole !== undefined && members.length < MOST_MEMBERS; whole = open.pop()) {
    if (typeof whole !== 'object' || whole === null) continue;
    for (const [name, value] of Object.entries(whole) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) open.push(value);
      else members.push({ name, value: value as Written });
    }
  }
  return members;
}

function seen(name: string, { severity, says }: Weakness): { severity: Weakness['severity']; message: string } {
  return { severity, message: `\`${name}\` is changed by itself, which ${says}` };
}

function placeOf(text: string, name: string): { line?: number; column?: number; evidence?: string } {
  const start = text.indexOf(JSON.stringify(name));
  return start < 0 ? {} : { ...new Places(text).at(start), evidence: evidence(text, start) };
}
