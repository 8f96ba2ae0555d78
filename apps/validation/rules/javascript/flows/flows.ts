import type { ESTree } from 'meriyah';
import { askedMembers, COMPUTED, onlyFunction } from '../names/asked.js';
import { Circles } from '../names/circles.js';
import { isCiphered } from '../texts/ciphered.js';
import { isCutByModule } from '../names/cut-by-module.js';
import { tellsTyped } from '../editors/interface.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { givesEveryField } from '../pages/every-form.js';
import { isFieldsOfLogin, isCutOut, isGiven, isMemoryOfModule, isMethod, isMadeOfLetters, isOwnOrigin, spreadsStorage } from './flow-shapes.js';
import type { Handing } from './flow-shapes.js';
import { eitherFlows, elementFlows, inMemory, joinedFlows as join, madeOf, namedOf, nameFlows, NO_FLOWS, pathFlows, variableFlow, variablesNamedBy } from './flow-sets.js';
import type { Flow, Flows } from './flow-sets.js';
import { givenByCall } from './given-by-call.js';
import { isReadByList } from '../syntax/listed-members.js';
import type { Meaning } from '../names/meaning.js';
import { tellsDocuments, tellsMessages, tellsVisits } from '../syntax/member-paths.js';
import { answersOfOwn, isLookedUpByOwn } from '../names/own-functions.js';
import type { OfInterest } from '../names/own-functions.js';
import { PartReader } from '../names/parts.js';
import { PathReader } from '../texts/paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Binding, Scope, Source } from '../syntax/scope.js';
import { HTTP_CLIENTS, MESSENGERS } from '../../facts/clients.js';
import { NO_SCRIPT, SESSION_FILE } from '../../facts/places.js';
import { CREDENTIAL_PATH, SECRET_PATH, SETTINGS_PATH } from '../../facts/private-paths.js';
import { shapeOf } from '../syntax/shape.js';
import { givenBack, promised, startedWith } from '../names/started.js';
import { mayBeUnder } from '../names/stored.js';
import type { Stored, StoredValues } from '../names/stored.js';
import { childrenOf } from '../syntax/children.js';
import type { Node } from '../syntax/tree.js';

type Call = ESTree.CallExpression | ESTree.NewExpression;

const DEEPEST = 60;
/** Functions that a value is followed through, in or out: in a large script, everything is connected with everything after a few more. */
const MOST_HOPS = 3;
/** Members one in the other that are followed by their names; of more of them, the whole counts. */
const MOST_NAMES = 4;
/** Expressions of one script that are looked at, so that time stays linear; what runs or sends is still told, only not from where. */
const MOST_STEPS = 200_000;
const NONE = NO_FLOWS;
const LOST: Flows = new Set(['lost']);
const FIELDS: Flows = new Set(['fields']);
const CHARACTERS: Flows = new Set(['characters']);
const STORAGE: Flows = new Set(['storage']);
const TYPED: Flows = new Set(['typed', 'documents']);
const ENDS = new Set(['FunctionExpression', 'ArrowFunctionExpression', 'ClassExpression']);

/** Answers what may flow into expressions of one script, through names, members, calls and parameters, in no order. */
export class FlowReader {
  readonly #names = new Map<Binding, Flows>();
  /** Of members of names, by the names of the members; each an object that its answer is kept by. */
  readonly #members = new Map<Binding, Map<string, { flows?: Flows }>>();
  readonly #calls = new Map<Node, Flows>();
  #depth = 0;
  #hops = 0;
  #steps = 0;
  readonly #circles = new Circles<Flows>({ empty: NONE, join: (some, others) => join([some, others]), size: ({ size }) => size });
  readonly #contents = new Map<readonly Stored[], Flows>();
  /** Answers that were not followed to their end, and are only remembered for this question. */
  readonly #partial: (() => void)[] = [];
  readonly #paths: PathReader;
  /** Of files that are read: what is asked in between would change what the other one knows of names that lead to each other. */
  readonly #readPaths: PathReader;
  readonly #parts: PartReader;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly ask: OfInterest | null = null) {
    this.#paths = new PathReader(resolver, stored);
    this.#readPaths = new PathReader(resolver, stored);
    this.#parts = new PartReader(resolver, stored);
  }

  /** What the value of an argument may be made of, joined over every path: it may, not it must. And where it leads as a path. */
  flowsOf(node: Node, scope: Scope): Flows {
    for (const forget of this.#partial.splice(0)) forget();
    const flows = this.#follow(node, scope);
    const leads = ENDS.has(node.type) ? [] : pathFlows(this.#paths.pathsOf(node, scope));
    return leads.length > 0 ? new Set([...flows, ...leads]) : flows;
  }

  #follow(node: Node, scope: Scope): Flows {
    return this.#limited(() => this.#flowsOf(withoutWrapping(node), scope));
  }

  #limited(work: () => Flows): Flows {
    if (this.#steps++ > MOST_STEPS || this.#circles.lost) return LOST;
    if (this.#depth > DEEPEST) {
      this.#circles.cut();
      return NONE;
    }
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  /** What stands under these names in a value, one in the other: of `{ a: x, b: y }`, `a` is x and nothing of y. Where that cannot be told, the whole. */
  #under(node: Node, names: readonly string[], scope: Scope): Flows {
    if (names.length === 0 || names.length > MOST_NAMES) return this.#follow(node, scope);
    return namedOf(this.#limited(() => this.#partOf(withoutWrapping(node), names, scope)), names);
  }

  #partOf(node: Node, names: readonly string[], scope: Scope): Flows {
    if (node.type === 'Identifier') return this.#partOfName(node, names, scope);
    if (node.type === 'ObjectExpression') return join(node.properties.map((property) => this.#partOfProperty(property, names, scope)));
    if (node.type === 'MemberExpression') return this.#partOfMember(node, names, scope);
    const values = valuesOf(node);
    if (values) return eitherFlows(values.map((value) => this.#under(value, names, scope)));
    if (node.type !== 'CallExpression') return this.#follow(node, scope);
    if (this.resolver.meaningsOf(node.callee, scope).some((meaning) => GIVES_MEMBERS.has(meaning))) return join(node.arguments.map((each) => this.#under(each, names, scope)));
    const [given] = node.arguments;
    if (given && this.#isEnvironment(given, scope) && isReadByList(node, names[0]!, scope, this.resolver)) return this.#under(given, names, scope);
    const plain = onlyFunction(node.callee, scope);
    return plain && !plain.async && !plain.generator ? join([...this.#givenTo(node, scope), ...this.resolver.returnsOf(node.callee, scope).map((source) => this.#hop(source, names))]) : this.#follow(node, scope);
  }

  #partOfProperty(property: Node, names: readonly string[], scope: Scope): Flows {
    if (property.type === 'SpreadElement') return this.#under(property.argument, names, scope);
    if (property.type !== 'Property') return this.#follow(property, scope);
    const key = this.resolver.keyOf({ node: property.key, computed: property.computed }, scope);
    if (key === '__proto__') return this.#under(property.value, names, scope);
    if (key !== null && key !== names[0]) return NONE;
    const inner = names.slice(1);
    return property.kind === 'get' ? join(this.resolver.returnsOf(property.value, scope).map((source) => this.#hop(source, inner))) : this.#under(property.value, inner, scope);
  }

  #partOfName(node: ESTree.Identifier, names: readonly string[], scope: Scope): Flows {
    const binding = scope.find(node.name);
    if (!binding) return NONE;
    if (this.resolver.meaningsOf(node, scope).includes('process.env')) return this.#ofVariable(names[0]!, node, scope);
    const path = names.join('\0');
    const members = this.#members.get(binding) ?? new Map<string, { flows?: Flows }>();
    this.#members.set(binding, members);
    const member = members.get(path) ?? {};
    members.set(path, member);
    return member.flows ?? this.#circles.pending(member) ?? this.#circles.ask(member, () => join([this.#ofSources(binding, node, scope, names), this.#storedUnder(this.stored.into(binding, names[0]!), names)]), (flows, isCut) => {
      member.flows = flows;
      if (isCut) this.#partial.push(() => delete member.flows);
    });
  }

  #partOfMember(node: ESTree.MemberExpression, names: readonly string[], scope: Scope): Flows {
    if (isFieldsOfLogin(node, scope)) return FIELDS;
    const name = this.resolver.nameOf(node, scope);
    const meanings = this.resolver.meaningsOf(node, scope);
    if (meanings.includes('process.env')) return this.#ofVariable(names[0]!, node, scope);
    if (name === null || meanings.length > 0 || /^\d+$/.test(name) || name === 'responseText') return this.#follow(node, scope);
    const object = withoutWrapping(node.object);
    if (object.type === 'ThisExpression') return join([this.#storedUnder(this.stored.field(name), [name, ...names], eitherFlows), ...this.resolver.got(name).map((source) => this.#hop(source, names))]);
    return this.#under(object, [name, ...names], scope);
  }

  /** Of what was put into an object; what went into a part of a part may be anywhere in it. */
  #storedUnder(all: readonly Stored[], names: readonly string[], together: (parts: readonly Flows[]) => Flows = join): Flows {
    const stored = all.filter((each) => mayBeUnder(each, names));
    if (stored.length === 0) return NONE;
    const copies = stored.flatMap(({ isCopied, source }) => (isCopied && source.node.type === 'MemberExpression' ? [{ ...source, node: source.node.object }] : []));
    return join([this.#ofStored(copies.length > 0 ? stored.filter(({ isCopied }) => !isCopied) : stored, together, names.slice(1)), ...copies.map((source) => this.#hop(source, names))]);
  }

  #flowsOf(node: Node, scope: Scope): Flows {
    if (ENDS.has(node.type)) return NONE;
    if (node.type === 'Literal') return typeof node.value === 'string' ? nameFlows(node.value) : NONE;
    if (node.type === 'Identifier') return this.#ofName(node.name, node, scope);
    if (node.type === 'MemberExpression') return this.#ofMember(node, scope);
    if (spreadsStorage(node)) return STORAGE;
    const values = valuesOf(node);
    if (values) return eitherFlows(values.map((value) => this.#follow(value, scope)));
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return join(this.#partsOf(node, scope));
    return this.#calls.get(node) ?? this.#circles.pending(node) ?? this.#circles.ask(node, () => this.#ofCallAndParts(node, scope), this.#keepIn(this.#calls, node));
  }

  #keepIn<K>(answers: Map<K, Flows>, key: K): (flows: Flows, isCut: boolean) => void {
    return (flows, isCut) => {
      answers.set(key, flows);
      if (isCut) this.#partial.push(() => answers.delete(key));
    };
  }

  #partsOf(node: Node, scope: Scope): Flows[] {
    const children: Node[] = [];
    childrenOf(node, children);
    return children.map((child) => madeOf(this.#follow(child.type === 'Property' ? child.value : child, scope)));
  }

  #ofCallAndParts(node: Call, scope: Scope): Flows {
    // What a call makes is also made of what the functions that it gets give back: `list.map((x) => decode(x))`.
    const answers = givenBack(node, this.resolver.returnsOf(node.callee, scope).flatMap((source) => promised(source, this.resolver)), { scope, stored: this.stored });
    // What a function gives back that stands there itself is made there, and by way of no other.
    const returned = [...answers.map((source) => this.#hop(source)), ...node.arguments.flatMap((each) => this.resolver.returnsOf(each, scope).map((source) => (ENDS.has(each.type) ? this.#under(source.node, [], source.scope) : this.#hop(source))))];
    const started = startedWith(node, scope, this.resolver);
    const parts = isCutOut(node, scope, this.#handing) || isCutByModule(node, scope) ? [this.#follow((node.callee as ESTree.MemberExpression).object, scope)] : (started?.map((each) => madeOf(this.#follow(each, scope))) ?? this.#cutOfMemory(node.callee, scope) ?? this.#givenTo(node, scope));
    const flows = join([...parts, ...returned, this.#ofCall(node.callee, node.arguments, scope)]);
    return isMethod(withoutWrapping(node.callee), 'find', 'at', 'pop', 'shift') ? elementFlows(flows) : flows;
  }

  /** What stands in a file, also without its types. */
  readonly #handing: Handing = {
    reads: (call, scope) => call.type === 'CallExpression' && this.resolver.meaningsOf(call.callee, scope).some(READS_FILE),
    strips: ({ callee }, scope) => isMethod(callee, STRIPS_TYPES) && callee.type === 'MemberExpression' && this.resolver.meaningsOf(callee.object, scope).includes('module:module'),
    returnsOf: (callee, scope) => this.resolver.returnsOf(callee, scope),
  };

  /** `bytes.subarray(from, to)` of the memory of a module: where it stands there is no part of it. */
  #cutOfMemory(callee: Node, scope: Scope): Flows[] | null {
    const flows = isMethod(callee, 'subarray', 'slice') && callee.type === 'MemberExpression' ? this.#follow(callee.object, scope) : NONE;
    return flows.has('memory') ? [flows] : null;
  }

  /** Of arguments that a function only asks for some members, those. A variable of the environment whose name is computed is told where it is asked for. */
  #givenTo(call: Call, scope: Scope): Flows[] {
    const callable = call.type === 'CallExpression' && !call.arguments.some(({ type }) => type === 'SpreadElement') ? onlyFunction(call.callee, scope) : null;
    if (!callable) return this.#withoutLookUps(call, scope) ?? this.#partsOf(call, scope);
    const inside = this.resolver.returnsOf(call.callee, scope)[0]?.scope ?? null;
    return call.arguments.map((argument, index) => {
      const asked = ENDS.has(argument.type) ? null : askedMembers(callable, index, inside);
      return madeOf(asked && (!asked.has(COMPUTED) || this.#isEnvironment(argument, scope)) ? join([...asked].map((name) => (name === COMPUTED ? NONE : this.#under(argument, [name], scope)))) : this.#follow(argument, scope));
    });
  }

  /** The environment in which a function of another script only looks up single variables: what the others say that it gets, may be their names. */
  #withoutLookUps(call: Call, scope: Scope): Flows[] | null {
    const { ask, resolver } = this;
    const isLookedUp = (argument: Node, index: number): boolean => ask !== null && this.#isEnvironment(argument, scope) && isLookedUpByOwn(call.callee, index, { scope, resolver, ask });
    if (!call.arguments.some(isLookedUp)) return null;
    return [call.callee, ...call.arguments.filter((argument, index) => !isLookedUp(argument, index))].map((each) => variablesNamedBy(madeOf(this.#follow(each, scope))));
  }

  #isEnvironment(node: Node, scope: Scope): boolean {
    const meanings = this.resolver.meaningsOf(node, scope);
    return meanings.length === 1 && meanings[0] === 'process.env';
  }

  #ofCall(callee: Node, given: readonly Node[], scope: Scope): Flows {
    const meanings = this.resolver.meaningsOf(callee, scope);
    const flows = givenByCall({ callee, given, meanings }, scope, this.resolver);
    if (this.ask && answersOfOwn(callee, { scope, resolver: this.resolver, ask: this.ask })) flows.add('network');
    if (meanings.some((meaning) => DOWNLOADS.test(meaning))) flows.add(meanings.length === 1 && meanings[0] === 'fetch' && given[0] && isGiven(given[0], scope) && this.#follow(given[0], scope).size === 0 ? 'asked' : 'network');
    if (callee.type === 'Identifier' && callee.name === 'FormData' && given[0]) for (const flow of this.#under(given[0], ['elements'], scope)) flows.add(flow);
    if (given[0] && meanings.some(READS_FILE)) this.#ofFile(given[0], scope, flows);
    return flows;
  }

  #ofFile(path: Node, scope: Scope, flows: Set<Flow>): void {
    const shape = shapeOf(path, scope, this.resolver);
    const paths = this.#readPaths.pathsOf(path, scope);
    if (this.#isCredential(path, scope) || paths.some((each) => SECRET_PATH.test(each))) flows.add('credentials');
    if ([shape, ...paths].some((each) => SETTINGS_PATH.test(each))) flows.add('settings');
    if (/^\/etc\/(?:passwd|hosts|hostname)$/.test(this.resolver.constantOf(path, scope) ?? '')) flows.add('machine');
    if ([shape, ...paths].some((each) => NO_SCRIPT.test(each))) flows.add('unread');
    if ([shape, ...paths].some((each) => SESSION_FILE.test(each))) flows.add('chat session');
  }

  #isCredential(path: Node, scope: Scope): boolean {
    return CREDENTIAL_PATH.test(shapeOf(path, scope, this.resolver));
  }

  #ofName(name: string, node: Node, scope: Scope): Flows {
    const binding = scope.find(name);
    return binding ? join([this.#ofBinding(binding, node, scope), this.#storedIn(binding, null)]) : NONE;
  }

  /** What was put into an object or list, under one name or (null) any. */
  #storedIn(binding: Binding, name: string | null): Flows {
    const stored = this.stored.into(binding, name);
    if (stored.length === 0) return NONE;
    return this.#contents.get(stored) ?? this.#circles.pending(stored) ?? this.#circles.ask(stored, () => this.#ofStored(stored), this.#keepIn(this.#contents, stored));
  }

  /** What a name was given. */
  #ofBinding(binding: Binding, node: Node, scope: Scope): Flows {
    return this.#names.get(binding) ?? this.#circles.pending(binding) ?? this.#circles.ask(binding, () => this.#ofSources(binding, node, scope), this.#keepIn(this.#names, binding));
  }

  #ofSources(binding: Binding, node: Node, scope: Scope, names: readonly string[] = []): Flows {
    // What is added (`+=`) is a part of it, beside the others.
    const isAdded = (source: Source): boolean => source.how === 'passed' && node.type === 'Identifier' && source.scope.find(node.name) === binding;
    const given = binding.sources.map((source) => ({ isAdded: isAdded(source), flows: this.#ofSource(source, isAdded(source) ? [] : names) }));
    const joined = join([eitherFlows(given.filter((each) => !each.isAdded).map((each) => each.flows)), ...given.filter((each) => each.isAdded).map((each) => each.flows)]);
    const flows = new Set(binding.sources.some(({ how }) => how === 'passed') ? madeOf(joined) : joined);
    if (names.length > 0) return flows;
    const meanings = this.resolver.meaningsOf(node, scope);
    if (meanings.includes('process.env')) flows.add('environment');
    if (meanings.includes('document.cookie')) flows.add('cookies');
    return flows;
  }

  #ofSource(source: Source, names: readonly string[] = []): Flows {
    if (source.how === 'import' || source.how === 'function') return NONE;
    const keys = source.keys.flatMap((each) => this.resolver.keyOf(each, source.scope) ?? []);
    const inner = keys.length === source.keys.length ? [...keys, ...names] : [];
    if (source.how === 'event') return this.#ofEvent(source, inner);
    if (source.how === 'callback' && givesEveryField(source.node, inner)) return FIELDS;
    if (source.how === 'callback' && source.node.type === 'CallExpression') return this.#ofCallback(source.node, source.scope, inner);
    const key = source.keys.at(-1);
    if (key && this.resolver.meaningsOf(source.node, source.scope).includes('process.env')) return this.#ofVariable(this.resolver.keyOf(key, source.scope), key.node, source.scope);
    // Letter by letter, a text becomes another one in the same function.
    return source.how === 'passed' && !(source.added && isMadeOfLetters(source.node)) ? this.#hop(source, inner) : this.#under(source.node, inner, source.scope);
  }

  #ofStored(stored: readonly Stored[], together: (parts: readonly Flows[]) => Flows = join, names: readonly string[] = []): Flows {
    const flows = together(stored.map(({ source, isWhole }) => this.#hop(source, isWhole ? names : [])));
    const made = stored.some(({ source }) => source.how === 'passed') ? madeOf(flows) : flows;
    return stored.some(({ name, source }) => name === null && isCiphered(source.node)) ? join([made, CHARACTERS]) : made;
  }

  #hop(source: Source, names: readonly string[] = []): Flows {
    if (this.#hops >= MOST_HOPS) {
      this.#circles.cut();
      return NONE;
    }
    this.#hops++;
    try {
      return this.#under(source.node, names, source.scope);
    } finally {
      this.#hops--;
    }
  }

  /** `socket.onmessage = (event) => …`, `document.onkeydown = (event) => …` */
  #ofEvent({ node, scope }: Source, names: readonly string[]): Flows {
    if (node.type === 'MemberExpression' && KEY_LISTENER.test(this.resolver.nameOf(node, scope) ?? '')) return BESIDE_KEYS.has(names[0] ?? '') ? NONE : new Set(['keyboard']);
    const owners = node.type === 'MemberExpression' ? this.resolver.meaningsOf(node.object, scope) : [];
    if (!owners.some((owner) => CONNECTIONS.has(owner))) return NONE;
    return new Set([node.type === 'MemberExpression' && isOwnOrigin(node.object, scope) ? 'origin' : 'network']);
  }

  /** What a call passes to a function that it gets. */
  #ofCallback(call: ESTree.CallExpression, scope: Scope, names: readonly string[]): Flows {
    const meanings = this.resolver.meaningsOf(call.callee, scope);
    const [first] = call.arguments;
    const listens = meanings.some((meaning) => meaning.endsWith('.addEventListener')) || (call.callee.type === 'MemberExpression' && meanings.length === 0);
    if (listens && first && /^key(?:down|press|up)$/.test(this.resolver.constantOf(first, scope) ?? '')) return BESIDE_KEYS.has(names[0] ?? '') ? NONE : new Set(['keyboard']);
    if (tellsTyped(call.callee, first ? this.resolver.constantOf(first, scope) : null, names)) return TYPED;
    if (tellsDocuments(call.callee, names)) return new Set(['documents']);
    if (tellsMessages(call.callee, first ? this.resolver.constantOf(first, scope) : null)) return new Set(['history']);
    return tellsVisits(call.callee) ? new Set(['visits']) : this.#follow(call, scope);
  }

  /** One variable of the environment is a setting, or the key of somebody; a variable whose name is computed may be any of them. */
  #ofVariable(name: string | null, node: Node, scope: Scope): Flows {
    if (name === null) return variablesNamedBy(this.#follow(node, scope));
    const flow = variableFlow(name);
    return flow === null ? NONE : new Set([flow]);
  }

  #ofMember(node: ESTree.MemberExpression, scope: Scope): Flows {
    if (isFieldsOfLogin(node, scope)) return FIELDS;
    const meanings = this.resolver.meaningsOf(node, scope);
    if (meanings.includes('process.env')) return new Set(['environment']);
    if (meanings.includes('document.cookie')) return new Set(['cookies']);
    const whole = this.resolver.meaningsOf(node.object, scope);
    // One cookie that was looked for is a setting too.
    const name = this.resolver.nameOf(node, scope);
    if (whole.includes('process.env')) return this.#ofVariable(name, node.property, scope);
    if (whole.includes('document.cookie')) return NONE;
    if (whole.includes('new XMLHttpRequest') || name === 'responseText') return new Set(['network']);
    const object = withoutWrapping(node.object);
    if (isMemoryOfModule(node)) return inMemory(this.#follow(object, scope));
    if (object.type === 'ThisExpression') return name === null ? NONE : join([this.#ofStored(this.stored.field(name), eitherFlows), ...this.resolver.got(name).map((source) => this.#hop(source))]);
    if (name !== null && /^\d+$/.test(name)) {
      const part = this.#parts.of(object, name, scope);
      return part ? this.#follow(part.node, part.scope) : elementFlows(this.#follow(object, scope));
    }
    return name === null ? this.#follow(object, scope) : this.#under(object, [name], scope);
  }
}

const DOWNLOADS = new RegExp(String.raw`^(?:fetch|WebSocket|module:ws|module:socket\.io-client(?:\.(?:io|connect))?|module:(?:${HTTP_CLIENTS}|${MESSENGERS})(?:\.\w+)?|module:https?\.(?:get|request)|module:(?:net|tls|http2)\.(?:connect|createConnection|Socket)|module:dgram\.createSocket|module:dns(?:\/promises)?\.(?:promises\.)?resolve(?:Txt|Any))$`);
const CONNECTIONS: ReadonlySet<Meaning> = new Set(['new WebSocket', 'new XMLHttpRequest', 'new EventSource']);
/** What Node.js makes a script of a source in TypeScript with. */
const STRIPS_TYPES = 'stripTypeScriptTypes';
const READS_FILE = (meaning: Meaning): boolean => /^module:fs(?:\/promises)?\.(?:read|createReadStream|open|copyFile)/.test(meaning);

/** What a pressed key is told with, and does not tell it. */
const BESIDE_KEYS = new Set(['type', 'timeStamp', 'repeat', 'altKey', 'ctrlKey', 'metaKey', 'shiftKey', 'isTrusted', 'isComposing']);
const KEY_LISTENER = /^onkey(?:down|press|up)$/;
/** What answers an object with the members of what it gets. */
const GIVES_MEMBERS: ReadonlySet<Meaning> = new Set(['Object.assign', 'Object.freeze', 'Object.seal']);
const COMPARES = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const TELLS = new Set(['!', 'typeof', 'void', 'delete']);

/** Parts whose value an expression has, where that is not every part: what is only compared or asked for goes nowhere. */
function valuesOf(node: Node): readonly Node[] | null {
  switch (node.type) {
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return node.operator === '&&' ? [node.right] : [node.left, node.right];
    case 'BinaryExpression':
      return COMPARES.has(node.operator) ? [] : null;
    case 'UnaryExpression':
      return TELLS.has(node.operator) ? [] : null;
    default:
      return null;
  }
}
