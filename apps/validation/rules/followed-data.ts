import { atLeast } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../check.js';
import type { PrivateMark } from '../permissions/host-data.js';
import { codeOf } from './code.js';
import { empowers } from './known-by-hash.js';
import { dataUsesOf } from '../permissions/permissions.js';
import type { ShownDataUse } from '../permissions/permissions.js';
import { weighed } from './reach.js';
import { Report } from './report.js';

/**
 * What is followed across all scripts of a package, through functions, classes and fields, from the host's own interface to a server, and from a
 * server to what runs or replaces something: permissions/inference/data-flows.ts. Rules that read one script at a time do not see it.
 */

export const SENT: Readonly<Record<PrivateMark, string>> = {
  secrets: 'everything that the host keeps secret, or keys of a chat',
  copied: 'whatever is copied, which is read again and again',
  sheet: 'each change of a sheet, or all of it without being asked',
  terminal: 'what stands in terminals',
  storage: 'everything that a page keeps',
  credentials: 'a file with credentials',
  settings: 'a file with settings of a project, which holds its keys',
  said: 'what people wrote in all channels of a server, or all that a host keeps of a kind or somebody has open, without being asked',
  requested: 'what is in the requests of others, whose function for requests is replaced',
  typed: 'which keys are pressed, or the text of whatever is opened or changed in an editor',
};
export const RUN = {
  command: 'what a server answered, or was asked, is run as a command',
  code: 'what a server answered, or was asked, is run as code',
  script: 'what a server answered, or was asked, is written into a script, which runs the next time it is loaded',
} as const;
export const HELP_SENT = 'Send nothing that users did not enter for that purpose.';
const HELP_PUSHED = 'Push to the remotes that a repository has, or to one that users enter.';
export const HELP_RUN = 'Ship all code and all commands with the package, and let a server choose among them by name.';
const HELP_REPLACED = 'Call the function of the host, and leave it as it is for others.';
export const HELP_HASHED = 'Say in the settings who may do what.';
export const HELP_SWAPPED = 'Leave what users copy and enter as it is; show an account of your own as a text of its own.';

type Judged = Pick<Finding, 'severity' | 'message' | 'help'>;

/** Private data that reaches a server; `found` are findings of the same rule, whose lines are not told twice unless this is graver. */
export function judgeSentData(pkg: Package, found: readonly Finding[]): Finding[] {
  return told(pkg, 'data-leak', found, (use) => {
    if (use.kind === 'sent') return { severity: 'high', message: `what goes to a server that is named here is made of ${SENT[use.what]}`, help: HELP_SENT };
    if (use.kind === 'pushed') return { severity: 'high', message: 'all branches of a repository are pushed to a server that is named here', help: HELP_PUSHED };
    if (use.kind === 'replaced') return { severity: 'high', message: `\`${use.path}\` of the host is replaced by a function of the package, which hears what others give it`, help: HELP_REPLACED };
    return null;
  });
}

/** What a server answered that is run or kept as a script. */
export function judgeRunAnswers(pkg: Package, found: readonly Finding[]): Finding[] {
  return told(pkg, 'remote-code', found, ({ kind }) => {
    if (kind === 'hashed') return codeOf(pkg).some(empowers) ? { severity: 'high', message: 'somebody is only known by a number that is worked out from who it is, in a package that gives people roles, points or commands', help: HELP_HASHED } : null;
    return kind === 'command' || kind === 'code' || kind === 'script' ? { severity: 'high', message: RUN[kind], help: HELP_RUN } : null;
  });
}

/** An account of the package in the place of what users copied or entered. */
export function judgeSwappedAccounts(pkg: Package, found: readonly Finding[]): Finding[] {
  return told(pkg, 'swapped-address', found, ({ kind }) => (kind === 'swapped' ? { severity: 'high', message: 'an account or an address that is written in the package comes in the place of what users copied or entered', help: HELP_SWAPPED } : null));
}

function told(pkg: Package, rule: string, found: readonly Finding[], judge: (use: ShownDataUse) => Judged | null): Finding[] {
  const report = new Report(rule);
  for (const use of dataUsesOf(pkg)) {
    const judged = judge(use);
    const weight = judged && weighed(pkg, use.shown.file, judged);
    const isTold = found.some(({ file, line, severity }) => file === use.shown.file && line === use.shown.line && atLeast(severity, weight?.severity ?? 'info'));
    if (weight && !isTold) report.add({ ...weight, ...use.shown });
  }
  return report.findings();
}
