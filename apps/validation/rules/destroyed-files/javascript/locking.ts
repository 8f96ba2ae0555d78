import type { ESTree } from 'meriyah';
import type { Package } from '#libs/manifest/manifest.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { readAgain } from '../../javascript/syntax/trees.js';

const READS = /^(?:readFile(?:Sync)?|createReadStream)$/;
const WRITES = /^writeFile(?:Sync)?$/;
const VISITS = /^(?:forEach|map)$/;
const DELETES = /^(?:unlink|rm|remove)(?:Sync)?$/;

/** Does one function of a script read files by a name, encrypt something, and delete the files of the same name? By syntax alone. */
export function locksFiles(pkg: Package, path: string): boolean {
  return hasNode(pkg, path, (node) => isCallable(node) && !!node.body && locks(node.body));
}

/** Does a loop of a script write the same into each file that it goes through, whatever they are? By syntax alone. */
export function overwritesEach(pkg: Package, path: string): boolean {
  return hasNode(pkg, path, (node) => {
    const each = eachIn(node);
    return each !== null && nodesWithin(each.body).some((call) => call.type === 'CallExpression' && overwrites(call, each.name, each.body));
  });
}

/** Does a function write the same into each file of a folder, and call itself for the folders in it? By syntax alone. */
export function overwritesTree(pkg: Package, path: string): boolean {
  return hasNode(pkg, path, (node) => {
    const named = functionIn(node);
    if (!named) return false;
    return nodesWithin(named.body).some((each) => {
      const loop = eachIn(each);
      if (!loop) return false;
      const calls = nodesWithin(loop.body).filter((inner) => inner.type === 'CallExpression');
      return calls.some(({ callee }) => callee.type === 'Identifier' && callee.name === named.name) && calls.some((call) => overwrites(call, loop.name, loop.body));
    });
  });
}

/** A function and its name. */
function functionIn(node: Node): { name: string; body: Node } | null {
  if (node.type === 'FunctionDeclaration') return node.id && node.body ? { name: node.id.name, body: node.body } : null;
  const made = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? node.init : null;
  return made && isCallable(made) && made.body ? { name: ((node as Of<'VariableDeclarator'>).id as ESTree.Identifier).name, body: made.body } : null;
}

function hasNode(pkg: Package, path: string, isWanted: (node: Node) => boolean): boolean {
  const tree = readAgain(pkg, path);
  return tree !== null && nodesWithin(tree).some(isWanted);
}

/** What `for (const name of list)` and `list.forEach((name) => …)` do with each. */
export function eachIn(node: Node): { name: string; body: Node } | null {
  if (node.type === 'ForOfStatement') {
    const name = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : (node.left as Node);
    return name?.type === 'Identifier' ? { name: name.name, body: node.body } : null;
  }
  const [visit] = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && node.callee.property.type === 'Identifier' && VISITS.test(node.callee.property.name) ? node.arguments : [];
  const name = visit && isCallable(visit) ? visit.params[0] : undefined;
  return visit && isCallable(visit) && name?.type === 'Identifier' && visit.body ? { name: name.name, body: visit.body } : null;
}

/** `writeFile(name, text)`, also by what is made of the name, where the text is not made of the name, nor of anything in the loop. */
export function overwrites({ callee, arguments: [target, text] }: ESTree.CallExpression, name: string, body: Node): boolean {
  const method = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : callee.type === 'Identifier' ? callee.name : '';
  if (!WRITES.test(method) || !target || !text) return false;
  const made = new Map(nodesWithin(body).flatMap((node) => (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? [[node.id.name, node.init] as const] : [])));
  const isOf = (each: string): boolean => each === name || namesIn(made.get(each)).has(name);
  return [...namesIn(target)].some(isOf) && [...namesIn(text)].every((each) => each !== name && !made.has(each));
}

function namesIn(node: Node | null | undefined): Set<string> {
  return new Set([...(node ? nodesWithin(node) : [])].flatMap((each) => (each.type === 'Identifier' ? [each.name] : [])));
}

/** Without functions in it, which are looked at by themselves. */
function locks(body: Node): boolean {
  const read = new Set<string>();
  const deleted = new Set<string>();
  let encrypts = false;
  for (const node of nodesWithin(body, Infinity, (each) => !isCallable(each))) {
    if (node.type !== 'CallExpression') continue;
    const { callee, arguments: [first] } = node;
    const name = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : callee.type === 'Identifier' ? callee.name : '';
    encrypts ||= name === 'createCipheriv';
    if (first?.type === 'Identifier' && READS.test(name)) read.add(first.name);
    if (first?.type === 'Identifier' && DELETES.test(name)) deleted.add(first.name);
  }
  return encrypts && [...read].some((name) => deleted.has(name));
}
