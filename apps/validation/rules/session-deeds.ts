import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { nodesWithin } from './javascript/children.js';
import { Gates } from './javascript/gates.js';
import { standsInCommand } from './javascript/in-commands.js';
import { scriptsOf } from './javascript/scripts.js';
import { isCallable } from './javascript/scope.js';
import { isPage } from './javascript/sources.js';
import type { Node } from './javascript/tree.js';
import { readAgain } from './javascript/trees.js';
import { WrittenNames } from './javascript/written-names.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';

/** How an editor is asked for the session of somebody. */
const ASKS = 'getSession';
/** What is praised, followed or let in, by the addresses of GitHub. */
const DEEDS = /(?:^|\/)user\/(?:starred|following|subscriptions)\/|\/collaborators\/[\w-]|\/(?:memberships|subscription)(?:\/|$)/;
/** Cheap to look for. */
const HINT = /\b(?:user\/(?:starred|following|subscriptions)|collaborators|memberships|subscription)\b/;
const CHANGES = /^(?:PUT|POST)$/i;
/** Nodes of one call that are looked at. */
const MOST_NODES = 300;

/** With the session of whoever uses the editor, something is starred or followed, or somebody is let into repositories, and nobody asked for it: no command, and no question. */
export function judgeSessionDeeds(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const scripts = scriptsOf(pkg).filter(({ path }) => !large.has(path));
  const report = new Report(id);
  if (!scripts.some(({ mentions }) => mentions?.names.has(ASKS))) return [];
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  for (const path of new Set(scripts.map((script) => script.path))) {
    const text = isPage(path) ? '' : decode(files.get(path)!.bytes);
    const tree = HINT.test(text) ? readAgain(pkg, path) : null;
    if (!tree) continue;
    const names = new WrittenNames(tree);
    const gates = new Gates(tree);
    for (const node of nodesWithin(tree)) {
      if (node.type !== 'CallExpression') continue;
      const parts = node.arguments.flatMap((each) => [...nodesWithin(each as Node, MOST_NODES, (inner) => !isCallable(inner))]);
      const written = parts.flatMap((each) => (each.type === 'TemplateElement' ? (each.value.cooked ?? []) : (names.textOf(each) ?? [])));
      const start = node.start ?? 0;
      if (!written.some((text) => DEEDS.test(text)) || !written.some((text) => CHANGES.test(text)) || standsInCommand(tree, start) || gates.asksPerson(start)) continue;
      report.add({ ...weighed(pkg, path, { severity: 'high', message: 'something is starred or followed, or somebody is let in, with the session of whoever uses the editor, and nobody asked for it' }), help: 'Do in the name of users what they ask for, and nothing else.', file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
      break;
    }
  }
  return report.findings();
}
