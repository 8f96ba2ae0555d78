import type { Package } from '#libs/manifest/manifest.js';
import { scriptsOf } from '../syntax/scripts.js';
import type { Script } from '../syntax/scripts.js';

/** The scripts of a package by what they have to do with each other. */
interface Links {
  /** Path → the scripts of that file. */
  at: ReadonlyMap<string, readonly Script[]>;
  /** Path → its group. */
  groups: ReadonlyMap<string, readonly Script[]>;
  /** Path → the scripts that load it. */
  loading: ReadonlyMap<string, readonly Script[]>;
  /** Group → those of it that are in the same folder of `node_modules`, or in none, by that folder. */
  homes: Map<readonly Script[], ReadonlyMap<string, readonly Script[]>>;
}

const known = new WeakMap<Package, Links>();

function linksOf(pkg: Package): Links {
  const links = known.get(pkg) ?? readLinks(scriptsOf(pkg));
  known.set(pkg, links);
  return links;
}

function readLinks(scripts: readonly Script[]): Links {
  const at = listed(scripts.map((script) => [script.path, script]));
  return { at, groups: groupsOf(scripts), loading: listed(scripts.flatMap((script) => script.leads.map((lead) => [lead, script] as const))), homes: new Map() };
}

function listed(pairs: readonly (readonly [key: string, script: Script])[]): Map<string, Script[]> {
  const lists = new Map<string, Script[]>();
  for (const [key, script] of pairs) {
    const list = lists.get(key);
    if (list) list.push(script);
    else lists.set(key, [script]);
  }
  return lists;
}

/** The scripts that one belongs to: whoever loads whom, in any number of steps, itself among them. */
export function linkedWith(pkg: Package, path: string): readonly Script[] {
  return linksOf(pkg).groups.get(path) ?? [];
}

/** Path → its group. The smaller one of two joins the larger one, so that it takes little more than linear time. */
function groupsOf(scripts: readonly Script[]): ReadonlyMap<string, readonly Script[]> {
  const groups = new Map<string, Script[]>(scripts.map(({ path }) => [path, []]));
  for (const script of scripts) groups.get(script.path)!.push(script);
  for (const { path, leads } of scripts) {
    for (const lead of leads) {
      const [some, others] = [groups.get(path), groups.get(lead)];
      if (!some || !others || some === others) continue;
      const [larger, smaller] = some.length < others.length ? [others, some] : [some, others];
      for (const each of smaller) groups.set(each.path, larger);
      larger.push(...smaller);
    }
  }
  return groups;
}

/** Files of one group whose scripts belong to each other. */
const MOST_TOGETHER = 40;

/**
 * What may do one thing together with a small script: the small ones of its group, itself among them. Where these are too many, or do not fit, the
 * libraries that are carried go first: those that the script's own package does not load itself, then all of them; then what is not a step away.
 */
export function togetherWith(pkg: Package, path: string, large: ReadonlySet<string>, fits: (paths: ReadonlySet<string>) => boolean = () => true): readonly Script[] {
  const { at, loading } = linksOf(pkg);
  const group = linkedWith(pkg, path);
  const all = few(group, large);
  if (all && fits(pathsOf(all))) return all;
  const home = homesOf(pkg, group).get(homeOf(path)) ?? [];
  const own = few(home, large);
  const near = own && few([...own, ...scriptsAt([...pathsOf(own)].flatMap((each) => ledBy(at, each)), at).filter((each) => homeOf(each.path) !== homeOf(path))], large);
  const found = [near, own].find((each) => each && fits(pathsOf(each)));
  if (found) return found;
  const beside = new Set([path, ...ledBy(at, path), ...(loading.get(path) ?? []).map((script) => script.path)]);
  return scriptsAt([...beside], at).filter((script) => !large.has(script.path));
}

/** The small ones; null where there are too many. */
function few(scripts: readonly Script[], large: ReadonlySet<string>): Script[] | null {
  const paths = new Set<string>();
  const found: Script[] = [];
  for (const script of scripts) {
    if (large.has(script.path)) continue;
    if (paths.add(script.path).size > MOST_TOGETHER) return null;
    found.push(script);
  }
  return found;
}

function pathsOf(scripts: readonly Script[]): Set<string> {
  return new Set(scripts.map(({ path }) => path));
}

function ledBy(at: Links['at'], path: string): string[] {
  return (at.get(path) ?? []).flatMap(({ leads }) => leads);
}

function scriptsAt(paths: readonly string[], at: Links['at']): Script[] {
  return [...new Set(paths)].flatMap((path) => at.get(path) ?? []);
}

function homesOf(pkg: Package, group: readonly Script[]): ReadonlyMap<string, readonly Script[]> {
  const { homes } = linksOf(pkg);
  const found = homes.get(group) ?? listed(group.map((script) => [homeOf(script.path), script]));
  homes.set(group, found);
  return found;
}

/** The carried package that a file is in; empty for the files of the extension itself. */
function homeOf(path: string): string {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/s.exec(path)?.[0] ?? '';
}
