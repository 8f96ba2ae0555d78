import type { Machine } from './machine.js';
import type { Names } from './module.js';
import type { Python } from './python.js';
import { LIBRARY } from './python-library.js';
import { splitAt, type SyntaxNode } from './python-tree.js';
import { NAME_TABLES } from './special-names.js';
import { noteWritten, UNKNOWN, type Cell } from './values.js';

const LANGUAGE = new Set(['functools', 'asyncio', 'logging', 'contextlib']);

/** Declares what an import statement brings. */
export function importPython(script: Python, children: readonly SyntaxNode[], names: Names): void {
  const [keyword, ...rest] = children;
  if (keyword?.name === 'from') return importFrom(script, rest, names);
  for (const part of splitAt(rest, ',')) {
    const as = part.findIndex(({ name }) => name === 'as');
    const path = part.slice(0, as < 0 ? undefined : as).map((node) => script.nameOf(node)).join('');
    const alias = as < 0 ? null : part[as + 1];
    if (alias) script.machine.flow.flow(load(script, path), names.declare(script.nameOf(alias)));
    else importPath(script, path, names);
  }
}

/** `import a.b.c` gives the name `a`, with `b` in it, with `c` in that. */
function importPath(script: Python, path: string, names: Names): void {
  const { machine } = script;
  const [first = '', ...others] = path.split('.');
  let at: Cell = names.declare(first);
  if (others.length === 0) return machine.flow.flow(load(script, first), at);
  others.forEach((name, index) => {
    const thing = machine.thing();
    machine.flow.add(at, thing);
    noteWritten(thing, name);
    at = machine.field(thing, name);
    if (index === others.length - 1) machine.flow.flow(load(script, path), at);
  });
}

function importFrom(script: Python, nodes: readonly SyntaxNode[], names: Names): void {
  const { machine } = script;
  const middle = nodes.findIndex(({ name }) => name === 'import');
  const path = nodes.slice(0, middle).map((node) => script.nameOf(node)).join('');
  for (const part of splitAt(nodes.slice(middle + 1).filter(({ name }) => name !== '(' && name !== ')'), ',')) {
    const [named] = part;
    if (!named) continue;
    const name = script.nameOf(named);
    if (name === '*') {
      script.addStar(load(script, path));
      continue;
    }
    const to = names.declare(script.nameOf(part.at(-1) ?? named));
    const module = machine.witness.load(path.endsWith('.') ? path + name : `${path}.${name}`, script.module.path);
    // It may be a method, and what is only imported is not used.
    if (module) machine.flow.flow(module, to);
    else {
      if (machine.witness.load(path, script.module.path) === null) script.foreign.set(script.nameOf(part.at(-1) ?? named), name);
      machine.read(load(script, path), name, to, script.place(named));
    }
  }
}

function load(script: Python, path: string): Cell {
  const { machine, module } = script;
  if (path === 'importlib') {
    const thing = machine.thing();
    noteWritten(thing, 'import_module');
    machine.flow.add(machine.field(thing, 'import_module'), { kind: 'builtin', name: 'require', target: null, given: [], file: module.path });
    return machine.cell(thing);
  }
  if (LANGUAGE.has(path)) return machine.global(path);
  if (path === 'sys') return modulesIn(script);
  if (path === 'builtins') return builtins(script);
  return machine.witness.load(path, module.path) ?? (LIBRARY.has(path) ? library(machine, path) : machine.cell(UNKNOWN));
}

/** A module of Python's library of which something is known. */
function library(machine: Machine, path: string): Cell {
  const thing = machine.thing();
  machine.own.whenAsked(thing, (name, cell) => machine.flow.flow(machine.global(`${path}.${name}`), cell));
  return machine.cell(thing);
}

/** `sys`, whose `modules` holds every module by its name. */
function modulesIn({ machine, module }: Python): Cell {
  const [sys, modules] = [machine.thing(), machine.thing()];
  machine.flow.add(sys.protos, UNKNOWN);
  noteWritten(sys, 'modules');
  machine.flow.add(machine.field(sys, 'modules'), modules);
  machine.own.whenAsked(modules, (name, cell) => {
    const loaded = machine.witness.load(name, module.path);
    if (loaded) machine.flow.flow(loaded, cell);
    else machine.flow.exit(cell, { place: { file: module.path, start: 0 }, why: 'it is put where Python looks for modules' });
  });
  return machine.cell(sys);
}

/** What needs no import, as members of a module. */
function builtins(script: Python): Cell {
  const { machine } = script;
  const thing = machine.thing();
  machine.own.whenAsked(thing, (name, cell) => {
    machine.flow.flow(NAME_TABLES.has(name) ? script.variable(name, script.top) : machine.global(name), cell);
    // What is written there, all modules have.
    machine.flow.flow(cell, machine.global(name));
  });
  machine.flow.exit(thing.rest, { place: { file: script.module.path, start: 0 }, why: 'every module has it under a name that is only known at run time' });
  return machine.cell(thing);
}
