import type { ESTree } from 'meriyah';
import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { JavaScript } from './javascript.js';
import type { Names } from './module.js';
import type { Cell } from './values.js';

/** Gives a value to the names that a pattern declares here. */
export function bind(script: JavaScript, pattern: Node, value: Cell, names: Names): void {
  take(script, pattern, value, names, (name) => names.declare(name));
}

/** Gives a value to what a pattern names: variables that are there, and members. */
export function assign(script: JavaScript, pattern: Node, value: Cell, names: Names): void {
  take(script, pattern, value, names, (name) => {
    if (!names.find(name)) script.machine.witness.shared(name, true);
    return script.variable(name, names);
  });
}

function take(script: JavaScript, pattern: Node, value: Cell, names: Names, cellOf: (name: string) => Cell): void {
  const { machine } = script;
  const more = (target: Node, part: Cell): void => take(script, target, part, names, cellOf);
  switch (pattern.type) {
    case 'Identifier':
      return machine.flow.flow(value, cellOf(pattern.name));
    case 'MemberExpression':
      return writeMember(script, pattern, value, names);
    case 'AssignmentPattern':
      more(pattern.left, value);
      return more(pattern.left, script.expression(pattern.right as Node, names));
    case 'ObjectPattern':
    case 'ObjectExpression':
      for (const property of pattern.properties as Node[]) {
        // What is left over is still the whole for whoever looks for one of the others.
        if (property.type === 'RestElement') more(property.argument, value);
        if (property.type === 'SpreadElement') more(property.argument, value);
        if (property.type !== 'Property') continue;
        const part = machine.cell();
        readKey(script, value, { node: property.key, computed: property.computed }, part, names);
        more(property.value, part);
      }
      return;
    case 'ArrayPattern':
    case 'ArrayExpression':
      return pattern.elements.forEach((element, index) => element && takeElement(script, element as Node, index, value, more));
    default:
  }
}

function takeElement({ machine, module }: JavaScript, element: Node, index: number, value: Cell, more: (target: Node, part: Cell) => void): void {
  const part = machine.cell();
  const where = { file: module.path, start: element.start ?? 0 };
  if (element.type === 'RestElement' || element.type === 'SpreadElement') {
    const list = machine.thing();
    machine.readAll(value, list.rest, where);
    machine.flow.add(part, list);
    return more(element.argument, part);
  }
  machine.read(value, String(index), part, where);
  machine.iterators.iterate(value, part, where);
  return more(element, part);
}

/** Reads a member by a key as written: a name, a text, or an expression. */
export function readKey(script: JavaScript, object: Cell, key: { node: Node; computed: boolean }, to: Cell, names: Names): void {
  const name = constantKey(key.node, key.computed);
  const place = script.place(key.node);
  if (name !== null) return script.machine.read(object, name, to, place);
  script.machine.readDynamic(object, script.expression(key.node, names), to, place);
}

function writeMember(script: JavaScript, node: ESTree.MemberExpression, value: Cell, names: Names): void {
  const object = script.expression(node.object, names);
  const name = constantKey(node.property, node.computed ?? false);
  const place = script.place(node);
  if (name !== null) return script.machine.write(object, name, value, place);
  script.machine.writeDynamic(object, script.expression(node.property, names), value, place);
}

/** The name that a key always is, or null. */
export function constantKey(node: Node, computed: boolean): string | null {
  if (!computed && node.type === 'Identifier') return node.name;
  if (node.type === 'PrivateIdentifier') return `#${node.name}`;
  if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value);
  return null;
}
