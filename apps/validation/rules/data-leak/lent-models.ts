import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import type { Places as Handed } from '../javascript/flows/handed-arguments.js';
import { askingFunctions, lendsModel, mayAsk } from './javascript/lent-models.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage, knownOf } from '../javascript/syntax/sources.js';
import type { Files } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** A script that listens to a server which is named in it. */
const LISTENS = [/\b(?:wss?|https?):\/\/(?!localhost\b|127\.|\[::1\])/, /\b(?:onmessage|onMessage|message)\b/];
const MESSAGE = 'what comes from a server is asked of a model that whoever uses this pays for, and the answer goes back';
const HELP = 'Ask models what users ask, and nothing that comes from elsewhere.';

/** In small scripts of extensions: the model of whoever uses them answers what a server asks, which the script asks itself or by a function of another script. */
export function judgeLentModels(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  if (!CATALOGUES.has(pkg.manifest.dialect)) return [];
  const report = new Report(id);
  const files: Files = new Map(pkg.files.map((file) => [file.path, file]));
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path) && !isPage(path));
  const texts = new Map(small.map(({ path }) => [path, decode(files.get(path)!.bytes)]));
  const known = new Map<string, Handed>();
  const askingOf = (path: string): Handed => {
    const program = !known.has(path) && mayAsk(texts.get(path) ?? '') ? readAgain(pkg, path) : null;
    const asking = known.get(path) ?? (program ? askingFunctions(program) : new Map<string, ReadonlySet<number>>());
    known.set(path, asking);
    return asking;
  };
  for (const [path, text] of texts) {
    if (!LISTENS.every((hint) => hint.test(text)) || ![path, ...small.flatMap((each) => (each.path === path ? each.leads : []))].some((each) => mayAsk(texts.get(each) ?? ''))) continue;
    const program = readAgain(pkg, path);
    const start = program && lendsModel(program, (specifier) => knownOf(pkg, path, specifier, askingOf) ?? askingOf(''))?.start;
    if (typeof start === 'number') report.add({ ...weighed(pkg, path, { severity: 'high', message: MESSAGE }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}
