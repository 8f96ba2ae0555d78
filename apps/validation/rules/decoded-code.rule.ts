import type { Rule } from '../check.js';
import { isRunner } from './calls.js';
import { judgeCode, once } from './code.js';
import type { Argument, Code, Judgement, Use } from './code.js';
import { scriptsOf } from './javascript/scripts.js';
import type { Script } from './javascript/scripts.js';
import { count } from './obfuscation/each-script.js';
import { dangerIn, isShell, runsOtherPrograms, takesList } from './commands.js';
import { UNKNOWN } from './javascript/shape.js';
import { decode } from './text.js';

/** UTF-16 units of code that is written out in what is run. */
const LEAST_WRITTEN = 16;
const HELP = 'Ship the code as it is, readable; there is no reason to hide it from those who run it.';

/**
 * Text that is stored in an unreadable form and run after decoding hides what it does from every reader. Low where readable code
 * is filled with a part of an address, and nothing in the package is escaped: that is unknown code, and hides none.
 */
export const rule: Rule = {
  id: 'decoded-code',
  code: 'EXE-02',
  version: 7,
  title: 'Hidden text that runs as code',
  run(pkg) {
    const hiding = new Set(scriptsOf(pkg).filter(({ features }) => count(features, 'codeList') + count(features, 'charCodes') + count(features, 'opaqueText') + count(features, 'enclosedText') > 0).map(({ path }) => path));
    let escapes: boolean | null = null;
    const comesFromElsewhere = (code: Code): boolean => !escapesText(code) && !(escapes ??= pkg.files.some(({ bytes }) => ESCAPED_CODE.test(decode(bytes))));
    return judgeCode(rule.id, pkg, { use: (use, code) => (fillsIn(use) && comesFromElsewhere(code) ? FROM_ELSEWHERE : judge(use, hiding.has(code.path))) });
  },
};

/** Escapes of letters, as addresses have none, and what makes escapes. */
const ESCAPED_CODE = /(?:%[4-7][\da-f]){3}|%u00[4-7]|%\$[&\d]/i;
const ESCAPE = /%(?:[4-7][\da-f]|u|\$|$)/i;
const FROM_ELSEWHERE: Judgement = { severity: 'low', message: 'text that came as part of an address is filled into code', help: 'Take names of functions, and no code.' };

/** Readable code that gets text which was unescaped as the parts of addresses are, and nothing that hides more. */
function fillsIn(use: Use): boolean {
  const flows = use.arguments.flatMap((each) => each.flows);
  return use.how === 'call' && use.what === 'Function' && use.arguments.some(isTemplate) && flows.includes('decoded') && !flows.some((flow) => flow === 'opaque' || flow === 'characters' || flow === 'lost');
}

const escapesText = once((code) => {
  const { mentions } = code as Partial<Script>;
  return !mentions || [...mentions.texts].some((text) => ESCAPE.test(text));
});

function judge(use: Use, hides: boolean): Judgement {
  if (use.how === 'call' && use.what === 'require' && use.arguments[0]?.flows.includes('opaque')) return { severity: 'high', message: 'the name of the module that is loaded was decoded before', help: HELP };
  if (use.how !== 'call' || !isRunner(use)) return null;
  const danger = isShell(use) ? dangerIn(use.arguments.map(({ shape }) => shape).join(' ')) : null;
  if (danger?.rule === 'decoded-code') return { severity: 'critical', message: `this command ${danger.says}`, help: HELP };
  // What a timer runs is the first; when, and with what, are the others.
  const run = use.what.startsWith('set') ? use.arguments.slice(0, 1) : use.arguments;
  const flows = run.flatMap((argument) => argument.flows);
  const name = use.what.replace(/^(?:py:|module:)/, '');
  if (flows.includes('decoded') && isShell(use) && (isOrdinary(use) || getsList(use))) return { severity: 'low', message: `\`${name}\` gives a program text that was decoded before`, help: HELP };
  if (flows.includes('decoded')) return { severity: 'critical', message: `\`${name}\` runs text that was decoded before`, help: HELP };
  if (!flows.includes('characters')) return null;
  const severity = !hides && use.arguments.some(isTemplate) ? 'low' : 'high';
  return { severity, message: `\`${name}\` runs text that was made of numbers before`, help: HELP };
}

/** Is the program one that the script names, and none that runs what it is given? */
function isOrdinary({ arguments: [program] }: Use): boolean {
  const [name = ''] = program?.shape.trimStart().split(/\s/, 1) ?? [];
  return name !== '' && program!.constant === null && !program!.flows.includes('lost') && !name.includes(UNKNOWN) && !runsOtherPrograms(program!.shape);
}

/** Options by which ordinary programs start others. */
const STARTS_MORE = /(?:^|[\s\0])(?:-[ce]|--[\w-]*(?:eval|exec|config|command|action|pack|hook|require|import)[\w-]*)(?=[\s=\0]|$)/;
const PROGRAM = /^[a-z][\w-]{0,40}$/i;

/** The same for a program that gets a list which begins with something fixed, and no options, which could ask for a shell. */
function getsList(use: Use): boolean {
  const [program, list, options] = use.arguments;
  const name = program?.constant ?? '';
  if (!takesList(use) || !PROGRAM.test(name) || !list || options || list.shape.startsWith(UNKNOWN)) return false;
  return !list.flows.includes('lost') && !STARTS_MORE.test(list.shape) && !runsOtherPrograms(`${name} ${list.shape}`);
}

/** Code with gaps that are filled at run time, as compilers of templates and schemas make it: names that they read are made of numbers too. */
function isTemplate({ constant, shape }: Argument): boolean {
  return constant === null && shape.replaceAll('\0', '').length >= LEAST_WRITTEN;
}
