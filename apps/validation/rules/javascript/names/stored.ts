import type { Binding, Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

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
  /** `part` of `o.name.part = value`, null where it is all of it, or not known. */
  part: string | null;
  /** `o[name] = other[name]`: what stands under any name is what the other object has under the same. */
  isCopied: boolean;
  source: Source;
}

/** Values that are followed from one object, and of all fields of one name of `this`; more of them belong to different things. */
const MOST_OF_ONE = 40;
const MOST_OF_FIELD = 5;
const NONE: readonly Stored[] = [];

/** Methods that put their arguments into what they are called on. */
export const ADDERS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set', 'append']);

/** Where `a`, `b` and `c` of `a.b.c` stand: what is stored in a part of `a` is stored in `a`. Null when it begins with anything but a name or `this`. */
export function ownerOf(member: Node): { into: string | null; first: Node | null; second: Node | null } | null {
  let first: Node | null = null;
  let second: Node | null = null;
  let node = member;
  while (node.type === 'MemberExpression') {
    second = first;
    first = node;
    node = node.object;
  }
  if (node.type === 'ThisExpression') return { into: null, first, second };
  return node.type === 'Identifier' ? { into: node.name, first, second } : null;
}

/** May what was put there be under these names, one in the other? */
export function mayBeUnder({ part }: Stored, [, second]: readonly string[]): boolean {
  return part === null || second === undefined || second === part;
}

/** Finds what was put into the objects of one script. The index is made with the first question: most scripts send and run nothing. */
export class StoredValues {
  #byBinding: Map<Binding, Stored[]> | null = null;
  /** Of what is in one object, what may be under one name. */
  readonly #named = new Map<Binding, Map<string, readonly Stored[]>>();
  readonly #fields = new Map<string, Stored[]>();

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
      if (stored.into === null && stored.name !== null) listIn(this.#fields, stored.name).push(stored);
    }
    return index;
  }
}

function listIn<K>(lists: Map<K, Stored[]>, key: K): Stored[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
