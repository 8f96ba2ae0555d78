import { randomInt } from 'node:crypto';
import type { Canaries, CanaryTexts } from './protocol.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LENGTH = 24;

/** The texts that stand for kinds of data in one recording: identifiers in small letters, made anew each time, so that no extension has them. */
export class CanaryKinds {
  readonly #textOf = new Map<string, string>();
  readonly #samples: ReadonlyMap<string, readonly unknown[]>;
  /** What a child is told of them. */
  readonly texts: CanaryTexts;

  constructor(canaries: Canaries | null) {
    const { gives = {}, tells = {}, parts = [], leads = [], opens = [], falsy = [], asks = [], samples = {} } = canaries ?? {};
    this.#samples = new Map(Object.entries(samples));
    const rows = (table: Readonly<Record<string, string>>): [string, string][] => Object.entries(table).map(([path, kind]) => [path, this.#text(kind)]);
    const changes = (table: Canaries['parts']): [string, string, string][] => table.map(([name, from, to]) => [name, this.#text(from), this.#text(to)]);
    this.texts = { gives: rows(gives), tells: rows(tells), parts: changes(parts), leads: changes(leads), opens, falsy, asks, samples: [...this.#samples] };
  }

  /** The kinds of data that stand somewhere in a text, sorted. */
  in(text: string): string[] {
    const small = text.toLowerCase();
    return [...this.#textOf].flatMap(([kind, canary]) => (small.includes(canary) ? [kind] : [])).sort();
  }

  /** What the functions that a method was given are told one after the other. */
  samplesOf(method: string): readonly unknown[] {
    return this.#samples.get(method) ?? [];
  }

  /** A text as it is told to people: kinds in the place of what stands for them. */
  shown(text: string): string {
    return [...this.#textOf].reduce((shown, [kind, canary]) => shown.replaceAll(new RegExp(canary, 'gi'), `<${kind}>`), text);
  }

  #text(kind: string): string {
    const known = this.#textOf.get(kind) ?? Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    this.#textOf.set(kind, known);
    return known;
  }
}
