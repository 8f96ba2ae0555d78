/** Shorter names are one letter apart by chance. */
const SHORTEST = 6;
const DIGITS: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't' };

/** Is `name` taken for `other` by somebody who does not look twice? False when they are equal. */
export function resembles(name: string, other: string): boolean {
  if (name === other || other.length < SHORTEST) return false;
  return skeleton(name) === skeleton(other) || isOneApart(name, other);
}

/** What stays of a name for the eye: no case, no separators, digits as the letters that they look like. */
function skeleton(name: string): string {
  return name.toLowerCase().replace(/^@[^/]+\//, '').replace(/[-_.]|(?:js|node)$/g, '').replace(/[013457]/g, (digit) => DIGITS[digit] ?? digit).replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** One letter more, one less, another one, or two that changed places. */
function isOneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}
