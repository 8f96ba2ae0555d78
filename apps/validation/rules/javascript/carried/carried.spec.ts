import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Carried, fieldOf, Looks, Things } from './carried.js';
import type { Node } from '../tree.js';

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
