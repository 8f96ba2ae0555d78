import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ExtensionHost } from '#libs/sandbox/extension-host.js';
import type { Embedding, Release } from '#libs/sandbox/extension-host.js';
import type { Outcome } from '#libs/sandbox/session.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';

const README = readFileSync(new URL('../../../libs/sandbox/README.md', import.meta.url), 'utf8');
/** The extension of the README's example, version by version. */
const SOURCES = [...README.matchAll(/```js\n(\/\/ counter \d[^]*?)```/g)].map((match) => match[1] ?? '');
const API = { rows: [{ scope: 'counter.show', methods: ['counter.show'] }, { scope: 'counter.reset', methods: ['counter.reset'] }] };
/** Keeps a number, adds to it, and hands it on. */
const COUNTER = 'let n; exports.activate = (_, state) => { n = state ?? 0; }; exports.deactivate = () => n; exports.add = (_, more) => (n += more);';

/** Calls `add` every few milliseconds until the update is done. Returns its answer and those of the calls. */
async function addDuring<T>(host: ExtensionHost, update: Promise<T>): Promise<{ updated: T; answers: Outcome[] }> {
  const calls: Promise<Outcome>[] = [];
  const timer = setInterval(() => calls.push(host.invoke('add', 1)), 20);
  const updated = await update;
  clearInterval(timer);
  return { updated, answers: await Promise.all(calls) };
}

function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((each) => each === 'ProcessWrap').length;
}

for (const { engine, skip } of ENGINES_HERE) {
  describe(`an extension host with ${engine}`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine, limits: { deadlineMs: 3_000 } });
    const release = (version: string, text: string): Release => ({ version, files: new Map([['main.js', text]]), entry: 'main.js', granted: ['counter.show'] });
    const open = (more: Partial<Embedding> = {}) => {
      assert.ok(sandbox);
      const shown: unknown[] = [];
      return { shown, host: new ExtensionHost(sandbox, { api: API, functions: { 'counter.show': (value) => void shown.push(value) }, ...more }) };
    };

    test('the example of the README: start, use, update with migration, a bad update, stop', async () => {
      assert.equal(SOURCES.length, 3);
      const [one = '', two = '', three = ''] = SOURCES;
      const { host, shown } = open();
      assert.deepEqual(await host.start(release('1.0.0', one)), { status: 'active', version: '1.0.0' });
      await host.invoke('count', 2);
      await host.invoke('count', 3);
      assert.deepEqual(await host.start(release('2.0.0', two)), { status: 'active', version: '2.0.0' });
      await host.invoke('count', 4);
      const bad = await host.start(release('3.0.0', three));
      assert.ok(bad.status === 'rolled-back' && bad.version === '2.0.0', JSON.stringify(bad));
      assert.ok(bad.reason.outcome === 'threw' && bad.reason.error.message === 'counter.reset needs the scope counter.reset, which was not granted');
      await host.invoke('count', 1);
      assert.deepEqual(shown, [2, 5, 9, 10]);
      assert.equal(host.version, '2.0.0');
      assert.deepEqual(await host.stop(), { state: { counts: { all: 10 } } });
      assert.equal(host.version, null);
    });

    test('hooks are found as a host finds them: inherited, not enumerable, in a default, on a function, behind any number of others', async () => {
      const methods = ['activate(_, state) { n = state; }', 'deactivate() { return n; }', 'migrate(old) { return old + 1; }', 'look() { return n; }'];
      const hooks = methods.join(', ');
      const shapes = [
        `module.exports = { ${hooks} };`,
        `module.exports = new (class { ${methods.join(' ')} })();`,
        `class Ext { ${methods.join(' ')} } export default new Ext();`,
        `class Ext { ${methods.join(' ')} } exports.__esModule = true; exports.default = new Ext();`,
        `export default class { ${methods.map((each) => `static ${each}`).join(' ')} }`,
        `module.exports = Object.create({ ${hooks} });`,
        `module.exports = Object.assign(function () {}, { ${hooks} });`,
        `for (const [name, value] of Object.entries({ ${hooks} })) Object.defineProperty(exports, name, { value });`,
        `for (let at = 0; at < 1000; at++) exports['f' + at] = () => at; Object.assign(exports, { ${hooks} });`,
        `module.exports = new Proxy({ ${hooks} }, { ownKeys: () => [] });`,
      ];
      const { host } = open();
      let state = 1;
      await host.start(release('0', `let n; module.exports = { ${hooks} };`), state);
      for (const [at, shape] of shapes.entries()) {
        assert.deepEqual(await host.start(release(`${at + 1}`, `let n; ${shape}`)), { status: 'active', version: `${at + 1}` }, shape);
        assert.deepEqual(await host.invoke('look'), { outcome: 'returned', value: ++state }, shape);
      }
      assert.deepEqual(await host.stop(), { state });
    });

    test('a method knows its owner; what the language gives everything is no function of the extension', async () => {
      const { host } = open();
      for (const text of ['class Ext { n = 41; add(_, more) { return this.n + more; } call(_) { return "own"; } } module.exports = new Ext();', 'module.exports = Object.assign(function () {}, { n: 41, add(_, more) { return this.n + more; }, call: () => "own" });']) {
        await host.start(release('1', text));
        assert.deepEqual([await host.invoke('add', 1), await host.invoke('call')], [{ outcome: 'returned', value: 42 }, { outcome: 'returned', value: 'own' }]);
        for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', '__proto__', 'apply', 'bind', 'prototype', 'n', 'nothing']) {
          assert.deepEqual(await host.invoke(name), { outcome: 'threw', error: { name: 'TypeError', message: `the entry does not export a function ${name}`, stack: '' } });
        }
      }
      assert.deepEqual(await host.stop(), { state: null });
    });

    test('a hook that cannot be asked for fails like one that throws', async () => {
      const { host } = open();
      const failed = await host.start(release('1', 'Object.defineProperty(exports, "activate", { get() { throw new Error("no"); } });'));
      assert.ok(failed.status === 'stopped' && failed.reason.outcome === 'threw' && failed.reason.error.message === 'no', JSON.stringify(failed));
      const endless = await host.start(release('1', 'module.exports = new Proxy({}, { get() { for (;;); } });'));
      assert.ok(endless.status === 'stopped' && endless.reason.outcome === 'timed-out', JSON.stringify(endless));
    });

    test('a call with what is no JSON is refused, and nobody waits for it', async () => {
      const { host } = open();
      await host.start(release('1', COUNTER), 7);
      assert.equal((await host.invoke('add', 1n)).outcome, 'threw');
      assert.deepEqual(await host.stop(), { state: 7 });
    });

    test('an update that does not even load leaves the running one alone', async () => {
      const { host } = open();
      await host.start(release('1', 'exports.activate = () => { globalThis.alive = 1; }; exports.look = () => globalThis.alive;'));
      const bad = await host.start(release('2', 'const = 1'));
      assert.ok(bad.status === 'rolled-back' && bad.version === '1');
      assert.deepEqual(await host.invoke('look'), { outcome: 'returned', value: 1 });
      await host.stop();
    });

    test('an update that hangs is rolled back, with the state that the old one left', async () => {
      const { host } = open();
      await host.start(release('1', 'let s; exports.activate = (_, state) => { s = state ?? 7; }; exports.deactivate = () => s; exports.look = () => s;'));
      const bad = await host.start(release('2', 'exports.activate = () => { for (;;); };'));
      assert.ok(bad.status === 'rolled-back' && bad.reason.outcome === 'timed-out', JSON.stringify(bad));
      assert.deepEqual(await host.invoke('look'), { outcome: 'returned', value: 7 });
      await host.stop();
    });

    test('a first start that fails runs nothing', async () => {
      const { host } = open();
      const failed = await host.start(release('1', 'exports.activate = () => { throw new Error("no"); };'));
      assert.ok(failed.status === 'stopped' && failed.reason.outcome === 'threw');
      assert.equal((await host.invoke('activate')).outcome, 'crashed');
    });

    test('functions that it handed over are called by their number', async () => {
      const { host, shown } = open();
      await host.start(release('1', 'exports.activate = (host) => host.counter.show((a, b) => a + b);'));
      const [{ $callback }] = shown as [{ $callback: number }];
      assert.deepEqual(await host.callback($callback, 20, 22), { outcome: 'returned', value: 42 });
      const unknown = await host.callback(9_999);
      assert.ok(unknown.outcome === 'threw' && /no callback 9999/.test(unknown.error.message));
      await host.stop();
    });

    test('calls during an update wait for the new version: none that was answered is lost', async () => {
      const { host } = open();
      await host.start(release('1', COUNTER));
      const { updated, answers } = await addDuring(host, host.start(release('2', `${COUNTER} exports.migrate = async (old) => { await new Promise((done) => setTimeout(done, 300)); return old; };`)));
      assert.deepEqual(updated, { status: 'active', version: '2' });
      assert.ok(answers.length > 10 && answers.every(({ outcome }) => outcome === 'returned'), JSON.stringify(answers));
      assert.deepEqual(await host.stop(), { state: answers.length });
    });

    test('calls during an update that fails wait for the previous version', async () => {
      const { host } = open();
      await host.start(release('1', COUNTER));
      const { updated, answers } = await addDuring(host, host.start(release('2', 'exports.activate = async () => { await new Promise((done) => setTimeout(done, 300)); throw new Error("no"); };')));
      assert.equal(updated.status, 'rolled-back');
      assert.ok(answers.length > 10 && answers.every(({ outcome }) => outcome === 'returned'), JSON.stringify(answers));
      assert.deepEqual(await host.stop(), { state: answers.length });
    });

    test('calls during a first start wait for it', async () => {
      const { host } = open();
      const starting = host.start(release('1', COUNTER), 40);
      assert.deepEqual(await host.invoke('add', 2), { outcome: 'returned', value: 42 });
      await starting;
      await host.stop();
    });

    test('a call that has begun ends before the state is handed on', async () => {
      const { host } = open();
      await host.start(release('1', `${COUNTER} exports.slow = async () => { await new Promise((done) => setTimeout(done, 400)); return ++n; };`));
      const slow = host.invoke('slow');
      await host.start(release('2', COUNTER));
      assert.deepEqual(await slow, { outcome: 'returned', value: 1 });
      assert.deepEqual(await host.stop(), { state: 1 });
    });

    test('a call that has begun and outlasts drainMs is told that nobody knows', async () => {
      assert.ok(sandbox);
      const host = new ExtensionHost(await sandboxOf({ engine, limits: { drainMs: 100 } }), { api: API, functions: {} });
      await host.start(release('1', `${COUNTER} exports.slow = () => new Promise(() => {});`));
      const slow = host.invoke('slow');
      assert.deepEqual(await host.start(release('2', COUNTER)), { status: 'active', version: '2' });
      assert.deepEqual(await slow, { outcome: 'crashed', detail: 'version 1 ended before it answered' });
      await host.stop();
    });

    test('a call waits for a version as long as it may take itself, and ends nothing', async () => {
      const waiting: Promise<Outcome>[] = [];
      const { host } = open({ functions: { 'counter.show': () => void waiting.push(host.invoke('add', 1)) } });
      await host.start(release('1', `${COUNTER} exports.deactivate = async (host) => { await host.counter.show(); return n; };`));
      assert.equal((await host.start(release('2', 'exports.activate = () => { for (;;); };'))).status, 'rolled-back');
      assert.deepEqual(await Promise.all(waiting), [{ outcome: 'timed-out', detail: 'no version was ready within 3000 ms: it was not called' }]);
      assert.deepEqual(await host.invoke('add', 1), { outcome: 'returned', value: 1 });
      await host.stop();
    });

    test('a version that dies is told, once; calls after that say that it is over', async () => {
      const died: unknown[] = [];
      const { host } = open({ died: (version, reason) => died.push([version, reason]) });
      await host.start(release('1', 'exports.hang = () => { for (;;); }; exports.ok = () => 1;'));
      const timedOut = { outcome: 'timed-out', detail: 'no result within 3000 ms' };
      assert.deepEqual(await host.invoke('hang'), timedOut);
      assert.deepEqual(await host.invoke('ok'), { outcome: 'crashed', detail: 'version 1 does not run any more (no result within 3000 ms): start it again' });
      await host.stop();
      assert.deepEqual(died, [['1', timedOut]]);
    });

    test('no version that is replaced or stopped is told to have died', async () => {
      const died: unknown[] = [];
      const { host } = open({ died: (version) => died.push(version) });
      for (const version of ['1', '2']) await host.start(release(version, COUNTER));
      await host.start(release('3', 'exports.activate = () => { throw new Error("no"); };'));
      await host.stop();
      assert.deepEqual(died, []);
    });

    test('an update that does not load starts the previous version again when that has died', async () => {
      const { host } = open();
      await host.start(release('1', `${COUNTER} exports.hang = () => { for (;;); };`), 7);
      await host.invoke('add', 1);
      await host.invoke('hang');
      const bad = await host.start(release('2', 'const = 1'));
      assert.ok(bad.status === 'rolled-back' && bad.reason.outcome === 'threw' && bad.stateLost?.outcome === 'timed-out', JSON.stringify(bad));
      assert.equal(host.version, '1');
      assert.deepEqual(await host.invoke('add', 1), { outcome: 'returned', value: 8 });
      await host.stop();
    });

    test('a version without hooks that had died is told to have lost its state too', async () => {
      const { host } = open();
      await host.start(release('1', 'exports.hang = () => { for (;;); };'));
      await host.invoke('hang');
      const updated = await host.start(release('2', ''));
      assert.ok(updated.status === 'active' && updated.stateLost?.outcome === 'timed-out', JSON.stringify(updated));
      await host.stop();
    });

    test('a version that does not hand over its state is told to have lost it', async () => {
      const { host } = open();
      const silent = `${COUNTER} exports.deactivate = () => { throw new Error('not now'); };`;
      const isLost = (lost: Outcome | undefined): boolean => lost?.outcome === 'threw' && lost.error.message === 'not now';
      await host.start(release('1', silent), 7);
      const bad = await host.start(release('2', 'exports.activate = () => { throw new Error("no"); };'));
      assert.ok(bad.status === 'rolled-back' && isLost(bad.stateLost), JSON.stringify(bad));
      const updated = await host.start(release('2', silent));
      assert.ok(updated.status === 'active' && isLost(updated.stateLost), JSON.stringify(updated));
      const left = await host.stop();
      assert.ok(left?.state === 7 && isLost(left.stateLost), JSON.stringify(left));
      assert.equal(await host.stop(), null);
    });

    test('when the previous version does not start again either, both reasons and the state are told', async () => {
      const { host } = open();
      await host.start(release('1', 'exports.activate = (_, state) => { if (state) throw new Error("again"); }; exports.deactivate = () => 5;'));
      const bad = await host.start(release('2', 'exports.activate = () => { throw new Error("never"); };'));
      assert.ok(bad.status === 'stopped' && bad.reason.outcome === 'threw' && bad.reason.error.message === 'never', JSON.stringify(bad));
      assert.ok(bad.rollBack?.reason.outcome === 'threw' && bad.rollBack.reason.error.message === 'again' && bad.rollBack.state === 5);
      assert.equal(host.version, null);
      assert.equal((await host.invoke('add')).outcome, 'crashed');
    });

    test('a function that the host gives back makes room for another, for as many as it likes', async () => {
      const [shown, sandbox] = [[] as { $callback: number }[], await sandboxOf({ engine, limits: { callbacks: 2 } })];
      const host = new ExtensionHost(sandbox, { api: API, functions: { 'counter.show': (value) => void shown.push(value as { $callback: number }) } });
      await host.start(release('1', `
        const kept = () => 'kept';
        exports.again = (host) => host.counter.show(kept);
        exports.other = (host, n) => host.counter.show(() => n);`));
      const last = (): number => shown.at(-1)!.$callback;
      await host.invoke('again');
      await host.invoke('again');
      assert.equal(shown[1]!.$callback, shown[0]!.$callback, 'one function has one number');
      for (let n = 0; n < 5; n++) {
        await host.invoke('other', n);
        assert.deepEqual(await host.callback(last()), { outcome: 'returned', value: n });
        assert.deepEqual(await host.release(last()), { outcome: 'returned', value: true });
      }
      assert.deepEqual(await host.release(last()), { outcome: 'returned', value: false }, 'it was given back before');
      const gone = await host.callback(last());
      assert.ok(gone.outcome === 'threw' && /no callback/.test(gone.error.message));
      await host.release(shown[0]!.$callback);
      await host.invoke('again');
      assert.notEqual(last(), shown[0]!.$callback);
      assert.deepEqual(await host.callback(last()), { outcome: 'returned', value: 'kept' });
      await host.invoke('other', 1);
      const full = await host.invoke('other', 2);
      assert.ok(full.outcome === 'threw' && /no more than 2 functions/.test(full.error.message));
      await host.stop();
      assert.equal((await host.release(last())).outcome, 'crashed');
    });

    test('a function of a version that is gone is nobody else\'s', async () => {
      const { host, shown } = open();
      const hands = (answer: number): string => `exports.activate = (host) => host.counter.show(() => ${answer});`;
      await host.start(release('1', hands(1)));
      await host.start(release('2', hands(2)));
      const [{ $callback: old }, { $callback: present }] = shown as [{ $callback: number }, { $callback: number }];
      const gone = await host.callback(old);
      assert.ok(gone.outcome === 'threw' && /no callback/.test(gone.error.message), JSON.stringify(gone));
      assert.deepEqual(await host.callback(present), { outcome: 'returned', value: 2 });
      await host.stop();
    });

    test('what nobody called goes on within limits that start anew, and the host hears when it is refused', async () => {
      const limits = { deadlineMs: 1_000, hostCalls: 30, consoleLines: 5, attempts: 1, callbacks: 1 };
      const [shown, lines, died]: [number[], string[], unknown[]] = [[], [], []];
      const host = new ExtensionHost(await sandboxOf({ engine, limits }), { api: API, functions: { 'counter.show': (value) => void shown.push(Number(value)) }, wrote: ({ text }) => lines.push(text), died: (...told) => died.push(told) });
      await host.start(release('1', 'let n = 0; exports.activate = (host) => void setInterval(() => host.counter.show(n++).catch(() => {}), 15);'));
      await sleep(4_500);
      assert.deepEqual(died, []);
      assert.equal(host.version, '1');
      assert.ok(shown.length > 100 && shown.length <= 180, `${shown.length} calls`);
      assert.ok(lines.length >= 3 && lines.every((line) => line === 'more than 30 calls of host functions within 1000 ms: ask for more at once, and less often'), JSON.stringify(lines));
      await host.stop();
    });

    test('backgroundShare: what takes more of a core while nobody calls it is ended, and the host hears why', async () => {
      const died: unknown[] = [];
      const host = new ExtensionHost(await sandboxOf({ engine, limits: { deadlineMs: 1_000, backgroundShare: 0.05 } }), { api: API, functions: {}, died: (_, reason) => died.push(reason) });
      await host.start(release('1', 'exports.activate = () => void setInterval(() => { const end = Date.now() + 300; while (Date.now() < end); }, 1);'));
      for (let i = 0; i < 300 && died.length === 0; i++) await sleep(100);
      assert.deepEqual(died, [{ outcome: 'timed-out', detail: 'while nobody called it, it took 1000 ms of the processor beyond 5 % of a core' }]);
      assert.equal(host.version, null);
    });

    test('a listener that throws or rejects ends nothing: it is a warning of the process', async () => {
      const warnings: string[] = [];
      const heard = ({ message }: Error): void => void warnings.push(message.split('\n', 1)[0] ?? '');
      process.on('warning', heard);
      const fails = (why: string) => () => { throw new Error(why); };
      for (const wrote of [fails('the disk is full'), async () => fails('the disk is full')()]) {
        const { host } = open({ wrote, died: fails('nobody is there') });
        await host.start(release('1', 'exports.say = () => { console.log(1); return 2; }; exports.end = () => { for (;;) console.log; };'));
        assert.deepEqual(await host.invoke('say'), { outcome: 'returned', value: 2 });
        assert.equal((await host.invoke('end')).outcome, 'timed-out');
      }
      await sleep(100);
      process.off('warning', heard);
      const told = ['`wrote` of the host failed: Error: the disk is full', '`died` of the host failed: Error: nobody is there'];
      assert.deepEqual(warnings, [...told, ...told]);
    });

    test('a release that is not described well, or a state that no version could leave, leaves no child behind', async () => {
      const unfit = open({ api: { rows: [{ scope: 's', methods: ['a-b'] }] } }).host;
      const { host } = open();
      const circular: { self?: object } = {};
      circular.self = circular;
      let deep: unknown = null;
      for (let i = 0; i < 100_000; i++) deep = [deep];
      const { files, ...rest } = release('1', COUNTER);
      const before = childProcesses();
      for (let i = 0; i < 3; i++) await assert.rejects(unfit.start(release('1', '')), TypeError);
      for (const text of [5, null, Buffer.from('')]) await assert.rejects(host.start({ ...rest, files: new Map([['a.js', text as unknown as string]]) }), { name: 'TypeError', message: 'the file a.js: its text is not a string' });
      for (const each of [null, { ...rest, files, version: undefined }, { ...rest, files, version: '' }]) await assert.rejects(host.start(each as never), { name: 'TypeError', message: /^the release has no version/ });
      await assert.rejects(host.start({ ...rest, files: { 'a.js': '' } as never }), { name: 'TypeError', message: 'the files of the release are a Map of paths and texts' });
      await assert.rejects(host.start({ ...rest, files, granted: 'counter.show' as unknown as string[] }), { name: 'TypeError', message: 'granted is an array of scopes' });
      for (const state of [{ at: 5n }, circular, () => 1]) await assert.rejects(host.start(release('1', COUNTER), state), { name: 'TypeError', message: 'the state: no JSON can be made of this' });
      for (const state of [deep, 'x'.repeat(1_000_000)]) await assert.rejects(host.start(release('1', COUNTER), state), { name: 'TypeError', message: 'the state: more than 1000000 characters or 64 levels of JSON' });
      await sleep(100);
      assert.ok(childProcesses() <= before, `${childProcesses()} children, before it were ${before}`);
      assert.equal(await host.stop(), null);
    });

    test('the largest and deepest state that there is goes from version to version', async () => {
      const { host } = open();
      let state: unknown = 'x'.repeat(1_000_000 - 2 * 65);
      for (let i = 0; i < 64; i++) state = [state];
      const text = 'let s; exports.migrate = (old) => old; exports.activate = (_, state) => { s = state; }; exports.deactivate = () => s;';
      for (const version of ['1', '2', '3']) assert.deepEqual(await host.start(release(version, text), state), { status: 'active', version });
      assert.deepEqual(await host.stop(), { state });
    });

    test('what cannot be said to an extension is told to the host: it was not called, and runs on', async () => {
      const { host } = open();
      await host.start(release('1', 'let calls = 0; exports.echo = (_, value) => { calls++; return value; }; exports.calls = () => calls;'));
      let deep: unknown = null;
      for (let i = 0; i < 65; i++) deep = [deep];
      const tooMuch = 'the arguments: more than 2000000 characters or 64 levels of JSON';
      const refused: [Promise<Outcome>, string][] = [
        [host.invoke(Symbol('echo') as unknown as string), 'the name of a function is a string'],
        [host.callback(5n as unknown as number), 'the number of a function is a whole number'],
        [host.release('5' as unknown as number), 'the number of a function is a whole number'],
        [host.invoke('echo', 5n), 'the arguments: no JSON can be made of this'],
        [host.invoke('echo', deep), tooMuch],
        [host.invoke('echo', 'x'.repeat(60_000_000)), tooMuch],
      ];
      for (const [outcome, message] of refused) assert.deepEqual(await outcome, { outcome: 'threw', error: { name: 'TypeError', message: `${message}: it was not called`, stack: '' } });
      assert.deepEqual(await host.invoke('calls'), { outcome: 'returned', value: 0 });
      await host.stop();
    });

    test('what was replaced or stopped is not kept in memory', async () => {
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const { host } = open();
      const started = async (version: string): Promise<WeakRef<object>> => {
        const next = release(version, COUNTER);
        await host.start(next);
        return new WeakRef(next.files);
      };
      const refs = [await started('1'), await started('2'), await started('3')];
      await host.stop();
      for (let i = 0; i < 20 && refs.some((ref) => ref.deref()); i++) {
        await sleep(20);
        collect();
      }
      assert.deepEqual(refs.map((ref) => ref.deref() !== undefined), [false, false, false]);
    });
  });
}
