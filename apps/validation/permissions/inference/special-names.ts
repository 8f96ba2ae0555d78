import type { Machine } from './machine.js';
import { symbolNamed } from './methods.js';
import type { Place, Value } from './values.js';

/** Methods that the language calls where it wants a text or a number. */
export const CONVERTS: ReadonlySet<string> = new Set(['toString', 'valueOf', 'toJSON', symbolNamed('Symbol.toPrimitive')]);
/** Members that every object of Python has, to read and write others by their names. */
export const OF_NAMES: ReadonlySet<string> = new Set(['__getattribute__', '__setattr__']);
/** Of Python, called without arguments they give the variables that are seen there. */
export const NAME_TABLES: ReadonlySet<string> = new Set(['globals', 'locals', 'vars']);
export const SPECIAL_NAME = /^__\w+__$/;
/** Members of a function that are it, or call it. */
export const OF_FUNCTIONS: ReadonlySet<string> = new Set(['__call__', '__func__', '__wrapped__']);

/** Python: `object.__getattribute__('name')` is `getattr(object, 'name')`. */
export function asksByName(target: Value, name: string, { file }: Place, machine: Machine): Value {
  const asked: Value = { kind: 'builtin', name: name === '__setattr__' ? 'setattr' : 'getattr', target: null, given: [], file };
  return { kind: 'builtin', name: 'partial', target: asked, given: [machine.cell(target)], file };
}

/** The name that a key is, if it is known: a text, or one of the language's symbols. */
export function nameOf(key: Value): string | null {
  if (key.kind === 'text') return key.text;
  return key.kind === 'builtin' && key.name.startsWith('Symbol.') ? symbolNamed(key.name) : null;
}
