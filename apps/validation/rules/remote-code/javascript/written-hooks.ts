import type { ESTree } from 'meriyah';
import { dangerIn } from '../../commands.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Scripts that npm runs by itself. */
const RUN_BY_NPM = new Set(['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'prepublishOnly', 'prepack', 'postpack']);

/** `manifest.scripts.postinstall = 'node -e "…"'`, `{ postinstall: '…' }`: a command that no user would write there is put into the manifest of somebody’s package. */
export function writesHook(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  for (const node of nodesWithin(tree)) {
    const [name, value] = node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' ? [nameOf(node.left.property), node.right] : node.type === 'Property' ? [nameOf(node.key), node.value as Node] : ['', null];
    const command = value && RUN_BY_NPM.has(name) ? names.textOf(value) : null;
    if (command !== null && dangerIn(command)) return node;
  }
  return null;
}

function nameOf(key: Node): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : '';
}
