import { forEachChild, parse } from 'unbash';
import type { SyntaxNode } from 'unbash';
import { programIn, WAYS } from './programs.js';

/** UTF-16 units of a script that are looked at, and nodes of it. */
const LONGEST = 64 * 1024;
const MOST_NODES = 20_000;

/** A simple command: its program without a folder, and the words behind it as they are written. */
export interface SimpleCommand {
  program: string;
  words: string[];
}

/** Every simple command in a script of a shell, also within others, without what only starts it (`sudo`, `env A=b`). */
export function commandsIn(script: string): SimpleCommand[] {
  const found: SimpleCommand[] = [];
  const open: SyntaxNode[] = [parse(script.slice(0, LONGEST))];
  for (let node = open.pop(), seen = 0; node && seen < MOST_NODES; node = open.pop(), seen++) {
    forEachChild(node, (child) => void open.push(child));
    if (node.type !== 'Command' || !node.name) continue;
    const words = [node.name.value, ...node.args.map((word) => (word.type === 'Word' ? word.value : word.text))];
    while (WAYS.has(words[0] ?? '')) {
      const at = programIn(words.slice(1));
      words.splice(0, at < 0 ? words.length : at + 1);
    }
    const [program = '', ...rest] = words;
    found.push({ program: program.replace(/^.*[\\/]/, '').replace(/\.(?:exe|cmd)$/i, '').toLowerCase(), words: rest });
  }
  return found;
}
