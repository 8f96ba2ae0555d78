import type { Use } from './code.js';

const FETCHES = String.raw`\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|bitsadmin|certutil(?:\.exe)?\s+-urlcache)\b`;
const RUNS = String.raw`(?:sudo\s+)?(?:/\S*/)?(?:(?:ba|z|da|k|a|fi)?sh|node|deno|bun|python[\d.]*|perl|ruby|php|powershell|pwsh|iex|invoke-expression|source|eval|osascript)\b`;
/** An answer of a server goes into an interpreter: by a pipe, in the place of its arguments, or by way of a file. */
const RUNS_DOWNLOAD = new RegExp([`${FETCHES}[^;&]{0,400}\\|\\s*${RUNS}`, `${RUNS}[^;|]{0,100}(?:\\$\\(|<\\(|\`)\\s*${FETCHES}`, `\\b(?:iex|invoke-expression)\\b.{0,200}${FETCHES}`, `${FETCHES}.{0,300}(?:&&|;)\\s*(?:chmod\\b.{0,100}(?:&&|;)\\s*)?(?:${RUNS}\\s|\\./|/tmp/|start\\s)`].join('|'), 'i');
const ENCODED = /\b(?:powershell|pwsh)(?:\.exe)?\b.{0,200}\s[-/]e(?:nc?|nco\w*|c)?\s+[\w+/=]{12,}|\bbase64\s+(?:-d|-D|--decode)\b.{0,100}\|\s*(?:ba|z|da)?sh\b/i;
const BACKWARDS = /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)\b.{0,100}\s-(?:\w*[ec]\w*)\s|\bsocat\b.{0,200}\bexec:/i;

const SHELL = /^(?:module:child_process(?:\..*)?|py:(?:os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?)|subprocess(?:\.\w+)?|pty\.spawn|asyncio\.create_subprocess_\w+|commands\.getoutput))$/;

/** True for what starts a program. */
export function isShell({ what }: Use): boolean {
  return SHELL.test(what);
}

export interface Danger {
  rule: 'remote-code' | 'decoded-code';
  message: string;
}

/** What is dangerous about a command, or null; `\0` in it stands for what is not known. */
export function dangerOf(command: string): Danger | null {
  if (BACKWARDS.test(command)) return { rule: 'remote-code', message: 'a shell is connected to a server, which then says what to run' };
  if (RUNS_DOWNLOAD.test(command)) return { rule: 'remote-code', message: 'a shell runs what a server answered' };
  return ENCODED.test(command) ? { rule: 'decoded-code', message: 'a shell runs a command that is written so that nobody reads it' } : null;
}
