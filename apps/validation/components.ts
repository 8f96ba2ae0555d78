import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { jsonObject } from './rules/json-object.js';
import { decode } from './rules/text.js';

/** A package of a registry that an extension carries or asks for. */
export interface Component {
  ecosystem: 'npm' | 'PyPI';
  name: string;
  /** As its ecosystem writes ranges; the version of what is carried. */
  range: string;
  /** Where that is said. */
  file: string;
  /** Its code is in the package. */
  carried: boolean;
}

/** Components that are told of one package; who gets so many knows that there may be more. */
export const MOST_COMPONENTS = 20_000;
/** Longest name and range that are told, in characters; no registry has longer names, and a longer range is cut, so that it is none. */
export const LONGEST_COMPONENT = 300;

const FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'];
const VENDORED = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/;
const REQUIREMENTS = /(?:^|\/)requirements[\w.-]*\.txt$/i;
/** A name with extras, then what PEP 508 writes before a comment or a marker. */
const REQUIREMENT = /^\s*([A-Za-z0-9][\w.-]*)(?=\s*(?:$|[[(<>=!~;#]|--))\s*(?:\[[^\]]*\])?\s*\(?([^;#)@]*)/;
/** Another name for a package of the registry. */
const ALIAS = /^npm:((?:@[^/@]+\/)?[^@]+)(?:@(.*))?$/;
/** Not from the registry, whatever it is called. */
const ELSEWHERE = /^(?:[a-z+]+:|[\w.-]+@[\w.-]+:|[\w.-]+\/[\w.-]+|\.{0,2}\/)/i;

/** What package.json files and Python's requirements name. Pure; what cannot be read names nothing. */
export function componentsOf({ files }: Package): Component[] {
  const carried = new Set(files.flatMap(({ path }) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1] ?? []));
  const found: Component[] = [];
  for (const file of files) {
    if (file.path === 'package.json') found.push(...wantedIn(file, carried));
    else if (VENDORED.test(file.path)) found.push(...carriedIn(file));
    else if (REQUIREMENTS.test(file.path)) found.push(...requiredIn(file));
    if (found.length >= MOST_COMPONENTS) break;
  }
  return found.slice(0, MOST_COMPONENTS).map((each) => ({ ...each, name: each.name.slice(0, LONGEST_COMPONENT), range: each.range.slice(0, LONGEST_COMPONENT) }));
}

/** What is carried is run, and nothing is fetched in its place. */
function wantedIn(file: PackageFile, carried: ReadonlySet<string>): Component[] {
  const manifest = jsonObject(decode(file.bytes));
  return FIELDS.flatMap((field) => {
    const wanted = manifest.get(field);
    if (typeof wanted !== 'object' || wanted === null) return [];
    return Object.entries(wanted).flatMap(([name, range]) => (typeof range === 'string' && !carried.has(name) ? wantedAs(file, name, range.trim()) : []));
  });
}

function wantedAs(file: PackageFile, name: string, range: string): Component[] {
  const alias = ALIAS.exec(range);
  if (alias) return [npm(file, alias[1]!, alias[2] ?? '')];
  return ELSEWHERE.test(range) ? [] : [npm(file, name, range)];
}

function carriedIn(file: PackageFile): Component[] {
  const manifest = jsonObject(decode(file.bytes));
  const [name, version] = [manifest.get('name'), manifest.get('version')];
  // The folder's name is what code asks for, whatever the package says that it is called.
  const folder = VENDORED.exec(file.path)![1]!;
  const names = new Set([folder, ...(typeof name === 'string' ? [name] : [])]);
  return [...names].map((each) => ({ ...npm(file, each, typeof version === 'string' ? version : ''), carried: true }));
}

function npm({ path }: PackageFile, name: string, range: string): Component {
  return { ecosystem: 'npm', name, range, file: path, carried: false };
}

function requiredIn({ path, bytes }: PackageFile): Component[] {
  // A backslash at its end continues a line.
  const lines = decode(bytes).replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  return lines.flatMap((line) => {
    const [, name, range] = REQUIREMENT.exec(line) ?? [];
    if (name === undefined || /^[^#;]*@\s*\S/.test(line)) return [];
    return [{ ecosystem: 'PyPI', name, range: range!.replace(/\s--.*$/, '').trim(), file: path, carried: false } satisfies Component];
  });
}
