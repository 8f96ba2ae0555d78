import type { ESTree } from 'meriyah';
import { looksLikeService } from '../../facts/look-alike-hosts.js';
import { hostIn, isNamedHost, namesStranger } from '../../facts/places.js';
import { isRegisteredAsPaid } from '../../facts/services.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberName, nameOf, pieceOf } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { asksServer } from '../../javascript/flows/quiet-requests.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** Methods of clients for requests, whatever they are called, and what makes a client with headers of its own. */
const POSTS = /^(?:post|put|patch|get|request|create|extend|send)$/;
/** Headers by which somebody logs in. */
const HEADER = /^(?:(?:proxy-)?authorization|cookie|x-api-key|api-key|apikey|x-auth-token|x-access-token|private-token)$/i;
/** Names of what nobody gets but the service that it is for. */
const SECRET = /^(?:pass(?:word|wd|phrase)?|pwd|(?:client|app|api|access|auth|webhook)_?(?:key|secret|token)|secret(?:_?key)?|private_?key|access_?token|refresh_?token|bot_?token|recovery_?code|otp|totp|mfa_?code)$/i;

/**
 * The call by which what somebody logs in with goes to a server that is called like a well-known service and is none of its: as a header that is not written here, or under the
 * name of a secret. In one small script; null where none does. A server of a company that has the name of a service below its own is none of these.
 */
export function loginAtLookAlike(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  if (!nodes.some(isAlike)) return null;
  const told = new ToldValues(program);
  const { names } = told;
  const fields = new Set(nodes.flatMap((node) => fieldsAt(node, names)));
  const leadsThere = (node: Node): boolean => isMadeOf(node, names, (each) => isAlike(each) || (each.type === 'MemberExpression' && fields.has(memberName(each))));
  for (const node of nodes) {
    if (node.type !== 'CallExpression' || !(asksServer(node, names) || POSTS.test(nameOf(node.callee)) || (node.callee.type === 'Identifier' && names.functionOf(node.callee) !== null))) continue;
    if (carriesLogin(node, told) && [node.callee as Node, ...node.arguments].some(leadsThere)) return node;
  }
  return null;
}

/** An address or a host that is written out and looks like one of a service. */
function isAlike(node: Node): boolean {
  const text = pieceOf(node);
  if (text === null || text.length < 6) return false;
  const host = namesStranger(text) ? hostIn(text)?.host : isNamedHost(text) ? text : undefined;
  return host !== undefined && isAlikeHost(host);
}

/** Is a host called like a well-known service, and none of its? */
export function isAlikeHost(host: string): boolean {
  const lower = host.toLowerCase();
  return looksLikeService(lower) !== null || isRegisteredAsPaid(lower);
}

/** `this.base = 'https://…'`, `{ base: 'https://…' }`: members under which such an address is kept. */
function fieldsAt(node: Node, names: WrittenNames): string[] {
  const [name, value] = node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' ? [memberName(node.left), node.right] : node.type === 'Property' ? [memberName(node), node.value as Node] : node.type === 'PropertyDefinition' ? [memberName(node), node.value as Node | null] : ['', null];
  return name !== '' && value && isMadeOf(value, names, isAlike) ? [name] : [];
}

function carriesLogin({ arguments: given }: ESTree.CallExpression, told: ToldValues): boolean {
  const isHeader = (node: Node): boolean => node.type === 'Property' && !node.computed && HEADER.test(memberName(node)) && told.names.textOf(node.value as Node) === null;
  return given.some((each) => isMadeOf(each, told.names, isHeader) || told.tells(each, isSecret));
}

/** `password`, `options.clientSecret`, `{ client_secret: … }` */
function isSecret(node: Node): boolean {
  if (node.type === 'Identifier') return SECRET.test(node.name);
  if (node.type === 'MemberExpression') return SECRET.test(memberName(node));
  return node.type === 'Property' && !node.computed && SECRET.test(memberName(node)) && node.value.type !== 'Literal';
}
