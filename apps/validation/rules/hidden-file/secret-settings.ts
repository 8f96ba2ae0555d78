/** Secrets in files of settings: `NAME=value`, `name: value`, `//registry.example/:_authToken=value`. */

/** A name and what it is set to, on one line; comments begin with other signs. */
const SETTING = /^[ \t]*(?:export[ \t]+)?["']?([\w./:@-]{1,200}?)["']?[ \t]*(?:=|:(?=[ \t]))[ \t]*(\S.*)$/gm;
/** At the end of a part of a name; `KEYCLOAK_URL` and `TOKENIZER` name no secret. */
const NAMES_SECRET = /(?:key|token|secret|passw(?:or)?d|passphrase|pwd|pass|_auth|credentials?|mnemonic|phrase|salt)(?=$|[_\W\d])/i;
/** Settings that bundlers write into pages, where everybody reads them. */
const SHOWN = /(?:^|_)(?:PUBLIC|PUBLISHABLE)_|^(?:VITE|REACT_APP|GATSBY|VUE_APP)_/i;
const PLACEHOLDER = /example|placeholder|dummy|change.?(?:me|it|this)|replace|insert|your|todo|fixme|xxx|\*\*\*|\.\.\.|0000|12345|test|\$\{|\$\w|\{\{|^<|^%/i;
/** Words, numbers, dates, folders and addresses: nobody has these for a secret. */
const PLAIN = /^(?:[a-z]+(?:[\s_.:-]+[a-z]+)*|[A-Z]+(?:_[A-Z]+)*|[\d.:,-]{1,12}|\d+[a-z]{1,2}|[.~@]?\.{0,2}[\\/].*|\w+:\/\/.*)$/;
const PASSWORD_IN_ADDRESS = /^\w[\w+.-]{1,30}:\/\/[^\s/@:]{0,100}:([^\s/@]{6,200})@(?!localhost\b|127\.|0\.0\.0\.0|\[::1\]|\w+(?::\d+)?(?:\/|$))/;
const SHORTEST = 8;
const FEWEST_DIFFERENT = 6;
/** UTF-16 units; settings of a machine are short. */
const MOST_READ = 100_000;

/** Does a file of settings hold a value that looks like a secret? What every copy of a project has for a start does not: nothing, words, places, placeholders. */
export function holdsSecret(text: string): boolean {
  return Array.from(text.slice(0, MOST_READ).matchAll(SETTING)).some(([, name, value]) => isSecret(name!, bare(value!)));
}

function isSecret(name: string, value: string): boolean {
  const password = PASSWORD_IN_ADDRESS.exec(value)?.[1];
  if (password !== undefined) return !PLACEHOLDER.test(password) && !/^(?:[a-z]+|[A-Z_]+)$/.test(password);
  return NAMES_SECRET.test(name) && !SHOWN.test(name) && value.length >= SHORTEST && new Set(value).size >= FEWEST_DIFFERENT && !PLACEHOLDER.test(value) && !PLAIN.test(value);
}

/** A value without its quotation marks, and without the comment behind it. */
function bare(value: string): string {
  const quoted = /^(["'`])(.*?)\1/.exec(value);
  return quoted ? quoted[2]! : value.replace(/\s+#.*$/, '').trim();
}
