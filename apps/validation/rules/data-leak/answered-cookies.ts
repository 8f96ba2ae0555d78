import type { Package } from '#libs/manifest/manifest.js';
import type { ESTree } from 'meriyah';
import type { Finding } from '../../check.js';
import { isSender } from '../calls.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { propertyOf } from '../javascript/syntax/expressions.js';
import { isCookieJar } from '../javascript/flows/flow-shapes.js';
import { isMadeOf } from '../javascript/conditions/made-of.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { WrittenNames } from '../javascript/names/written-names.js';
import { namesStranger } from '../facts/places.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';

/** Scripts of an extension that are asked for messages. */
const MOST_ASKED = 40;
/** What says to a script what is asked of it. */
const ADDRESSES = ['url', 'uri', 'endpoint', 'href', 'to'];

/**
 * In an extension of a browser, the script that reaches servers and has the cookies answers a message with them, and another one gives what it was
 * answered back with an address that is written there: by syntax, in small scripts, by the text that the message is told apart by.
 */
export function judgeAnsweredCookies(pkg: Package, id: string, large: ReadonlySet<string>): Finding[] {
  const report = new Report(id);
  const small = scriptsOf(pkg).filter((script) => !large.has(script.path) && !isPage(script.path));
  const labels = new Set(small.filter(mayAnswer).flatMap(({ path }) => labelsIn(readAgain(pkg, path))));
  for (const { path, texts } of labels.size > 0 ? small.filter(({ mentions }) => [...labels].some((label) => mentions?.texts.has(label))).slice(0, MOST_ASKED) : []) {
    const tree = texts.some(({ shape }) => namesStranger(shape)) ? readAgain(pkg, path) : null;
    const found = tree && handedOnIn(tree, labels);
    if (!found) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    report.add({ ...weighed(pkg, path, { severity: 'high', message: 'cookies that another script answers a message with are handed on, for a server that is named here' }), help: 'Send nothing that users did not enter for that purpose.', file: path, ...new Places(text).at(found.start ?? 0), evidence: evidence(text, found.start ?? 0) });
  }
  return report.findings();
}

function mayAnswer({ mentions, uses }: Script): boolean {
  return ['cookies', 'getAll', 'onMessage'].every((name) => mentions?.names.has(name)) && uses.some(isSender);
}

/** The texts of cases and conditions in which cookies are asked for. */
function labelsIn(tree: ESTree.Program | null): string[] {
  const labels: string[] = [];
  for (const node of tree ? nodesWithin(tree) : []) {
    const [test, does] = node.type === 'SwitchCase' ? [node.test, node.consequent] : node.type === 'IfStatement' ? [node.test, [node.consequent]] : [];
    if (test && does?.some((each) => nodesWithin(each as Node).some((inner) => inner.type === 'CallExpression' && isCookieJar(inner.callee)))) labels.push(...textsIn(test as Node));
  }
  return labels;
}

/** `ask({ url: 'https://…', data: { cookies } })`, where `cookies` is what a message with such a text was answered. */
function handedOnIn(tree: ESTree.Program, labels: ReadonlySet<string>): Node | null {
  const names = WrittenNames.of(tree);
  const asks = (node: Node): boolean => node.type === 'CallExpression' && node.arguments.some((each) => each.type === 'ObjectExpression' && each.properties.some((part) => part.type === 'Property' && part.value.type === 'Literal' && labels.has(String(part.value.value))));
  for (const node of nodesWithin(tree)) {
    if (node.type !== 'ObjectExpression') continue;
    const address = ADDRESSES.flatMap((name) => propertyOf(node, name) ?? [])[0];
    if (address && namesStranger(names.textOf(address) ?? '') && isMadeOf(node, names, asks)) return node;
  }
  return null;
}

function textsIn(test: Node): string[] {
  return nodesWithin(test).flatMap((node) => (node.type === 'Literal' && typeof node.value === 'string' && node.value !== '' ? node.value : []));
}
