import { visible } from '../text.js';
import { plainNameOf } from './code-words.js';
import type { Judgement } from './invisible.js';

const KEY = /"((?:[^"\\\n]|\\.)*)"\s{0,20}:/g;
/** A name that a program asks for; a sentence is one of a table of translations. */
const NAME = /^[\w$.-]{3,80}$/;

/** Names in JSON that show as another one of the file does and are not it, because they have characters in them that show as nothing: a reader sees one value, a program asks for the other. */
export function twinKeys(text: string): (Judgement & { start: number })[] {
  const keys = [...text.matchAll(KEY)].map(({ 1: key, index }) => ({ key: key!, start: index }));
  const known = new Set(keys.map(({ key }) => key));
  return keys.flatMap(({ key, start }) => {
    const plain = plainNameOf(key);
    if (plain === key || !NAME.test(plain) || !known.has(plain)) return [];
    return [{ rule: 'zero-width', severity: 'high', message: `the name \`${visible(key).slice(0, 60)}\` looks the same as another one that is written otherwise`, start }];
  });
}
