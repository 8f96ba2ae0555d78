import { nodesWithin } from '../syntax/children.js';
import { memberPath } from '../syntax/member-paths.js';
import type { Callable, Scope } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Functions send in many places, and are looked at once. */
const known = new WeakMap<Node, boolean>();
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;
const ANSWERS = /^(?:res|response|reply)\.(?:\w+\.)?(?:json|send|render|redirect|end|status|sendStatus)$/;

/**
 * Is this in a function `(req, res, next) => …` that hands on each request and answers none: what stands before the functions of a server, and sees whatever
 * they get? One that refuses some (how many there may be, who may ask) stands there as well, where it hands on the others at its end and waits for nothing: who
 * asks a server whether to let a request through waits for what it says.
 */
export function isOnTheWay(scope: Scope): boolean {
  for (let around: Scope | null = scope; around; around = around.parent) {
    const last = around.callable?.params.at(-1);
    if (!around.callable || last?.type !== 'Identifier' || last.name !== 'next') continue;
    const answer = known.get(around.callable) ?? handsOn(around.callable);
    known.set(around.callable, answer);
    return answer;
  }
  return false;
}

function handsOn({ body, async: waits }: Callable): boolean {
  if (!body) return false;
  const refusesSome = !waits && endsWithNext(body);
  let handsOn = false;
  for (const node of nodesWithin(body, MOST_NODES)) {
    if (node.type !== 'CallExpression') continue;
    if (ANSWERS.test(memberPath(node.callee)) && !refusesSome) return false;
    handsOn ||= isNext(node);
  }
  return handsOn;
}

/** Is the last thing that a function does to hand on what it has not refused? */
function endsWithNext(body: Node): boolean {
  const last = body.type === 'BlockStatement' ? (body.body as Node[]).at(-1) : undefined;
  const does = last?.type === 'ExpressionStatement' ? last.expression : last?.type === 'ReturnStatement' ? last.argument : null;
  return !!does && isNext(does);
}

function isNext(node: Node): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'next' && node.arguments.length === 0;
}
