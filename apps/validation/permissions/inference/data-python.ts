import { namesStranger } from '../../rules/facts/places.js';
import { DATA, HOST_DATA, PRIVATE } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import { functionsIn, isIn, textsIn, within } from './data-cells.js';
import type { Marks } from './data-marks.js';
import type { Cell, Code } from './values.js';

/** What Python does with data that other languages do by other names: files that are opened, connections by the name of a server, functions that are called with each of a list. */

/** The beginning of an address of a table or a store elsewhere. */
const SERVER = /^[a-z][a-z\d+]*:\/\/(?:[^/@\s]*@)?/;
/** Methods of a connection that send the file at a path. */
const UPLOADS = /^(?:put|upload|upload_file|fput_object|storbinary)$/;
const HOST_NAME = /^[\w-]+(?:\.[\w-]+)+$/;
/** What opens a file, or an archive that is kept in one. */
const OPENS = new Set(['open', 'ZipFile', 'TarFile']);
const WRITES = new Set(['write', 'add', 'writelines', 'write_bytes', 'write_text']);
/** Methods that call a function with each of a list, or later with what stands behind it. */
const CALLS_WITH = new Set(['Thread', 'Timer', 'Process', 'map', 'filter', 'starmap', 'submit', 'partial', 'run_in_executor', 'imap', 'imap_unordered', 'apply_async']);
/** What answers how much there is, or whether. */
const MEASURES = new Set(['len', 'bool', 'isinstance', 'issubclass', 'callable', 'hasattr', 'type', 'any', 'all', 'count', 'index', 'find', 'startswith', 'endswith', 'isdigit', 'isalpha', 'exists', 'is_file', 'is_dir']);
/** What puts something into an object that nobody sees, and what puts what it has into another one. */
const TAKES = /^(?:put_nowait|appendleft|extend|insert|push|send|paste|writestr|enqueue)$/;
const SAVES = /^(?:save|tofile|savefig|export|write_to)$/;
const OF_FILES = DATA.history | DATA.document;
const OF_TABLES = /\.(?:db|dat|dir)$/;
/** Variables that a file which was opened goes through. */
const MOST_HANDLES = 40;

/** Is a call of a Python file? */
export function isOfPython({ place }: Call): boolean {
  return place.file.endsWith('.py') || place.file.endsWith('.pyw');
}

/** Does a call of Python connect to a server by its name alone: `HTTPSConnection("example.org")`, `s.connect(("example.org", 443))`? */
export function connectsByName(call: Call): boolean {
  if (!isOfPython(call)) return false;
  const opens = call.callee.values.some((value) => value.kind === 'host' && value.path.startsWith('@py:') && isIn(HOST_DATA.opens, value.path));
  const given = allOf(call);
  const [first] = given;
  // A file may have a name like a server’s, and has no port.
  const named = first === undefined || !(opens || call.method === 'connect') ? [] : opens ? given.flatMap(within) : within(first).filter((each) => each !== first);
  return named.some((each) => textsIn(each).some((text) => (HOST_NAME.test(text) ? namesStranger(`tcp://${text}`) : opens && SERVER.test(text) && namesStranger(text.replace(SERVER, 'tcp://')))));
}

/** Does a call of Python answer how much there is, or whether, and nothing of what it asks about? */
export function measures(call: Call): boolean {
  return isOfPython(call) && typeof call.method === 'string' && MEASURES.has(call.method);
}

/** What a file of Python gives that is opened at a path of something private, which is its content. */
export function contentOf({ method }: Call, bits: number): number {
  return method === 'open' || method === 'imread' ? contentAt(bits) : 0;
}

/** What objects of libraries keep of what they get, and what they put into others: `jobs.put_nowait(path)`, `image.save(buffer)`. */
export function passThrough({ self, arguments: given, method }: Call, marks: Marks): void {
  if (!method) return;
  if (TAKES.test(method)) for (const each of given) marks.add(self, marks.in(each) & (PRIVATE | OF_FILES));
  // What is saved under a name lies there.
  if (SAVES.test(method) && given[0] && textsIn(given[0]).length === 0) marks.add(given[0], marks.in(self) & PRIVATE);
}

/** What stands in a file whose path has these marks. */
export function contentAt(bits: number): number {
  return (bits & DATA.history ? DATA.said : 0) | (bits & DATA.document ? DATA.typed : 0);
}

/** What goes over a connection of Python with a call: of a path, what stands there. */
export function uploadedBy(call: Call, bits: number): number {
  return isOfPython(call) && typeof call.method === 'string' && UPLOADS.test(call.method) ? bits | contentAt(bits) : bits;
}

/** Is what sends something handed on to be called later: `pool.submit(requests.post, address)`? */
export function sendsLater(call: Call): boolean {
  return isOfPython(call) && typeof call.method === 'string' && CALLS_WITH.has(call.method) && call.arguments.some(({ values }) => values.some((value) => value.kind === 'host' && isIn(HOST_DATA.sends, value.path)));
}

/** Does a call make objects of a file because it is told to: `torch.load(path, weights_only=False)`, `numpy.load(path, allow_pickle=True)`? */
export function loadsObjects(path: string, { keywords }: Call): boolean {
  if (path === '@py:numpy.load') return keywords?.get('allow_pickle')?.values.some(({ kind }) => kind === 'number') === true;
  return path === '@py:torch.load' && keywords?.get('weights_only')?.values.length === 0;
}

/** Functions that a call of Python has called with what it is given beside them. */
export function calledWith(call: Call): readonly Code[] {
  const isCaller = (call.method && CALLS_WITH.has(call.method)) || call.keywords?.has('target');
  return isOfPython(call) && isCaller ? functionsIn(allOf(call)) : [];
}

/** The variables that a file which a call opens goes through. */
export function handlesOf({ result }: Call): ReadonlySet<Cell> {
  const handles = new Set([result]);
  // Grows while it is walked.
  for (const handle of handles) for (const next of handle.targets ?? []) if (handles.size < MOST_HANDLES) handles.add(next);
  return handles;
}

/** What a server answered, or is private, and is written into a file of Python is what is read at that path later. */
export function keepWritten(calls: readonly Call[], marks: Marks): void {
  const opened = new Map<Cell, Cell>();
  for (const call of calls) {
    const path = isOfPython(call) && call.method && OPENS.has(call.method) ? (call.method === 'open' && call.self.values.length > 0 && call.arguments.every((each) => textsIn(each).every((text) => text.length < 4)) ? call.self : call.arguments[0]) : undefined;
    if (!path) continue;
    for (const handle of handlesOf(call)) opened.set(handle, path);
  }
  const byText = new Map<string, Cell>();
  for (const call of calls) {
    if (!isOfPython(call) || !call.method) continue;
    const given = allOf(call);
    if (call.method === 'urlretrieve' && given[1]) {
      marks.add(given[1], DATA.answer);
      // `shelve.open('cache')` opens `cache.db`.
      for (const text of textsIn(given[1])) for (const name of [text, text.replace(OF_TABLES, '')]) byText.set(name, given[1]);
    }
    if (!WRITES.has(call.method)) continue;
    const path = opened.get(call.self) ?? call.self;
    for (const text of textsIn(path)) byText.set(text, path);
    marks.askIn(given, () => {
      const got = given.reduce((bits, each) => bits | marks.in(each), 0);
      marks.add(path, (got | contentAt(got)) & (DATA.answer | PRIVATE));
    });
  }
  // The same path, written out once more.
  for (const call of byText.size > 0 ? calls.filter(isOfPython) : []) for (const each of call.arguments.slice(0, 2).flatMap(within)) for (const text of textsIn(each)) {
    const written = byText.get(text.replace(/^\.\//, ''));
    if (written && written !== each) marks.carry(written, each);
  }
}
