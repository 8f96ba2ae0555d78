import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { listensToPage } from '../../javascript/pages/every-form.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { quietRequestsIn } from '../../javascript/flows/quiet-requests.js';
import { isWithin } from '../../javascript/flows/quiet-senders.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import { ToldValues } from '../../javascript/texts/told-values.js';
import type { Node } from '../../javascript/syntax/tree.js';
import type { WrittenNames } from '../../javascript/names/written-names.js';

/** A function that is called with what others save, ask, send or type, and what of that is theirs. */
interface Heard {
  callable: Callable;
  isTheirs: (node: Node) => boolean;
}

/** Hooks of models, by their method and event: `schema.post('save', …)`, `User.addHook('afterCreate', …)`. */
const HOOKS = /^(?:pre|post|addHook|hook)$/;
const EVENTS = /^(?:save|create|bulkCreate|insert\w*|update\w*|find\w*|validate|init|(?:before|after)(?:Bulk)?(?:Create|Save|Update|Upsert|Insert|Find|Validate|Load)|findOneAnd\w+)$/;
/** The same as methods and as members of options and classes. */
const NAMED_HOOK = /^(?:before|after)(?:Bulk)?(?:Create|Save|Update|Upsert|Insert|Find|Load)$/;
const QUERY_EVENTS = /^(?:query|query-response|query-error|start)$/;
const QUERY_HOOK = /^\$all(?:Operations|Models)$/;
/** What requests of a page are made with, as Electron hands it to listeners. */
const REQUESTS = /(?:^|\.)webRequest\.on(?:BeforeSendHeaders|SendHeaders|HeadersReceived|BeforeRequest|Completed)$/;
const WITH_LOGIN = /^(?:authorization|cookie|set-cookie|x-api-key|x-auth-token)$/i;
/** Members of what a hook gets that are all of it, and those that nobody else should have. */
const WHOLE = /^(?:_doc|dataValues|entity|args|bindings|params|parameters|data|result|databaseEntity|requestHeaders|responseHeaders|uploadData)$/;
const SECRET = /^(?:pass(?:word|wd|phrase)?|password_?hash|secret|token|\w{1,20}_?token|ssn|iban|card\w{0,10}|phone\w{0,10}|email|address|dob)$/i;
/** What writes a whole document in another form. */
const COPIES = /^(?:toObject|toJSON|get|lean)$/;
/** What is said of a document that is not what stands in it. */
const ABOUT = /^(?:collection|constructor|modelName|model|_id|id|isNew|length|schema)$/;

/** The request by which what others save, ask a database for, send or type goes to a server that is written here, whose answer nobody reads. */
export function passedOn(program: ESTree.Program): Node | null {
  const told = new ToldValues(program);
  const heard = heardIn(program, told.names);
  if (heard.length === 0) return null;
  const requests = quietRequestsIn(program, told.names);
  for (const { callable, isTheirs } of heard) {
    const request = requests.find(({ node, sent }) => isWithin(node, callable) && sent.some((each) => told.tells(each, isTheirs, isAbout)));
    if (request) return request.node;
  }
  return null;
}

/** A member that says little, and one that is asked for by a name which no secret has: `headers['User-Agent']`. */
function isAbout(node: Node): boolean {
  if (node.type !== 'MemberExpression') return false;
  const name = nameIn(node);
  return node.computed ? node.property.type === 'Literal' && !WITH_LOGIN.test(name) && !SECRET.test(name) : ABOUT.test(name);
}

function heardIn(program: ESTree.Program, names: WrittenNames): Heard[] {
  const heard: Heard[] = [];
  const add = (function_: Node | undefined, isTheirs: (callable: Callable) => Heard['isTheirs']): void => {
    const callable = function_ ? functionOf(function_, names) : null;
    if (callable) heard.push({ callable, isTheirs: isTheirs(callable) });
  };
  for (const node of nodesWithin(program)) {
    if (node.type === 'CallExpression') {
      const [first, second] = node.arguments;
      if (listensToPage(node)) add(second, (callable) => entersIn(callable, names));
      else if (REQUESTS.test(memberPath(node.callee))) add(node.arguments.at(-1), (callable) => partOf(callable, isOfRequest));
      else if (isHook(node)) add(NAMED_HOOK.test(lastName(node.callee) ?? '') || lastName(node.callee) === '$use' ? node.arguments.at(-1) : second && functionOf(second, names) ? second : node.arguments[2], (callable) => partOf(callable, isOfDocument));
      else if (lastName(node.callee) === 'define' || lastName(node.callee) === 'init' || lastName(node.callee) === '$extends') for (const each of hooksIn(first, node.arguments.at(-1))) add(each, (callable) => partOf(callable, isOfDocument));
    } else if (node.type === 'MethodDefinition' && node.key && NAMED_HOOK.test(lastName(node.key) ?? '')) add(node.value, (callable) => partOf(callable, isOfDocument));
  }
  return heard;
}

function functionOf(node: Node, names: WrittenNames): Callable | null {
  const inner = withoutWrapping(node);
  return isCallable(inner) ? inner : inner.type === 'Identifier' ? names.functionOf(inner) : null;
}

/** `schema.post('save', …)`, `User.afterCreate(…)`, `knex.on('query', …)`, `prisma.$use(…)` */
function isHook({ callee, arguments: [event] }: ESTree.CallExpression): boolean {
  const name = callee.type === 'MemberExpression' ? (lastName(callee) ?? '') : '';
  const says = (events: RegExp): boolean => textsOf(event).some((text) => events.test(text));
  return (HOOKS.test(name) && says(EVENTS)) || NAMED_HOOK.test(name) || name === '$use' || (/^(?:\$?on)$/.test(name) && says(QUERY_EVENTS));
}

function textsOf(node: Node | undefined): string[] {
  if (node?.type === 'ArrayExpression') return node.elements.flatMap((each) => textsOf(each ?? undefined));
  return node?.type === 'Literal' && typeof node.value === 'string' ? [node.value] : [];
}

/** `{ hooks: { afterCreate(user) { … } } }`, `{ query: { $allOperations({ args }) { … } } }` */
function hooksIn(...options: (Node | undefined)[]): Node[] {
  const found: Node[] = [];
  for (const option of options) {
    if (option?.type !== 'ObjectExpression') continue;
    for (const node of nodesWithin(option)) if (node.type === 'Property' && (NAMED_HOOK.test(lastName(node.key) ?? '') || QUERY_HOOK.test(lastName(node.key) ?? ''))) found.push(node.value);
  }
  return found;
}

/** What a function is given, as a whole or by members that say so. */
function partOf(callable: Callable, isPart: (path: readonly string[]) => boolean): Heard['isTheirs'] {
  const [parameter] = callable.params;
  return (node) => {
    const path = pathFrom(node, parameter, callable);
    return path !== null && isPart(path);
  };
}

/** The names of the members by which an expression is a part of what a function is given; of a hook, `this` is the same. */
function pathFrom(node: Node, parameter: Node | undefined, callable: Callable): string[] | null {
  const path: string[] = [];
  let inner = withoutWrapping(node);
  while (inner.type === 'MemberExpression' || (inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' && COPIES.test(lastName(inner.callee) ?? '') && inner.arguments.length === 0)) {
    if (inner.type === 'MemberExpression') path.unshift(nameIn(inner));
    inner = withoutWrapping(inner.type === 'MemberExpression' ? inner.object : (inner.callee as ESTree.MemberExpression).object);
  }
  if (inner.type === 'ThisExpression') return callable.type === 'FunctionExpression' && isWithin(inner, callable) ? path : null;
  if (inner.type !== 'Identifier' || !isWithin(inner, callable) || !parameter) return null;
  if (parameter.type === 'Identifier') return inner.name === parameter.name ? path : null;
  if (parameter.type !== 'ObjectPattern') return null;
  const name = inner.name;
  const key = parameter.properties.find((each) => each.type === 'Property' && each.value.type === 'Identifier' && each.value.name === name);
  return key?.type === 'Property' ? [lastName(key.key) ?? '', ...path] : null;
}

function nameIn({ property, computed }: ESTree.MemberExpression): string {
  if (property.type === 'Literal') return String(property.value);
  return !computed && property.type === 'Identifier' ? property.name : '';
}

function isOfDocument([first, second, more]: readonly string[]): boolean {
  if (first === undefined) return true;
  const isLast = second === undefined;
  return isLast ? WHOLE.test(first) || SECRET.test(first) : more === undefined && WHOLE.test(first) && SECRET.test(second);
}

function isOfRequest([first, second, more]: readonly string[]): boolean {
  return first === undefined || (WHOLE.test(first) && (second === undefined || (more === undefined && WITH_LOGIN.test(second))));
}

/** `event.target.value`, `event.clipboardData.getData('text')` */
function entersIn({ params: [event] }: Callable, names: WrittenNames): Heard['isTheirs'] {
  const isOfEvent = (node: Node): boolean => event?.type === 'Identifier' && node.type === 'Identifier' && (node.name === event.name || names.valuesOf(node).some((each) => each.type === 'MemberExpression' && memberPath(each) === `${event.name}.target`));
  const ownerOf = (node: Node): Node => withoutWrapping(node.type === 'MemberExpression' ? node.object : node);
  return (node) => {
    if (node.type === 'CallExpression') return lastName(node.callee) === 'getData' && isOfEvent(ownerOf(ownerOf(node.callee)));
    if (node.type !== 'MemberExpression' || lastName(node) !== 'value') return false;
    const target = ownerOf(node);
    return target.type === 'MemberExpression' ? /^(?:currentT|t)arget$|^srcElement$/.test(lastName(target) ?? '') && isOfEvent(ownerOf(target)) : target.type === 'Identifier' && target.name !== (event as { name?: string }).name && isOfEvent(target);
  };
}
