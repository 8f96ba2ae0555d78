import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { InPassing } from './javascript/in-passing.js';
import { lastingDeeds, LASTING_HINT } from './javascript/lasting-deeds.js';
import { linkedWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { importedNames } from '../javascript/flows/sending-functions.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { asideOf } from '../reach/aside.js';
import { isStartedAtInstallation } from '../reach/npm-scripts.js';
import { findInSmall } from '../small-scripts.js';
import { largeFiles } from '../together.js';

/** Scripts of one installation; of more of them, nobody can tell what is one deed. */
const MOST_LINKED = 10;

/**
 * In small scripts: what a shell, a desktop, another program or whoever builds a project starts by itself is written, or a command is started that stays or lets others in, when a script
 * is loaded or along with something else, or when the package is installed, and nobody asked for it or is told. Who installs something does so in a function for that, or by a command that says what it did.
 */
export function judgeUnaskedStarts(pkg: Package, id: string): Finding[] {
  const large = largeFiles(pkg.files);
  return findInSmall(pkg, id, {
    hints: [/\b(?:writeFile|appendFile|outputFile|createWriteStream|copyFile|rename|symlink|cp|exec|execFile|spawn|forward|connect|startTunnel|execa)/, LASTING_HINT],
    find(tree, path) {
      const deeds = asideOf(path) === null ? lastingDeeds(tree, path) : [];
      if (deeds.length === 0) return null;
      const linked = linkedWith(pkg, path);
      if (linked.length <= MOST_LINKED && linked.some((script) => isStartedAtInstallation(script.path, pkg))) return deeds[0]!;
      const passing = new InPassing(tree);
      return deeds.find((deed) => {
        const { isUnasked, exported } = passing.of(deed);
        return isUnasked || (exported.length > 0 && isRunByOthers(pkg, { path, exported, large }));
      }) ?? null;
    },
    message: 'nobody asks for it, and this writes what is started by itself from then on, or starts a command that stays or lets others in',
    help: 'Do so in a function or by a command for it, and tell people what was changed.',
  });
}

interface Exported {
  path: string;
  exported: readonly string[];
  large: ReadonlySet<string>;
}

/** Does another small script of the package run one of these functions along the way? */
function isRunByOthers(pkg: Package, { path, exported, large }: Exported): boolean {
  return scriptsOf(pkg).some((script) => {
    const tree = script.path !== path && script.leads.includes(path) && !large.has(script.path) ? readAgain(pkg, script.path) : null;
    if (!tree) return false;
    const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    const wholes = exported.includes('default') ? [...importedNames(tree)].flatMap(([local, { specifier, name }]) => (name === null && specifier.replace(/\.\w+$/, '').endsWith(stem) ? [local] : [])) : [];
    return new InPassing(tree).runs(new Set([...exported, ...wholes]), false);
  });
}
