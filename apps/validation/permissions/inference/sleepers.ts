import type { PackageFile } from '#libs/manifest/manifest.js';
import { decode } from '../../rules/text.js';
import type { Catalogue } from '../catalogue.js';
import { anyOf, MentionReader, readings, type Mentions } from './mentions.js';

/** What finding them needs to know about the package. */
export interface Surroundings {
  catalogue: Catalogue;
  /** Files that are followed in any case. */
  awake: ReadonlySet<string>;
  /** The file that a script loads by this name; `true` for a module that belongs to the host or guards something. */
  target(specifier: string, from: string): string | boolean;
}

/**
 * The scripts that need not be followed: they neither load what is followed nor are loaded by it, and their text has no
 * name with which the host, or anything guarded, could be reached. They wake up by groups of scripts that load each other.
 */
export class Sleepers {
  /** Path → the group that it wakes up with. */
  readonly #groups = new Map<string, ReadonlySet<string>>();
  readonly #texts = new Map<string, readonly string[]>();

  constructor(scripts: readonly PackageFile[], { catalogue, awake, target }: Surroundings) {
    const reader = new MentionReader(catalogue);
    const mentions = new Map<string, Mentions>();
    const links = new Map<string, Set<string>>(scripts.map(({ path }) => [path, new Set()]));
    const open = new Set(awake);
    for (const file of scripts) {
      const text = decode(file.bytes);
      const found = reader.read(text);
      mentions.set(file.path, found);
      if (found.isOpen) open.add(file.path);
      for (const specifier of found.specifiers) {
        const to = target(specifier, file.path);
        if (to === true) open.add(file.path);
        if (typeof to !== 'string' || !links.has(to)) continue;
        links.get(file.path)?.add(to);
        links.get(to)?.add(file.path);
      }
    }
    for (const group of groupsOf(links)) {
      const members = [...group];
      if (members.some((path) => open.has(path)) || reader.reach(members.map((path) => mentions.get(path)!))) continue;
      for (const path of group) this.#groups.set(path, group);
    }
    for (const file of scripts) if (this.#groups.has(file.path)) this.#texts.set(file.path, readings(decode(file.bytes)));
  }

  has(path: string): boolean {
    return this.#groups.has(path);
  }

  /** Wakes the group of a script; answers its scripts. */
  wake(path: string): string[] {
    const woken = [...(this.#groups.get(path) ?? [])];
    for (const each of woken) {
      this.#groups.delete(each);
      this.#texts.delete(each);
    }
    return woken;
  }

  /** Wakes who may share a global variable: gives a value to one of `read`, or looks at one of `written`. */
  wakeSharers(read: readonly string[], written: readonly string[]): string[] {
    const gives = new RegExp(`${anyOf(read).source}['"\`]?\\]?\\s*(?:[|&?]{2})?=(?!=)`);
    const looks = anyOf(written);
    const sharers = [...this.#texts].filter(([, texts]) => texts.some((text) => gives.test(text) || looks.test(text)));
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
