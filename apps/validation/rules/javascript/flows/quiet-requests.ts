import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../syntax/children.js';
import { nameOf, pieceOf, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isNamedHost, namesStranger } from '../../facts/places.js';
import { isMadeOf } from '../conditions/made-of.js';
import { calledIn } from '../conditions/own-answers.js';
import { isCallable } from '../syntax/scope.js';
import type { Callable } from '../syntax/scope.js';
import { importedNames } from './sending-functions.js';
import type { Node } from '../syntax/tree.js';
import { isUsed, passes } from './unread-answers.js';
import type { WrittenNames } from '../names/written-names.js';

/** A request whose answer nobody reads, to a server that is written here. */
export interface QuietRequest {
  node: Node;
  /** What goes there, with the address. */
  sent: readonly Node[];
  /** By its kind, nobody could read an answer; or else nobody does here. */
  neverAnswers: boolean;
  /** It goes together with which page this is. */
  tellsPage: boolean;
}

/** What makes a request at once, and what opens one. */
const ASKS = /^(?:fetch|(?:node-fetch|cross-fetch|undici\.(?:fetch|request))|(?:axios|got|needle|superagent|ky|\$|jQuery)(?:\.(?:post|put|patch|get|request))?)$/;
const OPENS = /(?:^|[.:])(?:https?|net)\.request$/;
/** What makes a client with options of its own. */
const MAKES = /^(?:axios|got|ky|superagent)\.(?:create|extend|agent)$/;
const IGNORES = /^(?:on|once)$/;
const LATER = /^(?:setTimeout|setImmediate|queueMicrotask|requestIdleCallback|nextTick)$/;
/** Elements that ask a server for something which no script sees. */
const ELEMENTS = /^(?:img|link)$/i;
const PLACE = /^(?:(?:window|self|globalThis|document|top|parent)\.)*location(?:\.(?:host|hostname|href|origin|pathname|search))?$|^(?:window\.)?document\.(?:domain|URL|documentURI|referrer)$/;

type Imported = ReturnType<typeof importedNames>;

/** Beacons, pictures and links for a page by whatever is in their address, and requests that stand alone. Several rules ask the same. */
export function quietRequestsIn(program: ESTree.Program, names: WrittenNames): readonly QuietRequest[] {
  const requests = known.get(names) ?? readRequests(program, names);
  known.set(names, requests);
  return requests;
}

const known = new WeakMap<WrittenNames, readonly QuietRequest[]>();

function readRequests(program: ESTree.Program, names: WrittenNames): QuietRequest[] {
  const requests: QuietRequest[] = [];
  const imported = importedNames(program);
  for (const node of nodesWithin(program)) {
    const request = requestAt(node, program, names, imported);
    const addresses = request?.addresses ?? request?.sent.slice(0, 1) ?? [];
    if (!request || !(addresses.some((each) => isMadeOf(each, names, namesServer)) || request.hosts?.some((each) => isMadeOf(each, names, isHost)))) continue;
    requests.push({ sent: request.sent, neverAnswers: request.neverAnswers, node, tellsPage: request.sent.some((each) => isMadeOf(each, names, isPlace)) });
  }
  return requests;
}

/** Does a call make a request at once, to whatever server? */
export function asksServer({ callee }: ESTree.CallExpression, names: WrittenNames): boolean {
  return [names.pathOf(callee), memberPath(callee)].some((path) => ASKS.test(path.replace(/^(?:window|self|globalThis)\./, '')));
}

type Sent = Pick<QuietRequest, 'sent' | 'neverAnswers'> & {
  /** Where it may say which server, unless that is what is sent first. */
  addresses?: readonly Node[];
  /** What a function of the script gets as the name of a host. */
  hosts?: readonly Node[];
};

function requestAt(node: Node, program: ESTree.Program, names: WrittenNames, imported: Imported): Sent | null {
  const deed = node.type === 'ExpressionStatement' ? node.expression : node.type === 'VariableDeclarator' ? unusedIn(node, program) : node.type === 'CallExpression' ? laterIn(node) : null;
  if (deed) {
    const call = alone(deed);
    const own = call && !asksServer(call, names) ? askingIn(call, program, names, imported) : null;
    if (call && (own || asksServer(call, names)) && !call.arguments.some(takesAnswer)) return { sent: call.arguments, neverAnswers: false, hosts: call.arguments.filter((_, at) => HOST.test(nameOf((own?.params[at] ?? call) as Node))) };
    return call && (bodyOf(call, names, imported) ?? askedOf(call, names));
  }
  if (node.type === 'CallExpression') {
    if (/(?:^|\.)sendBeacon$/.test(names.pathOf(node.callee))) return { sent: node.arguments, neverAnswers: true };
    const [name, value] = node.arguments;
    const isSet = node.callee.type === 'MemberExpression' && memberPath(node.callee).endsWith('.setAttribute') && name?.type === 'Literal' && (name.value === 'src' || name.value === 'href');
    return isSet && value && isElement((node.callee as ESTree.MemberExpression).object, names) ? { sent: [value], neverAnswers: true } : null;
  }
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression' || !/(?:^|\.)(?:src|href)$/.test(memberPath(node.left) || nameOf(node.left))) return null;
  return isElement(node.left.object, names) ? { sent: [node.right], neverAnswers: true } : null;
}

/** `r.write(body)`, `request(options).end(body)`, of a request that was opened without anything that gets the answer. */
function bodyOf({ callee, arguments: body }: ESTree.CallExpression, names: WrittenNames, imported: Imported): Sent | null {
  if (callee.type !== 'MemberExpression' || body.length === 0 || !/^(?:write|end)$/.test(nameOf(callee))) return null;
  let opened = withoutWrapping(callee.object);
  if (opened.type === 'Identifier') opened = names.valueOf(opened) ?? opened;
  while (opened.type === 'CallExpression' && opened.callee.type === 'MemberExpression' && IGNORES.test(nameOf(opened.callee)) && opened.arguments[0]?.type === 'Literal' && opened.arguments[0].value === 'error') opened = withoutWrapping(opened.callee.object);
  if (opened.type !== 'CallExpression' || !opens(opened.callee, names, imported) || opened.arguments.some(takesAnswer)) return null;
  return { sent: [...opened.arguments, ...body], neverAnswers: false };
}

/** `send({ url, data })`, `this.send(host, data)`: the function or method of the script that is called, where it makes a request of what it gets. */
function askingIn(call: ESTree.CallExpression, program: ESTree.Program, names: WrittenNames, imported: Imported): Callable | null {
  const own = call.arguments.length > 0 ? calledIn(call, () => names, nodesWithin(program)) : null;
  if (!own?.body || own.params.length === 0) return null;
  const params = new Set(own.params.flatMap((each) => namesWithin(each as Node)));
  const asks = nodesWithin(own.body as Node).some((node) => node.type === 'CallExpression' && node.arguments.length > 0 && (asksServer(node, names) || opens(node.callee, names, imported) || opensEither(node.callee, names)) && node.arguments.some((each) => isMadeOf(each as Node, names, (part) => part.type === 'Identifier' && params.has(part.name))));
  return asks ? own : null;
}

/** `(secure ? https : http).request`, also under a name. */
function opensEither(callee: Node, names: WrittenNames): boolean {
  return callee.type === 'MemberExpression' && nameOf(callee) === 'request' && isMadeOf(callee.object, names, (each) => each.type === 'Identifier' && /^(?:node:)?https?$/.test(names.pathOf(each)));
}

/** `const answer = fetch(…)`, of which nothing is read. */
function unusedIn({ id, init }: ESTree.VariableDeclarator, program: ESTree.Program): Node | null {
  const inner = init && withoutWrapping(init);
  return inner?.type === 'CallExpression' && !isUsed(id, program) ? inner : null;
}

/** `setTimeout(() => fetch(…))`: what is done later, and answers nobody. */
function laterIn({ callee, arguments: [given] }: ESTree.CallExpression): Node | null {
  return LATER.test(nameOf(callee)) && given?.type === 'ArrowFunctionExpression' && given.body.type !== 'BlockStatement' ? given.body : null;
}

/** `https.request`, also where it is imported by itself. */
function opens(callee: Node, names: WrittenNames, imported: Imported): boolean {
  const source = callee.type === 'Identifier' ? imported.get(callee.name) : undefined;
  return OPENS.test(names.pathOf(callee)) || (source !== undefined && OPENS.test(`${source.specifier.replace(/^node:/, '')}.${source.name}`));
}

/** `client.post(path, body)` of a client that is made for a server: `axios.create({ baseURL })`, `got.extend({ prefixUrl })`. */
function askedOf({ callee, arguments: given }: ESTree.CallExpression, names: WrittenNames): Sent | null {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || !/^(?:post|put|patch|get|request)$/.test(nameOf(callee)) || given.some(takesAnswer)) return null;
  const made = names.valueOf(callee.object);
  if (made?.type !== 'CallExpression' || !MAKES.test(names.pathOf(made.callee))) return null;
  return { sent: given, neverAnswers: false, addresses: [...given.slice(0, 1), ...made.arguments] };
}

/** A function for the answer. */
function takesAnswer(node: Node): boolean {
  return isCallable(node) && node.params.length > 0;
}

/** `fetch(…)`, `void fetch(…).catch(…)`, without anything that gets the answer. */
export function alone(expression: Node): ESTree.CallExpression | null {
  let inner = withoutWrapping(expression);
  if (inner.type === 'UnaryExpression' && inner.operator === 'void') inner = withoutWrapping(inner.argument);
  if (inner.type !== 'CallExpression') return null;
  return passes(inner) ? alone(inner.callee.object) : inner;
}

/** `new Image()`, `document.createElement('link')`, also under a name. */
function isElement(node: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(node);
  const made = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  if (made?.type === 'NewExpression') return /(?:^|\.)Image$/.test(memberPath(made.callee));
  const [tag] = made?.type === 'CallExpression' && /(?:^|\.)createElement$/.test(memberPath(made.callee)) ? made.arguments : [];
  return tag?.type === 'Literal' && typeof tag.value === 'string' && ELEMENTS.test(tag.value);
}

/** How functions call the name of a server that they get. */
const HOST = /^(?:host(?:name)?|server|domain)$/i;

function isHost(node: Node): boolean {
  return isNamedHost(pieceOf(node) ?? '');
}

/** A text that names a server elsewhere, also in base64. */
export function namesServer(node: Node): boolean {
  if (node.type === 'Property') return !node.computed && node.key.type === 'Identifier' && /^host(?:name)?$/.test(node.key.name) && node.value.type === 'Literal' && isNamedHost(String(node.value.value));
  const text = pieceOf(node);
  if (text === null) return false;
  return namesStranger(/^(?:aHR0c|Ly9)[\w+/]+=*$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : text);
}

function isPlace(node: Node): boolean {
  return (node.type === 'Identifier' || node.type === 'MemberExpression') && PLACE.test(memberPath(node));
}
