import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePython } from '../../permissions/inference/python-tree.js';
import { encrypts, isAgainstAsked, isRarely } from './gates.js';

const at = (text: string, ask: typeof isRarely): boolean => ask(parsePython(text), text, text.indexOf('drop('));

test('a day, chance and each n-th time say when', () => {
  for (const text of [
    'def f():\n    if random() < 0.1:\n        drop()\n',
    `def f():\n    x = [${'0, '.repeat(4000)}]\n    if random() < 0.1:\n        drop()\n`,
    'D = date(2027, 3, 1)\ndef f():\n    if date.today() < D:\n        return\n    drop()\n',
    'def f():\n    if time.time() > 1800000000:\n        drop()\n',
    'def f():\n    global N\n    N += 1\n    if N % 40 == 0:\n        drop()\n',
  ]) assert.ok(at(text, isRarely), text);
  for (const text of ['def f(a):\n    if a.old:\n        drop()\n', 'def f():\n    if date.today().month == 12:\n        drop()\n', 'def f(i):\n    if i % 40 == 0:\n        drop()\n', 'def f():\n    if random() < 0.1:\n        g()\n    drop()\n']) assert.ok(!at(text, isRarely), text);
});

test('who has not paid, and what is made unreadable', () => {
  assert.ok(at('def f(s):\n    if s == "expired":\n        drop()\n', isAgainstAsked));
  assert.ok(at('def f(x):\n    random.shuffle(x)\n    drop(x)\n', isAgainstAsked));
  assert.ok(!at('def f(s):\n    if s == "expired":\n        return\n    drop()\n', isAgainstAsked));
  assert.ok(!at('def f(s):\n    if s != "expired":\n        drop()\n', isAgainstAsked));
  assert.ok(at('def f(d):\n    drop(bytes(b ^ 90 for b in d))\n', encrypts));
  assert.ok(at('def f(d):\n    drop(KEY.encrypt(d))\n', encrypts));
  assert.ok(!at('def f(d):\n    drop(d.strip())\n', encrypts));
});
