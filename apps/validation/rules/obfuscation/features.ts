import { parseScript } from '../javascript/syntax/tree.js';
import type { Node, Of } from '../javascript/syntax/tree.js';
import type { Scope } from '../javascript/syntax/scope.js';
import type { Around } from '../javascript/syntax/walk.js';
import { evidence } from '../text.js';
import type { Places } from '../text.js';
import { Alphabets } from './alphabets.js';
import { Decoders, isDecodingGetter, isName } from './decoders.js';
import { Dispatch } from './dispatch.js';
import { enclosedIn, enclosedSource, withoutPictures } from './enclosed.js';
import type { Enclosed } from './enclosed.js';
import { isInSymbols, longLine } from './layout.js';
import { isLetterOfLanguage } from './letters.js';
import { isOfModule } from './modules.js';
import { isPackedWasm, isWasm } from './packed-wasm.js';
import type { Region } from './regions.js';
import { OwnConstructors } from './own-constructors.js';
import { Predicates } from './predicates.js';
import * as shapes from './shapes.js';
import { Shuffles } from './shuffles.js';
import { StringArrays } from './string-arrays.js';
import { isCallInSymbols } from './symbols.js';
import * as texts from './texts.js';
import { isLetterOf, isWoven, partsOf, wayOf } from './worked-out.js';
import { isWorkedOut } from './worked-states.js';

/** What is counted in a script. Each survives the renaming of variables, but for `hexName`, which is about names. */
export type Feature =
  | 'character' | 'name' | 'hexName'
  | 'smallNumber' | 'smallHexNumber' | 'numberSum'
  | 'text' | 'escapedText' | 'escapedLength' | 'alphabet' | 'splitText' | 'reversedText' | 'reversedAddress' | 'spelledText' | 'shuffledText' | 'letterSum' | 'charCodes' | 'codeList' | 'opaqueText' | 'enclosedText' | 'packedWasm'
  | 'member' | 'memberByCall' | 'spelledMember' | 'decodedName' | 'decodingTrap' | 'quotedMember' | 'renamedMember' | 'languageMember' | 'quotedLanguage' | 'ownConstructor'
  | 'call' | 'decoderCall' | 'decodedText' | 'decodedWord' | 'answeredText' | 'textCipher'
  | 'stringArray' | 'arrayLookup' | 'arrayRotation' | 'arrayDecoder' | 'selfReplacement'
  | 'flattening' | 'dispatch' | 'predicate' | 'proxyFunction'
  | 'emptyArrayMath' | 'packer' | 'symbols' | 'codeInText' | 'readCodeInText' | 'evaluation' | 'startsWorker' | 'runsOther' | 'makesScript' | 'longestText' | 'unreadText'
  | 'computedGlobal' | 'silencedConsole'
  | 'blanks' | 'minified';

interface Seen {
  count: number;
  /** Of the first one, from 1. */
  line: number;
  column: number;
  evidence: string;
}

/**
 * Counts of one script and the place of the first of each; features that were not seen are missing. Of `character`,
 * `opaqueText`, `escapedLength`, `enclosedText`, `packedWasm`, `codeList`, `longestText`, `unreadText` and `charCodes` the count is of characters, of `stringArray` that of its elements.
 */
export type Features = ReadonlyMap<Feature, Seen>;

/** Counts, with the offset of the first of each. */
class Tally {
  // Mere counts of what there is most of.
  name = 0;
  member = 0;
  call = 0;
  text = 0;
  smallNumber = 0;
  languageMember = 0;
  readonly #counts: Partial<Record<Feature, number>> = {};
  readonly #first: Partial<Record<Feature, number>> = {};

  add(feature: Feature, start: number, count = 1): void {
    if (count === 0) return;
    const first = this.#first[feature];
    this.#counts[feature] = (this.#counts[feature] ?? 0) + count;
    if (first === undefined || start < first) this.#first[feature] = start;
  }

  addIf(feature: Feature, node: Node, seen: boolean): void {
    if (seen) this.add(feature, node.start!);
  }

  has(feature: Feature): boolean {
    return (this.#counts[feature] ?? 0) > 0;
  }

  features(text: string, places: Places): Features {
    const { name, member, call, text: literals, smallNumber, languageMember } = this;
    const counts = Object.entries({ character: text.length, name, member, call, text: literals, smallNumber, languageMember }) as [Feature, number][];
    const seen = new Map<Feature, Seen>(counts.map(([feature, count]) => [feature, { count, line: 1, column: 1, evidence: '' }]));
    for (const [feature, count] of Object.entries(this.#counts) as [Feature, number][]) {
      const start = this.#first[feature]!;
      seen.set(feature, { count, ...places.at(start), evidence: evidence(text, start) });
    }
    return seen;
  }
}

/** UTF-16 units of `0x0`. */
const SHORTEST_HEX = 3;

/** Reads the features off a tree while it is walked. */
export class FeatureReader {
  readonly #tally = new Tally();
  readonly #arrays = new StringArrays();
  readonly #functionNames = new Map<Node, string>();
  readonly #decoders = new Decoders(this.#functionNames);
  readonly #dispatch = new Dispatch(this.#functionNames);
  readonly #ownConstructors = new OwnConstructors();
  readonly #predicates = new Predicates();
  readonly #shuffles = new Shuffles(this.#functionNames);
  readonly #alphabets = new Alphabets();
  /** Scripts in its texts. */
  readonly enclosed: Enclosed[] = [];
  readonly #long: Region[] = [];
  /** Functions that are called where they stand, outside of others. */
  readonly #started = new Set<Node | null>([null]);
  #longest = { start: 0, size: 0, value: '' };
  /** Names that are given one letter outside of functions, and sums of nothing but names. */
  readonly #letters = new Set<string>();
  readonly #sums: { start: number; names: string[] }[] = [];
  /** Members of the language in quotation marks. */
  readonly #quoted: { node: Of<'MemberExpression'>; scope: Scope }[] = [];
  /** Something is called or constructed in it, other than methods of `Object`; templates may call as well. */
  #runs = false;
  /** UTF-16 units of lists of nothing but texts. */
  #table = 0;

  /** `text` is what was parsed. */
  constructor(private readonly text: string) {}

  name(node: Of<'Identifier'>): void {
    this.#tally.name++;
    this.#tally.addIf('hexName', node, shapes.isHexName(node.name));
  }

  literal(node: Of<'Literal'>): void {
    const { value, start, end } = node as { value: unknown; start: number; end: number };
    if (typeof value === 'number') {
      if (value >= 10) return;
      this.#tally.smallNumber++;
      // `0x00`, as tables of protocols have it, is not what an obfuscator writes.
      this.#tally.addIf('smallHexNumber', node, end - start === SHORTEST_HEX && shapes.isHex(this.text, start));
    } else if (typeof value === 'string') {
      this.#tally.text++;
      if (end - start > value.length + 2 && texts.isEscaped(this.text.slice(start, end))) {
        this.#tally.add('escapedText', start);
        this.#tally.add('escapedLength', start, end - start);
      }
      this.#tally.addIf('reversedAddress', node, texts.isReversedAddress(value));
      this.#alphabets.literal(value);
      this.#longText(value, node);
    } else if (typeof value === 'bigint') {
      this.#tally.add('opaqueText', start, texts.carriedByNumber(node));
    }
  }

  #longText(value: string, { start, end }: Node): void {
    if (value.length < texts.LONG_TEXT) return;
    // Addresses that hold what a page or a worker loads.
    if (end! - start! > this.#longest.size && !value.startsWith('data:') && !isWasm(value)) {
      const size = texts.contentOfJson(value) ?? end! - start!;
      if (size > this.#longest.size) this.#longest = { start: start!, size, value };
    }
    this.#long.push({ start: start!, end: end! });
    const opaque = texts.opaqueLength(value);
    const enclosed = opaque > 0 ? enclosedIn(value, start!) : null;
    if (enclosed) this.enclosed.push(enclosed);
    this.#tally.add(enclosed ? 'enclosedText' : opaque > 0 && isPackedWasm(value) ? 'packedWasm' : 'opaqueText', start!, opaque);
  }

  function(node: Node, parent: Node | null, { within }: Around): void {
    const name = shapes.nameOfFunction(node, parent);
    if (name !== null) this.#functionNames.set(node, name);
    this.#decoders.function(node, within);
  }

  call(node: Of<'CallExpression'>, parent: Node | null, { loop, scope, within }: Around): void {
    const tally = this.#tally;
    tally.call++;
    this.#runs ||= node.callee.type !== 'MemberExpression' || shapes.nameOf(node.callee.object) !== 'Object' || shapes.propertyName(node.callee) === null;
    if (within === null && shapes.isFunction(node.callee as Node)) this.#started.add(node.callee as Node);
    this.#evaluation(node);
    this.#dispatch.call(node);
    this.#shuffles.call(node, within);
    this.#ownConstructors.call(node, scope);
    if (loop) this.#arrays.call(node, scope);
    tally.addIf('decoderCall', node, shapes.isDecoderCall(node, parent));
    tally.addIf('packer', node, texts.isPacker(node));
    tally.addIf('symbols', node, !tally.has('symbols') && isCallInSymbols(node, parent, this.text));
    this.#decoders.call(node, parent, within);
    const decoded = texts.decodedText(node);
    tally.addIf('decodedText', node, decoded !== null);
    tally.addIf('decodedWord', node, decoded !== null && texts.isReadable(decoded));
    tally.addIf('decodedName', node, isName(node, parent) && (wayOf(node) === 'spelled' || isWoven(node)));
    if (node.callee.type !== 'MemberExpression') return;
    this.#handler(texts.handlerOf(node));
    tally.addIf('reversedText', node, texts.reversesText(node));
    tally.addIf('spelledText', node, texts.isSpelledOut(node) || texts.isWordInCodes(node));
    tally.add('splitText', node.start!, texts.cutsInCall(node));
    tally.add('charCodes', node.start!, texts.charCodes(node));
    tally.addIf('textCipher', node, texts.isTextCipher(node));
  }

  #handler(text: Node | null): void {
    const code = shapes.textOf(text) ?? '';
    const enclosed = code.length >= texts.CODE_IN_TEXT ? enclosedSource(code, text!.start!) : null;
    if (enclosed) this.enclosed.push(enclosed);
    if (text) this.#tally.addIf('makesScript', text, text.type !== 'Literal' && text.type !== 'TemplateLiteral');
  }

  made(node: Of<'NewExpression'>, parent: Node | null, { within }: Around): void {
    this.#runs = true;
    this.#decoders.made(node, parent);
    this.#tally.addIf('makesScript', node, texts.makesScript(node));
    this.#tally.addIf('startsWorker', node, this.#started.has(within) && texts.startsWorker(node));
    this.#evaluation(node);
  }

  #evaluation(node: Of<'CallExpression'> | Of<'NewExpression'>): void {
    this.#tally.addIf('runsOther', node, texts.runsOther(node));
    if (!texts.evaluates(node)) return;
    this.#tally.add('evaluation', node.start!);
    const text = texts.codeInText(node);
    if (text === null) return;
    const enclosed = enclosedSource(text.value, text.start);
    if (enclosed) this.enclosed.push(enclosed);
    if (enclosed && texts.isOfBundler(text.value)) return;
    this.#tally.add(enclosed && texts.seesNoNames(node) ? 'readCodeInText' : 'codeInText', node.start!);
  }

  member(node: Of<'MemberExpression'>, parent: Node | null, { scope, within }: Around): void {
    const tally = this.#tally;
    tally.member++;
    this.#decoders.member(node);
    const name = shapes.propertyName(node);
    if (name !== null && shapes.isOfLanguage(name)) {
      tally.languageMember++;
      if (node.computed) this.#quoted.push({ node, scope });
    }
    if (!node.computed) return;
    this.#arrays.index(node, within);
    this.#alphabets.member(node);
    const way = wayOf(node.property as Node);
    tally.addIf('decodedName', node, isName(node, parent) && wayOf(node) === 'spelled');
    tally.addIf('memberByCall', node, way === 'answered' || shapes.isByCall(node));
    tally.addIf('spelledMember', node, way === 'spelled');
    tally.addIf('quotedMember', node, shapes.isQuoted(node, parent));
    tally.addIf('computedGlobal', node, shapes.isComputedGlobal(node));
  }

  assignment(node: Of<'AssignmentExpression'>, { within, loop }: Around): void {
    if (loop) this.#dispatch.assignment(node);
    this.#arrays.assignment(node, within);
    this.#shuffles.assignment(node, within);
    if (within === null) this.#letter(node.left as Node, node.right);
    this.#tally.addIf('silencedConsole', node, shapes.silencesConsole(node));
    this.#tally.addIf('selfReplacement', node, shapes.replacesItself(node, within));
  }

  binary(node: Of<'BinaryExpression'>, parent: Node | null, { scope }: Around): void {
    this.#predicates.binary(node, scope);
    this.#tally.addIf('splitText', node, texts.isSplitText(node));
    this.#tally.addIf('numberSum', node, shapes.isNumberSum(node, parent));
    if (node.operator !== '+' || (parent?.type === 'BinaryExpression' && parent.operator === '+')) return;
    this.#tally.addIf('letterSum', node, isSumOfLetters(node));
    const names = namesOfSum(node);
    if (names) this.#sums.push({ start: node.start!, names });
  }

  /** Minifiers give shorter names to many things. */
  #letter(name: Node, value: Node): void {
    if (name.type === 'Identifier' && name.name.length >= LONG_NAME && shapes.textOf(value)?.length === 1) this.#letters.add(name.name);
  }

  variable(node: Of<'VariableDeclarator'>): void {
    this.#dispatch.variable(node);
    this.#decoders.variable(node);
    this.#alphabets.variable(node);
    this.#arrays.variable(node);
  }

  unary(node: Of<'UnaryExpression'>): void {
    this.#tally.addIf('emptyArrayMath', node, shapes.isEmptyArrayMath(node));
  }

  object(node: Of<'ObjectExpression'>): void {
    for (const each of node.properties as Node[]) if (each.type === 'Property') this.#tally.addIf('spelledText', each, isDecodingGetter(each));
    this.#tally.add('proxyFunction', node.start!, shapes.proxyFunctions(node));
  }

  array(node: Of<'ArrayExpression'>, parent: Node | null, { within }: Around): void {
    this.#arrays.array(node, parent, within);
    this.#tally.add('codeList', node.start!, texts.codeListLength(node));
    if (node.elements.every((each) => each?.type === 'Literal' && typeof each.value === 'string')) this.#table += node.end! - node.start!;
    const cut = texts.cutText(node);
    if (cut !== null) this.#longText(cut, node);
  }

  tagged(node: Of<'TaggedTemplateExpression'>, parent: Node | null): void {
    this.#decoders.tagged(node, parent);
    this.#tally.addIf('decodedName', node, isName(node, parent) && isWoven(node));
  }

  templateLiteral(node: Of<'TemplateLiteral'>): void {
    this.#tally.add('splitText', node.start!, texts.cutsInTemplate(node));
  }

  template(node: Of<'TemplateElement'>): void {
    this.#runs = true;
    this.#tally.addIf('reversedAddress', node, texts.isReversedAddress(node.value.cooked ?? ''));
    this.#longText(node.value.cooked ?? '', node);
  }

  switch(node: Of<'SwitchStatement'>, { loop, within }: Around): void {
    this.#tally.addIf('flattening', node, loop && (shapes.isFlattened(node) || isWorkedOut(node)));
    if (loop) this.#dispatch.switch(node, within);
    this.#tally.add('renamedMember', node.start!, shapes.renamedMembers(node));
  }

  try(node: Of<'TryStatement'>, { loop }: Around): void {
    if (loop) this.#dispatch.try(node);
  }

  import(node: Of<'ImportExpression'>): void {
    this.#tally.addIf('runsOther', node, texts.importsText(node));
  }

  /** Is the longest text a script that calls something, as it stands or in base64, as bundlers ship workers, or markup? */
  #isRead(): boolean {
    const { start, value } = this.#longest;
    return this.enclosed.some((each) => each.start === start) || /<\/[a-z]+>/.test(value) || (value.includes('(') && !('reason' in parseScript('enclosed.js', value, false)));
  }

  /** Data may have a field that is called as a member of the language is, as generated clients ask for `data["error"]`: one name says nothing. */
  #quotedLanguage(): void {
    const quoted = this.#quoted.filter(({ node, scope }) => !isOfModule(node.object, scope));
    this.#tally.languageMember -= this.#quoted.length - quoted.length;
    if (new Set(quoted.map(({ node }) => shapes.propertyName(node))).size > 1) for (const { node } of quoted) this.#tally.add('quotedLanguage', node.start!);
  }

  /** What was counted, once the whole tree was walked. `hidden`: where code stands on a line behind at least 200 blanks. */
  features(places: Places, hidden: readonly number[]): Features {
    for (const { feature, start, count } of this.#arrays.found()) this.#tally.add(feature, start, count);
    const { texts: answered, names: decoded } = this.#decoders.found();
    if (answered) this.#tally.add('answeredText', answered.start, answered.count);
    for (const start of decoded) this.#tally.add('decodedName', start);
    for (const { start, names } of this.#sums) if (names.every((name) => this.#letters.has(name))) this.#tally.add('letterSum', start);
    this.#quotedLanguage();
    this.#tally.add('alphabet', 0, this.#alphabets.count(this.text));
    this.#tally.add('longestText', this.#longest.start, this.#longest.size);
    if (this.#tally.has('makesScript') && !this.#isRead()) this.#tally.add('unreadText', this.#longest.start, this.#longest.size);
    const trap = this.#decoders.trap();
    if (trap !== null) this.#tally.add('decodingTrap', trap);
    for (const start of this.#dispatch.found()) this.#tally.add('dispatch', start);
    for (const start of this.#ownConstructors.found()) this.#tally.add('ownConstructor', start);
    for (const start of this.#predicates.found(this.text)) this.#tally.add('predicate', start);
    for (const start of this.#shuffles.found()) this.#tally.add('shuffledText', start);
    for (const start of hidden) this.#tally.add('blanks', start);
    const long = longLine(this.text);
    if (long >= 0) this.#tally.add('minified', long);
    if (!this.#tally.has('symbols') && isInSymbols(this.text) && (this.#runs || this.#table * 2 < this.text.length) && isInSymbols(withoutPictures(this.text, this.#long))) this.#tally.add('symbols', 0);
    return this.#tally.features(this.text, places);
  }
}

/** Letters of one text that are added: fewer, or only those at its beginning, are vectors, matrices and colours. */
const FEWEST_LETTERS = 4;
const FAR = 10;

/** `l + e + n`: names of nothing but letters, as many as a word has at the least; null for other sums. */
function namesOfSum(node: Of<'BinaryExpression'>): string[] | null {
  if (node.right.type !== 'Identifier') return null;
  const names = partsOf(node).map((part) => shapes.nameOf(part));
  return names.length >= FEWEST_OF_WORD && names.every((name) => name !== null) ? names : null;
}

const FEWEST_OF_WORD = 3;
const LONG_NAME = 4;

/** Letters of texts of the language in one sum. */
const FEWEST_OF_LANGUAGE = 2;

/** `_[12] + _[3] + _[40] + _[7]`: different members, by number, of one thing; or letters that the language has. */
function isSumOfLetters(node: Of<'BinaryExpression'>): boolean {
  const parts = partsOf(node);
  if (parts.filter(isLetterOfLanguage).length >= FEWEST_OF_LANGUAGE) return true;
  if (!isLetterOf(node.right)) return false;
  const letters = parts.filter(isLetterOf);
  const places = new Set(letters.map(({ property }) => shapes.constantNumber(property as Node) ?? 0));
  return places.size >= FEWEST_LETTERS && Math.max(...places) >= FAR && new Set(letters.map(({ object }) => shapes.nameOf(object))).size === 1;
}
