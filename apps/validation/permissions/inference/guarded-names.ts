import type { Mentions } from '../../rules/javascript/syntax/mentions.js';
import type { Catalogue } from '../catalogue.js';

/** Texts of which a name may be put together: tables of letters and short words would make any name. */
export const MOST_PIECES = 4;

/** Members through which any module of Node.js is loaded without `require` or `import`. */
const LOAD = ['getBuiltinModule', 'mainModule', 'createRequire'];

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
  isOpen({ names, handedOn, choosesModule }: Mentions): boolean {
    return choosesModule || LOAD.some((name) => names.has(name)) || this.#watched.some((name) => handedOn.has(name));
  }

  /** Can something guarded be reached by the names that these scripts have together, or that their texts make? */
  reach(mentions: readonly Mentions[]): boolean {
    const all = new Set(mentions.flatMap(({ texts }) => [...texts]));
    const isThere = (name: string): boolean => mentions.some(({ names }) => names.has(name)) || isMade(name, all);
    return this.#ways.some((way) => way.every(isThere) || (way.length > 1 && isMade(way[0]!, all)));
  }
}

/** Is the name put together from a few such texts? */
function isMade(whole: string, texts: ReadonlySet<string>): boolean {
  /** For each end the fewest texts up to there. */
  const fewest = [0];
  for (let end = 1; end <= whole.length; end++) {
    fewest[end] = Infinity;
    for (let start = end === whole.length ? 1 : 0; start < end; start++) {
      const count = fewest[start]! + 1;
      if (count < fewest[end]! && count <= MOST_PIECES && texts.has(whole.slice(start, end))) fewest[end] = count;
    }
  }
  return fewest[whole.length]! <= MOST_PIECES;
}
