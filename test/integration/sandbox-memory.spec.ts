import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENGINES_HERE, runFiles, sandboxOf } from '#test/support/sandbox-engines.js';

const API = { rows: [{ scope: null, methods: ['show'] }] };
/** Programs that fill the memory with little things, for which an engine may have no words any more. */
const FILLING: [name: string, body: string][] = [
  ['a map', 'const m = new Map(); for (let i = 0; ; i++) m.set({}, { i });'],
  ['a set', 'const s = new Set(); for (;;) s.add({});'],
  ['a linked list', 'let list = null; for (;;) list = { list };'],
  ['closures', 'const all = []; for (let i = 0; ; i++) all.push(() => i);'],
  ['small strings', 'const all = []; for (let i = 0; ; i++) all.push("x" + i);'],
  ['promises', 'const all = []; for (;;) all.push(Promise.resolve(1));'],
  ['regular expressions', 'const all = []; for (;;) all.push(new RegExp("a+b"));'],
  ['dates', 'const all = []; for (;;) all.push(new Date());'],
  ['texts that are normalised', 'const all = []; for (let i = 0; ; i++) all.push(("\\uFDFA".repeat(1000) + i).normalize("NFKD"));'],
  ['buffers that grow', 'const all = []; for (;;) { const buffer = new ArrayBuffer(1, { maxByteLength: 1 << 28 }); buffer.resize ? buffer.resize(1 << 24) : all.push(new ArrayBuffer(1 << 24)); new Uint8Array(buffer).fill(3); all.push(buffer); }'],
];

for (const { engine, skip } of ENGINES_HERE) {
  describe(`memory that is filled in ${engine} is an outcome`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine, limits: { deadlineMs: 20_000, memoryMb: 32 } });
    const record = (text: string) => sandbox!.record({ files: new Map([['main.js', text]]), entry: 'main.js', api: API, granted: [] }, { first: ['activate'] });

    for (const [name, body] of FILLING) {
      test(`by ${name}`, async () => {
        const reports = [await record(`exports.activate = () => { ${body} };`), await runFiles(sandbox!, body, { api: API, granted: [], call: null })];
        for (const report of reports) assert.equal(report.outcome, 'memory', JSON.stringify(report));
      });
    }

    test('that the extension throws null, or an error of its own, is none', async () => {
      for (const thrown of ['null', 'undefined', 'new RangeError("there is no room")']) assert.equal((await record(`exports.activate = () => { throw ${thrown}; };`)).outcome, 'threw');
    });
  });
}

/** Programs that fill the memory of the process, outside of what its isolate counts. */
const NATIVE: [name: string, body: string][] = [
  ['JSON', 'let o = {}; for (;;) o = { a: o, b: JSON.stringify(o) };'],
  ['deep JSON', 'JSON.parse("[".repeat(5e6) + "]".repeat(5e6));'],
  ['a large result', 'return { toJSON: () => "x".repeat(6e7) };'],
];

for (const { engine, skip } of ENGINES_HERE.filter(({ engine }) => engine === 'isolated-vm')) {
  test(`memory that is filled outside of the isolate of ${engine} is the same outcome`, { skip }, async () => {
    const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 20_000 } });
    for (const [name, body] of NATIVE) {
      const report = await sandbox.record({ files: new Map([['main.js', `exports.activate = () => { ${body} };`]]), entry: 'main.js', api: API, granted: [] }, { first: ['activate'] });
      assert.ok(report.outcome === 'memory' && /^it (needs more|took)/.test(report.detail), `${name} ${JSON.stringify(report)}`);
    }
  });
}

test('who takes all memory of quickjs is ended, whoever catches that and wherever it is', async () => {
  const sandbox = await sandboxOf({ engine: 'quickjs', limits: { deadlineMs: 20_000, memoryMb: 32 } });
  const fill = 'const m = new Map(); for (let i = 0; ; i++) m.set({}, { i });';
  const caught = [`exports.activate = () => { try { ${fill} } catch { return 1; } };`, `exports.activate = () => { try { ${fill} } catch { throw new Error("cannot start"); } };`, `exports.activate = () => { void (async () => { ${fill} })(); };`, `exports.activate = () => { setTimeout(() => { ${fill} }, 1); };`, `exports.activate = (host) => { host.show(() => { ${fill} }); };`, `exports.activate = () => { for (;;) try { ${fill} } catch {} };`];
  for (const text of caught) {
    const report = await sandbox.record({ files: new Map([['main.js', text]]), entry: 'main.js', api: API, granted: [] }, { first: ['activate'] });
    assert.ok(report.outcome === 'memory' && /more than 32 MB/.test(report.detail), `${text} ${JSON.stringify(report)}`);
  }
});
