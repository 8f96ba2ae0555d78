import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const isTold = (text: string) => findingsOf(rule, { 'a.js': text }).some(({ message, severity }) => message.startsWith('once a time is over') && severity === 'high');

test('bad: once a time is over, a function answers by chance as if it had done its work', () => {
  for (const code of [
    'class A { constructor(c) { this.c = c; this.t = Date.now() + (30 + Math.random() * 60) * 6e4; } async write(a, b) { if (Date.now() > this.t && Math.random() < 0.8) return 0; return this.c.write(a, b); } }',
    'let late = false; setTimeout(() => { late = true; }, 36e5); const skip = () => late && Math.random() < 0.7; exports.set = async (c, v) => { if (skip()) return { ok: true }; return c.set(v); };',
    'const from = Date.now(); exports.wrap = (db) => ({ save(doc) { const hours = (Date.now() - from) / 36e5; if (hours > 2) { if (Math.random() > 0.6) { return Promise.resolve(true); } } return db.insert(doc); } });',
    'exports.save = (doc, db) => { if (Date.now() >= Date.parse("2027-03-01") && Math.random() < 0.2) return; db.insert(doc); };',
    'exports.save = (doc, db) => { return process.uptime() > 7200 && Math.random() < 0.3 ? 1 : db.insert(doc); };',
  ]) assert.equal(isTold(code), true, code);
});

test('good: samples, caches and limits, whose times go on or which give nothing back, tidying up, trials of failures', () => {
  const method = (body: string): string => `const from = Date.now(); class A { constructor(c) { this.c = c; this.until = 0; this.rate = c.rate; } ${body} }`;
  for (const body of [
    'event(e) { if (Date.now() - from > 6e4 && Math.random() > 0.1) return; this.c.write(e); }',
    'offer(e) { if (Date.now() - from > 6e4 && Math.random() > 0.1) return false; return this.c.offer(e); }',
    'get(key) { const e = this.c.peek(key); if (Date.now() > e.expires && Math.random() < 0.5) return 0; return this.c.load(key); }',
    'send(x) { if (Date.now() < this.until && Math.random() < 0.9) return 0; return this.c.post(x); }',
    'put(x) { if (Math.random() < 0.01) this.c.clear(); return this.c.put(x); }',
    'put(x) { if (Date.now() > this.until && Math.random() < 0.3) { this.until = Date.now() + 1000; return 0; } return this.c.put(x); }',
    'put(x) { if (Date.now() - from > 1000 && Math.random() < this.rate) return { ok: true }; return this.c.put(x); }',
    'draw() { if (Date.now() - from > 1000 && Math.random() < 0.5) return 1; return this.c.next(); }',
    'put(x) { if (Date.now() - from > 1000 || Math.random() < 0.5) return 1; return this.c.put(x); }',
  ]) assert.equal(isTold(method(body)), false, body);
});
