import type { Offsets } from '../text.js';

/** A text in markup, and where it stands. */
export interface Written {
  text: string;
  at: Offsets;
}

/** An element of either kind of markup. */
export interface Tag {
  /** Without a prefix, in lower case. */
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** What is between its tags, for a script. */
  content: Written | null;
  start: number;
  /** Where the value of an attribute stands; the tag's start where that is not known. */
  offsetsOf(name: string): Offsets;
}

/** Attributes with an address that is followed, or run; those of animations put one there later. */
const CARRIERS = new Set(['href', 'src', 'action', 'formaction', 'data', 'to', 'from', 'by', 'values']);

/** True for attributes with an address. */
export function isCarrier(attribute: string): boolean {
  return CARRIERS.has(attribute);
}

/** True for attributes with a script. */
export function isHandler(attribute: string): boolean {
  return /^on[a-z]+$/i.test(attribute);
}

/** Attributes by name; where prefixes give several the same name (`href`, `xlink:href`), one map for each of them. Never empty. */
export function layersOf(attributes: Iterable<readonly [string, string]>): Map<string, string>[] {
  const first = new Map<string, string>();
  const layers = [first];
  const counts = new Map<string, number>();
  for (const [name, value] of attributes) {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    (layers[count] ??= new Map<string, string>()).set(name, value);
  }
  return layers;
}
