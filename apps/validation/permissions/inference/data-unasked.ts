import { bare, functionsIn, textsIn, within } from './data-cells.js';
import type { Mentions } from '../../rules/javascript/syntax/mentions.js';
import { hearersOf, toldIn } from './data-events.js';
import { isOfPython } from './data-python.js';
import { allOf, type Call } from './calls.js';
import type { Carried, Written } from './carried.js';
import type { Code, Place } from './values.js';

/** What a package does without being asked: when it starts, when the host tells that something happened, and again and again; not what a command does. */

const AGAIN = ['setInterval', 'onDidChange'];

/** Methods that call what they are given, whoever has them. */
const CALLS = new Set(['to_thread', 'Thread', 'Timer', 'Process', 'starmap', 'submit', 'run_in_executor', 'call_later', 'create_task', 'then', 'catch', 'finally', 'forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every', 'reduce', 'sort']);

const FOLLOWS = /^on(?:open|load|loadend|readystatechange|message|success|error|close)$/;

/** A page begins, or the connection does. */
const OF_START = new Set(['load', 'DOMContentLoaded', 'pageshow', 'online']);
/** Methods of hosts that tell what happens, but for what people do to be answered. */
const TELLS = /\.(?:on[A-Z_]\w*|on|once|listen|subscribe|tail|watch|addPanel|add_panel)$/;
const FORMATS = /\.register\w*FormattingEditProvider$/;
const IS_ASKED = /\.on\w*(?:click|command|message|press|select)\w*$/i;

/** Does a script with these names do something again and again, or whenever something happens, and not because somebody asked? */
export function isAgain(mentioned: Mentions | null): boolean {
  return mentioned !== null && (AGAIN.some((name) => mentioned.names.has(name)) || (mentioned.goesOn && mentioned.names.has('setTimeout')));
}

/** Tells whether a place is in a function that runs without being asked, or in none. `more`: functions that are asked for something else. */
export function unaskedIn({ calls, functions, begun, stored }: Carried, more: readonly Code[] = []): (place: Place) => boolean {
  const functionAt = innermost(functions);
  const starts = new Map(functions.map(({ code, file, start }) => [code, `${start} ${file}`]));
  const callsIn = new Map<string, Call[]>();
  for (const call of calls) {
    const at = functionAt(call.place);
    const list = callsIn.get(at) ?? [];
    callsIn.set(at, list);
    list.push(call);
  }
  const reached = new Set(['']);
  const reach = (codes: readonly Code[]): void => codes.forEach((code) => reached.add(starts.get(code) ?? ''));
  reach([...begun, ...more]);
  for (const call of calls) if (isEvent(call)) reach(functionsIn(allOf(call)));
  // What a formula asks for is worked out whenever the sheet is.
  for (const call of calls) if (call.callee.values.some((value) => value.kind === 'host' && bare(value.path) === 'functions.register')) reach(functionsIn(call.arguments.flatMap(within)));
  // What is told once something was opened or loaded follows what did that.
  const following = new Map<string, Code[]>();
  for (const { name, what, place } of stored) if (FOLLOWS.test(name)) following.set(functionAt(place), [...(following.get(functionAt(place)) ?? []), ...functionsIn([what])]);
  // Who has a document formatted asks for nothing else.
  for (const { callee, arguments: given } of calls) for (const value of callee.values) if (value.kind === 'host' && FORMATS.test(value.path)) reach(hearersOf(value.path, given));
  const told = toldIn(calls);
  // Grows while it is walked.
  for (const at of reached) {
    for (const call of callsIn.get(at) ?? []) reach([...told(call), ...functionsIn([call.callee, ...(isCaller(call) ? allOf(call) : [])])]);
    reach(following.get(at) ?? []);
  }
  return (place) => reached.has(functionAt(place));
}

/** `host.events.onAnything(listener)`, `host.assets.on_change(listener)`, `window.addEventListener('load', listener)` */
function isEvent({ callee, self, method, arguments: [event] }: Call): boolean {
  if (method === 'addEventListener' && event && textsIn(event).some((name) => OF_START.has(name))) return true;
  return self.values.some((value) => value.kind === 'host' && bare(value.path) === 'events') || callee.values.some((value) => value.kind === 'host' && (value.path.startsWith('events.') || (TELLS.test(value.path) && !IS_ASKED.test(value.path))));
}

/** A thread of Python gets as its target what it calls. */
function isCaller(call: Call): boolean {
  const { callee, method, keywords, arguments: given } = call;
  return (method !== undefined && method !== null && CALLS.has(method)) || callee.values.some(({ kind }) => kind === 'builtin') || keywords?.has('target') === true || (method === 'register' && given.length === 1 && isOfPython(call));
}

/** A function and the one around it. */
interface Nested {
  written: Written;
  outer: Nested | null;
}

/** The innermost function around a place, told by where it begins; nothing for none. */
function innermost(functions: readonly Written[]): (place: Place) => string {
  const inFile = new Map<string, Nested[]>();
  for (const written of functions.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const before = inFile.get(written.file) ?? [];
    inFile.set(written.file, before);
    before.push({ written, outer: around(before.at(-1) ?? null, written.start) });
  }
  return ({ file, start }) => {
    const inner = around(lastBefore(inFile.get(file) ?? [], start), start);
    return inner ? `${inner.written.start} ${file}` : '';
  };
}

/** The first of a function and those around it that has not ended. */
function around(from: Nested | null, start: number): Nested | null {
  let each = from;
  while (each && each.written.end <= start) each = each.outer;
  return each;
}

/** The last one that begins no later. */
function lastBefore(list: readonly Nested[], start: number): Nested | null {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle]!.written.start <= start) from = middle + 1;
    else to = middle;
  }
  return list[from - 1] ?? null;
}
