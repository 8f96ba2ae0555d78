import type { Call } from './calls.js';
import { bare, textsIn } from './data-cells.js';
import type { Cell } from './values.js';

/** What a host keeps for a package, by the names that it has there: what was put in comes out, also after another start. */

const PUTS = /^(?:storage\.set|(?:globalState|workspaceState)\.update)$/;
const GIVES = /^(?:storage|globalState|workspaceState)\.get$/;
/** Calls of each kind that are held against each other. */
const MOST_CALLS = 200;

/** What is kept under a name that is written out, and what asks for it by that name. */
export function keptUnder(calls: readonly Call[]): [Cell, Cell][] {
  const named = (path: RegExp): Call[] => calls.filter(({ callee, arguments: [name] }) => name !== undefined && textsIn(name).length > 0 && callee.values.some((value) => value.kind === 'host' && path.test(bare(value.path)))).slice(0, MOST_CALLS);
  const asked = named(GIVES);
  return (asked.length > 0 ? named(PUTS) : []).flatMap(({ arguments: [name, kept] }) => asked.flatMap((each): [Cell, Cell][] => (kept && textsIn(each.arguments[0]!).some((text) => textsIn(name!).includes(text)) ? [[kept, each.result]] : [])));
}
