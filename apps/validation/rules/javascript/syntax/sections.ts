import type { ESTree } from 'meriyah';
import { childrenOf } from './children.js';
import { nameOf } from './expressions.js';
import { isCallable } from './scope.js';
import type { Callable } from './scope.js';
import type { Node } from './tree.js';

/** Statements of a large script that stand beside each other, and what they are made of, as a script of its own. */
export interface Section {
  text: string;
  /** Offset in the large script of an offset in `text`; of what only holds it together, that of what comes next. */
  origin: (offset: number) => number;
}

/** UTF-16 units of statements that stand beside each other in one section. */
export const LARGEST_SECTION = 24_000;
/** With what they are made of. */
const LARGEST_WITH_NAMES = 32_000;
/** Whoever else asks for a name that so few statements know belongs together with them. */
const MOST_FRIENDS = 4;

/** Pieces of code that stand beside each other, and how they are written alone. */
interface List {
  open: string;
  close: string;
  separator: string;
  items: readonly Node[];
  /** Its items declare names for each other. */
  declares: boolean;
  /** The function that it is in, when that is one. */
  within: Callable | null;
}

/** A statement that declares names, and how it is written alone. */
interface Named {
  node: Node;
  before: string;
  names: ReadonlySet<string>;
  asks: ReadonlySet<string>;
}

/** Statements by the names that they declare, and by those that they ask for; of the lists around as well. */
class Names {
  readonly #declared = new Map<string, Named>();
  readonly #asking = new Map<string, Named[]>();

  constructor(named: readonly Named[], private readonly around: Names | null) {
    for (const each of named) {
      for (const name of each.names) if (!this.#declared.has(name)) this.#declared.set(name, each);
      for (const name of each.asks) {
        const asking = this.#asking.get(name);
        if (asking) asking.push(each);
        else this.#asking.set(name, [each]);
      }
    }
  }

  /** What declares a name, and the few others that ask for it. */
  *of(name: string): Generator<Named> {
    const declared = this.#declared.get(name);
    if (!declared) return void (yield* this.around?.of(name) ?? []);
    yield declared;
    const asking = this.#asking.get(name) ?? [];
    if (asking.length <= MOST_FRIENDS) yield* asking;
  }
}

/** Lists that make one section, and the names around them. */
interface Window {
  lists: readonly List[];
  names: Names | null;
}

/**
 * The sections of a script, the last one first, each small enough that what is together in it has something to do with each other: as bundlers leave them, modules
 * stand beside each other and share names. Each is written when it is asked for.
 */
export function* sectionsOf(program: ESTree.Program, text: string): Generator<Section> {
  const windows: Window[] = [];
  divide({ open: '', close: '', separator: '\n', items: program.body as Node[], declares: true, within: null }, null, text, windows);
  for (const { lists, names } of windows.sort((a, b) => endOf(b) - endOf(a))) yield written(lists, names, text);
}

function endOf({ lists }: Window): number {
  return lists.at(-1)!.items.at(-1)!.end!;
}

function divide(list: List, around: Names | null, text: string, windows: Window[]): void {
  const small = list.items.filter((node) => sizeOf(node) <= LARGEST_SECTION);
  const named = list.declares ? small.map((node) => ({ node, before: node.type === 'VariableDeclarator' ? 'var ' : '', names: new Set(declaredBy(node)), asks: namesIn(node) })) : [];
  const names = list.declares ? new Names(named, around) : around;
  for (const items of neighbours(small, sizeOf)) windows.push({ lists: [{ ...list, items }], names });
  for (const node of list.items) if (sizeOf(node) > LARGEST_SECTION) divideNode(node, list.within, names, text, windows);
}

/** The lists in something that is large itself: those that are small stay beside their neighbours. */
function divideNode(node: Node, within: Callable | null, names: Names | null, text: string, windows: Window[]): void {
  const lists = listsIn(node, within, text);
  const length = (list: List): number => (list.items.length === 0 ? 0 : list.items.at(-1)!.end! - list.items[0]!.start!);
  for (const some of neighbours(lists.filter((list) => list.items.length > 0 && length(list) <= LARGEST_SECTION), length)) windows.push({ lists: some, names });
  for (const list of lists) if (length(list) > LARGEST_SECTION) divide(list, names, text, windows);
}

function sizeOf(node: Node): number {
  return node.end! - node.start!;
}

/** Neighbours, as many as fit into one section. */
function neighbours<T>(all: readonly T[], size: (each: T) => number): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const each of all) {
    if (size(each) > room) {
      groups.push([]);
      room = LARGEST_SECTION;
    }
    groups.at(-1)!.push(each);
    room -= size(each);
  }
  return groups;
}

/** The outermost lists in something. */
function listsIn(root: Node, within: Callable | null, text: string): List[] {
  const lists: List[] = [];
  const open: { node: Node; parent: Node | null; within: Callable | null }[] = [{ node: root, parent: null, within }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, parent } = next;
    const list = listOf(node, parent, next.within, text);
    if (list) {
      lists.push(list);
      continue;
    }
    const inside = isCallable(node) ? node : next.within;
    const children: Node[] = [];
    childrenOf(node, children);
    for (const child of children) open.push({ node: child, parent: node, within: inside });
  }
  return lists.sort((a, b) => (a.items[0]?.start ?? 0) - (b.items[0]?.start ?? 0));
}

function listOf(node: Node, parent: Node | null, within: Callable | null, text: string): List | null {
  const whole = { separator: ',', declares: false, within };
  switch (node.type) {
    case 'BlockStatement':
      return { ...functionAround(parent, within, text), separator: '\n', items: node.body as Node[], declares: true, within };
    case 'StaticBlock':
      return { open: '{', close: '}', separator: '\n', items: node.body as Node[], declares: true, within };
    case 'VariableDeclaration':
      return { open: 'var ', close: ';', separator: ',', items: node.declarations as Node[], declares: true, within };
    case 'SequenceExpression':
      return { ...whole, open: '(', close: ');', items: node.expressions as Node[] };
    case 'ObjectExpression':
      return { ...whole, open: '({', close: '});', items: node.properties as Node[] };
    case 'ArrayExpression':
      return { ...whole, open: '([', close: ']);', items: node.elements.filter((each) => each !== null) as Node[] };
    case 'ClassBody':
      return { ...whole, open: `(class ${parent && 'superClass' in parent && parent.superClass ? 'extends Object' : ''}{`, close: '});', separator: ';', items: node.body as Node[] };
    case 'SwitchStatement':
      return { ...whole, open: 'for(;;)switch(0){', close: '}', separator: '\n', items: node.cases as Node[] };
    default:
      return null;
  }
}

/** What the statements of a function stand in: as its body they may wait, yield, return and have parameters. */
function functionAround(parent: Node | null, within: Callable | null, text: string): Pick<List, 'open' | 'close'> {
  const body = parent && isCallable(parent) ? parent : null;
  const { async: waits = false, generator: yields = false } = (body ?? within ?? {}) as { async?: boolean; generator?: boolean };
  const params = body && body.params.length > 0 ? text.slice((body.params[0] as Node).start!, (body.params.at(-1) as Node).end!) : '';
  const head = `${waits ? 'async ' : ''}function${yields ? '*' : ''}`;
  return { open: `(${head}(${params}){`, close: '})();' };
}

/** One section of some lists, with what they ask for before it. */
function written(lists: readonly List[], names: Names | null, text: string): Section {
  const asked = names ? askedFor(lists, names) : [];
  const pieces: { at: number; start: number; end: number }[] = [];
  let made = '';
  const copy = ({ start, end }: Node): void => {
    pieces.push({ at: made.length, start: start!, end: end! });
    made += text.slice(start!, end!);
  };
  for (const { node, before } of asked) {
    made += before;
    copy(node);
    made += ';\n';
  }
  for (const { open, close, separator, items } of lists) {
    made += open;
    items.forEach((item, index) => {
      if (index > 0) made += separator;
      copy(item);
    });
    made += `\n${close}\n`;
  }
  const origin = (offset: number): number => {
    const piece = pieces.find(({ at, start, end }) => offset < at + end - start);
    return piece ? piece.start + Math.max(offset - piece.at, 0) : pieces.at(-1)!.end;
  };
  return { text: made, origin };
}

/** What declares the names that some lists ask for, and so on, in source order, as far as there is room. */
function askedFor(lists: readonly List[], names: Names): Named[] {
  const items = new Set(lists.flatMap(({ items: own }) => own));
  let room = LARGEST_WITH_NAMES - [...items].reduce((sum, node) => sum + sizeOf(node), 0);
  const found = new Set<Named>();
  const asked = new Set<string>();
  const open = [...items].flatMap((node) => [...namesIn(node)]);
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (asked.has(name)) continue;
    asked.add(name);
    for (const each of names.of(name)) {
      if (items.has(each.node) || found.has(each) || sizeOf(each.node) > room) continue;
      found.add(each);
      room -= sizeOf(each.node);
      open.push(...each.asks);
    }
  }
  return [...found].sort((a, b) => a.node.start! - b.node.start!);
}

const known = new WeakMap<Node, ReadonlySet<string>>();

/** Names that stand in something, members left out. */
function namesIn(root: Node): ReadonlySet<string> {
  const names = known.get(root) ?? readNames(root);
  known.set(root, names);
  return names;
}

function readNames(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'Identifier') names.add(node.name);
    else if (node.type === 'MemberExpression' && !node.computed) open.push(node.object);
    else childrenOf(node, open);
  }
  return names;
}

/** Names that a statement or a declarator declares for its neighbours. */
function declaredBy(node: Node): string[] {
  switch (node.type) {
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return node.declaration ? declaredBy(node.declaration as Node) : [];
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return node.id ? [nameOf(node.id)] : [];
    case 'VariableDeclaration':
      return node.declarations.flatMap((each) => [...namesIn(each.id as Node)]);
    case 'VariableDeclarator':
      return [...namesIn(node.id as Node)];
    case 'ImportDeclaration':
      return node.specifiers.map(({ local }) => nameOf(local));
    default:
      return [];
  }
}
