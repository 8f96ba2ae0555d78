import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from './resolve.js';
import { isCallable, type Callable, type Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** What a function may be made of that changes neither its arguments nor anything else. */
const CHANGES_NOTHING = new Set([
  'BlockStatement', 'IfStatement', 'ReturnStatement', 'ThrowStatement', 'CallExpression', 'NewExpression', 'MemberExpression', 'Identifier', 'ThisExpression',
  'Literal', 'TemplateLiteral', 'TemplateElement', 'BinaryExpression', 'UnaryExpression', 'ConditionalExpression', 'LogicalExpression', 'SequenceExpression',
]);

/**
 * True for `require.apply(this, arguments)` in a function that bundlers hand to a call which gives `require`, or that function
 * where there is none. What that call gives means `require`, so whoever calls it is judged by the name that stands there.
 */
export function standsForRequire(call: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, resolver: Resolver): boolean {
  const [self, list, more] = call.arguments;
  const { owner } = scope;
  if (owner?.type !== 'FunctionExpression' || owner.id || more || self?.type !== 'ThisExpression' || list?.type !== 'Identifier' || list.name !== 'arguments') return false;
  const [first] = owner.params;
  const [source, other] = first?.type === 'Identifier' ? (scope.find(first.name)?.sources ?? []) : [];
  if (source?.how !== 'callback' || other || source.node.type !== 'CallExpression' || !isUntouched(owner)) return false;
  return isGivenBack(owner, source.node) && resolver.meaningsOf(source.node, source.scope).includes('require');
}

/** Nothing in the function has its arguments but the call that hands them on. */
function isUntouched(owner: Callable): boolean {
  let mentions = 0;
  for (const node of nodesWithin(owner.body as Node)) {
    if (!CHANGES_NOTHING.has(node.type) || (node.type === 'UnaryExpression' && node.operator === 'delete')) return false;
    if (node.type === 'Identifier' && node.name === 'arguments') mentions++;
  }
  return mentions === 1;
}

/** Does the called function nothing with this one but to give it, or a proxy of it? */
function isGivenBack(given: Callable, call: ESTree.CallExpression): boolean {
  const callee = withoutWrapping(call.callee);
  if (!isCallable(callee) || callee.params.length !== 1 || call.arguments.length !== 1 || call.arguments[0] !== given) return false;
  const [param] = callee.params;
  const [only] = answersOf(callee);
  return param?.type === 'Identifier' && only !== undefined && gives(only, param.name);
}

/** What a function gives that does nothing else. */
function answersOf({ body }: Callable): readonly Node[] {
  if (body?.type !== 'BlockStatement') return body ? [body as Node] : [];
  const [only, more] = body.body;
  return only?.type === 'ReturnStatement' && only.argument && !more ? [only.argument] : [];
}

/** Is a name only what an expression gives, wherever it stands in it? */
function gives(expression: Node, name: string): boolean {
  const node = withoutWrapping(expression);
  if (node.type === 'Identifier') return true;
  if (node.type === 'ConditionalExpression') return !mentions(node.test, name) && gives(node.consequent, name) && gives(node.alternate, name);
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'Proxy') return !mentions(node, name);
  const [target, handler, more] = node.arguments;
  return target !== undefined && !more && gives(target, name) && handler?.type === 'ObjectExpression' && !mentions(handler, name) && handler.properties.every(onlyReads);
}

/** `get: (target, name) => target[name]` */
function onlyReads(property: ESTree.ObjectExpression['properties'][number]): boolean {
  if (property.type !== 'Property' || property.computed || !isCallable(property.value)) return false;
  const [target, , ...others] = property.value.params;
  const [only] = answersOf(property.value);
  return target?.type === 'Identifier' && property.value.params[1]?.type === 'Identifier' && others.length === 0 && only?.type === 'MemberExpression' && gives(only.object, target.name) && !mentions(only.property, target.name);
}

function mentions(within: Node, name: string): boolean {
  for (const node of nodesWithin(within)) if (node.type === 'Identifier' && node.name === name) return true;
  return false;
}
