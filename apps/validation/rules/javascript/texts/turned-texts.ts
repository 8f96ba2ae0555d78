import { opaqueLength } from '../../obfuscation/texts.js';
import { onlyFunction } from '../names/asked.js';
import { nodesWithin } from '../syntax/children.js';
import { operands, withoutWrapping } from '../syntax/expressions.js';
import type { Part } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Callable, Scope } from '../syntax/scope.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** UTF-16 units of a text that may be code. */
const LONG = 200;
/** Of a text that says something, in any language and also as code, more is letters in rows. */
const LETTERS_SHARE = 0.1;
/** UTF-16 units of a text by which it is judged. */
const SAMPLE = 4_000;
/** Expressions of one value that are looked at, names and calls one in the other, and nodes of a function. */
const MOST_NODES = 2_000;
const DEEPEST = 30;
const MOST_OF_FUNCTION = 500;
/** Methods that answer parts of a text. */
const TAKES_APART: ReadonlySet<string> = new Set(['split', 'substr', 'substring', 'slice', 'charAt', 'charCodeAt', 'codePointAt', 'at', 'match', 'matchAll', 'replace', 'replaceAll']);

/**
 * Tells whether a value is what the script makes of a long text that says nothing, by taking it apart. `read`: where the texts
 * begin that are read as scripts: they say it to whoever reviews them.
 */
export class TurnedTexts {
  #left = 0;
  #depth = 0;
  readonly #silent = new WeakMap<Node, boolean>();

  constructor(private readonly resolver: Resolver, private readonly read: ReadonlySet<number>) {}

  isTurned(node: Node, scope: Scope): boolean {
    this.#left = MOST_NODES;
    return this.#isTurned(node, scope);
  }

  #isTurned(node: Node, scope: Scope): boolean {
    if (this.#left-- <= 0 || this.#depth > DEEPEST) return false;
    this.#depth++;
    const inner = withoutWrapping(node);
    const isTurned = this.#parts(inner, scope).some((each) => this.#isTurned(each.node, each.scope)) || this.#takesApart(inner, scope);
    this.#depth--;
    return isTurned;
  }

  /** What a value is made of. */
  #parts(node: Node, scope: Scope): Part[] {
    const here = (nodes: readonly (Node | null)[]): Part[] => nodes.flatMap((each) => (each && !isCallable(each) ? [{ node: each, scope }] : []));
    switch (node.type) {
      case 'Identifier':
        return (scope.find(node.name)?.sources ?? []).filter(({ how, added }) => how === 'value' || added === true);
      case 'BinaryExpression':
        return node.operator === '+' ? here(operands(node)) : [];
      case 'TemplateLiteral':
        return here(node.expressions);
      case 'ArrayExpression':
        return here(node.elements);
      case 'SpreadElement':
        return here([node.argument]);
      case 'AssignmentExpression':
        return here([node.right]);
      case 'ConditionalExpression':
        return here([node.consequent, node.alternate]);
      case 'LogicalExpression':
        return here([node.left, node.right]);
      case 'MemberExpression':
        return here([node.object, ...(node.computed ? [node.property] : [])]);
      case 'CallExpression':
      case 'NewExpression':
        return here([...(node.callee.type === 'MemberExpression' ? [node.callee.object] : []), ...node.arguments]);
      default:
        return [];
    }
  }

  /** `text.split(' ')`, or a call of a function of the script that takes apart what it gets. */
  #takesApart(node: Node, scope: Scope): boolean {
    if (node.type !== 'CallExpression') return false;
    const callee = withoutWrapping(node.callee);
    if (callee.type === 'MemberExpression' && TAKES_APART.has(this.resolver.nameOf(callee, scope) ?? '')) return this.#saysNothing(callee.object, scope);
    const callable = isCallable(callee) ? callee : onlyFunction(callee, scope);
    return callable !== null && node.arguments.some((each, index) => this.#saysNothing(each, scope) && takesApart(callable, index));
  }

  /** Is it a long text, also under a name, that says nothing, and that nobody reads as it is? */
  #saysNothing(node: Node, scope: Scope, left = DEEPEST): boolean {
    const inner = withoutWrapping(node);
    if (inner.type === 'Identifier') {
      const [only, more] = scope.find(inner.name)?.sources ?? [];
      return left > 0 && only?.how === 'value' && !more && only.keys.length === 0 && this.#saysNothing(only.node, only.scope, left - 1);
    }
    if (inner.type !== 'Literal' || typeof inner.value !== 'string' || this.read.has(inner.start ?? -1)) return false;
    const known = this.#silent.get(inner) ?? saysNothing(inner.value);
    this.#silent.set(inner, known);
    return known;
  }
}

function saysNothing(text: string): boolean {
  if (text.length < LONG) return false;
  const sample = text.slice(0, SAMPLE);
  return opaqueLength(sample) > 0 || (sample.match(/\p{L}{3,}/gu) ?? []).join('').length < LETTERS_SHARE * sample.length;
}

/** Does a function read parts of what it gets at this place? */
function takesApart(callable: Callable, index: number): boolean {
  const parameter = callable.params[index];
  if (parameter?.type !== 'Identifier' || !callable.body) return false;
  const isIt = (node: Node): boolean => node.type === 'Identifier' && node.name === parameter.name;
  for (const node of nodesWithin(callable.body, MOST_OF_FUNCTION)) {
    if (node.type === 'MemberExpression' && isIt(node.object) && (node.computed || (node.property.type === 'Identifier' && TAKES_APART.has(node.property.name)))) return true;
    if ((node.type === 'ForOfStatement' && isIt(node.right)) || (node.type === 'SpreadElement' && isIt(node.argument))) return true;
  }
  return false;
}
