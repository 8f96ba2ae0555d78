import { parse } from 'es-module-lexer/js';
import { posix } from 'node:path';

/** Where the guest's program lies, for the modules that are made here only. */
const GUEST = 'souk:guest';
/** The first module: it loads the entry and hands its exports over. */
export const START = 'souk:start';
const HOST = 'souk:host/';
const COMMONJS = 'souk:commonjs/';
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.json', '/index.js'];

/** Names that `require` may meet, found. */
export type Required = { host: string } | { path: string; json: boolean; source: string };

/** A module that an extension may not have. The message is for its author. */
class ModuleRefused extends Error {}

/**
 * The modules of one extension: its own files and the host's virtual modules, and nothing else. Both engines ask it,
 * for `import` and for `require`. Throws for any other name.
 */
export class Modules {
  readonly #files: ReadonlyMap<string, string>;
  readonly #host: ReadonlyMap<string, readonly string[]>;

  /** `host`: virtual module → the names that it exports. `refused` is told each name that is neither. */
  constructor(files: ReadonlyMap<string, string>, host: ReadonlyMap<string, readonly string[]>, private readonly entry: string, private readonly refused: (name: string) => void = () => {}) {
    this.#files = files;
    this.#host = host;
  }

  /** The id of the module that `specifier` means in the module `referrer`, for `import`. */
  resolve(specifier: string, referrer: string): string {
    if (referrer.startsWith('souk:') && specifier.startsWith('souk:')) return specifier;
    if (this.#host.has(specifier)) return HOST + specifier;
    const path = this.#find(specifier, referrer);
    return path.endsWith('.json') || this.#isEsModule(path) ? path : COMMONJS + path;
  }

  /** The text of an ES module by its id. */
  source(id: string): string {
    if (id === START) return this.#start();
    if (id === GUEST) return 'const guest = globalThis.souk; delete globalThis.souk; export const { loaded, require, host } = guest;';
    if (id.startsWith(HOST)) return this.#hostModule(id.slice(HOST.length));
    if (id.startsWith(COMMONJS)) return `import { require } from '${GUEST}'; export default require(${JSON.stringify(id.slice(COMMONJS.length))});`;
    const text = this.#files.get(id);
    if (text === undefined) throw new ModuleRefused(`there is no file ${id} in the package`);
    return id.endsWith('.json') ? `export default JSON.parse(${JSON.stringify(text)});` : text;
  }

  /** What `specifier` means in the CommonJS module `referrer`; without a referrer it is a path of the package. */
  require(specifier: string, referrer: string | null): Required {
    if (this.#host.has(specifier)) return { host: specifier };
    const path = referrer === null ? specifier : this.#find(specifier, referrer);
    const json = path.endsWith('.json');
    if (!json && this.#isEsModule(path)) throw new ModuleRefused(`${path} is an ES module: load it with import`);
    return { path, json, source: this.source(path) };
  }

  #start(): string {
    const path = this.#find(`./${this.entry}`, '');
    const guest = `import { loaded, require } from '${GUEST}';`;
    if (!this.#isEsModule(path)) return `${guest} loaded({ default: require(${JSON.stringify(path)}) });`;
    return `${guest} import * as entry from ${JSON.stringify(`./${path}`)}; loaded(entry);`;
  }

  #hostModule(name: string): string {
    const names = this.#host.get(name) ?? [];
    const exports = names.map((each, at) => `const part${at} = whole.${each}; export { part${at} as ${each} };`);
    return `import { host } from '${GUEST}'; const whole = host(${JSON.stringify(name)}); export default whole; ${exports.join(' ')}`;
  }

  #find(specifier: string, referrer: string): string {
    if (!/^\.{1,2}(\/|$)/.test(specifier)) {
      this.refused(specifier);
      throw new ModuleRefused(`the module "${specifier}" is not available: a package may load its own files and ${[...this.#host.keys()].join(', ') || 'no module of the host'}`);
    }
    const path = posix.join(posix.dirname(referrer.replace(COMMONJS, '')), specifier);
    const found = ENDINGS.map((ending) => path + ending).find((each) => this.#files.has(each));
    if (found === undefined) throw new ModuleRefused(`there is no file ${path} in the package`);
    return found;
  }

  /** By its ending, else by its syntax, as Node does. What cannot be parsed is left to the engine to complain about. */
  #isEsModule(path: string): boolean {
    if (/\.[mc]js$/.test(path)) return path.endsWith('.mjs');
    try {
      return parse(this.#files.get(path) ?? '')[3];
    } catch {
      return false;
    }
  }
}
