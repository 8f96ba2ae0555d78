import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compatibilityMatrix, rangesOf, runsOn } from './compatibility.js';

test('each dialect has its own grammar', () => {
  assert.deepEqual(['formula', 'skynet', 'orchestra', 'vscode', 'comfyvn'].map((dialect) => rangesOf(dialect).isRange('1.x')), [false, false, true, true, true]);
  assert.deepEqual(['formula', 'skynet', 'orchestra'].map((dialect) => rangesOf(dialect).isRange('7')), [false, true, true]);
  assert.deepEqual(['formula', 'orchestra'].map((dialect) => rangesOf(dialect).satisfies('2.0.0-rc.1', '^1.0.0')), [true, false]);
});

test('ranges within ranges, by dialect', () => {
  for (const dialect of ['formula', 'orchestra', 'vscode', 'comfyvn']) {
    assert.ok(rangesOf(dialect).isWithin('^1.2.0', '>=1.0.0'), dialect);
    assert.ok(!rangesOf(dialect).isWithin('>=1.0.0', '^1.2.0'), dialect);
    assert.ok(!rangesOf(dialect).isWithin('soon', '*') && !rangesOf(dialect).isWithin('*', 'soon'), dialect);
  }
  assert.deepEqual([['3', '*'], ['3', '3'], ['*', '3'], ['3', '4'], ['^1.0.0', '*']].map(([inner, outer]) => rangesOf('skynet').isWithin(inner!, outer!)), [true, true, false, false, false]);
});

test('what is no version or no range satisfies nothing, and nothing throws', () => {
  for (const dialect of ['formula', 'skynet', 'orchestra']) for (const [version, range] of [['1.0', '*'], ['', '*'], ['1.0.0', ''], ['1.0.0', 'soon']]) assert.equal(rangesOf(dialect).satisfies(version!, range!), false, `${dialect} ${version} ${range}`);
});

test('runsOn says null when the manifest says nothing that is understood', () => {
  assert.equal(runsOn({ dialect: 'formula', engines: { formula: '^1.0.0' } }, 'formula', '1.4.0'), true);
  assert.equal(runsOn({ dialect: 'formula', engines: { formula: '^1.0.0' } }, 'formula', '2.0.0'), false);
  assert.equal(runsOn({ dialect: 'comfyvn', engines: { comfyvn: 'the new one' } }, 'comfyvn', '2.0.0'), null);
  assert.equal(runsOn({ dialect: 'comfyvn', engines: {} }, 'comfyvn', '2.0.0'), null);
  assert.equal(runsOn({ dialect: 'comfyvn', engines: {} }, 'constructor', '2.0.0'), null);
  assert.equal(runsOn({ dialect: 'vscode', engines: { vscode: '*' } }, 'vscode', 'insiders'), null);
});

test('the matrix has a row for each version and a column for each host version', () => {
  const manifest = (version: string, orchestra: string) => ({ dialect: 'orchestra', version, engines: { orchestra } });
  assert.deepEqual(compatibilityMatrix([manifest('2.0.0', '^2.0.0'), manifest('1.0.0', '>=1.0.0 <2.0.0'), manifest('0.9.0', '')], 'orchestra', ['1.0.0', '1.9.0', '2.0.0', '2.1.0-beta.1']), [
    { version: '2.0.0', runs: [false, false, true, true] },
    { version: '1.0.0', runs: [true, true, false, false] },
    { version: '0.9.0', runs: [null, null, null, null] },
  ]);
});
