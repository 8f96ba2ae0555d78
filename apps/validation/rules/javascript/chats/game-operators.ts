import { madeOf } from './leaks.js';
import type { Heard } from './leaks.js';
import { memberName, operands, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';

/** What hands a command to the server of a game. */
const COMMANDS = /(?:^|\.)rcon\.(?:send|command|execute|exec|run)$/;
/** A command that gives a player all rights there, or those of a group. */
const EMPOWERS = /^\/?(?:(?:minecraft:)?op|pardon|whitelist add|ownerid|moderatorid|(?:oxide|o|c)\.grant user|(?:lp|luckperms|pex|perm|perms) user|manuadd|setaccess)\s+(?:"\s*)?(?:[\w-]{3,}|\ue000|@[ae])/i;
/** Stand in a text for what is not known, and for what the script makes of its own texts. */
const [UNKNOWN, OWN] = ['\0', '\ue000'];
const GLOBALS = /^(?:String|Number|Buffer|atob|Array|Object|parseInt|undefined|Uint8Array|TextDecoder|JSON|Math)$/;
/** Expressions that one text may come from. */
const MOST_PARTS = 400;

/** Does the server of a game make somebody who is written here, or everybody, one of those who run it? Whom members, callers or the settings name is their choice. */
export function makesOperator(node: Node, heard: Heard): boolean {
  if (node.type !== 'CallExpression' || !COMMANDS.test(heard.names.pathOf(node.callee))) return false;
  return node.arguments.some((each) => shapesOf(each, heard).some((shape) => EMPOWERS.test(shape)));
}

/** The texts that an expression may be: of a name, of what callers pass, of lists and options. */
function shapesOf(root: Node, heard: Heard): string[] {
  const open = new Set([withoutWrapping(root)]);
  const shapes: string[] = [];
  // Grows while it is walked.
  for (const node of open) for (const part of partsOf(node, heard) ?? [null]) {
    if (part === null) shapes.push(shapeOf(node, heard));
    else if (open.size < MOST_PARTS) open.add(withoutWrapping(part));
  }
  return shapes;
}

/** What an expression has its text from, with `null` where it may be one itself. */
function partsOf(node: Node, { everybody: { ways } }: Heard): readonly (Node | null)[] | null {
  switch (node.type) {
    case 'Identifier':
    case 'MemberExpression':
      return ways.givenTo(node);
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'LogicalExpression':
      return [node.left as Node, node.right];
    case 'ArrayExpression':
      return node.elements.filter((each) => each !== null);
    case 'ObjectExpression':
      return node.properties.flatMap((each) => (each.type === 'Property' ? [each.value as Node] : []));
    case 'CallExpression':
      // `list.map(…)`, `list.join('')`, and what a function of the script answers.
      return [null, ...ways.answersOf(node), ...(node.callee.type === 'MemberExpression' ? [node.callee.object] : [])];
    default:
      return null;
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
  const parts = [...madeOf(node, heard)];
  // What functions get by which texts of the script go.
  const parameters = new Set(parts.filter(isCallable).flatMap(({ params }) => params.flatMap((each) => (each.type === 'Identifier' ? each.name : []))));
  const isUnknown = (part: Node): boolean => {
    if (part.type === 'AwaitExpression' || (part.type === 'CallExpression' && part.callee.type === 'Identifier' && part.callee.name === 'require')) return true;
    // What somebody or something is called, which `madeOf` does not go into.
    if (part.type === 'MemberExpression' && memberName(part) === 'name') return true;
    return part.type === 'Identifier' && !GLOBALS.test(part.name) && !parameters.has(part.name) && heard.everybody.ways.givenTo(part).length === 0;
  };
  return parts.some(({ type }) => type === 'Literal') && !parts.some(isUnknown);
}
