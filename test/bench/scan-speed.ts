import { fork } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Profile } from '#libs/contracts/profile.js';
import { SCAN_FLAGS } from '#apps/validation/scan/process.js';
import { openScanner } from '#apps/validation/scan/scanner.js';
import { orchestraPackage } from '#test/support/archives.js';
import { quantile } from './parts.js';

export interface SpeedResult {
  sets: { name: string; megabytes: number; files: number; parseMBs: number; scanMBs: number }[];
  /** Whole validation of a package of 40 kB in a warm child, with its run in the sandbox. */
  warmMs: { median: number; p95: number; worst: number };
}

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
/** What extensions ship: a development build, bundles, minified code; and packages as their authors wrote them. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  'bundles and minified code': [
    'react-dom/cjs/react-dom-client.development.js', 'lodash/lodash.js', 'swagger-ui-dist/swagger-ui-bundle.js', 'rxjs/dist/bundles/rxjs.umd.js',
    'terser/dist/bundle.min.js', 'd3-array/dist/d3-array.min.js', 'chance/dist/chance.min.js',
  ],
  'many small files': ['@nestjs/{common,core}/**/*.js', 'fastify/lib/*.js', 'pino/lib/*.js', 'rxjs/dist/cjs/**/*.js', 'undici/lib/**/*.js', 'zod/v4/**/*.cjs', 'lodash/*.js', 'ajv/dist/**/*.js'],
};
const WARM_UP = 3;
const RUNS = 3;
const WARM_RUNS = 60;
/** Milliseconds in all that one set may take. */
const LONGEST_MS = 20_000;
const PROFILE = Profile.parse({ formats: ['orchestra'], host: 'orchestra' });

/** Reads the same scripts bare and as a package in the scan's child process, from its bytes to the report, in turn, and takes the best of three of each: the machine may be busy. */
export async function benchSpeed(): Promise<SpeedResult> {
  const sets = [];
  for (const [name, patterns] of Object.entries(SETS)) sets.push(await benchSet(name, patterns));
  return { sets, warmMs: await warm() };
}

async function benchSet(name: string, patterns: readonly string[]): Promise<SpeedResult['sets'][number]> {
  const paths = [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: MODULES })))].filter((path) => statSync(join(MODULES, path)).isFile()).sort();
  const files = Object.fromEntries(paths.map((path) => [`dist/${path}`, readFileSync(join(MODULES, path), 'utf8')]));
  const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const packed = orchestraPackage({}, files);
  const scanner = await openScanner({ children: 1, timeoutMs: LONGEST_MS });
  const parser = fork(fileURLToPath(new URL('./bare-parser.js', import.meta.url)), [], { execArgv: [...SCAN_FLAGS] });
  const best = { parse: Infinity, scan: Infinity };
  try {
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      parser.send(paths.map((path) => join(MODULES, path)));
      const [parsed] = (await once(parser, 'message')) as [number];
      const started = performance.now();
      const report = await scanner.scan('bench', packed, PROFILE);
      const scanned = performance.now() - started;
      if (report.kind !== 'scanned') throw new Error(`the package was not scanned: ${JSON.stringify(report)}`);
      if (run >= WARM_UP) Object.assign(best, { parse: Math.min(best.parse, parsed), scan: Math.min(best.scan, scanned) });
    }
  } finally {
    parser.kill();
    await scanner.close();
  }
  return { name, megabytes: bytes / 1e6, files: paths.length, parseMBs: bytes / 1e3 / best.parse, scanMBs: bytes / 1e3 / best.scan };
}

async function warm(): Promise<SpeedResult['warmMs']> {
  const scanner = await openScanner({ children: 1 });
  try {
    const bytes = smallPackage();
    const times: number[] = [];
    for (let run = 0; run < WARM_RUNS; run++) {
      const started = performance.now();
      const report = await scanner.scan('bench', bytes, PROFILE);
      if (report.kind !== 'scanned') throw new Error(`the package was not scanned: ${JSON.stringify(report)}`);
      times.push(performance.now() - started);
    }
    const warmed = times.slice(WARM_RUNS / 3);
    return { median: quantile(warmed, 0.5), p95: quantile(warmed, 0.95), worst: Math.max(...warmed) };
  } finally {
    await scanner.close();
  }
}

const SMALL = 40_000;

/** A package of about 40 kB of readable scripts. */
function smallPackage(): Uint8Array {
  const files: Record<string, string> = {};
  let size = 0;
  for (const path of [...globSync('semver/functions/*.js', { cwd: MODULES }).sort(), 'semver/classes/range.js', 'semver/classes/semver.js', 'commander/lib/option.js', 'commander/lib/help.js']) {
    if (size > SMALL) break;
    files[`dist/${path}`] = readFileSync(join(MODULES, path), 'utf8');
    size += files[`dist/${path}`]!.length;
  }
  return orchestraPackage({}, files);
}
