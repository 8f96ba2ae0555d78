import { createHash } from 'node:crypto';
import { CHECKS } from '#libs/contracts/checks.js';
import { release } from '#libs/release.js';
import type { YaraSource } from '#libs/yara/source.js';
import { KNOWN_MALICIOUS_CHECK, KNOWN_MALICIOUS_VERSION, YARA_CHECK, YARA_VERSION } from '../check.js';
import { RULES } from '../rules.js';

/** What reads or runs a stranger's bytes, by the name of its package. */
const ENGINES = ['@babel/parser', '@jitl/quickjs-wasmfile-release-sync', '@lezer/python', '@virustotal/yara-x', 'es-module-lexer', 'isolated-vm', 'meriyah', 'parse5'] as const;

/** What a package was scanned with: enough to say later which rules came to a verdict. */
export interface Provenance {
  /** SHA-256 over the ids and versions of all checks, and over the tenant's YARA rules. */
  ruleSet: string;
  /** The tenant's YARA rules, by their names. */
  yara: { name: string; sha256: string }[];
  /** Version by name: the release, Node and everything in ENGINES; of the advisories, if there are any, when they were last imported. */
  engines: Record<string, string>;
}

const engines: Record<string, string> = {
  souk: release.version,
  node: process.versions.node,
  // The release names exact versions.
  ...Object.fromEntries(ENGINES.map((name) => [name, release.dependencies[name] ?? release.optionalDependencies[name] ?? 'none'])),
};
const versions = new Map<string, number>([...RULES.map(({ id, version }) => [id, version] as const), [YARA_CHECK, YARA_VERSION], [KNOWN_MALICIOUS_CHECK, KNOWN_MALICIOUS_VERSION]]);
const checks = [...new Set([...CHECKS, ...versions.keys()])].sort().map((check) => `${check}@${versions.get(check) ?? release.version}`);

/** The provenance of a scan with these rules of the tenant, in any order, and with what it had imported by then (RFC 3339). */
export function provenanceOf(yara: readonly YaraSource[], imported: string | null = null): Provenance {
  const own = yara.map(({ name, source }) => ({ name, sha256: sha256(source) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = own.map(({ name, sha256: hash }) => `${YARA_CHECK}/${name}#${hash}`).sort();
  return { ruleSet: sha256([...checks, ...lines].join('\n')), yara: own, engines: { ...engines, ...(imported !== null && { advisories: imported }) } };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
