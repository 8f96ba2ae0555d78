import type { Call } from './calls.js';
import { functionsIn, textsIn } from './data-cells.js';
import type { Cell, Code, Thing } from './values.js';

/** Emitters of Node.js and of pages: nobody sees what they do with those who listen, so the names of events tell who hears what. */

const LISTENS = new Set(['on', 'once', 'addListener', 'prependListener', 'addEventListener', 'subscribe']);
const TELLS = new Set(['emit', 'publish', 'trigger']);
/** Events of these names say many different things. */
const COMMON = new Set(['error', 'close', 'end', 'finish', 'exit', 'open']);
/** Listeners to one name that are told apart from nobody. */
const MOST_LISTENERS = 20;

/** Those who listen to events, by the names of these. */
function listenersIn(calls: readonly Call[]): Map<string, Code[]> {
  const listening = new Map<string, Code[]>();
  for (const { method, arguments: [event, ...listeners] } of calls) {
    if (!method || !LISTENS.has(method) || !event) continue;
    const heard = functionsIn(listeners);
    for (const name of heard.length > 0 ? namesOf(event) : []) listening.set(name, [...(listening.get(name) ?? []), ...heard].slice(0, MOST_LISTENERS));
  }
  return listening;
}

/** Tells which functions of the package hear what a call says with an event. */
export function toldIn(calls: readonly Call[]): (call: Call) => Code[] {
  const listening = listenersIn(calls);
  return ({ method, arguments: [event] }) => (method && TELLS.has(method) && event ? namesOf(event).flatMap((name) => listening.get(name) ?? []) : []);
}

/** What is said with an event, and the parameters of those who listen to it. */
export function eventsOf(calls: readonly Call[]): [Cell, Cell][] {
  const listening = listenersIn(calls);
  if (listening.size === 0) return [];
  const made = madeEvents(calls);
  return calls.flatMap(({ method, arguments: [event, ...said] }) => {
    if (method === 'dispatchEvent' && event) return (made.get(event) ?? []).flatMap((name) => listening.get(name) ?? []).flatMap(({ params: [first] }): [Cell, Cell][] => (first ? [[event, first]] : []));
    if (!method || !TELLS.has(method) || !event) return [];
    const heard = namesOf(event).flatMap((name) => listening.get(name) ?? []);
    return heard.flatMap(({ params }) => said.flatMap((each, index): [Cell, Cell][] => (params[index] ? [[each, params[index]]] : [])));
  });
}

/** What holds an event of a page, and its names: `new CustomEvent('name', …)` */
function madeEvents(calls: readonly Call[]): Map<Cell, string[]> {
  const made = new Map<Cell, string[]>();
  for (const { isNew, result, arguments: [name] } of calls) {
    const names = isNew && name ? namesOf(name) : [];
    for (const cell of names.length > 0 ? [result, ...(result.targets ?? [])] : []) made.set(cell, [...(made.get(cell) ?? []), ...names].slice(0, MOST_LISTENERS));
  }
  return made;
}

function namesOf(event: Cell): string[] {
  return textsIn(event).filter((name) => !COMMON.has(name));
}

/** Calls by which a host is given an object, whose functions it asks for something. */
const REGISTERS = /\.register\w+(?:Provider|Factory)$/;
const PROVIDES = /^provide[A-Z]/;

/** The functions that hear what a host tells who makes this call: those that it is given, or of a provider those that provide something. */
export function hearersOf(path: string, given: readonly Cell[]): readonly Code[] {
  if (!REGISTERS.test(path)) return functionsIn(given);
  const providers = given.flatMap(thingsIn);
  return [...providers, ...providers.flatMap(({ protos }) => thingsIn(protos))].flatMap(({ fields }) => [...(fields ?? [])].flatMap(([name, cell]) => (PROVIDES.test(name) ? functionsIn([cell]) : [])));
}

function thingsIn({ values }: Cell): Thing[] {
  return values.flatMap((value) => (value.kind === 'thing' && value.code === null ? value : []));
}
