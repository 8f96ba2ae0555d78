import type { ESTree } from 'meriyah';
import { isNode, nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Node } from '../syntax/tree.js';
import type { WrittenElsewhere } from './written-elsewhere.js';

/** Cheap to look for: a script without one of these has nothing to be put in. */
const HINT = /=\s*['"][^'"\n]*['"]\s*[,)}]|\brequire\(\s*['"`]\.|\bfrom\s*['"]\.|\bstatic\s|['"]base64['"]|=\s*\{/;
/** Where an expression stands whose value is used. */
const USED: Readonly<Record<string, readonly string[]>> = {
  CallExpression: ['arguments'], NewExpression: ['arguments'], BinaryExpression: ['left', 'right'], TemplateLiteral: ['expressions'], ArrayExpression: ['elements'],
  Property: ['value'], VariableDeclarator: ['init'], AssignmentExpression: ['right'], ReturnStatement: ['argument'], ConditionalExpression: ['test', 'consequent', 'alternate'],
  MemberExpression: ['object', 'property'], LogicalExpression: ['left', 'right'], PropertyDefinition: ['value'], ArrowFunctionExpression: ['body'],
};
const DECODES = /^(?:Buffer\.from|atob)$/;

/** Might anything be put into a script? */
export function mayInline(text: string): boolean {
  return HINT.test(text);
}

/**
 * The tree with texts that are kept apart in the place of what stands for them: in another file of the package, in a field of a class, in what a
 * parameter is when nobody says otherwise, or in base64. Others ask for the same tree: what is changed is copied, what is not is shared.
 */
export function withTexts(program: ESTree.Program, elsewhere: WrittenElsewhere): ESTree.Program {
  const nodes = nodesWithin(program);
  const known = knownIn(nodes, elsewhere);
  if (!nodes.some((node) => slotsOf(node).some((slot) => [membersOf(node)[slot]].flat().some((each) => isNode(each) && inlined(each, known) !== null)))) return program;
  const changed = new Map<Node, Node>();
  // What stands in a node comes after it.
  for (const node of nodes.toReversed()) {
    const copy = changedIn(node, known, changed);
    if (copy) changed.set(node, copy);
  }
  return changed.get(program) as ESTree.Program;
}

/** A copy of a node in which something is another one; null where nothing is. */
function changedIn(node: Node, known: Known, changed: ReadonlyMap<Node, Node>): Node | null {
  const slots = slotsOf(node);
  const copies: Record<string, unknown> = {};
  for (const [slot, value] of Object.entries(membersOf(node))) {
    const now = (each: unknown): unknown => (isNode(each) ? ((slots.includes(slot) ? inlined(each, known) : null) ?? changed.get(each) ?? each) : each);
    const copy = Array.isArray(value) ? value.map(now) : now(value);
    if (Array.isArray(copy) ? copy.some((each, index) => each !== (value as unknown[])[index]) : copy !== value) copies[slot] = copy;
  }
  return Object.keys(copies).length > 0 ? ({ ...node, ...copies } as Node) : null;
}

function slotsOf(node: Node): readonly string[] {
  return node.type === 'MemberExpression' && !node.computed ? ['object'] : (USED[node.type] ?? NO_SLOTS);
}

function membersOf(node: Node): Readonly<Record<string, unknown>> {
  return node as unknown as Record<string, unknown>;
}

const NO_SLOTS: readonly string[] = [];

type Known = (owner: string, member: string) => string | null;

function inlined(node: Node, known: Known): Node | null {
  const text = textOf(node, known);
  return text === null ? null : ({ type: 'Literal', value: text, raw: JSON.stringify(text), start: node.start, end: node.end } as unknown as Node);
}

function textOf(node: Node, known: Known): string | null {
  if (node.type === 'Identifier') return known('', node.name);
  if (node.type === 'MemberExpression') return !node.computed && node.object.type === 'Identifier' && node.property.type === 'Identifier' ? known(node.object.name, node.property.name) : null;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || lastOf(node.callee) !== 'toString') return null;
  const inner = withoutWrapping(node.callee.object);
  const [text, form] = inner.type === 'CallExpression' && DECODES.test(memberPath(inner.callee)) ? inner.arguments : [];
  const written = text?.type === 'Literal' ? text.value : text ? textOf(text as Node, known) : null;
  return typeof written === 'string' && form?.type === 'Literal' && form.value === 'base64' ? Buffer.from(written, 'base64').toString() : null;
}

/** What is known of members by the names that have them, and of names of their own. */
function knownIn(nodes: readonly Node[], elsewhere: WrittenElsewhere): Known {
  const links = new Map<string, string>();
  const imported = new Map<string, [string, string]>();
  const objects = new Map<string, Node[]>();
  const defaults = new Map<string, string>();
  for (const node of nodes) {
    if (node.type === 'ImportDeclaration') {
      const link = String(node.source.value);
      for (const each of node.specifiers) {
        if (each.type === 'ImportSpecifier') imported.set(each.local.name, [link, (each.imported as ESTree.Identifier).name]);
        else links.set(each.local.name, link);
      }
    }
    if (node.type === 'VariableDeclarator' && node.init) {
      const link = linkOf(node.init);
      if (link !== null && node.id.type === 'Identifier') links.set(node.id.name, link);
      for (const each of link !== null && node.id.type === 'ObjectPattern' ? node.id.properties : []) if (each.type === 'Property' && each.value.type === 'Identifier' && each.key.type === 'Identifier') imported.set(each.value.name, [link!, each.key.name]);
    }
    if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.id) objects.set(node.id.name, (node.body.body as Node[]).filter((each) => each.type === 'PropertyDefinition' && each.static));
    if (node.type === 'AssignmentPattern' && node.left.type === 'Identifier' && node.right?.type === 'Literal' && typeof node.right.value === 'string') defaults.set(node.left.name, node.right.value);
    if (node.type === 'AssignmentPattern' && node.left.type === 'Identifier' && node.right?.type === 'ObjectExpression') objects.set(node.left.name, node.right.properties as Node[]);
  }
  return (owner, member) => {
    if (owner === '') return imported.has(member) ? elsewhere(...imported.get(member)!) : (defaults.get(member) ?? null);
    const link = links.get(owner);
    if (link !== undefined) return elsewhere(link, member);
    const field = (objects.get(owner) ?? []).find((each) => (each.type === 'Property' || each.type === 'PropertyDefinition') && !each.computed && each.key?.type === 'Identifier' && each.key.name === member);
    const value = field?.type === 'Property' || field?.type === 'PropertyDefinition' ? (field.value as Node | null) : null;
    return value?.type === 'Literal' && typeof value.value === 'string' ? value.value : null;
  };
}

/** `require('./parts')` */
function linkOf(node: Node): string | null {
  const call = withoutWrapping(node);
  const [link] = call.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'require' ? call.arguments : [];
  return link?.type === 'Literal' && typeof link.value === 'string' ? link.value : null;
}

function lastOf({ property }: ESTree.MemberExpression): string {
  return property.type === 'Identifier' ? property.name : '';
}
