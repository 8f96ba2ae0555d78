import type { ESTree } from 'meriyah';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

/** An object that is written here, or made by a class, may have a `bind` of its own. */
export function mayBindItself(object: Node, scope: Scope): boolean {
  const values = object.type === 'Identifier' ? (scope.find(object.name)?.sources ?? []).map(({ node }) => node.type) : [object.type];
  return values.some((type) => type === 'ObjectExpression' || type === 'NewExpression' || type === 'ClassDeclaration' || type === 'ClassExpression');
}

/** `this.a.b` twice, however it is written out. */
export function isSame(one: Node, other: Node): boolean {
  if (one.type === 'MemberExpression') return other.type === 'MemberExpression' && !one.computed && !other.computed && isSame(one.property, other.property) && isSame(one.object, other.object);
  return one.type === other.type && (one.type === 'ThisExpression' || (one.type === 'Identifier' && one.name === (other as ESTree.Identifier).name));
}
