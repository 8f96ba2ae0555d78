import { randomUUID } from 'node:crypto';
import { access, constants, copyFile, link, mkdir, open, opendir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkKey, checkPrefix, parseKey } from './keys.js';
import { isInside, Meter, readWhole } from './meter.js';
import { BlobMissing, BlobRangeInvalid, BlobsUnavailable } from './store.js';
import type { Blobs, ByteRange, StoredBlob } from './store.js';

const STALE_MS = 3_600_000;
const READ_BYTES = 256 * 1024;

/** The folder that a `file:` BLOB_URL names. */
export function folderOf(url: URL): string {
  if (url.host !== '' || url.search !== '' || url.hash !== '' || url.pathname === '/') {
    throw new Error('BLOB_URL must be file:///absolute/folder, with three slashes, a folder below the root and nothing after it');
  }
  try {
    return fileURLToPath(url);
  } catch {
    throw new Error('BLOB_URL does not name a folder of this system; use file:///absolute/folder');
  }
}

/**
 * Blobs as files below one folder, for one machine (every process on it may use the folder). A blob
 * is written under a temporary name in `.writing` and moved into place once it is on the disk.
 * `.writing` is made by `prepare()` only, so a folder that is not mounted fails instead of filling.
 */
export class FolderBlobs implements Blobs {
  readonly #root: string;
  readonly #writing: string;

  constructor(root: string) {
    this.#root = resolve(root);
    this.#writing = join(this.#root, '.writing');
  }

  async put(key: string, source: AsyncIterable<Uint8Array>, { maxBytes }: { maxBytes: number }): Promise<{ size: number; sha256: string }> {
    const target = this.#path(key);
    const meter = new Meter();
    await this.#placed(target, async (temporary) => {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(meter.measure(source, maxBytes));
        await file.sync();
      } finally {
        await file.close();
      }
    });
    return meter.result();
  }

  async get(key: string, range?: ByteRange): ReturnType<Blobs['get']> {
    const file = await present(open(this.#path(key), 'r'));
    if (file === null) return this.#missing(key);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new BlobMissing(key);
      const { size } = found;
      if (range && !isInside(range, size)) throw new BlobRangeInvalid(size, range);
      const whole = size === 0 ? {} : { start: 0, end: size - 1 };
      return { size, stream: file.createReadStream({ ...(range ?? whole), highWaterMark: READ_BYTES }) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async read(key: string, maxBytes: number): Promise<Buffer> {
    return readWhole(await this.get(key), maxBytes);
  }

  async head(key: string): ReturnType<Blobs['head']> {
    const found = await present(stat(this.#path(key)));
    if (found?.isFile()) return { size: found.size, modifiedAt: found.mtime };
    await this.ready();
    return null;
  }

  async copy(from: string, to: string): Promise<void> {
    const target = this.#path(to);
    const [source, existing] = await Promise.all([this.head(from), this.head(to)]);
    if (source === null) throw new BlobMissing(from);
    if (existing?.size === source.size) return;
    await this.#placed(target, (temporary) => linkOrCopy(this.#path(from), temporary));
  }

  async remove(key: string): Promise<void> {
    const path = this.#path(key);
    await this.ready();
    await rm(path, { force: true });
  }

  async *list(prefix: string): AsyncGenerator<StoredBlob> {
    const folder = checkPrefix(prefix).slice(0, -1);
    await this.ready();
    yield* this.#walk(folder);
  }

  async presign(key: string): Promise<null> {
    checkKey(key);
    return null;
  }

  async ready(): Promise<void> {
    try {
      await access(this.#writing, constants.W_OK);
    } catch (cause) {
      throw new BlobsUnavailable('The folder of BLOB_URL is missing or cannot be written to; is it mounted?', { cause });
    }
  }

  async prepare(): Promise<void> {
    await mkdir(this.#writing, { recursive: true });
    const before = Date.now() - STALE_MS;
    for (const name of await readdir(this.#writing)) {
      const path = join(this.#writing, name);
      const found = await present(stat(path));
      if (found && found.mtimeMs < before) await rm(path, { force: true });
    }
  }

  /** Lets `write` fill a temporary file, then moves it to the target; on failure nothing stays. */
  async #placed(target: string, write: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = join(this.#writing, randomUUID());
    try {
      await write(temporary);
      await makeFolder(dirname(target));
      await rename(temporary, target);
    } finally {
      // After the move too: rename leaves its source when both names are links to one file already.
      await rm(temporary, { force: true });
    }
    await syncFolder(dirname(target));
  }

  async *#walk(folder: string): AsyncGenerator<StoredBlob> {
    const entries = await present(opendir(join(this.#root, folder)));
    if (entries === null) return;
    for await (const entry of entries) {
      const key = `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.#walk(key);
      else if (parseKey(key) !== null) {
        const found = await present(stat(join(this.#root, key)));
        if (found) yield { key, size: found.size, modifiedAt: found.mtime };
      }
    }
  }

  async #missing(key: string): Promise<never> {
    await this.ready();
    throw new BlobMissing(key);
  }

  #path(key: string): string {
    const path = resolve(this.#root, checkKey(key));
    if (!path.startsWith(this.#root + sep)) throw new Error('An object key may not lead out of the folder of BLOB_URL');
    return path;
  }
}

/** The answer, or null when the file does not exist. */
async function present<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Blobs are replaced and never changed in place, so two keys may be one file. Not every file system can link. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS', 'EXDEV'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, to);
    const file = await open(to, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** Makes a folder with its parents and puts their names on the disk. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** A name is on the disk once its folder is synced. Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
