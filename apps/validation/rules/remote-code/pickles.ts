import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { codeOf } from '../code.js';
import { isScript } from '../javascript/syntax/sources.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';

/** Functions that a pickle of Python names which run something, by their modules: as lines (protocols up to 3), or behind their lengths. */
const MODULES = 'posix|nt|os|subprocess|builtins|__builtin__|commands|runpy|importlib|pty|socket|webbrowser|shutil';
const FUNCTIONS = 'system|popen|exec|eval|execfile|compile|getattr|__import__|import_module|Popen|call|run|check_call|check_output|getoutput|spawn\\w{0,6}|exec\\w{1,3}|run_path|run_code|rmtree|fork';
const AS_LINES = new RegExp(`c(?:${MODULES})\\n(?:${FUNCTIONS})\\n`);
const BEHIND_LENGTHS = new RegExp(`\\x8c[\\s\\S](?:${MODULES})\\x94?\\x8c[\\s\\S](?:${FUNCTIONS})`);
/** What makes objects of such data. */
const READS = /^py:(?:pickle|dill|joblib|cloudpickle|_pickle|cPickle|pandas|torch|shelve)(?:\.|$)/;
/** Bytes of a file that are looked at: what such a file runs may stand anywhere, and its largest parts are numbers. */
const MOST_READ = 4 * 1024 * 1024;

/** Data that runs something as soon as Python makes objects of it, in a package that does so. The manual of `pickle` says what the letters mean. */
export function judgePickles(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  if (!codeOf(pkg).some(({ uses }) => uses.some(({ what }) => READS.test(what)))) return [];
  for (const file of pkg.files) {
    const text = isScript(file) || file.path.endsWith('.py') ? '' : Buffer.from(file.bytes.subarray(0, MOST_READ)).toString('latin1');
    if (AS_LINES.test(text) || BEHIND_LENGTHS.test(text)) report.add({ ...weighed(pkg, file.path, { severity: 'high', message: 'this data starts a program or code as soon as Python makes objects of it' }), help: 'Keep data as JSON, or in a format that names no functions.', file: file.path });
  }
  return report.findings();
}
