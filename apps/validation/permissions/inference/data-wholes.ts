import { DATA, HOST_DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import { isIn, rowOf, textsIn, within } from './data-cells.js';
import type { Cell, Place } from './values.js';

/** All of a kind that a host keeps for whoever uses it (files of a project, pictures, sheets): who asks for it, opens each of it, removes each of it, without being asked. */

/** What says nothing of which ones are meant: the root, every name, every kind of file. */
const EVERYTHING = /^(?:\.?\/?|(?:\.?\/)?\*{1,2}(?:\/\*{1,2})?(?:\.(?:\*|\{[\w,]{1,80}\}))?|\*\*\/\{?[\w.,*/]*node_modules[\w.,*/]*\}?(?:\/\*\*)?|all|any|asc|desc|(?:image|picture|audio|video|sound|sprite|background)s?)$/i;

type Marked = (cell: Cell) => number;
type IsUnasked = (place: Place) => boolean;

/** What is removed without being asked, or written over with what does not come from it, and where all of it was asked for. */
export interface Emptied {
  kind: 'emptied';
  place: Place;
  lists: readonly Place[];
  /** How: nobody can tell from here whether what is not known is `fixed`. */
  by: 'removal' | 'text' | 'fixed text';
}

/** Does a call ask for all of a kind, and nothing says which of it? */
export function asksForAll(path: string, call: Call): boolean {
  if (!isIn(HOST_DATA.lists, path)) return false;
  return allOf(call).flatMap(within).every((each) => textsIn(each).every((text) => EVERYTHING.test(text)) && each.values.every(({ kind }) => kind === 'text' || kind === 'thing' || kind === 'number'));
}

/** Is all of it asked for, and each of it opened, neither because somebody asked? */
export function opensAll(calls: readonly Call[], marksIn: Marked, isUnasked: IsUnasked): boolean {
  const opens = calls.some((call) => hasPath(call, (path) => (rowOf(HOST_DATA.leads, path) ?? []).some(([from]) => from === 'history')) && allOf(call).some((each) => marksIn(each) & DATA.history) && isUnasked(call.place));
  return opens && calls.some((call) => hasPath(call, (path) => asksForAll(path, call)) && isUnasked(call.place));
}

/** Where each of it is removed, or written over, not because somebody asked; where all of it is never asked for by anybody. */
export function emptiedIn(calls: readonly Call[], marksIn: Marked, isUnasked: IsUnasked): Emptied[] {
  const emptying = calls.flatMap((call) => {
    const by = howEmptied(call, marksIn);
    return by !== null && isUnasked(call.place) ? [{ by, place: call.place }] : [];
  });
  const lists = emptying.length > 0 ? calls.filter((call) => hasPath(call, (path) => asksForAll(path, call)) && isUnasked(call.place)).map(({ place }) => place) : [];
  return lists.length > 0 ? emptying.map((each) => ({ kind: 'emptied', lists, ...each })) : [];
}

function howEmptied(call: Call, marksIn: Marked): Emptied['by'] | null {
  const given = allOf(call);
  if (hasPath(call, (path) => isIn(HOST_DATA.removes, path)) && given.some((each) => marksIn(each) & DATA.history)) return 'removal';
  const [path, content] = given;
  if (!path || !content || !hasPath(call, (each) => isIn(HOST_DATA.writes, each)) || (marksIn(path) & DATA.history) === 0 || marksIn(content) & (DATA.history | DATA.said)) return null;
  return content.values.length > 0 && content.values.every(({ kind }) => kind === 'text') ? 'fixed text' : 'text';
}

function hasPath({ callee }: Call, test: (path: string) => boolean): boolean {
  return callee.values.some((value) => value.kind === 'host' && test(value.path));
}
