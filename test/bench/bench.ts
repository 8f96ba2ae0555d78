import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { benchFairness, type FairnessResult } from './fairness.js';
import { benchFormats, type FormatResult } from './formats.js';
import { benchHttp, type HttpResult } from './http.js';
import { measureMemory, type MemoryResult } from './memory.js';
import { openStage, type Backend, type Stage } from './parts.js';
import { benchPublish, type IdleResult, type PublishResult } from './publish.js';
import { CONNECTIONS } from './rivals.js';

/** `npm run bench [-- --only formats|http|publish|fairness] [--seconds N] [--json file]` */

const PARTS = ['formats', 'http', 'publish', 'fairness'] as const;
const BACKENDS: Backend[] = ['postgres', 'redis'];

interface Results {
  machine: { cores: number; cpu: string; node: string; loadBefore: number };
  formats?: FormatResult[];
  http?: HttpResult[] | null;
  publish?: PublishResult[];
  idle?: IdleResult[];
  fairness?: FairnessResult;
  memory?: MemoryResult[] | null;
}

const { values: options } = parseArgs({ options: { only: { type: 'string' }, seconds: { type: 'string', default: '3' }, json: { type: 'string' } } });
const seconds = Number(options.seconds);
if (!Number.isInteger(seconds) || seconds < 1 || seconds > 600) throw new Error('--seconds must be a whole number from 1 to 600');
if (options.only !== undefined && !(PARTS as readonly string[]).includes(options.only)) throw new Error(`--only must be one of ${PARTS.join(', ')}`);
const wanted = (part: (typeof PARTS)[number]): boolean => options.only === undefined || options.only === part;

let open: Stage | null = null;
for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(event, () => void (open?.stop() ?? Promise.resolve()).finally(() => process.exit(1)));

const results: Results = { machine: { cores: availableParallelism(), cpu: cpus()[0]?.model ?? 'unknown', node: process.version, loadBefore: loadavg()[0]! } };
if (wanted('formats')) results.formats = await benchFormats(seconds);
if (wanted('http')) await on('postgres', async (stage) => void (results.http = await benchHttp(stage, seconds)));
if (wanted('publish')) {
  results.publish = [];
  results.idle = [];
  for (const backend of BACKENDS) {
    await on(backend, async (stage) => {
      const { loads, idle } = await benchPublish(stage, backend, seconds);
      results.publish!.push(...loads);
      results.idle!.push(idle);
      if (backend === 'postgres') results.memory = measureMemory(stage);
    });
  }
}
if (wanted('fairness')) await on('postgres', async (stage) => void (results.fairness = await benchFairness(stage)));

print(results);
const json = JSON.stringify(results, null, 2);
if (options.json) writeFileSync(options.json, `${json}\n`);
else console.log(json);
process.exit();

async function on(backend: Backend, work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(backend);
  if (!stage) return;
  open = stage;
  try {
    await work(stage);
  } finally {
    open = null;
    await stage.stop();
  }
}

function print({ machine, formats, http, publish, idle, fairness, memory }: Results): void {
  console.log(`${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load before ${machine.loadBefore.toFixed(1)}; everything, the load too, on these cores; PostgreSQL writes durably`);
  const percent = (part: number, whole: number | undefined) => (whole === undefined ? '' : `${Math.round((100 * part) / whole)} %`);
  if (formats) {
    table('Packages, unpacked MB a second; the limit is SHA-256 of the files and inflate, and nothing else', ['', 'packed MB', 'unpacked MB', 'limit', 'read', 'of limit', 'verify', 'of limit', 'others, doing less'], formats.map((row) =>
      [row.format, row.packed.toFixed(1), row.unpacked.toFixed(1), whole(row.limit), whole(row.read), percent(row.read, row.limit), row.verify === null ? '' : whole(row.verify), row.verify === null ? '' : percent(row.verify, row.limit), row.rivals.map(({ name, perSecond }) => `${name} ${whole(perSecond)}`).join(', ')]));
  }
  if (http) {
    table(`HTTP, ${CONNECTIONS} connections, ${seconds} s each, requests a second`, ['', 'bytes', 'gateway', 'p50 ms', 'p99 ms', 'bare Fastify', 'of bare', 'nginx', 'of nginx'], http.map(({ name, bytes, gateway, bare, nginx }) =>
      [name, String(bytes), whole(gateway.perSecond), gateway.medianMs.toFixed(1), gateway.p99Ms.toFixed(1), whole(bare.perSecond), percent(gateway.perSecond, bare.perSecond), nginx ? whole(nginx.perSecond) : '', percent(gateway.perSecond, nginx?.perSecond)]));
  }
  if (publish) table('Upload until published and visible, 40 kB', ['jobs on', 'at a time', 'published', 'a second', 'p50 ms', 'p99 ms'], publish.map((row) => [row.backend, String(row.concurrent), String(row.published), row.perSecond.toFixed(1), whole(row.medianMs), whole(row.p99Ms)]));
  if (idle) table('One upload while nothing else happens', ['jobs on', 'p50 ms', 'worst ms'], idle.map((row) => [row.backend, whole(row.medianMs), whole(row.worstMs)]));
  if (fairness) table(`Fairness: tenant A hands in ${fairness.flood}, then tenant B uploads`, ['A waiting', 'B took ms'], [...fairness.during.map(({ waiting, ms }) => [String(waiting), whole(ms)]), ['idle', whole(fairness.idleMedianMs)], ['median', `${whole(fairness.medianMs)} = ${fairness.times.toFixed(1)} times idle`]]);
  if (memory) table('Memory after publishing', ['process', 'processes', 'MiB'], memory.map((row) => [row.process, String(row.processes), whole(row.mib)]));
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Columns as wide as their widest cell, the first to the left, the others to the right. */
function table(title: string, head: string[], rows: string[][]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  '));
  console.log(`\n${title}\n${lines.join('\n')}`);
}
