/**
 * True when the whole text matches a shell glob as Python's fnmatch reads it on POSIX: `*` any characters, `/` too,
 * `?` one of them, `[abc]`, `[a-z]` and `[!a]` one of a set. Case counts; there are no escapes.
 */
export function matchesGlob(text: string, glob: string): boolean {
  const characters = Array.from(text);
  const parts = (glob.match(/\*+|\?|\[(?:!|(?!!))(?:\][^\]]*|[^\]]+)\]|[^]/gu) ?? []).map((part) => (part.startsWith('*') ? null : new RegExp(`^${translate(part)}$`, 'su')));
  let part = 0;
  // The last `*`, and where what it stands for ends. An earlier one never has to give anything back.
  let star = -1;
  let end = 0;
  for (let at = 0; at < characters.length; ) {
    if (parts[part] === null) {
      star = part;
      end = at;
      part += 1;
    } else if (parts[part]?.test(characters[at]!)) {
      part += 1;
      at += 1;
    } else if (star === -1) {
      return false;
    } else {
      end += 1;
      at = end;
      part = star + 1;
    }
  }
  while (parts[part] === null) part += 1;
  return part === parts.length;
}

function translate(part: string): string {
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
  return character === '-' ? '\\x2d' : character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
