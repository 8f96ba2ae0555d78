import { cases } from './handwritten.js';
import type { Labelled } from './generate.js';

const GET = 'Object.getOwnPropertyDescriptor';
const DEFINE = 'Object.defineProperty';
/** The body of an `activate` that declares the clipboard; what it makes of the host is `o`. */
const using = (body: string, then = 'o.clipboard.readText();'): string => `export function activate(ctx) { const o = {}; ${body} ${then} }`;
const doubtful = { inconclusive: true } as const;

/** Members of the host that are copied one by one, as compilers do it, and as somebody does who wants to give one of them another name. */
export const COPIED: readonly Labelled[] = [
  ...cases('orchestra', 'index.js', [
    ['copied by name', ['clipboard', 'git'], using('for (const k in ctx) o[k] = ctx[k];'), { unused: ['git'] }],
    ['copied with what is known of it', ['clipboard', 'git'], using(`for (const k of Object.keys(ctx)) { const d = ${GET}(ctx, k); ${DEFINE}(o, k, d); }`), { unused: ['git'] }],
    ['copied by getters', ['clipboard', 'git'], using(`for (const k of Object.getOwnPropertyNames(ctx)) if (Object.prototype.hasOwnProperty.call(ctx, k)) ${DEFINE}(o, k, { enumerable: true, get: () => ctx[k] });`), { unused: ['git'] }],
    ['copied by getters where there are none', ['clipboard', 'git'], using(`Object.keys(ctx).forEach(function (k) { let d = ${GET}(ctx, k); if (!d || !("get" in d)) d = { get: function () { return ctx[k]; } }; ${DEFINE}(o, k, d); });`), { unused: ['git'] }],
    ['copied in one expression', ['clipboard', 'git'], using(`let d, def = ${DEFINE}, k; for (k in ctx) (d = def && ${GET}(ctx, k)) && d.get ? def(o, k, d) : o[k] = ctx[k];`), { unused: ['git'] }],
    ['copied by a function with a name of its own', ['clipboard', 'git'], `function bind(to, from, k, name) { if (name === undefined) name = k; to[name] = from[k]; } ${using('for (var k in ctx) bind(o, ctx, k);')}`, { unused: ['git'] }],
    ['one is given another name', ['clipboard'], `function bind(to, from, k, name) { if (name === undefined) name = k; to[name] = from[k]; } ${using('bind(o, ctx, "secrets", "clipboard");', 'o.clipboard.get("x");')}`, { undeclared: ['secrets'], unused: ['clipboard'] }],
    ['all are copied and none is used', ['clipboard'], 'export function activate(ctx) { const o = {}; for (const k in ctx) o[k] = ctx[k]; return Object.keys(o).length; }', { unused: ['clipboard'] }],
    ['asked for and not used', ['clipboard'], 'export function activate(ctx, name) { return typeof ctx[name] === "object" && !!ctx[name]; }', { unused: ['clipboard'] }],
    ['names of another object', ['clipboard'], using('const names = { clipboard: "secrets" }; for (const k in names) o[k] = ctx[names[k]];', 'o.clipboard.get("x");'), { undeclared: ['secrets'], unused: ['clipboard'] }],
    ...([
      ['a name that somebody gives', `function bind(to, from, k, name) { if (name === undefined) name = k; to[name] = from[k]; } ${using('bind(o, ctx, a(), b());')}`],
      ['the descriptor of the round before', using(`let last; for (const k of Object.keys(ctx)) { if (last && k === "clipboard") ${DEFINE}(o, k, last); last = ${GET}(ctx, k); }`)],
      ['the same in one variable', using(`for (var k in ctx) { if (d && k === "clipboard") ${DEFINE}(o, k, d); var d = ${GET}(ctx, k); }`)],
      ['the same by a detour', using(`let last; for (const k in ctx) { const d = last; last = ${GET}(ctx, k); if (d) ${DEFINE}(o, k, d); }`)],
      ['the same through a function', using(`let last; const get = (from, name) => { const d = last; last = ${GET}(from, name); return d; }; for (const k in ctx) { const d = get(ctx, k); if (d) ${DEFINE}(o, k, d); }`)],
      ['a key that changes', using(`for (var k in ctx) { var d = ${GET}(ctx, k); k = "clipboard"; ${DEFINE}(o, k, d); }`)],
      ['a key that a function changes', using(`for (let k in ctx) { const d = ${GET}(ctx, k); (() => { k = "clipboard"; })(); ${DEFINE}(o, k, d); }`)],
      ['a key that is declared again', using(`var k = "secrets"; const d = ${GET}(ctx, k + ""), e = ${GET}(ctx, k = other()); ${DEFINE}(o, "clipboard", e);`)],
      ['a key that hides another', using(`for (const k in ctx) { let d; { const k = "sec" + rets(); d = ${GET}(ctx, k); } ${DEFINE}(o, k, d); }`)],
      ['a getter that asks later', using(`for (var k in ctx) ${DEFINE}(o, k, { get: () => ctx[k] });`)],
      ['a descriptor that is set from a function', using(`for (const k in ctx) { let d = ${GET}(ctx, k); const set = () => { d = ${GET}(ctx, other()); }; set(); ${DEFINE}(o, k, d); }`)],
      ['a bound function that has another key', using(`for (const k of Object.keys(ctx)) { const d = ${GET}(ctx, k); const define = ${DEFINE}.bind(null, o, "clipboard"); define(d, k, d); }`)],
      ['names of an object that somebody else fills', using('const all = {}; for (const k in all) ctx[k](); stranger(all);', '')],
      ['two keys', using('for (const k in ctx) for (const j in ctx) o[j] = ctx[k];')],
      ['a key that is never the same', using('let i = 0; const k = { toString: () => (i++ ? "secrets" : "clipboard") }; o[k] = ctx[k];')],
      ['not the function that defines', using('const def = (to, name, d) => d.get().get("x"); for (const k of Object.keys(ctx)) def(o, k, { get: () => ctx[k] });', '')],
      ['a getter and a value', using(`for (const k of Object.keys(ctx)) ${DEFINE}(o, "clipboard", { get: () => ctx[k] });`)],
      ['the value of a descriptor', using(`${GET}(ctx, name()).value.get("x");`, '')],
      ['the getter of a descriptor', using(`${GET}(ctx, name()).get().get("x");`, '')],
      ['a member that is called', using('ctx[name()].get("x");', '')],
      ['a member in an array', using('[ctx[name()]].forEach((part) => part.get("x"));', '')],
      ['a member in a map', using('new Map([[1, ctx[name()]]]).get(1).get("x");', '')],
      ['a member in a promise', using('Promise.resolve(ctx[name()]).then((part) => part.get("x"));', '')],
      ['members of a member', using('({ ...ctx[name()] }).get("x");', '')],
      ['an object made of a member', using('Object.create(ctx[name()]).get("x");', '')],
      ['a class made of a member', using('class A extends ctx[name()] {} new A();', '')],
      ['what a constructor gives back', using('function A() { return ctx[name()]; } new A().get("x");', '')],
      ['a member that is a tag', using('ctx[name()]`x`;', '')],
      ['a member that is thrown', using('throw ctx[name()];', '')],
      ['a member that somebody gets', using('stranger(ctx[name()]);', '')],
      ['a member of a member', using('const part = ctx[name()]; const { get } = part; get("x");', '')],
      ['what runs over a member', using('for (const each of ctx[name()]) each.get("x");', '')],
    ] as const).map(([name, code]): [string, string[], string, typeof doubtful] => [name, ['clipboard', 'git'], code, doubtful]),
  ]),
  ...cases('skynet', 'index.js', [
    ['a member by an unknown name of a part that is guarded itself', ['guild_read', 'guild_manage'], 'const guild = require("guild"); guild[name()]();', doubtful],
    ['the same, of which only the part is declared', ['guild_read'], 'const guild = require("guild"); guild[name()]();', doubtful],
    ['the same, given away', ['guild_read', 'guild_manage'], 'stranger(require("guild"));', doubtful],
  ]),
];
