import type { ESTree } from 'meriyah';
import type { Argument, Use } from '../code.js';
import { namesPlace } from '../places.js';
import { currencyOf } from '../wallets.js';
import { ArgumentReader } from './arguments.js';
import { asksModule } from './asked.js';
import { looksLikeCopy } from './copies.js';
import { DECODERS } from './decoding.js';
import { onlySource, operands, propertyOf, spread, withoutWrapping } from './expressions.js';
import type { Meaning } from './meaning.js';
import { oddOfBot } from './bots.js';
import { appliedLoader, isSame, mayBindItself } from './bound.js';
import { toldByPath } from './member-paths.js';
import { mergesUnguarded } from './merging.js';
import { neverComesBack } from './endless.js';
import { handsOnKeys } from './hooked.js';
import { isAnswered, putsTextIntoPages } from './injected.js';
import { handedToOwn } from './own-functions.js';
import type { OfInterest } from './own-functions.js';
import { askedForClass, isWrittenOut } from './realms.js';
import { Resolver } from './resolve.js';
import type { Declarations, Returns, Site } from './declarations.js';
import { handsOverEnvironment, payeeOf, POSTS } from './posted.js';
import type { Scope } from './scope.js';
import { shapeOf, UNKNOWN } from './shape.js';
import { standsForRequire } from './stand-ins.js';
import { StoredValues } from './stored.js';
import type { Node } from './tree.js';
import { isWantedCall, HANDED_ON, INNER_PARTS, LOADERS, SINKS } from './wanted.js';

/** Something that a script does, at an offset in its text. */
export interface Seen extends Pick<Use, 'what' | 'how' | 'arguments'> {
  start: number;
}

/** A text in a script that names a place outside of it. */
export interface SeenText {
  /** With `\0` for each part that is only known at run time. */
  shape: string;
  start: number;
  /** Another text is asked whether it begins with it. */
  asked?: true;
}

/** What a script calls, writes and imports, and the paths (`./x`) that it loads, from the places of interest in it. Aliases are followed, nothing is run. `read`: where the texts begin that are read as scripts. `lost`: some lead too far, and that is not all. */
export function usesOf(sites: readonly Site[], returns: Returns, { stored, packed, ask }: Pick<Declarations, 'stored' | 'packed'> & { ask: OfInterest | null }, read: ReadonlySet<number>): { seen: Seen[]; links: string[]; texts: SeenText[]; lost: boolean } {
  const values = new StoredValues(stored);
  const resolver = new Resolver(returns, values, packed);
  const reader = new UseReader(resolver, values, { enclosed: read, ask });
  for (const site of sites) reader.read(site);
  return { seen: reader.seen, links: reader.links, texts: reader.texts, lost: resolver.lost };
}

const TIMERS = new Set(['setTimeout', 'setInterval']);
const WORKERS = new Set(['Worker', 'SharedWorker']);
/** As bundlers begin the address of a worker that they ship within a script. */
const SCRIPT_IN_BASE64 = 'data:text/javascript;base64,';
const WRITABLE: ReadonlySet<Meaning> = new Set(['module:http.request()', 'module:https.request()', 'new interpreter.stdin']);
const BODIES: ReadonlySet<Meaning> = new Set(['module:http.request().write', 'module:http.request().end', 'module:https.request().write', 'module:https.request().end', 'new WebSocket.send']);
const METHODS = new Set(['call', 'apply', 'bind', '_compile']);
const MAKES_TEXT: ReadonlySet<Meaning> = new Set([...DECODERS, 'module:path.join', 'module:path.resolve']);

const TEXT_OF_SCRIPT = new Set(['text', 'textContent', 'innerText', 'innerHTML']);
const HOLDS_ARGUMENT = new Set(['ReturnStatement', 'SpreadElement', 'ThrowStatement', 'YieldExpression']);

/** Modules of Node.js that reach nothing outside of the script, by whatever way they are loaded. */
const HARMLESS = /^(?:node:)?(?:assert|async_hooks|buffer|events|path|perf_hooks|punycode|querystring|string_decoder|timers|tty|url|util)$/;

interface Call {
  what: Meaning;
  given: readonly Node[];
}

class UseReader {
  readonly seen: Seen[] = [];
  readonly links: string[] = [];
  readonly texts: SeenText[] = [];
  readonly #arguments: ArgumentReader;
  /** Parts of a text that was read whole. */
  readonly #done = new Set<Node>();
  /** Calls whose answer is only asked for a class. */
  readonly #asked = new Set<Node>();
  /** Texts that others are asked whether they begin with. */
  readonly #starts = new Set<Node>();

  constructor(private readonly resolver: Resolver, stored: StoredValues, private readonly about: { enclosed: ReadonlySet<number>; ask: OfInterest | null }) {
    this.#arguments = new ArgumentReader(resolver, stored);
  }

  read({ node, scope }: Site): void {
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        return this.#readCall(node, scope);
      case 'TaggedTemplateExpression':
        for (const what of this.resolver.meaningsOf(node.tag, scope)) this.#call({ what, given: [node.quasi] }, node, scope);
        return;
      case 'ImportExpression':
        return this.#call({ what: 'import', given: [node.source] }, node, scope);
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return node.source ? this.#call({ what: 'import', given: [node.source] }, node, scope) : undefined;
      case 'Literal':
      case 'TemplateLiteral':
      case 'BinaryExpression':
        return this.#readText(node, scope);
      case 'AssignmentExpression':
        return this.#readAssignment(node, scope);
      case 'MemberExpression':
        return this.#readMember(node, scope);
      case 'ForStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#see({ what: 'endless loop', how: 'value', arguments: [] }, node);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#readLoop(node, scope);
      default:
        return this.#readValue(node, scope);
    }
  }

  #readCall(node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const callee = withoutWrapping(node.callee);
    const meanings = this.resolver.meaningsOf(callee, scope);
    const method = callee.type === 'MemberExpression' ? this.resolver.nameOf(callee, scope) : null;
    if (scope.owner === null && neverComesBack(callee, scope)) this.#see({ what: 'endless loop', how: 'value', arguments: [] }, node);
    if (this.#asked.has(node)) this.#see({ what: 'constructor', how: 'value', arguments: [] }, node);
    else if (!this.#isCopy(node, scope)) for (const what of meanings) this.#readMeaning(what, node, scope);
    if (method === 'require' && HARMLESS.test((node.arguments[0] && this.resolver.constantOf(node.arguments[0], scope)) ?? '')) this.#done.add(callee);
    if (callee.type === 'MemberExpression' && method !== null && METHODS.has(method)) this.#readMethod(method, callee.object, node, scope);
    if (callee.type === 'MemberExpression' && method !== null) this.#readElement(method, callee.object, node, scope);
    const told = toldByPath(callee);
    if (told) this.#see({ what: told, how: 'call', arguments: [...node.arguments, ...node.arguments.slice(0, 2).flatMap(addressIn)].map((each) => this.#arguments.of(each, scope, true)) }, node);
    if (method !== null && POSTS.has(method) && handsOverEnvironment(node, scope, this.resolver)) this.#see({ what: 'posted environment', how: 'call', arguments: [] }, node);
    if (meanings.some((what) => BODIES.has(what)) && callee.type === 'MemberExpression' && node.arguments[0]) this.#see({ what: 'request body', how: 'call', arguments: [this.#arguments.of(node.arguments[0], scope, true), ...this.#arguments.ofOpener(callee.object, scope)] }, node);
    const odd = oddOfBot(node, method, (each) => this.#arguments.flowsOf(each, scope).has('decoded'));
    if (odd) this.#see({ what: odd, how: 'value', arguments: [] }, node);
    if (this.about.ask) this.#readOwn(handedToOwn(callee, node.arguments, { scope, resolver: this.resolver, ask: this.about.ask }), node, scope);
    if (method === 'startsWith') for (const start of node.arguments) this.#starts.add(start);
    if (method === 'pipe' && callee.type === 'MemberExpression') this.#readPipe(callee.object, node, scope);
    if (method === 'executeScript' && putsTextIntoPages(node, scope)) this.#see({ what: 'scripting.executeScript', how: 'call', arguments: [] }, node);
    if (method === 'binding' && meanings.length === 0) this.#readBinding(node, scope);
    this.#handOn(node, callee, scope);
    if (callee.type === 'MemberExpression') this.#readCallbacks(callee.object, node, scope);
    // Text that only a call makes readable: what was hidden counts as if it were written out.
    if (meanings.some((what) => MAKES_TEXT.has(what)) || method === 'join' || method === 'concat' || method === 'toString') this.#text(node, shapeOf(node, scope, this.resolver));
    // The parts of a path are read as the whole: `.ssh` in `~/.ssh/tool/cache` is no secret.
    if (meanings.some((what) => what === 'module:path.join' || what === 'module:path.resolve')) for (const part of node.arguments) this.#done.add(part);
  }

  #readOwn(given: readonly Node[], node: Node, scope: Scope): void {
    if (given.length > 0) this.#see({ what: 'own function', how: 'call', arguments: given.map((each) => this.#arguments.of(each, scope, true)) }, node);
  }

  /** What a call gets goes on, but for a loader of modules that is itself called there, and keys that are only asked about. */
  #handOn(node: ESTree.CallExpression | ESTree.NewExpression, callee: Node, scope: Scope): void {
    const loader = appliedLoader(node, scope, this.resolver);
    const isAsked = asksModule(callee, scope, this.resolver);
    const isOnlyKey = (argument: Node): boolean => this.resolver.meaningsOf(withoutWrapping(argument), scope).every((what) => what.startsWith('secret '));
    for (const argument of node.arguments) if (argument !== loader && !(isAsked && isOnlyKey(argument))) this.#value(argument, scope);
  }

  /** A copy, unless it gets what comes from somewhere. */
  #isCopy(node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): boolean {
    return looksLikeCopy(node, scope, this.resolver) && node.arguments.every((argument) => this.#arguments.flowsOf(argument, scope).size === 0);
  }

  /** Calls that put a script into a page, or a worker behind it. */
  #readElement(method: string, object: Node, node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const [first, second] = node.arguments;
    if (!first) return;
    const inner = withoutWrapping(object);
    const loads = method === 'addModule' || (method === 'register' && inner.type === 'MemberExpression' && this.resolver.nameOf(inner, scope) === 'serviceWorker');
    if (loads) this.#call({ what: 'importScripts', given: [first] }, node, scope);
    if (!second) return;
    if (method === 'setAttribute' && this.resolver.meaningsOf(object, scope).includes('script-element') && this.resolver.constantOf(first, scope)?.toLowerCase() === 'src') this.#script('src', second, node, scope);
    if (method === 'setAttribute' && /^on[a-z]+$/i.test(this.resolver.constantOf(first, scope) ?? '')) this.#script('text', second, node, scope);
    if (method !== 'assign' || second.type !== 'ObjectExpression' || !this.resolver.meaningsOf(first, scope).includes('script-element')) return;
    for (const property of second.properties) if (property.type === 'Property') this.#script(this.resolver.keyOf({ node: property.key, computed: property.computed }, scope), property.value, node, scope);
  }

  /** What a script element gets: where its text is, or its text. */
  #script(name: string | null, value: Node, node: Node, scope: Scope): void {
    const what = name === 'src' ? 'script-element.src' : name !== null && TEXT_OF_SCRIPT.has(name) ? 'script-element.text' : null;
    if (what) this.#see({ what, how: 'write', arguments: [this.#arguments.of(value, scope, what === 'script-element.src')] }, node);
    if (what === 'script-element.text' && this.#arguments.flowsOf(value, scope).has('kept')) this.#see({ what: 'kept script', how: 'write', arguments: [] }, node);
    if (name === 'src' && isAnswered(value, scope)) this.#see({ what: 'answered script', how: 'write', arguments: [] }, node);
  }

  /** `answer.then(eval)`, `texts.map(eval)`: what is called gets what the object holds. */
  #readCallbacks(object: Node, node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    if (isWrittenOut(node, scope) || this.resolver.meaningsOf(object, scope).some((what) => what === 'Object' || what === 'Reflect')) return;
    for (const argument of node.arguments) {
      if (argument.type !== 'Identifier') continue;
      for (const what of this.resolver.meaningsOf(argument, scope)) if (what === 'eval' || what === 'Function') this.#call({ what, given: [object] }, node, scope);
    }
  }

  #readBinding(node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const [first] = node.arguments;
    if (first && INNER_PARTS.test(this.resolver.constantOf(first, scope) ?? '')) this.#call({ what: 'process.binding', given: node.arguments }, node, scope);
  }

  #readMeaning(what: Meaning, node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const given = node.arguments;
    if (what !== 'Reflect.apply' && what !== 'Reflect.construct') return this.#call({ what, given }, node, scope);
    const [target] = given;
    if (!target) return;
    const passed = spread(what === 'Reflect.apply' ? given[2] : given[1]);
    for (const each of this.resolver.meaningsOf(target, scope)) this.#call({ what: each, given: passed }, node, scope);
  }

  /** What is called through `.call` and `.apply`. */
  #readMethod(method: string, object: Node, node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    if (method === '_compile') return this.#call({ what: '_compile', given: node.arguments }, node, scope);
    const inner = withoutWrapping(object);
    if (method === 'call' && inner.type === 'MemberExpression' && this.resolver.nameOf(inner, scope) === '_compile') return this.#call({ what: '_compile', given: node.arguments.slice(1) }, node, scope);
    const passed = method !== 'apply' ? node.arguments.slice(1) : spread(node.arguments[1]);
    // What `bind` is given is given to every call that follows; without anything, those are seen themselves.
    if (method === 'bind' && passed.length === 0) return;
    // What stands in the place of another function calls that for its callers.
    const isForCallers = method !== 'bind' && node.arguments[0]?.type === 'ThisExpression';
    const isStandIn = method === 'apply' && standsForRequire(node, scope, this.resolver);
    for (const what of this.resolver.meaningsOf(object, scope)) if (!(isForCallers && what === 'process.binding().member') && !(isStandIn && what === 'require')) this.#call({ what, given: passed }, node, scope);
  }

  /** `from.pipe(request)` writes all of it, to where the request goes; into an interpreter, it is run. Of a bare connection and a shell, their being together tells. */
  #readPipe(from: Node, { arguments: [to] }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const target = to && withoutWrapping(to);
    const whats = target ? this.resolver.meaningsOf(target, scope).filter((what) => WRITABLE.has(what)) : [];
    if (!target || whats.length === 0 || (whats.includes('new interpreter.stdin') && this.resolver.meaningsOf(from, scope).length > 0)) return;
    for (const what of whats) this.#see({ what: `${what}.write`, how: 'call', arguments: [this.#arguments.of(from, scope, true), ...this.#arguments.ofOpener(target, scope)] }, target);
  }

  #readValue(node: Node, scope: Scope): void {
    if (node.type === 'Property') this.#readProperty(node, scope);
    else if (node.type === 'ExportDefaultDeclaration') this.#value(node.declaration, scope);
    else if (node.type === 'ArrayExpression') this.#readArray(node, scope);
    else if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass) this.#readParent(node.superClass, node, scope);
    else if (node.type === 'PropertyDefinition' && node.value) this.#value(node.value, scope);
    else if (HOLDS_ARGUMENT.has(node.type)) this.#held(node, scope);
  }

  /** Whose parent is `Function` makes functions of text. */
  #readParent(parent: Node, node: Node, scope: Scope): void {
    const what = this.resolver.meaningsOf(parent, scope).find((meaning) => meaning === 'Function' || meaning === 'async-constructor');
    if (what) this.#see({ what, how: 'call', arguments: [{ constant: null, text: false, shape: UNKNOWN, flows: [] }] }, node);
  }

  #held(node: Node, scope: Scope): void {
    const { argument } = node as { argument?: Node | null };
    if (argument) this.#value(argument, scope);
  }

  #readArray(node: ESTree.ArrayExpression, scope: Scope): void {
    if (WASM_BYTES.every((byte, index) => isNumber(node.elements[index], byte))) this.#see({ what: 'wasm-bytes', how: 'value', arguments: [] }, node);
    for (const element of node.elements) if (element) this.#value(element, scope);
  }

  #readProperty(node: ESTree.Property, scope: Scope): void {
    const name = this.resolver.keyOf({ node: node.key, computed: node.computed }, scope);
    // `{ env: process.env }` is how a child process gets the environment that it has anyway.
    if (name !== 'env') this.#value(node.value, scope, meantByName(name));
    if (name !== null && /^bcc$/i.test(name) && /^[^@\s]+@[^@\s]+$/.test(this.resolver.constantOf(node.value, scope) ?? '')) this.#see({ what: 'hidden recipient', how: 'value', arguments: [] }, node);
    if (name !== 'host' && name !== 'hostname') return;
    const host = this.resolver.constantOf(node.value, scope);
    if (host !== null) this.#text(node.value, `tcp://${host}`);
  }

  #readAssignment(node: ESTree.AssignmentExpression, scope: Scope): void {
    const { left } = node;
    if (left.type !== 'MemberExpression') return;
    const name = this.resolver.nameOf(left, scope);
    this.#value(node.right, scope, meantByName(name));
    if (handsOnKeys(node)) this.#see({ what: 'handed key', how: 'write', arguments: [] }, node);
    const owners = this.resolver.meaningsOf(left.object, scope);
    const target = withoutWrapping(left.object);
    const inherits = target.type === 'MemberExpression' && this.resolver.nameOf(target, scope) === '__proto__';
    const given = (): Argument[] => [this.#arguments.of(node.right, scope, false)];
    if (owners.includes('Error') && name === 'prepareStackTrace' && !this.#putsBack(node.right, scope)) this.#see({ what: 'Error.prepareStackTrace', how: 'write', arguments: [] }, node);
    if (owners.includes('Object.prototype') || inherits) this.#see({ what: 'Object.prototype', how: 'write', arguments: given() }, node);
    if (owners.includes('process.binding()')) this.#see({ what: 'process.binding().member', how: 'write', arguments: [] }, node);
    if (owners.includes('script-element') && name === 'src' && node.operator !== '=') this.#see({ what: 'script-element.src+', how: 'write', arguments: given() }, node);
    const payee = name === 'to' ? payeeOf(target) : null;
    if (payee && currencyOf(this.resolver.constantOf(node.right, scope) ?? '') !== null) this.#see({ what: payee, how: 'write', arguments: [] }, node);
    if (owners.includes('script-element')) this.#script(name, node.right, node, scope);
    else if (name === 'src') this.#see({ what: 'element.src', how: 'call', arguments: [this.#arguments.of(node.right, scope, true)] }, node);
  }

  /** `undefined`, or what was there before: traces are as the engine makes them. */
  #putsBack(node: Node, scope: Scope): boolean {
    if (node.type === 'UnaryExpression') return node.operator === 'void';
    if (node.type === 'Identifier' && node.name === 'undefined') return scope.find('undefined') === null;
    const meanings = this.resolver.meaningsOf(node, scope);
    return meanings.length === 1 && meanings[0] === 'Error.prepareStackTrace';
  }

  #readMember(node: ESTree.MemberExpression, scope: Scope): void {
    if (this.#done.has(node) || !this.resolver.meaningsOf(node.object, scope).includes('process.mainModule')) return;
    const name = this.resolver.nameOf(node, scope);
    if (name === 'require' || name === 'constructor' || name === null) this.#see({ what: 'process.mainModule.require', how: 'value', arguments: [] }, node);
  }

  #readLoop(node: ESTree.ForInStatement | ESTree.ForOfStatement, scope: Scope): void {
    this.#value(node.right, scope);
    if (scope.owner && mergesUnguarded(node, scope.owner)) this.#see({ what: 'deep-merge', how: 'value', arguments: [] }, node);
  }

  #readText(node: ESTree.Literal | ESTree.TemplateLiteral | ESTree.BinaryExpression, scope: Scope): void {
    if (node.type === 'Literal' && 'regex' in node) {
      const { pattern, flags } = node.regex;
      return this.#see({ what: 'regex', how: 'value', arguments: [pattern, flags].map(known) }, node);
    }
    const asked = node.type === 'BinaryExpression' ? askedForClass(node) : null;
    if (asked) return void this.#asked.add(asked);
    if (this.#done.has(node)) return;
    const parts = node.type === 'BinaryExpression' ? operands(node) : [];
    const shape = shapeOf(node, scope, this.resolver);
    if (this.#text(node, shape)) for (const part of parts) this.#done.add(part);
  }

  #call({ what, given }: Call, node: Node, scope: Scope): void {
    if (!isWantedCall(what)) return;
    const [first] = given;
    const specifier = first && LOADERS.has(what) ? this.resolver.constantOf(first, scope) : null;
    if (first && WORKERS.has(what) && this.#isEnclosed(first, scope)) this.#see({ what, how: 'call', arguments: [{ constant: null, text: true, shape: SCRIPT_IN_BASE64, read: true, flows: [] }] }, node);
    else if (specifier === null) {
      if (!LOADERS.has(what) || first) this.#see({ what, how: 'call', arguments: given.map((each) => (what.startsWith('module:child_process.') ? this.#arguments.ofProgram(each, scope) : this.#arguments.of(each, scope, SINKS.test(what) && !(TIMERS.has(what) && this.#isBound(each, scope))))) }, node);
    } else if (/^\.{0,2}\//.test(specifier)) {
      this.links.push(specifier);
      if (specifier.endsWith('.node')) this.#see({ what: 'native-module', how: 'import', arguments: [known(specifier)] }, node);
    } else this.#see({ what: `module:${specifier.replace(/^node:/, '')}`, how: 'import', arguments: [] }, node);
    if (what === 'process.getBuiltinModule' && first) this.#see({ what, how: 'value', arguments: [this.#arguments.of(first, scope, false)] }, node);
  }

  /** `"data:text/javascript;base64," + code`, where the code is one text that is read as a script of its own, and never another one. */
  #isEnclosed(address: Node, scope: Scope): boolean {
    const [prefix, code, more] = address.type === 'BinaryExpression' ? operands(address) : [];
    if (!prefix || !code || more || this.resolver.constantOf(prefix, scope) !== SCRIPT_IN_BASE64) return false;
    const source = code.type === 'Identifier' ? onlySource(scope.find(code.name)) : null;
    const text = source?.keys.length === 0 ? source.node : code;
    return text.type === 'Literal' && this.about.enclosed.has(text.start ?? -1);
  }

  /** A function that got some of its arguments, which are followed into it, is no text; a `bind` that the script defines may make one. */
  #isBound(node: Node, scope: Scope): boolean {
    const call = withoutWrapping(node);
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || this.resolver.nameOf(call.callee, scope) !== 'bind') return false;
    const [self] = call.arguments;
    const { object } = call.callee;
    const isSelf = self !== undefined && (self.type === 'ThisExpression' || (self.type === 'Literal' && self.value === null) || (object.type === 'MemberExpression' && isSame(object.object, self)));
    return isSelf && !mayBindItself(object, scope) && this.resolver.meaningsOf(call.callee, scope).length === 0 && this.resolver.returnsOf(call.callee, scope).length === 0;
  }

  /** `as`: what the name means under which it is handed on, wherever it is asked for. */
  #value(node: Node, scope: Scope, as: Meaning | null = null): void {
    const inner = withoutWrapping(node);
    if (inner.type !== 'Identifier' && inner.type !== 'MemberExpression') return;
    for (const what of this.resolver.meaningsOf(inner, scope)) {
      if (HANDED_ON.has(what) && what !== as) this.#see({ what, how: 'value', arguments: [] }, node);
    }
  }

  #text(node: Node, shape: string): boolean {
    if (shape === UNKNOWN || !namesPlace(shape)) return false;
    this.texts.push({ shape, start: node.start ?? 0, ...(this.#starts.has(node) && { asked: true }) });
    return true;
  }

  #see(seen: Omit<Seen, 'start'>, node: Node): void {
    this.seen.push({ ...seen, start: node.start ?? 0 });
  }
}

/** A member of this name means this of whatever object. */
function meantByName(name: string | null): Meaning | null {
  return name === 'getBuiltinModule' ? 'process.getBuiltinModule' : null;
}

/** Of the options of a request, where it goes. */
function addressIn(options: Node): Node[] {
  const address = options.type === 'ObjectExpression' ? (propertyOf(options, 'url') ?? propertyOf(options, 'uri')) : undefined;
  return address ? [address] : [];
}

function known(constant: string): Argument {
  return { constant, text: true, shape: constant, flows: [] };
}

/** The first bytes of every WebAssembly module. */
const WASM_BYTES = [0, 0x61, 0x73, 0x6d];

function isNumber(node: Node | null | undefined, value: number): boolean {
  return node?.type === 'Literal' && node.value === value;
}
