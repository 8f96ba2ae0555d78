import type { Use } from '../code.js';
import { isRunner } from '../calls.js';
import { hostIn, reachOf } from '../facts/places.js';
import { readProgram } from '../javascript/names/reading.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import { parseScript } from '../javascript/syntax/tree.js';
import { usesInPython } from '../python/modules.js';
import { Places } from '../text.js';

const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
/** What code has that runs what a server answers; cheap to look for. */
const RUNS = /\beval\b|\bFunction\b|\bchild_process\b|\bvm\b|\b_compile\b/;
const REACHES = /https?\b|\bfetch\b|\bnet\b|\bWebSocket\b/;
/** UTF-16 units of code that is read. */
const LONGEST = 64 * 1024;

/** Does a call write code into a file that runs what a server answers? Its text is read as a script, what is not known of it as a name. */
export function writesLoader({ what, how, arguments: [, text] }: Use): boolean {
  return how === 'call' && WRITES.test(what) && text !== undefined && runsAnswer(text.shape);
}

/** Is a text code that runs what a server answers which is named in it? What is put into scripts of others, by a bundler or into a page, stands in such texts. */
export function isLoader(text: string): boolean {
  const host = hostIn(FETCHED.exec(text)?.[0] ?? '')?.host;
  return host !== undefined && !['local', 'private'].includes(reachOf(host) ?? '') && (runsAnswer(text) || runsAnswerInPython(text));
}

/** The same of Python. */
const RUNS_PYTHON = /\b(?:exec|eval)\s?\(/;
const REACHES_PYTHON = /\b(?:urlopen|urllib|requests|httpx|aiohttp|urllib3|socket)\b/;

function runsAnswerInPython(text: string): boolean {
  if (text.length > LONGEST || !RUNS_PYTHON.test(text) || !REACHES_PYTHON.test(text) || !/\bimport\b/.test(text)) return false;
  return usesInPython(text.replaceAll(UNKNOWN, '_')).some((use) => use.how === 'call' && isRunner(use) && use.arguments.some(({ flows }) => flows.includes('network')));
}

const FETCHED = /(?:https?|wss?):\/\/[\w.-]+(?:[:/][^\s"'`]{0,200})?/;

function runsAnswer(shape: string): boolean {
  if (shape.length > LONGEST || !RUNS.test(shape) || !REACHES.test(shape)) return false;
  const code = shape.replaceAll(UNKNOWN, '_');
  const tree = parseScript('written.js', code, false);
  return !('reason' in tree) && readProgram(tree, code, new Places(code)).seen.some((seen) => isRunner({ ...seen, line: 0, column: 0, evidence: '' }) && seen.arguments.some(({ flows }) => flows.includes('network')));
}
