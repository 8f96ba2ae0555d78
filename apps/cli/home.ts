import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EXIT, Failure } from './exit-codes.js';
import { makeFolder } from './folders.js';

const HeldLease = z.object({ review_id: z.string(), lease: z.string(), expires_at: z.string(), extension: z.string(), version: z.string() });
export type HeldLease = z.output<typeof HeldLease>;

const Settings = z.object({
  /** Where the last login was. */
  current: z.object({ url: z.string(), tenant: z.string().nullable() }).optional(),
  /** By address: a token is only ever sent to the address that it was given for. */
  logins: z.record(z.string(), z.object({ token: z.string(), handle: z.string(), tenant: z.string() })).default({}),
  /** Claimed reviews by address, the latest last. */
  leases: z.record(z.string(), z.array(HeldLease)).default({}),
});
type Settings = z.output<typeof Settings>;

/** The folder of one person: `config.json` (0600, holds tokens) and `extensions/<tenant>/<name>/`. */
export class Home {
  constructor(readonly folder: string) {}

  private get file(): string {
    return join(this.folder, 'config.json');
  }

  /** Throws Failure when the file is there and cannot be understood. */
  async settings(): Promise<Settings> {
    let content: string;
    try {
      content = await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Settings.parse({});
      throw error;
    }
    try {
      return Settings.parse(JSON.parse(content));
    } catch {
      throw new Failure(EXIT.usage, `${this.file} is damaged`, 'Remove it, and log in again with souk login.');
    }
  }

  /** Reads, changes and replaces the file in one move, so that a crash leaves the old or the new one. */
  async change(edit: (settings: Settings) => void): Promise<void> {
    const settings = await this.settings();
    edit(settings);
    await makeFolder(this.folder, 0o700);
    const temporary = `${this.file}.${randomUUID()}`;
    await writeFile(temporary, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, this.file);
  }

  /** The folder of the extensions of one tenant; `place` is its slug, or its host where the host stands for it. */
  extensions(place: string): string {
    return join(this.folder, 'extensions', place.replace(/[^a-z0-9.-]/gi, '_').replace(/^\.+/, '_'));
  }
}
