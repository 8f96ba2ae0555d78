import type { Severity } from '#libs/contracts/severity.js';
import type { Node } from '../javascript/tree.js';
import { childrenOf } from '../javascript/tree.js';
import { isCode, isLiteral } from '../obfuscation/regions.js';
import type { Region } from '../obfuscation/regions.js';
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
  const literals: Region[] = [];
  const nodes = [tree];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const isName = NAMES.has(node.type);
    // The tree has the value of a text; what counts is what is seen in the source.
    const literal = isLiteral(node);
    if (literal) literals.push({ start: node.start!, end: node.end! });
    const source = (isName || literal) && words.length < MOST_WORDS ? text.slice(node.start!, node.end) : '';
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
  return [...words, ...blanksOf(literals.sort((a, b) => a.start - b.start), text, places)];
}

/** What is wrong with a word, for people. */
export function describe({ word, latin }: Imitation): string {
  const letters = [...new Set(word.match(/[^\0-\x7F]/gu))].map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`).join(', ');
  const alike = latin === null ? 'letters of scripts that no language mixes, or that look like operators' : `letters that look like those of \`${latin}\``;
  return `the word \`${visible(word).slice(0, 60)}\` has ${alike} (${letters})`;
}

function blanksOf(literals: readonly Region[], text: string, places: Places): Word[] {
  const blanks = [...text.matchAll(BLANK)].map(({ index }) => index);
  if (blanks.length === 0) return [];
  const code = isCode(literals, text);
  return blanks.filter(code).slice(0, MOST_WORDS).map((start) => {
    const message = `a blank between words of the code is not the ordinary one (${visible(text.charAt(start))})`;
    return { kind: 'blank', severity: 'low', message, ...places.at(start), evidence: evidence(text, start) };
  });
}
