import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { calledIn } from '../../javascript/conditions/own-answers.js';
import { isWithin, quietSendsIn } from '../../javascript/flows/quiet-senders.js';
import { importedNames } from '../../javascript/flows/sending-functions.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** A function that others call, and what of that which it gets they log in with. */
interface Heard {
  within: Pick<Callable, 'start' | 'end'>;
  isTheirs: (node: Node) => boolean;
}

/** Which parameter it is of a function, and which part of a request it gets there. */
interface Given {
  at: number;
  before: readonly string[];
}

const FIRST: Given = { at: 0, before: [] };

/** What clients for requests ask before each, and after: of axios by a method, of others by a list among their options. */
const INTERCEPTS = /(?:^|\.)interceptors\.(?:request|response)\.use$/;
const HOOKS = /^(?:beforeRequest|afterResponse|beforeRetry|beforeRedirect|onRequest|onResponse)$/;
/** Where requests have what somebody logs in with. */
const HEADER = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-api-key|api-key|apikey|x-auth-token|x-access-token|private-token)$/i;
const REQUEST = /^(?:config|request|options|req)$/;
/** Methods by which somebody logs in, and such as get everything for it as a whole. */
const LOGS_IN = /^(?:log_?in|sign_?in|authenticate|authorize|set_?(?:access_?)?token|set_?(?:api_?)?key|set_?password|set_?credentials|use_?token|connect)$/i;
/** Names of what nobody else is given, and of parameters that are something else. */
const SECRET = /^(?:pass(?:word|wd|phrase)?|pwd|secret|token|\w{1,20}_?token|(?:api|access|private|secret|auth|client)_?(?:key|secret|token)|credentials?|connection_?string)$/i;
const HARMLESS = /^(?:user(?:_?name)?|e?_?mail|name|id|\w{1,20}_?id|host(?:name)?|port|url|uri|endpoint|cb|callback|done|next|req|res|request|response|event|ctx|context|provider|connector|target|socket|error|err|reason|result|code|scopes?|redirect\w*|chain\w*|wallet\w*)$/i;
/** Files with settings, and who reads them. */
const SETTINGS = /(?:^|[\\/])\.env(?:\.[\w.]{1,20})?$|^dotenv(?:-\w{1,20})?$/;
/** Pieces of a text that are no longer than this tell nobody the whole. */
const SHORT = 8;
/** Functions that hand a request to each other. */
const MOST_BETWEEN = 2;
const DEEPEST = 4;

/**
 * Where what others log in with goes to a server that is written here, in a request whose answer nobody reads: by a function that is asked before each request
 * of a client, or stands in the place of the one that logs in, by a class that is made of another one, or by who reads settings. In one small script; null where none does.
 */
export function takenLogin(program: ESTree.Program): Node | null {
  const told = new ToldValues(program);
  const heard = heardIn(program, told.names);
  const sends = heard.length > 0 ? quietSendsIn(program, told, isAbout) : [];
  for (const { within, isTheirs } of heard) {
    const found = sends.find(({ node, sent }) => isWithin(node, within) && sent.some((each) => told.tells(each, isTheirs, isAbout)));
    if (found) return found.node;
  }
  return null;
}

/** The first or last letters of a text, and a member that is asked for by a name which no secret has. */
function isAbout(node: Node): boolean {
  if (node.type === 'MemberExpression') return node.computed && node.property.type === 'Literal' && typeof node.property.value === 'string' && !HEADER.test(node.property.value) && !SECRET.test(node.property.value);
  if (node.type !== 'CallExpression' || !/^(?:slice|substring|substr)$/.test(lastName(node.callee) ?? '')) return false;
  const last = node.arguments.at(-1);
  const end = last?.type === 'UnaryExpression' && last.operator === '-' ? last.argument : last;
  return end?.type === 'Literal' && typeof end.value === 'number' && end.value <= SHORT && (end !== last || node.arguments.length > 1);
}

function heardIn(program: ESTree.Program, names: WrittenNames): Heard[] {
  const heard: Heard[] = [];
  const read = readMembers(program);
  const imported = importedNames(program);
  const readsSettings = nodesWithin(program).some((node) => node.type === 'Literal' && typeof node.value === 'string' && SETTINGS.test(node.value));
  if (readsSettings) heard.push({ within: program, isTheirs: (node) => isParsed(node, names) });
  for (const node of nodesWithin(program)) {
    if (node.type === 'CallExpression' && INTERCEPTS.test(memberPath(node.callee))) hear(node.arguments[0], names, (callable) => heard.push(...heardByRequest(callable, names, program)));
    else if (node.type === 'Property' && HOOKS.test(lastName(node.key) ?? '')) for (const each of node.value.type === 'ArrayExpression' ? node.value.elements : [node.value]) hear(each, names, (callable) => heard.push(...heardByRequest(callable, names, program)));
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression' && LOGS_IN.test(lastName(node.left) ?? '') && read.has(lastName(node.left)!)) hear(node.right, names, (callable) => heard.push({ within: callable, isTheirs: givenTo(callable) }));
    else if ((node.type === 'ClassDeclaration' || node.type === 'ClassExpression') && node.superClass) heard.push(...heardByClass(node, names, imported));
  }
  return heard;
}

function hear(node: Node | null | undefined, names: WrittenNames, add: (callable: Callable) => void): void {
  const inner = node ? withoutWrapping(node) : null;
  const callable = !inner ? null : isCallable(inner) ? inner : inner.type === 'Identifier' ? names.functionOf(inner) : null;
  if (callable) add(callable);
}

/** A function that is asked before a request or after it, and those of the script that it hands the request, or a part of it, on to. */
function heardByRequest(callable: Callable, names: WrittenNames, program: ESTree.Program, given = FIRST, depth = 0): Heard[] {
  const heard: Heard[] = [{ within: callable, isTheirs: ofParameter(callable, names, isOfRequest, given) }];
  for (const node of depth < MOST_BETWEEN ? nodesWithin(callable.body as Node) : []) {
    if (node.type !== 'CallExpression') continue;
    const parts = node.arguments.map((each) => pathsFrom(each as Node, callable, names, given));
    const own = parts.some(({ length }) => length > 0) ? calledIn(node, () => names, nodesWithin(program)) : null;
    if (own?.body && own !== callable) parts.forEach((paths, at) => paths.forEach((before) => heard.push(...heardByRequest(own, names, program, { at, before }, depth + 1))));
  }
  return heard;
}

/** Names of members that are kept, and not only set or called: `client.login.bind(client)`, `const { login } = client`. */
function readMembers(program: ESTree.Program): ReadonlySet<string> {
  const set = new Set<Node>();
  const read = new Set<string>();
  for (const node of nodesWithin(program)) {
    if (node.type === 'AssignmentExpression') set.add(node.left as Node);
    if (node.type === 'CallExpression') set.add(withoutWrapping(node.callee));
    if (node.type === 'MemberExpression' && !set.has(node)) read.add(lastName(node) ?? '');
    if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern') for (const each of node.id.properties) if (each.type === 'Property') read.add(lastName(each.key) ?? '');
  }
  return read;
}

/** A class that is made of one from another package, and logs in as that does, or hands it what somebody logs in with. */
function heardByClass(made: ESTree.ClassDeclaration | ESTree.ClassExpression, names: WrittenNames, imported: ReturnType<typeof importedNames>): Heard[] {
  const base = withoutWrapping(made.superClass as Node);
  if (base.type === 'Identifier' && (imported.get(base.name)?.specifier.startsWith('.') || names.valuesOf(base).some(({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression'))) return [];
  return made.body.body.flatMap((method) => {
    if (method.type !== 'MethodDefinition' || !method.value || !isCallable(method.value)) return [];
    const callable = method.value;
    const name = lastName(method.key as Node) ?? '';
    if (method.kind === 'constructor') return !handsOn(callable) ? [] : [{ within: callable, isTheirs: ofParameter(callable, names, ([last, more]) => last !== undefined && more === undefined && SECRET.test(last)) }, { within: callable, isTheirs: givenTo(callable, (each) => SECRET.test(each)) }];
    return LOGS_IN.test(name) && nodesWithin(callable).some((node) => node.type === 'Super') ? [{ within: callable, isTheirs: givenTo(callable) }] : [];
  });
}

/** `super(options)`: does the class that it is made of get something of what the constructor gets? */
function handsOn(callable: Callable): boolean {
  const params = new Set(callable.params.flatMap((each) => namesWithin(each as Node)));
  return nodesWithin(callable).some((node) => node.type === 'CallExpression' && (node.callee as Node).type === 'Super' && node.arguments.some((each) => nodesWithin(each as Node).some((inner) => inner.type === 'Identifier' && params.has(inner.name))));
}

/** What a function is given to log in with: a parameter, or a member of one that says so. */
function givenTo(callable: Callable, isTheirs = (name: string): boolean => !HARMLESS.test(name)): Heard['isTheirs'] {
  const params = new Set(callable.params.flatMap((each) => parameterNames(each as Node)).filter(isTheirs));
  return (node) => node.type === 'Identifier' && params.has(node.name) && isWithin(node, callable);
}

/** The names of a parameter; of one that is taken apart, those of secrets. */
function parameterNames(parameter: Node): string[] {
  if (parameter.type === 'Identifier') return [parameter.name];
  if (parameter.type === 'RestElement' || parameter.type === 'AssignmentPattern') return parameterNames((parameter.type === 'RestElement' ? parameter.argument : parameter.left) as Node);
  if (parameter.type !== 'ObjectPattern') return [];
  return parameter.properties.flatMap((each) => (each.type === 'Property' && SECRET.test(lastName(each.key) ?? '') ? parameterNames(each.value as Node) : []));
}

/** Is something a part of what a function is given that says so by the names of its members, also by way of other names? */
function ofParameter(callable: Callable, names: WrittenNames, isPart: (path: readonly string[]) => boolean, given = FIRST): Heard['isTheirs'] {
  return (node) => (node.type === 'MemberExpression' || node.type === 'Identifier' || node.type === 'CallExpression') && pathsFrom(node, callable, names, given).some(isPart);
}

/** The members by which something is a part of what a function is given; none for anything else. */
function pathsFrom(root: Node, { params, start, end }: Callable, names: WrittenNames, { at, before }: Given): readonly (readonly string[])[] {
  const pathsOf = (node: Node, path: readonly string[], depth: number): readonly (readonly string[])[] => {
    const inner = withoutWrapping(node);
    if (depth > DEEPEST || !isWithin(inner, { start, end } as Callable)) return [];
    if (inner.type === 'MemberExpression') return pathsOf(inner.object, [memberName(inner), ...path], depth);
    if (inner.type === 'LogicalExpression') return [inner.left as Node, inner.right].flatMap((each) => pathsOf(each, path, depth + 1));
    // `headers.get('authorization')`
    if (inner.type === 'CallExpression') {
      const [name] = inner.arguments;
      const callee = withoutWrapping(inner.callee);
      return callee.type === 'MemberExpression' && /^get(?:Header)?$/.test(memberName(callee)) && name?.type === 'Literal' ? pathsOf(callee.object, [String(name.value), ...path], depth) : [];
    }
    if (inner.type !== 'Identifier') return [];
    const own = stepsTo(inner.name, params[at] as Node | undefined);
    return own ? [[...before, ...own, ...path]] : names.valuesOf(inner).flatMap((each) => pathsOf(each, path, depth + 1));
  };
  return pathsOf(root, [], 0);
}

/** The members by which a name of a parameter is a part of it; null where it is none. */
function stepsTo(name: string, parameter: Node | undefined): string[] | null {
  if (parameter?.type === 'AssignmentPattern') return stepsTo(name, parameter.left as Node);
  if (parameter?.type === 'Identifier') return parameter.name === name ? [] : null;
  if (parameter?.type !== 'ObjectPattern') return null;
  for (const each of parameter.properties) {
    const steps = each.type === 'Property' ? stepsTo(name, each.value as Node) : null;
    if (steps && each.type === 'Property') return [lastName(each.key) ?? '', ...steps];
  }
  return null;
}

/** `config.headers`, `config.headers.Authorization`, `config.auth`, and the same of the request that an answer has. */
function isOfRequest(path: readonly string[]): boolean {
  const [first, second, more] = REQUEST.test(path[0] ?? '') ? path.slice(1) : path;
  if (first === 'auth') return second === undefined || (second === 'password' && more === undefined);
  return first === 'headers' && (second === undefined || (HEADER.test(second) && more === undefined) || (second === 'common' && (more === undefined || HEADER.test(more))));
}

/** `dotenv.config().parsed`, and of what a function of the script answers. */
function isParsed(node: Node, names: WrittenNames): boolean {
  if (node.type !== 'MemberExpression' || memberName(node) !== 'parsed') return false;
  const owner = withoutWrapping(node.object);
  return owner.type === 'CallExpression' || (owner.type === 'Identifier' && names.valuesOf(owner).some((each) => withoutWrapping(each).type === 'CallExpression'));
}

function memberName({ property, computed }: ESTree.MemberExpression): string {
  if (property.type === 'Literal') return String(property.value);
  return !computed && property.type === 'Identifier' ? property.name : '';
}
