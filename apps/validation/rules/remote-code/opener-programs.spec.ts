import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../remote-code.rule.js';

/** Of `remote-code`, programs that get what a server answered. */
const worst = (text: string) => findingsOf(rule, { 'a.mjs': `import { spawn, execFile } from "node:child_process"; ${text}` })[0]?.severity ?? 'nothing';
const login = (open: string): string => `export async function login(issuer) { const d = await (await fetch(issuer + "/device")).json(); ${open} }`;

const named = (open: string): string => `export async function news() { const d = await (await fetch("https://news.example/latest")).json(); ${open} }`;

test('good: nothing is started on systems of which nobody knows what to start', () => {
  const open = (program: string): string => `const { execa } = require("execa"); fetch("https://login.example.org/device").then((r) => r.json()).then(async ({ url }) => { const opener = process.platform === "darwin" ? "open" : process.platform === "linux" ? ${program} : undefined; if (opener) await execa(opener, [url]); });`;
  assert.deepEqual(findingsOf(rule, { 'a.js': open('"xdg-open"') }).filter(({ severity }) => severity === 'critical'), []);
  assert.equal(findingsOf(rule, { 'a.js': open('"bash"') }).filter(({ severity }) => severity === 'critical').length, 1);
});

test('good: an address that a server answered is opened in a browser, by the program that each system has', () => {
  for (const code of [
    login('spawn("open", [d.url])'),
    `const openers = { darwin: ["open"], win32: ["cmd", "/c", "start", ""], linux: ["xdg-open"] }; function show(url) { const [cmd, ...a] = openers[process.platform] ?? openers.linux; spawn(cmd, [...a, url], { stdio: "ignore", detached: true }).on("error", () => {}).unref() } ${login('show(d.url)')}`,
    login('const cmd = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open"; spawn(cmd, [d.url])'),
    `const OPEN = { darwin: "open", win32: "explorer.exe", linux: "xdg-open" }; const show = (url) => execFile(OPEN[process.platform] || "sensible-browser", [url]); ${login('show(d.url)')}`,
    `function opener() { switch (process.platform) { case "darwin": return { cmd: "open", args: [] }; case "win32": return { cmd: "rundll32", args: ["url.dll,FileProtocolHandler"] }; default: return { cmd: "xdg-open", args: [] } } } ${login('const { cmd, args } = opener(); spawn(cmd, [...args, d.url], { detached: true })')}`,
    `let cmd, args = []; if (process.platform === "darwin") { cmd = "open" } else if (process.platform === "win32") { cmd = "cmd"; args = ["/c", "start", ""] } else { cmd = "wslview" } ${login('spawn(cmd, [...args, d.url])')}`,
    login('spawn("gio", ["open", d.url])'),
    named('spawn("open", [d.url])'),
    named('spawn("cmd", ["/c", "start", "", new URL(d.url).href])'),
    named('spawn("cmd", ["/c", "start", "", d.url.replace(/&/g, "^&")])'),
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: programs that run what they get, one that a caller or a server says, and a shell in between', () => {
  for (const code of [
    `const run = { darwin: ["sh", "-c"], win32: ["cmd", "/c"], linux: ["sh", "-c"] }; ${login('const [cmd, ...a] = run[process.platform]; spawn(cmd, [...a, d.task])')}`,
    `const run = { darwin: ["open"], win32: ["cmd", "/c"], linux: ["xdg-open"] }; ${login('const [cmd, ...a] = run[process.platform]; spawn(cmd, [...a, d.task])')}`,
    `const run = { darwin: "open", linux: "bash" }; ${login('spawn(run[process.platform], [d.task])')}`,
    login('spawn(d.cmd, [d.task])'),
    login('spawn("open", [d.url], { shell: true })'),
    login('const cmd = process.platform === "win32" ? "rundll32" : "open"; spawn(cmd, [d.library])'),
    ...['cmd = "bash"', 'cmd += ".sh"', 'cmd &&= "bash"', 'at.cmd = "bash"'].map((more) => `let cmd = "open"; const at = { cmd: "open" }; ${more}; ${login('spawn(cmd === at.cmd ? cmd : at.cmd, [d.task])')}`),
    `let ${'abcdefg'.split('').join(', ')}; ${'abcdef'.split('').map((name, at) => `${name} = ${'abcdefg'[at + 1]}; `.repeat(60)).join('')} g = "open"; ${login('spawn(a, [d.url])')}`,
    `export async function start(cmd) { const d = await (await fetch("https://tasks.example/next")).json(); spawn(cmd, [d.task]) }`,
  ]) assert.equal(worst(code), 'critical', code);
});

test('bad: a shell opens an address that a server answered which is named here, and nobody has read it', () => {
  for (const code of [
    named('spawn("cmd", ["/c", "start", "", d.url])'),
    `const [cmd, ...args] = process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"]; ${named('spawn(cmd, [...args, d.url], { detached: true })')}`,
  ]) assert.equal(worst(code), 'high', code);
});
