import type { ESTree } from 'meriyah';
import { withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable, Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Of more, everything in a script is connected with everything by way of them. */
const MOST_METHODS = 100;

/** The methods and getters of the classes of one script, by their names. Where several classes have one of a name, nobody knows which is meant. */
export class Methods {
  readonly #called = new Map<string, Callable | null>();
  readonly #got = new Map<string, Callable | null>();
  readonly #names = new Map<Callable, string>();
  #count = 0;

  add({ body }: ESTree.ClassDeclaration | ESTree.ClassExpression): void {
    for (const each of body.body) {
      if (each.type !== 'MethodDefinition' || each.computed || !each.value || !isCallable(each.value) || (each.kind !== 'method' && each.kind !== 'get')) continue;
      const { key } = each;
      const name = key?.type === 'Identifier' || key?.type === 'PrivateIdentifier' ? key.name : null;
      const named = each.kind === 'get' ? this.#got : this.#called;
      this.#count++;
      if (name === null) continue;
      this.#names.set(each.value, name);
      named.set(name, named.has(name) ? null : each.value);
    }
  }

  /** What `this.name(…)` calls. */
  called(name: string): Callable | null {
    return this.#in(this.#called, name);
  }

  /** The name of a function that is a method, however many there are. */
  nameOf(callable: Callable): string | null {
    return this.#names.get(callable) ?? null;
  }

  /** What is run when `this.name` is read. */
  got(name: string): Callable | null {
    return this.#in(this.#got, name);
  }

  #in(named: ReadonlyMap<string, Callable | null>, name: string): Callable | null {
    return this.#count > MOST_METHODS ? null : (named.get(name) ?? null);
  }
}

/** Is this what a class makes that is written in this script, or that class? */
export function isMadeHere(object: Node, scope: Scope): boolean {
  const inner = withoutWrapping(object);
  if (inner.type === 'Identifier') {
    const [only, more] = scope.find(inner.name)?.sources ?? [];
    if (!only || more || only.keys.length > 0) return false;
    return isClass(only.node) || (only.how === 'value' && only.node.type === 'NewExpression' && isMadeHere(only.node, only.scope));
  }
  if (inner.type !== 'NewExpression' || inner.callee.type !== 'Identifier') return false;
  const [made, more] = scope.find(inner.callee.name)?.sources ?? [];
  return made !== undefined && !more && made.keys.length === 0 && isClass(made.node);
}

function isClass({ type }: Node): boolean {
  return type === 'ClassDeclaration' || type === 'ClassExpression';
}
