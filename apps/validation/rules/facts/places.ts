import { dangerIn, SHELL_PROGRAM } from '../commands.js';
import { CREDENTIAL_PATH, STORE_PIECE } from './private-paths.js';
import { currenciesFoundBy, currencyOf } from './wallets.js';

/** Places outside of a package that code names: files with credentials, servers. One list for every language. Text with `\0` for what is unknown. */

/** Where programs that are made of JavaScript have their code. */
export const CODE_OF_PROGRAM = /(?:^|[\\/\0])app\.asar$/i;

/** Scripts that something runs by their names. */
export const SCRIPT_PATH = /\.(?:[cm]?[jt]sx?|py|sh|ps1|bat|cmd)$/i;

/** What clients of Amazon's cloud, and of others that speak its language, put before the signature of a request. */
export const CLOUD_SIGNATURE = 'AWS4-HMAC-SHA256';

/** Where libraries that log in to a chat keep what they log in with. */
export const SESSION_FILE = /(?:^|[\\/\0])creds\.json$/i;
/** Files that nobody reads as code: pictures, sounds, fonts, plain texts, and maps of scripts that are named with their scripts. */
export const NO_SCRIPT = /\.(?:png|jpe?g|gif|bmp|ico|webp|woff2?|ttf|otf|mp3|wav|mp4|pdf|txt|dat|log)$|[\w-]\.(?:[cm]?[jt]sx?|css)\.map$|[\\/\0]LICEN[CS]E$/i;

/** Files and folders whose content a shell or a desktop runs by itself. */
export const AUTOSTART_PATH = /[\\/](?:Windows)?PowerShell[\\/]+(?:\w{1,30}[._])*profile\.ps1$|^\.(?:bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login)$|[\\/](?:\.(?:bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login|git[\\/]+hooks|github[\\/]+workflows|config[\\/]+autostart)|Library[\\/]+LaunchAgents|Start Menu[\\/]+Programs[\\/]+Startup)(?:[\\/]|$)/i;

/** The same as a path of its own, with what git starts. */
export const STARTED_FILE = /[\\/](?:Windows)?PowerShell[\\/]+(?:\w{1,30}[._])*profile\.ps1$|(?:^|[\\/\0~])\.(?:bashrc|zshrc|zshenv|zprofile|profile|bash_profile|bash_login|xprofile|config[\\/]+(?:autostart|systemd[\\/]+user|fish)[\\/]+.*|git[\\/]+hooks[\\/]+[^\\/]+)$|[\\/]hooks[\\/]+(?:(?:pre|post)-(?:commit|checkout|merge|push|rebase|rewrite|receive)|commit-msg|prepare-commit-msg|applypatch-msg)$|Library[\\/]+LaunchAgents[\\/]|Start Menu[\\/]+Programs[\\/]+Startup[\\/]/i;

/** Settings by which tools of a system find what they bring: registries, servers by their names, libraries that every program loads. */
export const LEADING_PATH = /(?:^|[\\/\0~])\.(?:npmrc|yarnrc(?:\.yml)?|gitconfig|condarc|cargo[\\/]+config(?:\.toml)?|m2[\\/]+settings\.xml)$|[\\/]\.?pip[\\/]+pip\.(?:conf|ini)$|^[\\/]etc[\\/]+(?:hosts|resolv\.conf|ld\.so\.preload|apt[\\/]|pip\.conf)|[\\/]drivers[\\/]+etc[\\/]+hosts$/i;

/** What asks a server when a sheet is calculated. */
export const FETCHING_FORMULA = /\b(?:WEBSERVICE|IMPORT(?:DATA|XML|HTML|FEED|RANGE)|IMAGE|HYPERLINK)\s*\(/;
/** The same, and what makes one text of many cells. */
const FORMULA = /\b(?:WEBSERVICE|IMPORT(?:DATA|XML|HTML|FEED|RANGE)|IMAGE|HYPERLINK|TEXTJOIN|CONCAT|CONCATENATE|ARRAYTOTEXT|TOCOL|TOROW)\s*\(/;

/** Settings of tools of AI with programs that these start by themselves. */
export const AGENT_PATH = /\.cursor[\\/]+mcp\.json|claude_desktop_config\.json|(?:^|[\\/\0])\.claude(?:\.json|[\\/]+settings(?:\.local)?\.json)$|windsurf[\\/]+mcp_config\.json|\.gemini[\\/]+settings\.json/i;

/** Servers that take data from anybody and tell nobody whose it is, and those that open a computer to the outside. */
export const DROP_HOST = /^(?:(?:[\w-]+\.)*[a-z2-7]{56}\.onion|(?:[\w-]+\.)*(?:webhook\.site|requestbin\.(?:com|net)|pipedream\.net|beeceptor\.com|requestcatcher\.com|hookbin\.com|oast\.(?:pro|live|site|online|fun|me)|interact\.sh|burpcollaborator\.net|oastify\.com|dnslog\.cn|ceye\.io|ngrok\.io|ngrok-free\.(?:app|dev)|ngrok\.app|trycloudflare\.com|loca\.lt|serveo\.net|localhost\.run|bore\.pub|transfer\.sh|file\.io|gofile\.io|anonfiles\.com|0x0\.st|termbin\.com|ix\.io|canarytokens\.com|iplogger\.org|grabify\.link)|pastebin\.com|paste\.ee|hastebin\.com|rentry\.co|dpaste\.com|api\.telegram\.org|hooks\.slack\.com)$/i;
/** On a host that is otherwise ordinary, the paths that take messages from anybody. */
export const DROP_PATH = /^(?:[\w-]+\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\//i;

const SCHEME = /(?:https?|wss?|ftp|tcp):[\\/]{2}/i;
/** The same as browsers take it: with one slash or none. */
const LOOSE_SCHEME = /^(?:https?|wss?|ftp):[\\/]*(?=[^\\/])/i;
/** Without a scheme, which is that of the page: the name of a server has to stand there. */
const OF_PAGE = /^\/\/(?=(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?:[/:?#\0]|$))/i;
/** In the parts of an address, also what URL parsers read as such: fewer parts, octal and hexadecimal numbers. */
const NUMBERS = /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){1,3}$/i;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|^0x[0-9a-f]{8}$|^\d{8,10}$|^\[[0-9a-f:.]+\]$/i;

/** Words of programs that mine coins, and of those that publish themselves under the name of whoever runs them. */
export const MINER = /stratum\+(?:tcp|ssl|tls):\/\/|\b(?:xmrig|coinhive|cryptonight|coinimp|minexmr|nanopool|moneroocean|webminepool|crypto-loot)\b/i;
export const SELF_PUBLISH = /\bnpm(?:\.cmd)?\s+(?:publish|token\s+create|adduser)\b|\/-\/(?:whoami|npm\/v1\/tokens|user\/org\.couchdb)|\btwine\s+upload\b|\bvsce\s+publish\b/i;

/** WebAssembly in base64: the first bytes of every module. */
export const WASM_TEXT = /^(?:data:application\/(?:wasm|octet-stream);base64,)?AGFzbQ/;

/** The name of a page, as the end of a text that a host may be asked to open. */
export const PAGE_NAME = /\.(?:[xs]?html?|xht|svg|xml)(?:[?#][^.]*)?$/i;

/** Markup with a script in it, and addresses that are one. */
const MARKUP = /^\s*javascript:(?!\s*(?:;|void|$))|<script\b|<[a-z][^<>]{0,200}\son[a-z]{3,20}\s*=|<[a-z][^<>]{0,200}=\s*["']?\s*javascript:/i;

/** A field for a password, a card, a code or the words of a wallet, in markup. */
const FIELD = /<input\b[^<>]{0,300}\bpass(?:word|wd|wort)\b|<(?:input|textarea)\b[^<>]{0,300}\b(?:pass(?:word|wd|wort)|card|cvc|cvv|otp|totp|2fa|mfa|\d[- ]digit|phrase|(?:seed|recovery|mnemonic)\s?(?:phrase|words)?)\b/i;

/** `javascript: URI scheme is not allowed`: two words side by side that are no part of the language, after which no script runs. */
const PROSE = /^\s*javascript: +(?!(?:async|await|case|class|const|delete|do|else|export|function|if|import|let|new|return|static|throw|typeof|using|var|void|while|with|yield)\b)[a-z]+ +(?!(?:in|instanceof|of|as|from)\b)[a-z]+(?=$|[ (),.])[^<>]*$/i;
/** A script element and what stands in it. */
const SCRIPT_ELEMENT = /<script\b([^<>]*)>([^<]*)<\/script\s*>/gi;
const NONCE = /\snonce\s*=\s*["']\0["']/i;
const POLICY = /'nonce-\0'/i;
/** What a script has that reaches servers, or makes code or names. */
const REACHES = /\0|\\[xu\d]|\/\/|\[|\b(?:eval|Function|constructor|import|fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|Worker|atob|fromCharCode|setTimeout|setInterval|location|open|cookie|src|href|action|innerHTML|createElement|write)\b/;

/** `<script opening tag`: words, none of which is an attribute, and no end of an element. */
const PROSE_ON_ELEMENTS = /^[^<]*<script\s+(?!(?:async|charset|class|crossorigin|defer|id|integrity|language|nomodule|nonce|src|type)\b)\(?[a-z][a-z.]*,?\s+[^<=>\0"'`]*$/i;

/** True for a text that a page would run a part of. */
export function isMarkupThatRuns(text: string): boolean {
  return MARKUP.test(text) && !PROSE.test(text) && !PROSE_ON_ELEMENTS.test(text);
}

/**
 * Of such text: is all that runs in script elements which the page's own policy names by a nonce, so that what else is put into
 * the markup does not run, and are they empty, or written out and reach nothing? They load no address that is written.
 */
export function isGuardedMarkup(text: string): boolean {
  if (!POLICY.test(text) || MARKUP.test(text.replace(SCRIPT_ELEMENT, ''))) return false;
  return [...text.matchAll(SCRIPT_ELEMENT)].every(([, attributes = '', code = '']) => NONCE.test(attributes) && !attributes.includes(':') && !REACHES.test(code));
}

/** True for text that some rule about places has to see; most text of a script is not. */
export function namesPlace(text: string): boolean {
  return HINT.test(text) && namesPlaceSurely(text);
}

/** What every text has that names a place: cheap to look for. */
const HINT = /:\/\/|^\s*(?:https?|wss?|ftp):|:\\\\|[/\\.]\w|rm -|crontab|^(?:ba|z|da|k)?sh$|_rsa|_ed25519|_ecdsa|Login Data|discord_|Extension Settings|dangerously-|--yolo|trust-all|shutdown|xmrig|coin|crypt|nanopool|monero|webmine|npm|twine|vsce|AGFz|[A-Z]{4}\s*\(|javascript:|<[a-z]|[\da-z]{25}|\{\d\d/i;

const LOOSE = /^\s*(?:https?|wss?|ftp):|(?:https?|wss?):[\\/]{2}/i;

/** An address of a wallet, or a pattern that finds some. */
function isOfWallet(text: string): boolean {
  return currencyOf(text) !== null || currenciesFoundBy(text).length > 0;
}

function namesPlaceSurely(text: string): boolean {
  return text.includes('://') || LOOSE.test(text) || OF_PAGE.test(text) || MARKUP.test(text) || FIELD.test(text) || SHELL_PROGRAM.test(text) || AUTOSTART_PATH.test(text) || LEADING_PATH.test(text) || FORMULA.test(text) || AGENT_PATH.test(text) || dangerIn(text) !== null || CREDENTIAL_PATH.test(text) || STORE_PIECE.test(text) || CODE_OF_PROGRAM.test(text) || MINER.test(text) || SELF_PUBLISH.test(text) || WASM_TEXT.test(text) || PAGE_NAME.test(text) || isOfWallet(text);
}

/** What rules ask about in a text, in one word: texts of one word are alike, and enough of them are enough. */
export function kindOfPlace(text: string): string {
  if (CREDENTIAL_PATH.test(text)) return 'credential';
  if (MINER.test(text) || SELF_PUBLISH.test(text)) return 'spreading';
  const place = hostIn(text);
  if (!place && isOfWallet(text)) return 'wallet';
  if (!place) return PAGE_NAME.test(text) ? 'page' : 'other';
  if (reachOf(place.host) !== null) return reachOf(place.host)!;
  return DROP_HOST.test(place.host) || DROP_PATH.test(place.host + place.path) ? 'drop' : 'address';
}

/** The host (and where known the path) of the first address in a text; null when there is none or its host is only known at run time. */
export function hostIn(text: string): { host: string; path: string } | null {
  const plain = text.replace(/[\t\n\r]/g, '');
  const start = SCHEME.exec(plain) ?? LOOSE_SCHEME.exec(plain.trimStart()) ?? OF_PAGE.exec(plain.trimStart());
  if (!start) return null;
  const rest = plain.slice(plain.indexOf(start[0]) + start[0].length);
  const authority = /^[^/?#\s'"`<>\\)]*/.exec(rest)?.[0] ?? '';
  const host = canonical(authority.slice(authority.lastIndexOf('@') + 1).replace(/:[\d\0]*$/, ''));
  return host === '' || host.includes('\0') || !/[.:]|^localhost$/.test(host) && !ADDRESS.test(host) ? null : { host, path: rest.slice(authority.length).replace(/[\s'"`<>].*$/s, '') };
}

/** A host as it is looked up: percent signs and wide letters replaced, without a dot at the end, numbers as one address. */
function canonical(host: string): string {
  const name = host.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16))).normalize('NFKC').replaceAll('\u3002', '.').toLowerCase().replace(/\.$/, '');
  if (ADDRESS.test(name) || !NUMBERS.test(name) || !URL.canParse(`http://${name}/`)) return name.replace(/^\[::ffff:(\d+(?:\.\d+){3})\]$/, '$1');
  return new URL(`http://${name}/`).hostname;
}

/** Does a text name a server that is neither this computer nor one of its network? */
export function namesStranger(text: string): boolean {
  const host = hostIn(text)?.host;
  return host !== undefined && !['local', 'private'].includes(reachOf(host) ?? '');
}

/** The name or number of a server that is neither this computer nor one of its network, and nothing else but its port. */
export function isNamedHost(text: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,24}|xn--[a-z\d-]+|\d+)(?::\d+)?$/i.test(text) && namesStranger(`tcp://${text}`);
}

/** True for hosts that are written as numbers. */
export function isRawAddress(host: string): boolean {
  return ADDRESS.test(host);
}

/** Where clouds give a machine or a container its keys: AWS (instances, ECS, EKS), Azure and Google, Alibaba, Oracle. */
const METADATA = new Set(['metadata.google.internal', '169.254.169.254', '[fd00:ec2::254]', '169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '[fd20:ce::254]', '100.100.100.200', '192.0.0.192']);

/** What a numeric or local host reaches: this computer, its network, the metadata of a cloud, or a server without a name. */
export function reachOf(host: string): 'metadata' | 'local' | 'private' | 'public' | null {
  if (METADATA.has(host)) return 'metadata';
  if (host === 'localhost' || /^127\.|^0\.0\.0\.0$|^\[::1?\]$/.test(host)) return 'local';
  if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)|^\[f[cde]/.test(host)) return 'private';
  return isRawAddress(host) ? 'public' : null;
}
