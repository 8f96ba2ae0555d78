import { addressIn, madeOf, namesServer, REQUESTS } from './leaks.js';
import type { Heard } from './leaks.js';
import { nodesWithin } from '../syntax/children.js';
import { memberName, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Node, Of } from '../syntax/tree.js';

/** What is done to members, and to what a server of a chat consists of. */
const DEEDS = /^(?:ban|unban|kick|timeout|mute|delete|destroy|remove)(?:Member|User|Channel|Role)?$/;
const OWNERS = /(?:^|\.)(?:guild|server|members?|channels?|roles?|bans?)$/;
/** What chooses of a list by somebody whom the host tells of. */
const CHOOSES = /^(?:find|filter|findLast|some|includes|has)$/;
const TOLD = /^(?:member|author|user|message|event|interaction)(?:\.|$)/;
const MOST_NODES = 500;

/**
 * Does a server that is written say to whom something is done, or what: is whoever is banned one of its answer, or is one of several deeds called by a name that it answered?
 * Whoever asks a list about a member that an event tells of does that to the member; where a command is for it, somebody asked.
 */
export function takesOrders(node: Node, heard: Heard): boolean {
  if (heard.isAsked || node.type !== 'CallExpression') return false;
  const callee = withoutWrapping(node.callee);
  // `deeds.get(verb)(id)`
  if (callee.type === 'CallExpression') return callee.callee.type === 'MemberExpression' && holdsDeeds(callee.callee.object, heard) && [...callee.arguments, ...node.arguments].some((each) => isAnswered(each, heard));
  if (callee.type !== 'MemberExpression') return false;
  const isOfHost = OWNERS.test(heard.names.pathOf(callee.object));
  // `verbs[verb](guild, id)`, `guild[verb](id)`
  if (callee.computed) return ((isOfHost && node.arguments.length > 0) || holdsDeeds(callee.object, heard)) && [callee.property, ...node.arguments].some((each) => isAnswered(each, heard));
  if (memberName(callee) === 'get' || !DEEDS.test(memberName(callee))) return false;
  const target = isOfHost && node.arguments[0] ? node.arguments[0] : isOfHost ? null : callee.object;
  return target !== null && isMeant(memberName(callee), callee.object, isOfHost, heard) && isAnswered(target, heard);
}

/** What is taken out of a list or a table of the script is done to nobody. */
function isMeant(deed: string, object: Node, isOfHost: boolean, { names }: Heard): boolean {
  if (isOfHost || !/^(?:delete|remove|destroy)$/.test(deed)) return true;
  const inner = withoutWrapping(object);
  return inner.type === 'Identifier' && names.valuesOf(inner).some((each) => nodesWithin(each, MOST_NODES).some((part) => part.type === 'CallExpression' && /^(?:get|fetch)(?:Channel|Role|Member|Message)$/.test(part.callee.type === 'MemberExpression' ? memberName(part.callee) : '')));
}

/** A table in which functions of the script do this with what they get. */
function holdsDeeds(table: Node, { names }: Heard): boolean {
  const inner = withoutWrapping(table);
  const value = inner.type === 'Identifier' ? names.valueOf(inner) : inner;
  const isMap = value?.type === 'NewExpression' && value.callee.type === 'Identifier' && value.callee.name === 'Map';
  if (!value || !(isMap || value.type === 'ObjectExpression' || value.type === 'ArrayExpression')) return false;
  return nodesWithin(value, MOST_NODES).some((each) => isCallable(each) && nodesWithin(each, MOST_NODES).some((part) => part.type === 'CallExpression' && part.callee.type === 'MemberExpression' && DEEDS.test(memberName(part.callee))));
}

/** Does it come from the answer of a server that is written, and not from what was chosen of it by somebody whom the host tells of? */
function isAnswered(node: Node, heard: Heard): boolean {
  const parts = [...madeOf(node, { ...heard, isNear: true })].filter((part): part is Of<'CallExpression'> => part.type === 'CallExpression');
  const isChosen = (part: Of<'CallExpression'>): boolean => part.callee.type === 'MemberExpression' && CHOOSES.test(memberName(part.callee)) && part.arguments.some((each) => nodesWithin(each, MOST_NODES).some((inner) => (inner.type === 'MemberExpression' || inner.type === 'Identifier') && TOLD.test(heard.names.pathOf(inner))));
  return !parts.some(isChosen) && parts.some((part) => REQUESTS.test(heard.names.pathOf(part.callee)) && namesServer(addressIn(part), heard));
}
