import type { Rule } from '../check.js';
import { howToDeclare } from '../permissions/declaration.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Report } from './report.js';

/** Who installs an extension agrees to its permissions; what it uses besides is not agreed to. */
export const rule: Rule = {
  id: 'undeclared-permission',
  code: 'MAN-02',
  version: 8,
  title: 'A permission that is used but not declared',
  why: 'Who installs an extension agrees to its permissions; what it uses besides is not agreed to.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const { scope, places, started } of permissionsOf(pkg)?.undeclared ?? []) {
      for (const place of places) {
        report.add({
          ...place,
          severity: started ? 'block' : 'high',
          message: `the permission \`${scope}\` is used here but not declared: users would not be asked${started ? '' : '; neither the host nor the package loads this file'}`,
          help: `${howToDeclare(scope, pkg.manifest)}, or remove the use. What the code can do counts, whether it is ever called or not: where a library brings a part that you never call, take it out of the bundle (import less of the library, or let the bundler put something empty in the place of the part).`,
        });
      }
    }
    return report.findings();
  },
};
