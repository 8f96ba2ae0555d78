import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { scriptsOf, UNREADABLE_HELP } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { pythonOf, startsPython } from './python/modules.js';
import type { PythonModule } from './python/modules.js';
import { Report } from './report.js';
import { decode } from './text.js';
import { reportUnreadStarts } from './unparseable-script/unread-starts.js';

/** A script that cannot be read cannot be checked, and the other rules for scripts say nothing about it; nor does any of what runs at installation in a language that none reads. One that only a compiler makes plain (types of Flow, JSX under the name of a module) is read without that, and told of where a host starts it. */
export const rule: Rule = {
  id: 'unparseable-script',
  code: 'JSQ-03',
  version: 12,
  title: 'Scripts that cannot be checked',
  why: 'A script that cannot be read cannot be checked, and nobody can say what it does.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const script of scriptsOf(pkg)) {
      if (script.uncompiled !== null && script.entry) report.add({ severity: 'medium', message: `this script has ${script.uncompiled}, and its host starts it as it is`, help: 'Let a compiler take that out, and name what it wrote in the manifest.', file: script.path, line: null, column: null });
      if (!script.failure) continue;
      report.add({
        severity: severityOf(script, pkg.manifest.entry_points.length > 0),
        message: `this script cannot be checked: ${script.failure.message}`,
        help: UNREADABLE_HELP[script.failure.reason],
        file: script.path,
        line: script.failure.line,
        column: script.failure.column,
      });
    }
    reportPython(pkg, report);
    reportUnreadStarts(pkg, report);
    return report.findings();
  },
};

function reportPython(pkg: Package, report: Report): void {
  let words: ReadonlyMap<string, string | null> | null = null;
  const isNamed = (path: string): boolean => isMentioned(path, (words ??= wordsOf(pkg)));
  for (const module of pythonOf(pkg)) {
    const { path, failure } = module;
    if (failure) report.add({ severity: pythonSeverity(module, pkg, isNamed), message: `this module cannot be checked: ${failure.message}`, help: UNREADABLE_HELP.syntax, file: path, line: failure.line, column: failure.column });
  }
}

/** A module of which nothing was read counts where another one names it, as one that hides something does. */
function pythonSeverity({ path, failure, uses, texts }: PythonModule, pkg: Package, isNamed: (path: string) => boolean): Severity {
  if (pkg.manifest.entry_points.includes(path)) return 'block';
  if (failure?.hides || (uses.length + texts.length === 0 && isNamed(path))) return 'high';
  return startsPython(pkg) ? 'medium' : 'low';
}

/** Words of all Python modules → the one that says it, or null for several. */
function wordsOf({ files }: Package): ReadonlyMap<string, string | null> {
  const words = new Map<string, string | null>();
  for (const { path, bytes } of files) {
    if (!path.endsWith('.py')) continue;
    for (const word of new Set(decode(bytes).split(/\W+/))) words.set(word, words.has(word) ? null : path);
  }
  return words;
}

/** A module that was not read and that another one names is imported, as far as anybody can tell. */
function isMentioned(path: string, words: ReadonlyMap<string, string | null>): boolean {
  const by = words.get(path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  return by !== undefined && by !== path;
}

/**
 * A script that no engine can read runs nowhere; it counts where something is seen to load it, or where it is not known
 * what is started. Who makes a script too large or too deep to be read, and loads it, hides it.
 */
function severityOf({ entry, loaded, failure }: Script, starts: boolean): Severity {
  if (!entry && failure?.reason !== 'syntax') return loaded ? 'high' : 'medium';
  if (!entry) return starts && !loaded ? 'low' : 'medium';
  return failure?.reason === 'too-large' ? 'high' : 'block';
}
