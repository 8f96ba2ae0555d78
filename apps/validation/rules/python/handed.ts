import type { SyntaxNode } from '@lezer/common';
import { partsOf, readTree } from './scope.js';
import type { Scope, Site } from './scope.js';

/** Calls of one function, and methods of one name, that are followed. */
const MOST_GIVEN = 20;
const MOST_ALIKE = 3;
/** What calls a function that it is given first, with the arguments that follow. */
const CALLS_LATER = /(?:^|\.)(?:submit|call_soon|call_soon_threadsafe|to_thread|start_new_thread)$/;
/** The same with the function as its `target`, and its arguments as `args`. */
const STARTS = /(?:^|\.)(?:Thread|Process)$/;

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
    const given = givenIn(list, text);
    const path = text.slice(callee.from, callee.to);
    bindCall(callee, given, scope, text);
    const target = STARTS.test(path) ? given.names.get('target') : undefined;
    const passed = given.names.get('args');
    if (target) bindCall(target, { positions: passed ? partsOf(passed) : [], names: new Map() }, scope, text);
    const [first, ...others] = given.positions;
    if (first && CALLS_LATER.test(path)) bindCall(first, { positions: others, names: given.names }, scope, text);
  }
}

function givenIn(list: SyntaxNode, text: string): Given {
  const positions: SyntaxNode[] = [];
  const names = new Map<string, SyntaxNode>();
  for (const part of partsOf(list)) {
    const value = part.nextSibling?.name === 'AssignOp' ? part.nextSibling.nextSibling : null;
    if (value) names.set(text.slice(part.from, part.to), value);
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

/** Functions of the module that a name stands for, or methods that an object of its own has. */
function functionsOf(callee: SyntaxNode, scope: Scope, text: string): readonly { params: readonly string[]; scope: Scope }[] {
  const { functions, methods } = scope.module;
  const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
  if (property) {
    const isOwn = /^(?:self|cls)$/.test(text.slice(callee.from, callee.firstChild?.to ?? callee.from));
    const found = isOwn ? (methods.get(text.slice(property.from, property.to)) ?? []) : [];
    return found.length <= MOST_ALIKE ? found.map(({ params, scope: inner }) => ({ params: params.slice(1), scope: inner })) : [];
  }
  const sources = callee.name === 'VariableName' ? (scope.find(text.slice(callee.from, callee.to)) ?? []) : [];
  return sources.length <= MOST_ALIKE ? sources.flatMap((source) => ('node' in source ? (functions.get(source.node.from) ?? []) : [])) : [];
}
