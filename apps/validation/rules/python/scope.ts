import type { SyntaxNode } from '@lezer/common';
import { contextsOf } from '../../permissions/inference/python-forms.js';
import { capturesIn, childrenOf, isWalrus } from '../../permissions/inference/python-tree.js';
import { knownModule } from './names.js';

/** What a name may hold: the value of `node`, or what it gives one by one (`each`), or a module or its member by its full name. */
export type Source = { node: SyntaxNode; scope: Scope; each?: boolean } | { name: string };

/** A module, function, lambda or class with the names that it binds. */
export class Scope {
  readonly names = new Map<string, Source[]>();
  /** Of parameters, what calls in the module give them: may be, and is only followed for what is private. */
  readonly given = new Map<string, Source[]>();

  /** What is added to names in it: `list += more`, `list.append(one)`. */
  readonly added = new Map<string, Source[]>();

  constructor(readonly parent: Scope | null, /** The function that returns what its body returns. */ readonly owner: SyntaxNode | null = parent?.owner ?? null) {
    this.module = parent?.module ?? { returns: new Map(), attributes: new Map(), stars: new Set(), scopes: 0, functions: new Map(), methods: new Map() };
    this.#number = this.module.scopes++;
  }

  readonly #number: number;

  /** What functions give back, by their nodes, and what is put into attributes, by their names; shared by a whole module. */
  readonly module: ModuleNames;

  /** One text for one node of the module as it is read in this scope. */
  keyOf({ name, from, to }: SyntaxNode): string {
    return `${this.#number} ${name} ${from} ${to}`;
  }

  find(name: string): Source[] | null {
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      const sources = scope.names.get(name);
      if (sources) return sources;
    }
    return null;
  }

  /** What is added to the list that this name holds, also in functions around. */
  addedTo(name: string): readonly Source[] {
    const added: Source[] = [];
    for (let scope: Scope | null = this; scope; scope = scope.names.has(name) ? null : scope.parent) added.push(...(scope.added.get(name) ?? []));
    return added;
  }

  /** What calls in the module give the parameter that this name is. */
  givenTo(name: string): readonly Source[] {
    for (let scope: Scope | null = this; scope; scope = scope.parent) if (scope.names.has(name)) return scope.given.get(name) ?? [];
    return [];
  }

  /** Where names are bound that are declared `global` or `nonlocal` here. */
  readonly #outer = new Map<string, Scope>();

  bind(name: string, source: Source | null): void {
    const { names } = this.#outer.get(name) ?? this;
    const sources = names.get(name) ?? [];
    names.set(name, sources);
    if (source) sources.push(source);
  }

  /** `global name`, `nonlocal name` */
  bindOutside(name: string, isGlobal: boolean): void {
    const around: Scope[] = [];
    for (let scope = this.parent; scope; scope = scope.parent) around.push(scope);
    const outer = (isGlobal ? undefined : around.find(({ names }) => names.has(name))) ?? around.at(-1);
    if (outer) this.#outer.set(name, outer);
  }
}

export interface Called {
  params: readonly string[];
  scope: Scope;
}

export interface ModuleNames {
  /** Start of a function → what it gives back. */
  returns: Map<number, Source[]>;
  /** Name of an attribute, whatever its object → what it is given. */
  attributes: Map<string, Source[]>;
  /** Modules that brought all their names, of those that rules know something about. */
  stars: Set<string>;
  /** Scopes that were made. */
  scopes: number;
  /** Start of a function → its parameters, and the names within it. */
  functions: Map<number, Called>;
  /** The same of methods, by their names. */
  methods: Map<string, Called[]>;
}

/** A node of interest with the names that are visible there. */
export interface Site {
  node: SyntaxNode;
  scope: Scope;
}

const SITES = new Set(['CallExpression', 'String', 'ContinuedString', 'FormatString', 'BinaryExpression', 'ImportStatement', 'MemberExpression', 'VariableName', 'Decorator']);
const TARGETS = new Set(['VariableName', 'TupleExpression', 'ArrayExpression', 'ParenthesizedExpression', ',', '*']);
const SCOPES = new Set(['FunctionDefinition', 'LambdaExpression', 'ClassDefinition']);

/** Walks a tree without recursion: binds every name and lists the nodes that rules may ask about, in source order. */
export function readTree(root: SyntaxNode, text: string): Site[] {
  const sites: Site[] = [];
  const open: Site[] = [{ node: root, scope: new Scope(null) }];
  for (let site = open.pop(); site; site = open.pop()) {
    const { node, scope } = site;
    if (SITES.has(node.name)) sites.push(site);
    declare(node, scope, text);
    const inner = SCOPES.has(node.name) ? new Scope(scope, node.name === 'ClassDefinition' ? scope.owner : node) : scope;
    if (inner !== scope) bindParameters(node, inner, text);
    for (let child = node.lastChild; child; child = child.prevSibling) open.push({ node: child, scope: inner });
  }
  return sites;
}

/** The children of a node that are not punctuation. */
export function partsOf(node: SyntaxNode): SyntaxNode[] {
  const parts: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (/^[A-Z]/.test(child.name) && child.name !== 'Comment') parts.push(child);
  return parts;
}

/** The same without what only decides: the condition of `a if x else b`, and `x` of `x and b`, which it is only where it is nothing. */
export function chosenParts(node: SyntaxNode): SyntaxNode[] {
  const parts = partsOf(node);
  if (node.name === 'ConditionalExpression' && parts.length === 3) return [parts[0]!, parts[2]!];
  return node.name === 'BinaryExpression' && node.getChild('and') ? parts.slice(-1) : parts;
}

function declare(node: SyntaxNode, scope: Scope, text: string): void {
  if (node.name === 'ImportStatement') bindImports(node, scope, text);
  else if (node.name === 'AssignStatement' || node.name === 'NamedExpression') bindAssignment(node, scope, text);
  else if (node.name === 'WithStatement') bindContexts(node, scope, text);
  else if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition') {
    const name = node.getChild('VariableName');
    if (name) scope.bind(text.slice(name.from, name.to), { node, scope });
  } else if (node.name === 'ForStatement') bindLoop(node, scope, text);
  else if (node.name.endsWith('ComprehensionExpression')) bindLoop(node, scope, text);
  else if (node.name === 'UpdateStatement' || node.name === 'CallExpression') bindAddition(node, scope, text);
  // A generator gives what it yields, one by one.
  else if ((node.name === 'ReturnStatement' || node.name === 'YieldStatement') && scope.owner) {
    for (const value of partsOf(node)) put(scope.module.returns, scope.owner.from, { node: value, scope });
  } else if (node.name === 'ArgList') bindArguments(node, scope, text);
  else if (node.name === 'MatchStatement') bindMatch(node, scope, text);
  else if (node.name === 'ScopeStatement') for (const name of partsOf(node)) scope.bindOutside(text.slice(name.from, name.to), node.getChild('global') !== null);
  else if (node.name === 'TypeDefinition') bindAlias(node, scope, text);
}

/** `type X = value`: it is what `X.__value__` gives. */
function bindAlias(node: SyntaxNode, scope: Scope, text: string): void {
  const name = node.getChild('VariableName');
  if (name && node.lastChild) scope.bind(text.slice(name.from, name.to), { node: node.lastChild, scope });
}

function put<K>(map: Map<K, Source[]>, key: K, source: Source): void {
  const sources = map.get(key);
  if (sources) sources.push(source);
  else map.set(key, [source]);
}

const ADDS = new Set(['append', 'extend']);

/** `list += more`, `list.extend(more)`, `list.append(one)` */
function bindAddition(node: SyntaxNode, scope: Scope, text: string): void {
  const [first, operator, value] = partsOf(node);
  const method = first?.name === 'MemberExpression' ? first.getChild('PropertyName') : null;
  const isAdded = node.name === 'UpdateStatement' ? operator !== undefined && text.slice(operator.from, operator.to) === '+=' : method !== null && method !== undefined && ADDS.has(text.slice(method.from, method.to));
  const target = node.name === 'UpdateStatement' ? first : first?.firstChild;
  const added = node.name === 'UpdateStatement' ? value : isAdded ? partsOf(node.getChild('ArgList')!)[0] : undefined;
  if (isAdded && target?.name === 'VariableName' && added) put(scope.added, text.slice(target.from, target.to), { node: added, scope });
}

/** `for x in y`, in a statement or a comprehension: `x` is one of `y`, and of `for x in y, z` one of them. */
function bindLoop(node: SyntaxNode, scope: Scope, text: string): void {
  for (const mark of node.getChildren('in')) {
    const [source, ...others] = sourcesBehind(mark);
    if (!source) continue;
    // All that stand before it: `for folder, _, names in walk(path)`.
    for (let target = mark.prevSibling; target && TARGETS.has(target.name); target = target.prevSibling) {
      for (const each of target.name === 'VariableName' ? [target] : target.getChildren('VariableName')) {
        const name = text.slice(each.from, each.to);
        if (others.length === 0) scope.bind(name, { node: source, scope, each: true });
        else for (const one of [source, ...others]) scope.bind(name, { node: one, scope });
      }
    }
  }
}

/** What stands behind `in`, with commas between. */
function sourcesBehind(mark: SyntaxNode): SyntaxNode[] {
  const sources: SyntaxNode[] = [];
  for (let next = mark.nextSibling; next && next.name !== 'Body'; next = next.nextSibling?.name === ',' ? next.nextSibling.nextSibling : null) sources.push(next);
  return sources;
}

/** `f(x := y)`, which the grammar takes for an argument with a name. */
function bindArguments(node: SyntaxNode, scope: Scope, text: string): void {
  for (const mark of node.getChildren('AssignOp')) {
    const [name, value] = [mark.prevSibling, mark.nextSibling];
    if (isWalrus(mark, text) && name && value) scope.bind(text.slice(name.from, name.to), { node: value, scope });
  }
}

/** `match x: case y`: `y` is `x`, or a part of it. */
function bindMatch(node: SyntaxNode, scope: Scope, text: string): void {
  const body = node.getChild('MatchBody');
  const subjects = partsOf(node).filter(({ name }) => name !== 'MatchBody');
  for (const clause of body?.getChildren('MatchClause') ?? []) {
    for (const target of capturesIn(clause)) {
      for (const subject of subjects) scope.bind(text.slice(target.from, target.to), { node: subject, scope, ...(target.parent?.parent?.name !== 'MatchClause' && { each: true }) });
    }
  }
}

function bindParameters(node: SyntaxNode, inner: Scope, text: string): void {
  for (const part of node.getChild('ParamList')?.getChildren('VariableName') ?? []) {
    const isDefault = part.prevSibling?.name === 'AssignOp';
    if (isDefault) continue;
    const mark = part.nextSibling?.name === 'TypeDef' ? part.nextSibling.nextSibling : part.nextSibling;
    const value = mark?.name === 'AssignOp' ? mark.nextSibling : null;
    inner.bind(text.slice(part.from, part.to), value && inner.parent ? { node: value, scope: inner.parent } : null);
  }
  if (node.name !== 'ClassDefinition') noteFunction(node, inner, text);
  if (node.name === 'LambdaExpression' && node.lastChild) put(inner.module.returns, node.from, { node: node.lastChild, scope: inner });
}

/** A function or lambda with its parameters, as far as they have places. */
function noteFunction(node: SyntaxNode, inner: Scope, text: string): void {
  const params: string[] = [];
  for (let child = node.getChild('ParamList')?.firstChild ?? null; child && !(child.name === '*' || child.name === '**'); child = child.nextSibling) {
    if (child.name === 'VariableName' && child.prevSibling?.name !== 'AssignOp') params.push(text.slice(child.from, child.to));
  }
  const called = { params, scope: inner };
  inner.module.functions.set(node.from, called);
  const name = node.getChild('VariableName');
  if (!name || node.parent?.parent?.name !== 'ClassDefinition') return;
  const methods = inner.module.methods.get(text.slice(name.from, name.to)) ?? [];
  inner.module.methods.set(text.slice(name.from, name.to), [...methods, called]);
}

/** `import a.b as c, d`, `from a import b as c, d`, `from . import x`. */
function bindImports(node: SyntaxNode, scope: Scope, text: string): void {
  const words = text.slice(node.from, node.to).replace(/#.*$/gm, ' ').replace(/[()\\]/g, ' ').trim();
  const from = /^from\s+(\.*[\w.]*)\s*import\b(.*)$/s.exec(words);
  const list = from ? (from[2] ?? '') : words.replace(/^import\b/, '');
  for (const item of list.split(',')) {
    const [name = '', , alias] = item.trim().split(/\s+/);
    if (name === '') continue;
    const all = name === '*' && from ? knownModule(from[1] ?? '') : null;
    if (all !== null) scope.module.stars.add(all);
    const full = from ? `${from[1]}.${name}` : alias ? name : name.split('.')[0]!;
    scope.bind(alias ?? (from ? name : full), { name: full });
  }
}

/** `a = b = x`, `a: int = x`, `(a, b) = x, y`; what is taken apart otherwise is joined: each name may be the whole. */
function bindAssignment(node: SyntaxNode, scope: Scope, text: string): void {
  const isMember = node.parent?.name === 'Body' && node.parent.parent?.name === 'ClassDefinition';
  const groups: SyntaxNode[][] = [[]];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'AssignOp') groups.push([]);
    else if (/^[A-Z]/.test(child.name) && child.name !== 'TypeDef') groups.at(-1)!.push(child);
  }
  const values = groups.pop() ?? [];
  for (const group of groups) {
    const targets = group.flatMap((target) => (/^(?:Tuple|Array|Parenthesized)Expression$/.test(target.name) ? partsOf(target) : [target]));
    const spread = targets.length > 1 && values.length === 1 && /^(?:Tuple|Array)Expression$/.test(values[0]!.name) ? partsOf(values[0]!) : values;
    targets.forEach((target, index) => {
      const value = targets.length > 1 && spread.length === targets.length ? spread[index] : values[0];
      if (target.name === 'VariableName' && value) scope.bind(text.slice(target.from, target.to), { node: value, scope });
      if (isMember && target.name === 'VariableName' && value) put(scope.module.attributes, text.slice(target.from, target.to), { node: value, scope });
      const attribute = target.name === 'MemberExpression' ? target.getChild('PropertyName') : null;
      if (attribute && value) put(scope.module.attributes, text.slice(attribute.from, attribute.to), { node: value, scope });
    });
  }
}

/** `with open(x) as f`. */
function bindContexts(node: SyntaxNode, scope: Scope, text: string): void {
  for (const { value, target } of contextsOf(childrenOf(node), text)) {
    const names = target?.name === 'VariableName' ? [target] : target && /^(?:Tuple|Array|Parenthesized)Expression$/.test(target.name) ? target.getChildren('VariableName') : [];
    for (const { from, to } of names) scope.bind(text.slice(from, to), { node: value, scope });
  }
}
