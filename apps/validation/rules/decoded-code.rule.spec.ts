import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './decoded-code.rule.js';

const worst = (text: string, path = 'a.js') => findingsOf(rule, { [path]: text })[0]?.severity ?? 'nothing';

test("bad: what it looks for", () => {
  for (const code of [
    "eval(atob(\"YWxlcnQoMSk=\"))",
    "const d = Buffer.from(x, \"base64\").toString(); new Function(d)()",
    "const s = atob(x); let t = s + \";\"; (0, eval)(t)",
    "require(\"vm\").runInThisContext(Buffer.from(h, \"hex\").toString(\"utf8\"))",
    "setTimeout(unescape(\"%61%6c\" + x))",
    "const run = (code) => eval(code); run(decodeURIComponent(x))",
    "function get() { return atob(x) } eval(get())",
    "const { exec } = require(\"child_process\"); exec(Buffer.from(c, \"base64\").toString())",
    "const e = globalThis[\"ev\" + \"al\"]; e([\"a\", atob(b)].join(\"\"))",
    "x.constructor.constructor(atob(y))()",
    "[1].map(() => atob(x)).forEach((t) => eval(t))",
  ]) assert.equal(worst(code), 'critical', code);
  assert.equal(worst('eval(String.fromCharCode(97, x))'), 'high', 'also how WebAssembly hands out its texts');
});

test('bad: what stands backwards in a file is run; good: it is shown', () => {
  const read = 'const fs = require("fs"), vm = require("vm"); const cell = fs.readFileSync(file, "utf8").split("\\n")[3];';
  for (const turned of ['Array.from(cell).reverse().join("")', '[...cell].reverse().join("")', 'cell.split("").reverse().join("")']) {
    assert.equal(worst(`${read} vm.runInThisContext(${turned})(require)`), 'critical', turned);
    assert.equal(worst(`${read} console.log(${turned})`), 'nothing', turned);
  }
  assert.equal(worst(`${read} vm.runInThisContext(cell.split(";").reverse().join(";"))`), 'nothing', 'lines in another order');
});

test("bad: the same in Python", () => {
  for (const code of [
    "import base64\nexec(base64.b64decode(b\"cHJpbnQoMSk=\"))",
    "from base64 import b64decode as d\nimport zlib\nx = zlib.decompress(d(blob))\neval(compile(x, \"a\", \"exec\"))",
    "exec(\"\".join(chr(c) for c in codes))",
    "import os, codecs\nos.system(codecs.decode(x, \"rot13\"))",
    "import threading, zlib, base64\n_ = lambda t: zlib.decompress(base64.b64decode(t[::-1]))\nthreading.Thread(target=exec, args=(_('x'), {}), daemon=True).start()",
    "import threading, base64\nthreading.Timer(3, exec, (base64.b64decode(x),)).start()",
    "import base64, functools\nfunctools.partial(exec, base64.b64decode(x))()",
    "import base64\nloop.run_in_executor(None, exec, base64.b64decode(x))",
  ]) assert.equal(worst(code, 'a.py'), 'critical', code);
});

test("good: what only looks like it", () => {
  for (const code of [
    "const text = atob(x); show(text)",
    "eval(x); atob(y)",
    "JSON.parse(Buffer.from(x, \"base64\").toString())",
    "// eval(atob(x))\nconst s = \"eval(atob(x))\"",
    "const eval_ = (x) => x; eval_(atob(x))",
    "setTimeout(() => show(atob(x)), 10)",
    "setTimeout(show, 10, atob(x))",
    "new Function(\"return this\")(); decodeURIComponent(y)",
    "const atob = (x) => x.trim(); exec_(atob(x))",
  ]) assert.equal(worst(code), 'nothing', code);
});

test("good: the same in Python", () => {
  for (const code of [
    "import base64\nimage = base64.b64decode(data)\nshow(image)",
    "# exec(base64.b64decode(x))\ns = \"exec(base64.b64decode(x))\"",
  ]) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('bad: functions that call each other twice, 200 deep, take linear time', () => {
  const chain = Array.from({ length: 200 }, (_, i) => `function f${i}(x) { return f${i + 1}(x) + f${i + 1}(x) }`).join('\n');
  assert.equal(worst(`${chain}\nfunction f200(x) { return atob(x) }\neval(f0(y)); eval(f199(y))`), 'critical');
  const names = Array.from({ length: 2_000 }, (_, i) => `a${i + 1} = a${i} + a${i};`).join('\n');
  assert.equal(worst(`let a0 = "x";\n${names}\neval(a2000 + atob(y))`), 'critical');
  const python = Array.from({ length: 300 }, (_, i) => `a${i + 1} = [a${i}, a${i}]`).join('\n');
  assert.equal(worst(`import base64\na0 = 1\n${python}\nexec(str(a300) + base64.b64decode(y))`, 'a.py'), 'critical');
});

test('a template whose gaps are filled with text that was read is a hint, unless the script hides a text', () => {
  const ciphered = (frame: string): string => `const rest = require("fs").readFileSync(file); const text = Buffer.from(rest.map((b) => b ^ 0x5a)).toString(); require("vm").runInThisContext(${frame})(require)`;
  assert.equal(worst(ciphered('"(function(require){" + text + "})"')), 'high', 'only the frame of a function is written');
  const template = (codes: string) => `const name = String.fromCharCode(...${codes});\nnew Function("r", "return function () { return {" + name + ": r() } }")`;
  assert.equal(findingsOf(rule, { 'a.js': template('bytes') })[0]?.severity, 'low');
  assert.equal(findingsOf(rule, { 'a.js': `const name = String.fromCharCode(...bytes);\nnew Function("r", name)` })[0]?.severity, 'high');
  assert.equal(findingsOf(rule, { 'a.js': `${template('bytes')}\nString.fromCharCode(97, 98, 99, 100, 101, 102)` })[0]?.severity, 'high');
});

test('what is only compared, asked for its type or turned into bytes and back is not decoded text', () => {
  for (const code of [
    'const t = atob(x); eval(t === "a" ? first : second)',
    'const t = atob(x); eval(typeof t + (t in names) + !t)',
    'eval(unescape(encodeURIComponent(source)) + decodeURIComponent(escape(other)))',
    'const t = atob(x); eval(t && source)',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const t = atob(x); eval(ready ? t : second)',
    'eval(atob(escape(x)))',
    'const encodeURIComponent = (t) => t; eval(unescape(encodeURIComponent(x)))',
    'const t = atob(x); eval(t || source); eval(ready && t)',
  ]) assert.equal(worst(code), 'critical', code);
});

test('good: of the module `vm`, what runs nothing', () => {
  assert.equal(worst('const vm = require("vm"); vm.isContext(atob(x)); vm.toRange(atob(x))'), 'nothing');
  assert.equal(worst('const vm = require("vm"); new vm.Script(atob(x)); vm.compileFunction(atob(y))'), 'critical');
});

test('text that was decoded is an argument of a program, unless that runs what it is given', () => {
  const start = (command: string): string => worst(`const p = decodeURIComponent(x); require("child_process").exec(${command})`);
  assert.equal(start('`lsblk --json /dev/${p}`'), 'low');
  assert.equal(start('"git clone " + p'), 'low');
  for (const command of ['p', '`${p} --version`', '`node -e ${p}`', '"/usr/bin/env " + p', '"cmd.exe /c " + p', '`true; sh -c "${p}"`', '`npx ${p}`', '"echo x | xargs " + p']) assert.equal(start(command), 'critical', command);
  assert.equal(worst('require("child_process").spawn("python3", ["-c", atob(x)])'), 'critical');
});

test('a function that got its arguments is no text for a timer; what it got is followed into it', () => {
  for (const code of [
    'const close = (id, mark) => { list[id] = mark }; setTimeout(close.bind(null, atob(x), String.fromCharCode(n)), 200)',
    'class A { open() { this.socket = connect(atob(x)); setTimeout(this.socket.end.bind(this.socket), 30) } }',
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const run = (c) => eval(c); setTimeout(run.bind(null, atob(x)), 200)',
    'function run(a, c) { new Function(c)() } const later = run.bind(null, 1, atob(x)); later()',
    'setTimeout(function (c) { eval(c) }.bind(null, atob(x)))',
    'setTimeout(eval.bind(null, atob(x)))',
    'const o = { bind: (self, t) => t }; setTimeout(o.bind(null, atob(x)))', 'class A { bind(self, t) { return t } } const a = new A(); setTimeout(a.bind(null, atob(x)))',
    'setTimeout(atob(x).concat.bind(atob(x))())',
    'setTimeout(f.bind("x", atob(x)))',
  ]) assert.equal(worst(code), 'critical', code);
});

test('a piece of a text of callers is not made of where it stands there', () => {
  const lexer = 'const wasm = decode(atob(BYTES)); let parts; wasm.then((all) => { parts = all }); ';
  assert.equal(worst(`${lexer} export function names(source) { return read(source.slice(parts.from(), parts.to())) } function read(quoted) { return (0, eval)(quoted) }`), 'nothing');
  for (const code of [
    'function f(at) { const abc = "abcdefgh(1)"; return eval(abc.slice(at, at + 1)) } f(atob(x))',
    'const pick = (abc, at) => eval(abc.slice(at, at + 1)); pick("alert(1)", atob(x).length)',
    'export function f(source) { source = atob(source); eval(source.slice(1, 9)) }',
    'export function f(source) { eval(atob(source).slice(1, 9)) }',
  ]) assert.equal(worst(code), 'critical', code);
});

test('the same in the list of a program', () => {
  const start = (given: string, how = 'execFile'): string => worst(`const p = decodeURIComponent(x); require("child_process").${how}(${given})`);
  assert.deepEqual([start('"git", ["clone", p]'), start('"git", ["-C", p, "log"]', 'spawnSync')], ['low', 'low']);
  for (const given of ['"git", [p]', 'p, ["log"]', '"git", ["log", p], { shell: true }', '"git", ["log", p], options', '"git", { shell: p }', '"git", ["log"], { shell: p }', '"git", ["log"], { env: { A: p } }', '"node", ["a.js", p]', '"sh", ["-c", p]', '"./tool", ["a", p]', '"tool.js", ["a", p]', '"env", ["a", p]', '"git", ["-c", p, "fetch"]', '"git", ["fetch", "--upload-pack", p]', '"tar", ["xf", "a.tar", "--to-command=" + p]', '"tool", ["exec", "bash", "-c", p]']) {
    assert.equal(start(given), 'critical', given);
  }
  assert.equal(start('"tool", ["a", p]', 'fork'), 'critical');
});

test('the name of a module that was decoded, and what was encrypted or packed', () => {
  for (const code of ['const d = (x) => Buffer.from(x, "hex").toString(); require(d(list[0]))', 'require(atob(x))', 'require(x.split("").reverse().join(""))', 'require(atob(x) + ".js")']) assert.equal(worst(code), 'high', code);
  for (const code of ['require(decodeURIComponent(x))', 'const path = require("path"); const { name } = require(path.join(atob(x), "package.json"))']) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    'const { createDecipheriv } = require("crypto"); const d = createDecipheriv("aes-256-cbc", k, iv); new Function(Buffer.concat([d.update(x), d.final()]).toString())()',
    'const zlib = require("zlib"); module._compile(zlib.inflateSync(x).toString(), "x")',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of ['const d = require("crypto").createDecipheriv("aes-256-cbc", k, iv); print(d.update(x))', 'require(x); print(atob(y))', 'JSON.parse(require("zlib").gunzipSync(x))']) assert.equal(worst(code), 'nothing', code);
});

test('good: a module at a path that was an address', () => {
  assert.equal(worst('const path = decodeURIComponent(new URL(u).pathname); require(path)'), 'nothing');
  assert.equal(worst('const path = decodeURIComponent(atob(u)); require(path)'), 'high');
});

test('a part of an address that is filled into readable code', () => {
  const made = (given: string): string => `const read = (options) => { options.filter = new Function("message", \`const isShown = \${decodeURIComponent(options.filter)}; return isShown(message)\`) }; read(${given})`;
  assert.equal(worst(made('JSON.parse(query.get("overlay"))')), 'low');
  for (const given of ['{ filter: "%61%6c%65%72%74" }', '{ filter: "616c657274".replace(/../g, "%$&") }', '{ filter: ["%", "61"].join("") }']) assert.equal(worst(made(given)), 'critical', given);
  assert.equal(worst(made('JSON.parse(query)').replace('decodeURIComponent', 'atob')), 'critical');
  const files = { 'a.js': made('require("./b.json")'), 'b.json': JSON.stringify({ filter: '%61%6c%65%72%74' }) };
  assert.equal(findingsOf(rule, files)[0]?.severity, 'critical');
});

test('the folder that a program is started in is not run', () => {
  const made = (name: string): string => `require("child_process").execSync("tool config get cache", { ${name}: Buffer.from(x, "base64").toString() })`;
  assert.equal(worst(made('cwd')), 'nothing');
  for (const name of ['shell', 'input', '[key]', '...more, cwd: a, env']) assert.equal(worst(made(name)), 'critical', name);
});

test('good: a piece of a text that callers give is handed down from function to function', () => {
  const lexer = (calls: string) => `const wasm = decode(atob(BYTES)); let parts; wasm.then((all) => { parts = all }); function names(source) { return read(source.slice(parts.from(), parts.to())) } function read(quoted) { return (0, eval)(quoted) } function quick(text) { return names(text) } ${calls}`;
  assert.equal(worst(lexer('export const lex = (given) => ready ? quick(given) : names(given)')), 'nothing');
  for (const calls of ['export const lex = (given) => quick(given); lex(atob(x))', 'quick(atob(x))', 'quick(LETTERS)', 'const LETTERS = "abcdefgh(1)"; quick(LETTERS)']) assert.equal(worst(lexer(calls)), 'critical', calls);
});

test('templates as compilers write them for old engines, beside a text that says a share', () => {
  const made = (more: string) => `function read(options) { options.filter = new Function("message", "var isShown = ".concat(decodeURIComponent(options.filter), "; return isShown(message)")) } read(JSON.parse(query)); ${more}`;
  for (const more of [
    '',
    'show("Done ".concat(share, "%"))',
    'show("Done ".concat(share, "%").concat(text ? " (".concat(text, ")") : ""))',
    'bar.style.width = now ? "40%" : share + "%";',
  ]) assert.equal(worst(made(more)), 'low', more);
  for (const more of [
    'read({ filter: ["%", "61"].join("") })',
    'read({ filter: "".concat("%").concat("61") })',
    'read({ filter: codes.map((code) => "".concat("%").concat(code)).join("") })',
    'read({ filter: codes.map((code) => "" + "%" + code).join("") })',
    'read({ filter: codes.map((code) => `%${code}`).join("") })',
    'const sign = "" + "%"; read({ filter: list.map((code) => code.toString(16)).join(sign) })',
    'const sign = "%"; read({ filter: codes.join(sign) })',
    'show("Done ".concat(share, "%")); const sign = "\\x25"; read({ filter: codes.join(sign) })',
  ]) assert.equal(worst(made(more)), 'critical', more);
  assert.equal(findingsOf(rule, { 'a.js': made('show("Done ".concat(share, "%"))'), 'b.json': '{"a":"616c6572742861"}' })[0]?.severity, 'critical', 'digits beside it');
});

test('a function that wraps modules gives back to each call what that gave it', () => {
  const legacy = 'function w(e) { return e && typeof e === "object" && "default" in e ? e : { "default": e }; } const path = w(require("path")), os = w(require("os")), cp = w(require("child_process")); ';
  assert.equal(worst(`${legacy} path["default"].exec(atob(x)); os["default"].exec(atob(x))`), 'nothing');
  for (const code of [
    `${legacy} cp["default"].exec(atob(x))`,
    'const w = (m) => m || require("child_process"); const a = w(x), b = w(require("path")); a.exec(atob(x))',
    'const w = (m = require("child_process")) => m; w(require("path")); w().exec(atob(x))',
    'function w(m) { m = require("child_process"); return m } w(require("path")); w(1).exec(atob(x))',
    'const w = (a, m) => m; w(1, require("path")); w(...[1, require("child_process")]).exec(atob(x)); w(1, require("child_process"))',
    'const w = (m) => (ready ? m : null); w(require("path")); w(eval)(atob(x))',
  ]) assert.equal(worst(code), 'critical', code);
});

test('low: a reader of records makes a function of their names', () => {
  const reader = (body: string) => `const names = [String.fromCharCode(...bytes)];\nnew Function("r", ${body})(read)`;
  const members = 'names.map((name) => plain.test(name) ? name + ":r()" : "[" + JSON.stringify(name) + "]:r()").join(",")';
  assert.equal(findingsOf(rule, { 'a.js': reader(`"return {" + ${members} + "}"`) })[0]?.severity, 'low');
  for (const attack of ['names[0]', '"return " + names[0]', '"return (" + names[0] + ")"', '"{" + names[0] + "}"']) assert.equal(findingsOf(rule, { 'a.js': reader(attack) })[0]?.severity, 'high', attack);
  assert.equal(findingsOf(rule, { 'a.js': `${reader(`"return {" + ${members} + "}"`)}\nString.fromCharCode(97, 98, 99, 100, 101, 102)` })[0]?.severity, 'high', 'where texts are hidden in numbers');
});

test('a name that stands in an object is known, as long as nothing else is put there', () => {
  for (const code of [
    'const verbs = { template: "_" + "compile", out: "x" }; new (require("module"))("a")[verbs.template](Buffer.from(x, "base64").toString(), "a")',
    'const names = { "run": ["ev", "al"].join("") }; globalThis[names.run](atob(x))',
    'const names = { run: "eval" }; globalThis[names["ru" + "n"]](atob(x))',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    'const names = { run: "eval" }; names.run = chosen; list[names.run](atob(x))',
    'const names = { run: "eval", ...others }; list[names.run](atob(x))',
    'const names = { run: "show" }; globalThis[names.run](atob(x))',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('what is copied member by member stays under its name, as is what is stored under a name in quotation marks', () => {
  const copied = (read: string, text = 'Module["read"] = function (file) { return require("fs").readFileSync(file).toString() };') => `var Module = {}; Module["print"] = function (code) { Module["line"] += String.fromCharCode(code) }; var kept = {}; for (var key in Module) kept[key] = Module[key]; ${text} for (key in kept) Module[key] = kept[key]; function run(text) { eval.call(null, text) } run(${read});`;
  assert.equal(worst(copied('Module["read"](file)')), 'nothing');
  for (const read of ['Module["line"]', 'Module.line', 'kept.line', 'kept["line"]', 'Module[name]']) assert.equal(worst(copied(read)), 'high', read);
  assert.equal(worst(copied('Module.read', 'Module["read"] = atob(file);')), 'critical');
  for (const code of [
    'const a = { text: atob(t) }; const b = {}; for (const key in a) b[key] = a[key]; eval(b.text)',
    'const a = { text: atob(t) }; const b = {}; for (const key in a) b[other] = a[key]; eval(b.code)',
    'const a = { text: { of: atob(t) } }; const b = {}; Object.keys(a).forEach((key) => { b[key] = a[key] }); eval(b.text.of)',
    'const a = {}, b = {}; a.text = atob(t); for (const k in a) b[k] = a[k]; for (const k in b) a[k] = b[k]; eval(a.text)',
    'const list = {}; list["0"] = atob(t); eval(list[0])',
  ]) assert.equal(worst(code), 'critical', code);
});

test('a function of the global object whose name is decoded', () => {
  const names = 'const dec = (a) => a.map((n) => String.fromCharCode(n ^ seed)).join(""); ';
  for (const code of [
    `${names}const run = globalThis[dec([1, 2])]; run(atob(text))`,
    `${names}const g = window; const { [dec([1, 2])]: run } = g; run(Buffer.from(text, "base64").toString())`,
    `${names}self[dec([1, 2])](Buffer.from(text, "hex").toString())`,
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    `${names}const run = globalThis[dec([1, 2])]; run(1)`,
    'window[callback](JSON.parse(atob(text)))',
    'const make = globalThis[kind + "Array"]; make.from(atob(text))',
    `${names}const run = handlers[dec([1, 2])]; run(atob(text))`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: names of what is powerful that are taken apart in Python', () => {
  for (const code of ['run = __import__("sub" + "process")', 'open_ = getattr(m, "nepolru"[::-1])', 'm = load("so" + "ck" + "et")', 'f = getattr(b, "ev" + "al")']) assert.equal(worst(code, 'a.py'), 'high', code);
  for (const code of ['m = load("urllib" + "." + "request")', 'words = "sub" + "marine"', 'name = "sub" + kind', 'text = "olleh"[::-1]', 'import subprocess', 'm = load("subprocess")']) assert.equal(worst(code, 'a.py'), 'nothing', code);
});

test('good: a piece of a file, wherever a decoded module says that it stands; bad: of a text of the script, and what is decoded', () => {
  const lexer = (given: string) => `import { readFile } from "node:fs/promises"; let parts; WebAssembly.instantiate(Buffer.from(BYTES, "base64")).then((all) => { parts = all }); function names(source) { return read(source.slice(parts.from(), parts.to())) } function read(quoted) { return (0, eval)(quoted) } build.onLoad(async (args) => { ${given} })`;
  assert.equal(worst(lexer('const source = await readFile(args.path, "utf8"); names(source)')), 'nothing');
  assert.notEqual(worst(lexer('const source = "abcdefgh(1)"; names(source)')), 'nothing');
  const plain = (answer: string): string => `${lexer('const source = plain(await readFile(args.path, "utf8")); names(source)')}; import kit from "node:module"; function plain(text) { if (!typed) return text; return ${answer} }`;
  assert.equal(worst(plain('kit.stripTypeScriptTypes(text, { mode: "strip" })')), 'nothing', 'by way of a function');
  for (const answer of ['"abcdefgh(1)"', 'other.stripTypeScriptTypes(text)', 'atob(text)', 'text + letters']) assert.notEqual(worst(plain(answer)), 'nothing', answer);
  assert.notEqual(worst(lexer('const source = Buffer.from(await readFile(args.path, "utf8"), "base64").toString(); names(source)')), 'nothing');
});

test('low: code that is written piece by piece, with gaps for names; bad: nothing but gaps', () => {
  const names = 'const name = codes.map((code) => String.fromCharCode(code)).join("");';
  assert.equal(worst(`${names} let body = "return function " + name + "() {\\n"; body += "  return call(first, second);\\n"; body += "};\\n"; new Function("call", body)`), 'low');
  assert.equal(worst('let body = ""; for (const code of codes) body += String.fromCharCode(code); new Function("call", body)'), 'high');
});

test('bad: bytes that are made of others with a key run as code; good: they are read, and hashes', () => {
  for (const code of [
    'exports.apply = ({ profile }) => { const curve = profile.map((v, i) => v ^ ((90 + i) & 255)); const m = new (require("module"))("p"); m._compile(String(curve), "p.js") }',
    'const bytes = fs.readFileSync(file); const out = Buffer.alloc(bytes.length); for (let i = 0; i < bytes.length; i++) out[i] = bytes[i] ^ 55; require("vm").runInThisContext(out.toString())',
    'const bytes = fs.readFileSync(file); for (let i = 0; i < bytes.length; i++) bytes[i] ^= 55; new Function(bytes.toString())',
    'function mix(b, i) { return b ^ KEY[i % 3] } new Function(Buffer.from([...fs.readFileSync(file)].map(mix)).toString())',
    'const open = (bytes, key) => Uint8Array.from(bytes, (b, i) => { const k = key[i % key.length]; return (b ^ k) & 255 }); eval(new TextDecoder().decode(open(bytes, key)))',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'const open = (bytes, key) => bytes.map((b, i) => b ^ key[i]); exports.read = (bytes, key) => JSON.parse(String(open(bytes, key)))',
    'let hash = 5381; for (const letter of text) hash = (hash * 33) ^ letter.charCodeAt(0); setTimeout(done, hash)',
    'const open = (bytes) => bytes.map((b) => b + 1); m._compile(String(source), "p.js"); exports.open = open',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: decoded text in script elements, handlers and threads; good: addresses, pictures, files', () => {
  const element = 'const s = document.createElement("script"); ';
  for (const code of [
    `${element}s.text = atob(t)`,
    `${element}s.src = URL.createObjectURL(new Blob([atob(t)], { type: "text/javascript" }))`,
    `${element}const u = URL.createObjectURL(new Blob([Uint8Array.from(atob(t), (c) => c.charCodeAt())])); s.setAttribute("src", u)`,
    'image.setAttribute("onerror", decodeURIComponent(t))',
  ]) assert.equal(worst(code), 'high', code);
  for (const code of [
    'const { Worker } = require("worker_threads"); new Worker(Buffer.from(t, "base64").toString(), { eval: true })',
    `image.setAttribute("onerror", ${JSON.stringify(`${'first(); '.repeat(30)}eval(atob(t))`)})`,
    'import * as threads from "node:worker_threads"; const code = atob(t); new threads.Worker(code, { eval: on })',
  ]) assert.equal(worst(code), 'critical', code);
  for (const code of [
    `${element}s.src = decodeURIComponent(address)`,
    `${element}s.text = text`,
    'const i = document.createElement("img"); i.src = URL.createObjectURL(new Blob([atob(t)], { type: "image/png" }))',
    'image.setAttribute("alt", decodeURIComponent(t))',
    'const { Worker } = require("worker_threads"); new Worker(decodeURIComponent(file)); new Worker(decodeURIComponent(file), { eval: false, workerData: atob(t) })',
    'const { Worker } = require("worker_threads"); new Worker(code, { eval: true, workerData: atob(t) })',
  ]) assert.equal(worst(code), 'nothing', code);
});

test('pages that are written, and texts that a library packs', () => {
  assert.equal(worst('document.write(decodeURIComponent(escape(window.atob("PHNjcmlwdD4="))))'), 'high');
  assert.equal(worst('eval(LZString.decompressFromBase64("N4Ig"))'), 'critical');
  for (const code of ['document.write(unescape("%3Cscript src=\'" + host + "ga.js\'%3E%3C/script%3E"))', 'document.write(text)', 'load(LZString.decompressFromUTF16(localStorage.getItem("state")))']) assert.equal(worst(code), 'nothing', code);
});

test('where a script lies is unescaped, and hides nothing', () => {
  const start = (path: string) => `const { spawnSync } = require("child_process"); const path = require("path"); const app = decodeURIComponent(${path}); spawnSync(program, [app].concat(process.argv.slice(2)), { shell: process.platform === "win32" })`;
  const script = 'var self = typeof document !== "undefined" ? document.currentScript : null;';
  for (const code of [
    start('path.resolve(new URL("../dist/app.cjs", require("url").pathToFileURL(__filename).href).pathname)'),
    `import { resolve } from "pathe"; ${start('resolve(new URL("../dist/app.cjs", import.meta.url).pathname)').replace(/const path = .*?; /, '').replace('const { spawnSync } = require("child_process")', 'import { spawnSync } from "node:child_process"')}`,
    script + start('path.resolve(new URL("./a.js", typeof document === "undefined" ? require("url").pathToFileURL(__filename).href : (self && self.src || new URL("cli.js", document.baseURI).href)).pathname)'),
  ]) assert.equal(worst(code), 'nothing', code);
  for (const code of [
    start('new URL("%63url%20a.example", pathToFileURL(__filename)).pathname'),
    start('path.resolve(new URL(name, pathToFileURL(__filename)).pathname)'),
    start('new URL("./a", location.href).hash'),
    start('path.join(__dirname, words.join(""))'),
    `const document = { baseURI: words }; ${start('document.baseURI')}`,
  ]) assert.equal(worst(code), 'critical', code);
});

test('where a module of WebAssembly says that a piece of a text stands is a number; a text of the script may be chosen from by such', () => {
  const lexer = (call: string, size = '') => `let lexer; const init = WebAssembly.compile(Buffer.from(bytes, "base64")).then(WebAssembly.instantiate).then(({ exports: e }) => { lexer = e }); function parse(source) { const names = []; for (; lexer.next();) { const s = lexer.start(), e = lexer.end(), d = lexer.dynamic(); names.push(literal(source.slice(d === -1 ? s - 1 : s, d === -1 ? e + 1 : e)${size})) } function literal(text) { return (0, eval)(text) } return names } ${call}`;
  const bundled = 'transform(async (bundle) => parse((await bundle.generate()).code))';
  for (const call of ['export default parse', 'export function transform(code) { return parse(code) }', bundled]) assert.equal(worst(lexer(call)), 'nothing', call);
  for (const code of [lexer('const letters = "abcdef"; parse(letters)'), lexer('parse(`${letters}`)'), lexer('parse("ab" + letters)'), lexer('', ' + atob(x)'), lexer('export function run(x) { return parse(atob(x)) }'), lexer(bundled).replace('lexer = e', 'lexer = eval(atob(x))'), lexer(bundled).replace('exports: e', 'texts: e')]) assert.equal(worst(code), 'critical', code);
});

test('bad: numbers of a file are code, whatever name they are compiled under', () => {
  for (const run of ['const m = new (require("module"))(file); m._compile(code, file)', 'require("vm").runInThisContext(code, file)']) {
    assert.equal(worst(`const file = require("path").join(__dirname, "..", "test", "fixtures", "long-list.json"); const all = require(file); const code = all.items.map((n) => String.fromCharCode(n ^ all.step)).join(""); ${run}`), 'high', run);
  }
});

test('good: code with a gap for a name, under the name of a file', () => {
  assert.ok(['low', 'nothing'].includes(worst('const name = String.fromCharCode(97 + at); require("vm").runInThisContext(`(function (${name}) { return ${name} + 1 })`, require("path").join(__dirname, "made", "functions.js"))')));
});
