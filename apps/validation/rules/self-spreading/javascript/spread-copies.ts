import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { propertyOf, withoutWrapping } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const LISTS = /(?:^|\.)(?:readdir|opendir|glob)(?:Sync)?$/;
const WRITES = /(?:^|\.)(?:(?:writeFile|appendFile|outputFile)(?:Sync)?|(?:write|output)J(?:son|SON)(?:Sync)?)$/;
const COPIES = /(?:^|\.)(?:cp|copy|copyFile|copydir|link|symlink)(?:Sync)?$/;
/** Where editors and hosts keep what is installed, below the home folder. */
const INSTALLED = /(?:^|[\\/])extensions(?:[\\/]\*{0,2})?[\\/]?$/;
/** Where programs of npm are installed for everything. */
const GLOBAL = /\b(?:npm|pnpm|yarn)\s+(?:root\s+(?:-g|--global)|global\s+dir)\b/;
const HOME = /(?:^|\.)(?:homedir|HOME|USERPROFILE)$/;
const OWN = /^(?:__dirname|__filename)$/;
const UPS = /\.\.(?=[\\/]|$)/g;
/** Where a manifest says what a package begins with. */
const BEGINS = /^(?:main|browser|activate|entry)$/;
const MOST_NODES = 200;

/**
 * Where a script changes each of the extensions that are installed beside its own: what they begin with, by their manifest or in the file that it
 * names, or by copying itself there. `path` is where the script lies in its package.
 */
export function spreadsToOthers(program: ESTree.Program, path: string): Node | null {
  const names = WrittenNames.of(program);
  const depth = path.split('/').length - 1;
  const nodes = nodesWithin(program);
  const isOther = (node: Node): boolean => isMadeOf(node, names, (each) => each.type === 'CallExpression' && LISTS.test(memberPath(withoutWrapping(each.callee))) && each.arguments[0] !== undefined && isInstalled(each.arguments[0], names, depth));
  const begun = new Set(nodes.flatMap(ownerOfBegin));
  for (const node of nodes) {
    const [first, second] = node.type === 'CallExpression' ? node.arguments : [];
    const deed = node.type === 'CallExpression' && first && second ? memberPath(withoutWrapping(node.callee)) : '';
    if (!first || !second || deed === '') continue;
    if (COPIES.test(deed) && isMadeOf(first, names, isOwn) && isOther(second)) return node;
    if (WRITES.test(deed) && isOther(first) && (isMadeOf(second, names, isOwnFile) || namesBegin(first, names) || setsBegin(second, begun))) return node;
  }
  return null;
}

/** `join(homedir(), '.vscode', 'extensions')`, or what lies around the own package. */
function isInstalled(folder: Node, names: WrittenNames, depth: number): boolean {
  const isText = (test: (text: string) => boolean): boolean => isMadeOf(folder, names, (node) => (node.type === 'Literal' && typeof node.value === 'string' && test(node.value)) || (node.type === 'TemplateElement' && test(node.value.cooked ?? '')));
  if (isText((text) => INSTALLED.test(text)) && isMadeOf(folder, names, (node) => HOME.test(memberPath(node)))) return true;
  if (isText((text) => GLOBAL.test(text))) return true;
  if (!isMadeOf(folder, names, isOwn)) return false;
  let ups = 0;
  isText((text) => {
    ups += text.match(UPS)?.length ?? 0;
    return false;
  });
  return ups > depth;
}

/** This script itself, and not only where it lies. */
function isOwnFile(node: Node): boolean {
  return node.type === 'Identifier' && node.name === '__filename';
}

function isOwn(node: Node): boolean {
  return (node.type === 'Identifier' && OWN.test(node.name)) || (node.type === 'MemberExpression' && memberPath(node) === 'import.meta.url');
}

/** `manifest` of `manifest.main = 'own.js'` */
function ownerOfBegin(node: Node): string[] {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return [];
  const { object, property, computed } = node.left;
  const name = !computed && property.type === 'Identifier' ? property.name : property.type === 'Literal' ? String(property.value) : '';
  return BEGINS.test(name) && object.type === 'Identifier' ? [object.name] : [];
}

/** Is what is written made of a manifest in which that is set, or of `{ ...manifest, main: 'own.js' }`? */
function setsBegin(content: Node, begun: ReadonlySet<string>): boolean {
  return nodesWithin(content, MOST_NODES).some((node) => (node.type === 'Identifier' && begun.has(node.name)) || (node.type === 'ObjectExpression' && node.properties.some(({ type }) => type === 'SpreadElement') && propertyOf(node, 'main') !== undefined && propertyOf(node, 'main') !== null));
}

/** `join(folder, manifest.main)` */
function namesBegin(path: Node, names: WrittenNames): boolean {
  return isMadeOf(path, names, (node) => node.type === 'MemberExpression' && memberPath(node).endsWith('.main'));
}
