import type { ESTree } from 'meriyah';
import type { Binding, Scope, Source } from './scope.js';
import type { Node } from './tree.js';

/** The expression whose value this one has: without commas, optional chains and `await`. */
export function withoutWrapping(node: Node): Node {
  for (let inner = node; ; ) {
    if (inner.type === 'ChainExpression' || inner.type === 'ParenthesizedExpression') inner = inner.expression;
    else if (inner.type === 'AwaitExpression') inner = inner.argument as Node;
    else if (inner.type === 'SequenceExpression' && inner.expressions.length > 0) inner = inner.expressions.at(-1) as Node;
    else return inner;
  }
}

/** The one value that a name ever gets, or null when there are several or it comes from elsewhere. */
export function onlySource(binding: Binding | null): Source | null {
  const [only, more] = binding?.sources ?? [];
  return only && !more && only.how === 'value' ? only : null;
}

/** An expression and where its names are looked up. */
export interface Part {
  node: Node;
  scope: Scope;
}

/** The one value that a name ever gets, where it is a name and has one; else the expression itself. Both without what wraps them. */
export function writtenAt(node: Node, scope: Scope): Part {
  const inner = withoutWrapping(node);
  const source = inner.type === 'Identifier' ? onlySource(scope.find(inner.name)) : null;
  return source?.keys.length === 0 ? { node: withoutWrapping(source.node), scope: source.scope } : { node: inner, scope };
}

/** What an object that is written out has under a name. */
export function propertyOf({ properties }: ESTree.ObjectExpression, name: string): Node | undefined {
  const property = properties.find((each) => each.type === 'Property' && memberName(each) === name);
  return property?.type === 'Property' ? withoutWrapping(property.value) : undefined;
}

/** The name of a member or a property, however it is written: `a.name`, `a['name']`, `a.#name`, `{ name: … }`, `{ 'name': … }`; empty where that is worked out. */
export function memberName({ computed, ...node }: ESTree.MemberExpression | ESTree.Property | ESTree.MethodDefinition | ESTree.PropertyDefinition): string {
  const key = node.type === 'MemberExpression' ? node.property : node.key;
  if (key?.type === 'Literal') return typeof key.value === 'string' ? key.value : '';
  if (computed) return '';
  return key?.type === 'PrivateIdentifier' ? `#${key.name}` : key?.type === 'Identifier' ? key.name : '';
}

/** What `a + b + c` adds, in order; however long, without recursion. */
export function operands(node: ESTree.BinaryExpression): Node[] {
  const found: Node[] = [];
  const open: Node[] = [node];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'BinaryExpression' && next.operator === '+') open.push(next.right, next.left as Node);
    else found.push(next);
  }
  return found;
}

/** The arguments that an array passes; one unknown argument when the array cannot be seen. */
export function spread(node: Node | undefined): Node[] {
  if (!node) return [];
  if (node.type !== 'ArrayExpression') return [node];
  return node.elements.filter((element) => element !== null);
}

/** Texts one after the other; null as soon as one of them is not known. */
export function joined(parts: readonly (string | null)[], separator = ''): string | null {
  return parts.includes(null) ? null : parts.join(separator);
}

/** What is written in a text, or in a piece of a template; null for anything else. */
export function pieceOf(node: Node): string | null {
  const piece = node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : null;
  return typeof piece === 'string' ? piece : null;
}

/** A name, or the last of a member by names, private ones too, as it is written; empty for anything else. */
export function nameOf(node: Node): string {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'MemberExpression' && !node.computed ? nameOf(node.property) : '';
}
