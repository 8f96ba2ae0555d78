import type { SyntaxNode } from '@lezer/common';
import { UNKNOWN } from '../javascript/shape.js';
import type { Flow } from '../javascript/flows.js';
import { CREDENTIAL_PATH } from '../places.js';
import { partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';

const DEEPEST = 60;
const LONGEST = 4_096;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\\': '\\', "'": "'", '"': '"' };

/** Python's decoders: what they answer was hidden in what they got. */
const DECODERS = /^py:(?:base64\.(?:\w*decode\w*)|bytes\.fromhex|bytearray\.fromhex|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|zlib\.decompress|gzip\.decompress|bz2\.decompress|lzma\.decompress|marshal\.loads|chr)$/;
const DOWNLOADS = /^py:(?:requests|httpx|urllib\.request|aiohttp|urllib3)\.(?:get|post|request|urlopen|urlretrieve)$/;
const READERS = /^py:(?:open|io\.open|os\.open|pathlib\.Path(?:\(\)\.\w+)?|shutil\.copy\w*)$/;
const JOINERS = /^py:(?:os\.path\.(?:join|expanduser|abspath)|pathlib\.Path|str)$/;

/** Answers what names and expressions of one module stand for: `py:` and the full name of a builtin, module or member. */
export class PythonResolver {
  readonly #meanings = new Map<Source, readonly string[]>();
  readonly #shapes = new Map<Source, string>();
  readonly #flows = new Map<Source, ReadonlySet<Flow>>();
  #depth = 0;

  constructor(private readonly text: string) {}

  meaningsOf(node: SyntaxNode, scope: Scope): readonly string[] {
    return this.#limited([] as readonly string[], () => this.#meaningsOf(node, scope));
  }

  /** The text that an expression makes, with `UNKNOWN` for each part that is not known. */
  shapeOf(node: SyntaxNode, scope: Scope): string {
    return this.#limited(UNKNOWN, () => this.#shapeOf(node, scope)).slice(0, LONGEST);
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

  #limited<T>(otherwise: T, work: () => T): T {
    if (this.#depth > DEEPEST) return otherwise;
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
    if (!sources) return [full(name)];
    return [...new Set(sources.flatMap((source) => this.#ofSource(source)))];
  }

  #ofSource(source: Source): readonly string[] {
    if ('name' in source) return [full(source.name)];
    const known = this.#meanings.get(source);
    if (known) return known;
    this.#meanings.set(source, []);
    const meanings = this.meaningsOf(source.node, source.scope);
    this.#meanings.set(source, meanings);
    return meanings;
  }

  #ofMember(node: SyntaxNode, scope: Scope): readonly string[] {
    const [object] = partsOf(node);
    const name = this.#memberName(node, scope);
    if (!object || name === null) return [];
    return this.meaningsOf(object, scope).map((meaning) => full(`${meaning.slice(3)}.${name}`));
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
      if (meaning === 'py:globals' || meaning === 'py:vars') return ['py:builtins'];
      return [`${meaning}()`];
    });
  }

  #shapeOf(node: SyntaxNode, scope: Scope): string {
    switch (node.name) {
      case 'String':
        return unquoted(this.#slice(node));
      case 'FormatString':
        return unquoted(this.#slice(node)).replace(/\{\{|\}\}|\{[^{}]*\}/g, (part) => (part === '{{' || part === '}}' ? part.charAt(0) : UNKNOWN));
      case 'ContinuedString':
        return partsOf(node).map((part) => this.shapeOf(part, scope)).join('');
      case 'ParenthesizedExpression':
        return partsOf(node).length === 1 ? this.shapeOf(partsOf(node)[0]!, scope) : UNKNOWN;
      case 'BinaryExpression': {
        const [left, operator, right] = partsOf(node);
        const sign = operator ? this.#slice(operator) : '';
        return left && right && (sign === '+' || sign === '/') ? [left, right].map((part) => this.shapeOf(part, scope)).join(sign === '/' ? '/' : '') : UNKNOWN;
      }
      case 'VariableName': {
        const sources = scope.find(this.#slice(node));
        const only = sources?.length === 1 ? sources[0] : undefined;
        return only ? this.#shapeOfSource(only) : UNKNOWN;
      }
      case 'CallExpression':
        return this.#shapeOfCall(node, scope);
      default:
        return UNKNOWN;
    }
  }

  /** Once for each: a value that is made of itself twice would be read 2^60 times. */
  #shapeOfSource(source: Source): string {
    if (!('node' in source)) return UNKNOWN;
    const known = this.#shapes.get(source);
    if (known !== undefined) return known;
    this.#shapes.set(source, UNKNOWN);
    const shape = this.shapeOf(source.node, source.scope);
    this.#shapes.set(source, shape);
    return shape;
  }

  #shapeOfCall(node: SyntaxNode, scope: Scope): string {
    const callee = node.firstChild;
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
    if (meanings.includes('py:os.environ')) return new Set(['environment']);
    if (meanings.some((meaning) => meaning.startsWith('py:os.environ.') && meaning !== 'py:os.environ.items' && meaning !== 'py:os.environ.copy')) return flows;
    if (node.name === 'CallExpression' && node.firstChild) {
      const callees = this.meaningsOf(node.firstChild, scope);
      if (callees.some((meaning) => DECODERS.test(meaning))) flows.add('decoded');
      if (callees.some((meaning) => DOWNLOADS.test(meaning))) flows.add('network');
      const [path] = this.argumentsOf(node);
      if (path && callees.some((meaning) => READERS.test(meaning)) && CREDENTIAL_PATH.test(this.shapeOf(path, scope))) flows.add('credentials');
    }
    for (const part of partsOf(node)) for (const flow of this.flowsOf(part, scope)) flows.add(flow);
    return flows;
  }

  #flowsOfName(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    const flows = new Set<Flow>(this.meaningsOf(node, scope).includes('py:os.environ') ? ['environment'] : []);
    if (this.meaningsOf(node, scope).includes('py:chr')) flows.add('decoded');
    for (const source of scope.find(this.#slice(node)) ?? []) {
      if (!('node' in source)) continue;
      const known = this.#flows.get(source);
      if (!known) {
        this.#flows.set(source, new Set());
        this.#flows.set(source, this.flowsOf(source.node, source.scope));
      }
      for (const flow of this.#flows.get(source) ?? []) flows.add(flow);
    }
    return flows;
  }

  #slice(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }
}

/** One name for what has several: `builtins.eval`, `__builtins__.eval` and `eval`. */
function full(name: string): string {
  return `py:${name.replace(/^(?:builtins|__builtins__)(?:\.__dict__)?\.(?=.)/, '').replace(/^__builtins__$/, 'builtins').replace(/^sys\.modules\.(?=.)/, '')}`;
}

/** The text of a literal as written: without prefix and quotes, the common escapes replaced. */
function unquoted(literal: string): string {
  const match = /^([a-z]*)("""|'''|"|')([\s\S]*?)\2$/i.exec(literal);
  if (!match) return UNKNOWN;
  const [, prefix = '', , body = ''] = match;
  if (/r/i.test(prefix)) return body;
  return body.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gis, (_, byte?: string, unit?: string, other?: string) => {
    const code = byte ?? unit;
    return code ? String.fromCharCode(parseInt(code, 16)) : (ESCAPES[other ?? ''] ?? `\\${other}`);
  });
}
