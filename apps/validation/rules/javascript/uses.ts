import type { ESTree } from 'meriyah';
import type { Meaning } from './meaning.js';
import { Resolver, withoutWrapping } from './resolve.js';
import { readTree } from './scope.js';
import type { Scope, Site } from './scope.js';
import type { Node } from './tree.js';

/** One argument of a call, as far as it can be told without running anything. */
export interface Argument {
  /** The string that it always is, or null. */
  constant: string | null;
  /** It is a string in any case. */
  text: boolean;
}

/** Something that a script does, at an offset in its text. */
interface Seen {
  what: Meaning;
  how: 'call' | 'import' | 'value';
  arguments: Argument[];
  start: number;
}

const CALLED = new Set([
  'eval', 'execScript', 'Function', 'constructor', 'setTimeout', 'setInterval', 'setImmediate',
  'process.binding', 'process._linkedBinding', 'process.dlopen', 'require', 'process.getBuiltinModule', 'import',
]);
const HANDED_ON = new Set(['eval', 'execScript']);
const LOADERS = new Set(['require', 'process.getBuiltinModule', 'import']);
const WANTED = new Set([
  'CallExpression', 'NewExpression', 'TaggedTemplateExpression', 'ImportExpression', 'ImportDeclaration',
  'ExportNamedDeclaration', 'ExportAllDeclaration', 'ExportDefaultDeclaration',
  'Property', 'ArrayExpression', 'ReturnStatement', 'AssignmentExpression',
]);

/** What a script calls and imports, and the paths (`./x`) that it loads. Aliases are followed, nothing is run. */
export function usesIn(program: ESTree.Program): { seen: Seen[]; links: string[] } {
  const reader = new UseReader();
  for (const site of readTree(program, WANTED)) reader.read(site);
  return reader;
}

interface Call {
  what: Meaning;
  given: readonly Node[];
}

class UseReader {
  readonly seen: Seen[] = [];
  readonly links: string[] = [];
  readonly #resolver = new Resolver();

  read({ node, scope }: Site): void {
    switch (node.type) {
      case 'CallExpression':
      case 'NewExpression':
        for (const call of this.#callsOf(node, scope)) this.#call(call, node, scope);
        for (const argument of node.arguments) this.#value(argument, scope);
        return;
      case 'TaggedTemplateExpression':
        for (const what of this.#resolver.meaningsOf(node.tag, scope)) this.#call({ what, given: [node.quasi] }, node, scope);
        return;
      case 'ImportExpression':
        return this.#call({ what: 'import', given: [node.source] }, node, scope);
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return node.source ? this.#call({ what: 'import', given: [node.source] }, node, scope) : undefined;
      case 'ExportDefaultDeclaration':
        return this.#value(node.declaration, scope);
      case 'Property':
        return this.#value(node.value, scope);
      case 'ArrayExpression':
        return node.elements.forEach((element) => element && this.#value(element, scope));
      case 'ReturnStatement':
        return node.argument ? this.#value(node.argument, scope) : undefined;
      case 'AssignmentExpression':
        return node.left.type === 'MemberExpression' ? this.#value(node.right, scope) : undefined;
      default:
    }
  }

  /** What a call calls, looking through `.call`, `.apply` and `Reflect`. */
  #callsOf(node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): Call[] {
    const given = node.arguments;
    const callee = withoutWrapping(node.callee);
    const calls: Call[] = this.#resolver.meaningsOf(callee, scope).flatMap((what) => {
      if (what !== 'Reflect.apply' && what !== 'Reflect.construct') return [{ what, given }];
      const [target] = given;
      const passed = spread(what === 'Reflect.apply' ? given[2] : given[1]);
      return target ? this.#resolver.meaningsOf(target, scope).map((each) => ({ what: each, given: passed })) : [];
    });
    if (callee.type !== 'MemberExpression') return calls;
    const name = this.#resolver.keyOf({ node: callee.property, computed: callee.computed ?? false }, scope);
    if (name === '_compile') return [...calls, { what: '_compile', given }];
    if (name !== 'call' && name !== 'apply') return calls;
    const passed = name === 'call' ? given.slice(1) : spread(given[1]);
    return [...calls, ...this.#resolver.meaningsOf(callee.object, scope).map((what) => ({ what, given: passed }))];
  }

  #call({ what, given }: Call, node: Node, scope: Scope): void {
    if (!CALLED.has(what) && what !== '_compile') return;
    const start = node.start ?? 0;
    const [first] = given;
    const specifier = first && LOADERS.has(what) ? this.#resolver.constantOf(first, scope) : null;
    if (specifier === null) {
      if (!LOADERS.has(what) || first) this.seen.push({ what, how: 'call', arguments: given.map((each) => this.#argument(each, scope)), start });
    } else if (/^\.{0,2}\//.test(specifier)) this.links.push(specifier);
    else this.seen.push({ what: `module:${specifier.replace(/^node:/, '')}`, how: 'import', arguments: [], start });
  }

  #value(node: Node, scope: Scope): void {
    const inner = withoutWrapping(node);
    if (inner.type !== 'Identifier' && inner.type !== 'MemberExpression') return;
    for (const what of this.#resolver.meaningsOf(inner, scope)) {
      if (HANDED_ON.has(what)) this.seen.push({ what, how: 'value', arguments: [], start: node.start ?? 0 });
    }
  }

  #argument(node: Node, scope: Scope): Argument {
    const constant = this.#resolver.constantOf(node, scope);
    return { constant, text: constant !== null || this.#resolver.meaningsOf(node, scope).includes('text') };
  }
}

/** The arguments that an array passes; one unknown argument when the array cannot be seen. */
function spread(node: Node | undefined): Node[] {
  if (!node) return [];
  if (node.type !== 'ArrayExpression') return [node];
  return node.elements.filter((element) => element !== null);
}
