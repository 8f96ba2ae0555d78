import type { Argument } from '../../code.js';
import type { ArgumentReader } from '../texts/arguments.js';
import { givesFunction, isSame, mayBindItself } from './bound.js';
import { onlySource, operands, withoutWrapping, writtenAt } from '../syntax/expressions.js';
import { asksForPieces } from '../texts/host-labels.js';
import type { Meaning } from './meaning.js';
import { addressedBeside, pathBeside } from '../texts/own-addresses.js';
import type { Resolver } from './resolve.js';
import type { Scope } from '../syntax/scope.js';
import type { Sightings } from './sightings.js';
import type { Node } from '../syntax/tree.js';
import { onlyUnpacks } from '../texts/unpacking.js';
import { isWantedCall, isSink, LOADERS } from './wanted.js';

const TIMERS = new Set(['setTimeout', 'setInterval']);
const WORKERS = new Set(['Worker', 'SharedWorker']);
/** What runs a text as code, or an address of one. */
const RUNS_CODE = /^(?:eval|execScript|Function|(?:async-)?constructor|_compile|setTimeout|setInterval|Worker|SharedWorker|document\.write|module:vm\..*)$/;
/** What asks for a host by its name. */
const SENDS_FROM: ReadonlySet<Meaning> = new Set(['fetch', 'WebSocket', 'EventSource', 'navigator.sendBeacon', 'new XMLHttpRequest.open', 'module:http.get', 'module:http.request', 'module:https.get', 'module:https.request', 'module:axios', 'module:axios.get', 'module:axios.post', 'module:node-fetch', 'module:got']);
/** As bundlers begin the address of a worker that they ship within a script. */
const SCRIPT_IN_BASE64 = 'data:text/javascript;base64,';

/** Starts a thread with a file, or with a text. */
const THREAD = 'module:worker_threads.Worker';

/** `new Worker(text, { eval: true })` */
function isTextThread([, options]: readonly Node[]): boolean {
  return options?.type === 'ObjectExpression' && options.properties.some((each) => each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === 'eval' && !(each.value.type === 'Literal' && each.value.value === false));
}

/** `new URL(`data:text/javascript,${code}`)`: an address that is the code itself, also by its only name. */
function isWrittenOut(address: Node, scope: Scope): boolean {
  const source = address.type === 'Identifier' ? onlySource(scope.find(address.name)) : null;
  const made = withoutWrapping(source?.keys.length === 0 ? source.node : address);
  const text = made.type === 'NewExpression' && made.callee.type === 'Identifier' && made.callee.name === 'URL' ? made.arguments[0] : made;
  const first = text?.type === 'BinaryExpression' ? operands(text)[0] : text;
  const begin = first?.type === 'TemplateLiteral' ? first.quasis[0]?.value.cooked : first?.type === 'Literal' ? first.value : null;
  return typeof begin === 'string' && begin.startsWith('data:');
}

/** Something that is called, by what it means, and what it gets. */
export interface Called {
  what: Meaning;
  given: readonly Node[];
}

/** Tells what is called that is of interest, with what it gets, and which modules are loaded. */
export class Calls {
  /** `enclosed`: where the texts begin that are read as scripts of their own. */
  constructor(private readonly resolver: Resolver, private readonly given: ArgumentReader, private readonly sightings: Sightings, private readonly enclosed: ReadonlySet<number>) {}

  /** A function of this meaning is called, or a module is loaded. */
  tell({ what, given }: Called, node: Node, scope: Scope): void {
    if (!isWantedCall(what)) return;
    const [first] = given;
    if (what === THREAD) return first && (isTextThread(given) || isWrittenOut(first, scope)) ? this.sightings.see({ what, how: 'call', arguments: [this.given.ofCode(first, scope)] }, node) : undefined;
    if (SENDS_FROM.has(what) && asksForPieces(given, scope, this.resolver)) this.sightings.note('host of pieces', 'call', node);
    const specifier = first && LOADERS.has(what) ? this.resolver.constantOf(first, scope) : null;
    if (first && WORKERS.has(what) && this.#isEnclosed(first, scope)) this.sightings.see({ what, how: 'call', arguments: [{ constant: null, text: true, shape: SCRIPT_IN_BASE64, read: true, flows: [] }] }, node);
    else if (specifier === null) {
      if (!LOADERS.has(what) || first) this.sightings.see({ what, how: 'call', arguments: this.#argumentsOf({ what, given }, scope) }, node);
    } else if (/^\.{0,2}\//.test(specifier)) {
      if (specifier.endsWith('.node')) this.sightings.see({ what: 'native-module', how: 'import', arguments: [known(specifier)] }, node);
    } else this.sightings.see({ what: `module:${specifier.replace(/^node:/, '')}`, how: 'import', arguments: [] }, node);
    if (specifier !== null) this.sightings.links.push(specifier);
    if (what === 'process.getBuiltinModule' && first) this.sightings.see({ what, how: 'value', arguments: [this.given.of(first, scope, false)] }, node);
  }

  /** `new Worker(new URL('./worker.js', import.meta.url))`, also by its only name: the path of the file, which is written here. */
  #fileOf(address: Node, scope: Scope): string | null {
    const made = writtenAt(address, scope);
    const path = made.scope.find('URL') ? null : addressedBeside(made.node);
    return path && pathBeside(this.resolver.constantOf(path, made.scope) ?? '');
  }

  #argumentsOf({ what, given }: Called, scope: Scope): Argument[] {
    if (!what.startsWith('module:child_process.')) {
      const isFunction = (each: Node): boolean => TIMERS.has(what) && (this.#isBound(each, scope) || givesFunction(each, scope, this.resolver));
      const isCode = RUNS_CODE.test(what);
      const file = WORKERS.has(what) && given[0] ? this.#fileOf(given[0], scope) : null;
      return given.map((each, index) => (file !== null && index === 0 ? known(file) : isCode && !isFunction(each) ? this.given.ofCode(each, scope) : this.given.of(each, scope, isSink(what) && !isFunction(each))));
    }
    const unpacks = onlyUnpacks(what, given, scope, this.resolver);
    return given.map((each, index) => (unpacks && index === 1 ? this.given.of(each, scope, false) : this.given.ofProgram(each, scope)));
  }

  /** `"data:text/javascript;base64," + code`, where the code is one text that is read as a script of its own, and never another one. */
  #isEnclosed(address: Node, scope: Scope): boolean {
    const [prefix, code, more] = address.type === 'BinaryExpression' ? operands(address) : [];
    if (!prefix || !code || more || this.resolver.constantOf(prefix, scope) !== SCRIPT_IN_BASE64) return false;
    const source = code.type === 'Identifier' ? onlySource(scope.find(code.name)) : null;
    const text = source?.keys.length === 0 ? source.node : code;
    return text.type === 'Literal' && this.enclosed.has(text.start ?? -1);
  }

  /** A function that got some of its arguments, which are followed into it, is no text; a `bind` that the script defines may make one. */
  #isBound(node: Node, scope: Scope): boolean {
    const call = withoutWrapping(node);
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || this.resolver.nameOf(call.callee, scope) !== 'bind') return false;
    const [self] = call.arguments;
    const { object } = call.callee;
    const isSelf = self !== undefined && (self.type === 'ThisExpression' || (self.type === 'Literal' && self.value === null) || (object.type === 'MemberExpression' && isSame(object.object, self)));
    return isSelf && !mayBindItself(object, scope) && this.resolver.meaningsOf(call.callee, scope).length === 0 && this.resolver.returnsOf(call.callee, scope).length === 0;
  }
}

/** An argument that is this text. */
export function known(constant: string): Argument {
  return { constant, text: true, shape: constant, flows: [] };
}
