import type { Machine } from './machine.js';
import type { Cell, Thing } from './values.js';

/** The promise that the call with this result gives: what it comes to is its `rest`. One also comes of nothing, so that whoever waits for it is called. */
export function promiseIn(result: Cell, machine: Machine, given: readonly Cell[] = []): Thing {
  const made = machine.madeBy(result);
  for (const each of given) machine.flow.flow(each, made.rest);
  machine.flow.add(result, made);
  return made;
}
