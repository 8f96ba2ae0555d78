import type { Package } from '#libs/manifest/manifest.js';
import { CATALOGUES } from '../../permissions/catalogues.js';
import type { Code, CodeText } from '../code.js';
import { togetherWith } from '../javascript/flows/linked.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { AUTOSTART_PATH } from '../facts/places.js';
import { largeFiles } from '../together.js';

const WRITES = ['writeText', 'writeFile', 'writeFileSync', 'appendFile', 'appendFileSync', 'appendText', 'createWriteStream', 'outputFile', 'write'];
/** What Git, shells and desktops run by themselves, by the names of the files. */
const NAMES = /^(?:\.?[\\/])?(?:.{0,40}[\\/])?(?:(?:pre|post)-(?:commit|merge|checkout|push|receive|rewrite|rebase|applypatch)|(?:prepare-)?commit-msg|fsmonitor-watchman|\.(?:bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login))$/;
/** What is shown to people; in a comment of a shell, nobody is shown anything. */
const MARKUP = /```|<\/?[a-z]{1,10}>/;
const COMMENT = /(?:^|\s)#.*/g;
const PROMPT = /^\s*[$>#]\s/;

/** A text of several lines, or in a script that has the names of such files, which another script of an extension may write where a shell or Git runs it by itself: texts of scripts stand in tables beside honest ones. */
export function isHandedToHook({ shape }: CodeText, code: Code, pkg: Package): boolean {
  const hasLines = shape.includes('\n');
  if (!CATALOGUES.has(pkg.manifest.dialect) || MARKUP.test(shape.replace(COMMENT, '')) || (!hasLines && (PROMPT.test(shape) || !namesFiles(code)))) return false;
  const large = largeFiles(pkg.files);
  return !large.has(code.path) && togetherWith(pkg, code.path, large).some((each) => each.texts.some((text) => AUTOSTART_PATH.test(text.shape)) && WRITES.some((name) => each.mentions?.names.has(name)));
}

/** `{ 'post-merge': … }` */
function namesFiles(code: Code): boolean {
  return code.texts.some(({ shape }) => NAMES.test(shape)) || [...((code as Partial<Script>).mentions?.texts ?? []), ...((code as Partial<Script>).mentions?.names ?? [])].some((text) => NAMES.test(text));
}
