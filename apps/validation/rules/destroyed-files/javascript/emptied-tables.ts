import type { ESTree } from 'meriyah';
import { nodesWithin } from '../../javascript/syntax/children.js';
import { comparesDay, isChance, isDay } from '../../javascript/conditions/dated-ends.js';
import { holds, namesIn, namesThat } from '../../javascript/conditions/dated-harm.js';
import { decidedBy } from '../../javascript/conditions/decided.js';
import { operands } from '../../javascript/syntax/expressions.js';
import { memberPath } from '../../javascript/syntax/member-paths.js';
import { isCallable } from '../../javascript/syntax/scope.js';
import { UNKNOWN } from '../../javascript/syntax/shape.js';
import type { Node } from '../../javascript/syntax/tree.js';

/** What there is in a database, as it says itself. */
const LISTS_TABLES = /\binformation_schema\b|\bsqlite_(?:master|schema)\b|\bSHOW\s+(?:FULL\s+)?TABLES\b|\bpg_(?:catalog\.)?(?:tables|class|stat_user_tables)\b|\bsys\.tables\b|\bsysobjects\b/i;
const LISTS_COLLECTIONS = /(?:^|\.)(?:listCollections|collections|getCollectionNames)$/;
/** A table that is only known at run time, all of it. */
const EMPTIES = /\b(?:DELETE\s+FROM|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|TRUNCATE(?:\s+TABLE)?)\s+(?:\w{1,40}\.)?["'`[]?(?:\0|\?\?|%[Is]|$)/i;
const EMPTIES_ALL = /\bDROP\s+(?:DATABASE|SCHEMA|OWNED)\b/i;
const EMPTIES_BY_CALL = /^(?:dropDatabase|dropAllSchemas|flush(?:all|db))$/i;
/** Of one table or collection. */
const EMPTIES_ONE = /^(?:deleteMany|drop|del|truncate)$/;
const DROPS_ONE = /^dropTable(?:IfExists)?$/;
const CHOOSES = /\bWHERE\b/i;
/** Rows by chance, or each of so many. */
const BY_CHANCE = /\b(?:random|rand|newid)\s*\(|\bmod\s*\(|%\s*\d/i;
/** `DELETE FROM jobs WHERE random() < 0.05` */
const DELETES_BY_CHANCE = /\bDELETE\s+FROM\s+(\S{1,80})\s+WHERE\s+(?:\(|abs\s*\(|\s){0,4}(?:random|rand)\s*\(\)[^;]{0,20}[<>=%]/i;
/** Rows that nobody misses. */
const OF_NO_USE = /cache|sampl|temp|tmp|test|train|log|trace|metric/i;
/** Cheap to look for in a script. */
const HINT = /\bDELETE\s+FROM\b|\bDROP\s+(?:TABLE|DATABASE|SCHEMA|OWNED)\b|\bTRUNCATE\b|dropDatabase|dropAllSchemas|flushall|flushdb|deleteMany|\.(?:drop|dropTable(?:IfExists)?|del|truncate)\(/i;

/** Might a script empty a database? */
export function mayEmptyTables(text: string): boolean {
  return HINT.test(text);
}

/** The text of a query that deletes rows by chance, but for those of a cache, a sample and the like; null where there is none. */
export function deletedByChance(program: ESTree.Program): Node | null {
  for (const [node, text] of queriesIn([...nodesWithin(program)])) {
    const table = DELETES_BY_CHANCE.exec(text)?.[1];
    if (table !== undefined && !OF_NO_USE.test(table)) return node;
  }
  return null;
}

/**
 * What empties all tables of a database, whichever there are, or all of it, where a day that is written in the script or chance decides:
 * a branch, or the rest of a function that is left otherwise; in itself, or by names of the script. Whoever resets a database does it when somebody asks.
 */
export function emptiedByDay(program: ESTree.Program): Node | null {
  const nodes = nodesWithin(program);
  const queries = queriesIn(nodes);
  const lists = [...queries.values()].some((text) => LISTS_TABLES.test(text));
  const listsCollections = nodes.some((node) => node.type === 'CallExpression' && LISTS_COLLECTIONS.test(memberPath(node.callee)));
  const empties = (node: Node): boolean => emptiesByQuery(queries.get(node), lists) || emptiesByCall(node, lists || listsCollections);
  if (!nodes.some(empties)) return null;
  const names = namesIn(nodes);
  const emptying = namesThat(names, empties);
  const days = namesThat(names, isDay);
  const comparisons = namesThat(names, (node) => comparesDay(node, days));
  const chances = namesThat(names, isChance);
  const asks = (test: Node): boolean => holds(test, (each) => comparesDay(each, days), comparisons) || holds(test, isChance, chances);
  for (const node of nodes) {
    const body = isCallable(node) ? (node.body as Node | null | undefined) : node.type === 'Program' ? node : null;
    for (const part of body ? decidedBy(body, asks) : []) if (holds(part, empties, emptying)) return part;
  }
  return null;
}

function emptiesByQuery(text: string | undefined, lists: boolean): boolean {
  if (text === undefined) return false;
  return EMPTIES_ALL.test(text) || (lists && EMPTIES.test(text) && (!CHOOSES.test(text) || BY_CHANCE.test(text)));
}

/** `connection.dropDatabase()`, and of what is listed, `collection.deleteMany({})`. */
function emptiesByCall(node: Node, lists: boolean): boolean {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || node.callee.property.type !== 'Identifier') return false;
  const { name } = node.callee.property;
  const [filter] = node.arguments;
  return EMPTIES_BY_CALL.test(name) || (lists && (DROPS_ONE.test(name) || EMPTIES_ONE.test(name)) && (DROPS_ONE.test(name) || !filter || (filter.type === 'ObjectExpression' && filter.properties.length === 0)));
}

/** The texts of a script as wholes, with `\0` for what is only known at run time. */
function queriesIn(nodes: readonly Node[]): ReadonlyMap<Node, string> {
  const texts = new Map<Node, string>();
  const parts = new Set<Node>();
  for (const node of nodes) {
    if (parts.has(node)) {
      if (node.type === 'BinaryExpression') parts.add(node.left as Node).add(node.right);
      continue;
    }
    if (node.type === 'BinaryExpression' && node.operator === '+') {
      parts.add(node.left as Node).add(node.right);
      texts.set(node, operands(node).map(writtenIn).join(''));
    } else if (node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')) texts.set(node, writtenIn(node));
  }
  return texts;
}

function writtenIn(node: Node): string {
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join(UNKNOWN);
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : UNKNOWN;
}
