import type { Rule } from '../check.js';
import { compiledIn } from './native-binary/compiled.js';
import { hexAt } from './facts/magic.js';
import { Report } from './report.js';

/**
 * Compiled programs run outside of every limit that the host sets for scripts. No policy approves one by itself; a marketplace
 * that wants none counts this check among its threats (`score.threats`).
 */
export const rule: Rule = {
  id: 'native-binary',
  code: 'ARC-06',
  version: 3,
  title: 'Compiled programs',
  why: 'A compiled program runs outside of every limit that the host sets, and nobody can read what it does.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      const seen = compiledIn(file);
      if (!seen) continue;
      const help = seen.severity === 'medium'
        ? 'Publish the source that it was built from, so that a maintainer can compare.'
        : 'Leave it out of the package; do the work in a script or in WebAssembly.';
      report.add({ severity: seen.severity, message: `this file is ${seen.what}`, help, file: file.path, evidence: hexAt(file.bytes, 0, 16) });
    }
    return report.findings();
  },
};
