import type { Code, Judgement, Use } from './code.js';
import { readPage } from './html/page.js';
import { readProgram } from './javascript/names/reading.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { parseScript } from './javascript/syntax/tree.js';
import { namesStranger } from './facts/places.js';
import { Places } from './text.js';

/** What code has that sends what is in a page; cheap to look for. */
const OF_PAGE = /\bdocument\b|\bwindow\b|\bglobalThis\b|\bself\b|\bXMLHttpRequest\b|\bFormData\b|\b(?:local|session)Storage\b|\bnavigator\b/;
const SENDS = /\bsendBeacon\b|\bfetch\b|\bXMLHttpRequest\b|\bWebSocket\b|\bImage\b|\.post\b|\.src\b/;
/** Markup, whose script elements are read. */
const MARKUP = /<script\b/i;
/** UTF-16 units of code that is read. */
const SHORTEST = 60;
const LONGEST = 64 * 1024;

/**
 * Code that stands in a text is a part of somebody else's page or script once a plug-in of a bundler, a compiler or a server has put it there. It is read as
 * a script: what it sends to a server that it names is judged as if it stood in one. `judge`: what is grave of one use.
 */
export function judgePageCode(shape: string, code: Code, judge: (use: Use, code: Code) => Judgement): Judgement {
  if (shape.length < SHORTEST || shape.length > LONGEST || !OF_PAGE.test(shape) || !SENDS.test(shape) || !namesStranger(shape)) return null;
  for (const piece of piecesOf(shape.replaceAll(UNKNOWN, '_'))) {
    const uses = usesIn(piece);
    const inside: Code = { path: code.path, uses, texts: [] };
    for (const use of uses) {
      const judgement = judge(use, inside);
      if (judgement?.severity === 'high' || judgement?.severity === 'critical') return { ...judgement, severity: 'high', message: `this text is code for pages: ${judgement.message}` };
    }
  }
  return null;
}

/** What code in a text does, also within markup. */
export function usesInPages(text: string): Use[] {
  return piecesOf(text).flatMap(usesIn);
}

function piecesOf(text: string): string[] {
  return MARKUP.test(text) ? readPage(text).pieces.flatMap((piece) => (piece.unread === null ? [piece.text] : [])) : [text];
}

function usesIn(text: string): Use[] {
  const tree = parseScript('written.js', text, false);
  const places = new Places(text);
  return 'reason' in tree ? [] : readProgram(tree, text, places).seen.map(({ start, ...seen }) => ({ ...seen, ...places.at(start), evidence: '' }));
}
