import { fextpkg } from '../formats/fextpkg.format.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { PackageError, type Manifest, type Package } from '../manifest.js';
import { satisfiesFormula } from '../ranges/formula.js';
import { sha256 } from '../sha256.js';
import { linkEntry } from './entry-module.js';
import { InstallError } from './install-error.js';
import { download, findOffer, type Offer } from './marketplace.js';
import { PackageStore, type InstalledExtension, type Proof, type StoredPackage } from './package-store.js';

/** What a user decides on before anything is stored. */
export interface Consent {
  name: string;
  version: string;
  permissions: { scope: string; description: string }[];
  /** Those of the permissions that the installed version does not have; all of them for a new extension. */
  added: string[];
}

export interface InstallerOptions {
  /** Where the API of one tenant begins, `https://…/t/formula/api/v1`. */
  api: string;
  /** Version of the application, which the ranges in `engines` are held against. */
  hostVersion: string;
  /** Asks the user. Nothing is stored unless it answers true. */
  agree(consent: Consent): Promise<boolean>;
  /** Modules of the application that code may import: specifier → address, a `blob:` of the application's own. */
  modules?: Readonly<Record<string, string>>;
  /** Name of the IndexedDB database. */
  database?: string;
}

interface Checked {
  read: Package;
  proof: Proof;
}

const HOST = 'formula';

/**
 * Installs signed `.fextpkg` packages (version 2) from a marketplace into this browser, and loads them. Bytes count for
 * nothing until their hash is the announced one and a key of the publisher has signed them; they are checked again at
 * every load. Every method throws InstallError; what the browser's storage and the loaded code throw comes through as it is.
 */
export class Installer {
  private constructor(
    private readonly options: InstallerOptions,
    private readonly store: PackageStore,
  ) {}

  static async open(options: InstallerOptions): Promise<Installer> {
    return new Installer(options, await PackageStore.open(options.database ?? 'souk.extensions'));
  }

  /** What is installed, sorted by name. */
  installed(): Promise<InstalledExtension[]> {
    return this.store.list();
  }

  /** Installs the version, the latest stable one when none is named, in place of the one that is installed. */
  async install(name: string, version?: string): Promise<InstalledExtension> {
    const offer = await findOffer(this.options.api, name, version);
    if (offer.format !== fextpkg.id) throw new InstallError('incompatible', `${name} ${offer.version} is a ${offer.format} package; a browser takes ${fextpkg.id}.`);
    const bytes = await download(offer);
    const checked = await check(bytes, offer, offer.publicKeys);
    await this.mustFit(checked.read.manifest);
    linkEntry(entrySource(checked.read), this.options.modules ?? {});
    const before = await this.store.installed(name);
    await this.mustAgree(checked.read.manifest, offer, before);
    const extension: InstalledExtension = {
      name,
      version: offer.version,
      permissions: checked.read.manifest.permissions,
      panels: panelsOf(checked.read.manifest),
      installedAt: new Date().toISOString(),
      corrupted: null,
    };
    await this.store.replace(extension, { name, version: offer.version, bytes, proof: checked.proof }, before);
    return extension;
  }

  /** Checks the stored package again and imports its entry. A package that has changed is marked as corrupted. */
  async load(name: string): Promise<Record<string, unknown>> {
    const extension = await this.mustBeInstalled(name);
    const { corrupted } = extension;
    if (corrupted !== null) throw new InstallError('corrupted', `${name} is damaged (${corrupted.reason}) and must be repaired.`);
    const read = await this.recheck(extension);
    await this.mustFit(read.manifest);
    const code = linkEntry(entrySource(read), this.options.modules ?? {});
    const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    try {
      return (await import(address)) as Record<string, unknown>;
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  /** Fetches the installed version again; the latest one when that is gone. */
  async repair(name: string): Promise<InstalledExtension> {
    const { version } = await this.mustBeInstalled(name);
    try {
      return await this.install(name, version);
    } catch (error) {
      const gone = error instanceof InstallError && (error.code === 'not-found' || error.code === 'blocked');
      if (!gone) throw error;
      return this.install(name);
    }
  }

  async uninstall(name: string): Promise<void> {
    await this.store.remove(await this.mustBeInstalled(name));
  }

  private async mustBeInstalled(name: string): Promise<InstalledExtension> {
    const extension = await this.store.installed(name);
    if (extension === null) throw new InstallError('not-installed', `${name} is not installed.`);
    return extension;
  }

  private async recheck(extension: InstalledExtension): Promise<Package> {
    try {
      const stored = await this.store.package(extension.name, extension.version);
      if (!(stored?.bytes instanceof Uint8Array)) throw new InstallError('not-verified', 'its package is missing');
      return (await check(stored.bytes, announced(stored), [stored.proof.publicKey])).read;
    } catch (error) {
      if (!(error instanceof InstallError)) throw error;
      await this.store.mark({ ...extension, corrupted: { at: new Date().toISOString(), reason: error.message } });
      throw new InstallError('corrupted', `${extension.name} is damaged and must be repaired: ${error.message}`, { cause: error });
    }
  }

  /** Refuses what this application is too old or too new for, and panels that another extension has. */
  private async mustFit({ name, version, engines, contributes }: Manifest): Promise<void> {
    const range = engines[HOST];
    if (range === undefined || !satisfiesFormula(this.options.hostVersion, range)) throw new InstallError('incompatible', `${name} ${version} needs ${HOST} ${range ?? 'of no known version'}; this is ${this.options.hostVersion}.`);
    for (const other of await this.store.list()) {
      const panel = other.name === name ? undefined : other.panels.find((id) => contributes.panels?.includes(id));
      if (panel !== undefined) throw new InstallError('incompatible', `${name} adds the panel ${panel}, which ${other.name} has already.`);
    }
  }

  private async mustAgree({ name, version, permissions }: Manifest, { meanings }: Offer, before: InstalledExtension | null): Promise<void> {
    const known = new Set(before?.permissions);
    const consent: Consent = {
      name,
      version,
      permissions: permissions.map((scope) => ({ scope, description: meanings[scope] ?? scope })),
      added: permissions.filter((scope) => !known.has(scope)),
    };
    if (!(await this.options.agree(consent))) throw new InstallError('declined', `${name} ${version} was not installed.`);
  }
}

/** Nothing of a package may be used before this has returned. */
async function check(bytes: Uint8Array, expected: { name: string; version: string; sha256: string }, publicKeys: readonly string[]): Promise<Checked> {
  const found = sha256(bytes);
  if (found !== expected.sha256) throw new InstallError('hash-mismatch', `The package has the SHA-256 ${found}, announced was ${expected.sha256}.`);
  try {
    const read = fextpkg.read(bytes, { limits: DEFAULT_LIMITS, mode: 'strict' });
    const { name, version } = read.manifest;
    if (name !== expected.name || version !== expected.version) throw new InstallError('not-verified', `The package says that it is ${name} ${version}, asked for was ${expected.name} ${expected.version}.`);
    for (const publicKey of publicKeys) {
      const keyId = await signerOf(read, bytes, publicKey);
      if (keyId !== null) return { read, proof: { sha256: found, keyId, publicKey, verifiedAt: new Date().toISOString() } };
    }
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new InstallError('not-verified', `${error.code}: ${error.message}`, { cause: error });
  }
  throw new InstallError('not-verified', `${expected.name} ${expected.version} is not signed by its publisher.`);
}

/** Id of the key if it signed the package, else null. */
async function signerOf(read: Package, bytes: Uint8Array, publicKey: string): Promise<string | null> {
  try {
    return (await fextpkg.verify(read, bytes, { publicKeys: [publicKey] })).keyId;
  } catch (error) {
    if (error instanceof PackageError && error.code === 'signature-invalid') return null;
    throw error;
  }
}

function announced({ name, version, proof }: StoredPackage) {
  return { name, version, sha256: proof.sha256 };
}

function panelsOf({ contributes }: Manifest): string[] {
  return contributes.panels ?? [];
}

/** The source of `browser`, else `module`, else `main`. */
function entrySource({ manifest, files }: Package): string {
  const { browser, module, main } = manifest.original;
  const path = String(browser ?? module ?? main).trim().replace(/^\.\//, '');
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new InstallError('incompatible', `The package names ${path}, which is not in it.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file.bytes);
  } catch (error) {
    throw new InstallError('incompatible', `${path} is not UTF-8 text.`, { cause: error });
  }
}
