import type { SyntaxNode } from '@lezer/common';
import type { Flow } from '../javascript/flows/flow-sets.js';
import { PythonFlows } from './flows.js';
import { Following } from './following.js';
import { wrapsClient } from './logins.js';
import { PythonMeanings } from './meanings.js';
import { PythonPaths } from './paths.js';
import { partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';
import { PythonTexts } from './texts.js';

/** Values of one attribute, to be followed. */
const MOST_VALUES = 5;
const DEFINES_COMPARISON = /__(?:eq|ne|[lg][te])__/;

/** Answers what names and expressions of one module stand for: `py:` and the full name of a builtin, module or member. */
export class PythonResolver {
  readonly following: Following;
  readonly #meanings = new PythonMeanings(this);
  readonly #texts = new PythonTexts(this);
  readonly #paths = new PythonPaths(this);
  readonly #flows = new PythonFlows(this);

  /** A class of the module may say itself what `a == b` gives, which may be `b`. */
  readonly definesComparison: boolean;

  /** The module as it is written. */
  readonly source: string;
  /** It makes requests for its callers, with their logins. */
  readonly wrapsClient: boolean;

  constructor(text: string) {
    this.source = text;
    this.wrapsClient = wrapsClient(text);
    this.following = new Following(text.length);
    this.definesComparison = DEFINES_COMPARISON.test(text);
  }

  meaningsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    return this.#meanings.meaningsOf(node, scope);
  }

  /** What a function or lambda of this module may give back, function by function. */
  returnsOf(callee: SyntaxNode, scope: Scope): readonly (readonly Source[])[] {
    return this.#meanings.returnsOf(callee, scope);
  }

  /** The text that an expression makes, with `UNKNOWN` for each part that is not known; its first 4,096 characters. */
  shapeOf(node: SyntaxNode, scope: Scope): string {
    return this.#texts.shapeOf(node, scope);
  }

  /** The paths that an expression may make, one for each of a list that is gone through. */
  pathsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    return this.#paths.pathsOf(node, scope);
  }

  /** What is put into an attribute of the object that a method is of; null for all other expressions. */
  attributeOf(node: SyntaxNode, { module }: Scope): readonly Source[] | null {
    const property = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
    const held = property && /^(?:self|cls)$/.test(this.slice(node.firstChild!)) ? module.attributes.get(this.slice(property)) : undefined;
    return held && held.length <= MOST_VALUES ? held : null;
  }

  /** Where the value of an expression may come from, joined over every path. */
  flowsOf(node: SyntaxNode, scope: Scope): readonly Flow[] {
    return this.#flows.flowsOf(node, scope);
  }

  /** The arguments of a call, keywords as well, in order. */
  argumentsOf(call: SyntaxNode): SyntaxNode[] {
    const list = call.getChild('ArgList');
    return list ? partsOf(list).filter((part) => part.name !== 'AssignOp' && part.nextSibling?.name !== 'AssignOp') : [];
  }

  slice(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to);
  }
}
