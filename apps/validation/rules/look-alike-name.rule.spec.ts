import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './look-alike-name.rule.js';

test('bad: names that are nearly those of others', () => {
  assert.deepEqual(said(rule, {}, { name: 'expres' }), ['low']);
  assert.deepEqual(said(rule, {}, { name: '1odash' }), ['low']);
  assert.match(findingsOf(rule, {}, { name: 'webapck' })[0]?.message ?? '', /^the extension is called webapck, which is nearly webpack$/);
});

test('bad: dependencies', () => {
  assert.deepEqual(said(rule, {}, { dependencies: { 'electorn': '1.0.0', 'cross_env': '^1' } }), ['low', 'low']);
  assert.match(findingsOf(rule, {}, { dependencies: { 'reactt-dom': '1' } })[0]?.message ?? '', /the dependency is called reactt-dom/);
});

test('good: the packages themselves, and those beside them', () => {
  assert.deepEqual(said(rule, {}, { name: 'lodash', dependencies: { react: '1', 'react-dom': '1', 'lodash-es': '4', preact: '10' } }), []);
});

test('good: short names, and names that only share a word', () => {
  assert.deepEqual(said(rule, {}, { name: 'vu', dependencies: { 'express-tools': '1', 'my-webpack-plugin': '1' } }), []);
});
