import type { Package } from '#libs/manifest/manifest.js';
import { shellsAtInstallation, startersAtInstallation } from '../installation.js';
import { commandsAtInstallation } from '../reach/npm-scripts.js';
import type { Report } from '../report.js';
import { commandsIn } from '../shell/commands-in.js';
import { extensionOf } from '../text.js';

/** Languages of which no rule follows what the code does: by the endings of their files, and the programs that run them. */
const UNREAD: readonly [language: string, endings: readonly string[], programs: RegExp | null][] = [
  ['Perl', ['.pl', '.pm'], /^perl[\d.]*$/],
  ['Ruby', ['.rb'], /^ruby[\d.]*$/],
  ['PHP', ['.php', '.phar'], /^php[\d.]*$/],
  ['Lua', ['.lua'], /^lua(?:jit)?[\d.]*$/],
  ['Tcl', ['.tcl'], /^tclsh[\d.]*$/],
  ['R', ['.r'], /^rscript$/],
  ['Java', ['.jar', '.class', '.java', '.groovy'], null],
  ['AppleScript', ['.scpt', '.applescript'], /^osascript$/],
  ['PowerShell', ['.ps1', '.psm1'], null],
  ['the shell of Windows', ['.bat', '.cmd'], null],
  ['a script host of Windows', ['.vbs', '.vbe', '.wsf', '.hta'], null],
];
const LANGUAGE_OF = new Map(UNREAD.flatMap(([language, endings]) => endings.map((ending) => [ending, language])));
/** Code in the place of a file. */
const CODE = /^-(?:\w{0,6}[eEr])$/;
const HELP = 'Do at installation what JavaScript, Python or a shell of Unix can do, or nothing.';

/** What runs when a package is installed, and is written in a language that is not read: nobody can say what it does. */
export function reportUnreadStarts(pkg: Package, report: Report): void {
  const commands = commandsAtInstallation(pkg);
  if (commands.length === 0) return;
  for (const language of new Set(commands.flatMap(codeIn))) report.add({ severity: 'high', message: `a command that runs when the package is installed has code in ${language}, which is not read here`, help: HELP });
  const files = pkg.files.filter(({ path }) => LANGUAGE_OF.has(extensionOf(path)));
  const starts = files.length > 0 ? [...shellsAtInstallation(pkg), ...startersAtInstallation(pkg).flatMap(({ mentions }) => [...(mentions?.texts ?? [])])] : [];
  for (const { path } of files) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (starts.some((start) => start.includes(name))) report.add({ severity: 'high', message: `this file runs when the package is installed, as far as anybody can tell, and ${LANGUAGE_OF.get(extensionOf(path))} is not read here`, help: HELP, file: path, line: null, column: null });
  }
}

/** Languages of code that stands in a command: `perl -e '…'`. */
function codeIn(command: string): string[] {
  return commandsIn(command).flatMap(({ program, words }) => UNREAD.flatMap(([language, , programs]) => (programs?.test(program) && words.some((word) => CODE.test(word)) ? [language] : [])));
}
