import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './remote-code.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "import(\"data:text/javascript,\" + x); import(\"data:text/javascript,x\")",
    "import x from \"https://example.org/x.js\"",
    "importScripts(\"https://example.org/a.js\")",
    "const s = document.createElement(\"script\"); s.src = \"//cdn.example.org/a.js\"",
    "new Worker(`https://${host}/w.js`)",
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    "const r = await fetch(u); eval(await r.text())",
    "fetch(u).then((r) => r.text()).then((code) => new Function(code)())",
    "require(\"axios\").get(u).then(({ data }) => eval(data))",
  ]) assert.equal(worst(code), 'critical', code);
});

test("bad: the same in Python", () => {
  for (const code of [
    "import requests\nexec(requests.get(url).text)",
    "from urllib.request import urlopen as u\ncode = u(x).read()\nexec(code)",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "import x from \"./https.js\"; import(\"./a.js\")",
    "const s = document.createElement(\"img\"); s.src = \"https://example.org/a.png\"",
    "new Worker(new URL(\"./w.js\", import.meta.url))",
    "fetch(u).then((r) => r.json()).then((data) => show(data))",
    "const doc = \"<script src=https://example.org/a.js></script>\"; link.href = \"https://example.org\"",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import requests\ndata = requests.get(url).json()\nprint(data)",
    "exec_ = run\nexec_(requests.get(url).text)",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('bad: pages, with their places', () => {
  const page = (body: string) => findingsOf(rule, { 'a.html': `<!doctype html>\n<p>text</p>\n${body}` }).map(({ severity, line, column }) => `${severity} ${line}:${column}`);
  assert.deepEqual(page('<script src="https://example.org/a.js"></script>'), ['high 3:1']);
  assert.deepEqual(page('<script type="module">\n  import "https://example.org/a.js"\n</script>'), ['high 4:3']);
  assert.deepEqual(page('<button onclick="importScripts(\'//example.org/a.js\')">'), ['high 3:18']);
  assert.deepEqual(page('<script src="./a.js"></script><script type="application/json">{"src": "https://example.org"}</script><!-- <script src="https://example.org/a.js"></script> -->'), []);
});
