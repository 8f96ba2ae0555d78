/** Answers whether an offset of a script is code: outside of its literals and of comments. Sorts `literals`. */
export function isCode(literals: Region[], text: string): (offset: number) => boolean {
  literals.sort((a, b) => a.start - b.start);
  const others = commentsOf(text, literals);
  return (offset) => !inside(literals, offset) && !inside(others, offset);
}

/** A part of a text, `end` excluded. */
export interface Region {
  start: number;
  end: number;
}

/** What stands between literals is code and comments only, so two slashes there are a comment. */
function commentsOf(text: string, literals: readonly Region[]): Region[] {
  const regions: Region[] = [];
  // −1 as unsigned lies behind every text: searched once for each comment, however many literals there are.
  const next = { '//': -1, '/*': -1 };
  const nextAfter = (mark: '//' | '/*', from: number): number => {
    if (next[mark] < from) next[mark] = text.indexOf(mark, from) >>> 0;
    return next[mark];
  };
  let at = 0;
  for (const { start, end } of [...literals, { start: text.length, end: text.length }]) {
    for (let open = Math.min(nextAfter('//', at), nextAfter('/*', at)); open < start; open = Math.min(nextAfter('//', at), nextAfter('/*', at))) {
      const line = text[open + 1] === '/';
      const close = line ? endOfLine(text, open + 2) : text.indexOf('*/', open + 2);
      at = close < 0 ? text.length : close + (line ? 0 : 2);
      regions.push({ start: open, end: at });
    }
    at = Math.max(at, end);
  }
  return regions;
}

const LINE_END = /[\n\r\u2028\u2029]/g;

/** Where a line ends for engines, which is not only where editors end it; −1 where nothing follows. */
function endOfLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.exec(text)?.index ?? -1;
}

function inside(regions: readonly Region[], offset: number): boolean {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (regions[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low < regions.length && regions[low]!.start <= offset;
}
