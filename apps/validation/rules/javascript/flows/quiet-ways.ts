import type { ESTree } from 'meriyah';
import { isNamedHost, namesStranger, reachOf } from '../../facts/places.js';
import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { nameOf, pieceOf, withoutWrapping } from '../syntax/expressions.js';
import { isNameOf } from './handed-arguments.js';
import type { Places } from './handed-arguments.js';
import { memberPath } from '../syntax/member-paths.js';
import { quietRequestsIn } from './quiet-requests.js';
import { isWithin } from './quiet-senders.js';
import type { QuietSend } from './quiet-senders.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import { exportedFunctions, importedNames } from './sending-functions.js';
import { ToldValues } from '../texts/told-values.js';
import type { Node, Of } from '../syntax/tree.js';
import type { WrittenNames } from '../names/written-names.js';

/** Functions that hand it to each other. */
const MOST_BETWEEN = 3;
/** What makes a request, or sends something in another way, by its whole name with the modules that names stand for. */
const SENDS = /^(?:(?:window|self|globalThis)\.)?(?:fetch|native|node-fetch|cross-fetch|phin)$|^(?:axios|got|ky|needle|superagent|undici|request|bent|\$|jQuery)(?:\.default)?(?:\.(?:post|put|patch|get|request|fetch|ajax))?$|(?:^|[./:])(?:https?|http2)(?:\.default)?\.(?:get|request)$|(?:^|[./:])dns(?:\/promises)?(?:\.promises)?\.(?:lookup|resolve\w{0,5})$/;
/** A program that sends what it is started with. */
const STARTS = /^(?:node:)?child_process\.(?:exec|execFile|spawn)(?:Sync)?$/;
const PROGRAM = /(?:^|[\s/\\])(?:curl|wget|nc|ncat|nslookup|dig|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)(?:\.exe)?(?:\s|$)/i;
/** What a connection, a socket or a request that was opened before is given. */
const WRITES = /^(?:write|end|send)$/;
/** What opens one. */
const OPENS = /^(?:(?:node:)?(?:https?|net|tls|http2|dgram)\.(?:request|get|connect|createConnection|createSocket|Socket)|(?:window\.)?WebSocket|ws)$/;
/** Reporters of errors, whose owner is written with their address. */
const REPORTS = /^(?:capture(?:Message|Exception|Event)|addBreadcrumb|setContext|setExtras?)$/;
const INTEROP = /^_{1,2}(?:import|interop|toESM)\w{0,30}$/;
/** What puts something into a list, a table or a form. */
export const FILLS = /^(?:push|unshift|add|append|set)$/;
const HOLDS = /^(?:Map|Set|Array|FormData|URLSearchParams|Headers|Blob)$/;
const MOST_NODES = 2_000;
/** What takes a list or a text to pieces that are all of it. */
const PIECES = /^(?:match|matchAll|filter|splice|slice|split|flat|reverse)$/;
const EACH = /^(?:forEach|map|flatMap)$/;
const PASSES = /^(?:catch|finally|then)$/;
const LISTENS = /^(?:on|once|addListener|addEventListener|subscribe)$/;
const TELLS = /^(?:emit|publish|dispatchEvent|next)$/;
/** How many arguments stand before those that a function gets which is called later. */
const LATER = new Map([['setTimeout', 2], ['setInterval', 2], ['setImmediate', 1], ['nextTick', 1], ['queueMicrotask', 1]]);

/** Where what a function gets goes out. */
interface Sending {
  /** Names it is called by. */
  isCalled: (callee: Node) => boolean;
  places: readonly number[];
  callable: Callable;
}

/**
 * All ways on which something leaves one small script to a server that is written in it, or to a function of another one that sends it, where nobody reads
 * an answer: requests, programs, sockets, look-ups of names and reports of errors, and the calls by which something gets there, also by an event, a timer or a generator.
 * `namesServer`: a file with settings that the script loads names one.
 */
export function quietWaysIn(program: ESTree.Program, told: ToldValues, placesOf: (specifier: string) => Places | undefined, namesServer = false): readonly QuietSend[] {
  const nodes = nodesWithin(program);
  const imported = importedNames(program);
  const sends: QuietSend[] = handedOn(nodes, imported, placesOf);
  if (namesServer || nodes.some(isStranger)) {
    sends.push(...quietRequestsIn(program, told.names).filter(({ node, neverAnswers }) => neverAnswers || hidesFailure(node)));
    const later = calledBack(nodes);
    for (const node of nodes) sends.push(...wayAt(node, later, nodes, told.names, imported));
  }
  sends.push(...fillsOf(sends, nodes, told.names));
  const functions = sends.length > 0 ? functionsIn(nodes) : [];
  let last: readonly QuietSend[] = sends;
  for (let between = 0; between < MOST_BETWEEN && last.length > 0; between++) {
    const sending = functions.flatMap(({ isCalled, callable }) => {
      const within = last.filter(({ node }) => isWithin(node, callable));
      const places = within.length === 0 ? [] : callable.params.flatMap((each, at) => (within.some(({ sent }) => sent.some((part) => told.tells(part, isNameOf(each as Node, callable)))) ? [at] : []));
      if (places.length > 0) return [{ isCalled, places, callable }];
      // What a generator is told by each call of `next`.
      const isTold = callable.generator && within.some(({ sent }) => sent.some((part) => told.tells(part, (node) => node.type === 'YieldExpression')));
      return isTold ? [{ isCalled: (callee: Node) => nameOf(callee) === 'next', places: [0], callable }] : [];
    });
    const found = sending.length > 0 ? callsOf(nodes, sending, told.names) : [];
    sends.push(...found.filter(({ node, sent }) => !sends.some((each) => each.node === node && each.sent[0] === sent[0])));
    last = found;
  }
  return sends;
}

/** A text that names a server elsewhere, also in base64, or as the host of an option. */
function isStranger(node: Node): boolean {
  const text = pieceOf(node);
  if (text === null || text.length < 6) return false;
  return namesStranger(/^(?:aHR0c|Ly9)[\w+/]+=*$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : text) || isNamedHost(text.replace(/^\./, '')) || /^https?:\/{0,2}$/.test(text) || /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$/.test(text);
}

/** Is there a server, or a function of another script that sends something? Cheap to ask, before names are followed. */
export function mayLeave(program: ESTree.Program, placesOf: (specifier: string) => Places | undefined, namesServer: boolean): boolean {
  if (namesServer) return true;
  const nodes = nodesWithin(program);
  return nodes.some((node) => isStranger(node) || (node.type === 'Literal' && typeof node.value === 'string' && placesOf(node.value) !== undefined));
}

/** The functions that a script exports, with the places of what leaves it on such a way. */
export function quietPlacesIn(program: ESTree.Program, placesOf: (specifier: string) => Places | undefined, namesServer = false): Places {
  if (!mayLeave(program, placesOf, namesServer)) return new Map();
  const told = new ToldValues(program);
  const ways = quietWaysIn(program, told, placesOf, namesServer);
  const found = new Map<string, ReadonlySet<number>>();
  for (const [name, callable] of ways.length > 0 ? exportedFunctions(program) : []) {
    const within = ways.filter(({ node }) => isWithin(node, callable));
    const places = callable.params.flatMap((each, at) => (within.some(({ sent }) => sent.some((part) => told.tells(part, isNameOf(each as Node, callable)))) ? [at] : []));
    if (places.length > 0) found.set(name, new Set(places));
  }
  return found;
}

type Imported = ReturnType<typeof importedNames>;

/** A statement, a function that is one expression, or an answer of one, that sends something and waits for nothing. */
function wayAt(node: Node, later: ReadonlySet<Node>, nodes: readonly Node[], names: WrittenNames, imported: Imported): QuietSend[] {
  const deeds = node.type === 'ExpressionStatement' ? [node.expression] : node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement' ? [node.body as Node] : node.type === 'ReturnStatement' && node.argument ? [node.argument] : node.type === 'AssignmentExpression' || node.type === 'VariableDeclarator' ? [node.type === 'VariableDeclarator' ? node.init : node.right] : [];
  return deeds.flatMap((deed) => {
    const isAlone = node.type === 'ExpressionStatement' || (node.type === 'ArrowFunctionExpression' && (later.has(node) || (deed?.type === 'CallExpression' && WRITES.test(nameOf(deed.callee)))));
    const call = deed ? unread(deed as Node, isAlone) : null;
    if (!call) return [];
    const sent = SENDS.test(pathOf(call.callee, names, imported)) && !hidesFailure(deed as Node) && !/dns|https?\./.test(pathOf(call.callee, names, imported)) ? [] : sentBy(call, nodes, names, imported);
    return sent.length > 0 ? [{ node: call, sent }] : [];
  });
}

/** Functions of which nobody gets what they answer: what a timer, a listener or a list calls. */
function calledBack(nodes: readonly Node[]): ReadonlySet<Node> {
  return new Set(nodes.flatMap((node) => (node.type === 'CallExpression' && (LATER.has(nameOf(node.callee)) || LISTENS.test(nameOf(node.callee)) || nameOf(node.callee) === 'forEach') ? node.arguments.filter((each) => isCallable(each as Node)) : [])));
}

/** `rows.push(row)`, `form.set('key', value)`: what is put into a list or an object that goes out. */
function fillsOf(sends: readonly QuietSend[], nodes: readonly Node[], names: WrittenNames): QuietSend[] {
  const out = new Set<string>();
  const seen = new Set<Node>();
  const open = sends.flatMap(({ sent }) => sent);
  for (let next = open.pop(); next && seen.size < MOST_NODES; next = open.pop()) {
    for (const node of nodesWithin(next, MOST_NODES)) {
      if (node.type === 'MemberExpression' && withoutWrapping(node.object).type === 'ThisExpression') out.add(nameOf(node));
      if (node.type !== 'Identifier') continue;
      for (const value of names.valuesOf(node)) {
        if (value.type === 'ArrayExpression' || (value.type === 'NewExpression' && HOLDS.test(nameOf(value.callee)))) out.add(node.name);
        if (!seen.has(value) && !isCallable(value)) open.push(value);
        seen.add(value);
      }
    }
  }
  out.delete('');
  return out.size === 0 ? [] : nodes.flatMap((node) => (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && FILLS.test(nameOf(node.callee)) && out.has(nameOf(withoutWrapping(node.callee.object))) ? [{ node: node as Node, sent: node.arguments as Node[] }] : []));
}

/** The call whose answer nobody reads: `fetch(…).catch(…)`, `get(…).on('error', …)`. As an answer, only one that is hidden before counts. */
function unread(expression: Node, isAlone: boolean): Of<'CallExpression'> | null {
  let inner = withoutWrapping(expression);
  if (inner.type === 'LogicalExpression') inner = withoutWrapping(inner.right);
  if (inner.type === 'UnaryExpression' && inner.operator === 'void') return unread(inner.argument as Node, true);
  if (inner.type === 'YieldExpression' && inner.argument) return unread(inner.argument, isAlone);
  if (inner.type === 'ConditionalExpression') return unread(inner.consequent, isAlone) ?? unread(inner.alternate, isAlone);
  if (inner.type !== 'CallExpression') return null;
  const { callee } = inner;
  if (callee.type === 'MemberExpression' && withoutWrapping(callee.object).type === 'CallExpression' && (PASSES.test(nameOf(callee)) ? inner.arguments.every((each) => readsNothing(each as Node)) : LISTENS.test(nameOf(callee)) && inner.arguments[0]?.type === 'Literal' && inner.arguments[0].value === 'error')) return unread(callee.object, true);
  return isAlone ? inner : null;
}

/** `fetch(…).catch(() => {})`, `request.end(body)`: nobody learns that it failed. */
function hidesFailure(deed: Node): boolean {
  return nodesWithin(deed).some((node) => node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && (PASSES.test(nameOf(node.callee)) || WRITES.test(nameOf(node.callee))));
}

/** `() => {}`, `() => true`, `(r) => r.body.dump()`: what does nothing with an answer. */
function readsNothing(handler: Node): boolean {
  const inner = withoutWrapping(handler);
  if (inner.type === 'Identifier' && inner.name === 'noop') return true;
  if (!isCallable(inner) || !inner.body) return false;
  if (inner.params.length === 0) return nodesWithin(inner.body as Node).every((each) => each.type !== 'CallExpression');
  return inner.body.type === 'CallExpression' && /^(?:dump|resume|destroy|cancel|arrayBuffer)$/.test(nameOf(inner.body.callee));
}

function sentBy(call: Of<'CallExpression'>, nodes: readonly Node[], names: WrittenNames, imported: Imported): readonly Node[] {
  const { callee, arguments: given } = call;
  const path = pathOf(callee, names, imported);
  if (SENDS.test(path)) return given.some(takesAnswer) ? [] : given;
  if (STARTS.test(path)) return given.some((each) => textsIn(each, names).some((text) => PROGRAM.test(text))) ? given : [];
  if (/(?:^|\.)pipeline$/.test(path)) return given.some((each) => opensRequest(each, names, imported)) ? given.flatMap(contentOf) : [];
  if (callee.type !== 'MemberExpression') return [];
  const name = nameOf(callee);
  // A mail to somebody who is written here.
  if (name === 'sendMail') return given.some((each) => each.type === 'ObjectExpression' && each.properties.some((property) => property.type === 'Property' && /^(?:to|bcc)$/.test(nameOf(property.key)) && property.value.type === 'Literal' && /^[^@\s]{1,64}@[^@\s]{3,}$/.test(String(property.value.value)))) ? given : [];
  if (REPORTS.test(name)) return /sentry|raven|bugsnag|rollbar/i.test(path) || /sentry|raven|bugsnag|rollbar/i.test(memberPath(callee)) ? given : [];
  if (name === 'pipe') return given.some((each) => opensRequest(each, names, imported)) ? contentOf(callee.object) : [];
  return WRITES.test(name) && given.length > 0 && isOpened(callee.object, nodes, names, imported) ? given : [];
}

/** `Readable.from([text])` */
function contentOf(node: Node): Node[] {
  const inner = withoutWrapping(node);
  if (inner.type !== 'CallExpression') return [inner];
  return nameOf(inner.callee) === 'pipe' && inner.callee.type === 'MemberExpression' ? contentOf(inner.callee.object) : inner.arguments;
}

function opensRequest(node: Node, names: WrittenNames, imported: Imported): boolean {
  const inner = withoutWrapping(node);
  const made = inner.type === 'Identifier' ? (names.valueOf(inner) ?? inner) : inner;
  return made.type === 'CallExpression' && OPENS.test(pathOf(made.callee, names, imported));
}

/** Was this opened here as a connection or a request, also by a function that answers it? */
function isOpened(node: Node, nodes: readonly Node[], names: WrittenNames, imported: Imported): boolean {
  const answers = new Answers();
  const leads = (each: Node, depth: number): boolean => {
    const inner = withoutWrapping(each);
    return depth <= 3 && answers.ask(inner, () => leadsToOpened(inner, nodes, names, imported, (next) => leads(next, depth + 1)), depth);
  };
  return leads(node, 0);
}

function leadsToOpened(inner: Node, nodes: readonly Node[], names: WrittenNames, imported: Imported, of: (node: Node) => boolean): boolean {
  if (inner.type === 'CallExpression' || inner.type === 'NewExpression') {
    if (OPENS.test(pathOf(inner.callee, names, imported))) return !inner.arguments.some((each) => takesAnswer(each as Node) || isOwnComputer(each as Node));
    const own = inner.callee.type === 'Identifier' ? names.functionOf(inner.callee) : null;
    return own?.body ? nodesWithin(own.body as Node).some((each) => each.type === 'ReturnStatement' && each.argument && of(each.argument)) : false;
  }
  if (inner.type === 'Identifier') return names.valuesOf(inner).some(of);
  if (inner.type === 'AssignmentExpression') return of(inner.right);
  if (inner.type !== 'MemberExpression' || withoutWrapping(inner.object).type !== 'ThisExpression') return false;
  const name = nameOf(inner);
  return nodes.some((each) => each.type === 'AssignmentExpression' && each.left.type === 'MemberExpression' && nameOf(each.left as Node) === name && of(each.right));
}

/** The path of what is called, with the module of an imported name, and names of other modules that stand for it. */
function pathOf(callee: Node, names: WrittenNames, imported: Imported): string {
  const written = memberPath(callee);
  const [first = '', ...rest] = written.split('.');
  const source = imported.get(first);
  if (source) return [source.specifier.replace(/^node:/, ''), ...(source.name === null ? [] : [source.name]), ...rest].join('.');
  const path = names.pathOf(callee).replace(/^node:/, '');
  return path === '' ? written : path;
}

function textsIn(node: Node, names: WrittenNames): string[] {
  return nodesWithin(node, 200).flatMap((each) => (each.type === 'Literal' && typeof each.value === 'string' ? [each.value] : each.type === 'TemplateElement' ? [each.value.cooked ?? ''] : each.type === 'Identifier' ? (names.textOf(each) ?? []) : []));
}

/** `net.connect(port, '127.0.0.1')`, `{ host: 'localhost' }` */
function isOwnComputer(given: Node): boolean {
  const host = given.type === 'ObjectExpression' ? (given.properties as Node[]).flatMap((each) => (each.type === 'Property' && /^host(?:name)?$/.test(nameOf(each.key)) ? [each.value as Node] : []))[0] : given;
  return host?.type === 'Literal' && typeof host.value === 'string' && reachOf(host.value) === 'local';
}

/** A function for the answer. */
function takesAnswer(node: Node): boolean {
  return isCallable(node) && node.params.length > 0 && !/^(?:e|err|error|_)$/.test(nameOf(node.params[0] as Node));
}

/** What functions of other scripts get that send it. */
function handedOn(nodes: readonly Node[], imported: Imported, placesOf: (specifier: string) => Places | undefined): QuietSend[] {
  const sending = new Map([...imported, ...loadedIn(nodes)].flatMap(([name, source]) => (placesOf(source.specifier) ? [[name, { source, places: placesOf(source.specifier)! }] as const] : [])));
  if (sending.size === 0) return [];
  const made = new Map(nodes.flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init?.type === 'NewExpression' ? [[node.id.name, nameOf(node.init.callee)] as const] : node.type === 'AssignmentExpression' && node.right.type === 'NewExpression' ? [[nameOf(node.left as Node), nameOf(node.right.callee)] as const] : [])));
  return nodes.flatMap((node) => {
    if (node.type !== 'ExpressionStatement') return [];
    const call = unread(node.expression, true);
    if (!call) return [];
    const parts = memberPath(call.callee).replace(/^this\.#?/, '').split('.');
    const name = parts.at(-1)!;
    const found = sending.get(parts[0]!) ?? (parts.length > 1 ? sending.get(made.get(parts[0]!) ?? '') : undefined);
    if (!found) return [];
    const of = found.source.name ?? 'default';
    const places = [parts.length > 1 ? name : of, `${of}.${name}`, `default.${name}`].flatMap((each) => found.places.get(each) ?? [])[0];
    const sent = call.arguments.filter((_, at) => places?.has(at));
    return sent.length > 0 ? [{ node: call, sent: sent as Node[] }] : [];
  });
}

/** `const net_1 = __importDefault(require('./net'))`, as compilers write it. */
function loadedIn(nodes: readonly Node[]): [string, { specifier: string; name: null }][] {
  return nodes.flatMap((node) => {
    const [loaded] = node.type === 'VariableDeclarator' && node.init?.type === 'CallExpression' && INTEROP.test(nameOf(node.init.callee)) ? node.init.arguments : [];
    const [specifier] = loaded?.type === 'CallExpression' && nameOf(loaded.callee) === 'require' ? loaded.arguments : [];
    return node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && specifier?.type === 'Literal' ? [[node.id.name, { specifier: String(specifier.value), name: null }]] : [];
  });
}

/** `text.match(/…/g)`, also under a name: the text. */
function wholeOf(list: Node, names: WrittenNames): Node {
  let inner = withoutWrapping(list);
  for (let steps = 0; steps < 6; steps++) {
    if (inner.type === 'LogicalExpression') inner = withoutWrapping(inner.left as Node);
    else if (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && PIECES.test(nameOf(inner.callee))) inner = withoutWrapping(inner.callee.object);
    else if (inner.type === 'Identifier') {
      const value = names.valueOf(inner);
      const next = value ? withoutWrapping(value) : null;
      if (next?.type !== 'CallExpression' || !PIECES.test(nameOf(next.callee))) return inner;
      inner = next;
    } else return inner;
  }
  return inner;
}

/** Functions and methods that have a name, of which there is only one, and those that are called with what an event tells, or later. */
function functionsIn(nodes: readonly Node[]): Omit<Sending, 'places'>[] {
  const named = new Map<string, Callable[]>();
  const found: Omit<Sending, 'places'>[] = [];
  for (const node of nodes) {
    const [name, value] = namedAt(node);
    if (isCallable(node) && node.generator) found.push({ callable: node, isCalled: (callee) => callee.type === 'MemberExpression' && nameOf(callee) === 'next' });
    if (name !== '' && value && isCallable(value)) named.set(name, [...(named.get(name) ?? []), value]);
    if (node.type !== 'CallExpression' || !LISTENS.test(nameOf(node.callee))) continue;
    const [event, listener] = node.arguments;
    if (event?.type === 'Literal' && listener && isCallable(listener)) found.push({ callable: listener, isCalled: (callee) => callee.type === 'MemberExpression' && TELLS.test(nameOf(callee)) });
  }
  for (const [name, [callable, more]] of named) if (callable && !more) found.push({ callable, isCalled: (callee) => isCallOf(callee, name) });
  for (const node of nodes) if (node.type === 'CallExpression' && (LATER.has(nameOf(node.callee)) || EACH.test(nameOf(node.callee))) && node.arguments[0] && isCallable(node.arguments[0])) found.push({ callable: node.arguments[0], isCalled: (callee) => callee === node.callee });
  return found;
}

function isCallOf(callee: Node, name: string): boolean {
  const inner = withoutWrapping(callee);
  if (nameOf(inner) === name) return true;
  return inner.type === 'MemberExpression' && /^(?:call|apply|bind)$/.test(nameOf(inner)) && nameOf(withoutWrapping(inner.object)) === name;
}

/** A name, and what it is given where it is declared, put somewhere or a member; empty and null for other nodes. */
export function namedAt(node: Node): [string, Node | null] {
  if (node.type === 'FunctionDeclaration') return [node.id?.name ?? '', node];
  if (node.type === 'VariableDeclarator') return [nameOf(node.id as Node), (node.init as Node | null) ?? null];
  if (node.type === 'AssignmentExpression') return [nameOf(node.left as Node), node.right];
  return node.type === 'MethodDefinition' || node.type === 'PropertyDefinition' || node.type === 'Property' ? [node.key ? nameOf(node.key as Node) : '', node.value as Node | null] : ['', null];
}

/** The calls of these, each with what goes out. What a function gets behind a time is counted from there on; of `f.call(this, a)`, `this` is none. */
function callsOf(nodes: readonly Node[], sending: readonly Sending[], names: WrittenNames): QuietSend[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'CallExpression') return [];
    const { callee } = node;
    const found = sending.filter(({ isCalled }) => isCalled(callee));
    const sent = found.flatMap(({ places, callable }) => {
      const name = nameOf(callee);
      if (EACH.test(name) && callee.type === 'MemberExpression' && node.arguments[0] === (callable as Node)) return places.includes(0) ? [wholeOf(callee.object, names)] : [];
      const isLater = LATER.has(name) && node.arguments[0] === (callable as Node);
      const skipped = isLater ? LATER.get(name)! : TELLS.test(name) && node.arguments.length > 1 ? 1 : name === 'call' ? 1 : 0;
      if (isLedByCaller(callable, node.arguments.slice(skipped) as Node[], names)) return [];
      return places.flatMap((at) => (callable.params[at]?.type === 'RestElement' ? node.arguments.slice(at + skipped) : (node.arguments[at + skipped] ?? [])) as Node[]);
    });
    return sent.length > 0 ? [{ node: node as Node, sent }] : [];
  });
}

/** Does a call say where something goes by what nobody here has written? */
function isLedByCaller(callable: Callable, given: readonly Node[], names: WrittenNames): boolean {
  const at = addressOf(callable);
  const address = at < 0 ? undefined : given[at];
  return address !== undefined && names.textOf(address) === null && !nodesWithin(address).some(isStranger);
}

/** Which parameter of a function says where something goes, by its name; -1 for none. */
function addressOf(callable: Callable): number {
  return callable.params.findIndex((each) => ADDRESS.test(nameOf(each as Node)));
}

/** Tells calls in functions whose callers say where something goes: what such a one sends is told where the function is called. */
export function relaysIn(program: ESTree.Program): (node: Node) => boolean {
  const relays = nodesWithin(program).filter(isCallable).filter((each) => addressOf(each) >= 0);
  return (node) => relays.some((each) => isWithin(node, each)) && !nodesWithin(node).some(isStranger);
}

const ADDRESS = /^(?:url|uri|to|host|hostname|address|endpoint|target|server|href|link)$/i;
