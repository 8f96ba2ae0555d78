import { parse as parseCommonJs } from 'cjs-module-lexer';
import { parse as parseModule } from 'es-module-lexer/minimal/js';
import type { Package } from '#libs/manifest/manifest.js';

/** Names that the JavaScript entry points of a package export, as far as they can be read off the text. */
export function exportsOf({ manifest, files }: Package): string[] {
  const entries = files.filter(({ path }) => manifest.entry_points.includes(path) && /\.[cm]?js$/.test(path));
  return [...new Set(entries.flatMap(({ bytes }) => namesIn(new TextDecoder().decode(bytes))))].sort();
}

function namesIn(code: string): string[] {
  try {
    const [imports, exported] = parseModule(code);
    if (imports.length + exported.length > 0) return exported.map(({ n }) => n);
    return [...parseCommonJs(code).exports];
  } catch {
    // Neither kind of module: nothing can be told, and nothing is claimed.
    return [];
  }
}
