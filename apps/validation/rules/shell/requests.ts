import type { Value } from './values.js';

/** The command lines of programs that ask servers. */
export interface Request {
  /** Words that say where it goes, or are sent as they stand. */
  words: Value[];
  /** Files that are sent; `-` is what comes by a pipe. */
  files: string[];
  /** The file that is written; `-` for what the next command gets. */
  into: string;
}

interface Options {
  /** Letters and names of options with something behind them. */
  letters: string;
  names: RegExp;
  /** Of these, those whose word is sent, those whose word is a file that is sent, and the file that is written. */
  sends: RegExp;
  sendsFile: RegExp;
  writes: RegExp;
  /** Whatever has no name is written under that which it has on the server. */
  keepsName: RegExp | null;
}

const OPTIONS: Readonly<Record<'curl' | 'wget', Options>> = {
  curl: {
    letters: 'AbcCdDeEFHhKmoPQrtTuUwXxyYz',
    names: /^--(?!(?:fail|silent|show-error|location|insecure|compressed|progress-bar|remote-name|verbose|include|head|get|globoff|no-\w+|http[\d.]+|ipv[46]|location-trusted|tlsv[\d.]+|remote-time|netrc|create-dirs|fail-with-body|parallel|remote-header-name)$)/,
    sends: /^-(?:d|F|H|A|e|b|-data(?:-\w+)?|-form(?:-string)?|-json|-url-query|-header|-user-agent|-referer|-cookie)$/, sendsFile: /^-(?:T|-upload-file)$/, writes: /^-(?:o|-output)$/, keepsName: /^-(?:\w*O\w*|-remote-name)$/,
  },
  wget: { letters: 'aBDeIilOoPQRtTUwX', names: /^--(?:post-\w+|body-\w+|header|output-document|user-agent|method|timeout|tries|directory-prefix)$/, sends: /^-(?:U|-post-data|-body-data|-header|-user-agent)$/, sendsFile: /^--(?:post|body)-file$/, writes: /^-(?:O|-output-document)$/, keepsName: null },
};
/** What is behind these says who asks, or how. */
const OF_LOGIN = /^-(?:u|U|X|-user|-proxy-user|-netrc-file|-cert|-key|-cacert|-request|E)$/;
/** A file in the place of what is sent. */
const FROM_FILE = /^(?:[\w.[\]-]{1,60}=)?[@<](.{1,300}?)(?:;.*)?$/;

/** What a command line of curl or wget asks; other clients are read as the former. */
export function requestOf(program: string, words: readonly Value[]): Request {
  const options = OPTIONS[program === 'wget' ? 'wget' : 'curl'];
  const request: Request = { words: [], files: [], into: program === 'wget' ? '' : '-' };
  let isNamed = false;
  for (let at = 0; at < words.length; at++) {
    const { option, value } = optionAt(words, at, options);
    if (option === null) request.words.push(words[at]!);
    if (option !== null && options.keepsName?.test(words[at]!.text)) isNamed = true;
    if (value === null || option === null) continue;
    if (value === words[at + 1]) at++;
    if (options.writes.test(option)) request.into = value.text;
    else if (options.sendsFile.test(option)) request.files.push(value.text);
    else if (options.sends.test(option)) sent(value, request);
    else if (!OF_LOGIN.test(option)) request.words.push(value);
  }
  if (isNamed || request.into === '') request.into = nameOn(request.words);
  return request;
}

function sent(value: Value, { words, files }: Request): void {
  const file = FROM_FILE.exec(value.text)?.[1];
  if (file === undefined) words.push(value);
  else files.push(file);
}

/** The option that a word is, in its short form where there is one, and what belongs to it: the rest of the word, or the next one. */
function optionAt(words: readonly Value[], at: number, { letters, names }: Options): { option: string | null; value: Value | null } {
  const word = words[at]!;
  const { text } = word;
  if (!/^-./.test(text)) return { option: null, value: null };
  const next = words[at + 1] ?? null;
  if (text.startsWith('--')) {
    const [name = '', ...rest] = text.split('=');
    if (rest.length > 0) return { option: name, value: { ...word, text: rest.join('=') } };
    return { option: name, value: names.test(name) ? next : null };
  }
  const letter = Array.from(text.slice(1)).findIndex((each) => letters.includes(each));
  if (letter < 0) return { option: text, value: null };
  const rest = text.slice(letter + 2);
  return { option: `-${text[letter + 1]}`, value: rest === '' ? next : { ...word, text: rest } };
}

function nameOn(words: readonly Value[]): string {
  const address = words.find(({ text }) => text.includes('/'))?.text ?? '';
  return address.replace(/[?#].*/, '').replace(/\/+$/, '').replace(/^.*\//, '');
}

/** The server that a word names, in small letters; null where it names none, or nobody knows. */
export function hostIn(text: string): string | null {
  const host = /^(?:[a-z][a-z+.-]{1,10}:\/\/)?(?:[^@/\s]{1,100}@)?([^/:?#\s]{1,300})/i.exec(text)?.[1]?.toLowerCase();
  return host !== undefined && host.includes('.') && !host.includes('\0') ? host : null;
}

/** This computer and its network. */
const NEAR = /^(?:[a-z]+:\/\/(?![^/]*\.[a-z]))?(?:localhost|127\.|10\.|192\.168\.|169\.254\.|0\.0\.0\.0|\[::1\])|^[a-z]+:\/\/(?:[\w-]+(?::\d+)?(?:\/|$)|host\.docker\.internal)/i;
const ADDRESS = /^(?:[a-z]+:\/\/|[\w\0-]+(?:\.[\w\0-]+)+(?:[/:]|$)|localhost)/i;

/** Does every address among words lead to this computer, or to its network? */
export function staysNear(words: readonly Value[]): boolean {
  const addresses = words.filter(({ text }) => ADDRESS.test(text));
  return addresses.length > 0 && addresses.every(({ text }) => NEAR.test(text));
}
