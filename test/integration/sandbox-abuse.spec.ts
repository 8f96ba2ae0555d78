import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENGINES } from '#libs/sandbox/engines/engines.js';
import { ENGINES_HERE, runFiles, sandboxOf } from '#test/support/sandbox-engines.js';

/** Runs of each program on each engine: 50 of 50 are contained (issue 4). */
const REPEATS = 5;
/** Programs that take all there is, next to each other. */
const AT_ONCE = 2;
/** Shorter than the real one, so that the endless ones end sooner; what ends them is the same. */
const DEADLINE_MS = 1_500;

const stopped = /timed-out|memory|threw|crashed/;
const PROGRAMS: [name: string, body: string, outcome: RegExp][] = [
  ['an endless loop', 'for (;;);', /timed-out/],
  ['recursion', 'const f = (n) => f(n + 1) + 1; f(0);', stopped],
  ['a storm of promises', 'const storm = async () => { for (;;) { await null; void storm(); } }; await storm();', stopped],
  ['a catastrophic regular expression', '/^(a+)+$/.test("a".repeat(40) + "b");', stopped],
  ['memory by arrays', 'const kept = (globalThis.kept = []); for (;;) kept.push(new Array(1000).fill(1.1));', stopped],
  ['memory by maps', 'const kept = (globalThis.kept = new Map()); for (let i = 0; ; i++) kept.set(i, { i });', stopped],
  ['memory by strings', 'const kept = (globalThis.kept = []); for (let i = 0; ; i++) kept.push((String(i) + "x").repeat(100000));', stopped],
  ['memory by buffers', 'const kept = (globalThis.kept = []); for (;;) kept.push(new Uint8Array(8388608).fill(1));', stopped],
  ['memory by JSON', 'let kept = Array.from({ length: 2000000 }, (_, i) => i); for (;;) { kept = JSON.parse(JSON.stringify([kept, kept])); }', stopped],
  ['deep nesting', 'let deep = {}; for (let i = 0; i < 300000; i++) deep = { deep }; return deep;', stopped],
];

for (const { engine, skip } of ENGINES_HERE) {
  describe(`${engine} contains`, { skip, concurrency: AT_ONCE }, async () => {
    const limits = { deadlineMs: DEADLINE_MS };
    const sandbox = skip ? null : await sandboxOf({ engine, limits });
    const mostMb = 128 + ENGINES[engine].ownMb;

    for (const [name, body, outcome] of PROGRAMS) {
      for (let i = 0; i < REPEATS; i++) {
        test(`${name}, ${i + 1} of ${REPEATS}`, async (t) => {
          assert.ok(sandbox);
          const report = await runFiles(sandbox, `exports.activate = async () => { ${body} };`);
          t.diagnostic(`${report.outcome}, ${Math.round(report.durationMs)} ms, peak ${Math.round(report.peakRssKb / 1024)} MB`);
          assert.match(report.outcome, outcome);
          if (process.platform === 'linux') assert.ok(report.peakRssKb > 0 && report.peakRssKb < mostMb * 1024, `${report.peakRssKb} kB`);
          const next = await runFiles(sandbox, 'exports.activate = () => 42;');
          assert.ok(next.outcome === 'returned' && next.value === 42, JSON.stringify(next));
        });
      }
    }
  });
}
