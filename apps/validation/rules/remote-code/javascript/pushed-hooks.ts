import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { shapeOf } from '../../javascript/pages/tagged-addresses.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const REQUESTS = /^(?:fetch|get|post|request|axios|got)$/;
/** What keeps the checks of a repository from running. */
const UNVERIFIED = '--no-verify';

/**
 * Where a script adds to the commands that a package manager runs in a project (`scripts[hook] = …`), commits that without the checks of the repository and pushes it, and also asks a server that is written
 * here; null for nowhere. Who releases a package leaves its checks alone, or lets the settings say so.
 */
export function pushesHook(tree: ESTree.Program): Node | null {
  const nodes = nodesWithin(tree);
  const names = WrittenNames.of(tree);
  const calls = nodes.filter((node) => node.type === 'CallExpression');
  const commits = calls.some(commitsUnverified) || nodes.some((node) => node.type === 'Literal' && typeof node.value === 'string' && node.value.includes(UNVERIFIED));
  const pushes = commits && (calls.some(({ callee }) => lastName(callee) === 'push' && callee.type === 'MemberExpression' && callee.object.type !== 'ArrayExpression') || nodes.some(isPush));
  if (!pushes || !calls.some((call) => asksServer(call, names))) return null;
  return nodes.find((node) => addsCommand(node, names)) ?? null;
}

/** `repository.commit(message, { noVerify: true })` */
function commitsUnverified({ callee, arguments: given }: Of<'CallExpression'>): boolean {
  return lastName(callee) === 'commit' && given.some((each) => each.type === 'ObjectExpression' && each.properties.some((part) => part.type === 'Property' && part.key.type === 'Identifier' && part.key.name === 'noVerify' && part.value.type === 'Literal' && part.value.value === true));
}

function isPush(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && /^push$|\bgit\s+push\b/.test(node.value);
}

function asksServer({ callee, arguments: [address] }: Of<'CallExpression'>, names: WrittenNames): boolean {
  const name = callee.type === 'Identifier' ? callee.name : lastName(callee);
  return address !== undefined && REQUESTS.test(name ?? '') && namesStranger(shapeOf(address, names));
}

/** `manifest.scripts.prepare = command`, `scripts[hook] = command`, where `scripts` are those of a manifest. */
function addsCommand(node: Node, names: WrittenNames): boolean {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return false;
  return isMadeOf(node.left.object, names, (each) => each.type === 'MemberExpression' && lastName(each) === 'scripts');
}
