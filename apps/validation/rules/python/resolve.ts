import type { SyntaxNode } from '@lezer/common';
import { UNKNOWN } from '../javascript/shape.js';
import type { Flow } from '../javascript/flows.js';
import { CREDENTIAL_PATH } from '../places.js';
import { inBraces, unquoted } from './literals.js';
import { full, isOwn } from './names.js';
import { partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';

const DEEPEST = 60;
const LONGEST = 4_096;
/** Functions that one name may stand for, and values of one attribute, to be followed. */
const MOST_FUNCTIONS = 5;
const MOST_ATTRIBUTES = 20;
const COLLECTIONS = new Set(['ArrayExpression', 'TupleExpression', 'DictionaryExpression', 'SetExpression']);

/** Python's decoders: what they answer was hidden in what they got. */
const DECODERS = /^py:(?:base64\.(?:\w*decode\w*)|bytes|bytes\.fromhex|bytearray\.fromhex|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|zlib\.decompress|gzip\.decompress|bz2\.decompress|lzma\.decompress|marshal\.loads|chr)$/;
const DOWNLOADS = /^py:(?:requests|httpx|urllib\.request|aiohttp|urllib3)\.(?:(?:Session|Client|AsyncClient|ClientSession|PoolManager|session)\(\)\.)?(?:get|post|request|urlopen|urlretrieve)$/;
const READERS = /^py:(?:open|io\.open|os\.open|pathlib\.Path(?:\(\)\.\w+)?|shutil\.copy\w*)$/;
const JOINERS = /^py:(?:os\.path\.(?:join|expanduser|abspath)|pathlib\.Path|str)$/;

/** Answers what names and expressions of one module stand for: `py:` and the full name of a builtin, module or member. */
export class PythonResolver {
  readonly #meanings = new Map<Source, readonly string[]>();
  readonly #flows = new Map<Source, ReadonlySet<Flow>>();
  /** Texts by the places of their nodes, which are the same ones each time: without them, time is exponential. */
  readonly #shapes = new Map<string, string>();
  #depth = 0;
  /** Something was not followed to its end: what is answered now is only remembered for this question. */
  #cut = false;
  readonly #partial: string[] = [];

  constructor(private readonly text: string) {}

  meaningsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    return this.#limited([] as readonly string[], () => this.#meaningsOf(node, scope));
  }

  /** The text that an expression makes, with `UNKNOWN` for each part that is not known. */
  shapeOf(node: SyntaxNode, scope: Scope): string {
    const key = `${node.name} ${node.from} ${node.to}`;
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    const shape = this.#limited(UNKNOWN, () => this.#shapeOf(node, scope)).slice(0, LONGEST);
    this.#shapes.set(key, shape);
    if (this.#cut) this.#partial.push(key);
    return shape;
  }

  /** Where the value of an expression may come from, joined over every path. */
  flowsOf(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    return this.#limited(new Set<Flow>() as ReadonlySet<Flow>, () => this.#flowsOf(node, scope));
  }

  /** The arguments of a call, keywords as well, in order. */
  argumentsOf(call: SyntaxNode): SyntaxNode[] {
    const list = call.getChild('ArgList');
    return list ? partsOf(list).filter((part) => part.name !== 'AssignOp' && part.nextSibling?.name !== 'AssignOp') : [];
  }

  #begin(): void {
    this.#cut = false;
    for (const key of this.#partial.splice(0)) this.#shapes.delete(key);
  }

  #limited<T>(otherwise: T, work: () => T): T {
    if (this.#depth === 0) this.#begin();
    if (this.#depth > DEEPEST) {
      this.#cut = true;
      return otherwise;
    }
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  #meaningsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    switch (node.name) {
      case 'VariableName':
        return this.#ofName(this.#slice(node), scope);
      case 'ParenthesizedExpression':
      case 'AwaitExpression':
      case 'NamedExpression':
        return node.lastChild ? this.#union(partsOf(node), scope) : [];
      case 'MemberExpression':
        return this.#ofMember(node, scope);
      case 'ConditionalExpression':
        return this.#union(partsOf(node), scope);
      case 'BinaryExpression':
        return /^(?:or|and)$/.test(this.#slice(partsOf(node)[1] ?? node)) || node.getChild('or') || node.getChild('and') ? this.#union(partsOf(node), scope) : [];
      case 'CallExpression':
        return this.#ofCall(node, scope);
      default:
        return [];
    }
  }

  #union(nodes: readonly SyntaxNode[], scope: Scope): readonly string[] {
    return [...new Set(nodes.flatMap((node) => this.meaningsOf(node, scope)))];
  }

  #ofName(name: string, scope: Scope): readonly string[] {
    const sources = scope.find(name);
    if (!sources) return [full(name), ...scope.module.stars.map((module) => full(`${module}.${name}`))];
    return [...new Set(sources.flatMap((source) => this.#ofSource(source)))];
  }

  #ofSource(source: Source): readonly string[] {
    if ('name' in source) return [full(source.name)];
    const known = this.#meanings.get(source);
    if (known) return known;
    this.#meanings.set(source, []);
    const meanings = source.each ? this.#elementsOf(source.node, source.scope) : this.meaningsOf(source.node, source.scope);
    this.#meanings.set(source, meanings);
    return meanings;
  }

  #ofMember(node: SyntaxNode, scope: Scope): readonly string[] {
    const [object] = partsOf(node);
    if (!object) return [];
    const inside = node.getChild('PropertyName') ? [] : this.#elementsOf(object, scope);
    const name = this.#memberName(node, scope);
    if (name === null) return inside;
    if (inside[0] !== undefined) return inside;
    const meanings = this.meaningsOf(object, scope);
    const given = meanings.every(isOwn) ? (scope.module.attributes.get(name) ?? []) : [];
    if (given.length > MOST_ATTRIBUTES) return [];
    return [...meanings.map((meaning) => full(`${meaning.slice(3)}.${name}`)), ...given.flatMap((source) => this.#ofSource(source))];
  }

  /** What a list, tuple or dictionary that is written here holds. */
  #elementsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    if (COLLECTIONS.has(node.name)) return this.#union(partsOf(node), scope);
    const sources = node.name === 'VariableName' ? scope.find(this.#slice(node)) : null;
    const [only] = sources ?? [];
    return sources?.length === 1 && only && 'node' in only && COLLECTIONS.has(only.node.name) ? this.#union(partsOf(only.node), only.scope) : [];
  }

  /** `.name`, or `['name']` of what keeps names: `__builtins__`, `globals()`, `sys.modules`. */
  #memberName(node: SyntaxNode, scope: Scope): string | null {
    const property = node.getChild('PropertyName');
    if (property) return this.#slice(property);
    const key = partsOf(node)[1];
    const shape = key ? this.shapeOf(key, scope) : UNKNOWN;
    return shape.includes(UNKNOWN) ? null : shape;
  }

  #ofCall(node: SyntaxNode, scope: Scope): readonly string[] {
    const callee = node.firstChild;
    if (!callee) return [];
    const [first, second] = this.argumentsOf(node);
    return this.meaningsOf(callee, scope).flatMap((meaning) => {
      if (meaning === 'py:getattr' && first && second) {
        const name = this.shapeOf(second, scope);
        return name.includes(UNKNOWN) ? [] : this.meaningsOf(first, scope).map((each) => full(`${each.slice(3)}.${name}`));
      }
      if ((meaning === 'py:__import__' || meaning === 'py:importlib.import_module') && first) {
        const name = this.shapeOf(first, scope);
        return name.includes(UNKNOWN) ? [] : [full(name)];
      }
      if (meaning === 'py:vars' && first) return this.meaningsOf(first, scope);
      if (meaning === 'py:globals' || meaning === 'py:vars') return ['py:builtins'];
      if (meaning === 'py:operator.attrgetter' || meaning === 'py:functools.partial') return [];
      return [`${meaning}()`];
    }).concat(this.returnsOf(callee, scope).flatMap((source) => this.#ofSource(source)), this.#ofAttrgetter(callee, node, scope));
  }

  /** `attrgetter('system')(os)`. */
  #ofAttrgetter(callee: SyntaxNode, call: SyntaxNode, scope: Scope): string[] {
    // Only a plain name: chains of calls would be followed twice at each step.
    const made = callee.name === 'CallExpression' && callee.firstChild && !this.#slice(callee.firstChild).includes('(') ? this.meaningsOf(callee.firstChild, scope) : [];
    const [object] = this.argumentsOf(call);
    const [name] = made.includes('py:operator.attrgetter') ? this.argumentsOf(callee) : [];
    if (!object || !name) return [];
    return this.meaningsOf(object, scope).map((meaning) => full(`${meaning.slice(3)}.${this.shapeOf(name, scope)}`));
  }

  /** What a function or lambda of this module may give back. */
  returnsOf(callee: SyntaxNode, scope: Scope): readonly Source[] {
    const inner = callee.name === 'ParenthesizedExpression' ? (partsOf(callee)[0] ?? callee) : callee;
    const written = inner.name === 'VariableName' ? (scope.find(this.#slice(inner)) ?? []).flatMap((source) => ('node' in source ? [source.node] : [])) : [inner];
    return written.length > MOST_FUNCTIONS ? [] : written.flatMap((each) => scope.module.returns.get(each.from) ?? []);
  }

  #shapeOf(node: SyntaxNode, scope: Scope): string {
    switch (node.name) {
      case 'String':
        return unquoted(this.#slice(node));
      case 'FormatString':
        return unquoted(this.#slice(node)).replace(/\{\{|\}\}|\{([^{}]*)\}/g, (part, code?: string) => (part === '{{' || part === '}}' ? part.charAt(0) : inBraces(code)));
      case 'ContinuedString':
        return partsOf(node).map((part) => this.shapeOf(part, scope)).join('');
      case 'ParenthesizedExpression':
        return partsOf(node).length === 1 ? this.shapeOf(partsOf(node)[0]!, scope) : UNKNOWN;
      case 'BinaryExpression': {
        const [left, operator, right] = partsOf(node);
        const sign = operator ? this.#slice(operator) : '';
        if (sign === '%' && left && right) return this.#formatted(this.shapeOf(left, scope), right, scope);
        return left && right && (sign === '+' || sign === '/') ? [left, right].map((part) => this.shapeOf(part, scope)).join(sign === '/' ? '/' : '') : UNKNOWN;
      }
      case 'MemberExpression':
        return this.#reversed(node, scope);
      case 'VariableName': {
        const sources = scope.find(this.#slice(node));
        const only = sources?.length === 1 ? sources[0] : undefined;
        return only && 'node' in only ? this.shapeOf(only.node, only.scope) : UNKNOWN;
      }
      case 'CallExpression':
        return this.#shapeOfCall(node, scope);
      default:
        return UNKNOWN;
    }
  }

  /** `'%s.%s' % (a, b)`. */
  #formatted(format: string, values: SyntaxNode, scope: Scope): string {
    const parts = values.name === 'TupleExpression' ? partsOf(values) : [values];
    let index = 0;
    return format.replace(/%(?:\((\w+)\))?[-\d.]*[a-z%]/gi, (sign) => {
      const part = sign === '%%' ? undefined : parts[index++];
      return sign === '%%' ? '%' : sign.endsWith('s') && part ? this.shapeOf(part, scope) : UNKNOWN;
    });
  }

  /** `'txet'[::-1]`. */
  #reversed(node: SyntaxNode, scope: Scope): string {
    const [object] = partsOf(node);
    const text = object && /\[\s*::\s*-1\s*\]$/.test(this.#slice(node)) ? this.shapeOf(object, scope) : UNKNOWN;
    return text.includes(UNKNOWN) ? UNKNOWN : [...text].reverse().join('');
  }

  /** Methods of texts that only change how the text is written. */
  #shapeOfMethod(callee: SyntaxNode, given: readonly SyntaxNode[], scope: Scope): string | null {
    const property = callee.name === 'MemberExpression' ? callee.getChild('PropertyName') : null;
    const [object] = partsOf(callee);
    const text = property && object ? this.shapeOf(object, scope) : UNKNOWN;
    if (!property || text === UNKNOWN) return null;
    const [first, second] = given;
    switch (this.#slice(property)) {
      case 'decode':
      case 'encode':
      case 'strip':
        return given.length === 0 || !/\b(?:hex|rot|base64|uu|zlib|bz2)/.test(this.shapeOf(given[0]!, scope)) ? text : null;
      case 'lower':
        return text.toLowerCase();
      case 'upper':
        return text.toUpperCase();
      case 'replace':
        return first && second ? text.replaceAll(this.shapeOf(first, scope), this.shapeOf(second, scope)) : null;
      case 'join':
        return first && COLLECTIONS.has(first.name) ? partsOf(first).map((part) => this.shapeOf(part, scope)).join(text) : null;
      case 'format': {
        let index = 0;
        return text.replace(/\{(\d*)[^{}]*\}/g, (_, number: string) => {
          const part = given[number === '' ? index++ : Number(number)];
          return part ? this.shapeOf(part, scope) : UNKNOWN;
        });
      }
      default:
        return null;
    }
  }

  #shapeOfCall(node: SyntaxNode, scope: Scope): string {
    const callee = node.firstChild;
    const method = callee ? this.#shapeOfMethod(callee, this.argumentsOf(node), scope) : null;
    if (method !== null) return method;
    const given = this.argumentsOf(node).map((each) => this.shapeOf(each, scope));
    if (!callee || given.length === 0) return UNKNOWN;
    const meanings = this.meaningsOf(callee, scope);
    if (meanings.some((meaning) => JOINERS.test(meaning))) return given.join('/');
    if (given.some((each) => each.includes(UNKNOWN))) return UNKNOWN;
    if (meanings.includes('py:base64.b64decode')) return Buffer.from(given[0]!, 'base64').toString();
    return meanings.includes('py:bytes.fromhex') || meanings.includes('py:binascii.unhexlify') ? Buffer.from(given[0]!, 'hex').toString() : UNKNOWN;
  }

  #flowsOf(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    if (node.name === 'VariableName') return this.#flowsOfName(node, scope);
    if (node.name === 'LambdaExpression' || node.name === 'String') return new Set();
    const flows = new Set<Flow>();
    const meanings = node.name === 'MemberExpression' ? this.meaningsOf(node, scope) : [];
    if (meanings.some((meaning) => meaning === 'py:os.environ' || meaning === 'py:os.environb')) return new Set(['environment']);
    if (meanings.some((meaning) => meaning.startsWith('py:os.environ.') && meaning !== 'py:os.environ.items' && meaning !== 'py:os.environ.copy')) return flows;
    if (node.name === 'CallExpression' && node.firstChild) {
      const callees = this.meaningsOf(node.firstChild, scope);
      if (callees.some((meaning) => DECODERS.test(meaning))) flows.add('decoded');
      if (callees.some((meaning) => DOWNLOADS.test(meaning))) flows.add('network');
      const [path] = this.argumentsOf(node);
      if (path && callees.some((meaning) => READERS.test(meaning)) && CREDENTIAL_PATH.test(this.shapeOf(path, scope))) flows.add('credentials');
    }
    for (const part of partsOf(node)) for (const flow of this.flowsOf(part, scope)) flows.add(flow);
    const returned = node.name === 'CallExpression' && node.firstChild ? this.returnsOf(node.firstChild, scope) : [];
    const attribute = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
    const held = attribute ? (scope.module.attributes.get(this.#slice(attribute)) ?? []).slice(0, MOST_ATTRIBUTES) : [];
    for (const source of [...returned, ...held]) for (const flow of this.#flowsOfSource(source)) flows.add(flow);
    return flows;
  }

  #flowsOfName(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    const flows = new Set<Flow>(this.meaningsOf(node, scope).some((meaning) => meaning === 'py:os.environ' || meaning === 'py:os.environb') ? ['environment'] : []);
    if (this.meaningsOf(node, scope).includes('py:chr')) flows.add('decoded');
    for (const source of scope.find(this.#slice(node)) ?? []) for (const flow of this.#flowsOfSource(source)) flows.add(flow);
    return flows;
  }

  #flowsOfSource(source: Source): ReadonlySet<Flow> {
    // A function is made of nothing: what it gives back is asked for where it is called.
    if (!('node' in source) || source.node.name.endsWith('Definition')) return new Set();
    const known = this.#flows.get(source);
    if (known) return known;
    this.#flows.set(source, new Set());
    const flows = this.flowsOf(source.node, source.scope);
    this.#flows.set(source, flows);
    return flows;
  }

  #slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}
