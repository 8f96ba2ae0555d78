import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from './tree.js';

/** Why a script is not read; null for one that is. */
function refusal(path: string, text: string): string | null {
  const tree = parseScript(path, text, true);
  return 'reason' in tree ? tree.reason : null;
}

/** One in the other, `levels` deep. */
const nested = (before: string, behind: string, levels: number): string => `x = ${before.repeat(levels)}1${behind.repeat(levels)}`;

test('brackets that can be read in two ways on each level are refused where they would take for ever', () => {
  for (const path of ['a.ts', 'a.mts', 'a.cts']) assert.equal(refusal(path, nested('<a>(', ')', 30)), 'too-deep', path);
  for (const path of ['a.ts', 'a.tsx']) assert.equal(refusal(path, nested('class { m = <a>(', ')}', 30)), 'too-deep', path);
  assert.equal(refusal('a.ts', nested('<a>(<b>', ')', 30)), 'too-deep');
  assert.equal(refusal('a.js', `// @flow\n${nested('class { m = <a>(', ')}', 30)}`), 'too-deep');
  assert.equal(refusal('a.ts', nested('<a>(', ')', 6)), null);
});

test('other forms that a parser of types tries in several ways take no longer the deeper they nest, or are refused', () => {
  const forms: Record<string, [before: string, behind: string]> = {
    'arguments of types': ['a<', '>'],
    'calls with types': ['f<T>(', ')'],
    'optional calls with types': ['a?.<b>(', ')'],
    'comparisons': ['a<(b, ', ')'],
    'async arrow functions with types': ['async <T>(a = ', ') => 1'],
    'async arrow functions': ['async (a = ', ') => 1'],
    'calls that look like them': ['async <T>(', ')'],
    'defaults of parameters': ['(a = ', ') => 1'],
    'defaults of parameters, with types': ['<T,>(a = ', ') => 1'],
    'types of results': ['(a): b => ', ''],
    'types of results, with types': ['<T>(a): b => ', ''],
    'conditions before an arrow function': ['a ? (b) : c => ', ''],
    'conditions around one': ['a ? (b) => (', ') : c'],
    'conditions, the other way': ['a ? (', ') : (b) => c'],
    'decorators': ['@a(@b class { m = ', ' }) class {}'],
    'templates with types': ['f<a>`${', '}`'],
    'elements': ['<a b={', '} />'],
    'elements with types': ['<a<b> c={', '} />'],
    'arrow functions in elements': ['<a>{<T,>(b) => ', '}</a>'],
    'brackets': ['(', ')'],
    'types of brackets': ['(1 as (', '))'],
  };
  for (const [name, [before, behind]] of Object.entries(forms)) for (const path of ['a.ts', 'a.tsx', 'a.mts']) assert.ok([null, 'syntax', 'too-deep'].includes(refusal(path, nested(before, behind, 60))), name);
});

test('comments in one line do not take longer the longer it is', () => {
  assert.equal(refusal('a.ts', '/**/'.repeat(200_000)), 'too-deep');
  assert.equal(refusal('a.ts', '/**/\n'.repeat(100_000)), null);
  assert.equal(refusal('a.ts', `${'/* a */ a(); '.repeat(2_000)}`), null);
});
