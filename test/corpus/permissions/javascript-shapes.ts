/** One way to call a method of the host: code at the top of the file, code where the host object is at hand, other files. */
export interface Shape {
  name: string;
  top?: string;
  body?: string;
  files?: Record<string, string>;
}

/** `host` is an expression for the host object, `path` leads from it to the method, `n` makes names unique. */
export type ShapeOf = (host: string, path: readonly string[], n: number) => Omit<Shape, 'name'>;

const way = (path: readonly string[]): string => path.join('.');
const ahead = (host: string, path: readonly string[]): string => [host, ...path.slice(0, -1)].join('.');
const last = (path: readonly string[]): string => path.at(-1) ?? '';
const nested = (path: readonly string[], inner: string): string => path.reduceRight((pattern, name) => `{ ${name}: ${pattern} }`, inner);
const halves = (name: string): string => `'${name.slice(0, 2)}' + '${name.slice(2)}'`;

/** Awkward and ordinary ways to write a call; each of them really calls the method. */
export const SHAPES: Record<string, ShapeOf> = {
  direct: (h, p) => ({ body: `${h}.${way(p)}('x');` }),
  'alias of the host': (h, p, n) => ({ body: `const c${n} = ${h}; let d${n} = c${n}; d${n}.${way(p)}('x');` }),
  'alias of a part': (h, p, n) => ({ body: `const part${n} = ${ahead(h, p)}; part${n}.${last(p)}('x');` }),
  'alias of the method': (h, p, n) => ({ body: `const m${n} = ${h}.${way(p)}; m${n}('x');` }),
  'nested destructuring': (h, p, n) => ({ body: `const ${nested(p, `m${n}`)} = ${h}; m${n}('x');` }),
  'destructuring with a default': (h, p, n) => ({ body: `const { ${last(p)}: m${n} = () => {} } = ${ahead(h, p)}; m${n}('x');` }),
  'rest of destructuring': (h, p, n) => ({ body: `const { never${n}, ...others${n} } = ${h}; others${n}.${way(p)}();` }),
  'assigned by a pattern': (h, p, n) => ({ body: `let m${n}; ({ ${last(p)}: m${n} } = ${ahead(h, p)}); m${n}();` }),
  'optional chain': (h, p) => ({ body: `${h}?.${p.join('?.')}?.('x');` }),
  'literal keys': (h, p) => ({ body: `${h}${p.map((name) => `['${name}']`).join('')}('x');` }),
  'joined key': (h, p, n) => ({ body: `const key${n} = ${halves(last(p))}; ${ahead(h, p)}[key${n}]();` }),
  'template key': (h, p, n) => ({ body: `const end${n} = '${last(p).slice(1)}'; ${ahead(h, p)}[\`${last(p).slice(0, 1)}\${end${n}}\`]();` }),
  'keys from a list': (h, p, n) => ({ body: `for (const k${n} of ['${last(p)}']) ${ahead(h, p)}[k${n}]('x');` }),
  'parameter of a function': (h, p, n) => ({ top: `function use${n}(target, x) { return target.${way(p)}(x); }`, body: `use${n}(${h}, 1);` }),
  'three functions deep': (h, p, n) => ({ top: `const a${n} = (t) => b${n}({ t }); function b${n}({ t }) { return c${n}(0, t); } const c${n} = function (_, t) { t.${way(p)}(); };`, body: `a${n}(${h});` }),
  'destructured parameter': (h, p, n) => ({ top: `const use${n} = (${nested(p, 'go')}) => go('x');`, body: `use${n}(${h});` }),
  'default of a parameter': (h, p, n) => ({ body: `const run${n} = (t = ${h}) => { t.${way(p)}(); }; run${n}();` }),
  'rest parameter': (h, p, n) => ({ top: `function use${n}(...all) { all[1].${way(p)}(); }`, body: `use${n}('x', ${h});` }),
  'arguments object': (h, p, n) => ({ top: `function use${n}() { arguments[0].${way(p)}(); }`, body: `use${n}(${h});` }),
  'spread into a call': (h, p, n) => ({ top: `const use${n} = (a, t) => t.${way(p)}(a);`, body: `use${n}(...['x', ${h}]);` }),
  'field of a class': (h, p, n) => ({ top: `class Tool${n} { constructor(c) { this.host = c; } go() { return this.host.${way(p)}('x'); } }`, body: `new Tool${n}(${h}).go();` }),
  'private field': (h, p, n) => ({ top: `class Safe${n} { #c; constructor(c) { this.#c = c; } go = () => this.#c.${way(p)}(); }`, body: `const s${n} = new Safe${n}(${h}); s${n}.go();` }),
  'inherited field': (h, p, n) => ({ top: `class Base${n} { constructor(c) { this.c = c; } } class Derived${n} extends Base${n} { constructor(c) { super(c); } go() { this.c.${way(p)}(); } }`, body: `new Derived${n}(${h}).go();` }),
  'method of the parent': (h, p, n) => ({ top: `class Up${n} { run(c) { c.${way(p)}(); } } class Down${n} extends Up${n} { run(c) { return super.run(c); } }`, body: `new Down${n}().run(${h});` }),
  'static member': (h, p, n) => ({ top: `class Holder${n} { static c; static use() { Holder${n}.c.${way(p)}(); } }`, body: `Holder${n}.c = ${h}; Holder${n}.use();` }),
  'getter and setter': (h, p, n) => ({ top: `const box${n} = { set c(v) { this.v = v; }, get c() { return this.v; } };`, body: `box${n}.c = ${h}; box${n}.c.${way(p)}();` }),
  prototype: (h, p, n) => ({ top: `function Old${n}(c) { this.c = c; } Old${n}.prototype.go = function () { this.c.${way(p)}(); };`, body: `new Old${n}(${h}).go();` }),
  'returned value': (h, p, n) => ({ top: `const same${n} = (x) => x;`, body: `same${n}(same${n}(${h})).${way(p)}();` }),
  closure: (h, p, n) => ({ body: `const make${n} = (c) => () => c.${way(p)}(); make${n}(${h})();` }),
  'variable of the module': (h, p, n) => ({ top: `let kept${n} = null; function later${n}() { return kept${n}.${way(p)}(); }`, body: `kept${n} = ${h}; setTimeout(later${n}, 10);` }),
  'global variable': (h, p, n) => ({ body: `globalThis.kept${n} = ${h}; kept${n}.${way(p)}();` }),
  'then of a promise': (h, p) => ({ body: `Promise.resolve(${h}).then((c) => c.${way(p)}('x')).catch(() => {});` }),
  'promise made by hand': (h, p) => ({ body: `new Promise((done) => done(${h})).then((c) => c.${way(p)}());` }),
  'awaited value': (h, p, n) => ({ top: `async function wait${n}(c) { return c; }`, body: `(async () => { const c = await wait${n}(${h}); await c.${way(p)}(); })();` }),
  'list and forEach': (h, p) => ({ body: `[${h}].forEach((c) => c.${way(p)}());` }),
  'list and index': (h, p, n) => ({ body: `const all${n} = [0, ${h}]; for (let i = 0; i < all${n}.length; i++) all${n}[i]?.${way(p)}();` }),
  'map and get': (h, p, n) => ({ body: `const map${n} = new Map(); map${n}.set('c', ${h}); map${n}.get('c').${way(p)}();` }),
  'map from pairs': (h, p) => ({ body: `for (const [, c] of new Map([['c', ${h}]])) c.${way(p)}();` }),
  reduce: (h, p) => ({ body: `[1].reduce((c, x) => { c.${way(p)}(x); return c; }, ${h});` }),
  'bound method': (h, p, n) => ({ body: `const b${n} = ${h}.${way(p)}.bind(${ahead(h, p)}, 'x'); b${n}();` }),
  'bound function': (h, p, n) => ({ top: `function use${n}(c, x) { c.${way(p)}(x); }`, body: `const f${n} = use${n}.bind(null, ${h}); f${n}(1);` }),
  'call and apply': (h, p, n) => ({ top: `function use${n}(x, c) { c.${way(p)}(x); }`, body: `use${n}.call(null, 1, ${h}); use${n}.apply(null, [1, ${h}]);` }),
  'this of a call': (h, p, n) => ({ top: `function use${n}() { this.${way(p)}(); }`, body: `use${n}.call(${h});` }),
  'Reflect.get': (h, p) => ({ body: `Reflect.get(${ahead(h, p)}, '${last(p)}')();` }),
  'Reflect.apply': (h, p) => ({ body: `Reflect.apply(${h}.${way(p)}, null, ['x']);` }),
  'object spread': (h, p, n) => ({ body: `const mine${n} = { ...${h}, extra: 1 }; mine${n}.${way(p)}();` }),
  'Object.assign': (h, p, n) => ({ body: `const mine${n} = Object.assign({}, ${h}); mine${n}.${way(p)}();` }),
  'Object.create': (h, p, n) => ({ body: `const heir${n} = Object.create(${h}); heir${n}.${way(p)}();` }),
  'table of functions': (h, p, n) => ({ top: `const table${n} = { run: (c) => c.${way(p)}() };`, body: `for (const name of Object.keys(table${n})) table${n}[name](${h});` }),
  'entries of a table': (h, p, n) => ({ body: `for (const [, go] of Object.entries({ a: ${h}.${way(p)} })) go('x'); void ${n};` }),
  conditional: (h, p, n) => ({ body: `const pick${n} = Math.random() > 2 ? null : ${h}; (pick${n} || {}).${way(p)}?.();` }),
  'logical assignment': (h, p, n) => ({ body: `let maybe${n} = null; maybe${n} ??= ${h}; maybe${n}.${way(p)}();` }),
  'sequence and comma': (h, p) => ({ body: `(0, ${h}.${way(p)})('x');` }),
  'try and switch': (h, p, n) => ({ body: `try { switch (${n}) { case ${n}: { var v${n} = ${h}; } } } finally { v${n}.${way(p)}(); }` }),
  'tagged template': (h, p) => ({ body: `${h}.${way(p)}\`x\`;` }),
  'callback of the host': (h, p, n) => ({ top: `const on${n} = (event, c) => c;`, body: `const cb${n} = () => ${h}.${way(p)}(); on${n}('x', cb${n})();` }),
  generator: (h, p, n) => ({ top: `function* each${n}(c) { yield c.${way(p)}(); }`, body: `[...each${n}(${h})];` }),
  'immediately called': (h, p) => ({ body: `((c) => { (function () { c.${way(p)}(); })(); })(${h});` }),
  'module with a named function': (h, p, n) => ({ top: `import { go as go${n} } from './part${n}.js';`, body: `go${n}(${h});`, files: { [`part${n}.js`]: `export function go(c) { return c.${way(p)}('x'); }\n` } }),
  'module with a default function': (h, p, n) => ({ top: `import go${n} from './lib/part${n}.js';`, body: `go${n}({ c: ${h} });`, files: { [`lib/part${n}.js`]: `export default ({ c }) => c.${way(p)}('x');\n` } }),
  'module re-exported': (h, p, n) => ({ top: `import * as all${n} from './all${n}.js';`, body: `all${n}.go(${h});`, files: { [`all${n}.js`]: `export * from './deep${n}.js';\n`, [`deep${n}.js`]: `export const go = (c) => { c.${way(p)}(); };\n` } }),
  'module that keeps it': (h, p, n) => ({ top: `import { keep${n}, use${n} } from './state${n}.js';`, body: `keep${n}(${h}); use${n}();`, files: { [`state${n}.js`]: `let c;\nexport const keep${n} = (v) => { c = v; };\nexport const use${n} = () => c.${way(p)}();\n` } }),
  'TypeScript module': (h, p, n) => ({ top: `import { go as ts${n} } from './typed${n}.js';`, body: `ts${n}(${h});`, files: { [`typed${n}.ts`]: `interface Host { [name: string]: any }\nexport function go<T extends Host>(c: T): void { (c as any).${way(p)}!('x' satisfies string); }\n` } }),
};
