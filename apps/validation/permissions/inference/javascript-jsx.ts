import type { Node } from '../../rules/javascript/syntax/tree.js';
import type { JavaScript } from './javascript.js';
import type { Names } from './module.js';
import { FREE, INERT, UNKNOWN, type Cell } from './values.js';

/** A node of JSX, as far as its values go. */
export interface Jsx {
  type: string;
  expression?: Node;
  openingElement?: { name: Node; attributes: { value?: Node | null; argument?: Node; name?: { name?: string } }[] };
  children?: Node[];
}

/** What JSX adds; an expression that nobody knows is unknown. */
export function readJsx(script: JavaScript, node: Jsx, names: Names): Cell {
  const { machine } = script;
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return element(script, node, names);
  if (node.type.startsWith('JSX')) return node.expression ? script.expression(node.expression, names) : INERT;
  return machine.cell(UNKNOWN);
}

/** A component of the package gets its attributes; another one is not seen. */
function element(script: JavaScript, { openingElement, children = [] }: Jsx, names: Names): Cell {
  const { machine } = script;
  const props = machine.thing();
  const place = openingElement ? script.place(openingElement.name) : { file: script.module.path, start: 0 };
  for (const { value, argument, name } of openingElement?.attributes ?? []) {
    if (argument) machine.flow.flow(script.expression(argument, names), props.protos);
    if (value) machine.writeTo(props, name?.name ?? '', script.expression(value, names), place);
  }
  for (const child of children) machine.flow.flow(script.expression(child, names), machine.field(props, 'children'));
  const name = (openingElement?.name as unknown as { name?: string } | undefined)?.name ?? '';
  const component = /^[A-Z]/.test(name) ? script.variable(name, names) : machine.cell(FREE);
  const result = machine.cell();
  machine.call({ callee: component, self: INERT, arguments: [machine.cell(props)], spread: -1, isNew: false, result, place });
  return result;
}
