import type { Catalogue } from '../catalogue.js';

/** What the text of a script says about what it may reach. Found without a tree: comments count, so it is too much rather than too little. */
export interface Mentions {
  /** Names on the way to something guarded that stand there as a word. */
  words: Set<string>;
  /** Short texts from which such a name can be put together. */
  pieces: Set<string>;
  /** Names of modules that it loads. */
  specifiers: Set<string>;
  /** It runs text, chooses a module at run time, or hands on something on the way to what is guarded. */
  isOpen: boolean;
}

/** Unicode, hexadecimal and octal escapes, continued lines, and any other character behind a backslash. */
const ESCAPE = /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))/gi;
/** Characters that are blanks when a backslash is before them. */
const BLANKS = 'nrtbfv';
const LINK = /(?<![\w$])(?:require\s*\(\s*|import\s*\(\s*|import\s*|from\s*)(['"`])([^'"`\n]{1,300})\1/g;
/** Behind a name in a sentence: the next word. */
const PROSE = '[ \\t]+(?!as\\b|satisfies\\b)[a-z]';
const ONE_TEXT = (group: number): string => `\\s*\\(\\s*(['"\`])[^'"\`\\\\$]*\\${group}\\s*[),]`;
const NO_TYPEOF = '(?<!typeof\\s{1,9})';
/** `require` and `import()` in another way than with one text, and `eval`; to ask for the type of `require` is nothing. */
const OPEN = new RegExp([
  `${NO_TYPEOF}(?<![\\w$])require(?![\\w$])(?!${ONE_TEXT(1)}|${PROSE})`,
  `(?<![\\w$])require(?=\\s*[(.?[\`!])(?!${ONE_TEXT(2)})`,
  `(?<![\\w$])import\\s*\\((?!\\s*(['"\`])[^'"\`\\\\$]*\\3\\s*[),])`,
  '(?<![\\w$])(?:import|from)\\s*/[/*]',
  '(?<![\\w$])eval(?![\\w$])',
].join('|'));

/** Reads the texts of scripts for what a catalogue guards. */
export class MentionReader {
  /** Names from the global object to each thing that is guarded. */
  readonly ways: readonly string[][];
  readonly #words: RegExp;
  /** The first name of a longer way, neither looked into by a name nor asked for its type. */
  readonly #handedOn: RegExp;
  readonly #pieces: RegExp;
  readonly #parts: ReadonlySet<string>;

  constructor({ rows, names }: Catalogue) {
    const globals = rows.flatMap((row) => row.globals).filter((path) => !path.startsWith('node:'));
    this.ways = [...globals, ...Object.keys(names)].map((path) => path.split('.'));
    const words = [...new Set(this.ways.flat())];
    const firsts = [...new Set(this.ways.filter(({ length }) => length > 1).map(([first]) => first!))];
    this.#words = anyOf(words, 'g');
    const name = anyOf(firsts).source;
    this.#handedOn = new RegExp(`${NO_TYPEOF}${name}(?!\\s*(?:\\?\\.|\\.)\\s*[\\w$]|${PROSE})|${name}(?=\\s*(?:\\?\\.\\s*)?[[(!])`);
    this.#parts = new Set(words.flatMap(partsOf));
    this.#pieces = new RegExp(`(?<=['"\`}])[\\w$]{1,${Math.max(0, ...words.map(({ length }) => length))}}(?=['"\`]|\\$\\{)`, 'g');
  }

  read(text: string): Mentions {
    const found: Mentions = { words: new Set(), pieces: new Set(), specifiers: new Set(), isOpen: false };
    for (const reading of readings(text)) {
      for (const [word] of reading.matchAll(this.#words)) found.words.add(word);
      for (const [piece] of reading.matchAll(this.#pieces)) if (this.#parts.has(piece)) found.pieces.add(piece);
      for (const [, , specifier] of reading.matchAll(LINK)) found.specifiers.add(specifier!);
      found.isOpen ||= OPEN.test(reading) || this.#handedOn.test(reading);
    }
    return found;
  }

  /** Can something guarded be reached by the names that these scripts mention together? */
  reach(mentions: readonly Mentions[]): boolean {
    const words = new Set(mentions.flatMap((each) => [...each.words]));
    const pieces = new Set(mentions.flatMap((each) => [...each.pieces]));
    const isThere = (name: string): boolean => words.has(name) || canMake(name, pieces);
    return this.ways.some((way) => way.every(isThere) || (way.length > 1 && canMake(way[0]!, pieces)));
  }
}

/** Matches any of the names as a whole word; never, without names. */
export function anyOf(names: readonly string[], flags = ''): RegExp {
  const escaped = names.map((name) => name.replaceAll('$', String.raw`\$`));
  return new RegExp(escaped.length === 0 ? '(?!)' : String.raw`(?<![\w$])(?:${escaped.join('|')})(?![\w$])`, flags);
}

/**
 * The text as identifiers are read and as texts are read. Both are needed: a backslash at the end of a comment continues
 * nothing, at the end of a line in a text it does.
 */
export function readings(text: string): string[] {
  if (!text.includes('\\')) return [text];
  const decode = (isText: boolean): string => text.replace(ESCAPE, (whole: string, ...[braced, unicode, hex, octal, other = '']: string[]) => {
    const code = braced ?? unicode ?? hex;
    if (code !== undefined) return character(Number.parseInt(code, 16));
    if (octal !== undefined) return character(Number.parseInt(octal, 8));
    if (!isText) return whole;
    return BLANKS.includes(other) ? ' ' : /^[\r\n\u2028\u2029]/.test(other) ? '' : other;
  });
  return [decode(false), decode(true)];
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}

function partsOf(word: string): string[] {
  return Array.from({ length: word.length }, (_, start) => Array.from({ length: word.length - start }, (__, more) => word.slice(start, start + more + 1))).flat();
}

/** Is the name a row of these pieces? */
function canMake(name: string, pieces: ReadonlySet<string>): boolean {
  const ends = [true];
  for (let end = 1; end <= name.length; end++) ends[end] = Array.from({ length: end }, (_, start) => start).some((start) => ends[start] === true && pieces.has(name.slice(start, end)));
  return ends[name.length] === true;
}
