import { DATA, HOST_DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import type { Carried } from './carried.js';
import { bare, isIn, rowOf, textsIn, within } from './data-cells.js';
import { besideIn, emptiesFile, without } from './data-files.js';
import { isOfPython } from './data-python.js';
import { PROJECT, type Cell, type Place } from './values.js';

/** All of a kind that a host keeps for whoever uses it (files of a project, pictures, sheets): who asks for it, opens each of it, removes each of it, without being asked. */

/** What says nothing of which ones are meant: the root, every name, every kind of file. */
const EVERYTHING = /^(?:\.?\/?|(?:\.?\/)?\*{1,2}(?:\/\*{1,2})?(?:\.(?:\*|\{[\w,]{1,80}\}|md|markdown|[cm]?tsx?|jsx|py|rs|go|java|kt|cs|c|cpp|php|rb|ipynb|docx?|xlsx?))?|\*\*\/\{?[\w.,*/]*node_modules[\w.,*/]*\}?(?:\/\*\*)?|all|any|asc|desc|(?:image|picture|audio|video|sound|sprite|background)s?)$/i;

/** Where the folders stand that somebody works in. */
const OF_PROJECT = /^workspace\.(?:workspaceFolders|rootPath)\b/;

/** What opens or reads a file in Python. */
const EMPTIES = /^(?:unlink|write_bytes|write_text|open|rename|renames|move|save|copy|copy2|copyfile)$/;
/** What puts a file into an archive that a module of Python made. */
const ARCHIVES = /^(?:write|add)$/;
const READS_FILE = /^(?:open|read_bytes|read_text)$/;

type Marked = (cell: Cell) => number;
type IsUnasked = (place: Place) => boolean;

/** What is removed without being asked, or written over with what does not come from it, and where all of it was asked for. */
export interface Emptied {
  kind: 'emptied';
  place: Place;
  lists: readonly Place[];
  /** Did somebody ask for something there? */
  isAsked: boolean;
  /** How: nobody can tell from here whether what is not known is `fixed`. */
  by: 'removal' | 'text' | 'fixed text' | Wiped;
}

/** All of a sheet, told by how far it is used or by a range that nobody fills; what is made of it there and may be nothing; or a cell, which may be one of many. */
export type Wiped = 'range' | 'blank' | 'cell';

/** Does a call ask for all of a kind, and nothing says which of it? */
export function asksForAll(path: string, call: Call): boolean {
  if (!isIn(HOST_DATA.lists, path)) return false;
  return allOf(call).flatMap(within).every((each) => textsIn(each).every((text) => EVERYTHING.test(text)) && each.values.every((value) => value.kind === 'text' || value.kind === 'thing' || value.kind === 'number' || (value.kind === 'free' && each.values.includes(PROJECT)) || (value.kind === 'host' && OF_PROJECT.test(value.path))));
}

/** What holds all that somebody has open, where nobody asked for that. */
export function heldIn({ held }: Carried, isUnasked: IsUnasked): Cell[] {
  return held.flatMap(({ what, place }) => (what.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.holds, bare(value.path))) && isUnasked(place) ? [what] : []));
}

/** Is all of it asked for, and each of it opened, neither because somebody asked? */
export function opensAll(calls: readonly Call[], marksIn: Marked, isUnasked: IsUnasked): boolean {
  const isOfAll = (each: Cell): boolean => (marksIn(each) & DATA.history) !== 0;
  if (calls.some((call) => hasPath(call, (path) => rowOf(HOST_DATA.gives, path) === 'said' || rowOf(HOST_DATA.tells, path) === 'said') && isUnasked(call.place))) return true;
  const opens = calls.some((call) => ((hasPath(call, (path) => (rowOf(HOST_DATA.leads, path) ?? []).some(([from]) => from === 'history')) && allOf(call).some(isOfAll)) || (readsFile(call) && [call.self, ...allOf(call)].some(isOfAll))) && isUnasked(call.place));
  return opens && calls.some((call) => hasPath(call, (path) => asksForAll(path, call)) && isUnasked(call.place));
}

/** Does anything here remove, or write over, what it is given? */
export function emptiesIn(calls: readonly Call[]): boolean {
  return calls.some((call) => clears(call) || hasPath(call, (path) => isIn(HOST_DATA.removes, path) || isIn(HOST_DATA.writes, path) || rowOf(HOST_DATA.changes, path) === 'sheet' || path === 'assets.update') || (isOfPython(call) && typeof call.method === 'string' && EMPTIES.test(call.method)));
}

/** Where each of it is removed, or written over, and whether somebody asked for something there. */
export function emptiedIn(carried: Carried, marks: Marked, isUnasked: IsUnasked): Emptied[] {
  const { calls } = carried;
  const beside = besideIn(carried, marks);
  const [removed, written] = [without(beside.behind, marks), without(beside.anywhere, marks)];
  const emptying = calls.flatMap((call) => {
    const how = howEmptied(call, removed);
    const by = (how === 'removal' ? how : how && howEmptied(call, written)) ?? emptiesFile(call, calls, written);
    return by !== null ? [{ by, place: call.place, isAsked: !isUnasked(call.place) }] : [];
  });
  const lists = emptying.length > 0 ? calls.filter((call) => hasPath(call, (path) => asksForAll(path, call))).map(({ place }) => ({ place, isAsked: !isUnasked(place) })) : [];
  return emptying.flatMap((each) => {
    // What is listed when somebody asked for it is not what goes when nobody did.
    const own = lists.filter(({ isAsked }) => each.isAsked || !isAsked).map(({ place }) => place);
    return own.length > 0 ? [{ kind: 'emptied' as const, lists: own, ...each }] : [];
  });
}

/** Does a call leave nothing in cells? */
export function clears(call: Call): boolean {
  return hasPath(call, (path) => isIn(HOST_DATA.clears, path));
}

/** Where cells get nothing, or what does not come from cells. */
export function wipedIn(calls: readonly Call[], marksIn: Marked, isUnasked: IsUnasked): Emptied[] {
  return calls.flatMap((call) => {
    const by = howWiped(call, marksIn);
    return by === null ? [] : [{ kind: 'emptied' as const, lists: [], by, place: call.place, isAsked: !isUnasked(call.place) }];
  });
}

function howWiped(call: Call, marksIn: Marked): Wiped | null {
  const given = allOf(call);
  const [range, second] = given;
  if (!range) return null;
  const isWhole = (marksIn(range) & DATA.cells) !== 0 || textsIn(range).some(isLarge);
  if (hasPath(call, (path) => isIn(HOST_DATA.clears, path))) return isWhole ? 'range' : null;
  const path = call.callee.values.flatMap((value) => (value.kind === 'host' && rowOf(HOST_DATA.changes, value.path) === 'sheet' ? [value.path] : []))[0];
  if (path === undefined || !second) return null;
  if (given.length > 2) return wipedCell(given, marksIn);
  return !isWhole ? null : marksIn(second) & OF_OTHERS ? 'blank' : 'range';
}

/** `setCell(row, column, value)` */
function wipedCell(given: readonly Cell[], marksIn: Marked): Wiped | null {
  const value = given[2];
  return value && (marksIn(value) & OF_OTHERS) === 0 ? 'cell' : null;
}

/** What comes from cells, from a server or from somebody. */
const OF_OTHERS = DATA.cells | DATA.sheet | DATA.answer | DATA.partOfAnswer | DATA.copied;
const RANGE = /^\$?([A-Z]{1,3})\$?(\d{0,7}):\$?([A-Z]{1,3})\$?(\d{0,7})$/;
const FEWEST_COLUMNS = 10;
const FEWEST_ROWS = 1_000;

/** `A1:ZZ10000`, `A:ZZ` */
function isLarge(range: string): boolean {
  const [, from = '', first = '', to = '', last = ''] = RANGE.exec(range) ?? [];
  if (to === '' || columnOf(to) - columnOf(from) + 1 < FEWEST_COLUMNS) return false;
  return last === '' || Number(last) - Number(first) + 1 >= FEWEST_ROWS;
}

function columnOf(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** Python: `open(path)`, `path.read_bytes()`, `archive.write(path)` */
function readsFile(call: Call): boolean {
  const { method, self } = call;
  if (!isOfPython(call) || typeof method !== 'string') return false;
  return READS_FILE.test(method) || (ARCHIVES.test(method) && self.values.some(({ kind }) => kind === 'free'));
}

function howEmptied(call: Call, marksIn: Marked): Emptied['by'] | null {
  const given = allOf(call);
  if (isOfPython(call) && marksIn(call.self) & DATA.history) {
    if (call.method === 'unlink') return 'removal';
    if ((call.method === 'write_bytes' || call.method === 'write_text') && given[0] && isFixed(given[0])) return 'fixed text';
  }
  if (hasPath(call, (path) => isIn(HOST_DATA.removes, path)) && given.some((each) => marksIn(each) & DATA.history)) return 'removal';
  if (hasPath(call, (path) => path === 'assets.update') && given.some((each) => marksIn(each) & DATA.history) && replacesWritten(call)) return 'fixed text';
  const [path, content] = given;
  if (!path || !content || !hasPath(call, (each) => isIn(HOST_DATA.writes, each)) || (marksIn(path) & DATA.history) === 0 || marksIn(content) & (DATA.history | DATA.said)) return null;
  return isFixed(content) ? 'fixed text' : 'text';
}

/** Members in which something stands that people wrote or made. */
const WRITTEN = /^(?:name|title|text|description|notes?|tags|path|data|content|prompt|dialogue)$/;

/** `update(id, name="x")`, `update(id, { tags: [] })`: the same for each, in place of what people wrote. */
function replacesWritten({ arguments: given, keywords }: Call): boolean {
  const parts = [...(keywords ?? []), ...given.slice(1).flatMap(({ values }) => values.flatMap((value) => (value.kind === 'thing' ? [...(value.fields ?? [])] : [])))];
  return parts.some(([name, value]) => WRITTEN.test(name) && isFixed(value));
}

/** A text that is written out, or an object with nothing in it. */
function isFixed({ values }: Cell): boolean {
  return values.length > 0 && values.every((value) => value.kind === 'text' || (value.kind === 'thing' && value.code === null && !value.fields?.size && value.rest.values.length === 0 && value.protos.values.length === 0));
}

function hasPath({ callee }: Call, test: (path: string) => boolean): boolean {
  return callee.values.some((value) => value.kind === 'host' && test(value.path));
}
