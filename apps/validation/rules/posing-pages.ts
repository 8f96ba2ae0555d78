import { shownIn } from './html/shown.js';
import { hostIn } from './facts/places.js';
import { isHostOf, serviceNames } from './facts/services.js';

/** Names of hosts, by the dialects of their manifests: nobody but the host itself asks for its password. */
const HOSTS: Readonly<Record<string, readonly string[]>> = {
  formula: ['Formula'],
  orchestra: ['Orchestra'],
  skynet: ['Skynet'],
  comfyvn: ['ComfyVN'],
  vscode: ['Visual Studio Code', 'VS Code', 'VSCode', 'Settings Sync'],
};

/** What hosts with this dialect are called. */
export function hostNames(dialect: string): readonly string[] {
  return HOSTS[dialect] ?? [];
}

/** Whose page a text poses as that asks to sign in; null where it is nobody's in the list, or one of the hosts is of that service. */
export function posesAs(text: string, dialect: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0) return null;
  for (const name of HOSTS[dialect] ?? []) if (asksFor(name, text) || (SIGNS_IN.test(text) && isHeading(name, text))) return name;
  const paid = CARD.test(text) ? (HOSTS[dialect] ?? []).find((name) => new RegExp(String.raw`\b${name}\b(?!\.)`).test(shownIn(text))) : undefined;
  if (paid !== undefined) return paid;
  const service = serviceNames().find((name) => text.includes(name) && (asksFor(name, text) || asksHere(name, text) || (SIGNS_IN.test(text) && (isDrawn(name, text) || isHeadOfForm(name, text)))));
  return service === undefined || hosts.some((host) => isHostOf(service, host)) ? null : service;
}

/** Whose page a login is taken for by the names that only its fields have, or because whoever has signed in is led on to it, while what they type goes elsewhere; null where it is nobody's. */
export function posesByFields(text: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0) return null;
  const led = hostIn(LEADS_ON.exec(text)?.[1] ?? '')?.host;
  const service = FIELDS.find(([, pattern]) => pattern.test(text))?.[0] ?? (led === undefined ? undefined : serviceNames().find((name) => isHostOf(name, led)));
  return service === undefined || hosts.some((host) => isHostOf(service, host)) ? null : service;
}

/** Names of fields that pages of one service have, and nobody else's. */
const FIELDS: readonly (readonly [string, RegExp])[] = [
  ['Microsoft', /<input\b[^<>]{0,300}\bname\s*=\s*["'\\]*loginfmt\b/i],
  ['Google', /<input\b[^<>]{0,300}\bid\s*=\s*["'\\]*identifierId\b/],
  ['LinkedIn', /<input\b[^<>]{0,300}\bname\s*=\s*["'\\]*session_password\b/i],
  ['GitHub', /<input\b[^<>]{0,300}\bid\s*=\s*["'\\]*login_field\b/i],
  ['PayPal', /<input\b[^<>]{0,300}\bname\s*=\s*["'\\]*login_password\b/i],
  ['Apple', /<input\b[^<>]{0,300}\bid\s*=\s*["'\\]*account_name_text_field\b/i],
];
/** Where a page goes as soon as something was sent, without a path: nobody but the service itself leads there who is signed in. */
const LEADS_ON = /\.(?:then|finally|catch)\(\s{0,9}(?:async\s)?(?:function\s{0,3}\([^()]{0,40}\)|\([^()]{0,40}\)\s{0,3}=>|\w{1,20}\s{0,3}=>)\s{0,9}\{?\s{0,20}(?:(?:window|top|self|document)\.)?location(?:\.href)?\s{0,3}(?:=|\.(?:replace|assign)\()\s{0,3}["'`](https:\/\/[\w.-]{4,60})\/?["'`]/;

/** Whose program a text of a terminal poses as that asks for a password; null where it is nobody's in the list, or one of the hosts is of that service: `Sign in to X`, `X — session expired`. */
export function posesInTerminal(text: string, hosts: readonly string[]): string | null {
  const service = serviceNames().find((name) => text.includes(name) && (asksFor(name, text) || (SIGNS_IN.test(text) && text.trimStart().startsWith(name))));
  return service === undefined || hosts.some((host) => isHostOf(service, host)) ? null : service;
}

/** Whose code is asked for that somebody gets to sign in; one that an app of a service makes may be for anybody. */
export function asksForCodeOf(text: string, dialect: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0 || !CODE.test(text)) return null;
  const isNamed = (name: string): boolean => new RegExp(String.raw`\b${name.replaceAll(' ', String.raw`\s`)}\b(?!\s{1,4}[Aa]uthenticator)`).test(text);
  return (HOSTS[dialect] ?? []).find(isNamed) ?? serviceNames().find((name) => isNamed(name) && !hosts.some((host) => isHostOf(name, host))) ?? null;
}

/** Is somebody asked for all that a card is paid with? */
export function asksForCard(text: string): boolean {
  return /\bcard[\s_-]{0,3}(?:number|no\b)|\bcc-number\b|\bcardnumber\b/i.test(text) && /\b(?:cvc|cvv)2?\b|\bcc-csc\b|\bcard\s{1,3}security\s{1,3}code\b/i.test(text);
}

const CODE = /\b(?:verification|security|one[- ]time|two[- ](?:step|factor)|2fa|\d[- ]digit|sign[- ]?in|log[- ]?in)\s{1,4}(?:\w{1,20}\s{1,4})?(?:code|verification)\b|\bOTP\b/i;
/** Whose dialog a text poses as that asks for a password or a code by itself: `X: please enter your password`; null where it is nobody's in the list. */
export function posesInDialog(text: string, dialect: string, hosts: readonly string[]): string | null {
  if (hosts.length === 0 || text.length > LONGEST_QUESTION || text.includes('<')) return null;
  const asks = (name: string): boolean => text.includes(name) && (asksFor(name, text) || (SECRET_WORD.test(text) && GIVES.test(text) && new RegExp(String.raw`\b${name.replaceAll(' ', String.raw`\s`)}\b`).test(text)));
  const host = (HOSTS[dialect] ?? []).find(asks);
  const service = host ?? serviceNames().find(asks);
  return service === undefined || (host === undefined && hosts.some((each) => isHostOf(service, each))) ? null : service;
}

const LONGEST_QUESTION = 200;
const SECRET_WORD = /\b(?:password|passcode|passphrase|recovery\s(?:phrase|code)|(?:2fa|verification|security|one-time)\scode)\b/i;
const GIVES = /\b(?:enter|type|confirm|continue|log\s?in|sign\s?in|verify|required|expired)\b/i;
/** The code of a card, which a page asks for that is paid by one. */
const CARD = /<input\b[^<>]{0,300}\b(?:name|id|placeholder)\s*=\s*["'\\]*(?:cvc|cvv)/i;
const SIGNS_IN = /\b(?:sign|log)(?:ged)?[ -]?in\b|\bsession\s{1,4}(?:has\s{1,4})?(?:expired|ended)\b/i;

/** `<p>Sign in with your X account</p>` above a field for the password: who signs in by X elsewhere has a button for it, and gives no password here. */
function asksHere(name: string, text: string): boolean {
  const own = name.replaceAll(' ', String.raw`\s`);
  return PASSWORD_FIELD.test(text) && new RegExp(String.raw`<(?!button|a\b|option)[a-z][^<>]{0,200}>[^<>]{0,200}\b(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\s+with\s+(?:your|an?)\s+${own}(?:\s\d{2,4})?\s+(?:account|password|credentials)\b`).test(text);
}

const PASSWORD_FIELD = /<input\b[^<>]{0,300}\btype\s*=\s*["'\\]*password\b/i;

/** `<h1>X</h1>`, `<title>X account</title>` and nothing else: a page that says nothing of whom it is but that. */
function isHeading(name: string, text: string): boolean {
  const own = name.replaceAll(' ', String.raw`\s`);
  return new RegExp(String.raw`<(h[1-3]|title|legend)\b[^<>]{0,200}>\s{0,20}${own}(?:\s{1,4}[Aa]ccount)?\s{0,20}</\1>`).test(text);
}

/** `<b>X</b><h2>Sign in</h2>`, or `<h3>X</h3><p>Your session has expired</p>` above a field for the password: the name of a service alone, and what is headed by it; a button with a name is one of several ways. */
function isHeadOfForm(name: string, text: string): boolean {
  const own = name.replaceAll(' ', String.raw`\s`);
  const head = String.raw`<(b|strong|h[1-6]|title|legend|header|div|span|p)\b[^<>]{0,200}>\s{0,20}${own}\s{0,20}</\1>(?:\s{0,20}</?(?!button|a\b|input)[a-z][^<>]{0,200}>){0,6}\s{0,20}`;
  if (new RegExp(String.raw`${head}<(?:h[1-6]|legend|title)\b[^<>]{0,200}>\s{0,20}(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\b`).test(text)) return true;
  return PASSWORD_FIELD.test(text) && new RegExp(String.raw`${head}<(?:p|div|span|label|small)\b[^<>]{0,200}>[^<>]{0,100}(?:[Ss]ession\s(?:has\s)?(?:expired|ended)|(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\s(?:again|to\scontinue))\b`).test(text);
}

/** `<svg>…<text>X</text></svg>`: the sign of a service, drawn with its name. */
function isDrawn(name: string, text: string): boolean {
  return new RegExp(String.raw`<text\b[^<>]{0,200}>\s{0,20}${name}\s{0,20}(?:</tspan>\s{0,20})?</text>`).test(text);
}

/** `Sign in to X`, `X password`, `X · Log in`; with an account of X, people sign in elsewhere. */
function asksFor(name: string, text: string): boolean {
  const own = name.replaceAll(' ', String.raw`\s`);
  return new RegExp(String.raw`\b(?:[Ss]ign|[Ll]og)(?:ged)?[ -]?[Ii]n(?:to|\s+(?:again\s+)?to)\s+(?:your\s+|the\s+)?(?:<[a-z]{1,6}>)?${own}(?!\w|[\s-]+(?:with|for|by|\d))|\b${own}(?:\s+(?:\d{2,4}|[Aa]ccount))?\s+(?:[Pp]assword|session)\b|\b${own}\s{0,2}[·|:–—-]\s{0,2}(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\b|\b(?:[Ss]ign|[Ll]og)[ -]?[Ii]n\s{0,2}[·|:–—-]\s{0,2}${own}\b|\b(?:[Cc]ode|PIN)\b[^.<>]{0,30}\b${own}\s+(?:has\s+)?(?:sent|texted|e?-?mailed)\b`).test(text);
}
