import type { ESTree } from 'meriyah';
import { onlySource, operands, withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope, Source } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** A piece of a text that is put together; `text` is null where it is only known at run time. Two are the same one if they stand at the same place. */
export interface Piece {
  text: string | null;
  at: object;
}

/** Expressions of one text that are looked at, names and calls one in the other, and pieces. */
const MOST_NODES = 20_000;
const DEEPEST = 60;
const MOST_PIECES = 20_000;
/** UTF-16 units of all texts of a script that are cut at a word. */
const MOST_CUT = 20_000_000;
/** A word or a sign in a row that is taken out: nothing in it is more than itself. */
const PLAIN_PATTERN = /^[\w@#~!%&,;:<>='"` -]+$/;

/** The text that the pieces are; null where not all of it is known. */
export function wholeOf(pieces: readonly Piece[]): string | null {
  return pieces.every(({ text }) => text !== null) ? pieces.map(({ text }) => text).join('') : null;
}

/** Tells of which pieces texts are put together, through names, lists and functions that do nothing but to answer one. */
export class PieceReader {
  #left = 0;
  #depth = 0;
  #uncut = MOST_CUT;

  constructor(private readonly resolver: Resolver) {}

  /** The pieces of a text, in order. */
  piecesOf(node: Node, scope: Scope): readonly Piece[] {
    this.#left = MOST_NODES;
    return this.#of(node, scope);
  }

  #of(node: Node, scope: Scope): Piece[] {
    const inner = withoutWrapping(node);
    if (this.#left-- <= 0 || this.#depth > DEEPEST) return [{ text: null, at: inner }];
    this.#depth++;
    const pieces = this.#within(inner, scope);
    this.#depth--;
    return pieces && pieces.length <= MOST_PIECES ? pieces : [{ text: this.resolver.constantOf(inner, scope), at: inner }];
  }

  /** Null for what is no text of pieces. */
  #within(node: Node, scope: Scope): Piece[] | null {
    switch (node.type) {
      case 'Literal':
        return [{ text: typeof node.value === 'string' ? node.value : null, at: node }];
      case 'TemplateLiteral':
        return node.quasis.flatMap((quasi, index) => [{ text: quasi.value.cooked ?? null, at: quasi }, ...(node.expressions[index] ? this.#of(node.expressions[index], scope) : [])]);
      case 'BinaryExpression':
        return node.operator === '+' ? this.#all(operands(node), scope) : null;
      case 'AssignmentExpression':
        return node.operator === '=' ? this.#of(node.right, scope) : null;
      case 'Identifier':
        return this.#named(node.name, scope);
      case 'CallExpression':
        return this.#called(node, scope);
      case 'NewExpression': {
        const [parts] = node.arguments;
        return node.callee.type === 'Identifier' && node.callee.name === 'Blob' && parts?.type === 'ArrayExpression' ? this.#all(parts.elements, scope) : null;
      }
      default:
        return null;
    }
  }

  #all(nodes: readonly (Node | null)[], scope: Scope): Piece[] {
    return nodes.flatMap((each) => (each ? this.#of(each, scope) : []));
  }

  /** What is added (`text += part`) stands behind what was there first. */
  #named(name: string, scope: Scope): Piece[] | null {
    const [first, ...added] = scope.find(name)?.sources ?? [];
    if (first?.how !== 'value' || first.keys.length > 0 || !added.every((each) => each.added === true)) return null;
    return [first, ...added].flatMap((each: Source) => this.#of(each.node, each.scope));
  }

  #called(node: ESTree.CallExpression, scope: Scope): Piece[] | null {
    const callee = withoutWrapping(node.callee);
    const [first, second] = node.arguments;
    const method = callee.type === 'MemberExpression' ? this.resolver.nameOf(callee, scope) : null;
    if (callee.type === 'MemberExpression') {
      if (method === 'join') return this.#joined(callee.object, first ? this.resolver.constantOf(first, scope) : ',', scope);
      if (method === 'concat') return this.#all([callee.object, ...node.arguments], scope);
      if (method === 'toString' || method === 'trim') return this.#of(callee.object, scope);
      if (method === 'createObjectURL') return first ? this.#of(first, scope) : null;
      const without = (method === 'replace' || method === 'replaceAll') && first && second && this.resolver.constantOf(second, scope) === '' ? this.#takenOut(first, scope) : null;
      if (without !== null) return this.#split(callee.object, without, scope);
    }
    const [answer, more] = this.resolver.returnsOf(callee, scope);
    return answer && !more ? this.#of(answer.node, answer.scope) : null;
  }

  /** `[…].join('')`, `text.split(word).join('')` */
  #joined(list: Node, between: string | null, scope: Scope, left = DEEPEST): Piece[] | null {
    const inner = withoutWrapping(list);
    const source = inner.type === 'Identifier' ? onlySource(scope.find(inner.name)) : null;
    if (source) return source.keys.length === 0 && left > 0 ? this.#joined(source.node, between, source.scope, left - 1) : null;
    if (inner.type === 'ArrayExpression') return inner.elements.flatMap((each, index) => [...(index > 0 ? [{ text: between, at: inner }] : []), ...(each ? this.#of(each, scope) : [])]);
    if (between !== '') return null;
    const isSplit = inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && this.resolver.nameOf(inner.callee, scope) === 'split';
    const word = isSplit && inner.arguments[0] ? this.#takenOut(inner.arguments[0], scope) : null;
    if (isSplit && word !== null) return this.#split((inner.callee as ESTree.MemberExpression).object, word, scope);
    return this.resolver.listOf(inner, scope)?.map((text) => ({ text, at: {} })) ?? null;
  }

  /** The text without a word that stands in between. */
  #split(text: Node, word: string, scope: Scope): Piece[] | null {
    const whole = wholeOf(this.#of(text, scope));
    if (whole === null || word === '' || (this.#uncut -= whole.length) < 0) return null;
    return whole.split(word, MOST_PIECES + 1).map((piece) => ({ text: piece, at: {} }));
  }

  /** A text, or a pattern that is nothing but one. */
  #takenOut(node: Node, scope: Scope): string | null {
    if (node.type === 'Literal' && 'regex' in node) return PLAIN_PATTERN.test(node.regex.pattern) && node.regex.flags.includes('g') ? node.regex.pattern : null;
    return this.resolver.constantOf(node, scope);
  }
}

/** Places where a word is cut, from which on nobody wrote the text so: lines of code and its names are put together at their ends. */
const FEWEST_CUTS = 5;
/** Part of all places where two pieces meet. */
const CUT_SHARE = 0.2;

/** Is a text put together of pieces that end within words? What is used more than once is a name that a template has. */
export function isCutUp(pieces: readonly Piece[]): boolean {
  if (pieces.length <= FEWEST_CUTS) return false;
  const times = new Map<object, number>();
  const parts = pieces.filter(({ text }) => text !== '');
  for (const { at } of parts) times.set(at, (times.get(at) ?? 0) + 1);
  const isCut = ({ text, at }: Piece, next: Piece | undefined): boolean => text !== null && typeof next?.text === 'string' && /[\w$]$/.test(text) && /^[\w$]/.test(next.text) && times.get(at) === 1 && times.get(next.at) === 1;
  const cuts = parts.filter((part, index) => isCut(part, parts[index + 1])).length;
  return cuts >= FEWEST_CUTS && cuts >= (parts.length - 1) * CUT_SHARE;
}
