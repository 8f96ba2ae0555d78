import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostApi } from '#libs/sandbox/protocol.js';
import { recordingRun } from '#libs/sandbox/recording.js';
import type { SandboxLimits } from '#libs/sandbox/limits.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';
import { packageOf } from '#test/support/scan-package.js';

const API: HostApi = { rows: [{ scope: 'net', methods: ['net.fetch'] }, { scope: null, methods: ['commands.register'] }], modules: { '@host/api': '' } };

for (const { engine, skip } of ENGINES_HERE) {
  describe(`a recording in ${engine}`, { skip }, () => {
    async function recorded(files: Record<string, string>, { api = API, limits = {} }: { api?: HostApi; limits?: Partial<SandboxLimits> } = {}) {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 4_000, ...limits } });
      const [recording] = await recordingRun(sandbox, packageOf(files, { entry_points: [Object.keys(files)[0]!], permissions: ['net'] }), api);
      assert.ok(recording);
      return { ...recording, outcome: recording.report.outcome, error: recording.report.outcome === 'threw' ? recording.report.error.message : '', refused: recording.refused.map(({ kind, name }) => `${kind} ${name}`) };
    }

    test('goes on where a module is missing, and tells which', async () => {
      const esm = `import { join, sep as between } from 'node:path'; import Emitter, { once } from 'events'; import * as yaml from 'yaml'; export { parse } from 'ini';
        class Feed extends Emitter { constructor() { super(); this.on('x', () => {}); } }
        export async function activate(host) { new Feed(); await once(new Feed(), 'y'); return host.net.fetch(join('a', between) + yaml.parse('x').url); }`;
      const asEsm = await recorded({ 'main.mjs': esm });
      assert.deepEqual([asEsm.outcome, asEsm.methods], ['returned', ['net.fetch']], asEsm.error);
      assert.deepEqual(asEsm.refused.toSorted(), ['module events', 'module ini', 'module node:path', 'module yaml']);
      const asCommonJs = await recorded({ 'main.js': 'const { join } = require("path"); const got = require("got").default; for (const x of got.all()) x(); exports.activate = (host) => host.net.fetch(join(process.env.HOME, Buffer.from("x").toString()) + new Map([...got]).size);' });
      assert.deepEqual([asCommonJs.outcome, asCommonJs.methods, asCommonJs.refused], ['returned', ['net.fetch'], ['module path', 'module got']], asCommonJs.error);
    });

    test('lets compilers copy modules: the whole host is there, however it is imported', async () => {
      const typescript = `var names = Object.getOwnPropertyNames; function star(mod) { if (mod && mod.__esModule) return mod; var result = {}; for (var k = names(mod), i = 0; i < k.length; i++) if (k[i] !== "default") result[k[i]] = mod[k[i]]; result.default = mod; return result; }
        const host = star(require("@host/api")); exports.activate = () => { host.workspace.settings.get("x"); return host.net.fetch("x"); };`;
      const esbuild = `var all = Object.getOwnPropertyNames; function toESM(mod) { var target = Object.create(Object.getPrototypeOf(mod)); var to = mod.__esModule ? target : Object.defineProperty(target, "default", { value: mod }); for (const key of all(mod)) if (!Object.hasOwn(to, key)) Object.defineProperty(to, key, { get: () => mod[key], enumerable: true }); return to; }
        const host = toESM(require("@host/api")), path = toESM(require("path")); exports.activate = () => { host.workspace.settings.get(path.join("x"), path.default.sep); return host.default.net.fetch("x"); };`;
      for (const text of [typescript, esbuild]) {
        const { outcome, methods, refused, error } = await recorded({ 'main.js': text });
        assert.deepEqual([outcome, methods], ['returned', ['net.fetch']], error);
        assert.ok(refused.includes('method workspace.settings.get'));
      }
      const named = await recorded({ 'main.mjs': 'import { panels, net } from "@host/api"; export const activate = () => { panels.open(); return net.fetch("x"); };' });
      assert.deepEqual([named.outcome, named.methods, named.refused], ['returned', ['net.fetch'], ['method panels.open']], named.error);
    });

    test('reads what is not there as data', async () => {
      const { outcome, methods, error } = await recorded({ 'main.js': 'exports.activate = async (host) => { const kept = JSON.parse(await host.files.read("x")); const more = JSON.parse(`${await host.files.read("y")}`); if (JSON.parse("[1]")[0] === 1) await host.net.fetch(kept.url + more.path); };' });
      assert.deepEqual([outcome, methods], ['returned', ['net.fetch']], error);
      assert.equal((await recorded({ 'main.js': 'exports.activate = () => JSON.parse("{");' })).outcome, 'threw');
    });

    test('starts what compilers make of a default export, and classes', async () => {
      for (const text of ['exports.__esModule = true; exports.default = (host) => host.net.fetch("x");', 'module.exports = (host) => host.net.fetch("x");', 'exports.default = class { constructor(host) { this.host = host; } activate() { return this.host.net.fetch("x"); } };', 'function Ext(host) { this.host = host; } Ext.prototype.activate = function () { return this.host.net.fetch("x"); }; module.exports = Ext;', 'class Ext extends require("events") { constructor() { super(); this.at = "x"; } activate(host) { this.emit("y"); return host.net.fetch(this.at); } } module.exports = new Ext();', 'const { Base } = require("@host/api"); exports.default = class extends Base { constructor(host) { super(); this.host = host; } activate() { this.log(); return this.host.net.fetch("x"); } };']) {
        const { outcome, methods, error } = await recorded({ 'main.js': text });
        assert.deepEqual([outcome, methods], ['returned', ['net.fetch']], `${text} ${error}`);
      }
    });

    test('of an entry that is the body of a function: it may wait, and return', async () => {
      const api = { ...API, bodies: true };
      const { outcome, methods, error } = await recorded({ 'code.js': 'const { net } = require("@host/api"); if (!net) return; const answer = await net.fetch("a"); await net.fetch(answer.text); return answer;' }, { api });
      assert.deepEqual([outcome, methods], ['returned', ['net.fetch']], error);
      const thrown = await recorded({ 'code.js': 'await null; throw new RangeError("late");' }, { api });
      assert.deepEqual([thrown.outcome, thrown.error], ['threw', 'late']);
      const wrong = await recorded({ 'code.js': 'const = 1;' }, { api });
      assert.equal(wrong.outcome, 'threw');
    });

    test('waits for no timer, however far off, and runs them in their order', async () => {
      const { outcome, report } = await recorded({ 'main.js': 'exports.activate = async (host) => { setTimeout(() => host.net.fetch("in a day"), 86400000); setTimeout(() => host.net.fetch("in a minute"), 60000); await new Promise((done) => setTimeout(done, 1000)); host.net.fetch("in a second"); setImmediate(() => host.net.fetch("at once")); };' });
      assert.equal(outcome, 'returned');
      assert.deepEqual(report.calls.map(({ args }) => args[0]), ['in a second', 'at once', 'in a minute', 'in a day']);
    });

    test('ends when nothing is left to do, though somebody still waits', async () => {
      const waiting: Record<string, string>[] = [{ 'main.js': 'exports.activate = (host) => { host.commands.register("x", () => host.net.fetch("x")); return new Promise(() => {}); };' }, { 'main.mjs': 'import { net } from "@host/api"; net.fetch("x"); await new Promise(() => {});' }];
      for (const files of waiting) {
        const { outcome, methods, error } = await recorded(files);
        assert.deepEqual([outcome, error], ['threw', 'it waits for something that a recording does not give']);
        assert.ok(methods.includes('net.fetch'));
      }
    });

    test('has an end for what starts itself again, and for what asks again and again', async () => {
      const beats = await recorded({ 'main.js': 'exports.activate = (host) => { setInterval(() => host.net.fetch("x"), 1000); };' }, { limits: { timerRuns: 7 } });
      assert.deepEqual([beats.outcome, beats.report.calls.length], ['returned', 7]);
      const asks = await recorded({ 'main.js': 'const reader = require("reader"); exports.activate = () => { while (reader.more) reader.next(); };' }, { limits: { standInUses: 100 } });
      assert.deepEqual([asks.outcome, asks.error], ['threw', 'it asked 100 times for what is not there']);
    });
  });
}
