import type { ESTree } from 'meriyah';
import { namesStranger, hostIn } from '../../facts/places.js';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { memberName } from '../../javascript/syntax/expressions.js';
import { isMadeOf } from '../../javascript/conditions/made-of.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import type { Node } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

const FIELDS = /^(?:dependencies|devDependencies|optionalDependencies|peerDependencies|overrides|resolutions)$/;
const PACKED = /\.(?:tgz|tar\.gz|tar|zip)(?:$|[?#])|^git\+https?:/i;
/** Where code is kept by whoever wrote it, and registries. */
const KEEPERS = /(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|npmjs\.org|npmjs\.com|yarnpkg\.com|jsr\.io|pkg\.pr\.new|esm\.sh)$/;
/** Nodes of one expression. */
const MOST_NODES = 500;

/** What is put among the dependencies of a project, from a server that is written. */
export interface Planted {
  node: Node;
  host: string;
  /** What it is called there; empty where nobody knows. */
  name: string;
}

/** Where a script puts a packed package of a server that it names among the dependencies of a manifest; null for nowhere. By syntax. */
export function plantedDependency(program: ESTree.Program): Planted | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    const given = givenTo(node);
    if (!given) continue;
    let planted: Planted | null = null;
    isMadeOf(given, names, (each) => {
      const [value, name] = each.type === 'Property' ? [each.value as Node, memberName(each)] : [each, nameOf(node)];
      const text = value.type === 'Literal' || value.type === 'TemplateLiteral' || value.type === 'BinaryExpression' ? (names.textOf(value) ?? '') : '';
      const host = PACKED.test(text) && namesStranger(text.replace(/^git\+/, '')) ? hostIn(text.replace(/^git\+/, ''))?.host : undefined;
      if (host !== undefined && !KEEPERS.test(host)) planted ??= { node, host, name };
      return planted !== null && each.type === 'Property';
    });
    if (planted) return planted;
  }
  return null;
}

/** What is put into one of these fields: `json.dependencies = …`, `json.dependencies[name] = …`, `Object.assign(json.dependencies, …)`. */
function givenTo(node: Node): Node | null {
  if (node.type === 'AssignmentExpression') return isField(node.left as Node) || (node.left.type === 'MemberExpression' && isField(node.left.object)) ? node.right : null;
  if (node.type !== 'CallExpression' || memberPath(node.callee) !== 'Object.assign') return null;
  const [into, ...given] = node.arguments as Node[];
  return into && nodesWithin(into, MOST_NODES).some(isField) ? ({ type: 'ArrayExpression', elements: given, start: node.start, end: node.end } as unknown as Node) : null;
}

function isField(node: Node): boolean {
  return node.type === 'MemberExpression' && FIELDS.test(node.computed && node.property.type === 'Literal' ? String(node.property.value) : memberName(node));
}

/** Of `json.dependencies.name = …`, the name. */
function nameOf(node: Node): string {
  const left = node.type === 'AssignmentExpression' ? (node.left as Node) : null;
  if (left?.type !== 'MemberExpression' || isField(left)) return '';
  return left.computed && left.property.type === 'Literal' ? String(left.property.value) : memberName(left);
}
