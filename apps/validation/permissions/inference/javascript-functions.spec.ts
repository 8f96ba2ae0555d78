import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { permissionsOf } from '../permissions.js';
import { LARGEST_COPIER } from './javascript-copies.js';
import { LARGEST_AGAIN } from './javascript-functions.js';
import { MOST_READ_AGAIN } from './readings.js';
import { MOST_TOGETHER } from './methods.js';

/** Is the host in doubt in a package of this script? */
function isInDoubt(code: string): boolean {
  const report = permissionsOf(packageOf({ 'index.js': code }, { dialect: 'orchestra', permissions: ['clipboard'], entry_points: ['index.js'] }));
  assert.deepEqual(report?.used.map(({ scope }) => scope), ['clipboard']);
  return report.inconclusive.some(({ host }) => host);
}

/** A function that is called with the host and with something that a stranger gets. */
const wrapping = (more: string, before = ''): string => `const wrap = (m) => { ${more} return { default: m }; }; ${before} const host = wrap(require("orchestra")).default; require("stranger").take(wrap({ a: 1 }).default); exports.activate = () => host.clipboard.readText();`;

test('a short function around modules is read once more for each call, so that one caller does not have what another gave', () => {
  assert.equal(isInDoubt(wrapping('')), false);
  assert.equal(isInDoubt(wrapping(`/*${'x'.repeat(LARGEST_AGAIN)}*/`)), true);
});

test('functions are read once more only so often', () => {
  assert.equal(isInDoubt(wrapping('', 'wrap(1);'.repeat(MOST_READ_AGAIN - 10))), false);
  assert.equal(isInDoubt(wrapping('', 'wrap(1);'.repeat(MOST_READ_AGAIN))), true);
});

test('a function that calls itself has an end', () => {
  assert.equal(isInDoubt('const wrap = (m, n) => (n ? wrap(m, n - 1) : { default: m }); const host = wrap(require("orchestra"), 3).default; exports.activate = () => host.clipboard.readText();'), false);
});

test('a class that is above itself has an end, and hands on what it is made with', () => {
  const made = (more: string): string => `class Base { constructor(host) { this.host = host; } } const sub = (of) => { ${more} return of; }; class Own extends sub(Base) {} exports.activate = (host) => new Own(host).host.clipboard.readText();`;
  assert.equal(isInDoubt(made('of = class extends of {};')), false);
  assert.equal(isInDoubt(made('of = class extends of {}; of = class extends of {};')), false);
});

test('copies are looked for in short functions', () => {
  const copying = (more: string): string => `const copy = (from) => { ${more} const to = {}; for (const k of Object.keys(from)) Object.defineProperty(to, k, Object.getOwnPropertyDescriptor(from, k)); return to; }; const host = copy(require("orchestra")); exports.activate = () => host.clipboard.readText();`;
  assert.equal(isInDoubt(copying('')), false);
  const report = permissionsOf(packageOf({ 'index.js': copying(`/*${'x'.repeat(LARGEST_COPIER)}*/`) }, { dialect: 'orchestra', permissions: ['clipboard'], entry_points: ['index.js'] }));
  assert.equal(report?.inconclusive.some(({ host }) => host), true);
});

test('what a host gets together with too much else is in doubt', () => {
  const given = (count: number): string => `exports.activate = (ctx) => { ctx.commands.register(${Array(count).fill('() => ctx').join(', ')}); ctx.clipboard.readText(); }`;
  assert.equal(isInDoubt(given(MOST_TOGETHER)), false);
  assert.equal(isInDoubt(given(MOST_TOGETHER + 1)), true);
});
