import { createHash } from 'node:crypto';
import { Profile } from '#libs/contracts/profile.js';
import type { Manifest, Package } from '#libs/manifest/manifest.js';
import type { Finding, Rule } from '#apps/validation/check.js';
import { ChildMessage } from '#apps/validation/scan/report.js';

/** The policy that a marketplace gets when it says nothing. */
export const PLAIN_PROFILE = Profile.parse({ formats: ['orchestra'], host: 'orchestra' });

/** A package as a reader would give it, of nothing but these files and what the test says about its manifest. */
export function packageOf(contents: Record<string, string | Uint8Array>, manifest: Partial<Manifest> = {}): Package {
  const files = Object.entries(contents).map(([path, content]) => {
    const bytes = Buffer.from(content);
    return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
  });
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { format: 'plain', manifest: { ...MANIFEST, ...manifest }, files, readme: null, changelog: null, digests: {}, signature: null, warnings: [] };
}

/** What one rule says about a package of these files: `severity file:line` for each finding. */
export function said(rule: Rule, contents: Record<string, string | Uint8Array>, manifest: Partial<Manifest> = {}): string[] {
  return findingsOf(rule, contents, manifest).map(({ severity, file, line }) => [severity, file === null ? '' : ` ${file}`, line === null ? '' : `:${line}`].join(''));
}

/** What one rule finds in a package of these files; throws where the service would not take it for a report. */
export function findingsOf(rule: Rule, contents: Record<string, string | Uint8Array>, manifest: Partial<Manifest> = {}): Finding[] {
  return reported(rule, rule.run(packageOf(contents, manifest), PLAIN_PROFILE));
}

/** The findings of a rule, held against what the service takes from a child: a scan ends at the first that is anything else. */
export function reported({ id, version }: Rule, findings: Finding[]): Finding[] {
  ChildMessage.parse({ id: 1, run: { check: id, version, outcome: findings.length > 0 ? 'found' : 'passed', durationMs: 0, findings, detail: null } });
  return findings;
}

const MANIFEST: Manifest = {
  dialect: 'plain', name: 'demo', version: '1.0.0', display_name: 'Demo', description: '', authors: [], license: null, homepage: null, repository: null, icon: null,
  compat: 'native', categories: [], tags: [], permissions: [], optional_permissions: [], engines: {}, entry_points: [], activation: [], contributes: {}, dependencies: {}, original: {},
};
