import type { Node, Of } from '../javascript/syntax/tree.js';
import { constantNumber, nameOf, textOf } from './shapes.js';
import { isShuffledAlphabet } from './texts.js';

/** What cuts a number to the size of an alphabet: `byte & 63`, `(Math.random() * 64) | 0`. */
const CUTS: ReadonlySet<string> = new Set(['&', '|']);

/** The alphabets of a script whose letters are shuffled, without those that it only takes letters of by chance, to make names of them. */
export class Alphabets {
  readonly #all = new Set<string>();
  /** Name → the alphabet that it is given. */
  readonly #named = new Map<string, string>();
  /** Name → how often a letter is taken of it whose number is cut to size. */
  readonly #taken = new Map<string, number>();

  literal(value: string): void {
    if (isShuffledAlphabet(value)) this.#all.add(value);
  }

  variable({ id, init }: Of<'VariableDeclarator'>): void {
    const [name, value] = [nameOf(id), textOf(init)];
    if (name !== null && value !== null && isShuffledAlphabet(value)) this.#named.set(name, value);
  }

  /** A computed member. */
  member({ object, property }: Of<'MemberExpression'>): void {
    const name = nameOf(object);
    const at = property as Node;
    if (name !== null && at.type === 'BinaryExpression' && CUTS.has(at.operator) && [at.left as Node, at.right].some((side) => constantNumber(side) !== null)) this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1);
  }

  /** How many there are to read with: whoever reads looks letters up, and names the alphabet for something else as well. */
  count(text: string): number {
    const written = [...this.#named].filter(([name]) => this.#taken.has(name) && timesIn(text, name) === 1 + this.#taken.get(name)!).map(([, value]) => value);
    return this.#all.size - new Set(written).size;
  }
}

/** How often a name stands in a text, also as a part of a longer one. */
function timesIn(text: string, name: string): number {
  return text.split(name).length - 1;
}
