import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { isCallable } from './scope.js';
import { WrittenNames } from './written-names.js';

/** Is the text that begins here made of parameters alone, besides what is written, of functions that nothing in the script calls? What they get, others choose. */
export function isGivenByCallers(tree: ESTree.Program, start: number): boolean {
  const nodes = nodesWithin(tree);
  const text = nodes.find((node) => node.type === 'TemplateLiteral' && node.start === start);
  if (text?.type !== 'TemplateLiteral') return false;
  const around = nodes.filter((node) => isCallable(node) && node.start! <= start && start < node.end!);
  const names = WrittenNames.of(tree);
  return text.expressions.every((each) => each.type === 'Identifier' && names.valuesOf(each).length === 0 && around.some((callable) => isCallable(callable) && callable.params.some((param) => nodesWithin(param as ESTree.Node).some((node) => node.type === 'Identifier' && node.name === each.name))));
}
