import type { ESTree } from 'meriyah';
import type { Package, PackageFile } from '#libs/manifest/manifest.js';
import { jsonObject } from '../../json-object.js';
import { decode, extensionOf } from '../../text.js';
import { withoutWrapping } from '../syntax/expressions.js';
import { memberPath } from '../syntax/member-paths.js';
import { knownOf } from '../syntax/sources.js';
import { readAgain } from '../syntax/trees.js';
import type { Node } from '../syntax/tree.js';
import { WrittenNames } from '../names/written-names.js';

/** The text that a file of the package, by the path as one script writes it, gives under a name; null where it is none, or is made when it runs. */
export type WrittenElsewhere = (link: string, name: string) => string | null;

/** Bytes of a file that is asked for texts: what is kept apart to be put together again is short. */
const LARGEST = 4 * 1024;
/** Cheap to look for: a text, or what may hold some, is given to others. */
const HINT = /\b(?:const|let|var)\s+\w+\s*=\s*['"`[]|\bexports(?:\.\w+)?\s*=\s*['"`[]|\b(?:module\.exports\s*=|export\s+default)\s*\{[^{}]*:\s*['"`[]/;
const SCRIPTS = new Set(['.js', '.cjs', '.mjs']);
const NONE: ReadonlyMap<string, string> = new Map();

/** Texts that the scripts and the data of a package have for each other. Each file is read once, when it is asked for. */
export function writtenIn(pkg: Package, files: ReadonlyMap<string, PackageFile>): (path: string) => WrittenElsewhere {
  const known = new Map<string, ReadonlyMap<string, string>>();
  const textsOf = (path: string): ReadonlyMap<string, string> => {
    const texts = known.get(path) ?? readTexts(pkg, files.get(path));
    known.set(path, texts);
    return texts;
  };
  return (from) => (link, name) => knownOf(pkg, from, link, (path) => textsOf(path).get(name));
}

function readTexts(pkg: Package, file: PackageFile | undefined): ReadonlyMap<string, string> {
  if (!file || file.size > LARGEST) return NONE;
  const extension = extensionOf(file.path);
  if (extension === '.json') return new Map([...jsonObject(decode(file.bytes))].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  const tree = SCRIPTS.has(extension) && HINT.test(decode(file.bytes)) ? readAgain(pkg, file.path) : null;
  return tree ? exportsOf(tree) : NONE;
}

/** `export const a = 'text'`, `module.exports = { a }`, `exports.a = 'text'` */
function exportsOf(tree: ESTree.Program): ReadonlyMap<string, string> {
  const names = WrittenNames.of(tree);
  const found = new Map<string, string>();
  const add = (name: Node, value: Node | null | undefined): void => {
    const text = value ? names.textOf(value) : null;
    if (name.type === 'Identifier' && text !== null) found.set(name.name, text);
  };
  for (const statement of tree.body as Node[]) {
    if (statement.type === 'ExportNamedDeclaration') {
      for (const each of statement.declaration?.type === 'VariableDeclaration' ? statement.declaration.declarations : []) add(each.id, each.init);
      for (const each of statement.source ? [] : statement.specifiers) add(each.exported as Node, each.local as Node);
    }
    const given = statement.type === 'ExportDefaultDeclaration' ? (statement.declaration as Node) : statement.type === 'ExpressionStatement' && statement.expression.type === 'AssignmentExpression' ? statement.expression : null;
    if (given?.type === 'AssignmentExpression' && given.left.type === 'MemberExpression' && /^(?:module\.)?exports\.\w+$/.test(memberPath(given.left))) add(given.left.property as Node, given.right);
    const whole = given?.type === 'AssignmentExpression' ? (memberPath(given.left as Node) === 'module.exports' ? withoutWrapping(given.right) : null) : given;
    for (const each of whole?.type === 'ObjectExpression' ? whole.properties : []) if (each.type === 'Property' && !each.computed) add(each.key, each.value);
  }
  return found;
}
