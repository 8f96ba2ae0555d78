import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { ModuleResolver } from '#libs/manifest/modules/resolver.js';
import type { Mentions } from '../../rules/javascript/syntax/mentions.js';
import { resolvePath, resolverOf } from '../../rules/javascript/syntax/sources.js';
import { LARGEST_SCRIPT, scriptsOf } from '../../rules/javascript/syntax/scripts.js';
import { decode } from '../../rules/text.js';
import type { Catalogue } from '../catalogue.js';
import { WRAPPER } from './builtins.js';
import { dataUses, type DataUse } from './data-flows.js';
import { listenersIn, type Listener } from './data-listeners.js';
import { JavaScript } from './javascript.js';
import { jsonValue, LARGEST_JSON } from './json-values.js';
import { Machine, type Witness } from './machine.js';
import { moduleAt, type Module } from './module.js';
import { isPackage } from './packages.js';
import { GatePaths, memberPath } from './paths.js';
import { readPython } from './python.js';
import { Sleepers } from './sleepers.js';
import { isPage, isPython, isScript, readPage, readScript, type Source } from './sources.js';
import { unnamedIn } from './unnamed.js';
import { Uses, type Called } from './uses.js';
import { INERT, MOST_VALUES_LATER, UNKNOWN, type Cell, type Code, type Place, type Value } from './values.js';

/** Where the host, or a part of it, goes out of sight. */
export interface Loss {
  /** Path of the part; the empty one is the host object, `@` the global object, `*` everything. */
  path: string;
  place: Place;
  why: string;
}

/** What the code of a package does with its host. */
export interface Inference {
  paths: GatePaths;
  /** Row of the catalogue → where it is used, at most `MOST_PLACES` places. */
  used: Map<string, Place[]>;
  /** The same where each of its calls may be one of a function of the package instead. */
  perhaps: Map<string, Place[]>;
  /** At most `MOST_LOSSES` of the global object, and as many others. */
  losses: Loss[];
  /** Files that the host starts, and files that those load. */
  started: Set<string>;
  /** What the package does with data of the host and of servers. */
  data: DataUse[];
}

/** Places that are kept where the host goes out of sight, and where the global object does: those are many and matter less. */
export const MOST_LOSSES = 20;
/** Bytes of scripts that are followed in one package, those that sleep not counted; the graph of more does not fit into the memory of the scan. */
export const LARGEST_SOURCES = 6 * 1024 * 1024;

const COMPILED = /\.(?:node|wasm)$/i;
/** Modules of Node.js that lead to others. */
const LANGUAGE_MODULES = new Map(['process', 'module', 'worker_threads'].map((name) => [name, name]));

const ELSEWHERE = 'a package that is not shipped is loaded, and it has what everybody has';

/** What compilers load to put around a module that is loaded, instead of writing it into each script. */
const WRAPS_MODULES = /^(?:tslib|@babel\/runtime(?:-corejs\d)?\/helpers\/(?:esm\/)?interopRequire(?:Default|Wildcard)|@swc\/helpers(?:\/(?:_|lib|cjs|esm)\/_interop_require_(?:default|wildcard))?)(?:\.c?js)?$/;

/** Follows the host object through the scripts of a package. */
export function infer(pkg: Package, catalogue: Catalogue): Inference {
  return new Reading(pkg, catalogue).run();
}

/** The names in each script; null for one that was not read, or in more than one way. */
function mentionsIn(pkg: Package): (path: string) => Mentions | null {
  const mentions = new Map<string, Mentions | null>();
  for (const script of scriptsOf(pkg)) mentions.set(script.path, mentions.has(script.path) ? null : script.mentions);
  return (path) => mentions.get(path) ?? null;
}

class Reading implements Witness {
  readonly #paths: GatePaths;
  /** Modules that the host provides, and those that are watched → path. */
  readonly #hostModules: Readonly<Record<string, string>>;
  readonly #machine: Machine;
  readonly #files: ReadonlyMap<string, PackageFile>;
  readonly #resolver: ModuleResolver;
  readonly #modules = new Map<string, Module>();
  readonly #uses = new Uses();
  readonly #losses: Loss[] = [];
  readonly #started = new Set<string>();
  /** What the host may call of each entry. */
  readonly #called = new Map<string, Cell[]>();
  #sleepers: Sleepers | null = null;
  /** Sleepers that are loaded by a name that was not seen in the text. */
  readonly #loaded = new Set<string>();
  /** Names on the global object that nobody provides → does somebody write there? */
  readonly #shared = new Map<string, boolean>();
  readonly #data = new Map<string, Cell>();
  /** Scripts of nothing but data. */
  readonly #tables = new Set<string>();
  readonly #fitting = new Map<string, boolean>();
  #bytes = 0;

  constructor(private readonly pkg: Package, private readonly catalogue: Catalogue) {
    this.#paths = new GatePaths(catalogue);
    this.#hostModules = { ...catalogue.modules, ...catalogue.watched?.modules };
    this.#machine = new Machine(this.#paths, catalogue.names, this);
    this.#files = new Map(pkg.files.map((file) => [file.path, file]));
    this.#resolver = resolverOf(pkg);
  }

  run(): Inference {
    const mentions = mentionsIn(this.pkg);
    const entries = new Set(this.pkg.manifest.entry_points.flatMap((entry) => this.#resolver.file(entry) ?? []));
    for (const path of this.#files.keys()) if (mentions(path)?.isData) this.#tables.add(path);
    // What the host starts has room before anything else.
    for (const path of entries) if (!isPage(path)) this.#fits(path);
    for (const file of this.pkg.files) if (isPage(file.path)) this.#page(file);
    this.#sleepers = new Sleepers(this.pkg.files.flatMap(({ path }) => (isScript(path, entries) ? [path] : [])), {
      catalogue: this.catalogue,
      awake: new Set([...entries, ...this.#started]),
      mentions,
      targets: (specifier, from) => this.#hostPart(specifier) !== null ? true : this.#resolver.all(specifier, from),
    });
    for (const { path } of this.pkg.files) if (isPython(path) || (isScript(path, entries) && !this.#sleepers.has(path))) this.#module(path);
    const { started, waiting } = unnamedIn(this.pkg, this.catalogue, entries);
    for (const path of started) this.#started.add(path);
    for (const path of [...entries, ...started, ...waiting]) this.#start(this.#module(path));
    for (const each of listenersIn(this.pkg.manifest.original)) this.#listen(each);
    if (!this.#settle()) this.lost('*', { file: [...entries][0] ?? '', start: 0 }, 'its values take too many ways to be followed');
    for (const [file, cells] of this.#called) if (isUnseen(cells)) this.lost('', { file, start: 0 }, 'what the host calls cannot be seen');
    return { paths: this.#paths, ...this.#uses.told(this.#begin()), losses: this.#losses, started: this.#allStarted(entries), data: dataUses(this.#machine, mentions) };
  }

  /** Until nothing changes and nobody else has to wake up. False when it gave up. */
  #settle(): boolean {
    for (;;) {
      do if (!this.#machine.flow.settle()) return false;
      while (this.#machine.unseen.doubt());
      const names = [...this.#shared.keys()];
      const woken = [...this.#loaded].flatMap((path) => this.#sleepers?.wake(path) ?? []);
      woken.push(...(this.#sleepers?.wakeSharers(names, names.filter((name) => this.#shared.get(name))) ?? []));
      this.#loaded.clear();
      this.#shared.clear();
      if (woken.length === 0 && this.#isInDoubt()) woken.push(...(this.#sleepers?.wakeAll() ?? []));
      if (woken.length === 0) return true;
      for (const path of woken) this.#module(path);
    }
  }

  /** Something on the global object is declared and nobody uses it: then those who hide what they do there are of interest too. */
  #isInDoubt(): boolean {
    const used = new Set([...this.#uses.gates()].flatMap((gate) => [...this.#paths.needs(gate).scopes, ...this.#paths.needs(gate).justified]));
    return this.catalogue.rows.some(({ scope, globals }) => globals.length > 0 && this.pkg.manifest.permissions.includes(scope) && !used.has(scope));
  }

  shared(name: string, isWritten: boolean): void {
    this.#shared.set(name, isWritten || (this.#shared.get(name) ?? false));
  }

  used(gate: string, place: Place, called?: Called): void {
    this.#uses.add(gate, place, called ?? null);
  }

  lost(path: string, at: Place, why: string): void {
    // What the host takes of all that is exported happens nowhere else than in what it starts.
    const place = at.file === '' ? this.#begin() : at;
    const wider = path === 'require' ? '' : path;
    if (wider === '@' || wider === '*') this.#machine.brought.unseen();
    if (path === 'require' && Object.keys(this.catalogue.modules).length === 0) return;
    const same = this.#losses.some((loss) => (loss.path === wider || loss.path === '*') && loss.place.file === place.file && loss.place.start === place.start);
    const alike = this.#losses.filter((loss) => (loss.path === '@') === (wider === '@'));
    if (!same && alike.length < MOST_LOSSES) this.#losses.push({ path: wider, place, why });
  }

  /** The beginning of what the host starts: what happens at no place of its own happens behind it. */
  #begin(): Place {
    return { file: this.#resolver.file(this.pkg.manifest.entry_points[0] ?? '') ?? '', start: 0 };
  }

  load(specifier: string, from: string, place?: Place): Cell | null {
    if (place && this.#isElsewhere(specifier, from)) this.lost('@', place, ELSEWHERE);
    const part = this.#hostPart(specifier);
    if (part !== null) return this.#machine.cell(this.#machine.hosts.at(part));
    const own = LANGUAGE_MODULES.get(specifier.replace(/^node:/, ''));
    if (own !== undefined && !isPython(from)) return this.#machine.global(own);
    if (isPython(from)) return this.#loadPython(specifier, from) ?? this.#packageOfHost(specifier, from);
    const paths = this.#resolver.all(specifier, from);
    if (paths.length === 0) return WRAPS_MODULES.test(specifier) ? this.#machine.cell({ kind: 'builtin', name: WRAPPER, target: null, given: [], file: from }) : null;
    const given = paths.map((path) => this.#given(path, from));
    if (given.length === 1) return given[0]!;
    const either = this.#machine.cell();
    for (const each of given) if (each) this.#machine.flow.flow(each, either);
    else this.#machine.flow.add(either, UNKNOWN);
    return either;
  }

  /** What a file of the package gives to the one that loads it; null where nobody sees it. */
  #given(path: string, from: string): Cell | null {
    this.#modules.get(from)?.links.add(path);
    if (this.#sleepers?.has(path)) this.#loaded.add(path);
    if (isScript(path, new Set([path]))) return this.#linked(this.#module(path), this.#modules.get(from));
    const data = this.#files.get(path);
    if (data && path.endsWith('.json') && data.size <= LARGEST_JSON) return this.#json(data);
    // Data does nothing with the host; what a compiled module does with it, nobody sees.
    return COMPILED.test(path) ? null : INERT;
  }

  /** Is it a package that is neither the host's nor shipped? */
  #isElsewhere(specifier: string, from: string): boolean {
    if (isPython(from) || !isPackage(specifier) || WRAPS_MODULES.test(specifier)) return false;
    const isOfHost = Object.keys(this.catalogue.modules).some((name) => specifier === name || specifier.startsWith(`${name}.`));
    return !isOfHost && this.#resolver.all(specifier, from).length === 0;
  }

  /** Each JSON file has one value, whoever loads it. */
  #json({ path, bytes }: PackageFile): Cell {
    const value = this.#data.get(path) ?? jsonValue(this.#machine, decode(bytes));
    this.#data.set(path, value);
    return value;
  }

  /** Modules of Node.js know who loaded them, and whom they loaded. */
  #linked(module: Module, from: Module | undefined): Cell {
    if (from) {
      this.#machine.own.whenAsked(module.own, (name, cell) => name === 'parent' && this.#machine.flow.add(cell, from.own));
      this.#machine.own.whenAsked(from.own, (name, cell) => {
        if (name !== 'children') return;
        const list = this.#machine.madeBy(cell);
        this.#machine.flow.add(list.rest, module.own);
        this.#machine.flow.add(cell, list);
      });
    }
    return module.loaded;
  }

  /** The path of what a module of the host or of Node.js gives; null for the modules of others. */
  #hostPart(specifier: string): string | null {
    const modules = this.#hostModules;
    if (Object.hasOwn(modules, specifier)) return modules[specifier] ?? '';
    const module = Object.keys(modules).find((name) => specifier.startsWith(`${name}.`));
    if (module !== undefined) return memberPath(modules[module] ?? '', specifier.slice(module.length + 1));
    const node = `@node:${specifier.replace(/^node:/, '')}`;
    return this.#paths.leads(node) ? node : null;
  }

  /** Python: a package that holds modules of the host: `comfyvn` for `comfyvn.api`. */
  #packageOfHost(specifier: string, from: string): Cell | null {
    const starts = `${specifier}.`;
    if (specifier.startsWith('.') || !Object.keys(this.catalogue.modules).some((name) => name.startsWith(starts))) return null;
    const thing = this.#machine.thing();
    this.#machine.flow.add(thing.protos, UNKNOWN);
    this.#machine.own.whenAsked(thing, (name, cell) => {
      const module = this.load(starts + name, from);
      if (module) this.#machine.flow.flow(module, cell);
    });
    return this.#machine.cell(thing);
  }

  /** `.x.y` from the file's folder; `x.y` from there and from the root of the package. */
  #loadPython(specifier: string, from: string): Cell | null {
    const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
    const name = specifier.slice(dots).replaceAll('.', '/');
    const folder = resolvePath(from, `./${'../'.repeat(Math.max(0, dots - 1))}`);
    const starts = dots > 0 ? [folder] : [folder, ''];
    const files = starts.flatMap((start) => [`${name}.py`, `${name}/__init__.py`].map((file) => [start, file.replace(/^[/.]/, '')].filter((part) => part !== '').join('/')));
    const path = files.find((file) => this.#files.has(file));
    if (path === undefined) return null;
    this.#modules.get(from)?.links.add(path);
    return this.#module(path).loaded;
  }

  #module(path: string): Module {
    const known = this.#modules.get(path);
    if (known) return known;
    const module = moduleAt(path, this.#machine);
    this.#modules.set(path, module);
    const file = this.#files.get(path);
    if (file && this.#fits(path)) {
      if (isPython(path)) this.#read(path, () => readPython(file, module, this.#machine));
      else this.#script(readScript(file, this.pkg), module);
    }
    return module;
  }

  /** Is a script one of those that are followed? */
  #fits(path: string): boolean {
    const fits = this.#fitting.get(path) ?? this.#hasRoom(path, this.#files.get(path)?.size ?? 0);
    this.#fitting.set(path, fits);
    return fits;
  }

  /** Is there room for one more? What is left out leaves its room to others, and nothing is lost by a table. */
  #hasRoom(path: string, size: number): boolean {
    if (this.#bytes + size <= LARGEST_SOURCES) {
      this.#bytes += size;
      return true;
    }
    if (!this.#tables.has(path)) this.lost('*', { file: path, start: 0 }, `with this one, the scripts that are followed have more than ${LARGEST_SOURCES} bytes`);
    return false;
  }

  /** Of a page, its scripts count. */
  #page(file: PackageFile): void {
    if (file.size > LARGEST_SCRIPT) return this.lost('*', { file: file.path, start: 0 }, `the page has more than ${LARGEST_SCRIPT} bytes`);
    const { sources, links } = readPage(file);
    this.#started.add(file.path);
    for (const link of links) this.#started.add(this.#resolver.file(resolvePath(file.path, link)) ?? file.path);
    for (const source of sources) if (this.#hasRoom(source.path, source.size)) this.#script(source, moduleAt(file.path, this.#machine));
  }

  #script({ program, failure, at, path }: Source, module: Module): void {
    if (program) this.#read(path, () => new JavaScript(this.#machine, module, at).read(program));
    else this.lost('*', { file: path, start: 0 }, `the script cannot be read (${failure ?? ''})`);
  }

  #read(path: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.lost('*', { file: path, start: 0 }, 'its expressions are nested too deeply');
    }
  }

  /** The host calls a function by the name that the manifest has for it. */
  #listen({ entry, callable, topic, name }: Listener): void {
    const path = this.#resolver.file(entry);
    if (path === null || !isPython(path)) return;
    const found = this.#machine.cell();
    this.#machine.read(this.#module(path).loaded, callable, found, { file: path, start: 0 });
    this.#machine.flow.on(found, (value) => {
      if (value.kind !== 'thing' || !value.code) return;
      this.#machine.carried.heard.push({ code: value.code, topic, name });
      if (topic !== null) this.#machine.carried.begun.add(value.code);
    });
  }

  /** The host calls what an entry point exports, some of it with the host object. */
  #start(module: Module): void {
    const { flow } = this.#machine;
    flow.on(module.loaded, (value) => {
      this.#machine.exits.hand(value);
      this.#activate(value, module, 0);
    });
  }

  #activate(value: Value, module: Module, depth: number): void {
    const { flow } = this.#machine;
    if (value.kind === 'builtin' && depth > 0) {
      const place = { file: module.path, start: 0 };
      return this.#machine.call({ callee: this.#machine.cell(value), self: INERT, arguments: [this.#machine.cell(this.#machine.hosts.at(''))], spread: -1, isNew: false, result: INERT, place });
    }
    if (value.kind !== 'thing' || depth > 3) return;
    if (depth > 0 && this.#machine.own.objects.has(value)) flow.on(this.#machine.field(value, '__call__'), (each) => this.#activate(each, module, depth + 1));
    if (value.code && (depth > 0 || this.catalogue.activates.includes('default'))) {
      this.#machine.carried.begun.add(value.code);
      flow.add(firstOf(value.code), this.#machine.hosts.at(''));
      if (value.code.list) flow.add(this.#machine.field(value.code.list, '0'), this.#machine.hosts.at(''));
      this.#activate(value.code.instance, module, depth + 1);
    }
    const ended = this.#machine.cell();
    this.#machine.readFrom(value, 'deactivate', ended, { file: module.path, start: 0 });
    flow.on(ended, (each) => each.kind === 'thing' && each.code && this.#machine.carried.begun.add(each.code));
    for (const name of this.catalogue.activates) {
      const found = this.#machine.cell();
      this.#machine.readFrom(value, name, found, { file: module.path, start: 0 });
      if (depth === 0) this.#called.set(module.path, [...(this.#called.get(module.path) ?? []), found]);
      flow.on(found, (each) => this.#activate(each, module, depth + 1));
    }
  }

  /** Grows while it is walked: what a started file loads is started too. */
  #allStarted(entries: ReadonlySet<string>): Set<string> {
    for (const path of entries) this.#started.add(path);
    for (const path of this.#started) for (const link of this.#modules.get(path)?.links ?? []) this.#started.add(link);
    return this.#started;
  }
}

/** Nothing but what cannot be seen, or so much that some of it got lost. */
function isUnseen(cells: readonly Cell[]): boolean {
  const unknown = cells.filter(({ values }) => values.includes(UNKNOWN));
  const isSeen = cells.some(({ values }) => values.some((value) => value.kind === 'thing' && value.code !== null));
  return unknown.length > 0 && (!isSeen || unknown.some(({ values }) => values.length >= MOST_VALUES_LATER));
}

/** Where a function gets its first argument: as a parameter, or in the list of all of them. */
function firstOf({ params, rest, extra }: Code): Cell {
  const [list] = rest === 0 || extra === 0 ? (params[0]?.values ?? []) : [];
  return list?.kind === 'thing' ? list.rest : (params[0] ?? INERT);
}
