import type { Package } from '#libs/manifest/manifest.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { resolverOf } from '../javascript/syntax/sources.js';
import { commandsAtInstallation } from '../reach/npm-scripts.js';
import { largeFiles } from '../together.js';

/** What tells whose computer this is; one of them alone is asked for owners of files and for names of processes. */
const WHOSE = ['userInfo', 'networkInterfaces', 'hostname'];
const LEAST = 2;

const known = new WeakMap<Package, ReadonlySet<string>>();

/**
 * Scripts that run at installation beside another one that asks who and where this is: in small scripts, data goes from one into the
 * other, and is not followed there.
 */
export function besideIdentity(pkg: Package): ReadonlySet<string> {
  const answer = known.get(pkg) ?? findBesideIdentity(pkg);
  known.set(pkg, answer);
  return answer;
}

function findBesideIdentity(pkg: Package): ReadonlySet<string> {
  const large = largeFiles(pkg.files);
  const scripts = new Map(scriptsOf(pkg).filter(({ path }) => !large.has(path)).map((script) => [script.path, script]));
  const started = new Set(commandsAtInstallation(pkg).join(' ').split(/[\s"';&|]+/).flatMap((word) => (word === '' ? [] : (resolverOf(pkg).file(word) ?? []))).filter((path) => scripts.has(path)));
  // A set goes on with what is added to it meanwhile.
  for (const path of started) for (const lead of scripts.get(path)?.leads ?? []) if (scripts.has(lead)) started.add(lead);
  const asking = [...started].filter((path) => asksWhose(scripts.get(path)!));
  return new Set([...started].filter((path) => asking.some((each) => each !== path)));
}

function asksWhose({ mentions }: Script): boolean {
  if (!mentions || !(mentions.specifiers.has('os') || mentions.specifiers.has('node:os'))) return false;
  return WHOSE.filter((name) => mentions.names.has(name)).length >= LEAST;
}
