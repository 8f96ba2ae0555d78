import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import type { Weakness } from '../facts/editor-settings.js';
import { GIT_HINT, gitSettingsIn, gitSettingsOfFile, weaknessOfGit } from '../facts/git-settings.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { writtenPairsIn } from '../javascript/texts/written-pairs.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, extensionOf, Places } from '../text.js';

const OF_SHELL = new Set(['.sh', '.bash', '.zsh', '.command', '.bat', '.cmd', '.ps1']);
const OF_GIT = /(?:^|\/)\.?gitconfig$/;
/** UTF-16 units that are read of one file. */
const MOST_READ = 64 * 1024;
const FOR_ALL = ['global', '--global', 'system', '--system'];
const HELP = 'Leave the settings of Git to its users; tell them in the documentation what to change, and why.';

interface Setting {
  name: string;
  value: string;
  isGlobal: boolean;
  start: number;
}

/** Settings of Git that small scripts write, in commands, tables and files, and those in files of commands. */
export function judgeGitSettings(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const judge = (path: string, text: string, settings: readonly Setting[]): void => {
    const said = new Set<string>();
    for (const { name, value, isGlobal, start } of settings) {
      const weakness = weaknessOfGit(name, value, isGlobal);
      if (!weakness || said.has(weakness.says)) continue;
      said.add(weakness.says);
      report.add({ ...weighed(pkg, path, seen(name, weakness)), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    }
  };
  const scripts = new Map(scriptsOf(pkg).map((script) => [script.path, script]));
  for (const [path, { mentions }] of scripts) {
    const text = large.has(path) || isPage(path) ? '' : decode(files.get(path)!.bytes);
    const tree = GIT_HINT.test(text) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const isGlobal = FOR_ALL.some((name) => mentions?.names.has(name));
    const { pairs, texts } = writtenPairsIn(tree);
    const written = texts.filter((each) => GIT_HINT.test(each.text)).flatMap(({ text: command, start }) => settingsIn(command, start, isGlobal));
    judge(path, text, [...pairs.map((pair) => ({ ...pair, isGlobal })), ...written]);
  }
  for (const file of pkg.files) if (!large.has(file.path) && (OF_SHELL.has(extensionOf(file.path)) || OF_GIT.test(file.path))) judge(file.path, textIn(file), settingsIn(textIn(file), 0, false));
  return report.findings();
}

function textIn({ bytes }: PackageFile): string {
  return decode(bytes).slice(0, MOST_READ);
}

function settingsIn(text: string, start: number, isGlobal: boolean): Setting[] {
  if (!GIT_HINT.test(text)) return [];
  return [...gitSettingsIn(text), ...gitSettingsOfFile(text).map((each) => ({ ...each, isGlobal: true }))].map((each) => ({ ...each, start, isGlobal: each.isGlobal || isGlobal }));
}

function seen(name: string, { severity, says }: Weakness): { severity: Weakness['severity']; message: string } {
  return { severity, message: `\`${name.replaceAll('\0', '…')}\` is changed by itself, which ${says}` };
}
