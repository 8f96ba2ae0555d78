import { parse } from 'unbash';
import type { Command, Redirection, Statement, SyntaxNode, Word, WordPart } from 'unbash';
import { isHostOf, printedBy } from '../facts/secrets.js';
import { CONNECTS, COPIES_AWAY, FETCHES, INTERPRETERS, LOOKS_UP, programIn, READS_FILES, SHELLS, SILENT, toldBy, WAYS, WRITES_FILES } from './programs.js';
import { hostIn, requestOf, staysNear } from './requests.js';
import { joined, madeOf, MARKS, NOTHING, ofEnvironment, ofPath, plain, PRIVATE, UNKNOWN } from './values.js';
import type { Value } from './values.js';

/** What a script of a shell does with data. */
export interface Deed {
  /** It sends what is private, sends what says who uses which computer, runs what a server answers, runs a text that stands there encoded, or does more than is followed. */
  kind: 'sends-private' | 'sends-computer' | 'runs-answer' | 'runs-hidden' | 'unfollowed';
  /** UTF-16 units from the beginning of the script. */
  at: number;
}

/** Commands and what holds them that one script may take, words that a loop is turned for, calls of functions and scripts within each other, UTF-16 units of a text that is kept, and of all that are kept or read as scripts. */
const MOST_STEPS = 200_000;
const MOST_TURNS = 16;
const DEEPEST = 12;
const LONGEST_TEXT = 128 * 1024;
const MOST_TEXT = 4 * LONGEST_TEXT;
/** What has something to send with, and something to send or to run. */
const HINT = /\b(?:curl|wget|fetch|xh|https?(?=\s)|aria2c|nslookup|dig|host|ping6?|drill|nc|ncat|netcat|socat|telnet|openssl|s?ftp|scp|rsync|ssh|mailx?|sendmail|mutt|base64|xxd|GET|POST)\b/;
const MOVES = /[$`|<>@\n;&*~]/;

/**
 * What a script in the language of Bash and its relatives does with data: variables, files, pipes, functions and what
 * stands in quotation marks are followed, each branch once. What is not known is `\0`. The grammar is that of unbash.
 */
export function deedsIn(script: string): Deed[] {
  return HINT.test(script) && MOVES.test(script) ? new ShellScript().read(script) : [];
}

/** A key that a program printed goes to a server as anything but what one logs in there with: services of one's own take keys of their cloud. */
function isHandedOver({ marks, text }: Value): boolean {
  return (marks & MARKS.printed) !== 0 && !/^\s*(?:proxy-)?authorization:/i.test(text);
}

class ShellScript {
  readonly #variables = new Map<string, Value>();
  readonly #files = new Map<string, Value>();
  readonly #functions = new Map<string, SyntaxNode>();
  readonly #deeds = new Map<Deed['kind'], Deed>();
  #arguments: readonly Value[] = [];
  #steps = 0;
  #kept = 0;
  #depth = 0;
  #made = 0;
  #at = 0;

  read(script: string): Deed[] {
    for (const statement of parse(script).commands) {
      this.#at = statement.pos;
      this.#run(statement, NOTHING);
    }
    return [...this.#deeds.values()].sort((a, b) => a.at - b.at);
  }

  #tell(kind: Deed['kind']): void {
    if (!this.#deeds.has(kind)) this.#deeds.set(kind, { kind, at: this.#at });
  }

  /** Goes one level down, unless it is deep enough. */
  #within(run: () => Value): Value {
    if (this.#depth >= DEEPEST) return UNKNOWN;
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  /** What comes behind this is not known. */
  #unfollowed(): Value {
    this.#tell('unfollowed');
    return UNKNOWN;
  }

  #keep(value: Value): Value {
    this.#kept += value.text.length;
    return value.text.length > LONGEST_TEXT || this.#kept > MOST_TEXT ? this.#unfollowed() : value;
  }

  // ---- commands, with what comes by a pipe; each answers what it writes ----

  #all(nodes: readonly SyntaxNode[], input: Value): Value {
    return joined(nodes.map((node) => this.#run(node, input)));
  }

  #run(node: SyntaxNode | undefined, input: Value): Value {
    if (node === undefined) return NOTHING;
    if (++this.#steps > MOST_STEPS) return this.#unfollowed();
    switch (node.type) {
      case 'Statement':
        return this.#run(node.command, input);
      case 'AndOr':
      case 'CompoundList':
      case 'Script':
        return this.#all(node.commands, input);
      case 'Pipeline':
        return node.commands.reduce((flow, each) => this.#run(each, flow), input);
      case 'Subshell':
      case 'BraceGroup':
      case 'ArithmeticFor':
      case 'Coproc':
        return this.#run(node.body, input);
      case 'If':
        return this.#all([node.clause, node.then, ...node.elif.flatMap(({ clause, then }) => [clause, then]), ...(node.else ? [node.else] : [])], input);
      case 'While':
        return this.#all([node.clause, node.body], input);
      case 'For':
      case 'Select':
        return joined(this.#turns(node.wordlist).map((value) => (this.#variables.set(node.name.value, value), this.#run(node.body, input))));
      case 'Case':
        return this.#all(node.items.map(({ body }) => body), input);
      case 'Redirected':
        return this.#redirected(node.redirects, input, (given) => this.#run(node.command, given));
      case 'Function':
        return void this.#functions.set(node.name.value, node.body), NOTHING;
      case 'Command':
        return this.#redirected(node.redirects, input, (given) => this.#command(node, given));
      default:
        return NOTHING;
    }
  }

  #turns(words: readonly Word[] | undefined): Value[] {
    const values = words?.map((word) => this.#word(word)) ?? this.#arguments;
    return values.flatMap((value) => value.text.split(/\s+/).filter((text) => text !== '').map((text) => ({ ...value, text }))).slice(0, MOST_TURNS);
  }

  #redirected(redirects: readonly Redirection[], input: Value, run: (input: Value) => Value): Value {
    let given = input;
    for (const each of redirects) {
      if (each.type === 'HereDoc') given = each.body.parts ? this.#parts(each.body.parts) : plain(each.body.text);
      else if (each.target && each.type === 'HereString') given = this.#word(each.target);
      else if (each.target && each.operator === '<') given = this.#file(this.#word(each.target).text);
    }
    let written = run(given);
    for (const each of redirects) {
      if (each.type !== 'Redirect' || !each.target || !/^(?:&?>>?|>\|)$/.test(each.operator)) continue;
      if (each.descriptor?.type === 'FileDescriptor' && each.descriptor.value !== 1) continue;
      const path = this.#word(each.target).text;
      if (/^\/dev\/(?:tcp|udp)\//.test(path)) this.#sent([written], []);
      this.#write(path, written);
      written = NOTHING;
    }
    return written;
  }

  #command(node: Command, input: Value): Value {
    for (const each of [...node.prefix, ...node.suffix]) if (each.type === 'Assignment') this.#assign(each.name, each.value.type === 'Word' ? this.#word(each.value) : joined(each.value.elements.map((word) => this.#word(word)), ' '), each.append);
    if (!node.name) return NOTHING;
    const words = [node.name, ...node.args.filter((each) => each.type === 'Word')].flatMap((word) => this.#split(word));
    return this.#start(words, input);
  }

  /** A word of which a variable with several words makes as many, unless it stands in quotation marks. */
  #split(word: Word): Value[] {
    const value = this.#word(word);
    const isOpen = word.parts?.length === 1 && (word.parts[0]!.type === 'SimpleExpansion' || word.parts[0]!.type === 'ParameterExpansion');
    return isOpen && /\s/.test(value.text) ? value.text.split(/\s+/).filter((text) => text !== '').map((text) => ({ ...value, text })) : [value];
  }

  #start(words: readonly Value[], input: Value): Value {
    const [first, ...rest] = words;
    if (first === undefined) return NOTHING;
    const program = first.text.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
    const texts = rest.map(({ text }) => text);
    const known = this.#functions.get(first.text);
    if (known) return this.#within(() => this.#call(known, rest, input));
    const told = toldBy(program, texts);
    if (told !== null) return { text: '\0', marks: MARKS[told], owners: [] };
    const printed = printedBy([program, ...texts].join(' '));
    if (printed !== null) return { text: '\0', ...(printed === 'credentials' ? { marks: MARKS.credentials, owners: [] } : { marks: MARKS.printed, owners: [printed] }) };
    if (WAYS.has(program)) {
      const from = programIn(texts);
      const given = program === 'xargs' ? rest.map((each) => (each.text.includes('{}') ? madeOf([each, input], each.text.replaceAll('{}', '\0')) : each)) : rest;
      return from < 0 ? NOTHING : this.#within(() => this.#start([...given.slice(from), ...(program === 'xargs' ? [input] : [])], input));
    }
    if (FETCHES.has(program)) return this.#fetch(program, rest, input);
    if (LOOKS_UP.has(program)) return this.#lookUp(rest);
    if (SHELLS.has(program) || INTERPRETERS.has(program)) return this.#interpret(program, rest, input);
    if (program === 'eval') return this.#runText(joined(rest, ' '), input);
    if (program === 'source' || program === '.') return this.#runText(this.#file(texts[0] ?? ''), input);
    if (program === 'echo' || program === 'printf') return joined(rest.filter(({ text }) => !/^-[neE]+$/.test(text)), ' ');
    if (program === 'read' || program === 'mapfile' || program === 'readarray') return this.#read(rest, input);
    if (program === 'mktemp') return plain(`/tmp/\0${++this.#made}`);
    if (program === 'find') return this.#find(rest, input);
    if (this.#fileAt(first.text)?.marks === MARKS.answer) this.#tell('runs-answer');
    if (CONNECTS.has(program)) this.#sent([input], rest, ~MARKS.computer);
    if (COPIES_AWAY.has(program)) this.#sent(texts.map((text) => this.#file(text)), rest, ~MARKS.computer);
    if (SILENT.has(program)) return NOTHING;
    return this.#madeBy(program, rest, input);
  }

  /** What any other program writes is made of what it gets: by a pipe, as a word, in a file. */
  #madeBy(program: string, words: readonly Value[], input: Value): Value {
    const isReading = program === 'base64' || program === 'xxd' || program === 'openssl';
    const decoded = isReading && words.some(({ text }) => /^-(?:d|D|r|-decode|rp|ps|pr|r\w*)$/.test(text)) ? decodedOf(input) : null;
    const made = decoded ?? madeOf([input, ...(READS_FILES.has(program) ? [] : words), ...words.filter(({ text }) => !text.startsWith('-')).map(({ text }) => this.#file(text))]);
    if (WRITES_FILES.has(program)) for (const { text } of words) if (!text.startsWith('-') && ofPath(text).marks === 0) this.#write(text, made);
    return made;
  }

  #call(body: SyntaxNode, words: readonly Value[], input: Value): Value {
    const before = this.#arguments;
    this.#arguments = words;
    const written = this.#run(body, input);
    this.#arguments = before;
    return written;
  }

  #read(words: readonly Value[], input: Value): Value {
    for (const { text } of words) if (/^[A-Za-z_]\w*$/.test(text)) this.#assign(text, madeOf([input]));
    return NOTHING;
  }

  /** `find … -name id_rsa -exec curl -T {} …` */
  #find(words: readonly Value[], input: Value): Value {
    const from = words.findIndex(({ text }) => /^-(?:exec|execdir|ok)$/.test(text));
    const found = madeOf(words.slice(0, from < 0 ? words.length : from).flatMap(({ text }) => [ofPath(text), ofPath(`~/${text}`)]));
    if (from < 0) return found;
    const path = `/tmp/\0${++this.#made}`;
    this.#write(path, found);
    const run = words.slice(from + 1).filter(({ text }) => text !== ';' && text !== '+' && text !== '\\;');
    return this.#within(() => this.#start(run.map((each) => ({ ...each, text: each.text.replaceAll('{}', path) })), input));
  }

  // ---- servers ----

  #fetch(program: string, words: readonly Value[], input: Value): Value {
    const request = requestOf(program, words);
    const files = request.files.map((path) => (path === '-' || path === '.' || path === '/dev/stdin' ? input : this.#file(path)));
    this.#sent([...request.words, ...files], request.words);
    const answer = { text: '\0', marks: MARKS.answer, owners: [] };
    if (request.into === '-' || request.into === '/dev/stdout') return answer;
    this.#write(request.into, answer);
    return NOTHING;
  }

  /** A name with something in front of a domain. */
  #lookUp(words: readonly Value[]): Value {
    this.#sent(words.filter(({ text }) => /\0[^/]*\.[a-z]/i.test(text)), []);
    return UNKNOWN;
  }

  /** `counts`: marks that say something, where others are ordinary. */
  #sent(values: readonly Value[], words: readonly Value[], counts = ~0): void {
    const { marks, owners } = joined(values);
    if (staysNear(words)) return;
    const hosts = words.flatMap(({ text }) => hostIn(text) ?? []);
    const isStranger = hosts.length > 0 && owners.some((owner) => !hosts.some((host) => isHostOf(owner, host)));
    if ((marks & counts & PRIVATE) !== 0 || (isStranger && (owners.length > 1 || values.some(isHandedOver)))) this.#tell('sends-private');
    else if ((marks & counts & MARKS.computer) !== 0) this.#tell('sends-computer');
  }

  // ---- code ----

  #interpret(program: string, words: readonly Value[], input: Value): Value {
    const isShell = SHELLS.has(program);
    const at = words.findIndex(({ text }) => /^-\w*[ce]$/.test(text));
    const text = words[at + 1];
    if (at >= 0 && text) return isShell ? this.#runText(text, input) : this.#runForeign(text);
    const file = words.find(({ text: word }) => !word.startsWith('-'));
    const code = file && file.text !== '/dev/stdin' ? this.#file(file.text) : input;
    return isShell ? this.#runText(code, input) : this.#runForeign(code);
  }

  /** Code of another language is only looked at for where it comes from. */
  #runForeign({ text, marks }: Value): Value {
    if ((marks & MARKS.answer) !== 0 && startsUnknown(text)) this.#tell('runs-answer');
    if ((marks & MARKS.hidden) !== 0) this.#tell('runs-hidden');
    return UNKNOWN;
  }

  #runText(code: Value, input: Value): Value {
    this.#runForeign(code);
    if (startsUnknown(code.text)) return UNKNOWN;
    if (this.#depth >= DEEPEST) return this.#unfollowed();
    return this.#within(() => this.#all(parse(this.#keep(code).text).commands as readonly Statement[], input));
  }

  // ---- names ----

  #assign(name: string, value: Value, isMore = false): void {
    const before = isMore ? this.#variables.get(name) : undefined;
    const all = before ? joined([before, value]) : value;
    this.#variables.set(name, this.#keep(all));
  }

  #variable(name: string): Value {
    if (/^[@*]$/.test(name)) return joined(this.#arguments, ' ');
    if (/^\d+$/.test(name)) return this.#arguments[Number(name) - 1] ?? UNKNOWN;
    return this.#variables.get(name) ?? ofEnvironment(name);
  }

  #write(path: string, value: Value): void {
    const name = fileName(path);
    const before = this.#files.get(name);
    if (!/^\/dev\/(?:null|stderr|stdout)$/.test(path)) this.#files.set(name, before ? joined([before, value]) : value);
  }

  /** A file that the script wrote: by its last name, because nobody knows where it stands. */
  #fileAt(path: string): Value | undefined {
    return path.includes('/') || this.#files.has(path) ? this.#files.get(fileName(path)) : undefined;
  }

  #file(path: string): Value {
    return this.#files.get(fileName(path)) ?? ofPath(path);
  }

  // ---- words ----

  #word(word: Word): Value {
    return word.parts ? this.#parts(word.parts) : plain(word.value);
  }

  #parts(parts: readonly WordPart[]): Value {
    return joined(parts.map((part) => this.#part(part)));
  }

  #part(part: WordPart): Value {
    switch (part.type) {
      case 'DoubleQuoted':
      case 'LocaleString':
        return this.#parts(part.parts);
      case 'SimpleExpansion':
        return this.#variable(part.text.slice(1));
      case 'ParameterExpansion':
        return this.#expanded(part);
      case 'CommandExpansion':
        return part.script ? this.#within(() => this.#substituted(this.#run(part.script, NOTHING))) : UNKNOWN;
      case 'ProcessSubstitution':
        return this.#fileOf(part.script);
      case 'ArithmeticExpansion':
        return UNKNOWN;
      case 'ExtendedGlob':
      case 'BraceExpansion':
        return plain(part.text);
      default:
        return plain(part.value);
    }
  }

  #substituted(written: Value): Value {
    return { ...written, text: written.text.trim() };
  }

  #expanded({ parameter, prefix, operation }: Extract<WordPart, { type: 'ParameterExpansion' }>): Value {
    const value = this.#variable(parameter);
    if (prefix === '#') return UNKNOWN;
    if (operation === undefined) return value;
    if (operation.type === 'Default') return value.text === '\0' && value.marks === 0 ? this.#word(operation.operand) : value;
    return madeOf([value]);
  }

  /** `<(…)`: a file with what the commands write. */
  #fileOf(script: SyntaxNode | undefined): Value {
    const path = `/tmp/\0${++this.#made}`;
    this.#write(path, this.#within(() => this.#run(script, NOTHING)));
    return plain(path);
  }
}

function fileName(path: string): string {
  return path.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '');
}

/** Is what a text begins with, which is what runs, not known? */
function startsUnknown(text: string): boolean {
  return text.trimStart().startsWith('\0');
}

/** A text in base64, read; one that is not known stays so, with its marks. */
function decodedOf(input: Value): Value {
  const text = input.text.trim();
  if (!/^[\w+/=\s-]{8,}$/.test(text)) return madeOf([input]);
  return { text: Buffer.from(text, 'base64').toString('utf8'), marks: input.marks | MARKS.hidden, owners: [] };
}
