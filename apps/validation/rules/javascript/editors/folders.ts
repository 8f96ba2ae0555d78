import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** The folder that an editor gives an extension for its own, as a member of the context that it starts it with. */
const OWN_FOLDER = /(?:^|\.)(?:globalStorage|storage)(?:Uri|Path)(?:\.(?:fsPath|path))?$/;
const UP = /(?:^|[\\/])\.\.(?:[\\/]|$)/;
const JOINS = /(?:^|\.)(?:join|resolve|joinPath|normalize)$/;
const PARENT = /(?:^|\.)dirname$/;
/** Names that lead to each other, to be followed. */
const DEEPEST = 3;

/** `join(context.globalStorageUri.fsPath, '..')`, `dirname(context.globalStoragePath)`: beside its own folder lie those of all other extensions, above them the settings of the editor. */
export function leavesOwnFolder(callee: Node, given: readonly Node[], scope: Scope, resolver: Resolver): boolean {
  const path = memberPath(callee);
  const [first] = given;
  if (PARENT.test(path)) return first !== undefined && isOwnFolder(first, scope);
  return JOINS.test(path) && first !== undefined && isOwnFolder(first, scope) && given.slice(1).some((each) => UP.test(resolver.constantOf(each, scope) ?? ''));
}

function isOwnFolder(node: Node, scope: Scope, depth = 0): boolean {
  const inner = withoutWrapping(node);
  if (inner.type === 'MemberExpression' && OWN_FOLDER.test(memberPath(inner))) return true;
  const name = inner.type === 'MemberExpression' && /^(?:fsPath|path)$/.test(memberPath(inner).split('.').at(-1) ?? '') ? withoutWrapping(inner.object) : inner;
  const source = name.type === 'Identifier' && depth < DEEPEST ? onlySource(scope.find(name.name)) : null;
  return source !== null && source.keys.length === 0 && isOwnFolder(source.node, source.scope, depth + 1);
}
