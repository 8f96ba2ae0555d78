import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { goesOn } from '../../javascript/conditions/endless.js';
import { nameOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { eachIn, overwrites } from './locking.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { removesFiles } from './removals.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Where the clock of a computer is set to, and which language is spoken there. */
const CLOCK = /^(?:timeZone|resolvedOptions|getTimezoneOffset)$/;
const LANGUAGE = /(?:^|\.)(?:navigator\.(?:language|languages|userLanguage)|env\.(?:LANG|LANGUAGE|LC_ALL|TZ)|getLocale|getSystemLocale)$/;
/** What is no place: the time of the world, and the language of machines. */
const NOWHERE = /^(?:(?:Etc\/)?(?:UTC|GMT|UCT|Zulu|Universal)\b.*|C|C\.UTF-?8|POSIX|string|undefined|function|object|\s*|[\W_]+)$/i;
const LISTS = /^(?:readdir|readDirectory|opendir|glob|globby|fg|walk)(?:Sync)?$/;
const LEAVES = new Set(['BreakStatement', 'ReturnStatement', 'ThrowStatement', 'YieldExpression', 'AwaitExpression']);
/** Functions that call each other. */
const DEEPEST = 2;
const MOST_NODES = 2_000;

/**
 * Where each file of a folder that is listed gets the same text, a loop never ends, files are removed, or a page is made useless, only where the clock is set to the time of a place that is written, or, but for files, one language is spoken:
 * the condition decides about that, whatever the place is called. Who tests for the time of the world, or translates, does neither. In one small script; null for nowhere.
 */
export function harmByPlace(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  if (!nodes.some((node) => isClock(node) || isLanguage(node))) return null;
  // What is done is in few scripts, and cheap to look for; what conditions are made of is not.
  const harms = HARMS.filter(({ begins }) => nodes.some(begins));
  if (harms.length === 0) return null;
  const names = WrittenNames.of(program);
  for (const node of nodes) {
    const body = isCallable(node) ? (node.body as Node | null) : node.type === 'Program' ? node : null;
    if (!body) continue;
    for (const { asks, isHarm } of harms) {
      for (const part of decidedBy(body, (test) => asks(test, names))) {
        const all = [...within(part, names)];
        const harm = all.find((each) => isHarm(each, names, all));
        if (harm) return harm;
      }
    }
  }
  return null;
}

/** What is there, and what stands in the functions of the script that are called there. */
function* within(part: Node, names: WrittenNames, depth = 0): Generator<Node> {
  for (const node of nodesWithin(part, MOST_NODES)) {
    yield node;
    const own = node.type === 'CallExpression' && node.callee.type === 'Identifier' && depth < DEEPEST ? names.functionOf(node.callee) : null;
    if (own?.body) yield* within(own.body as Node, names, depth + 1);
  }
}

function asksClock(test: Node, names: WrittenNames): boolean {
  return isMadeOf(test, names, isClock) && isMadeOf(test, names, isWrittenPlace);
}

function asksPlace(test: Node, names: WrittenNames): boolean {
  return isMadeOf(test, names, (node) => isClock(node) || isLanguage(node)) && isMadeOf(test, names, isWrittenPlace);
}

function isClock(node: Node): boolean {
  return node.type === 'MemberExpression' && CLOCK.test(nameOf(node));
}

function isLanguage(node: Node): boolean {
  return node.type === 'MemberExpression' && LANGUAGE.test(memberPath(node));
}

/** A text or a number that may be a place. */
function isWrittenPlace(node: Node): boolean {
  if (node.type === 'TemplateElement') return !NOWHERE.test(node.value.cooked ?? '');
  if (node.type !== 'Literal') return false;
  return 'regex' in node || (typeof node.value === 'string' ? !NOWHERE.test(node.value) : typeof node.value === 'number' && node.value >= 60);
}

function removesSome(node: Node): node is ESTree.CallExpression {
  return node.type === 'CallExpression' && removesFiles(node);
}

/** A folder with what is in it, or what is listed there. */
function removes(node: Node, names: WrittenNames, all: readonly Node[]): boolean {
  if (!removesSome(node)) return false;
  const isWhole = isMadeOf(node, names, (each) => each.type === 'Property' && nameOf(each.key as Node) === 'recursive') || /^(?:rimraf|emptyDir)/.test(memberPath(node.callee));
  return isWhole || all.some(listsFiles);
}

/** `for (const name of readdirSync(dir)) writeFileSync(join(dir, name), text)` */
function overwritesListed(node: Node, names: WrittenNames, all: readonly Node[]): boolean {
  const each = eachIn(node);
  if (!each || !all.some(listsFiles)) return false;
  const list = node.type === 'ForOfStatement' ? node.right : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : null;
  if (!list || withoutWrapping(list).type === 'ArrayExpression') return false;
  return nodesWithin(each.body, MOST_NODES).some((call) => call.type === 'CallExpression' && overwrites(call, each.name, each.body) && isListed(call.arguments[0] as Node, names));
}

/** A loop whose condition always holds, and nothing in it leaves it but what is called there. */
function neverEnds(node: Node): boolean {
  return goesOn(node) && nodesWithin(node.body, MOST_NODES, (each) => !isCallable(each)).every(({ type }) => !LEAVES.has(type));
}

/** `document.body.style.pointerEvents = 'none'`, `new Audio('https://…')`: a page that nobody can use any more, or that says something of somebody else's. */
function takesPage(node: Node): boolean {
  if (node.type === 'NewExpression') return memberPath(node.callee) === 'Audio' && node.arguments[0]?.type === 'Literal' && namesStranger(String(node.arguments[0].value));
  return node.type === 'AssignmentExpression' && node.right.type === 'Literal' && node.right.value === 'none' && /^(?:window\.)?document\.(?:body|documentElement)\.style\.(?:pointerEvents|display)$/.test(memberPath(node.left as Node));
}

function listsFiles(node: Node): boolean {
  return node.type === 'CallExpression' && LISTS.test(nameOf(withoutWrapping(node.callee)));
}

interface Harm {
  asks: (test: Node, names: WrittenNames) => boolean;
  isHarm: (node: Node, names: WrittenNames, all: readonly Node[]) => boolean;
  /** A script has one of these wherever it does that. */
  begins: (node: Node) => boolean;
}
const HARMS: readonly Harm[] = [
  { asks: asksClock, isHarm: removes, begins: removesSome },
  { asks: asksPlace, isHarm: overwritesListed, begins: listsFiles },
  { asks: asksPlace, isHarm: neverEnds, begins: neverEnds },
  { asks: asksClock, isHarm: takesPage, begins: takesPage },
];

/** Is it the path of what is listed, and of nothing in it? `join(dir, name)`, and not `join(name, 'README.md')`. */
function isListed(path: Node, names: WrittenNames): boolean {
  const inner = withoutWrapping(path.type === 'Identifier' ? (names.valueOf(path) ?? path) : path);
  const last = inner.type === 'CallExpression' ? (inner.arguments.at(-1) as Node | undefined) : inner.type === 'TemplateLiteral' && inner.quasis.at(-1)?.value.cooked === '' ? (inner.expressions.at(-1) as Node | undefined) : inner.type === 'BinaryExpression' ? inner.right : undefined;
  return !last || last.type !== 'Literal';
}
