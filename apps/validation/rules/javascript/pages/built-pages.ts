import type { ESTree } from 'meriyah';
import { namesStranger } from '../../facts/places.js';
import { isOwnersScript } from '../../facts/service-scripts.js';
import { namesWithin, nodesWithin } from '../syntax/children.js';
import { memberName, nameOf, operands, pieceOf, propertyOf, withoutWrapping } from '../syntax/expressions.js';
import { isCallable } from '../syntax/scope.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

const END_OF_PAGE = /<\\?\/(?:body|head)\s*>/i;
const LOADS = /<script\b[^>]{0,200}?\bsrc\s*=\s*["']?\s*((?:https?:)?\/\/[^\s"'>]{3,300})/i;
/** Public mirrors of packages, of which somebody chose one. */
const MIRROR = /^(?:https?:)?\/\/(?:unpkg\.com|cdn\.jsdelivr\.net|esm\.sh|cdnjs\.cloudflare\.com|ajax\.googleapis\.com|polyfill-fastly\.io|code\.jquery\.com|www\.googletagmanager\.com|www\.google-analytics\.com|plausible\.io|static\.cloudflareinsights\.com|stats\.g\.doubleclick\.net)\//i;
/** What a plug-in of a bundler is asked for each page. */
const CHANGES = /^transformIndexHtml$/;
const DEEPEST = 4;

/**
 * Where a tool puts a script from a server that is written here, as a whole, into each page that somebody builds: before its end, or as a tag of a plug-in's list. Who
 * counts visits or shows something gets a number of theirs into the address.
 */
export function addsScriptToPages(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  const nodes = nodesWithin(program);
  const chosen = new Set(nodes.flatMap((node) => (isCallable(node) ? node.params.flatMap((each) => namesWithin(each as Node)) : [])));
  const changesPages = new Set(nodes.flatMap((node) => (node.type === 'Property' && CHANGES.test(memberName(node)) ? [node.value as Node] : [])));
  for (const node of nodes) {
    if (node.type === 'ObjectExpression' && isStranger(tagIn(node, names, chosen))) return node;
    if (isCallable(node) && changesPages.has(node)) {
      const tag = nodesWithin(node.body as Node).find((each) => (each.type === 'Literal' || each.type === 'TemplateLiteral') && isStranger(LOADS.exec(shapeIn(each, names))?.[1]));
      if (tag) return tag;
    }
    if (node.type !== 'CallExpression' || !/^replace(?:All)?$/.test(nameOf(node.callee))) continue;
    const [at, by] = node.arguments;
    if (at && by && END_OF_PAGE.test(patternOf(at, names)) && isStranger(LOADS.exec(shapeIn(by, names))?.[1])) return node;
  }
  return null;
}

/** `{ tag: 'script', attrs: { src: 'https://…' } }` */
function tagIn(object: ESTree.ObjectExpression, names: WrittenNames, chosen: ReadonlySet<string>): string | undefined {
  const tag = propertyOf(object, 'tag') ?? propertyOf(object, 'tagName');
  if (tag?.type !== 'Literal' || tag.value !== 'script') return undefined;
  const given = propertyOf(object, 'attrs') ?? propertyOf(object, 'attributes');
  const address = given?.type === 'ObjectExpression' ? propertyOf(given, 'src') : undefined;
  // What others may choose, whatever it is without that.
  if (address?.type === 'Identifier' && chosen.has(address.name)) return undefined;
  return address && names.textOf(address) ? names.textOf(address)! : undefined;
}

/** An address that is known to its end, and is of nobody whom many load something from. */
function isStranger(address: string | undefined): boolean {
  if (address === undefined || address.includes('\0') || !/^(?:https?:)?\/\//.test(address) || MIRROR.test(address)) return false;
  const whole = address.replace(/^\/\//, 'https://');
  return namesStranger(whole) && !isOwnersScript(whole, []);
}

function patternOf(node: Node, names: WrittenNames): string {
  const inner = withoutWrapping(node);
  return inner.type === 'Literal' && 'regex' in inner ? inner.regex.pattern : (names.textOf(inner) ?? '');
}

/** A text with `\0` for what is not known. */
function shapeIn(node: Node, names: WrittenNames, depth = 0): string {
  const inner = withoutWrapping(node);
  const text = names.textOf(inner);
  if (text !== null || depth > DEEPEST) return text ?? '\0';
  if (inner.type === 'Identifier') return names.valuesOf(inner).map((each) => shapeIn(each, names, depth + 1))[0] ?? '\0';
  if (inner.type === 'TemplateLiteral') return inner.quasis.map(({ value }, at) => (value.cooked ?? '') + (inner.expressions[at] ? shapeIn(inner.expressions[at] as Node, names, depth + 1) : '')).join('');
  if (inner.type === 'ArrowFunctionExpression' && inner.body.type !== 'BlockStatement') return shapeIn(inner.body as Node, names, depth + 1);
  return inner.type === 'BinaryExpression' && inner.operator === '+' ? operands(inner).map((each) => shapeIn(each, names, depth + 1)).join('') : '\0';
}

/** A style that asks a server by what stands in a field for a password, letter by letter. */
export function asksByStyle(program: ESTree.Program): Node | null {
  for (const node of nodesWithin(program)) {
    const text = pieceOf(node);
    if (text !== null && /input\[(?:type|name)[*^$]?=["']?(?:password|pass|cvc|card)\w*["']?\]\[value[\^$*|~]?=/i.test(text)) return node;
  }
  return null;
}
