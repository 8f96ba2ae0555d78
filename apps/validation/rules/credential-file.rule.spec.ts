import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './credential-file.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "fs.readFileSync(home + \"/.ssh/id_rsa\")",
    "const path = require(\"path\"); read(path.join(home, \".aws\", \"credentials\"))",
    "read(`${home}/.config/gcloud/application_default_credentials.json`)",
    "read(atob(\"L2V0Yy9zaGFkb3c=\"))",
    "read(\"C:\\\\Users\\\\x\\\\AppData\\\\Local\\\\Google\\\\Chrome\\\\User Data\\\\Default\\\\Login Data\")",
    "read([home, \".npmrc\"].join(\"/\"))",
  ]) assert.equal(worst(code), 'high', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import os\nopen(os.path.join(home, \".ssh\", \"id_ed25519\"))",
    "from pathlib import Path\nPath.home() / \".aws\" / \"credentials\"",
    "open(f\"{home}/.netrc\")",
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "// ~/.ssh/id_rsa\nread(home + \"/.config/demo.json\")",
    "open(\"https://example.org/.ssh/id_rsa\")",
    "const help = \"put your key into the settings, not into .ssh\"",
    "read(\"./credentials.json\"); read(\"docs/shadow.md\")",
    "const chrome = \"Google Chrome\"; const cookies = \"Cookies\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "open(\"credentials.json\")",
    "# ~/.ssh/id_rsa\n\"\"\"reads .ssh\"\"\"",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});
