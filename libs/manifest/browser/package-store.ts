/** What was checked when the bytes came, so that it can be checked again. */
export interface Proof {
  /** Lower-case hex, of the package. */
  sha256: string;
  /** Lower-case hex SHA-256 of the SPKI of the key that signed. */
  keyId: string;
  /** The key, SPKI PEM. */
  publicKey: string;
  /** RFC 3339. */
  verifiedAt: string;
}

export interface StoredPackage {
  name: string;
  version: string;
  bytes: Uint8Array;
  proof: Proof;
}

export interface InstalledExtension {
  name: string;
  version: string;
  permissions: string[];
  /** Ids of the panels that it adds. */
  panels: string[];
  /** RFC 3339. */
  installedAt: string;
  /** Set when the stored package was found to be another one. */
  corrupted: { at: string; reason: string } | null;
}

// The part of IndexedDB that is used here. The project's types know no browser, so that no server code uses one by accident.
interface Heard {
  addEventListener(event: string, listener: () => void): void;
}
interface Request<T> extends Heard {
  result: T;
  error: Error | null;
}
interface ObjectStore {
  get(key: unknown): Request<unknown>;
  getAll(): Request<unknown[]>;
  put(value: unknown): Request<unknown>;
  delete(key: unknown): Request<undefined>;
}
interface Transaction extends Heard {
  objectStore(name: string): ObjectStore;
  error: Error | null;
}
interface Database extends Heard {
  createObjectStore(name: string, options: { keyPath: string | string[] }): ObjectStore;
  transaction(stores: string[], mode: 'readonly' | 'readwrite'): Transaction;
  close(): void;
}
interface Databases {
  open(name: string, version: number): Request<Database>;
}

const INSTALLED = 'installed';
const PACKAGES = 'packages';

/** Installed extensions by name, and their packages by name and version, in one IndexedDB database. */
export class PackageStore {
  private constructor(private readonly database: Database) {}

  static async open(name: string): Promise<PackageStore> {
    const opening = (globalThis as unknown as { indexedDB: Databases }).indexedDB.open(name, 1);
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(INSTALLED, { keyPath: 'name' });
      opening.result.createObjectStore(PACKAGES, { keyPath: ['name', 'version'] });
    });
    const database = await done(opening);
    database.addEventListener('versionchange', () => database.close());
    return new PackageStore(database);
  }

  list(): Promise<InstalledExtension[]> {
    return done(this.database.transaction([INSTALLED], 'readonly').objectStore(INSTALLED).getAll()) as Promise<InstalledExtension[]>;
  }

  async installed(name: string): Promise<InstalledExtension | null> {
    return ((await done(this.database.transaction([INSTALLED], 'readonly').objectStore(INSTALLED).get(name))) as InstalledExtension | undefined) ?? null;
  }

  async package(name: string, version: string): Promise<StoredPackage | null> {
    return ((await done(this.database.transaction([PACKAGES], 'readonly').objectStore(PACKAGES).get([name, version]))) as StoredPackage | undefined) ?? null;
  }

  /** Stores an extension with its package in place of the version before it: both or neither. */
  async replace(extension: InstalledExtension, stored: StoredPackage, before: InstalledExtension | null): Promise<void> {
    await this.write((installed, packages) => {
      if (before !== null) packages.delete([before.name, before.version]);
      packages.put(stored);
      installed.put(extension);
    });
  }

  /** Changes what is known of an extension; its package stays. */
  async mark(extension: InstalledExtension): Promise<void> {
    await this.write((installed) => installed.put(extension));
  }

  async remove({ name, version }: InstalledExtension): Promise<void> {
    await this.write((installed, packages) => {
      installed.delete(name);
      packages.delete([name, version]);
    });
  }

  private write(change: (installed: ObjectStore, packages: ObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction([INSTALLED, PACKAGES], 'readwrite');
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the browser stored nothing')));
      change(transaction.objectStore(INSTALLED), transaction.objectStore(PACKAGES));
    });
  }
}

function done<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('the browser refused the database')));
  });
}
