import { FolderBlobs, folderOf } from './folder.js';
import { s3TargetOf } from './s3-target.js';
import type { S3Target } from './s3-target.js';
import type { Blobs } from './store.js';

export type { Blobs };

/**
 * The store that BLOB_URL names: `file:///absolute/folder`, or
 * `s3://ACCESS:SECRET@host[:port]/bucket[?tls=0|1][&region=…]` (TLS unless `tls=0`, region us-east-1,
 * keys percent-encoded where a URL needs it). Opens nothing yet; call `prepare()`, then `ready()`.
 * Its errors say what is wrong with BLOB_URL and never show its value.
 */
export async function openBlobs(url: string): Promise<Blobs> {
  if (!URL.canParse(url)) throw new Error('BLOB_URL is not a URL; use file:///absolute/folder or s3://ACCESS:SECRET@host:port/bucket');
  const parsed = new URL(url);
  if (parsed.protocol === 'file:') return new FolderBlobs(folderOf(parsed));
  if (parsed.protocol === 's3:') return s3Blobs(s3TargetOf(parsed));
  throw new Error('BLOB_URL must begin with file:// or s3://');
}

/** The client is a tenth of what a service loads when it starts: who keeps packages in a folder does without. */
async function s3Blobs(target: S3Target): Promise<Blobs> {
  const { S3Blobs } = await import('./s3.js');
  return new S3Blobs(target);
}
