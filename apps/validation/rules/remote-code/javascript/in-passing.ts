import type { ESTree } from 'meriyah';
import { childrenOf } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { exportedFunctions } from '../../javascript/flows/sending-functions.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** What is given a function for when somebody asks for it. */
const ASKED_BY = /(?:^|\.)(?:command|action|handler|registerCommand)$/;
/** What calls a function later, because of nobody. */
const LATER = /(?:^|\.)(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|on|once|then|finally|schedule)$/;
const SHOWS = /^console\.(?:log|info|warn|error)$|^process\.(?:stdout|stderr)\.write$|(?:^|\.)(?:prompt|confirm|question|intro|outro|logger\.\w+|log\.\w+)$/;
/** Behind a call, what follows it. */
const FOLLOWS = /^(?:catch|then|finally|unref)$/;

/** Where a deed stands in its script: what runs it when the script is loaded or along with something else, or the names under which others may run it. */
export interface Passing {
  isUnasked: boolean;
  exported: readonly string[];
}

/** One small script: which of its functions run although nobody who calls it asks for them. */
export class InPassing {
  readonly #parents = new Map<Node, Node>();
  readonly #calls: Of<'CallExpression'>[] = [];
  /** Functions that do nothing but call another one, by the names of both. */
  readonly #wrappers = new Map<string, string>();
  /** Does the script say anything to whoever runs it? */
  readonly #shows: boolean;

  constructor(private readonly tree: ESTree.Program) {
    const open: Node[] = [tree];
    const children: Node[] = [];
    for (let node = open.pop(); node; node = open.pop()) {
      if (node.type === 'CallExpression') this.#calls.push(node);
      children.length = 0;
      childrenOf(node, children);
      for (const child of children) this.#parents.set(child, node);
      open.push(...children);
      const name = isCallable(node) ? this.#nameOf(node) : null;
      const called = name === null ? null : onlyCall(node);
      if (name !== null && called !== null) this.#wrappers.set(name, called);
    }
    this.#shows = this.#calls.some(({ callee }) => SHOWS.test(memberPath(callee)));
  }

  /** Does this run without being asked for, and where not, by which names may other scripts run it? */
  of(place: Node): Passing {
    const callable = this.#namedAround(place);
    if (callable === 'asked') return { isUnasked: false, exported: [] };
    if (callable === null) return { isUnasked: this.#isTried(place), exported: [] };
    const name = this.#nameOf(callable);
    const isQuiet = this.#isTried(place);
    const names = name === null ? [] : [name, ...[...this.#wrappers].flatMap(([wrapper, called]) => (called === name ? [wrapper] : []))];
    if (names.length > 0 && this.runs(new Set(names), isQuiet)) return { isUnasked: true, exported: [] };
    const exported = [...exportedFunctions(this.tree)].flatMap(([as, each]) => (each === callable || (isCallable(each) && names.includes(this.#nameOf(each) ?? '')) ? [as.slice(as.lastIndexOf('.') + 1)] : []));
    return { isUnasked: false, exported: [...new Set(exported)] };
  }

  /** Is one of these functions called by this script along the way, and nothing asked of what comes of it? `isQuiet`: it tells nobody itself when it fails. */
  runs(names: ReadonlySet<string>, isQuiet: boolean): boolean {
    const all = new Set([...names, ...[...this.#wrappers].flatMap(([wrapper, called]) => (names.has(called) ? [wrapper] : []))]);
    return this.#calls.some((call) => {
      if (LATER.test(memberPath(call.callee)) && call.arguments.some((each) => each.type === 'Identifier' && all.has(each.name)) && this.#namedAround(call) !== 'asked') return true;
      return all.has(lastName(withoutWrapping(call.callee)) ?? '') && call.arguments.every(({ type }) => type === 'Literal') && this.#isAlongTheWay(call, isQuiet);
    });
  }

  /** `refresh().catch(() => {});` wherever it stands, and `refresh();` where the script is loaded. */
  #isAlongTheWay(call: Node, isQuiet: boolean): boolean {
    let [at, parent] = [call, this.#parents.get(call)];
    let swallows = isQuiet || this.#isTried(call);
    for (; parent; [at, parent] = [parent, this.#parents.get(parent)]) {
      if (parent.type === 'MemberExpression' && parent.object === at && FOLLOWS.test(lastName(parent) ?? '')) continue;
      if (parent.type === 'CallExpression' && parent.callee === at) swallows ||= lastName(at) === 'catch' && parent.arguments.some((each) => isCallable(each) && isEmpty(each));
      else if (parent.type === 'AwaitExpression' || parent.type === 'LogicalExpression' || parent.type === 'ConditionalExpression') continue;
      else if (parent.type === 'UnaryExpression' && parent.operator === 'void') continue;
      else break;
    }
    const isAlone = parent?.type === 'ExpressionStatement' || (parent?.type === 'ArrowFunctionExpression' && parent.body === at);
    if (!isAlone) return false;
    const around = this.#namedAround(call);
    if (around === 'asked') return false;
    return around === null ? swallows || !this.#shows : swallows && !this.#wrappers.has(this.#nameOf(around) ?? '');
  }

  /** Does it stand where a failure is passed over in silence? */
  #isTried(place: Node): boolean {
    for (let [at, parent] = [place, this.#parents.get(place)]; parent; [at, parent] = [parent, this.#parents.get(parent)]) {
      if (parent.type === 'TryStatement' && parent.block === at && parent.handler && parent.handler.body.body.length === 0) return true;
    }
    return false;
  }

  /** The function with a name that a place stands in; null where the script itself runs it, and `asked` where it is what a command does. */
  #namedAround(place: Node): Node | null | 'asked' {
    for (let [at, parent] = [place, this.#parents.get(place)]; parent; [at, parent] = [parent, this.#parents.get(parent)]) {
      if (!isCallable(at) || at === place) continue;
      if (parent.type === 'CallExpression' && parent.callee !== at && ASKED_BY.test(memberPath(parent.callee))) return 'asked';
      if (this.#nameOf(at) !== null || this.#isGivenOut(at)) return at;
    }
    return null;
  }

  #isGivenOut(callable: Node): boolean {
    const parent = this.#parents.get(callable);
    return parent?.type === 'ReturnStatement' || parent?.type === 'ExportDefaultDeclaration' || parent?.type === 'AssignmentExpression' || (parent?.type === 'ArrowFunctionExpression' && parent.body === callable);
  }

  /** `function name() {}`, `const name = () => {}`, `{ name() {} }`, `exports.name = () => {}` */
  #nameOf(callable: Node): string | null {
    if (callable.type === 'FunctionDeclaration' && callable.id) return callable.id.name;
    let [at, parent] = [callable, this.#parents.get(callable)];
    // `const name = ((base) => async () => {})('…')`
    while (parent && (isCallable(parent) || (parent.type === 'CallExpression' && parent.callee === at))) [at, parent] = [parent, this.#parents.get(parent)];
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
    if (parent?.type === 'AssignmentExpression') return lastName(parent.left as Node);
    if ((parent?.type === 'Property' || parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition') && parent.key?.type === 'Identifier') return parent.key.name;
    return null;
  }
}

/** Of a function that only calls another one, the name of that. */
function onlyCall(callable: Node): string | null {
  const body = isCallable(callable) ? callable.body : null;
  const [only, more] = body?.type === 'BlockStatement' ? (body.body as Node[]) : [];
  const value = body?.type === 'BlockStatement' ? (!more && (only?.type === 'ReturnStatement' ? only.argument : only?.type === 'ExpressionStatement' ? only.expression : null)) : body;
  const call = value ? withoutWrapping(value) : null;
  return call?.type === 'CallExpression' && call.arguments.length === 0 ? lastName(withoutWrapping(call.callee)) : null;
}

function isEmpty(callable: Node): boolean {
  if (!isCallable(callable) || !callable.body) return false;
  return callable.body.type === 'BlockStatement' ? callable.body.body.length === 0 : callable.body.type === 'Literal' || callable.body.type === 'Identifier';
}
