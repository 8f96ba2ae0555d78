import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { dangerIn } from './commands.js';
import { gitSettingsIn, weaknessOfGit } from './facts/git-settings.js';
import { jsonObject } from './json-object.js';
import { RUN_BY_THEMSELVES } from './reach/npm-scripts.js';
import { ruinIn } from './ruinous-commands.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';

/** Installing an extension must not run its code. A command that loads or hides code itself is critical: there is nothing in the package that says what it does. */
export const rule: Rule = {
  id: 'lifecycle-script',
  code: 'MAN-05',
  version: 11,
  title: 'Scripts that run at installation',
  why: 'It runs on the computer of whoever installs the extension, before anybody has started or allowed anything.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      if (name === 'package.json') reportScripts(file, report);
      if (name === 'binding.gyp') {
        report.add({ severity: severityAt(file.path), message: '`binding.gyp` makes a package manager compile and run native code', help: 'Leave it out of the package.', file: file.path });
      }
    }
    if (!pkg.files.some((file) => file.path === 'package.json')) reportManifest(pkg, report);
    return report.findings();
  },
};

function reportScripts(file: PackageFile, report: Report): void {
  const text = decode(file.bytes);
  const places = new Places(text);
  for (const [name, command] of scriptsOf(jsonObject(text).get('scripts'))) {
    const start = Math.max(0, text.search(new RegExp(`"${name}"\\s*:`)));
    report.add({ ...describe(name, command, severityAt(file.path)), file: file.path, ...places.at(start), evidence: evidence(text, start) });
  }
}

function reportManifest(pkg: Package, report: Report): void {
  for (const [name, command] of scriptsOf((pkg.manifest.original as { scripts?: unknown } | null)?.scripts)) report.add(describe(name, command, 'high'));
}

function describe(name: string, command: string, severity: Severity): { severity: Severity; message: string; help: string } {
  const danger = dangerIn(command) ?? harmIn(command);
  return {
    severity: danger ? 'critical' : severity,
    message: `the script \`${name}\` runs by itself when the package is installed${danger ? `, and its command ${danger.says}` : ''}`,
    help: 'Remove it; do the work before packing, or when the host activates the extension.',
  };
}

/** What a command writes into that is read by itself, whoever installed the package. */
const LASTS = /(?:>|\btee\s(?:-\w+\s){0,3})\s{0,5}["']?(?:~|\$\{?HOME\}?|\/root|\/home\/[^/\s]{1,60})\/\.(?:ssh\/(?:authorized_keys|config|rc)|bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login)\b|(?:>|\btee\s(?:-\w+\s){0,3})\s{0,5}["']?\/etc\/(?:cron|sudoers|profile|systemd|rc\.local|ld\.so)/;
/** What is in the project of whoever installs the package. */
const REMOVES_PROJECT = /\brm\s+-\w*r\w*\s[^;&|\n]{0,200}\$\{?(?:INIT_CWD|npm_config_local_prefix)\b|\b(?:rmSync|rm|rmdirSync|unlinkSync)\([^;\n]{0,100}\bINIT_CWD\b/;

/** What no installation does: it removes what is in the project, writes what is read by itself later, ruins something as a whole, or sets how Git works for everything. */
function harmIn(command: string): { says: string } | null {
  if (REMOVES_PROJECT.test(command)) return { says: 'removes what is in the project of whoever installs it' };
  if (LASTS.test(command)) return { says: 'writes into a file that a shell, SSH or the system reads by itself from then on' };
  const does = ruinIn(command);
  if (does !== null) return { says: does };
  const setting = gitSettingsIn(command).find(({ name, value, isGlobal }) => isGlobal && (/^core\.hooksPath$/i.test(name) || weaknessOfGit(name, value, true) !== null));
  return setting ? { says: 'changes how Git works for everything on the computer' } : null;
}

/** A package deeper inside is only installed by somebody who asks for that. */
function severityAt(path: string): 'high' | 'medium' {
  return path.includes('/') ? 'medium' : 'high';
}

function scriptsOf(scripts: unknown): [name: string, command: string][] {
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.entries(scripts).filter((script): script is [string, string] => RUN_BY_THEMSELVES.has(script[0]) && typeof script[1] === 'string' && script[1].trim() !== '');
}
