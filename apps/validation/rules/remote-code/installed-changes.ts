import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from '../calls.js';
import type { Code, Judgement, Use } from '../code.js';
import { OWN_FILE, RESOLVED_FILE } from '../facts/folders.js';
import { filesIn, stepsIn } from '../javascript/flows/flow-sets.js';
import type { Flow } from '../javascript/flows/flow-sets.js';
import { linkedWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { namesStranger } from '../facts/places.js';
import { isStartedAtInstallation } from '../reach/npm-scripts.js';

const REMOVES = /^module:fs(?:\/promises)?\.(?:unlink|rm)(?:Sync)?$/;
/** What puts a file in the place of another one. */
const REPLACES = /^module:fs(?:\/promises)?\.(?:rename|copyFile)(?:Sync)?$/;
const COPIES = /copyFile/;
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
const MANIFEST = 'package.json';
const HELP = 'Leave what ran where it is, so that it can be read.';
const SCRIPT = /\.[cm]?js$/;

/**
 * What a script does when it is installed that only hides it or outlives it: it asks a server and removes itself, or has another manifest take the
 * place of the one that started it, so that nobody finds what ran; or what a server answered becomes a part of a script, which others load from
 * then on, or so does a text of the package that sends something to a server which is named, in a script of another package. Patches of those that
 * send nothing are what honest packages bring, too; templates that tidy up ask no server, and what downloads a program or data writes no script.
 */
export function judgeInstalled(use: Use, code: Code, pkg: Package): Judgement {
  if (use.how !== 'call' || ![REMOVES, REPLACES, WRITES].some((deed) => deed.test(use.what))) return null;
  const started = startedWith(code, pkg);
  if (started.length === 0) return null;
  const [file, text] = use.arguments;
  const files = filesIn(file?.flows ?? []);
  if (WRITES.test(use.what)) {
    const isScript = SCRIPT.test(file?.shape ?? '') || files.some((name) => name === RESOLVED_FILE || SCRIPT.test(name));
    if (isScript && isOfOther(file?.flows ?? [], code, pkg) && bringsSender(code, pkg)) return SPREAD;
    return isScript && text?.flows.includes('network') ? { severity: 'high', message: 'when it is installed, this writes what a server answered into a script', help: 'Put the code into the package.' } : null;
  }
  if (COPIES.test(use.what) && filesIn(text?.flows ?? []).some((name) => SCRIPT.test(name)) && isOfOther(text?.flows ?? [], code, pkg) && bringsSender(code, pkg)) return SPREAD;
  const asks = (): boolean => [code, ...linkedWith(pkg, code.path)].some(({ uses }) => uses.some(isSender));
  if (REPLACES.test(use.what)) return filesIn(text?.flows ?? []).includes(MANIFEST) && asks() ? { severity: 'high', message: 'a script that asks a server when it is installed puts another manifest in the place of one', help: HELP } : null;
  const isItself = [OWN_FILE, ...started.map((path) => path.slice(path.lastIndexOf('/') + 1))].some((name) => files.includes(name));
  return isItself && asks() ? { severity: 'high', message: 'a script that asks a server when it is installed removes itself', help: HELP } : null;
}

const SPREAD: Judgement = { severity: 'high', message: 'when it is installed, this writes code that sends something to a server into a script of another package', help: 'Have users load the code from this package.' };

/** Does a path lead to a file of another package: by its folder, or out of the own one into the folder around it? Above that lies the project that installs it. */
function isOfOther(flows: readonly Flow[], { path }: Code, { manifest }: Package): boolean {
  const out = stepsIn(flows) - path.split('/').length;
  return flows.includes('installed') || out === 1 || (out === 2 && manifest.name.startsWith('@'));
}

/** Is there code in the package that sends something to a server which is named, in a file that the script names and does not load, or in a text of it? */
function bringsSender(code: Code, pkg: Package): boolean {
  const { mentions, leads } = code as Script;
  if (code.texts.some(({ shape }) => CALLS.test(shape) && namesStranger(shape))) return true;
  return scriptsOf(pkg).some(({ path, uses, texts }) => path !== code.path && !leads.includes(path) && isNamed(path, mentions?.texts) && uses.some(isSender) && texts.some(({ shape }) => namesStranger(shape)));
}

/** What sends something, in a text that is code. */
const CALLS = /\b(?:fetch|sendBeacon|WebSocket|require|import|open|get|post|request)\s*\(/;

function isNamed(path: string, texts: ReadonlySet<string> | undefined): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return texts !== undefined && [...texts].some((text) => text === name || text.endsWith(`/${name}`));
}

/** What an installation starts of this script and those that load it. */
function startedWith({ path }: Code, pkg: Package): string[] {
  const loading = linkedWith(pkg, path).filter((script) => script.path === path || script.leads.includes(path)).map((script) => script.path);
  return [...new Set([path, ...loading])].filter((each) => isStartedAtInstallation(each, pkg));
}
