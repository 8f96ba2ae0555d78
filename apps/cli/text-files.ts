import { readFile } from 'node:fs/promises';
import { EXIT, Failure } from './exit-codes.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text of a file, without the byte order mark that editors write before it; null for bytes that are not UTF-8. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** The text of a file that a user names. Throws Failure (usage) for a folder, and for what is not UTF-8. */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EISDIR' ? new Failure(EXIT.usage, `${file} is a folder, and a file is needed`) : error;
  });
  const content = utf8(bytes);
  if (content === null) throw new Failure(EXIT.usage, `${file} is not UTF-8 text`, 'Save it as UTF-8 in your editor, or convert it: iconv -f <its encoding> -t UTF-8.');
  return content;
}
