import type { ESTree } from 'meriyah';
import type { Argument } from '../../code.js';
import { currencyOf } from '../../facts/wallets.js';
import { ArgumentReader } from '../texts/arguments.js';
import { CallReader } from './call-reader.js';
import { Calls, known } from './calls.js';
import type { Declarations, Returns, Site } from '../syntax/declarations.js';
import { operands, withoutWrapping } from '../syntax/expressions.js';
import { knowsPerson, knowsWord, namesPerson } from '../flows/hashed-people.js';
import { copiesRequests, interceptsForOther } from '../flows/copied-requests.js';
import { handsOnKeys } from '../pages/hooked.js';
import { Logins } from '../flows/logins.js';
import type { Meaning } from './meaning.js';
import { mergesUnguarded } from '../merging.js';
import type { Methods } from './methods.js';
import type { OfInterest } from './own-functions.js';
import { argumentsIn, changedPayee, keyIn, payeeOf, paysWritten } from '../flows/posted.js';
import { askedForClass } from './realms.js';
import { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import { saidOnChain } from '../wallets/said-on-chain.js';
import { ScriptElements } from '../pages/script-elements.js';
import { shapeOf, UNKNOWN } from '../syntax/shape.js';
import { Sightings } from './sightings.js';
import type { Seen, SeenText } from './sightings.js';
import { StoredValues } from './stored.js';
import type { Node } from '../syntax/tree.js';
import { WalletKeys } from '../wallets/keys.js';
import { isWantedComparison } from './wanted.js';
import type { WrittenElsewhere } from '../texts/written-elsewhere.js';
import { toldToWritten } from '../flows/written-addressees.js';

/** What a script calls, writes and imports, and the paths (`./x`) that it loads, from the places of interest in it. Aliases are followed, nothing is run. `read`: where the texts begin that are read as scripts. `lost`: some lead too far, and that is not all. `made`: code that is put together. */
export function usesOf(sites: readonly Site[], returns: Returns, { stored, packed, moved, methods, keysTaken, logins, ask, elsewhere }: Pick<Declarations, 'stored' | 'packed' | 'moved' | 'methods' | 'keysTaken' | 'logins'> & { ask: OfInterest | null; elsewhere: WrittenElsewhere | null }, read: ReadonlySet<number>): { seen: Seen[]; links: string[]; texts: SeenText[]; lost: boolean; made: readonly { text: string; start: number }[] } {
  const values = new StoredValues(stored);
  const resolver = new Resolver(returns, values, packed, { moved, elsewhere }, methods);
  const given = new ArgumentReader(resolver, values, { keys: new WalletKeys(resolver, values, keysTaken), logins: new Logins(resolver, values, logins), ask, read });
  const reader = new UseReader(resolver, given, { enclosed: read, stored: values, ask });
  for (const site of sites) reader.read(site);
  reader.finish(methods);
  const { seen, links, texts } = reader.sightings;
  return { seen, links, texts, lost: resolver.lost, made: given.made };
}

const HOLDS_ARGUMENT = new Set(['ReturnStatement', 'SpreadElement', 'ThrowStatement', 'YieldExpression']);

/** Reads each place of interest by what stands there. */
class UseReader {
  readonly sightings: Sightings;
  readonly #calls: Calls;
  readonly #called: CallReader;
  readonly #elements: ScriptElements;

  constructor(private readonly resolver: Resolver, private readonly given: ArgumentReader, { enclosed, stored, ask }: { enclosed: ReadonlySet<number>; stored: StoredValues; ask: OfInterest | null }) {
    this.sightings = new Sightings(resolver);
    this.#calls = new Calls(resolver, given, this.sightings, enclosed);
    this.#elements = new ScriptElements(resolver, given, this.sightings, this.#calls);
    this.#called = new CallReader(resolver, given, this.sightings, { calls: this.#calls, elements: this.#elements, stored, ask });
  }

  /** Tells what only the whole script says. */
  finish(methods: Methods): void {
    this.#called.listening.finish(this.sightings, methods);
  }

  read({ node, scope }: Site): void {
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        this.#readPayee(changedPayee(node), node, scope);
        this.#readSaid(node, scope);
        if (toldToWritten(node, scope, this.resolver).some((each) => this.given.holdsKey(each, scope))) this.sightings.note('key in message', 'call', node);
        if (interceptsForOther(node)) this.sightings.note('copied request', 'write', node);
        return this.#called.read(node, scope);
      case 'ObjectExpression':
        this.#readSaid(node, scope);
        return this.#readPayee(changedPayee(node), node, scope);
      case 'TaggedTemplateExpression':
        for (const what of this.resolver.meaningsOf(node.tag, scope)) this.#calls.tell({ what, given: [node.quasi] }, node, scope);
        return;
      case 'ImportExpression':
        return this.#calls.tell({ what: 'import', given: [node.source] }, node, scope);
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return node.source ? this.#calls.tell({ what: 'import', given: [node.source] }, node, scope) : undefined;
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
        return this.sightings.note('endless loop', 'value', node);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#readLoop(node, scope);
      default:
        return this.#readValue(node, scope);
    }
  }

  #readValue(node: Node, scope: Scope): void {
    if (node.type === 'Property') this.#readProperty(node, scope);
    else if (node.type === 'ExportDefaultDeclaration') this.sightings.value(node.declaration, scope);
    else if (node.type === 'ArrayExpression') this.#readArray(node, scope);
    else if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass) this.#readParent(node.superClass, node, scope);
    else if (node.type === 'PropertyDefinition' && node.value) this.sightings.value(node.value, scope);
    else if (HOLDS_ARGUMENT.has(node.type)) this.#held(node, scope);
  }

  /** Whose parent is `Function` makes functions of text. */
  #readParent(parent: Node, node: Node, scope: Scope): void {
    const what = this.resolver.meaningsOf(parent, scope).find((meaning) => meaning === 'Function' || meaning === 'async-constructor');
    if (what) this.sightings.see({ what, how: 'call', arguments: [{ constant: null, text: false, shape: UNKNOWN, flows: [] }] }, node);
  }

  #held(node: Node, scope: Scope): void {
    const { argument } = node as { argument?: Node | null };
    if (argument) this.sightings.value(argument, scope);
  }

  #readArray(node: ESTree.ArrayExpression, scope: Scope): void {
    if (WASM_BYTES.every((byte, index) => isNumber(node.elements[index], byte))) this.sightings.note('wasm-bytes', 'value', node);
    for (const element of node.elements) if (element) this.sightings.value(element, scope);
  }

  #readProperty(node: ESTree.Property, scope: Scope): void {
    const name = this.resolver.keyOf({ node: node.key, computed: node.computed }, scope);
    // `{ env: process.env }` is how a child process gets the environment that it has anyway.
    if (name !== 'env') this.sightings.value(node.value, scope, meantByName(name));
    if (name !== null && /^bcc$/i.test(name) && /^[^@\s]+@[^@\s]+$/.test(this.resolver.constantOf(node.value, scope) ?? '')) this.sightings.note('hidden recipient', 'value', node);
    if (name !== 'host' && name !== 'hostname') return;
    const host = this.resolver.constantOf(node.value, scope);
    if (host !== null) this.sightings.text(node.value, `tcp://${host}`);
  }

  #readAssignment(node: ESTree.AssignmentExpression, scope: Scope): void {
    const { left } = node;
    if (left.type !== 'MemberExpression') return;
    const name = this.resolver.nameOf(left, scope);
    this.sightings.value(node.right, scope, meantByName(name));
    this.#readSaid(node, scope);
    if (handsOnKeys(node)) this.sightings.note('handed key', 'write', node);
    if (copiesRequests(node, scope)) this.sightings.note('copied request', 'write', node);
    const owners = this.resolver.meaningsOf(left.object, scope);
    const target = withoutWrapping(left.object);
    const inherits = target.type === 'MemberExpression' && this.resolver.nameOf(target, scope) === '__proto__';
    const given = (): Argument[] => [this.given.of(node.right, scope, false)];
    if (owners.includes('Error') && name === 'prepareStackTrace' && !this.#putsBack(node.right, scope)) this.sightings.note('Error.prepareStackTrace', 'write', node);
    if (owners.includes('Object.prototype') || inherits) this.sightings.see({ what: 'Object.prototype', how: 'write', arguments: given() }, node);
    if (owners.includes('process.binding()')) this.sightings.note('process.binding().member', 'write', node);
    if (owners.includes('script-element') && name === 'src' && node.operator !== '=') this.sightings.see({ what: 'script-element.src+', how: 'write', arguments: given() }, node);
    const payee = name === 'to' ? payeeOf(target) : name === 'pubkey' ? 'payment.to' : null;
    if (payee && currencyOf(this.resolver.constantOf(keyIn(node.right), scope) ?? '') !== null) this.sightings.note(payee, 'write', node);
    if (paysWritten(name, () => shapeOf(node.right, scope, this.resolver)) || (name === 'data' && argumentsIn(node.right).some((each) => currencyOf(this.resolver.constantOf(each, scope) ?? '') !== null))) this.sightings.note('payment.to', 'write', node);
    if (owners.includes('script-element')) this.#elements.gets(name, node.right, node, scope);
    else if (name === 'src') this.sightings.see({ what: 'element.src', how: 'call', arguments: [this.given.of(node.right, scope, true)] }, node);
  }

  #readPayee(payee: Node | null, node: Node, scope: Scope): void {
    if (payee && currencyOf(this.resolver.constantOf(payee, scope) ?? '') !== null) this.sightings.note('payment.to', 'write', node);
  }

  /** What opens an account, in what a transaction says to everybody. */
  #readSaid(node: Node, scope: Scope): void {
    if (saidOnChain(node, scope).some((each) => this.given.holdsKey(each, scope))) this.sightings.note('key on chain', 'write', node);
  }

  /** `undefined`, or what was there before: traces are as the engine makes them. */
  #putsBack(node: Node, scope: Scope): boolean {
    if (node.type === 'UnaryExpression') return node.operator === 'void';
    if (node.type === 'Identifier' && node.name === 'undefined') return scope.find('undefined') === null;
    const meanings = this.resolver.meaningsOf(node, scope);
    return meanings.length === 1 && meanings[0] === 'Error.prepareStackTrace';
  }

  #readMember(node: ESTree.MemberExpression, scope: Scope): void {
    if (this.sightings.skips(node) || !this.resolver.meaningsOf(node.object, scope).includes('process.mainModule')) return;
    const name = this.resolver.nameOf(node, scope);
    if (name === 'require' || name === 'constructor' || name === null) this.sightings.note('process.mainModule.require', 'value', node);
  }

  #readLoop(node: ESTree.ForInStatement | ESTree.ForOfStatement, scope: Scope): void {
    this.sightings.value(node.right, scope);
    if (scope.owner && mergesUnguarded(node, scope.owner)) this.sightings.note('deep-merge', 'value', node);
  }

  #readKnown(node: ESTree.BinaryExpression, scope: Scope): void {
    if (knowsPerson(node, scope, this.resolver)) this.sightings.note('hashed person', 'value', node);
    else if (knowsWord(node, scope)) this.sightings.note('hashed word', 'value', node);
    else if (namesPerson(node, scope, this.resolver)) this.sightings.note('named person', 'value', node);
  }

  #readText(node: ESTree.Literal | ESTree.TemplateLiteral | ESTree.BinaryExpression, scope: Scope): void {
    if (node.type === 'Literal' && 'regex' in node) {
      const { pattern, flags } = node.regex;
      return this.sightings.see({ what: 'regex', how: 'value', arguments: [pattern, flags].map(known) }, node);
    }
    const asked = node.type === 'BinaryExpression' ? askedForClass(node) : null;
    if (asked) return void this.#called.askForClass(asked);
    if (node.type === 'BinaryExpression' && isWantedComparison(node)) return this.#readKnown(node, scope);
    if (this.sightings.skips(node)) return;
    const parts = node.type === 'BinaryExpression' ? operands(node) : [];
    const shape = shapeOf(node, scope, this.resolver);
    if (this.sightings.text(node, shape)) for (const part of parts) this.sightings.skip(part);
  }
}

/** A member of this name means this of whatever object. */
function meantByName(name: string | null): Meaning | null {
  return name === 'getBuiltinModule' ? 'process.getBuiltinModule' : null;
}

/** The first bytes of every WebAssembly module. */
const WASM_BYTES = [0, 0x61, 0x73, 0x6d];

function isNumber(node: Node | null | undefined, value: number): boolean {
  return node?.type === 'Literal' && node.value === value;
}
