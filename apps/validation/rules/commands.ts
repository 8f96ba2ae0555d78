/** Commands of a shell that no extension has a reason to start. One list for scripts and for what runs at installation. */

const SHELL = String.raw`(?:sudo\s+)?(?:/(?:usr/)?bin/)?(?:ba|z|da|k)?sh\b`;
const DOWNLOAD = String.raw`\b(?:curl|wget)\b`;
const FETCHES = String.raw`\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|DownloadFile)\b`;
const RUNS = String.raw`\b(?:iex|Invoke-Expression|Start-Process)\b`;

const DANGERS: readonly [message: string, pattern: RegExp][] = [
  ['runs what a server answers', new RegExp(String.raw`${DOWNLOAD}[^|]*\|\s*${SHELL}|\b(?:ba|z)?sh\b[^|]*[<$]\(\s*${DOWNLOAD}`)],
  ['runs what a server answers', new RegExp(`${FETCHES}.*${RUNS}|${RUNS}.*${FETCHES}`, 'i')],
  ['runs what a server answers', /\bmshta(?:\.exe)?\s+["']?https?:|\bcertutil(?:\.exe)?\s.*-urlcache|\bbitsadmin(?:\.exe)?\s.*\/transfer/i],
  ['runs what a server answers', new RegExp(String.raw`${DOWNLOAD}.*(?:&&|;)\s*(?:sudo\s+)?(?:chmod\s+\S*(?:x|7)\S*\s|${SHELL}\s|\./)`)],
  ['sends away what it learns', /\b(?:curl|wget|nslookup|dig|ping|host)\b.*(?:\$\(|`)\s*(?:whoami|hostname|id|env|printenv|pwd|cat|uname -a|ifconfig|ip a)\b|\b(?:env|printenv|whoami|hostname|cat\s\S+)\s*\|[^|]*\b(?:curl|wget|nc)\b/],
  ['runs text that is hidden', new RegExp(String.raw`\bbase64\s+(?:-d|-D|--decode)\b[^|]*\|\s*${SHELL}|\bpowershell(?:\.exe)?\s.*\s-e(?:nc\w*)?\s+["']?[\w+/=]{20}`, 'i')],
  ['loads code or starts programs in one line', /\bnode(?:\.exe)?\s.*(?:-e|--eval|-p|--print)\s.*(?:https?:\/\/|\beval\b|child_process|fromCharCode|base64)/s],
  ['hands a shell to somebody else', /\/dev\/(?:tcp|udp)\/\S+\/|\b(?:nc|ncat|netcat)(?:\.exe)?\s.*-\w*[ec]\s*\S*(?:sh|cmd)\b/],
  ['is started again and again from then on', /\bcrontab\s+-(?:\s|$)|\|\s*crontab\b|\breg(?:\.exe)?\s+add\s.*\\Run\b|\bschtasks(?:\.exe)?\s.*\/create\b/i],
  ['deletes what belongs to whoever runs it', /\brm\s+-\w*r\w*\s+(?:-\S+\s+)*["']?(?:~|\/|\$\{?HOME\}?)(?:\/?\*)?["']?(?:\s|$)|\bmkfs\.\w+\s|\bdd\s.*\bof=\/dev\/[sn]/],
];
/** Cheap to look for; all of the above have one of these. */
const HINT = /curl|nslookup|dig|ping|host|wget|iwr|irm|invoke|download|mshta|certutil|bitsadmin|base64|powershell|node|\/dev\/|nc|netcat|crontab|reg|schtasks|rm |mkfs|dd /i;
/** UTF-16 units that are looked at; time grows with their square. */
const LONGEST = 2_000;

/** What is wrong with a command, as the end of a sentence that begins with it; null for nothing. */
export function dangerIn(command: string): string | null {
  const start = command.slice(0, LONGEST);
  return HINT.test(start) ? (DANGERS.find(([, pattern]) => pattern.test(start))?.[0] ?? null) : null;
}

/** A program that takes commands: alone as a text, it is started to be fed by somebody. */
export const SHELL_PROGRAM = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$|^(?:cmd|powershell|pwsh)\.exe$/i;
