import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matchesGlob } from './glob.js';

describe('globs', () => {
  const matching: [text: string, glob: string][] = [
    ['a.txt', '*.txt'], ['a-b', 'a-b'], ['a/b/c.txt', '*.txt'], ['a/b', 'a*'], ['.DS_Store', '.DS_Store'], ['abc', 'a?c'], ['a/c', 'a?c'], ['abc', 'a[a-c]c'], ['a-c', 'a[b-]c'],
    ['axc', 'a[!b-d]c'], ['a]c', 'a[]]c'], ['axc', 'a[!]]c'], ['a^c', 'a[^]c'], ['a[c', 'a[c'], ['[!]', '[!]'], ['a+c', 'a+c'], ['a\\c', 'a\\c'], ['', '*'], ['a\nb', 'a*b'], ['😀', '?'], ['a.c', 'a[.]c'], ['a😀', 'a[😀]'],
  ];
  const different: [text: string, glob: string][] = [
    ['a.txt', '*.md'], ['A.TXT', '*.txt'], ['a.txt.bak', '*.txt'], ['ac', 'a?c'], ['abc', 'a[d-f]c'], ['abc', 'a[!b]c'], ['abc', 'a[c-a]c'], ['axc', 'a.c'], ['', '?'], ['b', '[!b]'], ['b', '[!]'], ['b', '[]'],
  ];
  for (const [text, glob] of matching) test(`${glob} matches ${JSON.stringify(text)}`, () => assert.ok(matchesGlob(text, glob)));
  for (const [text, glob] of different) test(`${glob} does not match ${JSON.stringify(text)}`, () => assert.ok(!matchesGlob(text, glob)));
});

test('many stars are one', () => assert.ok(!matchesGlob('a'.repeat(200), `${'*'.repeat(500)}b`)));

// Trying every way to share the letters between the stars would take longer than anybody waits.
test('stars between letters are tried once', () => {
  assert.ok(!matchesGlob('a'.repeat(1000), `${'*a'.repeat(100)}*b`));
  assert.ok(matchesGlob(`${'a'.repeat(1000)}b`, `${'*a'.repeat(100)}*b`));
});
