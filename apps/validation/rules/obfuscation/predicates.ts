import type { Scope } from '../javascript/syntax/scope.js';
import { isCallable } from '../javascript/syntax/scope.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { nameOf, textOf } from './shapes.js';

/** Such conditions; one may be left over from something. */
const FEWEST = 3;
/** Conditions that are looked at. */
const MOST = 100;

/**
 * Conditions whose answer never changes: `'xKq2' in nothing`, where `nothing` is a function of the script that does nothing, and
 * the name stands nowhere else. Only what never runs is behind them.
 */
export class Predicates {
  readonly #asked: { start: number; name: string; of: string; scope: Scope }[] = [];

  binary({ operator, left, right, start }: Of<'BinaryExpression'>, scope: Scope): void {
    const [name, of] = operator === 'in' ? [textOf(left as Node), nameOf(right)] : [null, null];
    if (name !== null && of !== null && name !== '' && this.#asked.length < MOST) this.#asked.push({ start: start!, name, of, scope });
  }

  /** Where they stand, once the whole script was seen. */
  found(source: string): readonly number[] {
    const found = this.#asked.filter(({ name, of, scope }) => doesNothing(of, scope) && source.indexOf(name) === source.lastIndexOf(name));
    return found.length >= FEWEST ? found.map(({ start }) => start) : [];
  }
}

/** Is a name always that of a function without parameters and statements? */
function doesNothing(name: string, scope: Scope): boolean {
  const [only, more] = scope.find(name)?.sources ?? [];
  return only?.how === 'function' && !more && isCallable(only.node) && only.node.params.length === 0 && only.node.body?.type === 'BlockStatement' && only.node.body.body.length === 0;
}
