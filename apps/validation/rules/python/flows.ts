import type { SyntaxNode } from '@lezer/common';
import type { Flow } from '../javascript/flows.js';
import { CREDENTIAL_PATH } from '../places.js';
import type { Answers } from './following.js';
import type { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope, Source } from './scope.js';

/** Values of one attribute that are followed. */
const MOST_ATTRIBUTES = 20;

/** Python's decoders: what they answer was hidden in what they got. */
const DECODERS = /^py:(?:base64\.(?:\w*decode\w*)|bytes|bytes\.fromhex|bytearray\.fromhex|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|zlib\.decompress|gzip\.decompress|bz2\.decompress|lzma\.decompress|marshal\.loads|chr)$/;
const DOWNLOADS = /^py:(?:requests|httpx|urllib\.request|aiohttp|urllib3)\.(?:(?:Session|Client|AsyncClient|ClientSession|PoolManager|session)\(\)\.)?(?:get|post|request|urlopen|urlretrieve)$/;
const READERS = /^py:(?:open|io\.open|os\.open|pathlib\.Path(?:\(\)\.\w+)?|shutil\.copy\w*)$/;
const ENVIRONMENT = /^py:os\.environb?$/;

type Flows = readonly Flow[];
const NONE: Flows = [];

/** Answers where the values of expressions of one module may come from, joined over every path. */
export class PythonFlows {
  readonly #nodes: Answers<string, Flows> = new Map();
  readonly #sources: Answers<readonly Source[], Flows> = new Map();

  constructor(private readonly resolver: PythonResolver) {}

  flowsOf(node: SyntaxNode, scope: Scope): Flows {
    if (node.name === 'LambdaExpression' || node.name === 'String') return NONE;
    const ask = (): Flows => this.resolver.following.limited(NONE, () => [...this.#flowsOf(node, scope)]);
    if (node.name !== 'CallExpression' && node.name !== 'MemberExpression') return ask();
    return this.resolver.following.remembered(this.#nodes, scope.keyOf(node), ask);
  }

  #flowsOf(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    if (node.name === 'VariableName') return this.#ofName(node, scope);
    const flows = new Set<Flow>();
    if (node.name === 'MemberExpression') {
      const meanings = this.resolver.meaningsOf(node, scope);
      if (meanings.some((meaning) => ENVIRONMENT.test(meaning))) return flows.add('environment');
      if (meanings.some((meaning) => meaning.startsWith('py:os.environ.') && meaning !== 'py:os.environ.items' && meaning !== 'py:os.environ.copy')) return flows;
      const attribute = node.getChild('PropertyName');
      const held = attribute ? scope.module.attributes.get(this.resolver.slice(attribute)) : undefined;
      if (held) this.#addSources(flows, held, MOST_ATTRIBUTES);
    }
    if (node.name === 'CallExpression' && node.firstChild) this.#addCall(flows, node.firstChild, node, scope);
    for (const part of partsOf(node)) for (const flow of this.flowsOf(part, scope)) flows.add(flow);
    return flows;
  }

  #addCall(flows: Set<Flow>, callee: SyntaxNode, node: SyntaxNode, scope: Scope): void {
    const callees = this.resolver.meaningsOf(callee, scope);
    if (callees.some((meaning) => DECODERS.test(meaning))) flows.add('decoded');
    if (callees.some((meaning) => DOWNLOADS.test(meaning))) flows.add('network');
    const [path] = this.resolver.argumentsOf(node);
    if (path && callees.some((meaning) => READERS.test(meaning)) && CREDENTIAL_PATH.test(this.resolver.shapeOf(path, scope))) flows.add('credentials');
    for (const sources of this.resolver.returnsOf(callee, scope)) this.#addSources(flows, sources);
  }

  #ofName(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    const meanings = this.resolver.meaningsOf(node, scope);
    const flows = new Set<Flow>(meanings.some((meaning) => ENVIRONMENT.test(meaning)) ? ['environment'] : []);
    if (meanings.includes('py:chr')) flows.add('decoded');
    const sources = scope.find(this.resolver.slice(node));
    if (sources) this.#addSources(flows, sources);
    return flows;
  }

  #addSources(flows: Set<Flow>, sources: readonly Source[], most = Infinity): void {
    const found = this.resolver.following.followed(this.#sources, sources, NONE, (answer) => {
      for (const source of sources.slice(0, most)) {
        // A function is made of nothing: what it gives back is asked for where it is called.
        if (!('node' in source) || source.node.name.endsWith('Definition')) continue;
        const more = this.flowsOf(source.node, source.scope).filter((flow) => !answer.value.includes(flow));
        if (more.length > 0) answer.value = [...answer.value, ...more];
      }
    });
    for (const flow of found) flows.add(flow);
  }
}
