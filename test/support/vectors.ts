import { join } from 'node:path';

/** Folder of a host's conformance vectors (`.` for all hosts), which are not part of the project; null, having said so, when SOUK_VECTORS does not name where they are. */
export function vectorsOf(host: string): string | null {
  const root = process.env.SOUK_VECTORS;
  if (root !== undefined) return join(root, host);
  process.stderr.write(`conformance vectors (${host}) are not looked at: set SOUK_VECTORS to their folder\n`);
  return null;
}
