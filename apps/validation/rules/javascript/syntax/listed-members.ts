import { withoutWrapping } from './expressions.js';
import type { Meaning } from '../names/meaning.js';
import type { Resolver } from '../names/resolve.js';
import { isCallable } from './scope.js';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

type Call = Extract<Node, { type: 'CallExpression' }>;

/** Calls one behind the other: `schema.object({ … }).strict().parse(x)`, also by way of names. */
const LONGEST = 6;
const OF_SOMEBODY_ELSE = /^module:(?![./])/;

/**
 * Is what a call answers under a name the member of this name of its first argument? So it is where a module of somebody else reads an object
 * by a list that stands here and has the name: `object({ A: text() }).parse(env).A`, `read(env, { A: text() }).A`; and never where a
 * function of this script is handed to it, which may make anything of the whole. Asked of the environment alone: what clients
 * answer has nothing to do with what they get.
 */
export function isReadByList(call: Call, name: string, scope: Scope, resolver: Resolver): boolean {
  let isListed = false;
  for (let [at, inside, left]: [Node, Scope, number] = [call, scope, LONGEST]; left > 0; left--) {
    const inner = withoutWrapping(at);
    if (inner.type === 'Identifier') {
      const [only, more] = inside.find(inner.name)?.sources ?? [];
      if (!only || more || only.how !== 'value' || only.keys.length > 0) return false;
      [at, inside] = [only.node, only.scope];
    } else if (inner.type === 'CallExpression') {
      const own = inner.arguments.slice(inner === call ? 1 : 0);
      if (own.some((each) => each.type !== 'ObjectExpression' || !isPlain(each))) return false;
      isListed ||= own.some((each) => each.type === 'ObjectExpression' && each.properties.some((property) => isNamed(property, name)));
      const callee = withoutWrapping(inner.callee);
      const owner = callee.type === 'MemberExpression' && !callee.computed ? callee.object : null;
      if (resolver.meaningsOf(owner ?? callee, inside).some(isOther)) return isListed;
      if (!owner) return false;
      at = owner;
    } else return false;
  }
  return false;
}

const isOther = (meaning: Meaning): boolean => OF_SOMEBODY_ELSE.test(meaning);

function isPlain({ properties }: Extract<Node, { type: 'ObjectExpression' }>): boolean {
  return properties.every((property) => property.type === 'Property' && !property.computed && property.kind === 'init' && !isCallable(property.value));
}

function isNamed(property: Node, name: string): boolean {
  if (property.type !== 'Property') return false;
  return property.key.type === 'Identifier' ? property.key.name === name : property.key.type === 'Literal' && property.key.value === name;
}
