import type { Package } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { judgeCode, once } from './code.js';
import type { Judgement, Use } from './code.js';
import { HANDS_OUT, handsOutCallers } from './sandbox-probe/javascript/call-sites.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { otherTreeOf } from './javascript/syntax/tree.js';
import { usesCallers } from './sandbox-probe/javascript/taken-callers.js';
import { readAgain, treeOf } from './javascript/syntax/trees.js';
import { startsPython } from './python/modules.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

const SANDBOX = 'module:isolated-vm';
const SEEN: Record<string, [severity: 'low' | 'medium' | 'high', message: string]> = {
  'Error.prepareStackTrace': ['low', '`Error.prepareStackTrace` is replaced, as loggers and frameworks do to learn where they were called'],
  'process.mainModule.require': ['high', '`process.mainModule` is used to get at the modules of the host'],
  [SANDBOX]: ['high', '`isolated-vm` is the sandbox that hosts use; code in it has no business with it'],
  'module:vm2': ['high', '`vm2` is a sandbox with known ways out'],
  'py:__subclasses__': ['high', '`__subclasses__` finds every class of the interpreter'],
  'py:__globals__': ['high', '`__globals__` reaches the names of another module'],
  'py:f_globals': ['high', '`f_globals` reaches the names of whoever called'],
  'py:__code__': ['medium', '`__code__` reaches into a function'],
};

/**
 * These are the steps with which code looks for a way out of a sandbox; an extension has no other use for most of them. Frameworks
 * and loggers replace `Error.prepareStackTrace` to read file names and lines; only in a script that takes the functions of callers,
 * or `this`, is it such a step; a library that only asks `this` for its name hands out nothing, and one that looks into them, calls or
 * collects them does what no stack trace needs. A package that makes an isolate of
 * its own brings its sandbox along, and looks for none: what it runs there is told by `dynamic-code`. Any other has no business with
 * the names of the inner parts of one. Where the host starts no Python, there is no sandbox of Python to leave: such a step is low there.
 */
export const rule: Rule = {
  id: 'sandbox-probe',
  code: 'EXE-09',
  version: 11,
  title: 'Steps out of a sandbox',
  why: 'With such steps code looks for a way out of the sandbox; an extension has no other use for most of them.',
  sections: true,
  run(pkg) {
    const handsOut = once(({ path }) => takesCallers(pkg, path));
    const large = largeFiles(pkg.files);
    const uses = once(({ path }) => {
      const tree = readAgain(pkg, path);
      return tree !== null && usesCallers(tree, large.has(path));
    });
    const python = startsPython(pkg);
    const isOwnSandbox = scriptsOf(pkg).some(makesIsolate);
    const findings = judgeCode(rule.id, pkg, { use: (use, code) => (isOwnSandbox && use.what === SANDBOX ? OWN_SANDBOX : judge(use, { handsOut: () => handsOut(code), uses: () => uses(code), python })) });
    return isOwnSandbox ? findings : [...judgeInner(pkg), ...findings];
  },
};

const OWN_SANDBOX = { severity: 'low', message: '`isolated-vm` is loaded for a sandbox that the package makes itself', help: 'Nothing has to be done.' } as const;

/** Does a script load the module, make an isolate of it, and a context in that, without which nothing runs there? */
function makesIsolate({ uses, mentions }: Script): boolean {
  return uses.some(({ what, how }) => how === 'import' && what === SANDBOX) && mentions?.names.has('Isolate') === true && (mentions.names.has('createContext') || mentions.names.has('createContextSync'));
}

/** Names of the inner parts of `isolated-vm`, which nothing else has. */
const INNER = ['_ivm', 'applySync', 'applySyncPromise', 'applyIgnored', 'derefInto', 'ExternalCopy'];
const FEWEST_INNER = 2;

/** Scripts that look for inner parts of the sandbox by their names, or use them without anybody's having loaded it. */
function judgeInner(pkg: Package): Finding[] {
  const report = new Report(rule.id);
  const scripts = scriptsOf(pkg);
  const isNamed = scripts.some(({ mentions }) => mentions?.texts.has('isolated-vm') === true || mentions?.specifiers.has('isolated-vm') === true);
  for (const { path, mentions } of scripts) {
    const names = isNamed ? mentions?.texts : mentions?.names;
    const found = INNER.filter((name) => names?.has(name));
    if (found.length < FEWEST_INNER) continue;
    const text = decode(pkg.files.find((each) => each.path === path)!.bytes);
    const start = Math.max(0, Math.min(...found.map((name) => text.indexOf(name))));
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'inner parts of the sandbox that hosts use are looked for by their names' }), help: 'Leave it out, or explain to the maintainers what it is for.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

function takesCallers(pkg: Package, path: string): boolean {
  const file = pkg.files.find((each) => each.path === path)!;
  const text = decode(file.bytes);
  if (!HANDS_OUT.test(text)) return false;
  const tree = isPage(path) ? null : treeOf(pkg, file, text);
  // What cannot be read, or in two ways, may do anything with them.
  return tree === null || 'reason' in tree || otherTreeOf(tree, text) !== null || handsOutCallers(tree);
}

function judge(use: Use, { handsOut, uses, python }: { handsOut: () => boolean; uses: () => boolean; python: boolean }): Judgement {
  const seen = use.how === 'call' ? undefined : SEEN[use.what];
  if (!seen) return null;
  const help = 'Leave it out, or explain to the maintainers what it is for.';
  if (use.what === 'Error.prepareStackTrace' && handsOut() && uses()) return { severity: 'high', message: '`Error.prepareStackTrace` is replaced to take functions of callers, or their `this`, and to do more with them than to name them', help };
  if (use.what === 'Error.prepareStackTrace' && handsOut()) return { severity: 'medium', message: '`Error.prepareStackTrace` is replaced, which hands out functions of the host through stack traces', help };
  return { severity: use.what.startsWith('py:') && !python ? 'low' : seen[0], message: seen[1], help };
}
