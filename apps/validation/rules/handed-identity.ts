import type { Package } from '#libs/manifest/manifest.js';
import type { Code, CodeText } from './code.js';
import type { Script } from './javascript/scripts.js';
import { decode } from './text.js';

/** The path to a key of SSH, and nothing besides. */
const KEY_FILE = /^(?:~|\0)?[\\/]?\.ssh[\\/]id_[a-z\d_]{2,20}$/i;
/** What takes such a path, so that whoever runs it can log in elsewhere. */
const TAKES = /^(?:ssh|scp|sftp|rsync)(?:\.exe)?$/;
const COMMAND = /\b(?:ssh|scp|sftp|rsync)\b/;
/** In a command, the key that it is told to log in with. */
const OPTION = /(?<=\s)-i[= ]?\s{0,5}["']?[\w~\0.\\/-]{1,200}/g;
/** What stands in front of an argument that is told by the option before it, or of a piece of a command. */
const BEHIND_OPTION = /(?:["'`]-i["'`]\s{0,5},\s{0,5}|\s-i\s{0,5}["']?\$\{\s{0,5}(?:JSON\.stringify\(|quote\()?|\s-i\s{0,5}["'`]\s{0,5}\+\s{0,5})$/;
/** The name that is given what stands behind it on its line. */
const GIVES = /([\w$]{2,60})\s{0,5}(?:(?:\?\?|\|\|)?=|:)[^=:]{0,200}$/;
const PATH_BEFORE = /(?:[\w$]{1,40}\.){0,3}(?:join|resolve)\((?:[\w$.()]{1,60}\s{0,5},\s{0,5}|["'`]\.ssh["'`]\s{0,5},\s{0,5}){0,4}$/;
const OWNER_BEFORE = /(?:[\w$]{1,40}\??\.){0,4}$/;
/** What asks whether a file is there and whose it is, and what tells somebody its path. */
const ASKS_ABOUT = /(?:\b(?:exists|l?stat|access|chmod)(?:Sync)?\(\s{0,5}|(?:Error|console\.\w{1,10})\([^()\n]{0,120})$/;
/** Calls that make a path of others. */
const MAKES_PATH = new Set(['join', 'resolve', 'normalize', 'replace', 'homedir']);
/** UTF-16 units in front of a name that are looked at. */
const BEFORE = 300;
/** Places of one name. */
const MOST_PLACES = 50;

/** Without the keys that a command of SSH is told to log in with. */
export function withoutIdentity(shape: string): string {
  return COMMAND.test(shape) ? shape.replace(OPTION, ' ') : shape;
}

/** Is this the path to a key that the script does nothing with but tell SSH to log in with it: it stands behind `-i`, or under a name that stands nowhere else? */
export function isOnlyIdentity({ shape, line, column }: CodeText, code: Code, { files }: Package): boolean {
  const texts = (code as Partial<Script>).mentions?.texts;
  if (!KEY_FILE.test(shape) || !texts || ![...texts].some((text) => TAKES.test(text))) return false;
  const source = files.flatMap(({ path, bytes }) => (path === code.path ? [decode(bytes)] : [])).join('');
  const lines = source.split('\n');
  const written = lines[line - 1] ?? '';
  const before = written.slice(Math.max(0, column - 1 - BEFORE), column - 1);
  if (BEHIND_OPTION.test(before.replace(PATH_BEFORE, ''))) return true;
  const name = GIVES.exec(before)?.[1];
  if (name === undefined || [...written.matchAll(/([\w$]+)\s*\(/g)].some(([, called]) => !MAKES_PATH.has(called!))) return false;
  const others = placesOf(name, [...lines.slice(0, line - 1), '', ...lines.slice(line)].join('\n'));
  return others.length > 0 && others.length < MOST_PLACES && others.some((place) => BEHIND_OPTION.test(place)) && others.every((place) => BEHIND_OPTION.test(place) || ASKS_ABOUT.test(place));
}

/** What stands before each place of a name, without what it is a member of. */
function placesOf(name: string, source: string): string[] {
  const places = [...source.matchAll(new RegExp(String.raw`(?<![\w$])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`, 'g'))];
  return places.slice(0, MOST_PLACES).map(({ index }) => source.slice(Math.max(0, index - BEFORE), index).replace(OWNER_BEFORE, ''));
}
