import type { SyntaxNode } from '@lezer/common';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { firstError, parsePython, TOO_DEEP } from '../../permissions/inference/python-tree.js';
import type { Argument, Code, CodeText, Use } from '../code.js';
import { pathFlows } from '../javascript/flows/flow-sets.js';
import { UNKNOWN } from '../javascript/syntax/shape.js';
import { kindOfPlace, namesPlace } from '../facts/places.js';
import { STORE_PIECE } from '../facts/private-paths.js';
import { endsOfBlanks } from '../obfuscation/layout.js';
import { LARGEST_TOGETHER } from '../together.js';
import { decode, evidence, extensionOf, Places, visible } from '../text.js';
import { isHiddenName, knowsByDigest, knowsWordByDigest } from './backdoors.js';
import { calledLater, readSites } from './handed.js';
import { listedIn } from './lists.js';
import { unquoted } from './literals.js';
import { pickedSecrets } from './picked-names.js';
import { PythonResolver } from './resolve.js';
import { partsOf } from './scope.js';
import type { Scope, Site } from './scope.js';
import { harmByDay } from './dated-harm.js';
import { harmByPlace } from './placed-harm.js';
import { splitName } from './split-names.js';

/** What is known about one Python module. */
export interface PythonModule extends Code {
  /** Short texts in it, with `\0` for each part that is only known at run time. */
  said: ReadonlySet<string>;
  /** Why nothing, or not everything, is known about its code. */
  failure: { message: string; line: number | null; column: number | null; /** It is written so that it is read in another way than it looks, or not to its end. */ hides?: boolean } | null;
}

/** Bytes of one module that are read. */
export const LARGEST_MODULE = 1024 * 1024;
const MOST_ALIKE = 200;
const MOST_TEXTS = 1_000;
/** UTF-16 units of a short text. */
const LONGEST_SAID = 40;
/** Different things that one module may do. */
const MOST_USES = 100_000;
/** The charset that a module declares in its first two lines (PEP 263). */
const CODING = /^\uFEFF?[ \t\f]*#.*?coding[:=][ \t]*([\w.-]+)/m;
/** Charsets that show ASCII as what it is. */
const READABLE = /^(?:utf[-_]?8(?:[-_]sig)?|(?:us[-_]?)?ascii|latin[-_]?1|l1|iso[-_]?8859[-_]\d+|cp125\d|windows[-_]125\d)$/i;
const TEXTS = new Set(['String', 'ContinuedString', 'FormatString', 'BinaryExpression']);
/** Names that do something wherever they go. */
const HANDED_ON = /^py:(?:eval|exec|compile|__import__|os\.(?:system|popen|exec\w+|spawn\w+)|subprocess\.(?:run|call|Popen|check_\w+|getoutput)|os\.environb?)$/;
/** Modules of which a member that is chosen at run time may start programs or run text. */
const POWERFUL = /^py:(?:os|builtins|subprocess|sys|importlib|ctypes|pty)$/;
/** What has modules by their names. */
const LOOKS_UP = /^py:(?:sys\.modules|builtins|__import__|importlib\.import_module)$/;
const LISTS = new Set(['ArrayExpression', 'TupleExpression']);
/** Names in a list that may be one path. */
const MOST_PIECES = 6;
const NUMERIC_HOST = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** Methods of a path that do something to the file at it. */
const OF_PATH = /^py:pathlib\..*\.(?:unlink|rmdir|(?:write|read)_(?:bytes|text)|rename|replace)$/;
/** Methods that nothing but a path has. */
const OF_PATHS = new Set(['write_text', 'write_bytes', 'read_text', 'read_bytes']);
const GIVEN = new Set(['ArgList', 'ReturnStatement', 'ForStatement', 'DictionaryExpression', 'ArrayExpression', 'TupleExpression', 'SetExpression', 'YieldStatement', 'ParamList', 'LambdaExpression']);

/** Members that lead from any object to all of the interpreter. */
const PROBES = new Set(['__subclasses__', '__globals__', '__code__', '__bases__', '__mro__', '__closure__', 'f_globals', 'f_back']);

const known = new WeakMap<Package, PythonModule[]>();

/** Every Python module of a package. Read once. */
export function pythonOf(pkg: Package): readonly PythonModule[] {
  const modules = known.get(pkg) ?? pkg.files.filter(isPython).map(readModule);
  known.set(pkg, modules);
  return modules;
}

/** What a text does that is Python; nothing where it is none. */
export function usesInPython(text: string): readonly Use[] {
  const { uses, failure } = readText('text.py', text);
  return failure === null ? uses : [];
}

/** Whether the host may run Python of this package: it starts some, or it is not known what it starts. */
export function startsPython({ manifest }: Package): boolean {
  return manifest.entry_points.length === 0 || manifest.entry_points.some((path) => /^\.pyw?$/.test(extensionOf(path)));
}

function isPython({ path, bytes }: PackageFile): boolean {
  const extension = extensionOf(path);
  return /^\.pyw?i?$/.test(extension) || (extension === '' && /^#!.{0,80}\bpython/.test(decode(bytes.subarray(0, 120))));
}

function readModule(file: PackageFile): PythonModule {
  const nothing = { path: file.path, uses: [], texts: [], said: new Set<string>() };
  if (file.size > LARGEST_MODULE) return { ...nothing, failure: { message: `it has more than ${LARGEST_MODULE} bytes`, line: null, column: null } };
  const text = decode(file.bytes);
  const coding = CODING.exec(text.split(/\r\n|\r|\n/, 2).join('\n'))?.[1];
  if (coding !== undefined && !READABLE.test(coding)) return { ...nothing, failure: { message: `it is written in ${visible(coding)}, which is read in another way than it looks`, line: null, column: null, hides: true } };
  return readText(file.path, text);
}

function readText(path: string, text: string): PythonModule {
  const places = new Places(text);
  const nothing = { path, uses: [], texts: [], said: new Set<string>() };
  const root = parsePython(text);
  if (root === TOO_DEEP) return { ...nothing, failure: { message: 'expressions or blocks are nested too deeply', ...places.at(0) } };
  // The parser goes on after an error, so that the rest is read; the first place where it had to is told.
  const broken = firstError(root);
  const failure = broken === null ? null : { message: 'it is no valid Python', ...places.at(broken) };
  const reader = new ModuleReader(text, places);
  reader.readBlanks(root);
  reader.readHarm(root);
  for (const site of readSites(root, text)) {
    reader.read(site);
    if (reader.isLost) break;
  }
  const lost = { message: 'it takes too long to tell what its names stand for', line: null, column: null, hides: true };
  return { path, uses: reader.uses, texts: reader.texts, said: reader.said, failure: reader.isLost ? lost : failure };
}

const UNKNOWN_ARGUMENT: Argument = { constant: null, text: false, shape: UNKNOWN, flows: [] };

class ModuleReader {
  readonly uses: Use[] = [];
  readonly texts: CodeText[] = [];
  readonly said = new Set<string>();
  readonly #alike = new Map<string, number>();
  readonly #resolver: PythonResolver;

  constructor(
    private readonly text: string,
    private readonly places: Places,
  ) {
    this.#resolver = new PythonResolver(text);
  }

  /** Not all is known of what was read. */
  get isLost(): boolean {
    return this.#resolver.following.lost;
  }

  read({ node, scope }: Site): void {
    if (splitName(node, this.text) !== null) this.#add({ what: 'split name', how: 'value', arguments: [] }, node.from);
    if (node.name === 'CallExpression') this.#readCall(node, scope);
    else if (node.name === 'ImportStatement') this.#readImport(node);
    else if (node.name === 'Decorator') this.#readDecorator(node, scope);
    else if (TEXTS.has(node.name)) {
      const shape = this.#resolver.shapeOf(node, scope);
      if (shape.length <= LONGEST_SAID) this.said.add(shape);
      this.#readText(node, shape);
      this.#readPieces(node);
    }
    else this.#readName(node, scope);
    if (knowsByDigest(node, scope, this.#resolver)) this.#add({ what: 'py:digest of a request', how: 'value', arguments: [] }, node.from);
    else if (knowsWordByDigest(node, scope, this.#resolver)) this.#add({ what: 'py:digest of a word', how: 'value', arguments: [] }, node.from);
  }

  /** Code that stands out of sight; not what stands so in a text or a comment. */
  readBlanks(root: SyntaxNode): void {
    for (const at of endsOfBlanks(this.text)) {
      if (!/String|Comment/.test(root.resolveInner(at - 1, 1).name) && root.resolveInner(at, 1).name !== 'Comment') this.#add({ what: 'py:code behind blanks', how: 'value', arguments: [] }, at);
    }
  }

  /** What is removed where the language or the time zone is a certain one, and secrets that are picked by their names; in a small module, where what stands together belongs together. */
  readHarm(root: SyntaxNode): void {
    const harm = this.text.length <= LARGEST_TOGETHER ? harmByPlace(root, this.text) : null;
    const picked = this.text.length <= LARGEST_TOGETHER ? pickedSecrets(root, this.text) : null;
    if (picked) this.#add({ what: 'py:picked secrets', how: 'value', arguments: [] }, picked.from);
    const dated = this.text.length <= LARGEST_TOGETHER ? harmByDay(root, this.text) : null;
    if (dated) this.#add({ what: 'py:harm by day', how: 'value', arguments: [] }, dated.from);
    if (harm) this.#add({ what: 'py:harm by place', how: 'value', arguments: [] }, harm.from);
  }

  #readCall(node: SyntaxNode, scope: Scope): void {
    const callee = node.firstChild;
    if (!callee) return;
    const nodes = this.#resolver.argumentsOf(node);
    const meanings = this.#meaningsOf(callee, scope);
    const given = meanings.length > 0 ? nodes.map((each) => this.#argument(each, scope)) : [];
    for (const what of meanings) {
      if (what === 'py:getattr') {
        this.#readMember(nodes, node, scope);
        continue;
      }
      const path = OF_PATH.test(what) ? callee.firstChild : null;
      this.#add({ what, how: 'call', arguments: path ? [this.#argument(path, scope), ...given] : given }, node.from);
      if (isHiddenName(what, this.text)) this.#add({ what: 'py:hidden name', how: 'value', arguments: [{ constant: what.slice(3), text: true, shape: what.slice(3), flows: [] }] }, node.from);
      this.#readSpecial(what, nodes, node, scope);
    }
    this.#readText(node, this.#resolver.shapeOf(node, scope));
    const later = calledLater(node, this.text);
    if (!later) return;
    for (const what of this.#resolver.meaningsOf(later.callee, scope)) if (HANDED_ON.test(what)) this.#add({ what, how: 'call', arguments: later.positions.map((each) => this.#argument(each, scope)) }, node.from);
  }

  /** What is called; a path whose origin nobody knows is one by what only paths can do. */
  #meaningsOf(callee: SyntaxNode, scope: Scope): readonly string[] {
    const meanings = this.#resolver.meaningsOf(callee, scope);
    const property = meanings.length === 0 ? callee.getChild('PropertyName') : null;
    const name = property ? this.text.slice(property.from, property.to) : '';
    return OF_PATHS.has(name) ? [`py:pathlib.Path().${name}`] : meanings;
  }

  #readImport(node: SyntaxNode): void {
    const words = this.text.slice(node.from, node.to).replace(/\\\n/g, ' ');
    const from = /^from\s+(\w[\w.]*)\s+import\b/.exec(words)?.[1];
    const names = from ? [from] : [...words.replace(/^from\b.*$|^import\b/s, '').matchAll(/(?:^|,)\s*([\w.]+)/g)].map((match) => match[1]!);
    for (const name of names) this.#add({ what: `py:${name}`, how: 'import', arguments: [] }, node.from);
  }

  /** A name that is not called where it stands but given on. */
  #readName(node: SyntaxNode, scope: Scope): void {
    const { parent } = node;
    const property = node.getChild('PropertyName');
    const name = property ? this.text.slice(property.from, property.to) : '';
    if (PROBES.has(name)) this.#add({ what: `py:${name}`, how: 'value', arguments: [] }, node.from);
    if (!parent || !GIVEN.has(parent.name) || node.nextSibling?.name === 'AssignOp') return;
    for (const what of this.#resolver.meaningsOf(node, scope)) {
      if (HANDED_ON.test(what)) this.#add({ what: what.replace(/environb$/, 'environ'), how: 'value', arguments: [] }, node.from);
    }
  }

  /** `@name` calls it with what stands below. */
  #readDecorator(node: SyntaxNode, scope: Scope): void {
    const parts = partsOf(node).filter(({ name }) => name !== 'At');
    const [first] = parts;
    if (!first || parts.some(({ name }) => name === 'ArgList')) return;
    const members = parts.slice(1).map((part) => this.text.slice(part.from, part.to));
    for (const what of this.#resolver.meaningsOf(first, scope)) this.#add({ what: [what, ...members].join('.'), how: 'call', arguments: [UNKNOWN_ARGUMENT] }, node.from);
  }

  /** What a call by its meaning also is: an import by its name. */
  #readSpecial(what: string, given: readonly SyntaxNode[], node: SyntaxNode, scope: Scope): void {
    const [first] = given;
    if (!first) return;
    const name = this.#resolver.shapeOf(first, scope);
    if ((what === 'py:__import__' || what === 'py:importlib.import_module') && !name.includes(UNKNOWN)) this.#add({ what: `py:${name}`, how: 'import', arguments: [] }, node.from);
  }

  /** `getattr(object, name)`: a step out of a sandbox, or a member of a powerful module that nobody can tell. */
  #readMember([object, named]: readonly SyntaxNode[], node: SyntaxNode, scope: Scope): void {
    if (!object || !named) return;
    const name = this.#resolver.shapeOf(named, scope);
    if (PROBES.has(name)) this.#add({ what: `py:${name}`, how: 'value', arguments: [] }, node.from);
    if (name.includes(UNKNOWN) && this.#isPowerful(object, scope)) this.#add({ what: 'py:getattr', how: 'call', arguments: [UNKNOWN_ARGUMENT] }, node.from);
  }

  /** A powerful module, or one that is looked up by a name which is only known at run time. */
  #isPowerful(object: SyntaxNode, scope: Scope): boolean {
    if (this.#resolver.meaningsOf(object, scope).some((meaning) => POWERFUL.test(meaning))) return true;
    const sources = object.name === 'VariableName' ? (scope.find(this.text.slice(object.from, object.to)) ?? []) : [{ node: object, scope }];
    return sources.some((source) => 'node' in source && this.#isLookedUp(source.node, source.scope));
  }

  /** `sys.modules[name]`, `sys.modules.get(name)`, `import_module(name)`. */
  #isLookedUp(node: SyntaxNode, scope: Scope): boolean {
    const [from, key] = node.name === 'CallExpression' ? [partsOf(node)[0], this.#resolver.argumentsOf(node)[0]] : partsOf(node);
    if (!from || !key || !['MemberExpression', 'CallExpression'].includes(node.name) || !this.#resolver.shapeOf(key, scope).includes(UNKNOWN)) return false;
    const object = from.getChild('PropertyName') ? partsOf(from)[0] : undefined;
    return this.#resolver.meaningsOf(from, scope).some((meaning) => LOOKS_UP.test(meaning)) || (object !== undefined && this.#resolver.meaningsOf(object, scope).includes('py:sys.modules'));
  }

  #readText(node: SyntaxNode, shape: string): void {
    const isHost = NUMERIC_HOST.test(shape) && node.parent?.name === 'TupleExpression' && node.parent.parent?.name === 'ArgList';
    if (shape === UNKNOWN || !(isHost || namesPlace(shape))) return;
    // Ordinary addresses are counted out; what rules ask about is not crowded out by them.
    const kind = isHost ? 'host' : kindOfPlace(shape);
    const count = (this.#alike.get(kind) ?? 0) + 1;
    this.#alike.set(kind, count);
    if (count > MOST_TEXTS) return;
    this.texts.push({ shape: isHost ? `tcp://${shape}` : shape, ...this.places.at(node.from), evidence: evidence(this.text, node.from), ...(this.#isAsked(node) && { asked: true }) });
  }

  /** `['Exodus', 'exodus.wallet']`: names in a list that are the path to a store, one behind the other. */
  #readPieces({ parent, prevSibling }: SyntaxNode): void {
    if (!parent || !LISTS.has(parent.name) || /^[A-Z]/.test(prevSibling?.name ?? '') || prevSibling?.name === ',') return;
    const parts = partsOf(parent);
    if (parts.length < 2 || parts.length > MOST_PIECES || parts.some(({ name }) => name !== 'String')) return;
    const names = parts.map((part) => unquoted(this.#resolver.slice(part)));
    if (STORE_PIECE.test(names.join('/')) && !names.some((name) => STORE_PIECE.test(name))) this.#readText(parent, names.join('/'));
  }

  /** `url.startswith('https://…')`, with several in a tuple as well. */
  #isAsked({ parent }: SyntaxNode): boolean {
    const list = parent?.name === 'TupleExpression' ? parent.parent : parent;
    const method = list?.name === 'ArgList' ? list.parent?.firstChild?.getChild('PropertyName') : null;
    return method ? this.text.slice(method.from, method.to) === 'startswith' : false;
  }

  #argument(node: SyntaxNode, scope: Scope): Argument {
    const list = listedIn(node, scope, this.#resolver);
    const isList = list !== null;
    const paths = list ?? this.#resolver.pathsOf(node, scope);
    const shape = paths.join(' ');
    const constant = isList || paths.length > 1 || shape.includes(UNKNOWN) ? null : shape;
    return { constant, text: constant !== null || node.name === 'FormatString', shape, flows: [...this.#resolver.flowsOf(node, scope), ...pathFlows(paths)] };
  }

  #add(use: Pick<Use, 'what' | 'how' | 'arguments'>, start: number): void {
    const kind = [use.what, use.how, ...use.arguments.map(({ constant, shape, flows }) => `${constant === null}${flows.join()}${kindOfPlace(shape)}`)].join();
    const count = (this.#alike.get(kind) ?? 0) + 1;
    this.#alike.set(kind, count);
    if (this.uses.length >= MOST_USES) this.#resolver.following.lose();
    else if (count <= MOST_ALIKE) this.uses.push({ ...use, ...this.places.at(start), evidence: evidence(this.text, start) });
  }
}
