import type { ESTree } from 'meriyah';
import { Circles } from './circles.js';
import { reveals, spellsOut } from './decoding.js';
import { withoutWrapping } from './expressions.js';
import { eitherFlows, elementFlows, joinedFlows as join, madeOf, nameFlows, NO_FLOWS, pathFlows, variableFlow, variablesNamedBy } from './flow-sets.js';
import type { Flow, Flows } from './flow-sets.js';
import type { Meaning } from './meaning.js';
import { memberPath, tellsDocuments, tellsVisits } from './member-paths.js';
import { PartReader } from './parts.js';
import { PathReader } from './paths.js';
import type { Resolver } from './resolve.js';
import type { Binding, Scope, Source } from './scope.js';
import { HTTP_CLIENTS } from '../clients.js';
import { CREDENTIAL_PATH, NO_SCRIPT } from '../places.js';
import { shapeOf } from './shape.js';
import type { Stored, StoredValues } from './stored.js';
import { childrenOf } from './children.js';
import type { Node } from './tree.js';

type Call = ESTree.CallExpression | ESTree.NewExpression;

const DEEPEST = 60;
/** Functions that a value is followed through, in or out: in a large script, everything is connected with everything after a few more. */
const MOST_HOPS = 3;
/** Expressions of one script that are looked at, so that time stays linear; what runs or sends is still told, only not from where. */
const MOST_STEPS = 200_000;
const NONE = NO_FLOWS;
const LOST: Flows = new Set(['lost']);
const ENDS = new Set(['FunctionExpression', 'ArrowFunctionExpression', 'ClassExpression']);

/** Answers what may flow into expressions of one script, through names, members, calls and parameters, in no order. */
export class FlowReader {
  readonly #names = new Map<Binding, Flows>();
  readonly #calls = new Map<Node, Flows>();
  #depth = 0;
  #hops = 0;
  #steps = 0;
  readonly #circles = new Circles<Flows>({ empty: NONE, join: (some, others) => join([some, others]), size: ({ size }) => size });
  readonly #contents = new Map<readonly Stored[], Flows>();
  /** Answers that were not followed to their end, and are only remembered for this question. */
  readonly #partial: (() => void)[] = [];
  readonly #paths: PathReader;
  readonly #parts: PartReader;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues) {
    this.#paths = new PathReader(resolver, stored);
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
    if (this.#steps++ > MOST_STEPS || this.#circles.lost) return LOST;
    if (this.#depth > DEEPEST) {
      this.#circles.cut();
      return NONE;
    }
    this.#depth++;
    try {
      return this.#flowsOf(withoutWrapping(node), scope);
    } finally {
      this.#depth--;
    }
  }

  #flowsOf(node: Node, scope: Scope): Flows {
    if (ENDS.has(node.type)) return NONE;
    if (node.type === 'Literal') return typeof node.value === 'string' ? nameFlows(node.value) : NONE;
    if (node.type === 'Identifier') return this.#ofName(node.name, node, scope);
    if (node.type === 'MemberExpression') return this.#ofMember(node, scope);
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
    const returned = [node.callee, ...node.arguments].flatMap((each) => this.resolver.returnsOf(each, scope)).map((source) => this.#hop(source));
    const parts = isCutOut(node, scope) ? [] : this.#partsOf(node, scope);
    const flows = join([...parts, ...returned, this.#ofCall(node.callee, node.arguments, scope)]);
    return isMethod(withoutWrapping(node.callee), 'find', 'at', 'pop', 'shift') ? elementFlows(flows) : flows;
  }

  #ofCall(callee: Node, given: readonly Node[], scope: Scope): Flows {
    const meanings = this.resolver.meaningsOf(callee, scope);
    const flows = new Set<Flow>();
    if (meanings.some((meaning) => meaning.startsWith('navigator.clipboard.read'))) flows.add('clipboard');
    const decoders = meanings.filter((meaning) => UNPACKS.test(meaning) || (reveals(meaning, given.map((each) => this.resolver.constantOf(each, scope))) && !(UNESCAPES.has(meaning) && isEscaped(given[0], scope))));
    if (decoders.length > 0) flows.add('decoded');
    if (decoders.some((meaning) => !UNESCAPES.has(meaning))) flows.add('opaque');
    if (meanings.some(spellsOut)) flows.add('characters');
    if (meanings.some((meaning) => DOWNLOADS.test(meaning))) flows.add(meanings.length === 1 && meanings[0] === 'fetch' && given[0] && isGiven(given[0], scope) && this.#follow(given[0], scope).size === 0 ? 'asked' : 'network');
    if (meanings.includes('module:os.hostname')) flows.add('hostname');
    if (meanings.some((meaning) => MACHINE.test(meaning))) flows.add('machine');
    if (meanings.includes('module:os.tmpdir')) flows.add('temporary');
    if (isMethod(callee, 'querySelector', 'querySelectorAll') && given[0] && PASSWORD_FIELD.test(this.resolver.constantOf(given[0], scope) ?? '')) flows.add('keyboard');
    if (isMethod(callee, 'querySelectorAll', 'getElementsByTagName') && given[0] && EVERY_FIELD.test(this.resolver.constantOf(given[0], scope) ?? '')) flows.add('fields');
    if (memberPath(callee).endsWith('authentication.getSession')) flows.add('secret GitHub');
    if (isWholeStorage(callee, given[0], scope)) flows.add('storage');
    if (isCookieJar(callee)) flows.add('cookies');
    if (meanings.some(READS_FILE) && given[0] && this.#isCredential(given[0], scope)) flows.add('credentials');
    if (meanings.some(READS_FILE) && given[0] && SETTINGS_PATH.test(shapeOf(given[0], scope, this.resolver))) flows.add('settings');
    if (meanings.some(READS_FILE) && given[0] && /^\/etc\/(?:passwd|hosts|hostname)$/.test(this.resolver.constantOf(given[0], scope) ?? '')) flows.add('machine');
    if (meanings.some(READS_FILE) && given[0] && NO_SCRIPT.test(shapeOf(given[0], scope, this.resolver))) flows.add('unread');
    return flows;
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

  #ofSources(binding: Binding, node: Node, scope: Scope): Flows {
    // What is added (`+=`) is a part of it, beside the others.
    const isAdded = (source: Source): boolean => source.how === 'passed' && node.type === 'Identifier' && source.scope.find(node.name) === binding;
    const given = binding.sources.map((source) => ({ isAdded: isAdded(source), flows: this.#ofSource(source) }));
    const joined = join([eitherFlows(given.filter((each) => !each.isAdded).map((each) => each.flows)), ...given.filter((each) => each.isAdded).map((each) => each.flows)]);
    const flows = new Set(binding.sources.some(({ how }) => how === 'passed') ? madeOf(joined) : joined);
    const meanings = this.resolver.meaningsOf(node, scope);
    if (meanings.includes('process.env')) flows.add('environment');
    if (meanings.includes('document.cookie')) flows.add('cookies');
    return flows;
  }

  #ofSource(source: Source): Flows {
    if (source.how === 'import' || source.how === 'function') return NONE;
    if (source.how === 'event') return this.#ofEvent(source);
    if (source.how === 'callback' && source.node.type === 'CallExpression') return this.#ofCallback(source.node, source.scope);
    const key = source.keys.at(-1);
    if (key && this.resolver.meaningsOf(source.node, source.scope).includes('process.env')) return this.#ofVariable(this.resolver.keyOf(key, source.scope), key.node, source.scope);
    const part = source.keys.length === 1 && key ? this.#parts.of(source.node, this.resolver.keyOf(key, source.scope), source.scope) : null;
    if (part) return this.#follow(part.node, part.scope);
    return source.how === 'passed' ? this.#hop(source) : this.#follow(source.node, source.scope);
  }

  #ofStored(stored: readonly Stored[], together: (parts: readonly Flows[]) => Flows = join): Flows {
    const flows = together(stored.map(({ source }) => this.#hop(source)));
    return stored.some(({ source }) => source.how === 'passed') ? madeOf(flows) : flows;
  }

  #hop(source: Source): Flows {
    if (this.#hops >= MOST_HOPS) {
      this.#circles.cut();
      return NONE;
    }
    this.#hops++;
    try {
      return this.#follow(source.node, source.scope);
    } finally {
      this.#hops--;
    }
  }

  /** `socket.onmessage = (event) => …` */
  #ofEvent({ node, scope }: Source): Flows {
    const owners = node.type === 'MemberExpression' ? this.resolver.meaningsOf(node.object, scope) : [];
    return owners.some((owner) => CONNECTIONS.has(owner)) ? new Set(['network']) : NONE;
  }

  /** What a call passes to a function that it gets. */
  #ofCallback(call: ESTree.CallExpression, scope: Scope): Flows {
    const meanings = this.resolver.meaningsOf(call.callee, scope);
    const [first] = call.arguments;
    const listens = meanings.some((meaning) => meaning.endsWith('.addEventListener')) || (call.callee.type === 'MemberExpression' && meanings.length === 0);
    if (listens && first && /^key(?:down|press|up)$/.test(this.resolver.constantOf(first, scope) ?? '')) return new Set(['keyboard']);
    if (tellsDocuments(call.callee)) return new Set(['documents']);
    return tellsVisits(call.callee) ? new Set(['visits']) : this.#follow(call, scope);
  }

  /** One variable of the environment is a setting, or the key of somebody; a variable whose name is computed may be any of them. */
  #ofVariable(name: string | null, node: Node, scope: Scope): Flows {
    if (name === null) return variablesNamedBy(this.#follow(node, scope));
    const flow = variableFlow(name);
    return flow === null ? NONE : new Set([flow]);
  }

  #ofMember(node: ESTree.MemberExpression, scope: Scope): Flows {
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
    if (object.type === 'ThisExpression') return name === null ? NONE : this.#ofStored(this.stored.field(name), eitherFlows);
    const binding = object.type === 'Identifier' ? scope.find(object.name) : null;
    const part = this.#parts.of(object, name, scope);
    if (part) return join([this.#follow(part.node, part.scope), binding ? this.#storedIn(binding, name) : NONE]);
    if (name !== null && /^\d+$/.test(name)) return elementFlows(this.#follow(object, scope));
    return binding ? join([this.#ofBinding(binding, object, scope), this.#storedIn(binding, name)]) : this.#follow(object, scope);
  }
}

const DOWNLOADS = new RegExp(String.raw`^(?:fetch|WebSocket|module:ws|module:socket\.io-client(?:\.(?:io|connect))?|module:(?:${HTTP_CLIENTS})(?:\.\w+)?|module:https?\.(?:get|request)|module:(?:net|tls)\.(?:connect|createConnection|Socket))$`);
const CONNECTIONS: ReadonlySet<Meaning> = new Set(['new WebSocket', 'new XMLHttpRequest', 'new EventSource']);
const MACHINE = /^module:os\.(?:userInfo|networkInterfaces)$/;
const PASSWORD_FIELD = /type\s*=\s*["']?password/i;
/** What opens text that was encrypted or packed. */
const UNPACKS = /^module:(?:crypto\.createDecipher(?:iv)?|zlib\.(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress)(?:Sync)?)$/;
/** Where projects keep their keys. */
const SETTINGS_PATH = /(?:^|[\\/\0])\.env(?:\.[\w-]+)?$/;
/** Selectors of fields, whichever. */
const EVERY_FIELD = /^(?:form\s+)?(?:input|textarea|select)(?:\s*,|$)/i;
const READS_FILE = (meaning: Meaning): boolean => /^module:fs(?:\/promises)?\.(?:read|createReadStream|open|copyFile)/.test(meaning);

const COMPARES = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const UNESCAPES: ReadonlySet<Meaning> = new Set(['unescape', 'decodeURIComponent']);
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

/** Of `unescape(encodeURIComponent(x))` and `decodeURIComponent(escape(x))`: between letters and their bytes, which hides nothing. */
function isEscaped(given: Node | undefined, scope: Scope): boolean {
  if (given?.type !== 'CallExpression' || given.callee.type !== 'Identifier') return false;
  const { name } = given.callee;
  return (name === 'encodeURIComponent' || name === 'escape') && scope.find(name) === null;
}

/** A piece of a text that only callers from elsewhere give: where it stands in there is no part of it, as it is of letters that a script chooses from its own. */
function isCutOut({ callee, arguments: given }: Call, scope: Scope): boolean {
  if (!isMethod(callee, 'slice', 'substring') || callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || given.length !== 2) return false;
  const text = scope.find(callee.object.name);
  return text?.sources.every((source) => source.node.type === 'Identifier' && source.scope.find(source.node.name) === text) ?? false;
}

/** A parameter that nothing in this script gives a value, but a policy of the page that says which addresses may be loaded. */
function isGiven(address: Node, scope: Scope): boolean {
  if (address.type !== 'Identifier') return false;
  const isAllowed = (value: Node): boolean => value.type === 'CallExpression' && isMethod(value.callee, 'createScriptURL') && value.arguments[0]?.type === 'Identifier' && value.arguments[0].name === address.name;
  if (!scope.find(address.name)?.sources.every(({ how, node }) => how === 'event' || isAllowed(node))) return false;
  for (let around: Scope | null = scope; around; around = around.parent) {
    if (around.own(address.name)) return around.callable?.params.some((each) => each.type === 'Identifier' && each.name === address.name) ?? false;
  }
  return false;
}

function isMethod(callee: Node, ...names: string[]): boolean {
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && !callee.computed && names.includes(callee.property.name);
}

/** `chrome.cookies.getAll`, `browser.cookies.getAll`: the cookies of every site. */
function isCookieJar(callee: Node): boolean {
  return isMethod(callee, 'getAll') && callee.type === 'MemberExpression' && isMethod(callee.object, 'cookies');
}

/** `localStorage.getItem(localStorage.key(i))`: of what a page keeps, whatever there is. */
function isWholeStorage(callee: Node, name: Node | undefined, scope: Scope): boolean {
  const storage = /(?:^|\.)((?:local|session)Storage)\.getItem$/.exec(memberPath(callee))?.[1];
  if (storage === undefined || name?.type !== 'Identifier') return false;
  return (scope.find(name.name)?.sources ?? []).some(({ node }) => node.type === 'CallExpression' && memberPath(node.callee).endsWith(`${storage}.key`));
}
