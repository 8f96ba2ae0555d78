import { Names } from './module.js';
import type { Python } from './python.js';
import { assignedIn, childrenOf, inside, splitAt, type SyntaxNode } from './python-tree.js';
import { elements, runOver, setItem } from './python-objects.js';
import { INERT, type Cell, type Code, type Thing } from './values.js';

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
        elements(machine, value, list.rest, script.place(first));
        machine.flow.add(element, list);
      } else if (first) {
        machine.read(value, String(index), element, script.place(first));
        runOver(machine, value, element, script.place(first));
        machine.flow.on(value, (each) => each.kind === 'thing' && machine.own.dicts.has(each) && machine.flow.flow(machine.namesOf(each), element));
      }
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
  const [object, mark, ...keys] = childrenOf(node);
  const [key] = keys;
  if (!object || !key) return;
  const held = script.expression(object, names);
  if (mark?.name === '.') return machine.write(held, script.nameOf(key), value, script.place(node));
  const [name = INERT] = keys.map((part) => script.expression(part, names));
  machine.writeDynamic(held, name, value, script.place(node));
  setItem(machine, held, name, value, script.place(node));
}

/** The function that a `def` makes; `owner` is the class it is a method of, with `names` in it, whose instances, or the class and those below it, `held` are its first parameter. */
export function pythonFunction(script: Python, node: SyntaxNode, names: Names, owner: Thing | null = null, held: Cell = INERT): Thing {
  const children = childrenOf(node);
  const list = children.find(({ name }) => name === 'ParamList');
  const body = children.find(({ name }) => name === 'Body');
  const params = list ? splitAt(childrenOf(list).filter(({ name }) => name !== '(' && name !== ')'), ',') : [];
  const isStatic = owner !== null && isDecorated(script, node, 'staticmethod');
  const self = owner && !isStatic ? params.shift() : undefined;
  const { machine } = script;
  const code = machine.code(params.length);
  machine.carried.written({ code, ...script.place(node), end: node.to });
  // Defaults and annotations of a method see what its class declares, and its body does not.
  const around = owner ? (names.parent ?? names) : names;
  const inner = new Names(around, code.self);
  for (const part of [...children, ...(list ? childrenOf(list) : [])]) if (part.name === 'TypeDef' || part.name === 'TypeParamList') script.statement(part, names);
  if (body) {
    const { names: assigned, outer } = assignedIn(body, script.text);
    for (const name of assigned) inner.declare(name);
    for (const name of outer) inner.alias(name, around.find(name) ?? script.top.declare(name));
  }
  const [first] = self ?? [];
  if (first && owner?.code) {
    code.bound = true;
    machine.flow.flow(held, code.self);
    machine.flow.flow(code.self, inner.declare(script.nameOf(first)));
  }
  readParameters(script, params, code, inner, names);
  const before = { result: script.result, owner: script.owner, table: script.table };
  script.result = code.result;
  script.owner = owner ?? before.owner;
  script.table = script.module.exports;
  if (body) script.body(body, inner);
  Object.assign(script, before);
  return machine.thing(code);
}

export function isDecorated({ text }: Python, node: SyntaxNode, name: string): boolean {
  const { parent } = node;
  return parent?.name === 'DecoratedStatement' && childrenOf(parent).some((child) => child.name === 'Decorator' && text.slice(child.from, child.to).trim() === `@${name}`);
}

/** Binds parameters (name, star, default) to the cells of the code; defaults see the names `around` it. */
export function readParameters(script: Python, params: readonly SyntaxNode[][], code: Code, names: Names, around: Names): void {
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
      const list = machine.thing();
      if (first.name === '**') machine.own.dicts.add(list);
      machine.flow.add(cell, list);
    }
    machine.flow.flow(cell, names.declare(script.nameOf(variable)));
    const equals = param.findIndex(({ name }) => name === 'AssignOp');
    const fallback = equals < 0 ? undefined : param[equals + 1];
    if (fallback) machine.flow.flow(script.expression(fallback, around), cell);
  });
  code.names = known;
}
