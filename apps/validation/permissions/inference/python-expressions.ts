import { Names } from './module.js';
import type { Python } from './python.js';
import { above } from './python-classes.js';
import { isTuple } from './python-forms.js';
import { assignPython, readParameters } from './python-functions.js';
import { childrenOf, inside, isWalrus, splitAt, type SyntaxNode } from './python-tree.js';
import { callSpecial, contains, elements, item, operate, operateOnOne } from './python-objects.js';
import { NAME_TABLES } from './special-names.js';
import { INERT, NUMBER, UNKNOWN, type Cell } from './values.js';

/** The value of nodes with commas between them: one value, or a tuple. */
export function readTuple(script: Python, nodes: readonly SyntaxNode[], names: Names): Cell {
  const parts = splitAt(nodes, ',');
  const [only] = parts;
  if (parts.length === 1 && only && nodes.at(-1)?.name !== ',') {
    const [first, second] = only;
    if (first?.name === '*' && second) return script.expression(second, names);
    return first ? script.expression(first, names) : INERT;
  }
  return list(script, nodes, names);
}

function list(script: Python, nodes: readonly SyntaxNode[], names: Names): Cell {
  const { machine } = script;
  const made = machine.thing();
  splitAt(nodes, ',').forEach((part, index) => {
    const [first, second] = part;
    if (first?.name === '*' && second) elements(machine, script.expression(second, names), made.rest, script.place(second));
    else if (first) machine.flow.flow(script.expression(first, names), machine.field(made, String(index)));
  });
  return machine.cell(made);
}

/** The cell of what a Python expression gives. */
export function readPythonExpression(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  switch (node.name) {
    case 'VariableName':
      return script.variable(script.nameOf(node), names);
    case 'MemberExpression':
      return member(script, node, names).value;
    case 'CallExpression':
      return call(script, node, names);
    case 'String':
      return text(script, node);
    case 'Number':
      return machine.cell(NUMBER);
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
      return awaited(script, node, names);
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return list(script, inside(node), names);
    case 'DictionaryExpression':
      return dictionary(script, node, names);
    case 'LambdaExpression':
      return lambda(script, node, names);
    case 'ConditionalExpression':
      return conditional(script, childrenOf(node), names);
    case 'BinaryExpression':
      return binary(script, childrenOf(node), names);
    case 'NamedExpression': {
      const [target, , source] = childrenOf(node);
      const value = source ? script.expression(source, names) : INERT;
      if (target) assignPython(script, [target], value, names);
      return value;
    }
    default:
      return rest(script, node, names);
  }
}

function rest(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const children = childrenOf(node);
  if (node.name.endsWith('ComprehensionExpression')) return comprehension(script, node, names);
  if (node.name === 'ContinuedString') {
    return children.map((child) => script.expression(child, names)).reduce((left, right) => {
      const joined = machine.cell();
      machine.join(left, right, joined);
      return joined;
    });
  }
  if (node.name === 'YieldExpression' || node.name === 'YieldStatement') {
    const list = machine.madeBy(script.result);
    machine.flow.add(script.result, list);
    const isList = children[1]?.name === 'from';
    // What it is sent, and what the generator behind `from` gives back.
    const got = machine.cell(UNKNOWN);
    if (node.name === 'YieldExpression') machine.flow.flow(list.rest, got);
    for (const child of children) {
      const value = script.expression(child, names);
      if (isList) {
        elements(machine, value, list.rest, script.place(child));
        machine.flow.flow(value, got);
      } else machine.flow.flow(value, list.rest);
    }
    return got;
  }
  if (node.name === 'FormatString') return formatted(script, node, names);
  if (node.name === 'Boolean' && script.nameOf(node) === 'True') return machine.cell(NUMBER);
  if (node.name === 'Boolean' || node.name === 'None' || children.length === 0) return INERT;
  const values = children.map((child) => script.expression(child, names));
  if (node.name !== 'UnaryExpression') {
    const made = machine.cell(UNKNOWN);
    for (const value of values) machine.carried.add(value, made);
    return made;
  }
  const to = machine.cell(NUMBER);
  operateOnOne(machine, script.nameOf(children[0] ?? node), values.at(-1) ?? INERT, to, script.place(node));
  return to;
}

/** A text that nobody knows, made of what is put into it behind its beginning. */
function formatted(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const [, , begins = ''] = /^[a-zA-Z]*('''|"""|'|")([^{\\]*)/.exec(script.nameOf(node)) ?? [];
  if (childrenOf(node).length === 0) return machine.cell(UNKNOWN);
  const parts = childrenOf(node);
  const head = script.text.slice(node.from, parts[0]?.from).replace(/^[a-zA-Z]*(?:'''|"""|'|")/, '');
  let made = machine.cell(head === begins ? machine.text(begins) : UNKNOWN);
  for (const [at, part] of parts.entries()) {
    const [value = INERT] = (part.name === 'FormatReplacement' ? inside(part) : [part]).map((each) => script.expression(each, names));
    // How it is converted and formatted stands behind it.
    const isPlain = part.name !== 'FormatReplacement' || childrenOf(part).length === 3;
    const next = machine.cell();
    if (isPlain) machine.join(made, value, next);
    else machine.carried.join(made, value, next);
    if (!isPlain) machine.flow.add(next, UNKNOWN);
    made = next;
    // What stands between two of them, or behind the last.
    const between = script.text.slice(part.to, parts[at + 1]?.from ?? node.to).replace(at + 1 < parts.length ? '' : /["']{1,3}$/, '');
    if (between === '') continue;
    made = machine.cell();
    machine.join(next, machine.cell(/[\\{}]/.test(between) ? UNKNOWN : machine.text(between)), made);
  }
  return made;
}

/** A literal without escapes, or one in which they are none; others are texts that nobody knows. */
function text(script: Python, node: SyntaxNode): Cell {
  const written = /^[rRbBuU]*('''|"""|'|")([^]*)\1$/.exec(script.nameOf(node));
  const content = written?.[2];
  const isRaw = /^[bBuU]?[rR]/.test(script.nameOf(node));
  return script.machine.cell(content === undefined || (!isRaw && content.includes('\\')) ? UNKNOWN : script.machine.text(content));
}

function awaited(script: Python, node: SyntaxNode, names: Names): Cell {
  const inner = inside(node).filter(({ name }) => name !== 'await').map((each) => script.expression(each, names));
  const [value] = inner;
  if (!value || inner.length !== 1) return INERT;
  if (node.name === 'ParenthesizedExpression') return value;
  const to = script.machine.cell();
  script.machine.flow.flow(value, to);
  script.machine.flow.on(value, (each) => callSpecial(script.machine, each, '__await__', [], { result: to, place: script.place(node) }));
  script.machine.flow.on(to, (each) => each.kind === 'thing' && !each.code && !script.machine.own.objects.has(each) && script.machine.flow.flow(each.rest, to));
  return to;
}

function member(script: Python, node: SyntaxNode, names: Names): { value: Cell; self: Cell } {
  const { machine } = script;
  const [object, mark, ...keys] = childrenOf(node);
  const [key] = keys;
  const value = machine.cell();
  if (!object) return { value, self: INERT };
  const self = script.expression(object, names);
  const place = script.place(node);
  if (mark?.name === '.') {
    if (!key) return { value, self };
    const name = script.nameOf(key);
    if (INNER_PARTS.has(name)) machine.witness.lost('*', place, 'the variables of a function are looked into');
    machine.read(self, name, value, place);
    return { value, self };
  }
  const [name = INERT] = keys.map((part) => script.expression(part, names));
  if (!key || keys.some((part) => part.name === ':')) {
    const all = machine.thing();
    machine.readAll(self, all.rest, place);
    machine.flow.add(value, all);
  } else {
    machine.readDynamic(self, name, value, place);
    item(machine, self, name, value, place);
  }
  return { value, self };
}

/** Members of functions and frames that lead to variables. */
const INNER_PARTS = new Set(['__globals__', '__closure__', '__defaults__', '__kwdefaults__', 'f_globals', 'f_locals', 'gi_frame', 'cr_frame', 'ag_frame']);

function call(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const [target, args] = childrenOf(node);
  const result = machine.cell();
  if (!target || !args) return result;
  const place = script.place(node);
  const name = target.name === 'VariableName' ? script.nameOf(target) : '';
  if (name === 'super' && script.owner?.code) {
      script.statement(args, names);
      machine.flow.flow(above(machine, script.owner), result);
    return result;
  }
  if ((name === 'eval' || name === 'exec') && !names.find(name)) machine.witness.lost('*', place, `\`${name}\` runs text that sees every name here`);
  if (NAME_TABLES.has(name) && !names.find(name) && childrenOf(args).length === 2) {
    machine.flow.add(result, script.variables(name, names, place));
    return result;
  }
  const { value, self } = target.name === 'MemberExpression' ? member(script, target, names) : { value: callable(script, target, name, names), self: INERT };
  const given: Cell[] = [];
  const keywords = new Map<string, Cell>();
  const named: Cell[] = [];
  let spread = -1;
  const parts = splitAt(childrenOf(args).filter(({ name: part }) => part !== '(' && part !== ')'), ',');
  for (const part of args.name === 'ArgList' ? parts : []) {
    const [first, second, third] = part;
    if (!first) continue;
    if (first.name === '*' || first.name === '**') {
      if (spread < 0 && first.name === '*') spread = given.length;
      if (second && first.name === '**') named.push(script.expression(second, names));
      else if (second) given.push(script.expression(second, names));
    } else if (second && third && isWalrus(second, script.text)) {
      const value = script.expression(third, names);
      assignPython(script, [first], value, names);
      given.push(value);
    } else if (second?.name === 'AssignOp' && third) keywords.set(script.nameOf(first), script.expression(third, names));
    else given.push(part.some(({ name: each }) => each === 'for') ? comprehension(script, args, names) : script.expression(first, names));
  }
  const [, , key] = target.name === 'MemberExpression' ? childrenOf(target) : [];
  // What needs no import is a member of what Python has built in.
  const bare = name === '' ? null : names.find(name) || script.stars.length > 0 ? (script.foreign.get(name) ?? null) : name;
  machine.call({ callee: value, self, arguments: given, spread, keywords, named, isNew: false, result, place, method: key?.name === 'PropertyName' ? script.nameOf(key) : bare });
  return result;
}

function callable(script: Python, target: SyntaxNode, name: string, names: Names): Cell {
  // With arguments it gives the members of an object.
  if (NAME_TABLES.has(name) && !names.find(name)) return script.machine.global(name);
  if (name !== '__import__') return script.expression(target, names);
  return script.machine.cell({ kind: 'builtin', name: '__import__', target: null, given: [], file: script.module.path });
}

function dictionary(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const made = machine.thing();
  machine.own.dicts.add(made);
  for (const part of splitAt(inside(node), ',')) {
    const [key, , value] = part;
    if (!key) continue;
    if (key.name === '**') {
      const [, source] = part;
      if (source) machine.flow.flow(script.expression(source, names), made.protos);
    } else if (value) machine.writeDynamic(machine.cell(made), script.expression(key, names), script.expression(value, names), script.place(value));
  }
  return machine.cell(made);
}

function lambda(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const children = childrenOf(node);
  const paramList = children.find(({ name }) => name === 'ParamList');
  const body = children.at(-1);
  const params = paramList ? splitAt(childrenOf(paramList), ',') : [];
  const code = machine.code(params.length);
  machine.carried.written({ code, ...script.place(node), end: node.to });
  const inner = new Names(names, INERT);
  readParameters(script, params, code, inner, names);
  if (body) machine.flow.flow(script.expression(body, inner), code.result);
  return machine.cell(machine.thing(code));
}

/** `a if test else b`. */
function conditional(script: Python, children: readonly SyntaxNode[], names: Names): Cell {
  const to = script.machine.cell();
  for (const [index, child] of children.entries()) {
    if (child.name === 'if' || child.name === 'else') continue;
    const value = script.expression(child, names);
    if (index !== 2) script.machine.flow.flow(value, to);
  }
  return to;
}

function binary(script: Python, children: readonly SyntaxNode[], names: Names): Cell {
  const { machine } = script;
  const [left, operator] = children;
  const right = children.at(-1);
  if (!left || !right || !operator) return INERT;
  const a = script.expression(left, names);
  const b = script.expression(right, names);
  const to = machine.cell();
  if (isTuple(operator, script.text)) {
    const made = machine.thing();
    for (const value of [a, b]) machine.flow.flow(value, made.rest);
    machine.flow.flow(made.rest, to);
    machine.flow.add(to, made);
    return to;
  }
  if (operator.name === 'and' || operator.name === 'or') {
    machine.flow.flow(a, to);
    machine.flow.flow(b, to);
    return to;
  }
  const written = script.nameOf(operator);
  const place = script.place(left);
  if (written === 'in' || written === 'not') contains(machine, a, b, place);
  else operate(machine, { operator: written, left: a, right: b, to, place });
  if (written === '+') machine.join(a, b, to);
  // A text so many times is a text.
  else machine.flow.add(to, written === '%' || written === '*' ? UNKNOWN : NUMBER);
  // Of paths, too.
  if (written === '/' || written === '%') machine.carried.join(a, b, to);
  return to;
}

/** `[x for y in z if t]`, also with braces and in calls. */
function comprehension(script: Python, node: SyntaxNode, names: Names): Cell {
  const { machine } = script;
  const made = machine.thing();
  const inner = new Names(names, INERT);
  const nodes = inside(node);
  const start = nodes.findIndex(({ name }) => name === 'for' || name === 'async');
  for (let at = start; at >= 0 && at < nodes.length; at++) {
    const here = nodes[at];
    if (here?.name === 'for') {
      const middle = nodes.findIndex(({ name }, index) => index > at && name === 'in');
      const source = nodes[middle + 1];
      const element = machine.cell();
      for (const target of nodes.slice(at + 1, middle)) if (target.name === 'VariableName') inner.declare(script.nameOf(target));
      if (source) elements(machine, script.expression(source, inner), element, script.place(source));
      assignPython(script, nodes.slice(at + 1, middle), element, inner);
      at = middle + 1;
    } else if (here && here.name !== 'if' && here.name !== 'async') script.expression(here, inner);
  }
  for (const part of nodes.slice(0, start)) if (part.name !== ':' && part.name !== ',') machine.flow.flow(script.expression(part, inner), made.rest);
  return machine.cell(made);
}
