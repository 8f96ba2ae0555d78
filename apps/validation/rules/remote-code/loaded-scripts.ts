import type { Package } from '#libs/manifest/manifest.js';
import type { Argument, Code, Judgement, Use } from '../code.js';
import { fixedScriptsIn } from './javascript/fixed-scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { isOwnersScript } from '../facts/service-scripts.js';
import { decode, Places } from '../text.js';

const REMOTE = /^\s*(?:(?:https?|data|blob):|\/\/)/i;
/** Script that is put together here, or stands here in base64 and is read: `dynamic-code` tells of it. */
const OWN_TEXT = /^data:(?:text|application)\/javascript(?:;charset=[\w-]+)?,\0/i;
/** An exact version of a package, which nobody can change any more, from a mirror of the registry; without options, and never by way of another folder. */
const MIRRORED = /^https:\/\/(?:unpkg\.com|cdn\.jsdelivr\.net\/npm|esm\.sh)\/((?:@[\w.-]+\/)?[\w.-]+)@\d+\.\d+\.\d+(?:-[\w.]+)?(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/;
/** Any version of a package from such a mirror: the name decides whose it is. */
const OF_PACKAGE = /^(?:https?:)?\/\/(?:unpkg\.com|cdn\.jsdelivr\.net\/npm|esm\.sh)\/((?:@[\w.-]+\/)?[\w.-]+)(?:@[\w.^~*-]+)?(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)*$/;
export const BY_OWNER = 'a script is loaded from a public collection of libraries, a counter of visits or a service, which only their owner fills';
const HELP = 'Put the code into the package and load it by its path.';

export function isOwnText({ constant, shape, read, flows }: Argument): boolean {
  return read === true || (constant === null && OWN_TEXT.test(shape) && flows.length === 0);
}

/** A script by its address; of those that others serve, an attacker fills only some. */
export function judgeLoad({ what, arguments: given, evidence, line, column }: Use, code: Code, pkg: Package): Judgement {
  const remote = (what === 'importScripts' ? given : given.slice(0, 1)).filter(({ shape }) => REMOTE.test(shape));
  if (remote.length === 0) return null;
  if (remote.every((each) => isEncodedHere(each, madeIn(evidence, code, pkg)) || (what === 'import' && isMadeAddress(each) && encodes(code)))) return { severity: 'medium', message: 'text that is only known at run time is put into an address, and runs as a script', help: HELP };
  const added = what === 'script-element.src' ? addedTo(code) : [];
  if (added.length === 0 && remote.every(({ constant }) => isNeeded(constant ?? '', pkg))) return NEEDED;
  if (remote.every(({ shape }) => isOwnersScript(shape, added))) return { severity: 'medium', message: BY_OWNER, help: HELP };
  if (what === 'script-element.src' && remote.every((each) => each.fixed === true || (each.constant !== null && isFixed(line, column, code, pkg)))) return { severity: 'medium', message: 'a script is loaded from an address, which a hash says, so that nobody can put another in its place', help: HELP };
  return { severity: 'high', message: 'a script is loaded from an address instead of from the package', help: HELP };
}

/** Where scripts of a package say by a hash what they load: line and column of each. */
const known = new WeakMap<Code, ReadonlySet<string>>();

function isFixed(line: number, column: number, code: Code, pkg: Package): boolean {
  const found = known.get(code) ?? fixedPlaces(code, pkg);
  known.set(code, found);
  return found.has(`${line}:${column}`);
}

function fixedPlaces({ path }: Code, pkg: Package): ReadonlySet<string> {
  const file = pkg.files.find((each) => each.path === path)!;
  const text = decode(file.bytes);
  const tree = text.includes('integrity') ? readAgain(pkg, path) : null;
  const places = new Places(text);
  return new Set(tree ? [...fixedScriptsIn(tree)].map((start) => `${places.at(start).line}:${places.at(start).column}`) : []);
}

/** Text that is put into an address where it stands, which hides nothing and comes from no server that is seen: `eval` of it does the same. */
function isEncodedHere({ constant, shape, flows }: Argument, evidence: string): boolean {
  return isMadeAddress({ constant, shape, flows }) && ENCODES.test(evidence);
}

function isMadeAddress({ constant, shape, flows }: Pick<Argument, 'constant' | 'shape' | 'flows'>): boolean {
  return constant === null && flows.length === 0 && /^data:[\w/;=-]{0,60},\0$/.test(shape);
}

/** Does a script make base64 of something? Code that is run by such an address is what it made it of. */
function encodes(code: Code): boolean {
  const mentions = (code as Partial<Script>).mentions;
  return !!mentions && (mentions.names.has('btoa') || (mentions.texts.has('base64') && mentions.names.has('toString')));
}

/** `new Worker(url)`: what a name is given that gets a value in one place of its script; else what stands in the call. */
function madeIn(evidence: string, code: Code, pkg: Package): string {
  const name = GETS_NAME.exec(evidence)?.[1];
  const file = name === undefined ? undefined : pkg.files.find(({ path }) => path === code.path);
  if (name === undefined || file === undefined) return evidence;
  const [before, ...given] = decode(file.bytes).split(new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}\s*(?:[-+*/%&|^?]{0,3}=(?![=>])|(?=\+\+|--))`));
  return before !== undefined && given.length === 1 ? given[0]!.slice(0, LONGEST_MADE) : evidence;
}

const GETS_NAME = /^new\s+(?:(?:window|self|globalThis)\.)?(?:Shared)?Worker\(\s*([A-Za-z_$][\w$]*)\s*[,)]/;
/** UTF-16 units of what a name is given. */
const LONGEST_MADE = 200;

const ENCODES = /;base64,["'`]?\s*(?:\+|\$\{)\s*(?:(?:window\.|self\.)?btoa\([\w$.]+\)|Buffer\.from\([\w$.]+\)\.toString\(["'`]base64["'`]\))/;

function addedTo({ uses }: Code): readonly string[] {
  return uses.flatMap(({ what, arguments: [more] }) => (what === 'script-element.src+' && more ? [more.shape] : []));
}

export const NEEDED: Judgement = { severity: 'medium', message: 'a package that this one needs anyway is loaded from a mirror of the registry', help: HELP };

/** Leads an address to a package whose code runs beside this one in any case? */
export function isNeeded(address: string, { manifest: { dependencies } }: Package): boolean {
  const name = MIRRORED.exec(address)?.[1];
  return name !== undefined && Object.hasOwn(dependencies, name);
}

/** Is it the package itself that a page loads, by its name in the registry: what examples show people to write? */
export function loadsItself({ what, arguments: [address] }: Use, { manifest: { original } }: Package): boolean {
  const name = what === 'script-element.src' ? OF_PACKAGE.exec(address?.constant ?? '')?.[1] : undefined;
  return name !== undefined && name === original['name'];
}
