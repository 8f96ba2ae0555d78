import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { withTexts } from './inlined-texts.js';
import { parseScript } from '../syntax/tree.js';

const NOWHERE = (): null => null;

function parsed(text: string): ESTree.Program {
  const tree = parseScript('a.mjs', text, true);
  assert.ok(!('reason' in tree));
  return tree;
}

/** What is written in a tree, beside what it was read from. */
function textsOf(tree: ESTree.Program): string[] {
  return nodesWithin(tree).flatMap((node) => (node.type === 'Literal' && typeof node.value === 'string' ? node.value : []));
}

test('a text stands where a name stood for it, in a copy', () => {
  const tree = parsed("import { host } from './parts.js'; send(host, [1, { to: host }]); const keep = () => other(2);");
  const before = JSON.stringify(tree);
  const filled = withTexts(tree, (link, name) => (link === './parts.js' && name === 'host' ? 'https://a.example' : null));
  assert.deepEqual(textsOf(filled), ['./parts.js', 'https://a.example', 'https://a.example']);
  assert.equal(JSON.stringify(tree), before, 'whoever else asks gets the tree as it was');
  assert.deepEqual(textsOf(tree), ['./parts.js']);
  assert.equal(filled.body.at(-1), tree.body.at(-1), 'what is as it was is shared');
});

test('fields, parameters and base64 are put in; names that are none of these are not', () => {
  const filled = (text: string): string[] => textsOf(withTexts(parsed(text), NOWHERE));
  assert.deepEqual(filled("class Set { static url = 'u'; } send(Set.url);"), ['u', 'u']);
  assert.deepEqual(filled("const f = (to = 'u') => send(to);"), ['u', 'u']);
  assert.deepEqual(filled("send(Buffer.from('dQ==', 'base64').toString());"), ['u']);
  assert.deepEqual(filled("class Set { url = 'u'; } send(Set.url, a.to, { to });"), ['u']);
});

test('a tree in which nothing stands for a text is the same one', () => {
  const tree = parsed('send(host, Set.url);');
  assert.equal(withTexts(tree, NOWHERE), tree);
});
