import { namesStranger } from '../../facts/places.js';
import { madeOf } from './leaks.js';
import type { Heard } from './leaks.js';
import { nodesWithin } from '../syntax/children.js';
import { memberName, operands, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import type { Node, Of } from '../syntax/tree.js';

/** What an address stays that a method changes; what gives what the owner of a server chose. */
const STAYS = /^(?:replace|replaceAll|trim|trimEnd|toString|slice|concat|toLowerCase|href|origin)$/;
const SETTINGS = /^config\.get$/;
const INJECTS = 'injectSecrets';
const DEEPEST = 8;
const MOST_NODES = 300;

/** With what an address begins: with one of the settings, or with one that is written. */
type Begin = 'settings' | 'written';

/** A key that the host puts into requests to the server of the settings goes with another one to a server that is written: whoever gave the key chose one server for it. A default for who chose none, and one of two that the settings tell apart, are no other. */
export function lendsKey(tree: Node, heard: Heard): Node | null {
  const written = new Map<string, number>();
  for (const node of nodesWithin(tree)) if (node.type === 'AssignmentExpression' || node.type === 'VariableDeclarator') {
    const to = node.type === 'AssignmentExpression' ? (node.left as Node) : node.id;
    const name = to.type === 'MemberExpression' ? `.${memberName(to)}` : to.type === 'Identifier' ? to.name : '';
    if (node.type === 'AssignmentExpression' || node.init) written.set(name, (written.get(name) ?? 0) + 1);
  }
  const sent = new Map<string, Map<Begin, Node>>();
  for (const node of nodesWithin(tree)) {
    const options = node.type === 'CallExpression' ? node.arguments.map((each) => objectOf(each, heard)).find((each) => each && propertyOf(each, INJECTS)) : undefined;
    if (node.type !== 'CallExpression' || !options) continue;
    const address = propertyOf(options, 'url') ?? propertyOf(options, 'uri') ?? node.arguments[0]!;
    for (const begin of beginsOf(address, heard, written)) for (const key of keysIn(propertyOf(options, INJECTS)!, heard)) {
      const begins = sent.get(key) ?? new Map<Begin, Node>();
      sent.set(key, begins.set(begin, begins.get(begin) ?? node));
    }
  }
  for (const begins of sent.values()) if (begins.has('settings') && begins.has('written')) return begins.get('written')!;
  return null;
}

function objectOf(node: Node, { names }: Heard): Of<'ObjectExpression'> | null {
  const inner = withoutWrapping(node);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  return value?.type === 'ObjectExpression' ? value : null;
}

/** `{ authorization: 'KEY' }`, `['KEY']` */
function keysIn(injected: Node, { names }: Heard): string[] {
  const written = injected.type === 'Identifier' ? (names.valueOf(injected) ?? injected) : injected;
  return nodesWithin(written, MOST_NODES).flatMap((node) => (node.type === 'Literal' || node.type === 'Identifier' ? (names.textOf(node) ?? []) : []));
}

function beginsOf(node: Node, heard: Heard, written: ReadonlyMap<string, number>, depth = 0): ReadonlySet<Begin> {
  const inner = withoutWrapping(node);
  const into = (...nodes: readonly (Node | null | undefined)[]): ReadonlySet<Begin> => new Set(nodes.flatMap((each) => (each ? [...beginsOf(each, heard, written, depth + 1)] : [])));
  // What callers pass is one after the other; of what a name is given twice, one comes in the place of the other.
  const oneOf = (name: string, begins: ReadonlySet<Begin>): ReadonlySet<Begin> => ((written.get(name) ?? 0) > 1 ? chosen(begins) : begins);
  if (depth > DEEPEST || !heard.everybody.mayAsk()) return new Set();
  switch (inner.type) {
    case 'Literal':
      return ofText(inner.value);
    case 'TemplateLiteral':
      return inner.quasis[0]?.value.cooked === '' ? into(inner.expressions[0] as Node) : ofText(inner.quasis[0]?.value.cooked);
    case 'BinaryExpression':
      return into(operands(inner)[0]);
    case 'LogicalExpression':
      return inner.operator === '&&' ? into(inner.right) : chosen(into(inner.left as Node, inner.right));
    case 'ConditionalExpression':
      return [...madeOf(inner.test, heard)].some((each) => each.type === 'CallExpression' && SETTINGS.test(heard.names.pathOf(each.callee))) ? new Set(['settings']) : into(inner.consequent, inner.alternate);
    case 'ArrayExpression':
      return into(...inner.elements);
    case 'NewExpression':
      return into(inner.arguments[1] ?? inner.arguments[0]);
    case 'CallExpression':
      if (SETTINGS.test(heard.names.pathOf(inner.callee))) return new Set(['settings']);
      return inner.callee.type === 'MemberExpression' && STAYS.test(memberName(inner.callee)) ? into(inner.callee.object) : into(...heard.everybody.ways.answersOf(inner), ...(heard.names.pathOf(inner.callee) === 'String' ? inner.arguments : []));
    case 'MemberExpression':
      return STAYS.test(memberName(inner)) ? into(inner.object) : oneOf(`.${memberName(inner)}`, into(heard.names.memberOf(inner), ...heard.everybody.ways.givenTo(inner)));
    case 'Identifier':
      return oneOf(inner.name, into(...heard.everybody.ways.givenTo(inner)));
    default:
      return new Set();
  }
}

function chosen(begins: ReadonlySet<Begin>): ReadonlySet<Begin> {
  return begins.has('settings') ? new Set(['settings']) : begins;
}

function ofText(text: unknown): ReadonlySet<Begin> {
  return typeof text === 'string' && /^https?:\/\//i.test(text) && namesStranger(text) ? new Set(['written']) : new Set();
}
