import { namesStranger, SCRIPT_PATH } from '../../rules/facts/places.js';
import { CREDENTIAL_PATH, SETTINGS_PATH } from '../../rules/facts/private-paths.js';
import { DATA, KEPT_OBJECTS, type Mark } from '../host-data.js';
import { parentOf } from './paths.js';
import { fieldsOf, INERT } from './values.js';
import type { Cell, Code, Thing, Value } from './values.js';

/** What stands in cells, for those who follow data through them. */

/** How deep in objects data is looked for, and in how many cells. */
const DEEPEST = 3;
const MOST_CELLS = 60;

/** A cell and those in the objects that it holds; not what functions hold. */
export function within(cell: Cell): Cell[] {
  const parts = [cell];
  if (!cell.values.some(isObject)) return parts;
  for (let depth = 0, from = 0; depth < DEEPEST && parts.length < MOST_CELLS; depth++) {
    const until = parts.length;
    for (; from < until; from++) for (const value of parts[from]!.values) if (isObject(value)) addParts(value, parts);
  }
  return parts;
}

function addParts(thing: Thing, parts: Cell[]): void {
  for (const part of [...fieldsOf(thing), thing.rest, thing.protos]) if (parts.length < MOST_CELLS && !parts.includes(part)) parts.push(part);
}

function isObject(value: Value): value is Thing {
  return value.kind === 'thing' && value.code === null;
}

/** What a page keeps, as a whole. */
export function holdsAllKept({ values }: Cell): boolean {
  return values.some((value) => value.kind === 'host' && KEPT_OBJECTS.has(value.path));
}

/** What most cells hold of most kinds. These two are asked of all arguments of all calls, so they make no list of nothing. */
const NOTHING: readonly never[] = [];

/** The functions of the package that cells hold. */
export function functionsIn(cells: readonly Cell[]): readonly Code[] {
  let codes: Code[] | null = null;
  for (const { values } of cells) for (const value of values) if (value.kind === 'thing' && value.code) (codes ??= []).push(value.code);
  return codes ?? NOTHING;
}

/** The texts that a cell holds. */
export function textsIn({ values }: Cell): readonly string[] {
  let texts: string[] | null = null;
  for (const value of values) if (value.kind === 'text') (texts ??= []).push(value.text);
  return texts ?? NOTHING;
}

/** The address of a server, its name complete. */
export function isServer(text: string): boolean {
  return /^(?:https?|wss?):\/\/[^/?#]+(?:[/?#]|$)/i.test(text) && namesStranger(text);
}

/** `{ host: 'example.org' }` */
export function namesHost(options: Cell): boolean {
  return options.values.some((value) => value.kind === 'thing' && ['host', 'hostname'].some((name) => textsIn(value.fields?.get(name) ?? INERT).some((host) => /^[\w-]+(?:\.[\w-]+)+$/.test(host) && namesStranger(`tcp://${host}`))));
}

/** Where a request goes: its first argument, or what that has as its address. */
export function addressIn([first]: readonly Cell[]): Cell {
  return first?.values.flatMap((value) => (value.kind === 'thing' ? (value.fields?.get('url') ?? []) : []))[0] ?? first ?? INERT;
}

/** Does a text stand behind one that the package wrote? What is gathered in one place stands behind itself. */
export function isBehind(left: Cell, right: Cell): boolean {
  const own = textsIn(right).filter((text) => text !== '');
  return textsIn(left).some((text) => own.reduce((rest, each) => rest.replaceAll(each, ''), text).trim() !== '');
}

/** Parts of a path, as `path.join` gets them. */
export function pathOf(given: readonly Cell[]): string {
  return given.map((each) => textsIn(each)[0] ?? '\0').join('/');
}

/** What paths lead to, as marks. */
export function marksOfPaths(paths: readonly string[]): number {
  const isOne = (pattern: RegExp): boolean => paths.some((path) => pattern.test(path));
  return (isOne(CREDENTIAL_PATH) ? DATA.credentialPath : 0) | (isOne(SETTINGS_PATH) ? DATA.settingsPath : 0) | (isOne(SCRIPT_PATH) ? DATA.scriptPath : 0);
}

/** Patterns that one pattern has in braces. */
const MOST_CHOSEN = 20;

/** Is a text such a path, or a pattern for some of them? */
export function isPathOf(mark: Mark, text: string): boolean {
  const isOne = mark === 'credentialPath' ? CREDENTIAL_PATH : mark === 'settingsPath' ? SETTINGS_PATH : null;
  return isOne !== null && [text, ...text.split(/[{},]/).slice(0, MOST_CHOSEN)].some((each) => isOne.test(each));
}

/** A path without what stands for all below it. */
export function bare(path: string): string {
  return path.replace(/\.\*$/, '');
}

/** The longest row that a path begins with. */
export function rowOf<T>(rows: Readonly<Record<string, T>>, path: string): T | null {
  for (let way: string | null = bare(path); way !== null; way = parentOf(way)) if (Object.hasOwn(rows, way)) return rows[way]!;
  return null;
}

/** Is a path one of these rows, or below one? */
export function isIn(rows: readonly string[], path: string): boolean {
  for (let way: string | null = bare(path); way !== null; way = parentOf(way)) if (rows.includes(way)) return true;
  return false;
}
