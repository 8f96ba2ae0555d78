import type { Severity } from '#libs/contracts/severity.js';
import type { CheckRun, Finding } from './check.js';

/**
 * Checks that find what honest extensions do as well: they evaluate, start programs, read the environment, carry programs.
 * Alone it is shown to reviewers and never makes a package suspicious; together with a threat it says what the threat can do.
 */
export const CAPABILITIES: ReadonlySet<string> = new Set([
  'child-process',
  'computed-global',
  'computed-import',
  'dynamic-code',
  'environment-read',
  'inline-wasm',
  'lifecycle-script',
  'native-binary',
  'nested-archive',
  'network-use',
  'prototype-pollution',
  'slow-regex',
  'string-timer',
]);

const THREAT_POINTS: Partial<Record<Severity, number>> = { medium: 3, high: 6, critical: 12, block: 24 };
/** Less than what a threat lacks of a human's attention, unless both are in one file. */
const CAPABILITY_POINTS: Partial<Record<Severity, number>> = { medium: 1, high: 2, critical: 12, block: 24 };
/** For a threat and a capability in the same file, unless it is so large that things are together in it which have nothing to do with each other. */
const CHAIN_POINTS = 1;

export interface Score {
  /** 0 when nothing counts. */
  points: number;
  /** `score 9 = string-array 6 (high) + child-process 2 (high) + 1 (together in dist/a.js)`; null when nothing counts. */
  explanation: string | null;
  /** A sentence about findings that could have counted, or for more, and why they do not; null when there are none. */
  uncounted: string | null;
}

export interface ScoreOptions {
  /** Ids of checks that are threats besides those that always are. */
  alsoThreats?: readonly string[];
  /** Paths of files of more than `LARGEST_TOGETHER` bytes. */
  large?: ReadonlySet<string>;
}

interface Part {
  check: string;
  points: number;
  severity: Severity;
  files: ReadonlySet<string>;
}

/**
 * How suspicious a package is: the points of every threat, each check once by its worst finding, then those of the
 * strongest capability, and one more when both are in one file that is not large. `info` and `low` findings have none. A
 * marketplace may count more checks as threats.
 */
export function scoreOf(runs: readonly CheckRun[], { alsoThreats = [], large = new Set() }: ScoreOptions = {}): Score {
  const isThreat = ({ check }: CheckRun): boolean => !CAPABILITIES.has(check) || alsoThreats.includes(check);
  const threats = parts(runs.filter(isThreat), THREAT_POINTS);
  const capabilities = parts(runs.filter((run) => !isThreat(run)), CAPABILITY_POINTS);
  const strongest = capabilities.reduce<Part | null>((best, part) => (best === null || part.points > best.points ? part : best), null);
  const counted = strongest === null ? threats : [...threats, strongest];
  const chained = threats.flatMap(({ files }) => [...files]).find((file) => strongest?.files.has(file) && !large.has(file));
  const points = counted.reduce((sum, part) => sum + part.points, chained === undefined ? 0 : CHAIN_POINTS);
  if (points === 0) return { points, explanation: null, uncounted: null };
  const terms = counted.map(({ check, points: each, severity }) => `${check} ${each} (${severity})`);
  if (chained !== undefined) terms.push(`${CHAIN_POINTS} (together in ${chained})`);
  return { points, explanation: `score ${points} = ${terms.join(' + ')}`, uncounted: strongest && uncountedBeside(strongest, capabilities) };
}

/** Which capabilities do not count beside the strongest, or why one that is high counts so little. */
function uncountedBeside(strongest: Part, capabilities: readonly Part[]): string | null {
  const others = capabilities.filter((part) => part !== strongest).sort((a, b) => b.points - a.points).map(({ check, severity }) => `${check} (${severity})`);
  if (others.length > 0) return `Not counted: ${others.join(', ')}. Of what code can do, as honest extensions do too, only the strongest counts, here ${strongest.check}.`;
  return strongest.severity === 'high' ? `${strongest.check} counts no more because it says what the code can do, as honest extensions do too.` : null;
}

function parts(runs: readonly CheckRun[], table: Partial<Record<Severity, number>>): Part[] {
  return runs.map(({ check, findings }) => {
    const worst = findings.reduce<Finding | null>((best, finding) => (pointsOf(finding, table) > (best ? pointsOf(best, table) : 0) ? finding : best), null);
    const files = new Set(findings.filter((finding) => pointsOf(finding, table) > 0).map(({ file }) => file).filter((file) => file !== null));
    return { check, points: worst ? pointsOf(worst, table) : 0, severity: worst?.severity ?? 'info', files };
  }).filter(({ points }) => points > 0);
}

function pointsOf(finding: Finding, table: Partial<Record<Severity, number>>): number {
  return table[finding.severity] ?? 0;
}
