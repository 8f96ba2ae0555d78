import type { PackageFile } from '#libs/manifest/manifest.js';
import { kindOf } from '../facts/magic.js';
import { extensionOf, textOf } from '../text.js';

const CODE = new Set([
  '.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.py', '.pyi', '.sh', '.bash', '.ps1', '.bat', '.cmd', '.html', '.htm', '.svg', '.vue', '.svelte', '.lua', '.rb', '.php', '.pl',
  '.c', '.h', '.cc', '.cpp', '.hpp', '.cs', '.go', '.java', '.kt', '.rs', '.swift', '.sol', '.scala', '.sql', '',
]);
/** Files that people or hosts read from beginning to end, and that are no code. */
const DOCUMENTS = new Set([
  '.md', '.markdown', '.mdx', '.txt', '.rst', '.adoc', '.json', '.jsonc', '.json5', '.yml', '.yaml', '.toml', '.ini', '.cfg', '.conf', '.env', '.xml', '.css', '.scss', '.less', '.graphql', '.proto', '.ipynb',
]);
/** Settings of a tool under the name of it, but not those of a shell, which runs them. */
const SETTINGS = /(?:^|\/)\.(?!\w{0,4}sh)[\w-]{1,60}rc$/;
/** What services that build do when a project changes: with the rights of its owner. */
const JOBS = /(?:^|\/)(?:\.github\/(?:workflows|actions)\/.{1,200}|\.gitlab-ci|\.circleci\/config|(?:azure|bitbucket)-pipelines|action)\.ya?ml$/;
const DECLARATIONS = /\.d\.[mc]?ts$/;

/** Is it read by a machine that does what it says? Declarations of types are documentation. */
export function isCodeFile(path: string): boolean {
  return JOBS.test(path) || (CODE.has(extensionOf(path)) && !DECLARATIONS.test(path) && !SETTINGS.test(path));
}

/** Is it a text that somebody reads and believes? Others, like fonts and word lists, are data. */
export function isDocument(path: string): boolean {
  return DOCUMENTS.has(extensionOf(path)) || DECLARATIONS.test(path);
}

/** No reader of XML goes on behind bytes that are no UTF-8; in pages of HTML they are shown. */
const XML = /\.(?:svg|xml|xhtml|xht)$/i;
const SCRIPT = /\.[cm]?[jt]sx?$/i;
/** The first bytes of archives, which no engine takes for the beginning of a script; `nested-archive` tells of them. */
const NO_SCRIPT = [{ kind: 'gzip', hex: '1f8b08' }, { kind: 'zip', hex: '504b0304' }];

/** The text of a file; null when it is binary (also one that is named like a script or a picture in XML and is none), or when all of it is ASCII, where nothing hides. */
export function unicodeTextOf({ path, bytes }: PackageFile): string | null {
  if (isAscii(bytes) || (SCRIPT.test(path) && kindOf(bytes, NO_SCRIPT) !== null)) return null;
  const text = textOf(path, bytes);
  return text !== null && XML.test(path) && /\0/.test(text) && text.includes('\uFFFD') ? null : text;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 0x7f) return false;
  return true;
}
