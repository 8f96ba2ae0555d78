import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES } from '#libs/sandbox/engines/engines.js';
import type { SandboxLimits } from '#libs/sandbox/limits.js';
import { HostError } from '#libs/sandbox/host-functions.js';
import { recordingRun } from '#libs/sandbox/recording.js';
import { openSandbox } from '#libs/sandbox/sandbox.js';
import { Session } from '#libs/sandbox/session.js';
import { API, ENGINES_HERE, runFiles, sandboxOf } from '#test/support/sandbox-engines.js';
import { packageOf } from '#test/support/scan-package.js';

const FUNCTIONS = { 'cells.get': (id: unknown) => ({ id, value: 42 }), wait: (ms: unknown) => sleep(Number(ms)), 'commands.register': () => null };
const activate = (body: string): string => `exports.activate = async (ctx, input) => { ${body} };`;

for (const { engine, skip } of ENGINES_HERE) {
  describe(`${engine} runs`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine });
    const run = (files: string | Record<string, string>, more: object = {}) => {
      assert.ok(sandbox);
      return runFiles(sandbox, files, { functions: FUNCTIONS, ...more });
    };

    test('and says which engine it is, and what keeps it in', () => {
      assert.match(sandbox?.engine ?? '', /^(quickjs-emscripten|isolated-vm) \d+\.\d+\.\d+/);
      assert.match(sandbox?.isolation ?? '', /permission model/);
    });

    test('ES modules, JSON, CommonJS and modules of the host together', async () => {
      const report = await run({
        'dist/main.js': `import { cells } from '@host/api'; import { two } from './lib/two'; import table from './table.json'; import old from './old.cjs';
          export async function activate(ctx, input) { console.log('hello', input); return [await cells.get(1), await ctx.cells.get(2), two, table, old, host.cells === cells]; }`,
        'dist/lib/two.js': 'export const two = 2;',
        'dist/table.json': '{"rows":3}',
        'dist/old.cjs': 'exports.same = require("cells") === host.cells && require("./old.cjs") === exports; exports.rows = require("./table").rows + require("./table.json").rows;',
      }, { args: [{ x: 1 }] });
      assert.ok(report.outcome === 'returned', JSON.stringify(report));
      assert.deepEqual(report.value, [{ id: 1, value: 42 }, { id: 2, value: 42 }, 2, { rows: 3 }, { same: true, rows: 6 }, true]);
      assert.deepEqual(report.console, [{ level: 'log', text: 'hello {"x":1}' }]);
      assert.deepEqual(report.calls.map(({ method, scope, args }) => ({ method, scope, args })), [1, 2].map((id) => ({ method: 'cells.get', scope: 'cells.read', args: [id] })));
    });

    test('packages that are carried, by whatever name leads there', async () => {
      const report = await run({
        'dist/main.js': `import { twice } from 'old'; import { one as three } from '@s/three/one'; import own from '#own'; import spaced from './a%20b.mjs?v=1'; export const activate = () => [twice(2), three, own, spaced];`,
        'dist/package.json': '{"imports":{"#own":"./own.cjs"}}',
        'dist/own.cjs': 'module.exports = require("nested").value;',
        'dist/a b.mjs': 'export default "spaced";',
        'node_modules/old/package.json': '{"main":"lib/main"}',
        'node_modules/old/lib/main.js': 'exports.twice = (n) => 2 * n;',
        'node_modules/@s/three/package.json': '{"exports":{"./*":{"require":"./no.cjs","import":"./lib/*.mjs"}}}',
        'node_modules/@s/three/lib/one.mjs': 'export const one = 3;',
        'dist/node_modules/nested/index.js': 'exports.value = "nested";',
      });
      assert.ok(report.outcome === 'returned', JSON.stringify(report));
      assert.deepEqual(report.value, [4, 3, 'nested', 'spaced']);
      const handed = await run({ 'dist/main.js': 'export * from "./lib.cjs"; import * as lib from "./lib.cjs"; const own = { ...lib }; export const other = () => Object.keys(own).sort();', 'dist/lib.cjs': 'exports.activate = () => exports.given(); module.exports.given = () => 5;' });
      assert.ok(handed.outcome === 'returned', JSON.stringify(handed));
      assert.equal(handed.value, 5, 'names of CommonJS are exported again');
      const again = await run({ 'dist/main.js': '#!/usr/bin/env node\nexports.activate = () => [1, 2].map(() => { try { return typeof require("./broken"); } catch (error) { return error.message; } }).concat(require("./a.json").a);', 'dist/broken.js': 'throw new Error("alone");', 'dist/a.json': '\uFEFF{"a":1}' });
      assert.ok(again.outcome === 'returned', JSON.stringify(again));
      assert.deepEqual(again.value, ['alone', 'alone', 1], 'as Node does: a module that failed fails again, a line that starts a program is a comment, a mark no part of the text');
      const failed = await run({ 'dist/main.js': 'require("broken");', 'node_modules/broken/index.js': 'throw new Error("alone");' });
      assert.ok(failed.outcome === 'threw' && failed.error.message === 'alone', JSON.stringify(failed));
    });

    test('the body of a function, which waits for its host', async () => {
      const body = (code: string) => run({ 'code.js': code }, { api: { ...API, bodies: true }, call: null });
      const report = await body('const { get } = require("cells"); const cell = await get(7); if (cell.value > 1) return console.log(cell.id); console.log("never");');
      assert.equal(report.outcome, 'returned', JSON.stringify(report));
      assert.deepEqual(report.console.map(({ text }) => text), ['7']);
      const late = await body('await require("@host/api").wait(5); throw new RangeError("late");');
      assert.ok(late.outcome === 'threw' && late.error.message === 'late', JSON.stringify(late));
    });

    test('timers, in their order', async () => {
      const report = await run(activate(`const seen = []; const gone = setTimeout(() => seen.push('gone'), 1); clearTimeout(gone); const beat = setInterval(() => seen.push('beat'), 1); await new Promise((done) => setTimeout(done, 30)); clearInterval(beat); return [seen.includes('gone'), seen.length > 1];`));
      assert.ok(report.outcome === 'returned');
      assert.deepEqual(report.value, [false, true]);
    });

    test('a method without its scope: refused by name, and seen', async () => {
      const report = await run(activate('try { await ctx.cells.set(1); } catch (error) { return [error.code, error.message]; }'));
      assert.ok(report.outcome === 'returned');
      assert.deepEqual(report.value, ['scope-not-granted', 'cells.set needs the scope cells.write, which was not granted']);
      assert.deepEqual(report.attempts, [{ kind: 'scope', name: 'cells.set' }]);
    });

    test('what throws: the error of the extension, with its place', async () => {
      const early = await run('throw new RangeError("early")');
      assert.ok(early.outcome === 'threw' && early.error.name === 'RangeError' && early.error.message === 'early', JSON.stringify(early));
      const syntax = await run('const = 1');
      assert.ok(syntax.outcome === 'threw' && syntax.error.name === 'SyntaxError', JSON.stringify(syntax));
      const missing = await run('exports.other = 1');
      assert.ok(missing.outcome === 'threw' && /does not export a function activate/.test(missing.error.message), JSON.stringify(missing));
    });

    test('a promise that nobody caught is a line on the console where the engine tells it, and it runs on', async () => {
      const report = await run(activate('setTimeout(() => { void Promise.reject(new Error("lost")); }, 1); await new Promise((done) => setTimeout(done, 20)); void ctx.cells.set(1); await new Promise((done) => setTimeout(done, 20)); return (await ctx.cells.get(1)).value;'));
      assert.ok(report.outcome === 'returned' && report.value === 42, JSON.stringify(report));
      const lines = ['uncaught Error: lost', 'uncaught Error: cells.set needs the scope cells.write, which was not granted'];
      assert.deepEqual(report.console.map(({ text }) => text), engine === 'isolated-vm' ? lines : []);
    });

    test('deep values and programs are an error inside of it, not its end', async () => {
      const nested = 'let deep = []; for (let i = 0; i < N; i++) deep = [deep];';
      const bodies = [`${nested} JSON.stringify(deep);`, `${nested} console.log(deep);`, `${nested} await ctx.cells.get(deep);`, 'JSON.parse("[".repeat(N) + "]".repeat(N), (_, value) => value);', 'new Function("return " + "(".repeat(N) + "1" + ")".repeat(N))();', 'new Function("return " + "[".repeat(N) + "1" + "]".repeat(N))();', 'const f = (n) => (n ? f(n - 1) + 1 : 0); f(N);'];
      for (const body of bodies) {
        for (const depth of [1_500, 5_000, 100_000]) {
          const report = await run(activate(`try { ${body.replaceAll(/\bN\b/g, String(depth))} } catch {} return "on";`));
          assert.ok(report.outcome === 'returned' && report.value === 'on', `${body} ${depth} ${JSON.stringify(report)}`);
        }
      }
    });

    test('a bundle with thousands of variables in one scope', async () => {
      const variables = Array.from({ length: 20_000 }, (_, at) => `const a${at} = ${at};`).join('\n');
      const report = await runFiles(await sandboxOf({ engine, limits: { deadlineMs: 30_000 } }), `${variables} exports.activate = () => a19999;`);
      assert.ok(report.outcome === 'returned' && report.value === 19_999, JSON.stringify(report));
    });

    test('an entry that is not there threw, as any module that is not there', async () => {
      const report = await run({ 'main.js': '' }, { entry: 'nope.js', call: null });
      assert.ok(report.outcome === 'threw' && report.error.message === 'there is no file nope.js in the package', JSON.stringify(report));
    });

    test('the environment is empty for the child of the engine too', async () => {
      const report = await run(activate('return [typeof process, typeof require, Object.keys(globalThis).includes("process")];'));
      assert.ok(report.outcome === 'returned');
      assert.deepEqual(report.value, ['undefined', 'function', false]);
    });
  });

  describe(`limits of ${engine}`, { skip }, () => {
    const cases: [limit: Partial<SandboxLimits>, body: string, told: RegExp][] = [
      [{ hostCalls: 3 }, 'for (let i = 0; i < 4; i++) await ctx.cells.get(i);', /more than 3 calls of host functions/],
      [{ argumentChars: 100 }, 'await ctx.cells.get("x".repeat(60)); await ctx.cells.get("x".repeat(60));', /arguments of host functions: more than 100 characters/],
      [{ resultChars: 100 }, 'return "x".repeat(100);', /the result: more than 100 characters/],
      [{ answerChars: 10 }, 'await ctx.cells.get(1);', /cells\.get has more to say than 10 characters/],
      [{ timers: 2 }, 'for (let i = 0; i < 3; i++) setTimeout(() => {}, 1000);', /more than 2 timers/],
      [{ callbacks: 2 }, 'await ctx.commands.register(() => 1, () => 2, () => 3);', /no more than 2 functions/],
      [{ jsonDepth: 8 }, 'let deep = {}; for (let i = 0; i < 9; i++) deep = { deep }; return deep;', /more than 8 levels/],
    ];
    for (const [limits, body, told] of cases) {
      test(Object.keys(limits).join(), async () => {
        const report = await runFiles(await sandboxOf({ engine, limits }), activate(body), { functions: FUNCTIONS });
        assert.ok(report.outcome === 'threw' && told.test(report.error.message), JSON.stringify(report));
      });
    }

    test('answerChars and jsonDepth bind what a HostError says; one that is no JSON tells nothing', async () => {
      const sandbox = await sandboxOf({ engine, limits: { answerChars: 100 } });
      const code = activate('try { await ctx.cells.get(1); } catch (error) { return [error.code, error.message]; }');
      for (const [error, told] of [
        [new HostError('gone', 'no such cell'), ['gone', 'no such cell']],
        [new HostError('gone', 'x'.repeat(100)), ['too-large', 'cells.get has more to say than 100 characters or 64 levels of JSON']],
        [new HostError(5n as unknown as string, { a: 1 } as unknown as string), ['host-failed', 'cells.get failed']],
      ] as const) {
        const report = await runFiles(sandbox, code, { functions: { 'cells.get': () => { throw error; } } });
        assert.ok(report.outcome === 'returned', JSON.stringify(report));
        assert.deepEqual(report.value, told);
      }
    });

    test('invokeChars', async () => {
      const sandbox = await sandboxOf({ engine, limits: { invokeChars: 10 } });
      const called = (text: string) => runFiles(sandbox, activate('return input;'), { args: [text] });
      assert.equal((await called('123456')).outcome, 'returned');
      const report = await called('1234567');
      assert.ok(report.outcome === 'threw' && report.error.message === 'the arguments: more than 10 characters or 64 levels of JSON: it was not called', JSON.stringify(report));
    });

    test('deadlineMs is told apart while the files are read', async () => {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 1_500 } });
      const variables = (count: number) => Array.from({ length: count }, (_, at) => `export const a${at} = ${at};`).join('\n');
      const ran = await runFiles(sandbox, { 'main.mjs': 'import "./other.mjs"; for (;;);', 'other.mjs': '' }, { call: null });
      assert.ok(ran.outcome === 'timed-out' && ran.hasBegun && ran.detail === 'no result within 1500 ms', JSON.stringify(ran));
      if (engine === 'isolated-vm') return;
      for (const files of <Record<string, string>[]>[{ 'main.mjs': variables(60_000) }, { 'main.js': `{ ${variables(60_000).replaceAll('export ', '')} }` }]) {
        const report = await runFiles(sandbox, files, { call: null });
        assert.ok(report.outcome === 'timed-out' && !report.hasBegun && report.detail === 'its files could not be read within 1500 ms, and none of it ran', JSON.stringify(report));
      }
    });

    test('deadlineMs counts time that the host takes', async () => {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 2_000 } });
      const report = await runFiles(sandbox, activate('await ctx.wait(60000);'), { functions: { wait: () => new Promise(() => {}) } });
      assert.equal(report.outcome, 'timed-out');
      assert.deepEqual(report.calls.map(({ method }) => method), ['wait']);
    });

    test('consoleLines and consoleChars: the rest is left out, and said so', async () => {
      const lines = await runFiles(await sandboxOf({ engine, limits: { consoleLines: 2 } }), activate('for (let i = 0; i < 9; i++) console.log(i);'));
      assert.deepEqual(lines.console.map(({ text }) => text), ['0', '1', '… the rest is left out']);
      const chars = await runFiles(await sandboxOf({ engine, limits: { consoleChars: 5 } }), activate('for (let i = 0; i < 9; i++) console.warn("abc");'));
      assert.deepEqual(chars.console, [{ level: 'warn', text: 'abc' }, { level: 'warn', text: 'ab … the rest is left out' }]);
    });

    test('attempts: those beyond are refused, not reported', async () => {
      const report = await runFiles(await sandboxOf({ engine, limits: { attempts: 2 } }), activate('let refused = 0; for (let i = 0; i < 9; i++) try { await ctx.cells.set(i); } catch { refused++; } return refused;'));
      assert.ok(report.outcome === 'returned' && report.value === 9);
      assert.equal(report.attempts.length, 2);
    });

    test('reportEntries and reportChars: what comes later is carried out, not listed', async () => {
      const three = activate('await ctx.cells.get("abcd"); await ctx.cells.get("abcd"); return (await ctx.cells.get("abcd")).value;');
      for (const limits of [{ reportEntries: 2 }, { reportChars: 17 }]) {
        const report = await runFiles(await sandboxOf({ engine, limits }), three, { functions: FUNCTIONS });
        assert.ok(report.outcome === 'returned' && report.value === 42);
        assert.equal(report.calls.length, 2);
      }
    });

    test('sourceChars: too many files are not sent', async () => {
      const report = await runFiles(await sandboxOf({ engine, limits: { sourceChars: 10 } }), activate('return 1;'));
      assert.ok(report.outcome === 'memory' && /10 are the most/.test(report.detail), JSON.stringify(report));
    });

    test('memoryMb', async () => {
      const report = await runFiles(await sandboxOf({ engine, limits: { memoryMb: 32 } }), activate('globalThis.kept = []; for (;;) kept.push(new Uint8Array(1048576).fill(1));'));
      assert.equal(report.outcome, 'memory');
      if (process.platform === 'linux') assert.ok(report.peakRssKb < (32 + ENGINES[engine].ownMb) * 1024);
    });
  });

  describe(`a recording with ${engine}`, { skip }, () => {
    const SOURCE = `
      const { cells, commands } = require('@host/api');
      exports.activate = async (ctx) => {
        const rows = await ctx.cells.all();
        for (const row of rows) row.use();
        rows.filter((row) => row.open).map((row) => cells.get(row.id.next));
        commands.register('paint', async () => { const cell = await cells.get(1); if (cell.value > 3) ctx.cells.set(cell); ctx.cells.paint(cell); });
        commands.register('spy', () => require('child_process'));
        commands.register('write', () => ctx.cells.set(1));
      };`;

    test('calls the entry and what it handed over, and says what it used and what it tried', async () => {
      const sandbox = await sandboxOf({ engine });
      const pkg = packageOf({ 'dist/main.js': SOURCE, 'dist/view.html': '<p>' }, { entry_points: ['dist/main.js', 'dist/view.html'], permissions: ['cells.read'] });
      const [recording, ...others] = await recordingRun(sandbox, pkg, API);
      assert.ok(recording && others.length === 0);
      assert.deepEqual(recording.methods, ['cells.all', 'cells.get', 'commands.register']);
      assert.deepEqual(recording.scopes, ['cells.read']);
      assert.deepEqual(recording.refused.map(({ kind, name }) => `${kind} ${name}`).sort(), ['method cells.paint', 'module child_process', 'scope cells.set', 'scope cells.set']);
    });

    test('of a package that never ends is a recording until its end', async () => {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 400 } });
      const pkg = packageOf({ 'main.mjs': 'export default (ctx) => { ctx.cells.get(1); for (;;); };' }, { entry_points: ['main.mjs'], permissions: ['cells.read'] });
      const [recording] = await recordingRun(sandbox, pkg, API);
      assert.equal(recording?.report.outcome, 'timed-out');
      assert.deepEqual(recording?.methods, ['cells.get']);
    });

    test('has one count for all that it calls', async () => {
      const sandbox = await sandboxOf({ engine, limits: { hostCalls: 5 } });
      const pkg = packageOf({ 'main.js': 'exports.activate = (ctx) => { for (let i = 0; i < 3; i++) ctx.commands.register(i, () => ctx.cells.get(i)); };' }, { entry_points: ['main.js'], permissions: ['cells.read'] });
      const [recording] = await recordingRun(sandbox, pkg, API);
      assert.equal(recording?.report.calls.length, 5);
      assert.equal(recording?.report.outcome, 'threw');
    });

    test('takes an object of the catalogue for all that lies below it', async () => {
      const sandbox = await sandboxOf({ engine });
      const pkg = packageOf({ 'main.js': 'exports.activate = (ctx) => { ctx.channel.send.now("x"); };' }, { entry_points: ['main.js'], permissions: ['write'] });
      const [recording] = await recordingRun(sandbox, pkg, { rows: [{ scope: 'write', methods: ['channel'] }] });
      assert.deepEqual(recording?.methods, ['channel.send.now']);
      assert.deepEqual(recording?.scopes, ['write']);
    });
  });
}

test('a child that dies is an outcome, and the next one is another', async () => {
  const sandbox = await sandboxOf({});
  const session = await sandbox.open();
  const ended = session.load({ files: new Map([['main.js', 'for (;;);']]), entry: 'main.js', api: API, granted: [], functions: {} }, 5_000);
  process.kill(session.pid, 'SIGKILL');
  const outcome = await ended;
  assert.ok(outcome.outcome === 'crashed' && /SIGKILL/.test(outcome.detail), JSON.stringify(outcome));
  await session.close();
  assert.equal((await runFiles(sandbox, 'exports.activate = () => 1')).outcome, 'returned');
});

/** A child that says of its invocations that they handed over so many functions. */
const liar = (functions: number): string[] => [process.execPath, '-e', `process.on('message', ({ type, id }) => process.send(type === 'load' ? { type: 'loaded' } : { type: 'returned', id, callbacks: Array.from({ length: ${functions} }, (_, at) => at), json: '1' })); process.send({ type: 'ready', engine: 'none' });`];

test('a child that says that more functions were handed over than may be is ended', async () => {
  const { limits } = await sandboxOf({});
  for (const [functions, outcome] of [[limits.callbacks, 'returned'], [limits.callbacks + 1, 'crashed'], [1_000_000, 'crashed']] as const) {
    const session = await Session.start({ engine: 'quickjs', limits, wrapper: liar(functions) });
    await session.load({ files: new Map([['main.js', '']]), entry: 'main.js', api: API, granted: [], functions: {} }, 5_000);
    const ended = await session.invoke({ exports: ['ping'], withHost: true }, [], 5_000);
    assert.equal(ended.outcome, outcome, JSON.stringify(ended));
    if (ended.outcome === 'crashed') assert.match(ended.detail, /handed over \d+ functions, 1000 are the most/);
    await session.close();
  }
});

test('a child that found no room for a thread died for want of memory', async () => {
  const { limits } = await sandboxOf({});
  const abort = [process.execPath, '-e', `process.on('message', () => { console.error("terminate called after throwing an instance of 'std::system_error'\\n  what():  Resource temporarily unavailable"); process.abort(); }); process.send({ type: 'ready', engine: 'none' });`];
  const session = await Session.start({ engine: 'quickjs', limits, wrapper: abort });
  const ended = await session.load({ files: new Map([['main.js', '']]), entry: 'main.js', api: API, granted: [], functions: {} }, 5_000);
  assert.deepEqual(ended, { outcome: 'memory', detail: 'it needs more than 128 MB of heap' });
  await session.close();
});

test('a Node that is too old is an error that says which one is needed', async (t) => {
  const versions = process.versions;
  Object.defineProperty(process, 'versions', { value: { ...versions, node: '20.20.2' } });
  t.after(() => Object.defineProperty(process, 'versions', { value: versions }));
  await assert.rejects(openSandbox(), /^Error: the sandbox needs Node 24 or newer, and this is Node 20\.20\.2$/);
});

test('an engine that is not there is an error of the service that says so', async () => {
  await assert.rejects(Session.start({ engine: 'quickjs', limits: (await sandboxOf({})).limits, wrapper: ['/nowhere/unshare'] }), /does not start/);
});
