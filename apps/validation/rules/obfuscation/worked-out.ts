import type { Node, Of } from '../javascript/syntax/tree.js';
import { isLetterOfLanguage } from './letters.js';
import { constantNumber, isFunction, isRange, nameOf, propertyName } from './shapes.js';
import { cutsInCall, cutsWord } from './texts.js';

/**
 * How a text comes about of which everything is written in the script: it stands there (`plain`), it is put together, turned
 * round or decoded by the language alone (`spelled`), or a function that is not the language's answers it (`answered`).
 */
export type Way = 'plain' | 'spelled' | 'answered';

/** Deeper than this, nothing is looked at. */
const DEEPEST = 12;
/** Members by number that are added: fewer are vectors and pairs. */
const FEWEST_LETTERS = 3;
/** More numbers than these are no colour and no corner. */
const MOST_OF_RANGE = 4;
/** Functions of the language that make texts of texts and numbers. */
const MAKES_TEXT: ReadonlySet<string> = new Set(['atob', 'unescape', 'decodeURIComponent', 'decodeURI']);
/** Methods of `String` and `Buffer` that do. */
const MAKES_CHARACTERS: ReadonlySet<string> = new Set(['fromCharCode', 'fromCodePoint', 'from']);
/** Methods of a text that answer a number, or a text that can be read as well. */
const SAYS_THE_SAME: ReadonlySet<string> = new Set(['charCodeAt', 'codePointAt', 'indexOf', 'lastIndexOf', 'search', 'toUpperCase', 'toLowerCase', 'trim', 'repeat', 'padStart', 'padEnd', 'normalize']);
/** Methods that put pieces side by side. */
const JOINS: ReadonlySet<string> = new Set(['concat', 'join']);
/** What is called with constants, and answers no text or one that is no secret. */
const OPEN: ReadonlySet<string> = new Set(['Symbol', 'String', 'Number', 'BigInt', 'Boolean', 'Array', 'Object', 'Math', 'Date', 'parseInt', 'parseFloat', 'require', 'expect', 'import']);

/** How the text of an expression comes about; null where not everything that it is made of is written in it. */
export function wayOf(node: Node, left = DEEPEST): Way | null {
  if (left === 0) return null;
  switch (node.type) {
    case 'Literal':
      return 'plain';
    case 'UnaryExpression':
      return constantNumber(node) === null ? null : 'plain';
    case 'SpreadElement':
      return wayOf(node.argument, left - 1);
    case 'ArrayExpression':
      return wayOfAll((node.elements as (Node | null)[]).filter((each) => each !== null), left);
    case 'ObjectExpression':
      return wayOfAll((node.properties as Node[]).map((each) => (each.type === 'Property' && !each.method ? (each.value as Node) : null)), left);
    case 'MemberExpression':
      return node.computed && constantNumber(node.property as Node) !== null ? further(wayOf(node.object as Node, left - 1), 'spelled') : null;
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? 'plain' : further(wayOfAll(node.expressions as Node[], left), 'spelled');
    case 'TaggedTemplateExpression':
      return propertyNameOf(node.tag as Node) === 'raw' ? null : further(wayOfAll(node.quasi.expressions as Node[], left), 'answered');
    case 'BinaryExpression':
      return node.operator === '+' ? wayOfSum(node, left) : wayOfAll([node.left as Node, node.right], left);
    case 'CallExpression':
      return wayOfCall(node, left);
    default:
      return null;
  }
}

/** `f({ th: 4, leng: 1 })`, ``f`th${4}leng${1}` ``: pieces of a text, each with its place as a number. */
export function isWoven(node: Of<'CallExpression'> | Of<'TaggedTemplateExpression'>): boolean {
  if (node.type === 'TaggedTemplateExpression') return node.quasi.expressions.length > 0 && (node.quasi.expressions as Node[]).every((each) => constantNumber(each) !== null) && node.quasi.quasis.some(({ value }) => value.raw !== '');
  const [parts, more] = node.arguments as Node[];
  return parts?.type === 'ObjectExpression' && !more && parts.properties.length > 0 && (parts.properties as Node[]).every((each) => each.type === 'Property' && constantNumber(each.value as Node) !== null);
}

/** The less plain of both. */
function further(a: Way | null, b: Way): Way | null {
  if (a === null) return null;
  return a === 'answered' || b === 'answered' ? 'answered' : a === 'spelled' || b === 'spelled' ? 'spelled' : 'plain';
}

function wayOfAll(nodes: readonly (Node | null)[], left: number): Way | null {
  let way: Way | null = 'plain';
  for (const node of nodes) {
    const next = node === null ? null : wayOf(node, left - 1);
    way = next === null ? null : further(way, next);
    if (way === null) return null;
  }
  return way;
}

function wayOfSum(node: Node, left: number): Way | null {
  const parts = partsOf(node);
  const letters = parts.filter(isLetter);
  const way = wayOfAll(parts.filter((part) => !isLetter(part)), left);
  if (letters.length > 0) return letters.length >= FEWEST_LETTERS ? further(way, 'spelled') : null;
  return parts.some((part, index) => index > 0 && cutsWord(parts[index - 1]!, part)) ? further(way, 'spelled') : way;
}

/** What is added, from the left. */
export function partsOf(node: Node): Node[] {
  const parts: Node[] = [];
  let rest = node;
  while (rest.type === 'BinaryExpression' && rest.operator === '+') {
    parts.push(rest.right);
    rest = rest.left as Node;
  }
  return [...parts, rest].reverse();
}

/** `letters[12]`, `(typeof [])[4]` */
function isLetter(node: Node): boolean {
  return isLetterOf(node) || isLetterOfLanguage(node);
}

/** `letters[12]` */
export function isLetterOf(node: Node): node is Of<'MemberExpression'> {
  return node.type === 'MemberExpression' && node.computed && nameOf(node.object) !== null && constantNumber(node.property as Node) !== null;
}

function wayOfCall(node: Of<'CallExpression'>, left: number): Way | null {
  const callee = node.callee as Node;
  const given = (node.arguments as Node[]).filter((each) => !isFunction(each));
  const ofGiven = wayOfAll(given, left);
  if (ofGiven === null || (given.length <= MOST_OF_RANGE && isRange(node))) return null;
  const name = nameOf(callee);
  if (name !== null) return OPEN.has(name) || given.length === 0 ? null : further(ofGiven, MAKES_TEXT.has(name) ? 'spelled' : 'answered');
  if (isFunction(callee)) return given.length === 0 ? null : 'answered';
  if (callee.type !== 'MemberExpression') return null;
  const object = callee.object as Node;
  const owner = nameOf(object);
  const method = propertyName(callee);
  if (owner === 'String' || owner === 'Buffer') return method !== null && MAKES_CHARACTERS.has(method) ? further(ofGiven, 'spelled') : null;
  if (owner !== null && OPEN.has(owner)) return null;
  const ofObject = wayOf(object, left - 1);
  if (ofObject !== null) {
    if (method !== null && (SAYS_THE_SAME.has(method) || isTextItself(object, method, given))) return null;
    const together = further(ofObject, ofGiven)!;
    return together === 'plain' && method !== null && JOINS.has(method) && cutsInCall(node) === 0 ? 'plain' : further(together, 'spelled');
  }
  return given.length === 0 ? null : 'answered';
}

/** `'useId'.toString()`, which keeps bundlers from asking a module for the name. */
function isTextItself(object: Node, method: string, given: readonly Node[]): boolean {
  return given.length === 0 && (method === 'toString' || method === 'valueOf') && object.type === 'Literal' && typeof object.value === 'string';
}

function propertyNameOf(node: Node): string | null {
  return node.type === 'MemberExpression' ? propertyName(node) : null;
}
