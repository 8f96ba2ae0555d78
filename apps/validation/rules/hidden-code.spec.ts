import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as childProcess } from './child-process.rule.js';
import { rule } from './decoded-code.rule.js';

const worst = (text: string): string => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const CODE = 'const fs=require("fs");function count(list){let total=0;for(const each of list)total+=fs.statSync(each).size;return total}module.exports=count;';
/** Pieces of seven letters, wherever they end. */
const PIECES = CODE.match(/.{1,7}/g) ?? [];
const quoted = PIECES.map((piece) => JSON.stringify(piece));
const names = PIECES.map((_, index) => `p${index}`);
const declared = quoted.map((piece, index) => `var ${names[index]!} = ${piece};`).reverse().join('\n');
const between = JSON.stringify(PIECES.join('NOON'));

test('bad: code in pieces that end within words, under names, in functions, lists and members, or with a word in between', () => {
  for (const code of [
    `${declared}\neval(${names.join(' + ')})`,
    `${quoted.map((piece, index) => `function f${index}() { return ${piece} }`).join('\n')}\neval(${PIECES.map((_, index) => `f${index}()`).join('+')})`,
    `${quoted.map((piece, index) => `var ${names[index]!} = (${index}, ${piece});`).join('\n')}\nnew Function(${names.join(' + ')} + more)()`,
    `var list = [${quoted.join()}]; (0, eval)(list.join(""))`,
    `var list = [${quoted.join()}]; var order = [${PIECES.map((_, index) => index).join()}]; eval(order.map((at) => list[at]).join(""))`,
    `var o = {${quoted.map((piece, index) => `k${index}: ${piece}`).join()}}; setTimeout(${PIECES.map((_, index) => `o.k${index}`).join(' + ')})`,
    `let s = "";\n${quoted.map((piece) => `s += ${piece};`).join('\n')}\nrequire("vm").runInThisContext(s)`,
    `${declared}\nconst made = document.createElement("script"); made.text = ${names.join(' + ')}; document.head.append(made)`,
    `${declared}\nnew Worker(URL.createObjectURL(new Blob([${names.join()}])))`,
    `const t = ${between}; this["ev" + "al"](t.split("NOON").join(""))`,
    `const t = ${between}; const w = t.split("NOON"); new Function(w.join(""))()`,
    `eval(${between}.replace(/NOON/g, ""))`,
    `eval(${between}.replaceAll("NOON", ""))`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: code of lines, with names that a template has, and texts that are not run', () => {
  const lines = ['"use strict";', 'var out = "";', 'for (var i = 0; i < list.length; i++) {', '  out += list[i];', '}', 'return out;'];
  for (const code of [
    `new Function("list", [${lines.map((line) => JSON.stringify(line)).join()}].join("\\n"))`,
    `new Function("list", ${lines.map((line) => JSON.stringify(`${line}\n`)).join(' + ')})`,
    `let body = "var out='"; for (const part of parts) body += "';out+=(" + part + ");out+='"; body += "';return out;"; new Function("it", body)`,
    'const NS = "_$"; new Function("a", "var " + NS + "x=1;var " + NS + "y=2;var " + NS + "z=3;var " + NS + "u=4;var " + NS + "v=5;return " + NS + "x")',
    'new Function("a", "return a.get" + kind + "At(" + at + ")." + name + "Of(a)")',
    'eval("var a=1;" + "var b=2;" + "var c=3;" + "var d=4;" + "var e=5;" + "var f=6;" + "run(a,b)")',
    `${declared}\nshow(${names.join(' + ')})`,
    `show(${between}.split("NOON").join(""))`,
    'eval(text.split("NOON").join(""))',
    'let a = a; eval(a); let b = [b]; eval(b.join("")); let c = c; eval(c.join(""))',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('code that is put together is read', () => {
  const runs = 'const c = require("child_process");\n'.replace('\n', '') + `c.exec("start " + process.argv[2]);${'wait();'.repeat(30)}`;
  const pieces = (runs.match(/.{1,60}/g) ?? []).map((piece) => JSON.stringify(piece));
  const found = (text: string): number => findingsOf(childProcess, { 'a.js': text }).length;
  assert.notEqual(found(`eval(${pieces.join(' + ')})`), 0);
  assert.notEqual(found(`eval(${JSON.stringify(runs.split('').join('~'))}.split("~").join(""))`), 0);
  assert.equal(found(`show(${pieces.join(' + ')})`), 0);
});

test('code that makes itself again and names that double take no time', () => {
  const doubled = Array.from({ length: 300 }, (_, index) => `const a${index + 1} = a${index} + a${index};`).join('\n');
  assert.equal(worst(`const a0 = "run";\n${doubled}\neval(a300)`), 'nothing');
  let nested = `run();${'wait();'.repeat(40)}`;
  for (let depth = 0; depth < 12; depth++) nested = `eval(${JSON.stringify(nested.slice(0, 9))} + ${JSON.stringify(nested.slice(9))})`;
  assert.equal(worst(nested), 'nothing');
});

const morse = Array.from(CODE, (letter) => letter.charCodeAt(0).toString(2).replaceAll('0', '.').replaceAll('1', '-')).join(' ');
const SIGNS = 'const signs = { ".-": "a", "-.": "n" }; const read = (text) => text.split(" ").map((each) => signs[each]).join("");';

test('bad: code that a function of the script makes of a long text which says nothing', () => {
  const element = 'const made = document.createElement("script"); document.head.append(made);';
  for (const code of [
    `${SIGNS} ${element} made.text = read("${morse}")`,
    `${SIGNS} ${element} const held = "${morse}"; const code = read(held); made.textContent = code;`,
    `${SIGNS} eval(read("${morse}"))`,
    `${SIGNS} const all = "${morse}"; new Function(all.split(" ").map((each) => signs[each]).join(""))()`,
    `${SIGNS} const all = "${morse}"; let code = ""; for (let at = 0; at < all.length; at += 8) code += signs[all.substr(at, 8)]; eval(code)`,
    `function read(text) { let out = ""; for (const each of text) out += table[each]; return out } new Worker(URL.createObjectURL(new Blob([read("${morse}")])))`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: texts that say something, that stay as they are, that are short, or that are read as a script', () => {
  const template = '<ul>{{#each items}}<li class="item">{{name}} costs {{price}} today</li>{{/each}}</ul>'.repeat(3);
  const worker = Buffer.from(`self.onmessage = (event) => postMessage(event.data * 2);\n${'postMessage(1);\n'.repeat(20)}`).toString('base64');
  for (const code of [
    `function compile(text) { return text.split("{{").map(quote).join(" + ") } new Function("it", compile(${JSON.stringify(template)}))`,
    `const wasm = "${'AB/9x+0Q'.repeat(60)}"; const script = (bytes) => "const bytes = '" + bytes + "'; start(bytes)"; new Worker(URL.createObjectURL(new Blob([script(wasm)])))`,
    `${SIGNS} show(read("${morse}")); eval(text)`,
    `${SIGNS} eval(read("..- -.. ---"))`,
    `${SIGNS} eval(read(given))`,
    `const code = "${worker}"; const read = (text) => bytesOf(text.replace(/-/g, "+")); export default () => new Worker(URL.createObjectURL(new Blob([read(code)])))`,
  ]) assert.equal(worst(code), 'nothing', code);
});
