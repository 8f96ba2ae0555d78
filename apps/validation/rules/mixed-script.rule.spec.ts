import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './mixed-script.rule.js';

const js = (text: string) => said(rule, { 'a.js': text });

test('bad: names with letters of another alphabet', () => {
  assert.deepEqual(js('function is\u0410dmin() {}'), ['high a.js:1']);
  assert.deepEqual(js('if (environment\u01C3=ENV_PROD) run()'), ['high a.js:1']);
  assert.deepEqual(js('const \u0441\u043E\u0440\u0443 = 1; copy()'), ['high a.js:1'], 'a word all in Cyrillic beside its Latin twin');
  assert.deepEqual(js('\u{1D41E}\u{1D42F}\u{1D41A}\u{1D425}(x)'), ['high a.js:1'], 'letters of mathematics');
});

test('bad: texts and other languages', () => {
  assert.deepEqual(js('fetch("https://p\u0430ypal.com")'), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.py': 'def say\u041Dello(): pass', 'b.go': 'package main\n\nfunc sayHell\u043E() {}' }), ['high a.py:1', 'high b.go:3']);
  assert.match(findingsOf(rule, { 'a.js': 'let \u0430bc' })[0]?.message ?? '', /look like those of `abc` \(U\+0430\)/);
});

test('good: other languages, and letters that physics and Turkish use', () => {
  assert.deepEqual(js('const привет = "Привет, мир: API-ключ", größe = 1, π = Math.PI, Δx = 2, µs = 3, 変数 = "日本語ＡＢＣ"'), []);
  assert.deepEqual(js('const kırmızı = 1, νmax = 2, αβ = "Ελληνικά", naïve = "ﬁne"'), []);
});

test('good: tables of letters, transliteration, comments', () => {
  assert.deepEqual(js('const table = { "а": "a", "б": "b", "щ": "shch" }; const abc = "abcабв"; // с точки зрения API: сode'), []);
  assert.deepEqual(said(rule, { 'ru.json': '{"a": "Откройте файл README и нажмите Enter"}' }), []);
});
