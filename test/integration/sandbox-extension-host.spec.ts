import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ExtensionHost } from '#libs/sandbox/extension-host.js';
import type { Release } from '#libs/sandbox/extension-host.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';

const README = readFileSync(new URL('../../../libs/sandbox/README.md', import.meta.url), 'utf8');
/** The extension of the README's example, version by version. */
const SOURCES = [...README.matchAll(/```js\n(\/\/ counter \d[^]*?)```/g)].map((match) => match[1] ?? '');
const API = { rows: [{ scope: 'counter.show', methods: ['counter.show'] }, { scope: 'counter.reset', methods: ['counter.reset'] }] };

for (const { engine, skip } of ENGINES_HERE) {
  describe(`an extension host with ${engine}`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine, limits: { deadlineMs: 3_000 } });
    const release = (version: string, text: string): Release => ({ version, files: new Map([['main.js', text]]), entry: 'main.js', granted: ['counter.show'] });
    const open = () => {
      assert.ok(sandbox);
      const shown: unknown[] = [];
      return { shown, host: new ExtensionHost(sandbox, { api: API, functions: { 'counter.show': (value) => void shown.push(value) } }) };
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
      assert.deepEqual(await host.stop(), { counts: { all: 10 } });
      assert.equal(host.version, null);
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
  });
}
