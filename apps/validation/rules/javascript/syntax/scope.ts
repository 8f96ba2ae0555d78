import type { ESTree } from 'meriyah';
import type { Meaning } from '../names/meaning.js';
import type { Node } from './tree.js';

/** The name of a member, as written: `x.name`, `x['name']`, `{name: …}`. */
export interface Key {
  node: Node;
  computed: boolean;
}

/**
 * Something that a name may hold: the value of `node`, then its members `keys` (from destructuring). `passed`: one call
 * of the function passes it for this parameter, others may pass other things. `callback`: the function is an argument of
 * the call `node`, which passes something that it makes of its own object and arguments. `event`: the function is the value of
 * the member `node`, and gets what happens to its object.
 */
export interface Source {
  how: 'value' | 'import' | 'function' | 'passed' | 'callback' | 'event';
  node: Node;
  keys: readonly Key[];
  scope: Scope;
  /** It is put behind what was there before: `name += node`. */
  added?: true;
}

/** No members. */
export const NO_KEYS: readonly Key[] = [];

/** One declared name with everything that is ever assigned to it, in any order. */
export interface Binding {
  sources: Source[];
  /** Assigned without a declaration: the name is a global's name too. */
  implicit: boolean;
  /** What it means, and the text that it always is, as the resolver found them; undefined until somebody asks. */
  meanings: readonly Meaning[] | undefined;
  constant: string | null | undefined;
}

/** The only declaration of a name. */
interface Declared {
  scope: Scope;
  binding: Binding;
}

/** A function of any kind. */
export type Callable = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression;

export function isCallable(node: Node): node is Callable {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}

export class Scope {
  /** Made with the first name: most blocks declare none. */
  #bindings: Map<string, Binding> | null = null;
  /** Of the whole script: name → where it is declared; of a name that several scopes declare, what was found from each scope so far. Most searches end here or know where to look. */
  readonly #declared: Map<string, Declared | Map<Scope, Binding | null>>;

  constructor(
    readonly parent: Scope | null,
    /** The function whose scope this is: where `var` and parameters live. Null for a block and for the script. */
    readonly callable: Callable | null,
    /** Outside of every function that has a `this` of its own. */
    readonly topLevel: boolean,
  ) {
    this.#declared = parent ? parent.#declared : new Map();
  }

  find(name: string): Binding | null {
    const declared = this.#declared.get(name);
    if (declared === undefined) return null;
    if (declared instanceof Map) {
      const known = declared.get(this);
      if (known !== undefined) return known;
      const found = this.#search(name);
      declared.set(this, found);
      return found;
    }
    for (let scope: Scope | null = this; scope; scope = scope.parent) if (scope === declared.scope) return declared.binding;
    return null;
  }

  #search(name: string): Binding | null {
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      const binding = scope.own(name);
      if (binding) return binding;
    }
    return null;
  }

  declare(name: string, source: Source | null): void {
    const binding = this.own(name);
    if (!binding) this.#put(name, source ? [source] : [], false);
    else if (source) binding.sources.push(source);
  }

  /** Declares a name that is assigned without a declaration, at the top of the script. */
  imply(name: string, source: Source): void {
    this.#put(name, [source], true);
  }

  /** The name when this very scope declares it. */
  own(name: string): Binding | null {
    return this.#bindings?.get(name) ?? null;
  }

  #put(name: string, sources: Source[], implicit: boolean): void {
    const binding: Binding = { sources, implicit, meanings: undefined, constant: undefined };
    this.#bindings ??= new Map();
    this.#bindings.set(name, binding);
    this.#declared.set(name, this.#declared.has(name) ? new Map() : { scope: this, binding });
  }

  /** The function that this is part of, or null. */
  get owner(): Callable | null {
    return this.home().callable;
  }

  /** The scope that a `var` belongs to. */
  home(): Scope {
    let scope: Scope = this;
    while (!scope.callable && scope.parent) scope = scope.parent;
    return scope;
  }
}
