import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { writesSame } from './fixed-writes.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { removesWork } from './removals.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** A time zone as it is written out, or the continent that it begins with. */
const ZONE = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/(?:[A-Z][\w/]*)?$/;
const HOLDS = /^(?:includes|indexOf|has|some|startsWith|test)$/;
/** How a host removes what is in it; what Node.js removes is told by its meaning. */
const BY_HOST = /(?:^|\.)(?:workspace\.fs|filesystem|assets|scenes|sheets|workbooks?|projects?|library|backups|notebooks?|documents|playlists)\.\w+$/;

/** How a file gets another content. */
const WRITES = /^(?:write|writeText|writeFile|writeFileSync)$/;
const GOES_THROUGH = /^(?:forEach|map)$/;

/** Where a host is told to remove files, or what people made, or one file after the other gets the same content, in a script that holds the time zone of the computer against some that are written; null for nowhere. */
export function zonedRemoval(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  // Cheap to look for; what each comparison is made of is not.
  if (!nodes.some(namesZone) || !nodes.some(isZoneOfComputer)) return null;
  const names = WrittenNames.of(program);
  const isZone = (node: Node): boolean => isMadeOf(node, names, namesZone);
  const asks = (node: Node): boolean => isMadeOf(node, names, isZoneOfComputer);
  const isHeld = nodes.some((node) => {
    if (node.type === 'BinaryExpression') return /^[!=]==?$/.test(node.operator) && ((isZone(node.left as Node) && asks(node.right)) || (isZone(node.right) && asks(node.left as Node)));
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || !HOLDS.test(lastName(node.callee) ?? '')) return false;
    const [object, given] = [node.callee.object, node.arguments[0] as Node | undefined];
    return given !== undefined && ((isZone(object) && asks(given)) || (asks(object) && isZone(given)));
  });
  return isHeld ? (nodes.find((node) => removesWork(node) && BY_HOST.test(memberPath(node.callee))) ?? overwrittenEach(program, nodes)) : null;
}

function namesZone(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && ZONE.test(node.value);
}

function isZoneOfComputer(node: Node): boolean {
  return node.type === 'MemberExpression' ? lastName(node) === 'timeZone' : node.type === 'Identifier' && node.name === 'timeZone';
}

/** `for (const file of files) await host.filesystem.writeText(file, 'x')`: the same into each file that a list has. */
function overwrittenEach(program: ESTree.Program, nodes: readonly Node[]): Node | null {
  for (const node of nodes) {
    const body = node.type === 'ForOfStatement' ? node.body : node.type === 'CallExpression' && GOES_THROUGH.test(lastName(node.callee) ?? '') && node.arguments[0] && isCallable(node.arguments[0]) ? node.arguments[0].body : null;
    const written = body ? nodesWithin(body).find((each) => each.type === 'CallExpression' && WRITES.test(lastName(each.callee) ?? '') && writesSame(program, each.start ?? 0, false)) : undefined;
    if (written) return written;
  }
  return null;
}
