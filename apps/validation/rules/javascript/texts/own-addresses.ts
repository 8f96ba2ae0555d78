import type { Node } from '../syntax/tree.js';

/** The path in the address of a file of the package; no other address, nothing that has a scheme or begins at a root. */
const PATH = /^(?!\/)([\w.@/-]+)(?:[?#]|$)/;

/** What `new URL('./worker.js', import.meta.url)` makes an address of, which is the way to name a file beside the script; null for anything else. */
export function addressedBeside(node: Node): Node | null {
  if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'URL') return null;
  const [path, base, more] = node.arguments;
  const isOfModule = base?.type === 'MemberExpression' && !base.computed && base.property.type === 'Identifier' && base.property.name === 'url' && base.object.type === 'MetaProperty';
  return path && isOfModule && !more ? path : null;
}

/** The path, from the folder of the script, of a file that is named beside it: `worker.js` and `./worker.js?v=2` are `./worker.js`; null for what may be elsewhere. */
export function pathBeside(address: string): string | null {
  const path = PATH.exec(address)?.[1];
  return path === undefined ? null : `./${path.replace(/^\.\//, '')}`;
}
