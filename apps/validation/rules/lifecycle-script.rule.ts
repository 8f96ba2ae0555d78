import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';

/** Scripts that a package manager runs by itself when somebody installs or updates a package (npm, "Life Cycle Scripts"). */
const RUN_BY_THEMSELVES = new Set([
  'preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare',
  'prepublish', 'dependencies', 'preuninstall', 'uninstall', 'postuninstall',
]);

/** Installing an extension must not run its code. */
export const rule: Rule = {
  id: 'lifecycle-script',
  code: 'MAN-05',
  version: 1,
  title: 'Scripts that run at installation',
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
  for (const name of scriptsOf(parse(text))) {
    const start = Math.max(0, text.search(new RegExp(`"${name}"\\s*:`)));
    report.add({ severity: severityAt(file.path), ...describe(name), file: file.path, ...places.at(start), evidence: evidence(text, start) });
  }
}

function reportManifest(pkg: Package, report: Report): void {
  for (const name of scriptsOf(pkg.manifest.original)) report.add({ severity: 'high', ...describe(name) });
}

function describe(name: string): { message: string; help: string } {
  return {
    message: `the script \`${name}\` runs by itself when the package is installed`,
    help: 'Remove it; do the work before packing, or when the host activates the extension.',
  };
}

/** A package deeper inside is only installed by somebody who asks for that. */
function severityAt(path: string): 'high' | 'medium' {
  return path.includes('/') ? 'medium' : 'high';
}

function scriptsOf(parsed: unknown): string[] {
  if (typeof parsed !== 'object' || parsed === null || !('scripts' in parsed)) return [];
  const { scripts } = parsed;
  if (typeof scripts !== 'object' || scripts === null) return [];
  return Object.entries(scripts).filter(([name, command]) => RUN_BY_THEMSELVES.has(name) && typeof command === 'string' && command.trim() !== '').map(([name]) => name);
}

/** A `package.json` that is no JSON runs nothing; the manifest's own reader refuses it where it counts. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}
