import type { Package } from '#libs/manifest/manifest.js';
import type { Finding } from '../../check.js';
import { nodesWithin } from '../javascript/syntax/children.js';
import { namesIn, writtenOf } from '../javascript/editors/writes.js';
import type { Names } from '../javascript/editors/writes.js';
import { togetherWith } from '../javascript/flows/linked.js';
import { scriptsOf } from '../javascript/syntax/scripts.js';
import type { Script } from '../javascript/syntax/scripts.js';
import { isPage } from '../javascript/syntax/sources.js';
import type { Node } from '../javascript/syntax/tree.js';
import { readAgain } from '../javascript/syntax/trees.js';
import { weighed } from '../reach.js';
import { Report } from '../report.js';
import { decode, evidence, Places } from '../text.js';
import { largeFiles } from '../together.js';

/** Numbers of tags and of variation selectors, as they are written; cheap to look for. */
const HINT = /0xe0[01][\da-f]{2}\b|0xfe0[\da-f]\b|9175\d\d|9176[0-3]\d|9177[6-9]\d|9179\d\d|9180\d\d|65(?:02[4-9]|03\d)/i;
/** The black flag, before the tags of a region. */
const FLAG = /1f3f4|127988|\u{1F3F4}|d83c\\udff4/iu;
const MAKES = ['fromCodePoint', 'fromCharCode'];
const WRITES = /^module:fs(?:\/promises)?\.(?:writeFile|appendFile|createWriteStream)(?:Sync)?$/;
const WRITES_BY_NAME = ['writeFile', 'writeFileSync', 'writeText', 'appendFile', 'appendFileSync'];

/** Small scripts that add to the numbers of letters until nobody sees them, and write files, themselves or another one that belongs to them. Flags of regions are such characters too. */
export function judgeMadeInvisible(pkg: Package, id: string): Finding[] {
  const report = new Report(id);
  const large = largeFiles(pkg.files);
  for (const { path, mentions } of scriptsOf(pkg)) {
    if (large.has(path) || isPage(path) || !MAKES.some((name) => mentions?.names.has(name))) continue;
    const text = decode(pkg.files.find((file) => file.path === path)!.bytes);
    if (!HINT.test(text) || FLAG.test(text) || !togetherWith(pkg, path, large).some(writes)) continue;
    const made = madeIn(pkg, path);
    if (made) report.add({ ...weighed(pkg, path, { severity: 'high', message: 'letters are turned into characters that nobody sees, in a package that writes files' }), help: 'Write what people are to read, or keep it in a file of its own.', file: path, ...new Places(text).at(made.start ?? 0), evidence: evidence(text, made.start ?? 0) });
  }
  return report.findings();
}

function writes({ uses, mentions }: Script): boolean {
  return uses.some(({ what, how }) => how === 'call' && WRITES.test(what)) || WRITES_BY_NAME.some((name) => mentions?.names.has(name));
}

function madeIn(pkg: Package, path: string): Node | null {
  const tree = readAgain(pkg, path);
  const nodes = tree ? nodesWithin(tree) : [];
  const names = namesIn(nodes);
  return nodes.find((node) => node.type === 'CallExpression' && MAKES.includes(nameOf(node.callee)) && node.arguments.some((each) => nodesWithin(each).some((part) => addsToTags(part, names)))) ?? null;
}

function nameOf(callee: Node): string {
  if (callee.type === 'MemberExpression') return callee.property.type === 'Identifier' ? callee.property.name : '';
  return callee.type === 'Identifier' ? callee.name : '';
}

/** `0xe0000 + number`, also by a name that is given such a number once. */
function addsToTags(node: Node, names: Names): boolean {
  if (node.type !== 'BinaryExpression' || !['+', '|', '^'].includes(node.operator)) return false;
  const [left, right] = [writtenOf(node.left as Node, names), writtenOf(node.right, names)];
  return (isInvisible(left) && right === undefined) || (isInvisible(right) && left === undefined);
}

function isInvisible(value: unknown): boolean {
  return typeof value === 'number' && ((value >= 0xe0000 && value <= 0xe01ef) || (value >= 0xfe00 && value <= 0xfe0f));
}
