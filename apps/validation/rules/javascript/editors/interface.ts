import type { Flow } from '../flows/flow-sets.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Node } from '../syntax/tree.js';

/** What the interface of an editor (VS Code and its like) gives to its extensions, told by the end of a path, because its object comes from the host. */

/** Calls that tell an extension what happens, the members of what it gets that matter, and what these are. */
const CHANGED = /(?:^|\.)workspace\.onDidChangeTextDocument$/;
const REGISTERS = /(?:^|\.)commands\.register(?:TextEditor)?Command$/;
/** The command that stands for each key that somebody types. */
const TYPING = 'type';
/** What of a change says how much was typed, or where, and not what. */
const MEASURES = new Set(['length', 'range', 'rangeLength', 'rangeOffset', 'reason']);

/** Does a function hear what somebody types, which it is given to this call for, in the members that it is asked for? `first`: what the call gets first, where it is known. */
export function tellsTyped(callee: Node, first: string | null, names: readonly string[]): boolean {
  if (MEASURES.has(names.at(-1) ?? '')) return false;
  const path = memberPath(callee);
  if (REGISTERS.test(path)) return first === TYPING;
  return CHANGED.test(path) && (names.length === 0 || names[0] === 'contentChanges');
}

/** Whose sessions an editor hands out, by the names that it knows them by. */
const SESSIONS: readonly (readonly [provider: RegExp, flow: Flow])[] = [
  [/^github/, 'secret GitHub'],
  [/^microsoft/, 'secret Azure'],
];

/** What `authentication.getSession` of a provider gives: a key of whoever that is; of one that is only known at run time, the usual one. */
export function sessionOf(callee: Node, provider: string | null): Flow | null {
  if (!/(?:^|\.)authentication\.getSession$/.test(memberPath(callee))) return null;
  return provider === null ? 'secret GitHub' : (SESSIONS.find(([name]) => name.test(provider))?.[1] ?? null);
}

/** What an extension has kept from one start to the next. */
export function tellsState(callee: Node): boolean {
  return /(?:^|\.)(?:global|workspace)State\.get$/.test(memberPath(callee));
}
