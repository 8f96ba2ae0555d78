import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_CHECK } from '#apps/validation/check.js';
import { CATALOGUES } from '#apps/validation/permissions/catalogues.js';
import { INFERENCE_MISS, judgeRun, runEntries } from '#apps/validation/sandbox-check.js';
import { dataPath, recordedApi, scopesOf, shownMethod } from '#apps/validation/sandbox-api.js';
import { openScanner, type Scanner } from '#apps/validation/scan/scanner.js';
import { decide } from '#apps/validation/verdict.js';
import { Profile } from '#libs/contracts/profile.js';
import { methodsOf, modulesOf, partsOf } from '#libs/sandbox/host-api.js';
import { openSandbox, type Sandbox } from '#libs/sandbox/sandbox.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { PermissionReport } from '#apps/validation/permissions/report.js';
import { orchestraPackage } from '#test/support/archives.js';
import { packageOf, PLAIN_PROFILE } from '#test/support/scan-package.js';

const MARKETPLACE = ['marketplace', 'known-malicious'].map((check) => ({ check, version: 1, outcome: 'passed' as const, durationMs: 0, findings: [], detail: null }));
const scanner = await openScanner({ children: 1, sandboxMs: 30_000 });
const hasty = await openScanner({ children: 1, sandboxMs: 600 });
const sandbox = await openSandbox({ limits: { deadlineMs: 30_000 } });
const hastySandbox = await openSandbox({ limits: { deadlineMs: 600 } });
const patient = await openSandbox({ limits: { standInUses: 1_000, deadlineMs: 30_000 }, spare: false });
const closeAll = () => Promise.all([scanner, hasty, sandbox, hastySandbox, patient].map((each) => each.close()));
after(closeAll);

/** The run of a whole scan of an Orchestra package with this entry. */
async function scanned(entry: string, permissions: string[] = [], { by = scanner, checks = {} }: { by?: Scanner; checks?: object } = {}) {
  const profile = Profile.parse({ ...PLAIN_PROFILE, checks });
  const report = await by.scan('a', orchestraPackage({ permissions }, { 'dist/index.js': entry }), profile);
  assert.ok(report.kind === 'scanned', JSON.stringify(report));
  const run = report.runs.find(({ check }) => check === SANDBOX_CHECK);
  return { run, verdict: decide(report, profile, MARKETPLACE), said: (run?.findings ?? []).map(({ rule, severity }) => `${severity} ${rule}`) };
}

/** The check alone, with what the inference would have said. */
function checked(dialect: string, entry: string, permissions: string[], used: string[] = permissions) {
  const pkg = packageOf({ 'main.js': entry }, { dialect, permissions, entry_points: ['main.js'] });
  const report = { used: used.map((scope) => ({ scope, places: [] })), unused: [], undeclared: [], inconclusive: [] };
  return run(pkg, { permissions: report });
}

async function run({ manifest, files }: Package, { by = sandbox, permissions = null }: { by?: Sandbox; permissions?: PermissionReport | null } = {}) {
  return judgeRun(await runEntries(by, { tenantId: 'a', manifest, loadable: files }), { manifest, permissions });
}

describe('the run in the sandbox, after the rules', () => {
  test('of a good extension: it passes, and what it called is told', async () => {
    const { run, verdict } = await scanned('export const activate = (host) => host.commands.register("x", () => host.network.fetch("https://example.org"));', ['network']);
    assert.equal(run?.outcome, 'passed');
    assert.match(run.detail ?? '', /^dist\/index\.js returned in \d+ ms, called network\.fetch, commands\.register$/);
    assert.equal(verdict.verdict, 'pass');
  });

  test('a call without its permission blocks, however the code hides it', async () => {
    const hidden = 'export function activate(host) { const name = ["sec", "rets"].join(""); return host[name].get("token"); }';
    const { verdict, said } = await scanned(hidden);
    assert.deepEqual(said, ['block undeclared-call']);
    assert.equal(verdict.verdict, 'reject');
    assert.ok(verdict.reasons.some((reason) => /called `secrets\.get`, which needs the permission `secrets`/.test(reason)), verdict.reasons.join('\n'));
  });

  test('however the entry exports what its host calls', async () => {
    const reads = '{ context.notifications.show("Hello"); const k = ["clip", "board"].join(""); context[k].readText(); }';
    const many = (count: number) => `${Array.from({ length: count }, (_, at) => `export const a${at} = () => 1;`).join(' ')} export function activate(context) ${reads}`;
    const shapes = [
      many(1), many(1_001),
      `class Ext { activate(context) ${reads} } export default new Ext();`,
      `class Ext { activate(context) ${reads} } module.exports = new Ext();`,
      `class Ext { activate(context) ${reads} } exports.__esModule = true; exports.default = new Ext();`,
      `class Base { activate(context) ${reads} } export default class extends Base {}`,
      `export default class Ext { static activate(context) ${reads} }`,
      `module.exports = class extends require("left-pad") { activate(context) ${reads} };`,
      `class Ext extends require("events") { constructor() { super(); this.on("x", () => {}); this.go = (context) => ${reads}; } activate(context) { this.go(context); } } module.exports = new Ext();`,
      `function Ext() {} Ext.prototype.activate = function (context) ${reads}; module.exports = Ext;`,
      `module.exports = function () {}; module.exports.activate = function (context) ${reads};`,
      `Object.defineProperty(exports, "activate", { value: function (context) ${reads} });`,
      `Object.defineProperty(exports, "activate", { get: () => (context) => ${reads} });`,
      `module.exports = Object.create({ activate(context) ${reads} });`,
      `module.exports = Object.create(null, { activate: { value(context) ${reads} } });`,
      `module.exports = new Proxy({ activate(context) ${reads} }, { ownKeys: () => [] });`,
      `module.exports = new Proxy({}, { get: (_, name) => name === "activate" ? (context) => ${reads} : undefined });`,
      `Object.prototype.activate = (context) => ${reads};`,
      `setTimeout(() => { exports.activate = (context) => ${reads}; });`,
      `class Ext { start(context) ${reads} } const ext = new Ext(); exports.activate = ext.start.bind(ext);`,
    ];
    for (const shape of shapes) {
      const { run, verdict } = await scanned(shape, ['notifications']);
      assert.deepEqual(run?.findings.filter(({ rule }) => rule !== INFERENCE_MISS).map(({ rule, evidence }) => `${rule} ${evidence}`), ['undeclared-call clipboard.readText'], shape.slice(-300));
      assert.equal(verdict.verdict, 'reject');
    }
  });

  test('with the packages that it carries; one that cannot run here is replaced, and hides nothing', async () => {
    for (const helper of ['exports.read = (context) => context.clipboard.readText();', 'if (!process.versions.electron.startsWith("v")) throw new Error("alone"); exports.read = (context) => context.clipboard.readText();']) {
      const { findings, detail } = await run(packageOf({ 'dist/main.js': 'const h = require("h"); exports.activate = (context) => { h.read(context); const k = ["clip", "board"].join(""); context[k].readText(); };', 'dist/node_modules/h/index.js': helper }, { dialect: 'orchestra', entry_points: ['dist/main.js'] }));
      assert.ok(findings.some(({ rule, evidence }) => rule === 'undeclared-call' && evidence === 'clipboard.readText'), `${helper} ${detail}`);
      assert.doesNotMatch(detail ?? '', /refused module h/);
    }
  });

  test('one of whose exports nothing is called is told, and held against nobody', async () => {
    for (const text of ['exports.help = () => 1;', 'export class Ext { activate() {} }', 'module.exports = require("left-pad").extension({ activate() {} });', 'export default { constructor() {}, toString: () => "x" };', 'export default 7; export const activate = 7;']) {
      const { run, verdict, said } = await scanned(text);
      assert.deepEqual([said, verdict.verdict], [['info not-called'], 'pass'], text);
      assert.match(run?.findings[0]?.message ?? '', /^Its `activate` was not called: `dist\/index\.js` exports something, but no function `activate`, `default`, `run`/);
    }
    for (const text of ['setTimeout(() => 1);', 'exports.__esModule = true;', 'export default {};', 'export {};', 'module.exports = null;']) assert.deepEqual((await scanned(text)).said, [], text);
    assert.deepEqual((await checked('skynet', 'require("roles").list();', ['roles_read'])).findings, []);
  });

  test('globals and modules of Node are part of what is asked for', async () => {
    const { run, said } = await scanned('import { readFile } from "node:fs/promises"; export function activate() { return Promise.allSettled([globalThis["fe" + "tch"]("https://example.org"), readFile("x")]); }');
    assert.deepEqual(said, ['block undeclared-call', 'block undeclared-call']);
    assert.deepEqual(run?.findings.map(({ evidence }) => evidence).sort(), ['fetch', 'node:fs/promises.readFile']);
    const made = await scanned('const at = new URL(atob("eA")); export function activate() { const Way = globalThis["Web" + "Socket"]; new Way(at.href).send(1); }');
    assert.deepEqual(made.run?.findings.map(({ rule, evidence }) => `${rule} ${evidence}`), ['undeclared-call WebSocket']);
  });

  test('who runs over the members of the host meets those of the host, and none of globals and modules', async () => {
    for (const all of ['host', 'all']) {
      const { run } = await scanned(`import * as all from "orchestra"; export function activate(host) { for (const name of Object.keys(${all})) if (typeof ${all}[name]?.dispose === "function") ${all}[name].dispose(); }`, ['git', 'notifications']);
      assert.deepEqual(run?.findings, []);
      assert.match(run.detail ?? '', /git\.dispose/);
      assert.doesNotMatch(run.detail ?? '', /axios|node:|\$/);
    }
    const formula = await checked('formula', 'const f = require("@formula/extension-api"); exports.activate = () => { for (const part of Object.values(f)) if (typeof part?.dispose === "function") part.dispose(); };', ['cells.read']);
    assert.deepEqual(formula.findings, []);
    assert.doesNotMatch(formula.detail ?? '', /node:|\$/);
  });

  test('an entry that cannot run alone is told and held against nobody', async () => {
    const { run, verdict, said } = await scanned('window.open("x"); export function activate() {}');
    assert.deepEqual(said, ['info not-run-alone']);
    assert.match(run?.findings[0]?.message ?? '', /window/);
    assert.equal(verdict.verdict, 'pass');
  });

  test('an entry that nobody can read is told by the rules, which say what to do', async () => {
    const { run, verdict, said } = await scanned('export function activate( {}');
    assert.deepEqual([said, verdict.verdict], [[], 'reject']);
    assert.match(run?.detail ?? '', /^dist\/index\.js threw /);
  });

  test('one that does not end, and one that takes all memory, wait for a human', async () => {
    for (const [code, rule, by] of [['for (;;);', 'endless-run', hasty], ['const kept = []; for (;;) kept.push(new Uint8Array(1048576).fill(1));', 'memory-run', scanner]] as const) {
      const { verdict, said } = await scanned(`export function activate() { ${code} }`, [], { by });
      assert.deepEqual(said, [`high ${rule}`]);
      assert.equal(verdict.verdict, 'needs-human');
    }
  });

  test('one whose files take too long to read waits for a human too, and is told so', async () => {
    const variables = Array.from({ length: 60_000 }, (_, at) => `export const a${at} = ${at};`).join('\n');
    const { findings } = await run(packageOf({ 'main.js': variables }, { dialect: 'formula', entry_points: ['main.js'] }), { by: hastySandbox });
    assert.deepEqual(findings.map(({ rule, severity, message }) => [rule, severity, message]), [['endless-run', 'high', 'It does not start in time: its files could not be read within 600 ms, and none of it ran']]);
  });

  test('nor does a module that is missing excuse them, however little is asked of it', async () => {
    for (const [code, rule, by] of [['for (;;);', 'endless-run', hasty], ['for (let n = 0; n < 3e9; n++); pad.later();', 'endless-run', hasty], ['const kept = new Map(); for (let n = 0; ; n++) kept.set({}, { n });', 'memory-run', scanner]] as const) {
      const { verdict, said } = await scanned(`const pad = require("left-pad"); exports.activate = () => { pad("x", 3); ${code} };`, [], { by });
      assert.deepEqual(said, [`high ${rule}`]);
      assert.equal(verdict.verdict, 'needs-human');
    }
  });

  test('one that asks for ever for something of a module that is not here is held against nobody', async () => {
    for (const code of ['while (reader.more) reader.next();', 'for (let node = reader; node !== null; ) node = node.next;', 'for (;;) if (String(reader.read()) === "x") break;', 'for (;;) if ((await reader.read()) === null) break;', 'const kept = []; for (;;) kept.push(reader.next());']) {
      const { findings } = await run(packageOf({ 'main.js': `import { reader } from "reader"; export async function activate() { ${code} }` }, { dialect: 'formula', entry_points: ['main.js'] }), { by: patient });
      assert.deepEqual(findings.map(({ rule, severity }) => `${severity} ${rule}`), ['info not-run-alone'], code);
    }
  });

  test('an entry of Skynet is the body of a function: it may wait', async () => {
    const run = await checked('skynet', 'const all = await require("roles").list(); if (!all) return; await require("roles").create("x");', ['roles_read']);
    assert.deepEqual(run.findings.map(({ rule }) => rule), ['undeclared-call']);
    assert.match(run.detail ?? '', /called roles\.list/);
  });

  test('the profile can switch it off; where it gave no answer a human looks', async () => {
    const off = await scanned('export function activate() { for (;;); }', [], { checks: { [SANDBOX_CHECK]: { enabled: false } } });
    assert.equal(off.run, undefined);
    assert.equal(off.verdict.runs.find(({ check }) => check === SANDBOX_CHECK)?.outcome, 'skipped');
    assert.equal(off.verdict.verdict, 'pass');
    const report = await scanner.scan('a', orchestraPackage(), PLAIN_PROFILE);
    assert.ok(report.kind === 'scanned');
    const lost = { ...report, runs: report.runs.filter(({ check }) => check !== SANDBOX_CHECK) };
    assert.equal(decide(lost, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
  });

  test('of many entries the first ten are run, and none after one that has no end; what was not run is told', async () => {
    const entries = (first: string, count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`e${at}.js`, at === 0 ? first : 'exports.activate = () => {};']));
    const runAll = (files: Record<string, string>, by = sandbox) => run(packageOf(files, { dialect: 'formula', entry_points: Object.keys(files) }), { by });
    const many = await runAll(entries('exports.activate = () => {};', 12));
    assert.deepEqual(many.findings.map(({ rule, message }) => `${rule} ${message}`), ['not-run-alone It could not be run by itself: 2 of its entries were not reached']);
    const stuck = await runAll(entries('for (;;);', 3), hastySandbox);
    assert.deepEqual(stuck.findings.map(({ rule }) => rule), ['endless-run', 'not-run-alone']);
    assert.equal((await runAll({ 'e0.js': 'exports.activate = () => {};', 'e1.js': 'exports.activate = () => {};' })).outcome, 'passed');
  });

  test('a package without JavaScript, and one of an unknown interface, have nothing to run', async () => {
    assert.equal((await checked('nobody', 'for (;;);', [])).outcome, 'passed');
    const python = packageOf({ 'main.py': 'x' }, { dialect: 'comfyvn', entry_points: ['main.py'] });
    assert.match((await run(python)).detail ?? '', /nothing to run/);
  });
});

test('a child that is killed while it runs gave no answer: never a pass', { skip: process.platform !== 'linux' }, async () => {
  const own = await openScanner({ children: 1, sandboxMs: 60_000 });
  try {
    const scan = own.scan('a', orchestraPackage({ permissions: [] }, { 'dist/index.js': 'export function activate() { for (;;); }' }), PLAIN_PROFILE);
    process.kill(await busyChild(), 'SIGKILL');
    const report = await scan;
    assert.ok(report.kind === 'scanned');
    const run = report.runs.find(({ check }) => check === SANDBOX_CHECK);
    assert.equal(run?.outcome, 'crashed');
    assert.match(run.detail ?? '', /SIGKILL/);
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
  } finally {
    await own.close();
  }
});

/** Process ids of the sandbox's children of this process. */
function sandboxChildren(): number[] {
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return pids.filter((pid) => pid > 0 && /sandbox.child\.js/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8')));
}

/** The child of this process that computes: far more than starting takes. */
async function busyChild(): Promise<number> {
  const ticks = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[11]);
  for (;;) {
    await sleep(20);
    const found = sandboxChildren().find((pid) => ticks(pid) > 300);
    if (found !== undefined) return found;
  }
}

describe('called against inferred', () => {
  const entry = 'module.exports.activate = (formula) => formula.cells.getValue("A1");';

  test('a scope that reading the code did not show is a gap of ours, not of the author', async () => {
    const run = await checked('formula', entry, ['cells.read'], []);
    assert.deepEqual(run.findings.map(({ rule, severity, evidence }) => `${severity} ${rule} ${evidence}`), ['info inference-miss cells.read']);
    assert.deepEqual((await checked('formula', entry, ['cells.read'])).findings, []);
  });

  test('a wider scope grants what it includes', async () => {
    const run = await checked('skynet', 'require("roles").list();', ['roles_manage']);
    assert.deepEqual(run.findings, []);
    assert.match(run.detail ?? '', /called roles\.list/);
    assert.deepEqual((await checked('skynet', 'require("roles").create("x");', ['roles_read'])).findings.map(({ rule, help }) => `${rule}: ${help}`), ['undeclared-call: Add "roles_manage" to `extension.version.scopes` in extension.json, or remove the call.']);
  });
});

test('every catalogue can be recorded, with all its rows', () => {
  for (const catalogue of CATALOGUES.values()) {
    const api = recordedApi(catalogue);
    methodsOf(api, []);
    for (const part of [...modulesOf(api), ...partsOf(api.globals)]) assert.equal(part.length, 2);
    for (const { scope, methods } of catalogue.rows) for (const method of methods.filter((path) => !path.includes('()'))) assert.ok(scopesOf(method, api).includes(scope), `${catalogue.dialect} ${method}`);
  }
  assert.equal(shownMethod('$node_fs$promises.readFile'), 'node:fs/promises.readFile');
  assert.equal(shownMethod('$node_child_process.exec'), 'node:child_process.exec');
  assert.equal(shownMethod('$global.navigator.sendBeacon'), 'navigator.sendBeacon');
  assert.equal(shownMethod('$client_node$fetch.default'), 'node-fetch.default');
  const paths = ['$node_fs$promises.readFile', '$global.navigator.sendBeacon', '$client_node$fetch.default', '$client_got', 'cells.getValue'];
  assert.deepEqual(paths.map(dataPath), ['@node:fs/promises.readFile', '@navigator.sendBeacon', '@client:node-fetch.default', '@client:got', 'cells.getValue']);
});

test('a child runs again for its owner only, and begins anew each time', async () => {
  const api = { rows: [{ scope: null, methods: ['see'] }] };
  const files = new Map([['main.js', 'const before = typeof globalThis.kept; globalThis.kept = 1; exports.activate = (host) => { setTimeout(() => host.see("late"), 50); return host.see(before); };']]);
  const record = (owner: string) => sandbox.record({ files, entry: 'main.js', api, granted: [] }, { first: ['activate'] }, owner);
  const [first] = [await record('x')];
  await sleep(100);
  const second = await record('x');
  for (const { calls, outcome } of [first, second]) {
    assert.equal(outcome, 'returned');
    assert.deepEqual(calls.map(({ args }) => args), [['undefined'], ['late']]);
  }
});

test('closing leaves no process, however many owners came at once', { skip: process.platform !== 'linux' }, async () => {
  await closeAll();
  const own = await openSandbox();
  const files = new Map([['main.js', 'exports.activate = () => 1;']]);
  const record = (owner: string) => own.record({ files, entry: 'main.js', api: { rows: [] }, granted: [] }, { first: ['activate'] }, owner);
  for (let round = 0; round < 2; round++) {
    const outcomes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(record));
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), Array.from(outcomes, () => 'returned'));
  }
  await own.close();
  assert.deepEqual(sandboxChildren(), []);
  await assert.rejects(record('a'), /closed/);
  assert.deepEqual(sandboxChildren(), []);
});
