import type { Manifest } from './manifest.js';

/** Members of a manifest that ask for something else, and how that is called; lists name extensions without a range. */
const ASKING: Readonly<Record<string, string | null>> = {
  dependencies: null,
  optionalDependencies: 'optional',
  peerDependencies: 'peer',
  extensionDependencies: 'extension',
  extensionPack: 'extension pack',
};
/** Longest range that is shown, in characters. */
const LONGEST_RANGE = 200;

/** All that a manifest asks for, as its author wrote it: name → range, with what is not an ordinary dependency said in brackets. */
export function dependenciesOf({ original }: Manifest): Map<string, string> {
  const found = new Map<string, string>();
  for (const [member, kind] of Object.entries(ASKING)) {
    for (const [name, range] of namedIn(original[member])) {
      const asked = `${(typeof range === 'string' ? range : JSON.stringify(range)).slice(0, LONGEST_RANGE)}${kind === null ? '' : ` (${kind})`}`;
      found.set(name, found.has(name) ? `${found.get(name)}, ${asked}` : asked);
    }
  }
  return found;
}

function namedIn(member: unknown): [name: string, range: unknown][] {
  if (Array.isArray(member)) return member.filter((name) => typeof name === 'string').map((name) => [name, '*']);
  return typeof member === 'object' && member !== null ? Object.entries(member) : [];
}
