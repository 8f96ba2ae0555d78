import { nodesWithin } from './children.js';
import { withoutWrapping } from './expressions.js';
import type { WrittenNames } from './written-names.js';
import { isCallable } from './scope.js';
import type { Callable } from './scope.js';
import type { Node, Of } from './tree.js';

/** All members, channels or roles of a server, by the path of what gives them. */
const EVERYBODY = /(?:^|\.)(?:guild|server)\.(?:\w*[mM]embers|\w*[cC]hannels|\w*[rR]oles)(?:\.|$)|^(?:members?|channels?|roles?)\.(?:(?:list|fetch|getAll)(?:All)?(?:Members|Channels|Roles|Users)?|all|cache)$/;
/** What somebody or something is gone after. */
const ENDS = /^(?:ban|kick|delete|destroy|prune)(?:Member|User|Channel|Role)?$/;
/** Of whom the host does that to one who is named. */
const OWNERS = /(?:^|\.)(?:guild|server|members?|channels?|roles?|bans?)$/;
const VISITS = /^(?:forEach|map|flatMap)$/;
/** What answers the same elements, or those of a list that it gets. */
const SAME = /^(?:values|filter|toArray|slice|sort|reverse|fetch|entries|array|concat)$/;
const LISTS = /^(?:Array\.from|Object\.values|Object\.entries)$/;
/** Whom nobody can ban or delete, and whom whoever bans all others spares. */
const SPARED = /^(?:owner|isOwner|bot|id|userId)$/;
const CAN = /^(?:bannable|kickable|manageable|deletable)$/;
const EQUAL = /^[!=]==?$/;
const DEEPEST = 6;
const MOST_NODES = 500;

interface Each {
  list: Node;
  name: string;
  body: Node;
}

/** Is each member banned, or each channel or role of a server deleted, whatever they are: in a loop where nothing decides but who owns the server, or what has nothing to do with the one that it is about? */
export function endsEverybody(node: Node, names: WrittenNames): boolean {
  const each = eachIn(node, names);
  if (!each) return false;
  const listed = listedIn(each.list, names);
  if (!listed || ![...nodesWithin(each.body, MOST_NODES)].some((call) => ends(call, each.name, names))) return false;
  return conditionsIn(each.body).every(({ test, leaves }) => spares(test, each.name, leaves)) && listed.filters.every((filter) => sparesIn(filter));
}

/** What `for (const one of list)`, `list.forEach((one) => …)`, the same by a function of the script, and `while (…) { const one = list[at]; … }` do with each. */
export function eachIn(node: Node, names: WrittenNames): Each | null {
  if (node.type === 'ForOfStatement') {
    const pattern = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : (node.left as Node);
    const name = pattern && lastNameOf(pattern);
    return name ? { list: node.right, name, body: node.body } : null;
  }
  if (node.type === 'ForStatement' || node.type === 'WhileStatement') return byPlace(node.body);
  if (node.type !== 'CallExpression') return null;
  const own = node.callee.type === 'Identifier' ? names.functionOf(node.callee) : null;
  const visited = own ? visitedBy(own, node.arguments, names) : node.callee.type === 'MemberExpression' && VISITS.test(nameOf(node.callee) ?? '') ? { list: node.callee.object, visit: node.arguments[0] } : null;
  const visit = visited?.visit?.type === 'Identifier' ? names.functionOf(visited.visit) : visited?.visit;
  const name = visit && isCallable(visit) && visit.params[0] ? lastNameOf(visit.params[0]) : null;
  return visited && name && visit && isCallable(visit) && visit.body ? { list: visited.list, name, body: visit.body } : null;
}

/** `all(list, visit)`, where the function of the script calls the one that it gets with each element of the list that it gets, whatever that is. */
function visitedBy({ params, body }: Callable, given: readonly Node[], names: WrittenNames): { list: Node; visit: Node | undefined } | null {
  const argumentFor = (node: Node): Node | undefined => {
    const name = node.type === 'Identifier' ? node.name : null;
    return given[params.findIndex((each) => each.type === 'Identifier' && each.name === name)];
  };
  for (const node of body ? nodesWithin(body, MOST_NODES) : []) {
    const each = node.type === 'CallExpression' && node.callee.type === 'Identifier' ? null : eachIn(node, names);
    const list = each ? argumentFor(each.list) : undefined;
    if (!each || !list || !conditionsIn(each.body).every(({ test, leaves }) => spares(test, each.name, leaves))) continue;
    for (const call of nodesWithin(each.body, MOST_NODES)) {
      const visit = call.type === 'CallExpression' && call.arguments.some((argument) => mentions(argument, each.name)) ? argumentFor(call.callee) : undefined;
      if (visit) return { list, visit };
    }
  }
  return null;
}

/** `const one = list[at]` */
function byPlace(body: Node): Each | null {
  for (const node of nodesWithin(body, MOST_NODES)) {
    const value = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init ? withoutWrapping(node.init) : null;
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && value?.type === 'MemberExpression' && value.computed) return { list: value.object, name: node.id.name, body };
  }
  return null;
}

/** `one`, and `one` of `[key, one]`. */
export function lastNameOf(pattern: Node): string | null {
  const last = pattern.type === 'ArrayPattern' ? pattern.elements.at(-1) : pattern;
  return last?.type === 'Identifier' ? last.name : null;
}

export function nameOf({ property, computed }: Of<'MemberExpression'>): string | null {
  return !computed && property.type === 'Identifier' ? property.name : null;
}

/** The functions by which a list of everybody is filtered; null for any other list. */
export function listedIn(list: Node, names: WrittenNames, depth = 0): { filters: Node[] } | null {
  const inner = withoutWrapping(list);
  if (depth > DEEPEST) return null;
  const called = inner.type === 'CallExpression' && inner.callee.type === 'MemberExpression' ? inner.callee : null;
  const isFiltered = called !== null && nameOf(called) === 'filter';
  if (!isFiltered && EVERYBODY.test(names.pathOf(called ?? inner))) return { filters: [] };
  // `guild.members || []`
  if (inner.type === 'LogicalExpression' && inner.operator !== '&&') return listedIn(inner.left, names, depth + 1);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : inner.type === 'MemberExpression' ? names.memberOf(inner) : null;
  if (value) return listedIn(value, names, depth + 1);
  if (inner.type === 'ArrayExpression' && inner.elements[0]?.type === 'SpreadElement') return listedIn(inner.elements[0].argument, names, depth + 1);
  if (inner.type !== 'CallExpression') return null;
  const [first] = inner.arguments;
  if (first && LISTS.test(names.pathOf(inner.callee))) return listedIn(first, names, depth + 1);
  if (!called || !SAME.test(nameOf(called) ?? '')) return null;
  const listed = listedIn(called.object, names, depth + 1);
  return listed && { filters: isFiltered && first ? [...listed.filters, first] : listed.filters };
}

/** `one.ban()`, `guild.ban(one.id)`, and the same in a function that gets it. */
function ends(call: Node, name: string, names: WrittenNames, depth = 0): boolean {
  if (call.type !== 'CallExpression' || depth > DEEPEST) return false;
  if (call.callee.type === 'Identifier') {
    const callable = names.functionOf(call.callee);
    const at = call.arguments.findIndex((argument) => mentions(argument, name));
    const parameter = at >= 0 && callable?.params[at] ? lastNameOf(callable.params[at]) : null;
    return parameter !== null && !!callable?.body && [...nodesWithin(callable.body, MOST_NODES)].some((each) => ends(each, parameter, names, depth + 1));
  }
  if (call.callee.type !== 'MemberExpression' || !ENDS.test(nameOf(call.callee) ?? '')) return false;
  const object = withoutWrapping(call.callee.object);
  if (object.type === 'Identifier' && object.name === name) return true;
  return OWNERS.test(names.pathOf(object)) && call.arguments.some((argument) => mentions(argument, name));
}

export function mentions(node: Node, name: string): boolean {
  return [...nodesWithin(node, MOST_NODES)].some((each) => each.type === 'Identifier' && each.name === name);
}

/** What decides in a loop; `leaves`: whoever it holds for is left out. */
export function conditionsIn(body: Node): { test: Node; leaves: boolean }[] {
  return [...nodesWithin(body, MOST_NODES)].flatMap((node) => {
    if (node.type === 'IfStatement') return [{ test: node.test, leaves: isExit(node.consequent) }];
    if (node.type === 'ConditionalExpression') return [{ test: node.test, leaves: false }];
    return node.type === 'ExpressionStatement' && node.expression.type === 'LogicalExpression' ? [{ test: node.expression.left, leaves: node.expression.operator === '||' }] : [];
  });
}

function isExit(node: Node): boolean {
  const only = node.type === 'BlockStatement' && node.body.length === 1 ? node.body[0]! : node;
  return only.type === 'ContinueStatement' || only.type === 'ReturnStatement' || only.type === 'BreakStatement';
}

function sparesIn(filter: Node): boolean {
  const [parameter] = isCallable(filter) ? filter.params : [];
  const name = parameter ? lastNameOf(parameter) : null;
  return isCallable(filter) && name !== null && !!filter.body && filter.body.type !== 'BlockStatement' && spares(filter.body, name, false);
}

/** Does a condition hold for everybody but the owner and the like, or where something holds that has nothing to do with the one that it is about? */
export function spares(test: Node, name: string, leaves: boolean): boolean {
  const inner = withoutWrapping(test);
  if (!mentions(inner, name)) return true;
  if (inner.type === 'LogicalExpression') {
    // Of several, all must spare; but where one of them is enough, one does.
    const isEnough = (inner.operator === '||') !== leaves;
    const sides = [inner.left, inner.right].map((side) => spares(side, name, leaves));
    return isEnough ? sides.some(Boolean) : sides.every(Boolean);
  }
  if (inner.type === 'UnaryExpression' && inner.operator === '!') return spares(inner.argument, name, !leaves);
  if (inner.type === 'BinaryExpression') {
    const isOther = inner.operator.startsWith('!');
    return EQUAL.test(inner.operator) && isOther !== leaves && [inner.left as Node, inner.right].some((side) => isAsked(side, SPARED));
  }
  return isAsked(inner, leaves ? SPARED : CAN);
}

function isAsked(node: Node, what: RegExp): boolean {
  const inner = withoutWrapping(node);
  return inner.type === 'MemberExpression' && what.test(nameOf(inner) ?? '');
}
