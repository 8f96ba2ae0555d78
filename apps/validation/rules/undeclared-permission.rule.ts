import type { Rule } from '../check.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Report } from './report.js';

/** Who installs an extension agrees to its permissions; what it uses besides is not agreed to. */
export const rule: Rule = {
  id: 'undeclared-permission',
  code: 'MAN-02',
  version: 3,
  title: 'A permission that is used but not declared',
  run(pkg) {
    const report = new Report(rule.id);
    for (const { scope, places, started } of permissionsOf(pkg)?.undeclared ?? []) {
      for (const place of places) {
        report.add({
          ...place,
          severity: started ? 'block' : 'high',
          message: `the permission \`${scope}\` is used here but not declared: users would not be asked${started ? '' : '; nothing in the package loads this file'}`,
          help: `Add "${scope}" to the permissions in the manifest, or remove the use.`,
        });
      }
    }
    return report.findings();
  },
};
