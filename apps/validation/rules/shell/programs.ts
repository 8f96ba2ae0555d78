/** What programs of a system tell, and what they do with what they are given. */

/** Who uses which computer. */
const TELLS = new Set(['hostname', 'hostnamectl', 'whoami', 'id', 'who', 'w', 'users', 'finger', 'groups', 'logname', 'last', 'ifconfig', 'ip', 'ipconfig', 'arp', 'netstat', 'ss', 'systeminfo', 'ps', 'tasklist', 'dscl', 'scutil', 'wmic', 'getent', 'lscpu', 'system_profiler', 'ioreg']);
/** Of these with such words, nothing of anybody: a number for a container, a part of a name. */
const SAYS_LITTLE = /^(?:-[ugrR]|-[ug]n|-n[ug])$/;
/** Everything of the environment. */
const LISTS_VARIABLES = new Set(['env', 'printenv', 'set', 'export', 'declare', 'typeset']);
/** `uname` alone, and of a kind of computer, says nothing of anybody. */
const NAMES_COMPUTER = /^-\w*[an]/;

/** What a program tells by itself, with these words behind it. */
export function toldBy(program: string, words: readonly string[]): 'computer' | 'environment' | null {
  if (TELLS.has(program)) return words.some((word) => SAYS_LITTLE.test(word)) ? null : 'computer';
  if (program === 'uname') return words.some((word) => NAMES_COMPUTER.test(word)) ? 'computer' : null;
  if (program === 'npm' || program === 'gh') return words[0] === 'whoami' ? 'computer' : null;
  return LISTS_VARIABLES.has(program) && words.every((word) => /^-[px0]+$/.test(word)) ? 'environment' : null;
}

/** They run what is behind them. */
export const WAYS = new Set(['sudo', 'doas', 'nohup', 'setsid', 'exec', 'command', 'builtin', 'env', 'nice', 'ionice', 'time', 'timeout', 'gtimeout', 'stdbuf', 'busybox', 'xargs', 'caffeinate', 'proxychains', 'torify', 'torsocks', 'start']);
/** What stands between them and what they run, and options with something behind them. */
const OF_WAY = /^(?:-|\d+[smhd]?$|[A-Za-z_]\w*=)/;
const WITH_VALUE = /^-[InPL]$/;

/** Where the program stands among the words behind such a one; -1 where none does. */
export function programIn(words: readonly string[]): number {
  return words.findIndex((word, at) => !OF_WAY.test(word) && !WITH_VALUE.test(words[at - 1] ?? ''));
}

export const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'fish', 'mksh']);
export const INTERPRETERS = new Set(['node', 'nodejs', 'bun', 'deno', 'python', 'python2', 'python3', 'perl', 'ruby', 'php', 'lua', 'pwsh', 'powershell', 'osascript', 'tclsh']);
/** They ask an address, and give what it answers. */
export const FETCHES = new Set(['curl', 'wget', 'fetch', 'xh', 'http', 'https', 'aria2c', 'lwp-request', 'GET', 'POST']);
/** They ask for names of servers: whoever answers for a domain reads what stands before it. */
export const LOOKS_UP = new Set(['nslookup', 'dig', 'host', 'ping', 'ping6', 'drill', 'getent', 'traceroute', 'tracepath', 'resolvectl', 'kdig', 'delv']);
/** They hand a server what comes by a pipe. */
export const CONNECTS = new Set(['nc', 'ncat', 'netcat', 'socat', 'telnet', 'openssl', 'mail', 'mailx', 'sendmail', 'msmtp', 'mutt', 'ftp', 'tftp', 'ssh']);
/** They hand it files. */
export const COPIES_AWAY = new Set(['scp', 'sftp', 'rsync', 'ncftpput', 'rclone', 'mail', 'mailx', 'mutt']);
/** They make files of files. */
export const WRITES_FILES = new Set(['tar', 'zip', '7z', '7za', 'rar', 'cp', 'mv', 'install', 'tee', 'dd', 'gpg', 'ln', 'ditto', 'sqlite3', 'cpio', 'openssl', 'base64', 'split', 'gzip', 'xz']);
/** They write what stands in files; how these are called is no part of it. */
export const READS_FILES = new Set(['cat', 'head', 'tail', 'tac', 'nl', 'less', 'more', 'strings', 'bat', 'zcat', 'base64', 'xxd', 'od', 'hexdump', 'gzip', 'xz', 'tar', 'zip', 'sort', 'uniq', 'cut', 'ls']);
/** What they write says nothing of what they were given. */
export const SILENT = new Set(['rm', 'mkdir', 'chmod', 'chown', 'cd', 'test', '[', 'true', 'false', 'sleep', 'exit', 'return', 'trap', 'kill', 'touch', 'wait', 'shift', 'unset', 'which', 'type', 'hash', 'umask', 'set', 'pushd', 'popd', 'logger', 'wc', 'crontab', 'launchctl', 'systemctl']);
