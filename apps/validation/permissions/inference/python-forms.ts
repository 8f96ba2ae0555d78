import type { SyntaxNode } from '@lezer/common';

/** What hides the words behind it, brackets, and what a header is made of. */
const PIECES = /#[^\r\n]*|("""|'''|["'])|[()[\]{}]|(?<![\p{ID_Continue}.])(?:with|as)(?!\p{ID_Continue})|[:,]|\\(?:\r\n|[^])|[\r\n]/gu;
const CLOSES: Readonly<Record<string, RegExp>> = { '"': /\\(?:\r\n|[^])|["\r\n]/g, "'": /\\(?:\r\n|[^])|['\r\n]/g, '"""': /\\[^]|"""/g, "'''": /\\[^]|'''/g };
const NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
/** A format that begins with `=` as what fills it up. */
const FILLED = /^\s*:=/;

const QUOTED = /^#.*["']/;
/** What ends a header. */
const ENDS = /^[:\r\n]$/;
/** Pieces of a header that are looked at. */
const MOST_PIECES = 400;

interface Piece {
  text: string;
  from: number;
  /** Brackets around it. */
  depth: number;
}

/**
 * The same text, as long, in the forms that the grammar knows, for a tree in which something could not be read: `with` in brackets stands
 * without them, `as` before anything but a name is a comma (`contextsOf`), so is the comma of `match a, b:` an operator (`isTuple`).
 */
export function inKnownForms(text: string, root: SyntaxNode): string {
  const letters = text.split('');
  const put = (from: number, to: number, by: string): void => {
    for (let at = from; at < to; at++) letters[at] = by[at - from] ?? ' ';
  };
  const pieces = piecesOf(text);
  const starts = new Map(pieces.map(({ from }, index) => [from, index]));
  pieces.forEach((piece, index) => piece.text === 'with' && openContexts(text, pieces, index, put));
  root.cursor().iterate(({ type, node: { from, parent, prevSibling } }) => {
    if (!type.isError) return;
    const end = prevSibling?.to ?? from;
    if (parent?.name === 'FormatReplacement' && FILLED.test(text.slice(end, end + 80))) put(text.indexOf('=', end), text.indexOf('=', end) + 1, ' ');
    const comma = starts.get(from);
    if (parent?.name !== 'MatchStatement' || comma === undefined || text[from] !== ',') return;
    const { depth } = pieces[comma]!;
    for (const each of pieces.slice(comma, comma + MOST_PIECES)) {
      if (each.depth !== depth) continue;
      if (ENDS.test(each.text)) break;
      if (each.text === ',') put(each.from, each.from + 1, '|');
    }
  });
  return letters.join('');
}

/** Brackets, words and marks outside of texts. Linear. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  PIECES.lastIndex = 0;
  for (let found = PIECES.exec(text); found; found = PIECES.exec(text)) {
    const [piece, quote] = found;
    const closes = quote === undefined ? undefined : CLOSES[quote];
    if (closes) {
      closes.lastIndex = PIECES.lastIndex;
      let closing = closes.exec(text);
      while (closing?.[0].startsWith('\\')) closing = closes.exec(text);
      PIECES.lastIndex = closing ? closes.lastIndex : text.length;
      continue;
    }
    if (')]}'.includes(piece)) depth = Math.max(0, depth - 1);
    pieces.push({ text: piece, from: found.index, depth });
    if ('([{'.includes(piece)) depth++;
  }
  return pieces;
}

/** `with a as (b, c):` and `with (a as b, c as d,):` */
function openContexts(text: string, pieces: readonly Piece[], at: number, put: (from: number, to: number, by: string) => void): void {
  const { depth, from } = pieces[at]!;
  const isEnd = (piece: Piece): boolean => piece.depth < depth || (piece.depth === depth && ENDS.test(piece.text));
  let end = at + 1;
  while (end < at + MOST_PIECES && pieces[end] && !isEnd(pieces[end]!)) end++;
  const colon = pieces[end];
  if (colon?.text !== ':') return;
  const header = pieces.slice(at + 1, end);
  // In a text within a text of the same quotes, what looks like a comment is none, and would not be read.
  if (header.some((piece) => QUOTED.test(piece.text))) return;
  const [open] = header;
  const close = header.findIndex((piece) => piece.text === ')' && piece.depth === depth);
  const isWrapped = open?.text === '(' && text.slice(from + 4, open.from).trim() === '' && close === header.length - 1 && header.some((piece) => piece.text === 'as' && piece.depth === depth + 1);
  const level = isWrapped ? depth + 1 : depth;
  const last = isWrapped ? header[close]! : colon;
  const marks = header.filter((piece) => piece.depth === level && (piece.text === 'as' || piece.text === ','));
  marks.forEach((mark, index) => {
    const until = marks[index + 1]?.from ?? last.from;
    const rest = text.slice(mark.from + mark.text.length, until).replace(/#[^\r\n]*/g, '').trim();
    if (mark.text === 'as' && rest !== '' && !NAME.test(rest)) put(mark.from, mark.from + 2, ', ');
    if (mark.text === ',' && isWrapped && until === last.from && rest === '') put(mark.from, mark.from + 1, ' ');
  });
  if (!isWrapped) return;
  for (const piece of header) if (piece === open || piece === last || /^[#\r\n\\]/.test(piece.text)) put(piece.from, piece.from + piece.text.length, '');
}

/** What a `with` enters, each with what it is given to. */
export function contextsOf(children: readonly SyntaxNode[], text: string): { value: SyntaxNode; target: SyntaxNode | undefined }[] {
  const contexts: { value: SyntaxNode; target: SyntaxNode | undefined }[] = [];
  for (const [index, node] of children.entries()) {
    const before = children[index - 1];
    if (isAs(before, text)) contexts.at(-1)!.target = node;
    else if (before && (before.name === 'with' || before.name === ',')) contexts.push({ value: node, target: undefined });
  }
  return contexts;
}

function isAs(node: SyntaxNode | undefined, text: string): boolean {
  return node?.name === 'as' || (node?.name === ',' && text[node.from] === 'a');
}

/** Is an operator the comma of `match a, b:`? */
export function isTuple(operator: SyntaxNode, text: string): boolean {
  return text[operator.from] === ',';
}
