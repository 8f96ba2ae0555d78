import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberName, pieceOf, propertyOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { namesStranger } from '../../facts/places.js';
import { asksServer, quietRequestsIn } from '../../javascript/flows/quiet-requests.js';
import type { QuietRequest } from '../../javascript/flows/quiet-requests.js';
import { isWithin } from '../../javascript/flows/quiet-senders.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** Names of what callers log in with where they send something. */
const OF_LOGIN = /headers?$|auth|token|key$|credentials|cookie/i;
const DECIDES = /^(?:IfStatement|ConditionalExpression|LogicalExpression|CatchClause|SwitchStatement)$/;

/**
 * The request by which the headers that callers gave for a server of their choice go to another one that is written here, each time, and nobody reads what that answers. Whoever asks
 * another server where the first one fails does it in a branch, and who counts requests sends no headers. In one small script; null where none does.
 */
export function copiedHeaders(program: ESTree.Program): Node | null {
  const told = new ToldValues(program);
  const requests = quietRequestsIn(program, told.names);
  const callables = requests.length > 0 ? nodesWithin(program).filter(isCallable) : [];
  for (const request of requests) {
    const within = callables.filter((each) => isWithin(request.node, each)).at(-1);
    if (!within?.body) continue;
    const nodes = nodesWithin(within.body as Node);
    if (nodes.some((node) => DECIDES.test(node.type) && isWithin(request.node, node as Of<'IfStatement'>))) continue;
    if (nodes.some((node) => node.type === 'CallExpression' && !isWithin(node, request.node as Of<'CallExpression'>) && sendsSame(node, request, told))) return request.node;
  }
  return null;
}

/** Does this call ask a server that is not written here, with headers of which the request tells some? */
function sendsSame(call: ESTree.CallExpression, { sent }: QuietRequest, told: ToldValues): boolean {
  const [address, options] = call.arguments;
  if (!address || !asksServer(call, told.names) || told.names.textOf(address) !== null || isMadeOf(address, told.names, isStranger)) return false;
  const headers = options ? headersIn(options, told.names) : null;
  if (!headers) return false;
  const given = new Set([headers, ...(headers.type === 'ObjectExpression' ? headers.properties.map((each) => (each.type === 'SpreadElement' ? each.argument : (each.value as Node))) : [])].flatMap((each) => pathOf(each)));
  return sent.some((each) => told.tells(each, (node) => pathOf(node).some((path) => given.has(path) && OF_LOGIN.test(path))));
}

function headersIn(options: Node, names: WrittenNames): Node | null {
  const inner = withoutWrapping(options);
  const written = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  return written?.type === 'ObjectExpression' ? (propertyOf(written, 'headers') ?? null) : null;
}

/** `this.headers`, `options.headers`, `headers`; none for anything else. */
function pathOf(node: Node): string[] {
  const inner = withoutWrapping(node);
  if (inner.type === 'Identifier') return [inner.name];
  if (inner.type === 'ThisExpression') return ['this'];
  const name = inner.type === 'MemberExpression' ? memberName(inner) : '';
  return inner.type === 'MemberExpression' && name !== '' ? pathOf(inner.object).map((owner) => `${owner}.${name}`) : [];
}

function isStranger(node: Node): boolean {
  const text = pieceOf(node);
  return text !== null && namesStranger(text);
}
