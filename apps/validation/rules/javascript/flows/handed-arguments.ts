import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Callable } from '../syntax/scope.js';
import { importedNames } from './sending-functions.js';
import type { Node } from '../syntax/tree.js';

/** The functions that a script exports, by their names, with the places of arguments that they do something with. */
export type Places = ReadonlyMap<string, ReadonlySet<number>>;

/** Is it a name of this parameter, in its function? */
export function isNameOf(parameter: Node, { start, end }: Callable): (node: Node) => boolean {
  const names = new Set(namesWithin(parameter));
  return (node) => node.type === 'Identifier' && names.has(node.name) && (node.start ?? -1) >= (start ?? 0) && (node.end ?? Infinity) <= (end ?? 0);
}

/** The call by which a function of another script gets one of these at such a place; null where none does. */
export function handedTo(program: ESTree.Program, placesOf: (specifier: string) => Places | undefined, isOne: (given: Node) => boolean): Node | null {
  const imported = importedNames(program);
  for (const node of nodesWithin(program)) {
    if (node.type !== 'CallExpression') continue;
    const callee = withoutWrapping(node.callee);
    const holder = callee.type === 'MemberExpression' ? callee.object : callee;
    const source = holder.type === 'Identifier' ? imported.get(holder.name) : undefined;
    const name = source && (callee.type === 'MemberExpression' ? (memberPath(callee).split('.').at(-1) ?? '') : (source.name ?? 'default'));
    const places = source && placesOf(source.specifier)?.get(name ?? '');
    if (places && node.arguments.some((each, at) => places.has(at) && isOne(each))) return node;
  }
  return null;
}
