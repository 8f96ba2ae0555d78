import type { Machine } from './machine.js';
import { INERT, type Cell, type Code } from './values.js';

/** Gives a function an argument by its name. */
export function callByName(code: Code, name: string, value: Cell, machine: Machine): void {
  const index = code.names.indexOf(name);
  if (index >= 0) return machine.flow.flow(value, code.params[index] ?? INERT);
  for (const list of code.params[code.extra]?.values ?? []) if (list.kind === 'thing') machine.flow.flow(value, machine.field(list, name));
}
