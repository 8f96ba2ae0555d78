import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, before } from 'node:test';
import { run } from '#apps/cli/program.js';
import { formats } from '#libs/manifest/formats.js';
import { SOURCES, writeSource } from './sources.js';

/** What one run of `souk` answered; `json` is its output parsed, with --json. */
export interface Said {
  exit: number;
  out: string;
  err: string;
  json: any;
}

/** `souk` in a folder of its own, with a key pair, from before the first test of the file until after its last. */
export class CommandLine {
  private home = '';
  private made = 0;

  constructor() {
    before(async () => {
      this.home = await mkdtemp(join(tmpdir(), 'souk-formats-'));
      assert.equal((await this.run(['keygen', '--out', this.key])).exit, 0);
    });
    after(() => rm(this.home, { recursive: true, force: true }));
  }

  /** Path of the key pair, without `.private.pem` and `.public.pem`. */
  get key(): string {
    return join(this.home, 'studio');
  }

  async run(args: string[]): Promise<Said> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const exit = await run(['--home', join(this.home, 'home'), ...args], { stdin: Readable.from([]), stdout, stderr, env: {} });
    const out = String(stdout.read() ?? '');
    return { exit, out, err: String(stderr.read() ?? ''), json: args.includes('--json') && out !== '' ? JSON.parse(out) : null };
  }

  /** A new path in the folder of this run. */
  path(name = 'x'): string {
    return join(this.home, `${(this.made += 1)}-${name}`);
  }

  /** A new source folder of a format; `change` replaces, adds and (undefined) removes files. */
  async source(id: string, version?: string, change: Record<string, string | undefined> = {}): Promise<string> {
    const folder = this.path(id);
    const files = { ...SOURCES[id]!(version), ...change };
    await writeSource(folder, Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)));
    return folder;
  }

  /** Packs a source folder into a new file. */
  async pack(id: string, folder: string, more: string[] = []): Promise<{ file: string; said: Said }> {
    const file = this.path(`package${formats.get(id)!.extension}`);
    const said = await this.run(['pack', folder, '--format', id, '--out', file, '--private-key', `${this.key}.private.pem`, '--json', ...more]);
    assert.equal(said.exit, 0, said.out);
    return { file, said };
  }

  /** A new package of a format. */
  async packed(id: string, version?: string): Promise<string> {
    return (await this.pack(id, await this.source(id, version))).file;
  }
}
