import { nodesWithin } from './children.js';
import { joined, propertyOf, withoutWrapping } from './expressions.js';
import { memberPath } from './member-paths.js';
import { isCallable } from './scope.js';
import type { Callable } from './scope.js';
import type { Node, Of } from './tree.js';

/** Names that lead to each other. */
const DEEPEST = 6;

/** What the names of one small script are given where they are declared, by syntax alone: of a name that is declared twice, nothing is known. */
export class WrittenNames {
  readonly #values = new Map<string, Node | null>();
  readonly #functions = new Map<string, Callable>();

  constructor(tree: Node) {
    const parameters: string[] = [];
    const calls = new Map<string, readonly Node[] | null>();
    for (const node of nodesWithin(tree)) {
      if (isCallable(node)) parameters.push(...node.params.flatMap((each) => (each.type === 'Identifier' ? each.name : [])));
      if (node.type === 'CallExpression' && node.callee.type === 'Identifier') calls.set(node.callee.name, calls.has(node.callee.name) ? null : node.arguments);
      if (node.type === 'VariableDeclarator' && node.init) this.#declare(node.id, node.init);
      if (node.type === 'FunctionDeclaration' && node.id) this.#functions.set(node.id.name, node);
    }
    for (const [name, given] of calls) if (given) this.#pass(name, given, parameters);
  }

  /** What a function is called with that is called once; of a parameter whose name others have too, nothing is known by that. */
  #pass(name: string, given: readonly Node[], parameters: readonly string[]): void {
    const callable = this.functionOf(name);
    callable?.params.forEach((each, index) => {
      const value = given[index];
      if (!value || value.type === 'SpreadElement') return;
      const names = each.type === 'ObjectPattern' ? (each.properties as Node[]).flatMap((part) => (part.type === 'Property' && part.value.type === 'Identifier' ? part.value.name : [])) : each.type === 'Identifier' ? [each.name] : [];
      const isOnly = names.every((own) => !this.#values.has(own) && parameters.indexOf(own) === parameters.lastIndexOf(own));
      if (isOnly) this.#declare(each as Node, value);
    });
  }

  #declare(id: Node, value: Node): void {
    if (id.type === 'Identifier') return void this.#values.set(id.name, this.#values.has(id.name) ? null : value);
    if (id.type !== 'ObjectPattern') return;
    for (const each of id.properties as Node[]) {
      if (each.type !== 'Property' || each.computed || each.key.type !== 'Identifier' || each.value.type !== 'Identifier') continue;
      const member = { type: 'MemberExpression', object: value, property: each.key, computed: false } as unknown as Node;
      this.#values.set(each.value.name, this.#values.has(each.value.name) ? null : member);
    }
  }

  valueOf(name: string): Node | null {
    return this.#values.get(name) ?? null;
  }

  /** What an object that is written out has under this name. */
  memberOf({ object, property, computed }: Of<'MemberExpression'>): Node | null {
    const inner = withoutWrapping(object);
    const owner = inner.type === 'Identifier' ? this.valueOf(inner.name) : inner;
    return owner?.type === 'ObjectExpression' && !computed && property.type === 'Identifier' ? (propertyOf(owner, property.name) ?? null) : null;
  }

  functionOf(name: string): Callable | null {
    const value = this.valueOf(name);
    return value && isCallable(value) ? value : (this.#functions.get(name) ?? null);
  }

  /** `guild.members` for `g.members`, where `g` is `require('guild')`: the path of a member with the modules that its names stand for. */
  pathOf(node: Node, depth = 0): string {
    const inner = withoutWrapping(node);
    if (inner.type === 'CallExpression') return moduleOf(inner) ?? '';
    if (inner.type === 'MemberExpression' && !inner.computed && inner.property.type === 'Identifier') {
      const owner = this.pathOf(inner.object, depth);
      return owner === '' ? inner.property.name : `${owner}.${inner.property.name}`;
    }
    const value = inner.type === 'Identifier' && depth < DEEPEST ? this.valueOf(inner.name) : null;
    const path = value ? this.pathOf(value, depth + 1) : '';
    return path === '' ? memberPath(inner) : path;
  }

  /** The text that an expression is, with names for what is written under them; null where any of it is not known. */
  textOf(node: Node, depth = 0): string | null {
    const inner = withoutWrapping(node);
    if (depth > DEEPEST) return null;
    if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : null;
    if (inner.type === 'TemplateLiteral' && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? null;
    if (inner.type === 'BinaryExpression' && inner.operator === '+') {
      const [left, right] = [this.textOf(inner.left as Node, depth + 1), this.textOf(inner.right, depth + 1)];
      return left === null || right === null ? null : left + right;
    }
    // `['12', '34'].join('')`
    const pieces = inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && inner.callee.object.type === 'ArrayExpression' && memberPath(inner.callee).endsWith('join') ? inner.callee.object.elements : null;
    if (pieces) return joined(pieces.map((each) => (each ? this.textOf(each, depth + 1) : null)), (inner.type === 'CallExpression' && inner.arguments[0] ? this.textOf(inner.arguments[0], depth + 1) : null) ?? '');
    const value = inner.type === 'Identifier' ? this.valueOf(inner.name) : null;
    return value ? this.textOf(value, depth + 1) : null;
  }
}

/** `require('guild')` */
function moduleOf({ callee, arguments: [name] }: { callee: Node; arguments: readonly Node[] }): string | null {
  return callee.type === 'Identifier' && callee.name === 'require' && name?.type === 'Literal' && typeof name.value === 'string' ? name.value : null;
}
