import type { Labelled } from './generate.js';

type Case = [name: string, permissions: string[], files: string | Record<string, string>, labels: { unused?: string[]; undeclared?: string[]; inconclusive?: true; original?: Record<string, unknown> }];

/** Packages of one dialect from short rows. */
export function cases(dialect: string, entry: string, list: readonly Case[]): Labelled[] {
  return list.map(([name, permissions, files, { unused = [], undeclared = [], ...more }]) => ({ name, dialect, entry, permissions, files: typeof files === 'string' ? { [entry]: files } : files, unused, undeclared, ...more }));
}

/** Packages that somebody thought of, because they are easy to get wrong. */
export const HANDWRITTEN: readonly Labelled[] = [
  ...cases('orchestra', 'index.js', [
    ['a name chosen at run time', ['git', 'secrets'], 'export function activate(ctx) { const method = new URL(location.href).hash; ctx[method](); }', { inconclusive: true }],
    ['a part chosen at run time leaves the others clear', ['secrets', 'git'], 'export function activate(ctx) { ctx.secrets[Date.now() % 2 ? String(ctx) : atob("Z2V0")]("x"); }', { unused: ['git'], inconclusive: true }],
    ['given to a package that is not shipped', ['git'], 'import start from "somewhere";\nexport function activate(ctx) { start({ deep: [{ ctx }] }); }', { inconclusive: true }],
    ['only one method is given away', ['git', 'notifications'], 'import start from "somewhere";\nexport function activate(ctx) { start(ctx.notifications.show); }', { unused: ['git'] }],
    ['only results are given away', ['git', 'secrets'], 'import start from "somewhere";\nexport async function activate(ctx) { start(await ctx.secrets.get("token"), ctx.extensionPath); }', { unused: ['git'] }],
    ['eval sees the host', ['git'], 'export function activate(ctx) { eval("ctx.git.log()"); }', { inconclusive: true }],
    ['a proxy around the host', ['git'], 'export function activate(ctx) { const watched = new Proxy(ctx, { get: (t, k) => t[k] }); watched.git.log(); }', { inconclusive: true }],
    ['asking whether a method exists is no use', ['clipboard', 'notifications'], 'export function activate(ctx) { if (typeof ctx.clipboard?.readText === "function") ctx.notifications.show("can copy"); }', { unused: ['clipboard'] }],
    ['logging the host is no use', ['git'], 'export function activate(ctx) { console.log("started", ctx); JSON.stringify(Object.keys(ctx)); }', { unused: ['git'] }],
    ['commands need no permission', ['notifications'], 'export function activate(ctx) { ctx.commands.register("a.b", async (editor) => { await ctx.notifications.show(editor.git.log()); }); ctx.subscriptions.push(() => {}); }', {}],
    ['a local object with the same names', ['git'], 'const ctx = { git: { log() {} } };\nexport function activate() { ctx.git.log(); }', { unused: ['git'] }],
    ['a shadowed name', ['git', 'notifications'], 'export function activate(ctx) { { const ctx = { git: { log() {} } }; ctx.git.log(); } ctx.notify("x"); }', { unused: ['git'] }],
    ['only comments and texts speak of it', ['system.exec'], '// ctx.system.exec("ls")\n/* require("child_process") */\nexport function activate() { return "ctx.system.exec(1) fetch(2)"; }', { unused: ['system.exec'] }],
    ['the network without the host', [], 'export async function activate() { const { fetch: get = null } = globalThis; await get("https://example.org"); }', { undeclared: ['network'] }],
    ['the network through a constructor', [], 'export const activate = () => { const Socket = self["Web" + "Socket"]; new Socket("wss://example.org"); };', { undeclared: ['network'] }],
    ['the network through a beacon', [], 'export function activate() { const n = navigator; n?.sendBeacon?.("https://example.org", "x"); }', { undeclared: ['network'] }],
    ['a function of its own called fetch', [], 'function fetch(x) { return x; }\nexport function activate() { fetch(1); const o = { WebSocket: class {} }; new o.WebSocket(); }', {}],
    ['Node.js modules need what they do', ['filesystem.read'], 'import { readFile as read } from "node:fs/promises";\nimport * as fs from "fs";\nexport async function activate() { await read("a"); fs.promises.writeFile("b", "c"); }', { undeclared: ['filesystem.write'] }],
    ['a child process', [], 'const run = require("child_process");\nexports.activate = () => run.spawn("ls");', { undeclared: ['system.exec'] }],
    ['the clipboard of the browser', ['clipboard'], 'export function activate() { document.execCommand("copy"); }', {}],
    ['bundled modules', ['git'], 'var __commonJS = (cb, mod) => function () { return mod || (0, cb[Object.getOwnPropertyNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports; };\nvar require_a = __commonJS({ "a.js"(exports, module) { module.exports = (c) => c.git.log(); } });\nvar a = require_a();\nmodule.exports = { activate(ctx) { a(ctx); } };', {}],
    ['a bundle that exports by getters', ['git', 'secrets'], 'var def = Object.defineProperty;\nvar put = (target, all) => { for (var name in all) def(target, name, { get: all[name], enumerable: true }); };\nvar out = {};\nput(out, { activate: () => activate });\nmodule.exports = out;\nfunction activate(ctx) { ctx.git.log(); }', { unused: ['secrets'] }],
    ['numbered modules', [], '(() => { var table = { 7: (m, e, r) => { m.exports = { go: (c) => c.terminal.open() }; }, 9: (m, e, r) => { e.activate = (c) => r(7).go(c); } }; var cache = {}; function load(id) { if (cache[id]) return cache[id].exports; var m = (cache[id] = { exports: {} }); table[id].call(m.exports, m, m.exports, load); return m.exports; } module.exports = load(9); })();', { undeclared: ['terminal'] }],
    ['an event emitter of its own', [], 'class Bus { #all = {}; on(name, f) { (this.#all[name] ||= []).push(f); } emit(name, x) { for (const f of this.#all[name] ?? []) f(x); } }\nconst bus = new Bus();\nbus.on("start", (c) => c.secrets.store("a", "b"));\nexport function activate(ctx) { bus.emit("start", ctx); }', { undeclared: ['secrets'] }],
    ['a container of services', [], 'const services = new Map();\nexport function activate(ctx) { services.set("host", () => ctx); run(); }\nfunction run() { const host = services.get("host")(); host.ai.chat("x"); }', { undeclared: ['ai.chat'] }],
    ['a file that nothing loads', [], { 'index.js': 'export function activate() {}', 'old/demo.js': 'fetch("https://example.org")' }, { undeclared: ['network'] }],
    ['a TypeScript constructor that keeps its parameter', ['secrets'], { 'index.js': 'import { Tool } from "./tool.js";\nexport function activate(ctx) { new Tool(ctx, 1).go(); }', 'tool.ts': 'export class Tool {\n  constructor(private readonly host: Host, protected n = 2) {}\n  go() { return this.host!.git.log(); }\n}\nenum Kind { A }\ntype Host = any;' }, { unused: ['secrets'], undeclared: ['git'] }],
    ['generators inside of generators', [], 'function* outer(c) { yield* inner(c); }\nfunction* inner(c) { yield c; }\nexport function activate(ctx) { for (const c of outer(ctx)) c.git.log(); inner(ctx).next().value.secrets.get("x"); }', { undeclared: ['git', 'secrets'] }],
    ['a static entry', ['ai.chat'], 'export default class { static async activate(host) { await host.ai.chat("x"); } }', {}],
    ['the host by way of its own members', [], 'exports.activate = (c) => { c.valueOf().git.log(); c.__proto__.secrets.get("x"); };', { undeclared: ['git', 'secrets'] }],
    ['the global object by way of this', [], 'exports.activate = () => { function all() { return this; } all().fetch("https://example.org"); };', { undeclared: ['network'] }],
    ['the global object by way of another script’s this', [], { 'index.js': '"use strict";\nconst { all } = require("./all.js");\nexports.activate = () => { all().fetch("https://example.org"); };', 'all.js': 'exports.all = function () { return this; };' }, { undeclared: ['network'] }],
    ['a strict script, where a function by itself has no this', ['network'], '"use strict";\nexports.activate = () => { function all() { return this; } all().fetch("https://example.org"); };', { unused: ['network'] }],
    ['a key that is joined from letters', ['secrets', 'git'], 'export function activate(ctx) { ctx.secrets[["g", "e", "t"].join("")]("x"); }', { unused: ['git'], inconclusive: true }],
    ['exports that are put together', [], { 'index.js': 'Object.assign(exports, require("./impl"));', 'impl.js': 'exports["acti" + "vate"] = (c) => c.terminal.open();' }, { undeclared: ['terminal'] }],
    ['an import at run time', [], 'export async function activate() { const { git } = await import("@orchestra/api"); git.log(); import("orchestra").then(({ ai }) => ai.chat("x")); }', { undeclared: ['git', 'ai.chat'] }],
    ['a copy by way of JSON has no methods', ['git'], 'export function activate(ctx) { const copy = JSON.parse(JSON.stringify(ctx)); copy.git.log(); }', { unused: ['git'] }],
    ['a component', [], { 'index.js': 'import { View } from "./view.jsx"; export function activate(ctx) { View({ ctx }); }', 'view.jsx': 'const Button = ({ go }) => <button onClick={() => go.git.log()} />;\nexport const View = ({ ctx }) => <Button go={ctx} />;' }, { undeclared: ['git'] }],
    ['a page of the package', ['network'], { 'index.js': 'export function activate() {}', 'panel.html': '<!doctype html>\n<script>\n  fetch("https://example.org")\n</script>' }, {}],
  ]),
  ...cases('formula', 'dist/extension.js', [
    ['the manifest needs it', ['ui.commands', 'ui.panels'], 'module.exports = { activate() {} };', { unused: ['ui.panels'], original: { contributes: { commands: [{ command: 'a.b', title: 'x' }] } } }],
    ['the manifest needs what it does not declare', [], 'module.exports = { activate() {} };', { undeclared: ['ui.panels'], original: { contributes: { panels: [{ id: 'a' }] } } }],
    ['what a call gives has methods of its own', ['cells.read', 'sheets.manage'], 'import { sheets } from "@formula/extension-api";\nexport async function activate() { const sheet = await sheets.getActiveSheet(); return sheet.getValue("A1"); }', { unused: ['sheets.manage'] }],
    ['the same through then', [], 'const formula = require("@formula/extension-api");\nexports.activate = () => formula.sheets.getActiveSheet().then((s) => s.setValue("A1", 1));', { undeclared: ['cells.write'] }],
    ['a custom function needs nothing', ['cells.read'], 'import * as f from "formula";\nexport function activate() { f.functions.register("DOUBLE", (context, x) => x * 2); }', { unused: ['cells.read'] }],
  ]),
  ...cases('skynet', 'code.js', [
    ['asking for a module can be the use', ['channels_read'], 'const channel = require("channel"); require("message").content;', {}],
    ['return and await at the top', ['messages_write'], 'const m = require("message");\nif (!m) return;\nawait m.reply("hi");', {}],
    ['reading points with either scope', ['members_read'], 'const { getPoints } = require("points"); getPoints("1");', {}],
    ['the wider scope includes the narrower', ['roles_manage'], 'const roles = require("roles"); roles.create("x");', {}],
    ['a module chosen at run time', ['ban'], 'const name = require("message").content; require(name).x();', { inconclusive: true }],
    ['an embed needs nothing', ['kick'], 'const embed = require("embed"); embed.setTitle("x");', { unused: ['kick'] }],
    ['storage and the network', [], 'const e = require("extension"), h = require("http"); h.request({ url: e.get("url") });', { undeclared: ['storage', 'http_request'] }],
  ]),
  ...cases('comfyvn', 'handlers.py', [
    ['routes, events and panels of the manifest', ['ui.panels', 'hooks.listen', 'assets.write'], 'def on_scene(event):\n    return event\n', { unused: ['assets.write'], undeclared: ['api.global'], original: { ui: { panels: [{ slot: 'a' }] }, events: [{ topic: 'on_scene_enter' }], routes: [{ path: '/a', expose: 'global' }] } }],
    ['a name chosen at run time', ['assets.read'], 'from comfyvn import api\n\ndef handler(payload):\n    return getattr(api, payload["name"])()\n', { inconclusive: true }],
    ['eval', ['assets.read'], 'from comfyvn import api\n\ndef handler(payload):\n    return eval(payload["code"])\n', { inconclusive: true }],
    ['given to a package that is not shipped', ['hooks.emit'], 'import other\nfrom comfyvn.api import hooks\nother.run(hooks)\n', { inconclusive: true }],
    ['one method in a table', [], 'from comfyvn.api import hooks as h, assets\nTABLE = {"emit": h.emit, "find": assets.find}\n\ndef handler(payload):\n    return TABLE[payload["do"]](payload)\n', { undeclared: ['hooks.emit', 'assets.read'] }],
    ['imported in a function', [], 'def handler(payload):\n    import comfyvn.api as host\n    with host.sandbox.open_root("x") as root:\n        root.write("y")\n', { undeclared: ['sandbox.fs.limited'] }],
    ['loaded by its name', [], 'import importlib\n\ndef handler(payload):\n    host = importlib.import_module("comfyvn.api")\n    return host.assets.list()\n', { undeclared: ['assets.read'] }],
    ['generators', [], 'from comfyvn import api\n\ndef outer():\n    yield api\n    yield from inner()\n\ndef inner():\n    yield api.hooks\n\nfor x in outer():\n    x.assets.list()\nfor y in inner():\n    y.emit("x")\n', { undeclared: ['assets.read', 'hooks.emit'] }],
    ['the script of a panel', ['assets.read'], { 'handlers.py': 'x = 1\n', 'ui/index.html': '<script>const { assets } = window.comfyvn; assets.list(); comfyvn.hooks.emit("x")</script>' }, { undeclared: ['hooks.emit'] }],
    ['a class of the same name', ['assets.read'], 'class assets:\n    @staticmethod\n    def list():\n        return []\n\ndef handler(payload):\n    return assets.list()\n', { unused: ['assets.read'] }],
  ]),
];
