import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** A member by its name, an element by its number, or (null) any. */
type Step = string | number | null;

interface Given {
  node: Node;
  path: readonly Step[];
}

/** Names, members and calls that lead to each other, and all that are asked for one text. */
const DEEPEST = 12;
const MOST_ASKED = 5_000;

/**
 * All texts that an expression of a small script may be, by conditions, names, functions of the script, and tables from which one is chosen;
 * null where it may be anything else. By names alone: one that is given something elsewhere as well may be that, too.
 */
export function chosenTexts(tree: ESTree.Program, node: Node): readonly string[] | null {
  return new Chosen(tree).textsOf({ node, path: [] }, 0);
}

class Chosen {
  readonly #given = new Map<string, Given[]>();
  readonly #functions = new Map<string, Callable[]>();
  /** Names that get what callers give, or what is listed. */
  readonly #unknown = new Set<string>();
  #left = MOST_ASKED;

  constructor(tree: ESTree.Program) {
    for (const node of nodesWithin(tree)) {
      if (node.type === 'VariableDeclarator' && node.init) this.#bind(node.id, { node: node.init, path: [] });
      else if (node.type === 'AssignmentExpression') this.#assign(node);
      else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement' || node.type === 'ImportDeclaration') for (const each of nodesWithin(node.type === 'ImportDeclaration' ? node : (node.left as Node))) this.#doubt(each);
      if (!isCallable(node)) continue;
      if (node.type === 'FunctionDeclaration' && node.id) this.#functions.set(node.id.name, [...(this.#functions.get(node.id.name) ?? []), node]);
      for (const each of node.params) for (const inner of nodesWithin(each as Node)) this.#doubt(inner);
    }
  }

  /** Null as soon as one of them is not known. */
  textsOf({ node, path }: Given, depth: number): readonly string[] | null {
    const inner = withoutWrapping(node);
    if (depth > DEEPEST || this.#left-- < 0) return null;
    const all = (parts: readonly Given[]): readonly string[] | null => {
      const found = new Set<string>();
      for (const part of parts) {
        const texts = this.textsOf(part, depth + 1);
        if (!texts) return null;
        for (const text of texts) found.add(text);
      }
      return found.size > 0 ? [...found] : null;
    };
    const below = (parts: readonly (Node | null | undefined)[], rest: readonly Step[]): readonly string[] | null => all(parts.flatMap((each) => (each ? [{ node: each, path: rest }] : [])));
    const [step, ...rest] = path;
    switch (inner.type) {
      case 'Literal':
        return path.length === 0 && typeof inner.value === 'string' ? [inner.value] : null;
      case 'ConditionalExpression':
        return below([inner.consequent, inner.alternate].filter((each) => !isNothing(each)), path);
      case 'LogicalExpression':
        return below([inner.left as Node, inner.right], path);
      case 'MemberExpression':
        return all([{ node: inner.object, path: [stepOf(inner), ...path] }]);
      case 'ArrayExpression':
        return step === undefined ? null : below(typeof step === 'number' ? [elementAt(inner, step)] : inner.elements, rest);
      case 'ObjectExpression':
        return step === undefined || inner.properties.some((each) => each.type !== 'Property') ? null : below(inner.properties.flatMap((each) => (each.type === 'Property' && (step === null || keyOf(each) === step) ? [each.value] : [])), rest);
      case 'Identifier':
        return this.#unknown.has(inner.name) ? null : all((this.#given.get(inner.name) ?? []).map((each) => ({ node: each.node, path: [...each.path, ...path] })));
      case 'CallExpression': {
        const callee = withoutWrapping(inner.callee);
        const functions = isCallable(callee) ? [callee] : callee.type === 'Identifier' ? [...(this.#functions.get(callee.name) ?? []), ...(this.#given.get(callee.name) ?? []).flatMap((each) => (isCallable(each.node) ? [each.node] : []))] : [];
        return below(functions.flatMap(returnedBy), path);
      }
      default:
        return null;
    }
  }

  /** What is put into a table, and what is more than given, may be anything. */
  #assign({ operator, left, right }: ESTree.AssignmentExpression): void {
    let target = left as Node;
    while (target.type === 'MemberExpression') target = withoutWrapping(target.object);
    if (operator === '=' && target === left) this.#bind(target, { node: right, path: [] });
    else this.#doubt(target);
  }

  #bind(pattern: Node, given: Given): void {
    if (pattern.type === 'Identifier') this.#given.set(pattern.name, [...(this.#given.get(pattern.name) ?? []), given]);
    else if (pattern.type === 'AssignmentPattern') {
      this.#bind(pattern.left as Node, given);
      this.#bind(pattern.left as Node, { node: pattern.right as Node, path: [] });
    } else if (pattern.type === 'ArrayPattern') {
      for (const [at, each] of (pattern.elements as (Node | null)[]).entries()) if (each && each.type !== 'RestElement') this.#bind(each, { node: given.node, path: [...given.path, at] });
    } else if (pattern.type === 'ObjectPattern') for (const each of pattern.properties) if (each.type === 'Property') this.#bind(each.value as Node, { node: given.node, path: [...given.path, keyOf(each)] });
  }

  #doubt(node: Node): void {
    if (node.type === 'Identifier') this.#unknown.add(node.name);
  }
}

/** An element behind one that is spread may be any. */
function elementAt({ elements }: ESTree.ArrayExpression, at: number): Node | null {
  return elements.slice(0, at + 1).some((each) => each?.type === 'SpreadElement') ? null : (elements[at] ?? null);
}

function keyOf({ key, computed }: ESTree.Property): Step {
  if (key.type === 'Literal') return String(key.value);
  return !computed && key.type === 'Identifier' ? key.name : null;
}

function stepOf({ property, computed }: ESTree.MemberExpression): Step {
  if (property.type === 'Literal') return typeof property.value === 'number' ? property.value : String(property.value);
  return !computed && property.type === 'Identifier' ? property.name : null;
}

function returnedBy({ body }: Callable): Node[] {
  if (!body) return [];
  if (body.type !== 'BlockStatement') return [body as Node];
  return [...nodesWithin(body as Node, Infinity, (node) => !isCallable(node))].flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [node.argument] : []));
}

/** `undefined`: for systems of which nobody knows what to start. */
function isNothing(node: Node): boolean {
  return (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'Literal' && node.value === null && !('regex' in node));
}
