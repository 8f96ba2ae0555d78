import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cell, FREE, INERT, LONG_STEPS, MOST_STEPS, MOST_VALUES_EARLY, MOST_VALUES_LATER, NUMBER, Propagation, UNKNOWN, type Host, type Text, type Value } from './values.js';

const text = (name: string | number): Text => ({ kind: 'text', text: String(name) });
const host = (path: string): Host => ({ kind: 'host', path });

test('values reach every cell behind, in circles too, and each listener once', () => {
  const flow = new Propagation(() => {});
  const [a, b, c] = [new Cell(), new Cell(), new Cell()];
  const heard: Value[] = [];
  flow.flow(a, b);
  flow.flow(b, c);
  flow.flow(c, a);
  flow.on(c, (value) => heard.push(value));
  flow.add(a, NUMBER);
  flow.add(b, NUMBER);
  assert.equal(heard.length, 0, 'nothing happens before settle');
  assert.ok(flow.settle());
  flow.on(c, (value) => heard.push(value));
  flow.add(b, FREE);
  assert.ok(flow.settle());
  assert.deepEqual(heard.map(({ kind }) => kind).sort(), ['free', 'free', 'number', 'number']);
});

test('nothing is ever in INERT', () => {
  const flow = new Propagation(() => {});
  flow.add(INERT, UNKNOWN);
  flow.flow(INERT, new Cell());
  flow.on(INERT, () => assert.fail());
  assert.ok(flow.settle());
  assert.equal(INERT.values.length, 0);
});

test('a full cell is unknown, what it cannot hold is told, and the host always finds a place', () => {
  const escaped: Value[] = [];
  const flow = new Propagation((value) => escaped.push(value));
  const cell = new Cell();
  for (let index = 0; index <= MOST_VALUES_EARLY; index++) flow.add(cell, text(index));
  flow.add(cell, host('git'));
  assert.deepEqual([cell.values.length, cell.values.includes(UNKNOWN), cell.values.at(-1)], [MOST_VALUES_EARLY + 2, true, host('git')]);
  assert.deepEqual(escaped, [text(MOST_VALUES_EARLY)]);
});

test('after many steps a cell holds less, and in the end it gives up', () => {
  const flow = new Propagation(() => {});
  const [one, other, late] = [new Cell(), new Cell(), new Cell()];
  for (let index = 0; index < LONG_STEPS; index++) flow.on(one, () => {});
  flow.add(one, NUMBER);
  assert.ok(flow.settle());
  for (let index = 0; index <= MOST_VALUES_LATER; index++) flow.add(late, text(index));
  assert.ok(late.values.includes(UNKNOWN));
  for (let index = 0; index < MOST_STEPS / 10; index++) flow.on(other, () => {});
  for (let index = 0; index < 12; index++) flow.add(other, host(String(index)));
  assert.equal(flow.settle(), false);
});
