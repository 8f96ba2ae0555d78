import type { SyntaxNode } from '@lezer/common';
import { isWalrus } from '../../permissions/inference/python-tree.js';
import { partsOf, readTree } from './scope.js';
import type { Called, Scope, Site } from './scope.js';

/** Calls of one function, and methods of one name, that are followed. */
const MOST_GIVEN = 20;
const MOST_ALIKE = 3;
/** What calls a function that it is given first, with the arguments that follow. */
const CALLS_LATER = /(?:^|\.)(?:submit|call_soon|call_soon_threadsafe|to_thread|start_new_thread|partial|register)$/;
/** The same behind something else. */
const CALLS_SECOND = /(?:^|\.)(?:run_in_executor|call_later|call_at)$/;
/** The same with the function as its `target`, and its arguments as `args`. */
const STARTS = /(?:^|\.)(?:Thread|Process)$/;
/** The same with what is in lists. */
const CALLS_WITH_EACH = /(?:^|\.)(?:map|filter|starmap)$/;
/** A time, the function, its arguments. */
const WAITS = /(?:^|\.)Timer$/;

interface Given {
  positions: readonly SyntaxNode[];
  names: ReadonlyMap<string, SyntaxNode>;
}

/** The same as `readTree`, and what calls in the module give to its functions and methods is known of their parameters. */
export function readSites(root: SyntaxNode, text: string): Site[] {
  const sites = readTree(root, text);
  bindGiven(sites, text);
  return sites;
}

function bindGiven(sites: readonly Site[], text: string): void {
  for (const { node, scope } of sites) {
    const callee = node.name === 'CallExpression' ? node.firstChild : null;
    const list = node.name === 'CallExpression' ? node.getChild('ArgList') : null;
    if (!callee || !list) continue;
    bindCall(callee, givenIn(list, text), scope, text);
    const later = calledLater(node, text) ?? calledWithEach(callee, list, text);
    if (later) bindCall(later.callee, later, scope, text);
  }
}

/** What a call gives to something that calls it later: `Thread(target=f, args=(a,))`, `submit(f, a)`, `Timer(2, f, (a,))`; null for any other call. */
export function calledLater(node: SyntaxNode, text: string): (Given & { callee: SyntaxNode }) | null {
  const list = node.getChild('ArgList');
  const path = node.firstChild ? text.slice(node.firstChild.from, node.firstChild.to) : '';
  if (!list || ![STARTS, WAITS, CALLS_LATER, CALLS_SECOND].some((each) => each.test(path))) return null;
  const { positions: [first, second, third, ...others], names } = givenIn(list, text);
  const inList = (passed: SyntaxNode | undefined): Given => ({ positions: passed ? partsOf(passed) : [], names: new Map() });
  const later = (callee: SyntaxNode | undefined, given: Given): (Given & { callee: SyntaxNode }) | null => (callee ? { callee, ...given } : null);
  if (STARTS.test(path)) return later(names.get('target'), inList(names.get('args')));
  if (WAITS.test(path)) return later(names.get('function') ?? second, inList(names.get('args') ?? third));
  const behind = [third, ...others].filter((each) => each !== undefined);
  if (CALLS_SECOND.test(path)) return later(second, { positions: behind, names });
  return later(first, { positions: second ? [second, ...behind] : [], names });
}

/** `map(f, list)` */
function calledWithEach(caller: SyntaxNode, list: SyntaxNode, text: string): (Given & { callee: SyntaxNode }) | null {
  const { positions: [callee, ...positions], names } = givenIn(list, text);
  return callee && CALLS_WITH_EACH.test(text.slice(caller.from, caller.to)) ? { callee, positions, names } : null;
}

function givenIn(list: SyntaxNode, text: string): Given {
  const positions: SyntaxNode[] = [];
  const names = new Map<string, SyntaxNode>();
  for (const part of partsOf(list)) {
    const value = part.nextSibling?.name === 'AssignOp' ? part.nextSibling.nextSibling : null;
    if (value && isWalrus(part.nextSibling!, text)) positions.push(value);
    else if (value) names.set(text.slice(part.from, part.to), value);
    else if (part.name !== 'AssignOp' && part.prevSibling?.name !== 'AssignOp') positions.push(part);
  }
  return { positions, names };
}

function bindCall(callee: SyntaxNode, { positions, names }: Given, scope: Scope, text: string): void {
  for (const { params, scope: inner } of functionsOf(callee, scope, text)) {
    params.forEach((name, index) => {
      const node = names.get(name) ?? positions[index];
      const given = inner.given.get(name) ?? [];
      inner.given.set(name, given);
      if (node && given.length < MOST_GIVEN) given.push({ node, scope });
    });
  }
}

/** `self`, `Class()`, or a name that holds such an object. */
function isOfOwnClass(object: SyntaxNode | null, scope: Scope, text: string): boolean {
  if (object === null) return false;
  const name = object.name === 'VariableName' ? text.slice(object.from, object.to) : null;
  if (name === 'self' || name === 'cls') return true;
  const held = name === null ? [{ node: object, scope }] : (scope.find(name) ?? []).flatMap((source) => ('node' in source && !source.each ? source : []));
  return held.length <= MOST_ALIKE && held.some(({ node, scope: at }) => {
    const made = node.name === 'CallExpression' ? node.firstChild : node;
    return made?.name === 'VariableName' && (at.find(text.slice(made.from, made.to)) ?? []).some((source) => 'node' in source && source.node.name === 'ClassDefinition');
  });
}

/** Functions of the module that a name stands for, or methods that an object of its own has. */
export function functionsOf(callee: SyntaxNode, scope: Scope, text: string): readonly Called[] {
  const { functions, methods } = scope.module;
  const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
  if (property) {
    const isOwn = isOfOwnClass(callee.firstChild, scope, text);
    const found = isOwn ? (methods.get(text.slice(property.from, property.to)) ?? []) : [];
    return found.length <= MOST_ALIKE ? found.map(({ params, scope: inner }) => ({ params: params.slice(1), scope: inner })) : [];
  }
  const sources = callee.name === 'VariableName' ? (scope.find(text.slice(callee.from, callee.to)) ?? []) : [];
  return sources.length <= MOST_ALIKE ? sources.flatMap((source) => ('node' in source ? (functions.get(source.node.from) ?? []) : [])) : [];
}
