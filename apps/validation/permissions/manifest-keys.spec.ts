import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestSays } from './manifest-keys.js';

const MANIFEST = { hooks: ['a'], none: [], empty: {}, off: false, ui: { panels: [{ slot: 'x' }] }, routes: [{ path: '/a' }, { expose: ' Global ' }], events: [{ topic: 'asset.saved' }, null, 'x'] };

for (const key of ['hooks', 'ui', 'ui.panels', 'routes[].path', 'routes[].expose=global', 'events[].topic=asset*', 'events[].topic=asset.saved', 'hooks[]=a']) {
  test(`says ${key}`, () => assert.ok(manifestSays(MANIFEST, key)));
}
for (const key of ['none', 'empty', 'off', 'gone', 'ui.menus', 'hooks.length', 'routes[].expose=glob', 'events[].topic=assets*', 'hooks[].b', 'toString', 'constructor']) {
  test(`does not say ${key}`, () => assert.ok(!manifestSays(MANIFEST, key)));
}
