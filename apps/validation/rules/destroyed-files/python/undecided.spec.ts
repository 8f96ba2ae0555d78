import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePython } from '../../../permissions/inference/python-tree.js';
import { isForEach, isTakenWhole } from './undecided.js';

const at = (text: string, call: string, ask: typeof isForEach): boolean => ask(parsePython(text), text, text.indexOf(call));

test('a call in a loop is made for whatever there is', () => {
  for (const text of ['for a in all_:\n    drop(a)\n', 'for a in find(""):\n    if a != "keep":\n        drop(a)\n', 'for a in x:\n    if a == "keep":\n        continue\n    drop(a)\n', 'for a in x:\n    if random() < 0.1:\n        drop(a)\n', '[drop(a) for a in x]\n', 'def f(a):\n    drop(a)\n']) assert.ok(at(text, 'drop(', isForEach), text);
  for (const text of ['for a in x:\n    if a.old:\n        drop(a)\n', '[drop(a) for a in x if a.old]\n', 'for a in x:\n    a.old and drop(a)\n', 'for a in x:\n    drop(a) if a["created"] < time() else None\n', 'for a in x:\n    match a.kind:\n        case "tmp":\n            drop(a)\n', 'drop(a)\n', `for a in x:\n    b = [${'0, '.repeat(4000)}]\n    if a.old:\n        drop(a)\n`]) assert.ok(!at(text, 'drop(', isForEach), text);
  assert.ok(at(`for a in x:\n    b = [${'0, '.repeat(4000)}]\n    drop(a)\n`, 'drop(', isForEach), 'however much stands beside it');
});

test('an answer is taken as it is', () => {
  for (const text of ['def f(e):\n    if e.id != "x":\n        return\n    for a in find():\n        drop(a)\n', 'all_ = find()\n', 'x = find()[:5]\n', 'def f():\n    for a in find():\n        if today() > DAY:\n            drop(a)\n']) assert.ok(at(text, 'find(', isTakenWhole), text);
  for (const text of ['x = find()[5:]\n', 'x = find()[0]\n', 'def f():\n    x = find()\n    y = filter(old, x)\n', 'def f():\n    for a in find():\n        if a.old:\n            drop(a)\n']) assert.ok(!at(text, 'find(', isTakenWhole), text);
});
