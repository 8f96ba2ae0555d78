import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder that keeps everything of one local marketplace, held by one launcher at a time. */
export interface Home {
  path(...parts: string[]): string;
  /** The process id of a launcher that ended without cleaning up; its services may still be ending. */
  abandonedBy: number | null;
  release(): void;
}

/** Made once, kept in secrets.json, readable by the owner alone. */
export interface Secrets {
  /** Of PostgreSQL's superuser. */
  postgres: string;
  /** Of the database roles of the services and of the queue. */
  services: string;
  /** Ed25519, PKCS #8 as base64: signs published versions. */
  signing_key: string;
}

/** Writes JSON for the owner's eyes, whole or not at all. */
export function writePrivate(file: string, content: unknown): void {
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}

/** The JSON of a file, or `missing` when there is none. Throws naming the file when it cannot be read. */
export function readJson<T>(file: string, missing: T): T {
  if (!existsSync(file)) return missing;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new Error(`${file} is not valid JSON: repair or remove it`, { cause: error });
  }
}

function isLauncher(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // The id may belong to somebody else by now; where the system tells what runs, ask it.
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('scripts/start.js');
}

/** Makes the folder when needed and takes it. Throws when another launcher holds it. */
export function openHome(folder: string): Home {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  chmodSync(folder, 0o700);
  const lock = join(folder, 'launcher.pid');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : null;
  if (pid && isLauncher(pid)) {
    throw new Error(`process ${pid} runs a marketplace in ${folder} already: stop it, or set SOUK_HOME (and SOUK_PORT) for a second one`);
  }
  rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    throw new Error(`another launcher has just started in ${folder}`, { cause: error });
  }
  return {
    path: (...parts) => join(folder, ...parts),
    abandonedBy: pid,
    release: () => rmSync(lock, { force: true }),
  };
}

/** Reads the secrets, and makes them the first time. */
export function openSecrets(home: Home): Secrets {
  const file = home.path('secrets.json');
  const kept = readJson<Secrets | null>(file, null);
  if (kept) return kept;
  const password = () => randomBytes(24).toString('base64url');
  const made: Secrets = {
    postgres: password(),
    services: password(),
    signing_key: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
  writePrivate(file, made);
  return made;
}
