import { stat } from 'node:fs/promises';
import { isRaycast } from '#libs/manifest/dialects/orchestra.raycast.js';
import type { Format } from '#libs/manifest/format.js';
import { formats } from '#libs/manifest/formats.js';
import { parseJson } from '#libs/manifest/json.js';
import { PackageError } from '#libs/manifest/manifest.js';
import { CLIENT_LIMITS } from './client-limits.js';
import { EXIT, Failure } from './exit-codes.js';
import { readSource } from './reading.js';

/** A manifest of a source folder, and the format that it is written for. */
export interface SourceManifest {
  format: Format;
  /** File name. */
  name: string;
  bytes: Uint8Array;
  /** Parsed. */
  value: unknown;
}

/** Member of `engines` in package.json → format. */
const BY_ENGINE: Record<string, string> = { orchestra: 'orchestra', formula: 'fextpkg', vscode: 'vsix' };

/** The format with this id. Throws Failure (usage) for another. */
export function formatCalled(id: string): Format {
  const format = formats.get(id);
  if (format === undefined) throw new Failure(EXIT.usage, `there is no format ${id}`, `Write one of ${[...formats.keys()].join(', ')}.`);
  return format;
}

/** Ids of the formats that a manifest with this content can be for. */
function candidates(value: unknown): string[] {
  if (!isRecord(value)) return [];
  const { engines } = value;
  const named = isRecord(engines) && Object.keys(BY_ENGINE).some((engine) => engine in engines);
  if (!named && isRaycast(value)) return ['orchestra'];
  if (isRecord(engines)) return Object.keys(BY_ENGINE).filter((engine) => engine in engines).map((engine) => BY_ENGINE[engine]!);
  if (isRecord(value.extension) || isRecord(value.version)) return ['skypkg'];
  return typeof value.id === 'string' ? ['cvnext'] : [];
}

/** Does a JSON text say which host it is a manifest for? */
export function isManifest(name: string, bytes: Uint8Array): boolean {
  try {
    return candidates(parseJson(bytes, name, CLIENT_LIMITS)).length > 0;
  } catch (error) {
    if (error instanceof PackageError) return false;
    throw error;
  }
}

/** The format of one manifest text. Throws PackageError when it is no JSON, Failure (usage) when it says too little. */
export function detectManifest(name: string, bytes: Uint8Array, wanted?: string): SourceManifest {
  const value = parseJson(bytes, name, CLIENT_LIMITS);
  const format = wanted === undefined ? single(candidates(value), name) : formatCalled(wanted);
  return { format, name, bytes, value };
}

/** Finds the manifest of a source folder. Throws PackageError for one that is no JSON, Failure (usage) when there is none or more than one fits. */
export async function detectFolder(folder: string, wanted?: string): Promise<SourceManifest> {
  if (!(await stat(folder)).isDirectory()) throw new Failure(EXIT.usage, `${folder} is no folder`, 'Name the folder of an extension.');
  const names = wanted === undefined ? new Set([...formats.values()].flatMap(({ manifestNames }) => manifestNames)) : formatCalled(wanted).manifestNames;
  const found: SourceManifest[] = [];
  const nameless: string[] = [];
  for (const name of names) {
    const bytes = await readIfThere(folder, name);
    if (bytes === null) continue;
    const value = parseJson(bytes, name, CLIENT_LIMITS);
    const ids = wanted === undefined ? candidates(value) : [wanted];
    if (ids.length === 0) nameless.push(name);
    for (const id of ids) if (!found.some(({ format }) => format.id === id)) found.push({ format: formatCalled(id), name, bytes, value });
  }
  const [first] = found;
  if (first === undefined) throw nothingFound(folder, [...names], nameless);
  single(found.map(({ format }) => format.id), folder);
  return first;
}

function single(ids: string[], where: string): Format {
  if (ids.length === 1) return formatCalled(ids[0]!);
  if (ids.length === 0) throw new Failure(EXIT.usage, `${where} does not say which host it is for`, 'Name the host in its "engines", or the format with --format.');
  throw new Failure(EXIT.usage, `${where} can be packed as ${ids.join(' and as ')}`, 'Name one with --format.');
}

function nothingFound(folder: string, names: string[], nameless: string[]): Failure {
  if (nameless.length > 0) return new Failure(EXIT.usage, `${nameless.join(' and ')} in ${folder} does not say which host it is for`, 'Name the host in its "engines", or the format with --format.');
  const [last, ...others] = names.reverse();
  return new Failure(EXIT.usage, `there is no ${others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`} in ${folder}`, 'Name the folder of an extension, or make one with souk init.');
}

async function readIfThere(folder: string, name: string): Promise<Uint8Array | null> {
  try {
    return await readSource(folder, name);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
