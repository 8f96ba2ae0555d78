/** Folders that nobody looks for code in when the extension runs. */
const BELOW = /(?:^|\/)(tests?|__tests__|spec|specs|e2e|fixtures?|mocks?|__mocks__|docs?|examples?|demos?|samples?|playgrounds?|tutorials?|bench(?:marks?)?)\//i;

/** The folder of tests or documentation that a file lies in, in lower case; null for the others. */
export function asideOf(path: string): string | null {
  return BELOW.exec(path)?.[1]?.toLowerCase() ?? null;
}

/** Names that tests and examples of parts of a page have, wherever they lie. */
const TEST = /\.(?:test|spec|stories|bench)\.[cm]?[jt]sx?$/i;

/** Is it a test, or does it lie where tests and documentation do? */
export function standsAside(path: string): boolean {
  return TEST.test(path) || asideOf(path) !== null;
}

/** The test of a package that has one file of them, beside its code. */
const TEST_OF_ALL = /^(?:tests?|specs?)\.[cm]?[jt]sx?$/i;

/** Is it called as the only test of a package is? Scripts that anything runs have this name as well, so that it excuses little. */
export function isTestOfAll(path: string): boolean {
  return TEST_OF_ALL.test(path);
}

/** Finds which of these folders a text names: in a path, as a part that a path is put together of, or where a command goes. */
export function asidesIn(folders: ReadonlySet<string>): (text: string) => ReadonlySet<string> {
  if (folders.size === 0) return () => folders;
  const any = `(${[...folders].join('|')})`;
  const said = [new RegExp(String.raw`["'${'`'}/\\\s=(,:>]${any}(?=[/\\])`, 'gi'), new RegExp(String.raw`(?:["'${'`'}/\\]|\bcd\s)${any}(?=["'${'`'}\s&;])`, 'gi')];
  return (text) => new Set(said.flatMap((pattern) => Array.from(text.matchAll(pattern), (match) => match[1]!.toLowerCase())));
}
