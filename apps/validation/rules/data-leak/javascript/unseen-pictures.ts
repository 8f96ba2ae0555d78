import type { ESTree } from 'meriyah';
import { nodesAround, nodesWithin } from '../../javascript/syntax/children.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** A picture or a frame of which nobody sees anything. */
const UNSEEN = /<(?:img|iframe|embed|object|video|audio|input|image|source)\b(?=[^<>]{0,600}(?:\b(?:width|height)\s*=\s*["'\\]*[01](?:px)?\b|\b(?:width|height)\s*:\s*[01](?:px)?\s*(?:[;"'}]|$)|\bhidden\b(?!\s*=\s*["']?false)|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0\d*)?\s*(?:[;"'}]|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}))[^<>]{0,600}\bsrc(?:set)?\s*=[^<>\0]{0,300}\0/i;
/** What a page loads that is no picture for anybody: styles, fonts, sounds without a player, what it may need later. */
const NO_PICTURE = /(?:<link\b[^<>]{0,300}\bhref\s*=|@import\b|\burl\(|<(?:audio|track)\b(?![^<>]{0,300}\bcontrols\b)[^<>]{0,300}\bsrc\s*=)[^<>)\0]{0,300}\0/i;
const MOST_NODES = 300;

/** Does markup that is put together around a place load something there of which nobody sees anything? A chart that a server draws, the picture of a map and a code to be scanned are seen. */
export function loadsUnseen(program: ESTree.Program, start: number): boolean {
  const around = nodesAround(program, start);
  const text = around.find((node, at) => isText(node) && !around.slice(at).some((each) => isCallable(each) && each.start !== start));
  if (!text) return false;
  const shape = writtenIn(text);
  return UNSEEN.test(shape) || NO_PICTURE.test(shape);
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+');
}

/** What of a text is written out, in its order, with `\0` for the rest. */
function writtenIn(root: Node): string {
  const pieces: { start: number; text: string }[] = [];
  for (const node of nodesWithin(root, MOST_NODES)) {
    if (node.type === 'TemplateElement') pieces.push({ start: node.start ?? 0, text: node.value.cooked ?? '' });
    else if (node.type === 'Identifier') pieces.push({ start: node.start ?? 0, text: '\0' });
    else if (node.type === 'Literal' && typeof node.value === 'string') pieces.push({ start: node.start ?? 0, text: node.value });
  }
  return pieces.toSorted((a, b) => a.start - b.start).map(({ text }) => text).join('');
}
