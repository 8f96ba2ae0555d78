import type { ESTree } from 'meriyah';
import type { ArgumentReader } from '../texts/arguments.js';
import { asksModule } from './asked.js';
import { oddOfBot } from '../chats/bots.js';
import { appliedLoader } from './bound.js';
import { known } from './calls.js';
import type { Calls } from './calls.js';
import { hidesAddressee, injectedSecrets, isRequestOfHost } from '../chats/calls.js';
import { looksLikeCopy } from '../flows/copies.js';
import { DECODERS } from '../texts/decoding.js';
import { neverComesBack } from '../conditions/endless.js';
import { propertyOf, spread, withoutWrapping } from '../syntax/expressions.js';
import { HIDDEN_GLOBAL, isHiddenGlobal } from './hidden-globals.js';
import { putsTextIntoPages } from '../pages/injected.js';
import { Listening } from '../listening.js';
import type { Meaning } from './meaning.js';
import { tellsDocuments, toldByPath } from '../syntax/member-paths.js';
import { personLookedUp } from '../flows/hashed-people.js';
import { callsIn, handedToOwn, isOfOwn } from './own-functions.js';
import type { OfInterest } from './own-functions.js';
import { handsOverEnvironment, POSTS } from '../flows/posted.js';
import { meaningsAtCall } from './reaching.js';
import { isOwnRealm, isWrittenOut } from './realms.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { ScriptElements } from '../pages/script-elements.js';
import { shapeOf, UNKNOWN } from '../syntax/shape.js';
import type { Sightings } from './sightings.js';
import { standsForRequire } from './stand-ins.js';
import type { StoredValues } from './stored.js';
import { usesTerminal } from '../editors/terminals.js';
import type { Node } from '../syntax/tree.js';
import { INNER_PARTS } from './wanted.js';

const WRITABLE: ReadonlySet<Meaning> = new Set(['module:http.request()', 'module:https.request()', 'module:http2.connect().request()', 'new interpreter.stdin']);
const BODIES: ReadonlySet<Meaning> = new Set(['module:http.request().write', 'module:http.request().end', 'module:https.request().write', 'module:https.request().end', 'module:http2.connect().request().write', 'module:http2.connect().request().end', 'new WebSocket.send']);
const METHODS = new Set(['call', 'apply', 'bind', '_compile']);
const MAKES_TEXT: ReadonlySet<Meaning> = new Set([...DECODERS, 'module:path.join', 'module:path.resolve']);

/** Modules of Node.js that reach nothing outside of the script, by whatever way they are loaded. */
const HARMLESS = /^(?:node:)?(?:assert|async_hooks|buffer|events|path|perf_hooks|punycode|querystring|string_decoder|timers|tty|url|util)$/;

type Call = ESTree.CallExpression | ESTree.NewExpression;

/** Reads what is called, by whatever way: names, methods, `apply`, callbacks, pipes. */
export class CallReader {
  readonly listening = new Listening();
  /** Calls whose answer is only asked for a class. */
  readonly #asked = new Set<Node>();

  /** `ask`: of which functions of other scripts it is told what they get. */
  constructor(private readonly resolver: Resolver, private readonly given: ArgumentReader, private readonly sightings: Sightings, private readonly to: { calls: Calls; elements: ScriptElements; stored: StoredValues; ask: OfInterest | null }) {}

  /** Of what this call answers, only the class is asked for. */
  askForClass(call: Node): void {
    this.#asked.add(call);
  }

  read(node: Call, scope: Scope): void {
    const callee = withoutWrapping(node.callee);
    const meanings = callee === node.callee ? meaningsAtCall(node, scope, this.resolver) : this.resolver.meaningsOf(callee, scope);
    if (scope.owner === null && neverComesBack(callee, scope)) this.sightings.note('endless loop', 'value', node);
    if (this.#asked.has(node)) this.sightings.note('constructor', 'value', node);
    else if (!this.#isCopy(node, scope)) for (const what of isOwnRealm(node, scope, this.to.stored) ? this.#ofOwnRealm(node, meanings) : meanings) this.#readMeaning(what, node, scope);
    if (meanings.length === 0 && node.arguments.length > 0 && isHiddenGlobal(callee, scope, { resolver: this.resolver, flowsOf: (each, around) => this.given.flowsOf(each, around) })) this.to.calls.tell({ what: HIDDEN_GLOBAL, given: node.arguments }, node, scope);
    this.#readTold(node, callee, scope);
    this.listening.call(node, callee, scope);
    if (this.to.ask) for (const each of callsIn(callee, node.arguments)) this.#readOwn(handedToOwn(each.callee, each.given, { scope, resolver: this.resolver, ask: this.to.ask }), node, scope);
    if (this.to.ask && node.arguments[0] && tellsDocuments(callee) && isOfOwn(node.arguments[0], { scope, resolver: this.resolver, ask: this.to.ask })) this.sightings.note('own listener', 'call', node);
    if (callee.type === 'MemberExpression') this.#readMember(node, callee, meanings, scope);
    this.#handOn(node, callee, scope);
    this.#readTexts(node, callee, meanings, scope);
  }

  /** The constructor of a function that is written there is no other one than `Function`. */
  #ofOwnRealm(node: Call, meanings: readonly Meaning[]): readonly Meaning[] {
    if (meanings.includes('constructor')) this.sightings.note('own constructor', 'value', node);
    return meanings.filter((what) => what !== 'constructor');
  }

  /** What is told by the words that stand there, whatever they mean. */
  #readTold(node: Call, callee: Node, scope: Scope): void {
    const told = toldByPath(callee);
    if (told) this.sightings.see({ what: told, how: 'call', arguments: [...node.arguments, ...node.arguments.slice(0, 2).flatMap(addressIn)].map((each) => this.given.of(each, scope, true)) }, node);
    const odd = oddOfBot(node, this.#methodOf(callee, scope), (each) => this.given.flowsOf(each, scope).has('decoded')) ?? personLookedUp(node, scope, this.resolver);
    if (odd) this.sightings.note(odd, 'value', node);
    this.#readOfChat(node, callee, scope);
  }

  /** What the host of a bot is told to send. */
  #readOfChat(node: Call, callee: Node, scope: Scope): void {
    const secrets = injectedSecrets(node, scope, this.resolver);
    if (secrets) this.sightings.see({ what: 'injected secrets', how: 'value', arguments: [secrets.address, ...secrets.names].map(known) }, node);
    if (isRequestOfHost(callee, scope, this.resolver)) this.sightings.see({ what: 'other.request', how: 'call', arguments: node.arguments.map((each) => this.given.of(each, scope, true)) }, node);
    if (hidesAddressee(node, scope, { resolver: this.resolver, flowsOf: (each, around) => this.given.flowsOf(each, around) })) this.sightings.note('hidden addressee', 'value', node);
  }

  #methodOf(callee: Node, scope: Scope): string | null {
    return callee.type === 'MemberExpression' ? this.resolver.nameOf(callee, scope) : null;
  }

  /** `object.method(…)` */
  #readMember(node: Call, callee: ESTree.MemberExpression, meanings: readonly Meaning[], scope: Scope): void {
    const { object } = callee;
    const method = this.#methodOf(callee, scope);
    if (method !== null && METHODS.has(method)) this.#readMethod(method, object, node, scope);
    if (method !== null) this.to.elements.called(method, object, node, scope);
    if (method !== null && POSTS.has(method) && handsOverEnvironment(node, scope, this.resolver)) this.sightings.note('posted environment', 'call', node);
    if (meanings.some((what) => BODIES.has(what)) && node.arguments[0]) this.sightings.see({ what: 'request body', how: 'call', arguments: [this.given.of(node.arguments[0], scope, true), ...this.given.ofOpener(object, scope)] }, node);
    if (method === 'pipe') this.#readPipe(object, node, scope);
    this.#readTerminal(node, method, scope);
    if (method === 'executeScript' && putsTextIntoPages(node, scope)) this.sightings.note('scripting.executeScript', 'call', node);
    if (method === 'binding' && meanings.length === 0) this.#readBinding(node, scope);
    this.#readCallbacks(object, node, scope);
  }

  /** `terminal.sendText(command)` */
  #readTerminal(node: Call, method: string | null, scope: Scope): void {
    const does = usesTerminal(node, method, scope);
    if (does === 'shows') this.sightings.note('shown terminal', 'call', node);
    else if (does && node.arguments[0]) this.sightings.see({ what: does === 'hides' ? 'hidden terminal' : 'terminal', how: 'call', arguments: [this.given.of(node.arguments[0], scope, true)] }, node);
  }

  #readTexts(node: Call, callee: Node, meanings: readonly Meaning[], scope: Scope): void {
    const method = this.#methodOf(callee, scope);
    if (method === 'require' && HARMLESS.test((node.arguments[0] && this.resolver.constantOf(node.arguments[0], scope)) ?? '')) this.sightings.skip(callee);
    if (method === 'startsWith') for (const start of node.arguments) this.sightings.start(start);
    // Text that only a call makes readable: what was hidden counts as if it were written out.
    if (meanings.some((what) => MAKES_TEXT.has(what)) || method === 'join' || method === 'concat' || method === 'toString') this.sightings.text(node, shapeOf(node, scope, this.resolver));
    else if (callee.type === 'Identifier' || method === 'apply') this.sightings.text(node, this.resolver.constantOf(node, scope) ?? UNKNOWN);
    // The parts of a path are read as the whole: `.ssh` in `~/.ssh/tool/cache` is no secret.
    if (meanings.some((what) => what === 'module:path.join' || what === 'module:path.resolve')) for (const part of node.arguments) this.sightings.skip(part);
  }

  #readOwn(given: readonly Node[], node: Node, scope: Scope): void {
    if (given.length > 0) this.sightings.see({ what: 'own function', how: 'call', arguments: given.map((each) => this.given.of(each, scope, true)) }, node);
  }

  /** What a call gets goes on, but for a loader of modules that is itself called there, and keys that are only asked about. */
  #handOn(node: Call, callee: Node, scope: Scope): void {
    const loader = appliedLoader(node, scope, this.resolver);
    const isAsked = asksModule(callee, scope, this.resolver);
    const isOnlyKey = (argument: Node): boolean => this.resolver.meaningsOf(withoutWrapping(argument), scope).every((what) => what.startsWith('secret '));
    for (const argument of node.arguments) if (argument !== loader && !(isAsked && isOnlyKey(argument))) this.sightings.value(argument, scope);
  }

  /** A copy, unless it gets what comes from somewhere. */
  #isCopy(node: Call, scope: Scope): boolean {
    return looksLikeCopy(node, scope, this.resolver) && node.arguments.every((argument) => this.given.flowsOf(argument, scope).size === 0);
  }

  /** `answer.then(eval)`, `texts.map(eval)`: what is called gets what the object holds. */
  #readCallbacks(object: Node, node: Call, scope: Scope): void {
    if (isWrittenOut(node, scope) || this.resolver.meaningsOf(object, scope).some((what) => what === 'Object' || what === 'Reflect')) return;
    for (const argument of node.arguments) {
      if (argument.type !== 'Identifier') continue;
      for (const what of this.resolver.meaningsOf(argument, scope)) if (what === 'eval' || what === 'Function') this.to.calls.tell({ what, given: [object] }, node, scope);
    }
  }

  #readBinding(node: Call, scope: Scope): void {
    const [first] = node.arguments;
    if (first && INNER_PARTS.test(this.resolver.constantOf(first, scope) ?? '')) this.to.calls.tell({ what: 'process.binding', given: node.arguments }, node, scope);
  }

  #readMeaning(what: Meaning, node: Call, scope: Scope): void {
    const given = node.arguments;
    if (what !== 'Reflect.apply' && what !== 'Reflect.construct') return this.to.calls.tell({ what, given }, node, scope);
    const [target] = given;
    if (!target) return;
    const passed = spread(what === 'Reflect.apply' ? given[2] : given[1]);
    for (const each of this.resolver.meaningsOf(target, scope)) this.to.calls.tell({ what: each, given: passed }, node, scope);
  }

  /** What is called through `.call` and `.apply`. */
  #readMethod(method: string, object: Node, node: Call, scope: Scope): void {
    if (method === '_compile') return this.to.calls.tell({ what: '_compile', given: node.arguments }, node, scope);
    const inner = withoutWrapping(object);
    if (method === 'call' && inner.type === 'MemberExpression' && this.resolver.nameOf(inner, scope) === '_compile') return this.to.calls.tell({ what: '_compile', given: node.arguments.slice(1) }, node, scope);
    const passed = method !== 'apply' ? node.arguments.slice(1) : spread(node.arguments[1]);
    // What `bind` is given is given to every call that follows; without anything, those are seen themselves.
    if (method === 'bind' && passed.length === 0) return;
    // What stands in the place of another function calls that for its callers.
    const isForCallers = method !== 'bind' && node.arguments[0]?.type === 'ThisExpression';
    const isStandIn = method === 'apply' && standsForRequire(node, scope, this.resolver);
    for (const what of this.resolver.meaningsOf(object, scope)) if (!(isForCallers && what === 'process.binding().member') && !(isStandIn && what === 'require')) this.to.calls.tell({ what, given: passed }, node, scope);
  }

  /** `from.pipe(request)` writes all of it, to where the request goes; into an interpreter, it is run. Of a bare connection and a shell, their being together tells. */
  #readPipe(from: Node, { arguments: [to] }: Call, scope: Scope): void {
    const target = to && withoutWrapping(to);
    const whats = target ? this.resolver.meaningsOf(target, scope).filter((what) => WRITABLE.has(what)) : [];
    if (!target || whats.length === 0 || (whats.includes('new interpreter.stdin') && this.resolver.meaningsOf(from, scope).length > 0)) return;
    for (const what of whats) this.sightings.see({ what: `${what}.write`, how: 'call', arguments: [this.given.of(from, scope, true), ...this.given.ofOpener(target, scope)] }, target);
  }
}

/** Of the options of a request, where it goes. */
function addressIn(options: Node): Node[] {
  const address = options.type === 'ObjectExpression' ? (propertyOf(options, 'url') ?? propertyOf(options, 'uri')) : undefined;
  return address ? [address] : [];
}
