import type { ESTree } from 'meriyah';
import { Answers } from '../../javascript/names/answers.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { operands, propertyOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** What says what a request is about, and calls that ask it for that. */
const PARTS = new Set(['url', 'originalUrl', 'query', 'params', 'body', 'headers', 'rawBody', 'cookies', 'searchParams']);
const ASKS_REQUEST = new Set(['get', 'header', 'param', 'query', 'text', 'json', 'body', 'parseBody']);
const REQUEST = /^_?(?:req|request)$/;
const CONTEXT = /^(?:ctx|context|c)$/;
/** What follows a request among the parameters of a function that servers call. */
const ANSWER = /^_?(?:res|resp|response|reply|next|h)$/;
const ROUTES = /^(?:get|post|put|patch|delete|all|use|addHook|createServer|route)$/;
const ERROR = /^_?(?:e|er|err|error)$/;
/** Who connects to a server. */
const CONNECTS = /^(?:connection|secureConnection|connect|session)$/;
const HEARS = /^(?:message|data|line)$/;
const LISTENS = /^(?:on|once|addListener|addEventListener)$/;

/** Methods that give what they are called on in another form, or a part of it, and functions that do so with what they get. */
const FORMS = new Set(['toString', 'trim', 'slice', 'substring', 'split', 'join', 'shift', 'pop', 'at', 'get', 'replace', 'replaceAll', 'concat', 'match', 'filter', 'map']);
const MAKES = new Set(['decodeURIComponent', 'decodeURI', 'unescape', 'atob', 'String', 'parse', 'from', 'concat', 'entries', 'values']);

const COMMAND = /^(?:exec|execSync|execaCommand|execaCommandSync)$/;
const PROGRAM = /^(?:spawn|spawnSync|execFile|execFileSync|execa)$/;
const CODE = /^(?:eval|Function|execScript|runInThisContext|runInNewContext|runInContext|compileFunction|Script|_compile)$/;
/** Whose `exec` it is: nobody's, where it is imported, or that of Node.js. */
const OWNERS = /^(?:(?:node:)?child_process(?:_\d+)?(?:\.default)?|cp|childProcess|proc|execa|shelljs|sh)$/;
const SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|node)$/;
const DEEPEST = 12;

/**
 * The place where a small script runs a command or code that whoever sends a request to its server, or a message over a connection to it, writes: as it comes, so
 * that nothing here says what it may be. The same is a console of Node.js, or what looks into it, that listens for whoever connects.
 */
export function runsRequests(tree: ESTree.Program): Node | null {
  return new Requests(tree).find();
}

/** Does a function that a script gives to others, alone or in a table, run a command or code that it gets, as it comes? */
export function runsGiven(tree: ESTree.Program): boolean {
  return new Requests(tree, true).find() !== null;
}

class Requests {
  readonly #names: WrittenNames;
  readonly #nodes: readonly Node[];
  /** Parameters that are requests, contexts with one, what they are taken apart into, and connections. */
  readonly #requests = new Set<string>();
  readonly #contexts = new Set<string>();
  readonly #parts = new Set<string>();
  readonly #sockets = new Set<string>();
  /** What is put into a list, and the lists that names are taken from. */
  readonly #listed = new Map<string, Node[]>();
  readonly #asCode = new Answers();
  readonly #asCommand = new Answers();

  /** `ofOthers`: what functions get that are in tables or given to other scripts counts as well. */
  constructor(tree: ESTree.Program, ofOthers = false) {
    this.#names = WrittenNames.of(tree);
    this.#nodes = nodesWithin(tree);
    for (const node of this.#nodes) {
      if (isCallable(node)) this.#noteParameters(node, false);
      const given = ofOthers ? givenOut(node) : null;
      for (const name of given ? namesOf(given.params[0]) : []) this.#parts.add(name);
      if (node.type === 'CallExpression') this.#noteCall(node);
      if (node.type === 'VariableDeclarator' && node.id.type === 'ArrayPattern' && node.init) this.#noteListed(node.id, node.init);
      if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration' && node.left.declarations[0]) this.#noteListed(node.left.declarations[0].id as Node, node.right);
    }
  }

  find(): Node | null {
    return this.#nodes.find((node) => (node.type === 'CallExpression' || node.type === 'NewExpression') && (this.#runs(node) || this.#opensConsole(node))) ?? null;
  }

  /** `isRoute`: the function is given to what calls it for each request. */
  #noteParameters({ params }: Callable, isRoute: boolean): void {
    const [first, second] = params as (Node | undefined)[];
    const isAnswered = second?.type === 'Identifier' && ANSWER.test(second.name);
    if (first?.type === 'Identifier') {
      if (REQUEST.test(first.name) || (params.length > 1 && (isAnswered || isRoute) && !ERROR.test(first.name))) this.#requests.add(first.name);
      if (CONTEXT.test(first.name)) this.#contexts.add(first.name);
    }
    if (first?.type !== 'ObjectPattern' || !isAnswered) return;
    for (const each of first.properties) if (each.type === 'Property' && each.key.type === 'Identifier' && PARTS.has(each.key.name) && each.value.type === 'Identifier') this.#parts.add(each.value.name);
  }

  #noteCall({ callee, arguments: given }: ESTree.CallExpression): void {
    const name = lastName(callee) ?? '';
    const listener = given.at(-1);
    const [event] = given;
    if (name === 'push' && callee.type === 'MemberExpression' && callee.object.type === 'Identifier') this.#listed.set(callee.object.name, [...(this.#listed.get(callee.object.name) ?? []), ...given]);
    if (!listener || !isCallable(listener)) return;
    if (ROUTES.test(name)) this.#noteParameters(listener, true);
    const [first] = listener.params;
    const isServed = name === 'createServer' && listener.params.length === 1;
    if (first?.type === 'Identifier' && (isServed || (LISTENS.test(name) && event?.type === 'Literal' && CONNECTS.test(String(event.value))))) this.#sockets.add(first.name);
  }

  /** `const [first, ...rest] = list`, `for (const [key, value] of list)`: each is a part of the list. */
  #noteListed(pattern: Node, list: Node): void {
    for (const each of nodesWithin(pattern)) if (each.type === 'Identifier') this.#listed.set(each.name, [...(this.#listed.get(each.name) ?? []), list]);
  }

  #isRequest(node: Node): boolean {
    if (node.type === 'Identifier') return this.#parts.has(node.name);
    if (node.type === 'MemberExpression') return !node.computed && node.property.type === 'Identifier' && PARTS.has(node.property.name) && this.#isWhole(node.object);
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
    const name = lastName(node.callee) ?? '';
    if (ASKS_REQUEST.has(name)) return this.#isWhole(node.callee.object);
    const [event] = node.arguments;
    const { object } = node.callee;
    return LISTENS.test(name) && event?.type === 'Literal' && HEARS.test(String(event.value)) && object.type === 'Identifier' && (this.#sockets.has(object.name) || this.#requests.has(object.name));
  }

  /** `req`, `ctx`, `ctx.request`, `c.req` */
  #isWhole(node: Node): boolean {
    const inner = withoutWrapping(node);
    if (inner.type === 'Identifier') return this.#requests.has(inner.name) || this.#contexts.has(inner.name);
    return inner.type === 'MemberExpression' && inner.property.type === 'Identifier' && REQUEST.test(inner.property.name) && inner.object.type === 'Identifier' && this.#contexts.has(inner.object.name);
  }

  /** Is it what a request says, as it is or in another form? `isCode`: also with something before or behind it. */
  #comesFrom(node: Node | null | undefined, isCode: boolean, depth = 0): boolean {
    if (!node || depth > DEEPEST) return false;
    const inner = withoutWrapping(node);
    return (isCode ? this.#asCode : this.#asCommand).ask(inner, () => this.#isFrom(inner, isCode, depth), depth);
  }

  #isFrom(inner: Node, isCode: boolean, depth: number): boolean {
    const of = (each: Node | null | undefined): boolean => this.#comesFrom(each, isCode, depth + 1);
    if (this.#isRequest(inner)) return true;
    switch (inner.type) {
      case 'Identifier':
        return this.#names.valuesOf(inner).some(of) || (this.#listed.get(inner.name) ?? []).some(of);
      case 'MemberExpression':
        return of(inner.object);
      case 'LogicalExpression':
        return of(inner.left as Node) || of(inner.right);
      case 'ConditionalExpression':
        return of(inner.consequent) || of(inner.alternate);
      case 'AssignmentExpression':
        return of(inner.right);
      case 'BinaryExpression':
        return inner.operator === '+' && (isCode ? operands(inner).some(of) : operands(inner).every((each) => of(each) || isBlank(each)) && operands(inner).some(of));
      case 'TemplateLiteral':
        return (isCode || inner.quasis.every(({ value }) => (value.cooked ?? '').trim() === '')) && inner.expressions.some(of);
      case 'NewExpression':
        return inner.callee.type === 'Identifier' && (inner.callee.name === 'URL' || inner.callee.name === 'URLSearchParams') && of(inner.arguments[0]);
      case 'CallExpression':
        if (inner.callee.type === 'MemberExpression' && FORMS.has(lastName(inner.callee) ?? '') && of(inner.callee.object)) return true;
        return MAKES.has(lastName(inner.callee) ?? '') && of(inner.arguments[0]);
      default:
        return false;
    }
  }

  #runs({ callee, arguments: given }: ESTree.CallExpression | ESTree.NewExpression): boolean {
    const [name, owner] = this.#called(callee);
    const [first, list] = given as (Node | undefined)[];
    if (CODE.test(name)) return given.some((each) => this.#comesFrom(each, true));
    if (owner !== '' && !OWNERS.test(owner)) return false;
    if (COMMAND.test(name)) return this.#comesFrom(first, false);
    if (!PROGRAM.test(name)) return false;
    if (this.#comesFrom(first, false)) return true;
    const program = first ? this.#names.textOf(first) : null;
    return program !== null && SHELL.test(program) && list?.type === 'ArrayExpression' && list.elements.some((each) => this.#comesFrom(each as Node | null, false));
  }

  /** The name of what is called, and whose it is; of what `promisify` made of another function, that one. */
  #called(callee: Node): [name: string, owner: string] {
    const inner = withoutWrapping(callee);
    const value = inner.type === 'Identifier' ? this.#names.valueOf(inner) : null;
    const made = value ? withoutWrapping(value) : null;
    const [from] = made?.type === 'CallExpression' && lastName(made.callee) === 'promisify' ? made.arguments : [];
    const path = this.#names.pathOf(from ?? inner) || memberPath(from ?? inner);
    const at = path.lastIndexOf('.');
    // `/a/.exec(text)`: nothing that has a name.
    const isOfNoName = at < 0 && (from ?? inner).type === 'MemberExpression';
    return [path.slice(at + 1), isOfNoName ? '?' : path.slice(0, Math.max(0, at))];
  }

  /** `repl.start({ input: socket })`, and an inspector that listens for other computers. */
  #opensConsole({ callee, arguments: given }: ESTree.CallExpression | ESTree.NewExpression): boolean {
    const [name, owner] = this.#called(callee);
    const [first, host] = given as (Node | undefined)[];
    if (name === 'start' && owner === 'repl' && first?.type === 'ObjectExpression') {
      const input = propertyOf(first, 'input');
      return input?.type === 'Identifier' && this.#sockets.has(input.name);
    }
    return name === 'open' && /^(?:node:)?inspector$/.test(owner) && host?.type === 'Literal' && typeof host.value === 'string' && !/^(?:localhost|127\.|::1)/.test(host.value);
  }
}

function isBlank(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && node.value.trim() === '';
}

/** `{ run(args) {} }`, `exports.run = (args) => {}`, `export function run(args) {}` */
function givenOut(node: Node): Callable | null {
  const value = node.type === 'Property' ? node.value : node.type === 'AssignmentExpression' && /(?:^|\.)exports\b/.test(memberPath(node.left as Node)) ? node.right : node.type === 'ExportNamedDeclaration' ? node.declaration : null;
  return value && isCallable(value as Node) ? (value as Callable) : null;
}

function namesOf(parameter: unknown): string[] {
  const pattern = parameter as Node | undefined;
  if (pattern?.type === 'Identifier') return [pattern.name];
  return pattern?.type === 'ObjectPattern' ? pattern.properties.flatMap((each) => (each.type === 'Property' && each.value.type === 'Identifier' ? [each.value.name] : [])) : [];
}
