import { dangerIn, SHELL_PROGRAM } from './commands.js';

/** Places outside of a package that code names: files with credentials, servers. One list for every language. Text with `\0` for what is unknown. */

/** Files that hold keys, tokens, cookies or wallets of the person who uses the computer. */
export const CREDENTIAL_PATH = new RegExp(
  [
    String.raw`(?:^|[\\/\0~])\.(?:ssh[\\/]+(?:id_|authorized_keys|config)|ssh$|aws[\\/]+(?:credentials|config)|azure[\\/]|kube[\\/]+config|docker[\\/]+config\.json|config[\\/]+gcloud|gnupg(?:[\\/]|$)|netrc$|npmrc$|pypirc$|git-credentials$|pgpass$|bash_history$|zsh_history$|vault-token$|electrum|ethereum[\\/]+keystore)`,
    String.raw`(?:^|[\\/\0])(?:id_rsa|id_ed25519|id_ecdsa|wallet\.dat)$`,
    String.raw`[\\/]etc[\\/]+(?:shadow|sudoers)\b`,
    String.raw`(?:Google[\\/]+Chrome|Chromium|BraveSoftware|Microsoft[\\/]+Edge|google-chrome|Opera Software)[\\/].*(?:Login Data|Cookies|Local State|Web Data|Local Extension Settings)`,
    String.raw`(?:^|[\\/\0])(?:Login Data|key4\.db|logins\.json|cookies\.sqlite|login\.keychain(?:-db)?)$`,
    String.raw`discord(?:canary|ptb)?[\\/]+Local Storage[\\/]+leveldb`,
    String.raw`Telegram Desktop[\\/]+tdata`,
  ].join('|'),
  'i',
);

/** Of these, files that programs of their trade read for whoever started them: clients of registries, databases, clouds. */
export const TRADE_PATH = /(?:^|[\\/\0~])\.(?:aws[\\/]+(?:credentials|config)|azure[\\/]|kube[\\/]+config|docker[\\/]+config\.json|config[\\/]+gcloud|netrc$|npmrc$|pypirc$|git-credentials$|pgpass$|vault-token$|ssh[\\/]+config)/i;

/** Files and folders whose content a shell or a desktop runs by itself. */
export const AUTOSTART_PATH = /[\\/](?:\.(?:bashrc|zshrc|profile|bash_profile|config[\\/]+autostart)|Library[\\/]+LaunchAgents|Start Menu[\\/]+Programs[\\/]+Startup)(?:[\\/]|$)/i;

/** Servers that take data from anybody and tell nobody whose it is, and those that open a computer to the outside. */
export const DROP_HOST = /^(?:(?:[\w-]+\.)*(?:webhook\.site|requestbin\.(?:com|net)|pipedream\.net|beeceptor\.com|requestcatcher\.com|hookbin\.com|oast\.(?:pro|live|site|online|fun|me)|interact\.sh|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io|ngrok\.io|ngrok-free\.(?:app|dev)|ngrok\.app|trycloudflare\.com|loca\.lt|serveo\.net|localhost\.run|bore\.pub|transfer\.sh|file\.io|gofile\.io|anonfiles\.com|0x0\.st|termbin\.com|ix\.io|canarytokens\.com|iplogger\.org|grabify\.link)|pastebin\.com|paste\.ee|hastebin\.com|rentry\.co|dpaste\.com|api\.telegram\.org|hooks\.slack\.com)$/i;
/** On a host that is otherwise ordinary, the paths that take messages from anybody. */
export const DROP_PATH = /^(?:[\w-]+\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\//i;

const SCHEME = /(?:https?|wss?|ftp|tcp):\/\//i;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|^0x[0-9a-f]{8}$|^\d{8,10}$|^\[[0-9a-f:.]+\]$/i;

/** Words of programs that mine coins, and of those that publish themselves under the name of whoever runs them. */
export const MINER = /stratum\+(?:tcp|ssl|tls):\/\/|\b(?:xmrig|coinhive|cryptonight|coinimp|minexmr|nanopool|moneroocean|webminepool|crypto-loot)\b/i;
export const SELF_PUBLISH = /\bnpm(?:\.cmd)?\s+(?:publish|token\s+create|adduser)\b|\/-\/(?:whoami|npm\/v1\/tokens|user\/org\.couchdb)|\btwine\s+upload\b|\bvsce\s+publish\b/i;

/** WebAssembly in base64: the first bytes of every module. */
export const WASM_TEXT = /^(?:data:application\/(?:wasm|octet-stream);base64,)?AGFzbQ/;

/** True for text that some rule about places has to see; most text of a script is not. */
export function namesPlace(text: string): boolean {
  return HINT.test(text) && namesPlaceSurely(text);
}

/** What every text has that names a place: cheap to look for. */
const HINT = /:\/\/|[/\\.]\w|rm -|crontab|^(?:ba|z|da|k)?sh$|_rsa|_ed25519|_ecdsa|Login Data|xmrig|coin|crypt|nanopool|monero|webmine|npm|twine|vsce|AGFz/i;

function namesPlaceSurely(text: string): boolean {
  return text.includes('://') || SHELL_PROGRAM.test(text) || AUTOSTART_PATH.test(text) || dangerIn(text) !== null || CREDENTIAL_PATH.test(text) || MINER.test(text) || SELF_PUBLISH.test(text) || WASM_TEXT.test(text);
}

/** The host (and where known the path) of the first address in a text; null when there is none or its host is only known at run time. */
export function hostIn(text: string): { host: string; path: string } | null {
  const start = SCHEME.exec(text);
  if (!start) return null;
  const rest = text.slice(start.index + start[0].length);
  const authority = /^[^/?#\s'"`<>\\)]*/.exec(rest)?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:[\d\0]*$/, '').toLowerCase();
  return host === '' || host.includes('\0') || !/[.:]|^localhost$/.test(host) && !ADDRESS.test(host) ? null : { host, path: rest.slice(authority.length).replace(/[\s'"`<>].*$/s, '') };
}

/** True for hosts that are written as numbers. */
function isRawAddress(host: string): boolean {
  return ADDRESS.test(host);
}

/** What a numeric or local host reaches: this computer, its network, the metadata of a cloud, or a server without a name. */
export function reachOf(host: string): 'metadata' | 'local' | 'private' | 'public' | null {
  if (host === 'metadata.google.internal' || host === '169.254.169.254' || host === '[fd00:ec2::254]' || host === '100.100.100.200') return 'metadata';
  if (host === 'localhost' || /^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(host)) return 'local';
  if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)|^\[f[cde]/.test(host)) return 'private';
  return isRawAddress(host) ? 'public' : null;
}
