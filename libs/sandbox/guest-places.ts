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
export function places(mostLines: number) {
  const OwnError = Error;
  /** Lines that `Function` puts in front of a body. */
  const HEADER = 2;
  const starts: { path: string; before: number; after: number }[] = [];
  const unmoved = new Set<string>();
  /** What extensions make of texts has fewer lines than this. */
  let lines = 1_000;
  let padded = 0;
  /** The text of a CommonJS module, moved down to where its lines are its own; as it is when there would be too many. */
  const moved = (path: string, source: string): string => {
    const before = lines;
    padded += before;
    if (padded > mostLines) {
      unmoved.add(path);
      return source;
    }
    lines += source.split('\n').length;
    starts.push({ path, before, after: lines });
    return '\n'.repeat(before) + source;
  };
  const placeIn = (frame: string): GuestPlace | null => {
    const [, file = '', row = '', column = ''] = /([^\s()]+):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    const line = Number(row) - HEADER;
    const start = starts.find(({ path, before, after }) => (file === '<input>' || file === path) && line > before && line <= after);
    if (start) return { file: start.path, line: line - start.before, column: Number(column) };
    return file === '' || /^<|^souk:|^node:/.test(file) || unmoved.has(file) || starts.some(({ path }) => path === file) ? null : { file, line: Number(row), column: Number(column) };
  };
  /** The innermost place of the package on the stack; null when there is none, or nobody knows. */
  const here = (): GuestPlace | null => {
    for (const frame of String(new OwnError().stack).split('\n')) {
      const place = placeIn(frame.trim());
      if (place) return place;
    }
    return null;
  };
  return { moved, here };
}
