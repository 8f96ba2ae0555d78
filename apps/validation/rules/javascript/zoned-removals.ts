import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { isMadeOf } from './made-of.js';
import { memberPath } from './member-paths.js';
import { removesWork } from './removals.js';
import { lastName } from './taken-names.js';
import type { Node } from './tree.js';
import { WrittenNames } from './written-names.js';

/** A time zone as it is written out, or the continent that it begins with. */
const ZONE = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/(?:[A-Z][\w/]*)?$/;
const HOLDS = /^(?:includes|indexOf|has|some|startsWith|test)$/;
/** How a host removes what is in it; what Node.js removes is told by its meaning. */
const BY_HOST = /(?:^|\.)(?:workspace\.fs|filesystem|assets|scenes|sheets|workbooks?|projects?|library|backups|notebooks?|documents|playlists)\.\w+$/;

/** Where a host is told to remove files, or what people made, in a script that holds the time zone of the computer against some that are written; null for nowhere. */
export function zonedRemoval(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const names = WrittenNames.of(program);
  const isZone = (node: Node): boolean => isMadeOf(node, names, (each) => each.type === 'Literal' && typeof each.value === 'string' && ZONE.test(each.value));
  const asks = (node: Node): boolean => isMadeOf(node, names, (each) => each.type === 'MemberExpression' && lastName(each) === 'timeZone') || isMadeOf(node, names, (each) => each.type === 'Identifier' && each.name === 'timeZone');
  const isHeld = nodes.some((node) => {
    if (node.type === 'BinaryExpression') return /^[!=]==?$/.test(node.operator) && ((isZone(node.left as Node) && asks(node.right)) || (isZone(node.right) && asks(node.left as Node)));
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !HOLDS.test(lastName(node.callee) ?? '')) return false;
    const [object, given] = [node.callee.object, node.arguments[0] as Node | undefined];
    return given !== undefined && ((isZone(object) && asks(given)) || (asks(object) && isZone(given)));
  });
  return isHeld ? (nodes.find((node) => removesWork(node) && BY_HOST.test(memberPath(node.callee))) ?? null) : null;
}
