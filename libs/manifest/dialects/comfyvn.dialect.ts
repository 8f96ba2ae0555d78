import { DEFAULT_LIMITS } from '../limits.js';
import { PackageError, type Manifest } from '../manifest.js';
import { checkPath, displayPath } from '../paths.js';
import type { Tolerance } from '../tolerance.js';
import { isVersion, VERSION_LENGTH } from '../versions.js';
import type { ComfyvnPayload } from './comfyvn.payload.js';

/** Most characters of what the marketplace shows: name, description, and every other text of the normalised manifest. */
export const COMFYVN_LENGTHS = { name: 200, description: 10_000, text: 500 };
/** Most characters of all routes together once each is written out for each of its methods. */
export const ROUTES_LENGTH = 1_000_000;
/** What ComfyVN takes and the marketplace does not. */
export const COMFYVN_TOLERATED: readonly string[] = ['manifest-version', 'manifest-text'];

/**
 * The one shape of the marketplace. `1` and `1.2` become `1.0.0` and `1.2.0`. Throws PackageError `manifest-file-name` for an
 * id that cannot name a folder, and `manifest-routes` beyond ROUTES_LENGTH; the tolerance is asked about `manifest-version` (no semantic version;
 * it stays as it is then) and `manifest-text` (too long, or with control characters).
 */
export function comfyvnManifest(payload: ComfyvnPayload, parsed: unknown, tolerance: Tolerance): Manifest {
  checkId(payload.id);
  const manifest: Manifest = {
    dialect: 'comfyvn',
    name: payload.id,
    version: readVersion(payload.version, tolerance),
    display_name: payload.name,
    description: payload.description,
    authors: distinct(payload.authors.map(withoutAddress)),
    license: payload.license ?? null,
    homepage: payload.homepage ?? null,
    repository: payload.repository ?? null,
    icon: null,
    compat: 'native',
    categories: payload.categories,
    tags: distinct(payload.keywords.map((keyword) => keyword.trim())),
    permissions: distinct(payload.permissions.map(({ scope }) => scope)).sort(),
    optional_permissions: distinct(payload.permissions.filter(({ optional }) => optional).map(({ scope }) => scope)).sort(),
    engines: payload.compatibility,
    entry_points: distinct([...payload.routes, ...payload.events].map(({ entry }) => normalPath(entry))),
    activation: [],
    contributes: readContributes(payload),
    dependencies: {},
    original: withoutBigints(parsed) as Record<string, unknown>,
  };
  checkTexts(manifest, tolerance);
  return manifest;
}

/** `<id>-<version>.cvnext`, with "_" in the place of what would make a path of it, or no file name everywhere. */
export function comfyvnFileName({ id, version }: ComfyvnPayload): string {
  return `${id}-${version.replace(/[\p{C}\p{Zl}\p{Zp}/\\:<>"|?*]/gu, '_').slice(0, 100)}.cvnext`;
}

/** The host keeps an extension in a folder of that name. */
function checkId(id: string): void {
  try {
    checkPath(id, DEFAULT_LIMITS);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new PackageError('manifest-file-name', `The id ${displayPath(id)} is no name for a folder. ${error.message}`, '/id', 'Choose another id.');
  }
}

function readVersion(version: string, tolerance: Tolerance): string {
  const [, major, minor] = /^(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?$/.exec(version) ?? [];
  const semantic = major === undefined ? version : `${major}.${minor ?? '0'}.0`;
  if (isVersion(semantic)) return semantic;
  const help = `Write a semantic version of at most ${VERSION_LENGTH} characters, for example "1.2.0"; "1" and "1.2" are read as such.`;
  tolerance.refuse(new PackageError('manifest-version', `/version cannot be "${displayPath(version)}".`, '/version', help));
  return version;
}

function readContributes({ routes, events, ui, hooks, diagnostics }: ComfyvnPayload): Record<string, string[]> {
  const length = routes.reduce((sum, { methods, path }) => sum + methods.length * path.length, 0);
  if (length > ROUTES_LENGTH) throw new PackageError('manifest-routes', `The routes have more than ${ROUTES_LENGTH} characters, counted for each method.`, '/routes', 'Write short paths, and only methods that are served.');
  const contributes = {
    routes: distinct(routes.flatMap(({ methods, path, expose }) => methods.map((method) => `${method} ${path}${expose === 'global' ? ' (global)' : ''}`))),
    events: distinct(events.map(({ topic }) => topic)),
    panels: distinct(ui.panels.map(({ slot, path }) => `${slot} ${path}`)),
    hooks,
    log_topics: distinct(diagnostics.log_topics),
    metrics: distinct(diagnostics.metrics),
    traces: distinct(diagnostics.traces),
  };
  return Object.fromEntries(Object.entries(contributes).filter(([, ids]) => ids.length > 0));
}

/** Every whole number as the nearest number; beyond the range of those, as a text of its digits. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isFinite(Number(value)) ? Number(value) : value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutBigints);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutBigints(member)]));
}

/** Without `.` and empty parts: as POSIX systems open it. */
function normalPath(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/');
}

/** An e-mail address never becomes public. */
function withoutAddress(author: string): string {
  const words = author.replace(/<[^>]*>?/g, ' ').split(/\s+/);
  return words.filter((word) => !/^.+@./su.test(word)).join(' ').trim();
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}

function checkTexts(manifest: Manifest, tolerance: Tolerance): void {
  for (const [member, value] of Object.entries(manifest)) {
    if (member === 'original') continue;
    const most = member === 'description' ? COMFYVN_LENGTHS.description : member === 'display_name' ? COMFYVN_LENGTHS.name : COMFYVN_LENGTHS.text;
    for (const text of textsOf(value)) {
      const what = text.length > most ? `has more than ${most} characters` : /[^\P{Cc}\n\r\t]/u.test(text) ? 'contains control characters' : null;
      if (what !== null) tolerance.refuse(new PackageError('manifest-text', `A text of the manifest (${member}) ${what}.`, `/${member}`, 'Write short, visible text; the rest belongs into README.md.'));
    }
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [...(Array.isArray(value) ? [] : [name]), ...textsOf(item)]);
}
