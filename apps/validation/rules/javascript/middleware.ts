import { nodesWithin } from './children.js';
import { memberPath } from './member-paths.js';
import type { Callable, Scope } from './scope.js';
import type { Node } from './tree.js';

/** Functions send in many places, and are looked at once. */
const known = new WeakMap<Node, boolean>();
/** Nodes of one function that are looked at. */
const MOST_NODES = 2_000;
const ANSWERS = /^(?:res|response|reply)\.(?:\w+\.)?(?:json|send|render|redirect|end|status|sendStatus)$/;

/** Is this in a function `(req, res, next) => …` that hands on each request and answers none: what stands before the functions of a server, and sees whatever they get? */
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

function handsOn({ body }: Callable): boolean {
  if (!body) return false;
  let handsOn = false;
  for (const node of nodesWithin(body, MOST_NODES)) {
    if (node.type !== 'CallExpression') continue;
    if (ANSWERS.test(memberPath(node.callee))) return false;
    handsOn ||= node.callee.type === 'Identifier' && node.callee.name === 'next' && node.arguments.length === 0;
  }
  return handsOn;
}
