import { PackageError, type PackageFile } from './manifest.js';

/** Most bytes of a document that are kept for display; the file itself stays whole. */
const DOCUMENT_BYTES = 256 * 1024;

/**
 * The text of a document at the root, found without regard to case; null when there is none. A longer one is cut
 * after the last whole line within 256 KiB. Throws PackageError `document-encoding` unless it is UTF-8 text.
 */
export function readDocument(files: readonly PackageFile[], name: string): string | null {
  const file = files.find(({ path }) => path.toLowerCase() === name);
  if (file === undefined) return null;
  const end = file.size <= DOCUMENT_BYTES ? file.size : file.bytes.lastIndexOf(0x0a, DOCUMENT_BYTES - 1) + 1;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.bytes.subarray(0, end));
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new PackageError('document-encoding', `${file.path} is not UTF-8 text.`, file.path, 'Save it as UTF-8.');
}
