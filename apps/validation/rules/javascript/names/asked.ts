import type { ESTree } from 'meriyah';
import { childrenOf } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable, Scope } from '../syntax/scope.js';
import type { Resolver } from './resolve.js';
import type { Node } from '../syntax/tree.js';

/** Functions that hand something on to each other. */
const DEEPEST = 4;
/** Nodes of one function that are looked at. */
const MOST_NODES = 3_000;
/** What asks whether it is something, or has a member. */
const COMPARES = new Set(['==', '!=', '===', '!==', 'instanceof', 'in']);
/** A member whose name is only known at run time. */
export const COMPUTED = '\0';
const NONE: ReadonlySet<string> = new Set();
/** What stands for all of it, and members that are the whole again. */
const WHOLE = '';
const WHOLES = new Set(['valueOf', 'constructor']);

/** Function → answers for its arguments: every call of it asks the same. */
const known = new WeakMap<Callable, Map<number, ReadonlySet<string> | null>>();

/**
 * The members that a function of this script asks its argument at `index` for, `COMPUTED` among them; null when it does anything else
 * with it than to ask for members, to compare it, or to hand it to a function that does the same.
 * `inside` is a scope of the function, null where it is not known.
 */
export function askedMembers(callable: Callable, index: number, inside: Scope | null): ReadonlySet<string> | null {
  // Without its scope, less is known.
  if (inside === null) return membersAsked(callable, index, null, 0);
  const answers = known.get(callable) ?? new Map<number, ReadonlySet<string> | null>();
  known.set(callable, answers);
  const last = answers.get(index);
  if (last !== undefined) return last;
  const answer = membersAsked(callable, index, inside, 0);
  answers.set(index, answer);
  return answer;
}

function membersAsked(callable: Callable, index: number, inside: Scope | null, depth: number): ReadonlySet<string> | null {
  const parameter = callable.params[index];
  const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
  if (name?.type === 'ObjectPattern') return namesIn(name);
  if (name?.type !== 'Identifier' || !callable.body || depth > DEEPEST) return null;
  const asked = new Set<string>();
  const others = callable.params.filter((each) => each !== parameter);
  const open: Node[] = [...others, callable.body];
  for (let node = open.pop(), seen = 0; node; node = open.pop()) {
    if (seen++ > MOST_NODES || (node.type === 'Identifier' && (node.name === name.name || node.name === 'arguments' || node.name === 'eval'))) return null;
    const taken = takenFrom(node, name.name);
    if (!taken || taken.has(WHOLE)) return null;
    for (const each of taken) asked.add(each);
    const handed = node.type === 'CallExpression' ? handedTo(node, name.name, inside) : null;
    if (handed) {
      const members = membersAsked(handed.callable, handed.index, inside, depth + 1);
      if (!members) return null;
      for (const each of members) asked.add(each);
    }
    open.push(...partsOf(node).filter((part) => !(isNamed(part, name.name) && (taken.size > 0 || isOnlyTold(node) || handed?.argument === part))));
  }
  return asked;
}

/** What `({ a, b: { c } }) => …` asks for; null where it takes the rest as well. */
function namesIn({ properties }: ESTree.ObjectPattern): ReadonlySet<string> | null {
  const names = (properties as Node[]).map((each) => (each.type === 'Property' && !each.computed && each.key.type === 'Identifier' ? each.key.name : null));
  return names.includes(null) ? null : new Set(names as string[]);
}

/** The function that a call goes to, where that is one. */
export function onlyFunction(callee: Node, scope: Scope): Callable | null {
  const inner = withoutWrapping(callee);
  const [only, more] = inner.type === 'Identifier' ? (scope.find(inner.name)?.sources ?? []) : [];
  return only && !more && only.keys.length === 0 && (only.how === 'function' || only.how === 'value') && isCallable(only.node) ? only.node : null;
}

/** The members that are asked for: `name.a`, `const { a, b } = name`; null where the rest is taken as well. */
function takenFrom(node: Node, name: string): ReadonlySet<string> | null {
  if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && isNamed(node.init, name)) return namesIn(node.id);
  if (node.type !== 'MemberExpression' || !isNamed(node.object, name)) return NONE;
  const { property, computed } = node;
  const member = !computed && property.type === 'Identifier' ? property.name : property.type === 'Literal' && typeof property.value === 'string' ? property.value : COMPUTED;
  return new Set([WHOLES.has(member) ? WHOLE : member]);
}

/** `env === undefined`, `typeof env`, `!env`. */
function isOnlyTold(node: Node): boolean {
  return node.type === 'BinaryExpression' ? COMPARES.has(node.operator) : node.type === 'UnaryExpression' && node.operator !== '-' && node.operator !== '+';
}

function handedTo({ callee, arguments: given }: { callee: Node; arguments: readonly Node[] }, name: string, inside: Scope | null): { callable: Callable; index: number; argument: Node } | null {
  const index = given.findIndex((each) => isNamed(each, name));
  const callable = index < 0 || !inside || given.some((each) => each.type === 'SpreadElement') ? null : onlyFunction(callee, inside);
  return callable && { callable, index, argument: given[index]! };
}

/** Without names that only tell which member is meant. */
function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  childrenOf(node, parts);
  if (node.type === 'MemberExpression' && !node.computed) return [node.object];
  return node.type === 'Property' && !node.computed ? [node.value] : parts;
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

const QUESTION = /^(?:is|has)[A-Z]\w*$/;
const OF_SOMEBODY_ELSE = /^module:(?![./])/;

/** Is a module that is none of this package only asked whether a value is something: `isEmpty(x)`, `(0, texts.isEmpty)(x)`? By the name of the function. */
export function asksModule(callee: Node, scope: Scope, resolver: Resolver): boolean {
  if (callee.type === 'MemberExpression') return QUESTION.test(resolver.nameOf(callee, scope) ?? '') && resolver.meaningsOf(callee.object, scope).some((what) => OF_SOMEBODY_ELSE.test(what));
  if (callee.type !== 'Identifier') return false;
  const [source, more] = scope.find(callee.name)?.sources ?? [];
  const [key] = source?.keys ?? [];
  if (!source || !key || more || !QUESTION.test(resolver.keyOf(key, source.scope) ?? '')) return false;
  if (source.how !== 'import') return resolver.meaningsOf(source.node, source.scope).some((what) => OF_SOMEBODY_ELSE.test(what));
  return !/^[./]/.test(resolver.constantOf(source.node, source.scope) ?? '.');
}
