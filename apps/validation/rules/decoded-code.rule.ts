import type { Package } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '../check.js';
import { isRunner } from './calls.js';
import { judgeCode, once } from './code.js';
import type { Argument, Code, Judgement, Use } from './code.js';
import { HIDDEN_GLOBAL } from './javascript/names/hidden-globals.js';
import { textOfModuleRun } from './decoded-code/javascript/module-texts.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import type { Script } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { readAgain } from './javascript/syntax/trees.js';
import { count } from './obfuscation/each-script.js';
import { dangerIn, getsOrdinaryList, isShell, runsOtherPrograms } from './commands.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';
import { largeFiles } from './together.js';

/** UTF-16 units of code that is written out in what is run. */
const LEAST_WRITTEN = 16;
/** A function of which only the frame is written, and all that it does is filled in. */
const WRAPS = /\)\s*(?:=>)?\s*\{\s*\0\s*\}/;
/** Readers of packed data make a function for each kind of record, with the names of its members. */
const RECORD = /^return ?\{\0\}$/;
/** What is required under such a name is parsed, and never run. */
const DATA = /\.json$/i;
const HELP = 'Ship the code as it is, readable; there is no reason to hide it from those who run it.';

/**
 * Text that is stored in an unreadable form and run after decoding hides what it does from every reader. Low where readable code
 * is filled with a part of an address, and nothing in the package is escaped: that is unknown code, and hides none. So is code with
 * gaps for names that are made of numbers, also where a record (`return {…}`) is all that is written out.
 */
export const rule: Rule = {
  id: 'decoded-code',
  code: 'EXE-02',
  version: 26,
  title: 'Hidden text that runs as code',
  why: 'Code that is stored in an unreadable form hides from every reader what it will do.',
  sections: true,
  run(pkg) {
    const hiding = new Set(scriptsOf(pkg).filter(({ features }) => count(features, 'codeList') + count(features, 'charCodes') + count(features, 'opaqueText') + count(features, 'enclosedText') > 0).map(({ path }) => path));
    let escapes: boolean | null = null;
    const escapesIn = once((code) => escapesText(code, pkg));
    const comesFromElsewhere = (code: Code): boolean => !escapesIn(code) && !(escapes ??= pkg.files.some(({ bytes }) => ESCAPED_CODE.test(decode(bytes))));
    const found = judgeCode(rule.id, pkg, { use: (use, code) => (fillsIn(use) && comesFromElsewhere(code) ? FROM_ELSEWHERE : judge(use, hiding.has(code.path))) });
    return [...found, ...judgeModules(pkg)];
  },
};

/** Text that small scripts take out of a module of WebAssembly, which nobody reads, and run. */
function judgeModules(pkg: Package): Finding[] {
  const report = new Report(rule.id);
  const large = largeFiles(pkg.files);
  for (const { path, mentions, uses } of scriptsOf(pkg)) {
    if (large.has(path) || isPage(path) || !mentions || !uses.some(isRunner) || !(mentions.names.has('WebAssembly') || pkg.files.some((file) => OF_MODULE.test(file.path)))) continue;
    const tree = readAgain(pkg, path);
    const ran = tree && textOfModuleRun(tree);
    if (!ran) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'text runs that the script takes out of a module of WebAssembly, or of its file' }), help: HELP, file: path, ...new Places(text).at(ran.start ?? 0), evidence: evidence(text, ran.start ?? 0) });
  }
  return report.findings();
}

const OF_MODULE = /\.wasm$/i;

/** Escapes of letters, as addresses have none, and what makes escapes. */
const ESCAPED_CODE = /(?:%[4-7][\da-f]){3}|%u00[4-7]|%\$[&\d]/i;
const ESCAPE = /%(?:[4-7][\da-f]|u|\$)/i;
/** The end of a text that is the beginning of an escape, or says how much of the whole something is. */
const SIGN = /%$/;
/** The digits of escapes, which stand in quotation marks or are made of numbers. */
const DIGITS = /^(?:[2-7][\da-f])+$/i;
const MANY_DIGITS = /["'`](?:[2-7][\da-f]){6,}["'`]/i;
/** What makes digits of numbers, or a sign that is not looked for. */
const MAKES_ESCAPES = /\btoString\s*\(\s*[^)\s]|%\$\{|\\(?:x25|u0025|u\{0*25\})/;
/** What stands before and behind a text that says a share: it is the last part of what is said, or the next one begins with something else than a digit. */
const BEFORE_SHARE = /(?:[+,(:?]\s*["'`]|\})$/;
const BEHIND_SHARE = /^["'`]\s*(?:[;}\]:]|\)(?!\s*[.+[])|,\s*["'`A-Za-z]|\)?\s*(?:\+|\.concat\()\s*(?:[\w$.]+\s*\?\s*)?["'`][^"'`\da-fA-F$\\])/;
/** Different texts of this kind that are looked at, and UTF-16 units beside each. */
const MOST_SHARES = 20;
const BESIDE = 80;
const FROM_ELSEWHERE: Judgement = { severity: 'low', message: 'text that came as part of an address is filled into code', help: 'Take names of functions, and no code.' };

/** Readable code that gets text which was unescaped as the parts of addresses are, and nothing that hides more. */
function fillsIn(use: Use): boolean {
  const flows = use.arguments.flatMap((each) => each.flows);
  return use.how === 'call' && use.what === 'Function' && use.arguments.some(isTemplate) && flows.includes('decoded') && !flows.some((flow) => flow === 'opaque' || flow === 'characters' || flow === 'lost');
}

function escapesText(code: Code, pkg: Package): boolean {
  const texts = [...((code as Partial<Script>).mentions?.texts ?? ['%u'])];
  return texts.some((text) => ESCAPE.test(text)) || (texts.some((text) => SIGN.test(text)) && !saysShares(texts, code, pkg));
}

/** Does every text that ends in the sign of escapes say a share, where no digits of escapes are seen? */
function saysShares(texts: readonly string[], { path }: Code, pkg: Package): boolean {
  const source = pkg.files.flatMap(({ path: each, bytes }) => (each === path ? [decode(bytes)] : [])).join('');
  if (texts.some((text) => DIGITS.test(text)) || MAKES_ESCAPES.test(source) || pkg.files.some(({ bytes }) => MANY_DIGITS.test(decode(bytes)))) return false;
  const shares = texts.filter((text) => SIGN.test(text));
  return shares.length <= MOST_SHARES && shares.every((text) => {
    const pieces = source.split(text).map((piece, index, all) => ({ before: piece.slice(-BESIDE), behind: all[index + 1]?.slice(0, BESIDE) ?? '' })).slice(0, -1);
    const quoted = pieces.filter(({ before, behind }) => /["'`}]$/.test(before) && /^["'`]/.test(behind));
    return quoted.length > 0 && quoted.every(({ before, behind }) => BEFORE_SHARE.test(before) && BEHIND_SHARE.test(behind));
  });
}

function judge(use: Use, hides: boolean): Judgement {
  if (use.what === 'py:hidden name') return { severity: 'high', message: `\`${use.arguments[0]!.shape}\` is called by a name that stands nowhere in the module and is put together first`, help: 'Call it by its name.' };
  if (use.how === 'call' && use.what === 'require' && use.arguments[0]?.flows.includes('opaque') && !DATA.test(use.arguments[0].shape)) return { severity: 'high', message: 'the name of the module that is loaded was decoded before', help: HELP };
  if (use.what === 'split name') return { severity: 'high', message: 'the name of what starts programs, runs text or reaches servers is taken apart, as nobody writes it who wants it to be found', help: HELP };
  if (use.what === 'document.write' && use.arguments.some(({ flows }) => flows.includes('opaque'))) return { severity: 'high', message: 'a page is written that was decoded before', help: HELP };
  if (use.what === 'script-element.text' && use.arguments.some(({ flows }) => flows.includes('decoded'))) return { severity: 'high', message: 'a script element or a handler gets text that was decoded before', help: HELP };
  if (TAKES_SCRIPT.has(use.what)) return judgeHidden(use);
  if (use.how !== 'call' || !isRunner(use)) return null;
  const danger = isShell(use) ? dangerIn(use.arguments.map(({ shape }) => shape).join(' ')) : null;
  if (danger?.rule === 'decoded-code') return { severity: 'critical', message: `this command ${danger.says}`, help: HELP };
  // What a timer runs is the first; when, and with what, are the others.
  const run = use.what.startsWith('set') ? use.arguments.slice(0, 1) : use.arguments;
  const flows = run.flatMap((argument) => argument.flows);
  const name = use.what.replace(/^(?:py:|module:)/, '');
  if (flows.includes('decoded') && isShell(use) && (isOrdinary(use) || getsList(use))) return { severity: 'low', message: `\`${name}\` gives a program text that was decoded before`, help: HELP };
  if (use.what === HIDDEN_GLOBAL) return flows.includes('decoded') ? { severity: 'high', message: 'a function of the global object, whose name is decoded, gets text that was decoded before', help: HELP } : null;
  if (flows.includes('decoded')) return { severity: 'critical', message: `\`${name}\` runs text that was decoded before`, help: HELP };
  const hidden = judgeHidden(use);
  if (hidden || !flows.includes('characters')) return hidden;
  const severity = !hides && codeIn(use).some(isTemplate) ? 'low' : 'high';
  return { severity, message: `\`${name}\` runs text that was made of numbers before`, help: HELP };
}

/** What gets the text of a script, or its address, and is no call of it. */
const TAKES_SCRIPT: ReadonlySet<string> = new Set(['script-element.text', 'Worker', 'SharedWorker', 'document.write']);

/** Code that nobody can read where it stands: cut up in words, or made of a text that says nothing. */
function judgeHidden(use: Use): Judgement {
  const hidden = use.arguments.find((each) => each.hidden)?.hidden;
  if (hidden === undefined) return null;
  return { severity: 'high', message: hidden === 'cut' ? 'code runs that is put together of pieces which are cut within words' : 'code runs that the script makes of a long text which says nothing', help: HELP };
}

/** Is the program one that the script names, and none that runs what it is given? */
function isOrdinary({ arguments: [program] }: Use): boolean {
  const [name = ''] = program?.shape.trimStart().split(/\s/, 1) ?? [];
  return name !== '' && program!.constant === null && !program!.flows.includes('lost') && !name.includes(UNKNOWN) && !runsOtherPrograms(program!.shape);
}

/** The same for a program that gets a list, and no options, which could ask for a shell. */
function getsList(use: Use): boolean {
  return use.arguments.length === 2 && getsOrdinaryList(use) && !use.arguments[1]!.flows.includes('lost');
}

/** Of what is compiled under the name of a file, with options or variables, only the first is code. */
const COMPILES = /^(?:_compile$|module:vm\.)/;

function codeIn({ what, arguments: given }: Use): readonly Argument[] {
  return COMPILES.test(what) ? given.slice(0, 1) : given;
}

/** Code with gaps that are filled at run time, as compilers of templates and schemas make it: names that they read are made of numbers too. */
function isTemplate({ constant, shape }: Argument): boolean {
  return constant === null && !WRAPS.test(shape) && (shape.replaceAll('\0', '').length >= LEAST_WRITTEN || RECORD.test(shape));
}
