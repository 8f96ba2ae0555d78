import type { Package } from '#libs/manifest/manifest.js';
import { scriptsOf } from '../syntax/scripts.js';
import type { Script } from '../syntax/scripts.js';

const known = new WeakMap<Package, ReadonlyMap<string, readonly Script[]>>();

/** The scripts that one belongs to: whoever loads whom, in any number of steps, itself among them. */
export function linkedWith(pkg: Package, path: string): readonly Script[] {
  const groups = known.get(pkg) ?? groupsOf(pkg);
  known.set(pkg, groups);
  return groups.get(path) ?? [];
}

/** Path → its group. The smaller one of two joins the larger one, so that it takes little more than linear time. */
function groupsOf(pkg: Package): ReadonlyMap<string, readonly Script[]> {
  const scripts = scriptsOf(pkg);
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

/** Scripts of one group that belong to each other; of more, those that load each other without a step between. */
const MOST_TOGETHER = 40;

/** What may do one thing together with a small script: the small ones of its group, itself among them. */
export function togetherWith(pkg: Package, path: string, large: ReadonlySet<string>): readonly Script[] {
  const group = linkedWith(pkg, path).filter((script) => !large.has(script.path));
  if (new Set(group.map((script) => script.path)).size <= MOST_TOGETHER) return group;
  const led = new Set(group.filter((script) => script.path === path).flatMap(({ leads }) => leads));
  return group.filter((script) => script.path === path || led.has(script.path) || script.leads.includes(path));
}
