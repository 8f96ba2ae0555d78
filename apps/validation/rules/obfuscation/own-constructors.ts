import { writtenAt } from '../javascript/syntax/expressions.js';
import type { Part } from '../javascript/syntax/expressions.js';
import { isCallable } from '../javascript/syntax/scope.js';
import type { Scope } from '../javascript/syntax/scope.js';
import type { Node, Of } from '../javascript/syntax/tree.js';

/** Calls of one script that are looked at; longer ones are bundles. */
const MOST_CALLS = 200_000;

/**
 * A member of a function of the script, by a name that is worked out, that is called with what the function made of something
 * (`made[name]('require', made(text))`): the function makes texts, and its constructor makes code of one.
 */
export class OwnConstructors {
  readonly #calls: { callee: Node; given: readonly Node[]; scope: Scope; start: number }[] = [];

  call({ callee, arguments: given, start }: Of<'CallExpression'>, scope: Scope): void {
    if (given.length === 0 || this.#calls.length >= MOST_CALLS) return;
    if (callee.type === 'Identifier' || (callee.type === 'MemberExpression' && callee.computed)) this.#calls.push({ callee: callee as Node, given: given as Node[], scope, start: start! });
  }

  /** Where such calls stand, once the whole script was seen. */
  found(): readonly number[] {
    return this.#calls.filter(({ callee, given, scope }) => {
      const of = functionOf(writtenAt(callee, scope), 'member');
      return of !== null && given.some((each) => functionOf(writtenAt(each, scope), 'answer') === of);
    }).map(({ start }) => start);
  }
}

/** The function of the script of which this is a member whose name is not written there, or the answer; null for anything else. */
function functionOf({ node, scope }: Part, as: 'member' | 'answer'): Node | null {
  const isMember = as === 'member' && node.type === 'MemberExpression' && node.computed && node.property.type !== 'Literal';
  const owner = isMember ? node.object : as === 'answer' && node.type === 'CallExpression' ? node.callee : null;
  const [only, more] = owner?.type === 'Identifier' ? (scope.find(owner.name)?.sources ?? []) : [];
  return only && !more && isCallable(only.node) ? only.node : null;
}
