import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import type { Flow } from './javascript/flows.js';
const SENDS = /^(?:fetch|WebSocket|EventSource|navigator\.sendBeacon|new (?:XMLHttpRequest|WebSocket)\.(?:open|send)|module:(?:https?|http2|net|tls|dgram|dns|dns\/promises|axios|undici|got|node-fetch)(?:[.(].*)?|module:child_process\..*|py:(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|socket|websockets|smtplib|ftplib)\..+)$/;
const PRIVATE = new Map<Flow, string>([
  ['environment', 'all environment variables'],
  ['credentials', 'a file with credentials'],
  ['clipboard', 'the clipboard'],
  ['keyboard', 'pressed keys'],
]);

/** Credentials, the environment, the clipboard or keys flow into a request: this is what stealing looks like. */
export const rule: Rule = {
  id: 'data-leak',
  code: 'DAT-05',
  version: 3,
  title: 'Private data that is sent away',
  run: (pkg) => judgeCode(rule.id, pkg, { use: judge }),
};

function judge(use: Use, { uses }: Code): Judgement {
  if (use.how !== 'call' || !SENDS.test(use.what)) return null;
  const isLost = use.arguments.some(({ flows }) => flows.includes('lost'));
  if (isLost && uses.some(({ what, how }) => what === 'process.env' && how === 'value')) return { severity: 'high', message: 'this script is too large to tell what it sends, and it reads all environment variables', help: 'Split the script, and read variables by their names.' };
  const flow = use.arguments.flatMap(({ flows }) => flows).find((each) => PRIVATE.has(each));
  // A program that is started has the environment anyway.
  if (!flow || (flow === 'environment' && use.what.startsWith('module:child_process'))) return null;
  return { severity: 'critical', message: `what \`${use.what.replace(/^(?:module|py):/, '')}\` sends is made of ${PRIVATE.get(flow)}`, help: 'Send nothing that users did not enter for that purpose.' };
}
