import type { ESTree } from 'meriyah';
import { insideBlock, insideCatch, insideLoop } from '../syntax/blocks.js';
import { Declarations } from '../syntax/declarations.js';
import { memberName, nameOf, operands, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable, Scope, Source } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';
import { walkWith } from '../syntax/walk.js';
import type { Around, Handlers, Leaves } from '../syntax/walk.js';

/** Names that lead to each other. */
const DEEPEST = 6;
/** Pieces of one text, and UTF-16 units of one that is put together. */
const MOST_PIECES = 5_000;
const LONGEST = 100_000;
/** What compilers write around a module that is loaded. */
const INTEROP = /^_{1,2}(?:import|interop|toESM)\w{0,30}$/;
const GOES_THROUGH = /(?:^|\.)(?:map|forEach|filter|find|some|every|flatMap)$/;

const known = new WeakMap<Node, WrittenNames>();

/** What the names of one small script are given, each where it stands: by their declarations, by assignments, and as parameters by calls. */
export class WrittenNames {
  /** Where each name is looked up from. */
  readonly #scopes = new Map<Node, Scope>();
  readonly #values = new Map<Source, Node | null>();
  /** Pieces that the text which is asked for may still have. */
  #left = 0;

  /** Whoever asks about several places of a script asks the same. */
  static of(tree: Node): WrittenNames {
    const names = known.get(tree) ?? new WrittenNames(tree);
    known.set(tree, names);
    return names;
  }

  private constructor(tree: Node) {
    const reader = new NameReader(this.#scopes);
    walk(tree, { scope: reader.declarations.root, within: null, loop: false }, reader);
    reader.declarations.finish();
    for (const { name, call } of reader.handed) this.#handOver(name, call);
  }

  /** `list.map(check)`: what a function of the script gets that is handed over by its name. */
  #handOver(name: ESTree.Identifier, call: Node): void {
    const [parameter] = this.functionOf(name)?.params ?? [];
    const scope = parameter?.type === 'Identifier' ? this.#scopes.get(parameter) : undefined;
    if (scope && parameter?.type === 'Identifier') scope.find(parameter.name)?.sources.push({ how: 'callback', node: call, keys: [], scope });
  }

  /** The value of a name; null for one that is given several, or what is not written. */
  valueOf(name: ESTree.Identifier): Node | null {
    const sources = this.#sourcesOf(name);
    const [only] = sources;
    return only && sources.length === 1 && only.how !== 'callback' ? this.#written(only) : null;
  }

  /** Everything that a name may be given, and what its value is taken from. */
  valuesOf(name: ESTree.Identifier): Node[] {
    return this.#sourcesOf(name).flatMap((source) => this.#written(source) ?? []);
  }

  #sourcesOf(name: ESTree.Identifier): readonly Source[] {
    return this.#scopes.get(name)?.find(name.name)?.sources ?? [];
  }

  /** The node of a source, or, of a part that has a name, the member that it is. */
  #written(source: Source): Node | null {
    const known = this.#values.get(source);
    if (known !== undefined) return known;
    let value: Node | null = source.how === 'import' || source.how === 'event' ? null : source.node;
    for (const { node: key, computed } of source.keys) value = value && !computed && key.type === 'Identifier' ? ({ type: 'MemberExpression', object: value, property: key, computed: false } as unknown as Node) : null;
    this.#values.set(source, value);
    return value;
  }

  /** What an object that is written out has under this name. */
  memberOf({ object, property, computed }: Of<'MemberExpression'>): Node | null {
    const inner = withoutWrapping(object);
    const owner = inner.type === 'Identifier' ? this.valueOf(inner) : inner;
    return owner?.type === 'ObjectExpression' && !computed && property.type === 'Identifier' ? (propertyOf(owner, property.name) ?? null) : null;
  }

  /** Is it a name of the script, and none of a global? */
  isDeclared(name: ESTree.Identifier): boolean {
    return this.#scopes.get(name)?.find(name.name)?.implicit === false;
  }

  /** The member that is called, also by a name of the script: `const { ban } = guild; ban(id)`. */
  memberCalled({ callee }: Of<'CallExpression'>): Of<'MemberExpression'> | null {
    const member = callee.type === 'Identifier' ? this.valueOf(callee) : callee;
    return member?.type === 'MemberExpression' ? member : null;
  }

  /** The name of that member; empty for anything else that is called. */
  nameCalled(call: Of<'CallExpression'>): string {
    const called = this.memberCalled(call);
    return called ? memberName(called) : '';
  }

  functionOf(name: ESTree.Identifier): Callable | null {
    const value = this.valueOf(name);
    return value && isCallable(value) ? value : null;
  }

  /** `guild.members` for `g.members`, where `g` is `require('guild')`: the path of a member with the modules that its names stand for. */
  pathOf(node: Node, depth = 0): string {
    const inner = withoutWrapping(node);
    if (inner.type === 'CallExpression') return moduleOf(inner) ?? '';
    const name = inner.type === 'MemberExpression' ? memberName(inner) : '';
    if (inner.type === 'MemberExpression' && name !== '' && !name.startsWith('#')) {
      const owner = this.pathOf(inner.object, depth);
      if (name === 'default' && this.#isInterop(inner.object)) return owner;
      return owner === '' ? name : `${owner}.${name}`;
    }
    const value = inner.type === 'Identifier' && depth < DEEPEST ? this.valueOf(inner) : null;
    const path = value ? this.pathOf(value, depth + 1) : '';
    return path === '' ? memberPath(inner) : path;
  }

  /** `__importDefault(require('guild'))`, also under a name. */
  #isInterop(node: Node): boolean {
    const inner = withoutWrapping(node);
    const made = inner.type === 'Identifier' ? this.valueOf(inner) : inner;
    return made?.type === 'CallExpression' && INTEROP.test(nameOf(made.callee));
  }

  /** The text that an expression is, with names for what is written under them; null where any of it is not known, or where it is put together of too much. */
  textOf(node: Node, depth = 0): string | null {
    if (depth === 0) this.#left = MOST_PIECES;
    if (depth > DEEPEST || this.#left-- <= 0) return null;
    const inner = withoutWrapping(node);
    if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : null;
    if (inner.type === 'TemplateLiteral') return this.#joined(inner.quasis.flatMap((text, at) => [text, ...(inner.expressions[at] ? [inner.expressions[at] as Node] : [])]), '', depth);
    if (inner.type === 'TemplateElement') return inner.value.cooked ?? null;
    if (inner.type === 'BinaryExpression' && inner.operator === '+') return this.#joined(operands(inner), '', depth);
    // `['12', '34'].join('')`
    if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && inner.callee.object.type === 'ArrayExpression' && memberName(inner.callee) === 'join') return this.#joined(inner.callee.object.elements, (inner.arguments[0] && this.textOf(inner.arguments[0], depth + 1)) ?? '', depth);
    const value = inner.type === 'Identifier' ? this.valueOf(inner) : null;
    return value ? this.textOf(value, depth + 1) : null;
  }

  #joined(pieces: readonly (Node | null)[], between: string, depth: number): string | null {
    const texts: string[] = [];
    let length = 0;
    for (const piece of pieces) {
      const text = piece && this.textOf(piece, depth + 1);
      if (text === null || (length += text.length + between.length) > LONGEST) return null;
      texts.push(text);
    }
    return texts.join(between);
  }
}

/** Declares the names of a script, and notes where each stands. */
class NameReader implements Leaves {
  readonly declarations = new Declarations();
  /** Names that are given to what goes through a list, with the call. */
  readonly handed: { name: ESTree.Identifier; call: Node }[] = [];

  constructor(private readonly scopes: Map<Node, Scope>) {}

  name(node: ESTree.Identifier, _: Node, { scope }: Around): void {
    this.scopes.set(node, scope);
  }

  member(): void {}

  literal(): boolean {
    return false;
  }
}

const enterFunction = ({ declarations }: NameReader, node: Callable, _: Node | null, around: Around): Around => declarations.function(node, around);
const enterLoop = ({ declarations }: NameReader, node: Of<'ForInStatement'> | Of<'ForOfStatement'>, _: Node | null, around: Around): Around => declarations.loop(node, around);
const enterClass = ({ declarations }: NameReader, node: Of<'ClassDeclaration'> | Of<'ClassExpression'>, _: Node | null, around: Around): Around => {
  declarations.class(node, around);
  return around;
};

const HANDLERS: Handlers<NameReader> = {
  CallExpression({ declarations, handed }, node, _, around) {
    declarations.call(node, around);
    const [name] = node.arguments;
    if (name?.type === 'Identifier' && node.callee.type === 'MemberExpression' && GOES_THROUGH.test(memberPath(node.callee))) handed.push({ name, call: node });
    return around;
  },
  AssignmentExpression({ declarations }, node, _, around) {
    declarations.assignment(node, around);
    return around;
  },
  VariableDeclaration({ declarations }, node, _, around) {
    declarations.variables(node, around);
    return around;
  },
  FunctionDeclaration: enterFunction,
  FunctionExpression: enterFunction,
  ArrowFunctionExpression: enterFunction,
  ClassDeclaration: enterClass,
  ClassExpression: enterClass,
  ForInStatement: enterLoop,
  ForOfStatement: enterLoop,
  ForStatement: (_, node, __, around) => insideLoop(node, around),
  BlockStatement: (_, node, __, around) => insideBlock(node, around),
  SwitchStatement: (_, node, __, around) => insideBlock(node, around),
  StaticBlock: (_, node, __, around) => insideBlock(node, around),
  CatchClause: (_, node, __, around) => insideCatch(node, around),
};
const walk = walkWith(HANDLERS);

/** `require('guild')`, also with what compilers write around it. */
function moduleOf({ callee, arguments: [name] }: { callee: Node; arguments: readonly Node[] }): string | null {
  if (name?.type === 'CallExpression' && INTEROP.test(nameOf(callee))) return moduleOf(name);
  return callee.type === 'Identifier' && callee.name === 'require' && name?.type === 'Literal' && typeof name.value === 'string' ? name.value : null;
}
