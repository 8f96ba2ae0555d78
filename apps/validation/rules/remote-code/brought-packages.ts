import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { shellsAtInstallation } from '../installation.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import { jsonObject } from '../json-object.js';
import { Report } from '../report.js';
import { commandsIn } from '../shell/commands-in.js';
import type { SimpleCommand } from '../shell/commands-in.js';
import { decode } from '../text.js';

interface Manager {
  programs: RegExp;
  /** The words by which they bring what stands behind. */
  task: RegExp;
  /** Of what stands behind, the first only: the others are for it. */
  isOne?: boolean;
  /** What comes from elsewhere, where files of the package may stand there as well. */
  only?: RegExp;
}

const MANAGERS: readonly Manager[] = [
  { programs: /^(?:npx|bunx|pnpx|uvx)$/, task: /^/, isOne: true },
  { programs: /^(?:npm|pnpm|yarn|bun)$/, task: /^(?:exec|x|dlx)\s/, isOne: true },
  { programs: /^(?:npm|pnpm|yarn|bun)$/, task: /^(?:i|in|install|add|global add)\s/ },
  { programs: /^(?:pip[\d.]*|pipx|uv|conda|mamba|poetry|gem|cargo|go|brew|choco|scoop|winget|apt|apt-get|yum|dnf|apk|snap|cpan|luarocks|composer|opam)$/, task: /^(?:pip install|tool install|install|add|get|require)\s/ },
  { programs: /^python[\d.]*$/, task: /^-m pip install\s/ },
  { programs: /^(?:deno|bun|go)$/, task: /^(?:run|install|serve|cache)\s/, isOne: true, only: /^(?:https?:|npm:|jsr:)|@/ },
  { programs: /^(?:docker|podman|nerdctl)$/, task: /^(?:run|pull)\s/, isOne: true },
  { programs: /^git$/, task: /^(?:clone|submodule add)\s/, isOne: true },
];
/** Tools of npm that installations of many packages call, whether or not they name them. */
const EVERYBODYS = ['rimraf', 'npm', 'yarn', 'pnpm', 'husky', 'patch-package', 'only-allow', 'node-gyp', 'node-pre-gyp', 'prebuild-install', 'playwright', 'opencollective', 'opencollective-postinstall', 'tsc', 'typescript', 'force-resolutions', 'npm-force-resolutions'];
/** Options with something behind them that is no package. */
const WITH_VALUE = /^(?:--(?:prefix|registry|loglevel|cache|cwd|dir|filter|workspace|target|root|python|features|branch|userconfig|omit|include|volume|env|name|depth)|-[CwFrveb])$/;
/** A file of the package says what. */
const OF_PACKAGE = /^(?:\.{0,2}\/|\.$|file:|requirements[\w.-]*\.txt$)/;
const FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies', 'bundleDependencies', 'bin'];
const LONGEST_NAME = 100;
const HELP = 'Name what the package needs among its dependencies, where everybody sees it, and bring nothing else when it is installed.';

/** What a package brings from elsewhere when it is installed, besides its dependencies: packages, programs and repositories, of which nobody here has seen any. */
export function judgeBroughtPackages(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const commands = shellsAtInstallation(pkg).flatMap(commandsIn);
  const known = commands.length > 0 ? namesOf(pkg) : new Set<string>();
  for (const command of commands) {
    const brought = broughtBy(command, known);
    if (brought !== null) report.add({ severity: 'high', message: `when the package is installed, \`${command.program}\` brings \`${brought.slice(0, LONGEST_NAME)}\` from elsewhere`, help: HELP });
  }
  return report.findings();
}

/** What a command brings that has none of these names; null where it brings nothing, or nobody knows what. */
function broughtBy({ program, words }: SimpleCommand, known: ReadonlySet<string>): string | null {
  const plain = words.filter((word, at) => (!word.startsWith('-') && !WITH_VALUE.test(words[at - 1] ?? '')) || (word === '-m' && at === 0));
  const line = `${plain.join(' ')} `;
  const manager = MANAGERS.find(({ programs, task }) => programs.test(program) && task.test(line));
  if (!manager) return null;
  const given = line.replace(manager.task, '').split(/\s+/).filter((word) => word !== '').slice(0, manager.isOne ? 1 : undefined);
  const named = given.filter((word) => !OF_PACKAGE.test(word) && !word.includes(UNKNOWN) && !word.includes('$') && (manager.only?.test(word) ?? true));
  return named.find((word) => !known.has(nameIn(word))) ?? null;
}

/** `@a/b` of `@a/b@1.0.0`. */
function nameIn(word: string): string {
  return word.replace(/(?<=.)@.*$/, '');
}

/** What the manifest says that it needs or has, and its own name. */
function namesOf({ files, manifest }: Package): Set<string> {
  const names = new Set([...EVERYBODYS, manifest.name, ...Object.keys(manifest.dependencies)]);
  for (const { path, bytes } of files) {
    if (path !== 'package.json') continue;
    const fields = jsonObject(decode(bytes));
    for (const field of FIELDS) {
      const value = fields.get(field);
      for (const name of Array.isArray(value) ? value.map(String) : typeof value === 'object' && value !== null ? Object.keys(value) : []) names.add(name);
    }
  }
  return names;
}
