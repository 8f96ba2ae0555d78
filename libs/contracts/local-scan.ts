import { z } from 'zod';
import type { AdvisoryRecord } from './advisories.js';
import { CheckView, FindingView } from './api.js';
import type { Profile } from './profile.js';
import { SEVERITIES } from './severity.js';

const Needed = z.object({ file: z.string(), line: z.int().nullable(), column: z.int().nullable(), evidence: z.string().nullable() });
const Used = z.object({ scope: z.string(), places: z.array(Needed) });

/** What a scan on the author's own computer came to: the answer of `apps/validation/scan-once.ts`. */
export const LocalScan = z.object({
  verdict: z.enum(['pass', 'needs-human', 'reject']),
  reasons: z.array(z.string()),
  /** What has to hold besides, by the profile's policy, for a package that passes to be approved without a maintainer: only the marketplace knows. */
  conditions: z.array(z.string()),
  score: z.number(),
  /** Null when the package could not be read. */
  package: z.object({ format: z.string(), name: z.string(), version: z.string(), files: z.int() }).nullable(),
  counts: z.record(z.enum(SEVERITIES), z.int()),
  findings: z.array(FindingView.extend({
    /** Of a manifest that was refused, the member that it is about, as a JSON pointer. */
    member: z.string().nullable(),
  })),
  checks: z.array(CheckView.omit({ at: true }).extend({
    /** False for one that the profile switches off. */
    enabled: z.boolean(),
  })),
  /** Declared against used; null for a dialect without permissions. */
  permissions: z.object({
    used: z.array(Used),
    unused: z.array(z.string()),
    undeclared: z.array(Used.extend({ started: z.boolean() })),
    inconclusive: z.array(Needed.extend({ scopes: z.array(z.string()), why: z.string(), host: z.boolean() })),
  }).nullable(),
  /** Servers that the code names. */
  hosts: z.array(z.string()),
  /** Every rule, for tools that show them. */
  rules: z.array(z.object({ id: z.string(), code: z.string(), version: z.int(), title: z.string() })),
});
export type LocalScan = z.output<typeof LocalScan>;

/** A manifest that the package has in other words than its author's folder; both JSON. */
export interface RewrittenManifest {
  /** In the folder and in the package. */
  file: string;
  /** The author's. */
  source: Uint8Array;
  /** The member of the packed one that holds the author's, as a JSON pointer; empty where it is the whole. */
  within: string;
  /** The package's; null where it cannot be read. */
  packed: Uint8Array | null;
}

/** What is asked of it: one package, whole. */
export interface LocalScanRequest {
  bytes: Uint8Array;
  /** Base64, of what lies beside the package; null for none. Whose key made it is asked when the package is published. */
  signature: string | null;
  /** The manifest that packing wrote anew, so that lines in it are not the author's; null for none. */
  rewritten: RewrittenManifest | null;
  /** A tenant's; null for a policy that takes every format and knows every permission of its host, and asks no maintainer by itself. */
  profile: Profile | null;
  /** YARA rules, as a marketplace would add them. */
  yara: { name: string; source: string }[];
  /** To compare with, as a marketplace would; null for none. */
  advisories: AdvisoryRecord[] | null;
}

const InYara = z.object({ name: z.string(), line: z.int().nullable(), column: z.int().nullable(), message: z.string() });

/** What it answers. */
export const LocalScanAnswer = z.union([
  z.object({ scan: LocalScan }),
  /** The profile switches off what was asked for: a sentence for each. */
  z.object({ mistakes: z.array(z.string()) }),
  /** The YARA rules do not compile, or a search with them has no end. */
  z.object({ uncompiled: z.array(InYara) }),
  /** They compile, and their meta gives severities that there are not. */
  z.object({ unknownSeverities: z.array(InYara) }),
  /** The scanner does not work here. */
  z.object({ failed: z.string() }),
]);
export type LocalScanAnswer = z.output<typeof LocalScanAnswer>;
