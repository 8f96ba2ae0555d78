import type { Package } from '#libs/manifest/manifest.js';
import { isRunner } from './calls.js';
import { codeOf, once } from './code.js';
import type { Code, Judgement, Use } from './code.js';
import { EMPOWERS } from './javascript/chats/host.js';
import { togetherWith } from './javascript/flows/linked.js';
import type { Script } from './javascript/syntax/scripts.js';
import { largeFiles } from './together.js';
import { UNKNOWN } from './javascript/syntax/shape.js';

const HELP = 'Say in the settings who may do what.';

/**
 * Somebody whom nobody can tell from the code, because it only has a hash of who or of what word it is: who gets roles or points of a
 * chat then, or in whose requests a package that runs commands looks for that word.
 */
export function judgeKnown({ what }: Use, code: Code, { pkg, isLarge }: { pkg: Package; isLarge: boolean }): Judgement {
  if (what === 'hashed person' && !isLarge && empowers(code)) return { severity: 'high', message: 'somebody is only known by a hash, in a script that gives people roles, points or commands', help: HELP };
  if (what === 'named person' && !isLarge && makesRoles(code) && givesAll(code)) return { severity: 'high', message: 'somebody whose account is written here gets a role with all rights', help: HELP };
  if (what === 'named person' && !isLarge && empowers(code) && ranksRoles(code)) return { severity: 'high', message: 'somebody whose account is written here gets a role by how high it stands', help: HELP };
  if (what === 'hashed word' && !isLarge && makesRoles(code)) return { severity: 'high', message: 'a word is only known by its hash, in a script of a chat that makes roles with rights', help: HELP };
  if (what === 'hashed word' && !isLarge && runsForRequests(pkg, code)) return { severity: 'high', message: 'a word is only known by its hash, where whoever asks a server of this package has commands run', help: HELP };
  if (what === 'py:digest of a request' && codeOf(pkg).some(runsInPython)) return { severity: 'high', message: 'a request is taken for that of somebody who is only known by the hash of a word, in a package that runs programs or text', help: HELP };
  if (what === 'py:digest of a word' && codeOf(pkg).some(runsAnything)) return { severity: 'high', message: 'somebody is only known by the hash of a word, in a package that runs commands or text which nobody can tell from it', help: HELP };
  return null;
}

/** A script that looks at headers, with one beside it that runs whole commands which nobody can tell from it. */
function runsForRequests(pkg: Package, code: Code): boolean {
  if (!(code as Partial<Script>).mentions?.names.has('headers')) return false;
  return togetherWith(pkg, code.path, largeFiles(pkg.files)).some(({ uses }) => uses.some(({ what, how, arguments: [command, list] }) => how === 'call' && ((/^module:child_process\.exec(?:Sync)?$/.test(what) && command?.shape === UNKNOWN) || (/^module:child_process\.(?:spawn|execFile)(?:Sync)?$/.test(what) && list?.shape === `-c ${UNKNOWN}`))));
}

/** Gives people of a chat roles, points or commands. */
export const empowers = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  return names !== undefined && (EMPOWERS.some((name) => names.has(name)) || changesRoles(code));
});

/** The module of a chat by which people get roles, and what it does. */
const changesRoles = once((code) => {
  const { mentions } = code as Partial<Script>;
  return mentions !== undefined && mentions !== null && mentions.specifiers.has('roles') && ['add', 'assign', 'give', 'grant', 'create', 'edit', 'update'].some((name) => mentions.names.has(name));
});

const makesRoles = once((code) => {
  const names = (code as Partial<Script>).mentions?.names;
  return names !== undefined && names.has('permissions') && (names.has('createRole') || (changesRoles(code) && (names.has('create') || names.has('edit') || names.has('update'))));
});

/** The right to everything on a server. */
const givesAll = once((code) => {
  const { mentions } = code as Partial<Script>;
  return ['ADMINISTRATOR', 'Administrator'].some((name) => mentions?.texts.has(name) || mentions?.names.has(name));
});

/** Looks for the highest role of a server, or for a higher one. */
const ranksRoles = once((code) => (code as Partial<Script>).mentions?.names.has('position') === true);

/** Commands and code that are only known at run time: of a program, all of it. */
const runsAnything = once(({ uses }) => uses.some((use) => use.how === 'call' && use.what.startsWith('py:') && isRunner(use) && use.arguments[0]?.shape === UNKNOWN));

const runsInPython = once(({ uses }) => uses.some((use) => use.how === 'call' && use.what.startsWith('py:') && isRunner(use)));
