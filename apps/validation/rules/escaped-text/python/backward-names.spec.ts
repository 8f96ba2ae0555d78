import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from '../../escaped-text.rule.js';

const told = (code: string): string[] => said(rule, { 'main.py': code }, { dialect: 'comfyvn', entry_points: ['main.py'] });

test('bad: the name of a server, or an address, is written backwards', () => {
  for (const code of [
    'HOST = "elpmaxe.ndc-eueuq"[::-1]\n',
    'HOST = "".join(reversed("elpmaxe.ndc-eueuq"))\n',
    'NAME = "elpmaxe.ndc-eueuq"\ndef at():\n    return "https://" + NAME[::-1]\n',
    'HOME = "ni/elpmaxe.swor//:sptth"[ :: -1 ]\n',
    "PARTS = list(reversed('elpmaxe.rorrim.swor'))\n",
    'class Sink:\n    host = "elpmaxe.rorrim"[::-1]\n',
  ]) assert.equal(told(code).filter((each) => each.startsWith('high main.py')).length, 1, code);
});

test('good: lists and other texts are turned round', () => {
  for (const code of ['ROWS = [1, 2, 3][::-1]\n', 'def turn(name):\n    return name[::-1]\n', 'SIDE = "level"[::-1]\n', 'for at in reversed(range(9)):\n    print(at)\n', 'LAST = "".join(reversed("abc def"))\n', 'HERE = "tsohlacol"[::-1]\n']) assert.deepEqual(told(code), [], code);
});
