import { allOf, type Call } from './calls.js';
import type { Carried } from './carried.js';
import { bare, within } from './data-cells.js';
import { Marks } from './data-marks.js';
import { INERT, type Cell, type Place } from './values.js';

/** Keys that whoever uses a package gave for a server of their own, and that go to another one as well. */

/** What users entered or set, as a host gives it; of so many it is followed where each goes. */
const ENTERED = /^(?:storage|secrets|config|settings|extension|globalState|workspaceState)\.(?:get|getItem|getSecret|read)$|^(?:ui|window)\.(?:show(?:Input|Prompt)\w*|prompt\w*|input\w*)$|^workspace\.getConfiguration\(\)\.get$/;
const MOST_ENTERED = 30;
/** Headers that somebody logs in with. */
const LOGIN = /^(?:(?:proxy-)?authorization|x-(?:api|auth|access)-(?:key|token)|api-?key|private-token|x-token)$/i;

/** A call that reaches a server, and whether the package names it. */
export interface Sending {
  call: Call;
  isWritten: boolean;
}

/**
 * Where something that users entered goes to a server that the package names, while it is what a request to a server logs in with that is none of those: of an
 * address that users entered or set as well.
 */
export function lentKeys({ calls, joins, from, to }: Carried, sendings: readonly Sending[]): Place[] {
  const [written, chosen] = [sendings.filter(({ isWritten }) => isWritten), sendings.filter(({ isWritten }) => !isWritten)];
  const known = new Map<Cell, Cell[]>();
  const loginsOf = (cell: Cell): Cell[] => {
    const logins = known.get(cell) ?? loginsIn(cell);
    known.set(cell, logins);
    return logins;
  };
  const logins = chosen.flatMap(({ call }) => allOf(call).flatMap(within).flatMap((each) => loginsOf(each).map((login) => ({ login, headers: each, call }))));
  const entered = written.length > 0 && logins.length > 0 ? calls.filter(isEntered).slice(0, MOST_ENTERED) : [];
  if (entered.length === 0) return [];
  const marks = new Marks((bits) => bits);
  entered.forEach(({ result }, at) => marks.add(result, 1 << at));
  from.forEach((each, at) => marks.carry(each, to[at]!));
  for (const [left, right, joined] of joins) for (const side of [left, right]) marks.carry(side, joined);
  for (const { login, headers } of logins) marks.carry(login, headers);
  const inAll = (cells: readonly Cell[]): number => cells.reduce((bits, each) => bits | marks.in(each), 0);
  // What is made of something by what nobody sees.
  for (const call of calls) if (!entered.includes(call)) marks.askIn([call.self, ...allOf(call)], () => marks.add(call.result, call.callee.values.every(({ kind }) => kind !== 'thing' && kind !== 'host') ? marks.of(call.self) | inAll(allOf(call)) : 0));
  marks.settle();
  const keys = logins.reduce((bits, { login, call }) => bits | (marks.of(login) & ~marks.in(call.arguments[0] ?? INERT)), 0);
  return written.flatMap(({ call }) => (inAll(allOf(call)) & keys ? [call.place] : []));
}

function isEntered({ callee, method }: Call): boolean {
  return callee.values.some((value) => value.kind === 'host' && (ENTERED.test(bare(value.path)) || ENTERED.test(`${bare(value.path)}.${method}`)));
}

function loginsIn({ values }: Cell): Cell[] {
  return values.flatMap((value) => (value.kind === 'thing' ? [...(value.fields ?? [])].flatMap(([name, cell]) => (LOGIN.test(name) ? [cell] : [])) : []));
}
