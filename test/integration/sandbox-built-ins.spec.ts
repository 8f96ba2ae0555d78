import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HostApi } from '#libs/sandbox/protocol.js';
import type { RunReport } from '#libs/sandbox/sandbox.js';
import { ENGINES_HERE, sandboxOf } from '#test/support/sandbox-engines.js';

const NO_CANARIES = { parts: [], leads: [], opens: [], falsy: ['aborted'], asks: ['files.exists'] };
const API: HostApi = {
  rows: [{ scope: 's', methods: ['c.show', 'c.on', 'c.send', 'c.secret', 'files.exists'] }, { scope: 'x', methods: ['c.x'] }],
  canaries: { ...NO_CANARIES, gives: { 'c.secret': 'secret' }, tells: { 'c.on': 'heard' }, samples: { 'c.on': [{ text: 'sample' }] } },
};

/** Calls by syntax alone, which nothing in the realm can replace. */
const BODY = `
  const later = setTimeout, missing = require("left-pad");
  exports.activate = async (host) => {
    const name = "x";
    BEFORE
    host.c.show(1, { two: [2], three() {} });
    host.c[name]();
    host.c.missing.part({ done: () => host.c.show("done") });
    missing.each((value) => host.c.show("stand-in", value));
    host.c.on((message) => host.c.send(message));
    host.c.send(host.c.secret("token"));
    const circle = {};
    circle.circle = circle;
    host.c.show("circle", circle);
    new host.c.show("made");
    later(() => host.c.show("late"), 5);
    if (host.files.exists("a")) host.c.show("is there");
  };`;

/** What is replaced, each by itself. */
const REPLACED = [
  'Set.prototype.add = function () { return this; };', 'Object.keys = () => [];', 'Object.entries = () => [];', 'Array.prototype[Symbol.iterator] = function* () {};', 'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true });',
  'Array.prototype.map = function () { return []; };', 'Array.prototype.filter = function () { return this; };', 'Array.prototype.some = () => true;', 'Array.prototype.flat = Array.prototype.flatMap = Array.prototype.concat = () => [];',
  'WeakMap.prototype.get = () => 1;', 'Map.prototype.get = Map.prototype.has = () => undefined;', 'Map.prototype.keys = function* () {};', 'Reflect.get = () => () => 1;', 'Reflect.apply = () => {};', 'Object.hasOwn = () => true;',
  'String.prototype.split = String.prototype.slice = () => "";', 'String.prototype.includes = String.prototype.endsWith = () => true;', 'RegExp.prototype.exec = () => null;', 'Promise.prototype.then = () => {};', 'Promise.resolve = Promise.reject = () => new Promise(() => {});',
  'globalThis.Proxy = function () { return {}; };', 'globalThis.Promise = globalThis.Map = globalThis.Set = globalThis.Error = function () {};', 'JSON.stringify = () => "[]";', 'JSON.parse = () => ({});', 'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => {};',
  'Error.prepareStackTrace = () => { throw 1; };', 'Object.defineProperty(Promise, Symbol.species, { value: () => {} });', 'Object.defineProperty(Array, Symbol.species, { value: function () { return {}; } });', 'Object.defineProperty(Error, Symbol.hasInstance, { value: () => { throw 1; } });',
  'Object.prototype.toJSON = function () { return {}; };', 'Array.prototype.toJSON = () => [];', 'Function.prototype.toJSON = () => 0;', 'String.prototype.toJSON = () => "";',
  ...['callback', 'error', 'kinds', 'said', 'missing', 'words', 'owner', 'asked', 'value', 'get', 'apply', 'has', 'ownKeys', 'getPrototypeOf', 'callbacks', 'place', 'scope', 'standIn', 'writable'].map((name) => `Object.prototype.${name} = "x";`),
  'Object.defineProperty(Array.prototype, 0, { set() {} });', 'Object.defineProperty(Object.prototype, 0, { set() {}, get() { return "x"; } });',
];
/** All that is there, by each of these. */
const BY = ['() => {}', '() => { throw 1; }', '() => true', '() => []', 'function () { return this; }'];
const everything = (by: string): string => `
  const { ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect, all = new Set(), { add, has } = Set.prototype, by = ${by};
  const visit = (holder) => {
    if ((typeof holder !== "object" && typeof holder !== "function") || holder === null || all.has(holder)) return;
    all.add(holder);
    for (const key of ownKeys(holder)) if (key !== "c" && key !== "setTimeout") visit(getOwnPropertyDescriptor(holder, key).value);
    visit(getPrototypeOf(holder));
  };
  for (const name of ["Array", "Date", "Error", "Function", "JSON", "Map", "Math", "Number", "Object", "Promise", "Proxy", "Reflect", "RegExp", "Set", "String", "Symbol", "WeakMap", "RangeError", "TypeError"]) visit(globalThis[name]);
  for (const made of [[][Symbol.iterator](), new Map().keys(), new Set().keys(), (async () => {}).constructor, (async function* () {}).prototype]) visit(made);
  const changes = [];
  for (const holder of all) for (const key of ownKeys(holder)) {
    const { value, configurable, writable } = getOwnPropertyDescriptor(holder, key);
    if (typeof value === "function" && (configurable || writable)) changes[changes.length] = [holder, key];
  }
  for (const name of ["Array", "Error", "Function", "Map", "Number", "Object", "Promise", "Proxy", "Reflect", "RegExp", "Set", "String", "Symbol", "WeakMap"]) changes[changes.length] = [globalThis, name];
  for (let at = 0; at < changes.length; at++) try { changes[at][0][changes[at][1]] = by; } catch {}`;

for (const { engine, skip } of ENGINES_HERE) {
  describe(`${engine} records what is called, whatever is replaced before`, { skip }, async () => {
    const sandbox = skip ? null : await sandboxOf({ engine });
    const seen = async (text: string) => {
      const { calls, attempts }: RunReport = await sandbox!.record({ files: new Map([['main.js', text]]), entry: 'main.js', api: API, granted: ['s'] }, { first: ['activate'] }, 'a');
      // What a text from nowhere is called is made anew each time.
      return { attempts, calls: calls.map(({ method, args, by, canaries, isAnswerUsed }) => ({ method, args: canaries.length > 0 ? canaries : args, by, isAnswerUsed })) };
    };
    const whole = skip ? null : await seen(BODY.replace('BEFORE', ''));

    test('nothing: all of it is seen', () => {
      assert.deepEqual(whole?.attempts, [{ kind: 'module', name: 'left-pad' }, { kind: 'scope', name: 'c.x' }, { kind: 'method', name: 'c.missing.part' }]);
      const shown = whole.calls.map(({ method, args }) => `${method} ${JSON.stringify(args)}`);
      assert.deepEqual(shown, [
        'c.show [1,{"two":[2],"three":{"$callback":2}}]', 'c.on [{"$callback":5}]', 'c.secret ["token"]', 'c.send ["secret"]', 'c.show ["circle",null]', 'c.show ["made"]', 'files.exists ["a"]', 'c.show ["is there"]',
        'c.show ["stand-in",null]', 'c.show ["late"]', 'c.show ["done"]', 'c.send ["heard"]', 'c.send [{"text":"sample"}]',
      ]);
    });

    for (const replaced of [...REPLACED, ...BY.map(everything)]) {
      test(replaced.length < 200 ? replaced : `everything by ${BY.find((by) => everything(by) === replaced)}`, async () => {
        assert.deepEqual(await seen(`${BODY.replace('BEFORE', '')} ${replaced}`), whole);
        assert.deepEqual(await seen(BODY.replace('BEFORE', replaced.replaceAll('\n', ' '))), whole);
      });
    }
  });
}
