import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
import { count, eachScript } from './obfuscation/each-script.js';
import { WASM_TEXT } from './facts/places.js';
const HELP = 'Ship the module as a `.wasm` file, with the source that it is made of named in the README.';

/** Machine code that is written as text or numbers into a script is seen by no check of files; compressed, it is a module that was inflated here, and no opaque text. */
export const rule: Rule = {
  id: 'inline-wasm',
  code: 'EXE-10',
  version: 6,
  title: 'WebAssembly inside of scripts',
  why: 'Machine code that is written into a script cannot be read, and no check of files sees it.',
  run: (pkg) => [
    ...judgeCode(rule.id, pkg, { use: judge, text: ({ shape }) => (WASM_TEXT.test(shape) ? { severity: 'medium', message: 'a WebAssembly module is written into the script as text', help: HELP } : null) }),
    ...eachScript(rule.id, pkg, (features) => (count(features, 'packedWasm') > 0 ? { severity: 'medium', feature: 'packedWasm', message: 'a WebAssembly module is written into the script as compressed text' } : null)),
  ],
};

function judge(use: Use): Judgement {
  if (use.what === 'wasm-bytes') return { severity: 'medium', message: 'a WebAssembly module is written into the script as numbers', help: HELP };
  if (!use.what.startsWith('WebAssembly.') || !use.arguments[0]?.flows.includes('decoded')) return null;
  return { severity: 'medium', message: 'a WebAssembly module is made of decoded text', help: HELP };
}
