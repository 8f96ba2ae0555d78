import { CREDENTIAL_PATH, SETTINGS_PATH, STORE_PIECE } from '../facts/private-paths.js';
import { ownerOfVariable } from '../facts/secrets.js';

/** What is known of a text in a script of a shell. */
export interface Value {
  /** `\0` for what is not known. */
  text: string;
  /** What it was made of, one bit each. */
  marks: number;
  /** Whose keys are in it that variables of the environment hold: see secrets.ts. */
  owners: readonly string[];
}

export const MARKS = {
  /** Who uses which computer: names, accounts, addresses. */
  computer: 1,
  /** All variables of the environment. */
  environment: 2,
  credentials: 4,
  /** Other files of whoever uses the computer: what was typed, who has an account. */
  personal: 8,
  /** A server's answer. */
  answer: 16,
  /** A text that stood there encoded. */
  hidden: 32,
  /** A key that a program printed: its owner's is beside it. */
  printed: 64,
} as const;
export const PRIVATE = MARKS.environment | MARKS.credentials | MARKS.personal;

export const NOTHING: Value = { text: '', marks: 0, owners: [] };
export const UNKNOWN: Value = { text: '\0', marks: 0, owners: [] };

export function plain(text: string): Value {
  return { text, marks: 0, owners: [] };
}

/** One behind the other. */
export function joined(values: readonly Value[], between = ''): Value {
  return { text: values.map(({ text }) => text).join(between), marks: marksOf(values), owners: [...new Set(values.flatMap(({ owners }) => owners))] };
}

/** What is made of all of them, nobody knows how. */
export function madeOf(values: readonly Value[], text = '\0'): Value {
  return { ...joined(values), text };
}

function marksOf(values: readonly Value[]): number {
  return values.reduce((marks, each) => marks | each.marks, 0);
}

const WHO = /^(?:HOSTNAME|HOST|USER|LOGNAME|USERNAME|COMPUTERNAME|USERDOMAIN|SSH_CONNECTION|SSH_CLIENT)$/;

/** A variable that the script does not set. */
export function ofEnvironment(name: string): Value {
  if (name === 'HOME') return plain('~');
  const owner = ownerOfVariable(name);
  return { text: '\0', marks: WHO.test(name) ? MARKS.computer : 0, owners: owner === null ? [] : [owner] };
}

/** Folders of which everything is private, where a program takes whole folders. */
const PRIVATE_FOLDER = /^~[\\/]\.(?:ssh|aws|azure|kube|docker|gnupg|config[\\/]gcloud|mozilla|electrum|bitcoin)[\\/]*(?:\0|$)/;
const PERSONAL = /[\\/]\.?(?:bash_|zsh_|sh_|psql_|mysql_|python_|node_repl_)history$|^\/etc\/passwd$|^\/proc\/(?:self|\d+|\0)\/environ$/;

/** What a file holds, by its path. */
export function ofPath(path: string): Value {
  const file = path.replaceAll('*', '\0');
  if (CREDENTIAL_PATH.test(file) || SETTINGS_PATH.test(file) || STORE_PIECE.test(file) || PRIVATE_FOLDER.test(file)) return { text: '\0', marks: MARKS.credentials, owners: [] };
  return { text: '\0', marks: PERSONAL.test(file) ? MARKS.personal : 0, owners: [] };
}
