import type { Catalogue } from '../catalogue.js';

/** What a path of a catalogue needs: one of `scopes`, or nothing when the host does not ask. */
export interface Gate {
  scopes: readonly string[];
  /** Scopes that have a use there as well, although nobody asks for them. */
  justified: readonly string[];
}

/** Finds the rows of a catalogue by path. Global paths begin with `@`. */
export class GatePaths {
  readonly #gates = new Map<string, Gate>();
  /** Every path that leads to a gate, with the scopes that can be reached from there: does the host ask for them? */
  readonly #ways = new Map<string, Map<string, boolean>>();

  constructor(catalogue: Catalogue) {
    for (const { scope, methods, globals, ungated } of catalogue.rows) {
      for (const path of methods) this.#add(path, scope, true);
      for (const path of ungated) this.#add(path, scope, false);
      for (const path of globals) this.#add(`@${path}`, scope, true);
    }
    for (const path of catalogue.watched?.paths ?? []) this.#watch(path);
  }

  /** A row that needs nothing. */
  #watch(path: string): void {
    this.#gates.set(path, this.needs(path));
    for (let way: string | null = path; way !== null; way = parentOf(way)) this.#ways.set(way, this.#ways.get(way) ?? new Map<string, boolean>());
  }

  #add(path: string, scope: string, gated: boolean): void {
    const { scopes, justified } = this.needs(path);
    this.#gates.set(path, gated ? { scopes: [...scopes, scope], justified } : { scopes, justified: [...justified, scope] });
    for (let way: string | null = path; way !== null; way = parentOf(way)) {
      const below = this.#ways.get(way) ?? new Map<string, boolean>();
      this.#ways.set(way, below.set(scope, gated || (below.get(scope) ?? false)));
    }
  }

  /** The longest row that a path begins with. */
  gateOf(path: string): string | null {
    for (let way: string | null = path; way !== null; way = parentOf(way)) if (this.#gates.has(way)) return way;
    return null;
  }

  /** What one row needs. */
  needs(gate: string): Gate {
    return this.#gates.get(gate) ?? { scopes: [], justified: [] };
  }

  /** Does the path lead to a row, or is it one? */
  leads(path: string): boolean {
    return this.#ways.has(path);
  }

  /** Scopes of the rows at and below a path. */
  below(path: string): readonly string[] {
    return [...(this.#ways.get(path)?.keys() ?? [])];
  }

  /** Does the host ask for a scope at or below a path? */
  asks(path: string, scope: string): boolean {
    return this.#ways.get(path)?.get(scope) ?? false;
  }
}

/** `a.b()` → `a.b` → `a` → the root; of a global path the root is `@`. */
export function parentOf(path: string): string | null {
  if (path === '' || path === '@') return null;
  if (path.endsWith('()')) return path.slice(0, -2);
  const dot = path.lastIndexOf('.');
  return dot >= 0 ? path.slice(0, dot) : path.startsWith('@') ? '@' : '';
}

/** The member `name` of what is at `path`. */
export function memberPath(path: string, name: string): string {
  return path === '' || path === '@' ? path + name : `${path}.${name}`;
}
