import type { Mentions } from '../../rules/javascript/syntax/mentions.js';
import type { Catalogue } from '../catalogue.js';
import { GuardedNames } from './guarded-names.js';

/** What finding them needs to know about the package. */
export interface Surroundings {
  catalogue: Catalogue;
  /** Files that are followed in any case. */
  awake: ReadonlySet<string>;
  /** The names in a script; null for one that cannot be read. */
  mentions(path: string): Mentions | null;
  /** The files that a script may load by this name; `true` for a module that belongs to the host or guards something. */
  targets(specifier: string, from: string): readonly string[] | true;
}

/**
 * The scripts that need not be followed: they neither load what is followed nor are loaded by it, and their text has no
 * name with which the host, or anything guarded, could be reached. They wake up by groups of scripts that load each other.
 */
export class Sleepers {
  /** Path → the group that it wakes up with. */
  readonly #groups = new Map<string, ReadonlySet<string>>();
  readonly #mentions = new Map<string, Mentions>();

  constructor(scripts: readonly string[], { catalogue, awake, mentions, targets }: Surroundings) {
    if (scripts.every((path) => awake.has(path))) return;
    const guarded = new GuardedNames(catalogue);
    const links = new Map<string, Set<string>>(scripts.map((path) => [path, new Set()]));
    const open = new Set(awake);
    for (const path of scripts) {
      const found = mentions(path);
      if (!found || guarded.isOpen(found)) open.add(path);
      if (found) this.#mentions.set(path, found);
      for (const specifier of found?.specifiers ?? []) {
        const found = targets(specifier, path);
        if (found === true) open.add(path);
        for (const to of found === true ? [] : found) {
          if (!links.has(to)) continue;
          links.get(path)?.add(to);
          links.get(to)?.add(path);
        }
      }
    }
    for (const group of groupsOf(links)) {
      const members = [...group];
      if (members.some((path) => open.has(path)) || guarded.reach(members.flatMap((path) => this.#mentions.get(path) ?? []))) continue;
      for (const path of group) this.#groups.set(path, group);
    }
    for (const path of scripts) if (!this.#groups.has(path)) this.#mentions.delete(path);
  }

  has(path: string): boolean {
    return this.#groups.has(path);
  }

  /** Wakes the group of a script; answers its scripts. */
  wake(path: string): string[] {
    const woken = [...(this.#groups.get(path) ?? [])];
    for (const each of woken) {
      this.#groups.delete(each);
      this.#mentions.delete(each);
    }
    return woken;
  }

  /** Wakes who may share a global variable: gives a value to one of `read`, or looks at one of `written`. */
  wakeSharers(read: readonly string[], written: readonly string[]): string[] {
    const sharers = [...this.#mentions].filter(([, { names, assigned }]) => read.some((name) => assigned.has(name)) || written.some((name) => names.has(name)));
    return sharers.flatMap(([path]) => this.wake(path));
  }

  wakeAll(): string[] {
    return [...this.#groups.keys()].flatMap((path) => this.wake(path));
  }
}

/** The scripts that are linked to each other, however far. */
function groupsOf(links: ReadonlyMap<string, ReadonlySet<string>>): Set<string>[] {
  const groups: Set<string>[] = [];
  const seen = new Set<string>();
  for (const path of links.keys()) {
    if (seen.has(path)) continue;
    const group = new Set([path]);
    // Grows while it is walked.
    for (const each of group) for (const linked of links.get(each) ?? []) group.add(linked);
    for (const each of group) seen.add(each);
    groups.push(group);
  }
  return groups;
}
