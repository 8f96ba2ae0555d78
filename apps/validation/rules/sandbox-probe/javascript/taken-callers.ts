import type { ESTree } from 'meriyah';
import { isFunction, nameOf, propertyName } from '../../obfuscation/shapes.js';
import { HANDS_OUT } from './call-sites.js';
import { childrenOf } from '../../javascript/syntax/children.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

const REPLACED = 'prepareStackTrace';
/** What a stack trace says of a caller. */
const NAMES: ReadonlySet<string> = new Set(['name', 'displayName', 'length', 'toString']);
const KEEPS: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set']);
/** What stands around a value without changing it. */
const WRAPPING: ReadonlySet<string> = new Set(['ChainExpression', 'ParenthesizedExpression', 'LogicalExpression', 'ConditionalExpression', 'AwaitExpression', 'SequenceExpression']);

/**
 * True for a script that takes functions, or `this`, of callers and does with them what no stack trace needs: it looks into them, calls
 * them, collects them, or lets them be what `stack` is. `isLarge`: other things may be called the same, so that only what replaces
 * `Error.prepareStackTrace` counts. Whoever has methods of these names means those.
 */
export function usesCallers(tree: ESTree.Program, isLarge: boolean): boolean {
  const reader = new Callers(tree);
  return reader.taken().some((node) => (!isLarge || reader.isInReplacement(node)) && reader.isUsed(node));
}

class Callers {
  readonly #nodes: Node[] = [];
  readonly #parents = new Map<Node, Node>();
  /** Names of functions that replace how stack traces are made. */
  readonly #replacing = new Set<string>();

  constructor(tree: Node) {
    this.#nodes.push(tree);
    for (let at = 0; at < this.#nodes.length; at++) {
      const node = this.#nodes[at]!;
      const first = this.#nodes.length;
      childrenOf(node, this.#nodes);
      for (let child = first; child < this.#nodes.length; child++) this.#parents.set(this.#nodes[child]!, node);
      const name = isReplacing(node) ? nameOf(node.right) : null;
      if (name !== null) this.#replacing.add(name);
    }
  }

  /** Calls that take a caller; none where the script has methods of its own that are called so. */
  taken(): Node[] {
    return this.#nodes.some((node) => this.#isOwn(node)) ? [] : this.#nodes.filter(takesCaller);
  }

  isInReplacement(node: Node): boolean {
    for (let at = this.#parents.get(node); at; at = this.#parents.get(at)) if (this.#isReplacement(at)) return true;
    return false;
  }

  /** Is it used for more than its name? Names that it gets are followed in their function, each once. */
  isUsed(taken: Node): boolean {
    const names = new Set<string>();
    const open = [taken];
    for (let node = open.pop(); node; node = open.pop()) {
      const { outer, parent } = this.#unwrapped(node);
      if (looksInto(outer, parent, this.#parents.get(parent)) || (node === taken && this.#isGivenOn(outer, parent))) return true;
      const name = parent.type === 'VariableDeclarator' ? nameOf(parent.id) : parent.type === 'AssignmentExpression' && parent.right === outer ? nameOf(parent.left) : null;
      if (parent.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') return true;
      if (name === null || names.has(name)) continue;
      names.add(name);
      const within = this.#functionAround(node);
      for (const each of this.#nodes) if (nameOf(each) === name && each !== parent && this.#isIn(each, within) && !isPlace(each, this.#parents.get(each)!)) open.push(each);
    }
    return false;
  }

  /** What a value stands in, past `a && …`, `… || b` and the like. */
  #unwrapped(node: Node): { outer: Node; parent: Node } {
    let outer = node;
    let parent = this.#parents.get(node)!;
    while (WRAPPING.has(parent.type) && !isTested(outer, parent)) {
      outer = parent;
      parent = this.#parents.get(parent)!;
    }
    return { outer, parent };
  }

  /** Answered to whoever asked for all of them, collected, or what a stack trace becomes. */
  #isGivenOn(value: Node, parent: Node): boolean {
    if (parent.type === 'CallExpression') return parent.callee.type === 'MemberExpression' && KEEPS.has(propertyName(parent.callee) ?? '') && (parent.arguments as Node[]).includes(value);
    if (parent.type === 'AssignmentExpression') return parent.right === value && parent.left.type === 'Identifier' && this.isInReplacement(parent);
    const by = parent.type === 'ReturnStatement' ? this.#functionAround(parent) : isFunction(parent) && parent.body === value ? parent : null;
    const holder = by && this.#parents.get(by);
    return by !== null && (this.#isReplacement(by) || (holder?.type === 'CallExpression' && (holder.arguments as Node[]).includes(by)));
  }

  #isReplacement(node: Node): boolean {
    if (!isFunction(node)) return false;
    const parent = this.#parents.get(node);
    if (parent && isReplacing(parent)) return true;
    const name = ownName(node) ?? (parent?.type === 'VariableDeclarator' ? nameOf(parent.id) : null);
    return name !== null && this.#replacing.has(name);
  }

  /** A function or method of such a name. */
  #isOwn(node: Node): boolean {
    const parent = this.#parents.get(node);
    if (!isFunction(node) || !parent) return false;
    const name = ownName(node) ?? (parent.type === 'MethodDefinition' || parent.type === 'Property' ? nameOf(parent.key as Node) : parent.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression' ? propertyName(parent.left) : null);
    return name !== null && HANDS_OUT.test(name);
  }

  #functionAround(node: Node): Node {
    let at = this.#parents.get(node) ?? node;
    while (!isFunction(at) && this.#parents.has(at)) at = this.#parents.get(at)!;
    return at;
  }

  #isIn(node: Node, within: Node): boolean {
    for (let at: Node | undefined = node; at; at = this.#parents.get(at)) if (at === within) return true;
    return false;
  }
}

function ownName(node: Node): string | null {
  return 'id' in node ? nameOf(node.id as Node | null) : null;
}

/** `Error.prepareStackTrace = …` */
function isReplacing(node: Node): node is Of<'AssignmentExpression'> {
  return node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && propertyName(node.left) === REPLACED;
}

/** `site.getThis()`, `site["getFunction"]()`, `get.getThis.call(site)` */
function takesCaller(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const name = propertyName(node.callee) ?? '';
  if (HANDS_OUT.test(name)) return node.arguments.length === 0;
  return (name === 'call' || name === 'apply') && node.callee.object.type === 'MemberExpression' && HANDS_OUT.test(propertyName(node.callee.object) ?? '');
}

/** Of what is wrapped: is it only asked whether there is one? */
function isTested(node: Node, parent: Node): boolean {
  if (parent.type === 'ConditionalExpression') return parent.test === node;
  if (parent.type === 'SequenceExpression') return parent.expressions.at(-1) !== node;
  return parent.type === 'LogicalExpression' && parent.operator === '&&' && parent.left === node;
}

/** A name that stands for nothing: of a member or a key, or what gets a value. */
function isPlace(node: Node, parent: Node): boolean {
  if (parent.type === 'MemberExpression') return parent.property === node && !parent.computed;
  if (parent.type === 'Property') return parent.key === node && !parent.computed && !parent.shorthand;
  return (parent.type === 'VariableDeclarator' && parent.id === node) || (parent.type === 'AssignmentExpression' && parent.left === node);
}

/** Is a member of it asked for which is no name, or is it called? */
function looksInto(node: Node, parent: Node, above: Node | undefined): boolean {
  if (parent.type === 'CallExpression' || parent.type === 'NewExpression') return parent.callee === node;
  if (parent.type !== 'MemberExpression' || parent.object !== node) return false;
  const name = propertyName(parent);
  if (name === 'constructor') return above?.type !== 'MemberExpression' || propertyName(above) !== 'name';
  return name === null || !NAMES.has(name) || (name === 'name' && above?.type === 'MemberExpression' && above.object === parent && propertyName(above) === 'constructor');
}
