import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable, Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** What pages and programs make requests with, and where what is sent stands among its arguments; -1 for `arguments` alone. */
const HOOKS = new Map([['fetch', 1], ['send', 0]]);
const BODY = new Set(['body', 'data', 'headers']);
const LOGIN = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key|api-key|x-auth-token|x-access-token|x-csrf-token)$/i;
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;

/**
 * `window.fetch = function (url, options) { … }` that makes the request as it was asked to, and sends what is in it to a server that is named
 * here as well. To tell a server how long a request took, or to make it by way of another server, is neither.
 */
export function copiesRequests({ left, right }: ESTree.AssignmentExpression, scope: Scope): boolean {
  const place = left.type === 'MemberExpression' && left.property.type === 'Identifier' ? HOOKS.get(left.property.name) : undefined;
  const hook = place === undefined ? null : hookOf(right, scope);
  if (place === undefined || !hook?.callable.body) return false;
  const nodes = nodesWithin(hook.callable.body, MOST_NODES);
  const given = new Given(hook.callable, hook.isTrap ? ARGUMENTS_OF_TRAP : place, nodes);
  const calls = nodes.filter((node) => node.type === 'CallExpression');
  const others = calls.filter((call) => isNamed(call.arguments[0]) && call.arguments.slice(1).some((each) => given.holdsBody(each)));
  // What is made of the arguments on the way to the other server is no request.
  return others.some((other) => calls.some((call) => goesOn(call, given) && !isWithin(call, other)));
}

function isWithin({ start = 0 }: Node, other: Node): boolean {
  return start > (other.start ?? 0) && start < (other.end ?? 0);
}

/** Where a trap of a proxy gets the arguments of a call. */
const ARGUMENTS_OF_TRAP = 2;

/** The function that takes the place of another one: as it stands there, by its name, or as the trap of `new Proxy(fetch, { apply(…) { … } })`. */
function hookOf(value: Node, scope: Scope): { callable: Callable; isTrap: boolean } | null {
  const inner = withoutWrapping(value);
  const [only, more] = inner.type === 'Identifier' ? (scope.find(inner.name)?.sources ?? []) : [];
  const hook = only && !more ? withoutWrapping(only.node) : inner;
  if (isCallable(hook)) return { callable: hook, isTrap: false };
  const traps = hook.type === 'NewExpression' && hook.callee.type === 'Identifier' && hook.callee.name === 'Proxy' ? hook.arguments[1] : undefined;
  const trap = traps?.type === 'ObjectExpression' ? propertyOf(traps, 'apply') : undefined;
  return trap && isCallable(trap) ? { callable: trap, isTrap: true } : null;
}

/** `axios.interceptors.request.use((config) => …)`, and of what servers answer: a function that sends what it gets to a server that is named here. */
export function interceptsForOther({ callee, arguments: [handler] }: ESTree.CallExpression | ESTree.NewExpression): boolean {
  if (!handler || !isCallable(handler) || !handler.body || !INTERCEPTS.test(memberPath(callee))) return false;
  const nodes = nodesWithin(handler.body, MOST_NODES);
  const given = new Given(handler, 0, nodes);
  return nodes.some((node) => node.type === 'CallExpression' && isNamed(node.arguments[0]) && node.arguments.slice(1).some((each) => given.holdsBody(each)));
}

const INTERCEPTS = /(?:^|\.)interceptors\.(?:request|response)\.use$/;

/** What a function in the place of another one is called with. */
class Given {
  /** All parameters, by their names. */
  readonly all: ReadonlySet<string>;
  /** Names of what the request sends, or of a part of it. */
  readonly #bodies = new Set<string>();

  constructor({ params }: Callable, place: number, nodes: readonly Node[]) {
    const names = params.map((each) => nameOf(each as Node));
    this.all = new Set(['arguments', ...names]);
    const body = names[place];
    if (body !== undefined) this.#bodies.add(body);
    for (const each of params) if ((each as Node).type === 'RestElement') this.#bodies.add(nameOf(each as Node));
    this.#bodies.add('arguments').delete('');
    for (const node of nodes) if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && this.holdsBody(node.init)) this.#bodies.add(node.id.name);
  }

  /** Does an expression have all of it in it, or one of the members that are sent? */
  holdsBody(root: Node): boolean {
    const open: Node[] = [root];
    for (let node = open.pop(), steps = 0; node && steps < MOST_NODES; node = open.pop(), steps++) {
      if (node.type === 'Identifier') {
        if (this.#bodies.has(node.name)) return true;
      } else if (node.type === 'MemberExpression') {
        const isSent = node.computed ? node.property.type === 'Literal' && isSentUnder(node.property.value) : node.property.type === 'Identifier' && BODY.has(node.property.name);
        if (isSent) open.push(withoutWrapping(node.object));
      } else if (node.type === 'CallExpression') open.push(...(node.callee.type === 'MemberExpression' ? [node.callee.object] : []), ...node.arguments);
      else if (node.type === 'ObjectExpression') open.push(...node.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : each.type === 'SpreadElement' ? [each.argument as Node] : [])));
      else if (node.type === 'ArrayExpression') open.push(...node.elements.filter((each): each is ESTree.Expression => each !== null));
      else if (node.type === 'TemplateLiteral') open.push(...node.expressions);
      else if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') open.push(node.left as Node, node.right);
      else if (node.type === 'ConditionalExpression') open.push(node.consequent, node.alternate);
      else if (node.type === 'SpreadElement' || node.type === 'AwaitExpression') open.push(node.argument as Node);
    }
    return false;
  }
}

/** An argument behind the first, or a header that somebody logs in with; what is said of a browser, nobody keeps. */
function isSentUnder(name: unknown): boolean {
  return typeof name === 'string' ? BODY.has(name) || LOGIN.test(name) : name !== 0;
}

/** The request as it was asked for: `original(url, options)`, `original.apply(this, arguments)`, `original(...given)`. */
function goesOn({ arguments: given }: ESTree.CallExpression, { all }: Given): boolean {
  const last = given.at(-1);
  const name = last?.type === 'SpreadElement' ? withoutWrapping(last.argument) : last;
  return name?.type === 'Identifier' && all.has(name.name);
}

/** An address that is written out, of a server elsewhere. */
function isNamed(address: Node | undefined): boolean {
  const text = address?.type === 'Literal' ? String(address.value) : address?.type === 'TemplateLiteral' ? (address.quasis[0]?.value.cooked ?? '') : '';
  return /^(?:https?|wss?):\/\/[^/?#]+(?:[/?#]|$)/i.test(text) && namesStranger(text);
}

function nameOf(param: Node): string {
  if (param.type === 'Identifier') return param.name;
  if (param.type === 'RestElement') return param.argument.type === 'Identifier' ? param.argument.name : '';
  return param.type === 'AssignmentPattern' && param.left.type === 'Identifier' ? param.left.name : '';
}
