/** How often a parser may look at a text, for each of its characters: of 2,500 honest scripts with types, none needs two looks. */
const MOST_LOOKS = 16;
/** Characters that count beside those of the text: short ones nest too. */
const FREE = 1_000;
/** Characters that a search runs over while a parser looks at one. */
const SEARCHED = 512;

/** A text takes a parser much longer than others of its length. */
export class TooManyLooks extends RangeError {}

/**
 * A text that counts how often a parser looks at its characters, and throws when that is too often: parsers of types try one way to read a
 * bracket after the other, so that each level of nested ones may take twice as long as the one inside.
 */
export class CountedText extends String {
  readonly #text: string;
  #left: number;

  constructor(text: string) {
    super(text);
    this.#text = text;
    this.#left = (text.length + FREE) * MOST_LOOKS;
  }

  override charCodeAt(index: number): number {
    this.#look(1);
    return this.#text.charCodeAt(index);
  }

  /** Asked for the end of a comment, whose lines are counted then: that search goes on to the end of the last one. */
  override indexOf(searched: string, from = 0): number {
    const found = this.#text.indexOf(searched, from);
    const end = this.#text.indexOf('\n', found);
    this.#look(((end < 0 ? this.#text.length : end) - from) / SEARCHED);
    return found;
  }

  override slice(from?: number, to?: number): string {
    return this.#text.slice(from, to);
  }

  /** For regular expressions. */
  override toString(): string {
    this.#look(1);
    return this.#text;
  }

  #look(times: number): void {
    this.#left -= times;
    if (this.#left < 0) throw new TooManyLooks('its brackets nest, or its comments follow each other in one line, in a way that takes too long to read');
  }
}
