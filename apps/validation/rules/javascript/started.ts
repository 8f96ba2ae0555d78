import type { ESTree } from 'meriyah';
import { onlyFunction } from './asked.js';
import { withoutWrapping } from './expressions.js';
import type { Resolver } from './resolve.js';
import type { Scope, Source } from './scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from './tree.js';

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

/** Of what the function of a call gives back, all but its own parameters: of those, this call gets what it passes itself, and nothing of what others do. */
export function givenBack(node: Call, returned: readonly Source[], { scope, stored }: { scope: Scope; stored: StoredValues }): readonly Source[] {
  const callable = node.type === 'CallExpression' ? onlyFunction(node.callee, scope) : null;
  if (!callable || node.arguments.some(({ type }) => type === 'SpreadElement')) return returned;
  return returned.filter((source) => {
    const inner = withoutWrapping(source.node);
    if (inner.type !== 'Identifier' || source.keys.length > 0) return true;
    const isParameter = callable.params.some((each) => each.type === 'Identifier' && each.name === inner.name) && source.scope.owner === callable;
    const binding = isParameter ? source.scope.find(inner.name) : null;
    return !(binding?.sources.every(({ how }) => how === 'passed' || how === 'event') && stored.into(binding, null).length === 0);
  });
}
