import type { ESTree } from 'meriyah';
import { nodesWithin } from '../syntax/children.js';
import { nameOf, withoutWrapping } from '../syntax/expressions.js';
import { isNameOf } from './handed-arguments.js';
import { quietRequestsIn } from './quiet-requests.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import type { ToldValues } from '../texts/told-values.js';
import type { Node } from '../syntax/tree.js';

/** A request, or the call of a function that makes it. */
export interface QuietSend {
  node: Node;
  /** What goes there. */
  sent: readonly Node[];
}

/** Functions that hand it to each other. */
const MOST_BETWEEN = 2;

/** Requests of one small script to a server that it names, whose answers nobody reads, and the calls of its functions and methods by which something gets there, without what is passed over. */
export function quietSendsIn(program: ESTree.Program, told: ToldValues, isPassedOver: (node: Node) => boolean): readonly QuietSend[] {
  const sends: QuietSend[] = quietRequestsIn(program, told.names).map(({ node, sent }) => ({ node, sent }));
  const functions = sends.length > 0 ? functionsIn(program) : [];
  let last: readonly QuietSend[] = sends;
  for (let between = 0; between < MOST_BETWEEN && last.length > 0; between++) {
    const sending = functions.flatMap(({ name, callable }) => {
      const within = last.filter(({ node }) => isWithin(node, callable));
      const places = within.length > 0 ? callable.params.flatMap((each, at) => (within.some(({ sent }) => sent.some((part) => told.tells(part, isNameOf(each as Node, callable), isPassedOver))) ? [at] : [])) : [];
      return places.length > 0 ? [{ name, places }] : [];
    });
    const found = sending.length > 0 ? callsOf(program, sending) : [];
    sends.push(...found);
    last = found;
  }
  return sends;
}

/** Is it in a function? */
export function isWithin(node: Node, { start = 0, end = 0 }: Pick<Callable, 'start' | 'end'>): boolean {
  return (node.start ?? 0) >= start && (node.end ?? 0) <= end;
}

interface Named {
  name: string;
  callable: Callable;
}

/** Functions and methods of which there is only one by that name. */
function functionsIn(program: ESTree.Program): Named[] {
  const found = new Map<string, Callable[]>();
  for (const node of nodesWithin(program)) {
    const [name, value] = namedAt(node);
    if (name !== '' && value && isCallable(value)) found.set(name, [...(found.get(name) ?? []), value]);
  }
  return [...found].flatMap(([name, [callable, more]]) => (callable && !more ? [{ name, callable }] : []));
}

function namedAt(node: Node): [string, Node | null] {
  if (node.type === 'FunctionDeclaration') return [node.id?.name ?? '', node];
  if (node.type === 'VariableDeclarator') return [nameOf(node.id as Node), (node.init as Node | null) ?? null];
  if (node.type === 'AssignmentExpression') return [nameOf(node.left as Node), node.right];
  return node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' || node.type === 'Property' ? [node.key ? nameOf(node.key as Node) : '', node.value as Node | null] : ['', null];
}

function callsOf(program: ESTree.Program, sending: readonly { name: string; places: readonly number[] }[]): QuietSend[] {
  const calls: QuietSend[] = [];
  for (const node of nodesWithin(program)) {
    if (node.type !== 'CallExpression') continue;
    const name = nameOf(withoutWrapping(node.callee));
    const places = name === '' ? undefined : sending.find((each) => each.name === name)?.places;
    const sent = (places ?? []).flatMap((at) => node.arguments[at] ?? []);
    if (sent.length > 0) calls.push({ node, sent });
  }
  return calls;
}
