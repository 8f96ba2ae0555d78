import { nodesWithin } from '../javascript/syntax/children.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import { calledOn, constantNumber, isFunction, nameOf, propertyName } from './shapes.js';
import { isLetterOf, wayOf } from './worked-out.js';

/** Calls of one function with constants, from which it may be one that decodes what a script says. */
const FEWEST_CALLS = 5;
/** Part of its calls that are such. */
const CONSTANT_SHARE = 0.8;
/** What servers do with the parts of an address that they give by name. */
const UNESCAPES: ReadonlySet<string> = new Set(['decodeURIComponent', 'unescape']);
const DECODES_TEXT: ReadonlySet<string> = new Set([...UNESCAPES, 'atob']);
/** Makes characters, or reads them out of something encoded. */
const MAKES_CHARACTERS: ReadonlySet<string> = new Set(['fromCharCode', 'fromCodePoint', 'atob', 'unescape', 'decodeURIComponent', 'reverse']);
const ENCODINGS: ReadonlySet<unknown> = new Set(['base64', 'base64url', 'hex']);

/**
 * Functions of a script that make characters and are called with constants: what it says is written in another way, and only
 * they turn it into what it is. Names are compared without scopes, because what must fit together is so much.
 */
export class Decoders {
  /** Function → the one that it is in. */
  readonly #outer = new Map<Node, Node | null>();
  readonly #makers = new Set<Node>();
  /** Those that may decode names: not those that give back what stands in the escapes of addresses, as it is. */
  readonly #renamers = new Set<Node>();
  /** Name of a function → functions that do nothing but answer what it answers. */
  readonly #relays = new Map<string, Node[]>();
  /** What answers for every member of an object. */
  readonly #traps: { get: Node; forNames: boolean }[] = [];
  /** Functions that make a text of bytes. */
  readonly #readers = new Set<Node>();
  /** Name of what is called → its calls, those with constants only, those with nothing but regular expressions, those with an element of a list, and of those with constants the ones whose answer is a name; `named`: those with a name that may be one of `#lists`, and where the answer is a name. */
  readonly #calls = new Map<string, { all: number; constant: number; patterns: number; listed: number; start: number; naming: number[]; named: { of: string; naming: number[] }[] }>();
  /** Names of variables that are lists of numbers, as they are written. */
  readonly #lists = new Set<string>();
  #readsPatterns = false;
  /** Names that stand for what loads modules. */
  readonly #loaders = new Set(LOADS);
  /** Names that stand for a function of the language. */
  readonly #aliases = new Set<string>();

  /** `names` of functions, which grow while the script is walked. */
  constructor(private readonly names: ReadonlyMap<Node, string>) {}

  function(node: Node, within: Node | null): void {
    this.#outer.set(node, within);
    const relayed = calledByAnswer(node);
    if (relayed === null) return;
    const relays = this.#relays.get(relayed);
    if (relays) relays.push(node);
    else this.#relays.set(relayed, [node]);
  }

  /** `new Proxy({}, { get: … })`; in `with (…)`, it answers for every name. */
  made({ callee, arguments: given }: Of<'NewExpression'>, parent: Node | null): void {
    const handler = nameOf(callee as Node) === 'Proxy' ? (given[1] as Node | undefined) : undefined;
    if (handler?.type !== 'ObjectExpression') return;
    for (const each of handler.properties as Node[]) {
      if (each.type === 'Property' && nameOf(each.key as Node) === 'get') this.#traps.push({ get: each.value as Node, forNames: parent?.type === 'WithStatement' });
    }
  }

  /** Where a member of something is asked for by an encoded name, or by a number that stands for one; null where none is. */
  trap(): number | null {
    return this.#traps.find(({ get, forNames }) => this.#renamers.has(get) || (forNames && this.#readers.has(get)) || namesByNumber(get))?.get.start ?? null;
  }

  call(node: Of<'CallExpression'>, parent: Node | null, within: Node | null): void {
    const name = nameOf(node.callee) ?? (node.callee.type === 'MemberExpression' ? propertyName(node.callee) : null);
    if (name === null) return;
    const makes = MAKES_CHARACTERS.has(name) || (APPLIES.has(name) && appliesMaker(node.callee as Node));
    const isMember = isLetterOfMember(node, parent);
    if (within !== null && ((makes && !isMember) || (node.arguments as Node[]).some(isMaker) || (name === 'from' && isEncoding(node.arguments[1] as Node | undefined)))) {
      this.#makers.add(within);
      if (!UNESCAPES.has(name) || parent?.type !== 'ReturnStatement') this.#renamers.add(within);
    } else if (within !== null && isMember && DECODES_TEXT.has(name)) this.#renamers.add(within);
    if (within !== null && name === 'decode' && isReader(node.callee as Node)) this.#readers.add(within);
    if (node.arguments.length > 0) this.#note(name, node, parent, node.arguments as Node[]);
  }

  /** A tag on a template is called as well. */
  tagged(node: Of<'TaggedTemplateExpression'>, parent: Node | null): void {
    const name = nameOf(node.tag as Node);
    if (name !== null) this.#note(name, node, parent, node.quasi.expressions as Node[]);
  }

  variable({ id, init }: Of<'VariableDeclarator'>): void {
    const [name, of] = [nameOf(id), nameOf(init)];
    if (name !== null && of !== null && MAKES_CHARACTERS.has(of)) this.#aliases.add(name);
    if (name !== null && of === 'require') this.#loaders.add(name);
    if (name !== null && isListOfNumbers(init as Node | null)) this.#lists.add(name);
  }

  /** `pattern.source`: in a script with that, regular expressions may be texts as well. */
  member(node: Of<'MemberExpression'>): void {
    this.#readsPatterns ||= propertyName(node) === 'source';
  }

  #note(name: string, node: Node, parent: Node | null, given: readonly Node[]): void {
    const calls = this.#calls.get(name) ?? { all: 0, constant: 0, patterns: 0, listed: 0, start: node.start!, naming: [], named: [] };
    this.#calls.set(name, calls);
    calls.all++;
    if (parent?.type === 'ExpressionStatement') return;
    if (!given.every((each) => wayOf(each) !== null)) {
      const of = given.length === 1 ? nameOf(given[0]!) : null;
      if (given.every(isLetterOf)) calls.listed++;
      else if (of !== null) calls.named.push({ of, naming: isName(node, parent, this.#loaders) ? [node.start!] : [] });
      return;
    }
    if (given.every(isPattern)) calls.patterns++;
    else calls.constant++;
    if (isName(node, parent, this.#loaders)) calls.naming.push(node.start!);
  }

  /** The calls of a name, those with the name of a list of numbers among those with constants. */
  #withLists(name: string) {
    const calls = this.#calls.get(name);
    if (!calls) return [];
    const listed = calls.named.filter(({ of }) => this.#lists.has(of));
    return [{ ...calls, constant: calls.constant + listed.length, naming: [...calls.naming, ...listed.flatMap(({ naming }) => naming)] }];
  }

  /** Where texts are decoded so that are used, and where they name members or modules; `texts` is null where they are too few. */
  found(): { texts: { start: number; count: number } | null; names: readonly number[] } {
    const names = new Set(this.#aliases);
    for (const maker of this.#makers) for (let node: Node | null = maker; node; node = this.#outer.get(node) ?? null) if (this.names.has(node)) names.add(this.names.get(node)!);
    // Grows while it is walked.
    for (const name of names) for (const relay of this.#relays.get(name) ?? []) names.add(this.names.get(relay) ?? name);
    // What a list holds that stands elsewhere may be such texts as well.
    const called = [...names].flatMap((name) => this.#withLists(name)).map((calls) => (this.#readsPatterns ? { ...calls, constant: calls.constant + calls.patterns } : { ...calls, all: calls.all - calls.patterns }));
    const used = called.filter(({ all, constant, listed }) => constant + listed >= all * CONSTANT_SHARE);
    const often = used.filter(({ all, constant }) => constant >= Math.max(FEWEST_CALLS, all * CONSTANT_SHARE));
    const texts = often.length === 0 ? null : { start: Math.min(...often.map(({ start }) => start)), count: often.reduce((sum, { constant }) => sum + constant, 0) };
    return { texts, names: used.flatMap(({ naming }) => naming) };
  }
}

/** `fromCharCode` of `String.fromCharCode.apply(null, codes)` */
function appliesMaker(callee: Node): boolean {
  return callee.type === 'MemberExpression' && callee.object.type === 'MemberExpression' && propertyName(callee.object) === 'fromCharCode';
}

const APPLIES: ReadonlySet<string> = new Set(['apply', 'call']);
/** Numbers of a list that may be a text. */
const FEWEST_NUMBERS = 2;

function isListOfNumbers(node: Node | null): boolean {
  return node?.type === 'ArrayExpression' && node.elements.length >= FEWEST_NUMBERS && (node.elements as (Node | null)[]).every((each) => each !== null && constantNumber(each) !== null);
}

/** `this[String.fromCharCode(97 + i)]`: one letter is the name of a member, and no text that is given back. */
function isLetterOfMember(node: Of<'CallExpression'>, parent: Node | null): boolean {
  return parent?.type === 'MemberExpression' && parent.computed && parent.property === node && node.arguments.length === 1 && node.arguments[0]!.type !== 'SpreadElement';
}

const LOADS: ReadonlySet<string> = new Set(['require']);

/** Is it the name of a member or a module? `loaders` are the names by which modules are loaded. */
export function isName(node: Node, parent: Node | null, loaders = LOADS): boolean {
  if (parent?.type === 'MemberExpression') return parent.computed && parent.property === node;
  return parent?.type === 'ImportExpression' || (parent?.type === 'CallExpression' && loaders.has(nameOf(parent.callee) ?? '') && parent.arguments[0] === node);
}

/** `f` of a function that is `return f(…)`. */
function calledByAnswer(node: Node): string | null {
  if (!isFunction(node)) return null;
  const [first] = node.body?.type === 'BlockStatement' ? (node.body.body as Node[]) : [node.body as Node];
  const answer = first?.type === 'ReturnStatement' ? (first.argument as Node | null) : first;
  return answer?.type === 'CallExpression' ? nameOf(answer.callee) : null;
}

/** `new TextDecoder().decode` */
function isReader(callee: Node): boolean {
  return callee.type === 'MemberExpression' && callee.object.type === 'NewExpression' && nameOf(callee.object.callee as Node) === 'TextDecoder';
}

/** Nodes of a trap that are looked at. */
const MOST_OF_TRAP = 200;

/** `(_, k) => o[names[k - 85]]`: numbers, moved by another one, stand for the names of members. Names cannot be counted with. */
function namesByNumber(get: Node): boolean {
  const asked = isFunction(get) ? nameOf(get.params[1] as Node | undefined) : null;
  if (asked === null) return false;
  for (const node of nodesWithin(get, MOST_OF_TRAP)) {
    const name = node.type === 'MemberExpression' && node.computed ? (node.property as Node) : null;
    const place = name?.type === 'MemberExpression' && name.computed ? (name.property as Node) : null;
    if (place?.type === 'BinaryExpression' && nameOf(place.left as Node) === asked && constantNumber(place.right) !== null) return true;
  }
  return false;
}

/** `text.replace(/.+/, decodeURIComponent)` */
function isMaker(node: Node): boolean {
  return node.type === 'Identifier' && MAKES_CHARACTERS.has(node.name);
}

/** A regular expression: what gets nothing else tries characters with it, and makes none of it. */
function isPattern(node: Node): boolean {
  return node.type === 'Literal' && 'regex' in node;
}

/** `Buffer.from(text, "hex")` */
function isEncoding(node: Node | undefined): boolean {
  return node?.type === 'Literal' && ENCODINGS.has(node.value);
}

/** `get a() { return String.fromCharCode(…) }`: a member that is a constant, and says so to nobody. */
export function isDecodingGetter(node: Of<'Property'> | Of<'MethodDefinition'>): boolean {
  const value = node.value as Node | null;
  if (node.kind !== 'get' || !value || !isFunction(value) || value.body?.type !== 'BlockStatement') return false;
  const [only, ...more] = value.body.body as Node[];
  const answer = only?.type === 'ReturnStatement' && more.length === 0 ? (only.argument as Node | null) : null;
  return answer !== null && (calledOn(answer, 'fromCharCode') !== null || wayOf(answer) === 'spelled');
}
