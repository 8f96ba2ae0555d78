import type { Node, Of } from '../javascript/syntax/tree.js';
import { constantNumber, isFunction, nameOf, propertyName, textOf } from './shapes.js';

/** UTF-16 units of a text whose letters are put into another order: a shorter one is a word of a game, or of a test. */
const SHORTEST = 10;

/**
 * Functions that change letters of a text with each other as a number says, and put them together again, and the texts that
 * stand in the script for them: nobody but they can read these. Whoever shuffles for a game asks for random numbers.
 */
export class Shuffles {
  readonly #swap = new Set<Node>();
  readonly #join = new Set<Node>();
  readonly #random = new Set<Node>();
  /** What is called with such a text and a number: a name, or the function that stands there. */
  readonly #given: { callee: Node | string; start: number }[] = [];

  /** `names` of functions, which grow while the script is walked. */
  constructor(private readonly names: ReadonlyMap<Node, string>) {}

  /** `list[a] = list[b]` */
  assignment({ left, right }: Of<'AssignmentExpression'>, within: Node | null): void {
    if (within === null || left.type !== 'MemberExpression' || right.type !== 'MemberExpression' || !left.computed || !right.computed) return;
    const [to, from] = [nameOf(left.property as Node), nameOf(right.property as Node)];
    if (to !== null && from !== null && to !== from && nameOf(left.object) === nameOf(right.object)) this.#swap.add(within);
  }

  call(node: Of<'CallExpression'>, within: Node | null): void {
    const callee = node.callee as Node;
    const method = callee.type === 'MemberExpression' ? propertyName(callee) : null;
    if (within !== null && method === 'join') this.#join.add(within);
    if (within !== null && method === 'random') this.#random.add(within);
    const [text, seed] = node.arguments as Node[];
    if ((textOf(text)?.length ?? 0) < SHORTEST || constantNumber(seed) === null) return;
    const called = isFunction(callee) ? callee : nameOf(callee);
    if (called !== null) this.#given.push({ callee: called, start: node.start! });
  }

  /** Where such texts stand, once the whole script was seen. */
  found(): readonly number[] {
    const functions = [...this.#swap].filter((each) => this.#join.has(each) && !this.#random.has(each));
    const known = new Set<Node | string>(functions.flatMap((each) => [each, this.names.get(each) ?? each]));
    return this.#given.flatMap(({ callee, start }) => (known.has(callee) ? [start] : []));
  }
}
