import { decodeBase64 } from '#libs/manifest/rfc4648.js';
import { formats, readPackage } from '#libs/manifest/formats.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { PackageError } from '#libs/manifest/manifest.js';

/** A package with the keys to hold it against, as JSON. */
export interface Question {
  base64: string;
  publicKeys: string[];
  signature?: string;
}

/** What comes of a package, in one line that says everything on which two machines could disagree. */
export async function outcome({ base64, publicKeys, signature }: Question): Promise<string> {
  try {
    const bytes = decodeBase64(base64)!;
    const read = readPackage(bytes, { formats: [...formats.keys()], limits: DEFAULT_LIMITS });
    const { signature: verdict, keyId } = await formats.get(read.format)!.verify(read, bytes, { publicKeys, signature });
    const files = read.files.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
    return `taken ${verdict} ${keyId} ${JSON.stringify({ ...read, files })}`;
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return `refused ${error.code}`;
  }
}
