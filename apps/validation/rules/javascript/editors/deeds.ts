import type { ESTree } from 'meriyah';
import { dangerIn } from '../../commands.js';
import { isForge } from '../../facts/git-settings.js';
import { hostIn, namesStranger } from '../../facts/places.js';
import { nodesWithin } from '../syntax/children.js';
import { operands, withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { lastName } from '../flows/taken-names.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** What an editor (VS Code and its like) is made to do by its own interface, in the tree of one small script. */

/** `new ShellExecution(command)`, `new ProcessExecution(program, words)`, `createTerminal(name, program, words)`, `createTerminal({ shellPath, shellArgs })` */
const STARTS = /(?:^|\.)(?:ShellExecution|ProcessExecution|createTerminal)$/;
const WORDS_OF_TERMINAL = /^shell(?:Path|Args)$/;
const ADDS_REMOTE = /(?:^|\.)addRemote$/;
const PUSHES = /(?:^|\.)push$/;
/** Where a page ends, or the part of it in which scripts stand. */
const END_OF_PAGE = /<\\?\/(?:body|head|html)>/i;
const LOADS_SCRIPT = /<script\b[^<>]{0,200}\ssrc\s*=\s*["'\\]*\s*((?:https?:)?\/\/[^\s"'<>\\]{1,200})/i;
/** Names that lead to each other. */
const DEEPEST = 4;

/** A task or a terminal that runs a command which no user would start so. */
export function startsDanger(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  for (const node of nodesWithin(tree)) {
    if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || !STARTS.test(memberPath(withoutWrapping(node.callee)))) continue;
    const words = node.arguments.flatMap((each) => wordsOf(each, names));
    if (dangerIn(words.join(' '))) return node;
  }
  return null;
}

/** `repository.addRemote('x', 'https://…')` beside `repository.push('x')`, where the server is none at which many keep their repositories. */
export function pushesElsewhere(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  const calls = nodesWithin(tree).filter((node) => node.type === 'CallExpression');
  // What a list gets is one value, and nothing of a remote.
  if (!calls.some(({ callee, arguments: given }) => PUSHES.test(memberPath(callee)) && given.length > 1)) return null;
  return calls.find(({ callee, arguments: [, address] }) => ADDS_REMOTE.test(memberPath(callee)) && address !== undefined && isElsewhere(shapeIn(address, names))) ?? null;
}

function isElsewhere(address: string): boolean {
  const host = hostIn(address)?.host;
  return host !== undefined && namesStranger(address) && !isForge(host);
}

/** `text.replace('</body>', '<script src="https://…"></script></body>')`: what stands in an editor gets a script from a server that is named. */
export function writesLoader(tree: ESTree.Program): Node | null {
  const names = WrittenNames.of(tree);
  for (const node of nodesWithin(tree)) {
    if (node.type !== 'CallExpression' || !/^replace(?:All)?$/.test(lastName(node.callee) ?? '')) continue;
    const [at, by] = node.arguments;
    const address = at && by && END_OF_PAGE.test(patternOf(at, names)) ? LOADS_SCRIPT.exec(shapeIn(by, names))?.[1] : undefined;
    if (address !== undefined && namesStranger(address.replace(/^\/\//, 'https://'))) return node;
  }
  return null;
}

/** The words of a command, as far as they are written; `\0` for what is not known. */
function wordsOf(node: Node, names: WrittenNames): string[] {
  const inner = resolved(node, names);
  if (inner.type === 'ArrayExpression') return inner.elements.flatMap((each) => (each ? wordsOf(each, names) : []));
  if (inner.type === 'ObjectExpression') return inner.properties.flatMap((each) => (each.type === 'Property' && each.key.type === 'Identifier' && WORDS_OF_TERMINAL.test(each.key.name) ? wordsOf(each.value as Node, names) : []));
  return [shapeIn(inner, names) || '\0'];
}

/** The text that a value is, with `\0` for parts that are not known. */
function shapeIn(node: Node, names: WrittenNames, depth = 0): string {
  const inner = resolved(node, names);
  const whole = names.textOf(inner);
  if (whole !== null || depth > DEEPEST) return whole ?? '\0';
  const parts = inner.type === 'TemplateLiteral' ? inner.quasis.flatMap(({ value }, at) => [value.cooked ?? '', inner.expressions[at] ? shapeIn(inner.expressions[at] as Node, names, depth + 1) : '']) : inner.type === 'BinaryExpression' && inner.operator === '+' ? operands(inner).map((each) => shapeIn(each, names, depth + 1)) : ['\0'];
  return parts.join('');
}

function patternOf(node: Node, names: WrittenNames): string {
  const inner = resolved(node, names);
  return inner.type === 'Literal' && 'regex' in inner ? inner.regex.pattern : (names.textOf(inner) ?? '');
}

function resolved(node: Node, names: WrittenNames): Node {
  const inner = withoutWrapping(node);
  return inner.type === 'Identifier' ? withoutWrapping(names.valueOf(inner) ?? inner) : inner;
}
