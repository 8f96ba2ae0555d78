import { STARTED_BY_LIBRARY } from './facts/clients.js';
import type { Use } from './code.js';
import { UNKNOWN } from './javascript/syntax/shape.js';
import { deedsIn } from './shell/script.js';
import type { Deed } from './shell/script.js';

/** Commands of a shell that no extension has a reason to start. One list for scripts and for what runs at installation. */

/** Programs that start the one behind them, with their options. */
const BY_WAY_OF = String.raw`(?:(?:sudo|doas|nohup|setsid|exec|command|env|nice|ionice|time|timeout|stdbuf|busybox|xargs)\s+(?:(?:-[\w=-]{1,20}|\d{1,5}[smh]?|[A-Za-z_]\w{0,40}=\S{0,60})\s+){0,4}){0,3}`;
const SHELL = String.raw`${BY_WAY_OF}(?:/(?:usr/)?bin/)?(?:ba|z|da|k)?sh\b`;
const INTERPRETER = String.raw`(?:(?:ba|z|da|k|a|fi)?sh|node|deno|bun|python[\d.]*|perl|ruby|php|powershell|pwsh|iex|invoke-expression|source|eval|osascript)\b`;
/** An interpreter with its folder. */
const PROGRAM = String.raw`(?:/(?:[^\s/|;&]{0,60}/){0,8})?${INTERPRETER}`;
const FETCH = /\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|downloadfile|bitsadmin|certutil(?:\.exe)?\s+-urlcache)\b/i;
const START = /\b(?:iex|invoke-expression|start-process)\b/i;
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

/** In linear time: each repetition in a pattern has a bound, or ends where the pattern may begin again. */
type Test = (command: string) => boolean;

const remote = (says: string, ...tests: Test[]): [Danger, Test[]] => [{ rule: 'remote-code', severity: 'critical', says }, tests];
const hidden = (...tests: Test[]): [Danger, Test[]] => [{ rule: 'decoded-code', severity: 'critical', says: HIDDEN }, tests];
const grave = (says: string, ...tests: Test[]): [Danger, Test[]] => [{ rule: 'remote-code', severity: 'high', says }, tests];

const names = (pattern: RegExp): Test => (command) => pattern.test(command);

/**
 * `first`, and `then` at most `within` units behind it, with nothing between them that `apart` finds. Linear: of all that come
 * before it, each `then` is held against the nearest only.
 */
function follows(first: RegExp, then: RegExp, { within = Infinity, apart = /\n/ }: { within?: number; apart?: RegExp } = {}): Test {
  const [every, each, walls] = [first, then, apart].map((pattern) => new RegExp(pattern.source, pattern.flags.replace('g', '') + 'g')) as [RegExp, RegExp, RegExp];
  return (command) => {
    const ends = [...command.matchAll(every)].map((match) => match.index + match[0].length);
    if (ends.length === 0) return false;
    const borders = [...command.matchAll(walls)].map(({ index }) => index);
    let [end, border] = [-1, -1];
    for (const { index } of command.matchAll(each)) {
      while ((ends[end + 1] ?? Infinity) <= index) end++;
      while ((borders[border + 1] ?? Infinity) < index) border++;
      const from = ends[end];
      if (from !== undefined && index - from <= within && (borders[border] ?? -1) < from) return true;
    }
    return false;
  };
}

/** All of them, one behind the other, however far. */
function inOrder(...patterns: RegExp[]): Test {
  const sticky = patterns.map((pattern) => new RegExp(pattern.source, `${pattern.flags}g`));
  return (command) => {
    let at = 0;
    return sticky.every((pattern) => {
      pattern.lastIndex = at;
      const found = pattern.test(command);
      at = pattern.lastIndex;
      return found;
    });
  };
}

/** A text of JavaScript in a command: no quotation mark in it ends it elsewhere, and the shell puts nothing in. */
const PLAIN = String.raw`(?:[^'"\\$\n${'`'}]|\\[unrtx0]){0,1000}`;
const QUOTE = String.raw`\\?["']`;
/** A whole line of JavaScript that shows such texts and does nothing else. */
const SHOWS = new RegExp(String.raw`(?:-e|--eval|-p|--print)\s+(["'])(?:\s{0,20}(?:console\.(?:log|info|warn|error)|process\.std(?:out|err)\.write)\(${QUOTE}${PLAIN}${QUOTE}\)\s{0,20};?)+\s{0,20}\1`, 'g');
/** A program that is started as a script of the package could start it; a name for what does that, which must be used for nothing else. */
const BROUGHT = String.raw`\brequire\(${QUOTE}(?:node:)?child_process${QUOTE}\)`;
const AS_WRITTEN = String.raw`exec(?:Sync)?\(${QUOTE}([^'"\\$\n${'`'}]{1,500})${QUOTE}(?:,\s*\{\s*stdio:\s*${QUOTE}\w{1,10}${QUOTE}\s*\})?\)`;
const STARTS_AS_WRITTEN = new RegExp(String.raw`${BROUGHT}\.${AS_WRITTEN}`, 'g');
const NAMED = new RegExp(String.raw`\b(?:const|let|var)\s*\{\s*exec(?:Sync)?\s*\}\s*=\s*${BROUGHT}`, 'g');
const STARTS_BY_NAME = new RegExp(String.raw`(?<![\w$.])${AS_WRITTEN}`, 'g');
const STARTS_ELSE = /\bexec(?:Sync)?\b/;

/** The patterns in order, but for texts that are only shown, and commands that are started as they are written, which are read as commands. */
function inLine(...patterns: RegExp[]): Test {
  const isSo = inOrder(...patterns);
  return (command) => isSo(command) && isSo(withoutWritten(command));
}

function withoutWritten(command: string): string {
  const rest = command.replace(SHOWS, ' ').replace(STARTS_AS_WRITTEN, ' $1 ');
  const named = rest.replace(NAMED, ' ').replace(STARTS_BY_NAME, ' $1 ');
  return STARTS_ELSE.test(named) ? rest : named;
}

const PIPED = new RegExp(String.raw`\|\s*${BY_WAY_OF}${PROGRAM}`, 'i');
const SUBSTITUTED = new RegExp(String.raw`(?:\$\(|<\(|${'`'})\s*${FETCH.source}`, 'i');
const STARTED_NEXT = new RegExp(String.raw`(?:&&|;)\s*(?:(?:sudo\s+)?${PROGRAM}\s|${BY_WAY_OF}(?:\./(?!node_modules/)|/tmp/|start\s|chmod\s+(?=\S*[x7])\S+\s))`, 'i');
const NETCAT = /\b(?:nc|ncat|netcat)\b/i;
const TELLS = new RegExp(String.raw`(?:\$\(|${'`'})\s*(?:whoami|hostname|id|env|printenv|pwd|cat|uname -a|ifconfig|ip a)\b`);

/** An option of curl and wget with what is sent, and what stands in it before the shell fills something in. */
const SENT = String.raw`\s(?:-\w{0,8}[dFT]|--(?:data(?:-\w{1,10})?|json|form(?:-string)?|url-query|upload-file|(?:post|body)-(?:data|file)))[\s=]{0,3}(?:\\?"(?:[^"\\]|\\.){0,300}?|[^\s"'|;&]{0,200}?)`;
/** The same of a query. */
const ASKED = String.raw`\?[^\s"'|;]{0,200}?`;
/** What tells nothing of anybody: the time, the names and versions of systems and tools, the commit that is built. */
const TOLD_TO_ANYBODY = String.raw`(?:date|uuidgen|nproc|arch|basename|dirname|seq|git\s+(?:rev-parse|describe))\b|uname(?:\s+-[smrp]{1,4})?\s*[)${'`'}]|[\w.-]{1,30}\s+(?:-v|-V|--version)\s*[)${'`'}]|node\s+-\w{1,3}\s+\\?["']?(?:process\.(?:versions?|platform|arch)\b|require\([^()]{0,30}package(?:\.json)?[^()]{0,3}\)\.(?:name|version)\b)|npm\s+pkg\s+get\s`;
const FILLED_IN = new RegExp(String.raw`(?:${SENT}|${ASKED})(?:[$<]\((?!\()|${'`'}(?=[\w./~]))(?!\s*(?:${TOLD_TO_ANYBODY}))`);
/** Files of whoever uses the computer, as what is sent. */
const OWN_FILES = /(?:[@<]|\s-\w{0,8}T\s?|--(?:upload|post|body)-file[\s=])["']?(?:~|\$\{?HOME\}?|%(?:USERPROFILE|(?:LOCAL)?APPDATA)%|\/(?:etc|home|root|Users))[\\/]/;
/** What comes by a pipe is sent. */
const FROM_PIPE = /\|\s{0,10}(?:curl|wget)\b[^|;&\n]{0,200}\s(?:-\S{0,30}[\s=]?["']?(?:\w{1,30}=)?@-|(?:-\w{0,8}T\s?|--(?:upload|post|body)-file[\s=])["']?-(?=["'\s]|$))/;
/** What asks a server and starts a program in VBScript, which every Windows runs. */
const OF_VBSCRIPT = [/\bXMLHTTP\b|\bWinHttpRequest\b/i, /\bWScript\.Shell\b|\bShell\.Application\b/i, /\.(?:Run|Exec|ShellExecute)\b/i];

/** By these a tool of AI asks nobody; in a container of its own it reaches what it is given there. */
const ASKS_NOBODY = /(?:^|\s)--(?:dangerously-skip-permissions|dangerously-bypass-approvals-and-sandbox|trust-all-tools|yolo)(?:\s|$)/;
const IN_CONTAINER = /^\s*(?:docker|podman)(?:\.exe)?\s(?:[^|;&\n]{0,40}\s)?(?:run|exec)\s/;

const DANGERS: readonly [Danger, Test[]][] = [
  remote(SHELL_AWAY, names(/\/dev\/(?:tcp|udp)\/\S+\//i), follows(/\b(?:nc|ncat|netcat)(?:\.exe)?\s/i, /-\w{0,10}?[ec]\s{0,10}\S{0,60}?(?:sh|cmd)\b/i, { within: 100 }), follows(NETCAT, /\s-(?=\w*?[ec])\w+\s/i, { within: 100 }), follows(/\bsocat\b/i, /\bexec:/i, { within: 200 }), names(/\bsocket\b[^]{0,600}\b(?:dup2|pty\.spawn)\b/), follows(/\b(?:perl|ruby|php|lua|g?awk)[\d.]*(?:\.exe)?\s/i, /(?:socket|fsockopen|\/inet\/tcp)[^]{0,400}(?:\bexec|\/bin\/|\bsh\s-i|\bsystem|\bpopen)/i, { within: 400 })),
  hidden(follows(/\bbase64\s+(?:-d|--decode)\b/i, new RegExp(String.raw`\|\s*${SHELL}`, 'i'), { apart: /\|/ }), follows(/\b(?:powershell|pwsh)(?:\.exe)?\s/i, /[-/]e(?:nc?|c|nc\w*)?\s+["']?[\w+/=]{12}/i, { within: 200 })),
  // By a pipe, in the place of its arguments, or by way of a file.
  remote(REMOTE, follows(FETCH, PIPED, { within: 400, apart: /;|&&/ }), follows(new RegExp(INTERPRETER, 'i'), SUBSTITUTED, { within: 100, apart: /[;|]/ })),
  // A line of Python.
  remote(REMOTE, names(/\bexec\s?\([^;\n]{0,120}\b(?:urlopen|requests\.get)\s?\(/)),
  remote(REMOTE, follows(FETCH, STARTED_NEXT, { within: 400 })),
  remote(REMOTE, follows(FETCH, START), follows(START, FETCH)),
  remote(REMOTE, names(/\bmshta(?:\.exe)?\s+["']?https?:/i), follows(/\bcertutil(?:\.exe)?\s/i, /-urlcache/i), follows(/\bbitsadmin(?:\.exe)?\s/i, /\/transfer/i)),
  remote(REMOTE, (command) => OF_VBSCRIPT.every((part) => part.test(command))),
  grave('has a tool of AI do what a text says, without asking anybody', (command) => ASKS_NOBODY.test(command) && !IN_CONTAINER.test(command)),
  grave('runs a library by a program of the system', names(/\bregsvr32(?:\.exe)?["']?\s/i), names(/\brundll32(?:\.exe)?["']?\s+["']?[^\s,]{0,200}\0/i)),
  grave('opens this computer to another one', follows(/\bssh(?:\.exe)?\s/, /\s-\w{0,6}R\s{0,4}["']?(?:[\w.*]{1,60}:)?\d{1,5}:/, { within: 300 })),
  grave('takes away what guards this computer', names(/\b(?:Set|Add)-MpPreference\b[^|;&\n]{0,200}\s-(?:Disable|Exclusion)\w/i), names(/\b(?:sc(?:\.exe)?|net)\s+(?:stop|delete|config)\s+["']?(?:WinDefend|wuauserv|mpssvc|Sense)\b/i), names(/\bnetsh(?:\.exe)?\s+(?:adv)?firewall\s[^|;&\n]{0,100}\boff\b/i), names(/\bufw\s+disable\b|\bsetenforce\s+0\b|\bspctl\s+--(?:master|global)-disable\b|\bvssadmin(?:\.exe)?\s+delete\b|\bwbadmin(?:\.exe)?\s+delete\b|\brecoveryenabled\s+no\b|\bsystemctl\s+(?:stop|disable|mask)\s+(?:firewalld|apparmor|auditd|ufw)\b/i)),
  grave('changes what this system loads, or who guards it', names(/\breg(?:\.exe)?["']?\s+add\b[^|;&\n]{0,300}(?:ExtensionInstall(?:Forcelist|Allowlist|Sources)|DisableAntiSpyware|DisableRealtimeMonitoring|EnableLUA|Image File Execution Options|\\Winlogon\b|AppInit_DLLs)/i)),
  grave('leads package managers to another place', names(/\b(?:npm|pnpm|yarn)(?:\.cmd)?\s+(?:config|c)\s+set\s+(?:-\S{1,20}\s+){0,3}["']?(?:@[\w-]{1,60}:)?(?:registry|npmRegistryServer|script-shell|node-options|https?-proxy|proxy|noproxy|cafile|strict-ssl)\b/i), names(/\bpip[\d.]*\s+config\s+(?:-\S{1,20}\s+){0,2}set\s+\S{0,20}\.(?:extra-)?(?:index-url|trusted-host|proxy)\b/i)),
  grave('takes away what Git could bring back', follows(/\bgit\s+reflog\s+expire\b/, /--(?:all|expire(?:-unreachable)?=now)\b/, { within: 100 })),
  grave('starts itself until nothing else can run', names(/:\s?\(\)\s?\{\s?:\s?\|\s?:\s?&\s?\}\s?;\s?:|%0\s?\|\s?%0/)),
  grave('switches the computer off', names(/(?:^|[\s;&|])shutdown(?:\.exe)?\s+[-/][shr]\b/i)),
  grave('sends away what it is given', names(FROM_PIPE)),
  grave('sends away what it learns', follows(/(?<!`(?:\$ )?)\b(?:curl|wget)\b/, FILLED_IN, { within: 600, apart: /&&|[|;\n]/ }), follows(/\b(?:curl|wget)\b/, OWN_FILES, { within: 600, apart: /&&|[|;\n]/ })),
  grave('sends away what it learns', follows(/\b(?:curl|wget|nslookup|dig|ping|host)\b/, TELLS), follows(/\b(?:env|printenv|whoami|hostname|cat\s[^\s|]+)\s*\|/, /\b(?:curl|wget|nc)\b/, { apart: /\|/ })),
  // Nobody asks for names in pieces but whoever answers them.
  grave('sends away what it learns', names(new RegExp(String.raw`\b(?:nslookup|dig|ping6?|host|drill)\b[^\n;|&]{0,80}\s["']?[^\s"']{0,100}\0[\w.-]{0,60}\.[\w-]{0,30}\0[^/\s"']{0,80}(?:\.(?!local\b|internal\b|lan\b|arpa\b)[a-z][\w-]*){2}\.?(?=["'\s]|$)`))),
  grave('loads code or starts programs in one line', inLine(/\bnode(?:\.exe)?\s/, /(?:-e|--eval|-p|--print)\s/, /https?:\/\/|\beval\b|child_process|fromCharCode|base64/)),
  grave('reaches a server, starts programs or makes code in one line of Python', names(/(?:\bpython[\d.]*(?:\.exe)?["']?|\0)\s(?:-\w\s){0,3}-c\s[^]{0,1500}?\b(?:import\s[^\n;]{0,80}?\b(?:socket|urllib|requests|httpx|subprocess|ctypes|pty|marshal|ftplib|smtplib)\b|from\s(?:socket|urllib|requests|httpx|subprocess|ctypes|pty)\b|os\.(?:system|popen|exec\w{1,3})\(|exec\(|__import__\()/)),
  grave('is started again and again from then on', names(/\bcrontab\s+-(?:\s|$)|\|\s*crontab\b/i), follows(/\breg(?:\.exe)?\s+add\s/i, /\\Run\b/i), follows(/\bschtasks(?:\.exe)?\s/i, /\/create\b/i)),
  grave('deletes what belongs to whoever runs it', names(/^\s*rm\s+-(?=\w*r)\w+\s+\*(?:\s|$)/), names(/\b(?:del|erase|rd|rmdir)\s+(?:\/\w\s+){1,6}["']?(?:[a-z]:\\+(?:Users\b|\*|["'\s]|$)|%USERPROFILE%)/i), names(/\brm\s+-(?=\w*r)\w+\s+(?:-\S+\s+){0,8}["']?(?:~|\/|\$\{?HOME\}?)(?:\/?\*)?["']?(?:\s|$)|\bmkfs\.\w+\s/), follows(/\bdd\s/, /\bof=\/dev\/[sn]/)),
];
/** Cheap to look for; all of the above have one of these. */
const HINT = /XMLHTTP|WinHttp|urlopen|requests\.get|curl|nslookup|dig|ping|host|wget|fetch|iwr|irm|invoke|download|mshta|certutil|bitsadmin|base64|powershell|pwsh|node|\/dev\/|nc|netcat|socat|crontab|reg|schtasks|rm |rd |rmdir|del |erase|regsvr32|rundll32|ssh|shutdown|dangerously|trust-all|--yolo|mkfs|dd |MpPreference|sc |sc\.exe|net |netsh|ufw|setenforce|spctl|vssadmin|wbadmin|recoveryenabled|systemctl|config|:\|:|%0|socket|python|reflog|-c\s/i;
/** UTF-16 units that are looked at: no system starts a longer command (Linux, MAX_ARG_STRLEN). */
const LONGEST = 128 * 1024;

const DEEDS: Readonly<Record<Deed['kind'], Danger>> = {
  'runs-answer': { rule: 'remote-code', severity: 'critical', says: REMOTE },
  'runs-hidden': { rule: 'decoded-code', severity: 'critical', says: HIDDEN },
  'sends-private': { rule: 'remote-code', severity: 'critical', says: 'sends away what is private to whoever runs it' },
  unfollowed: { rule: 'remote-code', severity: 'high', says: 'does more than can be followed, so that nobody can tell what it runs' },
  'sends-computer': { rule: 'remote-code', severity: 'high', says: 'sends away what it learns' },
};

/** What is wrong with a command; null for nothing. `\0` in it stands for what is not known. */
export function dangerIn(command: string): Danger | null {
  const start = command.slice(0, LONGEST);
  return HINT.test(start) ? (DANGERS.find(([, tests]) => tests.some((isSo) => isSo(start)))?.[0] ?? dangersInScript(start)[0]?.danger ?? null) : null;
}

/** What is wrong with a script for a shell of Unix, by where its data goes, and where, in UTF-16 units. */
export function dangersInScript(script: string): { danger: Danger; at: number }[] {
  return deedsIn(script).map(({ kind, at }) => ({ danger: DEEDS[kind], at }));
}

const STARTS_PROGRAM = /^(?:module:child_process(?:\..*)?|host:system\.(?:exec|spawn)|py:(?:os\.(?:system|popen|exec\w+|spawn\w+|posix_spawnp?)|subprocess(?:\.\w+)?|pty\.spawn|asyncio\.create_subprocess_\w+|commands\.getoutput))$/;

/** True for what starts a program, or brings what does. */
export function isShell({ what }: Use): boolean {
  return STARTS_PROGRAM.test(what);
}

/** True for what gets its arguments as a list, apart from the program. */
export function takesList({ what }: Use): boolean {
  return WITH_LIST.test(what) || STARTED_BY_LIBRARY.test(what);
}

const WITH_LIST = /^(?:module:child_process\.(?:spawn|execFile)(?:Sync)?|host:system\.(?:exec|spawn))$/;

/** Programs that run what they are given: interpreters, and those that start others. */
const RUNS_OTHERS = /(?:^|[\s;&|`(\\/])(?:(?:ba|z|da|k|a|fi|c|tc)?sh|cmd|powershell|pwsh|node|deno|bun|bunx|npx|npm|pnpm|yarn(?=\s+(?:dlx|exec|run|node))|python[\d.]*|pip[\d.]*|uvx?|perl|ruby|php|lua|tclsh|java|osascript|eval|source|sudo|doas|su|env|xargs|nohup|timeout|nice|exec|start|ssh|wsl|docker|podman|find|awk|sed|make|gcc|wscript|cscript|mshta|rundll32|regsvr32|msiexec|schtasks|at|crontab|curl|wget|certutil|bitsadmin|base64|openssl|tee|dd)(?:\.exe)?(?=$|[\s"'])/i;

/** May a command run something else than the program that it begins with? */
export function runsOtherPrograms(command: string): boolean {
  return RUNS_OTHERS.test(command.slice(0, LONGEST));
}

/** Options by which ordinary programs start others. */
const STARTS_MORE = /(?:^|[\s\0])(?:-[ce]|--[\w-]*(?:eval|exec|config|command|action|pack|hook|require|import)[\w-]*)(?=[\s=\0]|$)/;
const PLAIN_NAME = /^[a-z][\w-]{0,40}$/i;

/** Does this start one program by its name, none that runs others, with a list which begins with something fixed? */
export function getsOrdinaryList(use: Use): boolean {
  const [program, list] = use.arguments;
  const name = program?.constant ?? '';
  return takesList(use) && PLAIN_NAME.test(name) && list !== undefined && !list.shape.startsWith(UNKNOWN) && !STARTS_MORE.test(list.shape) && !runsOtherPrograms(`${name} ${list.shape}`);
}

/** A program that takes commands: alone as a text, it is started to be fed by somebody. */
export const SHELL_PROGRAM = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$|^(?:cmd|powershell|pwsh)\.exe$/i;
