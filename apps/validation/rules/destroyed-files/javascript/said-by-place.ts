import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';

const ZONE = /^(?:Africa|America|Asia|Europe|Pacific)\/[A-Z][\w/]+$/;
const SAYS = /^(?:(?:window|globalThis)\.)?(?:alert|confirm|open)$|^console\.(?:log|warn|error|info)$/;

/** Something is said or opened in a script that holds the time zone of a computer against some that are written. */
export function saysByPlace(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const isListed = nodes.some((node) => node.type === 'ArrayExpression' && node.elements.length > 1 && node.elements.every((each) => each?.type === 'Literal' && typeof each.value === 'string' && ZONE.test(each.value)));
  const asks = nodes.some((node) => node.type === 'MemberExpression' && lastName(node) === 'timeZone');
  const holds = nodes.some((node) => node.type === 'CallExpression' && /^(?:includes|indexOf|has|some)$/.test(lastName(node.callee) ?? ''));
  return isListed && asks && holds ? (nodes.find((node) => node.type === 'CallExpression' && SAYS.test(memberPath(node.callee))) ?? null) : null;
}
