import { childrenOf } from './children.js';
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
  const open: Node[] = body ? [body] : [];
  let handsOn = false;
  for (let node = open.pop(), seen = 0; node && seen < MOST_NODES; node = open.pop(), seen++) {
    if (node.type === 'CallExpression') {
      if (ANSWERS.test(memberPath(node.callee))) return false;
      handsOn ||= node.callee.type === 'Identifier' && node.callee.name === 'next' && node.arguments.length === 0;
    }
    childrenOf(node, open);
  }
  return handsOn;
}
