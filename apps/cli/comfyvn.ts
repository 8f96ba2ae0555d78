import { comfyvnJson } from '#libs/manifest/canonical/comfyvn.js';
import { comfyvnTexts, type ComfyvnTexts } from '#libs/manifest/formats/cvnext.format.js';
import { parseJson } from '#libs/manifest/json.js';
import { PackageError } from '#libs/manifest/manifest.js';
import { sha256 } from '#libs/manifest/sha256.js';
import { Tolerance } from '#libs/manifest/tolerance.js';
import { readZip } from '#libs/manifest/zip.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { formatCalled } from './detection.js';
import type { Opened } from './opened.js';
import type { PackedFolder } from './package-files.js';
import { text, type Shown } from './text.js';

const encoder = new TextEncoder();

/** What ComfyVN's own packager prints of the package that it has written. */
export function packedLines({ bytes, sha256: digest, manifest }: PackedFolder, file: string): Shown[] {
  const entries = readZip(bytes, { limits: CLIENT_LIMITS, tolerance: new Tolerance('compat', new Set(['path-collision'])) });
  const written = parseJson(entries[0]!.bytes, entries[0]!.path, CLIENT_LIMITS, { integers: 'bigint' }) as { version: string; trust: { level: string } };
  const size = entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
  return [
    text`[ok] created ${file}`,
    text`      files=${entries.length} bytes=${size} sha256=${digest}`,
    text`      manifest id=${manifest.name} version=${written.version}`,
    text`      trust=${written.trust.level}`,
    text`      manifest_sha256=${sha256(encoder.encode(comfyvnJson(written)))}`,
  ];
}

/** The texts of the manifest that ComfyVN's digests are made from. */
export function inspectedTexts({ bytes, package: read }: Opened): ComfyvnTexts {
  const file = read && formatCalled(read.format).manifestNames.map((name) => read.files.find(({ path }) => path === name)).find((found) => found !== undefined);
  return comfyvnTexts(file?.bytes ?? bytes, CLIENT_LIMITS);
}

/**
 * The manifest.json for an old manifest of ComfyVN: normalised, with what today's reader asks for filled in.
 * Throws PackageError where that does not help.
 */
export function migrateManifest(bytes: Uint8Array, name: string): { bytes: Uint8Array; changes: string[] } {
  const changes = ['The order of members and the spaces between them: the manifest is written as packages hold it.'];
  const parsed = parseJson(bytes, name, CLIENT_LIMITS, { integers: 'bigint' });
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new PackageError('manifest-type', `${name} is not an object.`, name, 'Name the manifest of a ComfyVN extension.');
  const { summary, description, permissions, ...old } = parsed as Record<string, unknown>;
  const filled = Boolean(summary) || Boolean(description);
  if (!filled) changes.push('The name stands for the summary, which was missing: write a better one.');
  const scopes = Array.isArray(permissions) ? (permissions as unknown[]) : [];
  if (scopes.some((scope) => typeof scope === 'string')) changes.push('Permissions that were texts are objects with a scope.');
  const migrated = {
    ...old,
    ...(filled ? { summary, description } : { summary: old.name }),
    ...(permissions !== undefined && { permissions: Array.isArray(permissions) ? scopes.map((scope) => (typeof scope === 'string' ? { scope } : scope)) : permissions }),
  };
  const text = comfyvnJson(Object.fromEntries(Object.entries(migrated).filter(([, value]) => value !== undefined)));
  return { bytes: encoder.encode(comfyvnTexts(encoder.encode(text), CLIENT_LIMITS).manifest_json), changes };
}
