import { manifestNamesOf } from '#libs/manifest/formats.js';
import { compareManifests } from '#libs/manifest/compare.js';
import { runsOn } from '#libs/manifest/compatibility.js';
import { channelOf, firstThatMayBreak, isGreater, latest, mayBreak } from '#libs/manifest/versions.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import type { Profile } from '#libs/contracts/profile.js';
import { RESERVED_NAMES } from '#libs/contracts/names.js';
import type { CheckRun, Finding } from './check.js';
import type { Declared } from './permissions/declaration.js';

/** Id and version of the check that compares a package with what the marketplace knows. */
export const MARKETPLACE_CHECK = 'marketplace';
const VERSION = 3;
/** Dialects whose names begin with the publisher, in lower case, and a dot. */
const NAMED_BY_PUBLISHER: ReadonlySet<string> = new Set(['formula', 'vscode']);

/** What users of a version can rely on: its manifest, and the names that its code exports (null when they are not known). */
export interface Interface {
  manifest: Manifest;
  exports: readonly string[] | null;
}

/** What the marketplace knows about the name and version of a package. */
export interface Facts {
  /** Name of the publisher that submitted it; null before it is submitted. */
  publisher: string | null;
  /** The extension that the submission was made for; null when it did not say. */
  expectedExtension: string | null;
  /** The channel that was asked for; null when none was. */
  channel: string | null;
  /** Does the name belong to another publisher? */
  takenByAnother: boolean;
  /** Published versions of this extension. */
  published: { version: string; channel: string; packageSha256: string }[];
  /** The version that users have when this one comes; null when there is none. */
  previous: Interface | null;
  /** Versions of this extension that are on their way: submission id by version. */
  onTheirWay: Map<string, string>;
  packageSha256: string;
}

/** The channel that a version is published on: the one that was asked for, else the one that its number says. */
export function effectiveChannel(asked: string | null, version: string): string {
  return asked ?? channelOf(version);
}

/** A package as far as the marketplace compares it. */
export interface Compared extends Interface {
  /** Where it declares its permissions. */
  declared: readonly Declared[];
}

/** Compares a manifest with the marketplace: name, publisher, version, breaking changes, scopes, categories, engine. Pure. */
export function checkMarketplace({ manifest, exports, declared }: Compared, facts: Facts, profile: Profile): CheckRun {
  const started = performance.now();
  const findings = [
    ...nameFindings(manifest, facts, profile),
    ...publisherFindings(manifest, facts),
    ...versionFindings(manifest, facts),
    ...breakingFindings({ manifest, exports }, facts),
    ...scopeFindings(manifest, profile, declared),
    ...hostFindings(manifest, profile),
  ].map((finding) => ({ ...finding, file: finding.file ?? manifestNamesOf(manifest.dialect)[0] ?? null }));
  return { check: MARKETPLACE_CHECK, version: VERSION, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: performance.now() - started, findings, detail: null };
}

function refuse(rule: string, message: string, help: string, evidence: string | null = null): Finding {
  return { rule, severity: 'block', file: null, line: null, column: null, message, evidence, help };
}

function nameFindings(manifest: Manifest, facts: Facts, profile: Profile): Finding[] {
  const { name } = manifest;
  const findings: Finding[] = [];
  if (RESERVED_NAMES.has(name) || profile.reserved_names.includes(name)) findings.push(refuse('name-reserved', `The name ${name} is reserved.`, 'Choose another name.'));
  if (facts.takenByAnother) findings.push(refuse('name-taken', `The name ${name} belongs to another publisher.`, 'Choose another name, or publish as the publisher that owns it.'));
  if (facts.expectedExtension !== null && facts.expectedExtension !== name) {
    findings.push(refuse('name-differs', `The package is called ${name}, but it was submitted as a version of ${facts.expectedExtension}.`, `Submit it to ${name}, or correct "name" in the manifest.`));
  }
  return findings;
}

function publisherFindings({ dialect, name }: Manifest, { publisher }: Facts): Finding[] {
  const named = NAMED_BY_PUBLISHER.has(dialect) ? name.slice(0, name.indexOf('.')) : publisher;
  if (publisher === null || named === publisher) return [];
  return [refuse('publisher-mismatch', `The manifest names the publisher ${named}, but ${publisher} submitted the package.`, `Publish as ${named}, or correct "publisher" in the manifest.`)];
}

function versionFindings(manifest: Manifest, facts: Facts): Finding[] {
  const { name, version } = manifest;
  const same = facts.published.find((other) => isSame(other.version, version));
  if (same) return [refuse('version-exists', `${name} ${same.version} is published with other bytes; a published version never changes, and what follows "+" makes no other version.`, 'Raise the version and publish again.')];
  const rival = [...facts.onTheirWay].find(([other]) => isSame(other, version))?.[1];
  if (rival) return [refuse('version-in-review', `${name} ${version} is on its way already, as submission ${rival}.`, 'Withdraw that submission first, or raise the version.')];
  const channel = effectiveChannel(facts.channel, version);
  if (channel === 'stable' && channelOf(version) === 'prerelease') {
    return [refuse('channel-stable', `${version} is a pre-release and cannot go to the stable channel.`, 'Leave the channel out, or name another one, such as prerelease.')];
  }
  const last = latest(facts.published.filter((other) => other.channel === channel).map((other) => other.version), { prerelease: true });
  if (last === null || isGreater(version, last)) return [];
  return [refuse('version-not-greater', `${version} is not greater than ${last}, the last version published on the channel ${channel}.`, `Choose a version greater than ${last}.`)];
}

/** True when neither comes before the other: build metadata does not count. */
function isSame(a: string, b: string): boolean {
  return !isGreater(a, b) && !isGreater(b, a);
}

/** Not certain enough to reject: by the default policy a human decides (docs/decisions/0018). */
function breakingFindings({ manifest, exports }: Interface, { previous }: Facts): Finding[] {
  if (previous === null || mayBreak(previous.manifest.version, manifest.version)) return [];
  const before = previous.manifest.version;
  return compareManifests(previous.manifest, manifest, { before: previous.exports, after: exports }).breaking.map((sentence) => {
    const help = `Publish it as ${firstThatMayBreak(before)} or later, or keep what ${before} had.`;
    return { ...refuse('breaking-change', `${manifest.version} may break what works with ${before}. ${sentence}`, help), severity: 'medium' };
  });
}

function scopeFindings(manifest: Manifest, profile: Profile, declared: readonly Declared[]): Finding[] {
  const known = Object.keys(profile.permissions);
  const unknown = manifest.permissions.filter((scope) => !known.includes(scope));
  return unknown.map((scope) => {
    const { file = null, line = null, column = null } = declared.find((each) => each.scope === scope) ?? {};
    return { ...refuse('unknown-permission', `The permission ${JSON.stringify(scope)} does not exist here.`, `Known permissions: ${known.join(', ') || 'none'}.`), file, line, column };
  });
}

function hostFindings(manifest: Manifest, profile: Profile): Finding[] {
  const findings: Finding[] = [];
  const wrong = profile.categories.length === 0 ? [] : manifest.categories.filter((category) => !profile.categories.some((known) => known.toLowerCase() === category.toLowerCase()));
  for (const category of wrong) findings.push(refuse('unknown-category', `The category ${JSON.stringify(category)} does not exist here.`, `Categories: ${profile.categories.join(', ')}.`));
  if (profile.host_versions.length > 0 && profile.host_versions.every((version) => runsOn(manifest, profile.host, version) === false)) {
    findings.push({ ...refuse('engine-range', `No released version of ${profile.host} satisfies ${manifest.engines[profile.host]}.`, `Released versions: ${profile.host_versions.join(', ')}.`), severity: 'high' });
  }
  return findings;
}
