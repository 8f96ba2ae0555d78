import type { LocalScan } from '#libs/contracts/local-scan.js';

type Check = LocalScan['checks'][number];

/** Outcomes of checks that say something. */
const SAID: ReadonlySet<string> = new Set(['passed', 'found']);
/** Checks that are told by name; more are counted. */
const MOST_NAMED = 3;

/** Why checks of a scan gave no answer, each reason once: a process that dies takes all of them along. Sentences. */
export interface Unanswered {
  why: string;
  help: string;
  /** False where the checks had nothing to look at, as the package was refused before. */
  isFault: boolean;
}

/** Did the check say something about the package? */
export function isAnswered({ outcome }: Check): boolean {
  return SAID.has(outcome);
}

/** Those that the profile does not switch off. */
export function askedOf(checks: readonly Check[]): Check[] {
  return checks.filter(({ enabled }) => enabled);
}

/** The reasons in the order of their first checks; empty where every check answered. */
export function unanswered(checks: readonly Check[]): Unanswered[] {
  const byReason = new Map<string, [Check, ...Check[]]>();
  for (const check of askedOf(checks).filter((each) => !isAnswered(each))) {
    const reason = JSON.stringify([check.outcome, check.detail]);
    const same = byReason.get(reason);
    if (same) same.push(check);
    else byReason.set(reason, [check]);
  }
  return [...byReason.values()].map((same) => {
    const [{ outcome, detail }] = same;
    const names = same.length > MOST_NAMED ? `${same.length} checks` : `${same.length === 1 ? 'The check' : 'The checks'} ${same.map(({ check }) => check).join(', ')}`;
    const why = `${names} gave no answer (${outcome}): ${detail ?? 'no reason was given'}.`;
    if (outcome === 'skipped') return { why, help: 'Mend what the package is refused for, and scan again.', isFault: false };
    const meaning = 'That says nothing about the package, neither good nor bad: a maintainer looks at what a marketplace requires to be checked.';
    return {
      why,
      isFault: true,
      help: outcome === 'missing' ? meaning : `${meaning} Scan again; if it ends the same way, look for what is unusually large or deeply nested, and make it smaller or leave it out.`,
    };
  });
}
