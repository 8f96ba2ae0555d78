import type { Package } from '#libs/manifest/manifest.js';
import { namesWithin, nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Callable } from '../../javascript/syntax/scope.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { readAgain } from '../../javascript/syntax/trees.js';

/** Which language somebody speaks, or where the clock is set to. */
const TELLS = /(?:^|\.)(?:navigator\.(?:language|languages|userLanguage|browserLanguage))$/;
const ZONE = /^timeZone$/;
const WHOLE_PAGE = /(?:^|\.)(?:body|documentElement)\.style\.(?:pointerEvents|display|visibility)$/;
const GONE = new Set(['none', 'hidden']);
/** Nodes of a function that only does that; in a larger one, things are together which have nothing to do with each other. */
const MOST_NODES = 500;

/** Where a page stops answering, or plays something without end, in a function that asks whether its visitor speaks one language; null in all other scripts. By syntax alone. */
export function harmByLanguage(pkg: Package, path: string): Node | null {
  const tree = readAgain(pkg, path);
  if (!tree) return null;
  for (const node of nodesWithin(tree)) {
    const harm = isCallable(node) && node.body ? harmIn(node) : null;
    if (harm) return harm;
  }
  return null;
}

function harmIn({ body }: Callable): Node | null {
  const nodes = nodesWithin(body as Node, MOST_NODES + 1);
  if (nodes.length > MOST_NODES || !nodes.some(tellsLanguage)) return null;
  const names = new Set(nodes.flatMap((node) => (node.type === 'VariableDeclarator' && node.init && nodesWithin(node.init).some(tellsLanguage) ? namesWithin(node.id) : [])));
  if (!nodes.some((node) => isTest(node) && asksForOne(node.test, names))) return null;
  const loops = nodes.some((node) => node.type === 'AssignmentExpression' && /(?:^|\.)loop$/.test(memberPath(node.left as Node)) && node.right.type === 'Literal' && node.right.value === true);
  return nodes.find((node) => disables(node) || (loops && node.type === 'CallExpression' && /(?:^|\.)play$/.test(memberPath(node.callee)))) ?? null;
}

function isTest(node: Node): node is Of<'IfStatement'> | Of<'ConditionalExpression'> {
  return node.type === 'IfStatement' || node.type === 'ConditionalExpression';
}

/** A condition about the language with something written in it: one language is meant. */
function asksForOne(test: Node, names: ReadonlySet<string>): boolean {
  const parts = nodesWithin(test);
  return parts.some((node) => tellsLanguage(node) || (node.type === 'Identifier' && names.has(node.name))) && parts.some((node) => node.type === 'Literal' && ('regex' in node || typeof node.value === 'string'));
}

function tellsLanguage(node: Node): boolean {
  if (node.type !== 'MemberExpression') return false;
  const object = withoutWrapping(node.object);
  return TELLS.test(memberPath(node)) || (ZONE.test(memberPath(node)) && object.type === 'CallExpression' && /(?:^|\.)resolvedOptions$/.test(memberPath(object.callee)));
}

/** `document.body.style.pointerEvents = 'none'` */
function disables(node: Node): boolean {
  if (node.type !== 'AssignmentExpression' || !WHOLE_PAGE.test(memberPath(node.left as Node))) return false;
  const value = withoutWrapping(node.right);
  return value.type === 'Literal' && GONE.has(String(value.value));
}
