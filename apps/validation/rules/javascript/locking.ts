import type { Package } from '#libs/manifest/manifest.js';
import { decode } from '../text.js';
import { childrenOf } from './children.js';
import { isCallable } from './scope.js';
import type { Node } from './tree.js';
import { parseScript } from './tree.js';

const READS = /^(?:readFile(?:Sync)?|createReadStream)$/;
const DELETES = /^(?:unlink|rm|remove)(?:Sync)?$/;

/** Does one function of a script read files by a name, encrypt something, and delete the files of the same name? By syntax alone. */
export function locksFiles(pkg: Package, path: string): boolean {
  const file = pkg.files.find((each) => each.path === path);
  const tree = file && parseScript(path, decode(file.bytes), pkg.manifest.original['type'] === 'module');
  if (!tree || 'reason' in tree) return false;
  const open: Node[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    if (isCallable(node) && node.body && locks(node.body)) return true;
    childrenOf(node, open);
  }
  return false;
}

/** Without functions in it, which are looked at by themselves. */
function locks(body: Node): boolean {
  const read = new Set<string>();
  const deleted = new Set<string>();
  let encrypts = false;
  const open: Node[] = [body];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'CallExpression') {
      const { callee, arguments: [first] } = node;
      const name = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : callee.type === 'Identifier' ? callee.name : '';
      encrypts ||= name === 'createCipheriv';
      if (first?.type === 'Identifier' && READS.test(name)) read.add(first.name);
      if (first?.type === 'Identifier' && DELETES.test(name)) deleted.add(first.name);
    }
    const before = open.length;
    childrenOf(node, open);
    for (let index = open.length - 1; index >= before; index--) if (isCallable(open[index]!)) open.splice(index, 1);
  }
  return encrypts && [...read].some((name) => deleted.has(name));
}
