import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, block, bytes, paint, table, text } from './text.js';

test('nothing that is interpolated can steer the terminal or leave its line', () => {
  const hostile = '\u001b[2J\r\nerror: forged\u202e\u009b31m\ud800';
  const line = text`${hostile} ${paint('red', hostile)}`.render(false);
  assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}]/u);
  assert.match(line, /\\u\{1b\}\[2J\\u\{d\}\\u\{a\}error: forged\\u\{202e\}/);
});

test('joiners stay where they are spelling: within an emoji and between letters that join, nowhere else', () => {
  for (const spelled of ['👩\u200d👧', '❤\ufe0f\u200d🔥', '👩🏽\u200d🚀', 'می\u200cخواهم', 'क्\u200dष']) assert.equal(text`${spelled}`.render(false), spelled);
  assert.equal(text`${'pay\u200dpal \u200d👧 م\u200c\u200cم\u200cx 👩\u202e'}`.render(false), 'pay\\u{200d}pal \\u{200d}👧 م\\u{200c}\\u{200c}م\\u{200c}x 👩\\u{202e}');
});

test('colours are there only when wanted, and close what they open', () => {
  const line = text`a ${paint('green', 'b')} ${1}`;
  assert.equal(line.render(false), 'a b 1');
  assert.equal(line.render(true), 'a \u001b[32mb\u001b[0m 1');
});

test('a block keeps its lines and cleans each', () => {
  assert.deepEqual(block('a\r\n\tb\u001b\n', '> ').map((line) => line.render(false)), ['> a', '>   b\\u{1b}']);
});

test('sizes and tables', () => {
  assert.deepEqual([0, 999, 1000, 40_300, 2_000_000].map(bytes), ['0 B', '999 B', '1.0 kB', '40.3 kB', '2.0 MB']);
  assert.deepEqual(table([['a', 'b'], ['long', 'c']]).map((line) => line.render(false)), ['a     b', 'long  c']);
  assert.deepEqual(table([['a\u202e', 'b'], ['long', 'c']]).map((line) => line.render(false)), ['a\\u{202e}  b', 'long       c']);
});

test('the beginning of a long text is on one line, and no character is cut', () => {
  assert.deepEqual([beginning(' a\n\tb '), beginning('one two', 5), beginning('😀😀😀', 2), beginning('😀😀', 2)], ['a b', 'one…', '😀…', '😀😀']);
});
