import type { Use } from './code.js';

/** Commands of a shell that no extension has a reason to start. One list for scripts and for what runs at installation. */

const SHELL = String.raw`(?:sudo\s+)?(?:/(?:usr/)?bin/)?(?:ba|z|da|k)?sh\b`;
const INTERPRETER = String.raw`(?:sudo\s+)?(?:/\S*/)?(?:(?:ba|z|da|k|a|fi)?sh|node|deno|bun|python[\d.]*|perl|ruby|php|powershell|pwsh|iex|invoke-expression|source|eval|osascript)\b`;
const DOWNLOAD = String.raw`\b(?:curl|wget)\b`;
const FETCH = String.raw`\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|downloadfile|bitsadmin|certutil(?:\.exe)?\s+-urlcache)\b`;
const START = String.raw`\b(?:iex|invoke-expression|start-process)\b`;
const REMOTE = 'runs what a server answers';
const HIDDEN = 'runs text that is hidden';
const SHELL_AWAY = 'hands a shell to somebody else';

/** What is wrong with a command. */
export interface Danger {
  /** The rule that tells of it. */
  rule: 'remote-code' | 'decoded-code';
  /** Where a script starts it; at installation each of them is critical. */
  severity: 'critical' | 'high';
  /** The end of a sentence that begins with the command. */
  says: string;
}

const remote = (says: string, pattern: RegExp): [Danger, RegExp] => [{ rule: 'remote-code', severity: 'critical', says }, pattern];
const hidden = (pattern: RegExp): [Danger, RegExp] => [{ rule: 'decoded-code', severity: 'critical', says: HIDDEN }, pattern];
const grave = (says: string, pattern: RegExp): [Danger, RegExp] => [{ rule: 'remote-code', severity: 'high', says }, pattern];

const DANGERS: readonly [Danger, RegExp][] = [
  remote(SHELL_AWAY, /\/dev\/(?:tcp|udp)\/\S+\/|\b(?:nc|ncat|netcat)(?:\.exe)?\s.{0,100}-\w*[ec]\s*\S*(?:sh|cmd)\b|\b(?:nc|ncat|netcat)\b.{0,100}\s-\w*[ec]\w*\s|\bsocat\b.{0,200}\bexec:/i),
  hidden(new RegExp(String.raw`\bbase64\s+(?:-d|-D|--decode)\b[^|]*\|\s*${SHELL}|\b(?:powershell|pwsh)(?:\.exe)?\s.{0,200}[-/]e(?:nc?|c|nc\w*)?\s+["']?[\w+/=]{12}`, 'i')),
  // By a pipe, in the place of its arguments, or by way of a file.
  remote(REMOTE, new RegExp(String.raw`${FETCH}[^;&]{0,400}\|\s*${INTERPRETER}|${INTERPRETER}[^;|]{0,100}(?:\$\(|<\(|${'`'})\s*${FETCH}`, 'i')),
  remote(REMOTE, new RegExp(String.raw`${FETCH}.{0,300}(?:&&|;)\s*(?:sudo\s+)?(?:chmod\b.{0,100}(?:&&|;)\s*)?(?:${INTERPRETER}\s|\./|/tmp/|start\s|chmod\s+\S*(?:x|7)\S*\s)`, 'i')),
  remote(REMOTE, new RegExp(`${FETCH}.*${START}|${START}.*${FETCH}`, 'i')),
  remote(REMOTE, /\bmshta(?:\.exe)?\s+["']?https?:|\bcertutil(?:\.exe)?\s.*-urlcache|\bbitsadmin(?:\.exe)?\s.*\/transfer/i),
  grave('sends away what it learns', new RegExp(String.raw`\b(?:curl|wget|nslookup|dig|ping|host)\b.*(?:\$\(|${'`'})\s*(?:whoami|hostname|id|env|printenv|pwd|cat|uname -a|ifconfig|ip a)\b|\b(?:env|printenv|whoami|hostname|cat\s\S+)\s*\|[^|]*(?:${DOWNLOAD}|\bnc\b)`)),
  grave('loads code or starts programs in one line', /\bnode(?:\.exe)?\s.*(?:-e|--eval|-p|--print)\s.*(?:https?:\/\/|\beval\b|child_process|fromCharCode|base64)/s),
  grave('is started again and again from then on', /\bcrontab\s+-(?:\s|$)|\|\s*crontab\b|\breg(?:\.exe)?\s+add\s.*\\Run\b|\bschtasks(?:\.exe)?\s.*\/create\b/i),
  grave('deletes what belongs to whoever runs it', /\brm\s+-\w*r\w*\s+(?:-\S+\s+)*["']?(?:~|\/|\$\{?HOME\}?)(?:\/?\*)?["']?(?:\s|$)|\bmkfs\.\w+\s|\bdd\s.*\bof=\/dev\/[sn]/),
];
/** Cheap to look for; all of the above have one of these. */
const HINT = /curl|nslookup|dig|ping|host|wget|fetch|iwr|irm|invoke|download|mshta|certutil|bitsadmin|base64|powershell|pwsh|node|\/dev\/|nc|netcat|socat|crontab|reg|schtasks|rm |mkfs|dd /i;
/** UTF-16 units that are looked at; time grows with their square. */
const LONGEST = 2_000;

/** What is wrong with a command; null for nothing. `\0` in it stands for what is not known. */
export function dangerIn(command: string): Danger | null {
  const start = command.slice(0, LONGEST);
  return HINT.test(start) ? (DANGERS.find(([, pattern]) => pattern.test(start))?.[0] ?? null) : null;
}

const STARTS_PROGRAM = /^(?:module:child_process(?:\..*)?|py:(?:os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?)|subprocess(?:\.\w+)?|pty\.spawn|asyncio\.create_subprocess_\w+|commands\.getoutput))$/;

/** True for what starts a program, or brings what does. */
export function isShell({ what }: Use): boolean {
  return STARTS_PROGRAM.test(what);
}

/** A program that takes commands: alone as a text, it is started to be fed by somebody. */
export const SHELL_PROGRAM = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$|^(?:cmd|powershell|pwsh)\.exe$/i;
