import { SHELL_PROGRAM } from '../../rules/commands.js';
import { DATA, HOST_DATA } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import { isIn, isServer, textsIn } from './data-cells.js';
import type { Marks } from './data-marks.js';
import type { Cell } from './values.js';

/** Methods of what a client for requests makes, as a session. */
const ASKS = /^(?:get|post|put|patch|delete|request|send|stream|urlopen|open)$/;
/** What Python runs a file with, or loads it as a module. */
const RUNS_FILE = /^(?:run_path|spec_from_file_location|SourceFileLoader|load_source)$/;
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

/** Is a program started that sends what it is given? */
export function startsSender(call: Call): boolean {
  if (!call.callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.runs, value.path))) return false;
  const [program] = allOf(call);
  return program !== undefined && [program, ...listsIn(program)].some((each) => textsIn(each).some((text) => SENDS.test(text.trim().split(/\s/)[0] ?? '')));
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

/** Is a file run, or loaded as a module, by its path? */
export function runsFile({ method }: Call): boolean {
  return typeof method === 'string' && RUNS_FILE.test(method);
}
