import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './endless-loop.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test('bad: what loads it never goes on', () => {
  for (const code of [
    'for (let i = 666; i < Infinity; i++) { if (i % 333) {} console.log("testing".zalgo) }',
    'while (true) console.log("x".repeat(80))',
    'for (;;) process.stdout.write("x")',
    'for (let i = 1; i < Infinity; i++) { if (i % 3 === 0) console.log("NEWS NEWS".split("").map((c) => c + "\\u0337").join("")) }',
    'do { list.push(1) } while (!0)',
    'american(); function american() { let i = 0; while (1) { console.log(i++) } }',
    '(function () { for (;;) {} })()',
    'const shout = () => { while (true) console.error("x") }; shout()',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: loops that somebody ends, that wait, or that nothing starts', () => {
  for (const code of [
    'while (true) { if (!read()) break }',
    'for (;;) { queue.map((each) => run(each)) }',
    'for (;;) { list.filter((each) => { if (!each) throw new Error("end"); return true }) }',
    'for (;;) { const line = ask(); handle(line) }',
    'while (true) { await next() }',
    'while (true) Atomics.wait(state, 0, 0)',
    'for (let i = 0; i < list.length; i++) console.log(i)',
    'while (more) console.log("x")',
    'exports.loop = () => { while (true) console.log("x") }',
    'function* numbers() { let i = 0; while (true) yield i++ } numbers()',
    'async function main() { while (true) console.log("x") } exports.main = main',
    'const parse = (text) => { for (;;) { if (text) return } }; parse("")',
    'try { while (true) { throw new Error("x") } } catch {}',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('a loop of more nodes than are looked at is none', () => {
  const loop = (count: number) => `while (true) { ${'sum += 1;'.repeat(count)} }`;
  assert.deepEqual([worst(loop(50)), worst(loop(200))], ['high', 'nothing']);
});

test('bad: a loop that writes for ever, whatever makes the text; good: one that waits, or that ends', () => {
  assert.equal(worst("for (let i = 666; i < Infinity; i++) { console.log(paint.red('LIBERTY'), paint.bold(text)); }"), 'high');
  assert.equal(worst("for (let i = 0; i < Infinity; i++) { console.log(paint.red('x')); run(i); }"), 'nothing');
  assert.equal(worst("for (let i = 0; i < Infinity; i++) console.log(await next(i));"), 'nothing');
  assert.equal(worst("for (let i = 0; i < 9; i++) console.log(paint.red('x'));"), 'nothing');
});
