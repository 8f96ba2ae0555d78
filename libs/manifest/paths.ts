import type { Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { STRICT, type Tolerance } from './tolerance.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Windows opens these as devices, whatever their extension; superscript digits are already folded by NFKC. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$|clock\$) *(\.|$)/i;

/** The name with everything that cannot be shown safely written as `\u{…}`, at most 200 characters. */
export function displayPath(name: string): string {
  const safe = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
  return safe.length > 200 ? `${safe.slice(0, 199).replace(/[\uD800-\uDBFF]$/, '')}…` : safe;
}

/** Decodes the name of an archive entry. Throws PackageError `path-encoding` unless it is UTF-8. */
export function decodePath(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    const shown = displayPath(new TextDecoder('latin1').decode(bytes));
    throw new PackageError('path-encoding', `The name ${shown} is not UTF-8.`, shown, 'Rename the file, or pack with a tool that writes names in UTF-8.');
  }
}

/**
 * The one path policy of all containers. Returns the path with a leading `./` removed; throws PackageError
 * (codes `path-…`) for whatever some file system would read as another place, another file or no file.
 * A tolerance is asked about `path-control` and `path-backslash`; a backslash that it lets pass becomes `/`.
 */
export function checkPath(name: string, limits: Limits, tolerance: Tolerance = STRICT): string {
  let path = name.startsWith('./') ? name.slice(2) : name;
  const error = (code: string, what: string, help: string) => new PackageError(code, `The path ${displayPath(name) || '""'} ${what}.`, displayPath(name), help);
  const refuse = (code: string, what: string, help: string): never => {
    throw error(code, what, help);
  };
  const relative = 'Write it relative to the root of the package, with "/" between its parts.';

  if (path === '') refuse('path-empty', 'is empty', 'Give the file a name.');
  if (path.includes('\0')) refuse('path-control', 'contains a NUL character', 'Rename the file with visible characters.');
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(path)) tolerance.refuse(error('path-control', 'contains invisible or control characters', 'Rename the file with visible characters.'));
  if (/^[a-z]:/i.test(path)) refuse('path-drive', 'starts with a drive letter', relative);
  if (path.includes('\\')) tolerance.refuse(error('path-backslash', 'contains a backslash', relative));
  path = path.replaceAll('\\', '/');
  if (path.startsWith('/')) refuse('path-absolute', 'is absolute', relative);
  if (/[:<>"|?*]/.test(path)) refuse('path-character', 'contains one of : < > " | ? *', 'Rename the file without these characters: Windows cannot store them.');
  if (encoder.encode(path).length > limits.path_bytes) refuse('path-too-long', `is longer than ${limits.path_bytes} bytes`, 'Use shorter names, or limits.path_bytes of the marketplace must be raised.');

  const segments = path.split('/');
  if (segments.length > limits.path_depth) refuse('path-too-deep', `has more than ${limits.path_depth} parts`, 'Use fewer nested folders.');
  for (const segment of segments) {
    if (segment === '..') refuse('path-traversal', 'leaves the package', relative);
    if (segment === '' || segment === '.') refuse('path-segment', 'has an empty or "." part', relative);
    if (/[. ]$/.test(segment)) refuse('path-trailing', 'has a part that ends with a dot or a space', 'Rename it: Windows drops these characters.');
    const folded = segment.normalize('NFKC');
    if (folded === '..' || /[/\\]/.test(folded)) refuse('path-lookalike', 'contains characters that some systems read as ".." or a separator', 'Rename the file with plain characters.');
    if (DEVICE.test(folded)) refuse('path-device', 'is a device name on Windows', 'Rename it, for example with a prefix.');
  }
  return path;
}

/** What a file system that ignores case and Unicode form would compare. */
function fold(path: string): string {
  return path.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

type Kind = 'file' | 'directory';

/** The paths of one package; refuses two that could be one on some file system. A tolerance is asked about `path-collision` only. */
export class PathSet {
  private readonly kinds = new Map<string, Kind>();
  /** Folded path → the first one that folds to it. */
  private readonly folded = new Map<string, string>();

  constructor(private readonly tolerance: Tolerance = STRICT) {}

  /** Adds a checked path. Throws PackageError `path-duplicate`, `path-collision` or `path-file-and-directory`. */
  add(path: string, kind: Kind): void {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      this.put(path.slice(0, slash), 'directory');
    }
    this.put(path, kind);
  }

  private put(path: string, kind: Kind): void {
    const shown = displayPath(path);
    const known = this.kinds.get(path);
    if (known === undefined) {
      const key = fold(path);
      const alike = this.folded.get(key);
      if (alike !== undefined) this.tolerance.refuse(new PackageError('path-collision', `${shown} and ${displayPath(alike)} are the same name where case or Unicode form does not count.`, shown, 'Rename one of them.'));
      this.folded.set(key, alike ?? path);
      this.kinds.set(path, kind);
    } else if (known !== kind) {
      throw new PackageError('path-file-and-directory', `${shown} is both a file and a folder.`, shown, 'Rename one of them.');
    } else if (kind === 'file') {
      throw new PackageError('path-duplicate', `${shown} is in the package twice.`, shown, 'Pack each file once.');
    }
  }
}
