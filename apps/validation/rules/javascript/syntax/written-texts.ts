import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';

/** Everything in a script that may be a path or a part of one: its texts and patterns, each in quotation marks on a line. No comments. */
export function writtenTexts(program: ESTree.Program): string {
  const texts: string[] = [];
  for (const node of nodesWithin(program)) {
    if (node.type === 'TemplateElement') texts.push(node.value.cooked ?? node.value.raw);
    else if (node.type === 'Literal') texts.push('regex' in node ? node.regex.pattern.replaceAll('\\', '') : String(node.value));
    else if (node.type === 'JSXText') texts.push(node.value);
  }
  return texts.map((text) => `"${text}"`).join('\n');
}
