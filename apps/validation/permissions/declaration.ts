import { manifestNamesOf } from '#libs/manifest/formats.js';
import { elementsAt } from '#libs/manifest/json-place.js';
import type { Manifest, Package } from '#libs/manifest/manifest.js';
import { decode, Places } from '../rules/text.js';
import { CATALOGUES } from './catalogues.js';

/** Where a manifest declares a permission; line and column (from 1) are null where that cannot be told. */
export interface Declared {
  scope: string;
  file: string;
  line: number | null;
  column: number | null;
}

/** What to do so that a permission is declared, in the words of the dialect, as the beginning of a sentence. */
export function howToDeclare(scope: string, manifest: Manifest): string {
  const member = CATALOGUES.get(manifest.dialect)?.declared?.member;
  return `Add ${JSON.stringify(member === undefined ? scope : { [member]: scope })} to ${declaredIn(manifest)}`;
}

/** Where a manifest declares permissions: "`extension.version.scopes` in extension.json". */
export function declaredIn({ dialect }: Manifest): string {
  return `\`${pointerOf(dialect).slice(1).replaceAll('/', '.')}\` in ${manifestNamesOf(dialect)[0] ?? 'the manifest'}`;
}

/** The file of a package that is its manifest; where there is none, what it would be called. */
export function manifestFile({ manifest: { dialect }, files }: Pick<Package, 'manifest' | 'files'>): string {
  const names = manifestNamesOf(dialect);
  return names.find((name) => files.some(({ path }) => path === name)) ?? names[0] ?? 'package.json';
}

/** Where each permission that a package declares is declared. */
export function declarationsOf(pkg: Package): Declared[] {
  if (pkg.manifest.permissions.length === 0) return [];
  const file = manifestFile(pkg);
  const bytes = pkg.files.find(({ path }) => path === file)?.bytes;
  const text = bytes === undefined ? '' : decode(bytes);
  const places = new Places(text);
  const elements = elementsAt(text, pointerOf(pkg.manifest.dialect));
  return pkg.manifest.permissions.map((scope) => {
    const found = elements.find((element) => element.texts.includes(scope));
    return { scope, file, ...(found ? places.at(found.offset) : { line: null, column: null }) };
  });
}

function pointerOf(dialect: string): string {
  return CATALOGUES.get(dialect)?.declared?.pointer ?? '/permissions';
}
