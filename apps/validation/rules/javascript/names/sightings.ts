import type { Use } from '../../code.js';
import { namesPlace } from '../../facts/places.js';
import type { Meaning } from './meaning.js';
import { withoutWrapping } from '../syntax/expressions.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import { UNKNOWN } from '../syntax/shape.js';
import type { Node } from '../syntax/tree.js';
import { HANDED_ON } from './wanted.js';

/** Something that a script does, at an offset in its text. */
export interface Seen extends Pick<Use, 'what' | 'how' | 'arguments'> {
  start: number;
}

/** A text in a script that names a place outside of it. */
export interface SeenText {
  /** With `\0` for each part that is only known at run time. */
  shape: string;
  start: number;
  /** Another text is asked whether it begins with it. */
  asked?: true;
}

/** What was seen in one script so far. */
export class Sightings {
  readonly seen: Seen[] = [];
  /** Paths (`./x`) that the script loads. */
  readonly links: string[] = [];
  readonly texts: SeenText[] = [];
  /** Parts of something that was read whole. */
  readonly #done = new Set<Node>();
  /** Texts that others are asked whether they begin with. */
  readonly #starts = new Set<Node>();

  constructor(private readonly resolver: Resolver) {}

  see(seen: Omit<Seen, 'start'>, node: Node): void {
    this.seen.push({ ...seen, start: node.start ?? 0 });
  }

  /** The same of what gets nothing that would matter. */
  note(what: string, how: Seen['how'], node: Node): void {
    this.see({ what, how, arguments: [] }, node);
  }

  /** A text with this shape; false where it names no place. */
  text(node: Node, shape: string): boolean {
    if (shape === UNKNOWN || !namesPlace(shape)) return false;
    this.texts.push({ shape, start: node.start ?? 0, ...(this.#starts.has(node) && { asked: true }) });
    return true;
  }

  /** A value goes somewhere. `as`: what the name means under which it is handed on, wherever it is asked for. */
  value(node: Node, scope: Scope, as: Meaning | null = null): void {
    const inner = withoutWrapping(node);
    if (inner.type !== 'Identifier' && inner.type !== 'MemberExpression') return;
    for (const what of this.resolver.meaningsOf(inner, scope)) if (HANDED_ON.has(what) && what !== as) this.note(what, 'value', node);
  }

  /** The node is told already, with what it is a part of. */
  skip(node: Node): void {
    this.#done.add(node);
  }

  skips(node: Node): boolean {
    return this.#done.has(node);
  }

  /** Others are asked whether they begin with this text. */
  start(node: Node): void {
    this.#starts.add(node);
  }
}
