import { givenByModule, givesHistory } from './chat-host.js';
import { reveals, spellsOut } from './decoding.js';
import { leavesOwnFolder } from './editor-folders.js';
import { sessionOf, tellsState } from './editor-interface.js';
import { isEveryForm } from './every-form.js';
import { isCookieJar, isEscaped, isMethod, isWholeStorage } from './flow-shapes.js';
import type { Flow } from './flow-sets.js';
import { givenByHost } from './host-interface.js';
import type { Meaning } from './meaning.js';
import { listsArchive, listsVisits, looksForSecrets, readsCopied, tellsKept } from './member-paths.js';
import type { Resolver } from './resolve.js';
import type { Scope } from './scope.js';
import type { Node } from './tree.js';

/** What opens text that was encrypted or packed. */
const UNPACKS = /^module:(?:crypto\.createDecipher(?:iv)?|zlib\.(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress)(?:Sync)?)$/;
const UNESCAPES: ReadonlySet<Meaning> = new Set(['unescape', 'decodeURIComponent']);
const MACHINE = /^module:os\.(?:userInfo|networkInterfaces)$/;
const PASSWORD_FIELD = /type\s*=\s*["']?password/i;
/** Selectors of fields, whichever. */
const EVERY_FIELD = /^(?:form\s+)?(?:input|textarea|select)(?:\s*,|$)/i;

interface Called {
  callee: Node;
  given: readonly Node[];
  meanings: readonly Meaning[];
}

/** What a call gives that is told by what is called, and by what is written out of its arguments. */
export function givenByCall(call: Called, scope: Scope, resolver: Resolver): Set<Flow> {
  const flows = new Set<Flow>();
  const note = (flow: Flow | null): void => void (flow !== null && flows.add(flow));
  addDecoded(call, scope, resolver, note);
  addOfComputer(call, scope, note);
  addOfPage(call, scope, resolver, note);
  addOfHost(call, scope, resolver, note);
  return flows;
}

type Note = (flow: Flow | null) => void;

function addDecoded({ given, meanings }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const decoders = meanings.filter((meaning) => UNPACKS.test(meaning) || (reveals(meaning, given.map((each) => resolver.constantOf(each, scope))) && !(UNESCAPES.has(meaning) && isEscaped(given[0], scope))));
  if (decoders.length > 0) note('decoded');
  if (decoders.some((meaning) => !UNESCAPES.has(meaning))) note('opaque');
  if (meanings.some(spellsOut)) note('characters');
}

function addOfComputer({ callee, meanings }: Called, scope: Scope, note: Note): void {
  if (meanings.some((meaning) => meaning.startsWith('navigator.clipboard.read')) || readsCopied(callee)) note('clipboard');
  if (meanings.includes('module:os.hostname')) note('hostname');
  if (meanings.some((meaning) => MACHINE.test(meaning))) note('machine');
  if (meanings.includes('module:os.tmpdir')) note('temporary');
  note(givenByHost(callee, scope));
}

function addOfPage({ callee, given: [first] }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const selector = (): string => (first ? resolver.constantOf(first, scope) : null) ?? '';
  if (isMethod(callee, 'querySelector', 'querySelectorAll') && PASSWORD_FIELD.test(selector())) note('keyboard');
  if (isMethod(callee, 'querySelectorAll', 'getElementsByTagName') && EVERY_FIELD.test(selector())) note('fields');
  if (isMethod(callee, 'serialize', 'serializeArray') && callee.type === 'MemberExpression' && isEveryForm(callee.object)) note('fields');
  if (isWholeStorage(callee, first, scope)) note('storage');
  if (isCookieJar(callee)) note('cookies');
}

function addOfHost({ callee, given, meanings }: Called, scope: Scope, resolver: Resolver, note: Note): void {
  const name = (): string | null => (given[0] ? resolver.constantOf(given[0], scope) : null);
  if (isMethod(callee, 'findFiles') && looksForSecrets(callee, name())) note('settings');
  if (isMethod(callee, 'getSession')) note(sessionOf(callee, name()));
  if (isMethod(callee, 'getUsedRange', 'getUsedRangeOrNullObject', 'getDataRange')) note('sheet');
  if (isMethod(callee, 'get') && (tellsKept(callee) || tellsState(callee))) note('kept');
  if (isMethod(callee, 'search') && listsVisits(callee)) note('visits');
  if (leavesOwnFolder(callee, given, scope, resolver)) note('neighbours');
  if (listsArchive(callee)) note('archive');
  if (givesHistory(callee, given, scope, resolver)) note('history');
  if (meanings.includes('require')) note(givenByModule(name()));
}
