import type { Severity } from '#libs/contracts/severity.js';
import type { Package } from '#libs/manifest/manifest.js';
import type { Rule } from '../check.js';
import { isSender } from './calls.js';
import { judgeCode, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import type { Flow } from './javascript/flow-sets.js';
import { judgeSecrets, ScatteredSecrets } from './sent-secrets.js';

/** The name of this computer is looked up to learn its address: nobody is told more than its network knows. */
const LOOK_UP = /^module:dns(?:\/promises)?\.lookup$/;
/** Programs send what they are started with. */
const STARTS = /^module:child_process\./;
const PRIVATE = new Map<Flow, string>([
  ['environment', 'all environment variables'],
  ['credentials', 'a file with credentials'],
  ['clipboard', 'the clipboard'],
  ['keyboard', 'pressed keys or passwords'],
  ['cookies', 'cookies'],
  ['machine', 'the names of the computer and its user'],
]);
/** Scripts that npm runs when somebody installs a package. */
const INSTALLS = ['preinstall', 'install', 'postinstall'];

/**
 * Credentials, the environment, the clipboard or keys flow into a request: this is what stealing looks like. One variable of the
 * environment is a setting, but not the key of a registry or cloud on its way to a stranger (see sent-secrets.ts). Cookies may be
 * those of the server that gets them, which a maintainer has to tell. Who and where is what packages of researchers and
 * attackers send home when they are installed; other clients introduce themselves by the name of the computer.
 */
export const rule: Rule = {
  id: 'data-leak',
  code: 'DAT-05',
  version: 4,
  title: 'Private data that is sent away',
  run(pkg) {
    const installs = runsAtInstallation(pkg);
    const scattered = new ScatteredSecrets(pkg);
    return judgeCode(rule.id, pkg, { use: (use, code) => judge(use, code, installs) ?? scattered.judge(use, code) });
  },
};

function runsAtInstallation({ manifest }: Package): boolean {
  const { scripts } = manifest.original as { scripts?: unknown };
  return typeof scripts === 'object' && scripts !== null && INSTALLS.some((name) => name in scripts);
}

function judge(use: Use, code: Code, installs: boolean): Judgement {
  const starts = STARTS.test(use.what);
  if (use.how !== 'call' || !(isSender(use) || starts)) return null;
  const flows = new Set(use.arguments.flatMap(({ flows: each }) => each));
  if (flows.delete('hostname') && !LOOK_UP.test(use.what)) flows.add('machine');
  if (flows.has('lost') && readsEnvironment(code)) return { severity: 'high', message: 'this script is too large to tell what it sends, and it reads all environment variables, or keys among them', help: 'Split the script, and read only the variables that it needs, by their names.' };
  // A program that is started has the environment anyway.
  if (starts) for (const flow of ['environment', 'machine'] as const) flows.delete(flow);
  const flow = [...PRIVATE.keys()].find((each) => flows.has(each));
  if (!flow) return judgeSecrets(use, code, starts);
  return { severity: severityOf(flow, installs), message: `what \`${use.what.replace(/^(?:module|py):/, '')}\` sends is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}

const readsEnvironment = once(({ uses }) => uses.some(({ what, how }) => how === 'value' && (what === 'process.env' || what.startsWith('secret '))));

function severityOf(flow: Flow, installs: boolean): Severity {
  if (flow === 'machine') return installs ? 'high' : 'low';
  return flow === 'cookies' ? 'high' : 'critical';
}
