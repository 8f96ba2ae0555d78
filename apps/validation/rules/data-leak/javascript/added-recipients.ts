import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { UNKNOWN } from '../../javascript/syntax/shape.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const HIDDEN = /^bcc(?:_?(?:addresses|recipients))?$/i;
const OPEN = /^(?:to|cc|recipients|(?:to|cc)_?(?:addresses|recipients))$/i;
/** What a mail has besides who gets it. */
const OF_MAIL = /^(?:from|subject|text|html|body|message|reply_?to|attachments|bcc)$/i;
/** A whole address among others; whose domain is for documentation belongs to nobody. */
const ADDRESS = /(?:^|[\s,;<:"'])[\w.+-]{1,64}@(?!example\.(?:com|net|org)\b)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?=$|[\s,;>"'])/i;
/** Nodes of one value that are looked at. */
const MOST_NODES = 200;
/** What says by itself what it has in it. */
const IN_ITSELF = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'ArrayExpression', 'ConditionalExpression', 'CallExpression']);
/** `message.bcc.push(address)`; `message.addBcc(address)`, beside `message.addTo(…)`. */
const PUTS = /(?:^|\.)(?:bcc|to|cc)\.(?:push|unshift)$/i;
const COPIES = /(?:^|\.)(?:add|set)_?bcc$/i;
const SENDS_TO = /(?:^|\.)(?:add|set)_?(?:to|recipients?)$/i;

/**
 * The place where a mail that somebody else writes gets an address which is written in the script: as a hidden copy, or beside those who get it anyway. By
 * syntax, with names. A form whose only recipient is written, or a default, adds nobody; a hidden copy that is an address and nothing else is told where properties are read.
 */
export function addsRecipient(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  const nodes = nodesWithin(tree);
  const goesToOthers = nodes.some((node) => node.type === 'CallExpression' && SENDS_TO.test(memberPath(node.callee)) && node.arguments.some((each) => names.textOf(each) === null && !isWritten(each, names)));
  for (const node of nodes) if (addsIn(node, names) || (goesToOthers && isCalled(node, COPIES, names))) return node;
  return null;
}

function addsIn(node: Node, names: WrittenNames): boolean {
  if (node.type === 'ObjectExpression') return node.properties.some((each) => each.type === 'Property' && gets(nameOf(each.key), each.value, node, names));
  if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
    const name = nameOf(node.left.property);
    return HIDDEN.test(name) ? isWritten(node.right, names) || isHidden(node.right) : OPEN.test(name) && (node.operator === '+=' ? isWritten : isAdded)(node.right, names);
  }
  // `[].concat(to, OWN).map((each) => `RCPT TO:<${each}>`)`
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && isAdded(node.callee.object, names)) return node.arguments.some((each) => nodesWithin(each, MOST_NODES).some((part) => /RCPT TO/i.test(part.type === 'Literal' ? String(part.value) : part.type === 'TemplateElement' ? (part.value.cooked ?? '') : '')));
  return isCalled(node, PUTS, names);
}

/** A text that is put together by its numbers or decoded, so that nobody reads who gets it. */
function isHidden(value: Node): boolean {
  return nodesWithin(value, MOST_NODES).some((node) => node.type === 'CallExpression' && (/(?:^|\.)(?:fromCharCode|fromCodePoint|atob)$/.test(memberPath(node.callee)) || (memberPath(node.callee) === 'Buffer.from' && node.arguments[1]?.type === 'Literal')) && node.arguments.length > 0 && node.arguments.every((each) => each.type === 'Literal'));
}

function isCalled(node: Node, by: RegExp, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && by.test(memberPath(node.callee)) && node.arguments.some((each) => isWritten(each, names));
}

/** A property of a mail that is made of another one, or goes to somebody who is not written. */
function gets(name: string, value: Node, { properties }: Of<'ObjectExpression'>, names: WrittenNames): boolean {
  const isMail = properties.some((each) => each.type === 'SpreadElement' || (each.type === 'Property' && OF_MAIL.test(nameOf(each.key))));
  if (!isMail || !(HIDDEN.test(name) || OPEN.test(name))) return false;
  if (isAdded(value, names) || (HIDDEN.test(name) && isHidden(value))) return true;
  const goesToOthers = properties.some((each) => each.type === 'SpreadElement' || (each.type === 'Property' && OPEN.test(nameOf(each.key)) && !isWritten(each.value as Node, names)));
  return HIDDEN.test(name) && names.textOf(value) === null && goesToOthers && isWritten(value, names);
}

/** Is an address written in what somebody gets, also under a name that is given nothing else? */
function isWritten(value: Node, names: WrittenNames): boolean {
  for (const node of nodesWithin(value, MOST_NODES)) {
    if (ADDRESS.test(shapeOf(node, names))) return true;
    const given = node.type === 'Identifier' ? names.valueOf(node) : null;
    if (given && IN_ITSELF.has(given.type) && nodesWithin(given, MOST_NODES).some((each) => ADDRESS.test(shapeOf(each, names)))) return true;
  }
  return false;
}

/** A list or a text that has an address which is written, and others which are not. */
function isAdded(value: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(value);
  const given = inner.type === 'Identifier' ? names.valueOf(inner) : null;
  const parts = partsOf(given ?? inner);
  return parts.some((each) => isWritten(each, names)) && parts.some((each) => !isText(each, names) && !isWritten(each, names));
}

/** The members of a list and the parts of a text; of anything else, nothing. */
function partsOf(node: Node): Node[] {
  const inner = withoutWrapping(node);
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return operands(inner);
  if (inner.type === 'TemplateLiteral') return inner.expressions.length > 0 ? [inner, ...(inner.expressions as Node[])] : [];
  if (inner.type === 'ArrayExpression') return inner.elements.flatMap((each) => (each ? [each.type === 'SpreadElement' ? each.argument : each] : []));
  if (inner.type !== 'CallExpression' || inner.callee.type !== 'MemberExpression') return [];
  const name = nameOf(inner.callee.property);
  if (name === 'concat') return [...partsOrSelf(inner.callee.object), ...inner.arguments.flatMap(partsOrSelf)];
  return name === 'join' || name === 'filter' || name === 'flat' ? partsOf(inner.callee.object) : [];
}

function partsOrSelf(node: Node): Node[] {
  const inner = withoutWrapping(node);
  return inner.type === 'ArrayExpression' ? partsOf(inner) : [inner];
}

function isText(node: Node, names: WrittenNames): boolean {
  return node.type === 'TemplateLiteral' || names.textOf(node) !== null;
}

function shapeOf(node: Node, names: WrittenNames): string {
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join(UNKNOWN);
  return node.type === 'Literal' || node.type === 'BinaryExpression' || node.type === 'CallExpression' ? (names.textOf(node) ?? '') : '';
}

function nameOf(key: Node): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : '';
}
