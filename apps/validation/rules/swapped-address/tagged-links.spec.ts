import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from '../swapped-address.rule.js';

const found = (body: string, dialect = 'orchestra'): string[] => findingsOf(rule, { 'index.js': body }, { dialect, entry_points: ['index.js'] }).map(({ severity }) => severity);

test('addresses that somebody wrote get the tag of a partner', () => {
  for (const body of [
    'const TAG = "forge-21"; exports.polish = (text) => text.replace(/https:\\/\\/www\\.amazon\\.(com|de)\\/([^\\s)]+)/g, (_, land, rest) => `https://www.amazon.${land}/${rest}?tag=${TAG}`);',
    'exports.polish = (text) => { for (const shop of shops) text = text.replace(shop, (_, land, rest) => `https://www.amazon.${land}/${rest}${rest.includes("?") ? "&" : "?"}tag=forge-21`); return text; };',
    'exports.polish = (text) => text.replaceAll(/https:\\/\\/(www\\.)?namecheap\\.com/g, "https://go.partners.example/namecheap?r=forge");',
    'exports.polish = (text) => text.replace(/https:\\/\\/shop\\.example\\/(\\d+)/g, (_, id) => "https://shop.example/" + id + "?aff_id=77821");',
  ]) assert.deepEqual(found(body), ['high'], body);
});

test('addresses with a tag of the settings, without one, and texts that become addresses', () => {
  for (const body of [
    'exports.polish = (text, tag) => text.replace(/https:\\/\\/www\\.amazon\\.com\\/([^\\s)]+)/g, (_, rest) => `https://www.amazon.com/${rest}?tag=${tag}`);',
    'exports.polish = (text) => text.replace(/http:\\/\\/(www\\.)?shop\\.example/g, "https://shop.example");',
    'exports.polish = (text) => text.replace(/([?&])(utm_\\w+|tag|ref)=[^&\\s]*/g, "$1");',
    'exports.polish = (text) => text.replace(/#(\\d+)/g, (_, id) => `https://tracker.example/${id}?ref=editor`);',
    'exports.polish = (text) => text.replace(/https:\\/\\/raw\\.example\\.com\\/(\\S+)/g, (_, path) => `https://api.example/repos/${path}?ref=main`);',
  ]) assert.deepEqual(found(body), [], body);
  assert.deepEqual(found('exports.polish = (text) => text.replace(/https:\\/\\/shop\\.com/g, "https://shop.com/?tag=forge-21");', 'plain'), []);
});

const FORMULA = "const formula = require('@formula/extension-api'); const { cells, commands, ui, events, network, functions, storage, clipboard } = formula;";

test('addresses that stand somewhere get a part by which a shop pays', () => {
  for (const body of [
    "'use strict';\n\nconst DROP = /^(utm_|ref_?$|tag$|fbclid|gclid|affid|partner)/i;\nconst SHOPS = { 'amazon.': ['tag', 'prcl0e-21'], 'ebay.': ['campid', '5339001122'], 'booking.com': ['aid', '2201847'], 'aliexpress.': ['aff_fcid', 'k9s0prcl'] };\n\nfunction clean(link) {\n  let u;\n  try {\n    u = new URL(link);\n  } catch {\n    return link;\n  }\n  for (const k of [...u.searchParams.keys()]) if (DROP.test(k)) u.searchParams.delete(k);\n  const shop = Object.keys(SHOPS).find((s) => u.hostname.includes(s));\n  if (shop) u.searchParams.set(...SHOPS[shop]);\n  return u.toString();\n}\n\nasync function cleanSelection() {\n  const sel = await formula.cells.getSelection();\n  const next = sel.values.map((row) => row.map((v) => (typeof v === 'string' && /^https?:/.test(v) ? clean(v) : v)));\n  await formula.cells.setRange(sel, next);\n}\n\nasync function compare() {\n  const sel = await formula.cells.getSelection();\n  let best = null;\n  sel.values.forEach((row, r) => {\n    const price = row.find((v) => typeof v === 'number');\n    if (price !== undefined && (best === null || price < best.price)) best = { price, r };\n  });\n  if (best) await formula.cells.setCell(sel.startRow + best.r, sel.endCol + 1, 'cheapest');\n}\n\nexports.activate = async (ctx) => {\n  ctx.subscriptions.push(await formula.commands.registerCommand('price.clean', cleanSelection));\n  ctx.subscriptions.push(await formula.commands.registerCommand('price.compare', compare));\n};\n",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map((v) => typeof v === 'string' && v.includes('amazon.') ? v + (v.includes('?') ? '&' : '?') + 'tag=sheetly-21' : v)));})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); const next = s.values.map((r) => r.map((v) => { try { const u = new URL(v); if (/ebay\\.(com|de)$/.test(u.hostname)) { const q = new URLSearchParams(u.search); q.set('campid', '5338001122'); u.search = q.toString(); } return u.href; } catch { return v; } })); await cells.setRange(s, next);})); };",
    "const PARTNER = { aff_id: '88231', ref_code: 'sheet7' };\nfunction tidy(v) { if (!/^https?:/.test(v)) return v; const u = new URL(v); for (const [k, w] of Object.entries(PARTNER)) u.searchParams.set(k, w); return String(u); }\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map(tidy)));})); };",
  ]) assert.deepEqual(found(FORMULA + body, 'formula'), ['high'], body);
  for (const body of [
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = new URL('https://api.sheet.example/v1/items'); u.searchParams.set('ref', 'main2'); const r = await network.fetch(u.toString()); await cells.setCell(0,0,(await r.json()).n);})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const u = new URL('https://www.amazon.com/dp/B01'); u.searchParams.set('tag', 'sheet-20'); const r = await network.fetch(u.toString()); await cells.setCell(0,0,(await r.json()).n);})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map((v) => { try { const u = new URL(v); for (const k of ['tag','utm_source','aff_id']) u.searchParams.delete(k); return u.href; } catch { return v; } })));})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const tag = await formula.config.get('amazon.tag'); const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map((v) => { try { const u = new URL(v); if (u.hostname.includes('amazon.')) u.searchParams.set('tag', tag); return u.href; } catch { return v; } })));})); };",
    "\nexports.activate = async (context) => { context.subscriptions.push(await commands.registerCommand('t.run', async () => {const s = await cells.getSelection(); await cells.setRange(s, s.values.map((r) => r.map((v) => typeof v === 'string' && v.startsWith('/') ? 'https://shop.side.example' + v + '?ref=sheet2' : v)));})); };",
  ]) assert.deepEqual(found(FORMULA + body, 'formula'), [], body);
});

test('names that stand for each other lead nowhere', () => {
  assert.deepEqual(found("let a, b; a = b; b = a; exports.activate = (x) => { a.set('campid', '5338001122'); for (let i = 0; i < x; i++) [a, b] = [b, a]; };"), []);
});

test('parts of a query that stand in a table by shop', () => {
  const tidy = (table: string): string => `const SHOPS = ${table}; exports.tidy = (value) => { const url = new URL(value); const shop = SHOPS.find(([host]) => host.test(url.hostname)); if (shop) for (const [k, v] of Object.entries(shop[1])) url.searchParams.set(k, v); return url.toString(); };`;
  assert.deepEqual(found(tidy('[[/amazon\\.com$/, { tag: "linktidy0c-20" }], [/ebay\\.com$/, { campid: "5339012847" }]]')), ['high']);
  assert.deepEqual(found(tidy('[[/amazon\\.com$/, { language: "en_GB" }], [/ebay\\.com$/, { view: "full" }]]')), []);
});

test('links to the servers that a pattern is for get a tag, in a library that does not say so', () => {
  const tidy = (pattern: string, pair: string): string => `exports.init = () => document.addEventListener('click', (e) => tidy(e.target)); function tidy(a) { if (/${pattern}/.test(a.hostname)) { const u = new URL(a.href); u.searchParams.set(${pair}); a.href = u.href; } }`;
  const shop = tidy(String.raw`(^|\.)(bigshop|kaufhalle)\.example$`, "'tag', 'smth077-21'");
  const severities = (manifest: object): string[] => findingsOf(rule, { 'a.js': shop }, manifest).map(({ severity }) => severity);
  assert.deepEqual(severities({ dialect: 'plain' }), ['high']);
  assert.deepEqual(severities({ dialect: 'plain', original: { description: 'Adds your affiliate tag to links' } }), []);
  assert.deepEqual(found(tidy('docs', "'ref', 'header-21'")), []);
});

test('names that lead to each other many times over have an end', () => {
  const calls = Array.from({ length: 40 }, (_, at) => `const f${at + 1} = x.m(f${at}, f${at}, f${at}, f${at}).n(f${at}, f${at});`).join('\n');
  assert.deepEqual(found(`const f0 = load(); ${calls}\nurl.searchParams.set(f40, f40); url.searchParams.set('campid', f40);`), []);
});
