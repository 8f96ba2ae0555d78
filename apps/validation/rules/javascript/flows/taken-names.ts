import type { ESTree } from 'meriyah';
import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';

/** What has a name: a variable, or (null) `this`, and the names of members from there on. */
interface Place {
  owner: Binding | null;
  path: readonly string[];
}

/** Where keys are, by what they begin with and what follows behind a dot each. */
type Keys = Map<Binding | null, Set<string>>;

/** Methods that give a text, or its words, in another form. */
const OF_TEXT = /^(?:split|trim|normalize|toLowerCase|replace|replaceAll|filter|join)$/;
/** What makes another form of a key. */
const FORMS = /^(?:decode|from|parse|Uint8Array|Buffer|String|trim|toString|hexToBytes|toBytes|arrayify|getBytes|base58_to_binary)$/;
/** Names for the same that are looked at. */
const MOST_PLACES = 20;
/** Names that lead to each other, and forms of a key one in the other. */
const DEEPEST = 4;

/** Names, fields and members of one script by which something is known that somebody does with their values. */
export class TakenNames {
  readonly #keys: Keys = new Map();

  /** `mostOfField`: values of one field of `this`, in all classes of the script; of more of them, nobody can tell which one is meant. */
  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly mostOfField = Infinity) {}

  /** Is this one of them, by any name that it has? `isPart`: a member of this name is one as well where the whole was taken. */
  has(name: Node, scope: Scope, isPart: ((member: string) => boolean) | null = null): boolean {
    const place = this.#keys.size > 0 ? placeOf(name, scope) : null;
    if (!place) return false;
    const places = [place];
    // Each place that is found is looked at, and what it leads to is found.
    for (const each of places) {
      const known = this.#keys.get(each.owner);
      if (known?.has(each.path.join('.')) || (known && isPart?.(each.path.at(-1) ?? '') && each.path.some((_, at) => known.has(each.path.slice(0, at).join('.'))))) return true;
      if (places.length < MOST_PLACES) places.push(...this.#others(each));
    }
    return false;
  }

  /** The name that a key or a phrase is given by, also in another form: `decode(text)`, `new Uint8Array(JSON.parse(text))`, `text.trim().split(' ')`; of a parameter, what calls pass to it, of a field, what is put there. */
  add(key: Node, scope: Scope, depth = 0): void {
    const inner = withoutWrapping(key);
    if (depth > DEEPEST) return;
    const whole = wholeOf(inner);
    if (whole) return this.add(whole, scope, depth + 1);
    const place = placeOf(inner, scope);
    // Fields of one name that many classes have belong to different things.
    if (!place || (place.owner === null && this.#put(null, place.path[0] ?? '').length === 0) || !note(this.#keys, place)) return;
    for (const other of this.#others(place)) note(this.#keys, other);
    for (const { node, scope: around } of this.#given(place)) this.add(node, around, depth + 1);
  }

  /** What a name, a field or a member is given as a whole. */
  #given({ owner, path: [name, more] }: Place): readonly Source[] {
    if (name !== undefined) return more === undefined ? this.#put(owner, name).filter(({ keys }) => keys.length === 0) : [];
    const only = onlySource(owner);
    return (owner?.sources ?? []).filter((source) => (source === only || source.how === 'passed') && source.keys.length === 0);
  }

  /** The same by other names: `const { key } = options` is `options.key`, and with `this.options = options` so is `this.options.key`. */
  #others({ owner, path: [name, ...more] }: Place): readonly Place[] {
    if (name === undefined) return (owner?.sources ?? []).flatMap(({ node, keys: [key, second], scope }) => (key && !second && !key.computed && key.node.type === 'Identifier' ? below(node, scope, [key.node.name]) : []));
    return [...this.#put(owner, name), ...(owner ? [] : this.resolver.got(name))].flatMap(({ node, keys, scope }) => (keys.length === 0 ? below(node, scope, more) : []));
  }

  #put(owner: Binding | null, name: string): readonly Source[] {
    const put = owner ? this.stored.into(owner, name) : this.stored.field(name);
    return !owner && put.length > this.mostOfField ? [] : put.flatMap(({ source, isWhole }) => (isWhole ? [source] : []));
  }
}

/** `this.options.key`, `options.key`, `key` */
function placeOf(node: Node, scope: Scope): Place | null {
  const path: string[] = [];
  let inner = withoutWrapping(node);
  for (; inner.type === 'MemberExpression'; inner = withoutWrapping(inner.object)) {
    const name = fieldName(inner);
    if (name === null || path.length >= DEEPEST) return null;
    path.unshift(name);
  }
  if (inner.type === 'ThisExpression') return path.length > 0 ? { owner: null, path } : null;
  const owner = inner.type === 'Identifier' ? scope.find(inner.name) : null;
  return owner && { owner, path };
}

function below(node: Node, scope: Scope, names: readonly string[]): Place[] {
  const place = placeOf(node, scope);
  return place ? [{ owner: place.owner, path: [...place.path, ...names] }] : [];
}

/** Notes where a key is; false where that is known. */
function note(keys: Keys, { owner, path }: Place): boolean {
  const paths = keys.get(owner) ?? new Set<string>();
  keys.set(owner, paths);
  const isNew = !paths.has(path.join('.'));
  paths.add(path.join('.'));
  return isNew;
}

/** `name`, `#name` */
export function fieldName({ property, computed }: ESTree.MemberExpression): string | null {
  if (property.type === 'PrivateIdentifier') return `#${property.name}`;
  return property.type === 'Identifier' && !computed ? property.name : null;
}

/** What a call writes in another form. */
export function wholeOf(node: Node): Node | null {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const { callee, arguments: [first] } = node;
  if (callee.type === 'MemberExpression' && OF_TEXT.test(lastName(callee) ?? '')) return callee.object;
  return first && FORMS.test(lastName(callee) ?? '') ? first : null;
}

/** The name of a function or member, as it is called. */
export function lastName(callee: Node): string | null {
  const inner = withoutWrapping(callee);
  if (inner.type === 'Identifier') return inner.name;
  return inner.type === 'MemberExpression' && !inner.computed && inner.property.type === 'Identifier' ? inner.property.name : null;
}
