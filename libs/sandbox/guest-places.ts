import type { Builtins } from './guest-builtins.js';

/** Where in a package something is done. */
export interface GuestPlace {
  file: string;
  /** From 1, as the column. */
  line: number;
  column: number;
}

/**
 * Tells by the stack where in the package code runs, in the realm of an extension. QuickJS gives what `Function` makes no
 * name, so each CommonJS module begins on a line that no other one has. Its text is sent to the realm with that of
 * guest.ts: it may use nothing from outside of itself.
 */
export function places({ Error, Number, String, list, text, linesOf, exec }: Builtins, mostLines: number) {
  /** Lines that `Function` puts in front of a body. */
  const HEADER = 2;
  const starts: { path: string; before: number; after: number }[] = list([]);
  const unmoved: string[] = list([]);
  /** What extensions make of texts has fewer lines than this. */
  let lines = 1_000;
  let padded = 0;
  /** The text of a CommonJS module, moved down to where its lines are its own; as it is when there would be too many. */
  const moved = (path: string, source: string): string => {
    const before = lines;
    padded += before;
    if (padded > mostLines) {
      unmoved.push(path);
      return source;
    }
    lines += linesOf(source).length;
    starts.push({ path, before, after: lines });
    return text.repeat('\n', before) + source;
  };
  const placed = (file: string, line: number, column: number): GuestPlace => ({ __proto__: null, file, line, column }) as GuestPlace;
  const placeIn = (frame: string): GuestPlace | null => {
    const found = exec(/([^\s()]+):(\d+):(\d+)\)?$/, frame);
    if (!found) return null;
    const file = found[1]!;
    const row = Number(found[2]);
    const column = Number(found[3]);
    const line = row - HEADER;
    const start = starts.find(({ path, before, after }) => (file === '<input>' || file === path) && line > before && line <= after);
    if (start) return placed(start.path, line - start.before, column);
    const isOurs = text.startsWith(file, '<') || text.startsWith(file, 'souk:') || text.startsWith(file, 'node:');
    return isOurs || unmoved.includes(file) || starts.some(({ path }) => path === file) ? null : placed(file, row, column);
  };
  /** The innermost place of the package on the stack; null when there is none, or nobody knows. */
  const here = (): GuestPlace | null => {
    try {
      for (let frames = linesOf(String(new Error().stack)), at = 0; at < frames.length; at++) {
        const place = placeIn(text.trim(frames[at]!));
        if (place) return place;
      }
    } catch {
      // Whoever breaks its stack has no place.
    }
    return null;
  };
  return { moved, here };
}
