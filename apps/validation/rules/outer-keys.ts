import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { decodePage } from './html/charset.js';
import { readPage } from './html/page.js';
import { listensAround, runsAround } from './javascript/pages/outer-listeners.js';
import { scriptsOf } from './javascript/syntax/scripts.js';
import { isPage } from './javascript/syntax/sources.js';
import { parseScript } from './javascript/syntax/tree.js';
import { readAgain } from './javascript/syntax/trees.js';
import { weighed } from './reach.js';
import { Report } from './report.js';
import { decode, evidence, extensionOf, Places } from './text.js';
import type { Offsets } from './text.js';

/** Cheap to look for: what leads out of a frame. */
const LEADS_OUT = /\b(?:parent|top)\b/;
const LISTENS = /\baddEventListener\b|\bon(?:key(?:down|press|up)|(?:before)?input|paste|copy|cut)\b/;
const BRINGS = /\b(?:createElement(?:NS)?|write(?:ln)?|createContextualFragment|eval|Function|execScript)\b/;

interface Sought {
  hint: RegExp;
  find: typeof listensAround;
  message: string;
  help: string;
}

const KEYS: Sought = { hint: LISTENS, find: listensAround, message: 'what people type or copy in the document around the frame is heard, which is that of the host', help: 'Listen to keys in the page of the extension, or register shortcuts with the host.' };
const SCRIPTS: Sought = { hint: BRINGS, find: runsAround, message: 'a script is put into the document around the frame, which is that of the host', help: 'Run scripts in the page of the extension, and ask the host by messages.' };

/** Pages of an extension stand in frames of its host, and the document around them is never theirs: small scripts, also in pages, that listen there to what is typed or copied. */
export function judgeOuterKeys(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  return judgeOuter(pkg, id, large, KEYS);
}

/** The same of scripts that put others there: what runs in it does all that the host itself may. */
export function judgeOuterScripts(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  return judgeOuter(pkg, id, large, SCRIPTS);
}

function judgeOuter(pkg: Package, id: string, large: ReadonlySet<string>, { hint, find, message, help }: Sought): Finding[] {
  const report = new Report(id);
  const small = CATALOGUES.has(pkg.manifest.dialect) ? scriptsOf(pkg).filter(({ path }) => !large.has(path)) : [];
  for (const path of new Set(small.map((script) => script.path))) {
    const { bytes } = pkg.files.find((file) => file.path === path)!;
    const text = isPage(path) ? decodePage(bytes) : decode(bytes);
    if (!LEADS_OUT.test(text) || !hint.test(text)) continue;
    for (const { at, program } of isPage(path) ? programsIn(text, path) : [{ at: (offset: number) => offset, program: readAgain(pkg, path) }]) {
      const found = program && find(program);
      if (!found) continue;
      const start = at(found.start ?? 0);
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    }
  }
  return report.findings();
}

/** The scripts that stand in a page, and where. */
function programsIn(text: string, path: string): { at: Offsets; program: ReturnType<typeof readAgain> }[] {
  return readPage(text, extensionOf(path)).pieces.filter(({ unread }) => unread === null).map((piece) => {
    const tree = parseScript(piece.module ? 'inline.mjs' : 'inline.js', piece.text, false);
    return { at: piece.at, program: 'reason' in tree ? null : tree };
  });
}
