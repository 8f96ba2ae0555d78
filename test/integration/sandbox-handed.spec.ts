import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostApi } from '#libs/sandbox/protocol.js';
import { recordingRun } from '#libs/sandbox/recording.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';
import { packageOf } from '#test/support/scan-package.js';

const API: HostApi = {
  rows: [{ scope: 's', methods: ['c.show', 'c.list'] }, { scope: null, methods: ['c.on', '$global.EventTarget', '$node_fs.readFile', '$node_child_process.spawn'] }],
  modules: { '@host/api': '', fs: '$node_fs', 'node:child_process': '$node_child_process' }, globals: { EventTarget: '$global.EventTarget' },
};
const HEAD = 'const { c } = require("@host/api");';

for (const { engine, skip } of ENGINES_HERE) {
  describe(`functions and answers in ${engine}`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine, limits: { deadlineMs: 4_000 } });
    async function recorded(text: string, name = 'main.js') {
      const [recording] = await recordingRun(sandbox!, packageOf({ [name]: text }, { entry_points: [name], permissions: ['s'] }), API, 'a');
      assert.ok(recording);
      const { report, methods } = recording;
      return { report, methods, shown: report.calls.filter(({ method }) => method === 'c.show').map(({ args }) => args[0]), end: report.outcome === 'threw' ? report.error.message : report.outcome };
    }
    const activate = (body: string): string => `${HEAD} exports.activate = async (host) => { ${body} };`;
    /** Each is seen to show its name, and to end well. */
    async function eachShows(bodies: Readonly<Record<string, string>>): Promise<void> {
      for (const [name, text] of Object.entries(bodies)) {
        const { shown, end } = await recorded(text.replaceAll('SHOW', `c.show("${name}")`));
        assert.ok(shown.includes(name), `${name}: ${end}`);
        assert.equal(end, 'returned', name);
      }
    }

    test('functions that are handed over are called, wherever an object has them from', async () => {
      await eachShows({
        inherited: activate('class Base { run() { SHOW; } } class Command extends Base { title() {} } c.on(new Command());'),
        'inherited twice, with what is private': activate('class A { #c = c; run() { this.#c.show("inherited twice, with what is private"); } } class B extends A {} class C extends B {} c.on(new C());'),
        'of a prototype': activate('c.on(Object.create({ run() { SHOW; } }));'),
        'of a replaced prototype': activate('function Handler() {} Handler.prototype = { run() { SHOW; } }; c.on(new Handler());'),
        'behind a getter': activate('class Handler { get run() { return () => SHOW; } } c.on(new Handler());'),
        'not listed': activate('c.on(Object.defineProperty({}, "run", { value() { SHOW; } }));'),
        'in a circle': activate('class Handler { constructor() { this.self = this; } run() { SHOW; } } c.on(new Handler());'),
        'of what says something else of itself': activate('class Handler { toJSON() { return 1; } run() { SHOW; } } c.on(new Handler());'),
        'of each owner': activate('class Handler { constructor(is) { this.is = is; } run() { if (this.is) SHOW; } } c.on(new Handler(false)); c.on(new Handler(true));'),
        'to what is not there': activate('class Base { run() { SHOW; } } class Command extends Base {} c.missing.on(new Command());'),
        'in a result': `${HEAD} class Base { dispose() { SHOW; } } exports.activate = () => new (class extends Base {})();`,
      });
    });

    test('what the language has is no function of an extension', async () => {
      const { report, end } = await recorded(activate('c.on(new Date(0), (function* () { yield 1; })(), [1].values(), new Map([[1, 2]]), new Uint8Array(2), /x/g);'));
      assert.equal(end, 'returned');
      assert.doesNotMatch(JSON.stringify(report.calls), /callback/);
    });

    test('who hands the host a part of itself calls nothing of it', async () => {
      for (const body of ['c.onDidRun.call(c, () => c.show("own"));', 'c.on.call(c, () => c.show("own"));', 'c.missing(c, { c, host });', 'c.on("x", c, host, { c });', 'const { on } = c; on.call(host, "x");']) {
        const { report, methods } = await recorded(activate(body));
        assert.deepEqual([report.outcome, methods.filter((method) => method !== 'c.on')], ['returned', body.includes('own') ? ['c.show'] : []], body);
      }
      assert.deepEqual((await recorded(activate('c.on(c.list);'))).methods, ['c.list', 'c.on'], 'a function of the host that is handed over is called');
    });

    test('of a class that is handed over an instance is made, and its methods are called', async () => {
      await eachShows({
        made: activate('class View { constructor() { SHOW; } } c.on("x", View);'),
        called: activate('class Base { open() { SHOW; } } c.on("x", { View: class extends Base {} });'),
        'older ones': activate('function View() { this.is = true; } View.prototype.open = function () { if (this.is) SHOW; }; c.on(View);'),
      });
    });

    test('a class keeps its methods, whatever of the host it extends', async () => {
      await eachShows({
        global: activate('class Store extends EventTarget { items = []; save(item) { this.items.push(item); this.dispatchEvent(item); SHOW; } } const store = new Store(); if (store instanceof EventTarget) store.save(1);'),
        'handed over': activate('class Store extends EventTarget { run() { SHOW; } } c.on(new Store());'),
        module: activate('class Store extends require("events") { run() { SHOW; } } c.on(new Store());'),
      });
    });

    test('a class that is the entry: the first function that its instance has', async () => {
      for (const name of ['activate', 'run', 'mount', 'register']) {
        await eachShows({ [name]: `${HEAD} module.exports = class { ${name}() { SHOW; } };`, [`${name} as default`]: `${HEAD} exports.default = class { ${name}() { SHOW; } };` });
      }
      const { report } = await recorded(`${HEAD} module.exports = class { constructor() { c.show(1); } other() {} };`);
      assert.deepEqual([report.isUncalled, report.calls.length], [true, 1]);
    });

    test('after all else it migrates and is deactivated, which is told and does not say how it ended', async () => {
      const both = await recorded(`${HEAD} exports.activate = () => c.on(() => c.show("called")); exports.deactivate = () => { c.on(() => c.show("handed over last")); c.show("deactivated"); throw new Error("late"); }; exports.migrate = (old, from) => c.show("migrated", from);`);
      assert.deepEqual(both.shown, ['called', 'migrated', 'deactivated', 'handed over last']);
      assert.deepEqual([both.end, both.report.last], ['returned', [{ name: 'migrate', outcome: 'returned' }, { name: 'deactivate', outcome: 'threw' }]]);
      assert.deepEqual(both.report.calls.filter(({ args }) => args[0] === 'deactivated').map(({ by }) => by), [null]);
      const instance = await recorded(`${HEAD} exports.default = class { activate() { this.name = "kept"; } deactivate() { c.show(this.name); } };`);
      assert.deepEqual(instance.shown, ['kept']);
      const endless = await recorded('exports.activate = () => {}; exports.deactivate = () => { for (;;); };');
      assert.equal(endless.end, 'timed-out');
    });

    test('there is something of what is not known, one after the other, and an end of it', async () => {
      await eachShows({
        'for of': activate('for (const key of await c.list()) SHOW;'),
        'for await': activate('for await (const part of c.list()) SHOW;'),
        entries: activate('for (const [key, value] of await c.list()) value.use(SHOW);'),
        counted: activate('const all = await c.list(); for (let at = 0; at < all.length; at++) SHOW;'),
        some: activate('const { files } = await c.list(); if (!files.length) return; SHOW;'),
        none: activate('const { files } = await c.list(); if (files.length > 0) return; SHOW;'),
        size: activate('if ((await c.list()).size === 0) return; SHOW;'),
        'until there is none': activate('for (const queue = await c.list(); queue.length > 0;) queue.shift(); SHOW;'),
        'as deep as it goes': activate('const walk = (node) => { for (const each of node.children) walk(each); }; walk(await c.list()); SHOW;'),
      });
    });

    test('who is told first what went wrong is told that nothing did, and something else as well', async () => {

      for (const way of ["required", "imported"]) {
        const from = (module: string, name: string): string => (way === 'required' ? `const { ${name} } = require("${module}");` : `import { ${name} } from "${module}";`);
        const program = async (module: string, name: string, body: string): Promise<unknown[]> => {
          const text = way === 'required' ? `${HEAD} ${from(module, name)} exports.activate = () => { ${body} };` : `import { c } from "@host/api"; ${from(module, name)} export const activate = () => { ${body} };`;
          return (await recorded(text, way === 'required' ? 'main.js' : 'main.mjs')).shown;
        };
        assert.deepEqual(new Set(await program('fs', 'readFile', 'readFile("x", (error, text) => c.show(error ? "error" : "text"));')), new Set(['text', 'error']), way);
        assert.ok((await program('fs', 'readFile', 'readFile("x", (error, text) => { if (error) throw error; c.show("text"); });')).includes('text'), way);
        assert.ok((await program('node:dns', 'lookup', 'lookup("x", (error) => { if (error) return; c.show("no more than an error"); });')).length === 1, way);
        assert.ok((await program('glob', 'glob', 'glob("x", (error, found) => { if (error) return; c.show("packages"); });')).length === 1, way);
        assert.deepEqual(new Set(await program('node:child_process', 'spawn', 'const child = spawn("x"); child.on("close", (code) => c.show(code === 0 ? "well" : "badly")); child.stdout.on("data", (part) => part.forEach((line) => c.show("data")));')), new Set(['well', 'badly', 'data']), way);
      }
    });
  });
}
