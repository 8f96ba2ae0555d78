import { LARGEST_SCRIPT } from '#apps/validation/rules/javascript/syntax/scripts.js';
import { LARGEST_MODULE } from '#apps/validation/rules/python/modules.js';
import { BINDING } from './evasion.js';
import type { Evasion } from './evasion.js';

const DEEP = `${'['.repeat(6_000)}${']'.repeat(6_000)};${BINDING}`;
const LOADS = 'require("./b.js")';
const addresses = (end: string): string => Array.from({ length: 1_001 }, (_, index) => `f("https://example.com/${index}")${end}`).join('');

/** Behind so much that is harmless, or so deep, that a limit comes first. */
export const CROWDED: readonly Evasion[] = [
  ['another name in the same line', `process.binding("util");${BINDING}`, 'engine-internals critical'],
  ['very deep', DEEP, 'kept'],
  ['very deep, loaded', { 'index.js': LOADS, 'b.js': DEEP }, 'kept'],
  ['very large, loaded', { 'index.js': LOADS, 'b.js': `/*${'x'.repeat(LARGEST_SCRIPT)}*/${BINDING}` }, 'kept'],
  ['Python, the last of many addresses', { 'main.py': `${addresses('\n')}f("http://203.0.113.9/x")` }, 'raw-address'],
  ['Python, after two hundred commands', { 'main.py': `import os\n${'os.system("ls")\n'.repeat(200)}os.system("npm publish")` }, 'self-spreading critical'],
  ['Python, very deep', { 'main.py': '('.repeat(2_000) }, 'kept'],
  ['Python, very large', { 'main.py': `#${'x'.repeat(LARGEST_MODULE)}\nimport os` }, 'kept'],
  ['Python, very large, imported', { 'main.py': 'import b', 'b.py': `#${'x'.repeat(LARGEST_MODULE)}` }, 'kept'],
];
