import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { formulaJson } from '#libs/manifest/canonical/formula.js';
import { bytesOf, concat, gzipWith, tarEntry, TAR_END, type Content } from './archives.js';

/** A pair of keys for tests, from a seed of 32 bytes in hex. */
export function keysOf(seed: string): { privateKey: string; publicKey: string } {
  const key = createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'), format: 'der', type: 'pkcs8' });
  return { privateKey: key.export({ type: 'pkcs8', format: 'pem' }) as string, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string };
}

export const TEST_KEYS = keysOf('07'.repeat(32));
export const OTHER_KEYS = keysOf('0b'.repeat(32));

/** A Formula package.json that Souk takes, with changes; `undefined` removes a member. */
export function formulaManifestOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const manifest = { name: 'demo', publisher: 'ada', version: '1.2.3', main: './dist/extension.js', engines: { formula: '^1.0.0' }, permissions: ['cells.read'], ...changes };
  return Object.fromEntries(Object.entries(manifest).filter(([, value]) => value !== undefined));
}

/** The files of a small extension, with changes to its manifest and more files. */
export function formulaFiles(changes: Record<string, unknown> = {}, more: Record<string, Content> = {}): Map<string, Uint8Array> {
  const files: Record<string, Content> = {
    'package.json': JSON.stringify(formulaManifestOf(changes), null, 2),
    'dist/extension.js': 'module.exports = { activate: ({ cells }) => cells.getCell("A1") };\n',
    'README.md': '# Demo\n',
    ...more,
  };
  return new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]));
}

/** Where a package of version 2 is to lie; all else of it is honest, and signed with TEST_KEYS. */
export interface FextpkgLies {
  changes?: Record<string, unknown>;
  more?: Record<string, Content>;
  /** Documents in place of the right ones; null leaves one out. What is signed stays what is right. */
  manifest?: Content | null;
  checksums?: Content | null | ((right: Checksums) => unknown);
  signature?: Content | null | ((right: Record<string, unknown>) => unknown);
  /** Entries before and after the files. */
  before?: Uint8Array[];
  after?: Uint8Array[];
  end?: Uint8Array;
}

interface Checksums {
  algorithm: string;
  files: Record<string, { sha256: string; size: number }>;
}

/** A `.fextpkg` of version 2 from raw entries: unchecked, so it may be hostile. */
export function fextpkgWith(lies: FextpkgLies = {}): Uint8Array {
  const manifest = formulaManifestOf(lies.changes);
  const files = formulaFiles(lies.changes, lies.more);
  const right: Checksums = {
    algorithm: 'sha256',
    files: Object.fromEntries([...files].map(([path, bytes]) => [path, { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }])),
  };
  const checksums = typeof lies.checksums === 'function' ? lies.checksums(structuredClone(right)) : right;
  const signatureBase64 = sign(null, Buffer.from(formulaJson({ checksums, manifest })), TEST_KEYS.privateKey).toString('base64');
  const honest = { algorithm: 'ed25519', formatVersion: 2, signatureBase64 };
  const document = (name: string, lie: Content | null | undefined, text: string) => (lie === null ? [] : [tarEntry({ name, body: lie ?? text })]);
  return concat(
    ...document('manifest.json', lies.manifest, formulaJson(manifest)),
    ...document('checksums.json', typeof lies.checksums === 'function' ? undefined : lies.checksums, formulaJson(checksums)),
    ...document('signature.json', typeof lies.signature === 'function' ? formulaJson(lies.signature(honest)) : lies.signature, formulaJson(honest)),
    ...(lies.before ?? []),
    ...[...files].map(([path, body]) => tarEntry({ name: `files/${path}`, body })),
    ...(lies.after ?? []),
    lies.end ?? TAR_END,
  );
}

/** A `.fextpkg` of version 1 with changes to its envelope, and its files as `path → base64` when they are to lie. */
export function fextpkgV1With(changes: Record<string, unknown> = {}, files: readonly [path: unknown, dataBase64: unknown][] = v1Files()): Uint8Array {
  const envelope = { format: 'formula-extension-package', formatVersion: 1, createdAt: '2020-01-01T00:00:00.000Z', manifest: formulaManifestOf(), files: files.map(([path, dataBase64]) => ({ path, dataBase64 })), ...changes };
  return gzipWith(bytesOf(JSON.stringify(envelope)));
}

/** The files of a small extension as version 1 holds them. */
export function v1Files(changes: Record<string, unknown> = {}, more: Record<string, Content> = {}): [path: string, dataBase64: string][] {
  return [...formulaFiles(changes, more)].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
}
