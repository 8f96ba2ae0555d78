import { SHELL_PROGRAM } from '../../rules/commands.js';
import { namesStranger } from '../../rules/facts/places.js';
import { DATA, HOST_DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import { isIn, isServer, textsIn } from './data-cells.js';
import type { Carried } from './carried.js';
import type { Marks } from './data-marks.js';
import type { Cell } from './values.js';

/** Methods of what a client for requests makes, as a session. */
const ASKS = /^(?:get|post|put|patch|delete|request|send|stream|urlopen|open)$/;
/** What Python runs a file with, or loads it as a module. */
const RUNS_FILE = /^(?:run_path|spec_from_file_location|SourceFileLoader|load_source|CDLL|PyDLL|WinDLL|LoadLibrary)$/;
const VERB = /^(?:GET|POST|PUT|PATCH|DELETE)$/i;

/** Programs that send what they are told to, and what they are started with by name. */
const SENDS = /^(?:curl|wget|nc|ncat|scp|rsync|sftp)(?:\.exe)?$/;

/** Does a server's answer say which program runs, or what a shell does? Not what a program gets that the package names. */
export function isCommand([program, more]: readonly Cell[], marks: Marks): boolean {
  if (!program) return false;
  const lists = listsIn(program);
  const [first = program, ...words] = lists.length > 0 ? lists : [program, ...(more ? [more] : [])];
  if ((lists.length > 0 ? marks.of(program) | marks.of(first) : marks.in(first)) & DATA.answer) return true;
  return textsIn(first).some((text) => SHELL_PROGRAM.test(text)) && words.some((word) => marks.in(word) & DATA.answer);
}

/** Is a program started that sends what it is given? `joins`: what texts are put together of. */
export function startsSender(call: Call, joins: Carried['joins']): boolean {
  const [program] = allOf(call);
  if (program === undefined || !call.callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.runs, value.path))) return false;
  return [program, ...listsIn(program)].flatMap((each) => [...textsIn(each), ...beginningsOf(each, joins)]).some((text) => SENDS.test(text.trim().split(/\s/)[0] ?? ''));
}

/** Does a command name a server in one of its pieces, as `user@example.org:in/` or by its address? */
export function namesByCommand(call: Call, joins: Carried['joins']): boolean {
  const [program] = startsSender(call, joins) ? allOf(call) : [];
  if (program === undefined) return false;
  return [program, ...listsIn(program)].flatMap((each) => piecesOf(each, joins)).flatMap(textsIn).flatMap((text) => text.split(/[\s'"]+/)).some((word) => isServer(word) || namesStranger(`tcp://${TO_HOST.exec(word)?.[1] ?? 'localhost'}`));
}

/** `user@example.org:in/` */
const TO_HOST = /^(?:rsync:\/\/)?[\w.-]+@([\w-]+(?:\.[\w-]+)+)(?:[:/]|$)/;
/** Pieces of one text. */
const MOST_PIECES = 40;

function beginningsOf(cell: Cell, joins: Carried['joins']): string[] {
  const [, ...pieces] = piecesOf(cell, joins);
  return pieces.flatMap(textsIn);
}

/** A text and what it is put together of, also by way of variables. */
function piecesOf(cell: Cell, joins: Carried['joins']): Cell[] {
  const parts = known.get(joins) ?? partsIn(joins);
  known.set(joins, parts);
  const pieces = new Set([cell]);
  // Grows while it is walked.
  for (const piece of pieces) for (const part of parts.get(piece) ?? []) if (pieces.size < MOST_PIECES) pieces.add(part);
  return [...pieces];
}

const known = new WeakMap<Carried['joins'], ReadonlyMap<Cell, readonly Cell[]>>();

/** Texts, and variables to which they go → what they are put together of. */
function partsIn(joins: Carried['joins']): Map<Cell, Cell[]> {
  const parts = new Map<Cell, Cell[]>();
  for (const [left, right, to] of joins) for (const each of [to, ...(to.targets ?? [])]) parts.set(each, [...(parts.get(each) ?? []).slice(0, MOST_PIECES), left, right]);
  return parts;
}

function listsIn(program: Cell): Cell[] {
  return program.values.flatMap((value) => (value.kind === 'thing' && value.fields?.has('0') ? [...value.fields.values()] : []));
}

/** Is something asked by what a client for requests made? That has the mark of answers. */
export function asksByClient({ method }: Call, own: number): boolean {
  return (own & DATA.answer) !== 0 && typeof method === 'string' && ASKS.test(method);
}

/** `request.open('POST', address)`, of a server that is named here: what is sent later goes there. */
export function opensRequest({ method, arguments: [verb, address] }: Call): boolean {
  return method === 'open' && verb !== undefined && address !== undefined && textsIn(verb).some((text) => VERB.test(text)) && textsIn(address).some(isServer);
}

/** Is a file run, or loaded as a module, by its path, or a template made of a text that may call everything? What `jinja2.sandbox` makes may not. */
export function runsFile({ method, self }: Call): boolean {
  if (method === 'from_string') return self.values.some(({ kind }) => kind === 'free');
  return typeof method === 'string' && RUNS_FILE.test(method);
}
