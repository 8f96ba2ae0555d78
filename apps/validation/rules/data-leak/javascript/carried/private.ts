import { isHostOf, ownerOfVariable, printedBy, SECRET_OWNERS } from '../../../facts/secrets.js';
import { CREDENTIAL_PATH, SECRET_PATH, SETTINGS_PATH, STORE_PIECE } from '../../../facts/private-paths.js';
import { hostIn, reachOf } from '../../../facts/places.js';
import { ANY, Carried, DATA_KINDS } from './carried.js';
import type { Looks } from './carried.js';
import { HIDES, reachesServer, STARTS } from './outer-paths.js';
import type { OuterCall } from './heap.js';

/** Marks of what is private: one bit each, and one for each owner of keys behind them. */
export const MARKS = {
  /** The name of the computer, of its user, its addresses in its network; where it runs, and for which project. */
  computer: 1,
  user: 2,
  network: 4,
  place: 8,
  project: 16,
  /** All variables of the environment; files, sessions and keys of others; what was copied. */
  environment: 32,
  secret: 64,
  settings: 128,
  clipboard: 256,
  /** The keys that a cloud gives a machine. */
  machine: 512,
  /** Where a project is kept, and what stands in its files. */
  repository: 1 << 28,
  source: 1 << 29,
} as const;
const FIRST_OWNER = 10;

/** Who is a bit of an owner. */
function ownersOf(bits: number): string[] {
  return SECRET_OWNERS.filter((_, at) => bits & (1 << (FIRST_OWNER + at)));
}

function ownerBit(owner: string): number {
  return 1 << (FIRST_OWNER + SECRET_OWNERS.indexOf(owner));
}

const OF_USER = /^(?:USER|USERNAME|LOGNAME|SUDO_USER)$/;
const OF_COMPUTER = /^(?:HOSTNAME|COMPUTERNAME|USERDOMAIN)$/;
const HOME = /^(?:HOME|USERPROFILE)$/;
const FOLDERS = /^(?:APPDATA|LOCALAPPDATA|XDG_CONFIG_HOME)$/;
const STARTED_IN = /^(?:PWD|INIT_CWD)$/;
/** How variables of the environment are written. */
const VARIABLE = /^[A-Z][A-Z\d_]*$/;
/** What reads the settings of a project. */
const READS_SETTINGS = /^(?:dotenv(?:-\w+)?\.(?:config|parse|configDotenv)|vite\.loadEnv|@next\/env\.loadEnvConfig)$/;
const ENVIRONMENT = /^(?:globalThis\.)?process\.env$/;

/** What a member of the global object or of a module is. Variables that are keys are followed by flows.ts. */
export function privateMember(path: string): Carried | null {
  if (ENVIRONMENT.test(path)) return Carried.outer('process.env');
  if (path === '__dirname' || path === '__filename') return withText(MARKS.place, '\0');
  const name = /^(?:globalThis\.)?process\.env\.(.+)$/.exec(path)?.[1];
  if (name === undefined) return null;
  if (name === ANY) return new Carried();
  if (name === 'parsed' || name === 'combinedEnv') return settings();
  if (HOME.test(name)) return withText(MARKS.user, '~');
  if (FOLDERS.test(name)) return withText(0, '~/AppData');
  if (OF_USER.test(name)) return Carried.of(MARKS.user);
  if (OF_COMPUTER.test(name)) return Carried.of(MARKS.computer);
  if (STARTED_IN.test(name)) return Carried.of(MARKS.place);
  return new Carried();
}

const READS = /^fs(?:\/promises|\.promises)?\.(?:readFile(?:Sync)?|createReadStream|readdir(?:Sync)?|openAsBlob|open(?:Sync)?)$/;
const JOINS = /^path(?:\.posix|\.win32)?\.(?:join|resolve|normalize)$/;
/** Programs that tell whose computer this is. */
const TELLS_USER = /(?:^|[;&|]\s*)(?:whoami|id|npm(?:\.cmd)? whoami|git (?:-\S+ )*config (?:-\S+ )*user\.)(?=$|[\s;&|])/i;
const TELLS_COMPUTER = /(?:^|[;&|]\s*)(?:hostname|uname -[an]|systeminfo|scutil --get)(?=$|[\s;&|])/i;
const TELLS_NETWORK = /(?:^|[;&|]\s*)(?:ifconfig|ipconfig|ip (?:a|addr)|arp -a|netstat)(?=$|[\s;&|])/i;
const TELLS_PLACE = /(?:^|[;&|]\s*)(?:pwd|cd|git (?:-\S+ )*(?:remote (?:-v|get-url|show)|config (?:-\S+ )*remote\.))(?=$|[\s;&|])/i;
const LISTS_ENVIRONMENT = /^(?:env|set|printenv|export -p|Get-ChildItem env:|(?:cmd|powershell|bash|sh) (?:\S+ )*(?:set|env|printenv|gci env:))$/i;
const PASTES = /^(?:pbpaste|wl-paste|xclip\b.*\s-o(?:ut)?\b|xsel\b.*(?:-o|--output)\b|(?:powershell|pwsh)(?:\.exe)?\b.*\bGet-Clipboard\b)/i;
/** What a checkout in a job keeps to log in with. */
const LOGS_IN = /^git (?:-\S+ )*config (?:\S+ )*\S*(?:extraheader|_authToken|\.token)\b/i;
const PRINTS = /^(?:cat|type|more|Get-Content|head|tail) (\S+)$/i;
/** Files with sessions and keys of editors, assistants and chats, and where a command of somebody else keeps what it logs in with. */
const SESSIONS = /(?:^|[\\/])(?:state\.vscdb|\.claude[\\/]\.credentials\.json|\.claude\.json|\.codex[\\/]auth\.json|\.gemini[\\/]oauth_creds\.json|\.cursor[\\/]mcp\.json|hosts\.yml|\.config[\\/]+gh[\\/]+\S*|Slack[\\/]+(?:Cookies|storage|Local Storage)\S*|\.local[\\/]share[\\/]opencode[\\/]auth\.json|\.yarnrc(?:\.yml)?|\.terraform\.d[\\/]credentials\S*|\.cargo[\\/]credentials\S*|\.gem[\\/]credentials|\.m2[\\/]settings\.xml|\.config[\\/]+(?:op|heroku|doctl|fly|netlify|vercel|stripe|hub)\b\S*|\.python_history|\.node_repl_history|\.psql_history|\.mysql_history|fish_history|ConsoleHost_history\.txt)$/i;
const ACCOUNTS = /^\/etc\/(?:passwd|hosts|hostname|machine-id)$/;
const REPOSITORY = /(?:^|[\\/\0])\.git[\\/](?:config|HEAD|logs)/;
/** Whose keys are in a file. */
const OWNED: readonly (readonly [RegExp, string])[] = [[/\.npmrc$/, 'npm'], [/\.aws[\\/]/, 'AWS'], [/\.azure[\\/]/, 'Azure'], [/gcloud/, 'Google'], [/\.docker[\\/]/, 'Docker'], [/\.kube[\\/]|kubernetes\.io[\\/]|vault-token/, 'clusters'], [/[\\/]gh[\\/]|hosts\.yml|\.git-credentials/, 'GitHub'], [/\.config[\\/]+(?:heroku|doctl|fly|netlify|vercel)/, 'hosting']];

/** Of the settings of a project, one that is asked for by its name is a setting, or the key of somebody. */
export function namedPrivate(bits: number, name: string): number {
  if (!(bits & MARKS.settings) || !VARIABLE.test(name)) return bits;
  const owner = ownerOfVariable(name);
  return (bits & ~MARKS.settings) | (owner === null ? 0 : ownerBit(owner));
}

/** What is private of what a call gives that is none of the scripts' own. */
export function privateCall({ path, given }: OuterCall, looks: Looks): Carried {
  if (path === 'os.hostname') return Carried.of(MARKS.computer);
  if (path === 'os.userInfo') return Carried.of(MARKS.user);
  if (path === 'os.networkInterfaces') return Carried.of(MARKS.network);
  if (path === 'os.homedir') return withText(MARKS.user, '~');
  if (path === 'process.cwd') return withText(MARKS.place, '\0');
  if (JOINS.test(path)) return pathOf(given);
  if (READS.test(path)) return contentOf(given[0]);
  if (STARTS.test(path)) return printed(given);
  if (path === 'require' || path === 'import') return manifestIn(given[0]);
  if (path === 'Buffer.from' && given[1]?.texts.includes('base64') && given[0]) return decoded(given[0]);
  if (path === 'atob' && given[0]) return decoded(given[0]);
  if (asksMachine(path, given, looks)) return Carried.of(MARKS.machine);
  if (READS_SETTINGS.test(path)) return settings();
  if (path === 'Object.keys') return new Carried();
  if (path === 'Object.assign') return assigned(given);
  const value = new Carried();
  if (HIDES.test(path) || reachesServer(path)) return value;
  for (const each of given) value.add(each, DATA_KINDS);
  return value;
}

/** A table of them. */
function settings(): Carried {
  const whole = Carried.outer('process.env');
  whole.bits = MARKS.settings;
  return whole;
}

function withText(bits: number, text: string): Carried {
  const value = Carried.text(text);
  value.bits = bits;
  return value;
}

/** The members of all, in the first. */
function assigned(given: readonly Carried[]): Carried {
  const value = new Carried();
  for (const each of given) value.add(each, DATA_KINDS);
  const [first] = given;
  for (const target of first?.things ?? []) for (const each of given.slice(1)) target.given.add(each, DATA_KINDS);
  return value;
}

const MOST_PATHS = 6;

function pathOf(given: readonly Carried[]): Carried {
  let paths = [''];
  let bits = 0;
  for (const each of given) {
    bits |= each.bits;
    const ends = each.texts.length > 0 ? each.texts : ['\0'];
    paths = paths.flatMap((path) => ends.map((end) => (path === '' ? end : `${path}/${end}`))).slice(0, MOST_PATHS);
  }
  const value = Carried.of(bits);
  for (const each of paths) value.add(Carried.text(each.replace(/\/{2,}/g, '/')));
  return value;
}

/** What stands in a file, by its path. */
function contentOf(path: Carried | undefined): Carried {
  const value = new Carried();
  for (const text of path?.texts ?? []) value.bits |= bitsOfFile(text);
  if (path && path.bits & MARKS.place && path.texts.some((text) => /\0[\\/]\0$/.test(text))) value.bits |= MARKS.source;
  // Names of a folder lead to what is in it.
  for (const text of path?.texts ?? []) if (!/\.\w{1,5}$/.test(text)) value.put('texts', '\0');
  return value;
}

function bitsOfFile(path: string): number {
  if (ACCOUNTS.test(path)) return MARKS.computer | MARKS.user;
  if (REPOSITORY.test(path)) return MARKS.repository;
  if (/^[~\0]?[^]*\0[\\/]?package\.json$|^(?:\.[\\/])?package\.json$/.test(path)) return MARKS.project;
  if (SETTINGS_PATH.test(path)) return MARKS.settings;
  if (!(CREDENTIAL_PATH.test(path) || SECRET_PATH.test(path) || STORE_PIECE.test(path) || SESSIONS.test(path))) return 0;
  const owner = OWNED.find(([pattern]) => pattern.test(path))?.[1];
  return owner ? ownerBit(owner) : MARKS.secret;
}

function printed([program, more]: readonly Carried[]): Carried {
  const value = new Carried();
  const words = more ? more.things.flatMap(({ fields }) => [...fields.values()].map((each) => each.texts[0] ?? '\0')) : [];
  for (const first of program?.texts ?? []) {
    const command = [first, ...words].join(' ').trim().replace(/\s+/g, ' ');
    if (TELLS_USER.test(command)) value.bits |= MARKS.user;
    if (TELLS_COMPUTER.test(command)) value.bits |= MARKS.computer;
    if (TELLS_NETWORK.test(command)) value.bits |= MARKS.network;
    if (TELLS_PLACE.test(command)) value.bits |= MARKS.place;
    if (LISTS_ENVIRONMENT.test(command)) value.bits |= MARKS.environment;
    if (PASTES.test(command)) value.bits |= MARKS.clipboard;
    if (LOGS_IN.test(command)) value.bits |= ownerBit('GitHub');
    const file = PRINTS.exec(command)?.[1];
    if (file !== undefined) value.bits |= bitsOfFile(file);
    const key = printedBy(command);
    if (key !== null) value.bits |= key === 'credentials' ? MARKS.secret : ownerBit(key);
  }
  return value;
}

/** `require(join(process.cwd(), 'package.json'))`: which project this is for. */
function manifestIn(path: Carried | undefined): Carried {
  return Carried.of(path?.texts.some((text) => /\0[\\/]?package\.json$/.test(text)) ? MARKS.project : 0);
}

function decoded(value: Carried): Carried {
  const text = Carried.of(value.bits);
  for (const each of value.texts) if (/^[\w+/=-]{8,}$/.test(each)) text.add(Carried.text(Buffer.from(each, 'base64').toString('latin1')));
  for (const thing of value.things) text.put('things', thing);
  return text;
}

function asksMachine(path: string, given: readonly Carried[], looks: Looks): boolean {
  return reachesServer(path) && looks.someText(given, isOfMachine);
}

/** Does an address lead to where a cloud gives a machine its keys? */
function isOfMachine(address: string): boolean {
  return reachOf(hostIn(address.replaceAll('\0', '/'))?.host ?? address) === 'metadata';
}

/** Of keys, those that belong to none of these hosts. */
export function foreignOwners(bits: number, hosts: readonly string[]): string[] {
  return ownersOf(bits).filter((owner) => !hosts.some((host) => isHostOf(owner, host)));
}
