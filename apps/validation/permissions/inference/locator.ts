import type { PackageFile } from '#libs/manifest/manifest.js';
import { resolvePath } from '../../rules/javascript/syntax/sources.js';

const SUFFIXES = ['', '.js', '.cjs', '.mjs', '.ts', '.tsx', '.jsx', '.mts', '.cts', '/index.js', '/index.ts', '/index.mjs', '/index.cjs'];

/** Finds the files of a package that its scripts name. */
export class Locator {
  constructor(private readonly files: ReadonlyMap<string, PackageFile>) {}

  /** The file that a script loads by this name. */
  target(specifier: string, from: string): string | null {
    return this.locate(/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..' ? resolvePath(from, specifier) : null) ?? this.#locateDependency(specifier);
  }

  /** The file of the package that Node.js or a bundler completes the path to. */
  locate(path: string | null): string | null {
    if (path === null) return null;
    const start = path.replace(/^\.\//, '');
    const typed = start.replace(/\.([mc]?)js$/, '.$1ts');
    return [...SUFFIXES.map((suffix) => start + suffix), typed, `${typed}x`].find((each) => this.files.has(each)) ?? null;
  }

  #locateDependency(specifier: string): string | null {
    const folder = `node_modules/${specifier}`;
    const main = this.files.get(`${folder}/package.json`);
    if (!main) return this.locate(folder);
    const named = /"(?:module|main)"\s*:\s*"([^"]{1,200})"/.exec(new TextDecoder().decode(main.bytes))?.[1];
    return (named === undefined ? null : this.locate(`${folder}/${named.replace(/^\.\//, '')}`)) ?? this.locate(folder);
  }
}
