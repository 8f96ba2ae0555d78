import type { Machine } from './machine.js';
import { INERT, noteWritten, type Cell } from './values.js';

/** Bytes of a JSON file whose values are followed, and values in it. */
export const LARGEST_JSON = 64 * 1024;
const MOST_VALUES = 1_000;

/** What a script gets that loads a JSON file: its texts, by their names; the same once more under `default`. */
export function jsonValue(machine: Machine, text: string): Cell {
  let left = MOST_VALUES;
  const read = (value: unknown): Cell => {
    if (typeof value === 'string') return machine.cell(machine.text(value));
    if (typeof value !== 'object' || value === null || left <= 0) return INERT;
    const thing = machine.thing();
    for (const [name, member] of Object.entries(value)) {
      if (left-- <= 0) break;
      noteWritten(thing, name);
      machine.flow.flow(read(member), machine.field(thing, name));
    }
    return machine.cell(thing);
  };
  const loaded = read(parsed(text));
  for (const value of loaded.values) if (value.kind === 'thing' && !value.fields?.has('default')) machine.flow.add(machine.field(value, 'default'), value);
  return loaded;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}
