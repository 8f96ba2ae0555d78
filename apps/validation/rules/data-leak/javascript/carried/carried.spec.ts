import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Carried, fieldOf, Looks, Things } from './carried.js';
import type { Node } from '../../../javascript/syntax/tree.js';

test('objects that have each other in them are looked at as often as is agreed, and then no more', () => {
  const things = new Things();
  const [one, other] = [things.at({ type: 'ObjectExpression' } as Node), things.at({ type: 'ArrayExpression' } as Node)];
  fieldOf(one, 'other').add(Carried.thing(other));
  fieldOf(other, 'one').add(Carried.thing(one));
  fieldOf(other, 'text').add(Carried.text('a'));
  const looks = new Looks(4);
  const seen = [1, 2, 3].map(() => [looks.wholeOf([Carried.thing(one)]).things.size, looks.isSpent()]);
  assert.deepEqual(seen, [[2, false], [2, true], [0, true]]);
});

test('what one call gets is looked at once, of however many functions the call may be', () => {
  const things = new Things();
  const one = things.at({ type: 'ObjectExpression' } as Node);
  fieldOf(one, 'text').add(Carried.text('a'));
  const looks = new Looks(4);
  const given = [Carried.thing(one)];
  assert.deepEqual([1, 2, 3].map(() => looks.wholeOf(given).texts.length), [1, 1, 1]);
  assert.equal(looks.isSpent(), false);
});
