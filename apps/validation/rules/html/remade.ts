import { lastUpTo } from '../text.js';
import type { Offsets } from '../text.js';

/** A text made of another one, whose characters can be found there again. */
export interface Remade {
  text: string;
  /** What was put in stands where that stood which it replaces. */
  at: Offsets;
}

/** A text as it is. */
export function unchanged(text: string): Remade {
  return { text, at: (offset) => offset };
}

/** `String.replaceAll` that remembers where everything stood. `pattern` has the flag `g`. */
export function remade(source: string, pattern: RegExp, replace: (match: RegExpExecArray) => string): Remade {
  const parts: string[] = [];
  const begins: number[] = [];
  const origins: number[] = [];
  const isPut: boolean[] = [];
  let length = 0;
  const add = (part: string, origin: number, put: boolean): void => {
    if (part === '') return;
    parts.push(part);
    begins.push(length);
    origins.push(origin);
    isPut.push(put);
    length += part.length;
  };
  let end = 0;
  for (const match of source.matchAll(pattern)) {
    const put = replace(match);
    if (put === match[0]) continue;
    add(source.slice(end, match.index), end, false);
    add(put, match.index, true);
    end = match.index + match[0].length;
  }
  if (end === 0) return unchanged(source);
  add(source.slice(end), end, false);
  const at = (offset: number): number => {
    const part = lastUpTo(begins, offset);
    return (origins[part] ?? 0) + (isPut[part] ? 0 : offset - (begins[part] ?? 0));
  };
  return { text: parts.join(''), at };
}
