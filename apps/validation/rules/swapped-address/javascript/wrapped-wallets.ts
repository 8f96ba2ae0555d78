import type { ESTree } from 'meriyah';
import { currencyOf } from '../../facts/wallets.js';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { keyIn } from '../../javascript/flows/posted.js';
import { namedAt } from '../../javascript/flows/quiet-ways.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** How whoever stands in the place of a wallet is asked. */
const ASKED = /^(?:request|sendAsync)$/;
const ASKS_PAYMENT = /^(?:eth_sendTransaction|eth_signTransaction|wallet_sendTransaction|tron_signTransaction)$/;
/** Nobody's: what goes there is gone for all. */
const NOBODY = /^0x(?:0{30,}[\da-f]*|0*dead)$/i;

/**
 * A method by which wallets are asked, of an object or a class that stands for one: of a payment which it is asked for, it changes who gets it to an address that is written in the
 * script. Who asks a wallet for a payment of its own does that by a method of another name. In one small script; null where none does.
 */
export function changedInWallet(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  if (!nodes.some((node) => node.type === 'Literal' && typeof node.value === 'string' && ASKS_PAYMENT.test(node.value))) return null;
  const names = WrittenNames.of(program);
  for (const node of nodes) {
    const [name, value] = node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' ? namedAt(node) : ['', null];
    if (!ASKED.test(name) || !value || !isCallable(value) || !value.body) continue;
    const found = nodesWithin(value.body as Node).find((each) => isChanged(each, value, names));
    if (found) return found;
  }
  return null;
}

/** `{ ...asked.params[0], to: OWN }`, `asked.params[0].to = OWN` */
function isChanged(node: Node, callable: Callable, names: WrittenNames): boolean {
  const parameters = new Set(callable.params.flatMap((each) => namesWithin(each as Node)));
  const isAsked = (part: Node): boolean => nodesWithin(part).some((each) => each.type === 'Identifier' && parameters.has(each.name));
  // `const [payment] = asked.params`
  for (const each of nodesWithin(callable.body as Node)) if (each.type === 'VariableDeclarator' && each.init && isAsked(each.init)) for (const part of nodesWithin(each.id as Node)) if (part.type === 'Identifier') parameters.add(part.name);
  const isOwn = (payee: Node): boolean => {
    const text = names.textOf(keyIn(withoutWrapping(payee)));
    return text !== null && currencyOf(text) !== null && !NOBODY.test(text);
  };
  if (node.type === 'AssignmentExpression') return node.left.type === 'MemberExpression' && lastName(node.left) === 'to' && isAsked(node.left.object) && isOwn(node.right);
  if (node.type !== 'ObjectExpression') return false;
  const payee = node.properties.find((each) => each.type === 'Property' && lastName(each.key) === 'to');
  return payee?.type === 'Property' && isOwn(payee.value as Node) && node.properties.some((each) => each.type === 'SpreadElement' && isAsked(each.argument));
}
