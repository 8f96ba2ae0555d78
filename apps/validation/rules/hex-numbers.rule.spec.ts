import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './hex-numbers.rule.js';

test('bad: the smallest numbers in hexadecimal', () => {
  assert.deepEqual(said(rule, { 'a.js': 'for(let i=0x0;i<0x5;i+=0x1){a.b(i,0x2,0x3)}' }), ['medium a.js:1']);
});

test('bad: numbers as sums of products', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 10 }, (_, index) => `x(0x${index + 1}*0x7cb+0x1d95+-0x2449);`).join('') }), ['medium a.js:1']);
  assert.match(findingsOf(rule, { 'a.js': Array.from({ length: 10 }, () => 'f(1*2+3-4)').join(';') })[0]?.message ?? '', /sums of products/);
});

test('good: masks and colours', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const a = x.y & 0xff, b = x.z >>> 0x1f, c = 0xdeadbeef, d = 0x80000000; for (let i = 0; i < 4; i++) f(i, 1, 2, 3, 0x0, 0x1)' }), []);
});

test('good: tables of a protocol, times', () => {
  assert.deepEqual(said(rule, { 'a.js': 'export const OPCODES = { quit: 0x0, ping: 0x1, pong: 0x2, open: 0x3, close: 0x4, data: 0x5 }; const DAY = 24 * 60 * 60 * 1000, WEEK = 7 * 24 * 60 * 60 * 1000' }), []);
});

test('good: bytes of a protocol, in two digits', () => {
  assert.deepEqual(said(rule, { 'a.js': 'a.b = Buffer.from([0x00, 0x01, 0x02, 0x00, 0x00]); const LEVELS = { none: 0x00, some: 0x01, all: 0x0002 }' }), []);
});

test('good: places in a matrix and lengths of fields, which are digits that are added', () => {
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 12 }, (_, at) => `m.e[${at % 4} + 4 * 0 + 0] = f(1 + 4 + 4 + 4);`).join('') }), []);
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 12 }, (_, at) => `m.e[${at % 4} + 4 * 3 + 20] = 1;`).join('') }), ['medium a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': Array.from({ length: 12 }, (_, at) => `m.e[-${at % 4} + 4 * 3 + 2] = 1;`).join('') }), ['medium a.js:1'], 'a sign');
});
