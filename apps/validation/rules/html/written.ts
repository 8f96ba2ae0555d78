import { parseFragment } from 'parse5';
import type { Offsets } from '../text.js';
import { remade } from './remade.js';

/** What parsers replace in a script: line ends and NUL. */
const IN_SCRIPT = /\r\n?|\0/g;
/** In an attribute character references as well; one without its semicolon is none before `=`. */
const IN_ATTRIBUTE = /\r\n?|\0|&(?:#x[\da-f]+;?|#\d+;?|[\da-z]+[;=]?)/gi;
/** In XML, and in what of a page is SVG, sections of plain text and comments as well. */
const IN_MARKUP = /<!--[^]*?-->|<!\[CDATA\[|\]\]>|\r\n?|\0|&(?:#x[\da-f]+;?|#\d+;?|[\da-z]+;?)/gi;

/** A part of a page, or of a document of XML. */
interface Part {
  start: number;
  end: number;
  kind: 'script' | 'attribute' | 'markup';
}

/** Where a parser found the text that it read in a part of `html`: its start for all of it where it is written in a way that is not followed here. Nothing is worked out before somebody asks. */
export function offsetsOf(read: string, html: string, { start, end, kind }: Part): Offsets {
  if (end - start === read.length && html.startsWith(read, start)) return (offset) => start + offset;
  let offsets: Offsets | null = null;
  // Where it begins is asked of every one.
  return (offset) => (offset === 0 && kind !== 'markup' ? start : (offsets ??= followed(read, html.slice(start, end), { start, kind }))(offset));
}

function followed(read: string, written: string, { start, kind }: Omit<Part, 'end'>): Offsets {
  const pattern = { script: IN_SCRIPT, attribute: IN_ATTRIBUTE, markup: IN_MARKUP }[kind];
  const known = referencesIn(written, pattern);
  let isPlain = false;
  const { text, at } = remade(written, pattern, ([found]) => {
    if (found.startsWith('\r')) return '\n';
    if (found === '\0') return '\uFFFD';
    if (found.startsWith('&')) return isPlain ? found : (known.get(found) ?? found);
    if (found.startsWith('<!--')) return isPlain ? found : '';
    if (isPlain === (found !== ']]>')) return found;
    isPlain = !isPlain;
    return '';
  });
  return text === read ? (offset) => start + at(offset) : () => start;
}

/** What each character reference stands for, as the parser has it. */
function referencesIn(written: string, pattern: RegExp): ReadonlyMap<string, string> {
  const references = [...new Set(Array.from(written.matchAll(pattern), ([found]) => found))].filter((found) => found.startsWith('&'));
  const { childNodes } = parseFragment(references.map((reference) => `<br title="${reference}">`).join(''));
  return new Map(childNodes.flatMap((node, index) => ('attrs' in node && node.attrs[0] ? [[references[index]!, node.attrs[0].value] as const] : [])));
}
