import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { plantedDependency } from './javascript/planted-dependencies.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

const FIELD = /\b(?:[dD]ependencies|overrides|resolutions)\b|Dependencies\b/;
const ADDRESS = /https?:/;
const WRITES = /\b(?:writeFile|writeText|write|outputJson|writeJson|applyEdit|save)/;
const MANIFEST = 'package.json';
const HELP = 'Let people add packages themselves, from the registry that their project uses.';

/** In small scripts of extensions: what somebody’s project installs next comes from a server that the script names, of which the package says nothing: neither the dependency nor that server stands in its manifest. */
export function judgePlantedDependencies(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  if (!CATALOGUES.has(pkg.manifest.dialect)) return [];
  for (const { path } of scriptsOf(pkg)) {
    const text = large.has(path) || isPage(path) ? '' : decode(pkg.files.find((file) => file.path === path)!.bytes);
    if (!FIELD.test(text) || !ADDRESS.test(text)) continue;
    const group = togetherWith(pkg, path, large).map((each) => (each.path === path ? text : decode(pkg.files.find((file) => file.path === each.path)!.bytes)));
    if (!group.some((each) => each.includes(MANIFEST)) || !group.some((each) => WRITES.test(each))) continue;
    const tree = readAgain(pkg, path);
    const planted = tree && plantedDependency(tree);
    if (!planted || isSaid(pkg, planted.name) || isSaid(pkg, planted.host.split('.').at(-2) ?? '')) continue;
    const start = planted.node.start ?? 0;
    report.add({ ...weighed(pkg, path, { severity: 'high', message: `a package of \`${planted.host}\` is put among the dependencies of a project` }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** Does the package say this of itself? */
function isSaid({ manifest }: Package, word: string): boolean {
  return word !== '' && JSON.stringify(manifest.original).toLowerCase().includes(word.toLowerCase());
}
