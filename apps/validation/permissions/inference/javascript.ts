import type { ESTree } from 'meriyah';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { Offsets } from '../../rules/text.js';
import { readExpression } from './javascript-expressions.js';
import { Copies } from './javascript-copies.js';
import { declareClass, declareFunction, type Callable } from './javascript-functions.js';
import { declaredBy, namesIn, saysStrict, varsIn } from './javascript-names.js';
import { assign, bind } from './javascript-patterns.js';
import type { Machine } from './machine.js';
import { Names, type Module } from './module.js';
import { INERT, noteWritten, UNKNOWN, type Cell, type Code, type Place, type Thing } from './values.js';

/** A function that is being read. */
export interface Body {
  /** Of a generator, what is in the list that it gives. */
  result: Cell;
  /** Null for what is no generator. */
  list: Thing | null;
  /** The class around it, for `super`. */
  parent: Cell | null;
  /** Null outside of functions. */
  node: Callable | null;
  code: Code | null;
}

/** Reads one script into the machine: what holds what, who calls whom. Throws RangeError for trees too deep to walk. */
export class JavaScript {
  readonly #top: Names;
  /** What is read is strict, and so are its functions. */
  isStrict = false;
  body: Body = { result: INERT, list: null, parent: null, node: null, code: null };
  readonly copies = new Copies();
  /** How many functions that are read once more are around what is read. */
  depth = 0;

  constructor(readonly machine: Machine, readonly module: Module, private readonly at: Offsets) {
    const self = machine.cell(module.exports);
    machine.flow.add(self, machine.hosts.at('@'));
    this.#top = new Names(null, self);
  }

  read(program: ESTree.Program): void {
    const { machine, module } = this;
    this.isStrict = program.body.some(({ type }) => type === 'ImportDeclaration' || type.startsWith('Export')) || saysStrict(program.body);
    machine.flow.add(this.#top.declare('require'), { kind: 'builtin', name: 'require', target: null, given: [], file: module.path });
    machine.flow.add(this.#top.declare('module'), module.own);
    machine.flow.add(this.#top.declare('exports'), module.exports);
    const names = new Names(this.#top, this.#top.self);
    for (const name of varsIn(program.body, this.isStrict)) names.declare(name);
    this.statements(program.body, names);
  }

  place(node: Node): Place {
    return { file: this.module.path, start: this.at(node.start ?? 0) };
  }

  /** The variable of this name, from here or from the global object. */
  variable(name: string, names: Names): Cell {
    return name === 'undefined' ? INERT : (names.find(name) ?? this.machine.global(name));
  }

  /** Is `this` what it is outside of functions? */
  isTop(names: Names): boolean {
    return names.self === this.#top.self;
  }

  expression(node: Node, names: Names): Cell {
    return readExpression(this, node, names);
  }

  /** The names of a block are known in all of it. */
  statements(list: readonly Node[], names: Names): void {
    for (const statement of list) for (const name of declaredBy(statement)) {
      // Outside of strict code a function that is declared in a block is a variable of the function around it.
      if (!this.isStrict && statement.type === 'FunctionDeclaration') names.alias(name, names.find(name) ?? names.declare(name));
      else names.declare(name);
    }
    for (const statement of list) this.statement(statement, names);
  }

  block(list: readonly Node[], names: Names): void {
    this.statements(list, new Names(names, names.self));
  }

  statement(node: Node | null | undefined, names: Names): void {
    if (!node) return;
    switch (node.type) {
      case 'ExpressionStatement':
        return void this.expression(node.expression, names);
      case 'VariableDeclaration':
        return this.#variables(node, names);
      case 'FunctionDeclaration':
        return void declareFunction(this, node, names);
      case 'ClassDeclaration':
        return void declareClass(this, node, names);
      case 'ReturnStatement':
        return node.argument ? this.machine.flow.flow(this.expression(node.argument, names), this.body.result) : undefined;
      case 'BlockStatement':
        return this.block(node.body, names);
      case 'ImportDeclaration':
        return this.#import(node, names);
      case 'ExportNamedDeclaration':
        return this.#exportNamed(node, names);
      case 'ExportDefaultDeclaration':
        return this.#exportDefault(node, names);
      case 'ExportAllDeclaration':
        return this.#exportAll(node);
      default:
        return this.#control(node, names);
    }
  }

  #control(node: Node, names: Names): void {
    const inner = new Names(names, names.self);
    switch (node.type) {
      case 'IfStatement':
        this.copies.noteAlias(node, this.body, names);
        this.expression(node.test, names);
        this.statement(node.consequent, names);
        return this.statement(node.alternate, names);
      case 'ForStatement':
        if (node.init) for (const name of declaredBy(node.init as Node)) inner.declare(name);
        if (node.init) if (node.init.type === 'VariableDeclaration') this.statement(node.init, inner); else this.expression(node.init as Node, inner);
        for (const part of [node.test, node.update]) if (part) this.expression(part, inner);
        return this.statement(node.body, inner);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#each(node, inner);
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.expression(node.test, names);
        return this.statement(node.body, names);
      case 'LabeledStatement':
        return this.statement(node.body, names);
      case 'TryStatement':
        this.statement(node.block, names);
        if (node.handler?.param) for (const name of namesIn(node.handler.param as Node)) inner.declare(name);
        if (node.handler?.param) bind(this, node.handler.param, this.machine.cell(UNKNOWN), inner);
        this.statement(node.handler?.body, inner);
        return this.statement(node.finalizer, names);
      case 'SwitchStatement': {
        const asked = this.expression(node.discriminant, names);
        for (const each of node.cases) if (each.test) this.machine.carried.compare(asked, this.expression(each.test, names), this.place(each.test));
        return this.statements(node.cases.flatMap((each) => each.consequent), inner);
      }
      case 'ThrowStatement':
        return this.#escape(node.argument as Node, names, 'it is thrown');
      case 'WithStatement':
        this.machine.witness.lost('*', this.place(node), '`with` makes names mean something else');
        this.expression(node.object, names);
        return this.statement(node.body, names);
      default:
    }
  }

  #escape(node: Node, names: Names, why: string): void {
    const place = this.place(node);
    this.machine.flow.on(this.expression(node, names), (value) => this.machine.exits.escape(value, place, why));
  }

  #variables({ kind, declarations }: ESTree.VariableDeclaration, names: Names): void {
    for (const { id, init } of declarations) {
      if (!init) continue;
      const value = this.expression(init, names);
      if (kind === 'var') assign(this, id, value, names);
      else bind(this, id, value, names);
    }
  }

  #each(node: ESTree.ForInStatement | ESTree.ForOfStatement, names: Names): void {
    const object = this.expression(node.right, names);
    const element = this.machine.cell();
    this.machine.carried.add(object, element);
    if (node.type === 'ForInStatement') this.machine.flow.on(object, (value) => (value.kind === 'thing' ? this.machine.flow.flow(this.machine.namesOf(value), element) : this.machine.flow.add(element, UNKNOWN)));
    else this.machine.readAll(object, element, this.place(node.right));
    const { left } = node;
    if (left.type === 'VariableDeclaration') {
      for (const name of declaredBy(left)) names.declare(name);
      for (const { id } of left.declarations) (left.kind === 'var' ? assign : bind)(this, id, element, names);
    } else assign(this, left as Node, element, names);
    this.statement(node.body, names);
  }

  /** What the module of this name gives: its exports, the host's part, or something unknown. */
  load(source: string, node: Node): Cell {
    const loaded = this.machine.witness.load(source, this.module.path, this.place(node));
    if (loaded) this.machine.flow.on(loaded, (value) => value.kind === 'host' && this.machine.hosts.touch(value.path, this.place(node)));
    return loaded ?? this.machine.cell(UNKNOWN);
  }

  /** The export `name` of a module; a default import of CommonJS is all that it exports. */
  imported(loaded: Cell, name: string, to: Cell, node: Node): void {
    this.machine.flow.on(loaded, (value) => {
      if (name === '*' || (name === 'default' && value.kind !== 'thing')) return this.machine.flow.add(to, value);
      this.machine.readFrom(value, name, to, this.place(node));
      if (name === 'default' && value.kind === 'thing' && !value.written?.has('default')) this.machine.flow.add(to, value);
    });
  }

  #import(node: ESTree.ImportDeclaration, names: Names): void {
    this.module.isEsm = true;
    const loaded = this.load(String(node.source.value), node);
    for (const each of node.specifiers) {
      const name = each.type === 'ImportSpecifier' ? nameOf(each.imported) : each.type === 'ImportDefaultSpecifier' ? 'default' : '*';
      this.imported(loaded, name, names.declare(each.local.name), node);
    }
  }

  #exportNamed(node: ESTree.ExportNamedDeclaration, names: Names): void {
    this.module.isEsm = true;
    const { machine, module } = this;
    if (node.declaration) {
      this.statement(node.declaration, names);
      const { declaration } = node;
      const declared = declaration.type === 'VariableDeclaration' && declaration.kind === 'var' ? varsIn([declaration]) : declaredBy(declaration);
      for (const name of declared) this.#export(name, names.find(name) ?? INERT);
    }
    const loaded = node.source ? this.load(String(node.source.value), node) : null;
    for (const each of node.specifiers) {
      const exported = nameOf(each.exported);
      if (!loaded) this.#export(exported, this.variable(nameOf(each.local as Node), names));
      else {
        noteWritten(module.exports, exported);
        this.imported(loaded, nameOf(each.local as Node), machine.field(module.exports, exported), node);
      }
    }
  }

  #export(name: string, value: Cell): void {
    this.machine.writeTo(this.module.exports, name, value, { file: this.module.path, start: 0 });
  }

  #exportDefault({ declaration }: ESTree.ExportDefaultDeclaration, names: Names): void {
    this.module.isEsm = true;
    const node = declaration as Node;
    if (node.type === 'FunctionDeclaration') return this.#export('default', declareFunction(this, node, names));
    if (node.type === 'ClassDeclaration') return this.#export('default', declareClass(this, node, names));
    this.#export('default', this.expression(node, names));
  }

  #exportAll(node: ESTree.ExportAllDeclaration): void {
    this.module.isEsm = true;
    const loaded = this.load(String(node.source.value), node);
    const { exports } = this.module;
    if (node.exported) this.imported(loaded, '*', this.machine.field(exports, nameOf(node.exported as Node)), node);
    else this.machine.flow.flow(loaded, exports.protos);
  }
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : String((node as ESTree.Literal).value);
}
