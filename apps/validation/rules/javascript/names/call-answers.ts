import type { ESTree } from 'meriyah';
import { withoutWrapping } from '../syntax/expressions.js';
import { both, describedBy, isFunctionConstructor, membersOf, moduleNamed, modulesAmong, prototypeOf, RETURNS_GIVEN } from './meaning.js';
import type { Meaning } from './meaning.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const NOTHING: readonly Meaning[] = [];
const TEXT: readonly Meaning[] = ['text'];
const INTERPRETER: readonly Meaning[] = ['new interpreter'];
const REQUIRE: readonly Meaning[] = ['require'];
const SCRIPT_ELEMENT: readonly Meaning[] = ['script-element'];
const RETURNS_GLOBAL = /^\s*(?:return\s+)?(?:this|globalThis)\s*;?\s*$/;
/** Arguments that are looked at where any of them may be given back. */
const MOST_GIVEN = 5;

/** What calling something with this meaning answers, where it takes the arguments to tell. */
export function answerOf(resolver: Resolver, { callee, given }: { callee: Meaning; given: readonly Node[] }, scope: Scope): readonly Meaning[] {
  const [first, second] = given;
  switch (callee) {
    case 'require':
    case 'process.getBuiltinModule':
      return first ? moduleNamed(resolver.constantOf(first, scope)) : NOTHING;
    case 'module:child_process.spawn':
    case 'module:child_process.exec':
    case 'module:child_process.execFile':
      return first && isInterpreter(resolver, first, scope) ? INTERPRETER : NOTHING;
    case 'module:module.createRequire':
      return REQUIRE;
    case 'document.createElement':
      return first && resolver.constantOf(first, scope)?.toLowerCase() === 'script' ? SCRIPT_ELEMENT : NOTHING;
    case 'document.createElementNS':
      return second && resolver.constantOf(second, scope)?.toLowerCase() === 'script' ? SCRIPT_ELEMENT : NOTHING;
    case 'String':
      return TEXT;
    case 'Reflect.get': {
      const name = first && second ? resolver.constantOf(second, scope) : null;
      return name === null ? NOTHING : membersOf(resolver.meaningsOf(first!, scope), name);
    }
    default:
      return RETURNS_GIVEN.has(callee) ? modulesIn(resolver, given, scope) : NOTHING;
  }
}

/** What a call of a method answers by the name of the method alone. */
export function answerOfMethod(resolver: Resolver, { callee, arguments: [first, second] }: ESTree.CallExpression, scope: Scope): readonly Meaning[] {
  const inner = withoutWrapping(callee);
  if (inner.type !== 'MemberExpression') return NOTHING;
  const name = resolver.nameOf(inner, scope);
  if (name === 'bind') return resolver.meaningsOf(inner.object, scope);
  if (name === 'then' && first) return resolver.returnsOf(first, scope).reduce((all, source) => both(all, modulesAmong(resolver.meaningsOfSource(source))), NOTHING);
  if (name === 'getOwnPropertyDescriptor' && first && second) {
    const member = resolver.constantOf(second, scope);
    return member === null ? NOTHING : describedBy(membersOf(resolver.meaningsOf(first, scope), member));
  }
  return name === 'getPrototypeOf' && first ? prototypeOf(resolver.meaningsOf(first, scope)) : NOTHING;
}

/** A program that runs what it is fed with. */
function isInterpreter(resolver: Resolver, program: Node, scope: Scope): boolean {
  if (program.type === 'MemberExpression') return resolver.nameOf(program, scope) === 'execPath';
  return /^(?:\S*\/)?(?:(?:ba|z|da|k)?sh|node|deno|bun|python[\d.]*|perl|ruby|php|cmd|powershell|pwsh)(?:\.exe)?(?:\s+-)?$/i.test(resolver.constantOf(program, scope) ?? '');
}

function modulesIn(resolver: Resolver, nodes: readonly Node[], scope: Scope): readonly Meaning[] {
  let meanings = NOTHING;
  for (const node of nodes.slice(0, MOST_GIVEN)) meanings = both(meanings, modulesAmong(resolver.meaningsOf(node, scope)));
  return meanings;
}

/** `(function () { return this })()`, `Function('return this')()`, `(0, eval)('this')`. */
export function givesGlobal(resolver: Resolver, { node, callee, callees }: { node: ESTree.CallExpression; callee: Node; callees: readonly Meaning[] }, scope: Scope): boolean {
  if (callee.type === 'FunctionExpression') {
    const [only, more] = callee.body?.body ?? [];
    return more === undefined && only?.type === 'ReturnStatement' && only.argument?.type === 'ThisExpression';
  }
  if (callee.type !== 'CallExpression' && callee.type !== 'NewExpression') return callees.includes('eval') && isGlobalText(resolver, node, scope);
  return isGlobalText(resolver, callee, scope) && resolver.meaningsOf(callee.callee, scope).some(isFunctionConstructor);
}

/** Is the first argument a text of code for the global object? */
function isGlobalText(resolver: Resolver, { arguments: [code] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): boolean {
  return code !== undefined && RETURNS_GLOBAL.test(resolver.constantOf(code, scope) ?? '');
}
