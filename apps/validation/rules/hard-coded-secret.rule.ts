import type { Severity } from '#libs/contracts/severity.js';
import type { Rule } from '../check.js';
import { backDoor } from './hard-coded-secret/javascript/back-doors.js';
import { asideOf } from './reach/aside.js';
import { Report } from './report.js';
import { findInSmall } from './small-scripts.js';
import { mask, Places, textOf, visible } from './text.js';

interface Kind {
  what: string;
  /** The group `secret`, or the whole match, is the secret. No repetition inside of a repetition: time stays linear. */
  pattern: RegExp;
  severity: Severity;
  /** What a match has to be besides, to be one; with what follows its beginning. */
  isOne?: (secret: string, rest: string) => boolean;
}

const high = (what: string, pattern: RegExp): Kind => ({ what, pattern, severity: 'high' });

const KINDS: readonly Kind[] = [
  // Certificates for tests and for local servers come with theirs; what it opens, nobody can see.
  { what: 'a private key', severity: 'medium', pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:[\s"'`+,]|\\[nr])*(?<secret>[A-Za-z0-9+/=\\\r\n]{64})/g, isOne: isWhole },
  // In a signed address it only says who signed.
  high('an AWS access key', /\b(?<!X-Amz-Credential=)(?:AKIA|ASIA)[A-Z2-7]{16}\b/g),
  high('an AWS secret key', /aws_?secret_?(?:access_?)?key["'\s]{0,3}[=:]["'\s]{0,3}(?<secret>[A-Za-z0-9/+]{40})\b/gi),
  high('a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/g),
  high('a GitLab token', /\bglpat-[\w-]{20,64}/g),
  high('an npm token', /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*(?<secret>[\w+/=-]{20,200})/g),
  high('a PyPI token', /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,250}/g),
  high('a Slack token', /\bxox[abeprs]-\d{8,14}-[\w-]{16,200}/g),
  high('a Slack webhook', /\bhooks\.slack\.com\/services\/(?<secret>T[A-Z0-9]{6,12}\/B[A-Z0-9]{6,12}\/[A-Za-z0-9]{20,32})/g),
  // Whatever server hands on what it gets.
  high('a Discord webhook', /\/api\/(?:v\d{1,2}\/)?webhooks\/\d{15,21}\/(?<secret>[\w-]{50,90})/g),
  high('a Telegram bot token', /\b\d{8,10}:AA[\w-]{33}\b/g),
  high('a Stripe key', /\b[sr]k_live_[A-Za-z0-9]{20,250}\b/g),
  high('an OpenAI key', /\bsk-(?:proj-|svcacct-)?[\w-]{20,100}T3BlbkFJ[\w-]{20,100}/g),
  high('an Anthropic key', /\bsk-ant-(?:api|admin)\d{2}-[\w-]{80,120}/g),
  high('a Hugging Face token', /\bhf_[A-Za-z]{34}\b/g),
  high('a SendGrid key', /\bSG\.[\w-]{22}\.[\w-]{43}\b/g),
  high('a DigitalOcean token', /\bdo[opr]_v1_[a-f0-9]{64}\b/g),
  high('a Google client secret', /\bGOCSPX-[\w-]{28}\b/g),
  high('a Shopify token', /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/g),
  high('a Vault token', /\bhvs\.[\w-]{24,128}/g),
  high('a Linear key', /\blin_api_[A-Za-z0-9]{40}\b/g),
  high('a Notion token', /\bntn_[A-Za-z0-9]{43,46}\b/g),
  { what: 'a Discord bot token', severity: 'high', pattern: /\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/g, isOne: beginsWithNumber },
  high('the key of an Azure storage account', /\bAccountKey=(?<secret>[A-Za-z0-9+/]{86}==)/g),
  // A host of documentation has none, and this computer no secret.
  high('a password of a database', /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?):\/\/[\w.%-]{1,64}:(?<secret>[^\s@/:'"`${}<>]{10,128})@(?!localhost\b|127\.|0\.0\.0\.0|\[::1\]|(?:[\w-]{1,63}\.){0,4}example\.com\b)/g),
  // Pages show it to every visitor; what it may be used for is limited elsewhere.
  { what: 'a Google API key', pattern: /\bAIza[\w-]{35}(?![\w-])/g, severity: 'low' },
];

/** The key of the emulator of Azure's storage, which its documentation publishes and everybody has. */
const EMULATOR_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const PLACEHOLDER = /example|placeholder|dummy|xxxx|0000|1234567890|your[_-]/i;
const FEWEST_DIFFERENT = 10;
/** UTF-16 units of a private key of 16,384 bits, quoted line by line. */
const LONGEST_KEY = 20_000;
const KEY_TEXT = /^(?:\\[nr]|[A-Za-z0-9+/=\s"'`,\\])*/;
const LETTERS_OF_BASE64 = /[A-Za-z0-9+/]/g;

/** A key that is in a package, or opens what it guards, is known to everybody who installs it; medium in documents, tests and behind `@example`, which show examples. Of a private key, less than half is none. */
export const rule: Rule = {
  id: 'hard-coded-secret',
  code: 'DAT-03',
  version: 14,
  title: 'Secrets in the package',
  why: 'A key in a package is known to everybody who installs it, and so is what it opens.',
  sections: (pkg) => findInSmall(pkg, rule.id, BACK_DOOR),
  run(pkg) {
    const report = new Report(rule.id);
    for (const file of pkg.files) {
      const text = textOf(file.path, file.bytes);
      if (text === null) continue;
      const places = new Places(text);
      for (const { what, pattern, severity, isOne } of KINDS) {
        for (const match of text.matchAll(pattern)) {
          const secret = match.groups?.['secret'] ?? match[0];
          if (isPlaceholder(secret) || isOne?.(secret, text.slice(match.index + match[0].indexOf(secret), match.index + LONGEST_KEY)) === false) continue;
          const before = match[0].slice(0, match[0].indexOf(secret));
          report.add({ severity: isShown(file.path) || EXAMPLE.test(text.slice(Math.max(0, match.index - LONGEST_TAG), match.index)) ? (LESS[severity] ?? severity) : severity, message: `this looks like ${what}`, help: HELP, file: file.path, ...places.at(match.index), evidence: visible(before + mask(secret)) });
        }
      }
    }
    return [...report.findings(), ...findInSmall(pkg, rule.id, BACK_DOOR)];
  },
};

/** A script that checks who somebody is. */
const BACK_DOOR = { hints: [/\bnext\b|\bheaders\b|fromEntropy|entropyToMnemonic|fromSeed|\b(?:verify|compare|authenticate|authorize|allowed|check|login|logIn|signIn|hash)\w{0,12}\s*[(=:]|[pP]assword/, /={2,3}\s*(?:['"`]|\w+\b)|['"`]\s*={2,3}|\bexec(?:Sync)?\s*\(|\brandom\b|\.slice\(0|\.substr|\.verify\(|\.endsWith\(|\.(?:some|find|findIndex|filter)\(/, /['"`][^'"`\n]{4,200}['"`]|\d/], find: backDoor, message: 'who knows what is written here is let in without the check that all others have to pass, runs what it likes or guesses a key, or a password counts only by its first letters', help: 'Check everybody alike; let whoever runs it set keys and users.' };

const LESS: Partial<Record<Severity, Severity>> = { high: 'medium', medium: 'low' };

/** What stands behind this tag in a comment is shown, and reaches no program; in maps of sources, quotation marks are escaped. */
const EXAMPLE = /\*\s*@example\s+\\?["'`]?$/;
const LONGEST_TAG = 24;

/** Documents and tests have examples, and what is in them reaches nothing by itself. */
function isShown(path: string): boolean {
  return asideOf(path) !== null || /\.(?:md|markdown|mdx|rst|adoc|txt)$/i.test(path);
}

const HELP = 'Withdraw it where it was issued, because it must count as known; let users enter their own in the settings.';

function isPlaceholder(secret: string): boolean {
  return secret === EMULATOR_KEY || PLACEHOLDER.test(secret) || new Set(secret).size < FEWEST_DIFFERENT;
}

/** The first part is the number of an account, in base64. */
function beginsWithNumber(token: string): boolean {
  const part = token.slice(0, token.indexOf('.'));
  return /^[A-Za-z0-9]+$/.test(part) && part.length % 4 !== 1 && /^\d+$/.test(atob(part));
}

/** A key in DER says in its first bytes how long it is; what is shown of one in documentation is less than half of it. */
function isWhole(secret: string, rest: string): boolean {
  if (!/^MII[A-Za-z0-9+/]{3}/.test(secret)) return true;
  const header = atob(`${secret.slice(0, 6)}==`);
  const bytes = 4 + (header.charCodeAt(2) << 8) + header.charCodeAt(3);
  const shown = KEY_TEXT.exec(rest)![0].replace(/\\[nr]/g, '').match(LETTERS_OF_BASE64)!.length;
  return shown * 3 / 4 >= bytes / 2;
}
