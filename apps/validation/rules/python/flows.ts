import type { SyntaxNode } from '@lezer/common';
import { eitherFlows, joinedFlows, nameFlows, variableFlow, variablesNamedBy } from '../javascript/flows/flow-sets.js';
import type { Flow } from '../javascript/flows/flow-sets.js';
import { CREDENTIAL_PATH, SETTINGS_PATH } from '../facts/private-paths.js';
import type { Answers } from './following.js';
import { LARGEST_TOGETHER } from '../together.js';
import { isAnother, isLogin } from './logins.js';
import type { PythonResolver } from './resolve.js';
import { chosenParts } from './scope.js';
import type { Scope, Source } from './scope.js';

/** Values of one attribute that are followed. */
const MOST_ATTRIBUTES = 20;

/** Python's decoders: what they answer was hidden in what they got. */
const DECODERS = /^py:(?:base64\.(?:\w*decode\w*)|bytes|bytes\.fromhex|bytearray\.fromhex|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|zlib\.decompress|gzip\.decompress|bz2\.decompress|lzma\.decompress|marshal\.loads|cryptography\.fernet\.Fernet|chr)$/;
const DOWNLOADS = /^py:(?:requests|httpx|urllib\.request|aiohttp|urllib3)\.(?:(?:Session|Client|AsyncClient|ClientSession|PoolManager|session)\(\)\.)?(?:get|post|request|urlopen|urlretrieve)$|^py:socket\.(?:socket|create_connection)$/;
const TEMPORARY = /^py:tempfile\.(?:gettempdir|mkdtemp|mktemp|mkstemp)$/;
/** Where Python keeps packages, and the source of one of them. */
const LIBRARIES = /^py:(?:sysconfig\.get_paths?|site\.get\w*sitepackages|distutils\.sysconfig\.get_python_lib)$/;
/** The same of functions. */
const FINDS_SOURCE = /^py:inspect\.get(?:source)?file$/;
const SOURCE = /^py:(?:importlib\.util\.find_spec\(\)\.origin|(?!self\.|cls\.)[\w.]+\.__file__)$/;
/** The folder of a file, or another file beside it. */
const BESIDE = /^(?:parents?|with_name|with_suffix|stem|name)$/;
const FOLDER = /^py:os\.path\.(?:dirname|split|basename)$/;
const READERS = /^py:(?:open|io\.open|os\.open|pathlib\.Path(?:\(\)\.\w+)?|shutil\.copy\w*)$/;
const LISTS = /^py:(?:glob\.i?glob|pathlib\..*\.r?glob)$/;
const ENVIRONMENT = /^py:os\.environb?$/;
const VARIABLE = /^py:os\.environb?\.(\w+)$/;
const GETS_VARIABLE = /^py:os\.(?:getenvb?|environb?\.(?:get|pop|setdefault|__getitem__))$/;

/** What answers a number or yes and no, which is nothing of what it was asked about. */
const ASKS = /^py:(?:len|bool|isinstance|issubclass|callable|hasattr|type|any|all)$/;

/** What is followed into functions: private whatever they do with it, and seldom what programs are made of. */
const HANDED: ReadonlySet<Flow> = new Set<Flow>(['environment', 'credentials', 'clipboard', 'login']);
/** The same in a small module, where one function runs what another one decoded or loaded. */
const HANDED_TO_RUN: ReadonlySet<Flow> = new Set<Flow>([...HANDED, 'decoded', 'network']);

type Flows = readonly Flow[];
const NONE: Flows = [];

/** Answers where the values of expressions of one module may come from, joined over every path. */
export class PythonFlows {
  readonly #nodes: Answers<string, Flows> = new Map();
  readonly #sources: Answers<readonly Source[], Flows> = new Map();

  constructor(private readonly resolver: PythonResolver) {}

  flowsOf(node: SyntaxNode, scope: Scope): Flows {
    if (node.name === 'LambdaExpression') return NONE;
    if (node.name === 'String') return [...nameFlows(this.resolver.shapeOf(node, scope))];
    const ask = (): Flows => this.resolver.following.limited(NONE, () => [...this.#flowsOf(node, scope)]);
    if (node.name !== 'CallExpression' && node.name !== 'MemberExpression') return ask();
    return this.resolver.following.remembered(this.#nodes, scope.keyOf(node), ask);
  }

  #flowsOf(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    if (node.name === 'VariableName') return this.#ofName(node, scope);
    const flows = new Set<Flow>();
    if (this.resolver.wrapsClient && isLogin(node, this.resolver.source)) flows.add('login');
    if (node.name === 'MemberExpression') {
      const meanings = this.resolver.meaningsOf(node, scope);
      if (meanings.some((meaning) => ENVIRONMENT.test(meaning))) return flows.add('environment');
      if (meanings.some((meaning) => SOURCE.test(meaning))) flows.add('module');
      if (meanings.some((meaning) => meaning.startsWith('py:os.environ.') && meaning !== 'py:os.environ.items' && meaning !== 'py:os.environ.copy')) return new Set(meanings.flatMap((meaning) => variableFlow(VARIABLE.exec(meaning)?.[1] ?? '') ?? []));
      const attribute = node.getChild('PropertyName');
      const held = attribute ? scope.module.attributes.get(this.resolver.slice(attribute)) : undefined;
      if (held) this.#addSources(flows, held, MOST_ATTRIBUTES);
    }
    if (node.name === 'CallExpression' && node.firstChild) this.#addCall(flows, node.firstChild, node, scope);
    const parts = this.#valuesOf(node, scope).map((part) => new Set(this.flowsOf(part, scope)));
    const isChosen = node.name === 'ConditionalExpression' || (node.name === 'BinaryExpression' && (node.getChild('or') ?? node.getChild('and')) !== null);
    for (const flow of isChosen ? eitherFlows(parts) : joinedFlows(parts)) flows.add(flow);
    if (flows.has('module') && this.#isBeside(node, scope)) flows.delete('module');
    if (flows.has('login') && isAnother(node, this.resolver.source)) flows.delete('login');
    return flows;
  }

  /** Parts whose value an expression has: what is only compared, asked for or a condition goes nowhere, and of `a and b` a value that tells anything is `b`. */
  #valuesOf(node: SyntaxNode, scope: Scope): readonly SyntaxNode[] {
    if (node.name === 'UnaryExpression' && node.getChild('not')) return [];
    if (node.name === 'BinaryExpression' && this.#compares(node)) return [];
    if (node.name === 'CallExpression' && node.firstChild?.name === 'VariableName' && this.#asks(node.firstChild, scope)) return [];
    return chosenParts(node);
  }

  /** `a in b`, `a is b`, `a == b`; a class may say itself what comes of comparing, but not of the first two. */
  #compares(node: SyntaxNode): boolean {
    if (node.getChild('in') ?? node.getChild('is')) return true;
    return node.getChild('CompareOp') !== null && !this.resolver.definesComparison;
  }

  /** `Path(source).parent`, `os.path.dirname(source)` */
  #isBeside(node: SyntaxNode, scope: Scope): boolean {
    const property = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
    if (property) return BESIDE.test(this.resolver.slice(property));
    return node.name === 'CallExpression' && node.firstChild !== null && this.resolver.meaningsOf(node.firstChild, scope).some((meaning) => FOLDER.test(meaning));
  }

  #asks(callee: SyntaxNode, scope: Scope): boolean {
    const meanings = this.resolver.meaningsOf(callee, scope);
    return meanings.length > 0 && meanings.every((meaning) => ASKS.test(meaning));
  }

  #addCall(flows: Set<Flow>, callee: SyntaxNode, node: SyntaxNode, scope: Scope): void {
    const callees = this.resolver.meaningsOf(callee, scope);
    if (callees.some((meaning) => DECODERS.test(meaning))) flows.add('decoded');
    if (callees.some((meaning) => DOWNLOADS.test(meaning))) flows.add('network');
    if (callees.some((meaning) => LIBRARIES.test(meaning))) flows.add('libraries');
    if (callees.some((meaning) => FINDS_SOURCE.test(meaning))) flows.add('module');
    if (callees.some((meaning) => TEMPORARY.test(meaning))) flows.add('temporary');
    const [path] = this.resolver.argumentsOf(node);
    if (path && callees.some((meaning) => GETS_VARIABLE.test(meaning))) this.#addVariable(flows, path, scope);
    if (path && callees.some((meaning) => READERS.test(meaning)) && CREDENTIAL_PATH.test(this.resolver.shapeOf(path, scope))) flows.add('credentials');
    if (path && callees.some((meaning) => READERS.test(meaning) || LISTS.test(meaning)) && SETTINGS_PATH.test(this.resolver.shapeOf(path, scope))) flows.add('settings');
    for (const sources of this.resolver.returnsOf(callee, scope)) this.#addSources(flows, sources);
  }

  /** `os.getenv(name)` */
  #addVariable(flows: Set<Flow>, name: SyntaxNode, scope: Scope): void {
    const flow = variableFlow(this.resolver.shapeOf(name, scope));
    for (const each of flow ? [flow] : variablesNamedBy(new Set(this.flowsOf(name, scope)))) flows.add(each);
  }

  #ofName(node: SyntaxNode, scope: Scope): ReadonlySet<Flow> {
    const meanings = this.resolver.meaningsOf(node, scope);
    const flows = new Set<Flow>(meanings.some((meaning) => ENVIRONMENT.test(meaning)) ? ['environment'] : []);
    if (meanings.includes('py:chr')) flows.add('decoded');
    const sources = scope.find(this.resolver.slice(node));
    if (sources) this.#addSources(flows, sources);
    const passed = scope.givenTo(this.resolver.slice(node));
    const given = new Set<Flow>();
    if (passed.length > 0) this.#addSources(given, passed);
    const handed = this.resolver.source.length <= LARGEST_TOGETHER ? HANDED_TO_RUN : HANDED;
    for (const flow of given) if (handed.has(flow)) flows.add(flow);
    return flows;
  }

  #addSources(flows: Set<Flow>, sources: readonly Source[], most = Infinity): void {
    const found = this.resolver.following.followed(this.#sources, sources, NONE, (answer) => {
      // A function is made of nothing: what it gives back is asked for where it is called.
      const given = sources.slice(0, most).flatMap((source) => ('node' in source && !source.node.name.endsWith('Definition') ? new Set(this.flowsOf(source.node, source.scope)) : []));
      const more = [...eitherFlows(given)].filter((flow) => !answer.value.includes(flow));
      if (more.length > 0) answer.value = [...answer.value, ...more];
    });
    for (const flow of found) flows.add(flow);
  }
}
