import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { isShell } from '../commands.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { writtenPairsIn } from '../javascript/texts/written-pairs.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** Options by which tools of AI ask nobody before they act. */
const ASKS_NOBODY = /(?:^|\s)--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|trust-all-tools|yolo)(?:\s|$)/;
/** Cheap to look for. */
const HINT = /\bdelet|\berase|\bwipe|\bdestroy|\bremove/i;
/** What nobody has a tool delete for a task; a sentence that forbids it orders nothing. */
const DESTROYS = /(?<!\b(?:never|not|don['’]t|avoid|without)\s(?:\w{1,15}\s){0,3})\b(?:delete|erase|wipe|destroy|remove)\s[^.!?\n]{0,60}?\b(?:home[ -](?:director(?:y|ies)|folders?)|file[ -]?systems?|cloud\s+resources|hard[ -]?(?:drives?|disks?))\b/i;

/** A text in small scripts that belong together has a tool delete what users have, and the tool is started so that it asks nobody. */
export function judgeAssistantOrders(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const unasked = scriptsOf(pkg).filter(({ path, mentions }) => !large.has(path) && [...(mentions?.texts ?? [])].some((text) => ASKS_NOBODY.test(text)));
  const groups = unasked.map(({ path }) => togetherWith(pkg, path, large)).filter((group) => group.some(({ uses }) => uses.some(isShell)));
  for (const path of new Set(groups.flatMap((group) => group.map((script) => script.path)))) {
    const text = isPage(path) ? '' : decode(pkg.files.find((file) => file.path === path)!.bytes);
    const tree = HINT.test(text) ? readAgain(pkg, path) : null;
    const found = tree ? writtenPairsIn(tree).texts.find((each) => DESTROYS.test(each.text)) : undefined;
    if (found) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'a text has a tool of AI delete the files or the cloud of whoever runs it, and the tool asks nobody' }), help: 'Let users ask for what is deleted, and let the tool ask them before it does.', file: path, ...new Places(text).at(found.start), evidence: evidence(text, found.start) });
  }
  return report.findings();
}
