import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScript } from '#apps/validation/rules/javascript/tree.js';
import { openScanner } from '#apps/validation/scan/scanner.js';
import { orchestraPackage } from '#test/support/archives.js';
import { PLAIN_PROFILE } from '#test/support/scan-package.js';
import { judge } from '../corpus/judge.js';
import { quantile } from './parts.js';

export interface SpeedResult {
  /** Of the scripts, UTF-8. */
  megabytes: number;
  parseMBs: number;
  rulesMBs: number;
  /** Whole validation of a package of 40 kB in a warm child: message, archive, manifest, every rule, answer. */
  warmMs: { median: number; worst: number };
}

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** Development builds, bundles and minified code, as extensions ship them. */
const FILES = ['react-dom/cjs/react-dom-client.development.js', 'lodash/lodash.js', 'swagger-ui-dist/swagger-ui-bundle.js', 'rxjs/dist/bundles/rxjs.umd.js', 'terser/dist/bundle.min.js', 'd3-array/dist/d3-array.min.js', 'chance/dist/chance.min.js'];
const RUNS = 3;
const WARM_RUNS = 30;
const SMALL = 40_000;

/** Reads the same scripts bare and with every rule, in turn, and takes the best of three of each: the machine may be busy. */
export async function benchSpeed(): Promise<SpeedResult> {
  const scripts = FILES.map((path) => ({ path, text: readFileSync(join(MODULES, path), 'utf8') }));
  const bytes = scripts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const times = { parse: Infinity, rules: Infinity };
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    for (const { path, text } of scripts) parseScript(path, text, false);
    times.parse = Math.min(times.parse, performance.now() - started);
    times.rules = Math.min(times.rules, scripts.reduce((sum, { path, text }) => sum + judge({ name: path, files: { 'index.js': text } }).ms, 0));
  }
  return { megabytes: bytes / 1e6, parseMBs: bytes / 1e3 / times.parse, rulesMBs: bytes / 1e3 / times.rules, warmMs: await warm() };
}

async function warm(): Promise<SpeedResult['warmMs']> {
  const scanner = await openScanner({ children: 1 });
  try {
    const bytes = smallPackage();
    const times: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) {
      const started = performance.now();
      const report = await scanner.scan('bench', bytes, PLAIN_PROFILE);
      if (report.kind !== 'scanned') throw new Error(`the package was not scanned: ${JSON.stringify(report)}`);
      times.push(performance.now() - started);
    }
    const warmed = times.slice(WARM_RUNS / 3);
    return { median: quantile(warmed, 0.5), worst: Math.max(...warmed) };
  } finally {
    await scanner.close();
  }
}

/** A package of about 40 kB of readable scripts. */
function smallPackage(): Uint8Array {
  const folder = join(MODULES, 'semver/functions');
  const files: Record<string, string> = {};
  let size = 0;
  for (const name of [...readdirSync(folder).map((each) => join('semver/functions', each)), 'semver/classes/range.js', 'semver/classes/semver.js', 'commander/lib/option.js', 'commander/lib/help.js']) {
    if (size > SMALL || !statSync(join(MODULES, name)).isFile()) continue;
    files[`dist/${name}`] = readFileSync(join(MODULES, name), 'utf8');
    size += files[`dist/${name}`]!.length;
  }
  return orchestraPackage({}, files);
}
