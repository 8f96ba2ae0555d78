import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeCode, once } from './code.js';
import type { Judgement, Use } from './code.js';
import { HANDS_OUT, handsOutCallers } from './javascript/call-sites.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { isPage } from './javascript/sources.js';
import { otherTreeOf } from './javascript/tree.js';
import { treeOf } from './javascript/trees.js';
import { decode } from './text.js';

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
 * or `this`, is it such a step; a library that only asks `this` for its name hands out nothing. A package that makes an isolate of
 * its own brings its sandbox along, and looks for none: what it runs there is told by `dynamic-code`.
 */
export const rule: Rule = {
  id: 'sandbox-probe',
  code: 'EXE-09',
  version: 7,
  title: 'Steps out of a sandbox',
  run(pkg) {
    const handsOut = once(({ path }) => takesCallers(pkg, path));
    const isOwnSandbox = scriptsOf(pkg).some(makesIsolate);
    return judgeCode(rule.id, pkg, { use: (use, code) => (isOwnSandbox && use.what === SANDBOX ? OWN_SANDBOX : judge(use, () => handsOut(code))) });
  },
};

const OWN_SANDBOX = { severity: 'low', message: '`isolated-vm` is loaded for a sandbox that the package makes itself', help: 'Nothing has to be done.' } as const;

/** Does a script load the module, make an isolate of it, and a context in that, without which nothing runs there? */
function makesIsolate({ uses, mentions }: Script): boolean {
  return uses.some(({ what, how }) => how === 'import' && what === SANDBOX) && mentions?.names.has('Isolate') === true && (mentions.names.has('createContext') || mentions.names.has('createContextSync'));
}

function takesCallers(pkg: Package, path: string): boolean {
  const file = pkg.files.find((each) => each.path === path)!;
  const text = decode(file.bytes);
  if (!HANDS_OUT.test(text)) return false;
  const tree = isPage(path) ? null : treeOf(pkg, file, text);
  // What cannot be read, or in two ways, may do anything with them.
  return tree === null || 'reason' in tree || otherTreeOf(tree, text) !== null || handsOutCallers(tree);
}

function judge(use: Use, handsOut: () => boolean): Judgement {
  const seen = use.how === 'call' ? undefined : SEEN[use.what];
  if (!seen) return null;
  const help = 'Leave it out, or explain to the maintainers what it is for.';
  if (use.what === 'Error.prepareStackTrace' && handsOut()) return { severity: 'medium', message: '`Error.prepareStackTrace` is replaced, which hands out functions of the host through stack traces', help };
  return { severity: seen[0], message: seen[1], help };
}
