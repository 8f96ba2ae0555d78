import { madeOf } from './chat-leaks.js';
import type { Heard } from './chat-leaks.js';
import { nodesWithin } from './children.js';
import { operands, withoutWrapping } from './expressions.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';

/** What hands a command to the server of a game. */
const COMMANDS = /(?:^|\.)rcon\.(?:send|command|execute|exec|run)$/;
/** A command that gives a player all rights there, or those of a group. */
const EMPOWERS = /^\/?(?:(?:minecraft:)?op|pardon|whitelist add|ownerid|moderatorid|(?:oxide|o|c)\.grant user|(?:lp|luckperms|pex|perm|perms) user|manuadd|setaccess)\s+(?:"\s*)?(?:[\w-]{3,}|\ue000|@[ae])/i;
/** Stand in a text for what is not known, and for what the script makes of its own texts. */
const [UNKNOWN, OWN] = ['\0', '\ue000'];
const GLOBALS = /^(?:String|Number|Buffer|atob|Array|Object|parseInt|undefined|Uint8Array|TextDecoder|JSON|Math)$/;
const DEEPEST = 6;
const MOST_NODES = 400;

/** Does the server of a game make somebody who is written here, or everybody, one of those who run it? Whom members, callers or the settings name is their choice. */
export function makesOperator(node: Node, heard: Heard): boolean {
  if (node.type !== 'CallExpression' || !COMMANDS.test(heard.names.pathOf(node.callee))) return false;
  return node.arguments.some((each) => shapesOf(each, heard).some((shape) => EMPOWERS.test(shape)));
}

/** The texts that an expression may be: of a name, of what callers pass, of lists and options. */
function shapesOf(node: Node, heard: Heard, depth = 0): string[] {
  const inner = withoutWrapping(node);
  const into = (nodes: readonly Node[]): string[] => (depth > DEEPEST ? [] : nodes.flatMap((each) => shapesOf(each, heard, depth + 1)));
  switch (inner.type) {
    case 'Identifier':
    case 'MemberExpression':
      return into(heard.everybody.ways.givenTo(inner));
    case 'ConditionalExpression':
      return into([inner.consequent, inner.alternate]);
    case 'LogicalExpression':
      return into([inner.left as Node, inner.right]);
    case 'ArrayExpression':
      return into(inner.elements.flatMap((each) => (each ? [each] : [])));
    case 'ObjectExpression':
      return into(inner.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : [])));
    case 'CallExpression':
      // `list.map(…)`, `list.join('')`, and what a function of the script answers.
      return [shapeOf(inner, heard), ...into([...heard.everybody.ways.answersOf(inner), ...(inner.callee.type === 'MemberExpression' ? [inner.callee.object] : [])])];
    default:
      return [shapeOf(inner, heard)];
  }
}

function shapeOf(node: Node, heard: Heard): string {
  const inner = withoutWrapping(node);
  const whole = heard.names.textOf(inner);
  if (whole !== null) return whole;
  if (inner.type === 'TemplateLiteral') return inner.quasis.map(({ value }, at) => (value.cooked ?? '') + (inner.expressions[at] ? shapeOf(inner.expressions[at] as Node, heard) : '')).join('');
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return operands(inner).map((each) => shapeOf(each, heard)).join('');
  return isOwn(inner, heard) ? OWN : UNKNOWN;
}

/** Is a text made of nothing but what is written in the script, whatever takes it apart and puts it together? */
function isOwn(node: Node, heard: Heard): boolean {
  let isWritten = false;
  for (const part of madeOf(node, heard)) {
    if (part.type === 'Literal') isWritten = true;
    if (part.type === 'AwaitExpression' || (part.type === 'CallExpression' && part.callee.type === 'Identifier' && part.callee.name === 'require')) return false;
    if (part.type === 'Identifier' && !GLOBALS.test(part.name) && heard.everybody.ways.givenTo(part).length === 0 && !isWithin(part, node, heard)) return false;
  }
  return isWritten;
}

/** Is it what a function gets that goes through texts of the script? */
function isWithin(name: { name: string }, root: Node, heard: Heard): boolean {
  const functions = [...madeOf(root, heard)].filter(isCallable).flatMap((each) => [...nodesWithin(each, MOST_NODES)].filter(isCallable));
  return functions.some(({ params }) => params.some((each) => each.type === 'Identifier' && each.name === name.name));
}
