import { pathBeside } from '../../rules/javascript/texts/own-addresses.js';
import type { Call } from './calls.js';
import type { Machine } from './machine.js';
import { UNKNOWN } from './values.js';

/** What starts a script in a thread of its own, in browsers and in Node.js. */
export const WORKERS: ReadonlySet<string> = new Set(['Worker', 'SharedWorker', 'worker_threads.Worker']);

/** The file that it names is loaded by whoever starts it; what else it is given goes out of sight. */
export function startWorker({ arguments: given, keywords, named = [], result, place }: Call, machine: Machine): void {
  for (const each of [...given, ...(keywords?.values() ?? []), ...named]) machine.flow.exit(each, { place, why: 'it is given to code that cannot be seen' });
  if (given[0]) machine.flow.on(given[0], (value) => {
    const path = value.kind === 'text' ? pathBeside(value.text) : null;
    if (path !== null) machine.witness.load(path, place.file);
  });
  machine.flow.add(result, UNKNOWN);
}
