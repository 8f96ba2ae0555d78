import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import { INERT, NUMBER, UNKNOWN } from './values.js';

/** `Array.from(list, make, self)`: the elements, and what is made of them. */
export function listFrom({ arguments: [list = INERT, make, self = INERT], ...call }: Call, machine: Machine): void {
  const made = machine.madeBy(call.result);
  machine.readAll(list, made.rest, call.place);
  machine.flow.flow(list, call.result);
  if (make) machine.call({ ...call, callee: make, self, arguments: [made.rest, machine.cell(NUMBER)], spread: -1, isNew: false, result: made.rest });
  machine.flow.add(call.result, made);
}

/** What each promise of a list came to, under `value` or `reason`. */
export function outcomes({ arguments: [list = INERT], result, place }: Call, machine: Machine): void {
  const made = machine.madeBy(result);
  const outcome = machine.madeBy(made.rest);
  machine.readAll(list, outcome.rest, place);
  machine.flow.add(made.rest, outcome);
  machine.flow.add(result, made);
}

/** What is made of the elements of a list, and not of the list itself. */
const OF_ELEMENTS = new Set(['Set', 'WeakSet', 'Map', 'WeakMap']);

/** A new list of what it gets, and of what that contains. */
export function contain(name: string, { arguments: given, result, place }: Call, machine: Machine): void {
  const list = machine.madeBy(result);
  for (const each of given) {
    if (!OF_ELEMENTS.has(name)) machine.flow.flow(each, list.rest);
    const inner = machine.cell();
    machine.readAll(each, inner, place);
    machine.flow.flow(inner, list.rest);
    if (!name.endsWith('Set')) machine.flow.on(inner, (value) => value.kind === 'thing' && !value.code && machine.flow.flow(machine.all(value), list.rest));
  }
  machine.flow.add(result, list);
}

/** `Object.entries`, whose pairs are never mixed with what they hold: what runs over them would take a function of the table for a pair. */
export function pairs({ arguments: [object = INERT], result, place }: Call, machine: Machine): void {
  const list = machine.madeBy(result);
  const pair = machine.madeBy(list.rest);
  const name = machine.field(pair, '0');
  machine.flow.on(object, (value) => (value.kind === 'thing' ? machine.flow.flow(machine.namesOf(value), name) : machine.flow.add(name, UNKNOWN)));
  machine.readDynamic(object, machine.cell(UNKNOWN), machine.field(pair, '1'), place);
  machine.flow.add(list.rest, pair);
  machine.flow.add(result, list);
}

/** Members as values, and as pairs of name and value. */
export function entries({ arguments: given, result, place }: Call, machine: Machine): void {
  const list = machine.madeBy(result);
  const pair = machine.madeBy(list.rest);
  machine.flow.add(list.rest, pair);
  machine.flow.add(machine.field(pair, '0'), UNKNOWN);
  for (const object of given) machine.flow.on(object, (value) => {
    const all = machine.cell();
    machine.readDynamic(machine.cell(value), machine.cell(UNKNOWN), all, place);
    for (const cell of [list.rest, pair.rest]) machine.flow.flow(all, cell);
  });
  machine.flow.add(result, list);
}
