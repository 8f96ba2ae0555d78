import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';

const OF_WINDOW = String.raw`(?:(?:window|self|top|parent|document|globalThis)\.){0,3}`;
const PLACE = new RegExp(String.raw`^${OF_WINDOW}location(?:\.href)?$`);
const LEADS = new RegExp(String.raw`^${OF_WINDOW}location\.(?:replace|assign)$`);
/** What a script names that waits for somebody to do something, or is there for other scripts. */
const WAITS = /^(?:on)?(?:click|dblclick|submit|change|input|key(?:down|up|press)|mouse(?:down|up)|pointer(?:down|up)|touch(?:start|end))$|^(?:exports|require|confirm)$/;

/** The place where a script leads to an address, as `isMeant` says of it, and waits for nobody; by syntax. */
export function leadsAway(tree: ESTree.Program, isMeant: (address: Node) => boolean): Node | null {
  let found: Node | null = null;
  for (const node of nodesWithin(tree)) {
    if (node.type.startsWith('Export') || WAITS.test(wordOf(node))) return null;
    const to = addressOf(node);
    if (to && !found && isMeant(to)) found = node;
  }
  return found;
}

function addressOf(node: Node): Node | null {
  if (node.type === 'AssignmentExpression') return PLACE.test(memberPath(node.left as Node)) ? node.right : null;
  return node.type === 'CallExpression' && LEADS.test(memberPath(node.callee as Node)) ? ((node.arguments[0] as Node | undefined) ?? null) : null;
}

function wordOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}
