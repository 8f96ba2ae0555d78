import { permissionsOf } from '#apps/validation/permissions/permissions.js';
import type { PermissionReport } from '#apps/validation/permissions/report.js';
import { packageOf } from '#test/support/scan-package.js';
import { generate, type Labelled } from './generate.js';
import { AWKWARD } from './awkward.js';
import { COPIED } from './copied.js';
import { EVERYDAY } from './everyday.js';
import { HANDWRITTEN } from './handwritten.js';

export const DIALECTS = ['formula', 'comfyvn', 'skynet', 'orchestra'] as const;

/** How often an answer was right, for one dialect and one question; a scope of a package counts once. */
export interface Score {
  dialect: string;
  question: 'unused' | 'undeclared';
  packages: number;
  right: number;
  /** Said, but not so. */
  wrong: number;
  /** So, but not said. */
  missed: number;
  precision: number;
  recall: number;
}

/** What the inference says about a labelled package. */
export function answer({ dialect, files, entry, permissions, original = {} }: Labelled): PermissionReport {
  const report = permissionsOf(packageOf(files, { dialect, permissions, entry_points: entry === '' ? [] : [entry], original }));
  if (!report) throw new Error(`${dialect} has no permissions`);
  return report;
}

/** Precision and recall over the generated, the handwritten and the awkward packages of every dialect; `each` is told every mistake. */
export function scorePermissions(count = 150, seed = 20, each: (mistake: string) => void = () => {}): Score[] {
  return DIALECTS.flatMap((dialect) => {
    const packages = [...generate(dialect, count, seed), ...[...HANDWRITTEN, ...AWKWARD, ...COPIED, ...EVERYDAY].filter((labelled) => labelled.dialect === dialect)];
    const scores = (['unused', 'undeclared'] as const).map((question) => ({ dialect, question, packages: packages.length, right: 0, wrong: 0, missed: 0 }));
    for (const labelled of packages) {
      const report = answer(labelled);
      for (const score of scores) {
        const said = score.question === 'unused' ? report.unused : report.undeclared.map(({ scope }) => scope);
        const wrong = said.filter((scope) => !labelled[score.question].includes(scope));
        const missed = labelled[score.question].filter((scope) => !said.includes(scope));
        score.right += said.length - wrong.length;
        score.wrong += wrong.length;
        score.missed += missed.length;
        if (wrong.length + missed.length > 0) each(`${dialect} ${labelled.name}: ${score.question} wrong [${wrong.join()}] missed [${missed.join()}]`);
      }
    }
    return scores.map((score) => ({ ...score, precision: score.right / (score.right + score.wrong), recall: score.right / (score.right + score.missed) }));
  });
}
