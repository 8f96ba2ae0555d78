import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import { Scope } from './scope.js';
import type { Callable, Source } from './scope.js';
import type { Node } from './tree.js';

/** A place of interest in a tree, with the names that are visible there. */
export interface Site {
  node: Node;
  scope: Scope;
}

/** What functions give back, by their nodes. */
export type Returns = ReadonlyMap<Node, readonly Source[]>;

export interface Reading {
  /** In source order. */
  sites: Site[];
  returns: Returns;
}

type Assign = (pattern: Node, source: Source | null) => void;

/** Values of a name that are followed; a function that is called from more places tells nothing by one of them. */
const MOST_SOURCES = 40;

/** Walks a tree once, without recursion over its depth: declares every name and lists the wanted nodes. */
export function readTree(program: ESTree.Program, wanted: (node: Node) => boolean): Reading {
  const root = new Scope(null, null, true);
  const walk = new Walk();
  const sites: Site[] = [];
  const children: Node[] = [];
  const nodes: Node[] = [program];
  const scopes: Scope[] = [root];
  for (let node = nodes.pop(), scope = scopes.pop(); node && scope; node = nodes.pop(), scope = scopes.pop()) {
    if (wanted(node)) sites.push({ node, scope });
    const inner = walk.enter(node, scope);
    childrenOf(node, children);
    for (let child = children.pop(); child; child = children.pop()) {
      nodes.push(child);
      scopes.push(inner);
    }
  }
  walk.finish(root);
  return { sites, returns: walk.returns };
}

class Walk {
  readonly returns = new Map<Node, Source[]>();
  /** Arguments of functions that are called, or handed to a call, where they stand. */
  readonly #arguments = new Map<Node, (index: number) => Source | null>();
  /** Calls of functions that may be declared later. */
  readonly #calls: { call: ESTree.CallExpression; name: string; scope: Scope }[] = [];
  readonly #parameters = new Map<Node, Scope>();
  readonly #assignments: { pattern: Node; source: Source }[] = [];

  /** Declares what `node` declares; answers the scope of its children. */
  enter(node: Node, scope: Scope): Scope {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#enterFunction(node, scope);
      case 'ClassDeclaration':
        if (node.id) scope.declare(node.id.name, { how: 'function', node, keys: [], scope });
        return scope;
      case 'BlockStatement':
      case 'StaticBlock':
      case 'ForStatement':
      case 'SwitchStatement':
        return declaresItself(node) ? new Scope(scope, null, scope.topLevel) : scope;
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#enterLoop(node, scope);
      case 'CatchClause':
        return this.#enterCatch(node, scope);
      case 'VariableDeclaration':
        this.#declareVariables(node, scope);
        return scope;
      case 'ImportDeclaration':
        declareImports(node, scope);
        return scope;
      case 'AssignmentExpression':
        if (node.operator !== '+=') this.#assignments.push({ pattern: node.left, source: sourceOf(node.right, scope) });
        return scope;
      case 'CallExpression':
        this.#noteArguments(node, scope);
        return scope;
      case 'ReturnStatement':
        if (node.argument && scope.owner) this.#noteReturn(scope.owner, node.argument, scope);
        return scope;
      default:
        return scope;
    }
  }

  /** Applies assignments, once every declaration is known. */
  finish(root: Scope): void {
    for (const { pattern, source } of this.#assignments) {
      bind(pattern, source, source.scope, (target, value) => {
        if (target.type !== 'Identifier' || !value) return;
        const binding = source.scope.find(target.name);
        if (binding) binding.sources.push(value);
        else root.put(target.name, { sources: [value], implicit: true });
      });
    }
    for (const { call, name, scope } of this.#calls) {
      for (const source of scope.find(name)?.sources ?? []) this.#pass(call, source.node, scope);
    }
  }

  /** Hands the arguments of a call to the parameters of a function that is written in this script. */
  #pass(call: ESTree.CallExpression, callee: Node, scope: Scope): void {
    const inner = this.#parameters.get(callee);
    if (!inner || !isCallable(callee)) return;
    callee.params.forEach((parameter, index) => {
      const argument = call.arguments[index];
      if (!argument || parameter.type !== 'Identifier') return;
      const binding = inner.own(parameter.name);
      if (binding && binding.sources.length < MOST_SOURCES) binding.sources.push({ ...sourceOf(argument, scope), how: 'passed' });
    });
  }

  #noteReturn(owner: Node, node: Node, scope: Scope): void {
    const returned = this.returns.get(owner) ?? [];
    returned.push(sourceOf(node, scope));
    this.returns.set(owner, returned);
  }

  #enterFunction(node: Callable, scope: Scope): Scope {
    const itself: Source = { how: 'function', node, keys: [], scope };
    if (node.type === 'FunctionDeclaration' && node.id) scope.declare(node.id.name, itself);
    const inner = new Scope(scope, node, scope.topLevel && node.type === 'ArrowFunctionExpression');
    this.#parameters.set(node, inner);
    if (node.type === 'FunctionExpression' && node.id) inner.declare(node.id.name, itself);
    if (node.body && node.body.type !== 'BlockStatement') this.#noteReturn(node, node.body, inner);
    const given = this.#arguments.get(node);
    this.#arguments.delete(node);
    node.params.forEach((parameter, index) => bind(parameter, given?.(index) ?? null, inner, declareIn(inner)));
    return inner;
  }

  /** What a loop gives its variable is made of what it goes through. */
  #enterLoop(node: ESTree.ForInStatement | ESTree.ForOfStatement, scope: Scope): Scope {
    const inner = declaresItself(node) ? new Scope(scope, null, scope.topLevel) : scope;
    const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : (node.left as Node);
    if (pattern) this.#assignments.push({ pattern, source: { how: 'callback', node: node.right, keys: [], scope: inner } });
    return inner;
  }

  #enterCatch(node: ESTree.CatchClause, scope: Scope): Scope {
    const inner = new Scope(scope, null, scope.topLevel);
    if (node.param) bind(node.param, null, inner, declareIn(inner));
    return inner;
  }

  #declareVariables(node: ESTree.VariableDeclaration, scope: Scope): void {
    const target = node.kind === 'var' ? scope.home() : scope;
    for (const { id, init } of node.declarations) bind(id, init ? sourceOf(init, scope) : null, scope, declareIn(target));
  }

  #noteArguments(node: ESTree.CallExpression, scope: Scope): void {
    const { callee } = node;
    for (const argument of node.arguments) if (isCallable(argument)) this.#arguments.set(argument, () => ({ how: 'callback', node, keys: [], scope }));
    if (isCallable(callee)) this.#arguments.set(callee, argumentsFrom(0, node, scope));
    else if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'call') this.#arguments.set(callee.object, argumentsFrom(1, node, scope));
    else if (callee.type === 'Identifier') this.#calls.push({ call: node, name: callee.name, scope });
  }
}

/** The arguments of a call from the one at `first` on, by their index. */
function argumentsFrom(first: number, { arguments: given }: ESTree.CallExpression, scope: Scope): (index: number) => Source | null {
  return (index) => (given[first + index] ? sourceOf(given[first + index]!, scope) : null);
}

type Block = ESTree.BlockStatement | ESTree.StaticBlock | ESTree.ForStatement | ESTree.ForInStatement | ESTree.ForOfStatement | ESTree.SwitchStatement;

/** Most blocks declare no name of their own: they need no scope, and looking a name up is so much shorter. */
function declaresItself(node: Block): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return node.body.some(isOfBlock);
    case 'ForStatement':
      return node.init ? isOfBlock(node.init) : false;
    case 'SwitchStatement':
      return node.cases.some(({ consequent }) => consequent.some(isOfBlock));
    default:
      return isOfBlock(node.left);
  }
}

function isOfBlock(node: Node): boolean {
  return node.type === 'VariableDeclaration' ? node.kind !== 'var' : node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration' || node.type === 'LabeledStatement';
}

function isCallable(node: Node): node is Callable {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}

function sourceOf(node: Node, scope: Scope): Source {
  return { how: 'value', node, keys: [], scope };
}

function declareIn(scope: Scope): Assign {
  return (target, source) => {
    if (target.type === 'Identifier') scope.declare(target.name, source);
  };
}

function declareImports(node: ESTree.ImportDeclaration, scope: Scope): void {
  for (const specifier of node.specifiers) {
    const keys = specifier.type === 'ImportSpecifier' ? [{ node: specifier.imported, computed: false }] : [];
    scope.declare(specifier.local.name, { how: 'import', node: node.source, keys, scope });
  }
}

/** Takes a pattern apart: calls `assign` for each target in it with the value that it gets, null when that cannot be seen. */
function bind(pattern: Node, source: Source | null, scope: Scope, assign: Assign): void {
  if (pattern.type === 'Identifier' || pattern.type === 'MemberExpression') return assign(pattern, source);
  const open: { target: Node; value: Source | null }[] = [{ target: pattern, value: source }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { target, value } = next;
    if (target.type === 'ObjectPattern' || target.type === 'ObjectExpression') {
      for (const property of target.properties as Node[]) {
        if (property.type === 'RestElement') open.push({ target: property.argument, value });
        if (property.type !== 'Property') continue;
        const key = { node: property.key, computed: property.computed };
        open.push({ target: property.value, value: value && { ...value, keys: [...value.keys, key] } });
      }
    } else if (target.type === 'ArrayPattern' || target.type === 'ArrayExpression') {
      target.elements.forEach((element, index) => element && open.push({ target: element, value: value && elementOf(value, index) }));
    } else if (target.type === 'AssignmentPattern') {
      if (value) open.push({ target: target.left, value });
      open.push({ target: target.left, value: sourceOf(target.right as Node, scope) });
    } else if (target.type === 'RestElement') open.push({ target: target.argument, value: null });
    else assign(target, value);
  }
}

function elementOf(source: Source, index: number): Source | null {
  if (source.how === 'callback') return source;
  if (source.node.type !== 'ArrayExpression' || source.keys.length > 0) return null;
  const element = source.node.elements[index];
  return element ? sourceOf(element, source.scope) : null;
}
