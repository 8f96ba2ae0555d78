/**
 * True when the whole text matches a shell glob as Python's fnmatch reads it on POSIX: `*` any characters, `/` too,
 * `?` one of them, `[abc]`, `[a-z]` and `[!a]` one of a set. Case counts; there are no escapes.
 */
export function matchesGlob(text: string, glob: string): boolean {
  const parts = glob.match(/\*+|\?|\[!?\]?[^\]]*\]|[^]/gu) ?? [];
  return new RegExp(`^${parts.map(translate).join('')}$`, 'su').test(text);
}

function translate(part: string): string {
  if (part.startsWith('*')) return '.*';
  if (part === '?') return '.';
  if (part.length === 1 || !part.startsWith('[')) return literal(part);
  const negated = part[1] === '!';
  const { ranges, characters } = readSet(Array.from(part.slice(negated ? 2 : 1, -1)));
  if (ranges.length + characters.length === 0) return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${[...characters.map(literal), ...ranges].join('')}]`;
}

function readSet(set: string[]): { ranges: string[]; characters: string[] } {
  const ranges: string[] = [];
  const characters: string[] = [];
  while (set.length > 0) {
    const first = set.shift()!;
    if (set[0] !== '-' || set[1] === undefined) {
      characters.push(first);
      continue;
    }
    const [, last] = set.splice(0, 2);
    if (first <= last!) ranges.push(`${literal(first)}-${literal(last!)}`);
  }
  return { ranges, characters };
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
