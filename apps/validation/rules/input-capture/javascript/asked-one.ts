import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands } from '../../javascript/syntax/expressions.js';
import { nameOf } from '../../javascript/texts/picked-names.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** A field for a password, in markup, and any other in which people write. */
const PASSWORD_FIELD = /<input\b[^<>]{0,300}\btype\s*=\s*["']?password\b/i;
const OTHER_FIELD = /<input\b(?![^<>]{0,300}\btype\s*=\s*["']?(?:password|hidden|submit|button|checkbox)\b)|<textarea\b/i;
const OTHER_TYPES = /^(?:email|text|tel|search)$/;
/** What shows something, or leads there. */
const SHOWN = /^(?:textContent|innerText|innerHTML|placeholder|title|href|label|alt|content)$/;
const SENT_BY = /^(?:append|set)$/;
/** `e=`, `&user=` */
const QUERY = /\w=$/;

/**
 * The field for a password that a script makes where it makes no other in which people could say who they are, and puts a mail address that is written
 * in it into what it sends; by syntax, null where it is anything else, or is there for other scripts.
 */
export function asksOne(tree: ESTree.Program, isMail: (text: string) => boolean): Node | null {
  const nodes = nodesWithin(tree);
  if (nodes.some((node) => node.type.startsWith('Export') || (node.type === 'Identifier' && (node.name === 'exports' || node.name === 'require')))) return null;
  const types = nodes.flatMap(typeIn);
  const texts = nodes.flatMap((node): [Node, string][] => (node.type === 'TemplateElement' ? [[node, node.value.cooked ?? '']] : node.type === 'Literal' && typeof node.value === 'string' ? [[node, node.value]] : []));
  if (types.some(([, type]) => OTHER_TYPES.test(type)) || texts.some(([, text]) => OTHER_FIELD.test(text))) return null;
  const field = types.find(([, type]) => type === 'password') ?? texts.find(([, text]) => PASSWORD_FIELD.test(text));
  if (!field) return null;
  const isWritten = (node: Node | null | undefined): boolean => node?.type === 'Literal' && typeof node.value === 'string' && isMail(node.value);
  const names = new Set(nodes.flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isWritten(node.init as Node | null) ? [node.id.name] : [])));
  const meant = (node: Node): boolean => isWritten(node) || (node.type === 'Identifier' && names.has(node.name));
  return nodes.some((node) => isSent(node, meant)) ? field[0] : null;
}

/** `type: 'password'`, `field.type = 'password'`, `field.setAttribute('type', 'password')` */
function typeIn(node: Node): [Node, string][] {
  const [name, value] = node.type === 'Property' ? [nameOf(node.key), node.value] : node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' ? [nameOf(node.left), node.right] : [];
  if (name === 'type' && value?.type === 'Literal' && typeof value.value === 'string') return [[node, value.value]];
  const [attribute, given] = node.type === 'CallExpression' && nameOf(node.callee) === 'setAttribute' ? (node.arguments as Node[]) : [];
  return attribute?.type === 'Literal' && attribute.value === 'type' && given?.type === 'Literal' && typeof given.value === 'string' ? [[node, given.value]] : [];
}

/** `data.append('e', who)`, `{ e: who, p: field.value }`, `'e=' + who`, `` `e=${who}` `` */
function isSent(node: Node, meant: (node: Node) => boolean): boolean {
  if (node.type === 'Property') return !SHOWN.test(nameOf(node.key)) && meant(node.value);
  if (node.type === 'CallExpression') return SENT_BY.test(nameOf(node.callee)) && (node.arguments as Node[]).some(meant);
  if (node.type === 'TemplateLiteral') return (node.expressions as Node[]).some((each, index) => meant(each) && QUERY.test(node.quasis[index]?.value.cooked ?? ''));
  const parts = node.type === 'BinaryExpression' && node.operator === '+' ? operands(node) : [];
  return parts.some((each, index) => meant(each) && QUERY.test(textOf(parts[index - 1])));
}

function textOf(node: Node | undefined): string {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}
