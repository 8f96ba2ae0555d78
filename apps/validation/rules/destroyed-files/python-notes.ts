import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import type { Code } from '../code.js';
import { together } from '../python/linked.js';
import { pythonOf } from '../python/modules.js';
import { tellsOfRansom } from './ransom-notes.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** What goes through all files, or all that the host keeps of a kind. */
const LISTS = /^py:(?:os\.(?:walk|listdir|scandir)|glob\.i?glob|(?:.*\.)?(?:rglob|iterdir)|.*\b(?:assets|scenes|projects|documents|library)\.(?:list|search|find|all))$/;
/** What gives a file, or something of the host, another content, or removes it. */
const CHANGES = /^py:(?:open|io\.open|os\.(?:remove|unlink|rename|replace|truncate)|shutil\.(?:move|rmtree)|(?:.*\.)?(?:write_bytes|write_text|unlink)|.*\b(?:assets|scenes|projects|documents|library)\.(?:update|remove|delete|replace|overwrite))$/;

/** In small modules of Python: a note that files of somebody are locked or gone and what is to be paid for them, beside code that goes through them and changes or removes them. */
export function judgePythonNotes(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const module of pythonOf(pkg)) {
    if (large.has(module.path)) continue;
    const text = decode(pkg.files.find(({ path }) => path === module.path)!.bytes);
    const note = tellsOfRansom(text);
    if (!note?.isSure || ![LISTS, CHANGES].every((does) => together(pkg, module).some((each) => calls(each, does)))) continue;
    report.add({ ...weighed(pkg, module.path, { severity: 'high', message: 'a note says that files of somebody are locked or gone and what to do about it, beside code that goes through them and removes or changes them' }), help: 'Delete and write only what the extension made itself, and what users choose.', file: module.path, ...new Places(text).at(note.start), evidence: evidence(text, note.start) });
  }
  return report.findings();
}

function calls({ uses }: Code, what: RegExp): boolean {
  return uses.some((use) => use.how === 'call' && what.test(use.what));
}
