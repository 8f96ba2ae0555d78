import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenersIn } from './data-listeners.js';

test('functions that a manifest names for what is told, and for paths', () => {
  const manifest = { events: [{ topic: 'asset.added', entry: 'a.py', callable: 'added' }, { topic: 'x' }, null], routes: [{ path: '/x', entry: 'b.py', callable: 'go' }] };
  assert.deepEqual(listenersIn(manifest), [{ entry: 'a.py', callable: 'added', topic: 'asset.added', name: ' added' }, { entry: 'b.py', callable: 'go', topic: null, name: '/x go' }]);
  assert.deepEqual(listenersIn({ events: 'none' }), []);
});
