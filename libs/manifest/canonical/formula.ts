/**
 * Formula's canonical JSON: members sorted by UTF-16 code units, no white space, undefined members left out, scalars as
 * ECMAScript's JSON.stringify writes them. For values that parseJson gives it agrees with RFC 8785.
 */
export function formulaJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => formulaJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${formulaJson(member)}`).join(',')}}`;
}

/** The same in UTF-8, without byte order mark or line break at the end. */
export function formulaJsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(formulaJson(value)) as Uint8Array<ArrayBuffer>;
}
