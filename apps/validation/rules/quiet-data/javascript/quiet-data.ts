import type { ESTree } from 'meriyah';
import { isNamedHost } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf, pieceOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { namesServer, quietRequestsIn } from '../../javascript/flows/quiet-requests.js';
import { mayBeSecret } from '../../javascript/flows/quiet-secrets.js';
import { FILLS, mayLeave, quietWaysIn } from '../../javascript/flows/quiet-ways.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** Names of what functions are told that nobody else knows anything by: what went wrong, what a server answered, what is counted and how it is called. */
const SAYS_LITTLE = /^(?:_\w*|e|ex|err|error|cause|reason|ok|ms|done|cb|callback|next|resolve|reject|errors|problems|res|resp|response|reply|answer|status|code|level|name|label|event|action|topic|method|url|uri|path|route|page|version|model|locale|lang(?:uage)?|metric|duration)$/i;
/** What something has under a name. */
const GETS = /^(?:get|getAll|getItem|getHeader|header)$/;
/** What calls the function that it gets with something of its own making. */
const OWN = /^(?:then|catch|finally|Promise|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask)$/;

/**
 * The place where what callers or listeners are told leaves one small script for a server that is written there, on a way by which nobody reads an answer. Who does that
 * for its callers tells them whether it was done, or lets them say where. Null where nothing does.
 */
export function quietData(program: ESTree.Program): Node | null {
  const nowhere = (): undefined => undefined;
  if (!mayLeave(program, nowhere, false)) return null;
  const told = new ToldValues(program);
  const requests = new Set(quietRequestsIn(program, told.names).map(({ node }) => node));
  const all = quietWaysIn(program, told, nowhere);
  const written = all.filter(({ node }) => requests.has(node) || goesToWritten(node, told));
  if (written.length === 0) return null;
  const ways = [...written, ...all.filter(({ node }) => node.type === 'CallExpression' && FILLS.test(nameOf(node.callee)))];
  const given = givenIn(program);
  const isParam = (node: Node): boolean => node.type === 'Identifier' && (given.get(node.name) ?? []).some(({ start = 0, end = 0 }) => start <= (node.start ?? 0) && (node.end ?? 0) <= end);
  const isGiven = (node: Node): boolean => (node.type === 'Identifier' ? isParam(node) : isPart(node) && isParam(rootOf(node)));
  return ways.find(({ node, sent }) => sent.some((each) => told.tells(each, isGiven, isPiece)) && !loadsFile(node, told))?.node ?? null;
}

/** `link.href = base + '/theme.css'`: which file a page loads says nothing of anybody, without a question behind it. */
function loadsFile(node: Node, { names }: ToldValues): boolean {
  const value = node.type === 'AssignmentExpression' ? node.right : node.type === 'CallExpression' && nameOf(node.callee) === 'setAttribute' ? (node.arguments[1] as Node | undefined) : undefined;
  return value !== undefined && !isMadeOf(value, names, (each) => /[?=]/.test(pieceOf(each) ?? '') || (each.type === 'Identifier' && /^(?:searchParams|URLSearchParams|encodeURIComponent|btoa)$/.test(each.name)));
}

/** A member of something, or what it has under a name, that is called like a secret: `form.card`, `headers.get('cookie')`. Others may go one by one. */
function isPart(node: Node): boolean {
  if (node.type === 'MemberExpression') return mayBeSecret(nameOf(node)) && !SAYS_LITTLE.test(nameOf(node));
  const [name] = node.type === 'CallExpression' && GETS.test(nameOf(node.callee)) ? node.arguments : [];
  return name?.type === 'Literal' && mayBeSecret(String(name.value));
}

/** The first or last letters of something. */
function isPiece(node: Node): boolean {
  return node.type === 'CallExpression' && /^(?:slice|substring|substr|at|charAt)$/.test(nameOf(withoutWrapping(node.callee)));
}

function rootOf(node: Node): Node {
  const inner = withoutWrapping(node);
  return inner.type === 'MemberExpression' ? rootOf(inner.object) : inner.type === 'CallExpression' ? rootOf(inner.callee) : inner;
}

/** Is the server written that this goes to, in the call or in what it is a method of? Also in pieces: `['https:/', host].join('/')`. */
function goesToWritten(node: Node, { names }: ToldValues): boolean {
  const inner = withoutWrapping(node);
  const parts = inner.type === 'CallExpression' ? [...(inner.callee.type === 'MemberExpression' ? [inner.callee.object] : []), ...inner.arguments] : [inner];
  const isMade = (isOne: (each: Node) => boolean): boolean => parts.some((each) => isMadeOf(each as Node, names, isOne));
  return isMade(namesServer) || (isMade((each) => /^https?:\/{0,2}$/.test(pieceOf(each) ?? '')) && isMade((each) => isNamedHost(pieceOf(each) ?? '')));
}

/** Names of parameters of functions that others call, with the functions. */
function givenIn(program: ESTree.Program): ReadonlyMap<string, readonly Node[]> {
  const nodes = nodesWithin(program);
  const own = new Set(nodes.flatMap((node) => ((node.type === 'CallExpression' || node.type === 'NewExpression') && OWN.test(nameOf(withoutWrapping(node.callee)) || memberPath(node.callee)) ? (node.arguments as Node[]) : [])));
  const given = new Map<string, Node[]>();
  for (const node of nodes) {
    if (!isCallable(node) || own.has(node)) continue;
    for (const part of node.params.flatMap((each) => nodesWithin(each as Node))) if (part.type === 'Identifier' && !SAYS_LITTLE.test(part.name)) given.set(part.name, [...(given.get(part.name) ?? []), node]);
  }
  return given;
}
