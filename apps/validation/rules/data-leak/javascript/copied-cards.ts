import type { ESTree } from 'meriyah';
import { hostIn } from '../../facts/places.js';
import { isPaidAt } from '../../facts/services.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { nameOf, pieceOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { cardIn, isCardCode } from '../../javascript/flows/logins.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { asksServer } from '../../javascript/flows/quiet-requests.js';
import { isWithin, quietSendsIn } from '../../javascript/flows/quiet-senders.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** Names of a card as a whole. */
const CARD = /^(?:credit_?|payment_?)?card(?:_?(?:data|details|fields|values|info))?$/i;
/** What makes something of a card that pays, or charges it, in the libraries of services; and by which somebody else gets it. */
const PAYS = /^(?:create(?:Token|PaymentMethod|Source|Charge)?|tokeni[sz]e\w{0,12}|charge|confirm\w{0,20}|authori[sz]e|purchase|sale|pay|emit|dispatch(?:Event)?|resolve|on(?:Submit|Card|Token|Change|Complete|Pay)\w{0,12})$/;

/**
 * The request by which the code of a card, or the whole of it, goes to a server that is written here, where nobody reads an answer, beside the one by which it goes where it is
 * to be paid, or whatever else the script hands it to. Who counts payments tells which kind of card it was, and who takes them sends it once. In one small script; null where none does.
 */
export function copiedCard(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const told = new ToldValues(program);
  const cards = new Set(nodes.flatMap((node) => (node.type === 'Property' && !node.computed && CARD.test(nameOf(node.key as Node)) ? [nameOf(withoutWrapping(node.value as Node))] : [])));
  cards.delete('');
  const isCard = (node: Node): boolean => (node.type === 'ObjectExpression' && cardIn(node).length > 0) || ((node.type === 'Identifier' || node.type === 'MemberExpression') && (CARD.test(nameOf(node)) || cards.has(nameOf(node)) || isCode(node)));
  const tells = (given: readonly (Node | null | undefined)[]): boolean => given.some((each) => each && told.tells(each, isCard, isPart));
  const quiet = quietSendsIn(program, told, isPart).filter(({ sent }) => tells(sent));
  if (quiet.length === 0) return null;
  const isQuiet = (node: Node): boolean => quiet.some((each) => isWithin(node, each.node as Of<'CallExpression'>) || isWithin(each.node, node as Of<'CallExpression'>));
  const senders = sendersIn(nodes, told.names);
  const others = nodes.filter((node) => !isQuiet(node) && isHandedOn(node, told.names, senders) && tells(node.type === 'ReturnStatement' ? [node.argument] : (node as Of<'CallExpression'>).arguments));
  const found = quiet.find(({ node }) => !nodes.some((each) => each.type === 'CatchClause' && isWithin(node, each as unknown as Of<'ArrowFunctionExpression'>)) && others.some((other) => !isSameHost(node, other, told.names, program)));
  return found?.node ?? null;
}

/** `cvc`, `form.cvc.value` */
function isCode(node: Node): boolean {
  return isCardCode(nameOf(node)) || (node.type === 'MemberExpression' && nameOf(node) === 'value' && isCardCode(nameOf(withoutWrapping(node.object))));
}

/** The last numbers of a card, and other parts that everybody may know. */
function isPart(node: Node): boolean {
  return node.type === 'CallExpression' && /^(?:slice|substring|substr)$/.test(nameOf(withoutWrapping(node.callee)));
}

/** Names of functions and methods in which a request is made. */
function sendersIn(nodes: readonly Node[], names: WrittenNames): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => {
    const name = node.type === 'FunctionDeclaration' ? (node.id?.name ?? '') : node.type === 'VariableDeclarator' ? nameOf(node.id as Node) : node.type === 'MethodDefinition' ? nameOf(node.key as Node) : '';
    return name !== '' && nodesWithin(node).some((each) => each.type === 'CallExpression' && asksServer(each, names)) ? [name] : [];
  }));
}

/** Does a card that is told here get somewhere? */
function isHandedOn(node: Node, names: WrittenNames, senders: ReadonlySet<string>): boolean {
  if (node.type === 'ReturnStatement') return node.argument?.type !== 'CallExpression';
  return node.type === 'CallExpression' && (asksServer(node, names) || senders.has(nameOf(node.callee)) || PAYS.test(nameOf(withoutWrapping(node.callee))));
}

/** Do both go to one server that is written here, also by functions of the script? A service where people pay may be asked twice, and where the other one does not say where it goes, it may be to a server that is named a second time. */
function isSameHost(first: Node, other: Node, names: WrittenNames, program: ESTree.Program): boolean {
  const [here, there] = [hostsIn(first, names), hostsIn(other, names)];
  const hosts = new Set(here.values());
  if ([...hosts].some(isPaidAt)) return true;
  if (there.size > 0) return [...there.values()].some((host) => hosts.has(host));
  return nodesWithin(program).some((node) => !here.has(node) && hosts.has(hostAt(node) ?? ''));
}

/** The servers of which something is made, by the texts that name them. */
function hostsIn(root: Node, names: WrittenNames): ReadonlyMap<Node, string> {
  const hosts = new Map<Node, string>();
  isMadeOf(root, names, (node) => {
    const host = hostAt(node);
    if (host !== undefined) hosts.set(node, host);
    return false;
  });
  return hosts;
}

function hostAt(node: Node): string | undefined {
  const text = pieceOf(node);
  return text !== null ? hostIn(text)?.host : undefined;
}
