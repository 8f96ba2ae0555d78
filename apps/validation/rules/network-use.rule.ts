import type { Rule } from '../check.js';
import { judgeCode } from './code.js';
import type { Judgement, Use } from './code.js';
/** Calls that open a connection, in either language. */
const NETWORK = /^(?:fetch|XMLHttpRequest|WebSocket|EventSource|navigator\.sendBeacon|module:(?:https?|http2)\.(?:request|get|connect)|module:(?:net|tls)\.(?:connect|createConnection)|module:dgram\.createSocket|module:(?:axios|got|node-fetch|undici|ws)(?:\.\w+)?|py:(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|websockets|socket)\..+)$/;

/** That an extension talks to servers is told to those who install it. */
export const rule: Rule = {
  id: 'network-use',
  code: 'NET-01',
  version: 6,
  title: 'Calls over the network',
  why: 'Users want to know that an extension talks to servers before they install it.',
  run: (pkg) => {
    const told = new Set<string>();
    return judgeCode(rule.id, pkg, { use: (use, { path }) => (told.has(path) ? null : judge(use, () => told.add(path))) });
  },
};

/** One finding for each file is enough. */
function judge(use: Use, tell: () => void): Judgement {
  if (use.how !== 'call' || !NETWORK.test(use.what)) return null;
  tell();
  return { severity: 'info', message: `it talks to servers (\`${use.what.replace(/^(?:module|py):/, '')}\`)`, help: 'Say in the README which servers, and what is sent.' };
}
