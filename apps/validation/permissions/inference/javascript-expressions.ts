import type { ESTree } from 'meriyah';
import { addressedBeside } from '../../rules/javascript/texts/own-addresses.js';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { JavaScript } from './javascript.js';
import { gotBy, isKeyed, isSameElement } from './javascript-copies.js';
import { classOf, functionOf, put } from './javascript-functions.js';
import { noteLoadedBy, noteLoadedIn } from './javascript-markup.js';
import { readJsx, type Jsx } from './javascript-jsx.js';
import { assign, constantKey, readKey } from './javascript-patterns.js';
import type { Machine } from './machine.js';
import type { Names } from './module.js';
import { INERT, NUMBER, UNKNOWN, type Cell, type Place, type Value } from './values.js';

const EQUALS = new Set(['==', '!=', '===', '!==']);
const COMPARISONS = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);

/** The cell of what an expression gives. */
export function readExpression(script: JavaScript, node: Node, names: Names): Cell {
  const { machine } = script;
  switch (node.type) {
    case 'Identifier':
      return script.variable(node.name, names);
    case 'Literal':
      return literal(script, node);
    case 'MemberExpression':
      return member(script, node, names).value;
    case 'CallExpression':
    case 'NewExpression':
      return call(script, node, names);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return machine.cell(functionOf(script, node, names));
    case 'ClassExpression':
      return machine.cell(classOf(script, node, names));
    case 'ObjectExpression':
      return object(script, node, names);
    case 'ArrayExpression':
      return array(script, node.elements as (Node | null)[], names);
    case 'AssignmentExpression':
      return assignment(script, node, names);
    case 'ThisExpression':
      return names.self;
    case 'LogicalExpression':
      return logical(script, node, names);
    case 'ConditionalExpression':
      script.expression(node.test, names);
      return either(script, [node.consequent, node.alternate], names);
    case 'TemplateLiteral':
      return template(script, node, names);
    case 'BinaryExpression':
      return binary(script, node, names);
    default:
      return rest(script, node, names);
  }
}

/** From here on it is no chance that a number is this one. */
const LARGE = 1_000;

function literal({ machine }: JavaScript, { value }: ESTree.Literal): Cell {
  if (typeof value === 'string') return machine.cell(machine.text(value));
  if (typeof value !== 'number' && typeof value !== 'bigint') return INERT;
  const cell = machine.cell(NUMBER);
  if (value >= 0 && Number.isInteger(Number(value))) machine.carried.digit(cell, String(value));
  return value >= LARGE || value <= -LARGE ? machine.carried.number(cell) : cell;
}

/** The expressions that are seen less often. */
function rest(script: JavaScript, node: Node, names: Names): Cell {
  const { machine } = script;
  switch (node.type) {
    case 'ChainExpression':
    case 'ParenthesizedExpression':
      return script.expression(node.expression as Node, names);
    case 'SequenceExpression':
      return node.expressions.map((each) => script.expression(each, names)).at(-1) ?? INERT;
    case 'AwaitExpression':
      return awaited(script, script.expression(node.argument as Node, names), script.place(node));
    case 'YieldExpression':
      return yielded(script, node.argument ? script.expression(node.argument, names) : INERT, node.delegate ?? false, script.place(node));
    case 'UnaryExpression':
      script.expression(node.argument, names);
      return node.operator === '-' || node.operator === '+' || node.operator === '~' ? machine.cell(NUMBER) : INERT;
    case 'UpdateExpression':
      script.expression(node.argument, names);
      return machine.cell(NUMBER);
    case 'TaggedTemplateExpression': {
      const { value, self } = callee(script, node.tag, names);
      const result = machine.cell();
      const given = [partsOf(script, node.quasi), ...node.quasi.expressions.map((each) => script.expression(each, names))];
      machine.call({ callee: value, self, arguments: given, spread: -1, isNew: false, result, place: script.place(node) });
      return result;
    }
    case 'ImportExpression': {
      const result = machine.cell();
      const loader = machine.cell({ kind: 'builtin', name: 'require', target: null, given: [], file: script.module.path });
      machine.call({ callee: loader, self: INERT, arguments: [script.expression(node.source, names)], spread: -1, isNew: false, result, place: script.place(node) });
      return result;
    }
    case 'SpreadElement':
      return script.expression(node.argument, names);
    case 'MetaProperty': {
      // `new.target`
      const made = machine.cell();
      machine.read(names.self, 'constructor', made, script.place(node));
      return made;
    }
    case 'Super':
      return names.self;
    default:
      return readJsx(script, node as unknown as Jsx, names);
  }
}

function logical(script: JavaScript, node: ESTree.LogicalExpression, names: Names): Cell {
  if (node.operator !== '&&' && (mayBeDefined(node.left, script, names) || isBegun(node, script, names))) return unlessDefined(script, node, names);
  if (node.operator !== '&&') return either(script, [node.left, node.right], names);
  script.copies.noteAlias(node, script.body, names);
  // What stands before it is only given when it is nothing.
  script.expression(node.left, names);
  return script.expression(node.right, names);
}

function either(script: JavaScript, nodes: readonly Node[], names: Names): Cell {
  const to = script.machine.cell();
  for (const node of nodes) script.machine.flow.flow(script.expression(node, names), to);
  return to;
}

/** `this.own`, `this && this.own` at the top of a script: what compilers ask for before they bring their own. */
function mayBeDefined(node: Node, script: JavaScript, names: Names): boolean {
  if (node.type === 'LogicalExpression' && node.operator === '&&') return node.left.type === 'ThisExpression' && mayBeDefined(node.right, script, names);
  return node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && script.isTop(names);
}

/** `globalThis.own || (globalThis.own = {})`: what a package keeps there for itself, under a name that nobody provides. */
function isBegun({ left, right }: ESTree.LogicalExpression, script: JavaScript, names: Names): boolean {
  const name = globalIn(left, names);
  return name !== null && right.type === 'AssignmentExpression' && right.operator === '=' && globalIn(right.left as Node, names) === name && !script.machine.provides(name);
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);

/** The name of a member of the global object, where that is written out. */
function globalIn(node: Node, names: Names): string | null {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier' || !GLOBAL_OBJECTS.has(node.object.name) || names.find(node.object.name)) return null;
  return constantKey(node.property, node.computed ?? false);
}

/** The one that the package defines, or the other: nobody else does. */
function unlessDefined(script: JavaScript, node: Pick<ESTree.LogicalExpression, 'left' | 'right'>, names: Names): Cell {
  return firstDefined(script, script.expression(node.left, names), script.expression(node.right, names));
}

function firstDefined({ machine }: JavaScript, left: Cell, right: Cell): Cell {
  const to = machine.cell();
  machine.carried.add(left, to);
  machine.flow.on(left, (value) => value.kind !== 'unknown' && machine.flow.add(to, value));
  machine.flow.flow(right, to);
  return to;
}

/** A generator gives a list of what it yields; what its `next` is given is in that list as well. */
function yielded({ machine, body }: JavaScript, value: Cell, isList: boolean, place: Place): Cell {
  const { list } = body;
  if (!list) return INERT;
  if (isList) machine.readAll(value, list.rest, place);
  else machine.flow.flow(value, list.rest);
  return list.rest;
}

/** A promise gives what it was resolved with; anything else gives itself. */
function awaited({ machine }: JavaScript, value: Cell, place: Place): Cell {
  const to = machine.cell();
  const made = machine.thing();
  machine.flow.flow(made.rest, to);
  const settle = machine.cell({ kind: 'builtin', name: 'add', target: made, given: [], file: place.file });
  machine.carried.add(value, to);
  machine.flow.on(value, (each) => {
    machine.flow.add(to, each);
    if (each.kind !== 'thing' || each.code) return;
    machine.flow.flow(each.rest, to);
    // An object of the package may say itself what it comes to.
    machine.call({ callee: machine.field(each, 'then'), self: machine.cell(each), arguments: [settle], spread: -1, isNew: false, result: INERT, place });
  });
  return to;
}

function member(script: JavaScript, node: ESTree.MemberExpression, names: Names): { value: Cell; self: Cell } {
  const value = script.machine.cell();
  if ((node.object as Node).type === 'Super') {
    const parents = script.machine.cell();
    script.machine.read(names.self, '__proto__', parents, script.place(node));
    readKey(script, parents, { node: node.property, computed: node.computed ?? false }, value, names);
    return { value, self: names.self };
  }
  const self = script.expression(node.object, names);
  if (self !== INERT) readKey(script, self, { node: node.property, computed: node.computed ?? false }, value, names);
  return { value, self };
}

/** A function with the object that it is read from. */
function callee(script: JavaScript, node: Node, names: Names): { value: Cell; self: Cell } {
  if (node.type === 'ChainExpression' || node.type === 'ParenthesizedExpression') return callee(script, node.expression as Node, names);
  if (node.type === 'MemberExpression') return member(script, node, names);
  // Outside of modules, a function that is called by itself has the global object for its `this`.
  return { value: script.expression(node, names), self: script.module.isEsm ? INERT : script.machine.bare };
}

function call(script: JavaScript, node: ESTree.CallExpression | ESTree.NewExpression, names: Names): Cell {
  const { machine } = script;
  const place = script.place(node);
  const result = machine.cell();
  const spread = node.arguments.findIndex((each) => each.type === 'SpreadElement');
  const target = node.callee as Node;
  if (target.type === 'Super') return callParent(script, node, spread, names);
  if (target.type === 'Identifier' && target.name === 'eval' && !names.find('eval')) machine.witness.lost('*', place, '`eval` runs text that sees every name here');
  if (target.type === 'Identifier' && target.name === 'require') touchRequired(script, node, names);
  const text = textOf(script, node, names);
  if (text) return text;
  const { value, self } = callee(script, target, names);
  const given = node.arguments.map((each) => script.expression(each, names));
  const [first, second] = given;
  const isNamed = node.arguments[1]?.type === 'Identifier' && second !== undefined && script.copies.mayCopy(script.body);
  if (isNamed && first && given.length === 2 && node.type === 'CallExpression') script.copies.note(node, { key: second, from: first, made: () => machine.madeBy(result) });
  // Besides what it is, the address of a file beside the script is the path of that.
  if (first && addressedBeside(node)) machine.flow.on(first, (value) => value.kind === 'text' && machine.flow.add(result, value));
  const copied = isNamed && given.length === 3 ? script.copies.copiedBy(node, second, script.body) : null;
  machine.call({ callee: value, self, arguments: given, spread, isNew: node.type === 'NewExpression', result, place, depth: script.depth, method: methodOf(node), ...(copied && { copied }), ...(first && { written: writtenKey(node, first) }) });
  return result;
}

/** `['a', 'b'].join('')`, `'A'.toLowerCase()`: a text that is written in another way. */
function textOf(script: JavaScript, node: ESTree.CallExpression | ESTree.NewExpression, names: Names): Cell | null {
  const { callee: target, arguments: [between] } = node;
  if (target.type !== 'MemberExpression' || target.computed || target.property.type !== 'Identifier') return null;
  const { machine } = script;
  const { object: of, property: { name } } = target;
  const change = CHANGES.get(name);
  if (change && of.type === 'Literal' && typeof of.value === 'string') return machine.cell(machine.text(change(of.value)));
  if (name !== 'join' || of.type !== 'ArrayExpression' || of.elements.some((each) => !each || each.type === 'SpreadElement') || between?.type !== 'Literal') return null;
  const list = machine.thing();
  const glue = script.expression(between, names);
  const result = joined(machine, of.elements.flatMap((each, index) => {
    const piece = script.expression(each as Node, names);
    machine.flow.flow(piece, machine.field(list, String(index)));
    return index > 0 ? [glue, piece] : [piece];
  }));
  machine.carried.call({ callee: INERT, self: machine.cell(list), arguments: [glue], spread: -1, isNew: false, method: name, result, place: script.place(node) });
  return result;
}

/** What methods make of a text. */
const CHANGES = new Map<string, (text: string) => string>([['toLowerCase', (text) => text.toLowerCase()], ['toUpperCase', (text) => text.toUpperCase()], ['trim', (text) => text.trim()]]);

/** `name` of `object.name()`. */
function methodOf({ type, callee: target }: ESTree.CallExpression | ESTree.NewExpression): string | null {
  return type === 'CallExpression' && target.type === 'MemberExpression' && !target.computed && target.property.type === 'Identifier' ? target.property.name : null;
}

/** `map.get('key')`, `map.set('key', value)` */
function writtenKey({ callee: target, arguments: [key] }: ESTree.CallExpression | ESTree.NewExpression, cell: Cell): { cell: Cell; text: string } | null {
  const isByKey = target.type === 'MemberExpression' && !target.computed && target.property.type === 'Identifier' && (target.property.name === 'get' || target.property.name === 'set');
  return isByKey && key?.type === 'Literal' && typeof key.value === 'string' ? { cell, text: key.value } : null;
}

/** Asking for a module of the host can be a use by itself. */
function touchRequired(script: JavaScript, node: ESTree.CallExpression | ESTree.NewExpression, names: Names): void {
  const [specifier] = node.arguments;
  if (!specifier) return;
  script.machine.flow.on(script.expression(specifier, names), (name) => {
    if (name.kind === 'text') script.load(name.text, node);
  });
}

function callParent(script: JavaScript, node: ESTree.CallExpression | ESTree.NewExpression, spread: number, names: Names): Cell {
  const { machine } = script;
  const parents = machine.cell();
  const own = script.body.parent ?? INERT;
  machine.flow.on(own, (value) => value.kind === 'thing' && machine.flow.flow(value.protos, parents));
  const given = node.arguments.map((each) => script.expression(each, names));
  machine.call({ callee: parents, self: names.self, arguments: given, spread, isNew: false, result: INERT, place: script.place(node), depth: script.depth });
  return names.self;
}

function object(script: JavaScript, node: ESTree.ObjectExpression, names: Names): Cell {
  const { machine } = script;
  const thing = machine.thing();
  for (const property of node.properties as Node[]) {
    if (property.type === 'SpreadElement') {
      const spread = script.expression(property.argument, names);
      machine.carried.add(spread, thing.rest);
      machine.flow.on(spread, (value) => {
        if (value.kind === 'unknown') machine.flow.add(thing.rest, UNKNOWN);
        else if (value.kind !== 'number' && value.kind !== 'text') machine.flow.add(thing.protos, value);
      });
    } else if (property.type === 'Property') put(script, thing, property, script.expression(property.value, names), names);
  }
  const got = script.copies.mayCopy(script.body) ? gotBy(node) : null;
  if (got) script.copies.note(node, { key: script.variable(got.property.name, names), from: script.variable(got.object.name, names), made: () => thing });
  return machine.cell(thing);
}

function array(script: JavaScript, elements: readonly (Node | null)[], names: Names): Cell {
  const { machine } = script;
  const list = machine.thing();
  let known = true;
  elements.forEach((element, index) => {
    if (!element) return;
    const value = script.expression(element, names);
    known &&= element.type !== 'SpreadElement';
    if (element.type === 'SpreadElement') machine.readAll(value, list.rest, script.place(element));
    else machine.flow.flow(value, known ? machine.field(list, String(index)) : list.rest);
  });
  return machine.cell(list);
}

function assignment(script: JavaScript, node: ESTree.AssignmentExpression, names: Names): Cell {
  const { machine } = script;
  const value = script.expression(node.right, names);
  if (node.operator === '=' && copyMember(script, node, value, names)) return value;
  const isPlain = node.operator === '=' || node.operator === '||=' || node.operator === '&&=' || node.operator === '??=';
  if (isPlain) {
    assign(script, node.left as Node, value, names);
    if (node.operator === '=') return value;
    const name = node.operator === '&&=' ? null : globalIn(node.left as Node, names);
    if (name !== null && !machine.provides(name)) return firstDefined(script, script.expression(node.left as Node, names), value);
    const result = machine.cell();
    for (const each of [script.expression(node.left as Node, names), value]) machine.flow.flow(each, result);
    return result;
  }
  const result = machine.cell();
  if (node.operator === '+=') machine.join(script.expression(node.left as Node, names), value, result);
  else {
    machine.flow.add(result, NUMBER);
    machine.carried.workOut([script.expression(node.left as Node, names), value], result);
  }
  assign(script, node.left as Node, result, names);
  return result;
}

/** `to[key] = from[key]`: whatever the key is, the member keeps its name. */
function copyMember(script: JavaScript, { left, right }: ESTree.AssignmentExpression, value: Cell, names: Names): boolean {
  const { machine } = script;
  if (!isKeyed(left as Node) || !isKeyed(right)) return false;
  const [to, from] = [left as ESTree.MemberExpression, right].map(({ object }) => script.expression(object, names)) as [Cell, Cell];
  const [written, key] = [left as ESTree.MemberExpression, right].map(({ property }) => script.expression(property, names)) as [Cell, Cell];
  const others = isSameElement((left as ESTree.MemberExpression).property, right.property) ? INERT : script.copies.sameAs(written, key);
  if (!others) return false;
  machine.copy(to, { key, from, others }, value, script.place(left as Node));
  return true;
}

function template(script: JavaScript, node: ESTree.TemplateLiteral, names: Names): Cell {
  const { machine } = script;
  const given = node.expressions.map((each) => script.expression(each, names));
  noteLoadedIn(script, node, given);
  return joined(machine, given.flatMap((each, index) => [each, machine.cell(machine.text(node.quasis[index + 1]?.value.cooked ?? ''))]), machine.text(node.quasis[0]?.value.cooked ?? ''));
}

/** A text of these pieces, behind this beginning. */
function joined(machine: Machine, pieces: readonly Cell[], start: Value = machine.text('')): Cell {
  return pieces.reduce((before, piece) => {
    const next = machine.cell();
    machine.join(before, piece, next);
    return next;
  }, machine.cell(start));
}

/** What the function of a tagged template gets of its text: the parts between the values, once more under `raw`. */
function partsOf({ machine }: JavaScript, { quasis }: ESTree.TemplateLiteral): Cell {
  const [parts, raw] = [machine.thing(), machine.thing()];
  quasis.forEach(({ value }, index) => {
    machine.flow.add(machine.field(parts, String(index)), typeof value.cooked === 'string' ? machine.text(value.cooked) : UNKNOWN);
    machine.flow.add(machine.field(raw, String(index)), machine.text(value.raw));
  });
  machine.own.whenAsked(parts, (name, cell) => name === 'raw' && machine.flow.add(cell, raw));
  return machine.cell(parts);
}

function binary(script: JavaScript, node: ESTree.BinaryExpression, names: Names): Cell {
  const { machine } = script;
  const left = script.expression(node.left as Node, names);
  const right = script.expression(node.right, names);
  if (EQUALS.has(node.operator)) machine.carried.compare(left, right, script.place(node));
  if (COMPARISONS.has(node.operator)) return INERT;
  if (node.operator !== '+') {
    const number = machine.cell(NUMBER);
    machine.carried.workOut([left, right], number);
    return number;
  }
  const joined = machine.cell();
  noteLoadedBy(script, node, { names, right });
  machine.join(left, right, joined);
  return joined;
}
