import type { Mentions } from '../../rules/javascript/syntax/mentions.js';
import { SCRIPT_PATH } from '../../rules/facts/places.js';
import { CLIPBOARD_READS, DATA, HOST_DATA, KEPT_OBJECTS, PRIVATE, PRIVATE_MARKS, type PrivateMark } from '../host-data.js';
import { allOf, type Call } from './calls.js';
import { addressIn, bare, functionsIn, holdsAllKept, isBehind, isIn, isPathOf, isServer, marksOfPaths, namesHost, pathOf, rowOf, textsIn, within } from './data-cells.js';
import { asksByClient, isCommand, namesByCommand, opensRequest, runsFile, startsSender } from './data-commands.js';
import { eventsOf, hearersOf } from './data-events.js';
import { keptUnder } from './data-kept.js';
import { lentKeys } from './data-lent-keys.js';
import { askKnown } from './data-people.js';
import { heardBy, heardByCall, rewritesTold, wantsAnswers } from './data-listeners.js';
import { calledWith, connectsByName, contentAt, contentOf, isOfPython, keepWritten, loadsObjects, measures, passThrough, sendsLater, uploadedBy } from './data-python.js';
import { isAgain, unaskedIn } from './data-unasked.js';
import { isForge, isPush, pushed } from './data-pushes.js';
import { holdsAccount, isAccount, namesAccount, ownersOfAccounts, standsIn } from './data-accounts.js';
import { findTexts } from './data-texts.js';
import { looksUp, zonedNames } from './data-zones.js';
import { asksForAll, clears, heldIn } from './data-wholes.js';
import { usesOfWholes, type UseOfWhole } from './data-whole-uses.js';
import { Marks } from './data-marks.js';
import { AIMS, LOADS, type Machine } from './machine.js';
import { memberPath } from './paths.js';
import { INERT, type Cell, type Code, type Place, type Value } from './values.js';

/** What a package does with data, and where. `sent`: private data goes to a server that the package names. `command`, `code`, `script`: what a server answered is run as a command, run as code, kept as a script. `replaced`: a function of the host is replaced by one of the package. `swapped`: an account of the package comes in the place of what users copied or entered. `pushed`: all branches of a repository are sent to a server that the package names. `lent`: what users gave a server of their own to log in with goes to one that the package names. `hashed`: somebody is known by a number that is worked out from who it is. `cells`: what stands in cells goes to a server that the package names. `emptied`: all of a kind is removed, and nobody asked. `changed`: what people wrote is changed, and nobody asked. */
export type DataUse = { kind: 'sent'; what: PrivateMark; place: Place } | { kind: 'command' | 'code' | 'script' | 'swapped' | 'hashed' | 'pushed' | 'lent'; place: Place } | { kind: 'replaced'; path: string; place: Place } | UseOfWhole;

/** Calls of which it is asked what they put where users copied or entered something. */
const MOST_CHANGES = 200;
/** Methods by which an object that cannot be seen gets something that it keeps. */
const KEEPS = new Set(['append', 'set', 'add', 'write', 'update', 'push', 'put']);
/** Methods by which a server is told who answers at a path. */
const ROUTES = new Set(['get', 'post', 'put', 'patch', 'delete', 'all', 'use', 'route']);
/** Methods by which a hash is made of something. */
const HASHES = new Set(['update', 'from', 'of', 'encode']);
/** What gives the content of a file, which is no path even where that of the file is known. */
const READS_FILES = /^(?:require|import|load|read)(?![a-z])/;
const PATHS = DATA.credentialPath | DATA.settingsPath | DATA.scriptPath | DATA.scriptName;
/** What runs a text. */
const RUNS_TEXT = new Set(['Function', 'eval', 'exec']);
/** Methods of a file, or of a path, that write into it. */
const WRITES = new Set(['write', 'write_text', 'write_bytes', 'writelines']);
/** Methods that make a text of the numbers of its characters. */
const MAKES_CHARACTERS = new Set(['fromCharCode', 'fromCodePoint']);
/** Events of a page that say which key was pressed. */
const KEY_EVENT = /^key(?:down|up|press)$/;

/** Follows data through a package whose values are settled: along the same ways, and through everything that makes something of something. */
export function dataUses(machine: Machine, mentions: (path: string) => Mentions | null): DataUse[] {
  return new DataFlows(machine, mentions).run();
}

class DataFlows {
  readonly #marks = new Marks((bits, made) => this.#becomes(bits, made));
  readonly #uses = new Map<string, DataUse>();
  /** What is asked whether it is the name of a script, and where answers are written to something of such a name. */
  readonly #named: Cell[] = [];
  readonly #written: Place[] = [];
  /** What stands in cells, or in all of a kind that the host keeps, goes there to a server that the package names. */
  readonly #ofCells: Place[] = [];
  readonly #ofAll: Place[] = [];
  /** Does a page hear which keys are pressed, or an editor what is written? */
  #hearsKeys = false;
  #unasked: ReturnType<typeof unaskedIn> | null = null;
  readonly #isUnasked = (place: Place): boolean => (this.#unasked ??= unaskedIn(this.machine.carried))(place);
  /** Calls that put something where users copied or entered something. */
  #changing: readonly Call[] = [];
  /** Is what listeners are told written over? */
  #mindsAccounts = false;

  constructor(private readonly machine: Machine, private readonly mentions: (path: string) => Mentions | null) {}

  run(): DataUse[] {
    const { calls, joins, stored, loaded, ids, numbers, aimed, from, to } = this.machine.carried;
    this.#replaced();
    const rewrites = rewritesTold(this.machine.carried);
    this.#mindsAccounts = rewrites.length > 0;
    this.#changing = calls.filter((call) => call.callee.values.some((value) => value.kind === 'host' && rowOf(HOST_DATA.changes, value.path) !== null)).slice(0, MOST_CHANGES);
    findTexts(this.machine.carried, (cell, text, isWhole) => this.#found(cell, text, isWhole));
    for (const call of calls) this.#start(call);
    for (const each of this.machine.carried.heard) this.#tell(each.code, heardBy(each));
    const held = heldIn(this.machine.carried, this.#isUnasked).map((what) => this.#marks.add(what, DATA.history));
    const zoned = zonedNames(this.machine.carried);
    for (const name of zoned) this.#marks.add(name, DATA.server);
    const isOfPeople = HOST_DATA.people.some((path) => this.machine.paths.leads(path)) && ids.length > 0;
    for (const [cells, mark] of isOfPeople ? ([[ids, DATA.person], [numbers, DATA.number]] as const) : []) for (const cell of cells) this.#marks.add(cell, mark);
    if (this.#marks.isEmpty && !calls.some((call) => isPush(call) || clears(call) || startsSender(call, joins)) && this.#changing.length === 0) return [...this.#uses.values()];
    for (const { method, result } of calls) if (method && MAKES_CHARACTERS.has(method)) this.#marks.add(result, DATA.decoded);
    from.forEach((each, index) => this.#marks.carry(each, to[index]!));
    for (const [said, heard] of eventsOf(calls)) this.#marks.carry(said, heard);
    for (const [kept, given] of keptUnder(calls)) this.#marks.askIn([kept], () => this.#marks.add(given, this.#marks.in(kept) & (PRIVATE | DATA.cells)));
    for (const { what, base, place } of loaded) this.#marks.ask([what, ...(base ? [base] : [])], () => this.#load(what, base, place));
    if (isOfPeople) askKnown(this.machine.carried, this.#marks, (place) => this.#use({ kind: 'hashed', place }));
    for (const [left, right, joined] of joins) {
      if (this.#seeksAccounts && [left, right].some((side) => textsIn(side).some((text) => holdsAccount(text, this.#mindsAccounts)))) this.#marks.add(joined, DATA.account);
      this.#textOf(left, right, joined);
      this.#marks.ask([left, right], () => this.#join(left, right, joined));
    }
    for (const { object, at } of aimed) {
      this.#aim(object, at);
      this.#marks.ask([at], () => this.#aim(object, at));
    }
    if (this.#changing.length > 0) for (const cell of ownersOfAccounts(this.machine.carried)) this.#marks.add(cell, DATA.account);
    for (const { in: object, what } of stored) this.#marks.ask([object, what], () => this.#store(object, what));
    for (const call of calls) if (call.callee.values.some(isUnseen)) this.#askCall(call);
    keepWritten(calls, this.#marks);
    this.#marks.settle();
    for (const call of calls) this.#send(call, zoned.length > 0 && looksUp(call));
    for (const call of this.#changing) this.#swap(call);
    for (const { in: object, what, place } of rewrites) if (this.#marks.in(object) & DATA.typed && (this.#marks.in(what) & DATA.account || standsIn(what, true))) this.#use({ kind: 'swapped', place });
    const sending = calls.filter((call) => call.callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.sends, value.path)));
    for (const place of lentKeys(this.machine.carried, sending.map((call) => ({ call, isWritten: this.#names(call) })))) this.#use({ kind: 'lent', place });
    this.#useWholes(held.length > 0);
    for (const place of pushed(calls, (each) => this.#marks.in(each))) this.#use({ kind: 'pushed', place });
    // Of names that a server answered, those of scripts may be left out.
    if (!this.#named.some((name) => this.#marks.of(name) & DATA.answer)) for (const place of this.#written) this.#use({ kind: 'script', place });
    return this.#unwanted();
  }

  /** What people write may go where it is asked about, and the answer is wanted; keys that are pressed may not. */
  #unwanted(): DataUse[] {
    const uses = [...this.#uses.values()];
    if (this.#hearsKeys || !uses.some((use) => use.kind === 'sent' && use.what === 'typed') || !wantsAnswers(this.machine.carried, (each) => this.#marks.in(each), unaskedIn(this.machine.carried))) return uses;
    return uses.filter((use) => use.kind !== 'sent' || use.what !== 'typed');
  }

  get #seeksAccounts(): boolean {
    return this.#changing.length > 0 || this.#mindsAccounts;
  }

  /** A text that is put together of pieces is one that the package names, as if it stood there. */
  #found(cell: Cell, text: string, isWhole: boolean): void {
    if (isServer(text)) this.#marks.add(cell, DATA.server | (isForge(text) ? DATA.forge : 0));
    if (!isWhole) return;
    this.#addPath(cell, [text]);
    if (this.#seeksAccounts && isAccount(text)) this.#marks.add(cell, DATA.account);
    cell.values = [...cell.values, this.machine.text(text)];
  }

  #askCall(call: Call): void {
    const callees = call.callee.values;
    const step = (): void => callees.forEach((callee) => this.#call(callee, call));
    const given = allOf(call);
    this.#marks.askIn([call.self, ...given], step);
    this.#marks.ask(functionsIn(given).map(({ result }) => result), step);
    // What the host runs may be one part of what it is given.
    if (callees.some(({ kind }) => kind === 'host')) this.#marks.ask(given.flatMap(within), step);
  }

  /** What a call gives by itself. */
  #start(call: Call): void {
    for (const callee of call.callee.values) {
      if (callee.kind === 'builtin' && call.arguments.some(holdsAllKept)) this.#marks.add(call.result, DATA.storage);
      if (isUnseen(callee)) {
        this.#startPath(call);
        this.#startServer(callee, call);
        if (connectsByName(call) || opensRequest(call)) this.#marks.add(call.self, DATA.connection);
        if (this.#seeksAccounts && namesAccount(callee, call, this.#mindsAccounts)) this.#marks.add(call.result, DATA.account);
      }
      if (callee.kind !== 'host') continue;
      this.#lead(callee.path, call);
      if (isIn(HOST_DATA.evaluates, callee.path) && call.arguments.slice(0, 1).some((each) => textsIn(each).some(isServer))) this.#use({ kind: 'code', place: call.place });
      if (call.method === 'key' && KEPT_OBJECTS.has(bare(callee.path))) this.#marks.add(call.result, DATA.storage);
      const given = rowOf(HOST_DATA.gives, callee.path);
      if (given) this.#marks.add(call.result, DATA[given]);
      if (asksForAll(callee.path, call)) this.#marks.add(call.result, DATA.history);
      if (CLIPBOARD_READS.has(bare(callee.path)) && isAgain(this.mentions(call.place.file))) this.#marks.add(call.result, DATA.copied);
      const told = rowOf(HOST_DATA.tells, callee.path);
      if (told) for (const code of hearersOf(callee.path, told === 'cells' ? call.arguments.flatMap(within) : call.arguments)) this.#tell(code, DATA[told]);
      if (told === 'document') this.#hearsKeys = true;
      for (const { code, bits } of heardByCall(call)) this.#tell(code, bits);
      if (isIn(HOST_DATA.opens, callee.path) && (connectsByName(call) || this.#names(call))) this.#marks.add(call.result, DATA.connection | DATA.answer);
      // A server of the package: what it hears, anybody says who reaches it.
      if (isIn(HOST_DATA.serves, callee.path) && call.arguments.every((each) => functionsIn([each]).length > 0)) this.#marks.add(call.result, DATA.answer);
    }
  }

  /** What paths an answer is made of, as far as that stands in the call. */
  #startPath(call: Call): void {
    const { arguments: given, method, self, result } = call;
    if (given.length > 1 || method === 'join') this.#addPath(result, [pathOf(given)]);
    const texts = given[0] ? textsIn(given[0]) : [];
    if (isOfPython(call)) this.#addPath(result, texts);
    if ((method === 'endswith' || method === 'endsWith') && texts.some((text) => SCRIPT_PATH.test(text))) {
      this.#named.push(self);
      this.#marks.add(self, DATA.scriptName);
    }
  }

  /** What is asked of a server of the package, anybody says who reaches it; a page tells which keys are pressed; an address is made of its text. */
  #startServer(callee: Value, { arguments: given, method, isNew, result }: Call): void {
    const texts = given[0] ? textsIn(given[0]) : [];
    const isAsked = (method === 'on' && texts.some((text) => text === 'connection' || text === 'request')) || (method && ROUTES.has(method) && texts.some((text) => text.startsWith('/')));
    // Who answers stands behind the path: whatever may be that itself is no function for it.
    if (isAsked) for (const code of functionsIn(given.slice(1))) this.#tell(code, DATA.answer);
    if (method === 'addEventListener' && texts.some((text) => KEY_EVENT.test(text))) {
      this.#hearsKeys = true;
      for (const code of functionsIn(given.slice(1))) this.#tell(code, DATA.document);
    }
    // `new URL(path, base)`
    const base = callee.kind === 'builtin' && callee.name === 'URL' && given[1] ? textsIn(given[1]) : [];
    if (isNew && [...texts, ...base].some(isServer)) this.#marks.add(result, DATA.server);
  }

  /** What is made of something with these marks: a number that is worked out from who somebody is, a member whose name says what it is. */
  #becomes(bits: number, made: Cell): number {
    const { workedOut, parts } = this.machine.carried;
    let all = bits & DATA.person && workedOut.has(made) ? bits | DATA.hash : bits;
    for (const [mark, to] of HOST_DATA.parts[parts.get(made) ?? ''] ?? []) if (bits & DATA[mark]) all |= DATA[to];
    return all;
  }

  #tell(code: Code, bits: number): void {
    for (const param of code.params) this.#marks.add(param, bits);
  }

  /** What a text is whose parts are known in part. */
  #textOf(left: Cell, right: Cell, to: Cell): void {
    const [begins, ends] = [textsIn(left), textsIn(right)];
    const addresses = [...begins, ...(begins.includes('') ? ends : [])];
    if (addresses.some(isServer)) this.#marks.add(to, DATA.server);
    if (addresses.some(isForge)) this.#marks.add(to, DATA.forge);
    for (const end of ends) this.#addPath(to, [...(begins.length > 0 ? begins : ['\0'])].map((begin) => begin + end));
  }

  #addPath(to: Cell, paths: readonly string[]): void {
    this.#marks.add(to, marksOfPaths(paths));
  }

  #join(left: Cell, right: Cell, to: Cell): void {
    // What stands behind an address does not say where it leads; behind nothing, it does.
    const begins = textsIn(left);
    const bits = this.#marks.of(right) & (begins.length > 0 && begins.every((text) => text === '') ? ~0 : ~DATA.decoded);
    this.#marks.add(to, this.#marks.of(left) | (bits & DATA.answer && isBehind(left, right) ? (bits & ~DATA.answer) | DATA.partOfAnswer : bits));
  }

  /** What is stored in something that answers is told what it answers; what cannot be seen keeps what it gets. */
  #store(object: Cell, what: Cell): void {
    const bits = this.#marks.of(object);
    if (bits & DATA.answer) for (const code of functionsIn([what])) this.#tell(code, DATA.answer);
    if (object.values.some(({ kind }) => kind === 'unknown' || kind === 'free')) this.#marks.add(object, this.#marks.of(what) & (PRIVATE | DATA.cells));
  }

  #call(callee: Value, call: Call): void {
    if (callee.kind === 'host' && !isIn(HOST_DATA.holds, callee.path)) return this.#callHost(callee.path, call);
    if (!isUnseen(callee)) return;
    const { self, result, method, place } = call;
    const given = allOf(call);
    const [own, got] = [this.#marks.in(self), this.#inAll(given)];
    if (this.#marks.of(self) & DATA.connection || (asksByClient(call, this.#marks.of(self)) && this.#names(call))) this.#sent(uploadedBy(call, got), place);
    if (callee.kind === 'builtin' && RUNS_TEXT.has(callee.name) && got & DATA.answer) this.#use({ kind: 'code', place });
    // What somebody's table has under who it is, is none of that.
    const isOfPerson = callee.kind === 'builtin' || (method !== undefined && method !== null && HASHES.has(method));
    if (measures(call)) return;
    const isContent = READS_FILES.test(method ?? (callee.kind === 'builtin' ? callee.name : ''));
    this.#marks.add(result, (own | (got & ~(isOfPerson ? DATA.connection : DATA.connection | DATA.person | DATA.hash))) & ~(isContent ? PATHS : 0));
    if (method === 'digest' && own & DATA.person) this.#marks.add(result, DATA.hash);
    if (method && WRITES.has(method) && got & DATA.answer) this.#write(own, place);
    const named = isOfPython(call) ? `py.${method}` : (method ?? '');
    const rows = Object.hasOwn(HOST_DATA.methods, named) ? HOST_DATA.methods[named]! : [];
    for (const [mark, to] of rows) if (own & DATA[mark]) this.#marks.add(result, DATA[to]);
    if (isOfPython(call)) this.#marks.add(result, contentOf(call, own | got));
    if (isOfPython(call)) passThrough(call, this.#marks);
    if (isOfPython(call) && runsFile(call) && got & DATA.answer) this.#use({ kind: 'code', place });
    for (const code of calledWith(call)) this.#tell(code, got);
    for (const code of functionsIn(given)) {
      if (own !== 0) this.#tell(code, own & ~DATA.connection);
      this.#marks.add(result, this.#marks.of(code.result));
    }
    if (method === 'setAttribute' && given[1] && textsIn(given[0]!).some((name) => LOADS.has(name))) this.#load(given[1], given[1], place);
    if (method === 'setAttribute' && given[1] && textsIn(given[0]!).some((name) => AIMS.has(name))) this.#aim(self, given[1]);
    if (method && KEEPS.has(method)) this.#marks.add(self, got & (PRIVATE | DATA.cells | DATA.answer | (isOfPython(call) ? DATA.history | DATA.document : 0) | (method === 'update' ? DATA.person : 0)));
  }

  #callHost(path: string, call: Call): void {
    const { result, place } = call;
    const given = allOf(call);
    const got = this.#inAll(given);
    this.#lead(path, call);
    const first = given[0] ? this.#marks.in(given[0]) : 0;
    for (const code of calledWith(call)) this.#tell(code, got);
    // What the package makes of its own objects, makes no others.
    if (path.startsWith('@py:') && !isIn(HOST_DATA.sends, path)) this.#marks.add(result, got & ~(call.method?.startsWith('dump') ? DATA.answer | DATA.partOfAnswer : 0));
    if (isIn(HOST_DATA.runs, path) && isCommand(given, this.#marks)) this.#use({ kind: 'command', place });
    if ((isIn(HOST_DATA.evaluates, path) || loadsObjects(path, call)) && first & (DATA.answer | DATA.partOfAnswer)) this.#use({ kind: 'code', place });
    if (isIn(HOST_DATA.writes, path) && given[1] && this.#marks.in(given[1]) & DATA.answer) this.#write(textsIn(given[0]!).some((text) => SCRIPT_PATH.test(text)) ? DATA.scriptPath : first, place);
    // What is kept in a repository goes where that is pushed to.
    if (path.startsWith('git.') && got & DATA.secrets) this.#sent(DATA.secrets, place);
    if (isIn(HOST_DATA.opens, path) && this.#names(call)) this.#marks.add(result, DATA.connection | DATA.answer);
  }

  /** A request of the host to a server that is named here, when everything is known of its address. */
  #send(call: Call, isLookUp: boolean): void {
    const isStarted = startsSender(call, this.machine.carried.joins);
    if (!(isLookUp || isStarted || sendsLater(call) || call.callee.values.some((value) => value.kind === 'host' && isIn(HOST_DATA.sends, value.path)))) return;
    const given = allOf(call);
    const got = this.#inAll(given) | (isStarted ? contentAt(this.#inAll(given)) : 0);
    if ((got & (PRIVATE | DATA.cells)) === 0) return;
    const to = this.#marks.of(addressIn(given));
    if ((to & DATA.decoded) === 0 && !this.#names(call) && !namesByCommand(call, this.machine.carried.joins)) return;
    // A key that is the address itself goes to whoever gave it; a request by way of another server is no copy of it.
    const isOwn = (to & DATA.secrets) !== 0 && (to & DATA.server) === 0;
    this.#sent(got & ~(isOwn ? DATA.secrets : 0) & ~(to & DATA.asked ? DATA.requested : 0), call.place);
  }

  /** A server's answer is written to a path with these marks. */
  #write(bits: number, place: Place): void {
    if (bits & DATA.scriptPath) this.#use({ kind: 'script', place });
    else if (bits & DATA.scriptName) this.#written.push(place);
  }

  /** What a page loads by itself tells the server what stands in the address. */
  #load(what: Cell, base: Cell | null, place: Place): void {
    if (base === null || this.#marks.of(base) & DATA.server || textsIn(base).some(isServer)) this.#sent(this.#marks.of(what), place);
  }

  /** An account of the package goes where users copied or entered something, together with that or because of it. */
  #swap(call: Call): void {
    for (const callee of call.callee.values) {
      const mark = callee.kind === 'host' ? rowOf(HOST_DATA.changes, callee.path) : null;
      const own = mark ? call.arguments.filter((each) => this.#marks.in(each) & DATA.account || namesAccount(null, { ...call, arguments: [each] }, this.#mindsAccounts)) : [];
      if (!mark || own.length === 0) continue;
      if (this.#inAll(call.arguments) & DATA[mark] || this.#inAll(own) & DATA.cells || this.#hears(call.place, DATA[mark])) this.#use({ kind: 'swapped', place: call.place });
    }
  }

  /** Does a place stand in a function that is told private data of this kind, or asks for it by itself? */
  #hears({ file, start }: Place, bits: number): boolean {
    const around = this.machine.carried.functions.filter((each) => each.file === file && each.start <= start && start < each.end);
    if (around.some(({ code }) => code.params.some((param) => this.#marks.in(param) & bits))) return true;
    const inner = around.reduce<(typeof around)[number] | null>((least, each) => (least && least.end - least.start <= each.end - each.start ? least : each), null);
    return inner !== null && this.machine.carried.calls.some(({ place, result }) => place.file === file && inner.start <= place.start && place.start < inner.end && this.#marks.of(result) & bits);
  }

  /** A function in the place of the page's own for requests. */
  #hearRequests({ params: [address, options] }: Code): void {
    if (address) this.#marks.add(address, DATA.asked | DATA.request);
    if (options) this.#marks.add(options, DATA.request);
  }

  /** A form of a page is sent to this address. */
  #aim(form: Cell, at: Cell): void {
    if (this.#marks.of(at) & DATA.server || textsIn(at).some(isServer)) this.#marks.add(form, DATA.connection);
  }

  /** What a call answers because of what it is given. */
  #lead(path: string, { arguments: given, result }: Call): void {
    const rows = rowOf(HOST_DATA.leads, path);
    if (rows === null) return;
    // A request opens what its address says, where that is no server of the package.
    const at = this.#marks.of(given[0] ?? INERT) | this.#marks.of(addressIn(given));
    const got = !isIn(HOST_DATA.sends, path) ? this.#inAll(given) : at & DATA.server ? 0 : at;
    for (const [mark, to] of rows) if (got & DATA[mark] || given.some((each) => textsIn(each).some((text) => isPathOf(mark, text)))) this.#marks.add(result, DATA[to]);
  }

  /** Does a call name a server that is neither this computer nor one of its network? */
  #names(call: Call): boolean {
    const given = allOf(call);
    return given.some((each) => (this.#marks.in(each) & DATA.server) !== 0 || within(each).some((cell) => textsIn(cell).some(isServer))) || given.some(namesHost);
  }

  /** What is done with all of a kind. */
  #useWholes(isHeld: boolean): void {
    const marksIn = (each: Cell): number => this.#marks.in(each);
    for (const use of usesOfWholes(this.machine.carried, { marksIn, isUnasked: this.#isUnasked, sent: { cells: this.#ofCells, all: this.#ofAll }, isHeld })) this.#use(use);
  }

  #sent(bits: number, place: Place): void {
    if (bits & DATA.cells) this.#ofCells.push(place);
    // What people wrote in a chat is theirs, whoever asked.
    const isOfChat = this.machine.paths.leads('guild');
    if (bits & DATA.said && !isOfChat) this.#ofAll.push(place);
    for (const what of PRIVATE_MARKS) if (bits & DATA[what] && (what !== 'said' || isOfChat)) this.#use({ kind: 'sent', what, place });
  }

  #use(use: DataUse): void {
    this.#uses.set(`${use.kind} ${use.kind === 'sent' ? use.what : ''} ${use.place.start} ${use.place.file}`, use);
  }

  #replaced(): void {
    for (const { of, name, by, place } of this.machine.carried.replaced) {
      const path = memberPath(of.path, name);
      if (of.path === '@' && name === 'fetch') for (const code of functionsIn([by])) this.#hearRequests(code);
      if (of.path.startsWith('@') || this.machine.paths.gateOf(path) !== path) continue;
      if (functionsIn([by]).length > 0) this.#use({ kind: 'replaced', path, place });
    }
  }

  #inAll(cells: readonly Cell[]): number {
    let bits = 0;
    for (const cell of cells) bits |= this.#marks.in(cell);
    return bits;
  }
}

/** A function of which nothing is followed that it does with what it gets: neither one of the package, nor a method of its lists and maps. What a module exports before a function takes that place is an object, which nobody can call. */
function isUnseen(callee: Value): boolean {
  if (callee.kind === 'thing') return callee.code === null && callee.protos.values.length > 0;
  return callee.kind !== 'builtin' || callee.target === null;
}
