import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { sendingScripts } from './handed-data.js';
import { mayBeSecret, quietSecret } from '../javascript/flows/quiet-secrets.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import { quietPlacesIn } from '../javascript/flows/quiet-ways.js';
import { isPage, knownOf } from '../javascript/syntax/sources.js';
import type { Files } from '../javascript/syntax/sources.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

const MESSAGE = 'a secret goes to a server that is named here, beside what it is for, on a way by which nobody reads an answer';
const HELP = 'Give what somebody logs in, signs or pays with to what it is for, and to nobody else.';

/** In small scripts: a secret that is somebody else's goes to a server that the script names, or to a function of another script that sends it, beside what it is for. */
export function judgeQuietSecrets(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  const files = new Map(pkg.files.map((file) => [file.path, file]));
  const small = scriptsOf(pkg).filter(({ path }) => !large.has(path) && !isPage(path));
  const asked = small.filter(({ path, mentions }) => mentions !== null && (mentions.assigned.has('fetch') || mentions.assigned.has('send') || [...mentions.names, ...mentions.texts].some(mayBeSecret) || NAMES_SECRET.test(decode(files.get(path)!.bytes))));
  if (asked.length === 0) return [];
  const sending = new Map([...sendingScripts(pkg, files)].map(([path, places]) => [path, new Map(places)]));
  const placesOf = (path: string) => (specifier: string) => knownOf(pkg, path, specifier, (each) => sending.get(each)) ?? undefined;
  const serverIn = ({ path, mentions }: Script): 'text' | 'settings' | null => (SERVER.test(decode(files.get(path)!.bytes)) ? 'text' : namesSettings(pkg, path, [...(mentions?.texts ?? []), ...(mentions?.specifiers ?? [])], files) ? 'settings' : null);
  const led = new Set(asked.flatMap(({ leads }) => leads));
  for (const script of small) {
    const server = led.has(script.path) ? serverIn(script) : null;
    const program = server === null ? null : readAgain(pkg, script.path);
    const places = program ? quietPlacesIn(program, placesOf(script.path), server === 'settings') : [];
    const known = sending.get(script.path) ?? new Map<string, ReadonlySet<number>>();
    for (const [name, each] of places) known.set(name, new Set([...(known.get(name) ?? []), ...each]));
    if (known.size > 0) sending.set(script.path, known);
  }
  for (const script of asked) {
    const server = serverIn(script);
    if (server === null && !script.leads.some((lead) => sending.has(lead))) continue;
    const text = decode(files.get(script.path)!.bytes);
    const program = readAgain(pkg, script.path);
    const start = program && quietSecret(program, placesOf(script.path), server === 'settings')?.start;
    if (typeof start !== 'number') continue;
    report.add({ ...weighed(pkg, script.path, { severity: 'high', message: MESSAGE }), help: HELP, file: script.path, ...new Places(text).at(start), evidence: evidence(text, start) });
  }
  return report.findings();
}

/** What asks for a secret, is called like one, or makes something of one. */
const NAMES_SECRET = /\btype=["']?password|(?:recovery|seed|secret)[ -]phrase|\b(?:12|24|twelve)[- ]word|\b(?:mnemonic|phrase|privateKey|secretKey|passw(?:or)?d|passphrase|\w{0,30}(?:[kK]ey_?[pP]air|[pP]rivate_?[kK]ey|[sS]ecret_?[kK]ey|[mM]nemonic)|(?:private|secret) key|Wallet|fromSecretKey|scrypt|scryptSync|pbkdf2|bcrypt|argon2|createHmac)\b/;
/** A text with a server, or the beginning of one. */
const SERVER = /:\/\/|@[\w-]{1,63}\.[\w.-]{2,60}['"`]|['"`]\/\/|https?:\/?['"`]|aHR0c|Ly9|['"`}]\.?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}['"`]/;

/** Does a script load a file with settings that has a server in it? */
function namesSettings(pkg: Package, path: string, texts: Iterable<string>, files: Files): boolean {
  return [...texts].some((each) => {
    const file = /^\.{1,2}\/.*\.json$/.test(each) ? knownOf(pkg, path, each, (found) => files.get(found)) : undefined;
    return !!file && !/(?:^|\/)package\.json$/.test(file.path) && file.bytes.length < LARGEST_SETTINGS && STRANGER.test(decode(file.bytes));
  });
}

const LARGEST_SETTINGS = 4_000;
const STRANGER = /"(?:https?:\/\/)?(?!localhost|127\.)[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}(?:[:/][^"\n]{0,200})?"/i;
