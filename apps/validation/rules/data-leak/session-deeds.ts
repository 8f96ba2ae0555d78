import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { nameOf } from '../javascript/syntax/expressions.js';
import { Gates } from '../javascript/conditions/gates.js';
import { standsInCommand } from '../javascript/editors/in-commands.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isCallable } from '../javascript/syntax/scope.js';
import { isPage } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** How an editor is asked for the session of somebody. */
const ASKS = 'getSession';
/** What is praised, followed or let in, by the addresses of GitHub. */
const DEEDS = /(?:^|\/)user\/(?:starred|following|subscriptions)\/|\/collaborators\/[\w-]|\/(?:memberships|subscription)(?:\/|$)/;
/** Cheap to look for. */
const HINT = /\b(?:starred|following|subscriptions?|collaborators|memberships)\b|\b(?:starRepo|setRepoSubscription|addCollaborator)/;
/** A method by which something is changed, also before its address: `PUT /user/starred/…`. */
const CHANGES = /^(?:PUT|POST)(?:\s|$)/i;
/** The same as functions of a client for it. */
const DONE_BY = /^(?:starRepoForAuthenticatedUser|setRepoSubscription|addCollaborator)$/;
/** Nodes of one call that are looked at. */
const MOST_NODES = 300;

/** With the session of whoever uses the editor, something is starred or followed, or somebody is let into repositories, and nobody asked for it: no command, and no question. */
export function judgeSessionDeeds(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const report = new Report(id);
  if (!scripts.some(({ mentions }) => mentions?.names.has(ASKS))) return [];
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const trees = new Map<string, ESTree.Program | null>();
  const treeAt = (path: string): ESTree.Program | null => {
    const tree = trees.has(path) ? trees.get(path)! : readAgain(pkg, path);
    trees.set(path, tree);
    return tree;
  };
  for (const path of new Set(scripts.map((script) => script.path))) {
    const text = isPage(path) ? '' : decode(files.get(path)!.bytes);
    const tree = HINT.test(text) ? treeAt(path) : null;
    if (!tree) continue;
    const names = WrittenNames.of(tree);
    const together = (): ESTree.Program[] => [...new Set([path, ...togetherWith(pkg, path, large).map((each) => each.path)])].flatMap((each) => treeAt(each) ?? []);
    const gates = Gates.of(tree);
    for (const node of nodesWithin(tree)) {
      if (node.type !== 'CallExpression') continue;
      const own = node.arguments.flatMap((each) => [...nodesWithin(each as Node, MOST_NODES, (inner) => !isCallable(inner))]);
      // Options are often written before.
      const before = own.flatMap((each) => (each.type === 'Identifier' ? names.valuesOf(each).filter(({ type }) => type === 'ObjectExpression') : []));
      const parts = [...own, ...before.flatMap((each) => [...nodesWithin(each, MOST_NODES)])];
      const written = parts.flatMap((each) => (each.type === 'TemplateElement' ? (each.value.cooked ?? []) : (names.textOf(each) ?? [])));
      const start = node.start ?? 0;
      const isDeed = DONE_BY.test(nameOf(node.callee)) || (written.some((text) => DEEDS.test(text)) && written.some((text) => CHANGES.test(text)));
      if (!isDeed || standsInCommand(tree, start, together()) || gates.asksPerson(start)) continue;
      report.add({ ...weighed(pkg, path, { severity: 'high', message: 'something is starred or followed, or somebody is let in, with the session of whoever uses the editor, and nobody asked for it' }), help: 'Do in the name of users what they ask for, and nothing else.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
      break;
    }
  }
  return report.findings();
}
