import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { namesIn, writtenOf } from '../editors/writes.js';
import type { Names } from '../editors/writes.js';
import type { Node } from '../syntax/tree.js';

/** A name with a value, both written in a script, whatever for; or a text that may hold some. */
export interface WrittenPair {
  name: string;
  value: string;
  start: number;
}

export interface WrittenTexts {
  pairs: readonly WrittenPair[];
  /** Texts and lists of words, as one text each. */
  texts: readonly { text: string; start: number }[];
}

const NAME = /^(?:name|key|id|setting)$/;
/** Elements of a list, and arguments of a call, that are looked at. */
const MOST_ELEMENTS = 200;

/** `['a', 'b']`, `{ a: 'b' }`, `{ name: 'a', value: 'b' }`, `set('a', 'b')`: names and values that stand beside each other in a small script; and its texts. `\0` for what is not known. */
export function writtenPairsIn(program: ESTree.Program): WrittenTexts {
  const nodes = nodesWithin(program);
  const names = namesIn(nodes);
  const pairs: WrittenPair[] = [];
  const texts: { text: string; start: number }[] = [];
  for (const node of nodes) {
    const start = node.start ?? 0;
    const list = node.type === 'ArrayExpression' ? node.elements : node.type === 'CallExpression' ? node.arguments : null;
    const words = (list ?? []).slice(0, MOST_ELEMENTS).map((each) => (each ? textOf(each, names) : null));
    for (const [at, word] of words.entries()) {
      const next = words[at + 1];
      if (typeof word === 'string' && typeof next === 'string') pairs.push({ name: word, value: next, start: list![at]?.start ?? start });
    }
    if (words.length > 1) texts.push({ text: words.map((word) => (word === null ? '\0' : /\s/.test(word) ? `"${word}"` : word)).join(' '), start });
    if (node.type === 'ObjectExpression') pairs.push(...membersOf(node, names));
    else if (node.type === 'Literal' || node.type === 'TemplateLiteral' || node.type === 'BinaryExpression') {
      const text = textOf(node, names);
      if (text !== null) texts.push({ text, start });
    }
  }
  return { pairs, texts };
}

function membersOf({ properties, start }: ESTree.ObjectExpression, names: Names): WrittenPair[] {
  const members = properties.flatMap((each) => {
    if (each.type !== 'Property') return [];
    const name = each.computed ? textOf(each.key, names) : each.key.type === 'Identifier' ? each.key.name : each.key.type === 'Literal' ? String(each.key.value) : null;
    const value = textOf(each.value, names);
    return name !== null && value !== null ? [{ name, value, start: each.start ?? start ?? 0 }] : [];
  });
  const named = members.find(({ name }) => NAME.test(name));
  const given = members.find(({ name }) => name === 'value');
  return named && given ? [...members, { ...named, name: named.value, value: given.value }] : members;
}

function textOf(node: Node, names: Names): string | null {
  const value = writtenOf(node, names);
  return value === undefined || value === null ? null : String(value);
}
