import type { ESTree } from 'meriyah';
import { onlyFunction } from './asked.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from './resolve.js';
import type { Binding, Callable, Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';

type Call = ESTree.CallExpression | ESTree.NewExpression;

const STARTS = /^module:child_process(?:\.default)?\.(?:spawn|fork|exec|execFile)$/;
const THREADS = 'module:worker_threads';

/** What a program or a thread that a call starts is made of; null for other calls. The environment that it runs in is none of it: it has one anyway. */
export function startedWith(node: Call, scope: Scope, resolver: Resolver): Node[] | null {
  if (!resolver.meaningsOf(node.callee, scope).some((meaning) => STARTS.test(meaning)) && !isThread(node, scope, resolver)) return null;
  return [node.callee, ...node.arguments.flatMap((each) => withoutEnvironment(each, scope, resolver))];
}

/** `new Worker(…)` of Node.js. */
function isThread({ type, callee }: Call, scope: Scope, resolver: Resolver): boolean {
  if (type !== 'NewExpression') return false;
  if (callee.type === 'MemberExpression') return resolver.nameOf(callee, scope) === 'Worker' && resolver.meaningsOf(callee.object, scope).includes(THREADS);
  const [source, more] = callee.type === 'Identifier' ? (scope.find(callee.name)?.sources ?? []) : [];
  const [key] = source?.keys ?? [];
  if (!source || more || !key || resolver.keyOf(key, source.scope) !== 'Worker') return false;
  return source.how === 'import' ? /^(?:node:)?worker_threads$/.test(resolver.constantOf(source.node, source.scope) ?? '') : resolver.meaningsOf(source.node, source.scope).includes(THREADS);
}

function withoutEnvironment(argument: Node, scope: Scope, resolver: Resolver): Node[] {
  const options = withoutWrapping(argument);
  if (options.type !== 'ObjectExpression') return [argument];
  return options.properties.flatMap((each): Node[] => {
    if (each.type !== 'Property') return [each];
    return resolver.keyOf({ node: each.key, computed: each.computed }, scope) === 'env' ? [] : [each.value];
  });
}

/**
 * Of what the function of a call gives back, all but its own parameters: of those, this call gets what it passes itself, and nothing of what others do.
 * So it does where the function copies, member by member, what another parameter has (`for (key in src) dest[key] = src[key]; return dest`).
 */
export function givenBack(node: Call, returned: readonly Source[], { scope, stored }: { scope: Scope; stored: StoredValues }): readonly Source[] {
  const callable = node.type === 'CallExpression' ? onlyFunction(node.callee, scope) : null;
  if (!callable || node.arguments.some(({ type }) => type === 'SpreadElement')) return returned;
  return returned.flatMap((source) => {
    const inner = awaited(withoutWrapping(source.node), source.scope);
    const parameter = source.keys.length > 0 ? null : parameterOf(inner, source.scope, callable);
    const copied = parameter && stored.into(parameter.binding, null).map((each) => (each.isCopied && each.source.node.type === 'MemberExpression' ? parameterOf(each.source.node.object, each.source.scope, callable) : null));
    if (!copied || copied.includes(null)) return [source];
    return copied.flatMap((each) => node.arguments[each!.index] ?? []).map((given) => ({ ...source, node: given, scope }));
  });
}

/** Which parameter of this function a name is, where it is only ever what calls pass. */
function parameterOf(node: Node, scope: Scope, callable: Callable): { index: number; binding: Binding } | null {
  if (node.type !== 'Identifier' || declaring(node.name, scope)?.callable !== callable) return null;
  const index = callable.params.findIndex((each) => each.type === 'Identifier' && each.name === node.name);
  const binding = index < 0 ? null : scope.find(node.name);
  return binding?.sources.every(({ how }) => how === 'passed' || how === 'event') ? { index, binding } : null;
}

/** Of `promise.then(done)`, and of the value in `promise.then((value) => done(value))`, the promise. */
function awaited(node: Node, scope: Scope): Node {
  const [only, more] = node.type === 'Identifier' ? (scope.find(node.name)?.sources ?? []) : [];
  const call = only?.how === 'callback' && !more && only.keys.length === 0 ? only.node : node;
  return call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && call.callee.property.type === 'Identifier' && call.callee.property.name === 'then' ? withoutWrapping(call.callee.object) : node;
}

function declaring(name: string, scope: Scope): Scope | null {
  for (let around: Scope | null = scope; around; around = around.parent) if (around.own(name)) return around;
  return null;
}

/** Of `new Promise((done) => …)`, what it is told; of anything else, itself. */
export function promised(source: Source, resolver: Resolver): readonly Source[] {
  const inner = withoutWrapping(source.node);
  const [executor] = inner.type === 'NewExpression' && inner.callee.type === 'Identifier' && inner.callee.name === 'Promise' ? inner.arguments : [];
  const told = executor && source.keys.length === 0 ? resolver.returnsOf(executor, source.scope) : [];
  return told.length > 0 ? told : [source];
}
