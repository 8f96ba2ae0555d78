import type { ESTree } from 'meriyah';

type Node = ESTree.Node;

/**
 * Appends the children of a node to `children`, in source order, whatever the type of the node. The frequent types are
 * written out: reading fields by their names is several times faster than looking at every member of an object.
 */
export function childrenOf(node: Node, children: Node[]): void {
  switch (node.type) {
    case 'Identifier':
      return decoratorsOf(node, children);
    case 'Literal':
    case 'ThisExpression':
    case 'Super':
    case 'EmptyStatement':
    case 'TemplateElement':
      return;
    case 'MemberExpression':
      children.push(node.object, node.property);
      return;
    case 'CallExpression':
    case 'NewExpression':
      children.push(node.callee);
      return all(node.arguments, children);
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      children.push(node.left, node.right);
      return;
    case 'ExpressionStatement':
      children.push(node.expression);
      return;
    case 'BlockStatement':
      return all(node.body, children);
    case 'VariableDeclaration':
      return all(node.declarations, children);
    case 'VariableDeclarator':
      children.push(node.id);
      return one(node.init, children);
    case 'ObjectExpression':
      return all(node.properties, children);
    case 'ArrayExpression':
      return all(node.elements, children);
    default:
      return lessFrequent(node, children);
  }
}

function lessFrequent(node: Node, children: Node[]): void {
  switch (node.type) {
    case 'Property':
      children.push(node.key, node.value);
      return;
    case 'ReturnStatement':
    case 'UnaryExpression':
    case 'UpdateExpression':
    case 'SpreadElement':
    case 'AwaitExpression':
    case 'ThrowStatement':
      return one(node.argument, children);
    case 'IfStatement':
    case 'ConditionalExpression':
      children.push(node.test, node.consequent);
      return one(node.alternate, children);
    case 'ArrowFunctionExpression':
      all(node.params, children);
      return one(node.body, children);
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      one(node.id, children);
      all(node.params, children);
      return one(node.body, children);
    case 'SequenceExpression':
      return all(node.expressions, children);
    default:
      return anyOf(node, children);
  }
}

/** Parameters of TypeScript have decorators. */
function decoratorsOf(node: ESTree.Identifier & { decorators?: ESTree.Node[] | null }, children: Node[]): void {
  if (node.decorators) all(node.decorators, children);
}

function one(child: Node | null | undefined, children: Node[]): void {
  if (child) children.push(child);
}

function all(list: readonly (Node | null)[], children: Node[]): void {
  for (const each of list) if (each) children.push(each);
}

/** The members that are nodes, for the types that are not written out. */
function anyOf(node: Node, children: Node[]): void {
  const members = node as unknown as Record<string, unknown>;
  for (const name in members) {
    const value = members[name];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value);
    } else for (const element of value) if (isNode(element)) children.push(element);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
