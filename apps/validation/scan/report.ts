import { z } from 'zod';
import { CHECKS } from '#libs/contracts/checks.js';
import { SEVERITIES } from '#libs/contracts/severity.js';
import type { Profile } from '#libs/contracts/profile.js';
import { LONGEST_EXPORT, MOST_EXPORTS } from '#libs/manifest/exports.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import type { YaraSource } from '#libs/yara/source.js';
import { KNOWN_MALICIOUS_CHECK, SANDBOX_CHECK, YARA_CHECK } from '../check.js';
import type { CheckRun } from '../check.js';
import { LONGEST_COMPONENT, MOST_COMPONENTS } from '../components.js';
import { MOST_NEEDED } from '../permissions/report.js';
import { MOST_FINDINGS } from '../rules/report.js';
import type { PublisherKeys } from './origin.js';

/** What the scanner asks of a child: one package, whole, and what its signature is held against. */
export interface ScanRequest {
  id: number;
  bytes: Uint8Array;
  profile: Profile;
  keys: PublisherKeys | null;
}

/** What it asks next: to have these rules ready, compiled unless they are. */
export interface PrepareRequest {
  id: number;
  prepare: readonly YaraSource[];
}

/** And then, of the package that the child has just read: a search that may take too long costs nothing else. */
export interface YaraRequest {
  id: number;
  yara: readonly YaraSource[];
  /** The only file to search; null for all. */
  only: string | null;
}

const SCANNED: ReadonlySet<string> = new Set(['package', ...CHECKS.filter((check) => check !== SANDBOX_CHECK && check !== YARA_CHECK && check !== KNOWN_MALICIOUS_CHECK)]);
const text = (length: number) => z.string().max(length);
const position = z.int().positive().nullable();

const finding = z.strictObject({
  rule: text(400),
  severity: z.enum(SEVERITIES),
  file: text(4_096).nullable(),
  line: position,
  column: position,
  message: text(2_000),
  evidence: text(400).nullable(),
  help: text(2_000),
});

const run = z.strictObject({
  check: z.string().refine((check) => SCANNED.has(check), 'nobody asked for this check'),
  version: z.int().nonnegative(),
  outcome: z.enum(['passed', 'found', 'crashed']),
  durationMs: z.number().nonnegative(),
  findings: z.array(finding).max(MOST_FINDINGS + 1),
  detail: text(2_000).nullable(),
});

const yaraRun = run.extend({ check: z.literal(YARA_CHECK) });

/** `native`: it was compiled; left out where it was not. */
const file = z.strictObject({ path: text(4_096), size: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/), native: z.literal(true).optional() });

const component = z.strictObject({ ecosystem: z.enum(['npm', 'PyPI']), name: text(LONGEST_COMPONENT), range: text(LONGEST_COMPONENT), file: text(4_096), carried: z.boolean() });

/** The package without its bytes, as reading it gave. */
const contents = z.strictObject({
  format: text(40),
  manifest: z.custom<Manifest>((value) => typeof value === 'object' && value !== null && 'name' in value && 'version' in value),
  files: z.array(file),
  readme: z.string().nullable(),
  changelog: z.string().nullable(),
  /** Of the publisher's keys, the one that signed the package. */
  keyId: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  /** Where the manifest declares its permissions. */
  declared: z.array(z.strictObject({ scope: text(80), file: text(4_096), line: position, column: position })),
});

/** What the checks saw in it besides their findings. */
const seen = z.strictObject({
  /** Servers that the code names. */
  hosts: z.array(text(4_096)),
  /** Packages of registries that it carries or asks for. */
  components: z.array(component).max(MOST_COMPONENTS),
  /** Names that its entry points export; null when they cannot be told. */
  exports: z.array(text(LONGEST_EXPORT)).max(MOST_EXPORTS).nullable(),
});

const needed = { file: text(4_096), line: position, column: position, evidence: text(400).nullable() };
const scope = text(80);
const used = { scope, places: z.array(z.strictObject(needed)).max(MOST_NEEDED) };

/** Declared against used, for people to look at; the rules have judged it. */
const permissions = z.strictObject({
  used: z.array(z.strictObject(used)),
  unused: z.array(scope),
  undeclared: z.array(z.strictObject({ ...used, started: z.boolean() })),
  inconclusive: z.array(z.strictObject({ ...needed, scopes: z.array(scope), why: text(2_000), host: z.boolean() })),
});

/** What the sandbox may load, for the run beside the rules. */
const loadable = z.strictObject({ path: text(4_096), bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) });

const opened = z.strictObject({ package: contents, loadable: z.array(loadable) });

const checked = z.strictObject({ kind: z.literal('checked'), seen, permissions: permissions.nullable() });

const refused = z.strictObject({ kind: z.literal('refused'), code: text(80), message: text(2_000), file: text(4_096).nullable(), line: position, column: position, member: text(4_096).nullable(), help: text(2_000), durationMs: z.number().nonnegative() });

/** The reader of packages itself failed, which says nothing about the package. */
const failed = z.strictObject({ kind: z.literal('failed'), detail: text(2_000) });

/** What a child may say. It has read bytes of a stranger, so its words are checked before they are believed. */
export const ChildMessage = z.union([
  /** One check is done, told before the next begins: what follows may be the child's end. */
  z.strictObject({ id: z.int(), run }),
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ id: z.int(), prepared: z.literal(true) }),
  /** Before each file that is searched with YARA rules: what follows may have no end. */
  z.strictObject({ id: z.int(), searching: text(4_096) }),
  z.strictObject({ id: z.int(), yara: yaraRun }),
  /** The package could be read; what the checks say comes later. */
  z.strictObject({ id: z.int(), opened }),
  z.strictObject({ id: z.int(), answer: z.discriminatedUnion('kind', [checked, refused, failed]) }),
]);
export type ChildMessage = z.output<typeof ChildMessage>;
export type ScanAnswer = Extract<ChildMessage, { answer: unknown }>['answer'];

export type AnsweredRun = z.output<typeof run>;
export type YaraRun = z.output<typeof yaraRun>;
export type Opened = z.output<typeof opened>;
/** Null where the child died before it told. */
export type Seen = { [K in keyof z.output<typeof seen>]: z.output<typeof seen>[K] | null };
export type ScannedPackage = z.output<typeof contents> & Seen;
export type LoadableFile = z.output<typeof loadable>;
/** The child died, or had to be ended, before it had told what is in the package: nobody may take it for a pass. */
export interface Dead {
  kind: 'dead';
  reason: 'timed-out' | 'memory' | 'crashed';
  detail: string;
}

interface Scanned {
  kind: 'scanned';
  package: ScannedPackage;
  runs: CheckRun[];
  permissions: z.output<typeof permissions> | null;
  /** How the child died after it had opened the package; null when it told all. `runs` has what was told before, and nobody may take it for a pass. */
  died: Dead | null;
}

/** How a scan ended; each of them is a result. */
export type ScanReport = Scanned | z.output<typeof refused> | Dead;

/** How the child died over the package, early or late; null when it told all. */
export function deathOf(report: ScanReport): Dead | null {
  if (report.kind === 'scanned') return report.died;
  return report.kind === 'dead' ? report : null;
}
