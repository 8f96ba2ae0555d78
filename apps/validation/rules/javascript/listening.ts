import { nodesWithin } from './syntax/children.js';
import { withoutWrapping } from './syntax/expressions.js';
import { givenByHost } from './host-interface.js';
import type { Methods } from './names/methods.js';
import { isCallable } from './syntax/scope.js';
import type { Scope } from './syntax/scope.js';
import type { Sightings } from './names/sightings.js';
import type { Node, Of } from './syntax/tree.js';

/** How hosts are told what a command does. */
const REGISTERS = new Set(['register', 'registerCommand']);
/** Nodes of one command that are looked at. */
const MOST_NODES = 500;

/** Tells which listeners a host has from the start on, and not because somebody asked for a command. */
export class Listening {
  readonly #listeners: { node: Node; scope: Scope; what: string }[] = [];
  /** What commands do, and the names of what they call. */
  readonly #commands = new Set<Node>();
  readonly #called = new Set<string>();

  call(node: Of<'CallExpression'> | Of<'NewExpression'>, callee: Node, scope: Scope): void {
    const what = givenByHost(callee, scope);
    if (what !== null) this.#listeners.push({ node, scope, what });
    if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && REGISTERS.has(callee.property.name)) for (const argument of node.arguments) this.#command(argument, scope);
  }

  #command(argument: Node, scope: Scope): void {
    const functions = isCallable(argument) ? [argument] : argument.type === 'Identifier' ? (scope.find(argument.name)?.sources ?? []).flatMap(({ node }) => (isCallable(node) ? [node] : [])) : [];
    if (argument.type === 'MemberExpression' && argument.property.type === 'Identifier') this.#called.add(argument.property.name);
    for (const command of functions) {
      this.#commands.add(command);
      for (const inner of nodesWithin(command, MOST_NODES)) if (inner.type === 'CallExpression') this.#called.add(nameOf(withoutWrapping(inner.callee)));
    }
  }

  /** Notes them, once the whole script was read. */
  finish(sightings: Sightings, methods: Methods): void {
    for (const { node, scope, what } of this.#listeners) if (!this.#isAsked(scope, methods)) sightings.note(`from the start: ${what}`, 'value', node);
  }

  #isAsked(scope: Scope, methods: Methods): boolean {
    for (let around: Scope | null = scope; around; around = around.parent) {
      const { callable } = around;
      if (!callable) continue;
      const name = callable.type === 'FunctionDeclaration' ? (callable.id?.name ?? null) : methods.nameOf(callable);
      if (this.#commands.has(callable) || (name !== null && this.#called.has(name))) return true;
    }
    return false;
  }
}

function nameOf(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && (callee.property.type === 'Identifier' || callee.property.type === 'PrivateIdentifier') ? callee.property.name : '';
}
