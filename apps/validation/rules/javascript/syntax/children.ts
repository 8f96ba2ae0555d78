import type { ESTree } from 'meriyah';
import type { Node, Of } from './tree.js';

type Children = { readonly [K in Node['type']]?: (node: Of<K>, children: Node[]) => void };

const nothing = (): void => {};
const sides = ({ left, right }: { left: Node; right: Node }, children: Node[]): void => void children.push(left, right);
const argument = ({ argument: only }: { argument: Node | null }, children: Node[]): void => one(only, children);
const body = ({ body: list }: { body: Node[] }, children: Node[]): void => all(list, children);
const call = ({ callee, arguments: given }: { callee: Node; arguments: Node[] }, children: Node[]): void => {
  children.push(callee);
  all(given, children);
};
const branches = ({ test, consequent, alternate }: { test: Node; consequent: Node; alternate: Node | null }, children: Node[]): void => {
  children.push(test, consequent);
  one(alternate, children);
};
const callable = ({ id, params, body: code }: { id?: Node | null; params: Node[]; body?: Node | null }, children: Node[]): void => {
  one(id, children);
  all(params, children);
  one(code, children);
};

/** The frequent types, written out: reading the fields of one type by their names is several times faster than looking at every member of an object. */
const CHILDREN: Children = {
  Identifier: decoratorsOf,
  Literal: nothing,
  ThisExpression: nothing,
  Super: nothing,
  EmptyStatement: nothing,
  TemplateElement: nothing,
  MemberExpression: ({ object, property }, children) => void children.push(object, property),
  CallExpression: call,
  NewExpression: call,
  BinaryExpression: sides,
  LogicalExpression: sides,
  AssignmentExpression: sides,
  ExpressionStatement: ({ expression }, children) => void children.push(expression),
  BlockStatement: body,
  Program: body,
  VariableDeclaration: ({ declarations }, children) => all(declarations, children),
  VariableDeclarator: ({ id, init }, children) => {
    children.push(id);
    one(init, children);
  },
  ObjectExpression: ({ properties }, children) => all(properties, children),
  ArrayExpression: ({ elements }, children) => all(elements, children),
  Property: ({ key, value }, children) => void children.push(key, value),
  ReturnStatement: argument,
  UnaryExpression: argument,
  UpdateExpression: argument,
  SpreadElement: argument,
  ThrowStatement: argument,
  IfStatement: branches,
  ConditionalExpression: branches,
  ArrowFunctionExpression: callable,
  FunctionExpression: callable,
  FunctionDeclaration: callable,
  SequenceExpression: ({ expressions }, children) => all(expressions, children),
};
const BY_TYPE = new Map(Object.entries(CHILDREN)) as ReadonlyMap<string, (node: Node, children: Node[]) => void>;

/** Appends the children of a node to `children`, in source order, whatever the type of the node. */
export function childrenOf(node: Node, children: Node[]): void {
  childrenOfType(node.type)(node, children);
}

/** A node and those below it, at most `most`, in source order; not below one that `enters` refuses. Those of a whole script are many rules' question: they are gone through once. */
export function nodesWithin(root: Node, most = Infinity, enters: ((node: Node) => boolean) | null = null): readonly Node[] {
  if (root.type !== 'Program' || most !== Infinity || enters) return below(root, most, enters);
  const nodes = known.get(root) ?? below(root, most, enters);
  known.set(root, nodes);
  return nodes;
}

const known = new WeakMap<Node, readonly Node[]>();

function below(root: Node, most: number, enters: ((node: Node) => boolean) | null): Node[] {
  const open: Node[] = [root];
  const children: Node[] = [];
  const nodes: Node[] = [];
  for (let node = open.pop(); node && nodes.length < most; node = open.pop()) {
    nodes.push(node);
    if (!enters || enters(node)) childrenOf(node, children);
    for (let child = children.pop(); child; child = children.pop()) open.push(child);
  }
  return nodes;
}

/** The names that stand there and below, as often as they do: of a pattern, what it declares. */
export function namesWithin(root: Node, most = Infinity): string[] {
  return nodesWithin(root, most).flatMap((node) => (node.type === 'Identifier' ? [node.name] : []));
}

/** What is around the place `start`, from the outside to the inside. */
export function nodesAround(root: Node, start: number): Node[] {
  const isAround = (node: Node): boolean => (node.start ?? 0) <= start && start < (node.end ?? 0);
  return nodesWithin(root, Infinity, isAround).filter(isAround);
}

/** Appends the children, as `childrenOf` does, of nodes of one type. */
export function childrenOfType(type: Node['type']): (node: Node, children: Node[]) => void {
  return BY_TYPE.get(type) ?? anyOf;
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

/** Of what a node has: is it another one? */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
