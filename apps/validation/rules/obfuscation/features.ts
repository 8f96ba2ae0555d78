import type { Node } from '../javascript/tree.js';
import { childrenOf } from '../javascript/tree.js';
import { evidence } from '../text.js';
import type { Places } from '../text.js';
import { isCode } from './regions.js';
import * as shapes from './shapes.js';
import { StringArrays } from './string-arrays.js';

/** What is counted in a script. Each survives the renaming of variables, but for `hexName`, which is about names. */
export type Feature =
  | 'character' | 'name' | 'hexName'
  | 'smallNumber' | 'smallHexNumber' | 'numberSum'
  | 'text' | 'escapedText' | 'splitText' | 'reversedText' | 'charCodes' | 'codeList' | 'opaqueText'
  | 'member' | 'memberByCall' | 'quotedMember'
  | 'call' | 'decoderCall' | 'decodedText' | 'textCipher'
  | 'stringArray' | 'arrayLookup' | 'arrayRotation' | 'arrayDecoder' | 'selfReplacement'
  | 'flattening' | 'proxyFunction'
  | 'emptyArrayMath' | 'packer' | 'symbols' | 'codeInText' | 'evaluation'
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
 * `opaqueText`, `codeList` and `charCodes` the count is of characters, of `stringArray` that of its elements.
 */
export type Features = ReadonlyMap<Feature, Seen>;

/** UTF-16 units of a line from which a script counts as minified. */
const MINIFIED_LINE = 500;
const BLANKS = /[^\S\n\r\u2028\u2029]{200,}(?=\S)/g;
/** A script this long, of which less than this share is letters, digits and blanks, is written in symbols. */
const SYMBOLS_LENGTH = 400;
const SYMBOLS_WORDS = 0.2;
const FACES = /\uFF9F[\u03C9\u0414\u0398\u03B5\u0394\uFF70]\uFF9F/g;
const FACES_AT_LEAST = 20;

/** Reads the features off a tree in one walk. `text` is what was parsed. Never recurses, so no nesting is too deep. */
export function featuresOf(tree: Node, text: string, places: Places): Features {
  const tally = new Tally();
  walk(tree, text, tally);
  textFeatures(tree, text, tally);
  return tally.features(text, places);
}

/** Counts, with the offset of the first of each. */
class Tally {
  readonly #counts: Partial<Record<Feature, number>> = {};
  readonly #first: Partial<Record<Feature, number>> = {};

  add(feature: Feature, start: number, count = 1): void {
    if (count === 0) return;
    const before = this.#counts[feature];
    this.#counts[feature] = (before ?? 0) + count;
    if (before === undefined) this.#first[feature] = start;
  }

  addIf(feature: Feature, node: Node, seen: boolean): void {
    if (seen) this.add(feature, node.start!);
  }

  features(text: string, places: Places): Features {
    const seen = new Map<Feature, Seen>();
    for (const [feature, count] of Object.entries(this.#counts) as [Feature, number][]) {
      const start = this.#first[feature]!;
      seen.set(feature, { count, ...places.at(start), evidence: NOT_SHOWN.has(feature) ? '' : evidence(text, start) });
    }
    return seen;
  }
}

/** Mere counts, which no finding shows. */
const NOT_SHOWN: ReadonlySet<Feature> = new Set<Feature>(['character', 'name', 'smallNumber', 'text', 'member', 'call']);

function walk(tree: Node, text: string, tally: Tally): void {
  const arrays = new StringArrays();
  const nodes: Node[] = [tree];
  const around: shapes.Around[] = [{ parent: null, within: null, loop: false }];
  const children: Node[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const where = around.pop()!;
    arrays.see(node, where);
    look(node, where, text, tally);
    const within = shapes.isFunction(node) ? node : where.within;
    const loop = shapes.isLoop(node) || (where.loop && within === where.within);
    const below = { parent: node, within, loop };
    children.length = 0;
    childrenOf(node, children);
    for (let at = children.length - 1; at >= 0; at--) {
      nodes.push(children[at]!);
      around.push(below);
    }
  }
  for (const { feature, start, count } of arrays.found()) tally.add(feature, start, count);
}

function look(node: Node, where: shapes.Around, text: string, tally: Tally): void {
  switch (node.type) {
    case 'Identifier':
      if (where.parent?.type === 'MemberExpression' && !where.parent.computed && where.parent.property === node) return;
      tally.add('name', node.start!);
      return tally.addIf('hexName', node, shapes.isHexName(node.name));
    case 'Literal':
      return lookAtLiteral(node, text, tally);
    case 'TemplateElement':
      return tally.add('opaqueText', node.start!, shapes.opaqueLength(node.value.cooked ?? ''));
    case 'MemberExpression':
      tally.add('member', node.start!);
      if (node.computed) lookAtComputed(node, where.parent, tally);
      return;
    case 'NewExpression':
      return lookAtEvaluation(node, tally);
    case 'CallExpression':
      lookAtEvaluation(node, tally);
      return lookAtCall(node, where, tally);
    case 'ArrayExpression':
      return tally.add('codeList', node.start!, shapes.codeListLength(node));
    case 'BinaryExpression':
      tally.addIf('splitText', node, shapes.isSplitText(node));
      return tally.addIf('numberSum', node, shapes.isNumberSum(node, where.parent));
    case 'UnaryExpression':
      return tally.addIf('emptyArrayMath', node, shapes.isEmptyArrayMath(node));
    case 'SwitchStatement':
      return tally.addIf('flattening', node, where.loop && shapes.isFlattened(node));
    case 'ObjectExpression':
      return tally.add('proxyFunction', node.start!, shapes.proxyFunctions(node));
    case 'AssignmentExpression':
      tally.addIf('silencedConsole', node, shapes.silencesConsole(node));
      return tally.addIf('selfReplacement', node, shapes.replacesItself(node, where.within));
    default:
  }
}

function lookAtLiteral(node: Extract<Node, { type: 'Literal' }>, text: string, tally: Tally): void {
  const { value, start, end } = node as { value: unknown; start: number; end: number };
  if (typeof value === 'number') {
    if (value >= 10) return;
    tally.add('smallNumber', start);
    tally.addIf('smallHexNumber', node, shapes.isHex(text, start));
  } else if (typeof value === 'string') {
    tally.add('text', start);
    if (end - start > value.length + 2) tally.addIf('escapedText', node, shapes.isEscaped(text.slice(start, end)));
    tally.add('opaqueText', start, shapes.opaqueLength(value));
  }
}

function lookAtComputed(node: Extract<Node, { type: 'MemberExpression' }>, parent: Node | null, tally: Tally): void {
  tally.addIf('memberByCall', node, shapes.isByCall(node));
  tally.addIf('quotedMember', node, shapes.isQuoted(node, parent));
  tally.addIf('computedGlobal', node, shapes.isComputedGlobal(node));
}

function lookAtCall(node: Extract<Node, { type: 'CallExpression' }>, where: shapes.Around, tally: Tally): void {
  tally.add('call', node.start!);
  tally.addIf('decoderCall', node, shapes.isDecoderCall(node, where.parent));
  tally.addIf('decodedText', node, shapes.decodesText(node));
  tally.addIf('reversedText', node, shapes.reversesText(node));
  tally.add('charCodes', node.start!, shapes.charCodes(node));
  tally.addIf('textCipher', node, shapes.isTextCipher(node));
  tally.addIf('packer', node, shapes.isPacker(node));
}

function lookAtEvaluation(node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>, tally: Tally): void {
  const evaluates = shapes.evaluates(node);
  tally.addIf('evaluation', node, evaluates);
  tally.addIf('codeInText', node, evaluates && shapes.hasCodeInText(node));
}

function textFeatures(tree: Node, text: string, tally: Tally): void {
  tally.add('character', 0, text.length);
  const hidden = [...text.matchAll(BLANKS)].map((match) => match.index + match[0].length);
  if (hidden.length > 0) {
    const code = isCode(tree, text);
    for (const start of hidden.filter(code)) tally.add('blanks', start);
  }
  const long = longLine(text);
  if (long >= 0) tally.add('minified', long);
  if (text.length < SYMBOLS_LENGTH) return;
  const words = text.match(/[\p{L}\p{N}\s]+/gu)?.reduce((sum, run) => sum + run.length, 0) ?? 0;
  const faces = text.match(FACES)?.length ?? 0;
  if (words / text.length < SYMBOLS_WORDS || faces >= FACES_AT_LEAST) tally.add('symbols', 0);
}

/** Start of the first line that is longer than people write, or −1. */
function longLine(text: string): number {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    if ((end < 0 ? text.length : end) - start >= MINIFIED_LINE) return start;
    if (end < 0) return -1;
    start = end + 1;
  }
  return -1;
}
