import type { Severity } from '#libs/contracts/severity.js';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { jsonObject } from './json-object.js';
import { Report } from './report.js';
import { decode, evidence, Places } from './text.js';

const FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'];
/** Where a package manager fetches or links code that no registry keeps: npm's "package-spec", pip's "direct reference". */
const ELSEWHERE = /^(?:https?:|git(?:\+\w+)?:|git@|ssh:|file:|link:|github:|gitlab:|bitbucket:|gist:|[\w.-]+@[\w.-]+:|[\w.-]+\/[\w.-]+(?:#.*)?$)/i;
const REQUIREMENT = /^\s*(?:-e\b|--(?:index-url|extra-index-url|find-links|trusted-host)\b|-[if]\b|(?:[\w.[\],-]+\s*@\s*)?(?:git\+\w+|https?|file):)/i;
/** A folder of the package itself: its code is here, and is read like the rest. */
const WITHIN = /^(?:file|link):(?:\.\/)?(?!\.\.|[/~\\])(?:[^\\:](?!\.\.))*$/i;
/** Versions that stand in for those of dependencies, however deep. */
const overridesOf = (fields: ReadonlyMap<string, unknown>): unknown[] => [fields.get('overrides'), fields.get('resolutions'), (fields.get('pnpm') as { overrides?: unknown } | null | undefined)?.overrides];
const DEEPEST = 8;
/** A repository at one of the houses that keep most of them, by its short name or its address. */
const REPOSITORY = /^(?:(?:github|gitlab|bitbucket|gist):|(?:git\+)?(?:https|ssh|git):\/\/(?:[\w-]+@)?(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[\w.-]+\/[\w.-]+?(?:\.git)?(?:#.*)?$|git@(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org):|[\w.-]+\/[\w.-]+(?:#.*)?$)/i;
/** What such a house packs of one commit or tag of a repository; what somebody put beside it (`/releases/download/`) is in no repository. */
const PACKED = /^https:\/\/(?:www\.)?(?:github\.com\/[\w-]+\/[\w.-]+\/(?:archive|tarball|zipball)|gitlab\.com\/(?:[\w.-]+\/){2,5}-\/archive)\/(?:(?!\.{1,2}\/)[\w.-]+\/)*[\w.-]+$/i;
/** What npm publishes with a package and obeys; other lock files are not read of a dependency. */
const SHRINKWRAP = 'npm-shrinkwrap.json';
const RESOLVED = /"resolved"\s*:\s*"(?:[\w+.-]{1,20}:)(?:\/\/)?(?:[^"@/]{1,200}@)?([^"/:?#]{0,300})/gi;
/** Registries that anybody may look into. */
const REGISTRY = /(?:^|\.)(?:npmjs\.(?:org|com)|yarnpkg\.com|npmmirror\.com|npm\.pkg\.github\.com|jsr\.io)$/i;
const LONGEST_HOST = 100;
const HELP = 'Depend on a version in a registry, or put the code into the package.';

/**
 * A dependency from an address may be other code tomorrow, and no registry keeps what it was. A public repository at least
 * shows who changed what; an address of somebody's own answers each who asks what it likes.
 */
export const rule: Rule = {
  id: 'remote-dependency',
  code: 'MAN-06',
  version: 5,
  title: 'Dependencies from outside of registries',
  why: 'A dependency from an address may be other code tomorrow, and no registry keeps what it was.',
  run(pkg) {
    const report = new Report(rule.id);
    const manifests = pkg.files.filter(({ path }) => path === 'package.json');
    for (const file of manifests) reportManifest(file, report);
    for (const file of pkg.files) if (file.path === SHRINKWRAP) reportShrinkwrap(file, report);
    if (manifests.length === 0) reportNormalised(pkg, report);
    for (const file of pkg.files) if (/(?:^|\/)requirements[\w.-]*\.txt$/i.test(file.path)) reportRequirements(file, report);
    return report.findings();
  },
};

function describe(name: string, version: string): { severity: Severity; message: string; help: string } {
  const isRepository = REPOSITORY.test(version.trim()) || PACKED.test(version.trim());
  return { severity: isRepository ? 'medium' : 'high', message: `\`${name}\` comes from ${isRepository ? 'a repository' : 'an address'} instead of a registry`, help: HELP };
}

function isElsewhere(version: string): boolean {
  return ELSEWHERE.test(version.trim()) && !WITHIN.test(version.trim());
}

function reportManifest(file: PackageFile, report: Report): void {
  const text = decode(file.bytes);
  const places = new Places(text);
  const remote = dependenciesOf(text).filter(([, version]) => isElsewhere(version));
  const starts = remote.length > 0 ? startsIn(text) : null;
  for (const [name, version] of remote) {
    const start = starts?.get(JSON.stringify(version)) ?? 0;
    report.add({ ...describe(name, version), file: file.path, ...places.at(start), evidence: evidence(text, start) });
  }
}

/** Each quoted text in a file of JSON, as it is written → where it stands first. */
function startsIn(text: string): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const { 0: written, index } of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) if (!starts.has(written)) starts.set(written, index);
  return starts;
}

/** What a package says of where its dependencies are, whoever installs it takes from there (npm, "npm-shrinkwrap.json"): from a registry of everybody, or from wherever it likes. */
function reportShrinkwrap(file: PackageFile, report: Report): void {
  const text = decode(file.bytes);
  const places = new Places(text);
  const hosts = new Set<string>();
  for (const { 1: host = '', index } of text.matchAll(RESOLVED)) {
    if (hosts.has(host) || REGISTRY.test(host)) continue;
    hosts.add(host);
    report.add({ severity: 'high', message: `whoever installs this gets dependencies from \`${host.slice(0, LONGEST_HOST)}\` instead of a registry`, help: HELP, file: file.path, ...places.at(index), evidence: evidence(text, index) });
  }
}

function reportNormalised({ manifest }: Package, report: Report): void {
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    if (isElsewhere(version)) report.add(describe(name, version));
  }
}

function reportRequirements(file: PackageFile, report: Report): void {
  const text = decode(file.bytes);
  const places = new Places(text);
  for (const match of text.matchAll(/^.*$/gm)) {
    if (REQUIREMENT.test(match[0])) report.add({ severity: 'high', message: 'a requirement comes from an address instead of the registry', help: HELP, file: file.path, ...places.at(match.index), evidence: evidence(text, match.index) });
  }
}

function dependenciesOf(text: string): [name: string, version: string][] {
  const fields = jsonObject(text);
  const direct = FIELDS.flatMap((field) => Object.entries((fields.get(field) ?? {}) as object)).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const onlyForWork = new Set(Object.keys((fields.get('devDependencies') ?? {}) as object));
  for (const [name] of direct) onlyForWork.delete(name);
  return [...direct, ...overridesOf(fields).flatMap((overrides) => overridesIn(overrides, onlyForWork))];
}

/** What is said of the dependencies of something that nobody installs with an extension is left out: `{"tool": {…}}`, `tool/lib`. */
function overridesIn(value: unknown, onlyForWork: ReadonlySet<string>, depth = 0): [name: string, version: string][] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([name, each]): [name: string, version: string][] => {
    if (onlyForWork.has(ownerIn(name))) return [];
    return typeof each === 'string' ? [[name, each]] : overridesIn(each, onlyForWork, depth + 1);
  });
}

/** `a` of `a/b`, `@x/a` of `@x/a/b`, of `a>b` and of `a@1`: the first name of the way to what is replaced. */
function ownerIn(path: string): string {
  return /^(?:\*\*\/)?((?:@[^/>]+\/)?[^/>@]+)/.exec(path)?.[1] ?? path;
}
