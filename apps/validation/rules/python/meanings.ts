import type { SyntaxNode } from '@lezer/common';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import type { Answers } from './following.js';
import { functionsOf } from './handed.js';
import { full, isKnown, isOwn, LONGEST_NAME } from './names.js';
import type { PythonResolver } from './resolve.js';
import { chosenParts, partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';
import { textsOf } from './spelling.js';
import { mayBring } from './stars.js';

/** Functions that one name may stand for, and values of one attribute, to be followed. */
const MOST_FUNCTIONS = 5;
const MOST_ATTRIBUTES = 20;
/** Meanings that one expression may have: of more, only those are kept that rules may know. */
const MOST_MEANINGS = 40;

/** Modules that rules know and that bring all their names into one module. */
const MOST_STARS = 12;

const COLLECTIONS = new Set(['ArrayExpression', 'TupleExpression', 'DictionaryExpression', 'SetExpression']);
/** What lists the files of a folder as paths. */
const LISTS_PATHS = /^py:pathlib\..*\.(?:iterdir|glob|rglob)\(\)$/;
/** Tables of names, and methods that give what is under one. */
const TABLES = new Set(['py:builtins', 'py:sys.modules']);
const TAKES_MEMBER = new Set(['get', 'pop', 'setdefault', '__getitem__', '__getattribute__']);
const NONE: readonly string[] = [];

type Meanings = readonly string[];

/** Answers which builtins, modules and members the names and expressions of one module stand for. */
export class PythonMeanings {
  readonly #nodes: Answers<string, Meanings> = new Map();
  readonly #elements: Answers<string, Meanings> = new Map();
  readonly #sources: Answers<readonly Source[], Meanings> = new Map();
  readonly #unbound = new Map<string, Meanings>();

  constructor(private readonly resolver: PythonResolver) {}

  meaningsOf(node: SyntaxNode, scope: Scope): Meanings {
    const ask = (): Meanings => this.resolver.following.limited(NONE, () => this.#meaningsOf(node, scope));
    if (node.name !== 'CallExpression' && node.name !== 'MemberExpression') return ask();
    return this.resolver.following.remembered(this.#nodes, scope.keyOf(node), ask);
  }

  /** What a function, lambda or method of this module may give back, function by function. */
  returnsOf(callee: SyntaxNode, scope: Scope): readonly (readonly Source[])[] {
    const inner = callee.name === 'ParenthesizedExpression' ? (partsOf(callee)[0] ?? callee) : callee;
    if (inner.name === 'MemberExpression') return functionsOf(inner, scope, this.resolver.source).flatMap(({ scope: { owner, module } }) => (owner ? [module.returns.get(owner.from) ?? []] : []));
    const written: SyntaxNode[] = [];
    for (const source of inner.name === 'VariableName' ? (scope.find(this.resolver.slice(inner)) ?? []) : [{ node: inner }]) {
      if ('node' in source) written.push(source.node);
      if (written.length > MOST_FUNCTIONS) return [];
    }
    return written.flatMap((each) => {
      const returns = scope.module.returns.get(each.from);
      return returns ? [returns] : [];
    });
  }

  #meaningsOf(node: SyntaxNode, scope: Scope): Meanings {
    switch (node.name) {
      case 'VariableName':
        return this.#ofName(this.resolver.slice(node), scope);
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
      case 'NamedExpression':
      case 'ConditionalExpression':
        return this.#union(chosenParts(node), scope);
      case 'MemberExpression':
        return this.#ofMember(node, scope);
      case 'BinaryExpression':
        return node.getChild('or') || node.getChild('and') ? this.#union(chosenParts(node), scope) : NONE;
      case 'CallExpression':
        return this.#bounded(this.#ofCall(node, scope));
      default:
        return NONE;
    }
  }

  #union(nodes: readonly SyntaxNode[], scope: Scope): Meanings {
    const meanings = new Set<string>();
    for (const node of nodes) for (const meaning of this.meaningsOf(node, scope)) meanings.add(meaning);
    return this.#bounded([...meanings]);
  }

  #bounded(meanings: Meanings): Meanings {
    if (meanings.length <= MOST_MEANINGS) return meanings;
    const some = [...new Set(meanings)];
    const known = some.length > MOST_MEANINGS ? some.filter(isKnown) : some;
    if (known.length > MOST_MEANINGS) this.resolver.following.lose();
    return known.slice(0, MOST_MEANINGS);
  }

  #ofName(name: string, scope: Scope): Meanings {
    const sources = scope.find(name);
    if (sources) return this.#ofSources(sources);
    const known = this.#unbound.get(name);
    if (known) return known;
    const { stars } = scope.module;
    if (stars.size > MOST_STARS) this.resolver.following.lose();
    const meanings = [full(name), ...[...stars].slice(0, MOST_STARS).filter((module) => mayBring(module, name)).map((module) => full(`${module}.${name}`))];
    if (!this.resolver.following.makes(meanings.join('').length)) return NONE;
    this.#unbound.set(name, meanings);
    return meanings;
  }

  #ofSources(sources: readonly Source[]): Meanings {
    return this.resolver.following.followed(this.#sources, sources, NONE, (answer) => {
      for (const source of sources) {
        const more = this.#ofSource(source).filter((meaning) => !answer.value.includes(meaning));
        if (more.length > 0) answer.value = this.#bounded([...answer.value, ...more]);
      }
    });
  }

  #ofSource(source: Source): Meanings {
    if ('name' in source) return [full(source.name)];
    if (!source.each) return this.meaningsOf(source.node, source.scope);
    return this.meaningsOf(source.node, source.scope).some((meaning) => LISTS_PATHS.test(meaning)) ? ['py:pathlib.Path()'] : this.#elementsOf(source.node, source.scope);
  }

  #ofMember(node: SyntaxNode, scope: Scope): Meanings {
    const [object] = partsOf(node);
    if (!object) return NONE;
    const inside = node.getChild('PropertyName') ? NONE : this.#elementsOf(object, scope);
    const name = this.#memberName(node, scope);
    if (name === null || inside.length > 0) return inside;
    const meanings = this.meaningsOf(object, scope);
    const given = meanings.every(isOwn) ? (scope.module.attributes.get(name) ?? []) : [];
    if (given.length > MOST_ATTRIBUTES) return NONE;
    return this.#bounded([...meanings.map((meaning) => full(`${meaning.slice(3)}.${name}`)), ...(given.length > 0 ? this.#ofSources(given) : NONE)]);
  }

  /** What a list, tuple or dictionary that is written here holds. */
  #elementsOf(node: SyntaxNode, scope: Scope): Meanings {
    const sources = node.name === 'VariableName' ? scope.find(this.resolver.slice(node)) : null;
    const written = COLLECTIONS.has(node.name) ? { node, scope } : sources?.length === 1 ? sources[0] : undefined;
    if (!written || !('node' in written) || !COLLECTIONS.has(written.node.name)) return NONE;
    return this.resolver.following.remembered(this.#elements, written.scope.keyOf(written.node), () =>
      this.resolver.following.limited(NONE, () => this.#union(partsOf(written.node), written.scope)),
    );
  }

  /** `.name`, or `['name']` of what keeps names: `__builtins__`, `globals()`, `sys.modules`. */
  #memberName(node: SyntaxNode, scope: Scope): string | null {
    const property = node.getChild('PropertyName');
    if (property) return this.resolver.slice(property);
    const key = partsOf(node)[1];
    const shape = key ? this.resolver.shapeOf(key, scope) : UNKNOWN;
    return shape.includes(UNKNOWN) ? null : shape;
  }

  #ofCall(node: SyntaxNode, scope: Scope): string[] {
    const callee = node.firstChild;
    if (!callee) return [];
    const [first, second] = this.resolver.argumentsOf(node);
    return this.meaningsOf(callee, scope).flatMap((meaning) => {
      if (meaning === 'py:getattr' && first && second) {
        return textsOf(second, scope, this.resolver).flatMap((name) => this.meaningsOf(first, scope).map((each) => full(`${each.slice(3)}.${name}`)));
      }
      if ((meaning === 'py:__import__' || meaning === 'py:importlib.import_module') && first) {
        return textsOf(first, scope, this.resolver).map(full);
      }
      if (meaning === 'py:vars' && first) return this.meaningsOf(first, scope);
      if (meaning === 'py:globals' || meaning === 'py:vars') return ['py:builtins'];
      if (meaning === 'py:operator.attrgetter' || meaning === 'py:functools.partial') return [];
      return [meaning.length > LONGEST_NAME ? meaning : `${meaning}()`];
    }).concat(this.returnsOf(callee, scope).flatMap((sources) => this.#ofSources(sources)), this.#ofAttrgetter(callee, node, scope), this.#ofTable(callee, first, scope));
  }

  /** `__builtins__.get('exec')`, `sys.modules.get('os')` */
  #ofTable(callee: SyntaxNode, name: SyntaxNode | undefined, scope: Scope): string[] {
    const [table] = callee.name === 'MemberExpression' ? partsOf(callee) : [];
    const method = callee.getChild('PropertyName');
    if (!table || !name || !method || !TAKES_MEMBER.has(this.resolver.slice(method))) return [];
    return this.meaningsOf(table, scope).filter((meaning) => TABLES.has(meaning)).flatMap((meaning) => textsOf(name, scope, this.resolver).map((text) => full(`${meaning.slice(3)}.${text}`)));
  }

  /** `attrgetter('system')(os)`. */
  #ofAttrgetter(callee: SyntaxNode, call: SyntaxNode, scope: Scope): string[] {
    // Only a plain name: chains of calls would be followed twice at each step.
    const made = callee.name === 'CallExpression' && callee.firstChild && !this.resolver.slice(callee.firstChild).includes('(') ? this.meaningsOf(callee.firstChild, scope) : NONE;
    const [object] = this.resolver.argumentsOf(call);
    const [name] = made.includes('py:operator.attrgetter') ? this.resolver.argumentsOf(callee) : [];
    if (!object || !name) return [];
    return this.meaningsOf(object, scope).map((meaning) => full(`${meaning.slice(3)}.${this.resolver.shapeOf(name, scope)}`));
  }
}
