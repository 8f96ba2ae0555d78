import { parse } from 'es-module-lexer/js';
import { posix } from 'node:path';
import { GuestThrew } from './engines/engine.js';
import type { Entry } from './protocol.js';

/** Where the guest's program lies, for the modules that are made here only. */
const GUEST = 'souk:guest';
/** The first module: it loads the entry and hands its exports over. */
export const START = 'souk:start';
/** Runs when every module that the entry imports was read, before any of them runs. */
const BEGUN = 'souk:begun';
const HOST = 'souk:host/';
const COMMONJS = 'souk:commonjs/';
/** Something in the place of a module that nobody provides, with its name where that is as simple as those of Node, and the names that are imported of it. */
const STAND_IN = 'souk:stand-in/';
const SIMPLE = /^(?:node:)?(\w+)$/;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Code units of a script in which names of members are looked for, and as many of them as are told. */
const LARGEST_SEARCHED = 1_000_000;
const MOST_MEMBERS = 3_000;
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.json', '/index.js'];

/** Names that `require` may meet, found. */
export type Required = { host: string; asked: string[] } | { standIn: true } | { path: string; json: boolean; source: string };

/** A module that an extension may not have. The message is for its author. */
class ModuleRefused extends GuestThrew {
  constructor(message: string) {
    super('Error', message, '');
  }
}

/** What becomes of a name that is neither a file of the package nor a module of the host. */
export interface Others {
  /** Is told each of them. */
  refused: (name: string) => void;
  /** Something stands in for it, so that the code goes on; else whoever asks for it gets an error. */
  standIns: boolean;
}

/**
 * The modules of one extension: its own files and the host's virtual modules, and nothing else. Both engines ask it,
 * for `import` and for `require`. Throws for any other name, unless something stands in for those.
 */
export class Modules {
  readonly #files: ReadonlyMap<string, string>;
  readonly #host: ReadonlyMap<string, readonly string[]>;

  /** `host`: virtual module → the names that it exports. */
  constructor(files: ReadonlyMap<string, string>, host: ReadonlyMap<string, readonly string[]>, private readonly entry: Entry, private readonly others: Others) {
    this.#files = files;
    this.#host = host;
  }

  /** The id of the module that `specifier` means in the module `referrer`, for `import`. */
  resolve(specifier: string, referrer: string): string {
    if (referrer.startsWith('souk:') && specifier.startsWith('souk:')) return specifier;
    if (this.#host.has(specifier)) return HOST + specifier + this.#asked(specifier, referrer);
    if (this.#isReplaced(specifier)) return STAND_IN + (SIMPLE.exec(specifier)?.[1] ?? '') + this.#asked(specifier, referrer);
    const path = this.#find(specifier, referrer);
    return path.endsWith('.json') || this.#isEsModule(path) ? path : COMMONJS + path;
  }

  /** The text of an ES module by its id. */
  source(id: string): string {
    if (id === START) return this.#start();
    if (id === GUEST) return 'const guest = globalThis.souk; delete globalThis.souk; export const { begun, loaded, require, runBody, host, standIn } = guest;';
    if (id === BEGUN) return `import { begun } from '${GUEST}'; begun();`;
    if (id.startsWith(HOST)) {
      const [name = '', asked = ''] = id.slice(HOST.length).split('?');
      return hostModule(`host(${JSON.stringify(name)})`, [...(this.#host.get(name) ?? []), ...namesIn(asked)]);
    }
    if (id.startsWith(STAND_IN)) {
      const [name = '', asked = ''] = id.slice(STAND_IN.length).split('?');
      return hostModule(`standIn(${JSON.stringify(name)})`, namesIn(asked));
    }
    if (id.startsWith(COMMONJS)) return `import { require } from '${GUEST}'; export default require(${JSON.stringify(id.slice(COMMONJS.length))});`;
    return id.endsWith('.json') ? `export default JSON.parse(${JSON.stringify(this.#text(id))});` : this.#text(id);
  }

  #text(path: string): string {
    const text = this.#files.get(path);
    if (text === undefined) throw new ModuleRefused(`there is no file ${path} in the package`);
    return text;
  }

  /** What `specifier` means in the CommonJS module `referrer`; without a referrer it is a path of the package. */
  require(specifier: string, referrer: string | null): Required {
    if (this.#host.has(specifier)) return { host: specifier, asked: this.others.standIns ? membersIn(this.#files.get(referrer ?? '') ?? '') : [] };
    if (referrer !== null && this.#isReplaced(specifier)) return { standIn: true };
    const path = referrer === null ? specifier : this.#find(specifier, referrer);
    const json = path.endsWith('.json');
    if (!json && this.#isEsModule(path)) throw new ModuleRefused(`${path} is an ES module: load it with import`);
    return { path, json, source: this.#text(path) };
  }

  #start(): string {
    const path = this.#find(`./${this.entry.path}`, '');
    const guest = `import { loaded, require, runBody } from '${GUEST}';`;
    if (this.entry.isBody) return `${guest} runBody(${JSON.stringify(path)});`;
    if (!this.#isEsModule(path)) return `${guest} loaded({ default: require(${JSON.stringify(path)}) });`;
    return `${guest} import '${BEGUN}'; import * as entry from ${JSON.stringify(`./${path}`)}; loaded(entry);`;
  }

  /** `?a,b`, where whoever imports names that are not there gets something for them. */
  #asked(specifier: string, referrer: string): string {
    return this.others.standIns ? `?${importedFrom(specifier, this.#files.get(referrer) ?? '').join()}` : '';
  }

  #isReplaced(specifier: string): boolean {
    if (!this.others.standIns || isRelative(specifier)) return false;
    this.others.refused(specifier);
    return true;
  }

  #find(specifier: string, referrer: string): string {
    if (!isRelative(specifier)) {
      this.others.refused(specifier);
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

function isRelative(specifier: string): boolean {
  return /^\.{1,2}(\/|$)/.test(specifier);
}

/** Names of members, of whatever object: compilers copy the members that a module has, and a host has more than its catalogue tells. */
function membersIn(text: string): string[] {
  if (text.length > LARGEST_SEARCHED) return [];
  return [...new Set(Array.from(text.matchAll(/\.\s*([A-Za-z$_][\w$]*)/g), ([, name = '']) => name))].slice(0, MOST_MEMBERS);
}

function namesIn(list: string): string[] {
  return list.split(',').filter((name) => name !== '');
}

/** A module with all of what `whole` gives as its default, and the members of these names. */
function hostModule(whole: string, names: readonly string[]): string {
  const exports = [...new Set(names)].map((each, at) => `const part${at} = whole.${each}; export { part${at} as ${each} };`);
  return `import { host, standIn } from '${GUEST}'; const whole = ${whole}; export default whole; ${exports.join(' ')}`;
}

/** The names that an ES module imports of another one, exports again, or asks of all of it, without the default. */
function importedFrom(specifier: string, text: string): string[] {
  const names = new Set<string>();
  for (const each of parse(text)[0]) {
    if (!('specifier' in each) || each.specifier !== specifier) continue;
    const clause = text.slice(each.importStart, each.importEnd).replace(COMMENT, ' ');
    for (const part of (/\{([^}]*)\}/.exec(clause)?.[1] ?? '').split(',')) names.add(part.trim().split(/\s+as\s+/)[0] ?? '');
    const whole = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
    if (whole !== undefined) for (const [, name = ''] of text.matchAll(new RegExp(`(?<![\\w$.])${whole.replaceAll('$', '\\$')}\\s*\\.\\s*([\\w$]+)`, 'g'))) names.add(name);
  }
  return [...names].filter((name) => NAME.test(name) && name !== 'default');
}
