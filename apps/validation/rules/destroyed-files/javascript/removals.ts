import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';

/** What removes files, by the names that functions for it have. */
const REMOVES_FILES = /(?:^|\.)(?:filesystem|workspace\.fs|fs(?:p|e|Promises|_\d+)?|promises)\.(?:rm|unlink|remove|rmdir|delete|emptyDir)(?:Sync)?$|^(?:rm|rmSync|unlink|unlinkSync|rimraf(?:\.sync)?|rmdir|rmdirSync)$/;
/** What hosts remove of what their users made: pictures, scenes, sheets. */
const REMOVES_WORK = /(?:^|\.)(?:assets|scenes|sheets|workbooks?|projects?|library|backups|notebooks?|documents|playlists)\.(?:remove|delete|destroy|purge|clear|(?:remove|delete)(?:Sheet|All|Many))$/;

/** Does a call remove files? By its name, in small scripts. */
export function removesFiles({ callee }: Of<'CallExpression'>): boolean {
  return REMOVES_FILES.test(memberPath(callee));
}

/** Does a call remove files, or what else users made in their host? */
export function removesWork(node: Node): node is Of<'CallExpression'> {
  return node.type === 'CallExpression' && (removesFiles(node) || REMOVES_WORK.test(memberPath(node.callee)));
}
