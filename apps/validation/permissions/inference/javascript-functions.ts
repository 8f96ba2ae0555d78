import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../rules/javascript/syntax/children.js';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { Body, JavaScript } from './javascript.js';
import { isKeyed } from './javascript-copies.js';
import { mayKeep } from './javascript-keepers.js';
import { namesIn, saysStrict, varsIn } from './javascript-names.js';
import { bind, constantKey } from './javascript-patterns.js';
import { Names } from './module.js';
import { promiseIn } from './promises.js';
import { INERT, noteWritten, UNKNOWN, type Cell, type Code, type Thing } from './values.js';

export type Callable = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression;
type Class = ESTree.ClassDeclaration | ESTree.ClassExpression;

/** Declares a function by its name; gives a cell that holds it. */
export function declareFunction(script: JavaScript, node: ESTree.FunctionDeclaration, names: Names): Cell {
  const cell = node.id ? names.declare(node.id.name) : script.machine.cell();
  script.machine.flow.add(cell, functionOf(script, node, names));
  return cell;
}

/** UTF-16 units of a function that is read once more for each call that gives it the host: those of compilers around modules are short. */
export const LARGEST_AGAIN = 1_000;

const OF_MODULES = new Set(['default', '__esModule', 'exports']);

/** Where a function stands. */
interface Around {
  names: Names;
  /** The class whose member it is. */
  parent: Cell | null;
  body: Body;
  isStrict: boolean;
  thing: Thing;
}

/** The function that a node makes; its body is read. `parent` is the class whose member it is. */
export function functionOf(script: JavaScript, node: Callable, names: Names, parent: Cell | null = null, isConstructor = false): Thing {
  const thing = script.machine.thing();
  const around: Around = { names, parent, body: script.body, isStrict: script.isStrict, thing };
  const code = readFunction(script, node, around);
  thing.code = code;
  code.instance.maker = thing;
  const isOften = mayWrap(node);
  if (isOften || mayKeep(node)) code.again = { isOften, wasRead: false, read: (depth) => readAgain(script, node, around, depth) };
  code.isConstructor = isConstructor;
  return thing;
}

function readAgain(script: JavaScript, node: Callable, around: Around, depth: number): Code {
  const [body, before] = [script.body, script.depth];
  script.body = around.body;
  script.depth = depth;
  const code = readFunction(script, node, around);
  script.body = body;
  script.depth = before;
  // What it makes is one more of what the class makes.
  const { flow } = script.machine;
  const first = around.thing.code!;
  first.again!.wasRead = true;
  code.instance.maker = around.thing;
  flow.add(code.instance.protos, first.instance);
  first.instance.written ??= new Set();
  code.instance.written = first.instance.written;
  if (first.isConstructor) flow.add(first.self, code.instance);
  return code;
}

/** Is it short, and has it to do with modules, or does it copy members, or load what its callers name? */
function mayWrap(node: Callable): boolean {
  if ((node.end ?? 0) - (node.start ?? 0) > LARGEST_AGAIN || node.generator || node.async) return false;
  const loads = new Set<string>();
  for (const each of nodesWithin(node.body as Node)) {
    if (each.type === 'Identifier' && (each.name === 'require' || each.name === 'arguments')) loads.add(each.name);
    if (loads.size === 2) return true;
    if ((each.type === 'Literal' && (each.value === 'default' || each.value === '__esModule')) || (each.type === 'Identifier' && OF_MODULES.has(each.name)) || isCopy(each)) return true;
  }
  return false;
}

function isCopy(node: Node): boolean {
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'get');
  return node.type === 'AssignmentExpression' && isKeyed(node.left as Node) && isKeyed(node.right);
}

function readFunction(script: JavaScript, node: Callable, { names, parent, body: outer, isStrict, thing }: Around): Code {
  const { machine } = script;
  const body = node.body as Node;
  const wasStrict = script.isStrict;
  script.isStrict = isStrict || (body.type === 'BlockStatement' && saysStrict(body.body));
  const isArrow = node.type === 'ArrowFunctionExpression';
  const code = machine.code(node.params.length);
  const place = script.place(node);
  machine.carried.written({ code, ...place, end: place.start + (node.end ?? 0) - (node.start ?? 0) });
  code.bound = isArrow;
  code.strict = script.isStrict;
  if (isArrow) code.self = names.self;
  const around = machine.unseen.within;
  machine.unseen.within = code;
  const inner = new Names(names, code.self);
  if (node.type === 'FunctionExpression' && node.id) machine.flow.add(inner.declare(node.id.name), thing);
  if (!isArrow && looksAtArguments(node.body as Node)) {
    code.list = machine.thing();
    machine.flow.add(inner.declare('arguments'), code.list);
    machine.own.whenAsked(code.list, (name, cell) => name === 'callee' && machine.flow.add(cell, thing));
  }
  const list = node.generator ? machine.iterators.generator(code.result) : null;
  // Whoever waits for an async function is called, even if it gives nothing.
  if (node.async && !list) promiseIn(code.result, machine, [code.result]);
  const result = list ? list.rest : code.result;
  script.body = { result, list, parent: isArrow ? outer.parent : parent, node, code };
  for (const param of node.params as Node[]) for (const name of namesIn(param)) inner.declare(name);
  parameters(script, node.params as Node[], code, inner);
  if (code.list && !code.strict) shareArguments(script, node.params as Node[], code.list, inner);
  if (body.type === 'BlockStatement') {
    for (const name of varsIn(body.body, script.isStrict)) inner.declare(name);
    script.statements(body.body, inner);
  } else machine.flow.flow(script.expression(body, inner), result);
  script.body = outer;
  script.isStrict = wasStrict;
  machine.unseen.within = around;
  return code;
}

function parameters(script: JavaScript, params: readonly Node[], code: Code, names: Names): void {
  const { machine } = script;
  params.forEach((param, index) => {
    const cell = code.params[index] ?? INERT;
    if (param.type === 'RestElement') {
      code.rest = index;
      machine.flow.add(cell, machine.thing());
      return bind(script, param.argument, cell, names);
    }
    // TypeScript: `constructor(private host)` is `this.host = host`.
    const name = (param as { isProperty?: boolean }).isProperty ? (param.type === 'AssignmentPattern' ? param.left : param) : null;
    if (name?.type === 'Identifier') machine.write(names.self, name.name, cell, script.place(param));
    bind(script, param, cell, names);
  });
}

/** Outside of strict code `arguments` and the parameters are the same variables. */
function shareArguments({ machine }: JavaScript, params: readonly Node[], list: Thing, names: Names): void {
  params.forEach((param, index) => {
    const variable = param.type === 'Identifier' ? names.find(param.name) : null;
    if (!variable) return;
    machine.flow.flow(variable, machine.field(list, String(index)));
    machine.flow.flow(machine.field(list, String(index)), variable);
  });
}

/** Does a function's own code name `arguments`? Functions inside have their own. */
function looksAtArguments(body: Node): boolean {
  for (const node of nodesWithin(body, Infinity, ({ type }) => type !== 'FunctionExpression' && type !== 'FunctionDeclaration')) if (node.type === 'Identifier' && node.name === 'arguments') return true;
  return false;
}

export function declareClass(script: JavaScript, node: ESTree.ClassDeclaration, names: Names): Cell {
  const cell = node.id ? names.declare(node.id.name) : script.machine.cell();
  script.machine.flow.add(cell, classOf(script, node, names));
  return cell;
}

/** The class that a node makes: a function whose instance has its methods and fields. */
export function classOf(script: JavaScript, node: Class, names: Names): Thing {
  const { machine, isStrict } = script;
  script.isStrict = true;
  const inner = new Names(names, names.self);
  // Its own name means it in all of it, from the expression that it extends to its constructor.
  const name = node.id ? inner.declare(node.id.name) : INERT;
  const parent = node.superClass ? script.expression(node.superClass, inner) : null;
  const members = node.body.body as unknown as Member[];
  const constructor = members.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
  const own = inner.declare(' class');
  const thing = constructor?.value ? functionOf(script, constructor.value as Callable, inner, own, true) : machine.thing(machine.code(0));
  const code = thing.code!;
  code.instance.maker = thing;
  if (!constructor) code.inherits = parent;
  machine.flow.add(code.self, code.instance);
  machine.flow.add(own, thing);
  machine.flow.add(name, thing);
  if (parent) inherit(script, parent, thing, node);
  for (const member of members) {
    if (member !== constructor) readMember(script, member, thing, inner);
    if (!member.decorators?.length) continue;
    const name = constantKey(member.key, member.computed ?? false);
    const owner = member.static ? thing : code.instance;
    decorate(script, member.decorators, name === null ? owner.rest : machine.field(owner, name), inner);
  }
  decorate(script, node.decorators ?? [], own, names);
  script.isStrict = isStrict;
  return thing;
}

/** Calls the decorators of a class or of one of its members; each gets it, and may give another one in its place. */
function decorate(script: JavaScript, decorators: readonly ESTree.Decorator[], value: Cell, names: Names): void {
  const { machine } = script;
  for (const { expression } of decorators) {
    const place = script.place(expression as Node);
    const descriptor = machine.thing();
    const given = machine.cell(UNKNOWN);
    machine.flow.flow(value, machine.field(descriptor, 'value'));
    machine.flow.flow(machine.field(descriptor, 'value'), value);
    machine.flow.flow(value, given);
    const result = machine.cell();
    machine.flow.on(result, (made) => made.kind === 'thing' && machine.flow.add(value, made));
    machine.call({ callee: script.expression(expression as Node, names), self: INERT, arguments: [given, machine.cell(UNKNOWN), machine.cell(descriptor)], spread: -1, isNew: false, result, place });
  }
}

interface Member {
  type: string;
  kind?: string;
  static?: boolean;
  computed?: boolean;
  key: Node;
  value: Node | null;
  decorators?: readonly ESTree.Decorator[] | null;
  body?: Node[];
}

function inherit({ machine, module }: JavaScript, parent: Cell, thing: Thing, node: Node): void {
  const { instance } = thing.code!;
  machine.flow.flow(parent, thing.protos);
  machine.flow.on(parent, (value) => {
    if (value.kind === 'thing' && value.code) {
      machine.flow.add(instance.protos, value.code.instance);
      machine.flow.flow(thing.code!.self, value.code.self);
    } else if (value.kind !== 'thing') machine.exits.escape(instance, { file: module.path, start: node.start ?? 0 }, 'its class extends one that cannot be seen');
  });
}

function readMember(script: JavaScript, member: Member, thing: Thing, names: Names): void {
  const { machine } = script;
  const { instance } = thing.code!;
  const owner = member.static ? thing : instance;
  // `this` of a field is also what is made of a class that extends this one.
  const scope = new Names(names, member.static ? machine.cell(thing) : thing.code!.self);
  if (member.type === 'StaticBlock') return script.block(member.body ?? [], new Names(names, machine.cell(thing)));
  if (!member.value || !member.key) return;
  const isMethod = member.type === 'MethodDefinition';
  const value = isMethod ? machine.cell(functionOf(script, member.value as Callable, scope, machine.cell(thing))) : script.expression(member.value, scope);
  put(script, owner, member, value, scope);
}

/** Puts a member into an object or class; getters give what they return, setters take what is written. */
export function put(script: JavaScript, owner: Thing, { key, computed, kind }: Pick<Member, 'key' | 'computed' | 'kind'>, value: Cell, names: Names): void {
  const { machine } = script;
  const place = script.place(key);
  const name = constantKey(key, computed ?? false);
  if (kind === 'get' || kind === 'set') {
    const field = name === null ? owner.rest : machine.field(owner, name);
    if (name !== null) noteWritten(owner, name);
    for (const each of value.values) {
      if (each.kind !== 'thing' || !each.code) continue;
      machine.flow.add(each.code.self, owner);
      // Those of a class may be read from one that extends it.
      if (owner.maker?.code) machine.flow.flow(owner.maker.code.self, each.code.self);
      if (kind === 'get') machine.flow.flow(each.code.result, field);
      else machine.flow.flow(field, each.code.params[0] ?? INERT);
    }
  } else if (name !== null) machine.writeTo(owner, name, value, place);
  else machine.writeDynamic(machine.cell(owner), script.expression(key, names), value, place);
}
