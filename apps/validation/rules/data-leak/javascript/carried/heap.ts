import type { ESTree } from 'meriyah';
import type { Callable } from '../../../javascript/syntax/scope.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { ANY, bitsOf, Carried, DATA_KINDS, fieldOf, Things } from './carried.js';
import type { Thing } from './carried.js';

/** A call of what no script of the package has. */
export interface OuterCall {
  path: string;
  node: ESTree.CallExpression | ESTree.NewExpression;
  file: string;
  given: readonly Carried[];
  /** What it is a method of. */
  self: Carried | null;
  /** The objects of others that it may belong to under this path; null where that is a name of theirs. */
  of: readonly (Thing | null)[];
}

/** What is known of the world outside of the scripts. */
export interface Outside {
  /** What a call gives. */
  called: (call: OuterCall) => Carried;
  /** What is private of a member, by its name and the marks of the whole. */
  named: (bits: number, name: string) => number;
  /** What a member of somebody else's is, by its path. */
  member: (path: string) => Carried | null;
  /** What a module of the package exports, by the name that a script has for it; null for one of others. */
  load: (specifier: string, from: string) => Carried | null;
}

/** Somebody else's table, of which each member is something by itself. */
export const ENVIRONMENT = 'process.env';
const COUNTS = /^(?:length|size|byteLength)$/;

/** What functions, classes and objects of the scripts have and give, as far as it was read. */
export class Heap {
  readonly things = new Things();
  readonly #results = new Map<Callable, Carried>();
  readonly #selves = new Map<Callable, Carried>();
  readonly #instances = new Map<Node, Thing>();
  /** Something came on top since somebody asked. */
  isNew = false;

  constructor(private readonly outside: Outside) {}

  into(target: Carried, value: Carried): void {
    if (target.add(value)) this.isNew = true;
  }

  /** What `this` is in a function. */
  selfIn(callable: Callable): Carried {
    const self = this.#selves.get(callable) ?? new Carried();
    this.#selves.set(callable, self);
    return self;
  }

  /** What a function gives back. */
  resultOf(callable: Callable): Carried {
    const result = this.#results.get(callable) ?? new Carried();
    this.#results.set(callable, result);
    return result;
  }

  /** What a class makes. */
  instanceOf(node: Node): Thing {
    const known = this.#instances.get(node) ?? this.things.at(node, 'instance');
    this.#instances.set(node, known);
    return known;
  }

  /** All members of one value, put into an object. */
  copy(from: Carried, into: Thing): void {
    for (const thing of from.things) {
      for (const [name, field] of thing.fields) this.into(fieldOf(into, name), field);
      if (thing.given.bits) this.into(fieldOf(into, ANY), Carried.of(thing.given.bits));
    }
    if (from.outer.includes(ENVIRONMENT)) this.into(into.given, from);
    else if (from.bits) this.into(fieldOf(into, ANY), Carried.of(from.bits));
  }

  /** A variable by a name that is computed: any that is written, and all where the names are those that there are. */
  variable(name: Carried): Carried {
    const value = Carried.of(name.bits);
    for (const text of name.texts) value.add(this.outside.member(`${ENVIRONMENT}.${text}`) ?? new Carried());
    return value;
  }

  /** What a call of what others have gives, for each path that it may have. */
  outerCalls(called: Carried, name: string, call: Omit<OuterCall, 'path' | 'of'>): Carried {
    const owners = new Map<string, (Thing | null)[]>();
    const note = (path: string, of: Thing | null): void => void owners.set(path, [...(owners.get(path) ?? []), of]);
    const own = call.self?.things ?? [];
    for (const of of called.things) if (of.outer !== null && !own.includes(of)) note(of.outer, of);
    for (const path of called.outer) note(path, null);
    for (const of of own) if (of.outer !== null && !of.fields.has(name)) note(`${of.outer}.${name}`, of);
    const gives = new Carried();
    for (const [path, of] of owners) gives.add(this.#outerCall({ ...call, path, of }));
    return gives;
  }

  /** Something that has what it was given. */
  #outerCall(call: OuterCall): Carried {
    const result = new Carried();
    result.add(this.outside.called(call));
    const thing = this.things.at(call.node, 'call', `${call.path}()`);
    for (const each of call.given) this.into(thing.given, each);
    for (const of of call.of) {
      if (!of) continue;
      for (const each of call.given) this.into(of.given, each);
      this.into(thing.given, Carried.thing(of));
    }
    result.put('things', thing);
    return result;
  }

  /** What stands under a name. */
  member(object: Carried, name: string): Carried {
    if (COUNTS.test(name)) return new Carried();
    if (name === 'default' && !object.things.some(({ fields }) => fields.has(name))) return object;
    const value = Carried.of(object.outer.includes(ENVIRONMENT) ? 0 : object.bits);
    for (const thing of object.things) {
      if (thing.given.outer.includes(ENVIRONMENT) && !thing.fields.has(name)) value.add(this.outside.member(`${ENVIRONMENT}.${name}`) ?? new Carried());
      if (name === ANY) for (const each of thing.fields.values()) value.add(each);
      else value.add(thing.fields.get(name) ?? thing.fields.get(ANY) ?? new Carried());
      if (thing.fields.has(name) && thing.fields.has(ANY)) value.add(thing.fields.get(ANY)!);
      const getter = thing.getters.get(name);
      if (getter) value.add(this.resultOf(getter));
      // A part of what somebody else gave is as that.
      if (thing.outer !== null && !thing.fields.has(name)) value.put('things', thing);
    }
    for (const path of object.outer) value.add(this.outside.member(`${path}.${name}`) ?? Carried.outer(name === 'default' ? path : `${path}.${name}`));
    value.bits = this.outside.named(value.bits, name);
    return value;
  }

  /** Any element of a list. */
  elementOf(list: Carried): Carried {
    const value = Carried.of(list.bits);
    for (const text of list.texts) value.put('texts', text);
    for (const thing of list.things) {
      if (thing.fields.size === 0 || thing.outer !== null) value.put('things', thing);
      for (const each of thing.fields.values()) value.add(each);
    }
    return value;
  }

  /** One text behind the other; what is not known of them is a blank. */
  joined(parts: readonly Carried[]): Carried {
    const value = new Carried();
    let texts = [''];
    for (const part of parts) {
      value.bits |= bitsOf(part);
      const ends = part.texts.length > 0 ? part.texts : ['\0'];
      texts = texts.flatMap((text) => ends.map((end) => text + end)).slice(0, ends.length > 1 ? 6 : texts.length);
    }
    for (const text of texts) value.add(Carried.text(text));
    return value;
  }
}

/** One of several values. */
export function union(values: readonly Carried[]): Carried {
  const value = new Carried();
  for (const each of values) value.add(each);
  return value;
}

/** What is called belongs to nobody's function. */
export function withoutFunctions(value: Carried): Carried {
  const copy = new Carried();
  copy.add(value, DATA_KINDS);
  return copy;
}
