import { parser } from '@lezer/python';
import { NodeType, Tree, TreeBuffer, type SyntaxNode, type SyntaxNodeRef } from '@lezer/common';
import { contextsOf, inKnownForms } from './python-forms.js';

export type { SyntaxNode };

/** A number that ends with its point, and one whose point is followed by an exponent or by `j`. */
const ENDS_WITH_POINT = /\d\.(?![\w])|\d\.(?:e[+-]?\d|j\b)/i;
const GOES_ON = /^\.(?:e[+-]?\d|j(?!\w))/i;
const WORD = /^\.\w/;

/** Nested brackets, blocks and operators of a tree that is gone through; Python's own limit is 200 brackets and 100 blocks. */
export const DEEPEST = 400;
/** Stands for the tree of a text that is nested more deeply: nothing is in it. */
export const TOO_DEEP: SyntaxNode = parser.parse('').topNode;

/**
 * The tree of a Python text, or `TOO_DEEP`; what cannot be read is in it as error nodes. Places are those of the text.
 * `a; b` are two statements of what is around them, as on two lines.
 * Brackets are counted before, because those that nobody closes cost the parser ten times what others do.
 */
export function parsePython(text: string): SyntaxNode {
  if (deepestBracket(text) > DEEPEST) return TOO_DEEP;
  const plain = withoutMarks(text);
  const root = treeOf(plain);
  if (root === TOO_DEEP || !ENDS_WITH_POINT.test(plain)) return known(plain, root);
  const written = withoutPoints(root, plain);
  return known(written, written === plain ? root : treeOf(written));
}

/** Once more in forms that the grammar knows, where it did not know all. */
function known(text: string, root: SyntaxNode): SyntaxNode {
  if (root === TOO_DEEP || firstError(root) === null) return root;
  const written = inKnownForms(text, root);
  return written === text ? root : treeOf(written);
}

function treeOf(text: string): SyntaxNode {
  const tree = parser.parse(text);
  if (isTooDeep(tree.topNode)) return TOO_DEEP;
  return text.includes(';') ? withoutGroups(tree).topNode : tree.topNode;
}

const isGroup = ({ name }: NodeType): boolean => name === 'StatementGroup' || name === ';';

/** The same tree with the statements of a group among those around it. */
function withoutGroups(tree: Tree): Tree {
  const children = tree.children.map((child) => (child instanceof Tree ? withoutGroups(child) : withoutGroupsIn(child)));
  // A node without a name is passed over by whoever asks for children or for what is around.
  return new Tree(isGroup(tree.type) ? NodeType.none : tree.type, children, tree.positions, tree.length);
}

/** Numbers for a node in a buffer: its type, its start and end, and where the nodes within it end. */
const OF_NODE = 4;

/** The same of a part of a tree that is written as numbers. */
function withoutGroupsIn({ buffer, length, set }: TreeBuffer): TreeBuffer {
  const places = new Uint32Array(buffer.length + 1);
  let size = 0;
  for (let at = 0; at < buffer.length; at += OF_NODE) {
    places[at] = size;
    if (!isGroup(set.types[buffer[at]!]!)) size += OF_NODE;
  }
  places[buffer.length] = size;
  const kept = new Uint16Array(size);
  for (let at = 0; at < buffer.length; at += OF_NODE) {
    if (isGroup(set.types[buffer[at]!]!)) continue;
    const to = places[at]!;
    for (let part = 0; part < OF_NODE - 1; part++) kept[to + part] = buffer[at + part]!;
    kept[to + OF_NODE - 1] = places[buffer[at + OF_NODE - 1]!]!;
  }
  return new TreeBuffer(kept, length, set);
}

/** Form feeds where a line begins, the last of which begins its indentation anew; not where a line goes on. */
const FEEDS = /(\\?)(^|\r\n?|\n)([ \t\f]*)\f/g;

/** As the grammar reads it, and as long: it knows no byte order mark, and form feeds between words only. An empty line ends where one of these stood. */
function withoutMarks(text: string): string {
  const plain = text.replace(/^\uFEFF/, '\n');
  if (!plain.includes('\f')) return plain;
  return plain.replace(FEEDS, (_, goesOn: string, end: string, blanks: string) => `${goesOn}${end}${' '.repeat(blanks.length)}${goesOn === '' ? '\n' : ' '}`);
}

const BRACKET_OR_TEXT = /#|"""|'''|["'()[\]{}]/g;
const ENDS: Readonly<Record<string, RegExp>> = { '#': /[\r\n]/g, '"': /\\(?:\r\n|[^])|["\r\n]/g, "'": /\\(?:\r\n|[^])|['\r\n]/g, '"""': /\\[^]|"""/g, "'''": /\\[^]|'''/g };

/** How many brackets are open at once, outside of texts and comments. Linear. */
function deepestBracket(text: string): number {
  let [depth, deepest, at] = [0, 0, 0];
  for (;;) {
    const [found] = next(BRACKET_OR_TEXT, text, at) ?? [];
    if (found === undefined) return deepest;
    at = BRACKET_OR_TEXT.lastIndex;
    const end = ENDS[found];
    if (!end) deepest = Math.max(deepest, (depth = '([{'.includes(found) ? depth + 1 : Math.max(0, depth - 1)));
    else {
      let closing = next(end, text, at);
      while (closing?.[0].startsWith('\\')) closing = next(end, text, end.lastIndex);
      at = closing ? end.lastIndex : text.length;
    }
  }
}

function next(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function isTooDeep(root: SyntaxNode): boolean {
  const cursor = root.cursor();
  for (let depth = 0; ; ) {
    if (cursor.firstChild()) {
      if (++depth > DEEPEST) return true;
    } else {
      for (; !cursor.nextSibling(); depth--) if (!cursor.parent()) return false;
    }
  }
}

/** The grammar takes the point of `360.` for that of a member. As long as the text, so that places stay what they are; what a number is worth is nobody's question. */
function withoutPoints(root: SyntaxNode, text: string): string {
  const letters: string[] = [];
  let done = 0;
  root.cursor().iterate(({ name, to }) => {
    const rest = name === 'Number' && text[to] === '.' ? text.slice(to, to + 4) : '';
    if (rest === '' || (WORD.test(rest) && !GOES_ON.test(rest))) return;
    letters.push(text.slice(done, to), GOES_ON.test(rest) ? '0' : ' ');
    done = to + 1;
  });
  return letters.join('') + text.slice(done);
}

/** Where a text stops to be Python, or null. */
export function firstError(tree: SyntaxNode): number | null {
  const cursor = tree.cursor();
  do if (isBreak(cursor)) return cursor.from;
  while (cursor.next());
  return null;
}

/**
 * Is a node an error of whoever wrote the text? Not where the grammar lacks what Python has: `yield` alone, `case A():`,
 * `case {}:` and `case []:`, `lambda a, /: a`, `for a, *rest in list` in a comprehension, `a[*b]`.
 */
function isBreak({ type, node }: SyntaxNodeRef): boolean {
  const { parent } = node;
  if (!type.isError) return false;
  if (parent === null) return true;
  const size = node.to - node.from;
  if (parent.name === 'YieldExpression' || parent.name === 'YieldStatement') return size > 0 || childrenOf(parent).length > 2;
  if (parent.name === 'MemberExpression') return size !== 1 || node.firstChild?.name !== '*' || node.nextSibling === null;
  const pattern = parent.name === 'LiteralPattern' ? parent.parent : parent;
  if (pattern && /^(?:PatternArgList|(?:Mapping|Sequence)Pattern)$/.test(pattern.name)) return pattern.to - pattern.from > 2;
  if (parent.name === 'ParamList') return parent.parent?.name !== 'LambdaExpression' || size !== 1 || node.prevSibling?.name !== ',';
  if (parent.name === 'ArgList' || parent.name.endsWith('ComprehensionExpression')) return node.firstChild?.name !== '*' || node.nextSibling?.name !== 'VariableName' || childrenOf(parent).findLast(({ name, to }) => to <= node.from && (name === 'for' || name === 'in'))?.name !== 'for';
  return true;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name !== 'Comment') children.push(child);
  return children;
}

/** Is what gives a value in a call `:=`, and no argument with a name? */
export function isWalrus({ from, to }: SyntaxNode, text: string): boolean {
  return text.slice(from, to) === ':=';
}

/** The nodes between separators of this name. */
export function splitAt(nodes: readonly SyntaxNode[], separator: string): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === separator) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}

/** What is between brackets, without them. */
export function inside(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !/^[()[\]{}]$/.test(name));
}

/** Names that the patterns of a `case` give values to. */
export function capturesIn(clause: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open = childrenOf(clause).filter(({ name }) => name.endsWith('Pattern') || name === 'PatternArgList');
  for (let node = open.pop(); node; node = open.pop()) {
    const children = childrenOf(node);
    if (node.name === 'CapturePattern') found.push(...children.filter(({ name }) => name === 'VariableName'));
    if (node.name === 'AsPattern') found.push(...children.slice(-1));
    open.push(...children.filter(({ name }) => name.endsWith('Pattern') || name === 'PatternArgList'));
  }
  return found;
}

const OPEN = new Set(['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression', '*']);

/** Names that a body gives values to, outside of functions and classes inside of it; without those it declares `global`. */
export function assignedIn(body: SyntaxNode, text: string): { names: string[]; outer: string[] } {
  const names: string[] = [];
  const outer: string[] = [];
  const nameOf = (node: SyntaxNode): string => text.slice(node.from, node.to);
  const targets = (nodes: readonly SyntaxNode[]): void => {
    for (const node of nodes) {
      if (node.name === 'VariableName') names.push(nameOf(node));
      else if (OPEN.has(node.name)) targets(childrenOf(node));
    }
  };
  const open: SyntaxNode[] = childrenOf(body);
  for (let node = open.pop(); node; node = open.pop()) {
    const children = childrenOf(node);
    switch (node.name) {
      case 'FunctionDefinition':
      case 'ClassDefinition':
        targets(children.filter(({ name }) => name === 'VariableName').slice(0, 1));
        continue;
      case 'LambdaExpression':
        continue;
      case 'ScopeStatement':
        outer.push(...children.filter(({ name }) => name === 'VariableName').map(nameOf));
        continue;
      case 'AssignStatement':
      case 'UpdateStatement':
      case 'NamedExpression':
        for (const part of splitAt(children, node.name === 'UpdateStatement' ? 'UpdateOp' : 'AssignOp').slice(0, -1)) targets(part);
        break;
      case 'ArgList':
        children.forEach((child, index) => isWalrus(child, text) && targets(children.slice(index - 1, index)));
        break;
      case 'TypeDefinition':
        targets(children.slice(1, 2));
        break;
      case 'MatchClause':
        targets(capturesIn(node));
        break;
      case 'ForStatement':
        targets(children.slice(1, children.findIndex(({ name }) => name === 'in')));
        break;
      case 'WithStatement':
        for (const { target } of contextsOf(children, text)) if (target) targets([target]);
        break;
      case 'TryStatement':
        children.forEach((child, index) => child.name === 'as' && targets(children.slice(index + 1, index + 2)));
        break;
      case 'ImportStatement':
        targets(children.filter(({ name }) => name === 'VariableName'));
        break;
      default:
    }
    open.push(...children);
  }
  return { names: names.filter((name) => !outer.includes(name)), outer };
}

/** Names that some function declares `global`. */
export function globalsIn(root: SyntaxNode, text: string): string[] {
  const names: string[] = [];
  root.cursor().iterate(({ name, node }) => {
    if (name === 'ScopeStatement' && node.firstChild?.name === 'global') names.push(...node.getChildren('VariableName').map(({ from, to }) => text.slice(from, to)));
  });
  return names;
}
