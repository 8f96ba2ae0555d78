import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evidence, extensionOf, offsetOf, Places, textOf, visible } from './text.js';

const TOKEN = `ghp_${'aB3dE6gH9k'.repeat(4)}`;

describe('evidence', () => {
  test('is one line of at most 160 characters', () => {
    const text = `first\n  run(${'a, '.repeat(200)})\nlast`;
    const shown = evidence(text, 8);
    assert.ok(shown.startsWith('run(a, a') && shown.length === 160, shown);
  });

  test('never shows a token, wherever the excerpt starts or ends', () => {
    const text = `${'x '.repeat(150)}const key = "${TOKEN}"; ${'call(), '.repeat(60)}"${TOKEN}"`;
    for (let start = 0; start < text.length; start++) {
      const shown = evidence(text, start);
      for (let i = 0; i + 12 <= TOKEN.length; i++) assert.ok(!shown.includes(TOKEN.slice(i, i + 12)), `${start}: ${shown}`);
    }
  });

  test('escapes what cannot be seen', () => {
    assert.equal(evidence('a\u202Eb\u0000\u200Bc\u{E0041}', 0), 'a\\u{202e}b\\u{0}\\u{200b}c\\u{e0041}');
    assert.equal(visible('a\nb c'), 'a\\nb c');
  });
});

test('places count lines and columns from 1', () => {
  const places = new Places('ab\ncd\n\ne');
  assert.deepEqual([0, 1, 3, 4, 6, 7].map((offset) => Object.values(places.at(offset)).join(':')), ['1:1', '1:2', '2:1', '2:2', '3:1', '4:1']);
});

test('a carriage return ends a line, alone and with a line feed, and U+2028 ends none', () => {
  const text = 'a\rb\r\nc\u2028d\n\re';
  const places = new Places(text);
  assert.deepEqual([...text].map((_, offset) => Object.values(places.at(offset)).join(':')), ['1:1', '1:2', '2:1', '2:2', '2:3', '3:1', '3:2', '3:3', '3:4', '4:1', '5:1']);
  for (const offset of text.split('').keys()) {
    const { line, column } = places.at(offset);
    assert.equal(offsetOf(text, line, column), offset);
  }
  assert.equal(evidence(text, 0), 'a');
});

test('text is told by name, then by content', () => {
  assert.equal(textOf('a.js', Buffer.from('a\0b')), 'a\0b');
  assert.equal(textOf('a.bin', Buffer.from('a\0b')), null);
  assert.equal(textOf('LICENSE', Buffer.from('free')), 'free');
  const film = Buffer.alloc(2 * 188);
  for (const at of [0, 188]) film.set([0x47, 0x40, 0], at);
  assert.equal(textOf('a.ts', film), null, 'a film');
  assert.notEqual(textOf('a.js', film), null);
  film.set([0x40, 0x11], 1);
  assert.equal(textOf('a.ts', film), null, 'another table first');
  for (const [unit, low] of [[0x60, 0x11], [0x40, 0x0a], [0x22, 0x11]] as const) {
    film.set([unit, low], 1);
    assert.notEqual(textOf('a.ts', film), null, `${unit} ${low}`);
  }
  assert.notEqual(textOf('a.ts', Buffer.from(`GET${' '.repeat(185)}GET`)), null);
  assert.deepEqual(['a/b.JS', '.env', 'x', 'a.b/c', 'a.tar.gz'].map(extensionOf), ['.js', '', '', '', '.gz']);
});

test('a byte order mark takes no column, there and back', () => {
  const text = '\uFEFFab\ncd';
  const places = new Places(text);
  assert.deepEqual([0, 1, 2, 4].map((offset) => Object.values(places.at(offset)).join(':')), ['1:1', '1:1', '1:2', '2:1']);
  for (const offset of [1, 2, 4, 5]) {
    const { line, column } = places.at(offset);
    assert.equal(offsetOf(text, line, column), offset);
  }
});
