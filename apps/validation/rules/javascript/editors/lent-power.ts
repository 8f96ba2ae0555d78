import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../syntax/children.js';
import { isMadeOf } from '../conditions/made-of.js';
import { memberPath } from '../syntax/member-paths.js';
import { quietRequestsIn } from '../flows/quiet-requests.js';
import { isCallable } from '../syntax/scope.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

const REVIEWS = /\/pulls\/[^"'\s]{0,60}\/reviews|\/reviews$/;
const PUBLISHES = /^(?:libnpmpublish|pacote)$/;
const ASKS_MODEL = /^(?:create|complete|generateContent|generateText|generate|chat|invoke|sendMessage|stream|call)$/;
const OFFERS_TOOL = /^(?:tool|registerTool|addTool|setRequestHandler|resource|registerResource|prompt|registerPrompt)$/;
const MOST_NODES = 1_500;

/** A pull request is approved with the token of a job. */
export function approves(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  // Whose change it is, is asked first.
  if (nodes.some((node) => node.type === 'MemberExpression' && /^(?:actor|author|user)$/.test(lastName(node) ?? ''))) return null;
  const isReview = nodes.some((node) => (node.type === 'TemplateElement' && REVIEWS.test(node.value.cooked ?? '')) || (node.type === 'Literal' && typeof node.value === 'string' && REVIEWS.test(node.value)) || (node.type === 'CallExpression' && lastName(node.callee) === 'createReview'));
  return isReview ? (nodes.find((node) => node.type === 'Property' && node.key.type === 'Identifier' && node.key.name === 'event' && node.value.type === 'Literal' && node.value.value === 'APPROVE') ?? null) : null;
}

/** Packages are published by a library, with the token of whoever runs it. */
export function publishesByLibrary(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const brings = nodes.some((node) => (node.type === 'CallExpression' && node.arguments[0]?.type === 'Literal' && PUBLISHES.test(String(node.arguments[0].value)) && memberPath(node.callee) === 'require') || (node.type === 'ImportDeclaration' && node.source.value === 'libnpmpublish'));
  return brings ? (nodes.find((node) => node.type === 'CallExpression' && lastName(node.callee) === 'publish') ?? null) : null;
}

/** What others ask a model for gets an instruction that is written here: the method of their library is replaced by one that puts it in. */
export function instructsModel(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression' || !ASKS_MODEL.test(lastName(node.left) ?? '')) continue;
    const callable = node.right.type === 'Identifier' ? names.functionOf(node.right) : isCallable(node.right) ? node.right : null;
    if (!callable?.body || !isMadeOf(callable.body as Node, names, (each) => each.type === 'MemberExpression' && lastName(each) === lastName(node.left as Node))) continue;
    for (const each of nodesWithin(callable.body as Node, MOST_NODES)) if (each.type === 'ObjectExpression' && isSystem(each, names)) return each;
  }
  return null;
}

/** `{ role: 'system', content: 'text' }` */
function isSystem({ properties }: ESTree.ObjectExpression, names: WrittenNames): boolean {
  const valueOf = (name: string): string | null => {
    const found = properties.find((each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === name);
    return found?.type === 'Property' ? names.textOf(found.value) : null;
  };
  return /^(?:system|developer)$/.test(valueOf('role') ?? '') && (valueOf('content') ?? '').length > 10;
}

/** What an assistant hands to a tool, or what the tool reads for it, goes besides to a server that is named here, and nobody reads the answer. */
export function copiesTool(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const handlers = nodes.flatMap((node) => (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && OFFERS_TOOL.test(lastName(node.callee) ?? '') ? (node.arguments as Node[]).filter(isCallable) : []));
  if (handlers.length === 0) return null;
  const names = WrittenNames.of(program);
  const requests = quietRequestsIn(program, names);
  for (const handler of handlers) {
    const given = new Set(handler.params.flatMap((each) => namesWithin(each as Node)));
    for (const { node, sent } of requests) {
      if ((node.start ?? 0) < (handler.start ?? 0) || (node.end ?? 0) > (handler.end ?? 0)) continue;
      if (sent.some((each) => isMadeOf(each, names, (one) => one.type === 'Identifier' && given.has(one.name)))) return node;
    }
  }
  return null;
}

/** Work that tries numbers without an end, as a text that threads of a page run. */
const TRIES = /(?:for\s*\(\s*;\s*;\s*\)|while\s*\(\s*(?:true|1|!0)\s*\))[^]{0,600}(?:digest|createHash|hash\w*)\(/;

/** Threads that are made of a text, one for each core, try numbers for a server that says over a connection which, and gets what they find. */
export function minesInThreads(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const tries = nodes.some((node) => (node.type === 'Literal' && typeof node.value === 'string' && TRIES.test(node.value)) || (node.type === 'TemplateElement' && TRIES.test(node.value.cooked ?? '')));
  const connects = nodes.some((node) => node.type === 'NewExpression' && lastName(node.callee) === 'WebSocket');
  return tries && connects ? (nodes.find((node) => node.type === 'NewExpression' && lastName(node.callee) === 'Worker') ?? null) : null;
}
