import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { CATALOGUES } from '#apps/validation/permissions/catalogues.js';
import { judge } from '../corpus/judge.js';
import { scorePermissions, type Score } from '../corpus/permissions/score.js';
import { quantile } from './parts.js';
import { broughtSets, corpus } from './scan-sets.js';
import type { SampleSet } from './scan-sets.js';
import { benchSpeed } from './scan-speed.js';
import type { SpeedResult } from './scan-speed.js';

/**
 * `npm run bench:scan [-- --scripts N] [--without speed|packages|permissions] [--json file] [--verbose]`, or on what was never
 * seen: `npm run bench:scan -- --good folder --bad folder [--dialect vscode]`, each folder as often as wanted; each folder in one is a package, each
 * file a script. With a dialect they are judged as extensions of that host, whose data is followed.
 */

interface SetResult {
  name: string;
  bad: boolean;
  samples: number;
  /** Kept back: for a maintainer or rejected. */
  kept: number;
  rejected: number;
  /** Samples, and those kept back, without what no scan of sources can read; see `Judged.unreadable`. */
  readable: { samples: number; kept: number };
  names: string[];
  /** Milliseconds that the rules took for each sample, and its bytes. */
  times: { name: string; ms: number; bytes: number }[];
  again: boolean;
}

interface Quality {
  precision: number;
  recall: number;
  f1: number;
  falsePer1000: number;
}

const { values: options } = parseArgs({ options: { scripts: { type: 'string', default: '20' }, without: { type: 'string', multiple: true, default: [] }, json: { type: 'string' }, good: { type: 'string', multiple: true, default: [] }, bad: { type: 'string', multiple: true, default: [] }, dialect: { type: 'string', default: 'plain' }, verbose: { type: 'boolean', default: false } } });
const scripts = Number(options.scripts);
if (!Number.isInteger(scripts) || scripts < 1 || scripts > 500) throw new Error('--scripts must be a whole number from 1 to 500');
if (options.dialect !== 'plain' && !CATALOGUES.has(options.dialect)) throw new Error(`--dialect must be plain or one of ${[...CATALOGUES.keys()].join(', ')}`);

/** Check and severity → benign samples in which it was found. */
const hits = new Map<string, number>();
const sets: SetResult[] = [];
const brought = broughtSets(options.good, options.bad, options.dialect);
const left = new Set(brought.length > 0 ? ['speed', 'permissions'] : options.without);
for (const set of brought.length > 0 ? brought : corpus(scripts)) if (!(set.name.startsWith('npm packages') && left.has('packages'))) sets.push(await run(set));
const speed = left.has('speed') ? null : await benchSpeed();
const quality = qualityOf(sets.filter(({ again }) => !again));
const mistakes: string[] = [];
const permissions = left.has('permissions') ? null : scorePermissions(undefined, undefined, (mistake) => mistakes.push(mistake));
print(quality, speed);
if (permissions) printPermissions(permissions);
const json = JSON.stringify({ node: process.version, load: loadavg()[0], quality, sets, permissions, mistakes, hitsOnBenign: Object.fromEntries(hits), speed }, null, 2);
if (options.json) writeFileSync(options.json, `${json}\n`);
else if (options.verbose) console.log(json);
process.exit();

async function run({ name, bad, samples, dialect, again = false }: SampleSet): Promise<SetResult> {
  const result: SetResult = { name, bad, samples: 0, kept: 0, rejected: 0, readable: { samples: 0, kept: 0 }, names: [], times: [], again };
  for await (const sample of samples) {
    const { verdict, found, crashed, reasons, unreadable, ms, bytes } = judge(sample, dialect);
    result.times.push({ name: sample.name, ms, bytes });
    if (crashed.length > 0) throw new Error(`a rule crashed on ${sample.name}: ${crashed.join('; ')}`);
    result.samples++;
    if (verdict !== 'pass') result.kept++;
    if (verdict === 'reject') result.rejected++;
    if (!unreadable) {
      result.readable.samples++;
      if (verdict !== 'pass') result.readable.kept++;
    }
    if ((verdict === 'pass') === bad) result.names.push(options.verbose ? `${sample.name}: ${reasons.at(-1)}` : sample.name);
    if (!bad && !again) for (const [check, severity] of found) hits.set(`${check} ${severity}`, (hits.get(`${check} ${severity}`) ?? 0) + 1);
  }
  return result;
}

/** Over all sets; a bad sample that is kept back is a hit. */
function qualityOf(results: readonly SetResult[]): Quality {
  const sum = (bad: boolean, of: (set: SetResult) => number) => results.filter((set) => set.bad === bad).reduce((total, set) => total + of(set), 0);
  const [hit, positives, wrong, negatives] = [sum(true, (set) => set.kept), sum(true, (set) => set.samples), sum(false, (set) => set.kept), sum(false, (set) => set.samples)];
  const [precision, recall] = [hit / (hit + wrong), hit / positives];
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall), falsePer1000: (1000 * wrong) / negatives };
}

function print({ precision, recall, f1, falsePer1000 }: Quality, measured: SpeedResult | null): void {
  const rows = sets.map(({ name, bad, samples, kept, rejected, names }) => [
    name, String(samples), String(kept), String(rejected), bad ? `${((100 * kept) / samples).toFixed(1)} % found` : `${((1000 * kept) / samples).toFixed(1)} per 1,000`, names.slice(0, options.verbose ? names.length : 3).join(', '),
  ]);
  table(brought.length > 0 ? 'What the scan keeps back' : 'Development corpus: what the scan keeps back', ['set', 'samples', 'kept', 'rejected', '', 'wrong ones'], rows);
  // Of bad ones alone, or good ones alone, these say nothing.
  if (new Set(sets.map(({ bad }) => bad)).size > 1) console.log(`\nprecision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}, ${falsePer1000.toFixed(1)} false positives per 1,000`);
  const packages = sets.find(({ name }) => name === 'npm packages');
  if (packages) {
    const { samples, kept, readable } = packages;
    const percent = (part: number, whole: number): string => `${part} of ${whole} (${((100 * part) / whole).toFixed(1)} %)`;
    console.log(`npm packages kept back: ${percent(kept, samples)}; without those that carry or load programs, WebAssembly, archives or scripts over the limit, which a maintainer has to see anyway: ${percent(readable.kept, readable.samples)}`);
  }
  printTimes(sets.filter(({ name }) => brought.length > 0 || name.startsWith('npm packages')));
  table('Checks on benign samples', ['check', 'samples'], [...hits].sort((a, b) => b[1] - a[1]).map(([check, count]) => [check, String(count)]));
  if (!measured) return;
  const { sets: read, warmMs } = measured;
  table('Speed, a package from its bytes to the report in a warm child, on one core', ['scripts', 'MB', 'files', 'bare parsing', 'whole scan', ''], read.map(({ name, megabytes, files, parseMBs, scanMBs }) => [name, megabytes.toFixed(1), String(files), `${parseMBs.toFixed(1)} MB/s`, `${scanMBs.toFixed(1)} MB/s`, `${Math.round((100 * scanMBs) / parseMBs)} % of parsing`]));
  console.log(`\na package of 40 kB, with its run in the sandbox: ${warmMs.median.toFixed(1)} ms (95 % below ${warmMs.p95.toFixed(1)}, worst ${warmMs.worst.toFixed(1)})`);
}

/** What the rules alone take in one process that grows warm: whole packages have more than scripts in them, and the slowest ones say what a mean hides. */
function printTimes(of: readonly SetResult[]): void {
  if (of.length === 0) return;
  const rows = of.map(({ name, times }) => {
    const sorted = times.toSorted((a, b) => a.ms - b.ms);
    const all = sorted.reduce((sum, { ms }) => sum + ms, 0);
    const most = (share: number): string => `${quantile(sorted.map(({ ms }) => ms), share).toFixed(0)} ms`;
    const slowest = sorted.slice(-3).reverse().map((each) => `${each.name} (${each.ms.toFixed(0)} ms, ${(each.bytes / 1e6).toFixed(1)} MB)`);
    return [name, (sorted.reduce((sum, { bytes }) => sum + bytes, 0) / 1e3 / all).toFixed(1), most(0.5), most(0.9), most(0.99), slowest.join(', ')];
  });
  table('Time of the rules', ['set', 'MB/s', 'half below', '90 % below', '99 % below', 'slowest'], rows);
}

/** Declared against used, on the labelled packages of each dialect and on all of them. */
function printPermissions(scores: readonly Score[]): void {
  const row = (dialect: string, question: string, of: readonly Score[]): string[] => {
    const sum = (key: 'packages' | 'right' | 'wrong' | 'missed'): number => of.reduce((total, score) => total + score[key], 0);
    const [right, wrong, missed] = [sum('right'), sum('wrong'), sum('missed')];
    return [dialect, question, ...[sum('packages'), right, wrong, missed].map(String), (right / (right + wrong)).toFixed(3), (right / (right + missed)).toFixed(3)];
  };
  const each = scores.map((score) => row(score.dialect, score.question, [score]));
  const all = (['unused', 'undeclared'] as const).map((question) => row('all', question, scores.filter((score) => score.question === question)));
  table('Permissions, declared against used: what the inference says of labelled packages', ['dialect', 'question', 'packages', 'right', 'wrong', 'missed', 'precision', 'recall'], [...each, ...all]);
  for (const mistake of options.verbose ? mistakes : mistakes.slice(0, 3)) console.log(`  ${mistake}`);
}

function table(title: string, head: string[], rows: string[][]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  console.log(`\n${title}\n${all.map((row) => row.map((cell, column) => (column === 0 || column === 5 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n')}`);
}
