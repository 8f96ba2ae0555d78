import type { Callable } from '../../../javascript/syntax/scope.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { HIDES, reachesServer } from './outer-paths.js';

/** Texts, functions and objects that one value may be: with more of them, nothing is told of the others. */
const MOST = 12;
const MOST_TEXTS = 6;
/** UTF-16 units. */
const LONGEST = 400;
/** Objects that are looked into for one question. */
const MOST_WITHIN = 200;

/** Something with members: an object that is written, an instance of a class, or what a call of somebody else's function gave. */
export interface Thing {
  fields: Map<string, Carried>;
  /** Functions that give a member when it is asked for. */
  getters: Map<string, Callable>;
  /** Whose call gave it: `https.request()`; null for what the script makes itself. */
  outer: string | null;
  /** What it was made with, and given since. */
  given: Carried;
  at: Node;
}

/** Any element of a list, or a member whose name is not known. */
export const ANY = '*';

/** What there is of most kinds in most values; never added to. */
const NONE: readonly never[] = [];

interface Kinds {
  texts: string;
  functions: Callable;
  classes: Node;
  things: Thing;
  outer: string;
}
const KINDS = ['texts', 'functions', 'classes', 'things', 'outer'] as const satisfies (keyof Kinds)[];

/** Without what is called, which belongs to nobody else's function. */
export const DATA_KINDS = ['texts', 'things', 'outer'] as const satisfies (keyof Kinds)[];

/** What a value may be, as far as that matters: marks of what is private, texts, functions of the scripts, objects, and parts of what others give. */
export class Carried implements Readonly<{ [K in keyof Kinds]: readonly Kinds[K][] }> {
  bits = 0;
  /** Each once, in lists: there are few, and sets of few take several times as long. */
  readonly texts: readonly string[] = NONE;
  readonly functions: readonly Callable[] = NONE;
  readonly classes: readonly Node[] = NONE;
  readonly things: readonly Thing[] = NONE;
  readonly outer: readonly string[] = NONE;

  /** Takes over all that another one may be, or of these kinds; true when something came on top. */
  add(other: Carried, kinds: readonly (keyof Kinds)[] = KINDS): boolean {
    if (other === this) return false;
    const before = this.bits;
    this.bits |= other.bits;
    let isNew = this.bits !== before;
    for (const kind of kinds) {
      if (other[kind] === NONE) continue;
      for (const each of other[kind]) {
        if (this[kind].length >= (kind === 'texts' ? MOST_TEXTS : MOST)) break;
        isNew = this.put(kind, each) || isNew;
      }
    }
    return isNew;
  }

  /** Adds one of a kind, however many there are; true when it was not there. */
  put<K extends keyof Kinds>(kind: K, each: Kinds[K]): boolean {
    const known = this[kind] as Kinds[K][];
    if (known.includes(each)) return false;
    if (known.length > 0) known.push(each);
    else (this as unknown as Record<K, Kinds[K][]>)[kind] = [each];
    return true;
  }

  static of(bits: number): Carried {
    const value = new Carried();
    value.bits = bits;
    return value;
  }

  static text(text: string): Carried {
    const value = new Carried();
    if (text.length <= LONGEST) value.put('texts', text);
    return value;
  }

  static outer(path: string): Carried {
    const value = new Carried();
    value.put('outer', path);
    return value;
  }

  static thing(thing: Thing): Carried {
    const value = new Carried();
    value.put('things', thing);
    return value;
  }
}

/** An object at a place of a script: the same one whenever it is asked for. */
export class Things {
  readonly #known = new Map<Node, Map<string, Thing>>();

  at(node: Node, kind = '', outer: string | null = null): Thing {
    const known = this.#known.get(node) ?? new Map<string, Thing>();
    this.#known.set(node, known);
    const key = `${kind} ${outer ?? ''}`;
    const thing = known.get(key) ?? { fields: new Map(), getters: new Map(), outer, given: new Carried(), at: node };
    known.set(key, thing);
    return thing;
  }
}

/** The field of an object, made when there is none. */
export function fieldOf({ fields }: Thing, name: string): Carried {
  const field = fields.get(name) ?? new Carried();
  fields.set(name, field);
  return field;
}

export interface Whole {
  /** Of everything that is told. */
  bits: number;
  /** Texts in it, each with the name that it stands under. */
  texts: { name: string; text: string }[];
  /** Names of members whose value is not written in the scripts. */
  names: Set<string>;
  things: ReadonlySet<Thing>;
}

/** Looks at up to `most` texts and objects in what values tell, however often it is asked, and at nothing after that: values that have each other in them have no end of them. */
export class Looks {
  #left: number;
  readonly #seen = new WeakMap<readonly Carried[], Whole>();
  /** Question about a text → text → its answer. */
  readonly #answers = new Map<(text: string) => boolean, Map<string, boolean>>();

  constructor(most: number) {
    this.#left = most;
  }

  /** Of what a call gets, as it was when this was asked first: a call is asked about once for each of the functions that it may be of. */
  wholeOf(values: readonly Carried[]): Whole {
    const known = this.#seen.get(values);
    if (known) return known;
    const whole = wholeOf(this.isSpent() ? [] : values);
    this.#left -= whole.things.size + whole.texts.length;
    this.#seen.set(values, whole);
    return whole;
  }

  /** Is one of the texts in what a call gets so? Asked once of each text, in however many calls it is. */
  someText(values: readonly Carried[], isSo: (text: string) => boolean): boolean {
    const answers = this.#answers.get(isSo) ?? new Map<string, boolean>();
    this.#answers.set(isSo, answers);
    return this.wholeOf(values).texts.some(({ text }) => {
      const answer = answers.get(text) ?? isSo(text);
      answers.set(text, answer);
      return answer;
    });
  }

  /** Then what is known is not all. */
  isSpent(): boolean {
    return this.#left <= 0;
  }
}

/** Everything that a value tells whoever gets it as a whole. */
function wholeOf(values: readonly Carried[]): Whole {
  return lookThrough(values, true);
}

/** The marks of all of that, which are found out faster than its texts. */
export function bitsOf(value: Carried): number {
  return value.things.length > 0 ? lookThrough([value], false).bits : value.bits;
}

function lookThrough(values: readonly Carried[], withTexts: boolean): Whole {
  const whole: Whole = { bits: 0, texts: [], names: new Set(), things: new Set() };
  const things = whole.things as Set<Thing>;
  const open = values.map((value) => ({ name: '', value, isTold: true }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { name, value, isTold } = next;
    if (isTold) whole.bits |= value.bits;
    if (withTexts) for (const text of value.texts) whole.texts.push({ name, text });
    for (const thing of value.things) {
      if (things.has(thing) || things.size >= MOST_WITHIN) continue;
      things.add(thing);
      // What a server answers is not what it was asked, but it is that server.
      if (thing.outer === null || !HIDES.test(thing.outer)) open.push({ name, value: thing.given, isTold: isTold && (thing.outer === null || thing.at.type === 'NewExpression' || !reachesServer(thing.outer)) });
      for (const [field, each] of thing.fields) {
        if (withTexts && !each.texts.some((text) => text !== '' && !text.startsWith('\0'))) whole.names.add(field);
        if (each.bits === 0 && each.things.length === 0 && !(withTexts && each.texts.length > 0)) continue;
        open.push({ name: !withTexts || field === ANY || /^\d+$/.test(field) ? name : field, value: each, isTold });
      }
    }
  }
  return whole;
}
