import type { Mentions } from '../../rules/javascript/mentions.js';
import type { Catalogue } from '../catalogue.js';

/** The names that lead to what a catalogue guards. */
export class GuardedNames {
  /** Names from the global object to each thing that is guarded. */
  readonly #ways: readonly string[][];
  /** What a script may look into by name, but not hand on: the first name of a longer way, and what runs or loads. */
  readonly #watched: readonly string[];

  constructor({ rows, names }: Catalogue) {
    const globals = rows.flatMap((row) => row.globals).filter((path) => !path.startsWith('node:'));
    this.#ways = [...globals, ...Object.keys(names)].map((path) => path.split('.'));
    this.#watched = ['require', 'eval', ...this.#ways.filter(({ length }) => length > 1).map(([first]) => first!)];
  }

  /** Does a script run text, choose a module at run time, or hand on something on the way to what is guarded? */
  isOpen({ handedOn, choosesModule }: Mentions): boolean {
    return choosesModule || this.#watched.some((name) => handedOn.has(name));
  }

  /** Can something guarded be reached by the names that these scripts have together, or that their texts make? */
  reach(mentions: readonly Mentions[]): boolean {
    const isThere = (name: string): boolean => mentions.some(({ names }) => names.has(name)) || isMade(name, mentions);
    return this.#ways.some((way) => way.every(isThere) || (way.length > 1 && isMade(way[0]!, mentions)));
  }
}

/** Is the name put together from such texts? */
function isMade(whole: string, mentions: readonly Mentions[]): boolean {
  const ends = [true];
  for (let end = 1; end <= whole.length; end++) {
    ends[end] = false;
    for (let start = 0; start < end && !ends[end]; start++) ends[end] = ends[start]! && end - start < whole.length && mentions.some(({ texts }) => texts.has(whole.slice(start, end)));
  }
  return ends[whole.length]!;
}
