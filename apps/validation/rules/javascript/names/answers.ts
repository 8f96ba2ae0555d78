import type { Node } from '../syntax/tree.js';

const YES = -1;

/**
 * Answers to one question about nodes whose names lead to each other, in circles as well: however many ways lead to a node, it is asked once. While it is being
 * asked, its answer is no; a no that was found on the way to a yes may come from that, and is forgotten.
 */
export class Answers {
  /** For a no, how deep it was found: where that was less deep, no more would be seen. */
  readonly #known = new Map<Node, number>();
  readonly #noes: Node[] = [];
  #open = 0;

  ask(node: Node, find: () => boolean, depth = 0): boolean {
    const known = this.#known.get(node);
    if (known !== undefined && known <= depth) return known === YES;
    this.#known.set(node, depth);
    this.#noes.push(node);
    this.#open++;
    const answer = find();
    this.#open--;
    if (answer) this.#known.set(node, YES);
    if (this.#open === 0) this.#settle(answer);
    return answer;
  }

  #settle(isYes: boolean): void {
    if (isYes) for (const node of this.#noes) if (this.#known.get(node) !== YES) this.#known.delete(node);
    this.#noes.length = 0;
  }
}
