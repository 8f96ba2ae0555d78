import type { Package } from '#libs/manifest/manifest.js';
import type { Code, CodeText } from '../code.js';
import { isOnlyHanded } from './javascript/handed-paths.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { decode, offsetOf } from '../text.js';

/** The path to a key of SSH, and nothing besides. */
const KEY_FILE = /^(?:~|\0)?[\\/]?\.ssh[\\/]id_[a-z\d_]{2,20}$/i;
/** What takes such a path, so that whoever runs it can log in elsewhere. */
const TAKES = /^(?:ssh|scp|sftp|rsync)(?:\.exe)?$/;
/** Modules that log in elsewhere with such a key. */
const CLIENTS = ['ssh2', 'ssh2-sftp-client', 'node-ssh', 'ssh2-promise'];
const COMMAND = /\b(?:ssh|scp|sftp|rsync)\b/;
/** In a command, the key that it is told to log in with. */
const OPTION = /(?<=\s)-i[= ]?\s{0,5}["']?[\w~\0.\\/-]{1,200}/g;

/** Without the keys that a command of SSH is told to log in with. */
export function withoutIdentity(shape: string): string {
  return COMMAND.test(shape) ? shape.replace(OPTION, ' ') : shape;
}

/** Is this the path to a key that the script does nothing with but tell SSH to log in with it, also under a name or as what a function gives back? */
export function isOnlyIdentity({ shape, line, column }: CodeText, code: Code, pkg: Package): boolean {
  const { mentions } = code as Partial<Script>;
  if (!KEY_FILE.test(shape) || !mentions || !([...mentions.texts].some((text) => TAKES.test(text)) || CLIENTS.some((name) => mentions.specifiers.has(name)))) return false;
  const source = pkg.files.flatMap(({ path, bytes }) => (path === code.path ? [decode(bytes)] : [])).join('');
  const tree = readAgain(pkg, code.path);
  return tree !== null && isOnlyHanded(tree, offsetOf(source, line, column));
}
