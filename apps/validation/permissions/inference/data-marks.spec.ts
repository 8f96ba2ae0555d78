import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATA } from '../host-data.js';
import { FARTHEST, Marks } from './data-marks.js';
import { Machine } from './machine.js';
import { GatePaths } from './paths.js';
import { CATALOGUES } from '../catalogues.js';
import { Cell, INERT } from './values.js';

const same = (bits: number): number => bits;

test('marks reach whatever is made of what has them, in circles too', () => {
  const marks = new Marks((bits) => bits & ~DATA.server);
  const [a, b, c] = [new Cell(), new Cell(), new Cell()];
  marks.carry(a, b);
  marks.carry(b, c);
  marks.carry(c, a);
  marks.add(b, DATA.answer | DATA.server);
  marks.add(INERT, DATA.answer);
  assert.equal(marks.of(c), 0, 'nothing happens before settle');
  marks.settle();
  assert.deepEqual([a, b, c].map((cell) => marks.of(cell)), [DATA.answer, DATA.answer | DATA.server, DATA.answer]);
  assert.equal(marks.of(INERT), 0);
});

test('an object has the marks of what is in it, and is looked at once for all of its parts', () => {
  const machine = new Machine(new GatePaths(CATALOGUES.get('orchestra')!), {}, { used() {}, lost() {}, load: () => null, shared() {} });
  const thing = machine.thing();
  const parts = Array.from({ length: 30 }, (_, index) => machine.field(thing, String(index)));
  const object = machine.cell(thing);
  assert.ok(machine.flow.settle());
  const marks = new Marks(same);
  let looks = 0;
  marks.askIn([object, object], () => void looks++);
  for (const part of parts) {
    marks.add(part, DATA.answer);
    marks.settle();
  }
  assert.equal(looks, 1);
  assert.equal(marks.in(object), DATA.answer);
  assert.equal(marks.of(object), 0);
  marks.add(object, DATA.person);
  marks.settle();
  assert.equal(looks, 2);
  assert.equal(marks.in(object), DATA.answer | DATA.person);
});

test('no further than the limit, however it gets there', () => {
  const marks = new Marks(same);
  const cells = Array.from({ length: FARTHEST + 3 }, () => new Cell());
  // Every other one by a step.
  cells.slice(0, -1).forEach((cell, at) => (at % 2 === 0 ? marks.carry(cell, cells[at + 1]!) : marks.ask([cell], () => marks.add(cells[at + 1]!, marks.of(cell)))));
  marks.add(cells[0]!, DATA.answer);
  marks.settle();
  assert.deepEqual([FARTHEST, FARTHEST + 1].map((at) => marks.of(cells[at]!)), [DATA.answer, 0]);
});

test('the shortest way counts', () => {
  const marks = new Marks(same);
  const cells = Array.from({ length: FARTHEST + 2 }, () => new Cell());
  const [first, last, further] = [cells[0]!, new Cell(), new Cell()];
  cells.slice(1).forEach((cell, at) => marks.carry(cells[at]!, cell));
  marks.carry(cells.at(-1)!, last);
  marks.carry(first, last);
  marks.carry(last, further);
  marks.add(first, DATA.answer);
  marks.settle();
  assert.equal(marks.of(further), DATA.answer);
});
