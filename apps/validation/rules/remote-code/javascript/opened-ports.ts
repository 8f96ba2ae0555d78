import type { ESTree } from 'meriyah';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { propertyOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';
import { pathsOf } from './written-paths.js';

const STARTS = /(?:^|\.)(?:exec|execFile|spawn)(?:Sync)?$|^execa(?:\.\w+)?$/;
/** A command that makes a port of this computer reachable from elsewhere, by its program or by its words. */
export const OPENS = /\btunnel\s(?:[^|;&]{0,200}\s)?--?url\b|\bcloudflared(?:\.exe)?["']?\s(?:[^|;&]{0,100}\s)?tunnel\b|\bngrok(?:\.exe)?["']?\s+(?:http|tcp|tls|start)\b|\bbore(?:\.exe)?["']?\s+local\b|\bfrpc(?:\.exe)?["']?\s|\b(?:localtunnel|lt)["']?\s+(?:-p|--port)\b|\bssh(?:\.exe)?["']?\s(?:[^|;&]{0,200}\s)?-\w{0,6}R(?:\s|\d)|\bchisel(?:\.exe)?["']?\s+client\s[^|;&]{0,200}\bR:|\btailscale["']?\s+funnel\b|\bzrok["']?\s+share\b|\b(?:tunnelmole|tmole)["']?\s+\d|\bdevtunnel["']?\s+host\b/i;
/** The same by a library. */
const LIBRARY = /^(?:localtunnel|(?:@ngrok\/)?ngrok\.(?:connect|forward)|tunnelmole|(?:untun\.)?startTunnel)$/;
const SHOWS = /^console\.(?:log|info|warn|error)$|^process\.(?:stdout|stderr)\.write$|(?:^|\.)(?:stdout|stderr)\.pipe$/;
/** Reads what a program says, for whatever is done with it. */
const READS = /(?:^|\.)(?:stdout|stderr)\.(?:on|once)$/;
/** What is given a function for when somebody asks for it. */
const ASKED_BY = /(?:^|\.)(?:command|action|handler|registerCommand)$/;
/** What gives or runs a file, a folder or a command. */
const GIVES = /(?:^|\.)(?:readFile|readdir|createReadStream|sendFile|sendfile|download|exec|execFile|spawn|eval|runInNewContext|runInThisContext)(?:Sync)?$|^(?:eval|Function)$/;
const STATIC = /(?:^|\.)(?:static|serveStatic|serve-static|sirv|serveIndex)$/;
const REQUEST = new Set(['url', 'originalUrl', 'path', 'query', 'params', 'body', 'headers', 'searchParams', 'pathname']);
const MOST_NODES = 2_000;

/** The place where a script makes a port reachable from elsewhere, with nothing to be seen of it, and because nobody's option or command says so. `sends`: where it is reached may be told to a server that is named. */
export function opensPort(tree: ESTree.Program, sends: boolean): Node | null {
  const names = WrittenNames.of(tree);
  const nodes = nodesWithin(tree);
  const starts = nodes.filter((node) => node.type === 'CallExpression' && (isCommand(node, names) || isOpenedByLibrary(node, names)));
  if (starts.length === 0) return null;
  const asked = askedIn(nodes, names);
  const used = sends ? new Set<Node>() : usedIn(nodes);
  const shows = nodes.some((node) => node.type === 'CallExpression' && (SHOWS.test(memberPath(node.callee)) || (!sends && READS.test(memberPath(node.callee)))));
  return starts.find((node) => !asked.has(node) && (isSilent(node) || !(shows || (used.has(node) && isOpenedByLibrary(node, names))))) ?? null;
}

/** Calls whose answer gets a name, is given back, or goes to a function that takes it. */
function usedIn(nodes: readonly Node[]): ReadonlySet<Node> {
  const used = new Set<Node>();
  for (const node of nodes) {
    const value = node.type === 'VariableDeclarator' ? node.init : node.type === 'AssignmentExpression' ? node.right : node.type === 'ReturnStatement' ? node.argument : node.type === 'ArrowFunctionExpression' ? (node.body as Node | null | undefined) : null;
    if (value) used.add(withoutWrapping(value));
    if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.arguments.some((each) => each.type === 'Identifier' || (isCallable(each) && each.params.length > 0))) used.add(withoutWrapping(node.callee.object));
    if (node.type === 'CallExpression' && node.arguments.some((each) => isCallable(each) && each.params.length > 1)) used.add(node);
  }
  return used;
}

/** Is it a call of a library that does so? */
export function isOpenedByLibrary(node: Node, names: WrittenNames): boolean {
  return node.type === 'CallExpression' && LIBRARY.test(names.pathOf(node.callee));
}

/** Does a script give files or run commands that a request names? */
export function servesWhatIsAsked(tree: ESTree.Program): boolean {
  const names = WrittenNames.of(tree);
  const nodes = nodesWithin(tree);
  const requests = new Set(nodes.flatMap((node) => (isCallable(node) && node.params.length > 1 && node.params[0]?.type === 'Identifier' ? [node.params[0].name] : [])));
  const isAsked = (node: Node): boolean => node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier' && REQUEST.has(node.property.name) && node.object.type === 'Identifier' && requests.has(node.object.name);
  return nodes.some((node) => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
    const path = names.pathOf(node.callee) || memberPath(node.callee);
    if (STATIC.test(path)) return node.arguments[0] !== undefined && pathsOf(node.arguments[0], names).some((root) => /^(?:~|\/|[a-z]:[\\/]*)$/i.test(root));
    return GIVES.test(path) && node.arguments.some((each) => isMadeOf(each, names, isAsked));
  });
}

/** The commands that a call may start, with what their program gets in a list. */
export function commandsOf(node: Node, names: WrittenNames): string[] {
  const [program, list] = node.type === 'CallExpression' ? (node.arguments as (Node | undefined)[]) : [];
  if (node.type !== 'CallExpression' || !program || !STARTS.test(names.pathOf(node.callee) || memberPath(node.callee))) return [];
  const given = list?.type === 'Identifier' ? names.valueOf(list) : list;
  const words = given?.type === 'ArrayExpression' ? given.elements.map((each) => (each ? (pathsOf(each, names)[0] ?? '') : '')).join(' ') : '';
  return pathsOf(program, names).map((each) => `${each} ${words}`);
}

function isCommand(node: Node, names: WrittenNames): boolean {
  return commandsOf(node, names).some((command) => OPENS.test(command));
}

/** `{ detached: true }`, `{ stdio: 'ignore' }` */
function isSilent(start: Node): boolean {
  const options = start.type === 'CallExpression' ? start.arguments.find((each) => each.type === 'ObjectExpression') : undefined;
  if (options?.type !== 'ObjectExpression') return false;
  const [stdio, detached] = [propertyOf(options, 'stdio'), propertyOf(options, 'detached')];
  return (stdio?.type === 'Literal' && stdio.value === 'ignore') || (detached !== undefined && !stdio && !(detached.type === 'Literal' && detached.value === false));
}

/** What runs because an option of a caller or of a command line says so, or in what a command does. */
function askedIn(nodes: readonly Node[], names: WrittenNames): ReadonlySet<Node> {
  const parameters = new Set(nodes.flatMap((node) => (isCallable(node) ? node.params.flatMap((each) => namesWithin(each as Node, MOST_NODES)) : [])));
  const isOption = (node: Node): boolean => (node.type === 'Identifier' && parameters.has(node.name)) || (node.type === 'MemberExpression' && /(?:^|\.)(?:argv|env)$/.test(memberPath(node)));
  const asked = new Set<Node>();
  const ask = (part: Node | null | undefined): void => {
    for (const inner of part ? nodesWithin(part, MOST_NODES) : []) asked.add(inner);
  };
  for (const node of nodes) {
    if ((node.type === 'IfStatement' || node.type === 'ConditionalExpression') && isMadeOf(node.test, names, isOption)) ask(node.consequent);
    else if (node.type === 'LogicalExpression' && node.operator === '&&' && isMadeOf(node.left as Node, names, isOption)) ask(node.right);
    else if (node.type === 'SwitchStatement' && isMadeOf(node.discriminant, names, isOption)) for (const each of node.cases) for (const inner of each.consequent) ask(inner as Node);
    else if (node.type === 'CallExpression' && ASKED_BY.test(memberPath(withoutWrapping(node.callee)))) for (const each of node.arguments) if (isCallable(each)) ask(each);
  }
  return asked;
}
