import { triedPattern } from '../javascript/texts/tried-patterns.js';

/** Names of files with keys of somebody, by what they are kept for; a pattern may be meant for whole paths. */
const KINDS: readonly (readonly string[])[] = [
  ['.env', '.env.local', '.env.production'],
  ['id_rsa', 'id_ed25519', 'id_ecdsa'],
  ['key.pem', 'server.key', 'private.pem', 'client.p12', 'login.ppk'],
  ['wallet.json', 'wallet.dat', 'my-wallet.json', 'wallets.json'],
  ['keystore', 'keystore.json', 'UTC--2024-01-02T03-04-05.678Z--0a1b2c'],
  ['.npmrc', '.pypirc', '.netrc', '.pgpass'],
  ['.git-credentials', 'credentials', 'credentials.json', '.aws/credentials'],
  ['.bash_history', '.zsh_history'],
  ['passwords.kdbx', 'Login Data', 'logins.json', 'key4.db', 'passwords.txt', 'secrets.json'],
  ['seed.txt', 'mnemonic.txt', 'seed-phrase.txt', 'recovery.txt'],
];
/** Whoever finds one of these looks for something else. */
const ORDINARY: readonly string[] = ['index.js', 'app.ts', 'README.md', 'readme.md', 'package.json', 'data.json', 'main.css', 'photo.png', 'report.txt', 'letter.pdf', 'notes.docx', 'LICENSE', 'src'];
/** Cheap to look for; each pattern for such names has one of these. */
const HINT = /env|rsa|ed25519|ecdsa|pem|key|p12|ppk|wallet|UTC|npm|pypi|netrc|pgpass|credential|history|kdbx|logins?|passw|secret|seed|mnemonic|recovery/i;
const FOLDER = '/home/maria/work/';

/** Might there be a pattern for names of such files in a script? */
export function mayFindCredentials(text: string): boolean {
  return HINT.test(text);
}

/** The kinds of files with credentials whose names a regular expression finds; none for one that finds ordinary names as well. */
export function credentialsFoundBy(source: string, flags: string): number[] {
  const finds = HINT.test(source) ? triedPattern(source, flags) : null;
  if (!finds || ORDINARY.some((name) => finds(name) || finds(FOLDER + name))) return [];
  return KINDS.flatMap((names, kind) => (names.some((name) => finds(name) || finds(FOLDER + name)) ? [kind] : []));
}
