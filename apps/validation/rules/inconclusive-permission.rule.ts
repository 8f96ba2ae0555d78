import type { Rule } from '../check.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Report } from './report.js';

/** Behind such a place anything may happen with the host: a person has to look. */
export const rule: Rule = {
  id: 'inconclusive-permission',
  code: 'MAN-04',
  version: 3,
  title: 'Use of the host that cannot be followed',
  run(pkg) {
    const report = new Report(rule.id);
    for (const { scopes, why, host, ...place } of permissionsOf(pkg)?.inconclusive ?? []) {
      report.add({
        ...place,
        severity: host ? 'high' : 'medium',
        message: `${host ? 'the host object' : 'the global object'} cannot be followed from here: ${why}; in doubt: ${scopes.join(', ')}`,
        help: 'Call the methods of the host by their names, and hand on single methods or results instead of the whole object.',
      });
    }
    return report.findings();
  },
};
