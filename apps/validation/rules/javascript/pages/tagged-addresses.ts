import type { ESTree } from 'meriyah';
import { Answers } from '../names/answers.js';
import { nodesWithin } from '../syntax/children.js';
import { operands, withoutWrapping } from '../syntax/expressions.js';
import { isMadeOf } from '../conditions/made-of.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { Ways } from '../conditions/ways.js';
import { WrittenNames } from '../names/written-names.js';

/** Parts of a query by which a shop knows whom it pays for a visitor; and names that only such parts have. */
const PART = /^(?:tag|ascsubtag|aff(?:_?\w{1,10})?|affiliate\w*|aid|a_?id|camp(?:id|aign_?id)|mkcid|partner(?:_?id)?|p_?id|ref(?:_?id|erral|errer|code)?|sub_?id|irclickid|via|awc|clickref)$/i;
const ONLY_OF_PARTNERS = /^(?:ascsubtag|aff(?:_?\w{1,10})?|affiliate\w*|campid|mkcid|partner_?id|irclickid|awc|clickref)$/i;
/** Shops, in a text or a pattern that asks which one it is. */
const SHOPS = /\b(?:amazon|amzn|ebay|aliexpress|booking|etsy|walmart|temu|shein|zalando|otto|mediamarkt|bestbuy|target|expedia|agoda|hotels|airbnb|udemy|namecheap|bol|flipkart)\\?\./i;
/** A tag of whoever is paid, and no word. */
const TAG = /^(?=.*\d)[\w.-]{3,60}$|^[\w-]{3,40}-2[0-3]$/;
/** `link + '?tag=' + TAG`, without what stands before it. */
const ADDED = /[?&]([\w-]{2,20})=([\w.-]{3,60})(?:$|[&#\0])/g;
const FILLS = /^(?:set|append)$/;
const MOST_NODES = 500;
const DEEPEST = 4;
/** Steps to the table that a part of a query is taken from. */
const DEEPEST_TABLE = 8;
/** Values of one name. */
const MOST_GIVEN = 20;

/** An address that stood somewhere gets a part which is written here, by which a shop knows whom it pays: as a part that is set, or behind it as a text. One that begins with a text of the script is the script's own. */
export function tagsAddresses(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  const ways = new Ways(tree, names);
  const knowsShops = nodesWithin(tree).some((node) => asksForHost(node) || (node.type === 'Literal' && SHOPS.test('regex' in node ? node.regex.pattern : typeof node.value === 'string' ? `${node.value}.` : '')));
  const isTag = (name: string, value: string): boolean => TAG.test(value) && (ONLY_OF_PARTNERS.test(name) || (knowsShops && PART.test(name)));
  for (const node of nodesWithin(tree)) {
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && FILLS.test(lastName(node.callee) ?? '') && isOfQuery(node.callee.object, names)) {
      const texts = node.arguments.map((each) => textsOf(each, ways, names));
      const pairs = texts.length === 1 ? pairsIn(texts[0]!) : (texts[0] ?? []).flatMap((name) => (texts[1] ?? []).map((value) => [name, value] as const));
      if (pairs.some(([name, value]) => isTag(name, value)) && isGiven(node.callee.object, names)) return node;
    }
    if (node.type !== 'TemplateLiteral' && !(node.type === 'BinaryExpression' && node.operator === '+') && !(node.type === 'AssignmentExpression' && lastName(node.left as Node) === 'search')) continue;
    const shape = node.type === 'AssignmentExpression' ? `\0${shapeOf(node.right, names)}` : shapeOf(node, names);
    if (shape.startsWith('\0') && [...shape.matchAll(ADDED)].some(([, name, value]) => isTag(name!, value!))) return node;
  }
  return null;
}

/** `/(^|\.)shop\.com$/.test(link.hostname)`: only links to some servers are of interest. */
function asksForHost(node: Node): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || lastName(node.callee) !== 'test') return false;
  const { object } = node.callee;
  const [asked] = node.arguments;
  return object.type === 'Literal' && 'regex' in object && /\\\./.test(object.regex.pattern) && asked?.type === 'MemberExpression' && /^host(?:name)?$/.test(lastName(asked) ?? '');
}

/** `address.searchParams`, `new URLSearchParams(…)`, also under a name. */
function isOfQuery(object: Node, names: WrittenNames, depth = 0, answers = new Answers()): boolean {
  const inner = withoutWrapping(object);
  if (inner.type === 'MemberExpression' && lastName(inner) === 'searchParams') return true;
  // Names may stand for each other.
  if (depth > DEEPEST) return false;
  return answers.ask(inner, () => [inner, ...(inner.type === 'Identifier' ? names.valuesOf(inner) : [])].map(withoutWrapping).some((each) => (each.type === 'NewExpression' && lastName(each.callee) === 'URLSearchParams') || (each.type === 'MemberExpression' && lastName(each) === 'searchParams') || (each.type === 'Identifier' && isOfQuery(each, names, depth + 1, answers))), depth);
}

/** Is the address of this query made of something that the script is given, and begins with nothing that it writes? */
function isGiven(object: Node, names: WrittenNames): boolean {
  const made: ESTree.NewExpression[] = [];
  isMadeOf(object, names, (node) => {
    if (node.type === 'NewExpression' && /^URL(?:SearchParams)?$/.test(lastName(node.callee) ?? '')) made.push(node);
    return false;
  });
  const urls = made.filter((each) => lastName(each.callee) === 'URL');
  const [first] = urls.length > 0 ? urls : made;
  const from = first?.arguments[0];
  return from !== undefined && first?.arguments.length === 1 && shapeOf(from, names).startsWith('\0') && !isMadeOf(from, names, (node) => node.type === 'CallExpression' && /(?:^|\.)(?:config|settings|configuration)\.get$|getConfiguration/.test(names.pathOf(node.callee)));
}

/** The texts that an expression may be, or that stand in a table, a list or an object of which it takes one. */
function textsOf(node: Node, ways: Ways, names: WrittenNames): string[] {
  const texts: string[] = [];
  const open: [node: Node, depth: number][] = [[node, 0]];
  const seen = new Set<Node>();
  // Names lead to each other, and calls to what they are given.
  for (let next = open.pop(); next && seen.size < MOST_NODES; next = open.pop()) {
    const inner = withoutWrapping(next[0].type === 'SpreadElement' ? next[0].argument : next[0]);
    if (seen.has(inner)) continue;
    seen.add(inner);
    const whole = names.textOf(inner);
    if (whole !== null) texts.push(whole);
    else if (isTable(inner)) texts.push(...textsInTable(inner));
    else if (next[1] <= DEEPEST_TABLE) for (const part of partsOf(inner, ways).reverse()) open.push([part, next[1] + 1]);
  }
  return texts;
}

function isTable(node: Node): boolean {
  return node.type === 'ArrayExpression' || node.type === 'ObjectExpression';
}

function textsInTable(table: Node): string[] {
  return nodesWithin(table, MOST_NODES).flatMap((each) => (each.type === 'Literal' && typeof each.value === 'string' ? each.value : each.type === 'Property' && each.key.type === 'Identifier' ? each.key.name : []));
}

/** What an expression takes its text from, in order. */
function partsOf(inner: Node, ways: Ways): Node[] {
  if (inner.type === 'MemberExpression') return [inner.object];
  if (inner.type === 'CallExpression') return inner.callee.type === 'MemberExpression' ? [inner.callee.object, ...(inner.arguments as Node[])] : [];
  if (inner.type === 'LogicalExpression') return [inner.left as Node, inner.right];
  return inner.type === 'Identifier' ? ways.givenTo(inner).slice(0, MOST_GIVEN) : [];
}

/** Of a list that is handed over as a whole, each text with the one behind it. */
function pairsIn(texts: readonly string[]): [string, string][] {
  return texts.slice(1).map((value, at) => [texts[at]!, value]);
}

/** A text with `\0` for what is not known; of two that a condition chooses from, the one behind. */
export function shapeOf(node: Node, names: WrittenNames, depth = 0): string {
  const inner = withoutWrapping(node);
  const whole = names.textOf(inner);
  if (whole !== null || depth > DEEPEST) return whole ?? '\0';
  if (inner.type === 'TemplateLiteral') return inner.quasis.map(({ value }, at) => (value.cooked ?? '') + (inner.expressions[at] ? shapeOf(inner.expressions[at] as Node, names, depth + 1) : '')).join('');
  if (inner.type === 'Identifier') {
    const value = names.valueOf(inner);
    return value ? shapeOf(value, names, depth + 1) : '\0';
  }
  if (inner.type === 'ConditionalExpression') return shapeOf(inner.alternate, names, depth + 1);
  return inner.type === 'BinaryExpression' && inner.operator === '+' ? operands(inner).map((each) => shapeOf(each, names, depth + 1)).join('') : '\0';
}
