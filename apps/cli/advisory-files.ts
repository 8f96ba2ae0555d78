import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AdvisoryRecord } from '#libs/contracts/advisories.js';
import { EXIT, Failure } from './exit-codes.js';
import { utf8 } from './text-files.js';

/** A record that is none, and which member says so. */
export interface RefusedRecord {
  file: string;
  /** Its id, where it has one. */
  id: string | null;
  /** JSON pointer inside of the record; empty for the whole. */
  pointer: string;
  detail: string;
}

/** The file itself, or every `.json` in a folder and below, sorted. Throws Failure (usage) when there is none. */
export async function advisoryFiles(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.json')).sort();
  if (names.length === 0) throw new Failure(EXIT.usage, `there is no .json file in ${path}`, 'OSV records are kept one in a file, or several in a list.');
  return names.map((name) => join(path, name));
}

/** The records of a file: one, or a list of them. */
export async function readAdvisories(file: string): Promise<{ records: AdvisoryRecord[]; refused: RefusedRecord[] }> {
  let content: unknown;
  try {
    const text = utf8(await readFile(file));
    if (text === null) return { records: [], refused: [{ file, id: null, pointer: '', detail: 'is not UTF-8 text; save it as UTF-8' }] };
    content = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { records: [], refused: [{ file, id: null, pointer: '', detail: `is not JSON: ${error.message}` }] };
  }
  const parsed = (Array.isArray(content) ? content : [content]).map((given: unknown) => ({ given, result: AdvisoryRecord.safeParse(given) }));
  return {
    records: parsed.flatMap(({ result }) => (result.success ? [result.data] : [])),
    refused: parsed.flatMap(({ given, result }) => {
      if (result.success) return [];
      const { path, message } = result.error.issues[0]!;
      return [{ file, id: idOf(given), pointer: path.map((part) => `/${String(part)}`).join(''), detail: message }];
    }),
  };
}

function idOf(given: unknown): string | null {
  const id = typeof given === 'object' && given !== null && 'id' in given ? given.id : null;
  return typeof id === 'string' ? id.slice(0, 100) : null;
}
