import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';

/** Names and members that lead to an object, to be followed. */
const DEEPEST = 8;

/** Finds the members of objects that are written in one script: of `const o = { a: x, b: y }`, `o.a` is `x` and nothing of `y`. */
export class PartReader {
  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues) {}

  /** The value that the member `name` of an object was written with; null where it cannot be told. */
  of(object: Node, name: string | null, scope: Scope): Part | null {
    return name === null ? null : this.#of(object, name, scope, 0);
  }

  #of(object: Node, name: string, scope: Scope, depth: number): Part | null {
    const whole = this.#written(object, scope, depth);
    if (whole?.node.type !== 'ObjectExpression') return null;
    let found: Node | null = null;
    for (const property of whole.node.properties) {
      if (property.type !== 'Property') return null;
      const key = this.resolver.keyOf({ node: property.key, computed: property.computed }, whole.scope);
      if (key === null) return null;
      if (key === name) found = property.kind === 'init' ? property.value : null;
    }
    return found && { node: found, scope: whole.scope };
  }

  /** The expression that a name or member was given, once and for all. */
  #written(node: Node, scope: Scope, depth: number): Part | null {
    const inner = withoutWrapping(node);
    if (depth > DEEPEST || inner.type === 'ObjectExpression') return { node: inner, scope };
    if (inner.type === 'Identifier') {
      const source = onlySource(scope.find(inner.name));
      return source?.keys.length === 0 ? this.#written(source.node, source.scope, depth + 1) : null;
    }
    if (inner.type !== 'MemberExpression') return null;
    const name = this.resolver.nameOf(inner, scope);
    if (name === null) return null;
    if (inner.object.type === 'ThisExpression') {
      const [only, more] = this.stored.field(name);
      return only && !more ? this.#written(only.source.node, only.source.scope, depth + 1) : null;
    }
    const part = this.#of(inner.object, name, scope, depth + 1);
    return part && this.#written(part.node, part.scope, depth + 1);
  }
}
