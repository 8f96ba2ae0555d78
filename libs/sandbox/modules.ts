import { createRequire } from 'node:module';
import { parse } from 'es-module-lexer/js';
import { ModuleResolver } from '#libs/manifest/modules/resolver.js';
import { GuestThrew } from './engines/engine.js';
import type { Entry } from './protocol.js';

/** What is imported of it is WebAssembly, which a child of isolated-vm has not. */
const { parse: parseCommonJs } = createRequire(import.meta.url)('cjs-module-lexer') as typeof import('cjs-module-lexer');

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
/** A file of a package that is carried. */
const CARRIED = /(?:^|\/)node_modules\//;
const SIMPLE = /^(?:node:)?(\w+)$/;
const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;
const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Code units of a script in which names of members are looked for, and as many of them as are told. */
const LARGEST_SEARCHED = 1_000_000;
const MOST_MEMBERS = 3_000;

/** Names that `require` may meet, found. `replaceable`: something stands in for it where it cannot run alone. */
export type Required = { host: string; asked: string[] } | { standIn: true } | { path: string; json: boolean; replaceable: boolean; source: string };

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
  readonly #resolver: ModuleResolver;

  /** `host`: virtual module → the names that it exports. */
  constructor(files: ReadonlyMap<string, string>, host: ReadonlyMap<string, readonly string[]>, private readonly entry: Entry, private readonly others: Others) {
    this.#files = files;
    this.#host = host;
    this.#resolver = new ModuleResolver(files, (path) => files.get(path)!);
  }

  /** The id of the module that `specifier` means in the module `referrer`, for `import`. */
  resolve(specifier: string, referrer: string): string {
    if (referrer.startsWith('souk:') && specifier.startsWith('souk:')) return specifier;
    if (this.#host.has(specifier)) return HOST + specifier + this.#asked(specifier, referrer);
    const path = this.#find(specifier, referrer, 'import');
    if (path === null) return STAND_IN + (SIMPLE.exec(specifier)?.[1] ?? '') + this.#asked(specifier, referrer);
    if (path.endsWith('.json') || this.#isEsModule(path)) return path;
    return `${COMMONJS}${path}?${[...new Set([...importedFrom(specifier, this.#files.get(referrer) ?? ''), ...exportedBy(this.#files.get(path) ?? '')])].join()}`;
  }

  /** The text of an ES module by its id. */
  source(id: string): string {
    if (id === START) return this.#start();
    if (id === GUEST) return 'const guest = globalThis.souk; delete globalThis.souk; export const { begun, loaded, require, runBody, host, standIn } = guest;';
    if (id === BEGUN) return `import { begun } from '${GUEST}'; begun();`;
    if (id.startsWith(HOST)) {
      const [name = '', asked = ''] = id.slice(HOST.length).split('?');
      return moduleOf(`host(${JSON.stringify(name)})`, [...(this.#host.get(name) ?? []), ...namesIn(asked)]);
    }
    if (id.startsWith(STAND_IN)) {
      const [name = '', asked = ''] = id.slice(STAND_IN.length).split('?');
      return moduleOf(`standIn(${JSON.stringify(name)})`, namesIn(asked));
    }
    if (id.startsWith(COMMONJS)) {
      const end = id.lastIndexOf('?');
      return moduleOf(`require(${JSON.stringify(id.slice(COMMONJS.length, end))})`, namesIn(id.slice(end + 1)));
    }
    return id.endsWith('.json') ? `export default JSON.parse(${JSON.stringify(this.#text(id))});` : this.#text(id);
  }

  /** Without a byte order mark; the line that starts it as a program is a comment. */
  #text(path: string): string {
    const text = this.#files.get(path);
    if (text === undefined) throw new ModuleRefused(`there is no file ${path} in the package`);
    return text.replace(/^\uFEFF/, '').replace(/^#!/, '//');
  }

  /** What `specifier` means in the CommonJS module `referrer`; without a referrer it is a path of the package. */
  require(specifier: string, referrer: string | null): Required {
    if (this.#host.has(specifier)) return { host: specifier, asked: this.others.standIns ? membersIn(this.#files.get(referrer ?? '') ?? '') : [] };
    const path = referrer === null ? specifier : this.#find(specifier, referrer, 'require');
    if (path === null) return { standIn: true };
    const json = path.endsWith('.json');
    if (!json && this.#isEsModule(path)) throw new ModuleRefused(`${path} is an ES module: load it with import`);
    return { path, json, replaceable: this.others.standIns && CARRIED.test(path), source: this.#text(path) };
  }

  #start(): string {
    const path = this.#resolver.file(this.entry.path);
    if (path === null) throw new ModuleRefused(`there is no file ${this.entry.path} in the package`);
    const guest = `import { loaded, require, runBody } from '${GUEST}';`;
    if (this.entry.isBody) return `${guest} runBody(${JSON.stringify(path)});`;
    if (!this.#isEsModule(path)) return `${guest} loaded({ default: require(${JSON.stringify(path)}) });`;
    return `${guest} import '${BEGUN}'; import * as entry from ${JSON.stringify(`./${path.replace(/[%?#]/g, encodeURIComponent)}`)}; loaded(entry);`;
  }

  /** `?a,b`, where whoever imports names that are not there gets something for them. */
  #asked(specifier: string, referrer: string): string {
    return this.others.standIns ? `?${importedFrom(specifier, this.#files.get(referrer) ?? '').join()}` : '';
  }

  /** The file of the package; null where something stands in for what nobody provides. */
  #find(specifier: string, referrer: string, way: 'import' | 'require'): string | null {
    const found = this.#resolver.resolve(specifier, referrer, way);
    if (found !== null) return found;
    if (isRelative(specifier)) throw new ModuleRefused(`there is no file ${specifier} beside ${referrer} in the package`);
    this.others.refused(specifier);
    if (this.others.standIns) return null;
    throw new ModuleRefused(`the module "${specifier}" is not available: a package may load its own files, those in its node_modules, and ${[...this.#host.keys()].join(', ') || 'no module of the host'}`);
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
function moduleOf(whole: string, names: readonly string[]): string {
  const exports = [...new Set(names)].map((each, at) => `const part${at} = whole?.${each}; export { part${at} as ${each} };`);
  return `import { host, require, standIn } from '${GUEST}'; const whole = ${whole}; export default whole; ${exports.join(' ')}`;
}

/** The names that an ES module imports of another one, exports again, or asks of all of it, without the default. */
function importedFrom(specifier: string, text: string): string[] {
  const names = new Set<string>();
  for (const each of importsIn(text)) {
    if (!('specifier' in each) || each.specifier !== specifier) continue;
    const clause = text.slice(each.importStart, each.importEnd).replace(COMMENT, ' ');
    for (const part of (/\{([^}]*)\}/.exec(clause)?.[1] ?? '').split(',')) names.add(part.trim().split(/\s+as\s+/)[0] ?? '');
    const whole = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
    if (whole !== undefined) for (const [, name = ''] of text.matchAll(new RegExp(`(?<![\\w$.])${whole.replaceAll('$', '\\$')}\\s*\\.\\s*([\\w$]+)`, 'g'))) names.add(name);
  }
  return [...names].filter((name) => NAME.test(name) && name !== 'default');
}

/** Names that a CommonJS module gives who imports it, as Node finds them: by its text. What cannot be parsed gives none. */
function exportedBy(text: string): string[] {
  try {
    return parseCommonJs(text).exports.filter((name) => NAME.test(name) && name !== 'default');
  } catch {
    return [];
  }
}

/** What cannot be parsed imports nothing; the engine complains about it. */
function importsIn(text: string): ReturnType<typeof parse>[0] {
  try {
    return parse(text)[0];
  } catch {
    return [];
  }
}
