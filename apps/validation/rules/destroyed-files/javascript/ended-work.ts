import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { comparesDay, isChance, isDay } from '../../javascript/conditions/dated-ends.js';
import { holds, namesIn, namesThat } from '../../javascript/conditions/dated-harm.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { nameOf } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** Folders and files of a project in which people work; what is built from them is nobody's work. */
const WORK = /^(?:\.{1,2}[\\/])?(?:src|source|sources|lib|app|apps|packages|pages|components|server|public|test|tests|\.git|package\.json|\.)[\\/]?$/;
/** What removes files, by the last of its name, and what takes their names apart from other methods. */
const REMOVES = /^(?:rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|remove|removeSync|emptyDir|emptyDirSync|rimraf|rimrafSync|sync|del|deleteAsync|deleteSync)$/;
const BY_FILES = /^(?:fs|fsp|fse|fsPromises|promises|rimraf|del)$/i;
const STARTS = /^(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|execa|execaSync|execaCommand)$/;
/** Commands that end the computer, or remove what somebody works on. */
const ENDS = /^(?:sudo\s+)?(?:shutdown|poweroff|halt|reboot|init\s+0|systemctl\s+(?:poweroff|halt|reboot))\b/;
const WIPES = /\brm\s+-\w*[rf]\w*(?=\s)[^|;&]{0,200}\s(?:\.\/)?(?:src|lib|app|\.git|\.|\*|~|\/)(?=\s|$|\/?\*)|\bgit\s+(?:clean\s+-\w*[fdx]|reset\s+--hard|checkout\s+--?\s*\.)|\b(?:rd|rmdir)\s+\/s\b|\bdel\s+\/[sfq]\b/;
/** Nodes of one branch. */
const MOST_NODES = 2_000;

/**
 * From a day on that is written in the script, or by chance, folders in which people work are removed, or the computer is shut down: what a condition decides that asks for
 * such a day, in one small script; null where none does. A cache has an age, and what is built has a name of its own.
 */
export function endedWork(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const names = namesIn(nodes);
  const days = namesThat(names, isDay);
  const compared = namesThat(names, (node) => comparesDay(node, days));
  const worked = namesThat(names, isWork);
  const asksDay = (test: Node): boolean => holds(test, (node) => comparesDay(node, days) || isChance(node), compared);
  for (const each of nodes) {
    const body = each.type === 'Program' ? each : isCallable(each) ? (each.body as Node | null | undefined) : null;
    for (const part of body ? decidedBy(body, asksDay) : []) {
      const within = nodesWithin(part, MOST_NODES);
      const end = within.find((node): node is Of<'CallExpression'> => node.type === 'CallExpression' && (endsWork(node) || (removes(node) && namesWork(node, part, worked))));
      if (end) return end;
    }
  }
  return null;
}

/** `exec('shutdown --now')`, `spawn('rm', ['-rf', 'src'])` */
function endsWork({ callee, arguments: given }: Of<'CallExpression'>): boolean {
  if (!STARTS.test(nameOf(callee))) return false;
  const command = given.slice(0, 2).flatMap((each) => (each.type === 'ArrayExpression' ? (each.elements as (Node | null)[]) : [each as Node])).map((each) => (each?.type === 'Literal' ? String(each.value) : each?.type === 'TemplateLiteral' ? each.quasis.map(({ value }) => value.cooked ?? '').join('\0') : '')).join(' ');
  return ENDS.test(command) || WIPES.test(command);
}

function removes({ callee }: Of<'CallExpression'>): boolean {
  const path = memberPath(callee).split('.');
  const name = nameOf(callee);
  return REMOVES.test(name) && (path.length < 2 ? /^(?:rimraf|del|rm|unlink|rmdir)/.test(name) : BY_FILES.test(path.at(-2) ?? ''));
}

/** Does a removal, or the list that it goes through, name what people work on? */
function namesWork(removal: Of<'CallExpression'>, part: Node, worked: ReadonlySet<string>): boolean {
  const listed = nodesWithin(part, MOST_NODES).flatMap((node) => (node.type === 'ForOfStatement' && holds(node.right, isWork, worked) ? namesOf(node.left as Node) : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && /(?:^|\.)(?:forEach|map)$/.test(memberPath(node.callee) || nameOf(node.callee)) && holds(node.callee.object, isWork, worked) ? node.arguments.flatMap((each) => ('params' in each ? (each.params as Node[]).flatMap(namesOf) : [])) : []));
  // Of a path that is put together, the end says what it is.
  const [first] = removal.arguments;
  const path = first?.type === 'CallExpression' && /(?:^|\.)(?:join|resolve)$/.test(memberPath(first.callee)) ? first.arguments.at(-1) : first;
  return path !== undefined && holds(path, isWork, new Set([...worked, ...listed]));
}

function isWork(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && WORK.test(node.value);
}

function namesOf(pattern: Node): string[] {
  return namesWithin(pattern);
}
