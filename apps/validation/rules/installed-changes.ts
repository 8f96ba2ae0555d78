import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from './calls.js';
import type { Code, Judgement, Use } from './code.js';
import { filesIn } from './javascript/flow-sets.js';
import { linkedWith } from './javascript/linked.js';
import { isStartedAtInstallation } from './reach/npm-scripts.js';
import { decode } from './text.js';

/** UTF-16 units of an expression. */
const MOST_READ = 120;
const REMOVES = /^module:fs(?:\/promises)?\.(?:unlink|rm)(?:Sync)?$/;
/** What puts a file in the place of another one. */
const REPLACES = /^module:fs(?:\/promises)?\.(?:rename|copyFile)(?:Sync)?$/;
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
/** The script itself, as the argument of a call, or what the name is given that stands there. */
const ITSELF = /^\s*(?:__filename\b|(?:module|require\.main)\.filename\b|process\.argv\[1\]|import\.meta\.filename\b|new URL\(\s*import\.meta\.url\b|(?:\w+\.)?fileURLToPath\(\s*import\.meta\.url\b)/;
/** The entry of a package. */
const MODULE = /^\s*(?:\w+\.)?require\.resolve\(/;
const CALLED = /\b(?:unlink|rm|rename|copyFile|writeFile|appendFile)(?:Sync)?\s*\(/;
const MANIFEST = 'package.json';
const HELP = 'Leave what ran where it is, so that it can be read.';
const SCRIPT = /\.[cm]?js$/;

/**
 * What a script does when it is installed that only hides it or outlives it: it asks a server and removes itself, or has another manifest take the
 * place of the one that started it, so that nobody finds what ran; or what a server answered becomes a part of a script, which others load from
 * then on. Templates that tidy up ask no server, and what downloads a program or data writes no script.
 */
export function judgeInstalled(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || ![REMOVES, REPLACES, WRITES].some((deed) => deed.test(use.what))) return null;
  const started = startedWith(code, pkg);
  if (started.length === 0) return null;
  const [file, text] = use.arguments;
  const written = writtenAs(use, code, pkg);
  const files = filesIn(file?.flows ?? []);
  if (WRITES.test(use.what)) {
    const isScript = SCRIPT.test(file?.shape ?? '') || MODULE.test(written) || files.some((name) => SCRIPT.test(name));
    return isScript && text?.flows.includes('network') ? { severity: 'high', message: 'when it is installed, this writes what a server answered into a script', help: 'Put the code into the package.' } : null;
  }
  const asks = (): boolean => [code, ...linkedWith(pkg, code.path)].some(({ uses }) => uses.some(isSender));
  if (REPLACES.test(use.what)) return filesIn(text?.flows ?? []).includes(MANIFEST) && asks() ? { severity: 'high', message: 'a script that asks a server when it is installed puts another manifest in the place of one', help: HELP } : null;
  const isItself = ITSELF.test(written) || started.some((path) => files.includes(path.slice(path.lastIndexOf('/') + 1)));
  return isItself && asks() ? { severity: 'high', message: 'a script that asks a server when it is installed removes itself', help: HELP } : null;
}

/** What an installation starts of this script and those that load it. */
function startedWith({ path }: Code, pkg: Package): string[] {
  const loading = linkedWith(pkg, path).filter((script) => script.path === path || script.leads.includes(path)).map((script) => script.path);
  return [...new Set([path, ...loading])].filter((each) => isStartedAtInstallation(each, pkg));
}

/** The first argument of a call as it is written, or what the name gets that stands there. */
function writtenAs({ evidence }: Use, { path }: Code, { files }: Package): string {
  const called = CALLED.exec(evidence) ?? /\(/.exec(evidence);
  const argument = called ? evidence.slice(called.index + called[0].length) : '';
  const [, name] = /^\s*([\w$]{1,60})\s*[,)]/.exec(argument) ?? [];
  const file = files.find((each) => each.path === path);
  if (name === undefined || name.startsWith('__') || !file) return argument;
  const source = decode(file.bytes);
  const given = new RegExp(String.raw`\b(?:const|let|var)\s+${name.replaceAll('$', String.raw`\$`)}\s*=(?!=)`).exec(source);
  return given ? source.slice(given.index + given[0].length, given.index + given[0].length + MOST_READ) : argument;
}
