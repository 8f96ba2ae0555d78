import { onlySource, withoutWrapping } from '../syntax/expressions.js';
import { isMethod } from '../flows/flow-shapes.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

const DEEPEST = 20;
/** Where a script lies, in words of the language and of its host. */
const PLACE = /^(?:__filename|__dirname|document\.(?:currentScript|baseURI))$/;
/** Members of an address, or of the element of a script, that say where it leads. */
const SAYS_WHERE = ['pathname', 'href', 'src'];
/** What makes a path or an address of others. */
const LEADS_ON = ['resolve', 'join', 'normalize', 'dirname', 'pathToFileURL', 'fileURLToPath'];

/**
 * Is it the address of a file beside the script, put together of its own place and of texts without a percent sign? What is
 * unescaped of it are the blanks in the names of folders: `decodeURIComponent(new URL('./app.js', import.meta.url).pathname)`.
 */
export function isOwnPlace(node: Node | undefined, scope: Scope, resolver: Resolver): boolean {
  return node !== undefined && kindOf(node, { scope, resolver, depth: 0 }) === 'place';
}

/** `plain`: a text that says what it says, or nothing. */
type Kind = 'place' | 'plain' | null;

interface Where {
  scope: Scope;
  resolver: Resolver;
  depth: number;
}

function kindOf(node: Node, where: Where): Kind {
  if (where.depth > DEEPEST) return null;
  const { scope, depth } = where;
  const inner = withoutWrapping(node);
  const each = (parts: readonly Node[]): Kind => together(parts.map((part) => kindOf(part, { ...where, depth: depth + 1 })));
  switch (inner.type) {
    case 'Literal':
      return inner.value === null || (typeof inner.value === 'string' && !inner.value.includes('%')) ? 'plain' : null;
    case 'Identifier':
      return ofName(inner.name, where);
    case 'MemberExpression':
      if (inner.object.type === 'MetaProperty') return isMethod(inner, 'url', 'dirname', 'filename') ? 'place' : null;
      if (isMethod(inner, ...SAYS_WHERE)) return each([inner.object]);
      return PLACE.test(memberPath(inner)) && scope.find('document') === null ? 'place' : null;
    case 'ConditionalExpression':
      return each([inner.consequent, inner.alternate]);
    case 'LogicalExpression':
      return each(inner.operator === '&&' ? [inner.right] : [inner.left, inner.right]);
    case 'NewExpression':
      return inner.callee.type === 'Identifier' && inner.callee.name === 'URL' && scope.find('URL') === null ? each(inner.arguments) : null;
    case 'CallExpression':
      return leadsOn(inner.callee, where) && each(inner.arguments) === 'place' ? 'place' : null;
    default:
      return null;
  }
}

function ofName(name: string, { scope, resolver, depth }: Where): Kind {
  const binding = scope.find(name);
  if (!binding) return PLACE.test(name) ? 'place' : null;
  const only = onlySource(binding);
  return only?.keys.length === 0 ? kindOf(only.node, { scope: only.scope, resolver, depth: depth + 1 }) : null;
}

/** A function of a module for paths or addresses, by its name. */
function leadsOn(callee: Node, { scope, resolver }: Where): boolean {
  if (callee.type === 'MemberExpression') return isMethod(callee, ...LEADS_ON) && resolver.meaningsOf(callee.object, scope).some((meaning) => meaning.startsWith('module:'));
  const [source, more] = callee.type === 'Identifier' ? (scope.find(callee.name)?.sources ?? []) : [];
  const key = source && !more && source.how === 'import' ? source.keys[0] : undefined;
  return key !== undefined && LEADS_ON.includes(resolver.keyOf(key, source!.scope) ?? '');
}

function together(kinds: readonly Kind[]): Kind {
  if (kinds.includes(null)) return null;
  return kinds.includes('place') ? 'place' : 'plain';
}
