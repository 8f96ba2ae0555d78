import type { ESTree } from 'meriyah';
import { hostIn, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isNameOf } from '../../javascript/flows/handed-arguments.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { asksServer } from '../../javascript/flows/quiet-requests.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** What asks somebody at a terminal, and what is asked for that nobody else is told. */
const ASKS = /^(?:question|prompts?|password|read|ask|input|questionEMailPassword|promptPassword|hidden)$/;
const SECRET = /passw|passphrase|\botp\b|one-time|verification code|authenticator|\b[2m]fa\b/i;
/** Functions that hand what they get to a server, one by way of the other. */
const MOST_BETWEEN = 2;

/** The request by which what somebody types at a terminal as a password or a code goes to a server that is named, where `poses` says of the texts and the hosts of the script that it is none of whom it asks for; null where none does. */
export function passwordSent(program: ESTree.Program, poses: (texts: readonly string[], hosts: readonly string[]) => boolean): Node | null {
  const nodes = nodesWithin(program);
  const prompts = nodes.filter((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && asksSecret(node));
  if (prompts.length === 0) return null;
  const told = new ToldValues(program);
  const hosts: string[] = [];
  const namesServer = (part: Node): boolean => {
    const text = textOf(part);
    if (!namesStranger(text)) return false;
    hosts.push(hostIn(text)?.host ?? '');
    return true;
  };
  let sends = nodes.filter((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && asksServer(node, told.names) && node.arguments[0] !== undefined && isMadeOf(node.arguments[0], told.names, namesServer));
  if (hosts.length === 0 || !poses(nodes.map(textOf), hosts)) return null;
  const isAnswer = answersOf(prompts, told);
  for (let between = 0; between <= MOST_BETWEEN && sends.length > 0; between++) {
    const found = sends.find((call) => call.arguments.some((each) => told.tells(each, isAnswer)));
    if (found) return found;
    const sending = nodes.flatMap((node) => namesOfSender(node, sends, told));
    sends = nodes.filter((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && sending.includes(lastName(node.callee) ?? ''));
  }
  return null;
}

function textOf(node: Node): string {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : '';
  return node.type === 'TemplateElement' ? (node.value.cooked ?? '') : '';
}

/** `rl.question('Password: ')`, `prompts({ type: 'password' })`, `password({ message })` */
function asksSecret({ callee, arguments: given }: Of<'CallExpression'>): boolean {
  const name = lastName(callee) ?? '';
  if (!ASKS.test(name) || given.length === 0) return false;
  return given.some((each) => [...nodesWithin(each as Node, Infinity, (node) => !isCallable(node))].some((node) => node.type === 'Literal' && typeof node.value === 'string' && SECRET.test(node.value))) || name === 'promptPassword';
}

/** What an answer is: the call itself, a member of what it answers, and the first parameter of the function that gets it. */
function answersOf(prompts: readonly Of<'CallExpression'>[], { names }: ToldValues): (node: Node) => boolean {
  const asked = new Set<Node>(prompts);
  const handlers = prompts.flatMap(({ arguments: given }) => given.filter((each): each is ESTree.ArrowFunctionExpression | ESTree.FunctionExpression => isCallable(each as Node)));
  const heard = handlers.flatMap((handler) => {
    const parameter = handler.params.find((each) => each.type === 'Identifier' && !each.name.startsWith('err'));
    return parameter ? [isNameOf(parameter as Node, handler as Callable)] : [];
  });
  return (node) => {
    if (asked.has(node) || heard.some((isName) => isName(node))) return true;
    const owner = node.type === 'MemberExpression' ? withoutWrapping(node.object) : null;
    return owner !== null && (asked.has(owner) || (owner.type === 'Identifier' && names.valuesOf(owner).some((each) => asked.has(withoutWrapping(each)))));
  };
}

/** The name of a function that hands what it gets to one of these calls. */
function namesOfSender(node: Node, sends: readonly Of<'CallExpression'>[], told: ToldValues): string[] {
  const [name, value] = node.type === 'FunctionDeclaration' ? [node.id?.name ?? '', node] : node.type === 'VariableDeclarator' ? [lastName(node.id as Node) ?? '', node.init] : node.type === 'MethodDefinition' || node.type === 'Property' ? [lastName(node.key as Node) ?? '', node.value] : ['', null];
  const callable = value && isCallable(value as Node) ? (value as Callable) : null;
  if (!callable || name === '') return [];
  const within = sends.filter(({ start = 0 }) => start >= (callable.start ?? 0) && start <= (callable.end ?? 0));
  return callable.params.some((each) => within.some((call) => call.arguments.some((given) => told.tells(given, isNameOf(each as Node, callable))))) ? [name] : [];
}
