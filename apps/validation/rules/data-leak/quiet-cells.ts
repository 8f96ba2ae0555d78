import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import { atLeast } from '#libs/contracts/severity.js';
import type { Finding } from '../../check.js';
import { dataUsesOf } from '../../permissions/permissions.js';
import { nodesAround, nodesWithin } from '../javascript/syntax/children.js';
import { nameOf } from '../javascript/syntax/expressions.js';
import { Gates } from '../javascript/conditions/gates.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { isCallable } from '../javascript/syntax/scope.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { loadsUnseen } from './javascript/unseen-pictures.js';
import { answerAt, doesNothing } from '../javascript/flows/unread-answers.js';
import { isPage } from '../javascript/syntax/sources.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { largeFiles } from '../together.js';

/** What changes a sheet or what is copied: the work for which somebody asked. */
const WORKS = /^(?:set(?:Cells?|Range|Values?|Formulas?)|clearRange|writeText)$/;
/** What tells somebody about it. */
const TELLS = /^(?:show\w*|notify|alert|info|warn|error|writeText|set(?:Html|Status\w*))$/;
const LISTENS = /^(?:onmessage|on|addEventListener|once|onMessage)$/;

/**
 * What stands in cells or is copied goes to a server that the package names, in a request of which nobody reads the answer: without being asked, or beside something else that
 * somebody asked for, and hidden: nobody hears that it failed, a day, chance or a count decides, or it follows when the work is done. Who sends for somebody needs the answer, or says that it was sent.
 */
export function judgeQuietCells(pkg: Package, id: string, found: readonly Finding[]): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const trees = new Map<string, ESTree.Program | null>();
  const treeAt = (path: string): ESTree.Program | null => {
    const tree = trees.has(path) ? trees.get(path)! : readAgain(pkg, path);
    trees.set(path, tree);
    return tree;
  };
  for (const use of dataUsesOf(pkg)) {
    const { file } = use.place;
    if ((use.kind !== 'cells' && use.kind !== 'lent') || isPage(file) || large.has(file) || found.some((each) => each.file === use.shown.file && each.line === use.shown.line && atLeast(each.severity, 'high'))) continue;
    const program = treeAt(file);
    const scripts = [...new Set(togetherWith(pkg, file, large).map(({ path }) => path))].flatMap((path) => treeAt(path) ?? []);
    if (program && use.kind === 'lent') {
      if (answerAt(program, use.place.start, scripts) !== 'read') report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: 'what users gave for a server of their own to log in with goes to another one, which is named here, in a request whose answer nobody reads' }), help: 'Send a key to the server for which users gave it.', ...use.shown });
      continue;
    }
    if (!program || use.kind !== 'cells' || !isQuiet(program, use.place.start, scripts, use.isAsked)) continue;
    report.add({ ...weighed(pkg, use.shown.file, { severity: 'high', message: `what stands in cells, or is copied, goes to a server that is named here, in a request whose answer nobody reads, ${use.isAsked ? 'beside what somebody asked for' : 'and nobody asked for it'}` }), help: 'Send what users choose when they ask for it, and show them what came of it.', ...use.shown });
  }
  return report.findings();
}

function isQuiet(program: ESTree.Program, start: number, scripts: readonly ESTree.Program[], isAsked: boolean): boolean {
  const answer = answerAt(program, start, scripts);
  if (answer === 'read') return false;
  if (isAsked && loadsUnseen(program, start)) return true;
  const connection = connectionAt(program, start);
  if (connection) return !isAsked || Gates.of(program).decides(start) ? !scripts.some((script) => nodesWithin(script).some((node) => listens(node))) : false;
  if (!isAsked || answer === 'hidden') return true;
  return Gates.of(program).decides(start) || followsWork(program, start);
}

/** `socket.send(…)`: what is answered comes by another way. */
function connectionAt(program: ESTree.Program, start: number): boolean {
  return nodesWithin(program).some((node) => node.type === 'CallExpression' && node.start === start && /^(?:send|write)$/.test(nameOf(node.callee)));
}

function listens(node: Node): boolean {
  if (node.type === 'AssignmentExpression') return LISTENS.test(nameOf(node.left as Node)) && !doesNothing(node.right);
  return node.type === 'CallExpression' && LISTENS.test(nameOf(node.callee)) && node.arguments.some((each) => each.type === 'Literal' && each.value === 'message') && !node.arguments.some((each) => isCallable(each) && doesNothing(each));
}

/** A console tells nobody who uses a sheet. */
function tells({ callee }: ESTree.CallExpression): boolean {
  return TELLS.test(nameOf(callee)) && !memberPath(callee).startsWith('console.');
}

/** In its function, something was changed before, and nobody is told anything behind it. */
function followsWork(program: ESTree.Program, start: number): boolean {
  const around = nodesAround(program, start).findLast(isCallable);
  const calls = around ? nodesWithin(around).flatMap((node) => (node.type === 'CallExpression' && node.start !== start ? [node] : [])) : [];
  const isBehind = (node: Node): boolean => (node.start ?? 0) > start;
  return calls.some((each) => !isBehind(each) && WORKS.test(nameOf(each.callee))) && !calls.some((each) => isBehind(each) && (WORKS.test(nameOf(each.callee)) || tells(each)));
}
