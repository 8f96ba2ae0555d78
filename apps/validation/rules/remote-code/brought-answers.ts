import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isRunner, isSender } from '../calls.js';
import type { Judgement, Use } from '../code.js';
import { judgeHostProgram } from './host-programs.js';
import { answeringFunctions } from './javascript/answering-functions.js';
import { ANSWER } from '../javascript/names/own-functions.js';
import { readProgram } from '../javascript/names/reading.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { knownOf } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { Report } from '../report.js';
import { weighed } from '../reach.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

const ANSWERS: ReadonlySet<number> = new Set([ANSWER]);
/** Without one of these names, a script runs nothing of what it is told. */
const RUNS = /^(?:exec|spawn|send|eval|Function|_compile|runIn\w+Context)$/;
/** Of what runs text, what starts no program: many programs are downloaded, and started by whoever installs them. */
const STARTS = /^(?:module:child_process|host:|setTimeout|setInterval)/;

/** In small scripts: a function of another script answers what a server said, and here that is run, or says which program the host starts. */
export function judgeAnswers(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const large = largeFiles(pkg.files);
  const answering = new Map<string, ReadonlySet<string>>();
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const running = small.filter(({ mentions }) => [...(mentions?.names ?? [])].some((name) => RUNS.test(name)));
  const led = new Set(running.flatMap(({ leads }) => leads));
  for (const script of small) {
    const tree = led.has(script.path) && script.uses.some(isSender) ? readAgain(pkg, script.path) : null;
    const names = tree ? answeringFunctions(tree) : null;
    if (names && names.size > 0) answering.set(script.path, names);
  }
  for (const { path, leads } of running) {
    const tree = leads.some((lead) => answering.has(lead)) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const text = decode(files.get(path)!.bytes);
    const places = new Places(text);
    const { seen } = readProgram(tree, text, places, (specifier, name) => knownOf(pkg, path, specifier, (each) => (answering.get(each)?.has(name) ? ANSWERS : null)));
    for (const each of seen) {
      const judgement = judge({ ...each, line: 0, column: 0, evidence: '' });
      if (judgement) report.add({ ...weighed(pkg, path, judgement), file: path, ...places.at(each.start), evidence: evidence(text, each.start) });
    }
  }
  return report.findings();
}

function judge(use: Use): Judgement {
  const host = judgeHostProgram(use);
  if (host) return { ...host, message: `${host.message} to another script` };
  if (use.how !== 'call' || !isRunner(use) || STARTS.test(use.what) || !use.arguments.some(({ flows }) => flows.includes('network'))) return null;
  return { severity: 'high', message: `\`${use.what.replace(/^module:/, '')}\` runs what a server answered to another script`, help: 'Put the code into the package and load it by its path.' };
}
