import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { standsInCommand } from '../javascript/editors/in-commands.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { isSender } from '../calls.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

const UNINSTALLS = 'workbench.extensions.uninstallExtension';
const INSTALLS = 'workbench.extensions.installExtension';
/** An extension by the name of its publisher and its own. */
const EXTENSION = /^([\w-]{2,40})\.[\w-]{2,60}$/;
/** Paths of what an editor has of its own. */
const OF_EDITOR = /^(?:workbench|vscode|editor|extensions?|window|files|terminal|debug|git|ms-vscode)$/i;
const FILE = /\.(?:[cm]?[jt]sx?|json|md|html?|css|svg|png|ya?ml|txt|vsix)$/i;
const PACKED = /\.vsix$/i;
const ASKS = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage', 'showQuickPick'];
/** What an editor says of an extension that is installed, all of which is needed to find its main file. */
const TELLS_FILE = ['packageJSON', 'main'];
const TELLS_FOLDER = ['extensionPath', 'extensionUri'];
const WRITES = ['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'];
const HELP = 'Tell users which other extension to install or to remove, and why, and leave it to them.';

/**
 * What an extension does to others of its editor: it has those of other publishers uninstalled, without a question, or installs one from a file, of a package
 * that reaches servers, or writes into the files that others begin with. By the names in small scripts, however the command is called.
 */
export function judgeOtherExtensions(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  for (const script of scriptsOf(pkg)) {
    const { path, mentions } = script;
    if (large.has(path) || mentions === null) continue;
    const changes = TELLS_FILE.every((name) => mentions.names.has(name)) && TELLS_FOLDER.some((name) => mentions.names.has(name)) && WRITES.some((name) => mentions.names.has(name));
    if (!changes && !mentions.texts.has(UNINSTALLS) && !mentions.texts.has(INSTALLS)) continue;
    const add = (name: string, message: string): void => {
      const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
      const start = Math.max(0, text.indexOf(name));
      report.add({ ...weighed(pkg, path, { severity: 'high', message }), help: HELP, file: path, ...new Places(text).at(start), evidence: evidence(text, start) });
    };
    const group = togetherWith(pkg, path, large);
    if (changes && group.some((each) => each.mentions?.names.has('extensions'))) add('packageJSON', 'files with which other extensions begin are found and written');
    if (mentions.texts.has(UNINSTALLS) && !asks(script) && (group.some((each) => namesOthers(each, pkg)) || goesThroughAll(pkg, script))) add(UNINSTALLS, 'extensions of other publishers are uninstalled, and nobody is asked');
    if (mentions.texts.has(INSTALLS) && group.some(namesPacked) && group.some(({ uses }) => uses.some(isSender))) add(INSTALLS, 'an extension is installed from a file, in a package that reaches servers');
    else if (mentions.texts.has(INSTALLS) && group.some(({ texts }) => texts.some(({ shape }) => PACKED.test(shape) && namesStranger(shape)))) add(INSTALLS, 'an extension is installed from a server that is named here');
  }
  return report.findings();
}

/** Does it go through all that are installed, and uninstall some where no command stands around? */
function goesThroughAll(pkg: Package, { path, mentions }: Script): boolean {
  const tree = mentions?.names.has('extensions') && mentions.names.has('all') ? readAgain(pkg, path) : null;
  const place = tree && nodesWithin(tree).find((node) => node.type === 'Literal' && node.value === UNINSTALLS);
  return place ? !standsInCommand(tree, place.start ?? 0) : false;
}

function asks({ mentions }: Script): boolean {
  return ASKS.some((name) => mentions?.names.has(name));
}

/** Which extensions do scripts name that are of other publishers? Commands and settings of the extension's own look the same, and stand in its manifest. */
function namesOthers({ mentions }: Script, { manifest: { original } }: Package): boolean {
  const { publisher: own, contributes } = original as { publisher?: unknown; contributes?: unknown };
  const contributed = JSON.stringify(contributes ?? {});
  return [...(mentions?.texts ?? [])].some((text) => {
    const publisher = EXTENSION.exec(text)?.[1];
    return publisher !== undefined && publisher.toLowerCase() !== String(own).toLowerCase() && !OF_EDITOR.test(publisher) && !FILE.test(text) && !contributed.includes(`"${publisher}.`);
  });
}

function namesPacked({ mentions, texts }: Script): boolean {
  return [...(mentions?.texts ?? [])].some((text) => PACKED.test(text)) || texts.some(({ shape }) => PACKED.test(shape));
}
