import type { ESTree } from 'meriyah';
import { childrenOf, namesWithin, nodesWithin } from '../syntax/children.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { isCallable } from '../syntax/scope.js';
import { GIVEN_BACK } from '../names/own-functions.js';
import type { OfInterest } from '../names/own-functions.js';
import { addressedHosts } from './request-hosts.js';
import type { Callable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** Functions that hand something on to each other. */
const DEEPEST = 3;
/** Nodes of one script that are looked at, each as often as it is: beyond them, nothing more is found. */
const MOST_STEPS = 1_000_000;
/** What sends its arguments, by the names that clients have. */
const SENDS = /^(?:(?:globalThis|window|self)\.)?(?:fetch|navigator\.sendBeacon)$|^(?:axios|got|needle|superagent|request|undici|ky|phin|https?)(?:_\d+)?(?:\.default)?(?:\.(?:post|put|patch|get|request|send|fetch))?$/;
/** The same of a host. */
const SENDS_BY_HOST = /(?:^|\.)network\.(?:fetch|request)$/;
/** What opens a request that is written into later. */
const OPENS = /^https?(?:_\d+)?(?:\.default)?\.(?:request|get)$/;
const WRITES = new Set(['write', 'end']);
/** What puts something into a list or object that has a name. */
const ADDS = new Set(['push', 'unshift', 'add', 'append', 'set']);
const QUESTION = /^(?:has|is|includes|startsWith|endsWith|test|match)/;
/** What gives back something that does not tell what it was made of. */
const HASHES = /hash|digest|sha\d|md5|hmac|scrypt|pbkdf2|compare|verify/i;
const TELLS = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof']);

/** Members that are what matters of a thing, so that who sends them sends it: what was typed, and what a session is for. */
const HEART = new Set(['text', 'contentChanges', 'document', 'accessToken']);
/** How what an object of a class keeps is told from names: `this.rows`. */
const OWN = 'this.';
/** The same of members of records: `.value`. */
const UNDER = '.';
/** What calls a function with each of a list. */
const VISITS = new Set(['forEach', 'map', 'flatMap']);

/** What a script exports and calls: functions by their names, methods of classes as `this.name`. */
interface Functions extends Sent {
  byName: Map<string, Callable>;
  exported: Map<string, Callable>;
  /** Methods of classes by the names of these. */
  classes: Map<string, ReadonlyMap<string, Callable>>;
  /** What names stand for that other scripts of the package export; as a whole without a name. */
  imported: Map<string, { specifier: string; name: string | null }>;
  ask: OfInterest;
  isSending: (call: Node) => boolean;
  /** What is known of parameters by their places. */
  known: Map<Callable, Map<number, boolean>>;
  steps: Steps;
  /** All functions, and the methods of the class that each of them is in. */
  all: readonly Callable[];
  mates: Map<Callable, readonly Callable[]>;
  /** What names are declared with, at the top or anywhere. */
  declared: Map<string, Node[]>;
  tops: ReadonlySet<string>;
}

/** What is known of the calls of a script from elsewhere. */
interface Sent {
  /** Does a call send something, by what its names mean? */
  isSending: (call: Node) => boolean;
  /** Which servers count, if not all. */
  counts: CountsHosts | null;
}

/** Does a request count whose address has these hosts? */
export type CountsHosts = (hosts: readonly string[]) => boolean;

interface Steps {
  left: number;
}

/**
 * Functions that a script exports, by their names (`default` for what it exports as a whole, `Class.method`), each with the places of
 * the parameters that it sends as a whole, at once or after they were kept for a while. By syntax alone, for small scripts, but for `isSending`. `ask`:
 * the same of what other scripts export.
 */
export function sendingFunctions(program: ESTree.Program, ask: OfInterest, sent: Sent): ReadonlyMap<string, ReadonlySet<number>> {
  const functions = functionsOf(program, ask, sent);
  const sending = new Map<string, ReadonlySet<number>>();
  for (const [name, callable] of functions.exported) {
    const places = callable.params.flatMap((_, index) => (sends(callable, index, functions) ? [index] : []));
    if (places.length > 0) sending.set(name, new Set(places));
    const made = madeBy(callable).flatMap((each) => each.params.flatMap((_, index) => (sends(each, index, functions) ? [index] : [])));
    if (made.length > 0) sending.set(`${name}${GIVEN_BACK}`, new Set(made));
  }
  return sending;
}

/** The functions that a function gives back, as they are written there. */
function madeBy({ body }: Callable): Callable[] {
  if (!body || isCallable(body)) return body ? [body] : [];
  const returned = [...nodesWithin(body, Infinity, (each) => !isCallable(each))].flatMap((node) => (node.type === 'ReturnStatement' && node.argument ? [withoutWrapping(node.argument)] : []));
  return returned.filter(isCallable);
}

function sends(callable: Callable, index: number, functions: Functions, depth = 0): boolean {
  const known = functions.known.get(callable) ?? new Map<number, boolean>();
  functions.known.set(callable, known);
  const answer = known.get(index);
  if (answer !== undefined || depth > DEEPEST) return answer ?? false;
  // Functions that call each other in a circle send nothing by that.
  known.set(index, false);
  known.set(index, sendsParameter(callable, index, functions, depth));
  return known.get(index)!;
}

function sendsParameter(callable: Callable, index: number, functions: Functions, depth: number): boolean {
  const { steps } = functions;
  const parameter = callable.params[index];
  const name = parameter?.type === 'AssignmentPattern' ? parameter.left : parameter?.type === 'RestElement' ? parameter.argument : parameter;
  const parts = name?.type === 'Identifier' ? [name.name] : name?.type === 'ObjectPattern' ? heartsIn(name) : [];
  if (parts.length === 0 || !callable.body) return false;
  const nodes = nodesIn(callable.body, steps);
  const names = namesOf(parts, nodes, steps);
  return sendsAny(nodes, names, functions, depth) || sendsKept(callable, names, functions, depth);
}

/** Of `({ document, reason }) => …`, `document`: what matters of the whole. */
function heartsIn({ properties }: ESTree.ObjectPattern): string[] {
  return (properties as Node[]).flatMap((each) => (each.type === 'Property' && !each.computed && each.key.type === 'Identifier' && HEART.has(each.key.name) && each.value.type === 'Identifier' ? [each.value.name] : []));
}

/** Is what these names stand for sent in this code? */
function sendsAny(nodes: readonly Node[], names: ReadonlySet<string>, functions: Functions, depth: number): boolean {
  const { steps } = functions;
  const requests = new Set(nodes.flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && opens(node.init) ? [node.id.name] : [])));
  return nodes.some((node) => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
    const holding = node.arguments.flatMap((each, at) => (holds(each, names, steps) ? [at] : []));
    if (holding.length === 0) return false;
    const callee = withoutWrapping(node.callee);
    if (SENDS.test(memberPath(callee)) || SENDS_BY_HOST.test(memberPath(callee)) || functions.isSending(node) || (callee.type === 'MemberExpression' && isSendingMember(callee, requests))) return functions.counts === null || functions.counts(addressedHosts(node, functions.declared));
    if (holding.some((at) => placesOf(callee, functions)?.has(at))) return true;
    const handed = functions.byName.get(ownName(callee));
    return handed !== undefined && holding.some((at) => sends(handed, at, functions, depth + 1));
  });
}

/** What a method keeps in its object is sent by another one of its class; what a function keeps at the top of the script, by any. */
function sendsKept(callable: Callable, names: ReadonlySet<string>, functions: Functions, depth: number): boolean {
  const own = [...names].filter((name) => name.startsWith(OWN));
  const top = [...names].filter((name) => functions.declared.get(name)?.length === 1 && functions.tops.has(name));
  const under = [...names].filter((name) => name.startsWith(UNDER));
  const isSent = (kept: readonly string[], by: readonly Callable[]): boolean => kept.length > 0 && by.some((each) => {
    const nodes = each === callable || !each.body ? [] : nodesIn(each.body, functions.steps);
    return sendsAny(nodes, namesOf([...kept, ...under], nodes, functions.steps), functions, depth);
  });
  return isSent(own, functions.mates.get(callable) ?? []) || isSent(top, functions.all);
}

function ownName(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.object.type === 'ThisExpression' ? `${OWN}${nameOf(callee)}` : '';
}

/** Of something that another script exports, the places of what it sends. */
function placesOf(callee: Node, { imported, ask }: Functions): ReadonlySet<number> | null {
  const holder = callee.type === 'MemberExpression' ? callee.object : callee;
  const source = holder.type === 'Identifier' ? imported.get(holder.name) : undefined;
  if (!source) return null;
  if (callee.type !== 'MemberExpression') return ask(source.specifier, source.name ?? 'default');
  return ask(source.specifier, source.name === null ? nameOf(callee) : `${source.name}.${nameOf(callee)}`);
}

/** `request.end(…)`, `https.request(…).end(…)`, `require('https').get(…)` */
function isSendingMember({ object, property }: ESTree.MemberExpression, requests: ReadonlySet<string>): boolean {
  const name = property.type === 'Identifier' ? property.name : '';
  const inner = withoutWrapping(object);
  if (WRITES.has(name)) return opens(inner) || (inner.type === 'Identifier' && requests.has(inner.name));
  return (name === 'request' || name === 'get' || name === 'post') && isRequired(inner);
}

function isRequired(node: Node): boolean {
  const [source] = node.type === 'CallExpression' ? node.arguments : [];
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require' && source?.type === 'Literal' && SENDS.test(String(source.value).replace(/^node:/, ''));
}

function opens(node: Node): boolean {
  const inner = withoutWrapping(node);
  if (inner.type !== 'CallExpression') return false;
  if (inner.callee.type === 'MemberExpression' && inner.callee.property.type === 'Identifier' && inner.callee.property.name === 'on') return opens(inner.callee.object);
  return OPENS.test(memberPath(inner.callee)) || (inner.callee.type === 'MemberExpression' && isSendingMember(inner.callee, new Set()));
}

/** The names that stand for a value or something that is made of all of it. */
function namesOf(first: readonly string[], nodes: readonly Node[], steps: Steps): ReadonlySet<string> {
  const names = new Set(first);
  for (let size = 0; size < names.size;) {
    size = names.size;
    for (const node of nodes) for (const name of namesGiven(node, names, steps)) names.add(name);
  }
  return names;
}

function namesGiven(node: Node, names: ReadonlySet<string>, steps: Steps): string[] {
  const isIn = (each: Node): boolean => holds(each, names, steps);
  if (node.type === 'VariableDeclarator') return node.id.type === 'Identifier' && node.init && isIn(node.init) ? [node.id.name, ...recordedIn(node.init, isIn)] : [];
  if (node.type === 'AssignmentExpression') return isIn(node.right) ? [...keptAs(node.left as Node), ...recordedIn(node.right, isIn)] : [];
  if (node.type === 'ForOfStatement' && node.left.type === 'VariableDeclaration') return isIn(node.right) ? node.left.declarations.flatMap(({ id }) => namesWithin(id)) : [];
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { object, property } = node.callee;
  if (property.type !== 'Identifier') return [];
  if (VISITS.has(property.name)) return isIn(object) ? firstOf(node.arguments[0]) : [];
  return ADDS.has(property.name) && node.arguments.some(isIn) ? [...keptAs(object), ...node.arguments.flatMap((each) => recordedIn(each, isIn))] : [];
}

/** `list.forEach((each) => …)`: the name of each. */
function firstOf(visitor: Node | undefined): string[] {
  const [first] = visitor && isCallable(visitor) ? visitor.params : [];
  return first?.type === 'Identifier' ? [first.name] : [];
}

/** Of `{ kind, value }`, under which names the value stands in the record: who asks a record for them has it again. */
function recordedIn(value: Node, isIn: (node: Node) => boolean): string[] {
  const record = withoutWrapping(value);
  return record.type === 'ObjectExpression' ? record.properties.flatMap((each) => (each.type === 'Property' && !each.computed && each.key.type === 'Identifier' && isIn(each.value) ? [`${UNDER}${each.key.name}`] : [])) : [];
}

/** The name of what something is put into: a name, or a field of the own object. */
function keptAs(node: Node): string[] {
  if (node.type === 'Identifier') return [node.name];
  return node.type === 'MemberExpression' && node.object.type === 'ThisExpression' ? [`${OWN}${nameOf(node)}`] : [];
}

/** Is one of these names in an expression as a whole, and neither only a member of it, nor only asked about? */
function holds(root: Node, names: ReadonlySet<string>, steps: Steps): boolean {
  const open: Node[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (steps.left-- <= 0) return false;
    if (node.type === 'Identifier') {
      if (names.has(node.name)) return true;
    } else if (node.type === 'CallExpression' && HASHES.test(memberPath(node.callee) || nameOf(node.callee))) continue;
    else if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') open.push(...wholeOf(node.callee), ...node.arguments);
    else if (node.type === 'MemberExpression') {
      if (node.object.type === 'ThisExpression' && names.has(`${OWN}${nameOf(node)}`)) return true;
      const isHeart = isRecorded(node, names) || HEART.has(nameOf(node)) || (isPart(node.object) && !isRecorded(node.object, names));
      if (isHeart && nameOf(node) !== 'length') open.push(node.object);
    }
    else if (node.type === 'Property') open.push(node.value);
    else if (node.type === 'ConditionalExpression') open.push(node.consequent, node.alternate);
    else if (!isCallable(node) && !(node.type === 'BinaryExpression' && TELLS.has(node.operator)) && !(node.type === 'UnaryExpression' && node.operator === 'typeof')) childrenOf(node, open);
  }
  return false;
}

/** Does a member have the name under which a record was given it? */
function isRecorded(node: Node, names: ReadonlySet<string>): boolean {
  return node.type === 'MemberExpression' && names.has(`${UNDER}${nameOf(node)}`);
}

/** Of a part of something, its members are told with it; but not of a name, nor of a document, whose path and language are not what was typed. */
function isPart(object: Node): boolean {
  return object.type !== 'Identifier' && nameOf(object) !== 'document';
}

function nameOf(callee: Node): string {
  return callee.type === 'MemberExpression' && (callee.property.type === 'Identifier' || callee.property.type === 'PrivateIdentifier') ? callee.property.name : '';
}

/** What a method is called of, whose answer is made of all of it. */
function wholeOf({ object, property }: ESTree.MemberExpression): Node[] {
  return property.type === 'Identifier' && QUESTION.test(property.name) ? [] : [object];
}

/** The functions that a script exports, by their names (`default`, `Class.method`). */
export function exportedFunctions(program: ESTree.Program): ReadonlyMap<string, Callable> {
  return functionsOf(program, () => null, { isSending: () => false, counts: null }).exported;
}

function functionsOf(program: ESTree.Program, ask: OfInterest, { isSending, counts }: Sent): Functions {
  const all: Callable[] = [];
  const tops = new Set(program.body.flatMap((each) => (each.type === 'VariableDeclaration' ? each.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : [])) : [])));
  const functions: Functions = { byName: new Map(), exported: new Map(), classes: new Map(), imported: new Map(), ask, isSending, known: new Map(), steps: { left: MOST_STEPS }, all, mates: new Map(), declared: new Map(), tops, counts };
  const wholes = new Set<string>();
  const nodes = nodesIn(program, functions.steps);
  for (const node of nodes) {
    if (isCallable(node)) all.push(node);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') functions.declared.set(node.id.name, [...(functions.declared.get(node.id.name) ?? []), ...(node.init ? [node.init] : [])]);
    noteFunction(node, functions);
    noteImported(node, functions.imported);
    if (node.type === 'AssignmentExpression' && memberPath(node.left as Node) === 'module.exports' && node.right.type === 'Identifier') wholes.add(node.right.name);
  }
  for (const node of nodes) noteExports(node, wholes, (name, value) => noteExported(name, value, functions));
  return functions;
}

function noteFunction(node: Node, { byName, classes, mates }: Functions): void {
  if (node.type === 'FunctionDeclaration' && node.id) byName.set(node.id.name, node);
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init && isCallable(node.init)) byName.set(node.id.name, node.init);
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init?.type === 'ClassExpression') classes.set(node.id.name, methodsOf(node.init));
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return;
  const methods = methodsOf(node);
  if (node.id) classes.set(node.id.name, methods);
  for (const [name, method] of methods) {
    byName.set(`${OWN}${name}`, method);
    mates.set(method, [...methods.values()]);
  }
}

function methodsOf({ body }: ESTree.ClassDeclaration | ESTree.ClassExpression): ReadonlyMap<string, Callable> {
  return new Map(body.body.flatMap((each) => (each.type === 'MethodDefinition' && each.value && isCallable(each.value) && (each.key?.type === 'Identifier' || each.key?.type === 'PrivateIdentifier') ? [[each.key.name, each.value] as const] : [])));
}

/** What each name stands for that a script imports: of which module, and what of it; null for the whole. */
export function importedNames(program: ESTree.Program): Functions['imported'] {
  const imported: Functions['imported'] = new Map();
  for (const node of nodesWithin(program)) noteImported(node, imported);
  return imported;
}

/** `import { a as b } from './c'`, `const { a: b } = require('./c')` and the like. */
function noteImported(node: Node, imported: Functions['imported']): void {
  if (node.type === 'ImportDeclaration') {
    const specifier = String(node.source.value);
    for (const each of node.specifiers) imported.set(each.local.name, { specifier, name: each.type === 'ImportSpecifier' && each.imported.type === 'Identifier' ? each.imported.name : null });
    return;
  }
  const [source] = node.type === 'VariableDeclarator' && node.init?.type === 'CallExpression' && node.init.callee.type === 'Identifier' && node.init.callee.name === 'require' ? node.init.arguments : [];
  if (node.type !== 'VariableDeclarator' || source?.type !== 'Literal') return;
  const specifier = String(source.value);
  if (node.id.type === 'Identifier') imported.set(node.id.name, { specifier, name: null });
  if (node.id.type === 'ObjectPattern') for (const each of node.id.properties) if (each.type === 'Property' && each.key.type === 'Identifier' && each.value.type === 'Identifier') imported.set(each.value.name, { specifier, name: each.key.name });
}

/** A function, a class with its methods, or something that is made of one. */
function noteExported(name: string, value: Node, { byName, classes, exported }: Functions): void {
  const callable = isCallable(value) ? value : value.type === 'Identifier' ? byName.get(value.name) : undefined;
  if (callable) exported.set(name, callable);
  const made = value.type === 'NewExpression' ? value.callee : value.type === 'ClassDeclaration' ? value.id : value;
  const methods = value.type === 'ClassExpression' ? methodsOf(value) : made?.type === 'Identifier' ? classes.get(made.name) : undefined;
  for (const [method, each] of methods ?? []) {
    exported.set(name === 'default' && value.type === 'NewExpression' ? method : `${name}.${method}`, each);
    if (method === 'constructor' && value.type !== 'NewExpression') exported.set(name, each);
  }
}

type Note = (name: string, value: Node) => void;

function noteExports(node: Node, wholes: ReadonlySet<string>, note: Note): void {
  if (node.type === 'AssignmentExpression') return noteAssigned(node, wholes, note);
  if (node.type === 'ExportDefaultDeclaration') return note('default', node.declaration as Node);
  if (node.type !== 'ExportNamedDeclaration') return;
  const { declaration } = node;
  if ((declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') && declaration.id) note(declaration.id.name, declaration);
  if (declaration?.type === 'VariableDeclaration') for (const { id, init } of declaration.declarations) if (id.type === 'Identifier' && init) note(id.name, init);
  if (!node.source) for (const { local, exported } of node.specifiers) if (exported.type === 'Identifier') note(exported.name, local as Node);
}

/** `exports.send = …`, `module.exports = { send }`, `api.send = …` where `api` is what is exported. */
function noteAssigned({ left, right }: ESTree.AssignmentExpression, wholes: ReadonlySet<string>, note: Note): void {
  const path = memberPath(left as Node);
  if (path === 'module.exports') {
    note('default', right);
    for (const object of partsOf(right)) if (object.type === 'ObjectExpression') for (const each of object.properties) if (each.type === 'Property' && !each.computed && each.key.type === 'Identifier') note(each.key.name, each.value);
    return;
  }
  const [, owner, name] = /^(.+)\.([\w$]+)$/.exec(path) ?? [];
  if (owner !== undefined && name !== undefined && (owner === 'exports' || owner === 'module.exports' || wholes.has(owner))) note(name, right);
}

/** Of `Object.assign({}, library, { send })`, what is put together; of anything else, itself. */
function partsOf(value: Node): readonly Node[] {
  return value.type === 'CallExpression' && memberPath(value.callee) === 'Object.assign' ? value.arguments : [value];
}

function nodesIn(whole: Node, steps: Steps): Node[] {
  const nodes: Node[] = [];
  for (const node of nodesWithin(whole)) {
    if (steps.left-- <= 0) return nodes;
    nodes.push(node);
  }
  return nodes;
}
