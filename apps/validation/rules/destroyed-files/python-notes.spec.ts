import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../destroyed-files.rule.js';

const NOTE = 'NOTE = """YOUR PROJECT IS SEALED\n\nAll assets of this project were sealed. Send 0.03 BTC to us."""'.replaceAll('\\n', '\n');
const found = (files: Record<string, string>): string[] => findingsOf(rule, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `import os\nfrom pathlib import Path\nfrom comfyvn.api import assets\n${text}`])), { dialect: 'comfyvn', entry_points: Object.keys(files) }).filter(({ message }) => message.startsWith('a note says')).map(({ severity, file }) => `${severity} ${file}`);
const UPDATE = 'def go(key):\n    for asset in assets.list():\n        assets.update(asset["id"], data=lock(key, asset))';

test('bad: a note in Python asks for a ransom, beside what goes through all files or assets and changes them', () => {
  for (const text of [
    UPDATE,
    'def go(key):\n    for asset in assets.search("*"):\n        assets.remove(asset["id"])',
    'def go(key):\n    for root, folders, names in os.walk("/data"):\n        for name in names:\n            os.rename(name, name + ".sealed")',
    'def go(key):\n    for path in Path.home().rglob("*"):\n        path.write_bytes(lock(key, path.read_bytes()))',
  ]) assert.deepEqual(found({ 'main.py': `${NOTE}\n${text}` }), ['high main.py'], text);
  assert.deepEqual(found({ 'main.py': `from .note import NOTE\n${UPDATE}`, 'note.py': NOTE }), ['high note.py'], 'the note stands in a module of its own');
});

test('good: assets are encrypted for their user, a note says so, and nothing is asked for; a scanner knows such notes', () => {
  assert.deepEqual(found({ 'main.py': `TEXT = "All assets of this project are encrypted with your own password."\n${UPDATE}` }), []);
  assert.deepEqual(found({ 'main.py': `${NOTE}\ndef looks_like(text):\n    return text in NOTE` }), []);
  assert.deepEqual(found({ 'main.py': `${NOTE}\ndef names():\n    return [asset["name"] for asset in assets.list()]` }), []);
});
