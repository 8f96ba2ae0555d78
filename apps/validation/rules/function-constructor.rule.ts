import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import { withoutPaths } from './javascript/flows/flow-sets.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Argument, Judgement, Use } from './code.js';

/** What is left of a text that is code when it says nothing: blanks and comments. */
const COMMENTS = /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/.*$|\s/gm;
/** Names of parameters, without values. */
const PARAMETERS = /^[\w$\s,]*$/;
/** What asks for a timer of the realm around this one, as code does that jsdom runs: it says itself that it does nothing else. */
const TIMER = /^\s*return\s+(?:set(?:Immediate|Timeout|Interval)|clear(?:Immediate|Timeout|Interval)|queueMicrotask|requestAnimationFrame)\s*;?\s*$/;
const BY_NAME = /^return \0;?$/;
const ASKED = /^(?:new )?[\w$.]+\(\s*(?:`return \$\{[\w$]+\.name\};?`|(["'])return \1\s*\+\s*[\w$]+\.name(?:\s*\+\s*(["']);\2)?)\s*\)/;
/** A class that every realm has, and that reaches nothing. */
const CLASS = /^\s*return\s+(?:globalThis\.)?(?:Error|(?:Type|Range|Syntax|Reference|Aggregate)Error|Array|Object|Map|Set|Promise|Date|RegExp|Symbol|Number|String|Boolean|BigInt|ArrayBuffer|Uint8Array)\s*;?\s*$/;
/** One global that is named. */
const NAMED = /^\s*return\s+(?:globalThis\.)?([A-Za-z_$][\w$]*)\s*;?\s*$/;
const HELP = 'Write the code out as functions, so that it can be reviewed.';

/**
 * `x.constructor.constructor` reaches the Function constructor from anything, which is how code leaves a sandbox. Those of
 * async functions and generators have no other way: template engines and loaders of modules compile what they are given with
 * them, which is a finding of `dynamic-code`. Only code that is known before could as well be written out. A text that
 * does nothing but hand out a timer is medium: it is what any function of another script gives as well. The name of something, which is
 * looked up in another realm, is high, and so is one that is written out and belongs neither to an engine nor to a host that is known,
 * as code has it that a sandbox of its own runs; medium where a script makes contexts of `vm` and one uses that name too, because then
 * the realm is the package's own. A class of the language is medium, and so is the global object that a function of the same script leads to, which is in no other realm. Other code that is known stays critical. Low where the global
 * object of another realm is only asked whether something is of one of its classes. What a name becomes only behind a call in the same function, it is not there.
 */
export const rule: Rule = {
  id: 'function-constructor',
  code: 'EXE-03',
  version: 15,
  title: 'The Function constructor by detours',
  why: 'The Function constructor can be reached from any value this way, which is how code leaves a sandbox.',
  sections: true,
  run: (pkg) => judgeCode(rule.id, pkg, { use: (use) => judge(use, pkg) }),
};

function judge(use: Use, pkg: Package): Judgement {
  if (use.what === 'async-constructor') return judgeAsync(use);
  if (use.what === 'own constructor') return { severity: 'medium', message: 'the global object is found through the constructor of a function that is written there', help: 'Write `globalThis`.' };
  if (use.what === 'constructor' && use.how === 'value') return { severity: 'low', message: 'a class of another realm is found through `.constructor`, to ask what is of it', help: 'Ask for the name of the class.' };
  if (use.what !== 'constructor' || use.how !== 'call' || !use.arguments.some(({ text, flows }) => text || withoutPaths(flows).length > 0)) return null;
  if (asksByName(use)) return { severity: 'high', message: 'the Function constructor is reached through `.constructor` and gets the name of something, to find it elsewhere', help: HELP };
  const code = use.arguments.length === 1 ? (use.arguments[0]!.constant ?? '') : '';
  if (!CLASS.test(code) && isOwnName(code, pkg)) return { severity: isOfOwnContext(code, pkg) ? 'medium' : 'high', message: 'the Function constructor is reached through `.constructor` and gets a name, to find what the package has put into another realm', help: HELP };
  return { severity: TIMER.test(code) || CLASS.test(code) ? 'medium' : 'critical', message: 'the Function constructor is reached through `.constructor` and gets text', help: HELP };
}

/** Code that is nothing but `return`, and the `name` of what is only known at run time: how a bundler finds the `Object` of another realm. */
function asksByName({ arguments: given, evidence }: Use): boolean {
  return given.length === 1 && BY_NAME.test(given[0]!.shape) && given[0]!.flows.length === 0 && ASKED.test(evidence);
}

/** Does the code hand out one global, which a script of the package sets, or which is named as constants of one program are? */
function isOwnName(code: string, pkg: Package): boolean {
  const name = NAMED.exec(code)?.[1];
  if (name === undefined || POWERS.test(name)) return false;
  return CONSTANT.test(name) || scriptsOf(pkg).some(({ mentions }) => mentions?.assigned.has(name) === true);
}

/** Makes a script of the package contexts of `vm`, and is the name one that a script of it uses, other than in such a text? */
function isOfOwnContext(code: string, pkg: Package): boolean {
  const name = NAMED.exec(code)?.[1] ?? '';
  const scripts = scriptsOf(pkg);
  return scripts.some(({ uses }) => uses.some(({ what, how }) => how === 'call' && CONTEXTS.has(what))) && scripts.some(({ mentions }) => mentions?.names.has(name) === true);
}

const CONTEXTS = new Set(['module:vm.createContext', 'module:vm.runInNewContext']);
const CONSTANT = /^__[A-Z][A-Z\d]*(?:_[A-Z\d]+)*__$/;
/** What engines, bundlers and hosts give, or what leads to it, whoever sets a member of that name. */
const POWERS = /^(?:this|arguments|global(?:This)?|window|self|top|parent|frames|opener|process|mainModule|_?(?:require|load)|module|exports|import|eval|(?:Async|Generator|AsyncGenerator)?Function|constructor|Reflect|Proxy|WebAssembly|Buffer|document|navigator|location|history|external|performance|console|crypto|caches|(?:local|session)Storage|indexedDB|cookieStore|fetch|XMLHttpRequest|WebSocket|EventSource|RTCPeerConnection|(?:Shared)?Worker|importScripts|postMessage|Deno|Bun|chrome|browser|vscode|electron|_{1,2}[a-z].*|__TAURI.*|.*(?:Api|API|App|Bridge|Host|HOST).*)$/;

/** What loads one module by its name and hands it out, so that bundlers do not see it: a module that reaches nothing, or that some package brings. */
const LOADS = /^\s*(?:(?:let|const|var)\s+(?<name>[\w$]+)\s*=\s*await\s+import\(\s*["'](?<module>[@\w./-]+)["']\s*\)\s*;?\s*return\s+\k<name>(?:\.\w+)?|return\s+(?:await\s+)?import\(\s*["'](?<only>[@\w./-]+)["']\s*\))\s*;?\s*$/;
const POWERFUL = /^(?:async_hooks|child_process|cluster|dgram|diagnostics_channel|dns|domain|fs|https?|http2|inspector|module|net|os|process|repl|sqlite|test|tls|v8|vm|wasi|worker_threads)(?:\/|$)|^\./;

function judgeAsync({ how, arguments: given }: Use): Judgement {
  const { module, only } = LOADS.exec(given.length === 1 ? (given[0]!.constant ?? '') : '')?.groups ?? {};
  if (how === 'call' && (module ?? only) !== undefined && !POWERFUL.test(module ?? only!)) return { severity: 'medium', message: 'the constructor of async functions is reached through `.constructor`, to load a module that bundlers shall not see', help: 'Write `import(…)`, and tell the bundler that the module is external.' };
  const isCode = ({ constant }: Argument, index: number): boolean => constant !== null && (index === given.length - 1 ? constant.replace(COMMENTS, '') !== '' : !PARAMETERS.test(constant));
  return how === 'call' && given.some(isCode) ? { severity: 'critical', message: 'the constructor of async functions is reached through `.constructor` and gets code that is written in a text', help: HELP } : null;
}
