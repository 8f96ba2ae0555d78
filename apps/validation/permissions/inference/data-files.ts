import { DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import type { Carried } from './carried.js';
import { textsIn } from './data-cells.js';
import { handlesOf, isOfPython } from './data-python.js';
import type { Cell } from './values.js';

/** What Python does with files that a host keeps, by their paths: opened for writing, renamed, moved, written over with others. */

/** `w`, `wb`, `r+b`: what stands there may be gone. */
const FOR_WRITING = /^(?:w|r[bt]?\+)/;
const WRITES = /^(?:write|writelines|truncate)$/;
const RENAMES = /^@py:(?:os\.(?:rename|renames)|shutil\.move)$/;
const COPIES = /^@py:shutil\.(?:copy|copy2|copyfile)$/;

/** What makes another name of a path, and what gives the same path once more; paths that are followed so. */
const NAMES_ANOTHER = /^(?:with_suffix|with_name|with_stem|joinpath)$/;
const SAME_PATH = /^(?:\w*Path|str|fspath|resolve|absolute|expanduser|realpath|abspath|as_posix)$/;
const MOST_BESIDE = 1_000;

type Marked = (cell: Cell) => number;

/** Paths of other files, which are made of those that the host keeps. */
export interface Beside {
  /** `path + '.json'`, `path.with_suffix('.txt')` */
  behind: ReadonlySet<Cell>;
  /** These, and `folder / name`: what is written there is the package’s own, and what is removed may be what the host keeps. */
  anywhere: ReadonlySet<Cell>;
}

/** Finds paths that Python makes of others. */
export function besideIn({ calls, joins }: Pick<Carried, 'calls' | 'joins'>, marksIn: Marked): Beside {
  const isOfAll = (cell: Cell): boolean => (marksIn(cell) & (DATA.history | DATA.document)) !== 0;
  const python = calls.filter(isOfPython);
  const together = python.length === 0 ? [] : [...joins, ...python.flatMap(({ method, arguments: given, result }) => (method === 'join' && given.length > 1 ? [[given[0]!, given.at(-1)!, result] as const] : []))];
  const isBehind = ([left, right]: readonly [Cell, Cell, Cell]): boolean => isOfAll(left) && textsIn(right).length > 0;
  const behind = [...together.filter(isBehind).map(([, , to]) => to), ...python.flatMap(({ method, self, result }) => (method && NAMES_ANOTHER.test(method) && isOfAll(self) ? [result] : []))];
  const below = together.filter(([left, right]) => !isOfAll(left) && isOfAll(right)).map(([, , to]) => to);
  return { behind: reachedBy(behind, python), anywhere: reachedBy([...behind, ...below], python) };
}

function reachedBy(cells: readonly Cell[], python: readonly Call[]): Set<Cell> {
  const reached = new Set(cells);
  const again = reached.size > 0 ? python.filter(({ method }) => method && SAME_PATH.test(method)) : [];
  // Grows while it is walked.
  for (const each of reached) {
    if (reached.size > MOST_BESIDE) break;
    for (const next of each.targets ?? []) reached.add(next);
    for (const { self, arguments: [first], result } of again) if (self === each || first === each) reached.add(result);
  }
  return reached;
}

/** The marks of paths, but for those of other files. */
export function without(paths: ReadonlySet<Cell>, marksIn: Marked): Marked {
  return (cell) => (paths.has(cell) ? marksIn(cell) & ~(DATA.history | DATA.document) : marksIn(cell));
}

/** How a call of Python leaves nothing of a file that is one of all that the host keeps. */
export function emptiesFile(call: Call, calls: readonly Call[], marksIn: Marked): 'removal' | 'fixed text' | null {
  if (!isOfPython(call)) return null;
  const isOfAll = (cell: Cell | undefined): boolean => cell !== undefined && (marksIn(cell) & DATA.history) !== 0;
  const [first, second] = allOf(call);
  if (hasPath(call, RENAMES) || (call.method === 'rename' && call.arguments.length === 1)) return isOfAll(hasPath(call, RENAMES) ? first : call.self) ? 'removal' : null;
  if (hasPath(call, COPIES)) return isOfAll(second) && !isOfAll(first) ? 'fixed text' : null;
  // `Image.new("RGB", size).save(path)`
  if (call.method === 'save') return isOfAll(first) && (marksIn(call.self) & OF_FILES) === 0 ? 'fixed text' : null;
  const path = openedForWriting(call);
  if (!isOfAll(path)) return null;
  const writes = writesInto(call, calls);
  return writes.every((each) => allOf(each).every((given) => (marksIn(given) & OF_FILES) === 0)) && (writes.length > 0 || !isKept(call)) ? 'fixed text' : null;
}

/** Does a call of Python write into a file that was heard of, or is one of all? Whatever is written. */
export function changesFile(call: Call, calls: readonly Call[], marksIn: Marked): { isOfAll: boolean } | null {
  if (!isOfPython(call)) return null;
  const path = call.method === 'write_bytes' || call.method === 'write_text' ? call.self : call.method === 'save' ? call.arguments[0] : openedForWriting(call);
  const bits = path === undefined ? 0 : marksIn(path);
  if ((bits & (DATA.history | DATA.document)) === 0 || (openedForWriting(call) && isKept(call) && writesInto(call, calls).length === 0)) return null;
  return { isOfAll: (bits & DATA.history) !== 0 };
}

/** What comes from a file, from somebody, or from a server that was asked for it. */
const OF_FILES = DATA.history | DATA.said | DATA.typed | DATA.document | DATA.answer | DATA.partOfAnswer;

/** The path of a file that is opened so that something is written there: `open(path, 'wb')`, `path.open('w')`. */
function openedForWriting(call: Call): Cell | undefined {
  if (call.method !== 'open' || !isOfPython(call)) return undefined;
  const [first, second] = call.arguments;
  const isWriting = (cell: Cell | undefined): boolean => cell !== undefined && textsIn(cell).some((text) => FOR_WRITING.test(text));
  if (isWriting(second) || isWriting(call.keywords?.get('mode'))) return first;
  return isWriting(first) && textsIn(first!).every((text) => text.length < 4) ? call.self : undefined;
}

/** Does it say that what stands in the file is kept until it is written over? */
function isKept(call: Call): boolean {
  return [...call.arguments, ...(call.keywords?.values() ?? [])].some((each) => textsIn(each).some((text) => /^r[bt]?\+/.test(text)));
}

/** What is written into a file that a call opens. */
function writesInto(opening: Call, calls: readonly Call[]): Call[] {
  const handles = handlesOf(opening);
  return calls.filter((call) => typeof call.method === 'string' && ((WRITES.test(call.method) && handles.has(call.self)) || (/^(?:dump|save|copyfileobj)$/.test(call.method) && call.arguments.some((each) => handles.has(each)))));
}

function hasPath({ callee }: Call, test: RegExp): boolean {
  return callee.values.some((value) => value.kind === 'host' && test.test(value.path));
}
