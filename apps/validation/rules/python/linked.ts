import type { Package } from '#libs/manifest/manifest.js';
import { isSender } from '../calls.js';
import type { Code } from '../code.js';
import { isNamedHost, namesStranger } from '../facts/places.js';
import { decode } from '../text.js';
import { largeFiles } from '../together.js';
import { pythonOf } from './modules.js';
import type { PythonModule } from './modules.js';

/** Modules of one group that belong to each other; of more, those that load each other without a step between. */
const MOST_TOGETHER = 40;
const IMPORTS = /(?:^|;)[ \t\f]*(?:from[ \t]+[.\w]+[ \t]+)?import[ \t]+(?:\([^()]{1,2000}\)|[^\n]{1,500})/gm;

interface Linked {
  of: ReadonlyMap<string, readonly PythonModule[]>;
  reaching: Map<readonly PythonModule[], boolean>;
}

const known = new WeakMap<Package, Linked>();

/** Do the small modules of Python that one belongs to, whoever imports whom, in any number of steps, send something, and name a server elsewhere? Not of a large module, and not of what is no Python. */
export function sendTogether(pkg: Package, { path }: Pick<Code, 'path'>): boolean {
  const { of, reaching } = linkedOf(pkg);
  const group = of.get(path) ?? [];
  const answer = reaching.get(group) ?? (group.some(sends) && group.some(namesServer));
  reaching.set(group, answer);
  return answer;
}

/** The small modules that one belongs to, with itself. */
export function together(pkg: Package, module: PythonModule): readonly PythonModule[] {
  return linkedOf(pkg).of.get(module.path) ?? [module];
}

function sends({ uses }: Code): boolean {
  return uses.some((use) => use.how === 'call' && isSender(use));
}

/** An address, or the name of a server that a call gets which sends something. */
function namesServer({ texts, uses }: Code): boolean {
  return texts.some(({ shape }) => namesStranger(shape)) || uses.some((use) => use.how === 'call' && isSender(use) && use.arguments.some(({ shape }) => isNamedHost(shape.split(' ')[0]!)));
}

function linkedOf(pkg: Package): Linked {
  const linked = known.get(pkg) ?? { of: groupsOf(pkg), reaching: new Map() };
  known.set(pkg, linked);
  return linked;
}

/** Path → its group. */
function groupsOf(pkg: Package): Map<string, readonly PythonModule[]> {
  const large = largeFiles(pkg.files);
  const small = pythonOf(pkg).filter(({ path }) => !large.has(path));
  const near = nearOf(pkg, small);
  const groups = new Map<string, readonly PythonModule[]>();
  for (const module of small) {
    if (groups.has(module.path)) continue;
    const group = new Set([module]);
    // Grows while it is walked.
    for (const each of group) for (const other of near.get(each) ?? []) group.add(other);
    for (const each of group) groups.set(each.path, group.size <= MOST_TOGETHER ? [...group] : [each, ...(near.get(each) ?? [])]);
  }
  return groups;
}

/** Modules that import each other, by the last part of their names: read generously, as what an import says may be a module or what is in it. */
function nearOf(pkg: Package, modules: readonly PythonModule[]): Map<PythonModule, Set<PythonModule>> {
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const named = new Map<string, PythonModule[]>();
  for (const module of modules) named.set(nameOf(module.path), [...(named.get(nameOf(module.path)) ?? []), module]);
  const near = new Map(modules.map((module) => [module, new Set<PythonModule>()]));
  for (const module of modules) {
    const written = (decode(files.get(module.path)!.bytes).match(IMPORTS) ?? []).join(' ');
    const loaded = module.uses.filter(({ how }) => how === 'import').map(({ what }) => what.slice(3)).join(' ');
    for (const name of new Set(`${written} ${loaded}`.match(/\w+/g))) {
      for (const other of named.get(name) ?? []) {
        near.get(module)!.add(other);
        near.get(other)!.add(module);
      }
    }
  }
  return near;
}

/** The name by which a module is imported: that of its file, or of its folder. */
function nameOf(path: string): string {
  return /([^/]+?)(?:\/__init__)?\.pyw?$/.exec(path)?.[1] ?? path;
}
