import type { Rule } from '../check.js';
import { permissionsOf } from '../permissions/permissions.js';
import { UNREADABLE_HELP } from './javascript/syntax/scripts.js';
import { Report } from './report.js';

const USUAL = 'Call the methods of the host by their names, and hand on single methods or results instead of the whole object.';
/** What helps where it is known why. */
const HELP: readonly (readonly [why: RegExp, help: string])[] = [
  [/^`eval` runs text|^text is run as code/, 'Publish the code itself instead of texts that are run. Development builds of webpack keep each module in an `eval`: build with `mode: "production"`, or with `devtool: false`.'],
  [/^a module is chosen/, 'Write the name of each module out, one `require` or `import` for each. A function that hands its arguments on to `require`, as bundlers write it, is followed: look for the call of it whose name is computed.'],
  [/^a package that is not shipped/, 'Ship the package with the extension, in its bundle or its `node_modules`: what is not here, nobody can look at.'],
  [/nested too deeply/, UNREADABLE_HELP['too-deep']],
  [/^the script cannot be read/, UNREADABLE_HELP.syntax],
  [/^it is written for /, 'Declare what the extension uses through its shim, and nothing else: a maintainer compares the two.'],
];

/** Behind such a place anything may happen with the host: a person has to look. */
export const rule: Rule = {
  id: 'inconclusive-permission',
  code: 'MAN-04',
  version: 12,
  title: 'Use of the host that cannot be followed',
  why: 'From here on anything may happen with the host, so nobody can say which permissions are needed.',
  run(pkg) {
    const report = new Report(rule.id);
    for (const { scopes, why, host, ...place } of permissionsOf(pkg)?.inconclusive ?? []) {
      report.add({
        ...place,
        severity: host ? 'high' : 'medium',
        message: `${host ? 'the host object' : 'the global object'} cannot be followed from here: ${why}; in doubt: ${scopes.join(', ')}`,
        help: HELP.find(([known]) => known.test(why))?.[1] ?? USUAL,
      });
    }
    return report.findings();
  },
};
