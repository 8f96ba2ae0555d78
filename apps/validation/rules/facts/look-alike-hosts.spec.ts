import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMisspelt, looksLikeService } from './look-alike-hosts.js';

test('hosts that are taken for those of a service', () => {
  for (const [host, name] of [
    ['login-github.inbox.example', 'GitHub'], ['github.login-now.example', 'GitHub'], ['githublogin.example', 'GitHub'], ['github.com.example', 'GitHub'], ['github-com.example', 'GitHub'],
    ['login-microsoftonline.sheets.example', 'Microsoft'], ['microsoftonline.example', 'Microsoft'], ['update-visualstudio.example', 'Visual Studio Code'],
    ['discord-verify54.example', 'Discord'], ['dlscord.example', 'Discord'], ['steamcommunlty-trade.example', 'Steam'], ['paypa1.example', 'PayPal'], ['metamask-wallet.example', 'MetaMask'],
    ['accounts.google.com.example', 'Google'], ['binnance.example', 'Binance'], ['teelgram.example', 'Telegram'],
  ] as const) assert.equal(looksLikeService(host), name, host);
});

test('hosts of services themselves, of companies that have one for themselves, and of tools with the name in theirs', () => {
  for (const host of [
    'github.com', 'api.github.com', 'login.microsoftonline.com', 'console.google.co.uk', 'amazon.de', 'update.code.visualstudio.com', 'discord.js.org', 'metamask.github.io',
    'github.company.example', 'login.gitlab.company.example', 'github-readme-stats.vercel.app', 'discordbotlist.com', 'google-analytics.com', 'cloudflare-dns.com', 'openal.org', 'steamdb.info', 'login.company.example',
  ]) assert.equal(looksLikeService(host), null, host);
});

test('hosts that are written nearly as those of a service', () => {
  for (const host of ['steamcommunlty-trade.example', 'disocrd.example', 'discord.com.example', 'microsoftonline.example']) assert.ok(isMisspelt(host), host);
  for (const host of ['discord-support.example', 'steam-trade.example', 'discord.com', 'openal.org', 'jcloud.example', 'steamcommunity.com']) assert.ok(!isMisspelt(host), host);
});
