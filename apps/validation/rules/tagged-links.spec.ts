import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from '#test/support/scan-package.js';
import { rule } from './swapped-address.rule.js';

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
