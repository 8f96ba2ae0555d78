import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import type { Places } from '../../javascript/flows/handed-arguments.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { exportedFunctions, importedNames } from '../../javascript/flows/sending-functions.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** How a connection hands on what a server says. */
const LISTENS = /^(?:on|once|addEventListener|onMessage|onDidReceiveMessage)$/;
/** How an editor or a host asks the model that its user pays for. */
const ASKS = /^(?:sendRequest|complete|chat|stream|generate)$/;
const ANSWERS = /^(?:send|write|emit)$/;
/** A connection, by its name or by what makes one. */
const CONNECTION = /(?:^|\.)#?(?:ws|wss|sock|socket|conn|connection|client|channel|io)$|(?:WebSocket|EventSource|createConnection|connect|io)$/i;
/** Nodes of one function that are looked at, and functions that call each other. */
const MOST_NODES = 2_000;
const DEEPEST = 3;

/** The functions of another script that ask the model what they are given. */
export type AskingIn = (specifier: string) => Places | undefined;

/** Where what comes by a connection is asked of a model of the host, and the answer goes back by one; each of both also by a function or a method of the script, the first by one of another script. */
export function lendsModel(program: ESTree.Program, elsewhere: AskingIn = () => undefined): Node | null {
  const script = new Lending(program, elsewhere);
  for (const node of nodesWithin(program)) {
    const listener = script.listenerIn(node);
    if (!listener?.callable.body) continue;
    // `(message)`, `({ data })`, `(message = {})`
    const heard = namesOf(listener.callable.params.slice(0, 1));
    const asked = script.askedWith(listener.callable, heard, listener.isConnection ? 0 : DEEPEST);
    if (asked && script.answers(listener.callable, listener.isConnection ? 0 : DEEPEST)) return asked;
  }
  return null;
}

/** The functions that a script exports and that ask the model what they are given, by their names. */
export function askingFunctions(program: ESTree.Program): Places {
  const script = new Lending(program, () => undefined);
  return new Map([...exportedFunctions(program)].flatMap(([name, callable]) => {
    const places = callable.params.flatMap((parameter, at) => (script.askedWith(callable, namesOf([parameter as Node])) ? [at] : []));
    return places.length > 0 ? [[name, new Set(places)] as const] : [];
  }));
}

/** May a script ask a model, by the words in it? */
export function mayAsk(text: string): boolean {
  return /\b(?:sendRequest|complete|chat|stream|generate)\b/.test(text);
}

/** What listens, asks and answers in one script. */
class Lending {
  readonly #names: WrittenNames;
  readonly #imported: ReturnType<typeof importedNames>;
  #methods: ReadonlyMap<string, Callable> | null = null;

  constructor(private readonly program: ESTree.Program, private readonly elsewhere: AskingIn) {
    this.#names = WrittenNames.of(program);
    this.#imported = importedNames(program);
  }

  /** `socket.onmessage = (e) => …`, `socket.on('message', (data) => …)`, `socket.onMessage(answer)`, `ws.on('message', this.answer.bind(this))` */
  listenerIn(node: Node): { callable: Callable; isConnection: boolean } | null {
    const isSet = node.type === 'AssignmentExpression' && lastName(node.left as Node) === 'onmessage';
    const isGiven = node.type === 'CallExpression' && LISTENS.test(lastName(node.callee) ?? '') && (node.arguments.length === 1 || (node.arguments[0]?.type === 'Literal' && node.arguments[0].value === 'message'));
    const given = isSet ? node.right : isGiven ? (node.arguments.at(-1) as Node | undefined) : undefined;
    const callable = given ? this.#functionOf(given) : null;
    const on = isSet ? (node.left as Node) : isGiven ? node.callee : null;
    return callable && on?.type === 'MemberExpression' ? { callable, isConnection: this.#isConnection(on.object) } : null;
  }

  /** The call that asks a model for what has one of these names, in a function or those of the script that it hands it to. */
  askedWith({ body }: Callable, heard: ReadonlySet<string>, depth = 0): Node | null {
    const isHeard = (given: Node): boolean => isMadeOf(given, this.#names, (part) => part.type === 'Identifier' && heard.has(part.name));
    for (const call of body && heard.size > 0 ? nodesWithin(body as Node, MOST_NODES) : []) {
      if (call.type !== 'CallExpression') continue;
      const at = call.arguments.flatMap((given, index) => (isHeard(given) ? [index] : []));
      if (at.length === 0) continue;
      if (ASKS.test(lastName(call.callee) ?? '') && call.callee.type === 'MemberExpression') return call;
      if (depth >= DEEPEST) continue;
      const own = this.#functionOf(call.callee);
      if (own && this.askedWith(own, namesOf(own.params.filter((_, index) => at.includes(index))), depth + 1)) return call;
      if (!own && at.some((index) => this.#placesOf(call)?.has(index))) return call;
    }
    return null;
  }

  /** Does a function, or one of the script that it calls, send something back? */
  answers({ body }: Callable, depth = 0): boolean {
    return body !== null && body !== undefined && nodesWithin(body as Node, MOST_NODES).some((call) => {
      if (call.type !== 'CallExpression' || call.arguments.length === 0) return false;
      if (ANSWERS.test(lastName(call.callee) ?? '')) return true;
      const own = depth < DEEPEST ? this.#functionOf(call.callee) : null;
      return own !== null && this.answers(own, depth + 1);
    });
  }

  #functionOf(node: Node): Callable | null {
    const inner = withoutWrapping(node);
    if (isCallable(inner)) return inner;
    if (inner.type === 'Identifier') return this.#names.functionOf(inner);
    if (inner.type === 'CallExpression' && lastName(inner.callee) === 'bind' && inner.callee.type === 'MemberExpression') return this.#functionOf(inner.callee.object);
    return inner.type === 'MemberExpression' && inner.object.type === 'ThisExpression' ? (this.#methodsOf().get(lastName(inner) ?? '') ?? null) : null;
  }

  #methodsOf(): ReadonlyMap<string, Callable> {
    this.#methods ??= new Map(nodesWithin(this.program).flatMap((node) => {
      const value = node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' ? (node.value as Node | null) : null;
      const key = value && 'key' in node ? (node.key as Node) : null;
      return value && isCallable(value) && (key?.type === 'Identifier' || key?.type === 'PrivateIdentifier') ? [[key.name, value] as const] : [];
    }));
    return this.#methods;
  }

  #isConnection(object: Node): boolean {
    return CONNECTION.test(memberPath(object)) || isMadeOf(object, this.#names, (node) => (node.type === 'CallExpression' || node.type === 'NewExpression') && CONNECTION.test(memberPath(node.callee) || (lastName(node.callee) ?? '')));
  }

  /** Of a function of another script, the places of what it asks a model. */
  #placesOf({ callee }: Of<'CallExpression'>): ReadonlySet<number> | undefined {
    const holder = callee.type === 'MemberExpression' ? callee.object : callee;
    const source = holder.type === 'Identifier' ? this.#imported.get(holder.name) : undefined;
    return source && this.elsewhere(source.specifier)?.get(callee.type === 'MemberExpression' ? (lastName(callee) ?? '') : (source.name ?? 'default'));
  }
}

function namesOf(patterns: readonly unknown[]): ReadonlySet<string> {
  return new Set((patterns as readonly Node[]).flatMap((each) => namesWithin(each)));
}
