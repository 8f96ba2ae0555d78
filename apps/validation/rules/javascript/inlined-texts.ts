import type { ESTree } from 'meriyah';
import { nodesWithin } from './children.js';
import { withoutWrapping } from './expressions.js';
import { memberPath } from './member-paths.js';
import type { Node } from './tree.js';
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
 * Writes into a tree, in the place of what stands for them, texts that are kept apart: in another file of the package, in a field of a class, in what a
 * parameter is when nobody says otherwise, or in base64. For rules that ask what a small script does with them; the tree is only theirs.
 */
export function inlineTexts(program: ESTree.Program, elsewhere: WrittenElsewhere): void {
  const nodes = nodesWithin(program);
  const known = knownIn(nodes, elsewhere);
  for (const node of nodes) {
    for (const slot of USED[node.type] ?? []) {
      const holder = node as unknown as Record<string, unknown>;
      if (node.type === 'MemberExpression' && slot === 'property' && !node.computed) continue;
      const value = holder[slot];
      if (Array.isArray(value)) holder[slot] = (value as (Node | null)[]).map((each) => (each ? inlined(each, known) : each));
      else if (value) holder[slot] = inlined(value as Node, known);
    }
  }
}

type Known = (owner: string, member: string) => string | null;

function inlined(node: Node, known: Known): Node {
  const text = textOf(node, known);
  return text === null ? node : ({ type: 'Literal', value: text, raw: JSON.stringify(text), start: node.start, end: node.end } as unknown as Node);
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
  return link?.type === 'Literal' && typeof link.value === 'string' && link.value.startsWith('.') ? link.value : null;
}

function lastOf({ property }: ESTree.MemberExpression): string {
  return property.type === 'Identifier' ? property.name : '';
}
