import type { ESTree } from 'meriyah';
import { propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Resolver } from '../names/resolve.js';
import type { Scope } from '../syntax/scope.js';
import { UNKNOWN } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';

/** Methods of clients that send what their options say. */
export const POSTS: ReadonlySet<string> = new Set(['request', 'post', 'put', 'patch', 'send', 'emit']);
const BODIES = ['data', 'body', 'payload', 'json', 'form'];

/** `client.request({ data: { ...process.env } })`, whoever the client is from: no service has use for every variable. */
export function handsOverEnvironment({ arguments: given }: ESTree.CallExpression | ESTree.NewExpression, scope: Scope, resolver: Resolver): boolean {
  return given.some((each) => each.type === 'ObjectExpression' && BODIES.some((name) => {
    const body = propertyOf(each, name);
    if (!body) return false;
    const parts = body.type === 'ObjectExpression' ? body.properties.flatMap((part) => (part.type === 'SpreadElement' ? [part.argument] : [])) : [body];
    return parts.some((part) => isName(part) && resolver.meaningsOf(part, scope).includes('process.env'));
  }));
}

function isName(node: Node): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'Identifier' || inner.type === 'MemberExpression';
}

/** What it is to write an address of a wallet under `to`: of one of several parameters, or of a thing that is known by its name, which most code that pays does. */
export function payeeOf(target: Node): string | null {
  if (target.type === 'MemberExpression') return target.computed ? 'transaction.to' : null;
  return target.type === 'Identifier' ? 'payment.to' : null;
}

/** `new PublicKey('…')`: the text that it is made of. */
export function keyIn(value: Node): Node {
  const inner = withoutWrapping(value);
  return inner.type === 'NewExpression' && inner.arguments.length === 1 ? inner.arguments[0]! : value;
}

/** `contract.encodeFunctionData('transfer', ['0x…', amount])`: what a contract is called with. */
export function argumentsIn(value: Node): readonly Node[] {
  const inner = withoutWrapping(value);
  if (inner.type !== 'CallExpression' || !ENCODES.test(memberPath(inner.callee))) return [];
  return inner.arguments.flatMap((each) => (each.type === 'ArrayExpression' ? each.elements.filter((part) => part !== null) : [each]));
}

const ENCODES = /(?:^|\.)encode(?:FunctionData|FunctionCall|ABI|Abi)?$/;

/** What a contract is called with, as a text: an address of the script, filled up with zeros, between what is not known. */
const WITH_ADDRESS = /0{24}[\da-f]{40}/i;

/** Does what a contract is called with name an address of the script beside parts of somebody else's call: `selector + '000…' + address + data.slice(74)`? */
export function paysWritten(name: string | null, shape: () => string): boolean {
  const text = name === 'data' || name === 'input' ? shape() : '';
  return text.includes(UNKNOWN) && WITH_ADDRESS.test(text);
}

/** `{ ...transaction, to: address }`, `Object.assign(transaction, { to: address })`: the payee of a copy of what somebody else asked for. What asks for a payment of its own is no copy. */
export function changedPayee(node: Node): Node | null {
  if (node.type === 'ObjectExpression') return node.properties.some(({ type }) => type === 'SpreadElement') ? (propertyOf(node, 'to') ?? null) : null;
  const last = node.type === 'CallExpression' && node.arguments.length > 1 && memberPath(node.callee) === 'Object.assign' ? node.arguments.at(-1) : undefined;
  return last?.type === 'ObjectExpression' ? (propertyOf(last, 'to') ?? null) : null;
}
