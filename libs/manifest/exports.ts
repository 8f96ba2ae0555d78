import { parse as parseCommonJs } from 'cjs-module-lexer';
import { parse as parseModule } from 'es-module-lexer/minimal/js';
import type { Package } from './manifest.js';

/** Names that are told of one package, and the longest of them in characters; code that people write has fewer and shorter ones. */
export const MOST_EXPORTS = 10_000;
export const LONGEST_EXPORT = 300;

/** Names that the JavaScript entry points of a package export, sorted; null when the text does not tell them. */
export function exportsOf({ manifest, files }: Pick<Package, 'manifest' | 'files'>): string[] | null {
  const entries = files.filter(({ path }) => manifest.entry_points.includes(path) && /\.[cm]?js$/.test(path));
  const names = entries.map(({ bytes }) => namesIn(new TextDecoder().decode(bytes)));
  if (names.includes(null)) return null;
  const all = [...new Set(names.flatMap((each) => each!))].sort();
  return all.length > MOST_EXPORTS || all.some((name) => name.length > LONGEST_EXPORT) ? null : all;
}

/** Null for what is neither kind of module, and for one that hands on what another exports. */
function namesIn(code: string): string[] | null {
  try {
    const [imports, exported] = parseModule(code);
    if (imports.length + exported.length > 0) return /\bexport\s*\*\s*from\b/.test(code) ? null : exported.map(({ n }) => n);
    const { exports, reexports } = parseCommonJs(code);
    return reexports.length > 0 ? null : [...exports];
  } catch {
    return null;
  }
}
