import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isSender } from '../calls.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { withoutWrapping } from '../javascript/syntax/expressions.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { resolverOf } from '../javascript/syntax/sources.js';
import { memberPath } from '../javascript/syntax/member-paths.js';
import { runsGiven } from './javascript/run-requests.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { importedNames } from '../javascript/flows/sending-functions.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { namesStranger } from '../facts/places.js';
import { findInSmall } from '../small-scripts.js';
import { largeFiles } from '../together.js';

const AGAIN = /^(?:setTimeout|setInterval|WebSocket|EventSource)$/;

/** In small scripts that belong together and reach a server which is named: again and again, one of them has a table of another one do what some name says, and what stands in that table runs what it gets as a command or code. */
export function judgeHandedJobs(pkg: Package, id: string): Finding[] {
  const large = largeFiles(pkg.files);
  if (!scriptsOf(pkg).some(({ path, uses }) => !large.has(path) && uses.some(isSender))) return [];
  return findInSmall(pkg, id, {
    hints: [/\w\[\s*\w+(?:\s*\??\.\s*\w+){1,5}\s*\]\s*(?:\?\.\s*)?\(|=\s*\w+\s*\[\s*\w+(?:\s*\??\.\s*\w+){1,5}\s*\]/, /\b(?:setTimeout|setInterval|WebSocket|EventSource|while|for)\b/],
    find(tree, path) {
      const place = chooses(tree, (specifier) => resolverOf(pkg).all(specifier, path).length > 0);
      if (!place || !repeats(tree)) return null;
      const group = togetherWith(pkg, path, large);
      if (!group.some(({ uses }) => uses.some(isSender)) || !group.some(({ texts }) => texts.some(({ shape }) => namesStranger(shape)))) return null;
      const leads = new Set(scriptsOf(pkg).flatMap((script) => (script.path === path ? script.leads : [])));
      const isRun = [...leads].some((lead) => {
        const other = large.has(lead) ? null : readAgain(pkg, lead);
        return other !== null && runsGiven(other);
      });
      return isRun ? place : null;
    },
    message: 'again and again, functions are called by a name, of which some run what they get, in scripts that reach a server which is named here',
    help: 'Write the commands into the package, and let a server choose among them by name.',
  });
}

/** `handlers[job.kind](job)`, `const handle = handlers[job.kind]`, where `handlers` are of another script of the package. */
function chooses(tree: ESTree.Program, isOwn: (specifier: string) => boolean): Node | null {
  const own = new Set([...importedNames(tree)].flatMap(([local, { specifier }]) => (isOwn(specifier) ? [local] : [])));
  const isChosen = (node: Node | null | undefined): boolean => {
    const inner = node ? withoutWrapping(node) : null;
    if (inner?.type === 'LogicalExpression') return isChosen(inner.left as Node);
    return inner?.type === 'MemberExpression' && inner.computed && inner.object.type === 'Identifier' && own.has(inner.object.name) && inner.property.type === 'MemberExpression';
  };
  if (own.size === 0) return null;
  return nodesWithin(tree).find((node) => (node.type === 'CallExpression' && isChosen(node.callee)) || (node.type === 'VariableDeclarator' && isChosen(node.init)) || (node.type === 'AssignmentExpression' && isChosen(node.right))) ?? null;
}

function repeats(tree: ESTree.Program): boolean {
  return nodesWithin(tree).some((node) => ((node.type === 'CallExpression' || node.type === 'NewExpression') && AGAIN.test(memberPath(node.callee))) || (node.type === 'ForStatement' && !node.test) || (node.type === 'WhileStatement' && node.test.type === 'Literal'));
}
