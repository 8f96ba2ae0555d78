import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { yaraRun } from './yara-check.js';

const SOURCE = { name: 'team', source: 'rule hello { strings: $a = "Hello" $b = { A9 20 48 65 6C 6C 6F } condition: any of them }' };

const untold = async (): Promise<void> => {};

/** `line:column` of the first match in a file. */
async function placeOf(content: string | Uint8Array): Promise<string> {
  const { findings: [finding] } = await yaraRun(packageOf({ 'README.md': content }), [SOURCE], untold);
  return `${finding?.line}:${finding?.column}`;
}

test('columns count UTF-16 units, as every other finding, and not the bytes that the engine counts', async () => {
  assert.deepEqual(await Promise.all(['Hello', 'é😀 Hello', 'ж\nab Hello', 'ж\né\r\n😀Hello'].map(placeOf)), ['1:1', '1:5', '2:4', '3:3']);
});

test('a byte order mark, bytes that are no text and half a character', async () => {
  assert.deepEqual(await Promise.all(['\uFEFFHello', '\uFEFF\nHello'].map(placeOf)), ['1:1', '2:1']);
  assert.equal(await placeOf(Buffer.from([0xe9, 0x20, ...Buffer.from('Hello')])), '1:3', 'Latin-1');
  assert.equal(await placeOf('aé Hello'), '1:2', 'the match begins within é');
  assert.equal(await placeOf(Buffer.from('\0Hello')), 'null:null');
});

test('what is only told never crowds out what blocks, and what is left out is counted', async () => {
  const team = { name: 'team', source: 'rule word { meta: severity = "info" strings: $a = "const" condition: $a } rule evil { meta: severity = "block" strings: $a = "EVIL" condition: $a }' };
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`dist/a${at}.js`, 'const a = 1;']));
  const { outcome, findings } = await yaraRun(packageOf({ ...files, 'dist/zz.js': 'EVIL' }), [team], untold);
  assert.deepEqual([outcome, findings[0]?.rule, findings[0]?.severity, findings.length], ['found', 'yara/team/evil', 'block', 51]);
  assert.deepEqual([findings[50]?.rule, findings[50]?.severity, findings[50]?.message], ['yara', 'info', 'and 11 more of this kind']);
});
