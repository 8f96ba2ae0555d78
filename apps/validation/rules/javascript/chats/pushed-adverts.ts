import { strangersIn } from '../../facts/lures.js';
import { callsEverybody, textGiven, writesText } from './adverts.js';
import { isChosen, SETTINGS } from './ended-for-all.js';
import { addressIn, madeOf, namesServer, REQUESTS } from './leaks.js';
import type { Heard } from './leaks.js';
import { isChance, isDay } from '../conditions/dated-ends.js';
import { memberName } from '../syntax/expressions.js';
import { isMadeOf } from '../conditions/made-of.js';
import type { Node, Of } from '../syntax/tree.js';

/** Whom a method writes to, and how: to one member alone. */
const TO_ONE = /(?:^|\.)(?:author|member|user)$/;
const TO_ONE_ALONE = /^(?:send|sendDM|dm|sendMessage|createDM)$/;

/** What is asked of a call, with all calls of its script that write. */
interface Pushing {
  heard: Heard;
  isAsked: boolean;
  writes: readonly Of<'CallExpression'>[];
  textOf: (node: Node) => string;
}

/**
 * Is every member written to with what a server says, everybody called, or one member written to alone, with what a server says that is written here, or with an address: where chance, a written day or each nth time decides,
 * or where everybody is called beside the answer of another server for which somebody asked? Whoever tells of something new does so each time, into the channel of the settings.
 */
export function pushesAdvert(node: Node, { heard, isAsked, writes, textOf }: Pushing): boolean {
  if (!writesText(node, heard.names)) return false;
  const called = heard.names.memberCalled(node)!;
  const text = textGiven(node, heard.names, textOf);
  const callsAll = callsEverybody(text);
  const isForOne = TO_ONE_ALONE.test(memberName(called)) && TO_ONE.test(heard.names.pathOf(called.object));
  const isForEach = heard.everybody.kindOf(called.object) === 'member';
  if (!callsAll && !isForOne && !isForEach) return false;
  const answers = answersIn(node, heard);
  if (isForEach) return answers.length > 0 && heard.everybody.isFree(node);
  // A server that says what everybody is called for, and where as well.
  if (callsAll && !isAsked && answers.some((answer) => [...madeOf(called.object, heard)].includes(answer))) return !isChosen(node, heard.everybody, heard.names);
  if (answers.length === 0 && strangersIn(text).length === 0) return false;
  const ofSettings = [...madeOf(called.object, heard)].some((each) => each.type === 'CallExpression' && SETTINGS.test(heard.names.pathOf(each.callee)));
  if (ofSettings || isChosen(node, heard.everybody, heard.names)) return false;
  const isOdd = (each: Node): boolean => isChance(each) || isDay(each) || (each.type === 'BinaryExpression' && each.operator === '%' && each.right.type === 'Literal' && Number(each.right.value) > 2);
  if (heard.everybody.ways.to(node).some(({ decisions }) => decisions.some(({ test }) => isMadeOf(test, heard.names, isOdd)))) return true;
  return callsAll && isAsked && answers.length > 0 && writes.some((each) => each !== node && answersIn(each, heard).some((answer) => !answers.includes(answer)));
}

/** Requests to servers that are written of whose answers a message is made. */
function answersIn(call: Of<'CallExpression'>, heard: Heard): Node[] {
  const parts = call.arguments.flatMap((each) => [...madeOf(each, heard)]);
  return parts.filter((each) => each.type === 'CallExpression' && REQUESTS.test(heard.names.pathOf(each.callee)) && namesServer(addressIn(each), heard));
}
