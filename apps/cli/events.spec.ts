import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventParser } from './events.js';

const parse = (...pieces: string[]) => {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

const STREAM = ': hello\nid: 1\nevent: status\ndata: {"a":1}\ndata: second\n\nretry: 5\r\ndata:x\r\n\r\nid: 2\rdata\r\r: ping\n\nid: 3\n\ndata: unfinished\n';
const EVENTS = [
  { id: '1', name: 'status', data: '{"a":1}\nsecond' },
  { id: '1', name: 'message', data: 'x' },
  { id: '2', name: 'message', data: '' },
];

test('fields, comments, all line ends, ids that last, and nothing unfinished', () => {
  assert.deepEqual(parse(STREAM), EVENTS);
});

test('it does not matter where the pieces are cut', () => {
  fc.assert(fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 20 }), (cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
    assert.deepEqual(parse(...edges.slice(1).map((edge, index) => STREAM.slice(edges[index], edge))), EVENTS);
  }));
});

test('a line without an end does not fill the memory', () => {
  const parser = new EventParser();
  assert.throws(() => parser.push('x'.repeat(1024 * 1024 + 1)), /no line breaks/);
});
