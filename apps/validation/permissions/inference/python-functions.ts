import { Names } from './module.js';
import type { Python } from './python.js';
import { assignedIn, childrenOf, inside, splitAt, type SyntaxNode } from './python-tree.js';
import { INERT, noteWritten, type Cell, type Code, type Thing } from './values.js';

/** Gives a value to what an assignment names: variables, members, elements, and lists of those. */
export function assignPython(script: Python, targets: readonly SyntaxNode[], value: Cell, names: Names): void {
  const { machine } = script;
  const parts = splitAt(targets, ',');
  const [target, second] = parts[0] ?? [];
  if (parts.length > 1 || targets.at(-1)?.name === ',') {
    return parts.forEach((part, index) => {
      const element = machine.cell();
      const [first] = part;
      if (first?.name === '*') {
        const list = machine.thing();
        machine.readAll(value, list.rest, script.place(first));
        machine.flow.add(element, list);
      } else if (first) machine.read(value, String(index), element, script.place(first));
      assignPython(script, part.filter(({ name }) => name !== '*'), element, names);
    });
  }
  if (!target) return;
  if (target.name === '*') return second && assignPython(script, [second], value, names);
  if (target.name === 'VariableName') return machine.flow.flow(value, names.find(script.nameOf(target)) ?? names.declare(script.nameOf(target)));
  if (target.name === 'TupleExpression' || target.name === 'ArrayExpression' || target.name === 'ParenthesizedExpression') return assignPython(script, inside(target), value, names);
  if (target.name === 'MemberExpression') writeMember(script, target, value, names);
}

function writeMember(script: Python, node: SyntaxNode, value: Cell, names: Names): void {
  const { machine } = script;
  const [object, mark, key] = childrenOf(node);
  if (!object || !key) return;
  const held = script.expression(object, names);
  if (mark?.name === '.') return machine.write(held, script.nameOf(key), value, script.place(node));
  machine.writeDynamic(held, script.expression(key, names), value, script.place(node));
}

/** The function that a `def` makes; `owner` is the class it is a method of, whose instance is its first parameter. */
export function pythonFunction(script: Python, node: SyntaxNode, names: Names, owner: Thing | null = null): Thing {
  const children = childrenOf(node);
  const list = children.find(({ name }) => name === 'ParamList');
  const body = children.find(({ name }) => name === 'Body');
  const params = list ? splitAt(childrenOf(list).filter(({ name }) => name !== '(' && name !== ')'), ',') : [];
  const isStatic = owner !== null && isDecorated(script, node, 'staticmethod');
  const self = owner && !isStatic ? params.shift() : undefined;
  const { machine } = script;
  const code = machine.code(params.length);
  const inner = new Names(names, code.self);
  if (body) {
    const { names: assigned, outer } = assignedIn(body, script.text);
    for (const name of assigned) inner.declare(name);
    for (const name of outer) inner.alias(name, names.find(name) ?? script.top.declare(name));
  }
  const [first] = self ?? [];
  if (first && owner?.code) {
    const held = isDecorated(script, node, 'classmethod') ? owner : owner.code.instance;
    code.bound = true;
    machine.flow.add(code.self, held);
    machine.flow.flow(code.self, inner.declare(script.nameOf(first)));
  }
  readParameters(script, params, code, inner);
  const before = { result: script.result, owner: script.owner };
  script.result = code.result;
  script.owner = owner ?? before.owner;
  if (body) script.body(body, inner);
  Object.assign(script, before);
  return machine.thing(code);
}

function isDecorated({ text }: Python, node: SyntaxNode, name: string): boolean {
  const { parent } = node;
  return parent?.name === 'DecoratedStatement' && childrenOf(parent).some((child) => child.name === 'Decorator' && text.slice(child.from, child.to).trim() === `@${name}`);
}

/** Binds parameters (name, star, default) to the cells of the code. */
export function readParameters(script: Python, params: readonly SyntaxNode[][], code: Code, names: Names): void {
  const { machine } = script;
  const known: string[] = [];
  params.forEach((param, index) => {
    const variable = param.find(({ name }) => name === 'VariableName');
    const cell = code.params[index] ?? INERT;
    known.push(variable ? script.nameOf(variable) : '');
    if (!variable) return;
    const [first] = param;
    if (first?.name === '*' || first?.name === '**') {
      if (first.name === '*') code.rest = index;
      else code.extra = index;
      machine.flow.add(cell, machine.thing());
    }
    machine.flow.flow(cell, names.declare(script.nameOf(variable)));
    const equals = param.findIndex(({ name }) => name === 'AssignOp');
    const fallback = equals < 0 ? undefined : param[equals + 1];
    if (fallback) machine.flow.flow(script.expression(fallback, names), cell);
  });
  code.names = known;
}

/** The class that a `class` makes: calling it makes the instance that its methods see. */
export function pythonClass(script: Python, node: SyntaxNode, names: Names): Thing {
  const { machine } = script;
  const children = childrenOf(node);
  const body = children.find(({ name }) => name === 'Body');
  const list = children.find(({ name }) => name === 'ArgList');
  const thing = machine.thing(machine.code(0));
  const code = thing.code!;
  code.makes = true;
  const inner = new Names(names, INERT);
  const parents = machine.cell();
  for (const part of list ? splitAt(inside(list), ',') : []) {
    const [parent] = part;
    if (parent && part.length === 1) machine.flow.flow(script.expression(parent, names), parents);
  }
  machine.flow.flow(parents, thing.protos);
  machine.flow.on(parents, (value) => {
    if (value.kind === 'thing' && value.code) machine.flow.add(code.instance.protos, value.code.instance);
    if (value.kind === 'thing' && value.code) machine.flow.add(value.code.self, code.instance);
  });
  code.inherits = parents;
  for (const child of body ? childrenOf(body) : []) readMember(script, child, thing, inner);
  return thing;
}

function readMember(script: Python, node: SyntaxNode, thing: Thing, names: Names): void {
  const { machine } = script;
  const definition = node.name === 'DecoratedStatement' ? childrenOf(node).find(({ name }) => name === 'FunctionDefinition') : node;
  if (definition?.name !== 'FunctionDefinition') {
    script.statement(node, names);
    return copyNames(script, node, thing, names);
  }
  const nameNode = childrenOf(definition).find(({ name }) => name === 'VariableName');
  const name = nameNode ? script.nameOf(nameNode) : '';
  const method = pythonFunction(script, definition, names, thing);
  const code = thing.code!;
  if (name === '__init__' && method.code) {
    Object.assign(code, { params: method.code.params, names: method.code.names, rest: method.code.rest, extra: method.code.extra, inherits: null });
  }
  for (const owner of [thing, code.instance]) {
    noteWritten(owner, name);
    machine.flow.add(machine.field(owner, name), method);
    if (isDecorated(script, definition, 'property') && method.code) machine.flow.flow(method.code.result, machine.field(owner, name));
  }
}

/** Variables of the class body are members. */
function copyNames(script: Python, node: SyntaxNode, thing: Thing, names: Names): void {
  const { code } = thing;
  if (node.name !== 'AssignStatement' || !code) return;
  const [target] = childrenOf(node);
  if (target?.name !== 'VariableName') return;
  const name = script.nameOf(target);
  for (const owner of [thing, code.instance]) {
    noteWritten(owner, name);
    script.machine.flow.flow(names.declare(name), script.machine.field(owner, name));
  }
}
