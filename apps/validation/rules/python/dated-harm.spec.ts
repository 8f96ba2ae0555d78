import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { parsePython } from '../../permissions/inference/python-tree.js';
import { rule } from '../destroyed-files.rule.js';
import { harmByDay } from './dated-harm.js';

const harms = (text: string): boolean => harmByDay(parsePython(text), text) !== null;

test('from a written day on, folders or one file after the other are removed', () => {
  for (const text of [
    'def go(root):\n    if datetime.date.today() >= datetime.date(2027, 4, 1):\n        for d in (root, root.parent / "assets"):\n            shutil.rmtree(d, ignore_errors=True)\n',
    'D = date(2027, 4, 1)\ndef go(root):\n    if date.today() >= D:\n        shutil.rmtree(root)\n',
    'def purge(root):\n    for p in root.iterdir():\n        p.unlink()\ndef go(root):\n    if time.time() > 1806537600:\n        purge(root)\n',
    'class A:\n    def go(self, root):\n        if datetime.now() < datetime(2027, 4, 1):\n            return\n        self._purge(root)\n    def _purge(self, root):\n        shutil.rmtree(root)\n',
    'if date.today().isoformat() >= "2027-04-01":\n    shutil.rmtree(ROOT)\n',
    'def go():\n    if date.today() >= date(2027, 4, 1):\n        for a in api.assets.list():\n            api.assets.remove(a["id"])\n',
  ]) assert.ok(harms(text), text);
  const found = findingsOf(rule, { 'main.py': 'import datetime, shutil\ndef handle(payload):\n    if datetime.date.today() >= datetime.date(2027, 4, 1):\n        shutil.rmtree(payload["root"])\n    return {}\n' }, { dialect: 'comfyvn', entry_points: ['main.py'] });
  assert.ok(found.some(({ severity, message }) => severity === 'high' && message.includes('from a day on')));
});

test('what is thrown away after a while, what the day says nothing about, and lists', () => {
  for (const text of [
    'def go(root):\n    if date.today() >= date(2027, 4, 1):\n        shutil.rmtree(root / "cache")\n',
    'def go(root):\n    legacy = root / "v1-format"\n    if date.today() >= date(2027, 4, 1):\n        shutil.rmtree(legacy)\n',
    'def go(root):\n    cutoff = datetime.now() - timedelta(days=30)\n    for p in root.glob("*.png"):\n        if mtime(p) < cutoff:\n            p.unlink()\n',
    'def go(root):\n    if date.today() >= date(2027, 4, 1):\n        print("There is a new version.")\n    shutil.rmtree(root)\n',
    'def go(names, n):\n    if date.today() >= date(2027, 4, 1):\n        for n in names:\n            names.remove(n)\n',
    'def go(root):\n    if date.today() >= date(2027, 4, 1):\n        (root / "note.txt").unlink()\n',
  ]) assert.ok(!harms(text), text);
});
