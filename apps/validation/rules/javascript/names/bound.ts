import type { ESTree } from 'meriyah';
import { onlyFunction } from './asked.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { LOADERS } from './wanted.js';

/** An object that is written here, or made by a class, may have a `bind` of its own. */
export function mayBindItself(object: Node, scope: Scope): boolean {
  const values = object.type === 'Identifier' ? (scope.find(object.name)?.sources ?? []).map(({ node }) => node.type) : [object.type];
  return values.some((type) => type === 'ObjectExpression' || type === 'NewExpression' || type === 'ClassDeclaration' || type === 'ClassExpression');
}

/** `setTimeout(later(function () { … }), 60)`, where a function of the script gives back a function and nothing else, as compilers write what waits: no text. */
export function givesFunction(node: Node, scope: Scope, resolver: Resolver): boolean {
  const call = withoutWrapping(node);
  const answers = call.type === 'CallExpression' && onlyFunction(call.callee, scope) ? resolver.returnsOf(call.callee, scope) : [];
  return answers.length > 0 && answers.every((answer) => FUNCTIONS.has(withoutWrapping(answer.node).type));
}

const FUNCTIONS = new Set(['FunctionExpression', 'ArrowFunctionExpression']);

/** `this.a.b` twice, however it is written out. */
export function isSame(one: Node, other: Node): boolean {
  if (one.type === 'MemberExpression') return other.type === 'MemberExpression' && !one.computed && !other.computed && isSame(one.property, other.property) && isSame(one.object, other.object);
  return one.type === other.type && (one.type === 'ThisExpression' || (one.type === 'Identifier' && one.name === (other as ESTree.Identifier).name));
}

/** Of `Reflect.apply(process.getBuiltinModule, process, ['util'])`, the first: it is called there, with a name that is written, and not handed on. */
export function appliedLoader({ callee, arguments: [loader, , given] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, resolver: Resolver): Node | null {
  if (!loader || given?.type !== 'ArrayExpression') return null;
  const [called, ...others] = resolver.meaningsOf(callee, scope);
  const [name] = given.elements;
  const isNamed = called === 'Reflect.apply' && others.length === 0 && name ? resolver.constantOf(name, scope) !== null : false;
  return isNamed && resolver.meaningsOf(loader, scope).every((what) => LOADERS.has(what)) ? loader : null;
}
