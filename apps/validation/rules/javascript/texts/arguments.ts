import type { Argument } from '../../code.js';
import { addressedBy, openerOf } from './addressed.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { withoutPaths } from '../flows/flow-sets.js';
import type { Flow } from '../flows/flow-sets.js';
import { FlowReader } from '../flows/flows.js';
import type { Logins } from '../flows/logins.js';
import { holdsWalletKey, nakedFlows } from '../flows/naked.js';
import type { OfInterest } from '../names/own-functions.js';
import { isCutUp, PieceReader, wholeOf } from './pieces.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from '../syntax/scope.js';
import type { Scope } from '../syntax/scope.js';
import { shapeOf } from '../syntax/shape.js';
import type { StoredValues } from '../names/stored.js';
import type { Node } from '../syntax/tree.js';
import { TurnedTexts } from './turned-texts.js';
import type { WalletKeys } from '../wallets/keys.js';

/** Elements of a list that are read as the arguments of a program. */
const MOST_ELEMENTS = 50;
/** UTF-16 units of code that is read. */
const LEAST_CODE = 200;

/** What calls are given: its text, its shape, and what it is made of. */
export class ArgumentReader {
  /** Code that is put together, and where. */
  readonly made: { text: string; start: number }[] = [];
  readonly #flows: FlowReader;
  readonly #pieces: PieceReader;
  readonly #turned: TurnedTexts;

  constructor(private readonly resolver: Resolver, private readonly stored: StoredValues, private readonly about: { keys: WalletKeys; logins: Logins; ask: OfInterest | null; read: ReadonlySet<number> }) {
    this.#flows = new FlowReader(resolver, stored, about.ask);
    this.#pieces = new PieceReader(resolver);
    this.#turned = new TurnedTexts(resolver, about.read);
  }

  flowsOf(node: Node, scope: Scope): ReadonlySet<Flow> {
    return this.#flows.flowsOf(node, scope);
  }

  /** Is this a private key, or the words that make it, by its name or by what the script does with it, in any form? */
  holdsKey(node: Node, scope: Scope): boolean {
    return holdsWalletKey({ node, scope }, this.stored, this.about.keys);
  }

  /** `withFlows`: what it is made of, too. */
  of(node: Node, scope: Scope, withFlows: boolean): Argument {
    const constant = this.resolver.constantOf(node, scope);
    const list = withoutWrapping(node);
    if (list.type === 'ArrayExpression') return { constant, text: false, shape: list.elements.slice(0, MOST_ELEMENTS).map((each) => (each ? shapeOf(each, scope, this.resolver) : '')).join(' '), flows: withFlows ? [...this.#flows.flowsOf(node, scope), ...(this.holdsKey(node, scope) ? (['wallet key'] as const) : [])] : [] };
    const text = constant !== null || this.resolver.meaningsOf(node, scope).includes('text');
    const shape = constant ?? shapeOf(node, scope, this.resolver);
    return { constant, text, shape, flows: withFlows ? [...this.#flows.flowsOf(node, scope), ...nakedFlows(node, scope, { isAddress: shape.includes('://'), stored: this.stored, keys: this.about.keys, logins: this.about.logins })] : [], ...(withFlows ? addressedBy(node, scope, this.resolver) : {}) };
  }

  /** The same for what is run as code, and whether it was hidden. */
  ofCode(node: Node, scope: Scope): Argument {
    const argument = this.of(node, scope, true);
    if (node.type === 'Literal' || isCallable(node)) return argument;
    const pieces = this.#pieces.piecesOf(node, scope);
    const text = pieces.length > 1 ? wholeOf(pieces) : null;
    if (text !== null && text.length >= LEAST_CODE) this.made.push({ text, start: node.start ?? 0 });
    if (isCutUp(pieces)) return { ...argument, hidden: 'cut' };
    return this.#turned.isTurned(node, scope) ? { ...argument, hidden: 'turned' } : argument;
  }

  /** The same for a program that is started: the folder that it is started in is nothing that it gets. */
  ofProgram(node: Node, scope: Scope): Argument {
    const argument = this.of(node, scope, true);
    const options = withoutWrapping(node);
    if (argument.flows.length === 0 || options.type !== 'ObjectExpression') return argument;
    const others = options.properties.filter((each) => each.type !== 'Property' || this.resolver.keyOf({ node: each.key, computed: each.computed }, scope) !== 'cwd');
    return others.length === options.properties.length ? argument : { ...argument, flows: withoutPaths(others.flatMap((each) => [...this.#flows.flowsOf(each.type === 'Property' ? each.value : each, scope)])) };
  }

  /** What the call got that opened a request, and the one that opened what that is a method of: `connect(address).request(options)`. */
  ofOpener(request: Node, scope: Scope): Argument[] {
    const opener = openerOf(request, scope, this.stored);
    const owner = opener?.call.callee.type === 'MemberExpression' ? openerOf(opener.call.callee.object, opener.scope, this.stored) : null;
    return [opener, owner].flatMap((each) => each?.call.arguments.map((given) => ({ ...this.of(given, each.scope, false), ...addressedBy(given, each.scope, this.resolver) })) ?? []);
  }
}
