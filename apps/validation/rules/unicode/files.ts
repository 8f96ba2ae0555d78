import type { PackageFile } from '#libs/manifest/manifest.js';
import { kindOf } from '../magic.js';
import { extensionOf, textOf } from '../text.js';

const CODE = new Set([
  '.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.py', '.pyi', '.sh', '.bash', '.ps1', '.bat', '.cmd', '.html', '.htm', '.svg', '.vue', '.svelte', '.lua', '.rb', '.php', '.pl',
  '.c', '.h', '.cc', '.cpp', '.hpp', '.cs', '.go', '.java', '.kt', '.rs', '.swift', '.sol', '.scala', '.sql', '',
]);
/** Files that people or hosts read from beginning to end, and that are no code. */
const DOCUMENTS = new Set([
  '.md', '.markdown', '.mdx', '.txt', '.rst', '.adoc', '.json', '.jsonc', '.json5', '.yml', '.yaml', '.toml', '.ini', '.cfg', '.conf', '.env', '.xml', '.css', '.scss', '.less', '.graphql', '.proto', '.ipynb',
]);
const DECLARATIONS = /\.d\.[mc]?ts$/;

/** Is it read by a machine that does what it says? Declarations of types are documentation. */
export function isCodeFile(path: string): boolean {
  return CODE.has(extensionOf(path)) && !DECLARATIONS.test(path);
}

/** Is it a text that somebody reads and believes? Others, like fonts and word lists, are data. */
export function isDocument(path: string): boolean {
  return DOCUMENTS.has(extensionOf(path)) || DECLARATIONS.test(path);
}

const SCRIPT = /\.[cm]?[jt]sx?$/i;
/** The first bytes of archives, which no engine takes for the beginning of a script; `nested-archive` tells of them. */
const NO_SCRIPT = [{ kind: 'gzip', hex: '1f8b08' }, { kind: 'zip', hex: '504b0304' }];

/** The text of a file; null when it is binary (also one that is named like a script and begins as none can), or when all of it is ASCII, where nothing hides. */
export function unicodeTextOf({ path, bytes }: PackageFile): string | null {
  return isAscii(bytes) || (SCRIPT.test(path) && kindOf(bytes, NO_SCRIPT) !== null) ? null : textOf(path, bytes);
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at]! > 0x7f) return false;
  return true;
}
