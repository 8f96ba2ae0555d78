import type { ESTree } from 'meriyah';
import type { ArgumentReader } from '../texts/arguments.js';
import type { Calls } from '../names/calls.js';
import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import { isMethod } from '../flows/flow-shapes.js';
import { isAnswered } from './injected.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Sightings } from '../names/sightings.js';
import type { Node } from '../syntax/tree.js';

const TEXT_OF_SCRIPT = new Set(['text', 'textContent', 'innerText', 'innerHTML']);

/** Names between an address and what made it. */
const MOST_NAMES = 5;

/** `URL.createObjectURL(…)`, also under a name: the address of something that was made here. */
function isMadeAddress(node: Node, scope: Scope, left = MOST_NAMES): boolean {
  const made = withoutWrapping(node);
  if (made.type === 'Identifier') {
    const source = onlySource(scope.find(made.name));
    return left > 0 && source?.keys.length === 0 && isMadeAddress(source.node, source.scope, left - 1);
  }
  return made.type === 'CallExpression' && isMethod(made.callee, 'createObjectURL');
}

/** Tells what puts scripts into a page, and workers behind it. */
export class ScriptElements {
  constructor(private readonly resolver: Resolver, private readonly given: ArgumentReader, private readonly sightings: Sightings, private readonly calls: Calls) {}

  /** Calls that put a script into a page, or a worker behind it. */
  called(method: string, object: Node, node: ESTree.CallExpression | ESTree.NewExpression, scope: Scope): void {
    const [first, second] = node.arguments;
    if (!first) return;
    const inner = withoutWrapping(object);
    const loads = method === 'addModule' || (method === 'register' && inner.type === 'MemberExpression' && this.resolver.nameOf(inner, scope) === 'serviceWorker');
    if (loads) this.calls.tell({ what: 'importScripts', given: [first] }, node, scope);
    if (!second) return;
    if (method === 'setAttribute' && this.resolver.meaningsOf(object, scope).includes('script-element') && this.resolver.constantOf(first, scope)?.toLowerCase() === 'src') this.gets('src', second, node, scope);
    if (method === 'setAttribute' && /^on[a-z]+$/i.test(this.resolver.constantOf(first, scope) ?? '')) this.gets('text', second, node, scope);
    if (method !== 'assign' || second.type !== 'ObjectExpression' || !this.resolver.meaningsOf(first, scope).includes('script-element')) return;
    for (const property of second.properties) if (property.type === 'Property') this.gets(this.resolver.keyOf({ node: property.key, computed: property.computed }, scope), property.value, node, scope);
  }

  /** What a script element gets: where its text is, or its text. */
  gets(name: string | null, value: Node, node: Node, scope: Scope): void {
    const what = name === 'src' ? 'script-element.src' : name !== null && TEXT_OF_SCRIPT.has(name) ? 'script-element.text' : null;
    if (what) this.sightings.see({ what, how: 'write', arguments: [what.endsWith('.text') ? this.given.ofCode(value, scope) : this.given.of(value, scope, true)] }, node);
    if (name === 'src' && isMadeAddress(value, scope)) this.sightings.see({ what: 'script-element.text', how: 'write', arguments: [this.given.ofCode(value, scope)] }, node);
    if (what === 'script-element.text' && this.given.flowsOf(value, scope).has('kept')) this.sightings.note('kept script', 'write', node);
    if (name === 'src' && isAnswered(value, scope)) this.sightings.note('answered script', 'write', node);
  }
}
