import type { Manifest, Package } from '#libs/manifest/manifest.js';
import { isScript } from '../rules/javascript/syntax/sources.js';
import { decode, evidence, Places } from '../rules/text.js';
import type { Catalogue } from './catalogue.js';
import { CATALOGUES } from './catalogues.js';
import { manifestFile } from './declaration.js';
import type { DataUse } from './inference/data-flows.js';
import { ANY_GLOBAL } from './inference/hosts.js';
import { infer, type Inference, type Loss } from './inference/infer.js';
import type { Place } from './inference/values.js';
import { manifestSays } from './manifest-keys.js';
import { MOST_NEEDED } from './report.js';
import type { Needed, PermissionReport } from './report.js';

/** A place where a package does something with data of the host or of servers. */
export type ShownDataUse = DataUse & { shown: Needed };

interface Found {
  permissions: PermissionReport | null;
  data: ShownDataUse[];
}

const known = new WeakMap<Package, Found | null>();

/** What a package declares against what it uses; null for a dialect without permissions. Found once per package. */
export function permissionsOf(pkg: Package): PermissionReport | null {
  return find(pkg)?.permissions ?? null;
}

/** What a package does with data of its host and of servers, across all its scripts; nothing for a dialect of which nothing is followed. Found with the permissions. */
export function dataUsesOf(pkg: Package): readonly ShownDataUse[] {
  return find(pkg)?.data ?? [];
}

function find(pkg: Package): Found | null {
  const last = known.get(pkg);
  if (last !== undefined) return last;
  const catalogue = CATALOGUES.get(pkg.manifest.dialect);
  const found = catalogue && isFollowed(pkg, catalogue) ? follow(pkg, catalogue) : null;
  known.set(pkg, found);
  return found;
}

/** Bytes of scripts up to which data is followed where there is no permission to compare. */
export const MOST_WATCHED = 4 * 1024 * 1024;

function isFollowed(pkg: Package, { rows, watched }: Catalogue): boolean {
  if (rows.length > 0) return true;
  return watched !== undefined && pkg.files.reduce((sum, file) => sum + (isScript(file) ? file.size : 0), 0) <= MOST_WATCHED;
}

function follow(pkg: Package, catalogue: Catalogue): Found {
  const inference = infer(pkg, catalogue);
  const show = showIn(pkg);
  return { permissions: catalogue.rows.length > 0 ? compare(pkg, inference, catalogue, show) : null, data: inference.data.map((use) => ({ ...use, shown: show(use.place) })) };
}

function compare(pkg: Package, inference: Inference, catalogue: Catalogue, show: (place: Place) => Needed): PermissionReport {
  const declared = new Set(pkg.manifest.permissions);
  const used = new Map<string, Place[]>();
  const undeclared = new Map<string, Place[]>();
  for (const [gate, places] of inference.used) {
    const { scopes, justified } = inference.paths.needs(gate);
    for (const scope of [...scopes, ...justified]) if (declared.has(scope)) used.set(scope, [...(used.get(scope) ?? []), ...places]);
    const [first] = scopes;
    if (first === undefined || scopes.some((scope) => declared.has(scope))) continue;
    const granted = scopes.find((scope) => isGranted(scope, declared, catalogue));
    if (granted !== undefined) used.set(granted, [...(used.get(granted) ?? []), ...places]);
    else undeclared.set(first, [...(undeclared.get(first) ?? []), ...places]);
  }
  const doubts: Loss[] = [];
  for (const [gate, places] of inference.perhaps) {
    const { scopes, justified } = inference.paths.needs(gate);
    const granted = [...scopes, ...justified].filter((scope) => isGranted(scope, declared, catalogue));
    for (const scope of granted) used.set(scope, [...(used.get(scope) ?? []), ...places]);
    if (granted.length === 0) doubts.push(...places.map((place) => ({ path: gate, place, why: 'what is called is the host’s, or a function of the package' })));
  }
  const stated = statedBy(pkg.manifest, catalogue);
  for (const scope of stated) {
    if (isGranted(scope, declared, catalogue)) used.set(scope, used.get(scope) ?? []);
    else undeclared.set(scope, undeclared.get(scope) ?? []);
  }
  const inconclusive = lossesOf(pkg, { ...inference, losses: [...inference.losses, ...doubts] }, catalogue, (scope) => used.has(scope) || undeclared.has(scope)).map(({ loss, scopes }) => ({
    ...show(loss.place), scopes, why: loss.why, host: loss.path !== '@',
  }));
  const doubtful = new Set(inconclusive.flatMap(({ scopes }) => scopes));
  const order = catalogue.rows.map(({ scope }) => scope);
  const places = (scope: string, found: readonly Place[]): Needed[] => [...(stated.has(scope) ? [{ file: manifestFile(pkg), line: null, column: null, evidence: null }] : []), ...once(found).map(show)].slice(0, MOST_NEEDED);
  return {
    used: order.flatMap((scope) => (used.has(scope) ? [{ scope, places: places(scope, used.get(scope) ?? []) }] : [])),
    unused: order.filter((scope) => declared.has(scope) && !used.has(scope) && !doubtful.has(scope)),
    undeclared: order.flatMap((scope) => {
      const found = undeclared.get(scope);
      return found ? [{ scope, places: places(scope, found), started: stated.has(scope) || found.some(({ file }) => inference.started.has(file)) }] : [];
    }),
    inconclusive,
  };
}

/** Several rows may be used at one place. */
function once(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [`${place.start} ${place.file}`, place])).values()];
}

function isGranted(scope: string, declared: ReadonlySet<string>, { rows }: Catalogue): boolean {
  return declared.has(scope) || rows.some((row) => row.scope === scope && row.impliedBy.some((wider) => declared.has(wider)));
}

/** Scopes that the manifest itself needs. */
function statedBy({ original }: Manifest, { rows }: Catalogue): Set<string> {
  return new Set(rows.filter(({ manifestKeys }) => manifestKeys.some((key) => manifestSays(original, key))).map(({ scope }) => scope));
}

/**
 * Losses that leave a question open, with the scopes that are in doubt. Where only the global object is out of sight and no unknown function
 * of it is called, or the package is written for another host, the question is whether what is declared is used.
 */
function lossesOf(pkg: Package, { losses, paths }: Inference, { rows }: Catalogue, isClear: (scope: string) => boolean): { loss: Loss; scopes: string[] }[] {
  const { compat, dialect, permissions } = pkg.manifest;
  const all = rows.map(({ scope }) => scope);
  const foreign: Loss = { path: '@', place: { file: manifestFile(pkg), start: 0 }, why: `it is written for ${compat}, whose interface is not this host's` };
  const called = new Set(losses.flatMap(({ path, place }) => (path === ANY_GLOBAL ? [place.file] : [])));
  // Of another host all that is declared is in doubt: where the global object is lost says nothing more.
  const known = dialect === 'orchestra' && compat !== 'native' ? [...losses.filter(({ path }) => path !== '@'), foreign] : losses;
  return known.flatMap((loss) => {
    // Told by the call already.
    if (loss.path === '@' && loss !== foreign && called.has(loss.place.file)) return [];
    const path = loss.path === ANY_GLOBAL ? '@' : loss.path;
    const reach = loss.path === '*' || loss === foreign ? all : paths.below(path);
    const isAsked = (scope: string): boolean => loss.path !== '@' && (reach === all || paths.asks(path, scope));
    const scopes = reach.filter((scope) => !isClear(scope) && (isAsked(scope) || permissions.includes(scope)));
    return scopes.length > 0 ? [{ loss, scopes }] : [];
  });
}

/** Turns places into lines; the text of each file is read once. */
function showIn(pkg: Package): (place: Place) => Needed {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const texts = new Map<string, Places>();
  return ({ file, start }) => {
    const bytes = files.get(file)?.bytes;
    if (!bytes) return { file, line: null, column: null, evidence: null };
    const places = texts.get(file) ?? new Places(decode(bytes));
    texts.set(file, places);
    return { file, ...places.at(start), evidence: evidence(places.text, start) };
  };
}
