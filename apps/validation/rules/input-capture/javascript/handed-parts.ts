import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** What stands behind the own address of a page, and the whole of it. */
const PART = /(?:^|\.)location\.(?:hash|search)$/;
const WHOLE = /(?:^|\.)location(?:\.href)?$/;
/** What takes a piece out of a text, and what makes it readable. */
const CUTS = /(?:^|\.)(?:slice|substring|substr|replace|split|match)$/;
const DECODES = /(?:^|\.)atob$/;
/** Names of what a link may ask of any server: somebody who is known by a mail address is none of them. */
const ASKED = /^(?:q|query|s|search|path|page|p|next|return\w*|redirect\w*|continue|url|uri|to|target|state|ref|utm_\w+|id|code|\w*token|hash|v|version|lang|tab|section|key|data|config|import|share|share_?id|project)$/i;
const PERSON = /mail|user|login|upn|account/i;
/** Names that lead to each other, and parts of one text. */
const DEEPEST = 3;
const MOST_PARTS = 40;
/** The name of the value that comes next in an address. */
const NEXT = /[?&#]([\w.[\]-]{1,40})=$/;

/**
 * Is an address that of a server which is written, with a part of the page's own address as a value of its query: decoded, or cut out, or asked for by
 * a name of somebody, or behind a sign alone by such a name? Documentation that has moved hands on all of it behind the new place, or a query that says what it is.
 */
export function handsOnPart(to: Node, names: WrittenNames, tree: ESTree.Program): boolean {
  let before = '';
  for (const part of partsOf(to, names)) {
    const text = names.textOf(part);
    if (text === null) {
      const name = NEXT.exec(before)?.[1];
      if (name !== undefined && namesStranger(before) && isPart(part, name, names)) return true;
      if (/[?#]$/.test(before) && namesStranger(before) && isPart(part, personIn(part), names)) return true;
    }
    before += text ?? '\0';
  }
  const address = objectOf(withoutWrapping(to));
  return address.type === 'Identifier' && isFilled(address, names, tree);
}

/** `email` of `email` and `encodeURIComponent(email)`, where that is the name of somebody; else a name that any server may ask for. */
function personIn(part: Node): string {
  const inner = withoutWrapping(part.type === 'CallExpression' && part.arguments.length === 1 ? (part.arguments[0] as Node) : part);
  return inner.type === 'Identifier' && PERSON.test(inner.name) ? inner.name : 'id';
}

/** `to` of `to`, `to.href` and `to.toString()`. */
function objectOf(node: Node): Node {
  const member = node.type === 'CallExpression' ? withoutWrapping(node.callee) : node;
  return member.type === 'MemberExpression' ? withoutWrapping(member.object) : member;
}

/** `const to = new URL('https://…'); to.searchParams.set('login_hint', part)` */
function isFilled(made: ESTree.Identifier, names: WrittenNames, tree: ESTree.Program): boolean {
  const value = names.valueOf(made);
  const [base] = value?.type === 'NewExpression' && memberPath(value.callee) === 'URL' ? value.arguments : [];
  if (!base || !namesStranger(names.textOf(base) ?? '')) return false;
  return nodesWithin(tree).some((node) => {
    if (node.type !== 'CallExpression' || !/^\w+\.searchParams\.(?:set|append)$/.test(memberPath(node.callee)) || !memberPath(node.callee).startsWith(`${made.name}.`)) return false;
    const [name, part] = node.arguments;
    return name !== undefined && part !== undefined && isPart(part, names.textOf(name) ?? '', names);
  });
}

/** The parts that an address is put together from, in order, also by a name for what begins with a server that is written. */
export function partsOf(to: Node, names: WrittenNames, depth = 0): Node[] {
  const inner = withoutWrapping(to);
  if (depth > DEEPEST) return [inner];
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return operands(inner).slice(0, MOST_PARTS).flatMap((each) => partsOf(each, names, depth + 1));
  if (inner.type === 'TemplateLiteral') return inner.quasis.flatMap((quasi, at) => [textNode(quasi), ...(inner.expressions[at] ? [inner.expressions[at] as Node] : [])]);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : null;
  return value && names.textOf(value) === null && namesStranger(firstText(value, names)) ? partsOf(value, names, depth + 1) : [inner];
}

/** What an address begins with that is put together. */
function firstText(value: Node, names: WrittenNames): string {
  const [first, second] = value.type === 'TemplateLiteral' ? [textNode(value.quasis[0]!), value.expressions[0] as Node | undefined] : value.type === 'BinaryExpression' ? operands(value) : [];
  return [first, second].map((each) => (each ? (names.textOf(each) ?? '') : '')).join('');
}

function textNode({ value }: ESTree.TemplateElement): Node {
  return { type: 'Literal', value: value.cooked ?? '' } as unknown as Node;
}

function isPart(part: Node, name: string, names: WrittenNames): boolean {
  const has = (isOne: (path: string) => boolean, type = 'MemberExpression'): boolean => isMadeOf(part, names, (node) => node.type === type && isOne(memberPath(node.type === 'CallExpression' ? node.callee : node)));
  const isOwn = has((path) => PART.test(path));
  const isCut = has((path) => CUTS.test(path), 'CallExpression');
  if (!isOwn && !(isCut && isMadeOf(part, names, (node) => node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && WHOLE.test(memberPath(node.callee.object))))) return false;
  if (has((path) => DECODES.test(path), 'CallExpression')) return true;
  const asked = isMadeOf(part, names, (node) => node.type === 'CallExpression' && /(?:^|\.)get$/.test(memberPath(node.callee)));
  return asked ? PERSON.test(name) : isCut && !ASKED.test(name);
}
