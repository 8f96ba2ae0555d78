import type { Use } from './code.js';
import { isRunner } from './calls.js';
import { readProgram } from './javascript/reading.js';
import { UNKNOWN } from './javascript/shape.js';
import { parseScript } from './javascript/tree.js';
import { Places } from './text.js';

const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile)(?:Sync)?$/;
/** What code has that runs what a server answers; cheap to look for. */
const RUNS = /\beval\b|\bFunction\b|\bchild_process\b|\bvm\b|\b_compile\b/;
const REACHES = /https?\b|\bfetch\b|\bnet\b|\bWebSocket\b/;
/** UTF-16 units of code that is read. */
const LONGEST = 64 * 1024;

/** Does a call write code into a file that runs what a server answers? Its text is read as a script, what is not known of it as a name. */
export function writesLoader({ what, how, arguments: [, text] }: Use): boolean {
  if (how !== 'call' || !WRITES.test(what) || !text || text.shape.length > LONGEST || !RUNS.test(text.shape) || !REACHES.test(text.shape)) return false;
  const code = text.shape.replaceAll(UNKNOWN, '_');
  const tree = parseScript('written.js', code, false);
  return !('reason' in tree) && readProgram(tree, code, new Places(code)).seen.some((seen) => isRunner({ ...seen, line: 0, column: 0, evidence: '' }) && seen.arguments.some(({ flows }) => flows.includes('network')));
}
