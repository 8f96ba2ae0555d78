import type { Rule } from '../check.js';
import { CATALOGUES } from '../permissions/catalogues.js';
import { declarationsOf, declaredIn } from '../permissions/declaration.js';
import { permissionsOf } from '../permissions/permissions.js';
import { Report } from './report.js';

const MOST_METHODS = 6;

/** A permission that nothing needs is a danger without a use: the next bug may use it. */
export const rule: Rule = {
  id: 'unused-permission',
  code: 'MAN-01',
  version: 9,
  title: 'A permission that is declared but not used',
  why: 'A permission that nothing needs is a danger without a use: the next bug may use it.',
  run(pkg) {
    const report = new Report(rule.id);
    const { rows = [], given = '' } = CATALOGUES.get(pkg.manifest.dialect) ?? {};
    const { used = [], unused = [] } = permissionsOf(pkg) ?? {};
    const needed = used.map(({ scope }) => scope);
    const declared = unused.length > 0 ? declarationsOf(pkg) : [];
    for (const scope of unused) {
      const { file = null, line = null, column = null } = declared.find((each) => each.scope === scope) ?? {};
      const kept = pkg.manifest.permissions.filter((each) => !unused.includes(each));
      // What is used of it and comes with nothing that stays.
      const instead = rows.filter((row) => row.impliedBy.includes(scope) && needed.includes(row.scope) && ![row.scope, ...row.impliedBy].some((each) => kept.includes(each))).map((row) => `"${row.scope}"`);
      const methods = rows.find((row) => row.scope === scope)?.methods.slice(0, MOST_METHODS) ?? [];
      report.add({
        file,
        line,
        column,
        severity: 'block',
        message: `the permission \`${scope}\` is declared, but nothing in the package uses it`,
        help: `Do not declare what you do not use: ${instead.length > 0 ? `declare ${instead.join(' and ')} in the place of "${scope}"` : `remove "${scope}" from ${declaredIn(pkg.manifest)}`}. It is for ${methods.map((method) => `\`${method}\``).join(', ')}${methods.length === MOST_METHODS ? ' and the like' : ''} of the host object, which is ${given}.`,
      });
    }
    return report.findings();
  },
};
