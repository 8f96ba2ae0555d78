import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { buildCommands, startsBuild } from './facts/build-files.js';
import { dangerIn, dangersInScript, isShell } from './commands.js';
import type { Danger } from './commands.js';
import { codeOf } from './code.js';
import type { Code } from './code.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { jsonObject } from './json-object.js';
import { pythonOf } from './python/modules.js';
import { runsTasks } from './reach.js';
import { commandsAtInstallation, IN_COMPILER_FILE, withoutOwnTasks, withoutTasks } from './reach/npm-scripts.js';
import type { Members } from './reach/npm-scripts.js';
import { Report } from './report.js';
import { decode, evidence, extensionOf, Places } from './text.js';

/** Files of commands, for the shells of any system. */
const OF_UNIX = new Set(['.sh', '.bash', '.zsh', '.command']);
const OF_WINDOWS = new Set(['.bat', '.cmd', '.ps1', '.vbs', '.wsf', '.hta']);
/** Files by which a package manager compiles native code; `<!(…)` and actions in them are commands. */
const OF_COMPILER = new Set(['.gyp', '.gypi']);
/** The same without a name that says so. */
const STARTS_SHELL = /^#!.{0,40}\b(?:ba|z|da|k)?sh\b/;
/** UTF-16 units that are read of one file; of a longer one that is said. */
export const MOST_READ = 1024 * 1024;
/** Lines that are read together: a download and the start of what came. */
const TOGETHER = 12;
const COMMENT = /^\s*(?:#|::|rem\b|@?echo\b)/i;
const HELP = 'Put the code into the package and load it by its path.';

const HELP_LONG = 'Start a shorter file of commands, and put what it unpacks or installs into the package as it is.';

/** What is wrong with commands in files of their own, which a script of the package starts or a package manager at installation, itself or by a tool that builds. */
export function judgeCommandFiles(pkg: Package, id: string): Finding[] {
  const builds = commandsAtInstallation(pkg).some(startsBuild);
  const files = pkg.files.filter((file) => isOfShell(file) || OF_COMPILER.has(extensionOf(file.path)) || (builds && buildCommands(file.path, '') !== null));
  if (files.length === 0) return [];
  const report = new Report(id);
  const starts = startsOf(pkg);
  for (const file of files) if (!isOfShell(file) || isNamed(file, starts)) judgeFile(file, report);
  return report.findings();
}

function isOfShell(file: PackageFile): boolean {
  return OF_WINDOWS.has(extensionOf(file.path)) || isOfUnix(file);
}

/** Is it a script for a shell of Unix? */
export function isOfUnix({ path, bytes }: PackageFile): boolean {
  const extension = extensionOf(path);
  return OF_UNIX.has(extension) || (extension === '' && STARTS_SHELL.test(decode(bytes.subarray(0, 80))));
}

/** Commands in the manifest, but for those that nothing starts where the package is installed, the commands that scripts start, and short texts of those scripts, where one may be put together. */
function startsOf(pkg: Package): string[] {
  const started = (members: Members): Members => (runsTasks(pkg) ? members : withoutTasks(members));
  const manifests = pkg.files.filter(({ path }) => path === 'package.json').map(({ bytes }) => started(Object.fromEntries(jsonObject(decode(bytes)))));
  const commands = [...manifests, runsTasks(pkg) ? pkg.manifest.original : withoutOwnTasks(pkg)].map(({ scripts }) => scripts).flatMap((scripts) => (typeof scripts === 'object' && scripts !== null ? Object.values(scripts).filter((each) => typeof each === 'string') : []));
  const given = codeOf(pkg).flatMap(({ uses }) => uses.filter(isShell)).flatMap((use) => use.arguments.map(({ shape }) => shape));
  const starts = ({ uses }: Code): boolean => uses.some(isShell);
  const texts = [...scriptsOf(pkg).filter(starts).map(({ mentions }) => mentions?.texts ?? []), ...pythonOf(pkg).filter(starts).map(({ said }) => said)];
  return [...commands, ...given, ...texts.flatMap((some) => [...some])];
}

function isNamed({ path }: PackageFile, starts: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return starts.some((start) => start.includes(name));
}

/** Lines as one command: what ends with a backslash, or with what connects commands, goes on in the next. */
function oneCommand(lines: readonly string[]): string {
  return lines.map((line) => line.trim()).join('; ').replace(/\\; /g, ' ').replace(/([|&]); /g, '$1 ').replace(/; (?=[|&])/g, ' ');
}

/** Lines that are read together, each but the first and last ones twice. */
function groupsOf<T>(lines: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil((2 * lines.length) / TOGETHER) }, (_, at) => lines.slice((at * TOGETHER) / 2, (at * TOGETHER) / 2 + TOGETHER));
}

/** What is wrong with a text that is a script of a shell, where it is critical: see `judgeFile`. */
export function dangerInLines(text: string): Danger | null {
  const lines = text.slice(0, MOST_READ).split(/[\r\n]+/).filter((line) => !COMMENT.test(line));
  return [...dangersInScript(text.slice(0, MOST_READ)).map(({ danger }) => danger), ...groupsOf(lines).map((some) => dangerIn(oneCommand(some)))].find((danger) => danger?.severity === 'critical') ?? null;
}

function judgeFile(file: PackageFile, report: Report): void {
  const { path, bytes } = file;
  const whole = decode(bytes);
  const written = whole.slice(0, MOST_READ);
  if (whole.length > MOST_READ && isOfShell(file)) return report.add({ severity: 'high', message: `this file of commands is longer than is read (${MOST_READ} characters)`, help: HELP_LONG, file: path, ...new Places(written).at(0), evidence: evidence(written, 0) });
  const built = buildCommands(path, written);
  const text = built ?? written;
  const ofShell = built !== null || isOfShell(file);
  const lines = [...text.matchAll(ofShell ? /[^\n]+/g : IN_COMPILER_FILE)].filter(([line]) => !COMMENT.test(line));
  const places = new Places(written);
  const [deed] = built !== null || isOfUnix(file) ? dangersInScript(text) : [];
  if (deed) return report.add({ severity: 'high', message: `a command in this file ${deed.danger.says}`, help: HELP, file: path, ...places.at(deed.at), evidence: evidence(written, deed.at) });
  for (const some of groupsOf(lines)) {
    const danger = dangerIn(oneCommand(some.map(([line]) => line)));
    // Of what is less, ordinary commands of whoever builds something are full.
    if (!danger || (danger.severity !== 'critical' && ofShell)) continue;
    const { index } = some.find(([line]) => dangerIn(line) !== null) ?? some[0]!;
    return report.add({ severity: 'high', message: `a command in this file ${danger.says}`, help: HELP, file: path, ...places.at(index), evidence: evidence(written, index) });
  }
}
