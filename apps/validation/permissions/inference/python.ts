import type { PackageFile } from '#libs/manifest/manifest.js';
import { mayBring } from '../../rules/python/stars.js';
import { decode } from '../../rules/text.js';
import type { Machine } from './machine.js';
import { Names, type Module } from './module.js';
import { readPythonExpression, readTuple } from './python-expressions.js';
import { pythonClass } from './python-classes.js';
import { contextsOf } from './python-forms.js';
import { assignPython, pythonFunction } from './python-functions.js';
import { answerByCode, elements, entered, operate } from './python-objects.js';
import { importPython } from './python-imports.js';
import { NAME_TABLES } from './special-names.js';
import { assignedIn, capturesIn, childrenOf, firstError, globalsIn, parsePython, splitAt, TOO_DEEP, type SyntaxNode } from './python-tree.js';
import { INERT, noteWritten, UNKNOWN, type Cell, type Place, type Thing } from './values.js';

/** Begins the paths of modules of Python that are watched. */
const OF_PYTHON = '@py:';

/** Reads a Python file into the machine. Throws RangeError for trees too deep to walk. */
export function readPython(file: PackageFile, module: Module, machine: Machine): void {
  new Python(machine, module, decode(file.bytes)).read();
}

export class Python {
  readonly top: Names;
  /** What `from x import *` brought. */
  readonly stars: Cell[] = [];
  /** What modules of others gave, by the name that it has here → its own. */
  readonly foreign = new Map<string, string>();
  result: Cell = INERT;
  /** The class around the function that is being read, for `super`. */
  owner: Thing | null = null;
  /** What `locals()` gives: the class that is being read, or the module. */
  table: Thing;

  /** Variables that nothing in the text gives a value to. */
  readonly #unbound = new Map<string, Cell>();

  constructor(readonly machine: Machine, readonly module: Module, readonly text: string) {
    this.top = new Names(null, INERT);
    this.table = module.exports;
    // Whoever has the module, or what `globals()` gives, may make variables of it.
    machine.own.whenAsked(module.exports, (name, cell) => machine.flow.flow(cell, this.#unbound.get(name) ?? INERT));
  }

  read(): void {
    const tree = parsePython(this.text);
    if (tree === TOO_DEEP) this.machine.witness.lost('*', { file: this.module.path, start: 0 }, 'its expressions are nested too deeply');
    const broken = firstError(tree);
    if (broken !== null) this.machine.witness.lost('*', { file: this.module.path, start: broken }, 'the script cannot be read as Python');
    for (const name of [...assignedIn(tree, this.text).names, ...globalsIn(tree, this.text)]) {
      noteWritten(this.module.exports, name);
      const [variable, member] = [this.top.declare(name), this.machine.field(this.module.exports, name)];
      this.machine.flow.flow(variable, member);
      // Other modules may write there too.
      this.machine.flow.flow(member, variable);
    }
    this.body(tree, this.top);
    this.named({ file: this.module.path, start: 0 });
    const answering = this.top.find('__getattr__');
    if (answering) answerByCode(this.machine, this.module.exports, answering, this.place(tree));
  }

  place(node: SyntaxNode): Place {
    return { file: this.module.path, start: node.from };
  }

  nameOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  variable(name: string, names: Names): Cell {
    const found = names.find(name);
    if (found) return found;
    if (name === '__name__') return this.machine.cell(this.machine.text(moduleName(this.module.path)));
    return this.#unbound.get(name) ?? this.#notBound(name);
  }

  /** What the language brings, or somebody wrote into the module. */
  #notBound(name: string): Cell {
    const { machine, module: { exports, path } } = this;
    const cell = machine.cell();
    this.#unbound.set(name, cell);
    const shared = machine.global(name);
    machine.flow.flow(shared, cell);
    machine.flow.flow(exports.fields?.get(name) ?? INERT, cell);
    // Under names that nobody knows, what the language brings is doubt.
    if (shared.values.includes(UNKNOWN)) machine.flow.flow(exports.rest, cell);
    for (const star of this.stars) this.#bring(star, name, cell);
    if (NAME_TABLES.has(name)) {
      if (name !== 'globals') machine.witness.lost('*', { file: path, start: 0 }, `\`${name}\` has another name`);
      const code = machine.code(0);
      machine.flow.add(code.result, exports);
      machine.flow.add(cell, machine.thing(code));
    }
    return cell;
  }

  /** `from x import *` */
  addStar(star: Cell): void {
    this.stars.push(star);
    for (const [name, cell] of this.#unbound) this.#bring(star, name, cell);
  }

  #bring(star: Cell, name: string, to: Cell): void {
    const brought = this.machine.cell();
    this.machine.flow.on(star, (value) => (value.kind !== 'host' || !value.path.startsWith(OF_PYTHON) || mayBring(value.path.slice(OF_PYTHON.length), name)) && this.machine.flow.add(brought, value));
    this.machine.read(brought, name, to, { file: this.module.path, start: 0 });
  }

  /** What is written into the module under names that nobody knows may be any variable. */
  named(place: Place): void {
    this.machine.flow.exit(this.module.exports.rest, { place, why: 'it becomes a variable whose name is only known at run time' });
  }

  /** What `globals()`, `locals()` and `vars()` give. */
  variables(name: string, names: Names, place: Place): Thing {
    const { machine, module: { exports } } = this;
    this.named(place);
    const isOuter = name === 'globals' || names === this.top || this.table !== exports;
    const table = isOuter ? (name === 'globals' ? exports : this.table) : machine.thing();
    machine.own.dicts.add(table);
    if (!isOuter) for (const [each, cell] of names.below(this.top)) machine.flow.flow(cell, machine.field(table, each));
    return table;
  }

  expression(node: SyntaxNode, names: Names): Cell {
    return readPythonExpression(this, node, names);
  }

  body(node: SyntaxNode, names: Names): void {
    for (const child of childrenOf(node)) this.statement(child, names);
  }

  statement(node: SyntaxNode, names: Names): void {
    const children = childrenOf(node);
    switch (node.name) {
      case 'FunctionDefinition':
        return this.#define(children, this.machine.cell(pythonFunction(this, node, names)), names);
      case 'ClassDefinition':
        return this.#define(children, this.machine.cell(pythonClass(this, node, names)), names);
      case 'DecoratedStatement':
        return this.#decorated(children, names);
      case 'ImportStatement':
        return importPython(this, children, names);
      case 'AssignStatement':
        return this.#assign(children, names);
      case 'UpdateStatement':
        return this.#update(children, names);
      case 'ReturnStatement':
        return this.machine.flow.flow(readTuple(this, children.slice(1), names), this.result);
      case 'YieldStatement':
        return void this.expression(node, names);
      case 'ForStatement':
        return this.#for(children, names);
      case 'WithStatement':
        return this.#with(children, names);
      case 'TryStatement':
        return this.#try(children, names);
      case 'RaiseStatement':
        return this.#raise(children, names);
      case 'MatchStatement':
        return this.#match(children, names);
      case 'TypeDefinition':
        return this.#alias(children, names);
      default:
        if (/Expression$|Name$|String$/.test(node.name)) this.expression(node, names);
        else this.body(node, names);
    }
  }

  /** `type X = value`, which is what `X.__value__` gives. */
  #alias(children: readonly SyntaxNode[], names: Names): void {
    const [, name, ...rest] = children;
    const alias = this.machine.thing();
    for (const part of rest) this.machine.flow.flow(this.expression(part, names), this.machine.field(alias, '__value__'));
    noteWritten(alias, '__value__');
    if (name) this.machine.flow.add(names.declare(this.nameOf(name)), alias);
  }

  #raise(children: readonly SyntaxNode[], names: Names): void {
    for (const child of children.filter(({ name }) => name !== 'raise' && name !== 'from')) {
      const place = this.place(child);
      this.machine.flow.on(this.expression(child, names), (value) => this.machine.exits.escape(value, place, 'it is raised'));
    }
  }

  #define(children: readonly SyntaxNode[], value: Cell, names: Names): void {
    const name = children.find((child) => child.name === 'VariableName');
    if (name) this.machine.flow.flow(value, names.declare(this.nameOf(name)));
  }

  /** The decorated thing, and what its decorators make of it. */
  #decorated(children: readonly SyntaxNode[], names: Names): void {
    const definition = children.find(({ name }) => name === 'FunctionDefinition' || name === 'ClassDefinition');
    if (!definition) return children.forEach((child) => this.statement(child, names));
    const value = this.machine.cell(definition.name === 'ClassDefinition' ? pythonClass(this, definition, names) : pythonFunction(this, definition, names));
    this.#define(childrenOf(definition), value, names);
    for (const decorator of children.filter(({ name }) => name === 'Decorator')) {
      this.#define(childrenOf(definition), this.decorate(decorator, value, names), names);
    }
  }

  /** What a decorator makes of a function or class. */
  decorate(decorator: SyntaxNode, value: Cell, names: Names): Cell {
    const result = this.machine.cell();
    const callee = this.#decorator(childrenOf(decorator).slice(1), names, value);
    this.machine.call({ callee, self: INERT, arguments: [value], spread: -1, isNew: false, result, place: this.place(decorator) });
    return result;
  }

  /** A decorator is written as names, dots and arguments without a node of their own. */
  #decorator(parts: readonly SyntaxNode[], names: Names, decorated: Cell): Cell {
    let value: Cell = INERT;
    for (const part of parts) {
      const next = this.machine.cell();
      if (part.name === '.') continue;
      if (part.name === 'ArgList') {
        const given = splitAt(childrenOf(part).slice(1, -1), ',').map((each) => readTuple(this, each, names));
        const call = { callee: value, self: INERT, arguments: given, spread: -1, isNew: false, result: next, place: this.place(part) };
        this.machine.call(call);
        // `@hooks.on('topic')` above a function is `hooks.on('topic', function)`.
        this.machine.flow.on(value, ({ kind }) => kind === 'host' && this.machine.carried.call({ ...call, arguments: [...given, decorated], result: INERT }));
      } else if (value === INERT) {
        value = part.name === 'VariableName' ? this.variable(this.nameOf(part), names) : this.expression(part, names);
        continue;
      } else this.machine.read(value, this.nameOf(part), next, this.place(part));
      value = next;
    }
    return value;
  }

  #assign(children: readonly SyntaxNode[], names: Names): void {
    for (const annotation of children.filter(({ name }) => name === 'TypeDef')) this.statement(annotation, names);
    const parts = splitAt(children.filter(({ name }) => name !== 'TypeDef'), 'AssignOp');
    const source = parts.at(-1);
    if (!source || parts.length < 2) return;
    const value = readTuple(this, source, names);
    for (const target of parts.slice(0, -1)) assignPython(this, target, value, names);
  }

  #update(children: readonly SyntaxNode[], names: Names): void {
    const [target, operator, ...source] = children;
    if (!target || !operator) return;
    const value = this.machine.cell();
    const [held, added] = [this.expression(target, names), readTuple(this, source, names)];
    this.machine.join(held, added, value);
    operate(this.machine, { operator: this.nameOf(operator).slice(0, -1), left: held, right: added, to: value, place: this.place(target) });
    assignPython(this, [target], value, names);
  }

  #for(children: readonly SyntaxNode[], names: Names): void {
    const start = children.findIndex(({ name }) => name === 'for');
    const middle = children.findIndex(({ name }) => name === 'in');
    const end = children.findIndex(({ name }) => name === 'Body');
    const element = this.machine.cell();
    const source = children.slice(middle + 1, end);
    const [first] = source;
    if (first) elements(this.machine, readTuple(this, source, names), element, this.place(first));
    assignPython(this, children.slice(start + 1, middle), element, names);
    for (const child of children.slice(end)) this.statement(child, names);
  }

  /** What a pattern takes apart may be any part of the subject, or all of it. */
  #match([keyword, ...rest]: readonly SyntaxNode[], names: Names): void {
    if (!keyword) return;
    const value = this.machine.cell();
    this.machine.flow.flow(readTuple(this, rest.filter(({ name }) => name !== 'MatchBody'), names), value);
    this.machine.readAll(value, value, this.place(keyword));
    for (const body of rest.filter(({ name }) => name === 'MatchBody')) {
      for (const clause of body.getChildren('MatchClause')) {
        for (const target of capturesIn(clause)) assignPython(this, [target], value, names);
        this.statement(clause, names);
      }
    }
  }

  /** `with x as y` */
  #with(children: readonly SyntaxNode[], names: Names): void {
    for (const { value, target } of contextsOf(children, this.text)) {
      const given = entered(this.machine, this.expression(value, names), this.place(value));
      if (target) assignPython(this, [target], given, names);
    }
    for (const child of children) if (child.name === 'Body') this.body(child, names);
  }

  /** `except x as y` */
  #try(children: readonly SyntaxNode[], names: Names): void {
    children.forEach((child, index) => {
      if (child.name === 'Body') this.body(child, names);
      else if (children[index - 1]?.name === 'as') assignPython(this, [child], this.machine.cell(UNKNOWN), names);
      else if (/Expression$|Name$/.test(child.name)) this.expression(child, names);
      else this.statement(child, names);
    });
  }
}

/** The name by which its neighbours load a module. */
function moduleName(path: string): string {
  return path.replace(/(?:\/__init__)?\.pyw?$/, '').replaceAll('/', '.');
}
