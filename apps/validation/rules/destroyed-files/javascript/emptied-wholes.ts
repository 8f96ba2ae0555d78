import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { withoutWrapping } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { lastName } from '../../javascript/flows/taken-names.js';
import type { Node, Of } from '../../javascript/syntax/tree.js';
import { WrittenNames } from '../../javascript/names/written-names.js';

/** Nodes of one function that are looked at. */
const MOST_NODES = 1_500;
const EMPTIES_ALL = /\bDROP\s+(?:DATABASE|SCHEMA|OWNED)\b/i;
const LISTS_TABLES = /\binformation_schema\b|\bsqlite_(?:master|schema)\b|\bSHOW\s+(?:FULL\s+)?TABLES\b|\bpg_(?:tables|class|stat_user_tables)\b/i;
const EMPTIES = /\b(?:DELETE\s+FROM|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?)\s+(?:\w{1,40}\.)?["'`[]?$/i;
const BY_CALL = /^(?:dropDatabase|dropAllSchemas|flush_?all|flush_?db)$/i;
/** Of an index: all of them. */
const ALL_INDICES = /\/(?:_all|\*)$/;
/** What lists all that an account has, and what is done to each of it. */
const LISTS_ALL = /^(?:ListBucketsCommand|listBuckets|getBuckets|listForAuthenticatedUser|listRepos|ListTablesCommand|listDatabases|getRepos)$/;
const DELETES = /^(?:DeleteObjectsCommand|DeleteObjectCommand|DeleteBucketCommand|DeleteTableCommand|deleteObjects?|deleteBucket|deleteFiles|dropDatabase|deleteRepo)$/;
const OWN_REPOS = /api\.github\.com\/user\/repos\b|^\/?user\/repos\b|^GET \/user\/repos\b/;
const TESTS = /^(?:test|development)$/;

/**
 * All that a database, a cloud or an account has is deleted or shown to everybody, in a function that opens it with keys of the environment or takes
 * what is open already: a database as a whole, each table, bucket or repository that is listed. Null where a function asks whether it is for tests.
 */
export function emptiedWhole(program: ESTree.Program): Node | null {
  const names = WrittenNames.of(program);
  for (const node of nodesWithin(program)) {
    const body = node.type === 'Program' ? node : isCallable(node) && node.body?.type === 'BlockStatement' ? node.body : null;
    if (!body) continue;
    const within = nodesWithin(body as Node, MOST_NODES);
    if (within.some((each) => each.type === 'Literal' && typeof each.value === 'string' && TESTS.test(each.value))) continue;
    const found = emptiedBy(within, names) ?? spoiledBy(within, names);
    if (found) return found;
  }
  return null;
}

function emptiedBy(within: readonly Node[], names: WrittenNames): Node | null {
  const texts = new Map(within.flatMap((node) => [[node, textOf(node, names)] as const]).filter((each): each is [Node, string] => each[1] !== null));
  const lists = [...texts.values()].some((text) => LISTS_TABLES.test(text));
  // Where it runs opens nothing.
  const asksWhere = within.filter((node) => node.type === 'MemberExpression' && memberPath(node) === 'process.env.NODE_ENV').map((node) => withoutWrapping((node as ESTree.MemberExpression).object));
  const opens = within.some((node) => node.type === 'MemberExpression' && !asksWhere.includes(node) && /^(?:process\.env|mongoose\.connections)$/.test(memberPath(node)));
  if (!opens) return null;
  for (const node of within) {
    if (node.type !== 'CallExpression') continue;
    if (BY_CALL.test(lastName(node.callee) ?? '') && !isOfOwnClass(node.callee, names)) return node;
    for (const each of node.arguments as Node[]) {
      const text = texts.get(each) ?? (each.type === 'BinaryExpression' ? texts.get(each.left as Node) : undefined) ?? '';
      if (EMPTIES_ALL.test(text) || (lists && EMPTIES.test(text.replace(/\0[^]*$/, '')))) return node;
    }
    if (method(node, names) === 'DELETE' && node.arguments[0] && nodesWithin(node.arguments[0]).some((each) => ALL_INDICES.test(texts.get(each) ?? ''))) return node;
  }
  return null;
}

/** `Metrics.flushAll()`, where the script writes that class: what its method does is looked at there. */
function isOfOwnClass(callee: Node, names: WrittenNames): boolean {
  const object = callee.type === 'MemberExpression' ? withoutWrapping(callee.object) : null;
  const own = object?.type === 'Identifier' ? names.valueOf(object) : null;
  return (own?.type === 'ClassDeclaration' || own?.type === 'ClassExpression') && own.body.body.some((each) => each.type === 'MethodDefinition' && each.static && lastName(each.key as Node) === lastName(callee));
}

/** Each of what an account has is deleted, shown to everybody, or gets a file. */
function spoiledBy(within: readonly Node[], names: WrittenNames): Node | null {
  const isListed = within.some((node) => (node.type === 'CallExpression' || node.type === 'NewExpression') && (LISTS_ALL.test(lastName(node.callee) ?? '') || node.arguments.some((each) => OWN_REPOS.test(names.textOf(each) ?? ''))));
  const loops = isListed ? within.flatMap((node) => (node.type === 'ForOfStatement' ? [node.body as Node] : node.type === 'CallExpression' && /^(?:forEach|map)$/.test(lastName(node.callee) ?? '') ? (node.arguments as Node[]) : [])) : [];
  for (const loop of loops) for (const node of nodesWithin(loop, MOST_NODES)) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    if (DELETES.test(lastName(node.callee) ?? '') || /\brepos\.(?:delete|deleteFile|createOrUpdateFileContents)$/.test(memberPath(node.callee))) return node;
    if (node.type === 'CallExpression' && (/^(?:DELETE|PUT)$/.test(method(node, names) ?? '') || showsToAll(node))) return node;
  }
  return null;
}

/** `{ private: false }` */
function showsToAll(call: Of<'CallExpression'>): boolean {
  return call.arguments.some((each) => nodesWithin(each, 200).some((node) => node.type === 'Property' && node.key.type === 'Identifier' && ((node.key.name === 'private' && node.value.type === 'Literal' && node.value.value === false) || (node.key.name === 'visibility' && node.value.type === 'Literal' && node.value.value === 'public'))));
}

/** `{ method: 'DELETE' }` */
function method(call: Of<'CallExpression'>, names: WrittenNames): string | null {
  for (const each of call.arguments) {
    const property = each.type === 'ObjectExpression' ? each.properties.find((one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === 'method') : undefined;
    if (property?.type === 'Property') return names.textOf(property.value)?.toUpperCase() ?? null;
  }
  return null;
}

/** A text, with `\0` for what is not known in a template. */
function textOf(node: Node, names: WrittenNames): string | null {
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join('\0');
  return node.type === 'Literal' || node.type === 'Identifier' ? names.textOf(node) : null;
}
