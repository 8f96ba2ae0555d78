import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers } from './answers.js';
import type { Node } from '../syntax/tree.js';

/** Names that lead to others, each of which may be the one. `asked` are all that were looked at, in order. */
function leading(ways: Record<string, string>, one = '', most = Infinity) {
  const answers = new Answers();
  const asked: string[] = [];
  const nodes = new Map(Object.keys(ways).map((name) => [name, { type: 'Identifier', name } as Node]));
  const leads = (name: string, depth = 0): boolean => depth <= most && answers.ask(nodes.get(name)!, () => {
    asked.push(name);
    return name === one || ways[name]!.split('').some((each) => leads(each, depth + 1));
  }, most === Infinity ? 0 : depth);
  return { leads, asked };
}

test('what many ways lead to is asked once, also by later questions', () => {
  const { leads, asked } = leading({ a: 'bc', b: 'd', c: 'd', d: '' });
  assert.ok(!leads('a') && !leads('b') && !leads('d'));
  assert.equal(asked.join(''), 'abdc');
});

test('a yes is kept, and so is a no that was found in a circle without one', () => {
  const { leads, asked } = leading({ a: 'b', b: 'ac', c: '', d: 'e', e: '' }, 'e');
  assert.ok(!leads('a') && !leads('b') && leads('d') && leads('e'));
  assert.equal(asked.join(''), 'abcde');
});

test('in a circle, who was asked on the way to a yes is asked again', () => {
  const { leads } = leading({ a: 'bc', b: 'a', c: '' }, 'c');
  assert.ok(leads('a') && leads('b'));
});

test('a no that was found too deep is none for who asks from less deep', () => {
  const { leads } = leading({ a: 'bd', b: 'c', c: 'd', d: 'e', e: '' }, 'e', 2);
  assert.ok(leads('a'));
  assert.ok(!leading({ a: 'b', b: 'c', c: 'd', d: '' }, 'd', 2).leads('a'));
});
