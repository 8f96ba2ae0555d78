import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Scopes } from '../scopes.js';
import { comfyvnScopes } from './comfyvn.scopes.js';
import { formulaScopes } from './formula.scopes.js';
import { orchestraScopes } from './orchestra.scopes.js';
import { skynetScopes } from './skynet.scopes.js';
import { vscodeScopes } from './vscode.scopes.js';

const catalogues: [dialect: string, scopes: Scopes, count: number, high: string[]][] = [
  ['comfyvn', comfyvnScopes, 11, ['api.global', 'sandbox.fs.limited']],
  ['formula', formulaScopes, 10, ['network', 'workbook.manage']],
  ['orchestra', orchestraScopes, 11, ['filesystem.write', 'network', 'system.exec', 'terminal']],
  ['skynet', skynetScopes, 25, ['ban', 'channels_manage', 'economy_manage', 'guild_manage', 'http_request', 'kick', 'members_manage', 'messages_global', 'messages_manage', 'roles_manage', 'timeout', 'webhooks']],
  ['vscode', vscodeScopes, 0, []],
];

for (const [dialect, scopes, count, high] of catalogues) {
  describe(dialect, () => {
    test(`has ${count} scopes`, () => assert.equal(Object.keys(scopes).length, count));
    test('says of each in one sentence what it allows', () => {
      for (const [name, { description }] of Object.entries(scopes)) assert.match(description, /^[A-Z][^.]*[^ ]\.$/, name);
    });
    test('calls the dangerous ones dangerous', () => {
      assert.deepEqual(Object.keys(scopes).filter((name) => scopes[name]!.risk === 'high').sort(), high);
    });
  });
}
