import { UNKNOWN } from '../javascript/syntax/shape.js';

/** Files by which tools build something, and where commands stand in them. */
const OF_BUILD: readonly [name: RegExp, commands: RegExp][] = [
  // A recipe, and what a shell is asked for a value.
  [/(?:^|\/)(?:GNUm|M|m)akefile$|\.mk$/, /^\t[@+-]{0,3}([^\n]*)|\$\(shell\s([^)\n]*)/dgm],
  [/(?:^|\/)CMakeLists\.txt$|\.cmake$/, /\bCOMMAND\s+([^)]*)/dg],
];
const BUILDS = /\b(?:g|n)?make\b|\bcmake\b|\bninja\b/;
/** In a recipe: a dollar for the shell, and a variable of make. */
const OF_MAKE = /\$\$|\$[({][\w.-]{1,60}[)}]/g;

/** Does a command have a tool build something? */
export function startsBuild(command: string): boolean {
  return BUILDS.test(command);
}

/** The commands in the text of such a file, as a shell gets them, each where it begins in it and with nothing between them; null for other files. */
export function buildCommands(path: string, text: string): string | null {
  const pattern = OF_BUILD.find(([name]) => name.test(path))?.[1];
  if (!pattern) return null;
  const ranges = [...text.matchAll(pattern)].flatMap(({ indices }) => (indices ?? []).slice(1).filter((range) => range !== undefined));
  let [left, end] = ['', 0];
  for (const [from, to] of ranges) {
    left += blank(text.slice(end, from)) + text.slice(from, to).replace(OF_MAKE, (found) => (found === '$$' ? '$' : UNKNOWN)).padEnd(to - from);
    end = to;
  }
  return left + blank(text.slice(end));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
