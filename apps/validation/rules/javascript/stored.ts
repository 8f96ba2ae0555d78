import type { Binding, Scope, Source } from './scope.js';
import type { Node } from './tree.js';

/** A value that is put into an object or a list: `o.name = value`, `list.push(value)`, a field of a class. */
export interface Stored {
  /** The name of what it is put into; null for `this`. */
  into: string | null;
  /** Where `into` is looked up. */
  scope: Scope;
  /** The name that it gets there; null for one that is computed, and in lists. */
  name: string | null;
  /** It is all that stands under this name: `o.name = value`, and not `o.name.part = value`. */
  isWhole: boolean;
  source: Source;
}

/** Values that are followed from one object, and of all fields of one name of `this`; more of them belong to different things. */
const MOST_OF_ONE = 40;
const MOST_OF_FIELD = 5;
/** Methods of all classes of a script: in a bundle, one name tells nothing. */
const MOST_METHODS = 200;
const NONE: readonly Stored[] = [];

/** Methods that put their arguments into what they are called on. */
export const ADDERS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'append']);

/** Where `a` and `b` of `a.b.c` stand: what is stored in a part of `a` is stored in `a`. Null when it begins with anything but a name or `this`. */
export function ownerOf(member: Node): { into: string | null; first: Node | null } | null {
  let first: Node | null = null;
  let node = member;
  while (node.type === 'MemberExpression') {
    first = node;
    node = node.object;
  }
  if (node.type === 'ThisExpression') return { into: null, first };
  return node.type === 'Identifier' ? { into: node.name, first } : null;
}

/** Finds what was put into the objects of one script. The index is made with the first question: most scripts send and run nothing. */
export class StoredValues {
  #byBinding: Map<Binding, Stored[]> | null = null;
  /** Of what is in one object, what may be under one name. */
  readonly #named = new Map<Binding, Map<string, readonly Stored[]>>();
  readonly #fields = new Map<string, Stored[]>();
  #methods: Map<string, Node | null> | null = null;

  constructor(private readonly all: readonly Stored[]) {}

  /** What was put into an object, under one name or (null) any; the same list each time. */
  into(binding: Binding, name: string | null): readonly Stored[] {
    const all = this.#index().get(binding) ?? NONE;
    if (name === null || all.length === 0) return all;
    const lists = this.#named.get(binding) ?? new Map<string, readonly Stored[]>();
    this.#named.set(binding, lists);
    const list = lists.get(name) ?? all.filter((each) => each.name === null || each.name === name);
    lists.set(name, list);
    return list;
  }

  /** Of `this.name`, in all classes of the script. */
  field(name: string): readonly Stored[] {
    this.#index();
    const stored = this.#fields.get(name) ?? NONE;
    return stored.length > MOST_OF_FIELD ? NONE : stored;
  }

  /** The method of this name, where only one class of the script has one, and there are not more than belong together. */
  method(name: string): Node | null {
    if (!this.#methods) {
      this.#methods = new Map();
      const methods = this.all.filter(isOfClass);
      if (methods.length <= MOST_METHODS) for (const each of methods) this.#methods.set(each.name!, this.#methods.has(each.name!) ? null : each.source.node);
    }
    return this.#methods.get(name) ?? null;
  }

  /** The name of a function that is a method of a class. */
  nameOfMethod(callable: Node): string | null {
    return this.all.find((each) => isOfClass(each) && each.source.node === callable)?.name ?? null;
  }

  #index(): Map<Binding, Stored[]> {
    if (this.#byBinding) return this.#byBinding;
    const index = new Map<Binding, Stored[]>();
    this.#byBinding = index;
    for (const stored of this.all) {
      const binding = stored.into === null ? null : stored.scope.find(stored.into);
      if (binding) {
        const list = listIn(index, binding);
        if (list.length < MOST_OF_ONE) list.push(stored);
      }
      if (stored.into === null && stored.name !== null && !isOfClass(stored)) listIn(this.#fields, stored.name).push(stored);
    }
    return index;
  }
}

function isOfClass({ into, name, source }: Stored): boolean {
  return into === null && name !== null && source.how === 'function';
}

function listIn<K>(lists: Map<K, Stored[]>, key: K): Stored[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
