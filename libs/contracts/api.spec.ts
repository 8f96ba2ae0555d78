import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExtensionName, PublisherName } from './api.js';

const takes = (schema: typeof ExtensionName, name: string) => schema.safeParse(name).success;

test('the name of an extension is what any dialect makes of one', () => {
  const longest = `${'p'.repeat(100)}.${'n'.repeat(100)}`;
  for (const name of ['git-lens', 'ada.demo', 'ada-.a--b', 'demo_tool.v2', 'a..b', 'tic-tac', 'x', 'demo.toolkit_', longest]) assert.ok(takes(ExtensionName, name), name);
  for (const name of ['', '.', '..', '.a', 'a.', '-a', '_a', 'A', 'a/b', 'a\\b', 'a b', 'a\n', 'a%2f', 'é', `${longest}n`]) assert.ok(!takes(ExtensionName, name), name);
});

test('the name of a publisher is what Formula and VS Code write before the dot', () => {
  for (const name of ['ada', 'a', 'ada--b', 'ms-python', '3d-', 'p'.repeat(100)]) assert.ok(takes(PublisherName, name), name);
  for (const name of ['', '-a', 'a.b', 'a_b', 'Ada', 'p'.repeat(101)]) assert.ok(!takes(PublisherName, name), name);
});
