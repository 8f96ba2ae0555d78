import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from './syntax/tree.js';
import { gatesOf } from '../destroyed-files/javascript/uneven-values.js';
import { listensAround } from './pages/outer-listeners.js';
import { runsRequests } from '../remote-code/javascript/run-requests.js';

const LAYERS = 12;
const NAMES = 25;

/** Names in layers, each of which is given all of the next one, so that there are more ways from the first to the last than anybody has time for. */
function tangled(last: string, before: string, behind: string) {
  const lines = [before];
  for (let layer = 0; layer < LAYERS; layer++) for (let at = 0; at < NAMES; at++) {
    const given = layer === LAYERS - 1 ? [last] : Array.from({ length: NAMES }, (_, each) => `n${layer + 1}_${each}`);
    lines.push(`let n${layer}_${at}; ${given.map((each) => `n${layer}_${at} = ${each};`).join(' ')}`);
  }
  const tree = parseScript('a.js', [...lines, behind].join('\n'), true);
  assert.ok(!('reason' in tree));
  return tree;
}

test('a command and code of names that lead to each other in many ways', () => {
  const exec = "import { exec } from 'node:child_process'; export default (req, res) => res.end();";
  assert.equal(runsRequests(tangled("'ls'", exec, 'exec(n0_0); exec(n0_1); eval(n0_2); eval(`${n0_3}${n0_4}`);')), null);
  assert.ok(runsRequests(tangled('req.body.command', exec, 'exec(n1_0);')));
});

test('conditions of names that lead to each other in many ways', () => {
  const asks = 'const due = () => n0_0 || n0_1; const sure = () => n0_2 > 3;';
  assert.deepEqual(gatesOf(tangled("'ls'", '', asks)), []);
  assert.deepEqual(gatesOf(tangled('Math.random() < 0.2', '', asks)), ['due']);
});

test('windows by names that lead to each other in many ways', () => {
  const listens = "n0_0.addEventListener('keydown', note); n6_1.addEventListener('keydown', note);";
  assert.equal(listensAround(tangled('document', '', listens)), null);
  assert.ok(listensAround(tangled('window.parent', '', listens)));
});
