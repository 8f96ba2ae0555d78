import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HostError } from '#libs/sandbox/host-functions.js';
import { ENGINES_HERE, runFiles, sandboxOf } from '#test/support/sandbox-engines.js';

/**
 * Ways out of a sandbox of the kinds that are publicly known. Each attempt returns what it got hold of; `host(value)`
 * follows the constructors of a value to a function of the realm that made it and asks that realm for Node.
 */
const PRELUDE = `
const REALM = 'return [typeof process, typeof require, typeof module, typeof Buffer, typeof setImmediate, typeof WebAssembly, typeof SharedArrayBuffer, typeof fetch].filter((type) => type !== "undefined").join()';
const host = (value) => {
  const found = [];
  for (let at = value, i = 0; at !== null && at !== undefined && i < 5; at = Object.getPrototypeOf(at), i++) {
    try { const out = at.constructor.constructor(REALM)(); if (typeof out === 'string' && out) found.push(out); } catch {}
    try { const out = at.constructor(REALM)(); if (typeof out === 'string' && out) found.push(out); } catch {}
  }
  return found;
};
const caught = (run) => { try { return run(); } catch (error) { return error; } };
`;

const ATTEMPTS: [name: string, body: string][] = [
  ['constructor chains of what the host gives', `return [ctx, ctx.cells, ctx.cells.get, ctx.cells.get(1), await ctx.cells.get(1), console, console.log, setTimeout, globalThis, input].flatMap(host);`],
  ['constructor chains of errors of the host', `const errors = [await ctx.cells.all().catch((e) => e), await ctx.cells.get('throw').catch((e) => e), caught(() => ctx.cells.set(1)), caught(() => require('fs'))]; return errors.flatMap((error) => [...host(error), ...host(error.message), ...host(error.stack), ...host(error.cause)]);`],
  ['kinds of functions', `return [async () => {}, function* () {}, async function* () {}, class {}].flatMap(host);`],
  ['names of Node', `return ['process', 'global', 'Buffer', 'fetch', 'WebSocket', 'Worker', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'ivm', 'importScripts', 'Deno', 'Bun', 'std', 'os', 'souk'].filter((name) => name in globalThis || (0, eval)('typeof ' + name) !== 'undefined');`],
  ['modules of Node', `const found = []; for (const name of ['fs', 'node:fs', 'child_process', 'node:process', 'vm', 'module', '/etc/passwd', '../../etc/passwd', 'file:///etc/passwd', 'https://example.com/x.js', 'data:text/javascript,1', 'souk:guest', 'souk:start']) { try { require(name); found.push('require ' + name); } catch {} try { await import(name); found.push('import ' + name); } catch {} } return found;`],
  ['the module system of CommonJS', `return [module, module.constructor, require, require.constructor, require.main, require.cache, module.parent, exports].flatMap((each) => host(each)).concat(Object.keys(require));`],
  ['SharedArrayBuffer by way of its relatives', `return [Object.getPrototypeOf(Int8Array), ArrayBuffer, new DataView(new ArrayBuffer(1)).buffer].map((each) => Object.getOwnPropertyNames(each).concat(each.constructor.name)).flat().filter((name) => /shared/i.test(name));`],
  ['prototypes polluted across the border', `Object.prototype.granted = true; Object.prototype.toJSON = () => ({ type: 'call', method: 'cells.set', args: '[]', call: 1 }); Array.prototype.includes = () => true; Array.prototype.find = function () { return this[0]; }; const out = []; try { await ctx.cells.set(1); out.push('cells.set'); } catch {} delete Object.prototype.toJSON; return out;`],
  ['built-ins replaced', `const out = []; const seen = []; JSON.parse = (text) => (seen.push(text), { ok: true }); JSON.stringify = (value) => (seen.push(value), '{"granted":true}'); Function.prototype.call = Function.prototype.apply = function (...args) { out.push(...host(args[0])); }; Map.prototype.get = (key) => (seen.push(key), { granted: true }); const error = await ctx.cells.set(1).catch((e) => e).constructor; return out.concat(seen.filter((each) => typeof each === 'function').flatMap(host));`],
  ['hooks of error stacks', `const frames = []; Error.prepareStackTrace = (error, sites) => { frames.push(...sites); return sites; }; Error.stackTraceLimit = 1000; const stacks = [new Error().stack, caught(() => null.x).stack, caught(() => ctx.cells.set(1)).stack, (await ctx.cells.all().catch((e) => e)).stack]; const got = [...frames, ...stacks.flat()].filter((site) => site && typeof site === 'object'); return got.flatMap((site) => [...host(site), ...host(caught(() => site.getThis())), ...host(caught(() => site.getFunction()))]).concat(got.map((site) => String(caught(() => site.getFileName()))).filter((name) => /file:|node:|\\/libs\\//.test(name)));`],
  ['stacks that tell where the host lies', `const stacks = [caught(() => null.x), caught(() => require('fs')), await ctx.cells.all().catch((e) => e), await ctx.cells.get('throw').catch((e) => e)]; return stacks.map((error) => String(error.stack) + error.message).filter((text) => /file:|node:internal|secret|\\/libs\\//.test(text));`],
  ['proxies as arguments', `const got = []; const trap = new Proxy(function () {}, { get: (t, key, receiver) => (got.push(receiver), key === 'toJSON' ? undefined : trap), apply: (t, self, args) => (got.push(self, ...args), trap), has: () => true, getPrototypeOf: (t) => (got.push(t), null), ownKeys: () => [] }); try { await Promise.race([ctx.cells.get(trap, { trap }), new Promise((done) => setTimeout(done, 20))]); } catch (error) { got.push(error); } console.log(trap); return got.flatMap(host);`],
  ['symbols', `const got = []; const bait = { [Symbol.toPrimitive]: (...args) => (got.push(...args), 'x'), get [Symbol.toStringTag]() { got.push(this); return 'x'; }, [Symbol.hasInstance]: (value) => (got.push(value), true), [Symbol.iterator]: function* () { got.push(this); }, [Symbol.species]: Array, toString() { got.push(this); return 'x'; } }; await ctx.cells.get(bait); console.log(bait); setTimeout(() => {}, bait); caught(() => require(bait)); return got.flatMap(host).concat(Object.getOwnPropertySymbols(globalThis).filter((symbol) => /node|souk/.test(String(symbol))).map(String));`],
  ['promises that leak', `const got = []; const then = Promise.prototype.then; Promise.prototype.then = function (...args) { got.push(this, ...args); return then.apply(this, args); }; class Greedy extends Promise { constructor(run) { super((a, b) => { got.push(a, b); run(a, b); }); } static get [Symbol.species]() { return Greedy; } } Object.defineProperty(Promise.prototype, 'constructor', { value: Greedy, configurable: true }); await ctx.cells.get(1); await ctx.cells.all().catch((error) => got.push(error)); return got.flatMap(host);`],
  ['thenables as results of the host', `Object.prototype.then = function (done) { delete Object.prototype.then; done(host(this).concat(host(done))); }; const out = await ctx.cells.get(1); delete Object.prototype.then; return Array.isArray(out) ? out : [];`],
  ['callbacks that the host calls', `const got = []; await ctx.commands.register('x', function (...args) { got.push(this, new.target, ...args, ...Object.values(caught(() => arguments.callee.caller) ?? {})); return got; }); return got.flatMap(host);`],
  ['the caller of a strict function', `function up() { return caught(() => up.caller); } return host(up()).concat(host(caught(() => arguments.callee.caller)));`],
  ['getters on the way out', `const got = []; return Object.defineProperty([], 'toJSON', { get() { got.push(this); return () => got.flatMap(host); } });`],
  ['weak references and finalizers', `const got = []; const registry = new FinalizationRegistry((held) => got.push(held)); registry.register({}, ctx); return [...host(registry), ...host(new WeakRef(ctx)), ...got.flatMap(host)];`],
];

for (const { engine, skip } of ENGINES_HERE) {
  describe(`nothing gets out of ${engine}`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine });
    const changed: unknown[] = [];
    const functions = {
      'cells.get': (...args: unknown[]) => {
        if (args[0] === 'throw') throw new HostError('not-found', 'there is no such cell');
        return { value: 1 };
      },
      'cells.all': () => {
        throw new Error('a secret of the host');
      },
      'cells.set': (...args: unknown[]) => void changed.push(args),
      'commands.register': () => null,
    };

    for (const [name, body] of ATTEMPTS) {
      test(name, async (t) => {
        assert.ok(sandbox);
        const report = await runFiles(sandbox, `${PRELUDE} exports.activate = async (ctx, input) => { ${body} };`, { functions, args: [{ a: 1 }] });
        t.diagnostic(report.outcome === 'threw' ? `threw ${report.error.message}` : report.outcome);
        // What the attempt did to its own realm may have broken that; what counts is that it came back with nothing.
        if (report.outcome === 'returned') assert.deepEqual(report.value, []);
        else assert.ok(report.outcome === 'threw' || report.outcome === 'crashed' || report.outcome === 'timed-out', JSON.stringify(report));
        assert.deepEqual(changed, []);
        assert.ok(!JSON.stringify(report).includes('secret'));
        assert.equal(({} as Record<string, unknown>).granted, undefined);
      });
    }

    test('the probe would notice: it finds Node in this realm', () => {
      const out = new Function(`${PRELUDE} return host({})`)() as string[];
      assert.ok(out.length > 0 && out[0]?.includes('object'));
    });

    test('imports by static syntax are refused by name', async () => {
      assert.ok(sandbox);
      for (const name of ['node:fs', 'fs', 'https://example.com/x.js', 'data:text/javascript,export default 1', 'souk:guest', '/etc/passwd']) {
        const report = await runFiles(sandbox, `import ${JSON.stringify(name)}; export const activate = () => 1;`);
        assert.ok(report.outcome === 'threw' && report.error.message.includes(name), JSON.stringify(report));
        assert.deepEqual(report.attempts, [{ kind: 'module', name }]);
      }
    });
  });
}
