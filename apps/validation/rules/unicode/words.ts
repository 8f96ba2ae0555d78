import type { Severity } from '#libs/contracts/severity.js';
import type { Node } from '../javascript/tree.js';
import { childrenOf } from '../javascript/tree.js';
import { isCode, isLiteral, literalsOf } from '../obfuscation/regions.js';
import type { Places } from '../text.js';
import { evidence, visible } from '../text.js';
import { imitationsIn } from './look-alikes.js';
import type { Imitation } from './look-alikes.js';

/** A name, text or blank of a script that is taken for another one. */
export interface Word {
  kind: 'imitation' | 'blank';
  severity: Severity;
  message: string;
  line: number;
  column: number;
  evidence: string;
}

const NOT_ASCII = /[^\0-\x7F]/;
/** Blanks that look like the one of the space bar. */
const BLANK = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
/** Words that are kept of one script; the first ones say enough. */
const MOST_WORDS = 100;
const NAMES: ReadonlySet<string> = new Set(['Identifier', 'PrivateIdentifier', 'JSXIdentifier']);

/** Reads them off a tree; a script in ASCII has none, at no cost. Comments are not read. `text` is what was parsed. */
export function wordsOf(tree: Node, text: string, places: Places): Word[] {
  if (!NOT_ASCII.test(text)) return [];
  const words: Word[] = [];
  const seen = new Set<string>();
  const isAscii = asciiRangesOf(text);
  const nodes = [tree];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (isClosed(node) && isAscii(node.start!, node.end!)) continue;
    const isName = NAMES.has(node.type);
    // The tree has the value of a text; what counts is what is seen in the source.
    const source = (isName || isLiteral(node)) && words.length < MOST_WORDS ? text.slice(node.start!, node.end) : '';
    if (NOT_ASCII.test(source) && !seen.has(source)) {
      seen.add(source);
      for (const imitation of imitationsIn(source, isName, text)) {
        const start = node.start! + imitation.start;
        words.push({ kind: 'imitation', severity: imitation.chance ? 'medium' : 'high', message: describe(imitation), ...places.at(start), evidence: evidence(text, start) });
      }
    }
    children.length = 0;
    childrenOf(node, children);
    for (let at = children.length - 1; at >= 0; at--) nodes.push(children[at]!);
  }
  return [...words, ...blanksOf(tree, text, places)];
}

/** Is all that is below a node between its start and its end? Decorators may stand before the start. */
function isClosed(node: Node): boolean {
  return !/^(?:Program|Class|Export)/.test(node.type) && !('decorators' in node) && node.start !== undefined && node.end !== undefined;
}

/** Answers whether a part of the text is all ASCII. */
function asciiRangesOf(text: string): (start: number, end: number) => boolean {
  const others: number[] = [];
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) others.push(at);
  return (start, end) => {
    let low = 0;
    let high = others.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (others[middle]! < start) low = middle + 1;
      else high = middle;
    }
    return low === others.length || others[low]! >= end;
  };
}

/** What is wrong with a word, for people. */
export function describe({ word, latin }: Imitation): string {
  const letters = [...new Set(word.match(/[^\0-\x7F]/gu))].map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(', ');
  const alike = latin === null ? 'letters of scripts that no language mixes, or that look like operators' : `letters that look like those of \`${latin}\``;
  return `the word \`${visible(word).slice(0, 60)}\` has ${alike} (${letters})`;
}

function blanksOf(tree: Node, text: string, places: Places): Word[] {
  const blanks = [...text.matchAll(BLANK)].map(({ index }) => index);
  if (blanks.length === 0) return [];
  const code = isCode(literalsOf(tree), text);
  return blanks.filter(code).slice(0, MOST_WORDS).map((start) => {
    const message = `a blank between words of the code is not the ordinary one (${visible(text.charAt(start))})`;
    return { kind: 'blank', severity: 'low', message, ...places.at(start), evidence: evidence(text, start) };
  });
}
