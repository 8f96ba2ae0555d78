import { nodesWithin } from '../../../javascript/syntax/children.js';
import { isCallable } from '../../../javascript/syntax/scope.js';
import type { Callable } from '../../../javascript/syntax/scope.js';
import type { Node } from '../../../javascript/syntax/tree.js';
import { Carried } from './carried.js';

/** The names of one function, or of a script: blocks are none of their own. */
export class Names {
  readonly #own = new Map<string, Carried>();

  constructor(readonly parent: Names | null, readonly callable: Callable | null, declared: Iterable<string>) {
    for (const name of declared) this.#own.set(name, new Carried());
  }

  /** What a name stands for; null for one that nobody declares. */
  find(name: string): Carried | null {
    for (let names: Names | null = this; names; names = names.parent) {
      const value = names.#own.get(name);
      if (value) return value;
    }
    return null;
  }

  /** The function whose `this` counts here; null at the top of a script. */
  ownerOfThis(): Callable | null {
    for (let names: Names | null = this; names; names = names.parent) if (names.callable && names.callable.type !== 'ArrowFunctionExpression') return names.callable;
    return null;
  }
}

/** The names that a function or a script declares, in all its blocks. */
export function declaredIn(root: Node): string[] {
  const names: string[] = [];
  const parts = isCallable(root) ? [...root.params, ...(root.body ? [root.body] : [])] : [root];
  if (isCallable(root)) {
    for (const param of root.params) names.push(...namesOf(param));
    if (root.type !== 'ArrowFunctionExpression') names.push('arguments');
    if (root.type === 'FunctionExpression' && root.id) names.push(root.id.name);
  }
  for (const part of parts) {
    for (const node of nodesWithin(part, Infinity, (each) => !isCallable(each))) {
      if (node.type === 'VariableDeclarator') names.push(...namesOf(node.id));
      else if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id) names.push(node.id.name);
      else if (node.type === 'CatchClause' && node.param) names.push(...namesOf(node.param));
      else if (node.type === 'ImportSpecifier' || node.type === 'ImportDefaultSpecifier' || node.type === 'ImportNamespaceSpecifier') names.push(node.local.name);
    }
  }
  return names;
}

/** The names that a pattern gives a value. */
function namesOf(pattern: Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesOf(pattern.left as Node);
    case 'RestElement':
      return namesOf(pattern.argument as Node);
    case 'ArrayPattern':
      return pattern.elements.flatMap((each) => (each ? namesOf(each as Node) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => namesOf((each.type === 'Property' ? each.value : each) as Node));
    default:
      return [];
  }
}
