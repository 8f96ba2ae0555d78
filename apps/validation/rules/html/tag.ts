/** An element of either kind of markup. */
export interface Tag {
  /** Without a prefix, in lower case. */
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** What is between its tags, for a script. */
  content: { text: string; start: number; exact: boolean } | null;
  start: number;
  /** Where an attribute stands; the tag's start where that is not known. */
  placeOf(name: string): { start: number; end: number | undefined };
}
