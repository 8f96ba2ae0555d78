import { EVALUATED_BY_LIBRARY, HTTP_CLIENTS, STARTED_BY_LIBRARY } from './facts/clients.js';
import type { Use } from './code.js';

/** Calls that several rules ask about, in one list for every language. */

/** Of Node's own modules, what connects, and what that gives. In bundles one name is now such a module and then another one, with other members. */
const CORE = [
  String.raw`(?:https?|http2|net|tls|dgram)(?:\.default)?(?:\.(?:request|get|ClientRequest|connect|createConnection|Socket|Stream|TLSSocket|createSocket)(?:[.(].*)?|\(.*)?`,
  String.raw`dns(?:\/promises)?(?:\.default)?(?:\.(?:promises\.)?(?:lookup\w*|resolve\w*|reverse|Resolver)(?:[.(].*)?|\(.*)?`,
].join('|');

const SENDS = new RegExp(String.raw`^(?:element\.src|sendMail|fetch|WebSocket|EventSource|XMLHttpRequest|navigator\.sendBeacon|new (?:XMLHttpRequest|WebSocket)\.(?:open|send)|module:(?:${CORE}|(?:${HTTP_CLIENTS}|ws)(?:[.(].*)?)|py:(?:requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|socket|websockets|smtplib|ftplib)(?:\..+)?)$`);
const RUNS = /^(?:eval|hidden global|execScript|Function|(?:async-)?constructor|_compile|setTimeout|setInterval|module:vm\.(?:run\w+|compileFunction|createScript|Script|SourceTextModule|SyntheticModule)|module:child_process\.(?:default\.)?(?:exec|execFile|spawn|fork)(?:Sync)?(?:[.(].*)?|module:worker_threads\.Worker|tabs\.executeScript|proxy\.settings\.set|new interpreter\.stdin\.(?:write|end)|py:(?:eval|exec|compile|marshal\.loads|pickle\.loads?|os\.(?:system|popen)|subprocess\.\w+))$/;

/** True for what reaches a server, or brings what does. */
export function isSender({ what }: Use): boolean {
  return SENDS.test(what);
}

/** True for what runs what it gets, as code or as a program. */
export function isRunner({ what }: Use): boolean {
  return RUNS.test(what) || STARTED_BY_LIBRARY.test(what) || EVALUATED_BY_LIBRARY.test(what);
}
