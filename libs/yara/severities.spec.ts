import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_YARA_CHARACTERS } from '#libs/contracts/api.js';
import { SEVERITIES } from '#libs/contracts/severity.js';
import { compileYara } from './compile.js';
import { unknownSeverities } from './severities.js';

const rule = (meta: string, rest = 'condition: true') => `rule x { meta: ${meta} ${rest} }`;
const shown = (source: string) => unknownSeverities({ name: 'team', source }).map(({ line, column, message }) => `${line}:${column} ${message.split(' is no severity', 1)[0]}`);

test('a severity that there is not is told with its place and those that there are', () => {
  assert.deepEqual(unknownSeverities({ name: 'team', source: 'rule x {\n  meta:\n    severity = "hgih"\n  condition: true\n}' }), [
    { name: 'team', line: 3, column: 16, message: '"hgih" is no severity; write one of "info", "low", "medium", "high", "critical", "block"' },
  ]);
  for (const value of ['"High"', '""', '5', '-5', 'true', '"high "', '"h\\x69gh"']) assert.deepEqual(shown(rule(`severity = ${value}`)), [`1:27 ${value}`]);
  assert.deepEqual(shown(`${rule('severity = "low"')}\n${rule('a = 1 severity = "x" severity /* why */ = // this\n "y"').replace('rule x', 'rule y')}`), ['2:33 "x"', '3:2 "y"']);
});

test('what only looks like one is none, in sources that the engine takes', async () => {
  const good = [
    ...SEVERITIES.map((severity) => rule(`severity = "${severity}"`)),
    rule('severity = """high"""'),
    rule('note = "severity = \\"x\\"" // severity = "x"\n /* severity = "x" */'),
    rule('note = "// severity"', 'strings: $a = "meta: severity = \\"x\\"" $b = /meta: severity = "x"/ $c = { 41 /* " */ 42 } $d = /"\\/\\/"/ condition: any of them'),
    'rule x { condition: with severity = "x" : (severity == "x") and 6 \\ 2 == 3 }',
  ];
  for (const source of good) assert.deepEqual([shown(source), await compileYara([{ name: 'team', source }])], [[], []], source);
});

test('a source that is nothing but mistakes says no more than a person reads', () => {
  const [entry, head] = ['severity="\u{1f600}" ', 'rule x { meta: '];
  const source = head + entry.repeat((MOST_YARA_CHARACTERS - head.length) / entry.length);
  assert.equal(shown(source).length, 20);
  assert.ok(unknownSeverities({ name: 'team', source: rule(`severity = "${'x'.repeat(MOST_YARA_CHARACTERS)}"`) })[0]!.message.length < 200);
});
