import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { TextLine } from './bidi.js';
import { isCodeFile } from './files.js';
import { spotsOf } from './spots.js';
import type { Spot, TextSpot } from './spots.js';
import { isBytes, isInBareClass, isInClass, isPacked, isSorted } from './tables.js';

/** UTF-16 units of a line that is longer than people write. */
const MINIFIED_LINE = 500;
/** So much of the code behind a text says whether there is any. */
const REST = 2_000;
const WIDTHLESS = /[\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB]/g;
const SELECTORS = /[\uFE00-\uFE0F]|[\uDB40-\uDB43][\uDC00-\uDFFF]/g;
const FILLERS = /[\u115F\u1160\u3164\uFFA0]/g;
const PRIVATE_USE = /[\uE000-\uF8FF]|[\uDB80-\uDBFF][\uDC00-\uDFFF]/g;

/** How many characters of some kinds a text has. */
export interface Counts {
  length: number;
  /** Without width, fillers too. */
  widthless: number;
  /** Variation selectors and tags. */
  selectors: number;
  fillers: number;
  privateUse: number;
  /** Data packed into characters (see `isPacked`), and a table in order (see `isSorted`); only in literals of scripts. */
  packed: boolean;
  /** Bytes as characters (see `isBytes`). */
  bytes: boolean;
  sorted: boolean;
}

/** What surrounds a character; of code and comments there is no text. */
export interface Around {
  kind: Spot['kind'];
  counts: Counts | null;
  line: TextLine | null;
  /** Does it stand in a class of a regular expression, as far as one can see, up to `end`? */
  inClass: (end: number) => boolean;
  /** The same for one that nobody can read as words. */
  inBareClass: (end: number) => boolean;
  /** The literal is a regular expression. */
  isPattern: boolean;
}

/** Tells what surrounds the characters of a file, asked for from first to last. A text is counted once, however many of its characters are asked for. */
export class Surroundings {
  #spotAt: ((offset: number) => Spot) | null = null;
  #spot: TextSpot | null = null;
  #counts: Counts | null = null;
  #line: (TextLine & { end: number }) | null = null;
  readonly #isCode: boolean;

  constructor(private readonly pkg: Package, private readonly file: PackageFile, private readonly text: string) {
    this.#isCode = isCodeFile(file.path);
  }

  at(offset: number): Around {
    this.#spotAt ??= spotsOf(this.pkg, this.file, this.text);
    const spot = this.#spotAt(offset);
    if (spot.kind !== 'text') return { kind: spot.kind, counts: null, line: null, inClass: () => false, inBareClass: () => false, isPattern: false };
    if (spot.start !== this.#spot?.start) [this.#spot, this.#counts, this.#line] = [spot, null, null];
    const [counts, line] = [(): Counts => (this.#counts ??= countsOf(this.text.slice(spot.start, spot.end), this.#isCode)), (): TextLine => this.#lineAt(spot, offset)];
    return {
      kind: 'text',
      get counts() {
        return counts();
      },
      get line() {
        return line();
      },
      inClass: (end) => this.#isCode && isInClass(this.text.slice(spot.start, spot.end), offset - spot.start, end - spot.start),
      inBareClass: (end) => this.#isCode && isInBareClass(this.text.slice(spot.start, spot.end), offset - spot.start, end - spot.start),
      isPattern: this.#isCode && this.text.charAt(spot.start) === '/',
    };
  }

  #lineAt(spot: TextSpot, offset: number): TextLine {
    if (this.#line !== null && offset < this.#line.end) return this.#line;
    const { text } = this;
    const start = text.lastIndexOf('\n', offset - 1) + 1;
    const newline = text.indexOf('\n', offset);
    const end = newline === -1 ? text.length : newline;
    this.#line = { text: text.slice(Math.max(start, spot.start), Math.min(end, spot.end)), rest: text.slice(spot.end, Math.min(end, spot.end + REST)), minified: end - start > MINIFIED_LINE, end };
    return this.#line;
  }
}

function countsOf(text: string, isCode: boolean): Counts {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return { length: text.length, widthless: count(WIDTHLESS), selectors: count(SELECTORS), fillers: count(FILLERS), privateUse: count(PRIVATE_USE), packed: isCode && isPacked(text), bytes: isCode && isBytes(text), sorted: isCode && isSorted(text) };
}
