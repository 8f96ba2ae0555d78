import type { SyntaxNode } from '@lezer/common';
import { joinedPaths, listedAs, MOST_PATHS } from '../facts/folders.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import type { Answers } from './following.js';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';
import { JOINERS, LISTS } from './texts.js';

const COLLECTIONS = new Set(['ArrayExpression', 'TupleExpression', 'SetExpression']);
const AS_THEY_ARE = /^py:(?:sorted|list|reversed|tuple|set|iter)$/;
/** What gives a path back, as it is. */
const SAME_PATH = new Set(['resolve', 'absolute', 'expanduser']);
const NONE: readonly string[] = [];
const UNTOLD: readonly string[] = [UNKNOWN];

type Paths = readonly string[];

/** Answers which paths an expression may make: where a name goes through a list that is written out, one for each of it, and of a parameter what calls in the module give it. */
export class PythonPaths {
  readonly #nodes: Answers<string, Paths> = new Map();
  readonly #elements: Answers<string, Paths> = new Map();

  constructor(private readonly resolver: PythonResolver) {}

  /** At least one, with `UNKNOWN` for each part that is not known. */
  pathsOf(node: SyntaxNode, scope: Scope): Paths {
    const { following } = this.resolver;
    if (node.name === 'String') return [this.resolver.shapeOf(node, scope)];
    return following.remembered(this.#nodes, scope.keyOf(node), () => {
      const paths = following.limited(UNTOLD, () => this.#pathsOf(node, scope));
      return following.makes(paths.join('').length) ? paths : UNTOLD;
    });
  }

  #pathsOf(node: SyntaxNode, scope: Scope): Paths {
    const shape = this.resolver.shapeOf(node, scope);
    if (!shape.includes(UNKNOWN)) return [shape];
    if (node.name === 'ParenthesizedExpression') return partsOf(node).length === 1 ? this.pathsOf(partsOf(node)[0]!, scope) : UNTOLD;
    const parts = this.#partsOf(node, scope);
    if (parts) return joinedPaths(parts.of.map((part) => this.pathsOf(part, scope)), parts.between);
    const sources = this.#sourcesOf(node, scope);
    const paths = sources?.flatMap((source) => this.#ofSource(source)) ?? NONE;
    return paths.some((path) => path !== UNKNOWN) ? [...new Set(paths)].slice(0, MOST_PATHS) : [shape];
  }

  /** `a / b`, `a + b`, `os.path.join(a, b)`, `a.joinpath(b)`, `a.resolve()` */
  #partsOf(node: SyntaxNode, scope: Scope): { of: readonly SyntaxNode[]; between: string } | null {
    if (node.name === 'BinaryExpression') {
      const [left, operator, right] = partsOf(node);
      const sign = operator ? this.resolver.slice(operator) : '';
      return left && right && (sign === '/' || sign === '+') ? { of: [left, right], between: sign === '/' ? '/' : '' } : null;
    }
    const callee = node.name === 'CallExpression' ? node.firstChild : null;
    if (!callee) return null;
    const given = this.resolver.argumentsOf(node);
    const [object] = callee.name === 'MemberExpression' ? partsOf(callee) : [];
    const property = callee.getChild('PropertyName');
    const method = property ? this.resolver.slice(property) : '';
    if (object && (method === 'joinpath' || (SAME_PATH.has(method) && given.length === 0))) return { of: [object, ...given], between: '/' };
    return given.length > 0 && this.resolver.meaningsOf(callee, scope).some((meaning) => JOINERS.test(meaning)) ? { of: given, between: '/' } : null;
  }

  /** What a name, or an attribute of the object that a method is of, stands for. */
  #sourcesOf(node: SyntaxNode, scope: Scope): readonly Source[] | null {
    if (node.name !== 'VariableName') return this.resolver.attributeOf(node, scope);
    const name = this.resolver.slice(node);
    const sources = scope.find(name);
    return sources && sources.length > 0 ? sources : scope.givenTo(name);
  }

  #ofSource(source: Source): Paths {
    if (!('node' in source)) return NONE;
    return source.each ? this.#eachOf(source.node, source.scope) : this.pathsOf(source.node, source.scope);
  }

  /** What a loop goes through. */
  #eachOf(list: SyntaxNode, scope: Scope): Paths {
    const { following } = this.resolver;
    return following.remembered(this.#elements, scope.keyOf(list), () => following.limited(NONE, () => this.#elementsOf(list, scope)));
  }

  #elementsOf(list: SyntaxNode, scope: Scope): Paths {
    if (COLLECTIONS.has(list.name)) return partsOf(list).slice(0, MOST_PATHS).flatMap((each) => this.pathsOf(each, scope));
    if (list.name.endsWith('ComprehensionExpression')) return partsOf(list)[0] ? this.pathsOf(partsOf(list)[0]!, scope) : NONE;
    const sources = this.#sourcesOf(list, scope);
    // Of the folders that a walk gives, what is in them is what it gives as well.
    if (sources) return sources.flatMap((source) => ('node' in source ? this.#eachOf(source.node, source.scope) : NONE));
    const callee = list.name === 'CallExpression' ? list.firstChild : null;
    if (!callee) return NONE;
    const [first] = this.resolver.argumentsOf(list);
    const meanings = this.resolver.meaningsOf(callee, scope);
    if (first && meanings.some((meaning) => AS_THEY_ARE.test(meaning))) return this.#eachOf(first, scope);
    const isListed = meanings.some((meaning) => LISTS.test(meaning));
    const [object] = callee.name === 'MemberExpression' && (!isListed || meanings.some((meaning) => meaning.startsWith('py:pathlib.'))) && LISTS_PATH.has(this.#methodOf(callee)) ? partsOf(callee) : [];
    if (object) return this.pathsOf(object, scope).map((path) => listedAs(path, first ? this.resolver.shapeOf(first, scope) : '*'));
    if (isListed && first) return this.pathsOf(first, scope).map((path) => listedAs(path, '*'));
    return this.resolver.returnsOf(callee, scope).flat().flatMap((source) => this.#ofResult(source));
  }

  #methodOf(callee: SyntaxNode): string {
    const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
    return property ? this.resolver.slice(property) : '';
  }

  /** One of what a function of the module gives: what it yields, or what is in the list that it gives back. */
  #ofResult(source: Source): Paths {
    if (!('node' in source)) return NONE;
    const { parent } = source.node;
    return parent?.name === 'YieldStatement' && !parent.getChild('from') ? this.pathsOf(source.node, source.scope) : this.#eachOf(source.node, source.scope);
  }
}

/** Methods of a path that give what is in it. */
const LISTS_PATH = new Set(['iterdir', 'rglob', 'glob', 'walk']);
